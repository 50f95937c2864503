"""The world of day B: the compound's people, stock and what they know, as facts for the interface.

The day is taken apart in the mission notes; names and numbers of stock are the scenario's own.
"""

from typing import Any

from holdfast.base.clock import DAY_MS, HOUR_MS
from holdfast.scenarios.stage import Spot

Fact = dict[str, Any]

BASE = "base"
START_MS = 1_795_149_000_000
"""20 November 2026, 04:30 UTC: half past six on the compound's clocks."""
LOOK_S = 6.0
"""How long a watcher is given at the moments that matter."""
SITE = "al-rashid-storage"
PEOPLE: tuple[tuple[str, str, tuple[str, ...], float, float], ...] = (
    ("leila", "Leila", ("lead", "scout"), 22, 1.0),
    ("kai", "Kai", ("scout", "locks", "lead"), 26, 1.0),
    ("mark", "Mark", ("lead", "driver", "builder"), 28, 0.95),
    ("darren", "Darren", ("lead", "scout"), 26, 1.0),
    ("ruth", "Ruth", ("medic",), 18, 0.95),
    ("samir", "Samir", ("driver", "mechanic"), 25, 0.95),
    ("noor", "Noor", ("cook",), 18, 0.9),
    ("tomas", "Tomas", ("builder",), 28, 0.9),
)
"""Id, name, skills, what they carry in kg, pace."""
ITEMS: tuple[tuple[str, str, str, str, float, float, float], ...] = (
    ("ration", "Ration packs", "packs", "food", 0.9, 2400, 0),
    ("rice", "Rice", "kg", "food", 1.0, 3600, 0),
    ("water", "Drinking water", "L", "water", 1.0, 1, 0),
    ("tablets", "Water tablets", "strips", "water", 0.02, 20, 0),
    ("bandage", "Bandages", "rolls", "medicine", 0.1, 0, 0.5),
    ("antibiotic", "Antibiotics", "courses", "medicine", 0.05, 0, 7),
    ("diesel", "Diesel", "L", "fuel", 0.85, 0, 0.05),
)
"""Id, name, unit, need, kg, what one covers, worth in person-days where no ration applies."""
LOTS: tuple[tuple[str, str, float, int | None], ...] = (
    ("rice-a", "rice", 210, 240),
    ("ration-a", "ration", 96, 400),
    ("water-a", "water", 3100, 30),
    ("bandage-a", "bandage", 60, 700),
    ("antibiotic-a", "antibiotic", 9, 150),
    ("diesel-a", "diesel", 140, None),
)
"""Lot, item, amount, days until it expires."""


def world(places: dict[str, Spot], start_ms: int) -> list[Fact]:
    """Everything that the room knows when the day begins."""
    return [*_people(start_ms), *_vehicles(), *_stock(start_ms), *_outside(places, start_ms)]


def _people(start_ms: int) -> list[Fact]:
    facts: list[Fact] = [
        {
            "kind": "person_registered", "person": key, "name": name, "base": BASE,
            "skills": list(skills), "carry_kg": carry, "pace": pace,
        }
        for key, name, skills, carry, pace in PEOPLE
    ]  # fmt: skip
    return [
        *facts,
        {"kind": "pair_noted", "one": "leila", "other": "kai", "rule": "works_well"},
        {
            "kind": "readiness_said", "person": "darren", "state": "resting",
            "until_ms": start_ms + 12 * HOUR_MS, "words": "night watch on the wall",
        },
        {"kind": "readiness_said", "person": "tomas", "state": "in_care"},
        {"kind": "posture_set", "base": BASE, "posture": "heightened"},
    ]  # fmt: skip


