"""An order in which the junctions of a net can be drawn out of it one by one: by straight cuts.

Laws. Every junction comes once. Dead ends come first, from their tips on; of two parts that a cut
parts, both come before the junctions of the cut. The same net gives the same order.

Source: nested dissection (George: Nested dissection of a regular finite element mesh, SIAM J.
Numer. Anal. 10, 1973), with straight cuts in four directions, each where it meets fewest
junctions; Dibbelt, Strasser, Wagner: Customizable contraction hierarchies, ACM J. Exp. Algorithmics
21 (2016), say why the order need not know any cost.
"""

import numpy as np

from holdfast.plan.compiled import compiled, inner
from holdfast.plan.roads.arrays import F64, I32, I64

LEAST_PART = 0.35
"""Neither side of a cut holds less than this part of the junctions (assumed)."""

SMALL = 200
"""Parts of fewer junctions are cut along the two axes only (assumed)."""


def drawn_out(indptr: I64, near: I32, parent: I32, x: F64, y: F64) -> I32:
    """The junctions in the order in which they are drawn out.

    Args:
        indptr, near: neighbours of junction v are near[indptr[v]:indptr[v + 1]], both ways.
        parent: the junction that a dead end hangs on, -1 for those in none.
        x, y: where they lie, in any units that are alike.
    """
    depth = _depth(parent)
    tips = np.flatnonzero(depth > 0)
    tips = tips[np.argsort(-depth[tips], kind="stable")].astype(np.int32)
    core = np.flatnonzero(depth == 0).astype(np.int32)
    return np.concatenate([tips, _dissected(indptr, near, core, x, y)])


@compiled
def _depth(parent: I32) -> I32:
    """How many junctions each dead end's way out of it passes; 0 for those in none."""
    depth = np.full(len(parent), -1, np.int32)
    for v in range(len(parent)):
        steps, u = 0, v
        while depth[u] < 0 and parent[u] >= 0:
            steps, u = steps + 1, parent[u]
        total, u = steps + max(depth[u], 0), v
        while depth[u] < 0:
            depth[u] = total
            total -= 1
            if parent[u] < 0:
                break
            u = parent[u]
    return depth


@compiled
def _dissected(indptr: I64, near: I32, core: I32, x: F64, y: F64) -> I32:
    """The core cut in two again and again, each cut's junctions put behind both its sides."""
    n = len(core)
    order, part = core.copy(), np.full(len(x), -1, np.int32)
    place, best = np.empty(len(x), np.int32), np.empty(n, np.int32)
    part[core] = 0
    begins, ends, n_open = np.empty(n + 2, np.int32), np.empty(n + 2, np.int32), 1
    begins[0], ends[0] = 0, n
    while n_open > 0:
        n_open -= 1
        begin, end = begins[n_open], ends[n_open]
        size = end - begin
        if size <= 2:
            continue
        # 1. The cut that meets fewest junctions, and of those the one nearest the middle.
        some = order[begin:end].copy()
        few, at, low = size + 1, 0, True
        for direction in range(2 if size < SMALL else 4):
            angle = direction * np.pi / 2 if direction < 2 else (2 * direction - 3) * np.pi / 4
            along = x[some] * np.cos(angle) + y[some] * np.sin(angle)
            row = some[np.argsort(along, kind="mergesort")]
            n_cut, where, lower = _best_cut(indptr, near, row, part, place, begin)
            if n_cut < few:
                few, at, low = n_cut, where, lower
                best[:size] = row
        # 2. One side, the other side, and behind them the junctions of the cut.
        row = best[:size]
        for i in range(size):
            place[row[i]] = i
        n_left, n_right, n_cut = 0, 0, 0
        left, right = np.empty(size, np.int32), np.empty(size, np.int32)
        cut = np.empty(size, np.int32)
        for i in range(size):
            v = row[i]
            if (i < at) == low and _reaches(indptr, near, v, part, place, begin, at, low):
                cut[n_cut], n_cut = v, n_cut + 1
            elif i < at:
                left[n_left], n_left = v, n_left + 1
            else:
                right[n_right], n_right = v, n_right + 1
        middle = begin + n_left
        order[begin:middle] = left[:n_left]
        order[middle : middle + n_right] = right[:n_right]
        order[middle + n_right : end] = cut[:n_cut]
        part[cut[:n_cut]] = -1
        part[right[:n_right]] = middle
        begins[n_open], ends[n_open] = begin, middle
        begins[n_open + 1], ends[n_open + 1] = middle, middle + n_right
        n_open += 2
    return order


@inner
def _reaches(
    indptr: I64, near: I32, v: int, part: I32, place: I32, name: int, at: int, low: bool
) -> bool:
    """Whether a junction has a neighbour in its part beyond a cut."""
    for i in range(indptr[v], indptr[v + 1]):
        w = near[i]
        if part[w] == name and (place[w] < at) != low:
            return True
    return False


@inner
def _best_cut(
    indptr: I64, near: I32, row: I32, part: I32, place: I32, name: int
) -> tuple[int, int, bool]:
    """Where a part in a row is best cut: how many junctions, where, and from which side."""
    size = len(row)
    for i in range(size):
        place[row[i]] = i
    below, above = np.zeros(size + 2, np.int32), np.zeros(size + 2, np.int32)
    for i in range(size):
        v = row[i]
        first, last = i, i
        for k in range(indptr[v], indptr[v + 1]):
            w = near[k]
            if part[w] == name:
                first, last = min(first, place[w]), max(last, place[w])
        below[i + 1] += 1
        below[last + 1] -= 1
        above[first + 1] += 1
        above[i + 1] -= 1
    few, at, low, off = size + 1, 0, True, size
    n_below, n_above = 0, 0
    least = max(1, int(LEAST_PART * size))
    for i in range(1, size - least + 1):
        n_below, n_above = n_below + below[i], n_above + above[i]
        n_cut = min(n_below, n_above)
        aside = abs(2 * i - size)
        if i >= least and (n_cut < few or (n_cut == few and aside < off)):
            few, at, low, off = n_cut, i, n_below <= n_above, aside
    return few, at, low
