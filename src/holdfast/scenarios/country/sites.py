"""The places of the three days, drawn one by one."""

from math import cos, pi, sin

import shapely
from shapely import Polygon

from holdfast.scenarios.country.draft import Draft, Tags, named
from holdfast.scenarios.country.fabric import Fabric
from holdfast.scenarios.country.frame import XY, random
from holdfast.scenarios.country.layout import STEADS
from holdfast.scenarios.country.shapes import between
from holdfast.scenarios.country.tags import ROADS
from holdfast.scenarios.country.villages import rect

COMPOUND_TURN = 0.21
WALLS = (
    ("South wall", "السور الجنوبي"),
    ("East wall", "السور الشرقي"),
    ("North wall", "السور الشمالي"),
    ("West wall", "السور الغربي"),
)
COMPOUND_HOUSES: tuple[tuple[str, str, str, float, float, float, float], ...] = (
    # name, Arabic name, building, east of the middle, north, width, depth (metres)
    ("Mess hall", "قاعة الطعام", "yes", -38, 26, 34, 14),
    ("School house", "المدرسة الزراعية", "school", 8, 34, 40, 13),
    ("Infirmary", "المستوصف", "yes", 44, 33, 18, 12),
    ("Storehouse", "المخزن", "warehouse", -48, -30, 26, 16),
    ("Workshop", "الورشة", "industrial", -10, -36, 24, 12),
    ("Farmhouse", "بيت المزرعة", "house", 34, -34, 20, 14),
    ("Stable", "الإسطبل", "barn", 56, -22, 10, 22),
)


def draw_compound(draft: Draft, fabric: Fabric) -> None:
    """The old farm school: a wall in four stretches, two gates, seven houses, a well."""
    at = STEADS["compound"].at
    corners = rect(at, 150, 108, COMPOUND_TURN)
    main_gate = between(corners[1], corners[2], 0.5)
    postern = between(corners[2], corners[3], 0.5)
    gates = {1: main_gate, 2: postern}
    for i, (name, name_ar) in enumerate(WALLS):
        line = [corners[i], *([gates[i]] if i in gates else []), corners[(i + 1) % 4]]
        draft.way(
            line, {"barrier": "wall", "height": "3", "material": "stone", **named(name, name_ar)}
        )
    draft.node(
        main_gate,
        {"barrier": "gate", "access": "private", **named("Main gate", "البوابة الرئيسية")},
    )
    draft.node(
        postern, {"barrier": "gate", "motor_vehicle": "no", **named("Postern", "الباب الخلفي")}
    )
    draft.way([fabric.door(main_gate), main_gate, at], ROADS["service"])
    draft.way([fabric.door(postern), postern, at], ROADS["path"] | {"surface": "compacted"})
    for name, name_ar, kind, east, north, wide, deep in COMPOUND_HOUSES:
        ring = rect(_turned(at, east, north), wide, deep, COMPOUND_TURN)
        draft.ring(ring, {"building": kind, **named(name, name_ar)})
    draft.node(
        _turned(at, -18, 2), {"man_made": "water_well", **named("Old well", "البئر القديمة")}
    )
    draft.node(_turned(at, 60, 8), {"man_made": "water_tower", "height": "11"})
    draft.ring(
        corners, {"landuse": "farmyard", **named("The compound", "المجمّع", "Old farm school")}
    )


def _turned(at: XY, east: float, north: float) -> XY:
    c, s = cos(COMPOUND_TURN), sin(COMPOUND_TURN)
    return round(at[0] + east * c - north * s, 1), round(at[1] + east * s + north * c, 1)


