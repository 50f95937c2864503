"""Ways that come near enough to every way no other betters, found along guide prices.

Laws. For every such way one is given at most 1 + `within` times worse in either cost; `within` is
the tolerance, unless the search was stopped. All that are given are ways on the streets with their
own costs, none of them bettered by another; the fastest and the safest are among them. Errors do
not add up: what is left out is measured against whole ways.

Sources: two phases: Ulungu and Teghem, Foundations of Computing and Decision Sciences 20 (1995),
149; lines below the front: Cohon, Multiobjective Programming and Planning (1978), chapter 6; ways
by one junction each: Abraham, Delling, Goldberg, Werneck, ACM J. Exp. Algorithmics 18 (2013).
"""

from heapq import heapify, heappop, heappush
from itertools import pairwise
from math import inf

import numpy as np

from holdfast.plan.roads.arrays import I64
from holdfast.plan.ways.below import below
from holdfast.plan.ways.crossing import crossed, through
from holdfast.plan.ways.pull import SAFE, path_of, pulled, returned, seen_from, sighted
from holdfast.plan.ways.stairs import (
    Found,
    Gap,
    Line,
    Stairs,
    between,
    chord,
    close,
    cost,
    inside,
    listed,
)
from holdfast.plan.ways.streets import (
    Gates,
    Net,
    Room,
    Sight,
    room_for,
    swapped,
    turned,
)

NEAR_STEPS = 20_000
"""Where filling gaps and searching them stops unless told otherwise: about 12 ms (measured)."""

TO_FILL = 0.5
"""The part of the steps in which gaps are filled (measured: with 0.3 more is missed)."""

LINE_STEPS = 2
"""Lines are drawn for so many times the steps, at 0.2 microseconds each (assumed): only fronts of
some hundred ways take more."""

WIDE = 3.0
"""Gaps in which more than so many times the tolerance may be missed are filled (assumed)."""

A_FILL = 200
"""Steps that filling a gap takes beside those on the streets (assumed)."""

A_LOOK = 2
"""Steps that looking back from a junction takes (measured: 1 microsecond to 0.3 for a step)."""

SPACING = 0.5
"""A gap is filled with ways so far apart, in parts of the tolerance (assumed)."""

BESIDE = 6
"""So many ways on either side of a gap are crossed (assumed)."""

UNBOUNDED = 1 << 60
"""More steps than any search takes."""


def near(
    net: Net, sight: Sight, gates: Gates, *, tolerance: float, max_steps: int = NEAR_STEPS
) -> tuple[list[Found], float]:
    """Ways from a start to the goal of a sight, fastest first, and within what they are proven.

    1. The best way at each guide price.
    2. Between neighbours the best at the price of the line through both, again and again, the
       widest gap first, as long as a way may lie further below their corner than the tolerance
       allows.
    3. Where none does, but the gap stays too wide: ways that are best on either side of a junction,
       and ways that change from one to another.
    4. What may still be missed is searched below the corners alone, first where it is least.

    Args:
        tolerance: above 0.
        max_steps: where steps 3 and 4 stop, in junctions gone on from and labels made; step 2
            stops after LINE_STEPS times as many.

    Returns:
        The ways, and how much worse in either cost than any other way the nearest of them can be,
        in parts of it: the tolerance where the steps did not run out.
    """
    search = _Search(net, sight, gates, tolerance)
    stairs = search.stairs
    # 1., 2.
    wide = search.lines_drawn(LINE_STEPS * max_steps)
    # 3.
    left = max_steps - search.filled(int(max_steps * TO_FILL))
    for gap, price in wide:
        search.cross(gap, price)
    # 4.
    within = tolerance
    for gap, price in sorted(wide, key=lambda one: stairs.missed_most(one[0])):
        made, proven = search.look_below(gap, price, left)
        left -= made
        if not proven:
            within = max(within, stairs.missed_most(gap))
    return stairs.ways, within


