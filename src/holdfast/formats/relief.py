"""Hills as light and shade: a transparent picture to lay over a map.

1. The tiles that touch the bounds are cut out and joined, and voids filled from their neighbours.
2. The grid is refined smoothly, in rows of web mercator, so that a map which pins the picture's
   four corners lays every row right.
3. Light comes from four directions at once, most from the north-west; level ground stays clear.
4. White and black of varying strength are packed as a PNG.

Source: weighting of several lights, Mark, USGS Open-File Report 92-422 (1992).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from math import asinh, ceil, cos, floor, radians, sin, tan
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import (
    distance_transform_edt,
    gaussian_filter,
    map_coordinates,
)

from holdfast.base.errors import Refused
from holdfast.base.geo import EARTH_RADIUS_M, Place
from holdfast.formats.hgt import VOID_M, Heights

Grid = NDArray[Any]

LIGHTS = ((315.0, 0.46), (270.0, 0.22), (0.0, 0.2), (225.0, 0.12))
"""Azimuth in degrees and share of each light."""
LIGHT_HEIGHT_DEG = 45.0
DARKEST, LIGHTEST = 200, 130
"""Greatest alpha of black and of white: assumed, so that the map's own colours stay readable."""
MAX_PX = 2000
FINER = 2.5
"""Pixels per sample of the tile, as long as the picture stays within MAX_PX."""
SHADES = 24
"""Steps of alpha on either side: few enough to pack well, more than the eye tells apart."""

GENTLE = 0.8
"""Below 1, gentle slopes show more than in proportion: assumed, for the plains."""


@dataclass(frozen=True)
class Bounds:
    """A box in degrees."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Relief:
    """A PNG, its size, and where its corners lie: north-west first, then clockwise."""

    png: bytes
    width_px: int
    height_px: int
    corners: tuple[Place, Place, Place, Place]


def shade(tiles: Mapping[Place, Heights], bounds: Bounds) -> Relief:
    """The relief of the part of the bounds that the tiles cover all round.

    Args:
        tiles: Heights by the tile's south-western corner; missing ones count as void.
        bounds: The map's box. Not over the poles (85 degrees) or the 180th meridian.

    Raises:
        Refused: the bounds are empty or too large, or no tile has a height in them.
    """
    _check(bounds)
    grid, north, west, per_deg = _joined(tiles, bounds)
    rows, cols, metres = _frame(bounds, per_deg)
    at = np.meshgrid((north - rows) * per_deg, (cols - west) * per_deg, indexing="ij")
    fine = map_coordinates(gaussian_filter(grid, 0.7), at, order=3, mode="nearest")
    corners = (
        Place(bounds.west, bounds.north),
        Place(bounds.east, bounds.north),
        Place(bounds.east, bounds.south),
        Place(bounds.west, bounds.south),
    )
    return Relief(_png(_light(fine, metres)), len(cols), len(rows), corners)


def _check(bounds: Bounds) -> None:
    wide, high = bounds.east - bounds.west, bounds.north - bounds.south
    if not (0 < wide <= 20 and 0 < high <= 20 and bounds.south >= -85 and bounds.north <= 85):
        raise Refused(
            "Relief needs a box of more than nothing and at most 20 degrees, within 85 degrees "
            f"of the equator; this one is {wide:g} by {high:g} degrees."
        )


def _joined(tiles: Mapping[Place, Heights], bounds: Bounds) -> tuple[Grid, float, float, int]:
    """One grid over the bounds and two samples more, its north-western corner, samples a degree."""
    near = {c: t for c, t in tiles.items() if _touches(c, bounds)}
    if not near:
        raise Refused("None of the height tiles lies in the map; add the tile that covers it.")
    per_deg = max(len(tile) for tile in near.values()) - 1
    first_row, last_row = floor(-bounds.north * per_deg) - 2, ceil(-bounds.south * per_deg) + 2
    first_col, last_col = floor(bounds.west * per_deg) - 2, ceil(bounds.east * per_deg) + 2
    grid = np.full((last_row - first_row + 1, last_col - first_col + 1), np.nan, np.float32)
    for corner in sorted(near):
        tile = _as_fine_as(near[corner], per_deg)
        top = round(-(corner.lat + 1) * per_deg) - first_row
        left = round(corner.lon * per_deg) - first_col
        _paste(grid, tile, top, left)
    return _filled(grid), -first_row / per_deg, first_col / per_deg, per_deg


def _touches(corner: Place, bounds: Bounds) -> bool:
    return (
        corner.lon < bounds.east
        and corner.lon + 1 > bounds.west
        and corner.lat < bounds.north
        and corner.lat + 1 > bounds.south
    )


def _as_fine_as(tile: Heights, per_deg: int) -> Grid:
    """The tile with voids as NaN, each sample repeated when a neighbour is finer."""
    known = np.where(tile == VOID_M, np.nan, tile).astype(np.float32)
    n = per_deg // (len(tile) - 1)
    return known if n == 1 else np.repeat(np.repeat(known, n, 0), n, 1)[n // 2 :, n // 2 :]


def _paste(grid: Grid, tile: Grid, top: int, left: int) -> None:
    """Lay a tile into the grid, cut at the grid's edges; a void covers nothing."""
    r0, c0 = max(top, 0), max(left, 0)
    r1, c1 = min(top + len(tile), len(grid)), min(left + tile.shape[1], grid.shape[1])
    if r0 < r1 and c0 < c1:
        part, piece = grid[r0:r1, c0:c1], tile[r0 - top : r1 - top, c0 - left : c1 - left]
        part[...] = np.where(np.isnan(piece), part, piece)


