"""What of a stock counts: what one unit covers, what only makes water safe, what has expired.

Laws. What nobody has said the worth of counts for nothing, and is named. What has expired counts
for nothing; what expires before its turn comes counts as far as it is eaten until then, what
expires first being eaten first.
"""

from collections.abc import Iterable

from holdfast import facts as f
from holdfast.base.clock import DAY_MS

NEED_UNITS = {"water": "L", "food": "kcal", "fuel": "L"}
"""Units of needs whose items can be added up; the items of others cannot."""
SAID_IN_UNIT = {
    "L": frozenset({"l", "litre", "litres", "liter", "liters", "ltr"}),
    "kcal": frozenset({"kcal"}),
}
"""What an item's unit is called where one of it is one of the need's unit."""
TREATS = ("tablet", "strip", "sachet", "drop", "filter", "chlorin", "purif", "treatment")
"""Words of what makes water safe and holds none, where nobody said what it weighs (assumed)."""
LIGHTER = 0.5
"""What covers water and weighs less than so many kilograms a litre cannot hold it (assumed)."""


def covers(item: f.ItemDefined, unit: str = "") -> float:
    """How much of its need's unit one unit of an item is; 0 where nobody said, or it holds none.

    Args:
        unit: of the need, where a ration names it.
    """
    if makes_safe(item):
        return 0.0
    if item.covers > 0:
        return item.covers
    named = SAID_IN_UNIT.get(unit or NEED_UNITS.get(item.need, ""), frozenset())
    return float(item.unit.strip().lower() in named)


def makes_safe(item: f.ItemDefined) -> bool:
    """Whether it makes water safe and holds none: tablets, filters."""
    if item.need != "water" or item.covers <= 0:
        return False
    if item.kg > 0:
        return item.kg < LIGHTER * item.covers
    words = f"{item.name} {item.unit}".lower()
    return any(word in words for word in TREATS)


def expired(expires_ms: int | None, at_ms: int) -> bool:
    """Whether a lot of this expiry may not be used any more."""
    return expires_ms is not None and expires_ms <= at_ms


def handed_out(fact: f.StockMoved) -> bool:
    """Whether a movement gives stock to somebody to use, rather than throws or puts it away."""
    return fact.reason in ("issued", "loaded", "sent", "cached") and fact.target != "lost"


def lasts(
    lots: Iterable[tuple[int | None, float]], per_day: float, now_ms: int
) -> tuple[float, float]:
    """Days that lots last, and what of them will expire before its turn comes.

    The earliest expiry is used first, which wastes least (Jackson's rule: earliest due date).

    Args:
        lots: when each expires, and how much of the need it is.
        per_day: what is used in a day; above 0.
    """
    days = wasted = 0.0
    for expires_ms, amount in sorted(lots, key=lambda x: (x[0] is None, x[0] or 0)):
        if expires_ms is None:
            used = amount
        else:
            left_days = max(0.0, (expires_ms - now_ms) / DAY_MS - days)
            used = min(amount, left_days * per_day)
        days += used / per_day
        wasted += amount - used
    return days, wasted
