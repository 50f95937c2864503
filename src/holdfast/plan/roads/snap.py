"""The nearest point of the roads to a place, and how far off it lies.

Law. Snapping never strands anyone for a scrap: unless told a component, it prefers the mode's
largest component when that is no more than STRAY_M farther away than the nearest edge of all.
"""

from dataclasses import dataclass
from math import cos, degrees, inf, pi, radians
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from shapely import STRtree

from holdfast.base.errors import Refused
from holdfast.base.geo import EARTH_RADIUS_M, Place, distance_m
from holdfast.plan.roads.arrays import I32, I64, MODES, Mask, Roads, along_m

STRAY_M = 100.0
"""How much farther the largest component may be and still be preferred (assumed)."""

FIRST_REACH_M = 250.0
"""Where the search begins (assumed: in a town there is a road so near)."""

HALF_ROUND_M = pi * EARTH_RADIUS_M


@dataclass(frozen=True, slots=True)
class Snap:
    """A point on an edge.

    Attributes:
        edge: the undirected edge.
        arc_there, arc_back: the arcs the mode may use with and against the edge's shape, or -1.
        fraction: 0..1 of the edge's length from the first point of its shape.
        place: the point on the road.
        off_m: metres from the place asked for.
        component: the strong component (of the mode) that the edge lies in; where its ends differ,
            the smaller of the two, so that 0 means both ends lie in the largest.
    """

    edge: int
    arc_there: int
    arc_back: int
    fraction: float
    place: Place
    off_m: float
    component: int

    @property
    def arcs(self) -> tuple[int, ...]:
        """The one or two arcs that the mode may use here."""
        return tuple(a for a in (self.arc_there, self.arc_back) if a >= 0)


@dataclass(frozen=True, slots=True, eq=False)
class _Index:
    """What snapping needs to know of a map: a tree over its edges and the arcs along each."""

    tree: STRtree
    there: I32
    back: I32


_indexes: WeakKeyDictionary[Roads, _Index] = WeakKeyDictionary()


def snap(roads: Roads, place: Place, mode: str, *, component: int | None = None) -> Snap | None:
    """The nearest point on any edge that the mode may use; None when there is no such edge.

    Args:
        roads: the map. Its index is built on first use, and kept as long as the roads are.
        place: anywhere on the earth; `off_m` says how far off it is.
        mode: 'foot', 'car' or 'truck'.
        component: only edges whose both ends lie in this strong component; None for the rule above.

    Raises:
        Refused: the place is not on the earth, or there is no such mode.
    """
    if mode not in MODES:
        raise Refused(f"There is no mode '{mode}'; take one of {', '.join(MODES)}.")
    if not place.on_earth:
        raise Refused(f"{place.lon}, {place.lat} is no place on the earth; give degrees, lon, lat.")
    index = _index_of(roads)
    usable = _usable(roads, mode)
    if component is not None:
        return _nearest(roads, index, place, mode, usable & _inside(roads, index, mode, component))
    nearest = _nearest(roads, index, place, mode, usable)
    if nearest is None or nearest.component == 0:
        return nearest
    main = usable & _inside(roads, index, mode, 0)
    better = _nearest(roads, index, place, mode, main, within_m=nearest.off_m + STRAY_M)
    return nearest if better is None else better


def around(
    roads: Roads, place: Place, mode: str, component: int, within_m: float, apart_m: float
) -> list[Snap]:
    """Points of several roads round a place, the nearest first: its nearest road may lead nowhere.

    Args:
        roads, place, mode, component: as for `snap`.
        within_m: how far off they may lie.
        apart_m: they lie at least so far from one another.
    """
    index = _index_of(roads)
    usable = _usable(roads, mode) & _inside(roads, index, mode, component)
    near = _edges_near(index, place, within_m)
    found = [_nearest_of(roads, index, place, mode, np.array([e])) for e in near[usable[near]]]
    kept: list[Snap] = []
    for one in sorted(found, key=lambda snap: (snap.off_m, snap.edge)):
        clear = all(distance_m(one.place, other.place) >= apart_m for other in kept)
        if one.off_m <= within_m and clear:
            kept.append(one)
    return kept


def _index_of(roads: Roads) -> _Index:
    """A map's index, made when first asked for."""
    if roads not in _indexes:
        _indexes[roads] = _index(roads)
    return _indexes[roads]


def _index(roads: Roads) -> _Index:
    """A tree over the edges' shapes, and each edge's arc in either direction or -1."""
    points = np.column_stack([roads.shape_lon, roads.shape_lat])
    of_edge = np.repeat(np.arange(roads.n_edges), np.diff(roads.shape_start))
    lines = shapely.linestrings(points, indices=of_edge) if roads.n_edges else []
    there, back = np.full((2, roads.n_edges), -1, "i4")
    arcs = np.arange(roads.n_arcs, dtype="i4")
    there[roads.edge[roads.forward]] = arcs[roads.forward]
    back[roads.edge[~roads.forward]] = arcs[~roads.forward]
    return _Index(STRtree(lines), there, back)


