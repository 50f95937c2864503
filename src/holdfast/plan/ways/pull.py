"""A* to one goal at any price, pulled by the goal's least costs at some guide prices.

Laws. The way that is found is the best at its price, exactly in whole numbers. The least costs from
a junction are worked out when they are first asked for, and are then known to all searches to that
goal.

Sources: Dibbelt, Strasser, Wagner: Customizable contraction hierarchies, ACM J. Exp. Algorithmics
21 (2016); Strasser and Zeitz: A fast and tight heuristic for A* in road networks, SEA 2021 (least
costs asked for one by one).
"""

import numpy as np

from holdfast.plan.compiled import compiled, inner
from holdfast.plan.roads.arrays import I32, I64
from holdfast.plan.ways.heap import ZERO, pop, push
from holdfast.plan.ways.streets import FAR, OUT_OF_REACH, Gates, Guides, Room, Sight, Streets

SAFE = 1.0 - 1e-9
"""Bounds put together in floats are lowered by this part, more than rounding can add."""


@compiled
def seen_from(guides: Guides, goal: I32, goal_costs: I64, n: int) -> Sight:
    """A goal's sight: what lies above it is worked out, everything else when it is asked for.

    Args:
        guides: of the field.
        goal: the junctions of the stretches that end at the goal, e.
        goal_costs: their costs at each guide price, (e, g).
        n: how many junctions there are.
    """
    g = guides.up.shape[1]
    least, last = np.full((n, g), OUT_OF_REACH, np.int32), np.zeros(n, np.bool_)
    above = np.zeros(n, np.bool_)
    for i in range(len(goal)):
        last[goal[i]] = True
        r = guides.rank[goal[i]]
        for k in range(g):
            least[r, k] = min(least[r, k], min(goal_costs[i, k] // guides.scale[k], FAR))
        while r >= 0 and not above[r]:
            above[r] = True
            first = guides.start[r]
            r = guides.upper[first] if first < guides.start[r + 1] else -1
    for r in range(n):
        if not above[r]:
            continue
        _no_farther(least, r)
        for e in range(guides.start[r], guides.start[r + 1]):
            to = guides.upper[e]
            for k in range(g):
                least[to, k] = min(least[to, k], least[r, k] + guides.down[e, k])
    return Sight(least, np.zeros(n, np.bool_), last)


@inner
def _look(guides: Guides, sight: Sight, rank: int, chain: I32) -> None:
    """Work out the least costs from a rank; it and all above it that are not known yet.

    Args:
        chain: room for the ranks on the way up.
    """
    size = 0
    while rank >= 0 and not sight.known[rank]:
        chain[size] = rank
        size += 1
        first = guides.start[rank]
        rank = guides.upper[first] if first < guides.start[rank + 1] else -1
    g = guides.up.shape[1]
    while size > 0:
        size -= 1
        r = chain[size]
        for e in range(guides.start[r], guides.start[r + 1]):
            to = guides.upper[e]
            for k in range(g):
                c = guides.up[e, k] + sight.least[to, k]
                if c < sight.least[r, k]:
                    sight.least[r, k] = c
        _no_farther(sight.least, r)
        sight.known[r] = True


@inner
def _no_farther(least: I32, rank: int) -> None:
    """What is reached and dearer than FAR counts as FAR: a bound all the same."""
    for k in range(least.shape[1]):
        if FAR < least[rank, k] < OUT_OF_REACH:
            least[rank, k] = FAR


@compiled
def sighted(guides: Guides, sight: Sight, room: Room, run: int) -> None:
    """Work out the least costs from every junction that a run has seen."""
    chain = np.empty(len(guides.rank), np.int32)
    for v in range(len(guides.rank)):
        if room[v].seen == run:
            _look(guides, sight, guides.rank[v], chain)


@compiled
def pulled(  # noqa: C901  # one A* loop
    streets: Streets,
    guides: Guides,
    sight: Sight,
    gates: Gates,
    room: Room,
    price: I64,
    k: int,
    low: float,
    high: float,
    run: int,
    upto: float,
    whole: bool,
    most: int,
) -> int:
    """The best way at a price, left in the room; how often it went on from a junction.

    It looks nowhere where a way must cost more than `upto`; if `whole`, everywhere else, even when
    the way is found. It goes on from no more than `most` junctions.
    The bound is `low` of guide price k and `high` of the next, in the sight's units; `high` below
    0: `low`, a power of 2, of k alone. It falls a little short of consistent, so what was done is
    done again when it gets cheaper.
    """
    n, done = len(streets.indptr) - 1, 0
    chain = np.empty(n, np.int32)
    keys, items, size = np.empty(1024, np.int64), np.empty(1024, np.int32), ZERO
    a, b, less_a, less_b = price[0], price[1], price[2], price[3]
    for i in range(len(gates.direct_ticks)):
        t, h = gates.direct_ticks[i], gates.direct_units[i]
        c = (t >> less_a) * a + (h >> less_b) * b
        if room[n].seen != run or c < room[n].cost:
            room[n].seen, room[n].cost, room[n].via = run, c, -1 - i
            room[n].ticks, room[n].units = t, h
            keys, items, size = push(keys, items, size, c, n)
    for i in range(len(gates.start)):
        v, t, h = gates.start[i], gates.start_ticks[i], gates.start_units[i]
        c = (t >> less_a) * a + (h >> less_b) * b
        if room[v].seen == run and room[v].cost <= c:
            continue
        _look(guides, sight, guides.rank[v], chain)
        least = sight.least[guides.rank[v]]
        if least[0] < OUT_OF_REACH:
            room[v].seen, room[v].cost, room[v].via = run, c, -1 - i
            room[v].ticks, room[v].units = t, h
            keys, items, size = push(keys, items, size, c + _bound(least, k, low, high), v)
    while size > 0 and done < most:
        key, u = keys[0], items[0]
        size = pop(keys, items, size)
        if u == n:
            if key == room[n].cost and not whole:
                break
            continue
        if key != room[u].cost + _bound(sight.least[guides.rank[u]], k, low, high):
            continue
        done += 1
        if sight.last[u]:
            for i in range(len(gates.goal)):
                if gates.goal[i] == u:
                    t, h = gates.goal_ticks[i], gates.goal_units[i]
                    c = room[u].cost + (t >> less_a) * a + (h >> less_b) * b
                    if room[n].seen != run or c < room[n].cost:
                        room[n].seen, room[n].cost, room[n].via = run, c, i
                        room[n].ticks, room[n].units = room[u].ticks + t, room[u].units + h
                        keys, items, size = push(keys, items, size, c, n)
        for e in range(streets.indptr[u], streets.indptr[u + 1]):
            way_on = streets.chain[e]
            v, t, h = way_on.head, way_on.ticks, way_on.units
            if v < 0:
                continue
            c = room[u].cost + (t >> less_a) * a + (h >> less_b) * b
            if room[v].seen == run and room[v].cost <= c:
                continue
            rank = guides.rank[v]
            if not sight.known[rank]:
                _look(guides, sight, rank, chain)
            least = sight.least[rank]
            if least[0] >= OUT_OF_REACH:
                continue
            key = c + _bound(least, k, low, high)
            if key > upto:
                continue
            room[v].seen, room[v].cost, room[v].via = run, c, e
            room[v].ticks, room[v].units = room[u].ticks + t, room[u].units + h
            keys, items, size = push(keys, items, size, key, v)
    return done


@compiled
def returned(
    back: Streets, gates: Gates, there: Room, on: Room, price: I64, run: int, upto: float, most: int
) -> int:
    """The best ways at a price to the goal from where a `pulled` has been, left in a room.

    What `pulled` left is the best bound there is: nothing is gone on from that costs more than
    `upto` in all, and no more than `most` junctions, the cheapest ways first.

    Args:
        back: the streets turned round.
        gates: swapped.
        there, run: of that `pulled`, at the same price.
        on: room for the ways.

    Returns:
        How often it went on from a junction.
    """
    done = 0
    keys, items, size = np.empty(1024, np.int64), np.empty(1024, np.int32), ZERO
    a, b, less_a, less_b = price[0], price[1], price[2], price[3]
    for i in range(len(gates.start)):
        v, t, h = gates.start[i], gates.start_ticks[i], gates.start_units[i]
        c = (t >> less_a) * a + (h >> less_b) * b
        if there[v].seen != run or (on[v].seen == run and on[v].cost <= c):
            continue
        on[v].seen, on[v].cost, on[v].via = run, c, -1 - i
        on[v].ticks, on[v].units = t, h
        keys, items, size = push(keys, items, size, c + there[v].cost, v)
    while size > 0 and done < most:
        key, u = keys[0], items[0]
        size = pop(keys, items, size)
        if key != on[u].cost + there[u].cost:
            continue
        done += 1
        for e in range(back.indptr[u], back.indptr[u + 1]):
            chain = back.chain[e]
            v, t, h = chain.head, chain.ticks, chain.units
            if v < 0 or there[v].seen != run:
                continue
            c = on[u].cost + (t >> less_a) * a + (h >> less_b) * b
            key = c + there[v].cost
            if key > upto or (on[v].seen == run and on[v].cost <= c):
                continue
            on[v].seen, on[v].cost, on[v].via = run, c, e
            on[v].ticks, on[v].units = on[u].ticks + t, on[u].units + h
            keys, items, size = push(keys, items, size, key, v)
    return done


@inner
def _bound(least: I32, k: int, low: float, high: float) -> int:
    """No more than the least cost to the goal at a price put together of two guide prices."""
    if high < 0:
        return int(low * least[k])
    return int((low * least[k] + high * least[k + 1]) * SAFE)


@compiled
def path_of(streets: Streets, gates: Gates, room: Room) -> I32:
    """The way that `pulled` left in the room: its last stretch, its chains from the last to the
    first, its first stretch; -1 - d alone where it is direct stretch d.
    """
    n = len(streets.indptr) - 1
    via, size = room[n].via, 1
    if via < 0:
        return np.full(1, via, np.int32)
    u = gates.goal[via]
    while room[u].via >= 0:
        size, u = size + 1, streets.chain[room[u].via].tail
    path = np.empty(size + 1, np.int32)
    path[0], u = via, gates.goal[via]
    for k in range(1, size):
        path[k] = room[u].via
        u = streets.chain[path[k]].tail
    path[size] = -1 - room[u].via
    return path
