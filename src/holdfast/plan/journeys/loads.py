"""What to carry home: whole units of the goods of most expected worth that can be carried.

Laws. The load is the best there is where the search ends within MOST_STEPS, which it does for the
few goods that sites hold; where it is stopped, the load is never worse than filling up greedily by
worth for each kilogram. A believed amount that is no whole number may be taken whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor, inf

from holdfast.plan.problem import Good

MOST_STEPS = 20_000
"""Counts tried before the search is stopped (assumed: some 20 ms)."""
MOST_KINDS = 60
"""Kinds of goods that are weighed up against one another, those of most worth for their weight."""
SLACK = 1e-9


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


NOTHING = Load((), 0.0, 0.0)


def load(goods: Iterable[Good], capacity_kg: float, capacity_m3: float = inf) -> Load:
    """The load of most expected worth; see the laws above.

    1. Order the goods by worth for each kilogram. 2. Fill up greedily. 3. Try fewer of each in
    turn, as long as filling the rest with parts of units could still be better.
    """
    wanted = [g for g in goods if g.n > 0 and g.p_there * g.worth > 0]
    ordered = sorted(wanted, key=lambda g: (-density(g), g.item, g.site))[:MOST_KINDS]
    search = _Search(ordered)
    search.descend(0, capacity_kg, capacity_m3, 0.0)
    taken = tuple((g, n) for g, n in zip(ordered, search.best, strict=True) if n > 0)
    return Load(taken, sum(n * g.kg for g, n in taken), sum(n * _worth(g) for g, n in taken))


class _Search:
    """Depth-first branch and bound over how many of each good to take, most first."""

    def __init__(self, goods: list[Good]) -> None:
        self.goods = goods
        self.counts = [0.0] * len(goods)
        self.best = [0.0] * len(goods)
        self.most, self.steps = 0.0, 0

    def descend(self, i: int, kg: float, m3: float, worth: float) -> None:
        """Decide on the i-th good and those behind it, with so much left to carry."""
        if worth > self.most + SLACK:
            self.most, self.best = worth, [*self.counts[:i], *[0.0] * (len(self.goods) - i)]
        if i == len(self.goods):
            return
        good = self.goods[i]
        n = _most(good, kg, m3)
        while n >= 0 and self.steps <= MOST_STEPS:
            left_kg, left_m3 = kg - n * good.kg, m3 - n * good.m3
            so_far = worth + n * _worth(good)
            self.steps += 1
            if so_far + self._at_best(i + 1, left_kg, inf) <= self.most + SLACK:
                return  # and fewer of it, which is worth most for its weight, only loses more
            if so_far + self._at_best(i + 1, left_kg, left_m3) > self.most + SLACK:
                self.counts[i] = n
                self.descend(i + 1, left_kg, left_m3, so_far)
            n = float(floor(n)) if n > floor(n) else n - 1

    def _at_best(self, i: int, kg: float, m3: float) -> float:
        """No less than what the goods from the i-th on can add, filled up by weight in parts."""
        total = 0.0
        for good in self.goods[i:]:
            n = min(good.n, (kg + SLACK) / good.kg if good.kg > 0 else inf)
            if good.m3 > 0:
                n = min(n, (m3 + SLACK) / good.m3)
            total += n * _worth(good)
            kg -= n * good.kg
            if kg <= 0:
                break
        return total


def _most(good: Good, kg: float, m3: float) -> float:
    """The most of a good that fits: all that is believed there, or whole units."""
    by_kg = (kg + SLACK) / good.kg if good.kg > 0 else inf
    by_m3 = (m3 + SLACK) / good.m3 if good.m3 > 0 else inf
    n = min(by_kg, by_m3)
    return good.n if n >= good.n else max(0.0, float(floor(n)))


def _worth(good: Good) -> float:
    """Person-days that one unit brings, expected over whether it is there."""
    return good.p_there * good.worth


def density(good: Good) -> float:
    """Worth for each kilogram."""
    return _worth(good) / max(good.kg, 1e-9)
