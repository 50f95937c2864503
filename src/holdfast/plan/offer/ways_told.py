"""The ways that a team is told: its legs, and from each stop a fallback home.

Laws. A fallback shares least with the way by which they came and the way they mean to go home,
among those that can be gone in the day, with the fuel that is left, and without far more danger
than a way home must have. Hazards are those of the very line, by the kilometre.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf
from typing import NamedTuple

import numpy as np

from holdfast import facts as f
from holdfast.base.geo import Place, pack_line
from holdfast.know.hazard import Floats, lines_met
from holdfast.plan.journeys.day import reach_m
from holdfast.plan.journeys.grid import Grid
from holdfast.plan.journeys.journey import Journey, Leg, passing_s, slowness
from holdfast.plan.kilometres import MOST, by_km
from holdfast.plan.problem import Problem
from holdfast.plan.ways.fallback import Apart, fallback
from holdfast.plan.ways.passing import places, true_hazards, unpaved_m
from holdfast.plan.ways.shared import covered, shared_m

ROUNDABOUT, LEAST_ROUNDABOUT_S = 2.0, 1_800.0
"""A fallback may take so many times as long as the soonest way home, and so much more (assumed):
one that keeps off everything but leads home after dark is none."""
LEAST_ROUNDABOUT = 0.01
"""It may be so many times as dangerous as the safest way home, and so much more (assumed: a contact
in a hundred such ways; one that shares every road with the way back is none either)."""


class _Asked(NamedTuple):
    """Which fallback is asked for; what is asked for alike is the same.

    Attributes:
        mode, start, goal: how, and from where to where.
        came, home: the arcs of the ways that it is to keep off.
        within_s, within_hazard, within_m: its limits.
    """

    mode: str
    start: str
    goal: str
    came: tuple[int, ...]
    home: tuple[int, ...]
    within_s: float
    within_hazard: float
    within_m: float


@dataclass(slots=True)
class Fallbacks:
    """Fallbacks found so far: options have stops in common."""

    problem: Problem
    _found: dict[_Asked, Apart | None] = field(default_factory=dict)

    def of(self, trip: Journey) -> list[Apart | None]:
        """The fallback from each stop of a journey, with the hazard of its very line."""
        asked = [_asked(self.problem, trip, k) for k in range(len(trip.visits))]
        new = [one for one in dict.fromkeys(asked) if one not in self._found]
        some = [_look(trip.grid, trip, one) for one in new]
        ways = [apart.way for apart in some if apart is not None]
        true = iter(true_hazards(self.problem.danger, trip.grid.roads, ways, trip.grid.mode))
        for one, apart in zip(new, some, strict=True):
            self._found[one] = None if apart is None else Apart(next(true), apart.shared_m)
        return [self._found[one] for one in asked]


def _asked(problem: Problem, trip: Journey, k: int) -> _Asked:
    """The fallback from a journey's k-th stop, within limits by what the way home takes at least.

    It may be longer and more dangerous than the soonest and the safest, but not out of all
    proportion; and the tank must hold enough for it, and the danger so far and its own stay within
    the commander's limit where any way home does.
    """
    grid, came, home = trip.grid, trip.legs[k], trip.legs[-1]
    pair = grid.at[came.goal.key], grid.at[home.goal.key]
    soonest_s = float(grid.table.time_s[pair].min(initial=inf))
    safest = float(grid.table.hazard[pair].min(initial=inf))
    within_hazard, most = ROUNDABOUT * safest + LEAST_ROUNDABOUT, problem.asked.greatest_hazard
    if most is not None:
        so_far = sum(leg.hazard for leg in trip.legs[: k + 1])
        so_far += sum(visit.hazard for visit in trip.visits[: k + 1])
        within_hazard = min(within_hazard, max(most - so_far, safest))
    gone_m = sum(leg.way.length_m for leg in trip.legs[: k + 1])
    return _Asked(
        grid.mode, came.goal.key, home.goal.key, came.way.arcs, home.way.arcs,
        ROUNDABOUT * soonest_s + LEAST_ROUNDABOUT_S, within_hazard, reach_m(trip.party) - gone_m,
    )  # fmt: skip


def _look(grid: Grid, trip: Journey, asked: _Asked) -> Apart | None:
    """The fallback that is asked for."""
    home = trip.legs[-1]
    came = next(leg for leg in trip.legs if leg.goal.key == asked.start)
    away = [home.way] if home.start.key == came.goal.key else [home.way, came.way]
    return fallback(
        grid.field, came.goal.point, home.goal.point, away,
        within_s=asked.within_s, within_hazard=asked.within_hazard, within_m=asked.within_m,
    )  # fmt: skip


def fallback_s(trip: Journey, k: int, apart: Apart) -> float:
    """Seconds home from the k-th stop by its fallback, with the parts off the road."""
    slow = slowness(trip.party, trip.taking, k + 1, len(trip.visits))
    return passing_s(trip.party, trip.legs[k].goal, trip.legs[-1].goal, apart.way.time_s, slow)


def told_ways(problem: Problem, trip: Journey, apart: list[Apart | None]) -> tuple[f.WayTold, ...]:
    """Every leg, and the fallback of each stop that has one."""
    some = [*_legs(trip), *_spare(trip, apart)]
    lines = [places(trip.grid.roads, one.leg.way) for one in some]
    ends = [(one.leg.start.place, one.leg.goal.place) for one in some]
    # The parts off the road are straight, and walked.
    on_road = lines_met(problem.danger, lines, trip.party.mode)
    feet = [[(a, line[0]), (line[-1], b)] for (a, b), line in zip(ends, lines, strict=True)]
    on_foot = iter(lines_met(problem.danger, [leg for pair in feet for leg in pair], "foot"))
    return tuple(
        _way(trip, one, [a, *line, b], [next(on_foot), met, next(on_foot)])
        for one, (a, b), line, met in zip(some, ends, lines, on_road, strict=True)
    )


class _Telling(NamedTuple):
    """One leg as it is told: in which role, and how much of it is shared with other ways."""

    role: str
    leg: Leg
    shared_m: float


def _legs(trip: Journey) -> Iterator[_Telling]:
    """Out, from stop to stop, and back."""
    roads, final = trip.grid.roads, len(trip.legs) - 1
    for k, leg in enumerate(trip.legs):
        role = "back" if k == final else "out" if k == 0 else "between"
        before = covered(roads, [other.way for other in trip.legs[:k]])
        yield _Telling(role, leg, shared_m(roads, leg.way, before) if role == "back" else 0.0)


def _spare(trip: Journey, apart: list[Apart | None]) -> Iterator[_Telling]:
    """Home from each stop that has a fallback."""
    goal = trip.legs[-1].goal
    for k, spare in enumerate(apart):
        if spare is not None:
            start = trip.legs[k].goal
            hazard = spare.way.hazard + start.off_hazard + goal.off_hazard
            leg = Leg(start, goal, spare.way, fallback_s(trip, k, spare), hazard)
            yield _Telling("fallback", leg, spare.shared_m)


def _way(trip: Journey, told: _Telling, line: list[Place], met: list[Floats]) -> f.WayTold:
    """One leg in full, given its line and the hazard along each part of it."""
    leg = told.leg
    return f.WayTold(
        role=told.role,  # type: ignore[arg-type]
        start=leg.start.key,
        goal=leg.goal.key,
        line=pack_line(line),
        length_m=leg.length_m,
        time_s=leg.time_s,
        hazard=min(MOST, leg.hazard),
        shared_m=told.shared_m,
        hazard_by_km=tuple(round(h, 6) for h in by_km(line, np.concatenate(met))),
        unpaved_m=min(leg.length_m, unpaved_m(trip.grid.roads, leg.way) + off_m(leg)),
    )


def off_m(leg: Leg) -> float:
    """Metres of a leg that lie off the roads."""
    return leg.start.off_m + leg.goal.off_m
