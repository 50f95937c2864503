"""Roads that are not always there: collapsed, tidal, over ice, of one season, timed, alpine.

Law. What nobody can pass is no road. What can be passed at times, or by some, stays a road, is
slower (all speeds assumed), and is marked, so that the plan says what it relies on.
"""

from collections.abc import Mapping

from holdfast.formats.speeds import KMH
from holdfast.plan.roads.arrays import ALPINE, ICE, SEASONAL, TIDAL, TIMED

FALLEN = frozenset(
    {"collapsed", "broken", "destroyed", "demolished", "removed", "washed_out", "ruined", "razed"}
)
STATES = ("bridge", "tunnel", "bridge:status", "bridge:condition", "status", "condition", "damage")
"""Keys whose word may be one of FALLEN; each of FALLEN may also be a key with 'yes'."""

SAC_KMH = {
    "mountain_hiking": 3.5, "demanding_mountain_hiking": 2.5, "alpine_hiking": 2.0,
    "demanding_alpine_hiking": 1.5, "difficult_alpine_hiking": 1.0,
}  # fmt: skip
"""On foot on ways of these grades of the Swiss Alpine Club (assumed)."""
HANDS = frozenset(SAC_KMH) - {"mountain_hiking"}
"""Grades that not everybody can walk, with a load least of all."""

CAPS_KMH = {TIDAL: (3.0, 15.0), ICE: (3.0, 20.0), SEASONAL: (4.0, 20.0)}
"""Greatest speed on foot and on wheels over wet sand, ice, and ground that is a road for a part of
the year (assumed)."""

TIMED_KEYS = ("access", "foot", "vehicle", "motor_vehicle", "motorcar", "hgv", "goods", "oneway")
SHUT = ("no", "private", "destination", "delivery", "closed")
NOT_SEASONAL = frozenset({"", "no"})


def gone(tags: Mapping[str, str]) -> bool:
    """Whether it has collapsed, or is said to be away for good."""
    return any(tags.get(key) in FALLEN for key in STATES) or any(
        tags.get(word) == "yes" for word in FALLEN
    )


def perils(tags: Mapping[str, str]) -> int:
    """The bits TIDAL, ICE, SEASONAL, TIMED, ALPINE of a way."""
    seasonal = tags.get("winter_road") == "yes" or tags.get("seasonal", "") not in NOT_SEASONAL
    return (
        (TIDAL if tags.get("tidal") == "yes" else 0)
        | (ICE if tags.get("ice_road") == "yes" else 0)
        | (SEASONAL if seasonal else 0)
        | (TIMED if any(_shuts(tags.get(f"{k}:conditional", "")) for k in TIMED_KEYS) else 0)
        | (ALPINE if tags.get("sac_scale") in HANDS else 0)
    )


def _shuts(conditional: str) -> bool:
    """Whether a conditional tag bars somebody at times: 'no @ (Nov-Apr)'."""
    return any(part.split("@")[0].strip() in SHUT for part in conditional.split(";"))


def slowed(
    speeds: tuple[float, float, float], tags: Mapping[str, str]
) -> tuple[float, float, float]:
    """Metres a second of foot, car and truck, as slow as such a way lets them be."""
    foot, car, truck = speeds
    for bit, (walked, driven) in CAPS_KMH.items():
        if perils(tags) & bit:
            foot, car, truck = (
                min(v, most * KMH)
                for v, most in zip((foot, car, truck), (walked, driven, driven), strict=True)
            )
    alpine = SAC_KMH.get(tags.get("sac_scale", ""))
    return (foot if alpine is None else min(foot, alpine * KMH)), car, truck
