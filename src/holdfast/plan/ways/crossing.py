"""Ways that begin like one way and end like another, or are best on either side of a junction.

Laws. What is given is a way on the streets with its own costs, and passes no junction twice.
"""

import numpy as np

from holdfast.plan.compiled import compiled, inner
from holdfast.plan.roads.arrays import I32, I64
from holdfast.plan.ways.streets import Gates, Room, Streets


@compiled
def crossed(  # noqa: C901  # one pass over all crossings
    streets: Streets,
    gates: Gates,
    ticks: I64,
    units: I64,
    end: I64,
    path: I32,
    i: int,
    price: I64,
) -> tuple[I32, int, int]:
    """The way that narrows a gap most, of those that change once from one way to another.

    Args:
        ticks, units: of some ways, faster ones first, w.
        end, path: way k is path[end[k]:end[k + 1]], as in `path_of`.
        i: the gap lies between ways i and i + 1.
        price: of a line below the gap.

    Returns:
        Its path, empty where nothing lies in the gap, and its costs.
    """
    n = len(streets.indptr) - 1
    way, at = np.full(n, -1, np.int32), np.empty(n, np.int32)
    rest_t, rest_h = np.empty(n, np.int64), np.empty(n, np.int64)
    best = np.float64(price[0]) * ticks[i + 1] + np.float64(price[1]) * units[i]
    on, on_at, comes, comes_at = -1, 0, 0, 0
    for q in range(i + 1, len(ticks)):
        # 1. What it costs from each junction of the slower way.
        t, h = np.int64(0), np.int64(0)
        for x in range(end[q], end[q + 1] - 1):
            step = path[x]
            if x == end[q]:
                v, t, h = gates.goal[step], gates.goal_ticks[step], gates.goal_units[step]
            else:
                v, t, h = (
                    streets.chain[step].tail,
                    t + streets.chain[step].ticks,
                    h + streets.chain[step].units,
                )
            way[v], at[v], rest_t[v], rest_h[v] = q, x, t, h
        for p in range(i + 1):
            # 2. The same along the faster one, and where both pass: to there like the one...
            t, h = np.int64(0), np.int64(0)
            for x in range(end[p], end[p + 1] - 1):
                step = path[x]
                if x == end[p]:
                    v, t, h = gates.goal[step], gates.goal_ticks[step], gates.goal_units[step]
                else:
                    v, t, h = (
                        streets.chain[step].tail,
                        t + streets.chain[step].ticks,
                        h + streets.chain[step].units,
                    )
                if way[v] != q:
                    continue
                for side in range(2):
                    # 3. ...and on like the other.
                    if side == 0:
                        ct, ch = ticks[p] - t + rest_t[v], units[p] - h + rest_h[v]
                    else:
                        ct, ch = ticks[q] - rest_t[v] + t, units[q] - rest_h[v] + h
                    if not (ticks[i] < ct < ticks[i + 1] and units[i + 1] < ch < units[i]):
                        continue
                    worst = max(
                        np.float64(price[0]) * ct + np.float64(price[1]) * units[i],
                        np.float64(price[0]) * ticks[i + 1] + np.float64(price[1]) * ch,
                    )
                    if worst < best:
                        best = worst
                        if side == 0:
                            on, on_at, comes, comes_at = q, at[v], p, x
                        else:
                            on, on_at, comes, comes_at = p, x, q, at[v]
    if on < 0:
        return path[:0].copy(), 0, 0
    begins, ends = path[comes_at + 1 : end[comes + 1]], path[end[on] : on_at + 1]
    return _joint(streets, gates, ends, begins, np.zeros(n, np.int32))


