"""The roads of a map as flat arrays: nodes, directed arcs, the shapes they follow, what stops whom.

Laws. Longitude first, degrees WGS 84. An arc exists only where at least one mode may go. The
arrays are never written to after `build`; everything derived (`net`, `snap`) points back by index.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from holdfast.base.geo import EARTH_RADIUS_M

F64 = NDArray[np.float64]
F32 = NDArray[np.float32]
I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
U8 = NDArray[np.uint8]
U16 = NDArray[np.uint16]
Mask = NDArray[np.bool_]

MODES = ("foot", "car", "truck")
"""How people move on roads. A restriction's modes are bits: 1 foot, 2 car, 4 truck."""

SURFACES = (
    "unknown", "paved", "paving_stones", "compacted", "gravel", "ground", "sand", "mud", "snow",
)  # fmt: skip
"""What an arc runs on, after the many words of OpenStreetMap are drawn together (formats.tags)."""

KINDS = (
    "other", "motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link",
    "secondary", "secondary_link", "tertiary", "tertiary_link", "unclassified", "residential",
    "living_street", "service", "road", "track", "pedestrian", "footway", "cycleway",
    "bridleway", "path", "steps", "corridor", "busway",
)  # fmt: skip
"""OpenStreetMap's highway classes, biggest first; 'other' is a line of a map without classes."""

