"""The ways found so far, the lines that no way lies below, and what may be missed between them.

Laws. The fastest come first, and none of the ways is bettered by another. A corner of the stairs
that they make is covered if a line says that no way undercuts both its costs by the tolerance.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from holdfast.plan.compiled import compiled
from holdfast.plan.roads.arrays import F64, I32, I64
from holdfast.plan.roads.rows import NEVER

ROUNDING = 1e-12
"""What floats may be off by, in parts, when lines are compared (assumed: 2^-53 a few times)."""


class Found(NamedTuple):
    """A way on the streets: its costs, and its path as in `path_of`."""

    ticks: int
    units: int
    path: I32


class Line(NamedTuple):
    """No way's of_time * ticks + of_hazard * units is less than `least`."""

    of_time: int
    of_hazard: int
    least: int


Gap = tuple[Found, Found]
"""Two ways, the faster one first, between which others may lie."""


class Stairs:
    """Ways found and lines below all of them."""

    def __init__(self, tolerance: float) -> None:
        self.tolerance = tolerance
        self.ways: list[Found] = []
        self.lines = np.empty((0, 3))

    def draw(self, line: Line) -> None:
        """One more line that no way lies below."""
        self.lines = np.vstack([self.lines, np.array([line], np.float64)])

    def take(self, some: Iterable[Found]) -> None:
        """Keep some ways, unless another betters them."""
        kept: list[Found] = []
        for way in sorted([*self.ways, *some], key=lambda way: way[:2]):
            if not kept or way.units < kept[-1].units:
                kept.append(way)
        self.ways = kept

    def at(self, ticks: int) -> int:
        """The number of the slowest way that takes no longer."""
        return bisect_right(self.ways, ticks, key=_ticks) - 1

    def gaps(self, side: Gap) -> list[Gap]:
        """The gaps between all ways from one to another, even if these are bettered by now."""
        last = bisect_left(self.ways, side[1].ticks, key=_ticks)
        return list(pairwise(self.ways[self.at(side[0].ticks) : last + 1]))

    def covered(self, gap: Gap) -> bool:
        """Whether no way undercuts both costs of a gap's corner by more than the tolerance."""
        return self.missed(gap) <= self.tolerance - ROUNDING

    def missed(self, gap: Gap) -> float:
        """By what part a way may undercut both costs of a gap's corner, at most."""
        return undercut(self.lines, float(gap[1].ticks), float(gap[0].units))

    def missed_most(self, side: Gap) -> float:
        """The most that is missed in the gaps from one way to another."""
        return max(map(self.missed, self.gaps(side)), default=0.0)


@compiled
def undercut(lines: F64, ticks: float, units: float) -> float:
    """By what part a way may undercut both costs of a corner, given lines that none lies below."""
    most = np.inf
    for i in range(len(lines)):
        least, part = lines[i, 2], lines[i, 0] * ticks + lines[i, 1] * units
        if part <= least:
            return 0.0
        if least > 0.0:
            most = min(most, part / least - 1.0)
    return most


def listed(ticks: I64, units: I64, end: I64, path: I32) -> list[Found]:
    """The ways in the arrays that compiled searches give; way k's path ends where end[k + 1] is."""
    return [
        Found(int(ticks[k]), int(units[k]), path[end[k] : end[k + 1]]) for k in range(len(ticks))
    ]


def inside(way: Found, gap: Gap) -> bool:
    """Whether a way lies in a gap, in both costs."""
    a, b = gap
    return a.ticks < way.ticks < b.ticks and b.units < way.units < a.units


def close(gap: Gap, tolerance: float) -> bool:
    """Whether one side of a gap is near to all that lies in it."""
    a, b = gap
    return b.ticks <= (1 + tolerance) * a.ticks or a.units <= (1 + tolerance) * b.units


def cost(price: I64, way: Found) -> int:
    """What a way costs at a price."""
    return int(price[0]) * way.ticks + int(price[1]) * way.units


def chord(most: I64, gap: Gap) -> I64:
    """The price at which both sides of a gap cost the same, or nearly so."""
    a, b = gap
    of_time, of_hazard = a.units - b.units, b.ticks - a.ticks
    while (
        of_time * int(most[0]) + of_hazard * int(most[1]) > NEVER // 4 and of_time + of_hazard > 2
    ):
        of_time, of_hazard = max(of_time >> 1, 1), max(of_hazard >> 1, 1)
    return np.array([of_time, of_hazard, 0, 0])


def between(guides: I64, price: I64) -> tuple[int, float, float]:
    """The guide price below a price, and how much of it and of the one above make no more of it."""
    weight = guides[:, :2] / 2.0 ** guides[:, 2:]
    k = 0
    while k < len(guides) - 2 and weight[k + 1, 1] * price[0] <= weight[k + 1, 0] * price[1]:
        k += 1
    (a, b), (c, d) = weight[k], weight[k + 1]
    out, low, high = a * d - b * c, price[0] * d - price[1] * c, price[1] * a - price[0] * b
    if out <= 0 or low < 0 or high < 0:
        return k, min(price[0] / a, price[1] / b), 0.0
    return k, low / out, high / out


def _ticks(way: Found) -> int:
    """What ways are sorted by."""
    return way.ticks
