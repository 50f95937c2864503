"""A trip told to people: the tasking that the team gets, and in words how it differs.

Law. The hazards of the ways out and back, each with its legs off the road, and the site's own add
up to the tasking's; value counts only if the team comes home.
"""

import numpy as np

from holdfast import facts as f
from holdfast.base.geo import Place, distance_m, pack_line
from holdfast.base.grid import clock_words, span_words
from holdfast.know.log import good_words
from holdfast.know.risk import line_hazard
from holdfast.plan.kilometres import MOST, by_km
from holdfast.plan.passing import places
from holdfast.plan.problem import Good, Problem
from holdfast.plan.roads import Roads
from holdfast.plan.trips import Trip, fallback_of, passing_s
from holdfast.plan.ways import Way

CHECK_EVERY_S = {"foot": 1800.0, "car": 1200.0, "truck": 1200.0}
"""Longest silence between two reports by mode (assumed; convoy guides say 'at set intervals')."""
LONGEST_WORDS = 600
"""Letters in one sentence of the planner's (assumed; facts hold 2,000)."""

STAY = f.Offered(
    letter="H", taskings=(), value=0.0, hazard=0.0, p_home=1.0, why="Stay home: nobody is exposed."
)
"""The option that is always there. H is kept for it."""


def told(problem: Problem, roads: Roads, trip: Trip) -> f.Tasking:
    """All that the team is told before it leaves."""
    arrive_ms = trip.depart_ms + round(trip.out_s * 1000)
    leave_ms = trip.depart_ms + round((trip.out_s + trip.stay_s) * 1000)
    target, party = trip.passage.target, trip.party
    stop = f.Stop(
        site=target.site,
        arrive_ms=arrive_ms,
        leave_ms=leave_ms,
        expect=tuple(f.Amount(good.item, n) for good, n in trip.load.taken),
        p_there=max((good.p_there for good, _ in trip.load.taken), default=1.0),
    )
    return f.Tasking(
        mode=party.carrier.mode if party.carrier else "foot",  # type: ignore[arg-type]
        crew=tuple(w.person for w in party.crew.people),
        lead=party.crew.lead.person,
        stops=(stop,),
        ways=_ways(problem, roads, trip),
        depart_ms=trip.depart_ms,
        turn_ms=trip.turn_ms,
        home_ms=trip.home_ms,
        check_every_s=CHECK_EVERY_S[party.mode],
        load_kg=trip.load.kg,
        hazard=trip.hazard,
        value=trip.net,
        vehicle=party.carrier.vehicle if party.carrier else None,
        dark_ms=problem.dark_ms,
        extraction=_extraction(problem, target.place),
        fuel_l=trip.fuel_l,
        assumes=tuple(clipped(words) for words in _assumes(problem, trip)),
        crew_why=tuple(clipped(words) for words in party.crew.why),
    )


def clipped(words: str) -> str:
    """The words, cut short where somebody gave a thing a name without end."""
    return words if len(words) <= LONGEST_WORDS else words[: LONGEST_WORDS - 1] + "…"


def _ways(problem: Problem, roads: Roads, trip: Trip) -> tuple[f.WayTold, ...]:
    """Out, back and fallback."""
    passage, apart = trip.passage, fallback_of(problem, trip)
    ways = [
        _way(problem, roads, trip, "out", trip.out, trip.out_s, 0.0),
        _way(problem, roads, trip, "back", trip.back, trip.back_s, trip.shared_m),
    ]
    if apart is not None:
        time_s = passing_s(trip.party, passage, apart.way, laden=trip.load.kg > 0)
        ways.append(_way(problem, roads, trip, "fallback", apart.way, time_s, apart.shared_m))
    return tuple(ways)


