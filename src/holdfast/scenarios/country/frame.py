"""Where the demo country lies, and the plane it is drawn on.

The country is invented. It lies in an empty stretch of the Sahara, inside the one-degree tile
N27E024. It is drawn in metres east and north of its south-western corner.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from holdfast.base.geo import Place

Grid = NDArray[Any]
XY = tuple[float, float]

WEST, SOUTH, EAST, NORTH = 24.2, 27.2, 24.8, 27.75
TILE = "N27E024"
TIME_ZONE = "Etc/GMT-2"
SEED = 20261121
"""Every random number of the country comes from this one."""

M_PER_DEG_LAT = 111_195.08
"""One degree on the mean sphere of `base.geo`."""
M_PER_DEG_LON = 98_652.0
"""The same at 27.475 north, written out so that no machine's cosine moves a coordinate."""

WIDTH_M = (EAST - WEST) * M_PER_DEG_LON
HEIGHT_M = (NORTH - SOUTH) * M_PER_DEG_LAT

COLS, ROWS = 361, 331
"""Points of the coarse grid, every six seconds of arc; row 0 is the northern edge."""
DX_M, DY_M = WIDTH_M / (COLS - 1), HEIGHT_M / (ROWS - 1)


def to_place(at: XY) -> Place:
    """Metres to degrees, rounded to the seven decimals that OpenStreetMap keeps."""
    return Place(round(WEST + at[0] / M_PER_DEG_LON, 7), round(SOUTH + at[1] / M_PER_DEG_LAT, 7))


def to_cell(at: XY) -> tuple[int, int]:
    """Row and column of the coarse grid's point nearest to a place, kept on the grid."""
    row, col = round((HEIGHT_M - at[1]) / DY_M), round(at[0] / DX_M)
    return min(max(row, 0), ROWS - 1), min(max(col, 0), COLS - 1)


def to_xy(row: float, col: float) -> XY:
    """Metres of a point of the coarse grid; halves lie on the fine grid."""
    return float(col * DX_M), float(HEIGHT_M - row * DY_M)


def mesh(rows: int, cols: int) -> tuple[Grid, Grid]:
    """East and north metres of every point of a grid laid over the country."""
    return np.meshgrid(np.linspace(0, WIDTH_M, cols), np.linspace(HEIGHT_M, 0, rows))


def random(subject: str) -> np.random.Generator:
    """A stream of random numbers for one subject, so that a change in one leaves the others."""
    return np.random.default_rng([SEED, *subject.encode()])
