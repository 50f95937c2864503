"""Points in the middle of roads, and the stretches between them and the junctions on either side.

Law. A point at a node is on every arc of that node: a way may begin by any arc out of it and end
by any arc into it.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from holdfast.plan.roads.arrays import Roads
from holdfast.plan.roads.chains import Chains
from holdfast.plan.roads.snap import Snap

AT_NODE = 1e-9
"""A fraction this near to 0 or 1 is the node itself."""


class RoadPoint(NamedTuple):
    """A point of the roads: the one or two arcs that pass it, and how far along each it lies.

    Attributes:
        arcs: road arcs of one edge, both where the mode may use both.
        fractions: 0..1 along each of them, in the arc's own direction.
    """

    arcs: tuple[int, ...]
    fractions: tuple[float, ...]


class Stretch(NamedTuple):
    """A part of one chain: `Chains.arcs[begin:end]`, its first and last arc cut; may be empty.

    Attributes:
        chain: the chain it is a part of.
        begin, end: slice of Chains.arcs.
        start_fraction: where on the first arc it begins, 0..1; 0 where it is empty.
        end_fraction: where on the last arc it ends, 0..1; 1 where it is empty.
    """

    chain: int
    begin: int
    end: int
    start_fraction: float
    end_fraction: float


def point(roads: Roads, snap: Snap) -> RoadPoint:
    """The road point of a snapped place."""
    along = (snap.fraction if roads.forward[a] else 1 - snap.fraction for a in snap.arcs)
    return RoadPoint(snap.arcs, tuple(along))


def point_on(chains: Chains, arc: int, fraction: float) -> RoadPoint:
    """The road point so far along an arc, with the arc that runs the other way, if any."""
    twin = int(chains.twin[arc])
    if twin < 0 or not np.isfinite(chains.time_s[twin]):
        return RoadPoint((arc,), (fraction,))
    return RoadPoint((arc, twin), (fraction, 1 - fraction))


def departures(chains: Chains, start: RoadPoint) -> Iterator[Stretch]:
    """From a point along every chain that it lies on to the chain's end."""
    for net_arc, fraction in _ways_out(chains, start):
        c, at = int(chains.chain[net_arc]), int(chains.position[net_arc])
        yield _trimmed(c, at, int(chains.start[c + 1]), fraction, 1.0)


def arrivals(chains: Chains, goal: RoadPoint) -> Iterator[Stretch]:
    """From the beginning of every chain that a point lies on to the point."""
    for net_arc, fraction in _ways_in(chains, goal):
        c, at = int(chains.chain[net_arc]), int(chains.position[net_arc])
        yield _trimmed(c, int(chains.start[c]), at + 1, 0.0, fraction)


def straight(chains: Chains, start: RoadPoint, goal: RoadPoint) -> Iterator[Stretch]:
    """From a point to one farther on along the same chain."""
    ends = list(_ways_in(chains, goal))
    for out, f in _ways_out(chains, start):
        for into, g in ends:
            c, at, to = int(chains.chain[out]), int(chains.position[out]), chains.position[into]
            if c == chains.chain[into] and (at, f) <= (to, g):
                yield _trimmed(c, at, int(to) + 1, f, g)


def same_place(chains: Chains, a: RoadPoint, b: RoadPoint) -> bool:
    """Whether two points are one: at one node, or as far along one arc."""
    spots = dict(zip(a.arcs, a.fractions, strict=True))
    here = any(abs(spots.get(c, -1.0) - f) <= AT_NODE for c, f in zip(*b, strict=True))
    return here or bool(_nodes(chains, a) & _nodes(chains, b))


def _trimmed(chain: int, begin: int, end: int, f: float, g: float) -> Stretch:
    """A stretch without a first or last arc of which nothing is left; an empty one cuts nothing."""
    if f >= 1 - AT_NODE:
        begin, f = begin + 1, 0.0
    if begin < end and g <= AT_NODE:
        end, g = end - 1, 1.0
    return (
        Stretch(chain, begin, end, f, g) if begin < end else Stretch(chain, begin, begin, 0.0, 1.0)
    )


def _nodes(chains: Chains, a: RoadPoint) -> set[int]:
    """The road node that a point is, if it is one."""
    net, found = chains.net, set()
    for arc, f in zip(*a, strict=True):
        for net_arc in net.arcs_of(arc)[:1]:
            if f <= AT_NODE:
                found.add(int(net.node[net.tail[net_arc]]))
            if f >= 1 - AT_NODE:
                found.add(int(net.node[net.head[net_arc]]))
    return found


def _ways_out(chains: Chains, start: RoadPoint) -> list[tuple[int, float]]:
    """Net arcs by which a way may begin at a point, and how far along each it begins."""
    net = chains.net
    found = {int(e): f for arc, f in zip(*start, strict=True) for e in net.arcs_of(arc)}
    for node in sorted(_nodes(chains, start)):
        for e in range(int(net.indptr[node]), int(net.indptr[node + 1])):
            found[e] = 0.0
    return sorted(found.items())


def _ways_in(chains: Chains, goal: RoadPoint) -> list[tuple[int, float]]:
    """Net arcs by which a way may end at a point, and how far along each it ends."""
    found = {int(e): f for arc, f in zip(*goal, strict=True) for e in chains.net.arcs_of(arc)}
    for node in sorted(_nodes(chains, goal)):
        for e in chains.in_arc[chains.in_start[node] : chains.in_start[node + 1]]:
            found[int(e)] = 1.0
    return sorted(found.items())
