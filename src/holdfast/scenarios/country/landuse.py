"""What covers the ground: fields and groves in the valley, scrub in the beds, rock and sand."""

import itertools

import numpy as np
import shapely
from scipy.ndimage import gaussian_filter
from shapely import LineString, Polygon

from holdfast.scenarios.country.frame import (
    COLS,
    DX_M,
    DY_M,
    ROWS,
    XY,
    Grid,
    mesh,
    random,
    to_xy,
)
from holdfast.scenarios.country.shapes import beside, resample, smooth
from holdfast.scenarios.country.terrain import Terrain, noise
from holdfast.scenarios.country.water import NAMED_WADI_M2, Wadi

RIVER_HALF_M = 52.0
FIELD_M = 230.0
"""Length of a field along the river; plots in the valley are long and narrow: assumed."""


def river_shape(river: list[XY]) -> Polygon:
    """The water between its banks, wider here and narrower there."""
    rng = random("banks")
    swell, widths = 0.0, []
    for _ in river:
        swell = 0.94 * swell + 0.06 * (rng.random() * 2 - 1)
        widths.append(RIVER_HALF_M * (1 + 1.6 * swell))
    discs = [shapely.Point(at).buffer(w, 8) for at, w in zip(river, widths, strict=True)]
    spans = [shapely.union(a, b).convex_hull for a, b in itertools.pairwise(discs)]
    return shapely.union_all(spans).simplify(3.0)


def fields(river: list[XY], water: Polygon, taken: list[Polygon]) -> list[tuple[Polygon, str]]:
    """Plots in rows along both banks, each with what grows on it."""
    rng, axis = random("fields"), resample(smooth(river, 90), FIELD_M)
    reach = [random(f"reach{side}").random(len(axis)) for side in (0, 1)]
    plots: list[Polygon] = []
    for side, sign in enumerate((1, -1)):
        wide = 250 + 1_500 * gaussian_filter(reach[side], 3, mode="nearest")
        rows = [beside(axis, sign * share) for share in (95.0, 300.0, 540.0, 800.0, 1080.0, 1400.0)]
        for near, far, depth in zip(rows, rows[1:], (300, 540, 800, 1080, 1400), strict=False):
            for i in range(len(axis) - 1):
                if depth < wide[i]:
                    plots += _plots([near[i], near[i + 1], far[i + 1], far[i]], rng)
    blocked = shapely.STRtree([water.buffer(28), *taken])
    free, kept = shapely.STRtree(plots), []
    for i, plot in enumerate(plots):
        earlier = any(j < i and plots[j].intersection(plot).area > 30 for j in free.query(plot))
        if not earlier and not len(blocked.query(plot, "intersects")) and rng.random() < 0.93:
            crop = rng.random()
            kept.append(
                (plot, "orchard" if crop < 0.2 else "meadow" if crop < 0.27 else "farmland")
            )
    return kept


def _plots(quad: list[XY], rng: np.random.Generator) -> list[Polygon]:
    """One plot cut into one to three strips."""
    n, (a, b, c, d) = 1 + int(rng.random() * 2.4), quad
    strips = []
    for k in range(n):
        s, t = k / n, (k + 1) / n
        ring = [_mix(a, b, s), _mix(a, b, t), _mix(d, c, t), _mix(d, c, s)]
        strip = Polygon(ring).buffer(-3.5, join_style="mitre")
        if strip.geom_type == "Polygon" and strip.is_valid and strip.area > 3_000:
            strips.append(strip)
    return strips


def _mix(a: XY, b: XY, share: float) -> XY:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def scrub(beds: list[Wadi]) -> list[Polygon]:
    """Thickets along the larger beds, with gaps."""
    rng, out = random("scrub"), []
    for bed in beds:
        if bed.area_m2 < NAMED_WADI_M2 * 0.5:
            continue
        line = resample(bed.line, 110.0)
        i = 0
        while i < len(line) - 3:
            n = 3 + int(rng.random() * 9)
            if rng.random() < 0.62:
                discs = [
                    shapely.Point(at).buffer(16 + 46 * rng.random(), 4) for at in line[i : i + n]
                ]
                strip = LineString(line[i : i + n]).buffer(14.0, 3)
                patch = shapely.union_all([strip, *discs]).simplify(7.0)
                out.append(Polygon(patch.exterior))
            i += n + 1
    return out


def rock_and_sand(land: Terrain) -> tuple[list[Polygon], list[Polygon]]:
    """Bare rock where it is steep, sand where it is flat, dry and far from the river."""
    gy, gx = np.gradient(gaussian_filter(land.coarse_m, 1.0), DY_M, DX_M)
    slope = gaussian_filter(np.sqrt(gx * gx + gy * gy), 1.5)
    x, y = mesh(ROWS, COLS)
    drift = noise("sand", ROWS, COLS, 6_000) + (x - 38_000) / 16_000 - abs(y - 14_000) / 13_000
    sand = (drift > 0.25) & (slope < 0.055) & (land.plain_m > 3_000)
    return _patches(slope > 0.15, 90_000), _patches(sand, 400_000)


def _patches(mask: Grid, least_m2: float) -> list[Polygon]:
    """The outlines of a mask's larger parts, with soft edges."""
    runs = []
    for row in range(ROWS):
        marks = np.flatnonzero(np.diff(np.concatenate(([False], mask[row], [False]))))
        for first, end in zip(marks[::2].tolist(), marks[1::2].tolist(), strict=True):
            west, north = to_xy(row - 0.5, first - 0.5)
            east, south = to_xy(row + 0.5, end - 0.5)
            runs.append(shapely.box(west, south, east, north))
    whole = shapely.union_all(runs).buffer(140).buffer(-260).buffer(170).simplify(30.0)
    parts = getattr(whole, "geoms", [whole])
    return [_without_small_holes(part, least_m2) for part in parts if part.area > least_m2]


def _without_small_holes(part: Polygon, least_m2: float) -> Polygon:
    holes = [hole for hole in part.interiors if Polygon(hole).area > least_m2]
    return Polygon(part.exterior, holes)
