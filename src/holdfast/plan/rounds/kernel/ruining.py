"""Taking sites out of rounds, in one of several ways.

Law. Every team that a site is taken from counts as touched.

Source: Christiaens and Vanden Berghe (Transp. Sci. 54, 2020) for the adjacent strings.
"""

from holdfast.plan.compiled import folded, inner
from holdfast.plan.rounds.kernel.chances import below, chance
from holdfast.plan.rounds.kernel.shapes import U64, Ask, Bench, Work


@folded
def ruin(ask: Ask, work: Work, bench: Bench, rng: U64, n_most: int) -> None:
    """Take sites out, in one of several ways."""
    n_in = work.ln.sum()
    bench.marked[:] = False
    bench.barred[:] = False
    if n_in == 0:
        return
    left, way = 1 + below(rng, min(n_most, n_in)), chance(rng)
    if way < 0.35:
        mark_strings(work, bench, rng, left)
    elif way < 0.55:
        mark_adjacent(ask, work, bench, rng, left)
    elif way < 0.82:
        mark_near(ask, work, bench, rng, left)
    elif way < 0.98:
        mark_scattered(work, bench, rng, left / n_in)
    else:
        mark_team(work, bench, rng)
    bar = 0.5 if chance(rng) < 0.5 else 0.0
    for r in range(len(work.ln)):
        take_out(work, bench, rng, r, bar)


@inner
def mark_strings(work: Work, bench: Bench, rng: U64, left: int) -> None:
    """Mark stretches of rounds, wherever they lie."""
    m = len(work.ln)
    while left > 0:
        r, tries = below(rng, m), 0
        while work.ln[r] == 0 and tries < 8:
            r, tries = below(rng, m), tries + 1
        if work.ln[r] == 0:
            return
        q = 1 + below(rng, min(left, work.ln[r]))
        first = 1 + below(rng, work.ln[r] + 1 - q)
        for p in range(first, first + q):
            bench.marked[work.seq[r, p]] = True
        left -= q


@inner
def mark_adjacent(ask: Ask, work: Work, bench: Bench, rng: U64, left: int) -> None:
    """Mark a stretch of each of several rounds that pass near one place."""
    u = below(rng, len(ask.worth))
    bench.row[: len(work.ln)] = 0
    each = 1 + below(rng, left)
    for i in range(-1, len(ask.near[u])):
        v = u if i < 0 else ask.near[u, i]
        r = work.at[v]
        if r < 0 or bench.row[r]:
            continue
        bench.row[r] = 1
        p = 1
        while work.seq[r, p] != v:
            p += 1
        q = min(1 + below(rng, each), work.ln[r])
        first = max(1, min(p - below(rng, q), work.ln[r] + 1 - q))
        for z in range(first, first + q):
            bench.marked[work.seq[r, z]] = True
        left -= q
        if left <= 0:
            return


@inner
def mark_near(ask: Ask, work: Work, bench: Bench, rng: U64, left: int) -> None:
    """Mark visited sites around one place."""
    u = below(rng, len(ask.worth))
    if work.at[u] >= 0:
        bench.marked[u] = True
        left -= 1
    for v in ask.near[u]:
        if left <= 0:
            return
        if work.at[v] >= 0:
            bench.marked[v] = True
            left -= 1


@inner
def mark_scattered(work: Work, bench: Bench, rng: U64, share: float) -> None:
    """Mark visited sites here and there."""
    for r in range(len(work.ln)):
        for p in range(1, work.ln[r] + 1):
            if chance(rng) < share:
                bench.marked[work.seq[r, p]] = True


@inner
def mark_team(work: Work, bench: Bench, rng: U64) -> None:
    """Mark all that one team visits."""
    r = below(rng, len(work.ln))
    for p in range(1, work.ln[r] + 1):
        bench.marked[work.seq[r, p]] = True


@inner
def take_out(work: Work, bench: Bench, rng: U64, r: int, bar: float) -> None:
    """Take the marked sites out of a team's round; bar some of them from coming back at once."""
    kept = 1
    for p in range(1, work.ln[r] + 1):
        u = work.seq[r, p]
        if bench.marked[u]:
            work.at[u] = -1
            bench.touched[r] = True
            if bar > 0.0 and chance(rng) < bar:
                bench.barred[u] = True
        else:
            work.seq[r, kept] = u
            kept += 1
    work.seq[r, kept] = work.seq[r, work.ln[r] + 1]
    work.ln[r] = kept - 1
