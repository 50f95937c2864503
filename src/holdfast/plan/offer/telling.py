"""A journey told to people: the tasking that the team gets.

Laws. The hazards of the legs, each with its parts off the road, and of the stays add up to the
tasking's; value counts only if the team comes home. From each stop a fallback leads home that
shares least with the way by which they came and the way they mean to go home.
"""

from dataclasses import dataclass, field
from math import inf

import numpy as np

from holdfast import facts as f
from holdfast.base.geo import Place, distance_m, pack_line
from holdfast.base.grid import clock_words
from holdfast.know.log import good_words
from holdfast.know.risk import line_hazard
from holdfast.plan.journeys.grid import Grid, Spot
from holdfast.plan.journeys.journey import Journey, Leg, margin_s, passing_s, slowness
from holdfast.plan.kilometres import MOST, by_km
from holdfast.plan.offer.mission_words import cache_words, people_words
from holdfast.plan.problem import Good, Problem
from holdfast.plan.ways.fallback import Apart, fallback
from holdfast.plan.ways.passing import places, true_hazard, unpaved_m
from holdfast.plan.ways.shared import covered, shared_m

CHECK_EVERY_S = {"foot": 1800.0, "car": 1200.0, "truck": 1200.0}
"""Longest silence between two reports by mode (assumed; convoy guides say 'at set intervals')."""
LONGEST_WORDS = 600
"""Letters in one sentence of the planner's (assumed; facts hold 2,000)."""
ROUNDABOUT, LEAST_ROUNDABOUT_S = 2.0, 1_800.0
"""A fallback may take so many times as long as the soonest way home, and so much more (assumed):
one that keeps off everything but leads home after dark is none."""
MOST_NAMED = 4
"""Goods that the assumptions name one by one."""

STAY = f.Offered(
    letter="H", taskings=(), value=0.0, hazard=0.0, p_home=1.0, why="Stay home: nobody is exposed."
)
"""The option that is always there. H is kept for it."""


@dataclass(slots=True)
class Fallbacks:
    """Fallbacks found so far: options have stops in common."""

    problem: Problem
    _found: dict[tuple[object, ...], Apart | None] = field(default_factory=dict)

    def of(self, trip: Journey, k: int) -> Apart | None:
        """The fallback from a journey's k-th stop, with the hazard of its very line."""
        came, home = trip.legs[k], trip.legs[-1]
        key = (trip.grid.mode, came.goal.key, home.goal.key, came.way.arcs, home.way.arcs)
        if key not in self._found:
            self._found[key] = self._look(trip.grid, came, home)
        return self._found[key]

    def _look(self, grid: Grid, came: Leg, home: Leg) -> Apart | None:
        away = [home.way] if home.start.key == came.goal.key else [home.way, came.way]
        soonest_s = float(
            grid.table.time_s[grid.at[came.goal.key], grid.at[home.goal.key]].min(initial=inf)
        )
        within_s = ROUNDABOUT * soonest_s + LEAST_ROUNDABOUT_S
        apart = fallback(grid.field, came.goal.point, home.goal.point, away, within_s=within_s)
        if apart is None:
            return None
        true = true_hazard(self.problem.danger, grid.roads, apart.way, grid.mode)
        return Apart(true, apart.shared_m)


def told(problem: Problem, trip: Journey, fallbacks: Fallbacks) -> f.Tasking:
    """All that the team is told before it leaves."""
    party = trip.party
    apart = [fallbacks.of(trip, k) for k in range(len(trip.visits))]
    return f.Tasking(
        mode=party.mode,  # type: ignore[arg-type]
        crew=tuple(w.person for w in party.crew.people),
        lead=party.crew.lead.person,
        stops=_stops(problem, trip, apart),
        ways=_ways(problem, trip, apart),
        depart_ms=trip.depart_ms,
        turn_ms=trip.turn_ms,
        home_ms=trip.home_ms,
        check_every_s=CHECK_EVERY_S[party.mode],
        load_kg=trip.taking.load.kg,
        hazard=trip.hazard,
        value=trip.net,
        vehicle=party.carrier.vehicle if party.carrier else None,
        dark_ms=problem.dark_ms,
        extraction=_extraction(problem, trip),
        fuel_l=trip.fuel_l,
        assumes=tuple(clipped(words) for words in assumes(problem, trip)),
        crew_why=tuple(clipped(words) for words in party.crew.why),
    )


def clipped(words: str) -> str:
    """The words, cut short where somebody gave a thing a name without end."""
    return words if len(words) <= LONGEST_WORDS else words[: LONGEST_WORDS - 1] + "…"


