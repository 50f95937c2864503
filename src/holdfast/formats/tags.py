"""What OpenStreetMap's tags say of a way or a barrier: who may pass, which way, how fast.

Laws. The most particular tag wins (`hgv` over `motor_vehicle` over `vehicle` over `access`).
What is private is passable, for this is an emergency, but the edge is marked PRIVATE and the plan
must say so. What is barred stays barred. One-ways bind vehicles, not people on foot.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from holdfast.formats.limits import fits, least_metres
from holdfast.formats.perils import gone, perils, slowed
from holdfast.formats.speeds import speeds_mps, surface_index
from holdfast.plan.roads.arrays import (
    BRIDGE,
    FORD,
    GATE,
    KINDS,
    PRIVATE,
    ROUNDABOUT,
    SURFACES,
    TOLL,
    TUNNEL,
)  # fmt: skip

FOOT_BIT, CAR_BIT, TRUCK_BIT = 1, 2, 4
EVERY_MODE = FOOT_BIT | CAR_BIT | TRUCK_BIT

ACCESS_KEYS = (
    ("foot", "access"),
    ("motorcar", "motor_vehicle", "vehicle", "access"),
    ("hgv", "goods", "motor_vehicle", "vehicle", "access"),
)
"""For each mode, the tags that decide, the most particular first (OSM wiki, Key:access)."""

BARRED = frozenset({"no", "never", "psv", "bus", "emergency", "none", "closed", "impassable"})
PRIVATE_WORDS = frozenset(
    {"private", "permit", "residents", "employees", "military", "forestry", "agricultural"}
)

NO_FOOT = frozenset({"motorway", "motorway_link", "busway"})
CAR_KINDS = frozenset(
    k for k in KINDS if k not in {
        "pedestrian", "footway", "cycleway", "bridleway", "path", "steps", "corridor", "busway",
    }
)  # fmt: skip
NEVER_CARS = frozenset({"steps", "corridor"})
TRACK_WIDTH_M = 2.5
"""A track that is said to be narrower carries no truck of ours (assumed)."""

STOPS_ALL = frozenset({"wall", "city_wall", "fence", "hedge", "retaining_wall"})
STOPS_VEHICLES = frozenset(
    {
        "bollard", "block", "jersey_barrier", "cycle_barrier", "motorcycle_barrier", "stile",
        "kissing_gate", "horse_stile", "turnstile", "full-height_turnstile", "debris", "log",
        "chain", "rope", "planter", "bus_trap", "sump_buster", "tank_trap", "ditch",
        "barrier_board", "guard_rail", "handrail",
    }
)  # fmt: skip
GATES = frozenset(
    {
        "gate", "lift_gate", "swing_gate", "sliding_gate", "sliding_beam", "hampshire_gate",
        "wicket_gate", "border_control", "toll_booth", "checkpoint", "spikes", "rising_bollard",
    }
)  # fmt: skip
"""Node barriers (OSM wiki, Key:barrier). Others, such as kerbs and cattle grids, stop nobody."""


@dataclass(frozen=True, slots=True)
class WayRule:
    """What a way's tags come to: speeds in m/s for foot, car and truck, 0 where barred."""

    kind: int
    surface: int
    flags: int
    there_mps: tuple[float, float, float]
    back_mps: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class NodeRule:
    """What a barrier stops (bits) and whether it is a gate, or private ground."""

    stops: int
    flags: int


def way_rule(tags: Mapping[str, str]) -> WayRule | None:
    """What a highway's tags mean for us; None when it is no road that anyone can use now.

    1. Classes under construction, proposed, gone or unknown are no roads, nor is what collapsed.
    2. Each mode asks its tags, then the class whether it may go at all.
    3. One-way streets take the way back, or the way there, from vehicles.
    """
    kind = tags.get("highway", "")
    if kind not in KINDS or kind == "other" or gone(tags):
        return None
    surface = surface_index(tags)
    answers = [_access(tags, keys) for keys in ACCESS_KEYS]
    wheels = tags.get("smoothness") != "impassable" and tags.get("construction") != "yes"
    may = (
        _foot_may(kind, answers[0], tags),
        wheels and _car_may(kind, answers[1]) and fits(tags, "car"),
        wheels and _car_may(kind, answers[2]) and _truck_fits(kind, tags),
    )
    there, back = _directions(kind, tags)
    speeds = slowed(speeds_mps(kind, SURFACES[surface], tags), tags)
    rule = WayRule(
        kind=KINDS.index(kind),
        surface=surface,
        flags=_flags(tags, answers),
        there_mps=_mask(speeds, (may[0], may[1] and there, may[2] and there)),
        back_mps=_mask(speeds, (may[0], may[1] and back, may[2] and back)),
    )
    return rule if any(rule.there_mps) or any(rule.back_mps) else None


