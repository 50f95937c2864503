"""What a round takes and is worth, from scratch, and whether it breaks a limit.

Law. Nothing is taken over from what was known of the round before.
"""

import numpy as np

from holdfast.plan.compiled import compiled, inner
from holdfast.plan.rounds.kernel.shapes import ARRIVE, FAR, HAZARD, KG, VALUE, WORTH, Ask, Work


@inner
def gather_lots(ask: Ask, work: Work, r: int) -> None:
    """Write the ranks of all lots at a team's stops into `work.lots`, rising, and their weight."""
    n_lots, kg = 0, 0.0
    for p in range(1, work.ln[r] + 1):
        u = work.seq[r, p]
        kg += ask.weight[u]
        for g in range(ask.lot_rank.shape[1]):
            rank = ask.lot_rank[u, g]
            q = n_lots
            while q > 0 and work.lots[r, q - 1] > rank:
                work.lots[r, q] = work.lots[r, q - 1]
                q -= 1
            work.lots[r, q] = rank
            n_lots += 1
    work.sums[r, KG] = kg


@inner
def worth_carried(ask: Ask, work: Work, r: int, u: int) -> float:
    """Worth of what a team can carry of the lots at its stops and at site u (if not -1)."""
    room, worth = ask.capacity[r], 0.0
    g, n_g = 0, ask.lot_rank.shape[1]
    i, n_i = 0, work.ln[r] * n_g
    if u < 0:
        g = n_g
    while i < n_i or g < n_g:
        if g >= n_g or (i < n_i and work.lots[r, i] < ask.lot_rank[u, g]):
            rank = work.lots[r, i]
            i += 1
        else:
            rank = ask.lot_rank[u, g]
            g += 1
        kg = ask.lot_kg[rank]
        if kg > room:
            return float(worth + ask.lot_worth[rank] * (room / kg))
        room -= kg
        worth += ask.lot_worth[rank]
    return worth


@inner
def reckon_worth(ask: Ask, work: Work, r: int) -> None:
    """Write what a team's round is worth, from scratch."""
    worth = 0.0
    if ask.laden:
        gather_lots(ask, work, r)
    if ask.laden and work.sums[r, KG] > ask.capacity[r]:
        worth = worth_carried(ask, work, r, -1)
    else:
        for p in range(1, work.ln[r] + 1):
            worth += ask.worth[work.seq[r, p]]
    work.sums[r, WORTH] = worth
    if ask.lives:
        worth *= np.exp(-work.sums[r, HAZARD])
    work.sums[r, VALUE] = worth - ask.price * work.sums[r, HAZARD] if work.ln[r] else 0.0


@compiled
def reckon(ask: Ask, work: Work, r: int, mix: int) -> None:
    """Write all that is known of a team's round, from scratch."""
    k, n_stops = ask.kind[r], work.ln[r]
    time, hazard, far = ask.time[k], ask.hazard[k], ask.far[k]
    now, risk, length = ask.depart[r], 0.0, 0.0
    work.begin[r, 0] = now
    a = work.seq[r, 0]
    for p in range(1, n_stops + 2):
        b = work.seq[r, p]
        now = now + time[a, b]
        if ask.windows:
            now = max(now, ask.opens[b])
        work.begin[r, p] = now
        work.gap[r, p - 1] = ask.drag[mix, k, a, b]
        if ask.risky:
            risk += hazard[a, b]
        if ask.long:
            length += far[a, b]
        a = b
    work.sums[r, ARRIVE], work.sums[r, HAZARD], work.sums[r, FAR] = now, risk, length
    if ask.windows:
        reckon_late(ask, work, r)
    reckon_worth(ask, work, r)


@inner
def reckon_late(ask: Ask, work: Work, r: int) -> None:
    """Write when each stop must begin at the latest, from the end backward."""
    time, n_stops = ask.time[ask.kind[r]], work.ln[r]
    work.late[r, n_stops + 1] = ask.latest[r]
    for p in range(n_stops, -1, -1):
        a, b = work.seq[r, p], work.seq[r, p + 1]
        work.late[r, p] = min(ask.closes[a], work.late[r, p + 1] - time[a, b])


@inner
def fits(ask: Ask, work: Work, r: int) -> bool:
    """Whether a reckoned round breaks no limit; staying never does."""
    if work.ln[r] == 0:
        return True
    sums = work.sums[r]
    if sums[ARRIVE] > ask.latest[r] or sums[HAZARD] > ask.most[r] or sums[FAR] > ask.reach[r]:
        return False
    if ask.windows:
        for p in range(1, work.ln[r] + 1):
            if work.begin[r, p] > ask.closes[work.seq[r, p]]:
                return False
    return True


@inner
def all_fit(ask: Ask, work: Work) -> bool:
    """Whether no round breaks a limit."""
    good = True
    for r in range(len(work.ln)):
        good &= fits(ask, work, r)
    return good


@compiled
def totals(ask: Ask, work: Work) -> tuple[float, float]:
    """The value of all rounds and the time they take."""
    value, time = 0.0, 0.0
    for r in range(len(work.ln)):
        value += work.sums[r, VALUE]
        if work.ln[r]:
            time += work.sums[r, ARRIVE] - ask.depart[r]
    return value, time
