"""The table of ways between all ordered pairs of some points in one mode.

Laws. Every pair that can be joined has its fastest way, its safest way, and for each of the
table's prices the way that is least in time + price * hazard, all exact in whole TICK_S and
HAZARD_UNIT; so no way betters any of these in both. `within` proves how good that is: for every
way of the pair the table has one at most 1 + within times worse in either cost. A way's figures
are sums over its arcs, not rounded. The same points in the same field give the same table.

Of ways that are equally fast, the fastest is the least dangerous; of equally safe ones, the
safest is the fastest. (Where the net's totals need more than 59 bits together, that second choice
is made in coarser units: then the field holds thousands of contacts.)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from holdfast.plan.roads.arrays import F64, I64
from holdfast.plan.roads.chains import TICK_S
from holdfast.plan.roads.field import HAZARD_UNIT, Field
from holdfast.plan.roads.points import RoadPoint
from holdfast.plan.ways import prices
from holdfast.plan.ways.layers import Layer, Places, costs, fit, layer, places
from holdfast.plan.ways.meet import OTHERWISE, unfolded
from holdfast.plan.ways.way import Parts, Way, joined, stays

MOST = 9
"""Prices that are tried, fastest and safest among them: nobody chooses among more ways."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Ways between all ordered pairs of p points, at most w each, fastest first, safest last.

    Attributes:
        places: the points, and the field that the ways were found in.
        n_ways: of each pair, (p, p); 0 where no way leads.
        time_s, hazard, length_m: of each pair's ways, (p, p, w); inf beyond `n_ways`.
        within: for every way of a pair there is one here at most 1 + this times worse in either
            cost, (p, p); 0 where no way leads.
        prices_s: seconds for one expected contact at which ways were sought: 0 for the fastest,
            rising to inf for the safest.
        layers: the ways at each price. of: which layer each pair's ways are of, (p, p, w).
    """

    places: Places
    n_ways: I64
    time_s: F64
    hazard: F64
    length_m: F64
    within: F64
    prices_s: tuple[float, ...]
    layers: tuple[Layer, ...]
    of: I64

    def way(self, i: int, j: int, w: int) -> Way:
        """Way w from point i to point j, its arcs put together only now.

        Raises:
            IndexError: there is no such way.
        """
        if not 0 <= w < self.n_ways[i, j]:
            raise IndexError(f"there are {self.n_ways[i, j]} ways from {i} to {j}, none is {w}")
        return _way(self.places, self.layers[self.of[i, j, w]], i, j)


def table(
    field: Field,
    points: Sequence[RoadPoint],
    *,
    tolerance: float = 0.0,
    most: int = MOST,
    heard: Callable[[int], None] = lambda _n: None,
    stop: Callable[[], bool] = lambda: False,
) -> Table:
    """Ways between all ordered pairs of points: fastest, safest, and what is best at some prices.

    1. The fastest and the safest ways of all pairs.
    2. While some pair's ways are not within the tolerance: those at the price in the middle of
       what would narrow such pairs' gaps.
    3. Each pair's ways, without those that come twice.

    Args:
        field: the chains of one mode under the hazards of the moment.
        points: any points of the roads; they may coincide.
        tolerance: no more prices are tried once every pair is within it.
        most: how many prices are tried at most, at least 2; fewer are faster.
        heard: told after each price how many have been tried.
        stop: asked between prices, from the second on.
    """
    at = places(field, points)
    totals = at.all_ticks, at.all_units
    # 1.
    layers = []
    for price in (prices.fastest(*totals), prices.safest(*totals)):
        layers.append(layer(at, price, fit(field, price)))
        heard(len(layers))
    # 2.
    while len(layers) < most and not stop():
        slope = prices.next_slope(*costs(layers), tolerance)
        if slope is None:
            break
        price = prices.priced(slope, *totals)
        layers.append(layer(at, price, fit(field, price)))
        layers.sort(key=lambda one: one.slope)
        heard(len(layers))
    # 3.
    return _gathered(at, layers)


def _way(places: Places, layer: Layer, i: int, j: int) -> Way:
    """A layer's way between two points that are joined."""
    field, ends, start = places.field, places.ends, places.points[i]
    turn, back = int(layer.turns.up[i, j]), int(layer.turns.down[i, j])
    if turn == OTHERWISE:
        stretch = layer.straight[i, j]
        return (
            stays(field, start)
            if stretch is None
            else joined(field, start, Parts(stretch, (), None))
        )
    first, chains, last = unfolded(layer.kit, layer.up, turn, layer.down, back)
    return joined(field, start, Parts(ends.out[first], chains, ends.into[last]))


def _gathered(at: Places, layers: Sequence[Layer]) -> Table:
    """The table of some layers, each pair's ways without those that come twice."""
    ticks, units, slopes = costs(layers)
    # 1. A way is new where it is not the last layer's; new ones first, in their order.
    new = np.isfinite(ticks)
    new[..., 1:] &= (ticks[..., 1:] != ticks[..., :-1]) | (units[..., 1:] != units[..., :-1])
    of = np.argsort(~new, axis=2, kind="stable")
    n_ways = new.sum(axis=2)
    of = of[..., : max(1, int(n_ways.max(initial=0)))]
    # 2. Their figures.
    beyond = np.arange(of.shape[2]) >= n_ways[..., None]
    figures = np.stack([one.figures[..., 2:] for one in layers], axis=2)
    figures = np.take_along_axis(figures, of[..., None], axis=2)
    figures[beyond] = np.inf
    return Table(
        places=at,
        n_ways=n_ways,
        time_s=figures[..., 0],
        hazard=figures[..., 1],
        length_m=figures[..., 2],
        within=prices.within(ticks, units, slopes),
        prices_s=tuple(float(slope) * TICK_S / HAZARD_UNIT for slope in slopes),
        layers=tuple(layers),
        of=of,
    )
