"""Making touched rounds take less, without breaking a limit that they kept.

Law. What breaks no limit before breaks none after.
"""

from holdfast.plan.compiled import folded, inner
from holdfast.plan.rounds.kernel.moving import shift, turn, write
from holdfast.plan.rounds.kernel.reckoning import fits, reckon
from holdfast.plan.rounds.kernel.shapes import SMALL, Ask, Bench, Work
from holdfast.plan.rounds.kernel.straightening import straighten


@folded
def tidy(ask: Ask, work: Work, bench: Bench, mix: int) -> bool:
    """Reckon the touched rounds and shorten them; answer whether any got shorter."""
    better = False
    for r in range(len(work.ln)):
        if bench.touched[r]:
            if ask.plain:
                better |= straighten(ask, work, bench, r)
                reckon(ask, work, r, mix)
            else:
                reckon(ask, work, r, mix)
                if fits(ask, work, r):
                    better |= straighten_one_way(ask, work, bench, r, mix)
    return better


@inner
def straighten_one_way(ask: Ask, work: Work, bench: Bench, r: int, mix: int) -> bool:
    """Lessen the drag of a round by moving stretches, where ways differ by direction.

    A change that would break a limit is taken back.
    """
    drag, seq, n_stops = ask.drag[mix, ask.kind[r]], work.seq[r], work.ln[r]
    better, again, rounds = False, True, 0
    while again and rounds < 4:
        again = False
        rounds += 1
        for length in range(1, 4):
            for i in range(1, n_stops + 2 - length):
                a, u, v, b = seq[i - 1], seq[i], seq[i + length - 1], seq[i + length]
                best, to = drag[a, u] + drag[v, b] - drag[a, b] - SMALL, n_stops + 1
                for j in range(n_stops + 1):
                    if j < i - 1 or j >= i + length:
                        cost = drag[seq[j], u] + drag[v, seq[j + 1]] - drag[seq[j], seq[j + 1]]
                        if cost < best:
                            best, to = cost, j
                if to <= n_stops:
                    write(seq, bench.row, n_stops + 2)
                    shift(seq, i, length, to)
                    if settle(ask, work, bench, r, mix):
                        again = True
        again |= turn_over(ask, work, bench, r, mix)
        better |= again
    return better


@inner
def turn_over(ask: Ask, work: Work, bench: Bench, r: int, mix: int) -> bool:
    """Turn stretches of a round over where that lessens its drag and breaks no limit."""
    drag, seq, n_stops = ask.drag[mix, ask.kind[r]], work.seq[r], work.ln[r]
    better = False
    for i in range(n_stops):
        back = 0.0
        a = seq[i]
        for j in range(i + 2, n_stops + 1):
            b, c, d = seq[i + 1], seq[j], seq[j + 1]
            back += drag[c, seq[j - 1]] - work.gap[r, j - 1]
            if drag[a, c] + drag[b, d] + back < work.gap[r, i] + work.gap[r, j] - SMALL:
                write(seq, bench.row, n_stops + 2)
                turn(seq, i + 1, j)
                if settle(ask, work, bench, r, mix):
                    better = True
                    break
    return better


@inner
def settle(ask: Ask, work: Work, bench: Bench, r: int, mix: int) -> bool:
    """Keep a changed order if it breaks no limit; else go back to `row`."""
    reckon(ask, work, r, mix)
    if fits(ask, work, r):
        return True
    n_places = work.ln[r] + 2
    write(bench.row, work.seq[r], n_places)
    reckon(ask, work, r, mix)
    return False
