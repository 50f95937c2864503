"""Spare vehicles: where crews or teams are fewer than vehicles, each is tried in its turn.

Law. The largest is tried first, and nothing hangs on that: a vehicle is left untried only where as
many others as can go at once are as good as it in everything that counts.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations, islice
from math import inf

from holdfast.plan.problem import Carrier

MOST_MIXED = 6
"""Choices of vehicles tried beyond those in which each has had its turn (assumed)."""


def turns(carriers: Sequence[Carrier], tried: Collection[str], n: int) -> Iterator[list[Carrier]]:
    """Orders of vehicles of which the first n can go, so that each that may be best goes in one.

    1. Those that were not tried yet, n at a time, the others behind them. 2. Other choices of n.

    Args:
        carriers: in the order in which they are preferred.
        tried: ids of those that have had their turn.
        n: how many can go at once.
    """
    rest = [c for c in carriers if c.vehicle not in tried and not _bettered(c, carriers, n)]
    if not rest:
        return
    seen = {frozenset(tried)}
    orders = [[*rest[i : i + n], *rest[:i], *rest[i + n :]] for i in range(0, len(rest), n)]
    worth_it = [c for c in carriers if not _bettered(c, carriers, n)]
    mixed = islice(combinations(worth_it, n), MOST_MIXED + len(orders)) if n > 1 else ()
    for k, first in enumerate([*orders, *map(list, mixed)]):
        key = frozenset(c.vehicle for c in first[:n])
        if key not in seen and k < len(orders) + MOST_MIXED:
            seen.add(key)
            yield [*first, *(c for c in carriers if c not in first)]


def _bettered(one: Carrier, carriers: Sequence[Carrier], n: int) -> bool:
    """Whether n others are as good, of equals those that come first."""
    at = carriers.index(one)
    better = (
        _as_good(other, one) and (i < at or not _as_good(one, other))
        for i, other in enumerate(carriers)
        if i != at
    )
    return sum(better) >= n


def _as_good(one: Carrier, other: Carrier) -> bool:
    """Whether a vehicle does whatever another does, by the same roads, and burns no more. What is
    in a tank of which nobody has said it is as good as nothing else.
    """
    if (one.mode, one.base) != (other.mode, other.base):
        return False
    if (one.fuel_l is None) != (other.fuel_l is None):
        return False
    room = [c.load_m3 if c.load_m3 > 0 else inf for c in (one, other)]
    return (
        one.seats >= other.seats
        and one.stretchers >= other.stretchers
        and one.load_kg >= other.load_kg
        and room[0] >= room[1]
        and (one.fuel_l or 0.0) >= (other.fuel_l or 0.0)
        and one.use_l_per_100km <= other.use_l_per_100km
    )