def _way(
    problem: Problem,
    roads: Roads,
    trip: Trip,
    role: str,
    way: Way,
    time_s: float,
    shared_m: float,
) -> f.WayTold:
    """One way with its legs off the road, which are straight and walked."""
    passage = trip.passage
    ends = [(problem.base, problem.home), (passage.target.site, passage.target.place)]
    (start, a), (goal, b) = ends if role == "out" else ends[::-1]
    on_road = places(roads, way)
    met = [
        line_hazard(problem.danger, [a, on_road[0]], "foot"),
        line_hazard(problem.danger, on_road, passage.mode),
        line_hazard(problem.danger, [on_road[-1], b], "foot"),
    ]
    return f.WayTold(
        role=role,  # type: ignore[arg-type]
        start=start,
        goal=goal,
        line=pack_line([a, *on_road, b]),
        length_m=way.length_m + passage.off_m,
        time_s=time_s,
        hazard=min(MOST, way.hazard + passage.off_hazard),
        shared_m=shared_m,
        hazard_by_km=tuple(round(h, 6) for h in by_km([a, *on_road, b], np.concatenate(met))),
    )


def _extraction(problem: Problem, near: Place) -> str | None:
    """The extraction point nearest to the site."""
    points = [(distance_m(place, near), site) for site, place in problem.extraction]
    return min(points)[1] if points else None


def _assumes(problem: Problem, trip: Trip) -> list[str]:
    """What must hold for the figures to hold, in words."""
    target, carrier = trip.passage.target, trip.party.carrier
    lines = [_good_words(good, n, target.name) for good, n in trip.load.taken[:4]]
    lines += [f"Nobody has said what {g.name} weighs" for g, _ in trip.load.taken if g.kg == 0][:2]
    lines += [f"{name} stays where it is" for name in problem.dangers[:3]]
    for off_m, where in (
        (trip.passage.off_home_m, "The first"), (trip.passage.off_site_m, "The last"),
    ):  # fmt: skip
        if off_m > 150:
            lines.append(f"{where} {off_m:,.0f} m off the road can be walked")
    if carrier and carrier.fuel_l is None:
        lines.append(f"{carrier.name} has {trip.fuel_l:.1f} L of fuel: nobody has said")
    if carrier and carrier.use_l_per_100km == 0:
        lines.append(f"{carrier.name} has fuel enough: nobody has said what it uses")
    if problem.dark_ms is not None:
        lines.append(f"Last light at {clock_words(problem.dark_ms, problem.zone)}")
    return lines


def _good_words(good: Good, n: float, where: str) -> str:
    """'60 packs of ration packs at the depot (42 %)'."""
    return f"{good_words(n, good.unit, good.name, where)} ({good.p_there:.0%})"


def why_words(trip: Trip, chosen: list[Trip]) -> str:
    """How an option differs from the safest one, in one sentence a person can check."""
    party, safest = trip.party, chosen[0]
    who = f"{len(party.crew.people)} " + (
        f"with {party.carrier.name}" if party.carrier else "on foot"
    )
    start = f"{who} to {trip.passage.target.name}"
    if trip is safest:
        return f"{start}: the safest of these."
    return f"{start}: {', '.join([*_value_words(trip, safest), *_cost_words(trip, safest)])}."


def _value_words(trip: Trip, safest: Trip) -> list[str]:
    """What it brings more or less, counted only if they come home."""
    more = trip.net - safest.net
    if abs(more) < 0.05 or abs(more) <= 0.02 * max(trip.net, safest.net):
        return []
    amount = f"{abs(more):,.1f}" if abs(more) < 10 else f"{abs(more):,.0f}"
    return [f"brings {amount} person-days {'more' if more > 0 else 'less'}"]


def _cost_words(trip: Trip, safest: Trip) -> list[str]:
    """When it is home, what it burns, and what it costs of the chance that all come home."""
    words = []
    minutes = round((trip.home_ms - safest.home_ms) / 60_000)
    if abs(minutes) >= 1:
        span = f"{abs(minutes)} min" if abs(minutes) <= 90 else span_words(minutes * 60_000)
        words.append(f"home {span} {'later' if minutes > 0 else 'sooner'}")
    litres = trip.fuel_l - safest.fuel_l
    if abs(litres) >= 0.05:
        none = "needs no fuel" if trip.fuel_l == 0 else f"burns {-litres:.1f} L less"
        words.append(f"burns {litres:.1f} L more" if litres > 0 else none)
    points = (safest.p_home - trip.p_home) * 100
    words.append(
        f"all home {points:.1f} points less likely" if points >= 0.05 else "as safe within 0.1 %"
    )
    return words
