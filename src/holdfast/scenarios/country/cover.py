"""Drawing what covers the ground, and the names of places and peaks."""

import numpy as np
import shapely
from scipy.ndimage import maximum_filter
from shapely import LineString, Polygon

from holdfast.scenarios.country import landuse
from holdfast.scenarios.country.draft import Draft, inside, named
from holdfast.scenarios.country.frame import XY, to_xy
from holdfast.scenarios.country.layout import STEADS
from holdfast.scenarios.country.names import PEAKS, QUARTERS, RIVER, WADIS
from holdfast.scenarios.country.scene import CITY_GATES, Scene
from holdfast.scenarios.country.shapes import thin
from holdfast.scenarios.country.terrain import Terrain
from holdfast.scenarios.country.water import NAMED_WADI_M2


def draw_cover(draft: Draft, scene: Scene, water: Polygon) -> None:
    """The river, the beds, fields, groves, scrub, rock and sand."""
    river = {"waterway": "river", **named(*RIVER)}
    draft.way([p for p in thin(scene.river, 4.0) if inside(p)], river)
    draft.area(water, {"natural": "water", "water": "river"})
    names = iter(WADIS)
    town = shapely.union_all([Polygon(scene.outlines[key]).buffer(40) for key in CITY_GATES])
    for bed in scene.beds:
        tags = {"waterway": "stream", "intermittent": "yes"}
        pair = next(names, None) if bed.area_m2 > NAMED_WADI_M2 else None
        dry = LineString(thin(bed.line, 6.0)).difference(town)
        for part in getattr(dry, "geoms", [dry]):
            draft.way([p for p in part.coords if inside(p)], tags | (named(*pair) if pair else {}))
    towns = [Polygon(ring).buffer(35) for ring in scene.outlines.values()]
    ways = [LineString(line).buffer(7.0) for line in scene.lines]
    for plot, crop in landuse.fields(scene.river, water, towns + ways):
        draft.area(
            plot, {"landuse": crop, **({"trees": "date_palms"} if crop == "orchard" else {})}
        )
    for patch in landuse.scrub(scene.beds):
        draft.area(patch, {"natural": "scrub"})
    rock, sand = landuse.rock_and_sand(scene.land)
    for shapes, kind in ((rock, "bare_rock"), (sand, "sand")):
        for shape in shapes:
            draft.area(shape, {"natural": kind})


def draw_labels(draft: Draft, land: Terrain) -> None:
    """Names of settlements, quarters and peaks."""
    size = {
        "city": "city",
        "village": "village",
        "hamlet": "hamlet",
        "ruins": "village",
        "camp": "suburb",
    }
    for stead in STEADS.values():
        tags = {"place": size.get(stead.kind, "locality"), **named(stead.name, stead.name_ar)}
        if stead.kind == "ruins":
            tags |= {"abandoned": "yes", "historic": "ruins"}
        draft.node((round(stead.at[0] + 0.3, 1), round(stead.at[1] + 0.4, 1)), tags)
    for key, at in QUARTER_AT.items():
        draft.node(at, {"place": "neighbourhood", **named(*QUARTERS[key])})
    for (name, name_ar), (at, up) in zip(PEAKS, _peaks(land), strict=False):
        draft.node(at, {"natural": "peak", "ele": f"{up:.0f}", **named(name, name_ar)})


QUARTER_AT: dict[str, XY] = {
    "old_city": (33_951.3, 31_052.1),
    "al_nasr": (32_603.3, 30_752.1),
    "al_zuhur": (33_502.7, 32_051.3),
    "al_jamia": (32_452.3, 31_853.1),
    "al_sinaiyya": (32_552.7, 29_402.3),
    "eastern_sector": (35_603.1, 30_602.7),
    "al_tahhanin": (35_253.1, 30_303.3),
    "al_dabbaghin": (35_603.7, 29_853.1),
    "al_qanatir": (35_753.3, 31_002.7),
}


def _peaks(land: Terrain) -> list[tuple[XY, float]]:
    """The highest points of their surroundings, highest first."""
    z = land.coarse_m
    tops = (z == maximum_filter(z, 31)) & (z > 620)
    tops[[0, -1], :] = False
    cells = sorted(np.argwhere(tops).tolist(), key=lambda rc: (-z[rc[0], rc[1]], rc))
    return [(to_xy(row, col), float(z[row, col])) for row, col in cells]
