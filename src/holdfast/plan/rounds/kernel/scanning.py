"""Where a site costs a team's round least, and what speaks for its coming in there.

Law. A noted place breaks no limit in force; a plain question's only limit is looked at when a site
is chosen.
"""

import numpy as np

from holdfast.plan.compiled import folded, inner
from holdfast.plan.rounds.kernel.reckoning import worth_carried
from holdfast.plan.rounds.kernel.shapes import ARRIVE, FAR, HAZARD, KG, WORTH, Ask, Bench, Work


@inner
def scan(ask: Ask, work: Work, bench: Bench, r: int, mix: int, only_marked: bool) -> None:
    """Note for the sites that may come in, or the marked of them, where each costs team r least."""
    for i in range(bench.out[-1]):
        u = bench.out[i]
        if not ask.able[r, u] or (only_marked and not bench.marked[u]):
            bench.cost[r, u], bench.score[r, u] = np.inf, 0.0
            bench.after[r, u] = -1
        elif ask.plain:
            scan_plain(ask, work, bench, u, r)
        else:
            scan_full(ask, work, bench, u, r, mix)


@inner
def scan_plain(ask: Ask, work: Work, bench: Bench, u: int, r: int) -> None:
    """Note where site u costs team r least time: one limit, ways alike in both directions."""
    row, seq, gap = ask.time[ask.kind[r], u], work.seq[r], work.gap[r]
    best, after = np.inf, 0
    past = row[seq[0]]
    for p in range(work.ln[r] + 1):
        coming = row[seq[p + 1]]
        cost = past + coming - gap[p]
        if cost < best:
            best, after = cost, p
        past = coming
    bench.cost[r, u] = best
    bench.after[r, u] = seq[after]


@folded
def scan_full(  # noqa: C901 - the innermost loop: each limit leaves it as early as it can
    ask: Ask, work: Work, bench: Bench, u: int, r: int, mix: int
) -> None:
    """Note where site u costs team r least, among the places where it breaks no limit in force."""
    k, seq, n_stops = ask.kind[r], work.seq[r], work.ln[r]
    away, to = ask.time[k, u], ask.time_to[k, u]
    risk_away, risk_to = ask.hazard[k, u], ask.hazard_to[k, u]
    far_away, far_to = ask.far[k, u], ask.far_to[k, u]
    drag_away, drag_to = ask.drag[mix, k, u], ask.drag_to[mix, k, u]
    spare_s = bench.spare[0, r] - work.sums[r, ARRIVE]
    spare_h = bench.spare[1, r] - work.sums[r, HAZARD]
    spare_m = bench.spare[2, r] - work.sums[r, FAR]
    best, after = np.inf, -1
    for p in range(n_stops + 1):
        a, b = seq[p], seq[p + 1]
        cost = drag_to[a] + drag_away[b] - work.gap[r, p]
        if cost >= best:
            continue
        dt, dh, dm = 0.0, 0.0, 0.0
        if ask.windows:
            start = max(work.begin[r, p] + to[a], ask.opens[u])
            if start > ask.closes[u]:
                continue
            if start + away[b] > work.late[r, p + 1]:
                continue
        else:
            dt = to[a] + away[b] - ask.time[k, a, b]
            if not dt <= spare_s:
                continue
        if ask.risky:
            dh = risk_to[a] + risk_away[b] - ask.hazard[k, a, b]
            if not dh <= spare_h:
                continue
        if ask.long:
            dm = far_to[a] + far_away[b] - ask.far[k, a, b]
            if not dm <= spare_m:
                continue
        best, after = cost, p
        bench.takes[r, u, 0], bench.takes[r, u, 1], bench.takes[r, u, 2] = dt, dh, dm
    bench.after[r, u] = -1 if after < 0 else seq[after]
    bench.cost[r, u] = best
    rate(ask, work, bench, u, r)


@folded
def rate(ask: Ask, work: Work, bench: Bench, u: int, r: int) -> None:
    """Note what speaks for the noted insertion of site u into team r."""
    bench.score[r, u] = 0.0
    if bench.after[r, u] < 0:
        return
    cost = max(bench.cost[r, u], 0.0) + ask.floor
    if ask.steady:
        bench.score[r, u] = bench.pull[u] / cost
        return
    gain = gain_of(ask, work, r, u, bench.takes[r, u, 1])
    if gain > 0.0:
        bench.score[r, u] = bench.pull[u] / cost * gain ** bench.draw[0]


@folded
def gain_of(ask: Ask, work: Work, r: int, u: int, d_hazard: float) -> float:
    """By how much a team's value rises with site u and that much more hazard."""
    worth = work.sums[r, WORTH]
    if ask.laden and work.sums[r, KG] + ask.weight[u] > ask.capacity[r]:
        new = worth_carried(ask, work, r, u)
    else:
        new = worth + ask.worth[u]
    if ask.lives:
        risk = work.sums[r, HAZARD]
        new, worth = new * np.exp(-risk - d_hazard), worth * np.exp(-risk)
    return float(new - worth - ask.price * d_hazard)
