"""A journey told to people: the tasking that the team gets.

Laws. The hazards of the legs, each with its parts off the road, and of the stays add up to the
tasking's; value counts only if the team comes home. From each stop a fallback leads home that
shares least with the way by which they came and the way they mean to go home.
"""

from holdfast import facts as f
from holdfast.base.geo import distance_m
from holdfast.base.grid import clock_words
from holdfast.know.naming import good_words
from holdfast.plan.daylight import first_light_ms, is_dark
from holdfast.plan.journeys.day import RESERVE
from holdfast.plan.journeys.journey import Journey, margin_s
from holdfast.plan.kilometres import MOST
from holdfast.plan.offer.left_behind import left_words
from holdfast.plan.offer.mission_words import cache_words, people_words, put_off
from holdfast.plan.offer.peril_words import peril_words
from holdfast.plan.offer.ways_told import Fallbacks, fallback_s, told_ways
from holdfast.plan.problem import Good, Problem
from holdfast.plan.ways.fallback import Apart

CHECK_EVERY_S = {"foot": 1800.0, "car": 1200.0, "truck": 1200.0}
"""Longest silence between two reports by mode (assumed; convoy guides say 'at set intervals')."""
NEARING_S = 600.0
"""Radio silence begins so long before a site that asks for it, and ends so long after (assumed: a
kilometre on foot, out of earshot)."""
LONGEST_WORDS = 600
"""Letters in one sentence of the planner's (assumed; facts hold 2,000)."""
MOST_NAMED = 4
"""Goods that the assumptions name one by one."""

STAY = f.Offered(
    letter="H", taskings=(), value=0.0, hazard=0.0, p_home=1.0, why="Stay home: nobody is exposed."
)
"""The option that is always there. H is kept for it."""


def told(problem: Problem, trip: Journey, fallbacks: Fallbacks) -> f.Tasking:
    """All that the team is told before it leaves."""
    party = trip.party
    apart = fallbacks.of(trip)
    return f.Tasking(
        mode=party.mode,  # type: ignore[arg-type]
        crew=tuple(w.person for w in party.crew.people),
        lead=party.crew.lead.person,
        stops=_stops(problem, trip, apart),
        ways=told_ways(problem, trip, apart),
        depart_ms=trip.depart_ms,
        turn_ms=trip.turn_ms,
        home_ms=trip.home_ms,
        check_every_s=CHECK_EVERY_S[party.mode],
        load_kg=trip.taking.load.kg,
        hazard=trip.hazard,
        value=trip.net,
        vehicle=party.carrier.vehicle if party.carrier else None,
        dark_ms=problem.dark_ms,
        silences=_silences(trip),
        extraction=_extraction(problem, trip),
        fuel_l=trip.fuel_l,
        assumes=tuple(clipped(words) for words in assumes(problem, trip, apart)),
        crew_why=tuple(clipped(words) for words in party.crew.why),
    )


def _silences(trip: Journey) -> tuple[f.Span, ...]:
    """Radio silence round each visit that asks for it; visits close together share one."""
    spans: list[f.Span] = []
    for visit in trip.visits:
        if not visit.target.silent:
            continue
        start = max(0.0, visit.arrive_s - NEARING_S) * 1000
        end = (visit.leave_s + NEARING_S) * 1000
        span = f.Span(trip.depart_ms + round(start), trip.depart_ms + round(end))
        if spans and span.start_ms <= spans[-1].end_ms:
            span = f.Span(spans.pop().start_ms, span.end_ms)
        spans.append(span)
    return tuple(spans)


def clipped(words: str) -> str:
    """The words, cut short where somebody gave a thing a name without end."""
    return words if len(words) <= LONGEST_WORDS else words[: LONGEST_WORDS - 1] + "…"


def _stops(problem: Problem, trip: Journey, apart: list[Apart | None]) -> tuple[f.Stop, ...]:
    """Each stop with its times and what is expected there."""
    stops = []
    gives = trip.taking.handed
    for k, visit in enumerate(trip.visits):
        goods = trip.taking.at(visit.target.site)
        amounts = tuple(f.Amount(good.item, min(MOST, n)) for good, n in goods)
        last = k == len(trip.visits) - 1
        chances = [g.p_there for g, _ in goods]
        chances += [w.p_there for w, _ in trip.taking.groups if w.site == visit.target.site]
        stops.append(
            f.Stop(
                site=visit.target.site,
                arrive_ms=trip.depart_ms + round(visit.arrive_s * 1000),
                leave_ms=trip.depart_ms + round(visit.leave_s * 1000),
                expect=() if gives else amounts,
                leaves=amounts if gives else (),
                p_there=max(chances, default=1.0),
                people=trip.taking.people_at(visit.target.site),
                turn_ms=None if last else _break_off_ms(problem, trip, k, apart[k]),
            )
        )
    return tuple(stops)


