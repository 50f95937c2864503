"""Toy maps of straight edges, whose answers can be read off the drawing."""

from collections.abc import Sequence
from math import inf

import numpy as np

from holdfast.plan.roads.arrays import MODES, Edges, Turn, build
from holdfast.plan.roads.chains import Chains, draw
from holdfast.plan.roads.net import net
from holdfast.plan.roads.points import RoadPoint, point_on
from holdfast.plan.ways.way import Way

Spot = tuple[float, float]
Row = tuple[int, int, float, float]
"""An edge: its first and its last node, seconds there and back."""

KM = 1 / 111.195
"""A kilometre along the equator in degrees."""


def toy(
    places: Sequence[Spot],
    rows: Sequence[Row],
    *turns: Turn,
    mode: str = "car",
    shut: Sequence[str] = (),
) -> Chains:
    """The chains of a map of straight edges between places in kilometres, on the equator."""
    lon, lat = (np.array([p[i] for p in places]) * KM for i in (0, 1))
    tail, head = (np.array([r[i] for r in rows], np.int32) for i in (0, 1))
    there, back_s = (np.array([r[i] for r in rows], np.float32) for i in (2, 3))
    zeros = np.zeros(len(rows), np.uint8)
    ends = np.column_stack([tail, head]).ravel()
    roads = build(
        lon,
        lat,
        Edges(
            tail=tail,
            head=head,
            shape_start=np.arange(len(rows) + 1, dtype=np.int64) * 2,
            shape_lon=lon[ends],
            shape_lat=lat[ends],
            there_s={m: there + (inf if m in shut else 0) for m in MODES},
            back_s={m: back_s + (inf if m in shut else 0) for m in MODES},
            surface=zeros,
            kind=zeros,
            name=zeros.astype(np.int32),
            flags=zeros,
            way=zeros.astype(np.int64),
        ),
        turns=turns,
    )
    return draw(roads, net(roads, mode))


def arc(chains: Chains, edge: int, forward: bool = True) -> int:
    """The road arc along an edge."""
    roads = chains.roads
    return int(np.flatnonzero((roads.edge == edge) & (roads.forward == forward))[0])


def on(chains: Chains, edge: int, fraction: float) -> RoadPoint:
    """A point on an edge, both directions where both may be gone."""
    roads = chains.roads
    if not ((roads.edge == edge) & roads.forward).any():
        return point_on(chains, arc(chains, edge, False), 1 - fraction)
    return point_on(chains, arc(chains, edge), fraction)


def hazards(chains: Chains, **of_edge: float) -> np.ndarray:
    """Expected contacts of each arc: `e3=0.1` is edge 3 in both directions."""
    found = np.zeros(chains.roads.n_arcs)
    for name, hazard in of_edge.items():
        found[chains.roads.edge == int(name[1:])] = hazard
    return found


def edges_of(chains: Chains, way: Way) -> list[int]:
    """The edges that a way follows."""
    return [int(e) for e in chains.roads.edge[list(way.arcs)]]


def ladder(n: int) -> Chains:
    """A row of n choices between a quick and a slow road; edge 3k is between two choices."""
    places = [(i, 0) for i in range(2 * n + 1)]
    rows: list[Row] = []
    for k in range(n):
        a, b, c = 2 * k, 2 * k + 1, 2 * k + 2
        rows += [(a, b, 1, 1), (b, c, 10, 10), (b, c, 10 + 2.0**k, 10 + 2.0**k)]
    return toy(places, rows)


def ladder_hazard(chains: Chains) -> np.ndarray:
    """The quick road of choice k is the more dangerous by 2^k, so that every choice is good."""
    names = {f"e{3 * k + 1}": 2.0**k * 1e-4 for k in range(8)}
    return hazards(chains, **names)
