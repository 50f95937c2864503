"""The checker's look at ways: unbroken, open to the mode, and as long as they claim."""

from collections.abc import Iterator
from itertools import pairwise

from holdfast.plan.check.measure import away_m, points_of, used
from holdfast.plan.journeys.journey import Journey
from holdfast.plan.problem import Problem
from holdfast.plan.roads.arrays import Roads
from holdfast.plan.ways.ways import Way

TIME_TOLERANCE_S = 2.0
"""Arc times are stored in single precision."""


def way_faults(problem: Problem, roads: Roads, trip: Journey) -> Iterator[str]:
    """Ways are unbroken, open to the mode, obey the turns, and are as long as they claim."""
    mode = trip.party.mode
    for k, leg in enumerate(trip.legs):
        way, name = leg.way, leg_name(trip, k)
        seconds = metres = 0.0
        for i, arc in enumerate(way.arcs):
            if i and roads.tail[arc] != roads.head[way.arcs[i - 1]]:
                yield f"the way {name} is broken at its arc {i}"
            if used(way, i) > 0:
                seconds += float(roads.time_s[mode][arc]) * used(way, i)
                metres += float(roads.length_m[arc]) * used(way, i)
        if not abs(seconds - way.time_s) <= TIME_TOLERANCE_S:
            yield f"the way {name} takes {seconds:.0f} s, not {way.time_s:.0f} s"
        if not abs(metres - way.length_m) <= 1 + 1e-3 * metres:
            yield f"the way {name} is {metres:.0f} m long, not {way.length_m:.0f} m"
        if _bad_turn(roads, mode, way):
            yield f"the way {name} takes a turn that is forbidden"
        if _closed(problem, roads, mode, way):
            yield f"the way {name} takes a closed road"


def leg_name(trip: Journey, k: int) -> str:
    """'out', 'back', or which leg between stops."""
    if k == 0:
        return "out"
    return "back" if k == len(trip.legs) - 1 else f"between stops {k} and {k + 1}"


def _bad_turn(roads: Roads, mode: str, way: Way) -> bool:
    """Whether a way does what a restriction forbids its mode; people on foot mind none."""
    if mode == "foot":
        return False
    bit = {"car": 2, "truck": 4}[mode]
    rules = [
        (int(a), int(b), bool(only))
        for (a, _, b), only, modes in zip(
            roads.restrictions, roads.only, roads.restriction_modes, strict=True
        )
        if int(modes) & bit
    ]
    for a, b in pairwise(way.arcs):
        mine = [(to, only) for of, to, only in rules if of == a]
        must = {to for to, only in mine if only}
        if (b, False) in mine or (must and b not in must):
            return True
    return False


def _closed(problem: Problem, roads: Roads, mode: str, way: Way) -> bool:
    """Whether a way uses an arc that comes within the radius of a closure for its mode."""
    shut = [c for c in problem.closures if mode in c.modes]
    return any(
        away_m(a, b, closure.place) < closure.radius_m - 0.1
        for closure in shut
        for i, arc in enumerate(way.arcs)
        if used(way, i) > 0
        for a, b in pairwise(points_of(roads, arc))
    )
