"""A net drawn together: junctions, and the chains of arcs between them.

Most nodes of a road map only pass a road on from one arc to the next, and many more hang on the
rest by one road alone. A search that stops at neither is several times faster.

Laws. Every net arc lies in exactly one chain. A chain begins and ends at a junction and passes
none. A best way never enters a dead end that holds neither its start nor its goal.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from holdfast.plan.compiled import compiled
from holdfast.plan.roads.arrays import F32, I32, I64, Mask, Roads
from holdfast.plan.roads.cuts import drawn_out
from holdfast.plan.roads.net import Net
from holdfast.plan.roads.rows import rows
from holdfast.plan.roads.skeleton import Skeleton, linked, raised

TICK_S = 0.1
"""Times are searched in whole tenths of a second: an arc's own time is known far less well."""

MAX_ARC_S = 1e7
"""Longer than anyone stays on one arc (116 days, assumed): keeps sums far from overflow."""


@dataclass(frozen=True, eq=False)
class Chains:
    """One net's junctions and chains; n junctions, k chains, m2 net arcs.

    Attributes:
        net: the net that was drawn together.
        roads: the map.
        twin: the road arc that runs the other way on the same edge, or -1, by road arc.
        in_start, in_arc: the net arcs that end at road node v, in rows by v.
        start, arcs: chain c is the net arcs arcs[start[c]:start[c + 1]], k + 1 and m2.
        chain, position: where each net arc lies: its chain, its index in `arcs`, m2.
        tail, head: junctions at the ends of each chain, k; chains are sorted by tail.
        indptr: the chains out of junction j are indptr[j] to indptr[j + 1], n + 1.
        parent: the one junction that a dead end hangs on, or -1 for a junction in no dead end, n.
        down: whether a chain leads into a dead end, k.
        arc_ticks, ticks: time of each net arc and of each chain in TICK_S, m2 and k.
    """

    net: Net
    roads: Roads
    twin: I32
    in_start: I64
    in_arc: I32
    start: I64
    arcs: I32
    chain: I32
    position: I64
    tail: I32
    head: I32
    indptr: I64
    parent: I32
    down: Mask
    arc_ticks: I64
    ticks: I64

    @property
    def n(self) -> int:
        """How many junctions."""
        return len(self.indptr) - 1

    @property
    def time_s(self) -> F32:
        """Seconds along each road arc in this mode, inf where it may not go."""
        return self.roads.time_s[self.net.mode]

    @cached_property
    def skeleton(self) -> Skeleton:
        """The junctions drawn out one by one; made when first asked for, for all hazards."""
        return _skeleton(self)


def draw(roads: Roads, net: Net) -> Chains:
    """Draw a net together: find the junctions, follow the chains, peel the dead ends.

    Args:
        roads: the map.
        net: one mode's net of that map.
    """
    n_net, m = len(net.node), len(net.arc)
    # 1. Junctions are the nodes that do more than pass a road on; a bare ring keeps one.
    in_indptr, into = rows(net.head, n_net)
    edge = roads.edge[net.arc]
    passes = _passes(net.indptr, net.tail, net.head, edge, in_indptr, into)
    # 2. Chains run from junction to junction.
    arcs, bounds = _follow(net.indptr, net.tail, net.head, passes)
    junction = ~passes & ((np.diff(net.indptr) > 0) | (np.diff(in_indptr) > 0))
    number = (np.cumsum(junction) - 1).astype(np.int32)
    n = int(junction.sum())
    # 3. Sort them by tail, and say for each arc where it lies.
    first, last = arcs[bounds[:-1]], arcs[bounds[1:] - 1]
    indptr, order = rows(number[net.tail[first]], n)
    arcs, start = _reorder(arcs, bounds, order)
    chain, position = np.empty(m, np.int32), np.empty(m, np.int64)
    chain[arcs] = np.repeat(np.arange(len(order), dtype=np.int32), np.diff(start))
    position[arcs] = np.arange(m)
    tail, head = number[net.tail[first[order]]], number[net.head[last[order]]]
    back_indptr, back = rows(head, n)
    # 4. Peel the dead ends.
    parent = _peel(indptr, tail, head, back_indptr, back)
    down = (parent[head] == tail) & (tail != head)
    arc_ticks = np.rint(np.minimum(net.time_s.astype(np.float64), MAX_ARC_S) / TICK_S)
    in_start, in_arc = rows(net.node[net.head], roads.n_nodes)
    return Chains(
        net=net,
        roads=roads,
        twin=_twins(roads),
        in_start=in_start,
        in_arc=in_arc,
        start=start,
        arcs=arcs,
        chain=chain,
        position=position,
        tail=tail,
        head=head,
        indptr=indptr,
        parent=parent,
        down=down,
        arc_ticks=arc_ticks.astype(np.int64),
        ticks=sums(arc_ticks.astype(np.int64)[arcs], start),
    )


