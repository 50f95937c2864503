"""Ways between two points of the roads: the exact Pareto set of (time, hazard).

How to ask: `weigh` the net's chains with the hazards of the moment once, look `toward` each goal
once, and ask for the `ways` from each start. Legs off the road are the caller's.

Laws. The set is exact in whole TICK_S of time and HAZARD_UNIT of hazard, rounded arc by arc; the
figures of a Way are sums over its arcs, not rounded. Nobody uses a closed arc.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import exp

import numpy as np

from holdfast.plan.boa import MAX_LABELS, NEVER, Bounds, Graph, bounds, rows, search
from holdfast.plan.chains import draw
from holdfast.plan.field import Field, costs, is_open, weigh
from holdfast.plan.net import net
from holdfast.plan.points import RoadPoint, Stretch, arrivals, departures, same_place, straight
from holdfast.plan.roads import F32, F64, I32, I64, MODES, Edges, Mask, build

Costs = Callable[[Stretch], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Way:
    """One route on the roads.

    Attributes:
        arcs: road arcs in order; never empty.
        start_fraction: where on the first arc it begins, 0..1.
        end_fraction: where on the last arc it ends, 0..1.
        time_s: seconds of travel.
        length_m: metres.
        hazard: expected harmful contacts in passing once.
        complete: False where the search was stopped, so that better ways may exist.
    """

    arcs: tuple[int, ...]
    start_fraction: float
    end_fraction: float
    time_s: float
    length_m: float
    hazard: float
    complete: bool = True

    @property
    def survival(self) -> float:
        """The chance to pass without a harmful contact."""
        return exp(-self.hazard)


@dataclass(frozen=True, slots=True, eq=False)
class Toward:
    """What all searches to one goal share.

    Attributes:
        field: the field it was made in.
        goal: the point.
        costs: of a stretch: the two whole numbers that are searched.
        last: the stretches that end at the goal.
        graph: junctions 0..n-1, the goal as n, the start as n + 1 (without arcs yet).
        name: of each arc of the graph: its chain, or the number of chains + i for `last[i]`.
        bounds: lower bounds by the first and by the second cost.
    """

    field: Field
    goal: RoadPoint
    costs: Costs
    last: tuple[Stretch, ...]
    graph: Graph
    name: I32
    bounds: tuple[Bounds, Bounds]


def toward(field: Field, goal: RoadPoint) -> Toward:
    """Look back from a goal over the whole net by time and hazard, once for all starts."""
    return look(field, goal, field.chains.ticks, field.units, partial(costs, field))


def look(field: Field, goal: RoadPoint, first: I64, second: I64, of: Costs) -> Toward:
    """Look back from a goal over the whole net by any two costs.

    Args:
        field: says what is closed.
        goal: where to go.
        first, second: both costs of each chain, at least 0.
        of: both costs of a stretch.
    """
    chains = field.chains
    # 1. What ends at the goal; what is open, no circle, and leads into no dead end but the goal's.
    last = tuple(s for s in arrivals(chains, goal) if is_open(field, s))
    tails = chains.tail[[s.chain for s in last]] if last else np.zeros(0, np.int32)
    usable = ~field.closed & (chains.tail != chains.head)
    usable &= ~chains.down | _holding(chains.parent, tails)[chains.head]
    kept = np.flatnonzero(usable).astype(np.int32)
    # 2. One graph of them all.
    ends = np.array([of(s) for s in last], np.int64).reshape(-1, 2)
    tail = np.append(chains.tail[kept], tails)
    indptr, order = rows(tail, chains.n + 2)
    graph = Graph(
        indptr,
        tail[order],
        np.append(chains.head[kept], np.full(len(last), chains.n, np.int32))[order],
        np.append(first[kept], ends[:, 0])[order],
        np.append(second[kept], ends[:, 1])[order],
    )
    numbers = np.arange(len(last), dtype=np.int32) + np.int32(len(chains.tail))
    name = np.append(kept, numbers)[order]
    # 3. The least of either cost from everywhere.
    return Toward(field, goal, of, last, graph, name, bounds(graph, chains.n))


def ways(toward: Toward, start: RoadPoint, *, max_labels: int = MAX_LABELS) -> tuple[Way, ...]:
    """Every way that no other betters in both costs: fastest first, safest last.

    Args:
        toward: the goal, looked back from.
        start: where to begin.
        max_labels: where the search stops. It then gives the fastest part of the set and the
            safest way, each of them marked as not complete.

    Returns:
        One way for each cost pair; () when the goal cannot be reached.
    """
    field, chains = toward.field, toward.field.chains
    if same_place(chains, start, toward.goal):
        return (measured(field, start.arcs[:1], start.fractions[0], start.fractions[0]),)
    # 1. The start's own stretches: to the next junctions, or straight to the goal.
    on = [(s, int(chains.head[s.chain])) for s in departures(chains, start) if is_open(field, s)]
    on += [(s, chains.n) for s in straight(chains, start, toward.goal) if is_open(field, s)]
    # 2. The front.
    graph, towards = _with_start(toward, on)
    front = search(graph, towards, chains.n + 1, chains.n, max_labels=max_labels)
    # 3. From arcs of the graph back to roads.
    m = len(toward.name)
    return tuple(
        _joined(toward, start, on[arcs[0] - m][0], toward.name[arcs[1:]], front.complete)
        for arcs in front.ways
    )


def measured(
    field: Field,
    arcs: Sequence[int],
    start_fraction: float,
    end_fraction: float,
    *,
    complete: bool = True,
) -> Way:
    """The way along given road arcs, its figures summed over them."""
    of = np.array(arcs, np.int64)
    used = np.ones(len(of))
    used[-1] = end_fraction
    used[0] -= start_fraction
    return Way(
        tuple(int(a) for a in arcs),
        start_fraction,
        end_fraction,
        _sum(field.chains.time_s, of, used),
        _sum(field.chains.roads.length_m, of, used),
        _sum(field.hazard, of, used),
        complete,
    )


def _sum(figure: F64 | F32, arcs: I64, used: F64) -> float:
    """A figure summed over the used parts of arcs; an unused arc counts nothing, even if inf."""
    some = used > 0
    return float(figure[arcs[some]].astype(np.float64) @ used[some])


def _holding(parent: I32, junctions: I32) -> Mask:
    """Which junctions' dead ends hold any of these."""
    holding = np.zeros(len(parent), np.bool_)
    for junction in junctions:
        j = int(junction)
        while j >= 0 and not holding[j]:
            holding[j] = True
            j = int(parent[j])
    return holding


