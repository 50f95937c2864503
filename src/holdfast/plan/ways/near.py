"""Ways that come near enough to every way no other betters, found along guide prices.

Laws. For every such way one is given at most 1 + tolerance times worse in either cost, unless the
search was stopped, which is said. All that are given are ways on the streets with their own costs,
none of them bettered by another; the fastest and the safest are among them. Errors do not add up:
what is left out is measured against whole ways.

Sources: two phases: Ulungu and Teghem, Foundations of Computing and Decision Sciences 20 (1995),
149; lines below the front: Cohon, Multiobjective Programming and Planning (1978), chapter 6.
"""

from bisect import bisect_left, insort
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from holdfast.plan.roads.arrays import I32, I64
from holdfast.plan.roads.rows import NEVER
from holdfast.plan.ways.below import below
from holdfast.plan.ways.crossing import crossed
from holdfast.plan.ways.pull import SAFE, path_of, pulled, seen_from, sighted
from holdfast.plan.ways.streets import Gates, Guides, Sight, Streets, room_for, turned

NEAR_LABELS = 200_000
"""Where the search below the corners stops unless told otherwise: about 60 ms (assumed)."""

BESIDE = 6
"""So many ways on either side of a gap are crossed (assumed)."""


class Found(NamedTuple):
    """A way on the streets: its costs, and its path as in `path_of`."""

    ticks: int
    units: int
    path: I32


Line = tuple[int, int, int]
"""(a, b, c): no way's a * ticks + b * units is less than c."""

Wide = tuple[Found, Found, I64]
"""A gap: the ways on either side, and the price of the line through both."""


def near(
    streets: Streets,
    guides: Guides,
    sight: Sight,
    gates: Gates,
    *,
    tolerance: float,
    max_labels: int = NEAR_LABELS,
) -> tuple[list[Found], bool]:
    """Ways from a start to the goal of a sight, fastest first; and whether the law holds for all.

    1. The best way at each guide price.
    2. Between neighbours the best at the price of the line through both, again and again, as long
       as a way may lie further below their corner than the tolerance allows.
    3. Where none does, but the gap stays too wide: ways that change from one to another.
    4. What may still be missed is searched below the corners alone.

    Args:
        tolerance: above 0.
        max_labels: where step 4 stops; each gap may take half of what is left.
    """
    search = _Search(streets, guides, sight, gates, tolerance)
    # 1., 2.
    wide = search.lines_drawn()
    left, complete = max_labels, True
    for gap in wide:
        # 3.
        search.cross(gap)
        # 4.
        share = (left + 1) // 2
        made = search.look_below(gap, share)
        left, complete = left - made, complete and made < share
    return _unbettered(search.ways), complete


