"""Ways below the corners that are left between ways already found: BOA* back from the goal.

Law. Every way below a corner that no other betters is found, or one near to it is; unless the
labels ran out, which is said. Source: see boa.
"""

from typing import NamedTuple, cast

import numpy as np

from holdfast.plan.compiled import compiled, inner
from holdfast.plan.roads.arrays import F64, I32, I64
from holdfast.plan.ways.heap import ZERO, grown, pop, push
from holdfast.plan.ways.streets import Gates, Guides, Room, Sight, Streets

SAFE = 1.0 - 1e-9
"""Bounds put together in floats are lowered by this part, more than rounding can add."""

ALONE = cast("int", np.int32(-1))
"""In place of the label that one goes on with: none, at the goal. As wide as a label (see heap)."""


class _Corners(NamedTuple):
    """Corners of the stairs made by ways found; a way below none of them is near to one of these.

    Attributes:
        ticks, units: of each; it is below one whose both costs are less; ticks rise, units fall, m.
        limit: at each guide price and at the gap's own, more than any way costs that is below this
            corner or one after it, (m, g + 1).
    """

    ticks: F64
    units: F64
    limit: F64


class _Labels(NamedTuple):
    """Ways to the goal: costs, where from (n: the start), the label they go on with, by what."""

    ticks: I64
    units: I64
    node: I32
    back: I32
    via: I32


class _Heap(NamedTuple):
    """Labels by the least time of a whole way with them."""

    keys: I64
    items: I32


@compiled
def below(  # noqa: C901  # one BOA* loop
    streets: Streets,
    guides: Guides,
    origin: Sight,
    gates: Gates,
    room: Room,
    corner_ticks: F64,
    corner_units: F64,
    price: I64,
    tolerance: float,
    max_labels: int,
    run: int,
) -> tuple[I64, I64, I64, I32, int]:
    """Ways below some corners, each of which lowers the corners by the tolerance.

    Args:
        guides, origin: turned round: the least costs from the start, known wherever `run` was.
        room: of a `pulled` at the corners' price up to the farthest corner.
        corner_ticks, corner_units: rising, falling; a way is missed if below one in both.
        price: at which no way costs much less than the corners.
        max_labels: where the search stops.
        run: that of `pulled`.

    Returns:
        Ticks and units of each way, the ends of their paths, their paths as in `path_of`, and how
        many labels were made: all of max_labels where the search was stopped.
    """
    n = len(streets.indptr) - 1
    labels = _Labels(
        np.empty(1024, np.int64),
        np.empty(1024, np.int64),
        np.empty(1024, np.int32),
        np.empty(1024, np.int32),
        np.empty(1024, np.int32),
    )
    heap = _Heap(np.empty(1024, np.int64), np.empty(1024, np.int32))
    made, size, ways, n_ways = ZERO, ZERO, np.empty(64, np.int32), 0
    weight, quick = _weights(guides), SAFE * guides.scale[0] / guides.price[0, 0]
    limit = np.empty((len(corner_ticks), len(weight) + 1))
    corners = _Corners(corner_ticks, corner_units, limit)
    _lower(corners, weight, price[0], price[1], np.inf)
    nothing, least_units = np.zeros(len(weight), np.int32), np.full(n, -1, np.int64)
    # 1. Straight there, and by each stretch that ends at the goal.
    for i in range(len(gates.direct_ticks)):
        t, h = gates.direct_ticks[i], gates.direct_units[i]
        labels, heap, made, size = _label(labels, heap, made, size, t, t, h, n, ALONE, -1 - i)
    for i in range(len(gates.goal)):
        v, t, h = gates.goal[i], gates.goal_ticks[i], gates.goal_units[i]
        if room[v].seen == run:
            key = t + int(quick * origin.least[guides.rank[v], 0])
            labels, heap, made, size = _label(labels, heap, made, size, key, t, h, v, ALONE, i)
    while size > 0 and made < max_labels:
        # 2. The fastest label that is still good; at the start it is a way.
        x, key = heap.items[0], heap.keys[0]
        size = pop(heap.keys, heap.items, size)
        v, t, h = labels.node[x], labels.ticks[x], labels.units[x]
        if v == n:
            if _may(corners, weight, price, nothing, ZERO, t, h, key):
                if n_ways == len(ways):
                    ways = grown(ways, 2 * n_ways)
                ways[n_ways], n_ways = x, n_ways + 1
                _lower(corners, weight, price[0], price[1], h / (1 + tolerance))
            continue
        if 0 <= least_units[v] <= h:
            continue
        least = origin.least[guides.rank[v]]
        if not _may(corners, weight, price, least, room[v].cost, t, h, key):
            continue
        least_units[v] = h
        # 3. To the start where it is near, and back by every chain.
        for i in range(len(gates.start)):
            if gates.start[i] == v:
                t2, h2 = t + gates.start_ticks[i], h + gates.start_units[i]
                labels, heap, made, size = _label(labels, heap, made, size, t2, t2, h2, n, x, i)
        for k in range(streets.into_start[v], streets.into_start[v + 1]):
            e = streets.into[k]
            u, t2, h2 = (
                streets.chain[e].tail,
                t + streets.chain[e].ticks,
                h + streets.chain[e].units,
            )
            if room[u].seen != run or 0 <= least_units[u] <= h2:
                continue
            rank = guides.rank[u]
            key = t2 + int(quick * origin.least[rank, 0])
            if _may(corners, weight, price, origin.least[rank], room[u].cost, t2, h2, key):
                labels, heap, made, size = _label(labels, heap, made, size, key, t2, h2, u, x, e)
    ways = ways[:n_ways]
    end, path = _paths(labels, ways)
    return labels.ticks[ways], labels.units[ways], end, path, made


