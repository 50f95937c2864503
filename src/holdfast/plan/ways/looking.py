"""What an exact search sees from a goal: the net as one graph, and the least of both costs.

Laws. Each look back is made when it is first asked for, and serves all starts. Nobody uses a
closed chain, a circle, or a dead end that is not the goal's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from holdfast.plan.roads.arrays import I32, I64, Mask
from holdfast.plan.roads.field import Field
from holdfast.plan.roads.rows import NEVER, rows
from holdfast.plan.ways.boa import Bounds, Front, Graph, back_from, downhill, search


@dataclass(frozen=True, eq=False)
class Look:
    """A net by two costs, looked at from a goal.

    Attributes:
        n: junctions are 0..n-1, the goal is n, a start n + 1 (without arcs yet).
        graph: the arcs between them.
        name: of each arc: its chain, or the number of chains + i for the i-th that ends there.
    """

    n: int
    graph: Graph
    name: I32

    @cached_property
    def back(self) -> tuple[I64, I32]:
        """The arcs in rows by head."""
        return rows(self.graph.head, self.n + 2)

    @cached_property
    def first(self) -> Bounds:
        """The least of the first cost from everywhere, and of the second among those."""
        return back_from(self.graph, self.back, self.n)

    @cached_property
    def second(self) -> Bounds:
        """The least of the second cost from everywhere, and of the first among those."""
        turned = self.graph._replace(first=self.graph.second, second=self.graph.first)
        return back_from(turned, self.back, self.n)

    def least(self, heads: I32, ends: I64) -> tuple[int, int, I32] | None:
        """The way of least first cost, and of least second cost among those.

        Args:
            heads, ends: where the start's stretches lead, and both their costs, (s,), (s, 2).

        Returns:
            Its first cost, which stretch it begins with, and the names of the arcs that follow;
            None: no way.
        """
        open_ = [i for i, head in enumerate(heads) if self.first.least[head] < NEVER]
        if not open_:
            return None
        of, by = ends[:, 0] + self.first.least[heads], ends[:, 1] + self.first.other[heads]
        best = min(open_, key=lambda i: (int(of[i]), int(by[i]), i))
        names = self.name[downhill(self.graph, self.first, int(heads[best]))]
        return int(of[best]), best, names

    def front(self, heads: I32, ends: I64, max_labels: int) -> Front:
        """Every way that no other betters; the first arc of each is m + which stretch it is.

        Args:
            heads, ends: as for `least`.
            max_labels: where the search stops.
        """
        graph, start, m = self.graph, self.n + 1, len(self.graph.head)
        indptr = graph.indptr.copy()
        indptr[-1] += len(heads)
        larger = Graph(
            indptr,
            np.append(graph.tail, np.full(len(heads), start, np.int32)),
            np.append(graph.head, heads),
            np.append(graph.first, ends[:, 0]),
            np.append(graph.second, ends[:, 1]),
        )
        towards = (
            _start_known(self.first, start, m, heads, ends),
            _start_known(self.second, start, m, heads, ends[:, ::-1]),
        )
        return search(larger, towards, start, self.n, max_labels=max_labels)


def look_back(field: Field, goal: Sequence[int], ends: I64, first: I64, second: I64) -> Look:
    """What is open, no circle, and leads into no dead end but the goal's, as one graph.

    Args:
        goal: the chains of the stretches that end at the goal, e.
        ends: both costs of these stretches, (e, 2).
        first, second: both costs of each chain.
    """
    chains = field.chains
    tails = chains.tail[np.array(goal, np.int64)]
    usable = ~field.closed & (chains.tail != chains.head)
    usable &= ~chains.down | _holding(chains.parent, tails)[chains.head]
    kept = np.flatnonzero(usable).astype(np.int32)
    indptr, order = rows(np.append(chains.tail[kept], tails), chains.n + 2)
    graph = Graph(
        indptr,
        np.append(chains.tail[kept], tails)[order],
        np.append(chains.head[kept], np.full(len(goal), chains.n, np.int32))[order],
        np.append(first[kept], ends[:, 0])[order],
        np.append(second[kept], ends[:, 1])[order],
    )
    numbers = np.arange(len(goal), dtype=np.int32) + np.int32(len(chains.tail))
    return Look(chains.n, graph, np.append(kept, numbers)[order])


def _holding(parent: I32, junctions: I32) -> Mask:
    """Which junctions' dead ends hold any of these."""
    holding = np.zeros(len(parent), np.bool_)
    for junction in junctions:
        j = int(junction)
        while j >= 0 and not holding[j]:
            holding[j] = True
            j = int(parent[j])
    return holding


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
