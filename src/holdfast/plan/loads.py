"""What to carry home: the goods of most worth for their weight, up to what can be carried."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor, inf

from holdfast.plan.question import Good

GEAR_KG = 8.0
"""Water, food and kit of each person on foot, which takes from what they can carry (assumed)."""


@dataclass(frozen=True, slots=True)
class Load:
    """What is planned to be taken.

    Attributes:
        taken: (good, units).
        kg: if all of it is there.
        expected: person-days of need met, expected over whether it is there.
    """

    taken: tuple[tuple[Good, float], ...]
    kg: float
    expected: float


def load(goods: Iterable[Good], capacity_kg: float, capacity_m3: float = inf) -> Load:
    """Fill up by expected worth for each kilogram; whole units only."""
    left_kg, left_m3 = capacity_kg, capacity_m3
    taken: list[tuple[Good, float]] = []
    for good in sorted(goods, key=lambda g: (-_density(g), g.item)):
        by_kg = left_kg / good.kg if good.kg > 0 else inf
        by_m3 = left_m3 / good.m3 if good.m3 > 0 else inf
        n = min(good.n, by_kg, by_m3)
        n = float(floor(n + 1e-9)) if n < good.n else good.n
        if n > 0 and good.worth > 0:
            taken.append((good, n))
            left_kg -= n * good.kg
            left_m3 -= n * good.m3
    return Load(
        taken=tuple(taken),
        kg=sum(n * g.kg for g, n in taken),
        expected=sum(n * g.p_there * g.worth for g, n in taken),
    )


def _density(good: Good) -> float:
    return good.p_there * good.worth / max(good.kg, 1e-3)


def knowledge(goods: Iterable[Good]) -> float:
    """What looking is worth: person-days of stock times p(1-p), the variance it removes."""
    return sum(g.n * g.worth * g.p_there * (1 - g.p_there) for g in goods)