def _stops(problem: Problem, trip: Journey, apart: list[Apart | None]) -> tuple[f.Stop, ...]:
    """Each stop with its times and what is expected there."""
    stops = []
    gives = trip.taking.handed
    for k, visit in enumerate(trip.visits):
        goods = trip.taking.at(visit.target.site)
        amounts = tuple(f.Amount(good.item, n) for good, n in goods)
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
    back_s = _fallback_s(trip, k, apart)
    turn_ms = limit_ms - round((back_s + margin_s(back_s)) * 1000)
    arrive_ms = trip.depart_ms + round(trip.visits[k].arrive_s * 1000)
    return turn_ms if turn_ms > arrive_ms else None


def _fallback_s(trip: Journey, k: int, apart: Apart) -> float:
    slow = slowness(trip.party, trip.taking, k + 1, len(trip.visits))
    return passing_s(trip.party, trip.legs[k].goal, trip.legs[-1].goal, apart.way.time_s, slow)


def _ways(problem: Problem, trip: Journey, apart: list[Apart | None]) -> tuple[f.WayTold, ...]:
    """Every leg, and the fallback of each stop that has one."""
    roads = trip.grid.roads
    ways = []
    final = len(trip.legs) - 1
    for k, leg in enumerate(trip.legs):
        role = "back" if k == final else "out" if k == 0 else "between"
        before = covered(roads, [other.way for other in trip.legs[:k]])
        shared = shared_m(roads, leg.way, before) if role == "back" else 0.0
        ways.append(_way(problem, trip, role, leg, shared))
    for k, spare in enumerate(apart):
        if spare is None:
            continue
        start, goal = trip.legs[k].goal, trip.legs[-1].goal
        hazard = spare.way.hazard + start.off_hazard + goal.off_hazard
        leg = Leg(start, goal, spare.way, _fallback_s(trip, k, spare), hazard)
        ways.append(_way(problem, trip, "fallback", leg, spare.shared_m))
    return tuple(ways)


def _way(problem: Problem, trip: Journey, role: str, leg: Leg, shared: float) -> f.WayTold:
    """One leg with its parts off the road, which are straight and walked."""
    a, b = leg.start.place, leg.goal.place
    on_road = places(trip.grid.roads, leg.way)
    met = [
        line_hazard(problem.danger, [a, on_road[0]], "foot"),
        line_hazard(problem.danger, on_road, trip.party.mode),
        line_hazard(problem.danger, [on_road[-1], b], "foot"),
    ]
    line: list[Place] = [a, *on_road, b]
    return f.WayTold(
        role=role,  # type: ignore[arg-type]
        start=_name(leg.start),
        goal=_name(leg.goal),
        line=pack_line(line),
        length_m=leg.length_m,
        time_s=leg.time_s,
        hazard=min(MOST, leg.hazard),
        shared_m=shared,
        hazard_by_km=tuple(round(h, 6) for h in by_km(line, np.concatenate(met))),
        unpaved_m=min(leg.length_m, unpaved_m(trip.grid.roads, leg.way) + off_m(leg)),
    )


def off_m(leg: Leg) -> float:
    """Metres of a leg that lie off the roads."""
    return leg.start.off_m + leg.goal.off_m


def _name(spot: Spot) -> str:
    return spot.key


def _extraction(problem: Problem, trip: Journey) -> str | None:
    """The extraction point nearest to the stop that is met with most danger."""
    if not trip.visits:
        return None
    worst = max(trip.visits, key=lambda v: v.hazard)
    points = [(distance_m(place, worst.target.place), site) for site, place in problem.extraction]
    return min(points)[1] if points else None


def assumes(problem: Problem, trip: Journey) -> list[str]:
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
    lines += [*cache_words(problem, trip), *trip.words]
    lines += [f"Nobody has said what {g.name} weighs" for g, _ in taken if g.kg == 0][:2]
    lines += [f"{name} stays where it is" for name in problem.dangers[:3]]
    lines += _off_road_words(trip)
    for visit in trip.visits:
        if visit.target.opens_ms is not None and visit.begin_s > visit.arrive_s:
            opens = clock_words(visit.target.opens_ms, problem.zone)
            lines.append(f"They wait at {visit.target.name} until {opens}")
    if carrier and carrier.fuel_l is None:
        lines.append(f"{carrier.name} has {trip.fuel_l:.1f} L of fuel: nobody has said")
    if carrier and carrier.use_l_per_100km == 0:
        lines.append(f"{carrier.name} has fuel enough: nobody has said what it uses")
    if problem.dark_ms is not None:
        lines.append(f"Last light at {clock_words(problem.dark_ms, problem.zone)}")
    return lines


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
