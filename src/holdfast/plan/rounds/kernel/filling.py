"""Letting sites come into rounds, best first, until none fits.

Law. What comes in fits the limits in force, which may be wider than the true ones.
"""

from holdfast.plan.compiled import inner
from holdfast.plan.rounds.kernel.noting import update_full, update_plain
from holdfast.plan.rounds.kernel.reckoning import reckon
from holdfast.plan.rounds.kernel.scanning import scan
from holdfast.plan.rounds.kernel.shapes import ARRIVE, FAR, HAZARD, WORTH, Ask, Bench, Work


@inner
def list_out(ask: Ask, work: Work, bench: Bench, barred: bool) -> None:
    """Write the sites that may come in into `out`."""
    n_out = 0
    for u in range(len(ask.worth)):
        if work.at[u] < 0 and not (barred and bench.barred[u]):
            bench.out[n_out] = u
            n_out += 1
    bench.out[-1] = n_out


@inner
def fill(ask: Ask, work: Work, bench: Bench, mix: int) -> int:
    """Let sites come in, best first, until none fits; answer how many did.

    Into a round as yet untouched, where nothing more fitted before, only what was just taken out.
    """
    n_in = 0
    for r in range(len(work.ln)):
        scan(ask, work, bench, r, mix, not bench.touched[r])
        bench.eased[r] = False
    while True:
        i, r = choose_plain(ask, work, bench) if ask.plain else choose_full(work, bench)
        if i < 0:
            if rescan(ask, work, bench, mix):
                continue
            return n_in
        u = bench.out[i]
        bench.out[-1] -= 1
        bench.out[i] = bench.out[bench.out[-1]]
        n_in += 1
        p = 1
        while work.seq[r, p - 1] != bench.after[r, u]:
            p += 1
        if ask.plain:
            bench.touched[r] = True
            put_in_plain(ask, work, bench, r, p, u)
            update_plain(ask, work, bench, r, p)
        else:
            put_in(work, r, p, u)
            came_in(ask, work, bench, r, p, mix)


@inner
def choose_plain(ask: Ask, work: Work, bench: Bench) -> tuple[int, int]:
    """The index in `out` and the team of the insertion of most worth for its time, or (-1, -1)."""
    best_i, best_r, best_pull, best_cost = -1, -1, 0.0, 1.0
    for r in range(len(work.ln)):
        spare = bench.spare[0, r] - work.sums[r, ARRIVE]
        for i in range(bench.out[-1]):
            u = bench.out[i]
            cost = bench.cost[r, u]
            if cost <= spare:
                cost = max(cost, 0.0) + ask.floor
                if bench.pull[u] * best_cost > best_pull * cost:
                    best_i, best_r, best_pull, best_cost = i, r, bench.pull[u], cost
    return best_i, best_r


@inner
def choose_full(work: Work, bench: Bench) -> tuple[int, int]:
    """The index in `out` and the team of the insertion for which most speaks, or (-1, -1)."""
    best_i, best_r, best = -1, -1, 0.0
    for r in range(len(work.ln)):
        for i in range(bench.out[-1]):
            score = bench.score[r, bench.out[i]]
            if score > best:
                best_i, best_r, best = i, r, score
    return best_i, best_r


@inner
def put_in(work: Work, r: int, p: int, u: int) -> None:
    """Let team r visit site u at position p."""
    for q in range(work.ln[r] + 2, p, -1):
        work.seq[r, q] = work.seq[r, q - 1]
    work.seq[r, p] = u
    work.ln[r] += 1
    work.at[u] = r


@inner
def put_in_plain(ask: Ask, work: Work, bench: Bench, r: int, p: int, u: int) -> None:
    """The same with the few sums that a plain question needs."""
    for q in range(work.ln[r] + 1, p - 1, -1):
        work.gap[r, q] = work.gap[r, q - 1]
    put_in(work, r, p, u)
    k = ask.kind[r]
    work.gap[r, p - 1] = ask.time[k, work.seq[r, p - 1], u]
    work.gap[r, p] = ask.time[k, u, work.seq[r, p + 1]]
    work.sums[r, ARRIVE] += bench.cost[r, u]
    work.sums[r, WORTH] += ask.worth[u]


@inner
def came_in(ask: Ask, work: Work, bench: Bench, r: int, p: int, mix: int) -> None:
    """Reckon a round into which a site came at position p, and bring the notes up to date."""
    sums, known = work.sums[r], bench.touched[r]
    time, hazard, far = sums[ARRIVE], sums[HAZARD], sums[FAR]
    bench.touched[r] = True
    reckon(ask, work, r, mix)
    if ask.windows or not known:
        scan(ask, work, bench, r, mix, not bench.touched[r])
    else:
        bench.eased[r] |= sums[ARRIVE] < time or sums[HAZARD] < hazard or sums[FAR] < far
        update_full(ask, work, bench, r, p, mix)


@inner
def rescan(ask: Ask, work: Work, bench: Bench, mix: int) -> bool:
    """Scan again for teams whose rounds got easier; whether there was one."""
    found = False
    for r in range(len(work.ln)):
        if bench.eased[r]:
            bench.eased[r], found = False, True
            scan(ask, work, bench, r, mix, not bench.touched[r])
    return found
