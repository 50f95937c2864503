"""Where the ways between some points begin and end: the stretches to the next junctions.

Law. A stretch that uses a closed arc is none. Points that are one place are joined by staying.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from holdfast.plan.roads.arrays import F32, F64, I32
from holdfast.plan.roads.chains import Chains
from holdfast.plan.roads.field import Field, is_open
from holdfast.plan.roads.points import (
    RoadPoint,
    Stretch,
    arrivals,
    departures,
    same_place,
    straight,
)
from holdfast.plan.ways.meet import Seeds

N_FIGURES = 5
"""Ticks, units, seconds, contacts, metres."""


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """The ends of all ways between p points.

    Attributes:
        out, into: the open stretches that leave each point for a junction, that come from one.
        starts, goals: the junctions where they end and where they begin.
        out_figures, into_figures: ticks, units, seconds, contacts, metres of each, (s, 5).
        straight: by pair of points, the open stretches from the one to the other; none at all
            where both are one place.
    """

    out: tuple[Stretch, ...]
    into: tuple[Stretch, ...]
    starts: Seeds
    goals: Seeds
    out_figures: F64
    into_figures: F64
    straight: dict[tuple[int, int], tuple[Stretch, ...]]


def ends_of(field: Field, points: Sequence[RoadPoint]) -> Ends:
    """The ends of all ways between some points of one field."""
    chains = field.chains
    out, starts = _stretches(field, points, departures, chains.head)
    into, goals = _stretches(field, points, arrivals, chains.tail)
    direct: dict[tuple[int, int], tuple[Stretch, ...]] = {}
    for i, j in _neighbours(chains, points):
        if same_place(chains, points[i], points[j]):
            direct[i, j] = ()
            continue
        found = tuple(s for s in straight(chains, points[i], points[j]) if is_open(field, s))
        if found:
            direct[i, j] = found
    return Ends(
        out, into, starts, goals, figures_of(field, out), figures_of(field, into), direct
    )  # fmt: skip


def figures_of(field: Field, stretches: Sequence[Stretch]) -> F64:
    """Ticks, units, seconds, contacts, metres of some stretches, a row each; an empty one has none.

    The first two are `costs`; the others count the used parts of arcs alone.
    """
    chains = field.chains
    figures = np.zeros((len(stretches), N_FIGURES))
    begin, end = (np.array([getattr(s, x) for s in stretches], np.int64) for x in ("begin", "end"))
    some = np.flatnonzero(begin < end)
    if not len(some):
        return figures
    # 1. The arcs of all, one stretch after another.
    kept = [stretches[int(i)] for i in some]
    cut = np.array([(s.start_fraction, s.end_fraction) for s in kept])
    sizes = (end - begin)[some]
    last = np.cumsum(sizes) - 1
    first = last - sizes + 1
    arcs = chains.arcs[np.arange(sizes.sum()) + np.repeat(begin[some] - first, sizes)]
    # 2. Whole numbers, less what is cut off at both ends.
    for k, whole in ((0, chains.arc_ticks[arcs]), (1, field.arc_units[arcs])):
        off = np.rint(cut[:, 0] * whole[first]) + whole[last] - np.rint(cut[:, 1] * whole[last])
        figures[some, k] = np.maximum(0, np.add.reduceat(whole, first) - off)
    # 3. Sums over the used parts.
    used = np.ones(len(arcs))
    used[last] = cut[:, 1]
    used[first] -= cut[:, 0]
    arcs = chains.net.arc[arcs]
    of_arcs: tuple[F64 | F32, ...] = (chains.time_s, field.hazard, chains.roads.length_m)
    for k, figure in enumerate(of_arcs, 2):
        parts = np.where(used > 0, figure[arcs], 0.0).astype(np.float64) * used
        figures[some, k] = np.add.reduceat(parts, first)
    return figures


def _stretches(
    field: Field,
    points: Sequence[RoadPoint],
    of: Callable[[Chains, RoadPoint], Iterator[Stretch]],
    junction: I32,
) -> tuple[tuple[Stretch, ...], Seeds]:
    """The open stretches of each point, and the junctions at their far ends."""
    found = [[s for s in of(field.chains, point) if is_open(field, s)] for point in points]
    start = np.zeros(len(points) + 1, np.int64)
    start[1:] = np.cumsum([len(stretches) for stretches in found])
    flat = tuple(s for stretches in found for s in stretches)
    numbers = np.array([s.chain for s in flat], np.int64)
    return flat, Seeds(start, field.chains.skeleton.rank[junction[numbers]])


def _neighbours(chains: Chains, points: Sequence[RoadPoint]) -> Iterator[tuple[int, int]]:
    """The pairs of points that share a chain or a road node: those that may be joined directly."""
    at: dict[tuple[str, int], list[int]] = {}
    for i, point in enumerate(points):
        for key in _whereabouts(chains, point):
            at.setdefault(key, []).append(i)
    pairs = {(i, j) for there in at.values() for i in there for j in there}
    yield from sorted(pairs)


def _whereabouts(chains: Chains, point: RoadPoint) -> set[tuple[str, int]]:
    """The chains that leave a point or come to it, and the road nodes on either side of it."""
    found = {("chain", s.chain) for s in departures(chains, point)}
    found |= {("chain", s.chain) for s in arrivals(chains, point)}
    for arc in point.arcs:
        found |= {("node", int(chains.roads.tail[arc])), ("node", int(chains.roads.head[arc]))}
    return found