class _Search:
    """One search from a start to a goal."""

    def __init__(self, net: Net, sight: Sight, gates: Gates, tolerance: float) -> None:
        self.streets, self.back_streets, self.guides = net
        self.back_guides = turned(net.guides)
        self.sight, self.gates, self.stairs = sight, gates, Stairs(tolerance)
        self.n = len(self.streets.indptr) - 1
        self.room, self.run, self.n_pulled = room_for(self.n), 0, 0
        self.origin: Sight | None = None
        self.back_room: Room = room_for(self.n)

    def lines_drawn(self, max_steps: int) -> list[tuple[Gap, I64]]:
        """Draw lines below the front until they come near it; the gaps where they do not.

        Each with the price of the line through both sides. The widest gaps come first, and after
        so many steps the others are left as they are.
        """
        stairs, wide = self.stairs, list[tuple[Gap, I64]]()
        some = self._guide_ways()
        gaps = [(-stairs.missed(gap), *_sides(gap), gap) for gap in pairwise(some)]
        heapify(gaps)
        while gaps:
            gap = heappop(gaps)[-1]
            if close(gap, stairs.tolerance) or stairs.covered(gap):
                continue
            price = chord(self.guides.most, gap)
            if self.n_pulled >= max_steps:
                wide.append((gap, price))
                continue
            least = max(cost(price, way) for way in gap)
            found = self.pull(price, *self.between(price), least / SAFE)
            if found is None:
                raise AssertionError("what can be reached at one price can be at every price")
            stairs.draw(Line(int(price[0]), int(price[1]), int(self.room["cost"][self.n])))
            if cost(price, found) < cost(price, gap[0]) and inside(found, gap):
                some.append(found)
                for new in ((gap[0], found), (found, gap[1])):
                    heappush(gaps, (-stairs.missed(new), *_sides(new), new))
            elif not stairs.covered(gap):
                wide.append((gap, price))
        stairs.take(some)
        return wide

    def _guide_ways(self) -> list[Found]:
        """The best way at each guide price, each with its line; none where no way leads."""
        some: list[Found] = []
        for k, price in enumerate(self.guides.price):
            found = self.pull(price, k, float(self.guides.scale[k]), -1.0)
            if found is None:
                return []
            self.stairs.draw(self._guide_line(k, found))
            if not some or found.ticks > some[-1].ticks:
                some.append(found)
        return some

    def filled(self, max_steps: int) -> int:
        """Fill the gaps in which most may be missed, one after the other; the steps it took."""
        stairs, left = self.stairs, max_steps
        waiting = {_sides(gap): gap for gap in pairwise(stairs.ways)}
        missed = {sides: stairs.missed(gap) for sides, gap in waiting.items()}
        while left > 0 and waiting:
            sides = max(waiting, key=lambda sides: (missed[sides], sides))
            if missed[sides] <= WIDE * stairs.tolerance:
                break
            gap = waiting.pop(sides)
            left -= self.fill(gap, left // 2)
            for new in stairs.gaps(gap):
                if _sides(new) not in missed:
                    waiting[_sides(new)], missed[_sides(new)] = new, stairs.missed(new)
        return max_steps - left

    def fill(self, gap: Gap, most: int) -> int:
        """Fill a gap with ways that are best on either side of a junction; the steps it took."""
        a, b = gap
        price = chord(self.guides.most, gap)
        upto = (int(price[0]) * b.ticks + int(price[1]) * a.units) / SAFE
        # 1. The best ways from the start to the junctions in between, and from them to the goal.
        done = self.reach(price, upto, most)
        done += returned(
            self.back_streets, swapped(self.gates), self.room, self.back_room,
            price, self.run, upto, most,
        )  # fmt: skip
        # 2. Both together.
        ticks, units, end, path = through(
            self.streets, self.gates, self.room, self.back_room, self.run,
            a.ticks, b.ticks, b.units, a.units, SPACING * self.stairs.tolerance,
        )  # fmt: skip
        self.stairs.take(listed(ticks, units, end, path))
        return done + A_FILL

    def cross(self, side: Gap, price: I64) -> None:
        """Fill a gap with ways that change from one to another, until they lie close."""
        stairs, gaps = self.stairs, self.stairs.gaps(side)
        while gaps:
            a, b = gap = gaps.pop()
            if close(gap, stairs.tolerance) or stairs.covered(gap):
                continue
            i = stairs.at(a.ticks)
            some = stairs.ways[max(0, i + 1 - BESIDE) : i + 1 + BESIDE]
            path, ticks, units = crossed(
                self.streets,
                self.gates,
                np.array([way.ticks for way in some]),
                np.array([way.units for way in some]),
                np.cumsum([0, *(len(way.path) for way in some)]),
                np.concatenate([way.path for way in some]),
                min(i, BESIDE - 1),
                price,
            )
            found = Found(int(ticks), int(units), path)
            if len(path) and inside(found, gap):
                stairs.take([found])
                gaps += [(a, found), (found, b)]

    def look_below(self, side: Gap, price: I64, max_steps: int) -> tuple[int, bool]:
        """Search what may still be missed in a gap; the steps it took, and if all is proven now."""
        stairs = self.stairs
        # 1. The corners of the stairs that the ways in the gap make, lowered by the tolerance.
        open_ = [gap for gap in stairs.gaps(side) if not stairs.covered(gap)]
        if not open_ or max_steps <= 0:
            return 0, not open_
        corners = np.array([(b.ticks, a.units) for a, b in open_]) / (1 + stairs.tolerance)
        # 2. The least costs from the start wherever a way may pass that lies below one of them.
        done = self.reach(price, float((corners @ price[:2]).max()) / SAFE, max_steps)
        done += A_LOOK * done
        if done >= max_steps:
            return done, False
        sighted(self.back_guides, self._origin(), self.room, self.run)
        # 3. The search.
        ticks, units, end, path, made = below(
            self.streets, self.back_guides, self._origin(), self.gates, self.room,
            corners[:, 0].copy(), corners[:, 1].copy(), price, stairs.tolerance, max_steps - done,
            self.run,
        )  # fmt: skip
        stairs.take(listed(ticks, units, end, path))
        return done + made, made < max_steps - done

    def pull(self, price: I64, k: int, low: float, high: float, upto: float = inf) -> Found | None:
        """The best way at a price, if it costs no more than `upto`."""
        self.run += 1
        room, n = self.room, self.n
        self.n_pulled += pulled(
            self.streets, self.guides, self.sight, self.gates, room, price, k, low, high,
            self.run, upto, False, UNBOUNDED,
        )  # fmt: skip
        if room["seen"][n] != self.run:
            return None
        path = path_of(self.streets, self.gates, room)
        return Found(int(room["ticks"][n]), int(room["units"][n]), path)

    def reach(self, price: I64, upto: float, most: int) -> int:
        """The least costs wherever a way may pass that costs no more than `upto`; the steps."""
        self.run += 1
        return pulled(
            self.streets, self.guides, self.sight, self.gates, self.room, price,
            *self.between(price), self.run, upto, True, most,
        )  # fmt: skip

    def between(self, price: I64) -> tuple[int, float, float]:
        """The guide price below a price, and how much a sight's units weigh of it and the next."""
        k, low, high = between(self.guides.price, price)
        return k, low * float(self.guides.scale[k]), high * float(self.guides.scale[k + 1])

    def _guide_line(self, k: int, found: Found) -> Line:
        """The line at a guide price; the first and the last have but one of the costs."""
        if k == 0:
            return Line(1, 0, found.ticks)
        if k == len(self.guides.price) - 1:
            return Line(0, 1, found.units)
        of_time, of_hazard = (int(x) for x in self.guides.price[k, :2])
        return Line(of_time, of_hazard, int(self.room["cost"][self.n]))

    def _origin(self) -> Sight:
        """The least costs from the start, as if it were the goal of the way back."""
        if self.origin is None:
            gates = self.gates
            costs = [
                (gates.start_ticks >> less_t) * a + (gates.start_units >> less_h) * b
                for a, b, less_t, less_h in self.guides.price
            ]
            costs_at = np.stack(costs, axis=1)
            self.origin = seen_from(self.back_guides, gates.start, costs_at, self.n)
        return self.origin


def _sides(gap: Gap) -> tuple[int, int]:
    """What a gap is known by."""
    return gap[0].ticks, gap[1].ticks
