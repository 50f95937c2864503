"""The roads made ready for planning, once per map: chains for each mode, pieces for hazards."""

from dataclasses import dataclass, field

import numpy as np

from holdfast.base.geo import EARTH_RADIUS_M, Place
from holdfast.know.hazard import MODE_EXPOSURE, Field
from holdfast.plan.problem import Closure
from holdfast.plan.roads.arrays import F64, I64, Mask, Roads, along_m
from holdfast.plan.roads.chains import Chains, draw
from holdfast.plan.roads.net import net
from holdfast.plan.roads.snap import Snap, around, snap

MOST_SNAPS = 20_000
"""Places remembered with their nearest roads."""


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """The straight pieces of all edges.

    Attributes:
        start, end: (n, 2) longitude and latitude of the ends.
        km: length. edge: what it is a piece of.
    """

    start: F64
    end: F64
    km: F64
    edge: I64


@dataclass(slots=True, eq=False)
class Ground:
    """One map's roads with what planning needs of them, made when first asked for."""

    roads: Roads
    _chains: dict[str, Chains] = field(default_factory=dict)
    _snaps: dict[tuple[Place, str, int | None], Snap | None] = field(default_factory=dict)
    _pieces: Pieces | None = None

    def chains(self, mode: str) -> Chains:
        """The mode's net drawn together."""
        if mode not in self._chains:
            self._chains[mode] = draw(self.roads, net(self.roads, mode))
        return self._chains[mode]

    def snapped(self, place: Place, mode: str, component: int | None = None) -> Snap | None:
        """See snap; sites do not move."""
        key = (place, mode, component)
        if key not in self._snaps:
            if len(self._snaps) >= MOST_SNAPS:
                self._snaps.clear()
            self._snaps[key] = snap(self.roads, place, mode, component=component)
        return self._snaps[key]

    def around(
        self, place: Place, mode: str, component: int, within_m: float, apart_m: float
    ) -> list[Snap]:
        """See snap."""
        return around(self.roads, place, mode, component, within_m, apart_m)

    def pieces(self) -> Pieces:
        """The edges' straight pieces."""
        if self._pieces is None:
            self._pieces = cut(self.roads)
        return self._pieces


def cut(roads: Roads) -> Pieces:
    """Cut every edge's shape at each of its points."""
    points = np.column_stack([roads.shape_lon, roads.shape_lat])
    inner = np.ones(max(0, len(points) - 1), bool)
    inner[roads.shape_start[1:-1] - 1] = False
    first = np.flatnonzero(inner)
    edge_of = np.repeat(np.arange(roads.n_edges), np.diff(roads.shape_start))
    km = along_m(roads.shape_lon, roads.shape_lat)[first] / 1000
    return Pieces(points[first], points[first + 1], km, edge_of[first])


def arc_hazard(ground: Ground, danger: Field, mode: str, closures: tuple[Closure, ...] = ()) -> F64:
    """Expected harmful contacts in passing each road arc once in this mode; inf where closed."""
    roads, pieces = ground.roads, ground.pieces()
    met = danger.along(pieces.start, pieces.end) * pieces.km * MODE_EXPOSURE[mode]
    of_edge: F64 = np.zeros(roads.n_edges)
    np.add.at(of_edge, pieces.edge, met)
    of_edge[closed_edges(roads, pieces, closures, mode)] = np.inf
    hazard: F64 = of_edge[roads.edge]
    return hazard


def closed_edges(roads: Roads, pieces: Pieces, closures: tuple[Closure, ...], mode: str) -> Mask:
    """Edges that come within the radius of a closure for this mode."""
    shut = np.zeros(roads.n_edges, bool)
    for closure in closures:
        if mode in closure.modes:
            shut[pieces.edge[_away_m(pieces, closure) <= closure.radius_m]] = True
    return shut


def _away_m(pieces: Pieces, closure: Closure) -> F64:
    """Metres from a closure's place to the nearest point of each piece; flat earth around it."""
    lon, lat = closure.place
    per_deg = EARTH_RADIUS_M * np.pi / 180
    shrink = np.cos(np.radians(lat))
    x = ((pieces.start[:, 0] - lon + 180) % 360 - 180) * per_deg * shrink
    y = (pieces.start[:, 1] - lat) * per_deg
    dx = ((pieces.end[:, 0] - pieces.start[:, 0] + 180) % 360 - 180) * per_deg * shrink
    dy = (pieces.end[:, 1] - pieces.start[:, 1]) * per_deg
    square = dx * dx + dy * dy
    t = np.clip(-(x * dx + y * dy) / np.where(square > 0, square, 1.0), 0.0, 1.0)
    away: F64 = np.hypot(x + t * dx, y + t * dy)
    return away
