"""The roads made ready for planning, once per map: chains for each mode, samples for hazards."""

from dataclasses import dataclass, field

import numpy as np

from holdfast.know import risk
from holdfast.know.risk import MODE_EXPOSURE
from holdfast.plan.chains import Chains, draw
from holdfast.plan.net import net
from holdfast.plan.question import Closure
from holdfast.plan.roads import F64, I64, Mask, Roads, along_m

SAMPLE_M = 150.0
"""No stretch of road longer than this stands under one hazard figure (assumed)."""


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Short pieces of all edges: the middle of each, its length, and the edge it belongs to."""

    lon: F64
    lat: F64
    km: F64
    edge: I64


@dataclass(slots=True, eq=False)
class Ground:
    """One map's roads with what planning needs of them, made when first asked for."""

    roads: Roads
    _chains: dict[str, Chains] = field(default_factory=dict)
    _samples: Samples | None = None

    def chains(self, mode: str) -> Chains:
        """The mode's net drawn together."""
        if mode not in self._chains:
            self._chains[mode] = draw(self.roads, net(self.roads, mode))
        return self._chains[mode]

    def samples(self) -> Samples:
        """The edges cut into short pieces."""
        if self._samples is None:
            self._samples = cut(self.roads)
        return self._samples


def cut(roads: Roads) -> Samples:
    """Cut every edge's shape into pieces of SAMPLE_M at most."""
    step_m = along_m(roads.shape_lon, roads.shape_lat)
    inner = np.ones(len(step_m), bool)
    inner[roads.shape_start[1:-1] - 1] = False
    first = np.flatnonzero(inner)
    edge_of = np.repeat(np.arange(roads.n_edges), np.diff(roads.shape_start))[first]
    pieces = np.maximum(1, np.ceil(step_m[first] / SAMPLE_M)).astype(np.int64)
    at = np.repeat(first, pieces)
    within = np.arange(len(at)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    share = (within + 0.5) / np.repeat(pieces, pieces)
    return Samples(
        lon=roads.shape_lon[at] * (1 - share) + roads.shape_lon[at + 1] * share,
        lat=roads.shape_lat[at] * (1 - share) + roads.shape_lat[at + 1] * share,
        km=np.repeat(step_m[first] / pieces, pieces) / 1000,
        edge=np.repeat(edge_of, pieces),
    )


def arc_hazard(
    ground: Ground, danger: risk.Field, mode: str, closures: tuple[Closure, ...] = ()
) -> F64:
    """Expected harmful contacts in passing each road arc once in this mode; inf where closed."""
    roads, samples = ground.roads, ground.samples()
    rate = danger.at(samples.lon, samples.lat) * samples.km
    of_edge = np.zeros(roads.n_edges)
    np.add.at(of_edge, samples.edge, rate * MODE_EXPOSURE[mode])
    shut = closed_edges(roads, samples, closures, mode)
    of_edge[shut] = np.inf
    hazard: F64 = of_edge[roads.edge]
    return hazard


def closed_edges(roads: Roads, samples: Samples, closures: tuple[Closure, ...], mode: str) -> Mask:
    """Edges of which any piece lies within a closure for this mode."""
    shut = np.zeros(roads.n_edges, bool)
    for closure in closures:
        if mode not in closure.modes:
            continue
        east = (samples.lon - closure.place.lon) * np.cos(np.radians(closure.place.lat))
        away_m = np.hypot(east, samples.lat - closure.place.lat) * 111_195.0
        reach_m = closure.radius_m + samples.km * 500
        shut[samples.edge[away_m <= reach_m]] = True
    return shut