class _Search:
    """The ways found so far, faster ones first, and the lines known to lie below all ways."""

    def __init__(
        self, streets: Streets, guides: Guides, sight: Sight, gates: Gates, tolerance: float
    ) -> None:
        self.streets, self.guides, self.sight, self.gates = streets, guides, sight, gates
        self.tolerance = tolerance
        self.room, self.run = room_for(len(streets.indptr) - 1), 0
        self.ways: list[Found] = []
        self.lines: list[Line] = []
        self.origin: Sight | None = None
        self.cost = 0

    def lines_drawn(self) -> list[Wide]:
        """Draw lines below the front until they come near it; the gaps where they do not."""
        guides, wide = self.guides.price, []
        # 1. The best way at each guide price.
        for k in range(len(guides)):
            found = self.pull(guides[k], k, 1.0, -1.0)
            if found is None:
                return []
            self.lines.append(self._guide_line(k, found))
            if not self.ways or found.ticks > self.ways[-1].ticks:
                self.ways.append(found)
        # 2. The best at the price of the line through both sides of a gap.
        gaps = list(pairwise(self.ways))
        while gaps:
            a, b = gaps.pop()
            if self.covered(b.ticks, a.units):
                continue
            price = _chord(self.guides.most, a, b)
            found = self.pull(price, *_between(guides, price))
            if found is None:
                raise AssertionError("what can be reached at one price can be at every price")
            self.lines.append((int(price[0]), int(price[1]), self.cost))
            if self.cost < _cost(price, a) and _inside(found, a, b):
                insort(self.ways, found, key=_ticks)
                gaps += [(a, found), (found, b)]
            elif not self.covered(b.ticks, a.units):
                wide.append((a, b, price))
        return wide

    def cross(self, gap: Wide) -> None:
        """Fill a gap with ways that change from one to another, until they lie close."""
        gaps = [gap[:2]]
        while gaps:
            a, b = gaps.pop()
            most = 1 + self.tolerance
            close = b.ticks <= most * a.ticks or a.units <= most * b.units
            if close or self.covered(b.ticks, a.units):
                continue
            i = bisect_left(self.ways, a.ticks, key=_ticks)
            some = self.ways[max(0, i + 1 - BESIDE) : i + 1 + BESIDE]
            path, ticks, units = crossed(
                self.streets,
                self.gates,
                np.array([way.ticks for way in some]),
                np.array([way.units for way in some]),
                np.cumsum([0, *(len(way.path) for way in some)]),
                np.concatenate([way.path for way in some]),
                min(i, BESIDE - 1),
                gap[2],
            )
            found = Found(int(ticks), int(units), path)
            if len(path) and _inside(found, a, b):
                insort(self.ways, found, key=_ticks)
                gaps += [(a, found), (found, b)]

    def look_below(self, gap: Wide, max_labels: int) -> int:
        """Search what may still be missed in a gap; how many labels that took."""
        low, high, price = gap
        # 1. The corners of the stairs that the ways in the gap make, lowered by the tolerance.
        inside = [way for way in self.ways if low.ticks <= way.ticks <= high.ticks]
        open_ = [
            (b.ticks, a.units) for a, b in pairwise(inside) if not self.covered(b.ticks, a.units)
        ]
        if not open_:
            return 0
        corners = np.array(open_) / (1 + self.tolerance)
        # 2. The least costs from the start wherever a way may pass that lies below one of them.
        upto = float((corners @ price[:2]).max()) / SAFE
        self.pull(price, *_between(self.guides.price, price), upto)
        back = turned(self.guides)
        if self.origin is None:
            self.origin = self._from_start(back)
        sighted(back, self.origin, self.room, self.run)
        # 3. The search.
        ticks, units, end, path, made = below(
            self.streets, back, self.origin, self.gates, self.room,
            corners[:, 0].copy(), corners[:, 1].copy(), price, self.tolerance, max_labels, self.run,
        )  # fmt: skip
        for k in range(len(ticks)):
            found = Found(int(ticks[k]), int(units[k]), path[end[k] : end[k + 1]])
            insort(self.ways, found, key=_ticks)
        return made

    def covered(self, ticks: int, units: int) -> bool:
        """Whether no way undercuts both costs by more than the tolerance, by one of the lines."""
        most = 1 + self.tolerance
        return any(a * ticks + b * units <= most * c for a, b, c in self.lines)

    def pull(self, price: I64, k: int, low: float, high: float, upto: float = 0.0) -> Found | None:
        """The best way at a price, see `pulled`; its cost is kept in `cost`."""
        self.run += 1
        room, n = self.room, len(self.streets.indptr) - 1
        if not pulled(
            self.streets, self.guides, self.sight, self.gates, room, price, k, low, high,
            self.run, upto,
        ):  # fmt: skip
            return None
        self.cost = int(room.cost[n])
        path = path_of(self.streets, self.gates, room)
        return Found(int(room.ticks[n]), int(room.units[n]), path)

    def _guide_line(self, k: int, found: Found) -> Line:
        """The line at a guide price; the first and the last have but one of the costs."""
        if k == 0:
            return 1, 0, found.ticks
        if k == len(self.guides.price) - 1:
            return 0, 1, found.units
        return int(self.guides.price[k, 0]), int(self.guides.price[k, 1]), self.cost

    def _from_start(self, back: Guides) -> Sight:
        """The least costs from the start, as if it were the goal of the way back."""
        gates = self.gates
        costs = [
            (gates.start_ticks >> less_t) * a + (gates.start_units >> less_h) * b
            for a, b, less_t, less_h in back.price
        ]
        return seen_from(back, gates.start, np.stack(costs, axis=1), len(self.streets.indptr) - 1)


def _ticks(way: Found) -> int:
    """What ways are sorted by."""
    return way.ticks


def _inside(way: Found, a: Found, b: Found) -> bool:
    """Whether a way lies in the gap between two others, in both costs."""
    return a.ticks < way.ticks < b.ticks and b.units < way.units < a.units


def _cost(price: I64, way: Found) -> int:
    """What a way costs at a price."""
    return int(price[0]) * way.ticks + int(price[1]) * way.units


def _chord(most: I64, a: Found, b: Found) -> I64:
    """The price at which two ways cost the same, or nearly so."""
    of_time, of_hazard = a.units - b.units, b.ticks - a.ticks
    while (
        of_time * int(most[0]) + of_hazard * int(most[1]) > NEVER // 4 and of_time + of_hazard > 2
    ):
        of_time, of_hazard = max(of_time >> 1, 1), max(of_hazard >> 1, 1)
    return np.array([of_time, of_hazard, 0, 0])


def _between(guides: I64, price: I64) -> tuple[int, float, float]:
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


def _unbettered(ways: Sequence[Found]) -> list[Found]:
    """The ways that no other of them betters, one for each cost pair, fastest first."""
    kept: list[Found] = []
    for way in sorted(ways, key=lambda way: way[:2]):
        if not kept or way.units < kept[-1].units:
            kept.append(way)
    return kept
