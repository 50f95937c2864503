"""A net's junctions drawn out one by one, and what is left of the distances between the others.

Laws. Costs play no part in the making, so one skeleton serves all hazards. With costs `fitted`, the
least cost between two junctions is that of a way that rises in the order and then falls.

Source: Dibbelt, Strasser, Wagner: Customizable contraction hierarchies, ACM J. Exp. Algorithmics
21 (2016), 1.5. A link is their (shortcut or original) arc, in both directions at once.
"""

from typing import NamedTuple

import numpy as np

from holdfast.plan.compiled import compiled
from holdfast.plan.roads.arrays import I32, I64
from holdfast.plan.roads.rows import NEVER


class Skeleton(NamedTuple):
    """n junctions by rank (the order in which they are drawn out), k links, c chains.

    Attributes:
        rank: of each junction, n.
        start: the links up from rank r are start[r] to start[r + 1], by rising `upper`, n + 1.
        lower, upper: the ranks that each link joins, k.
        link: of each chain, or -1 for a circle, c.
        rises: whether a chain runs from the lower to the upper end of its link, c.
    """

    rank: I32
    start: I64
    lower: I32
    upper: I32
    link: I32
    rises: I32


class Fitted(NamedTuple):
    """A skeleton under some costs. A piece is a link in one direction: 2 l up, 2 l + 1 down.

    Attributes:
        cost: of each piece, 2 k; NEVER or more where there is no way.
        first, second: the two pieces that it was put together of; where it is a chain, that chain
            and -1; both -1 where there is no way, 2 k.
    """

    cost: I64
    first: I32
    second: I32


@compiled
def raised(  # noqa: C901  # one sweep over shared arrays
    order: I32, indptr: I64, near: I32
) -> tuple[I32, I64, I32, I32]:
    """Rank, start, lower and upper of a skeleton: who are neighbours once the lower are gone."""
    n = len(order)
    rank = np.empty(n, np.int32)
    for r in range(n):
        rank[order[r]] = r
    start, upper = np.zeros(n + 1, np.int64), np.empty(4 * n + 16, np.int32)
    child, sibling = np.full(n, -1, np.int32), np.full(n, -1, np.int32)
    seen = np.full(n, -1, np.int32)
    filled = 0
    for r in range(n):
        if filled + n > len(upper):
            larger = np.empty(2 * len(upper) + n, np.int32)
            larger[:filled] = upper[:filled]
            upper = larger
        begin = filled
        for i in range(indptr[order[r]], indptr[order[r] + 1]):
            w = rank[near[i]]
            if w > r and seen[w] != r:
                seen[w] = r
                upper[filled] = w
                filled += 1
        c = child[r]
        while c >= 0:
            for i in range(start[c], start[c + 1]):
                w = upper[i]
                if w > r and seen[w] != r:
                    seen[w] = r
                    upper[filled] = w
                    filled += 1
            c = sibling[c]
        start[r + 1] = filled
        if filled > begin:
            upper[begin:filled].sort()
            above = upper[begin]
            sibling[r], child[above] = child[above], r
    lower = np.empty(filled, np.int32)
    for r in range(n):
        lower[start[r] : start[r + 1]] = r
    return rank, start, lower, upper[:filled].copy()


@compiled
def linked(rank: I32, start: I64, upper: I32, tail: I32, head: I32) -> tuple[I32, I32]:
    """The link of each chain, and whether the chain rises along it."""
    link, rises = np.full(len(tail), -1, np.int32), np.zeros(len(tail), np.int32)
    for c in range(len(tail)):
        a, b = rank[tail[c]], rank[head[c]]
        if a != b:
            low, high = min(a, b), max(a, b)
            begin = start[low]
            link[c] = begin + np.searchsorted(upper[begin : start[low + 1]], high)
            rises[c] = a < b
    return link, rises


@compiled
def fitted(  # noqa: C901  # one sweep over shared arrays
    skeleton: Skeleton, chain_cost: I64
) -> Fitted:
    """A skeleton under the costs of its chains, NEVER for those that may not be used."""
    start, upper = skeleton.start, skeleton.upper
    k = len(upper)
    up, down = np.full(k, NEVER, np.int64), np.full(k, NEVER, np.int64)
    first, second = np.full(2 * k, -1, np.int32), np.full(2 * k, -1, np.int32)
    for c in range(len(chain_cost)):
        e = skeleton.link[c]
        if e < 0:
            continue
        if skeleton.rises[c]:
            if chain_cost[c] < up[e]:
                up[e], first[2 * e] = chain_cost[c], c
        elif chain_cost[c] < down[e]:
            down[e], first[2 * e + 1] = chain_cost[c], c
    for r in range(len(start) - 1):
        end = start[r + 1]
        for i in range(start[r], end):
            a, i_up, i_down = upper[i], up[i], down[i]
            if i_up >= NEVER and i_down >= NEVER:
                continue
            e = start[a]
            for j in range(i + 1, end):
                while upper[e] != upper[j]:
                    e += 1
                on = i_down + up[j]
                if on < up[e]:
                    up[e], first[2 * e], second[2 * e] = on, 2 * i + 1, 2 * j
                back = down[j] + i_up
                if back < down[e]:
                    down[e], first[2 * e + 1], second[2 * e + 1] = back, 2 * j + 1, 2 * i
    cost = np.empty(2 * k, np.int64)
    cost[0::2], cost[1::2] = up, down
    return Fitted(cost, first, second)
