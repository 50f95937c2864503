"""The checker's look at fallbacks: what is told of each, measured again along its line.

Law. Nothing here knows how a fallback was found: it is judged by the line that people are given.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np

from holdfast import facts as f
from holdfast.base.geo import Place, distance_m, unpack_line
from holdfast.know.hazard import MODE_EXPOSURE, Field
from holdfast.plan.check.measure import away_m, met_along
from holdfast.plan.journeys.day import RESERVE
from holdfast.plan.kilometres import MOST
from holdfast.plan.problem import Carrier, Problem

HAZARD_TOLERANCE, HAZARD_ROUNDING = 0.01, 2e-5
"""Sampled against told: parts of it, and contacts (measured)."""
LINE_M = 2.0
"""Metres by which a line that is told may lie beside the road, or nearer to a closure."""
AROUND_M = (-LINE_M, LINE_M)
LENGTH_TOLERANCE = 0.01
"""By what part a line that is told may be longer than the road itself (measured: half of it)."""


def spare_faults(problem: Problem, tasking: f.Tasking, carrier: Carrier | None) -> Iterator[str]:
    """Each fallback meets what it says, uses no closed road, and the tank holds enough for it."""
    names = {t.site: t.name for t in problem.targets}
    gone_m = 0.0
    legs = [way for way in tasking.ways if way.role != "fallback"]
    spare = {way.start: way for way in tasking.ways if way.role == "fallback"}
    for leg in legs:
        gone_m += _road_m(unpack_line(leg.line))
        way = spare.pop(leg.goal, None)
        if way is None:
            continue
        where = f"the fallback from {names.get(way.start, way.start)}"
        line = unpack_line(way.line)
        low, high = (_met(_grown(problem.danger, by_m), tasking.mode, line) for by_m in AROUND_M)
        ends = HAZARD_ROUNDING + high * min(1.0, 2 * LINE_M / max(way.length_m, 1e-9))
        least, most = low * (1 - HAZARD_TOLERANCE) - ends, high * (1 + HAZARD_TOLERANCE) + ends
        if not min(least, MOST) <= way.hazard <= most:
            yield f"the hazard of {where} is {low:.4f} to {high:.4f}, not {way.hazard:.4f}"
        if _closed(problem, tasking.mode, line[1:-1]):
            yield f"{where} takes a closed road"
        if carrier is not None and carrier.fuel_l is not None:
            litres = (gone_m + _road_m(line)) * carrier.use_l_per_100km / 1e5 * RESERVE
            if litres > carrier.fuel_l * (1 + LENGTH_TOLERANCE):
                yield f"the tank does not hold enough for {where}"
    yield from (f"a fallback begins at '{start}', where it does not stop" for start in spare)


def _grown(danger: Field, by_m: float) -> Field:
    """The threats, each so much wider: a line that is told lies so far beside the road."""
    return replace(danger, radius_m=np.maximum(danger.radius_m + by_m, 0.0))


def _met(danger: Field, mode: str, line: list[Place]) -> float:
    """Expected contacts along a way that is told: its first and its last piece are walked."""
    on_road = met_along(danger, line[1:-1]) * MODE_EXPOSURE[mode]
    return on_road + met_along(danger, line[:2]) + met_along(danger, line[-2:])


def _closed(problem: Problem, mode: str, line: list[Place]) -> bool:
    """Whether a line comes well within the radius of a closure for its mode; standing is no use."""
    return any(
        away_m(a, b, closure.place) < closure.radius_m - LINE_M
        for closure in problem.closures
        if mode in closure.modes
        for a, b in pairwise(line)
        if a != b
    )


def _road_m(line: list[Place]) -> float:
    """Metres of a told way that are driven: all but its first and its last piece."""
    return sum(distance_m(a, b) for a, b in pairwise(line[1:-1]))