def _mask(
    speeds: tuple[float, float, float], may: tuple[bool, bool, bool]
) -> tuple[float, float, float]:
    """Speeds where allowed, else 0."""
    foot, car, truck = (v if m else 0.0 for v, m in zip(speeds, may, strict=True))
    return foot, car, truck


def _access(tags: Mapping[str, str], keys: tuple[str, ...]) -> str:
    """The word of the most particular access tag that is given, or ''."""
    for key in keys:
        if key in tags:
            return tags[key].split(";")[0].strip().lower()
    return ""


def _foot_may(kind: str, answer: str, tags: Mapping[str, str]) -> bool:
    """Walking is allowed but on motorways and motor roads, or where a sign bars it."""
    if answer in BARRED:
        return False
    if "foot" in tags:
        return True
    return kind not in NO_FOOT and tags.get("motorroad") != "yes"


def _car_may(kind: str, answer: str) -> bool:
    """Roads carry cars unless barred; footways and the like only where a sign lets them in."""
    if answer in BARRED or kind in NEVER_CARS:
        return False
    return kind in CAR_KINDS or answer in {"yes", "designated", "permissive", "destination"}


def _truck_fits(kind: str, tags: Mapping[str, str]) -> bool:
    """Whether our truck is light, low and narrow enough, and the track broad and firm enough."""
    width = least_metres(tags.get("width", ""))
    if not fits(tags, "truck") or (width is not None and width < TRACK_WIDTH_M):
        return False
    return not (kind == "track" and tags.get("tracktype") == "grade5")


def _directions(kind: str, tags: Mapping[str, str]) -> tuple[bool, bool]:
    """Whether vehicles may go with the way's points, and against them."""
    word = tags.get("oneway:motor_vehicle") or tags.get("oneway:vehicle") or tags.get("oneway", "")
    if word in {"-1", "reverse"}:
        return False, True
    if word in {"yes", "true", "1"}:
        return True, False
    if word == "reversible":
        return False, False  # nobody here knows which way it runs now
    implied = kind == "motorway" or tags.get("junction") in {"roundabout", "circular"}
    return True, not (implied and word != "no")


def _flags(tags: Mapping[str, str], answers: list[str]) -> int:
    """The bits that a plan or a map wants to know of an edge."""
    return (
        (BRIDGE if tags.get("bridge", "no") != "no" else 0)
        | (TUNNEL if tags.get("tunnel", "no") != "no" else 0)
        | (FORD if tags.get("ford", "no") != "no" else 0)
        | (PRIVATE if PRIVATE_WORDS.intersection(answers) else 0)
        | (ROUNDABOUT if tags.get("junction") in {"roundabout", "circular"} else 0)
        | (TOLL if tags.get("toll") == "yes" else 0)
        | perils(tags)
    )


def barrier_rule(tags: Mapping[str, str]) -> NodeRule | None:
    """What a node on a way stops; None when it stops nobody and is nothing to mention.

    Tags about access decide over the kind of barrier: a bollard with motor_vehicle=yes stops
    nobody, a gate with access=no everybody. A locked gate stops vehicles.
    """
    barrier = tags.get("barrier", "")
    stops, flags = 0, 0
    if barrier in STOPS_ALL:
        stops = EVERY_MODE
    elif barrier in STOPS_VEHICLES or (barrier in GATES and tags.get("locked") == "yes"):
        stops = CAR_BIT | TRUCK_BIT
    if barrier in GATES:
        flags |= GATE
    if barrier:
        for bit, keys in zip((FOOT_BIT, CAR_BIT, TRUCK_BIT), ACCESS_KEYS, strict=True):
            answer = _access(tags, keys)
            if answer in BARRED:
                stops |= bit
            elif answer and answer != "unknown":
                stops &= ~bit
            flags |= PRIVATE if answer in PRIVATE_WORDS else 0
        stops |= 0 if _truck_fits("", tags) else TRUCK_BIT
        stops |= 0 if fits(tags, "car") else CAR_BIT
    if tags.get("ford", "no") != "no":
        flags |= FORD
    return NodeRule(stops, flags) if stops or flags else None
