"""How fast each mode goes on a way, by class, surface, track grade and posted limit.

Car speeds by class and surface: OSRM, profiles/car.lua (BSD-2), the tables `speeds`,
`surface_speeds` and `tracktype_speeds`; what OSRM does not know is marked as assumed. Foot: 5 km/h
on a firm level way (Tobler 1993: 5.04), less where the ground costs more strength (the order of
the terrain factors of Soule and Goldman 1972; the figures are assumed).
"""

from collections.abc import Mapping

from holdfast.plan.roads.arrays import SURFACES

KMH = 1 / 3.6
"""Metres a second in one km/h."""

CAR_KMH = {
    "motorway": 90, "motorway_link": 45, "trunk": 85, "trunk_link": 40, "primary": 65,
    "primary_link": 30, "secondary": 55, "secondary_link": 25, "tertiary": 40, "tertiary_link": 20,
    "unclassified": 25, "residential": 25, "living_street": 10, "service": 15,
    "road": 25, "other": 25,  # assumed: as unclassified
    "track": 20,  # assumed: OSRM does not use tracks; its slowest track grade
    "pedestrian": 8, "busway": 25,  # assumed; only where a sign lets cars in
    "footway": 8, "path": 8, "bridleway": 8, "cycleway": 8,  # assumed; only where a sign does
}  # fmt: skip

SURFACE_OF = {
    "paved": "paved", "asphalt": "paved", "concrete": "paved", "concrete:plates": "paved",
    "concrete:lanes": "paved", "chipseal": "paved", "metal": "paved", "wood": "paved",
    "rubber": "paved", "tartan": "paved", "cement": "paved",
    "paving_stones": "paving_stones", "paving_stones:lanes": "paving_stones",
    "sett": "paving_stones", "cobblestone": "paving_stones", "cobblestone:flattened":
    "paving_stones", "unhewn_cobblestone": "paving_stones", "bricks": "paving_stones",
    "brick": "paving_stones", "grass_paver": "paving_stones", "stone": "paving_stones",
    "compacted": "compacted", "fine_gravel": "compacted",
    "gravel": "gravel", "pebblestone": "gravel", "rock": "gravel", "rocky": "gravel",
    "unpaved": "ground", "ground": "ground", "dirt": "ground", "earth": "ground",
    "grass": "ground", "clay": "ground", "soil": "ground", "woodchips": "ground",
    "sand": "sand", "mud": "mud", "snow": "snow", "ice": "snow", "salt": "compacted",
}  # fmt: skip
"""OpenStreetMap's words for surfaces, drawn together into ours."""

GRADE_SURFACE = {
    "grade1": "paved", "grade2": "compacted", "grade3": "gravel", "grade4": "ground",
    "grade5": "ground",
}  # fmt: skip
"""What a track of a grade is made of when it does not say (OSM wiki, Key:tracktype)."""

CAR_SURFACE_KMH = {
    "unknown": 140, "paved": 140, "paving_stones": 50, "compacted": 80, "gravel": 40,
    "ground": 35, "sand": 20, "mud": 10,
    "snow": 30,  # assumed
}  # fmt: skip
"""Greatest speed of a car on a surface; OSRM's, a mean where several of its words became one."""

CAR_GRADE_KMH = {"grade1": 60, "grade2": 40, "grade3": 30, "grade4": 25, "grade5": 20}

FOOT_SURFACE_KMH = {
    "unknown": 5.0, "paved": 5.0, "paving_stones": 5.0, "compacted": 4.9, "gravel": 4.7,
    "ground": 4.5, "sand": 3.2, "mud": 2.8, "snow": 3.0,
}  # fmt: skip

STEPS_KMH = 2.5
"""On foot on steps (assumed)."""

FORD_KMH = {"foot": 2.0, "car": 8.0, "truck": 8.0}
"""Greatest speed through water (assumed)."""

TRUCK_SHARE = 0.8
"""A truck's speed as a share of a car's on the same way (assumed)."""

TRUCK_TOP_KMH = 80
"""Greatest speed of a truck (assumed; the usual legal limit)."""

POSTED_SHARE = 0.8
"""Share of a posted limit that is driven (OSRM car.lua, speed_reduction)."""

FOOT_ZONE_KMH = 6
ZONES_KMH = {
    "walk": FOOT_ZONE_KMH, "living_street": 10, "urban": 50, "rural": 90, "trunk": 110,
    "motorway": 120, "none": 130,
}  # fmt: skip
"""Limits given by name, such as 'DE:urban' (OSM wiki, Default speed limits; the usual value)."""


def surface_index(tags: Mapping[str, str]) -> int:
    """Which of SURFACES a way is made of; 0 when it does not say."""
    word = SURFACE_OF.get(tags.get("surface", "").split(";")[0].strip().lower())
    if word is None:
        word = GRADE_SURFACE.get(tags.get("tracktype", ""), "unknown")
    return SURFACES.index(word)


def posted_kmh(text: str) -> float | None:
    """A posted limit in km/h: '50', '30 mph', 'DE:urban', 'walk', 'none'; else None."""
    words = text.split(";")[0].strip().lower().split()
    if not words:
        return None
    zone = ZONES_KMH.get(words[0].rpartition(":")[2])
    if zone is not None:
        return float(zone)
    number = words[0].removesuffix("mph").removesuffix("km/h")
    if not number.replace(".", "", 1).isascii() or not number.replace(".", "", 1).isdigit():
        return None
    factor = 1.609344 if text.lower().rstrip().endswith("mph") else 1.0
    value = float(number) * factor
    return value if 1 <= value <= 300 else None


def car_kmh(kind: str, surface: str, tags: Mapping[str, str]) -> float:
    """By class, or the posted limit where one is given, never faster than the ground allows."""
    speed = float(CAR_KMH[kind])
    posted = posted_kmh(tags["maxspeed"]) if "maxspeed" in tags else None
    if posted is not None:
        speed = POSTED_SHARE * posted
    speed = min(speed, CAR_SURFACE_KMH[surface])
    if kind == "track":
        speed = min(speed, CAR_GRADE_KMH.get(tags.get("tracktype", ""), CAR_KMH["track"]))
    return speed


def speeds_mps(kind: str, surface: str, tags: Mapping[str, str]) -> tuple[float, float, float]:
    """Metres a second of foot, car and truck, were they all allowed."""
    foot = STEPS_KMH if kind == "steps" else FOOT_SURFACE_KMH[surface]
    car = car_kmh(kind, surface, tags) if kind in CAR_KMH else 0.0
    truck = min(TRUCK_TOP_KMH, TRUCK_SHARE * car)
    if tags.get("ford", "no") != "no":
        foot, car, truck = (
            min(v, FORD_KMH[m])
            for m, v in zip(("foot", "car", "truck"), (foot, car, truck), strict=True)
        )
    return foot * KMH, car * KMH, truck * KMH
