"""Best ways between all pairs of some points over one fitted skeleton.

Laws. A way between two points rises from the one, falls to the other, and turns at the junction
where that costs least, the first such in the order. What ways are put together of is kept apart
from the skeleton, so that it takes no more room than the ways need.
"""

from typing import NamedTuple

import numpy as np

from holdfast.plan.compiled import compiled, inner
from holdfast.plan.roads.arrays import F64, I32, I64, Mask
from holdfast.plan.roads.rows import NEVER
from holdfast.plan.roads.skeleton import Fitted, Skeleton

NO_WAY, OTHERWISE = -1, -2
"""In place of the place where a pair turns: there is no way; it is not over the skeleton."""


class Seeds(NamedTuple):
    """The stretches between some points and their next junctions; p points, s stretches.

    Attributes:
        start: the stretches of point i are start[i] to start[i + 1], p + 1.
        rank: of the junction at the far end of each, s.
    """

    start: I64
    rank: I32


class Reach(NamedTuple):
    """What lies above some points, whatever the costs: r places in all.

    Attributes:
        start: the places of point i are start[i] to start[i + 1], p + 1.
        rank: of the junction of each place, rising for each point, r.
    """

    start: I64
    rank: I32


class Swept(NamedTuple):
    """The least costs between points and what lies above them.

    Attributes:
        cost: between the point and each place of its reach, NEVER or more where no way leads, r.
        piece: the last piece on it, or -1 - s where it is stretch s alone, r.
        before: the place where that piece begins, -1 where it is a stretch, r.
    """

    cost: I64
    piece: I32
    before: I32


class Turns(NamedTuple):
    """Where each pair of a start and a goal turns from rising to falling, (p, q) each.

    Attributes:
        cost: the least cost of the pair, NEVER where no way leads.
        up: the place in the start's reach, NO_WAY or OTHERWISE.
        down: the same junction's place in the goal's reach.
    """

    cost: I64
    up: I32
    down: I32


class Kit(NamedTuple):
    """The pieces that some ways are put together of, rising; q pieces.

    Attributes:
        piece: which piece of the skeleton each is, q.
        first, second: as in Fitted, but the pieces by their index in the kit, q.
        figures: any figures of each, summed over its chains, (q, f).
    """

    piece: I32
    first: I32
    second: I32
    figures: F64


@compiled
def reach(skeleton: Skeleton, seeds: Seeds) -> Reach:
    """All junctions to which one can rise from each point."""
    n, p = len(skeleton.rank), len(seeds.start) - 1
    stamp = np.full(n, -1, np.int32)
    start, rank = np.zeros(p + 1, np.int64), np.empty(1024, np.int32)
    filled = 0
    for i in range(p):
        begin = filled
        for s in range(seeds.start[i], seeds.start[i + 1]):
            r = seeds.rank[s]
            while r >= 0 and stamp[r] != i:
                stamp[r] = i
                if filled == len(rank):
                    larger = np.empty(2 * filled, np.int32)
                    larger[:filled] = rank
                    rank = larger
                rank[filled] = r
                filled += 1
                first = skeleton.start[r]
                r = skeleton.upper[first] if first < skeleton.start[r + 1] else -1
        rank[begin:filled].sort()
        start[i + 1] = filled
    return Reach(start, rank[:filled].copy())


@compiled
def swept(
    skeleton: Skeleton, fitted: Fitted, seeds: Seeds, seed_cost: I64, above: Reach, falling: bool
) -> Swept:
    """Least costs from each point up, or, `falling`, from above down to it.

    Args:
        seed_cost: of each stretch.
        above: the reach of the points.
    """
    n = len(skeleton.rank)
    at, r = np.empty(n, np.int32), len(above.rank)
    cost = np.full(r, NEVER, np.int64)
    piece, before = np.full(r, -1, np.int32), np.full(r, -1, np.int32)
    down = 1 if falling else 0
    for i in range(len(above.start) - 1):
        for k in range(above.start[i], above.start[i + 1]):
            at[above.rank[k]] = k
        for s in range(seeds.start[i], seeds.start[i + 1]):
            k = at[seeds.rank[s]]
            if seed_cost[s] < cost[k]:
                cost[k], piece[k] = seed_cost[s], -1 - s
        for k in range(above.start[i], above.start[i + 1]):
            if cost[k] >= NEVER:
                continue
            rank = above.rank[k]
            for e in range(skeleton.start[rank], skeleton.start[rank + 1]):
                c, on = cost[k] + fitted.cost[2 * e + down], at[skeleton.upper[e]]
                if c < cost[on]:
                    cost[on], piece[on], before[on] = c, 2 * e + down, k
    return Swept(cost, piece, before)