def _break_off_ms(problem: Problem, trip: Journey, k: int, apart: Apart | None) -> int | None:
    """The latest start for home from an earlier stop by its fallback, with the usual margin.

    None where that is over before they are there: then only the way that is planned leads home in
    time, and the tasking's own turn-round time holds.
    """
    limit_ms = problem.limit_ms
    if limit_ms is None or apart is None:
        return None
    back_s = fallback_s(trip, k, apart)
    turn_ms = limit_ms - round((back_s + margin_s(back_s)) * 1000)
    arrive_ms = trip.depart_ms + round(trip.visits[k].arrive_s * 1000)
    return turn_ms if turn_ms > arrive_ms else None


def _extraction(problem: Problem, trip: Journey) -> str | None:
    """The extraction point nearest to the stop that is met with most danger."""
    if not trip.visits:
        return None
    worst = max(trip.visits, key=lambda v: v.hazard)
    points = [(distance_m(place, worst.target.place), site) for site, place in problem.extraction]
    return min(points)[1] if points else None


def assumes(problem: Problem, trip: Journey, apart: list[Apart | None]) -> list[str]:
    """What must hold for the figures to hold, in words."""
    carrier, taken = trip.party.carrier, trip.taking.load.taken
    names = {v.target.site: v.target.name for v in trip.visits}
    ordered = sorted(taken, key=lambda x: -x[0].worth * x[0].p_there * x[1])[:MOST_NAMED]
    gives = trip.taking.handed
    lines = [_good_words(g, n, names.get(g.site, g.site), gives) for g, n in ordered]
    lines += [
        people_words(problem.asked.objective, w, n, names.get(w.site, w.site))
        for w, n in trip.taking.groups
    ]
    lines += [*left_words(problem, [trip]), *cache_words(problem, trip), *trip.words]
    lines += [f"Nobody has said what {g.name} weighs" for g, _ in taken if g.kg == 0][:2]
    lines += [f"{name} stays where it is" for name in problem.dangers[:3]]
    lines += [*_off_road_words(trip), *peril_words(trip, apart), *_waiting_words(problem, trip)]
    if carrier and carrier.fuel_l is None and carrier.use_l_per_100km > 0:
        lines.append(
            f"Nobody has said how much fuel {carrier.name} has: {trip.fuel_l * RESERVE:.1f} L "
            "are needed, a quarter in reserve included"
        )
    if carrier and carrier.use_l_per_100km == 0:
        lines.append(f"{carrier.name} has fuel enough: nobody has said how much it uses")
    if problem.dark_ms is not None:
        lines.append(f"Last light at {clock_words(problem.dark_ms, problem.zone)}")
    if in_the_dark(problem):
        light_ms = first_light_ms(problem.home, problem.asked.depart_ms, problem.zone)
        light = clock_words(light_ms, problem.zone)
        lines.append("It is dark" + (f" until first light at {light}" if light_ms else " all day"))
    return lines


def _waiting_words(problem: Problem, trip: Journey) -> list[str]:
    """Where they wait until a place opens; and that they leave later so as not to."""
    early = [
        (v.target.name, clock_words(v.target.opens_ms, problem.zone), v.begin_s - v.arrive_s)
        for v in trip.visits
        if v.target.opens_ms is not None
        and trip.depart_ms + round(v.begin_s * 1000) <= v.target.opens_ms + 1000
    ]
    lines = []
    if put_off(problem, trip) and early:
        name, opens, _ = early[0]
        leaves = clock_words(trip.depart_ms, problem.zone)
        lines.append(f"They leave at {leaves} and no sooner: {name} opens at {opens}")
    waits = [(name, opens, wait_s) for name, opens, wait_s in early if wait_s > 0]
    return lines + [
        f"They wait at {name} until {opens}, for {max(1, round(wait_s / 60))} min"
        for name, opens, wait_s in waits
    ]


def in_the_dark(problem: Problem) -> bool:
    """Whether a run that is out is planned anew in the dark: then no last light limits it."""
    return problem.begun is not None and is_dark(problem.home, problem.asked.depart_ms)


def _off_road_words(trip: Journey) -> list[str]:
    """Where they leave the roads for more than a few steps."""
    first = trip.legs[0].start.off_m
    lines = [f"The first {first:,.0f} m off the road can be walked"] if first > 150 else []
    far = [(v.spot.off_m, v.target.name) for v in trip.visits if v.spot.off_m > 150]
    if len(trip.visits) == 1 and far:
        return [*lines, f"The last {far[0][0]:,.0f} m off the road can be walked"]
    return lines + [f"The {m:,.0f} m off the road at {name} can be walked" for m, name in far]


def _good_words(good: Good, n: float, where: str, gives: bool) -> str:
    """'60 packs of ration packs at the depot (42 %)', or that they are handed over there."""
    words = good_words(n, good.unit, good.name, where)
    return f"{words}, handed over" if gives else f"{words} ({good.p_there:.0%})"