def _vehicles() -> list[Fact]:
    return [
        {
            "kind": "vehicle_registered", "vehicle": "truck", "name": "Old truck", "base": BASE,
            "mode": "truck", "seats": 3, "load_kg": 1500, "load_m3": 9, "tank_l": 90,
            "use_l_per_100km": 24,
        },
        {
            "kind": "vehicle_readiness_said", "vehicle": "truck", "state": "unserviceable",
            "fuel_l": 35, "words": "gearbox, parts awaited",
        },
        {
            "kind": "vehicle_registered", "vehicle": "pickup", "name": "Pick-up", "base": BASE,
            "mode": "car", "seats": 4, "load_kg": 500, "load_m3": 2, "tank_l": 60,
            "use_l_per_100km": 13,
        },
        {
            "kind": "vehicle_readiness_said", "vehicle": "pickup", "state": "ready", "fuel_l": 22,
        },
    ]  # fmt: skip


def _stock(start_ms: int) -> list[Fact]:
    facts: list[Fact] = [
        {
            "kind": "ration_set", "need": "food", "per_person_day": 2100, "unit": "kcal",
            "floor_days": 7, "source": "Sphere 2018, food security: 2,100 kcal a person a day",
        },
        {
            "kind": "ration_set", "need": "water", "per_person_day": 15, "unit": "L",
            "floor_days": 5, "source": "Sphere 2018, water supply: 15 L a person a day",
        },
    ]  # fmt: skip
    for key, name, unit, need, kg, covers, worth in ITEMS:
        facts.append(
            {
                "kind": "item_defined", "item": key, "name": name, "unit": unit, "need": need,
                "kg": kg, "covers": covers, "worth": worth,
            }
        )  # fmt: skip
    for lot, item, n, days in LOTS:
        expires = None if days is None else start_ms + days * DAY_MS
        facts.append({"kind": "lot_defined", "lot": lot, "item": item, "expires_ms": expires})
        facts.append(
            {
                "kind": "stock_moved", "lot": lot, "n": n, "source": "outside",
                "target": f"base:{BASE}", "reason": "received",
                "when_ms": start_ms - 8 * DAY_MS,
            }
        )  # fmt: skip
    for back in range(7, 0, -1):
        eaten = (("rice-a", 9.0), ("water-a", 165.0))
        facts += [
            {
                "kind": "stock_moved", "lot": lot, "n": n, "source": f"base:{BASE}",
                "target": "used", "reason": "issued", "when_ms": start_ms - back * DAY_MS,
            }
            for lot, n in eaten
        ]  # fmt: skip
    return facts


def _outside(places: dict[str, Spot], start_ms: int) -> list[Fact]:
    camp, home, depot = places["band_camp"], places["compound"], places["storage_facility"]
    lights = [home.lon + 0.1 * (depot.lon - home.lon), home.lat + 0.1 * (depot.lat - home.lat)]
    exit_ = places["old_farm"]
    return [
        {
            "kind": "site_noted", "site": "old-farm", "name": exit_.name,
            "name_local": exit_.name_ar, "at": [exit_.lon, exit_.lat], "what": "extraction",
        },
        {
            "kind": "sighting_reported", "sighting": "band-regroups", "at": [camp.lon, camp.lat],
            "about": "threat", "reliability": "B", "credibility": "3", "source": "Darren, patrol",
            "words": "Smoke and fresh tracks at the abandoned camp: Jace's band may regroup there.",
            "when_ms": start_ms - 15 * HOUR_MS,
        },
        {
            "kind": "threat_noted", "threat": "jaces-band", "name": "Jace's band", "what": "armed",
            "at": [camp.lon, camp.lat], "radius_m": 1500, "reliability": "B", "credibility": "3",
            "sightings": ["band-regroups"], "when_ms": start_ms - 15 * HOUR_MS,
        },
        {
            "kind": "threat_noted", "threat": "lights", "name": "Lights in the hills",
            "what": "unknown", "at": lights, "radius_m": 900, "reliability": "D",
            "credibility": "3", "when_ms": start_ms - 9 * HOUR_MS,
        },
    ]  # fmt: skip
