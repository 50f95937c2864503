"""Shortening a round where ways are alike in both directions.

Law. No move makes a round longer.
"""

from holdfast.plan.compiled import inner
from holdfast.plan.roads.arrays import F64, I32
from holdfast.plan.rounds.kernel.moving import shift, turn
from holdfast.plan.rounds.kernel.shapes import SMALL, Ask, Bench, Work


@inner
def straighten(ask: Ask, work: Work, bench: Bench, r: int) -> bool:
    """Shorten a round by turning stretches over and moving single sites; ways alike both ways."""
    time, seq, n_stops, spot = ask.time[ask.kind[r]], work.seq[r], work.ln[r], bench.row
    for p in range(n_stops + 2):
        spot[seq[p]] = p
    better, again = False, True
    while again:
        again = False
        for i in range(n_stops + 1):
            while uncross(time, ask.near, work.at, r, seq, spot, i):
                again = True
        for i in range(1, n_stops + 1):
            again |= move_one(time, ask.near, work.at, r, seq, spot, i, n_stops)
        better |= again
    return better


@inner
def uncross(time: F64, near: I32, at: I32, r: int, seq: I32, spot: I32, i: int) -> bool:
    """Take out the leg after place i and another, turn over what lies between, if shorter."""
    a, b = seq[i], seq[i + 1]
    there = time[a, b] - SMALL
    for c in near[a]:
        if time[a, c] >= there or c == a:
            break
        if at[c] == r:
            j = spot[c]
            d = seq[j + 1]
            if time[a, c] + time[b, d] < there + time[c, d]:
                turn(seq, min(i, j) + 1, max(i, j))
                respot(seq, spot, min(i, j) + 1, max(i, j))
                return True
    for c in near[b]:
        if time[b, c] >= there or c == b:
            break
        if at[c] == r:
            j = spot[c] - 1
            d = seq[j]
            if time[b, c] + time[a, d] < there + time[c, d]:
                turn(seq, min(i, j) + 1, max(i, j))
                respot(seq, spot, min(i, j) + 1, max(i, j))
                return True
    return False


@inner
def move_one(  # noqa: C901 - an innermost loop
    time: F64, near: I32, at: I32, r: int, seq: I32, spot: I32, i: int, n_stops: int
) -> bool:
    """Let the site at place i be visited elsewhere in the round, if that is shorter."""
    a, u, b = seq[i - 1], seq[i], seq[i + 1]
    best, to = time[a, u] + time[u, b] - time[a, b] - SMALL, n_stops + 1
    for q in range(-2, near.shape[1]):
        if q == -2:
            j = 0
        elif q == -1:
            j = n_stops
        else:
            c = near[u, q]
            if time[u, c] >= best:
                break
            if at[c] != r:
                continue
            j = spot[c]
            if j - 1 != i and j != i:
                cost = time[seq[j - 1], u] + time[u, c] - time[seq[j - 1], c]
                if cost < best:
                    best, to = cost, j - 1
        if j != i and j != i - 1:
            cost = time[seq[j], u] + time[u, seq[j + 1]] - time[seq[j], seq[j + 1]]
            if cost < best:
                best, to = cost, j
    if to > n_stops:
        return False
    shift(seq, i, 1, to)
    respot(seq, spot, min(i, to), max(i, to + 1))
    return True


@inner
def respot(seq: I32, spot: I32, i: int, j: int) -> None:
    """Note anew where the sites from place i to j stand."""
    for p in range(i, j + 1):
        spot[seq[p]] = p
