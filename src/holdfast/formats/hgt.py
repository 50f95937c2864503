"""Heights as the SRTM mission wrote them: one square degree in a file of bare numbers.

Rows run from north to south, columns from west to east; both edges belong to the tile. A sample is
two bytes, most significant first, in metres; -32768 marks a void. The file's name says where the
south-western corner lies.

Source: SRTM Topography, USGS documentation v2.1, section 2.1.
"""

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from holdfast.base.errors import Damaged, Refused
from holdfast.base.geo import Place

Heights = NDArray[np.int16]

VOID_M = -32768
SIDES = (1201, 3601)
"""Samples along a side: every three seconds of arc, or every one."""

_NAME = re.compile(r"([NS])(\d{2})([EW])(\d{3})(?:\.hgt)?\Z", re.IGNORECASE)


def tile_corner(name: str) -> Place:
    """The south-western corner that a tile's name stands for.

    Raises:
        Damaged: the name is not one like N27E024.hgt.
    """
    found = _NAME.match(name)
    if not found:
        raise Damaged(
            f"'{name[:60]}' is not the name of a height tile; it should read like N27E024.hgt."
        )
    north, lat, east, lon = found.groups()
    corner = Place(
        float(lon) * (1 if east in "Ee" else -1), float(lat) * (1 if north in "Nn" else -1)
    )
    if not (-180 <= corner.lon <= 179 and -90 <= corner.lat <= 89):
        raise Damaged(f"The height tile '{name}' would lie off the earth; check its name.")
    return corner


def tile_name(corner: Place) -> str:
    """The name of the tile whose south-western corner is this whole degree."""
    lon, lat = int(corner.lon), int(corner.lat)
    if (lon, lat) != (corner.lon, corner.lat) or not (-180 <= lon <= 179 and -90 <= lat <= 89):
        raise Refused("A height tile starts at whole degrees; give its south-western corner.")
    return f"{'NS'[lat < 0]}{abs(lat):02d}{'EW'[lon < 0]}{abs(lon):03d}.hgt"


def read_hgt(data: bytes) -> Heights:
    """The heights of a tile as a square array, north row first, voids left as they are.

    Raises:
        Damaged: the bytes are not a whole tile of 1201 or 3601 samples a side.
    """
    side = next((side for side in SIDES if side * side * 2 == len(data)), 0)
    if not side:
        raise Damaged(
            f"A height tile holds 2884802 or 25934402 bytes, this one {len(data)}; "
            "fetch it again, and unpack it when it is compressed."
        )
    return np.frombuffer(data, ">i2").reshape(side, side).astype(np.int16)


def write_hgt(heights: NDArray[Any]) -> bytes:
    """The bytes of a tile; heights are rounded to whole metres, what is not finite becomes void.

    Raises:
        Refused: the array is not square with 1201 or 3601 samples a side, or a height does not
            fit into two bytes.
    """
    if heights.ndim != 2 or heights.shape[0] != heights.shape[1] or len(heights) not in SIDES:
        raise Refused(
            f"A height tile has 1201 or 3601 samples a side, not {heights.shape}; resample it."
        )
    known = np.isfinite(heights)
    whole = np.rint(np.where(known, heights, VOID_M))
    if whole.min() < VOID_M or whole.max() > 32767:
        raise Refused("A height in metres must lie between -32768 and 32767; check the unit.")
    return whole.astype(">i2").tobytes()
