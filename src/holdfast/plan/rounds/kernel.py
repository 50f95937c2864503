"""The inner loop of the search for rounds: ruin some of them, build them up again, judge, go on.

Laws. What is kept as best was reckoned from scratch and breaks no limit. The same arrays and the
same seed give the same rounds. Everything compiled that one try needs lives in this file.

Source: ruin and recreate (Schrimpf et al., J. Comput. Phys. 159, 2000) with the adjacent strings
of Christiaens and Vanden Berghe (Transp. Sci. 54, 2020); the rest is ours.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from holdfast.plan.compiled import compiled, folded, inner
from holdfast.plan.roads.arrays import F64, I32, I64, Mask

U64 = NDArray[np.uint64]

ARRIVE, HAZARD, FAR, WORTH, VALUE, KG = 0, 1, 2, 3, 4, 5
"""Columns of `Work.sums`."""

N_SUMS = 6

P_WIDELY = 0.1
"""Share of tries in which any round may take in any site, not only a ruined one (assumed)."""

P_STEPS = 0.15
"""Share of tries in which a site comes in by way of others, where that can be better (assumed)."""

NEVER = np.inf
SMALL = 1e-9
ROUNDING = 2e-10
"""How far, relatively, a sum may pass a limit for rounding's sake (the callers' law says 1e-9)."""


class Ask(NamedTuple):
    """A question in the arrays the kernel wants: n sites, m teams, k kinds, places n and n + 1.

    Attributes:
        time, hazard, far: from place to place with half or all of the stays in them, (k, n+2, n+2).
        time_to, hazard_to, far_to: the same, turned over.
        drag: what a leg costs in shares of the limits, for several mixes of them, (3, k, n+2, n+2).
        drag_to: the same, turned over.
        opens, closes: (n + 2,).
        worth: of all the lots of a site, (n,).
        weight: of all the lots of a site, (n,).
        lot_kg, lot_worth: of every lot, by rank.
        lot_rank: of each site's lots, rising, (n, g).
        able: (m, n).
        kind, depart, latest, most, reach, capacity: of each team, (m,); limits with their slack.
        least: drag (first mix) from place to place by way of any others, (k, n + 2, n + 2); empty
            where straight on always takes least.
        via: the place after the first on that way, (k, n + 2, n + 2).
        near: of each place the sites by nearness, itself last, (n + 2, n).
        price: of one unit of hazard.
        floor: least drag that an insertion counts as taking.
        lives, plain, windows, risky, long, laden: what this question has.
        steady: whether what a site adds to a round's value is its worth, whatever the round.
    """

    time: F64
    hazard: F64
    far: F64
    time_to: F64
    hazard_to: F64
    far_to: F64
    drag: F64
    drag_to: F64
    opens: F64
    closes: F64
    worth: F64
    weight: F64
    lot_kg: F64
    lot_worth: F64
    lot_rank: I32
    able: Mask
    kind: I64
    depart: F64
    latest: F64
    most: F64
    reach: F64
    capacity: F64
    least: F64
    via: I32
    near: I32
    price: float
    floor: float
    lives: bool
    plain: bool
    windows: bool
    risky: bool
    long: bool
    laden: bool
    steady: bool


class Work(NamedTuple):
    """Rounds with what is known of them.

    Attributes:
        seq: places of each team, begin and end included, (m, n + 2).
        ln: how many sites each visits, (m,).
        at: which team visits a site, or -1, (n + 2,).
        begin: when each stop begins, (m, n + 2).
        late: when each stop must begin at the latest, (m, n + 2).
        gap: drag of each leg, (m, n + 2).
        sums: see ARRIVE and its like, (m, N_SUMS).
        lots: ranks of the lots at a team's stops, rising, (m, n * g).
    """

    seq: I32
    ln: I64
    at: I32
    begin: F64
    late: F64
    gap: F64
    sums: F64
    lots: I32


class Bench(NamedTuple):
    """Room for the working of one try.

    Attributes:
        cost: of the cheapest insertion of a site into a team, (m, n).
        score: what speaks for it (not used where a question is plain), (m, n).
        after: the place it would follow, (m, n).
        takes: what more time, hazard, length it would take (not where all is plain), (m, n, 3).
        pull: what a site's worth weighs in this try, (n,).
        draw: of this try: the power to which a gain is raised, (1,).
        out: sites not visited; out[n] says how many, (n + 1,).
        marked: sites to be taken out, (n + 2,).
        barred: sites that may not come back at once, (n + 2,).
        touched: teams that differ from the current rounds, (m,).
        eased: teams whose rounds a site made easier since they were scanned, (m,).
        spare: limits in force: time, hazard, length, (3, m).
        row: (n + 2,) of places.
    """

    cost: F64
    score: F64
    after: I32
    takes: F64
    pull: F64
    draw: F64
    out: I32
    marked: Mask
    barred: Mask
    touched: Mask
    eased: Mask
    spare: F64
    row: I32


@compiled
def chance(rng: U64) -> float:
    """A number from 0 up to 1 (xorshift64*)."""
    x = rng[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    rng[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@inner
def below(rng: U64, n: int) -> int:
    """A whole number from 0 up to n."""
    return int(chance(rng) * n)


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


@inner
def turn(seq: I32, i: int, j: int) -> None:
    """Turn the stretch from i to j over."""
    while i < j:
        seq[i], seq[j] = seq[j], seq[i]
        i += 1
        j -= 1


@inner
def shift(seq: I32, i: int, n_moved: int, j: int) -> None:
    """Move the stretch of n_moved places at i so that it comes to stand after place j."""
    if j < i:
        for z in range(n_moved):
            moved = seq[i + z]
            for q in range(i + z, j + 1 + z, -1):
                seq[q] = seq[q - 1]
            seq[j + 1 + z] = moved
    else:
        for _ in range(n_moved):
            moved = seq[i]
            for q in range(i, j):
                seq[q] = seq[q + 1]
            seq[j] = moved


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
def write(source: I32, target: I32, n: int) -> None:
    """Write the first n places of one row into another (numba is slow to compile a slice)."""
    for p in range(n):
        target[p] = source[p]


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
def drop(work: Work, r: int, p: int) -> None:
    """Let team r no longer visit what stands at position p."""
    work.at[work.seq[r, p]] = -1
    for q in range(p, work.ln[r] + 1):
        work.seq[r, q] = work.seq[r, q + 1]
    work.ln[r] -= 1


@inner
def first_late(ask: Ask, work: Work, r: int) -> int:
    """The position of the first stop that is reached after it closes, or 0."""
    if ask.windows:
        for p in range(1, work.ln[r] + 1):
            if work.begin[r, p] > ask.closes[work.seq[r, p]]:
                return p
    return 0


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
def copy_team(source: Work, target: Work, r: int) -> None:
    """Copy a team's round and all that is known of it (not `at`)."""
    n_places = source.ln[r] + 2
    target.ln[r] = source.ln[r]
    for p in range(n_places):
        target.seq[r, p] = source.seq[r, p]
        target.begin[r, p] = source.begin[r, p]
        target.late[r, p] = source.late[r, p]
        target.gap[r, p] = source.gap[r, p]
    for c in range(N_SUMS):
        target.sums[r, c] = source.sums[r, c]
    if source.lots.shape[1] > 0:
        for i in range(source.ln[r] * (source.lots.shape[1] // max(len(source.at) - 2, 1))):
            target.lots[r, i] = source.lots[r, i]


@inner
def copy_touched(source: Work, target: Work, bench: Bench) -> None:
    """Make `target` equal to `source` in the touched teams."""
    for r in range(len(source.ln)):
        if bench.touched[r]:
            for p in range(1, target.ln[r] + 1):
                if target.at[target.seq[r, p]] == r:
                    target.at[target.seq[r, p]] = -1
    for r in range(len(source.ln)):
        if bench.touched[r]:
            copy_team(source, target, r)
            for p in range(1, target.ln[r] + 1):
                target.at[target.seq[r, p]] = r


@compiled
def totals(ask: Ask, work: Work) -> tuple[float, float]:
    """The value of all rounds and the time they take."""
    value, time = 0.0, 0.0
    for r in range(len(work.ln)):
        value += work.sums[r, VALUE]
        if work.ln[r]:
            time += work.sums[r, ARRIVE] - ask.depart[r]
    return value, time


@inner
def set_limits(ask: Ask, bench: Bench, share: float) -> None:
    """Put limits in force that exceed the true ones by a share."""
    for r in range(len(ask.kind)):
        bench.spare[0, r] = ask.latest[r] + share * (ask.latest[r] - ask.depart[r])
        bench.spare[1, r] = ask.most[r] + share * ask.most[r]
        bench.spare[2, r] = ask.reach[r] + share * ask.reach[r]


@inner
def set_pull(ask: Ask, bench: Bench, rng: U64, gamma: float, noise: float) -> None:
    """Draw how much each site's worth weighs in this try."""
    for u in range(len(ask.worth)):
        pull = ask.worth[u] ** gamma if ask.steady else 1.0
        if noise > 0.0:
            pull *= 1.0 + noise * (2.0 * chance(rng) - 1.0)
        bench.pull[u] = pull


@folded
def attempt(ask: Ask, work: Work, bench: Bench, rng: U64, n_most: int, p_over: float) -> None:
    """One try: ruin, tidy, fill (at times beyond the limits, then shed), tidy, fill what fits."""
    gamma = 0.6 + 1.6 * chance(rng)
    noise = 0.0 if chance(rng) < 0.3 else 0.4 * chance(rng)
    mix = 0 if ask.plain else below(rng, len(ask.drag))
    beyond = 0.3 * chance(rng) ** 2 if chance(rng) < p_over else 0.0
    bench.touched[:] = False
    ruin(ask, work, bench, rng, n_most)
    widely = chance(rng) < P_WIDELY
    if ask.least.size and chance(rng) < P_STEPS:
        step_in(ask, work, bench, rng)
    for r in range(len(work.ln)):
        bench.touched[r] |= widely or work.ln[r] == 0
        if bench.touched[r] or not ask.plain:
            reckon(ask, work, r, mix)
    bench.draw[0] = gamma
    set_pull(ask, bench, rng, gamma, noise)
    set_limits(ask, bench, beyond)
    list_out(ask, work, bench, True)
    fill(ask, work, bench, mix)
    again = tidy(ask, work, bench, mix)
    if beyond > 0.0 or not ask.plain:
        again |= shed_all(ask, work, bench, mix)
    for u in range(len(ask.worth)):
        again |= bench.barred[u]
    if again:
        set_limits(ask, bench, 0.0)
        list_out(ask, work, bench, False)
        if fill(ask, work, bench, mix) > 0 and ask.plain:
            for r in range(len(work.ln)):
                if bench.touched[r]:
                    reckon(ask, work, r, mix)


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


@inner
def all_fit(ask: Ask, work: Work) -> bool:
    """Whether no round breaks a limit."""
    good = True
    for r in range(len(work.ln)):
        good &= fits(ask, work, r)
    return good


@compiled
def tries(
    ask: Ask, work: Work, current: Work, best: Work, bench: Bench, rng: U64, knobs: F64, n: int
) -> None:
    """Make n tries from `current`; keep the best in `best`.

    knobs: value and time of the best, value and time of the current, threshold as a share of the
    best, sites to take out at most, share of tries that go beyond the limits.
    """
    for _ in range(n):
        attempt(ask, work, bench, rng, int(knobs[5]), knobs[6])
        value, time = totals(ask, work)
        eps = SMALL * (1.0 + abs(knobs[0]))
        if all_fit(ask, work):
            if value > knobs[0] + eps or (value > knobs[0] - eps and time < knobs[1] - eps):
                knobs[0], knobs[1] = value, time
                copy_all(work, best)
            if (
                value > knobs[2] + eps
                or (value > knobs[2] - eps and time <= knobs[3] + eps)
                or value >= knobs[0] - knobs[4] * chance(rng) * abs(knobs[0])
            ):
                knobs[2], knobs[3] = value, time
                copy_touched(work, current, bench)
                continue
        copy_touched(current, work, bench)


@compiled
def copy_all(source: Work, target: Work) -> None:
    """Make `target` equal to `source`."""
    for r in range(len(source.ln)):
        copy_team(source, target, r)
    write(source.at, target.at, len(source.at))
