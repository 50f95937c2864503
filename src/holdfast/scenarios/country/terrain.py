"""The shape of the land: raised by a plan, carved by its own water.

1. The river's course is the lowest line; its flood plain is flat.
2. Highlands rise where the plan says, broken up by noise.
3. Rain carves valleys into them until all of it drains to the river or off the map.
4. The result is refined to the spacing of SRTM (3 seconds of arc) and rounded to decimetres, so
   that everything that follows starts from whole numbers.
"""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import (
    distance_transform_edt,
    gaussian_filter,
    map_coordinates,
    zoom,
)

from holdfast.scenarios.country.flow import drain, gather, wear
from holdfast.scenarios.country.frame import (
    COLS,
    DX_M,
    DY_M,
    HEIGHT_M,
    ROWS,
    WIDTH_M,
    XY,
    Grid,
    mesh,
    random,
)

HIGHLANDS: tuple[tuple[float, float, float, float, float], ...] = (
    # east km, north km, half-width km, half-height km, metres above the plain
    (9.0, 49.0, 13.0, 13.0, 620.0),
    (15.0, 31.0, 7.0, 6.0, 300.0),
    (6.0, 22.0, 9.0, 7.0, 360.0),
    (50.0, 42.0, 9.0, 9.0, 520.0),
    (57.0, 28.0, 6.0, 9.0, 330.0),
    (8.0, 2.0, 9.0, 5.0, 260.0),
    (41.0, 3.0, 6.0, 5.0, 200.0),
)
"""Assumed: what makes a country of hills, plains and one green valley."""

RIVER_TOP_M, RIVER_FALL_M = 455.0, 62.0
FLOOD_PLAIN_M = 900.0
WEAR_ROUNDS, WEAR_POWER = 40, 3.4e-4
UPLIFT = 0.0155
"""Share of the planned height added in each round."""


@dataclass(frozen=True)
class Terrain:
    """The land: heights on the coarse and the fine grid, and how the fine grid drains."""

    coarse_m: Grid
    fine_m: Grid
    receiver: Grid
    order: Grid
    area_m2: Grid
    plain_m: Grid
    """Metres from the river, on the coarse grid."""

    def height_m(self, at: XY) -> float:
        """The height at a place, between the points of the fine grid."""
        rows, cols = self.fine_m.shape
        where = [[(HEIGHT_M - at[1]) / HEIGHT_M * (rows - 1)], [at[0] / WIDTH_M * (cols - 1)]]
        return float(map_coordinates(self.fine_m, where, order=1, mode="nearest")[0])


def noise(subject: str, rows: int, cols: int, cell_m: float) -> Grid:
    """Smooth noise of about -1..1 over the country, with hills about `cell_m` apart."""
    down, across = int(HEIGHT_M / cell_m) + 4, int(WIDTH_M / cell_m) + 4
    lattice = random(subject).random((down, across)) * 2 - 1
    y = np.linspace(1, 1 + HEIGHT_M / cell_m, rows)
    x = np.linspace(1, 1 + WIDTH_M / cell_m, cols)
    return np.asarray(map_coordinates(lattice, np.meshgrid(y, x, indexing="ij"), order=3))


def fractal(subject: str, rows: int, cols: int, cell_m: float, octaves: int) -> Grid:
    """Noise upon noise, each half as wide and half as high as the one before."""
    layers = (noise(f"{subject}{i}", rows, cols, cell_m / 2**i) / 2**i for i in range(octaves))
    return np.asarray(np.sum(list(layers), axis=0))


def make_terrain(river: list[XY]) -> Terrain:
    """The land around a river that is already drawn."""
    far_m, bed_m = _river_field(river, ROWS, COLS)
    planned = _plan(far_m)
    coarse = _carve(planned, bed_m, far_m)
    fine = _refine(coarse, far_m)
    far_fine, bed_fine = _river_field(river, *fine.shape)
    fine = np.where(far_fine < 60.0, bed_fine, fine)
    base = _base(
        far_fine, zoom(planned, (fine.shape[0] / ROWS, fine.shape[1] / COLS), order=1) < 60
    )
    receiver, order = drain(fine, base, 0.02)
    area = gather(receiver, order, DX_M * DY_M / 4)
    fine = np.round(fine, 1)
    return Terrain(fine[::2, ::2], fine, receiver, order, area, far_m)


