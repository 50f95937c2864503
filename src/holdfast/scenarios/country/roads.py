"""The roads between settlements: cheapest ways over the land, sharing their corridors.

1. Each leg of the plan takes the cheapest way over slopes; water and towns are closed to it.
2. A way that exists is cheap to use and costly to run beside, so that roads join.
3. The steps over the grid become chains between junctions, smoothed and thinned.
4. Bridges and the ford are put in by hand; where lines still cross, they get a common point.
"""

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.ndimage import binary_dilation

from holdfast.scenarios.country.flow import cheapest
from holdfast.scenarios.country.frame import COLS, DX_M, DY_M, ROWS, XY, Grid, to_cell, to_xy
from holdfast.scenarios.country.layout import LEGS, STEADS, Leg, spot
from holdfast.scenarios.country.shapes import gap_m, smooth, thin
from holdfast.scenarios.country.terrain import Terrain

EASY_SLOPE = {
    "trunk": 0.025,
    "primary": 0.03,
    "secondary": 0.035,
    "tertiary": 0.045,
    "unclassified": 0.055,
    "track": 0.08,
    "path": 0.14,
    "wadi": 0.14,
}
"""The slope that doubles the price of a metre, by class: assumed."""
RANK = {kind: i for i, kind in enumerate(EASY_SLOPE)}
SHARED, BESIDE = 0.45, 1.7
"""Price of using a way that exists and of running beside one: assumed."""
BANK_M = 260.0
"""So near to the river no road is drawn, but bridges and fords."""


@dataclass(frozen=True)
class Road:
    """A line of one class between two junctions."""

    kind: str
    line: list[XY]
    tags: dict[str, str]


@dataclass
class _Net:
    """The steps that are built so far, each with the leg that built it."""

    legs: dict[tuple[int, int], Leg] = field(default_factory=dict)
    beside: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    used: Grid = field(default_factory=lambda: np.zeros((ROWS, COLS), bool))

    def build(self, way: Sequence[int], leg: Leg) -> None:
        for a, b in itertools.pairwise(way):
            step = (min(a, b), max(a, b))
            old = self.legs.get(step)
            if old is None or RANK[leg.kind] < RANK[old.kind]:
                self.legs[step] = leg
            self.beside[a].add(b)
            self.beside[b].add(a)
        self.used.ravel()[list(way)] = True

    def trim(self, keep: set[int]) -> None:
        """Take away spurs that lead nowhere: a turning point is not a destination."""
        loose = [cell for cell in self.beside if len(self.beside[cell]) == 1]
        while loose:
            cell = loose.pop()
            if len(self.beside[cell]) != 1 or cell in keep:
                continue
            other = self.beside.pop(cell).pop()
            self.beside[other].discard(cell)
            del self.legs[min(cell, other), max(cell, other)]
            loose.append(other)


def country_roads(land: Terrain, closed: Grid) -> list[Road]:
    """All roads outside the towns, before they are cut at the edges of settlements."""
    net, stops = _Net(), set()
    for leg in LEGS:
        ends = [_cell(spot(stop)) for stop in leg.stops]
        stops.update(ends)
        price = _price(land, net, closed, leg)
        for a, b in itertools.pairwise(ends):
            net.build(_way(price, land, a, b, leg), leg)
    named = {_cell(spot(stop)) for leg in LEGS for stop in leg.stops if isinstance(stop, str)}
    net.trim(named)
    return _chains(net, stops)


def _cell(at: XY) -> int:
    row, col = to_cell(at)
    return row * COLS + col


def _price(land: Terrain, net: _Net, closed: Grid, leg: Leg) -> Grid:
    """What a metre costs in each cell for one leg."""
    price = np.ones((ROWS, COLS))
    wet = land.area_m2.reshape(land.fine_m.shape)[::2, ::2] > 1.2e6
    near_bed = binary_dilation(wet, np.ones((3, 3)))
    if leg.kind == "wadi":
        price = np.where(wet, 0.25, np.where(near_bed, 0.6, 2.0))
    elif leg.kind not in ("path", "track"):
        price = np.where(wet, 1.8, price)
    alone = leg.kind == "wadi" or dict(leg.tags).get("overgrown") == "yes"
    near = binary_dilation(net.used, np.ones((3, 3)))
    price *= np.where(net.used, 1.5 if alone else SHARED, np.where(near, BESIDE, 1.0))
    price[land.plain_m < BANK_M] = -1.0
    price[closed] = -1.0
    return price


def _way(price: Grid, land: Terrain, a: int, b: int, leg: Leg) -> list[int]:
    """The cells from a to b; both are open whatever lies there."""
    open_too = price.copy()
    for cell in (a, b):
        open_too.ravel()[cell] = abs(open_too.ravel()[cell])
    steps = np.array([DX_M, DY_M])
    way = cheapest(open_too, land.coarse_m, np.array([a, b]), steps, EASY_SLOPE[leg.kind])
    if not way.size:
        raise ValueError(f"The plan's {leg.kind} from {leg.stops[0]} finds no way.")
    return [int(cell) for cell in way]


def _chains(net: _Net, stops: set[int]) -> list[Road]:
    """The steps joined to lines that end at junctions, stops and changes of leg."""

    def ends_at(cell: int) -> bool:
        legs = {id(net.legs[min(cell, n), max(cell, n)]) for n in net.beside[cell]}
        return len(net.beside[cell]) != 2 or len(legs) > 1 or cell in stops

    roads, done = [], set()
    for start in sorted(cell for cell in net.beside if ends_at(cell)):
        for onward in sorted(net.beside[start]):
            if (start, onward) in done:
                continue
            cells = [start, onward]
            while not ends_at(cells[-1]):
                cells.append(next(n for n in sorted(net.beside[cells[-1]]) if n != cells[-2]))
            done |= {(cells[0], cells[1]), (cells[-1], cells[-2])}
            leg = net.legs[min(start, onward), max(start, onward)]
            roads.append(Road(leg.kind, _soft(cells), dict(leg.tags)))
    return roads


def _soft(cells: list[int]) -> list[XY]:
    """A chain of cells as a smooth line; an end at a named stop lies exactly on it."""
    line = [_exact(to_xy(cell // COLS, cell % COLS)) for cell in cells]
    fine = [line[0]]
    for a, b in itertools.pairwise(line):
        fine += [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2), b]
    worn = thin(smooth(fine, 7), 5.0)
    return [(round(x, 1), round(y, 1)) for x, y in worn]


_EXACT = {to_cell(stead.at): stead.at for stead in STEADS.values()}
_EXACT |= {to_cell(spot(stop)): spot(stop) for leg in LEGS for stop in leg.stops}


def _exact(at: XY) -> XY:
    """The stop that a grid point stands for, or the grid point."""
    exact = _EXACT.get(to_cell(at), at)
    return exact if gap_m(exact, at) < 200 else at
