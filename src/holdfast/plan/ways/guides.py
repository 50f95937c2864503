"""The guide prices of a field: those at which its ways differ, by a few places over its net.

Law. They are made when first asked for, and kept as long as the field is. The same field gives
the same.
"""

from weakref import WeakKeyDictionary

import numpy as np

from holdfast.plan.roads.arrays import F64, I32, I64
from holdfast.plan.roads.chains import Chains
from holdfast.plan.roads.field import Field
from holdfast.plan.roads.points import RoadPoint, point_on
from holdfast.plan.roads.rows import NEVER, rows
from holdfast.plan.roads.skeleton import Fitted
from holdfast.plan.ways import prices
from holdfast.plan.ways.layers import Layer, costs, fit, layer, places
from holdfast.plan.ways.prices import Price
from holdfast.plan.ways.streets import (
    FAR,
    OUT_OF_REACH,
    Guides,
    Net,
    Streets,
    chain_records,
    reverse,
)

MOST = 12
"""Guide prices: more make bounds tighter and take longer to fit (measured: 8 take a fifth more)."""

LINK_BITS = 26
"""What the greatest link takes in a sight's units, so that ways of some links stay below FAR."""

SAMPLE = 8
"""Places between which ways are compared to choose the prices (assumed)."""

_made: "WeakKeyDictionary[Field, Guided]" = WeakKeyDictionary()


class Guided:
    """What a field's guided searches share: its net, and the guide prices."""

    def __init__(self, field: Field) -> None:
        chains = field.chains
        head = np.where(field.closed | (chains.tail == chains.head), np.int32(-1), chains.head)
        usable = np.flatnonzero(head >= 0).astype(np.int32)
        into_start, order = rows(chains.head[usable], chains.n)
        of = chain_records(chains.tail, head, chains.ticks, field.units)
        streets = Streets(chains.indptr, of, into_start, usable[order])
        self.prices, guides = _guides(field)
        self.net = Net(streets, reverse(streets), guides)


def guided(field: Field) -> Guided:
    """What a field's guided searches share."""
    if field not in _made:
        _made[field] = Guided(field)
    return _made[field]


def _guides(field: Field) -> tuple[tuple[Price, ...], Guides]:
    """The prices in the middle of the gaps between some places, and the skeleton fitted to them."""
    at = places(field, _sample(field.chains))
    most = at.all_ticks, at.all_units
    fits: list[Fitted] = []
    layers: list[Layer] = []
    chosen = [prices.fastest(*most), prices.safest(*most)]
    while len(fits) < len(chosen):
        price = chosen[len(fits)]
        fits.append(fit(field, price))
        layers.append(layer(at, price, fits[-1]))
        if len(fits) < 2 or len(fits) == MOST:
            continue
        slope = _next_slope(*costs(sorted(layers, key=lambda one: one.slope)))
        if slope is not None:
            chosen.append(prices.priced(slope, *most))
    order = np.argsort([price.slope for price in chosen], kind="stable")
    chosen, fits = [chosen[i] for i in order], [fits[i] for i in order]
    skeleton = field.chains.skeleton
    links = np.stack([one.cost for one in fits], axis=1)
    scale, narrow = narrowed(links)
    table = [[p.of_time, p.of_hazard, p.less_time, p.less_hazard] for p in chosen]
    return tuple(chosen), Guides(
        skeleton.rank,
        skeleton.start,
        skeleton.upper,
        np.ascontiguousarray(narrow[0::2]),
        np.ascontiguousarray(narrow[1::2]),
        scale,
        np.array(table, np.int64),
        np.array(most, np.int64),
    )


def narrowed(links: I64) -> tuple[F64, I32]:
    """Costs as multiples of a power of 2 at each price, rounded down; the powers, the multiples.

    Half the room, so half the time where searches wait for memory (measured: 15 : 24).
    """
    most = np.where(links < NEVER, links, 0).max(axis=0, initial=0)
    less = np.array([max(0, int(c).bit_length() - LINK_BITS) for c in most], np.int64)
    narrow = np.where(links < NEVER, np.minimum(links >> less, FAR), OUT_OF_REACH)
    return np.ldexp(np.ones(len(less)), less), narrow.astype(np.int32)


def _next_slope(ticks: F64, units: F64, slopes: F64) -> float | None:
    """The slope to try next: in the middle of the two neighbours between which most is unknown."""
    sides = [slice(k, k + 2) for k in range(len(slopes) - 1)]
    pairs = [(ticks[..., two], units[..., two], slopes[two]) for two in sides]
    unknown = [float(np.minimum(prices.within(*pair), 1.0).sum()) for pair in pairs]
    for k in np.argsort(unknown, kind="stable")[::-1]:
        slope = prices.next_slope(*pairs[int(k)], tolerance=0.0)
        if slope is not None:
            return slope
    return None


def _sample(chains: Chains) -> list[RoadPoint]:
    """The middles of some arcs of the largest net, evenly spaced in their order."""
    roads, mode = chains.roads, chains.net.mode
    main = roads.component[mode] == 0
    inside = np.isfinite(chains.time_s) & main[roads.tail] & main[roads.head]
    arcs = np.flatnonzero(inside)
    spaced = arcs[np.linspace(0, len(arcs) - 1, min(SAMPLE, len(arcs))).astype(np.int64)]
    return [point_on(chains, int(arc), 0.5) for arc in spaced]