@compiled
def through(
    streets: Streets,
    gates: Gates,
    there: Room,
    on: Room,
    run: int,
    low_ticks: int,
    high_ticks: int,
    low_units: int,
    high_units: int,
    spacing: float,
) -> tuple[I64, I64, I64, I32]:
    """Ways in a gap through junctions that were reached from the start and from the goal.

    Args:
        there, on: of a `pulled` from the start, and of one from the goal on the streets turned
            round.
        run: that of both.
        low_ticks, high_ticks, low_units, high_units: the ways lie between these.
        spacing: of ways that are worse than another by no more than this part, one is given.

    Returns:
        Ticks and units of each way, the ends of their paths, their paths as in `path_of`.
    """
    n = len(streets.indptr) - 1
    # 1. Where they would lie in the gap, the fastest first.
    some = _in_gap(there, on, run, low_ticks, high_ticks, low_units, high_units)
    ticks, units = np.empty(len(some), np.int64), np.empty(len(some), np.int64)
    for i in range(len(some)):
        ticks[i] = there[some[i]].ticks + on[some[i]].ticks
        units[i] = there[some[i]].units + on[some[i]].units
    order = np.argsort(ticks, kind="mergesort")
    # 2. One for all that are near to it: the slowest that is near to the first one not covered.
    kept, n_kept = np.empty(len(some), np.int32), 0
    least, best, first = np.float64(high_units), -1, -1
    for i in order:
        if first >= 0 and ticks[i] > (1 + spacing) * ticks[first]:
            kept[n_kept], n_kept = best, n_kept + 1
            least, first = np.float64(units[best]), -1
        if first < 0 and (1 + spacing) * units[i] < least:
            first, best = i, i
        elif first >= 0 and units[i] < units[best]:
            best = i
    if first >= 0:
        kept[n_kept], n_kept = best, n_kept + 1
    # 3. Their paths.
    out_t, out_h = np.empty(n_kept, np.int64), np.empty(n_kept, np.int64)
    end, place = np.zeros(n_kept + 1, np.int64), np.zeros(n, np.int32)
    path, size = np.empty(1024, np.int32), 0
    for k in range(n_kept):
        v = some[kept[k]]
        one, out_t[k], out_h[k] = _joint(
            streets, gates, _to_goal(streets, on, v), _to_start(streets, there, v), place
        )
        while size + len(one) > len(path):
            path = np.append(path, path)
        path[size : size + len(one)] = one
        size += len(one)
        end[k + 1] = size
    return out_t, out_h, end, path[:size]


@inner
def _in_gap(
    there: Room,
    on: Room,
    run: int,
    low_ticks: int,
    high_ticks: int,
    low_units: int,
    high_units: int,
) -> I32:
    """The junctions by which ways lie in a gap."""
    some, size = np.empty(len(there), np.int32), 0
    for v in range(len(there) - 1):
        if there[v].seen == run and on[v].seen == run:
            t, h = there[v].ticks + on[v].ticks, there[v].units + on[v].units
            if low_ticks < t < high_ticks and low_units < h < high_units:
                some[size], size = v, size + 1
    return some[:size]


@inner
def _to_start(streets: Streets, there: Room, v: int) -> I32:
    """The chains from a junction back to the start, and the first stretch."""
    size, u = 1, v
    while there[u].via >= 0:
        size, u = size + 1, streets.chain[there[u].via].tail
    path, u = np.empty(size, np.int32), v
    for k in range(size - 1):
        path[k] = there[u].via
        u = streets.chain[path[k]].tail
    path[size - 1] = -1 - there[u].via
    return path


@inner
def _to_goal(streets: Streets, on: Room, v: int) -> I32:
    """The last stretch, and the chains from there back to a junction."""
    size, u = 1, v
    while on[u].via >= 0:
        size, u = size + 1, streets.chain[streets.into[on[u].via]].head
    path, u = np.empty(size, np.int32), v
    for k in range(size - 1):
        path[size - 1 - k] = streets.into[on[u].via]
        u = streets.chain[path[size - 1 - k]].head
    path[0] = -1 - on[u].via
    return path


@inner
def _joint(streets: Streets, gates: Gates, on: I32, comes: I32, place: I32) -> tuple[I32, int, int]:
    """One path out of two parts, and its costs; what it would pass twice is cut out.

    Args:
        on: from the goal back to the junction.
        comes: from there back to the start.
        place: of each junction, anything not below 0.
    """
    whole = np.append(on, comes)
    steps, nodes, size = np.empty(len(whole), np.int32), np.empty(len(whole), np.int32), 0
    for k in range(len(whole) - 1):
        v = gates.goal[whole[k]] if k == 0 else streets.chain[whole[k]].tail
        if place[v] < size and nodes[place[v]] == v:
            size = place[v] + 1
            continue
        steps[size], nodes[size], place[v] = whole[k], v, size
        size += 1
    first = whole[len(whole) - 1]
    steps[size] = first
    t = gates.goal_ticks[steps[0]] + gates.start_ticks[first]
    h = gates.goal_units[steps[0]] + gates.start_units[first]
    for k in range(1, size):
        t, h = t + streets.chain[steps[k]].ticks, h + streets.chain[steps[k]].units
    return steps[: size + 1], t, h