def _usable(roads: Roads, mode: str) -> Mask:
    """Which edges the mode may use in at least one direction."""
    edges = np.zeros(roads.n_edges, bool)
    edges[roads.edge[np.isfinite(roads.time_s[mode])]] = True
    return edges


def _inside(roads: Roads, index: _Index, mode: str, component: int) -> Mask:
    """Which edges have both ends in a component of the mode."""
    arc = np.maximum(index.there, index.back)
    label = roads.component[mode]
    inside: Mask = (
        (arc >= 0)
        & (label[roads.tail[arc]] == component)
        & (label[roads.head[arc]] == component)
    )  # fmt: skip
    return inside


def _nearest(
    roads: Roads, index: _Index, place: Place, mode: str, usable: Mask, within_m: float = inf
) -> Snap | None:
    """The nearest point of the usable edges, by boxes that grow until nothing can be nearer."""
    if not usable.any():
        return None
    reach_m = min(FIRST_REACH_M, within_m)
    while True:
        edges = _edges_near(index, place, reach_m)
        edges = edges[usable[edges]]
        if len(edges):
            found = _nearest_of(roads, index, place, mode, edges)
            if found.off_m <= reach_m:
                return found
        if reach_m >= min(within_m, HALF_ROUND_M):
            return found if len(edges) and found.off_m <= within_m else None
        reach_m = min(reach_m * 4, within_m)


def _edges_near(index: _Index, place: Place, reach_m: float) -> I64:
    """Edges whose boxes come within so many metres, also across the line of 180 degrees."""
    dlat = degrees(reach_m / EARTH_RADIUS_M) * 1.01
    top = min(89.9, abs(place.lat) + dlat)
    dlon = min(180.0, dlat / cos(radians(top)))
    boxes = [
        shapely.box(
            place.lon + turn - dlon, place.lat - dlat, place.lon + turn + dlon, place.lat + dlat
        )
        for turn in (-360, 0, 360)
    ]
    return np.unique(index.tree.query(boxes)[1])


def _nearest_of(roads: Roads, index: _Index, place: Place, mode: str, edges: I64) -> Snap:
    """The nearest point of these edges, on a flat earth around the place."""
    # 1. Every piece of every edge, from point `at` to the next.
    n_pieces = np.diff(roads.shape_start)[edges] - 1
    of_edge = np.repeat(edges, n_pieces)
    at = np.arange(len(of_edge)) - np.repeat(np.cumsum(n_pieces) - n_pieces, n_pieces)
    at += roads.shape_start[of_edge]
    # 2. In metres around the place; the line of 180 degrees is no border.
    x, y = roads.shape_lon[at], roads.shape_lat[at]
    turn = 360 * np.round((x - place.lon) / 360)
    scale = radians(1) * EARTH_RADIUS_M
    shrink = max(cos(radians(place.lat)), 1e-9)
    x0, y0 = (x - turn - place.lon) * scale * shrink, (y - place.lat) * scale
    dx = (roads.shape_lon[at + 1] - x) * scale * shrink
    dy = (roads.shape_lat[at + 1] - y) * scale
    # 3. The foot of the perpendicular on each piece, or its nearer end.
    square = dx * dx + dy * dy
    t = np.clip(-(x0 * dx + y0 * dy) / np.where(square > 0, square, 1.0), 0.0, 1.0)
    best = int(np.argmin((x0 + t * dx) ** 2 + (y0 + t * dy) ** 2))
    return _as_snap(roads, index, place, mode, int(of_edge[best]), int(at[best]), float(t[best]))


def _as_snap(
    roads: Roads, index: _Index, place: Place, mode: str, edge: int, at: int, t: float
) -> Snap:
    """The point a part `t` of the way from shape point `at` to the next, as a Snap."""
    x, y = roads.shape_lon, roads.shape_lat
    lon, lat = float(x[at] + t * (x[at + 1] - x[at])), float(y[at] + t * (y[at + 1] - y[at]))
    points = slice(roads.shape_start[edge], roads.shape_start[edge + 1])
    steps = along_m(x[points], y[points])
    k = at - int(roads.shape_start[edge])
    whole = float(steps.sum())
    spot = Place((lon + 180) % 360 - 180, lat)
    there, back = (
        int(a) if a >= 0 and np.isfinite(roads.time_s[mode][a]) else -1
        for a in (index.there[edge], index.back[edge])
    )
    arc = max(there, back)
    ends = roads.component[mode][[roads.tail[arc], roads.head[arc]]]
    return Snap(
        edge=edge,
        arc_there=there,
        arc_back=back,
        fraction=min(1.0, float(steps[:k].sum() + t * steps[k]) / whole) if whole else 0.0,
        place=spot,
        off_m=distance_m(place, spot),
        component=int(ends.max()),
    )
