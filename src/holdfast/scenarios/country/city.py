"""Mavrah: an old town on the west bank, planned quarters round it, a maze on the east bank."""

from collections.abc import Callable

import numpy as np
import shapely

from holdfast.scenarios.country.fabric import Fabric, Style
from holdfast.scenarios.country.frame import XY, Grid, random
from holdfast.scenarios.country.houses import Build
from holdfast.scenarios.country.shapes import beside, gap_m, resample, smooth, thin

QUAY_M = 105.0
"""The quay streets lie so far from the middle of the river."""
BRIDGE_Y_M = 30_640.0

OLD_TOWN: XY = (33_950.0, 31_050.0)
MAZE: XY = (35_600.0, 30_600.0)
GRANARY: XY = (36_030.0, 30_050.0)
HOSPITAL: XY = (33_250.0, 30_300.0)
YARD_REACH_M = 110.0

STYLES: dict[str, Style] = {
    "old_city": Style("old_city", 1_900, 0.34, 7.0, 0.28, "living_street", 6_000),
    "al_nasr": Style("al_nasr", 11_000, 0.02, 40.0),
    "al_zuhur": Style("al_zuhur", 9_000, 0.05, 34.0),
    "al_jamia": Style("al_jamia", 15_000, 0.02, 44.0),
    "al_sinaiyya": Style("al_sinaiyya", 24_000, 0.02, 50.0, 0.0, "service"),
    "yard": Style("yard", 13_000, 0.02, 8.0),
    "eastern_sector": Style("eastern_sector", 2_050, 0.42, 6.0, 0.36, "living_street", 5_200),
}
BUILDS: dict[str, Build] = {
    "old_city": Build(1.9, 1_500, 0.4, 0.93),
    "al_nasr": Build(6.0, 2_400, 6.0, 0.8),
    "al_zuhur": Build(5.5, 2_000, 5.0, 0.78),
    "al_jamia": Build(6.5, 3_200, 9.0, 0.65),
    "al_sinaiyya": Build(7.0, 5_200, 8.0, 0.68),
    "yard": Build(6.0, 90_000, 9.0, 0.0),
    "eastern_sector": Build(1.5, 1_700, 0.4, 0.92),
}
"""Sizes of blocks, lots and lanes: assumed, of the order of an old Levantine town."""


def quarter(at: XY) -> Style:
    """The quarter that a place in the city belongs to."""
    if min(gap_m(at, GRANARY), gap_m(at, HOSPITAL)) < YARD_REACH_M:
        return STYLES["yard"]
    if at[0] > 34_720:
        return STYLES["eastern_sector"]
    if gap_m(at, OLD_TOWN) < 640:
        return STYLES["old_city"]
    if at[1] < 29_650:
        return STYLES["al_sinaiyya" if at[0] < 33_000 else "al_zuhur"]
    if at[1] > 31_500:
        return STYLES["al_jamia" if at[0] < 33_100 else "al_zuhur"]
    return STYLES["al_nasr"]


def outlines(river: list[XY]) -> tuple[list[XY], list[XY]]:
    """The rings of the west and the east bank; one side of each is a quay."""
    west_km = [
        (33.1, 28.75),
        (32.3, 29.05),
        (31.8, 29.8),
        (31.65, 30.9),
        (31.9, 31.9),
        (32.6, 32.65),
    ]
    east_km = [(35.75, 31.7), (36.25, 31.05), (36.3, 30.3), (35.95, 29.55), (35.3, 29.25)]
    west_quay = _quay(river, (28_800.0, 32_700.0), -QUAY_M)
    east_quay = _quay(river, (29_350.0, 31_750.0), QUAY_M)
    west = [*west_quay, *_rough(west_km, "west")]
    east = [*_rough(east_km, "east"), *reversed(east_quay)]
    return west, east


def _rough(corners_km: list[XY], subject: str) -> list[XY]:
    """The landward edge of a bank: corners with more between them, pushed in and out a little."""
    rng = random(f"edge-{subject}")
    line = resample([(x * 1000, y * 1000) for x, y in corners_km], 290.0)
    moved = (
        (x + 190 * (rng.random() - 0.5), y + 190 * (rng.random() - 0.5)) for x, y in line[1:-1]
    )
    return [line[0], *smooth(list(moved), 1), line[-1]]


def _quay(river: list[XY], reach_m: tuple[float, float], left_m: float) -> list[XY]:
    """A street along the river between two northings, from north to south."""
    line = thin(beside(river, left_m), 14.0)
    return [p for p in line if reach_m[0] < p[1] < reach_m[1]]


def weave(
    ring: list[XY], gates: list[tuple[XY, str]], bridgehead: XY, kind: str, subject: str
) -> Fabric:
    """The streets of one bank: first the ways in, then the quarters."""
    fabric = Fabric(ring, kind, random(subject))
    heart = OLD_TOWN if bridgehead[0] < 34_720 else MAZE
    inland = (bridgehead[0] + (heart[0] - bridgehead[0]) * 3, bridgehead[1] - 60.0)
    fabric.open(bridgehead, inland, "secondary")
    for gate, gate_kind in gates:
        fabric.open(gate, heart, "secondary" if gate_kind in ("trunk", "primary") else "tertiary")
    fabric.grow(quarter)
    fabric.drop_ends({name: style.dead_ends for name, style in STYLES.items()})
    return fabric


def crooked(outline: list[XY]) -> Callable[[list[XY]], list[XY]]:
    """A shift of places that bends old streets and leaves the outline and new quarters alone."""
    cell_m, (west, south) = 70.0, (31_000.0, 28_000.0)
    shifts = random("crooked").random((2, 90, 90)) * 2 - 1
    edge = shapely.LinearRing(outline)

    def shift(line: list[XY]) -> list[XY]:
        where = np.array(line)
        calm = np.minimum(shapely.distance(edge, shapely.points(where)) / 160.0, 1.0)
        size = 15.0 * calm * np.array([_age(p) for p in line])
        u, v = (where[:, 0] - west) / cell_m, (where[:, 1] - south) / cell_m
        moved = where + size[:, None] * _between(shifts, u, v)
        return [(round(float(x), 1), round(float(y), 1)) for x, y in moved]

    return shift


def _age(at: XY) -> float:
    """1 in the old quarters, fading to almost nothing in the planned ones."""
    if at[0] > 34_720:
        return 1.0
    return min(1.0, max(0.12, 1.0 - (gap_m(at, OLD_TOWN) - 600) / 350))


def _between(shifts: Grid, u: Grid, v: Grid) -> Grid:
    """Shifts between the points of a lattice, without corners."""
    i, j = u.astype(int), v.astype(int)
    a, b = u - i, v - j
    a, b = a * a * (3 - 2 * a), b * b * (3 - 2 * b)
    rows = shifts[:, j, i] * (1 - a) + shifts[:, j, i + 1] * a
    more = shifts[:, j + 1, i] * (1 - a) + shifts[:, j + 1, i + 1] * a
    return np.asarray((rows * (1 - b) + more * b).T)
