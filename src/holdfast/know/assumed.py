"""What is assumed until runs teach better: figures, how much evidence they are worth, how long
evidence lasts.

Source of ASSUMED: rehearse.odds, whose names these are; a test compares. Of all other numbers:
assumed.
"""

from collections.abc import Mapping
from types import MappingProxyType

from holdfast.base.clock import HOUR_MS
from holdfast.know.conjugate import weight

ASSUMED: Mapping[str, float] = MappingProxyType({
    "p_avoided": 0.35, "p_off": 0.20, "p_cut": 0.15,
    "harm_off": 0.25, "harm_cut": 0.40, "harm_through": 0.75,
    "breakdown_per_km": 2.5e-4, "sprain_per_km": 5e-4,
    "blocked_per_km": 1.5e-3, "blocked_per_km_foot": 3e-4,
    "day_spread": 0.10, "stay_spread": 0.30,
    "leg_spread_foot": 0.12, "leg_spread_car": 0.15, "leg_spread_truck": 0.18,
})  # fmt: skip
"""The odds that runs can teach, by their names in rehearse.odds."""
HALF_LIFE_D = {
    "contacts": 30.0, "outcomes": 180.0, "breakdowns": 180.0, "blocked": 60.0, "times": 90.0,
    "there": 180.0,
}  # fmt: skip
"""Days in which evidence halves: what others do changes soon, machines and people slowly.

All assumed; for contacts there is this: on two records of real attacks `holdfast bench rates` finds
between two weeks and six months best, 30 days or nearly in most.
"""
STRENGTH = {
    "background": 0.2, "contacts": 2.0, "outcomes": 10.0, "breakdowns": 2.0, "blocked": 2.0,
    "times": 6.0, "there": 6.0,
}  # fmt: skip
"""What the assumed is worth: events for rates, tries for shares, legs or days for times. The
background's 0.2 is the spread of such rates between places (36 panels of attacks: 0.02 to 0.8);
2 events at its rate would outweigh every base's own years."""
MODES = ("foot", "car", "truck")


def fresh(home_ms: int, what: str, now_ms: int) -> float:
    """How much what a run taught still counts, 0..1: it halves with the half-life of its kind."""
    return weight((now_ms - home_ms) / HOUR_MS, HALF_LIFE_D[what] * 24)