def _with_start(
    toward: Toward, on: list[tuple[Stretch, int]]
) -> tuple[Graph, tuple[Bounds, Bounds]]:
    """The graph with the start's arcs as its last row, and bounds that know the start."""
    graph, start = toward.graph, toward.field.chains.n + 1
    heads = np.array([head for _, head in on], np.int32)
    ends = np.array([toward.costs(s) for s, _ in on], np.int64).reshape(-1, 2)
    indptr = graph.indptr.copy()
    indptr[-1] += len(on)
    larger = Graph(
        indptr,
        np.append(graph.tail, np.full(len(on), start, np.int32)),
        np.append(graph.head, heads),
        np.append(graph.first, ends[:, 0]),
        np.append(graph.second, ends[:, 1]),
    )
    by_time, by_hazard = toward.bounds
    m = len(graph.head)
    return larger, (
        _start_known(by_time, start, m, heads, ends),
        _start_known(by_hazard, start, m, heads, ends[:, ::-1]),
    )


def _start_known(bound: Bounds, start: int, m: int, heads: I32, ends: I64) -> Bounds:
    """A bound that also holds at the start, whose arcs are numbered from m."""
    least, other, step = bound.least.copy(), bound.other.copy(), bound.step.copy()
    choices = [
        (int(c + least[v]), int(d + other[v]), m + i)
        for i, (v, (c, d)) in enumerate(zip(heads, ends, strict=True))
        if least[v] < NEVER
    ]
    if choices:
        least[start], other[start], step[start] = min(choices)
    return Bounds(least, other, step)


def _joined(toward: Toward, start: RoadPoint, begin: Stretch, names: I32, complete: bool) -> Way:
    """One way out of its first stretch and the names of the graph's arcs that follow it."""
    field, chains = toward.field, toward.field.chains
    end = toward.last[names[-1] - len(chains.tail)] if len(names) else None
    # 1. The net arcs of the first stretch, of whole chains, and of the last stretch.
    from_, to = chains.start[names[:-1]], chains.start[names[:-1] + 1]
    if end is not None:
        from_, to = np.append(from_, end.begin), np.append(to, end.end)
    from_, to = np.append(begin.begin, from_), np.append(begin.end, to)
    skipped = np.repeat(from_ - np.append(0, np.cumsum(to - from_)[:-1]), to - from_)
    arcs = chains.net.arc[chains.arcs[np.arange(len(skipped)) + skipped]]
    if len(arcs) == 0:
        return measured(field, start.arcs[:1], start.fractions[0], start.fractions[0])
    # 2. Where it begins and ends.
    upto = (begin if end is None else end).end_fraction
    return measured(field, arcs.tolist(), begin.start_fraction, upto, complete=complete)


def warm() -> None:
    """Compile everything that finding ways needs, by finding one on a map of two roads."""
    no_time = {mode: np.ones(2, np.float32) for mode in MODES}
    edges = Edges(
        tail=np.array([0, 1], np.int32),
        head=np.array([1, 0], np.int32),
        shape_start=np.array([0, 2, 4]),
        shape_lon=np.array([0.0, 1e-3, 1e-3, 0.0]),
        shape_lat=np.zeros(4),
        there_s=no_time,
        back_s=no_time,
        surface=np.zeros(2, np.uint8),
        kind=np.zeros(2, np.uint8),
        name=np.zeros(2, np.int32),
        flags=np.zeros(2, np.uint8),
        way=np.zeros(2, np.int64),
    )
    roads = build(np.array([0.0, 1e-3]), np.zeros(2), edges)
    chains = draw(roads, net(roads, MODES[0]))
    field = weigh(chains, np.arange(roads.n_arcs) * 1e-3)
    ways(toward(field, RoadPoint((0,), (0.5,))), RoadPoint((1,), (0.5,)))
