"""What a reader makes of a map file, whatever format it was in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from holdfast.formats.spots import Spot
from holdfast.plan.roads.arrays import Roads

Progress = Callable[[str, float], None]
"""Told what is being done, and the part 0..1 of the whole that is behind us."""

LAYERS = ("land", "water", "building", "rail")


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """What is drawn beneath the roads; row i of each is one shape.

    Attributes:
        layer: index into LAYERS.
        klass: index into `classes`.
        rank: 1 drawn from afar .. 5 only near.
        name, name_ar: '' for none.
        wkb: lines and polygons, little-endian WKB, degrees.
    """

    layer: NDArray[np.uint8]
    klass: NDArray[np.uint8]
    rank: NDArray[np.uint8]
    classes: tuple[str, ...]
    name: tuple[str, ...]
    name_ar: tuple[str, ...]
    wkb: tuple[bytes, ...]


NO_DRAWING = Drawing(
    np.zeros(0, np.uint8), np.zeros(0, np.uint8), np.zeros(0, np.uint8), (), (), (), ()
)


@dataclass(frozen=True, slots=True, eq=False)
class MapData:
    """A whole map in memory.

    Attributes:
        counts: what was met and left out, by a short name (see the reader).
        attribution: whom every picture of this map must name; '' when the source does not say.
    """

    roads: Roads
    spots: tuple[Spot, ...]
    drawing: Drawing
    counts: Mapping[str, int]
    attribution: str
