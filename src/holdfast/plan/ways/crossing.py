"""Ways that begin like one way and end like another.

Law. What is given is a way on the streets with its own costs, and passes no junction twice.
"""

import numpy as np

from holdfast.plan.compiled import compiled
from holdfast.plan.roads.arrays import I32, I64
from holdfast.plan.ways.streets import Gates, Streets


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
                v, t, h = streets.tail[step], t + streets.ticks[step], h + streets.units[step]
            way[v], at[v], rest_t[v], rest_h[v] = q, x, t, h
        for p in range(i + 1):
            # 2. The same along the faster one, and where both pass: to there like the one...
            t, h = np.int64(0), np.int64(0)
            for x in range(end[p], end[p + 1] - 1):
                step = path[x]
                if x == end[p]:
                    v, t, h = gates.goal[step], gates.goal_ticks[step], gates.goal_units[step]
                else:
                    v, t, h = streets.tail[step], t + streets.ticks[step], h + streets.units[step]
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
    return _joint(streets, gates, path[end[on] : on_at + 1], path[comes_at + 1 : end[comes + 1]])


@compiled
def _joint(streets: Streets, gates: Gates, on: I32, comes: I32) -> tuple[I32, int, int]:
    """One path out of two parts, and its costs; what it would pass twice is cut out.

    Args:
        on: from the goal back to the junction.
        comes: from there back to the start.
    """
    whole = np.append(on, comes)
    place = np.full(len(streets.indptr) - 1, -1, np.int32)
    steps, nodes, size = np.empty(len(whole), np.int32), np.empty(len(whole), np.int32), 0
    for k in range(len(whole) - 1):
        v = gates.goal[whole[k]] if k == 0 else streets.tail[whole[k]]
        if 0 <= place[v] < size and nodes[place[v]] == v:
            size = place[v] + 1
            continue
        steps[size], nodes[size], place[v] = whole[k], v, size
        size += 1
    first = whole[len(whole) - 1]
    steps[size] = first
    t = gates.goal_ticks[steps[0]] + gates.start_ticks[first]
    h = gates.goal_units[steps[0]] + gates.start_units[first]
    for k in range(1, size):
        t, h = t + streets.ticks[steps[k]], h + streets.units[steps[k]]
    return steps[: size + 1], t, h