BRIDGE, TUNNEL, FORD, PRIVATE, GATE, ROUNDABOUT, TOLL = 1, 2, 4, 8, 16, 32, 64
TIDAL, ICE, SEASONAL, TIMED, ALPINE = 128, 256, 512, 1024, 2048
"""Bits of `edge_flags`. PRIVATE: passable in an emergency, the plan must say so. GATE: it begins
or ends at a gate, lift gate or the like, which may be found shut. The second row: passable at low
water, over ice, in a part of the year, at times by a sign, with hands; the plan says so."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Roads:
    """One map's roads: n nodes, m directed arcs on n_edges undirected edges.

    Attributes:
        lon, lat: of each node, n. Nodes are junctions, dead ends, barriers and turning points.
        tail, head: node of each arc's start and end, m.
        length_m: of each arc, m.
        surface, kind: of each arc, m; indices into SURFACES and KINDS.
        edge: the undirected edge whose shape an arc follows, m.
        forward: whether the arc follows that shape from its first to its last point, m.
        time_s: for each mode, seconds along each arc, m; inf where that mode may not go.
        shape_start: edge e has the points shape_start[e] to shape_start[e + 1], n_edges + 1.
        shape_lon, shape_lat: all points of all edges, both ends included. Longitude runs on
            without a jump along an edge, so it may pass 180 where an edge crosses that line.
        name: index of each edge's name in `names` and `names_ar`, n_edges; 0 is the empty name.
        names, names_ar: in the map's own or Latin script, and in Arabic script ('' if not given).
        edge_flags: bits BRIDGE to ALPINE, n_edges.
        way: number of the way in the source map that an edge was cut from, n_edges.
        restrictions: (from arc, via node, to arc), k x 3: that turn may not be taken...
        only: ...or, where True, from that arc through that node nothing else may be, k.
        restriction_modes: the modes that must obey, bits 1 foot, 2 car, 4 truck, k.
        component: for each mode, strong component of each node, n: 0 is the largest, then down
            by size; -1 for a node that the mode cannot reach at all. Turns are not looked at.
        sha: content address: sha256 of the source's bytes and the reader's version, hex.
        bounds: west, south, east, north of all shapes.
    """

    lon: F64
    lat: F64
    tail: I32
    head: I32
    length_m: F32
    surface: U8
    kind: U8
    edge: I32
    forward: Mask
    time_s: Mapping[str, F32]
    shape_start: I64
    shape_lon: F64
    shape_lat: F64
    name: I32
    names: tuple[str, ...]
    names_ar: tuple[str, ...]
    edge_flags: U16
    way: I64
    restrictions: I32
    only: Mask
    restriction_modes: U8
    component: Mapping[str, I32]
    sha: str
    bounds: tuple[float, float, float, float]

    @property
    def n_nodes(self) -> int:
        """How many nodes."""
        return len(self.lon)

    @property
    def n_arcs(self) -> int:
        """How many directed arcs."""
        return len(self.tail)

    @property
    def n_edges(self) -> int:
        """How many undirected edges."""
        return len(self.shape_start) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """What a reader knows of each edge before it becomes arcs; all arrays have n_edges rows.

    Attributes:
        tail, head: nodes at the first and the last point of the shape.
        there_s, back_s: for each mode, seconds with and against the shape; inf where barred.
    """

    tail: I32
    head: I32
    shape_start: I64
    shape_lon: F64
    shape_lat: F64
    there_s: Mapping[str, F32]
    back_s: Mapping[str, F32]
    surface: U8
    kind: U8
    name: I32
    flags: U16
    way: I64


def along_m(lon: F64, lat: F64) -> F64:
    """Great-circle metres between each point and the next (haversine on the mean sphere)."""
    x, y = np.radians(lon), np.radians(lat)
    h = (
        np.sin(np.diff(y) / 2) ** 2
        + np.cos(y[:-1]) * np.cos(y[1:]) * np.sin(np.diff(x) / 2) ** 2
    )  # fmt: skip
    metres: F64 = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(h, 0.0, 1.0)))
    return metres


def edge_lengths_m(shape_start: I64, shape_lon: F64, shape_lat: F64) -> F64:
    """Metres along each edge's shape."""
    if len(shape_start) < 2:
        return np.zeros(0)
    steps = along_m(shape_lon, shape_lat)
    run = np.concatenate([[0.0], np.cumsum(steps)])
    lengths: F64 = run[shape_start[1:] - 1] - run[shape_start[:-1]]
    return lengths


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn restriction between two edges that meet at a node.

    Attributes:
        from_edge, from_forward: the arc that leads to the node.
        via: the node.
        to_edge, to_forward: the arc that leads away from it.
        only: nothing else may be taken, rather than this may not be.
        modes: who must obey, bits 1 foot, 2 car, 4 truck.
    """

    from_edge: int
    from_forward: bool
    via: int
    to_edge: int
    to_forward: bool
    only: bool
    modes: int


def build(
    lon: F64,
    lat: F64,
    edges: Edges,
    *,
    names: Sequence[str] = ("",),
    names_ar: Sequence[str] | None = None,
    turns: Sequence[Turn] = (),
    sha: str = "",
) -> Roads:
    """Roads out of nodes and undirected edges; an edge that nobody may use gets no arc.

    Args:
        lon, lat: of the nodes.
        edges: see Edges.
        names: the table that `edges.name` points into.
        names_ar: the same in Arabic script, or None when the map has none.
        turns: one that names a direction which does not exist is left out.
        sha: content address of the source.
    """
    lengths = edge_lengths_m(edges.shape_start, edges.shape_lon, edges.shape_lat)
    # 1. Each direction that anyone may go is an arc.
    there = np.flatnonzero(_anyone(edges.there_s))
    back = np.flatnonzero(_anyone(edges.back_s))
    edge = np.concatenate([there, back])
    forward = np.concatenate([np.ones(len(there), bool), np.zeros(len(back), bool)])
    # 2. Arcs lie in rows by tail, so that a net's rows need no sorting.
    tail = np.where(forward, edges.tail[edge], edges.head[edge])
    order = np.lexsort((~forward, edge, tail))
    edge, forward, tail = edge[order], forward[order], tail[order]
    head = np.where(forward, edges.head[edge], edges.tail[edge])
    time_s = {
        mode: np.where(forward, edges.there_s[mode][edge], edges.back_s[mode][edge]).astype("f4")
        for mode in MODES
    }
    # 3. Turns become arcs, components are counted for each mode.
    restrictions, only, modes = _as_arcs(turns, edge, forward, tail, head)
    component = {
        mode: strong_components(len(lon), tail, head, np.isfinite(time_s[mode])) for mode in MODES
    }
    return Roads(
        lon=np.asarray(lon, "f8"),
        lat=np.asarray(lat, "f8"),
        tail=tail.astype("i4"),
        head=head.astype("i4"),
        length_m=lengths[edge].astype("f4"),
        surface=edges.surface[edge].astype("u1"),
        kind=edges.kind[edge].astype("u1"),
        edge=edge.astype("i4"),
        forward=forward,
        time_s=time_s,
        shape_start=edges.shape_start.astype("i8"),
        shape_lon=np.asarray(edges.shape_lon, "f8"),
        shape_lat=np.asarray(edges.shape_lat, "f8"),
        name=edges.name.astype("i4"),
        names=tuple(names),
        names_ar=tuple(names_ar) if names_ar is not None else ("",) * len(names),
        edge_flags=edges.flags.astype("u2"),
        way=edges.way.astype("i8"),
        restrictions=restrictions,
        only=only,
        restriction_modes=modes,
        component=component,
        sha=sha,
        bounds=_bounds(edges),
    )


def _anyone(seconds: Mapping[str, F32]) -> Mask:
    """Which edges at least one mode may use in a direction."""
    usable: Mask = np.isfinite(seconds[MODES[0]])
    for mode in MODES[1:]:
        usable = usable | np.isfinite(seconds[mode])
    return usable


def _bounds(edges: Edges) -> tuple[float, float, float, float]:
    """West, south, east, north of all points; zeros for a map without any.

    East lies beyond 180 where that keeps the map narrower: a map across the line of 180 degrees
    is not the whole earth round.
    """
    if not len(edges.shape_lon):
        return (0.0, 0.0, 0.0, 0.0)
    x, y = edges.shape_lon, edges.shape_lat
    west, east = float(x.min()), float(x.max())
    if east - west > 180:
        turned = x % 360
        if float(turned.max() - turned.min()) < east - west:
            west, east = float(turned.min()), float(turned.max())
    if west >= 180:
        west, east = west - 360, east - 360
    return (west, float(y.min()), east, float(y.max()))


def _as_arcs(
    turns: Sequence[Turn], edge: I64, forward: Mask, tail: I32, head: I32
) -> tuple[I32, Mask, U8]:
    """Turns between edges as (from arc, via, to arc), with `only` and the modes beside them."""
    arc_of = {
        (int(e), bool(f)): a for a, (e, f) in enumerate(zip(edge, forward, strict=True))
    } if turns else {}  # fmt: skip
    rows = []
    for turn in turns:
        a = arc_of.get((turn.from_edge, turn.from_forward), -1)
        b = arc_of.get((turn.to_edge, turn.to_forward), -1)
        if a >= 0 and b >= 0 and head[a] == turn.via == tail[b]:
            rows.append((a, turn.via, b, turn.only, turn.modes))
    table = np.array(rows, "i4").reshape(-1, 5)
    return table[:, :3].copy(), table[:, 3].astype(bool), table[:, 4].astype("u1")


def strong_components(n_nodes: int, tail: I32, head: I32, usable: Mask) -> I32:
    """Strong component of each node over the usable arcs, 0 the largest; -1 where none touches."""
    t, h = tail[usable], head[usable]
    # Brought in here, because whoever only shows a map has no use for it and opens 0.2 s sooner.
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    graph = csr_matrix((np.ones(len(t), "i1"), (t, h)), shape=(n_nodes, n_nodes))
    _, label = connected_components(graph, directed=True, connection="strong")
    touched = np.zeros(n_nodes, bool)
    touched[t] = touched[h] = True
    sizes = np.bincount(label[touched], minlength=label.max(initial=0) + 1)
    rank = np.empty(len(sizes), "i4")
    rank[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes), dtype="i4")
    component: I32 = np.where(touched, rank[label], -1).astype("i4")
    return component


def shape(roads: Roads, arc: int) -> tuple[F64, F64]:
    """Longitudes and latitudes of an arc's points in the direction of the arc."""
    e = roads.edge[arc]
    points = slice(roads.shape_start[e], roads.shape_start[e + 1])
    step = 1 if roads.forward[arc] else -1
    return roads.shape_lon[points][::step], roads.shape_lat[points][::step]
