"""The river and the wadis: lines to draw, and areas that no road may enter."""

from dataclasses import dataclass

import numpy as np

from holdfast.scenarios.country.frame import XY, Grid, random, to_xy
from holdfast.scenarios.country.shapes import length_m, normal, resample, smooth, spline
from holdfast.scenarios.country.terrain import Terrain

RIVER_KM: tuple[XY, ...] = (
    (40.0, 70.0),
    (41.5, 65.5),
    (41.0, 61.5),
    (43.0, 56.5),
    (40.2, 53.2),
    (37.2, 51.8),
    (36.8, 48.3),
    (39.3, 45.8),
    (38.6, 42.2),
    (35.0, 40.4),
    (32.2, 38.0),
    (32.9, 34.8),
    (34.6, 32.4),
    (34.75, 30.2),
    (34.2, 28.0),
    (32.6, 26.2),
    (29.6, 25.6),
    (27.4, 23.4),
    (28.6, 20.2),
    (27.2, 17.4),
    (23.4, 16.6),
    (21.5, 13.6),
    (23.0, 10.4),
    (21.6, 7.2),
    (18.2, 5.2),
    (18.4, 2.0),
    (17.2, -2.0),
    (17.6, -6.0),
    (17.0, -9.0),
)
"""The river's bends, from north to south: assumed."""

TOWN_REACH_M = (26_500.0, 34_500.0)
"""Between these northings the river runs between quays and does not wander."""

WADI_M2, NAMED_WADI_M2 = 5.0e6, 2.5e7
"""A bed is drawn where so much land drains through it: assumed."""


@dataclass(frozen=True)
class Wadi:
    """A dry bed from its head to the river, to a larger wadi or to the edge."""

    line: list[XY]
    area_m2: float


def river_line() -> list[XY]:
    """The middle of the river, a point about every 60 metres, running a little over the edges."""
    broad = resample(spline([(x * 1000, y * 1000) for x, y in RIVER_KM]), 1150.0)
    rng, side, bends = random("river"), 1.0, [broad[0]]
    for a, p, b in zip(broad, broad[1:], broad[2:], strict=False):
        n, swing_m = normal(a, b), side * (90 + 330 * float(rng.random()))
        calm = TOWN_REACH_M[0] < p[1] < TOWN_REACH_M[1]
        bends.append(p if calm else (p[0] + n[0] * swing_m, p[1] + n[1] * swing_m))
        side = -side
    return resample(spline([*bends, broad[-1]]), 60.0)


def wadis(land: Terrain) -> list[Wadi]:
    """The beds, largest first; each ends in a point of the one it joins."""
    cols = land.fine_m.shape[1]
    wet = land.area_m2 >= WADI_M2
    giver = _main_givers(land, wet)
    heads = sorted(
        (cell for cell in land.order.tolist() if wet[cell] and _starts(land, giver, cell)),
        key=lambda cell: (-land.area_m2[cell], cell),
    )
    found = []
    for mouth in heads:
        cells = [int(land.receiver[mouth]), mouth]
        while giver[cells[-1]] >= 0:
            cells.append(int(giver[cells[-1]]))
        line = [to_xy(cell // cols / 2, cell % cols / 2) for cell in reversed(cells)]
        if length_m(line) > 900:
            found.append(Wadi(smooth(line, 3), float(land.area_m2[mouth])))
    return found


def _main_givers(land: Terrain, wet: Grid) -> Grid:
    """For each cell the wet neighbour that brings it most water, or -1."""
    giver = np.full(land.receiver.size, -1, np.int64)
    for cell in land.order.tolist():
        below = int(land.receiver[cell])
        if wet[cell] and below != cell:
            best = giver[below]
            if best < 0 or land.area_m2[cell] > land.area_m2[best]:
                giver[below] = cell
    return giver


def _starts(land: Terrain, giver: Grid, cell: int) -> bool:
    """Whether a bed's lowest own cell is this one: it does not continue in the one below."""
    below = int(land.receiver[cell])
    if below == cell:
        return False
    is_base = int(land.receiver[below]) == below
    return is_base or int(giver[below]) != cell
