"""The tags of roads: what an OpenStreetMap surveyor would have written down."""

import numpy as np

ROADS: dict[str, dict[str, str]] = {
    "trunk": {
        "highway": "trunk",
        "surface": "asphalt",
        "lanes": "2",
        "width": "9",
        "maxspeed": "100",
    },
    "primary": {
        "highway": "primary",
        "surface": "asphalt",
        "lanes": "2",
        "width": "8",
        "maxspeed": "90",
    },
    "secondary": {"highway": "secondary", "surface": "asphalt", "width": "7", "maxspeed": "80"},
    "tertiary": {"highway": "tertiary", "surface": "asphalt", "width": "6", "maxspeed": "60"},
    "unclassified": {
        "highway": "unclassified",
        "surface": "gravel",
        "width": "5",
        "maxspeed": "50",
    },
    "track": {"highway": "track", "surface": "dirt", "tracktype": "grade3", "width": "3"},
    "path": {"highway": "path", "surface": "ground", "width": "0.8", "foot": "yes"},
    "wadi": {"highway": "path", "surface": "pebblestone", "width": "1", "foot": "yes"},
    "residential": {"highway": "residential", "surface": "compacted", "maxspeed": "30"},
    "living_street": {"highway": "living_street", "surface": "paving_stones", "width": "3"},
    "footway": {"highway": "footway", "surface": "paving_stones", "width": "1.8"},
    "service": {"highway": "service", "surface": "compacted", "width": "4"},
}

TOWN_SPEED = {"trunk": "60", "primary": "60", "secondary": "50", "tertiary": "40"}
ROUGH = {"trunk": 0.06, "primary": 0.12, "secondary": 0.22, "tertiary": 0.4, "unclassified": 0.5}
"""Share of pieces in bad repair, by class: assumed, of a country after years of war."""


def road_tags(kind: str, extra: dict[str, str], rng: np.random.Generator) -> dict[str, str]:
    """The tags of one road outside towns."""
    tags = ROADS[kind] | extra
    if kind == "trunk" and rng.random() < 0.2:
        tags |= {"maxspeed": "80"}
    if rng.random() < ROUGH.get(kind, 0.0):
        tags |= {"smoothness": "bad" if rng.random() < 0.7 else "very_bad"}
    if kind == "tertiary" and rng.random() < 0.4:
        tags |= {"surface": "compacted"}
    return tags


def street_tags(kind: str, style: str, rng: np.random.Generator) -> dict[str, str]:
    """The tags of one street in a settlement."""
    tags = dict(ROADS[kind])
    if kind in TOWN_SPEED:
        tags["maxspeed"] = TOWN_SPEED[kind]
    if style in ("al_nasr", "al_zuhur", "al_jamia") and kind == "residential":
        tags["surface"] = "asphalt"
    if style == "camp":
        tags |= {"surface": "gravel", "width": "5", "maxspeed": "20"}
    if style == "eastern_sector":
        tags |= {"smoothness": "bad"} if rng.random() < 0.3 else {}
        if kind == "footway":
            tags["width"] = f"{1.2 + round(1.4 * float(rng.random()), 1):.1f}"
            tags |= {"covered": "yes"} if rng.random() < 0.06 else {}
    return tags
