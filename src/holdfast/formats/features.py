"""Which of OpenStreetMap's things become spots to search for, and which are drawn on the map."""

from collections.abc import Mapping

from holdfast.formats.spots import PLACE_KINDS

PLACES = frozenset(PLACE_KINDS) - {"peak"}

SPOTS = {
    ("amenity", "hospital"): "hospital", ("amenity", "clinic"): "clinic",
    ("amenity", "doctors"): "doctors", ("amenity", "pharmacy"): "pharmacy",
    ("amenity", "fuel"): "fuel", ("amenity", "school"): "school",
    ("amenity", "college"): "school", ("amenity", "university"): "school",
    ("amenity", "drinking_water"): "water", ("amenity", "water_point"): "water",
    ("amenity", "police"): "police", ("amenity", "fire_station"): "fire_station",
    ("amenity", "place_of_worship"): "worship", ("amenity", "marketplace"): "food",
    ("amenity", "shelter"): "shelter", ("amenity", "social_facility"): "shelter",
    ("healthcare", "hospital"): "hospital", ("healthcare", "clinic"): "clinic",
    ("healthcare", "doctor"): "doctors", ("healthcare", "pharmacy"): "pharmacy",
    ("healthcare", "centre"): "clinic",
    ("shop", "supermarket"): "food", ("shop", "bakery"): "food",
    ("shop", "convenience"): "food", ("shop", "wholesale"): "warehouse",
    ("shop", "chemist"): "pharmacy",
    ("building", "warehouse"): "warehouse", ("industrial", "warehouse"): "warehouse",
    ("building", "hospital"): "hospital", ("building", "mosque"): "worship",
    ("building", "silo"): "warehouse", ("man_made", "silo"): "warehouse",
    ("industrial", "depot"): "warehouse", ("industrial", "grain_storage"): "warehouse",
    ("landuse", "depot"): "warehouse", ("amenity", "warehouse"): "warehouse",
    ("man_made", "water_tower"): "water", ("man_made", "water_well"): "water",
    ("man_made", "water_tap"): "water", ("man_made", "water_works"): "water",
    ("man_made", "storage_tank"): "warehouse",
    ("natural", "spring"): "water", ("natural", "peak"): "peak",
    ("aeroway", "helipad"): "helipad", ("aeroway", "heliport"): "helipad",
    ("emergency", "landing_site"): "helipad", ("emergency", "assembly_point"): "shelter",
}  # fmt: skip
"""Tag to kind of spot; the first that fits counts."""

LAND = {
    ("natural", "wood"): "wood", ("landuse", "forest"): "wood",
    ("natural", "scrub"): "scrub", ("natural", "heath"): "scrub",
    ("natural", "sand"): "sand", ("natural", "beach"): "sand", ("natural", "dune"): "sand",
    ("natural", "desert"): "sand",
    ("natural", "bare_rock"): "rock", ("natural", "scree"): "rock",
    ("natural", "shingle"): "rock",
    ("natural", "grassland"): "grass", ("landuse", "meadow"): "grass",
    ("landuse", "grass"): "grass", ("leisure", "park"): "grass",
    ("landuse", "recreation_ground"): "grass", ("leisure", "pitch"): "grass",
    ("landuse", "farmland"): "farmland", ("landuse", "orchard"): "farmland",
    ("landuse", "vineyard"): "farmland", ("landuse", "farmyard"): "farmland",
    ("landuse", "plant_nursery"): "farmland",
    ("landuse", "residential"): "residential",
    ("landuse", "industrial"): "industrial", ("landuse", "commercial"): "industrial",
    ("landuse", "retail"): "industrial", ("landuse", "railway"): "industrial",
    ("landuse", "quarry"): "industrial", ("landuse", "construction"): "industrial",
    ("landuse", "military"): "military", ("landuse", "cemetery"): "cemetery",
    ("natural", "wetland"): "wetland", ("natural", "glacier"): "glacier",
    ("natural", "water"): "water", ("waterway", "riverbank"): "water",
    ("waterway", "dock"): "water", ("landuse", "reservoir"): "water",
    ("landuse", "basin"): "water",
}  # fmt: skip
"""Tag to class of ground; 'water' goes to the water layer."""

LINES = {
    ("waterway", "river"): ("water", "river"), ("waterway", "canal"): ("water", "canal"),
    ("waterway", "stream"): ("water", "stream"), ("waterway", "wadi"): ("water", "wadi"),
    ("waterway", "drain"): ("water", "drain"), ("waterway", "ditch"): ("water", "drain"),
    ("natural", "coastline"): ("water", "coastline"),
    ("railway", "rail"): ("rail", "rail"), ("railway", "light_rail"): ("rail", "rail"),
    ("railway", "narrow_gauge"): ("rail", "rail"), ("railway", "tram"): ("rail", "tram"),
}  # fmt: skip

RANKS = {"river": 1, "coastline": 1, "canal": 2, "rail": 2, "water": 2, "wadi": 3, "tram": 4}
"""How early a class is drawn when zooming in: 1 first, 5 last; 3 unless said."""

SPOT_KEYS = tuple(dict.fromkeys(["place", *(k for k, _ in SPOTS)]))
AREA_KEYS = tuple(dict.fromkeys([*SPOT_KEYS, *(k for k, _ in LAND), "building"]))
LINE_KEYS = tuple(dict.fromkeys(k for k, _ in LINES))


def spot_kind(tags: Mapping[str, str]) -> str | None:
    """What kind of spot a thing is; None for none. A place, peak or bridge needs a name."""
    if tags.get("place") in PLACES:
        return tags["place"] if "name" in tags else None
    for key in SPOT_KEYS:
        kind = SPOTS.get((key, tags.get(key, "")))
        if kind is not None:
            return None if kind == "peak" and "name" not in tags else kind
    return None


def ground(tags: Mapping[str, str]) -> tuple[str, str] | None:
    """Layer and class an area is drawn in; None for not at all."""
    for key in ("natural", "landuse", "waterway", "leisure"):
        word = LAND.get((key, tags.get(key, "")))
        if word is not None:
            return ("water", "water") if word == "water" else ("land", word)
    if tags.get("building", "no") != "no":
        return ("building", "building")
    return None


def line(tags: Mapping[str, str]) -> tuple[str, str] | None:
    """Layer and class an open line is drawn in; a stream that runs dry is a wadi."""
    for key in LINE_KEYS:
        found = LINES.get((key, tags.get(key, "")))
        if found == ("water", "stream") and tags.get("intermittent") == "yes":
            return ("water", "wadi")
        if found is not None:
            return None if tags.get("tunnel") in {"yes", "culvert"} else found
    return None


def names(tags: Mapping[str, str]) -> tuple[str, str]:
    """(name in Latin or the map's own script, name in Arabic script), '' for none."""
    own = tags.get("name", "")
    arabic = tags.get("name:ar", "") or (own if _is_arabic(own) else "")
    if _is_arabic(own):
        own = tags.get("name:en") or tags.get("int_name") or tags.get("name:fr") or own
    return own or tags.get("name:en", ""), arabic


def _is_arabic(text: str) -> bool:
    """Whether any letter is of the Arabic block."""
    return any("\u0600" <= c <= "\u06ff" for c in text)
