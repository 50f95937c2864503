"""Buildings on the blocks of a settlement."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import shapely

from holdfast.scenarios.country.fabric import Plot, Style, lots
from holdfast.scenarios.country.frame import XY
from holdfast.scenarios.country.shapes import area_m2


@dataclass(frozen=True)
class Build:
    """How a quarter is built up: half a street, mean lot, yard around a house, share built."""

    street_m: float
    lot_m2: float
    yard_m: float
    built: float


def houses(
    blocks: Iterable[tuple[Plot, Style]],
    build_of: Callable[[Style], Build],
    warp: Callable[[list[XY]], list[XY]],
    rng: np.random.Generator,
) -> list[list[XY]]:
    """The outlines of the houses, as rings, block by block."""
    rings, yards = [], []
    for plot, style in blocks:
        build = build_of(style)
        land = shapely.Polygon(warp(list(plot.ring))).buffer(-build.street_m, join_style="mitre")
        if land.geom_type != "Polygon" or land.area < 40:
            continue
        corners = list(land.exterior.coords)[:-1]
        ring = corners if area_m2(corners) > 0 else corners[::-1]
        for lot in lots(ring, build.lot_m2, rng):
            if rng.random() < build.built and len(lot) > 2:
                rings.append(lot)
                yards.append(build.yard_m * (0.4 + 1.2 * rng.random()))
    shapes = shapely.buffer(
        [shapely.Polygon(ring) for ring in rings], -np.array(yards), join_style="mitre"
    )
    kept = [s for s in shapes if s.geom_type == "Polygon" and s.area > 22]
    return [[(round(x, 1), round(y, 1)) for x, y in list(s.exterior.coords)[:-1]] for s in kept]