@compiled
def met(n: int, above: Reach, up: Swept, below: Reach, down: Swept) -> Turns:
    """Where the best way of each pair of a start and a goal turns.

    Args:
        n: how many junctions the skeleton has.
        above, up: of the starts.
        below, down: of the goals.
    """
    p, q = len(above.start) - 1, len(below.start) - 1
    cost = np.full((p, q), NEVER, np.int64)
    turn, back = np.full((p, q), NO_WAY, np.int32), np.full((p, q), NO_WAY, np.int32)
    least, at = np.full(n, NEVER, np.int64), np.empty(n, np.int32)
    for j in range(q):
        begin, end = below.start[j], below.start[j + 1]
        for k in range(begin, end):
            least[below.rank[k]], at[below.rank[k]] = down.cost[k], k
        for i in range(p):
            for k in range(above.start[i], above.start[i + 1]):
                c = up.cost[k] + least[above.rank[k]]
                if c < cost[i, j]:
                    cost[i, j], turn[i, j], back[i, j] = c, k, at[above.rank[k]]
        for k in range(begin, end):
            least[below.rank[k]] = NEVER
    return Turns(cost, turn, back)


@compiled
def needed(fitted: Fitted, turns: Turns, up: Swept, down: Swept, of_chains: F64) -> Kit:
    """The kit of the best ways of all pairs.

    Args:
        up, down: of the starts, of the goals.
        of_chains: any figures of each chain, (c, f).
    """
    used = np.zeros(len(fitted.cost), np.bool_)
    # 1. The pieces that the ways are made of, and what these are made of in turn.
    _mark(turns.up, up, used)
    _mark(turns.down, down, used)
    for e in range(len(used) - 1, -1, -1):
        if used[e] and fitted.second[e] >= 0:
            used[fitted.first[e]] = used[fitted.second[e]] = True
    # 2. Numbered anew, and their figures summed from the lowest up.
    piece = np.flatnonzero(used).astype(np.int32)
    number = np.full(len(used), -1, np.int32)
    first, second = fitted.first[piece], fitted.second[piece]
    figures = np.empty((len(piece), of_chains.shape[1]))
    for k in range(len(piece)):
        number[piece[k]] = k
        if second[k] < 0:
            figures[k] = of_chains[first[k]]
        else:
            first[k], second[k] = number[first[k]], number[second[k]]
            figures[k] = figures[first[k]] + figures[second[k]]
    return Kit(piece, first, second, figures)


@inner
def _mark(turn: I32, swept: Swept, used: Mask) -> None:
    """Mark the pieces between the points and the places where their ways turn."""
    seen = np.zeros(len(swept.piece), np.bool_)
    for i in range(turn.shape[0]):
        for j in range(turn.shape[1]):
            k = turn[i, j]
            while k >= 0 and not seen[k]:
                seen[k] = True
                if swept.piece[k] >= 0:
                    used[swept.piece[k]] = True
                k = swept.before[k]


@compiled
def totals(kit: Kit, turns: Turns, up: Swept, down: Swept, of_starts: F64, of_goals: F64) -> F64:
    """The figures of the best way of each pair, (p, q, f); inf where there is none.

    Args:
        of_starts, of_goals: of the stretches at the starts, at the goals, (s, f).
    """
    p, q = turns.up.shape
    found = np.full((p, q, kit.figures.shape[1]), np.inf)
    rising, falling = _summed(kit, up, of_starts), _summed(kit, down, of_goals)
    for i in range(p):
        for j in range(q):
            if turns.up[i, j] >= 0:
                found[i, j] = rising[turns.up[i, j]] + falling[turns.down[i, j]]
    return found


@inner
def _summed(kit: Kit, swept: Swept, of_stretches: F64) -> F64:
    """The figures between each place and its point, as far as the kit has what leads there."""
    figures = np.zeros((len(swept.piece), kit.figures.shape[1]))
    for k in range(len(figures)):
        e = swept.piece[k]
        if e >= 0:
            at = np.searchsorted(kit.piece, e)
            if at < len(kit.piece) and kit.piece[at] == e:
                figures[k] = figures[swept.before[k]] + kit.figures[at]
        elif swept.cost[k] < NEVER:
            figures[k] = of_stretches[-1 - e]
    return figures


def unfolded(kit: Kit, up: Swept, turn: int, down: Swept, back: int) -> tuple[int, list[int], int]:
    """One way: the stretch that it begins with, its chains in order, its last stretch.

    Args:
        up, turn: of its start, and the place where it turns.
        down, back: of its goal, and the same junction's place there.
    """
    rise, first = _climb(up, turn)
    fall, last = _climb(down, back)
    waiting = [int(k) for k in np.searchsorted(kit.piece, [*reversed(rise), *fall])][::-1]
    chains: list[int] = []
    while waiting:
        k = waiting.pop()
        if kit.second[k] < 0:
            chains.append(int(kit.first[k]))
        else:
            waiting += [int(kit.second[k]), int(kit.first[k])]
    return first, chains, last


def _climb(swept: Swept, place: int) -> tuple[list[int], int]:
    """The pieces between a place and its point, from the place on, and the stretch at the point."""
    pieces: list[int] = []
    while swept.before[place] >= 0:
        pieces.append(int(swept.piece[place]))
        place = int(swept.before[place])
    return pieces, -1 - int(swept.piece[place])
