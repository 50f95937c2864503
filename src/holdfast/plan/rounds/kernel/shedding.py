"""Dropping stops until rounds break no limit and are not worth more without one.

Law. It ends, since every step drops a stop and staying breaks no limit.
"""

import numpy as np

from holdfast.plan.compiled import compiled, inner
from holdfast.plan.rounds.kernel.reckoning import fits, reckon
from holdfast.plan.rounds.kernel.shapes import (
    ARRIVE,
    FAR,
    HAZARD,
    SMALL,
    VALUE,
    WORTH,
    Ask,
    Bench,
    Work,
)


@compiled
def shed_all(ask: Ask, work: Work, bench: Bench, mix: int) -> bool:
    """Bring all touched rounds within their limits, none with a stop that it is worth less with."""
    dropped = False
    for r in range(len(work.ln)):
        if bench.touched[r]:
            dropped |= shed(ask, work, r, mix)
            # A round that is worth more without a stop may be longer without it: there is no way.
            while (ask.lives or ask.price > 0.0) and lighten(ask, work, r, mix):
                dropped = True
                if not shed(ask, work, r, mix):
                    break
    return dropped


@inner
def shed(ask: Ask, work: Work, r: int, mix: int) -> bool:
    """Drop the stops of least worth for what they take until the round breaks no limit."""
    dropped = False
    while not fits(ask, work, r):
        late = first_late(ask, work, r)
        excess = over(ask, work, r)
        best, best_p = -np.inf, max(late, 1)
        for p in range(1, (late or work.ln[r]) + 1):
            eased = excess - over_without(ask, work, r, p)
            if late:
                eased += time_without(ask, work, r, p)
            worth = ask.worth[work.seq[r, p]] + SMALL
            score = eased / worth if eased > 0.0 else eased * worth - 1e-6
            if score > best:
                best, best_p = score, p
        drop(work, r, best_p)
        reckon(ask, work, r, mix)
        dropped = True
    return dropped


@inner
def over(ask: Ask, work: Work, r: int) -> float:
    """By what share a round exceeds its limits, summed over them."""
    sums, excess = work.sums[r], 0.0
    if sums[ARRIVE] > ask.latest[r]:
        excess += (sums[ARRIVE] - ask.latest[r]) / max(ask.latest[r] - ask.depart[r], SMALL)
    if sums[HAZARD] > ask.most[r]:
        excess += (sums[HAZARD] - ask.most[r]) / max(ask.most[r], SMALL)
    if sums[FAR] > ask.reach[r]:
        excess += (sums[FAR] - ask.reach[r]) / max(ask.reach[r], SMALL)
    return excess


@inner
def over_without(ask: Ask, work: Work, r: int, p: int) -> float:
    """The same as it would be without the stop at position p, waiting not reckoned."""
    k, sums, excess = ask.kind[r], work.sums[r], 0.0
    a, u, b = work.seq[r, p - 1], work.seq[r, p], work.seq[r, p + 1]
    if sums[ARRIVE] > ask.latest[r]:
        now = sums[ARRIVE] - (ask.time[k, a, u] + ask.time[k, u, b] - ask.time[k, a, b])
        excess += max(now - ask.latest[r], 0.0) / max(ask.latest[r] - ask.depart[r], SMALL)
    if ask.risky:
        now = sums[HAZARD] - (ask.hazard[k, a, u] + ask.hazard[k, u, b] - ask.hazard[k, a, b])
        excess += max(now - ask.most[r], 0.0) / max(ask.most[r], SMALL)
    if ask.long:
        now = sums[FAR] - (ask.far[k, a, u] + ask.far[k, u, b] - ask.far[k, a, b])
        excess += max(now - ask.reach[r], 0.0) / max(ask.reach[r], SMALL)
    return excess


@inner
def first_late(ask: Ask, work: Work, r: int) -> int:
    """The position of the first stop that is reached after it closes, or 0."""
    if ask.windows:
        for p in range(1, work.ln[r] + 1):
            if work.begin[r, p] > ask.closes[work.seq[r, p]]:
                return p
    return 0


@inner
def time_without(ask: Ask, work: Work, r: int, p: int) -> float:
    """The share of its time that a round would save without the stop at p."""
    k = ask.kind[r]
    a, u, b = work.seq[r, p - 1], work.seq[r, p], work.seq[r, p + 1]
    saved = ask.time[k, a, u] + ask.time[k, u, b] - ask.time[k, a, b]
    return float(saved / max(ask.latest[r] - ask.depart[r], SMALL))


@inner
def lighten(ask: Ask, work: Work, r: int, mix: int) -> bool:
    """Drop stops for as long as the round is worth more without one."""
    dropped, k = False, ask.kind[r]
    while work.ln[r]:
        sums = work.sums[r]
        best, best_p = sums[VALUE] + SMALL, 0
        for p in range(1, work.ln[r] + 1):
            a, u, b = work.seq[r, p - 1], work.seq[r, p], work.seq[r, p + 1]
            risk = sums[HAZARD] - (ask.hazard[k, a, u] + ask.hazard[k, u, b] - ask.hazard[k, a, b])
            worth = sums[WORTH] - ask.worth[u]
            if ask.lives:
                worth *= np.exp(-risk)
            if work.ln[r] == 1:
                worth, risk = 0.0, 0.0
            if worth - ask.price * risk > best:
                best, best_p = worth - ask.price * risk, p
        if best_p == 0:
            return dropped
        drop(work, r, best_p)
        reckon(ask, work, r, mix)
        dropped = True
    return dropped


@inner
def drop(work: Work, r: int, p: int) -> None:
    """Let team r no longer visit what stands at position p."""
    work.at[work.seq[r, p]] = -1
    for q in range(p, work.ln[r] + 1):
        work.seq[r, q] = work.seq[r, q + 1]
    work.ln[r] -= 1