def _filled(grid: Grid) -> Grid:
    """The grid with every gap given the height of its nearest neighbour."""
    gaps = np.isnan(grid)
    if gaps.all():
        raise Refused("The height tiles hold nothing but voids in the map; add a better tile.")
    if not gaps.any():
        return grid
    rows, cols = distance_transform_edt(gaps, return_distances=False, return_indices=True)
    return np.asarray(grid[rows, cols])


def _frame(bounds: Bounds, per_deg: int) -> tuple[Grid, Grid, float]:
    """The latitude of each row, the longitude of each column, and metres to a pixel."""
    top, bottom = _mercator(bounds.north), _mercator(bounds.south)
    wide, high = radians(bounds.east - bounds.west), top - bottom
    per_radian = min(FINER * per_deg / radians(1), MAX_PX / max(wide, high))
    cols, rows = max(2, round(wide * per_radian)), max(2, round(high * per_radian))
    down = top - (np.arange(rows) + 0.5) / rows * high
    lats = np.degrees(np.arctan(np.sinh(down)))
    lons = bounds.west + (np.arange(cols) + 0.5) / cols * (bounds.east - bounds.west)
    middle = radians((bounds.north + bounds.south) / 2)
    return lats, lons, EARTH_RADIUS_M * cos(middle) * wide / cols


def _mercator(lat: float) -> float:
    """Northing of web mercator, in radians."""
    return asinh(tan(radians(lat)))


def _light(fine: Grid, metres: float) -> Grid:
    """How much lighter (above 0) or darker than level ground each pixel is, about -1..1."""
    south, east = np.gradient(fine.astype(np.float32), np.float32(metres))
    up, low = sin(radians(LIGHT_HEIGHT_DEG)), cos(radians(LIGHT_HEIGHT_DEG))
    upright = 1 / np.sqrt(1 + south * south + east * east)
    light = np.zeros_like(fine, dtype=np.float32)
    for azimuth, share in LIGHTS:
        to_east, to_north = sin(radians(azimuth)), cos(radians(azimuth))
        facing = (-east * to_east + south * to_north) * low
        light += share * np.clip((facing + up) * upright, 0, 1)
    return light - up


def _png(light: Grid) -> bytes:
    """Black where it is dark and white where it is light, as strong as it is so."""
    reach = max(float(np.percentile(np.abs(light), 99.5)), 0.08)
    part = np.clip(light / reach, -1, 1)
    strength = np.rint(np.sign(part) * np.abs(part) ** GENTLE * SHADES) / SHADES
    alpha = np.where(strength < 0, -strength * DARKEST, strength * LIGHTEST)
    picture = np.empty((*light.shape, 2), np.uint8)
    picture[..., 0] = np.where(strength > 0, 255, 0)
    picture[..., 1] = np.rint(alpha)
    out = BytesIO()
    Image.fromarray(picture, "LA").save(out, "PNG", optimize=True)
    return out.getvalue()