def _skeleton(chains: Chains) -> Skeleton:
    """The skeleton of a net's junctions, by where they lie and who is whose neighbour."""
    net, roads = chains.net, chains.roads
    # 1. The road node that each junction is.
    node = np.zeros(chains.n, np.int64)
    node[chains.tail] = net.node[net.tail[chains.arcs[chains.start[:-1]]]]
    node[chains.head] = net.node[net.head[chains.arcs[chains.start[1:] - 1]]]
    # 2. The neighbours of each, both ways.
    indptr, order = rows(np.append(chains.tail, chains.head), chains.n)
    near = np.append(chains.head, chains.tail)[order]
    # 3. An order, and what it leaves.
    y = roads.lat[node]
    x = roads.lon[node] * np.cos(np.radians(y.mean() if len(y) else 0.0))
    drawn = drawn_out(indptr, near, chains.parent, x, y)
    rank, start, lower, upper = raised(drawn, indptr, near)
    link, rises = linked(rank, start, upper, chains.tail, chains.head)
    return Skeleton(rank, start, lower, upper, link, rises)


def sums(of_arcs: I64, start: I64) -> I64:
    """Totals over each chain of a figure given in the order of `Chains.arcs`."""
    if len(start) < 2:
        return np.zeros(0, np.int64)
    totals: I64 = np.add.reduceat(of_arcs, start[:-1])
    return totals


def _reorder(arcs: I32, bounds: I64, order: I32) -> tuple[I32, I64]:
    """The same chains in another order."""
    sizes = np.diff(bounds)[order]
    start = np.zeros(len(order) + 1, np.int64)
    np.cumsum(sizes, out=start[1:])
    shift = np.repeat(bounds[:-1][order] - start[:-1], sizes)
    return arcs[np.arange(len(arcs)) + shift], start


def _twins(roads: Roads) -> I32:
    """For each arc the arc of the same edge in the other direction, or -1."""
    at = np.full((2, roads.n_edges), -1, np.int32)
    numbers = np.arange(roads.n_arcs, dtype=np.int32)
    at[roads.forward.astype(np.int8), roads.edge] = numbers
    twins: I32 = at[1 - roads.forward.astype(np.int8), roads.edge]
    return twins


@compiled
def _passes(indptr: I64, tail: I32, head: I32, edge: I32, in_indptr: I64, into: I32) -> Mask:
    """Which nodes only pass a road on: one road between two neighbours, or one way through.

    Two ways to one neighbour must be one edge: turning back there is then of use to nobody.
    """
    n = len(indptr) - 1
    passes = np.zeros(n, np.bool_)
    for v in range(n):
        out, back = indptr[v], in_indptr[v]
        outs, ins = indptr[v + 1] - out, in_indptr[v + 1] - back
        if outs == 1 and ins == 1:
            a, b = tail[into[back]], head[out]
            passes[v] = a != b and a != v and b != v
        elif outs == 2 and ins == 2:
            i, j = into[back], into[back + 1]
            if edge[out] != edge[i]:
                i, j = j, i
            a, b = head[out], head[out + 1]
            same = edge[out] == edge[i] and edge[out + 1] == edge[j]
            passes[v] = same and tail[i] == a and tail[j] == b and a != b and a != v and b != v
    return passes


@compiled
def _follow(indptr: I64, tail: I32, head: I32, passes: Mask) -> tuple[I32, I64]:
    """All chains one after another, and where each begins; opens bare rings in `passes`."""
    m = len(tail)
    done = np.zeros(m, np.bool_)
    arcs, bounds = np.empty(m, np.int32), np.zeros(m + 1, np.int64)
    filled, n_chains = 0, 0
    for sweep in range(2):
        for v in range(len(indptr) - 1):
            if sweep == 1 and passes[v] and not done[indptr[v]]:
                passes[v] = False
            if passes[v]:
                continue
            for first in range(indptr[v], indptr[v + 1]):
                if done[first]:
                    continue
                e = first
                while True:
                    arcs[filled], done[e] = e, True
                    filled += 1
                    w = head[e]
                    if not passes[w]:
                        break
                    on = indptr[w]
                    e = on + 1 if head[on] == tail[e] else on
                n_chains += 1
                bounds[n_chains] = filled
    return arcs, bounds[: n_chains + 1]


@compiled
def _peel(indptr: I64, tail: I32, head: I32, back_indptr: I64, back: I32) -> I32:
    """Take away junctions with one neighbour until none is left; each hangs on its last one."""
    n = len(indptr) - 1
    parent = np.full(n, -1, np.int32)
    gone = np.zeros(n, np.bool_)
    waiting = np.arange(n).astype(np.int32)
    while len(waiting) > 0:
        nearby, n_nearby = np.empty(len(waiting), np.int32), 0
        for v in waiting:
            if gone[v]:
                continue
            only, others = -1, 0
            for e in range(indptr[v], indptr[v + 1]):
                w = head[e]
                if w != v and w != only and not gone[w]:
                    only, others = w, others + 1
            for i in range(back_indptr[v], back_indptr[v + 1]):
                w = tail[back[i]]
                if w != v and w != only and not gone[w]:
                    only, others = w, others + 1
            if others == 1:
                gone[v], parent[v] = True, only
                nearby[n_nearby] = only
                n_nearby += 1
        waiting = nearby[:n_nearby]
    return parent