@inner
def _paths(labels: _Labels, ways: I32) -> tuple[I64, I32]:
    """Where the path of each label at the start ends, and the paths, written from the goal on."""
    end = np.zeros(len(ways) + 1, np.int64)
    for i in range(len(ways)):
        end[i + 1], x = end[i], ways[i]
        while x >= 0:
            end[i + 1], x = end[i + 1] + 1, labels.back[x]
    path = np.empty(end[len(ways)], np.int32)
    for i in range(len(ways)):
        at, x = end[i + 1], ways[i]
        while x >= 0:
            at -= 1
            path[at], x = labels.via[x], labels.back[x]
    return end, path


@inner
def _lower(corners: _Corners, weight: F64, of_time: int, of_hazard: int, most_h: float) -> None:
    """Lower corners to some units, and say what no label below one of them or the next can cost."""
    g = len(weight)
    for i in range(len(corners.ticks) - 1, -1, -1):
        corners.units[i] = min(corners.units[i], most_h)
        t, h = corners.ticks[i], corners.units[i]
        for k in range(g):
            corners.limit[i, k] = weight[k, 0] * t + weight[k, 1] * h
        corners.limit[i, g] = of_time * t + of_hazard * h
        if i + 1 < len(corners.ticks):
            corners.limit[i] = np.maximum(corners.limit[i], corners.limit[i + 1])


@inner
def _may(
    corners: _Corners, weight: F64, price: I64, least: I32, cost: int, t: int, h: int, key: int
) -> bool:
    """Whether a label may be made a way below some corner.

    Args:
        least, cost: from the start to its junction, at every guide price and at `price`.
        t, h: of the label.
        key: the least time of a whole way with it.
    """
    at, g = np.searchsorted(corners.ticks, key, side="right"), len(weight)
    if at == len(corners.ticks) or h >= corners.units[at]:
        return False
    for k in range(g):
        if weight[k, 0] * t + weight[k, 1] * h + least[k] >= corners.limit[at, k]:
            return False
    return bool(price[0] * t + price[1] * h + cost < corners.limit[at, g])


@inner
def _weights(guides: Guides) -> F64:
    """What a tick and a unit weigh at most at each guide price, in the sight's units, (g, 2)."""
    price = guides.price
    weight = np.empty((len(price), 2))
    for i in range(len(price)):
        weight[i, 0] = price[i, 0] / 2.0 ** price[i, 2] / guides.scale[i]
        weight[i, 1] = price[i, 1] / 2.0 ** price[i, 3] / guides.scale[i]
    return weight


@inner
def _label(
    labels: _Labels,
    heap: _Heap,
    made: int,
    size: int,
    key: int,
    ticks: int,
    units: int,
    node: int,
    back: int,
    via: int,
) -> tuple[_Labels, _Heap, int, int]:
    """One more label."""
    if made == len(labels.node):
        labels = _Labels(
            grown(labels.ticks, 2 * made),
            grown(labels.units, 2 * made),
            grown(labels.node, 2 * made),
            grown(labels.back, 2 * made),
            grown(labels.via, 2 * made),
        )
    labels.ticks[made], labels.units[made], labels.node[made] = ticks, units, node
    labels.back[made], labels.via[made] = back, via
    keys, items, size = push(heap.keys, heap.items, size, key, made)
    return labels, _Heap(keys, items), made + 1, size
