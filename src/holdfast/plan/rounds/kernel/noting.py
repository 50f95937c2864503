"""Keeping the notes of where sites cost least, after one has come in.

Law. A note stays no place that is gone, or that breaks a limit in force by now.
"""

from holdfast.plan.compiled import folded, inner
from holdfast.plan.rounds.kernel.scanning import rate, scan_full, scan_plain
from holdfast.plan.rounds.kernel.shapes import ARRIVE, FAR, HAZARD, Ask, Bench, Work


@inner
def update_plain(ask: Ask, work: Work, bench: Bench, r: int, p: int) -> None:
    """Bring the notes up to date after a site has come in at position p of team r."""
    k = ask.kind[r]
    a, new, b = work.seq[r, p - 1], work.seq[r, p], work.seq[r, p + 1]
    gap_a, gap_b = work.gap[r, p - 1], work.gap[r, p]
    for i in range(bench.out[-1]):
        u = bench.out[i]
        if not ask.able[r, u]:
            continue
        if bench.after[r, u] == a or bench.after[r, u] < 0:
            scan_plain(ask, work, bench, u, r)
            continue
        row = ask.time[k, u]
        before = row[a] + row[new] - gap_a
        behind = row[new] + row[b] - gap_b
        if before < bench.cost[r, u]:
            bench.cost[r, u], bench.after[r, u] = before, a
        if behind < bench.cost[r, u]:
            bench.cost[r, u], bench.after[r, u] = behind, new


@inner
def update_full(ask: Ask, work: Work, bench: Bench, r: int, p: int, mix: int) -> None:
    """Bring the notes up to date after a site has come in at position p of team r, no hours.

    What fits only because the site made the round easier is found by the next whole scan.
    """
    sums, takes = work.sums[r], bench.takes[r]
    a, new, b = work.seq[r, p - 1], work.seq[r, p], work.seq[r, p + 1]
    spare_s = bench.spare[0, r] - sums[ARRIVE]
    spare_h = bench.spare[1, r] - sums[HAZARD]
    spare_m = bench.spare[2, r] - sums[FAR]
    for i in range(bench.out[-1]):
        u = bench.out[i]
        if not ask.able[r, u]:
            continue
        if bench.after[r, u] >= 0 and (
            bench.after[r, u] == a
            or takes[u, 0] > spare_s
            or takes[u, 1] > spare_h
            or takes[u, 2] > spare_m
        ):
            scan_full(ask, work, bench, u, r, mix)
            continue
        note_if_less(ask, bench, u, r, mix, a, new, spare_s, spare_h, spare_m)
        note_if_less(ask, bench, u, r, mix, new, b, spare_s, spare_h, spare_m)
        rate(ask, work, bench, u, r)


@folded
def note_if_less(
    ask: Ask, bench: Bench, u: int, r: int, mix: int, a: int, b: int,
    spare_s: float, spare_h: float, spare_m: float,
) -> None:  # fmt: skip
    """Note the place between a and b for site u if it costs less than the noted one and fits."""
    k = ask.kind[r]
    cost = ask.drag_to[mix, k, u, a] + ask.drag[mix, k, u, b] - ask.drag[mix, k, a, b]
    if cost >= bench.cost[r, u]:
        return
    dt = ask.time_to[k, u, a] + ask.time[k, u, b] - ask.time[k, a, b]
    dh, dm = 0.0, 0.0
    if ask.risky:
        dh = ask.hazard_to[k, u, a] + ask.hazard[k, u, b] - ask.hazard[k, a, b]
    if ask.long:
        dm = ask.far_to[k, u, a] + ask.far[k, u, b] - ask.far[k, a, b]
    if dt <= spare_s and dh <= spare_h and dm <= spare_m:
        bench.cost[r, u], bench.after[r, u] = cost, a
        bench.takes[r, u, 0], bench.takes[r, u, 1], bench.takes[r, u, 2] = dt, dh, dm
