"""Letting a site come in together with the free sites on the way to it.

Law. It may break limits, which is for shedding to mend.
"""

import numpy as np

from holdfast.plan.compiled import inner
from holdfast.plan.rounds.kernel.chances import below
from holdfast.plan.rounds.kernel.filling import put_in
from holdfast.plan.rounds.kernel.shapes import U64, Ask, Bench, Work


@inner
def step_in(ask: Ask, work: Work, bench: Bench, rng: U64) -> None:
    """Let some site come in with the free sites on the way to it and on from it, fit or not.

    It may itself be out of reach by any single insertion; what it breaks is shed later.
    """
    r, u = below(rng, len(work.ln)), below(rng, len(ask.worth))
    if work.at[u] >= 0 or not ask.able[r, u]:
        return
    k, seq = ask.kind[r], work.seq[r]
    best, p = np.inf, 0
    for q in range(work.ln[r] + 1):
        a, b = seq[q], seq[q + 1]
        cost = ask.least[k, a, u] + ask.least[k, u, b] - ask.drag[0, k, a, b]
        if cost < best:
            best, p = cost, q
    b = seq[p + 1]
    p = walk_in(ask, work, r, p, u)
    put_in(work, r, p + 1, u)
    walk_in(ask, work, r, p + 1, b)
    bench.touched[r] = True


@inner
def walk_in(ask: Ask, work: Work, r: int, p: int, goal: int) -> int:
    """Put the free sites on the way from position p to a place in; the position of the last."""
    k, x = ask.kind[r], work.seq[r, p]
    for _ in range(len(ask.worth)):
        x = ask.via[k, x, goal]
        if x == goal:
            break
        if work.at[x] < 0 and ask.able[r, x]:
            p += 1
            put_in(work, r, p, x)
    return p
