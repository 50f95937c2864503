"""An oracle for ways: plain label-setting that knows arcs and forbidden turns, nothing of nets."""

import heapq
from collections.abc import Callable
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from holdfast.plan.roads.arrays import MODES, Roads
from holdfast.plan.roads.field import Field
from holdfast.plan.roads.points import RoadPoint
from holdfast.plan.ways.way import Way

TICK_S, UNIT = 0.1, 1e-8
Cost = tuple[int, int]


def forbidden(roads: Roads, mode: str) -> Callable[[int, int], bool]:
    """Whether one road arc may not be followed by another."""
    bit = 1 << MODES.index(mode)
    never, only = set(), {}
    for (a, _, b), sole, modes in zip(
        roads.restrictions.tolist(), roads.only, roads.restriction_modes, strict=True
    ):
        if mode != "foot" and modes & bit:
            if sole:
                only.setdefault(a, set()).add(b)
            else:
                never.add((a, b))
    return lambda a, b: (a, b) in never or (a in only and b not in only[a])


def arcs_after(roads: Roads, mode: str) -> dict[int, list[int]]:
    """The road arcs that may follow each road arc."""
    banned, out = forbidden(roads, mode), {}
    usable = np.flatnonzero(np.isfinite(roads.time_s[mode])).tolist()
    for a in usable:
        out.setdefault(int(roads.tail[a]), []).append(a)
    return {a: [b for b in out.get(int(roads.head[a]), []) if not banned(a, b)] for a in usable}


def cut_by(figure: Callable[[int], Cost]) -> Callable[[int, float, float], Cost]:
    """The cost of a part of an arc: the whole less what is cut off, each rounded."""

    def cut(arc: int, f: float, g: float) -> Cost:
        c, d = figure(arc)
        return c - round(f * c) - (c - round(g * c)), d - round(f * d) - (d - round(g * d))

    return cut


def oracle(
    after: dict[int, list[int]],
    cut: Callable[[int, float, float], Cost],
    start: RoadPoint,
    goal: RoadPoint,
    left: Callable[[int], int] = lambda _: 0,
) -> list[Cost]:
    """The front of (first, second) cost between two points that lie in the middle of arcs.

    Args:
        after: the arcs that may follow each arc.
        cut: both costs of an arc from one fraction to another.
        start, goal: the points; at the goal the arc is called -1.
        left: no more than the least second cost from an arc's end to the goal.
    """
    goals = dict(zip(*goal, strict=True))
    heap, front, best = [], [], {-1: 1 << 62}
    for a, f in zip(*start, strict=True):
        if a in goals and f <= goals[a]:
            heap.append((*cut(a, f, goals[a]), -1))
        heap.append((*cut(a, f, 1.0), a))
    heapq.heapify(heap)
    whole = cache(lambda arc: cut(arc, 0.0, 1.0))
    while heap:
        x, y, a = heapq.heappop(heap)
        if y >= best.get(a, 1 << 62) or y >= best[-1]:
            continue
        best[a] = y
        if a < 0:
            front.append((x, y))
            continue
        on = [(b, whole(b)) for b in after[a]]
        on += [(-1, cut(b, 0.0, goals[b])) for b in after[a] if b in goals]
        for b, (c, d) in on:
            if y + d < best.get(b, 1 << 62) and y + d + left(b) < best[-1]:
                heapq.heappush(heap, (x + c, y + d, b))
    return front


def least_hazard_left(
    after: dict[int, list[int]], cut: Callable[[int, float, float], Cost], goal: RoadPoint
) -> Callable[[int], int]:
    """The least second cost from each arc's end to the goal, by a plain search backward."""
    goals, before = dict(zip(*goal, strict=True)), {}
    for a, following in after.items():
        for b in following:
            before.setdefault(b, []).append(a)
    left: dict[int, int] = {-1: 0}
    heap = [(cut(b, 0.0, g)[1], a) for b, g in goals.items() for a in before.get(b, [])]
    heapq.heapify(heap)
    while heap:
        y, b = heapq.heappop(heap)
        if b not in left:
            left[b] = y
            for a in before.get(b, []):
                heapq.heappush(heap, (y + cut(b, 0.0, 1.0)[1], a))
    return lambda a: left.get(a, 1 << 62)


def time_and_hazard(roads: Roads, mode: str, hazard: np.ndarray) -> Callable[[int], Cost]:
    """Both whole-number costs of an arc."""
    seconds = roads.time_s[mode].astype(float)
    ticks = np.rint(np.where(np.isfinite(seconds), seconds, 0) / TICK_S)
    both = list(
        zip(ticks.astype(int).tolist(), np.rint(hazard / UNIT).astype(int).tolist(), strict=True)
    )
    return both.__getitem__


def whole(figure: Callable[[int], Cost], way: Way) -> Cost:
    """A way's whole-number costs, from its arcs alone."""
    total = [0, 0]
    final = len(way.arcs) - 1
    for i, arc in enumerate(way.arcs):
        for k, c in enumerate(figure(arc)):
            total[k] += c
            total[k] -= round(way.start_fraction * c) if i == 0 else 0
            total[k] -= c - round(way.end_fraction * c) if i == final else 0
    return total[0], total[1]


def check_way(roads: Roads, mode: str, hazard: np.ndarray, way: Way) -> None:
    """A way hangs together, obeys the turns, and its figures are those of its arcs."""
    banned = forbidden(roads, mode)
    for a, b in pairwise(way.arcs):
        assert roads.head[a] == roads.tail[b]
        assert not banned(a, b)
    used = [1.0] * len(way.arcs)
    used[-1] = way.end_fraction
    used[0] -= way.start_fraction
    assert min(used) >= 0
    for figure, said in (
        (roads.time_s[mode], way.time_s),
        (roads.length_m, way.length_m),
        (hazard, way.hazard),
    ):
        total = sum(float(figure[a]) * u for a, u in zip(way.arcs, used, strict=True) if u)
        assert said == pytest.approx(total, rel=1e-6, abs=1e-9)


def front_of(field: Field, start: RoadPoint, goal: RoadPoint) -> list[Cost]:
    """The oracle's front of (ticks, units) in a field, closed arcs left out."""
    roads, mode = field.chains.roads, field.chains.net.mode
    shut = np.isinf(field.hazard)
    figure = time_and_hazard(roads, mode, np.where(shut, 0.0, field.hazard))
    after = {
        a: [b for b in following if not shut[b]]
        for a, following in arcs_after(roads, mode).items()
        if not shut[a]
    }
    return oracle(after, cut_by(figure), _open(shut, start), _open(shut, goal))


def costs_of(field: Field, way: Way) -> Cost:
    """A way's (ticks, units) in a field, from its arcs alone; it hangs together and is open."""
    roads, mode = field.chains.roads, field.chains.net.mode
    check_way(roads, mode, field.hazard, way)
    return whole(
        time_and_hazard(roads, mode, np.where(np.isinf(field.hazard), 0, field.hazard)), way
    )


def _open(shut: np.ndarray, point: RoadPoint) -> RoadPoint:
    """A point on those of its arcs that are open."""
    some = [(a, f) for a, f in zip(*point, strict=True) if not shut[a]]
    return RoadPoint(tuple(a for a, _ in some), tuple(f for _, f in some))


def same_spot(start: RoadPoint, goal: RoadPoint) -> bool:
    """Whether two points in the middle of arcs are one."""
    spots = dict(zip(*start, strict=True))
    return any(spots.get(a) == f for a, f in zip(*goal, strict=True))