def _river_field(river: list[XY], rows: int, cols: int) -> tuple[Grid, Grid]:
    """Metres to the river, and the height of its nearest reach, for each point of a grid."""
    bed = np.full((rows, cols), np.nan)
    for i, (x, y) in enumerate(river):
        row = round((HEIGHT_M - y) / HEIGHT_M * (rows - 1))
        col = round(x / WIDTH_M * (cols - 1))
        if 0 <= row < rows and 0 <= col < cols:
            bed[row, col] = RIVER_TOP_M - RIVER_FALL_M * i / len(river)
    spacing = (HEIGHT_M / (rows - 1), WIDTH_M / (cols - 1))
    far, nearest = distance_transform_edt(np.isnan(bed), sampling=spacing, return_indices=True)
    return np.round(far, 2), bed[nearest[0], nearest[1]]


def _plan(far_m: Grid) -> Grid:
    """Metres above the plain that the highlands would reach if it never rained."""
    x, y = mesh(ROWS, COLS)
    x = x + 3500 * fractal("bend-x", ROWS, COLS, 14_000, 3)
    y = y + 3500 * fractal("bend-y", ROWS, COLS, 14_000, 3)
    plan = np.zeros((ROWS, COLS))
    for east, north, wide, high, up in HIGHLANDS:
        d2 = ((x / 1000 - east) / wide) ** 2 + ((y / 1000 - north) / high) ** 2
        plan = np.maximum(plan, up * np.clip(1 - d2, 0, 1) ** 1.0 * (1.3 - np.clip(d2, 0, 1) * 0.3))
    plan += 75 * (fractal("roll", ROWS, COLS, 7_000, 5) + 0.25).clip(0)
    return plan * np.clip((far_m - FLOOD_PLAIN_M) / 3000, 0, 1)


def _base(far_m: Grid, low: Grid) -> Grid:
    """Where water leaves the land: into the river, and over the edge of the map where it is low."""
    base = far_m < (60.0 if far_m.shape[0] > ROWS else 130.0)
    edge = np.ones_like(base)
    edge[1:-1, 1:-1] = False
    return np.asarray(base | (edge & low))


def _carve(plan: Grid, bed_m: Grid, far_m: Grid) -> Grid:
    """Raise the plan bit by bit while the rain wears it away."""
    grain = 1 + 0.45 * fractal("grain", ROWS, COLS, 3_600, 4)
    slope_m = far_m * 0.004 + np.clip(far_m - FLOOD_PLAIN_M, 0, None) * 0.0035
    uneven_m = 13 * fractal("uneven", ROWS, COLS, 2_000, 4) * np.clip(far_m / 2500 - 0.3, 0, 1)
    apron = bed_m + 2 + slope_m + uneven_m
    z = apron + 0.15 * plan * grain
    base = _base(far_m, plan < 60)
    z = np.where(far_m < 130.0, bed_m, z)
    for _ in range(WEAR_ROUNDS):
        z = z + np.where(base, 0, UPLIFT * plan * grain)
        receiver, order = drain(z, base, 0.05)
        area = gather(receiver, order, DX_M * DY_M)
        wear(z, receiver, order, area, WEAR_POWER)
        z = np.where(base, z, gaussian_filter(z, 0.45))
    return np.where(far_m < FLOOD_PLAIN_M * 0.5, np.minimum(z, apron), z)


def _refine(coarse: Grid, far_m: Grid) -> Grid:
    """Twice as fine, with crags where it is steep and dunes where it is flat."""
    rows, cols = 2 * ROWS - 1, 2 * COLS - 1
    z = zoom(coarse, (rows / ROWS, cols / COLS), order=3, grid_mode=False)
    gy, gx = np.gradient(z, DY_M / 2, DX_M / 2)
    steep = np.clip(np.sqrt(gx * gx + gy * gy) / 0.25, 0, 1)
    crags = (0.5 - np.abs(fractal("crag", rows, cols, 900, 3))) * 34 * steep
    dry = np.clip(zoom(far_m, (rows / ROWS, cols / COLS), order=1) / 1500 - 0.7, 0, 1)
    return np.asarray(z + crags + 0.8 * dry * fractal("dust", rows, cols, 700, 2))
