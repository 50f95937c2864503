"""What people need: clinics, schools, bakeries, pharmacies, wells, fuel; and checkpoints."""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely

from holdfast.scenarios.country.draft import Draft, named
from holdfast.scenarios.country.frame import XY
from holdfast.scenarios.country.names import (
    BAKERIES,
    CLINICS,
    FUEL,
    MOSQUES,
    PHARMACIES,
    SCHOOLS,
    Pair,
    in_turn,
)
from holdfast.scenarios.country.shapes import area_m2, gap_m, middle
from holdfast.scenarios.country.sites import Free

Ring = list[XY]

KINDS: dict[str, tuple[tuple[Pair, ...], dict[str, str], tuple[float, float]]] = {
    "mosque": (
        MOSQUES,
        {"amenity": "place_of_worship", "religion": "muslim", "building": "mosque"},
        (260, 1500),
    ),
    "school": (SCHOOLS, {"amenity": "school", "building": "school"}, (320, 4000)),
    "clinic": (
        CLINICS,
        {"amenity": "clinic", "healthcare": "clinic", "building": "yes"},
        (160, 900),
    ),
    "pharmacy": (
        PHARMACIES,
        {"amenity": "pharmacy", "healthcare": "pharmacy", "building": "yes"},
        (90, 500),
    ),
    "bakery": (BAKERIES, {"shop": "bakery", "building": "yes"}, (90, 500)),
    "market": (
        (("Suq al-Khudar", "سوق الخضار"),),
        {"amenity": "marketplace", "building": "retail"},
        (300, 4000),
    ),
    "police": ((("Police", "الشرطة"),), {"amenity": "police", "building": "public"}, (250, 4000)),
    "fire_station": (
        (("Civil defence", "الدفاع المدني"),),
        {"amenity": "fire_station", "building": "fire_station"},
        (250, 4000),
    ),
    "warehouse": ((("Warehouse", "مستودع"),), {"building": "warehouse"}, (900, 20000)),
}
"""Names, tags, and the ground that such a house covers, in square metres (assumed)."""


class Town:
    """The houses of a settlement, with those that have a use already."""

    def __init__(self, rings: Sequence[Ring], names: dict[str, Iterator[Pair]]) -> None:
        """Start with houses that are only houses."""
        self.rings = list(rings)
        self.uses: dict[int, dict[str, str]] = {}
        self._names = names
        self._sizes = [abs(area_m2(ring)) for ring in self.rings]
        self._middles = [middle(ring) for ring in self.rings]

    def use(self, kind: str, near: XY, tags: dict[str, str] | None = None) -> XY:
        """Give the nearest fitting house a use; returns its middle."""
        _, kind_tags, (least, most) = KINDS[kind]
        free = [i for i in range(len(self.rings)) if i not in self.uses]
        fit = [i for i in free if least <= self._sizes[i] <= most] or free
        if not fit:
            return near
        i = min(fit, key=lambda i: gap_m(self._middles[i], near))
        self.uses[i] = kind_tags | named(*next(self._names[kind])) | (tags or {})
        return self._middles[i]

    def spread(self, kind: str, n: int, rng: np.random.Generator) -> None:
        """Give several houses a use, anywhere in the settlement."""
        for _ in range(n):
            self.use(kind, self._middles[int(rng.random() * len(self.rings))])

    def draw(self, draft: Draft, plain: dict[str, str]) -> None:
        """All houses, with their uses."""
        for i, ring in enumerate(self.rings):
            draft.ring(ring, self.uses.get(i, plain))


def fresh_names() -> dict[str, Iterator[Pair]]:
    """The names of each kind of house, from the start."""
    return {kind: in_turn(names) for kind, (names, _, _) in KINDS.items()}


CHECKPOINTS: tuple[tuple[str, str, float, float], ...] = (
    ("Checkpoint Naqb", "حاجز النقب", 19_300, 32_600),
    ("Checkpoint North", "حاجز الشمال", 33_600, 47_600),
    ("Checkpoint Bridge West", "حاجز الجسر الغربي", 34_450, 30_640),
    ("Checkpoint East Road", "حاجز طريق الشرق", 39_500, 28_700),
    ("Checkpoint Valley", "حاجز الوادي", 21_900, 18_000),
    ("Checkpoint Al-Karma", "حاجز الكرمة", 41_600, 50_600),
)
BLOCKS_KM = ((10.5, 14.6), (11.6, 37.4), (26.8, 29.9), (50.4, 18.0))
FUEL_KM = ((30.9, 38.6), (38.3, 28.9), (31.1, 28.2), (33.7, 50.4), (17.6, 12.2), (46.9, 22.8))


def draw_checkpoints(draft: Draft, main: tuple[str, ...], small: tuple[str, ...]) -> None:
    """Barriers on existing road nodes: checkpoints that may open, and blocks that will not."""
    for name, name_ar, x, y in CHECKPOINTS:
        tags = {"barrier": "lift_gate", "military": "checkpoint", "access": "permissive"}
        draft.node(_road_node(draft, (x, y), main), tags | named(name, name_ar))
    for x, y in BLOCKS_KM:
        at = _road_node(draft, (x * 1000, y * 1000), small)
        draft.node(at, {"barrier": "block", "motor_vehicle": "no", "foot": "yes"})


def _road_node(draft: Draft, near: XY, kinds: tuple[str, ...]) -> XY:
    """The node inside a road of some class that is nearest to a place."""
    ways = (ids for ids, tags in draft.ways if tags.get("highway") in kinds)
    nodes = sorted({node for ids in ways for node in ids[1:-1]})
    return min((draft.nodes[node - 1] for node in nodes), key=lambda at: gap_m(at, near))


def draw_fuel(draft: Draft, free: Free, main: list[list[XY]]) -> None:
    """Fuel stations beside the main roads."""
    tree = shapely.STRtree([shapely.LineString(line) for line in main])
    names = in_turn(FUEL)
    for i, (x, y) in enumerate(FUEL_KM):
        want = shapely.Point(x * 1000, y * 1000)
        line = tree.geometries[int(tree.nearest(want))]
        at = line.interpolate(line.project(want))
        ring = free.place((at.x, at.y), 30, 18, f"fuel{i}")
        draft.ring(ring, {"amenity": "fuel", "building": "roof", **named(*next(names))})


def draw_wells(draft: Draft, wells: Sequence[tuple[XY, str]]) -> None:
    """Wells and water towers."""
    for at, kind in wells:
        tags = {"man_made": kind}
        if kind == "water_well":
            tags |= {"drinking_water": "yes"}
        draft.node(at, tags)