HALLS: dict[str, tuple[tuple[float, float, dict[str, str]], ...]] = {
    "storage_facility": (
        (
            64,
            30,
            {
                "building": "warehouse",
                "abandoned": "yes",
                **named("Al-Rashid storage, hall 1", "مستودعات الراشد، القاعة الأولى"),
            },
        ),
        (
            46,
            26,
            {
                "building": "warehouse",
                "abandoned": "yes",
                **named("Al-Rashid storage, hall 2", "مستودعات الراشد، القاعة الثانية"),
            },
        ),
        (
            16,
            10,
            {"building": "industrial", "abandoned": "yes", **named("Gatehouse", "بيت البواب")},
        ),
        (12, 12, {"man_made": "storage_tank", "building": "yes"}),
    ),
    "band_camp": ((9, 6, {"building": "tent"}),) * 7,
    "quarry": ((26, 14, {"building": "industrial"}), (14, 9, {"building": "yes"})),
    "old_farm": (
        (22, 12, {"building": "farm", "abandoned": "yes"}),
        (18, 9, {"building": "barn", "abandoned": "yes"}),
        (10, 8, {"building": "ruins"}),
    ),
    "pump_house": (
        (
            20,
            12,
            {
                "building": "industrial",
                "man_made": "pumping_station",
                **named("Pump house", "محطة الضخ"),
            },
        ),
    ),
}
GROUND: dict[str, dict[str, str]] = {
    "storage_facility": {
        "landuse": "industrial",
        "abandoned": "yes",
        **named("Al-Rashid storage", "مستودعات الراشد"),
    },
    "band_camp": {"landuse": "brownfield", **named("Abandoned camp", "المعسكر المهجور")},
    "quarry": {"landuse": "quarry", **named("Jabal Asfar quarry", "محجر الجبل الأصفر")},
    "old_farm": {
        "landuse": "farmyard",
        "abandoned": "yes",
        **named("Old Hamdan farm", "مزرعة حمدان القديمة"),
    },
}


class Free:
    """What is still free of roads and houses: houses by themselves look for a place here."""

    def __init__(self, lines: list[list[XY]]) -> None:
        """Start from the lines of the roads."""
        self._roads = shapely.STRtree([shapely.LineString(line) for line in lines])
        self._built: list[Polygon] = []

    def place(self, at: XY, wide_m: float, deep_m: float, subject: str) -> list[XY]:
        """A rectangle as near to a place as can be, clear of roads and of those placed before."""
        turn = float(random(subject).random()) * 0.5 + (pi / 2 if len(self._built) % 3 == 1 else 0)
        ring = rect(at, wide_m, deep_m, turn)
        for radius in range(18, 240, 9):
            for i in range(12):
                t = 2 * pi * i / 12 + turn
                spot = (at[0] + radius * cos(t), at[1] + radius * sin(t))
                ring = rect(spot, wide_m, deep_m, turn)
                shape = Polygon(ring).buffer(6.0)
                clash = any(shape.intersects(other) for other in self._built)
                if not clash and not len(self._roads.query(shape, "intersects")):
                    self._built.append(shape)
                    return ring
        return ring


def draw_lone_sites(draft: Draft, free: Free) -> None:
    """The depot, the hideout, the quarry, the farm and the pump house."""
    for key, halls in HALLS.items():
        at = STEADS[key].at
        rings = [free.place(at, wide, deep, f"{key}{i}") for i, (wide, deep, _) in enumerate(halls)]
        for ring, (_, _, tags) in zip(rings, halls, strict=True):
            draft.ring(ring, tags)
        if key in GROUND:
            ground = shapely.union_all([Polygon(ring) for ring in rings]).convex_hull.buffer(16, 3)
            draft.area(ground.simplify(2.0), GROUND[key])


def draw_big(draft: Draft, block: list[XY], tags: Tags, share: float, turn: float) -> XY:
    """One large building in the middle of a block; returns its middle."""
    land = Polygon(block)
    at, side = (land.centroid.x, land.centroid.y), land.area**0.5 * share
    ring = rect(at, side * 1.25, side * 0.8, turn)
    fitted = Polygon(ring).intersection(land.buffer(-7.0, join_style="mitre"))
    draft.area(fitted, tags)
    return round(at[0], 1), round(at[1], 1)
