"""Making a question ready for the kernel: only sites that matter, stays folded into the ways.

Laws. A site is left out only where no team can visit it or it has nothing; what the kernel reckons
of rounds over the rest is what the question says of them.
"""

import numpy as np
from numpy.typing import NDArray

from holdfast.plan.roads.arrays import F64, I64, Mask
from holdfast.plan.rounds.byway import by_way_of, straight_on
from holdfast.plan.rounds.kernel import N_SUMS, ROUNDING, SMALL, Ask, Bench, Work
from holdfast.plan.rounds.question import Rounds

MIXES = ((1.0, 1.0), (1.0, 0.3), (0.3, 1.0), (1.0, 0.05))
"""How time and the other limits are weighed in the kernel's `drag` (assumed)."""

FLOOR = 1e-3
"""Least drag of an insertion, as a share of a middling leg's, so that none is free (assumed)."""


def worth_visiting(asked: Rounds) -> I64:
    """The sites that have something and that some team may reach within its limits."""
    ok = np.zeros(asked.n, bool)
    for kind in np.unique(asked.kind):
        time_s = _by_any(asked.time_s[kind] + np.r_[asked.stay_s, 0.0, 0.0][:, None])
        hazard = _by_any(asked.hazard[kind] + np.r_[asked.stay_hazard, 0.0, 0.0][:, None])
        length_m = _by_any(asked.length_m[kind])
        for team in np.flatnonzero(asked.kind == kind):
            ok |= _reached(asked, int(team), time_s, hazard, length_m)
    return np.flatnonzero(ok & (asked.worth.sum(axis=1) > 0))


def _by_any(cost: F64) -> tuple[F64, F64]:
    """The least cost to each site, and from each to the end, by way of any other places."""
    n = len(cost) - 2
    return _spread(cost[n], cost)[:n], _spread(cost[:, n + 1], cost.T)[:n]


def _spread(least: F64, cost: F64) -> F64:
    """The least cost to each place by way of any others, given it for going there at once."""
    while True:
        nearer = np.minimum(least, (least[:, None] + cost).min(axis=0))
        if not (nearer < least).any():
            return least
        least = nearer


def _reached(
    asked: Rounds,
    team: int,
    time_s: tuple[F64, F64],
    hazard: tuple[F64, F64],
    length_m: tuple[F64, F64],
) -> Mask:
    """Which sites one team can visit at all, given the least of each cost to there and home."""
    begin_s = np.maximum(asked.depart_s[team] + time_s[0], asked.opens_s)
    costs = (
        (begin_s, asked.closes_s),
        (begin_s + time_s[1], asked.latest_s[team]),
        (hazard[0] + hazard[1], asked.hazard_most[team]),
        (length_m[0] + length_m[1], asked.reach_m[team]),
    )
    ok: Mask = asked.able[team].copy()
    for cost, limit in costs:
        ok &= (cost <= _raised(limit)) & np.isfinite(cost)
    return ok


def _raised(limit: F64) -> F64:
    """A limit with the little that rounding may add."""
    return limit + ROUNDING * np.abs(np.where(np.isfinite(limit), limit, 0.0))


def ask(asked: Rounds, sites: I64) -> Ask:
    """The question over some of its sites, in the kernel's arrays."""
    n = len(sites)
    places = np.r_[sites, [asked.n, asked.n + 1]].astype(np.int64)
    windows = _windows(asked, sites)
    stay_s, stay_hazard = np.r_[asked.stay_s[sites], 0, 0], np.r_[asked.stay_hazard[sites], 0, 0]
    time, no_time = _passable(_among(asked.time_s, places), asked.latest_s)
    time += stay_s[:, None] if windows else _halves(stay_s)
    hazard, no_hazard = _passable(_among(asked.hazard, places), asked.hazard_most)
    hazard += _halves(stay_hazard)
    far, no_far = _passable(_among(asked.length_m, places), asked.reach_m)
    kg, worth = asked.kg[sites], asked.worth[sites]
    limited = bool(np.isfinite(asked.hazard_most).any()) or bool((hazard > no_hazard).any())
    risky = bool((hazard > 0).any()) and (asked.lives or asked.price != 0.0 or limited)
    lives = bool(asked.lives and risky)
    long = bool(np.isfinite(asked.reach_m).any()) or bool((far > no_far).any())
    laden = bool((asked.capacity_kg < kg.sum()).any())
    plain = not (windows or risky or long or laden) and _alike(time[:, :n, :n])
    if plain:
        time[:, :n, n], time[:, n + 1, :n] = time[:, n, :n], time[:, :n, n + 1]
    drag = _drag(asked, time, hazard if risky else None, far if long else None, plain)
    least, via = straight_on(len(time)) if plain else by_way_of(drag[0], SMALL)
    by_density = np.argsort(-_density(kg, worth).ravel(), kind="stable")
    rank = np.empty(kg.size, np.int32)
    rank[by_density] = np.arange(kg.size)
    return Ask(
        time=time, hazard=hazard, far=far,
        time_to=_over(time), hazard_to=_over(hazard), far_to=_over(far),
        drag=drag, drag_to=_over(drag),
        opens=np.r_[asked.opens_s[sites], -np.inf, -np.inf],
        closes=np.r_[_raised(asked.closes_s[sites]), np.inf, np.inf],
        worth=worth.sum(axis=1), weight=kg.sum(axis=1),
        lot_kg=kg.ravel()[by_density], lot_worth=worth.ravel()[by_density],
        lot_rank=np.sort(rank.reshape(kg.shape), axis=1),
        able=np.ascontiguousarray(asked.able[:, sites]),
        kind=asked.kind.astype(np.int64), depart=asked.depart_s.astype(float),
        latest=np.minimum(_raised(asked.latest_s), no_time),
        most=np.minimum(_raised(asked.hazard_most), no_hazard),
        reach=np.minimum(_raised(asked.reach_m), no_far), capacity=asked.capacity_kg.astype(float),
        least=least, via=via, near=_nearest(time), price=float(asked.price), floor=_floor(drag),
        lives=lives, plain=plain, windows=windows, risky=risky,
        long=long, laden=laden, steady=not (lives or laden or asked.price != 0.0),
    )  # fmt: skip


def _passable(cost: F64, limits: F64) -> tuple[F64, float]:
    """The costs with finite numbers for 'no way', and a limit that no round with such a leg meets.

    Finite, so that what a round costs without a leg can be had by subtraction.
    """
    known = np.r_[cost[np.isfinite(cost)], limits[np.isfinite(limits)], 1.0]
    ceiling = 1e5 * float(np.abs(known).max())
    return np.where(np.isfinite(cost), cost, 2.0 * ceiling), ceiling


def _windows(asked: Rounds, sites: I64) -> bool:
    """Whether the hours of some site can matter to a team."""
    if not asked.m or not len(sites):
        return False
    early = asked.opens_s[sites] > asked.depart_s.min()
    late = asked.closes_s[sites] < asked.latest_s.max()
    return bool(early.any() or late.any())


def _among(cost: F64, places: I64) -> F64:
    """A copy of the costs between some places."""
    return np.ascontiguousarray(cost[:, places][:, :, places], dtype=float)


def _halves(stay: F64) -> F64:
    """Half of both ends' stays, for each pair of places; so ways alike stay alike."""
    return 0.5 * (stay[:, None] + stay[None, :])


def _over(cost: F64) -> F64:
    """The same from the other end."""
    return np.ascontiguousarray(np.swapaxes(cost, -1, -2))


def _alike(cost: F64) -> bool:
    """Whether ways cost the same in both directions."""
    return bool(np.array_equal(cost, np.swapaxes(cost, 1, 2)))


def _density(kg: F64, worth: F64) -> F64:
    """Worth for weight; what weighs nothing comes first."""
    density: F64 = np.divide(worth, kg, out=np.full(kg.shape, np.inf), where=kg > 0)
    return density


def _drag(asked: Rounds, time: F64, hazard: F64 | None, far: F64 | None, plain: bool) -> F64:
    """What a leg takes, in shares of the limits; a plain question's drag is its time."""
    if plain:
        return time[None].copy()
    drag = np.empty((len(MIXES), *time.shape))
    time_scale = _scale(asked.latest_s - asked.depart_s, time)
    for mixed, (of_time, of_others) in zip(drag, MIXES, strict=True):
        mixed[:] = of_time * time / time_scale
        if hazard is not None:
            mixed += of_others * hazard / _scale(asked.hazard_most, hazard)
        if far is not None:
            mixed += of_others * far / _scale(asked.reach_m, far)
    return drag


def _scale(limits: F64, cost: F64) -> float:
    """What counts as one unit of a cost: its middling limit, or ten middling legs without one."""
    limits = limits[np.isfinite(limits) & (limits > 0)]
    if len(limits):
        return float(limits.mean())
    cost = cost[np.isfinite(cost) & (cost > 0)]
    return 10.0 * float(cost.mean()) if len(cost) else 1.0


def _floor(drag: F64) -> float:
    """The least that an insertion counts as taking."""
    legs = drag[0][np.isfinite(drag[0]) & (drag[0] > 0)]
    return FLOOR * float(np.median(legs)) if len(legs) else FLOOR


def _nearest(time: F64) -> NDArray[np.int32]:
    """For each place all sites, the nearest first and itself last, by the quickest kind of team."""
    least = time.min(axis=0)
    least = least + least.T
    np.fill_diagonal(least, np.inf)
    n = len(least) - 2
    return np.argsort(least[:, :n], axis=1, kind="stable").astype(np.int32)


def rounds_of(question: Ask) -> Work:
    """Rounds in which every team stays."""
    m, n = question.able.shape
    n_lots = question.lot_rank.size if question.laden else 0
    work = Work(
        seq=np.zeros((m, n + 3), np.int32), ln=np.zeros(m, np.int64),
        at=np.full(n + 2, -1, np.int32), begin=np.zeros((m, n + 3)), late=np.zeros((m, n + 3)),
        gap=np.zeros((m, n + 3)), sums=np.zeros((m, N_SUMS)),
        lots=np.zeros((m, n_lots), np.int32),
    )  # fmt: skip
    work.seq[:, 0], work.seq[:, 1] = n, n + 1
    return work


def bench_of(question: Ask) -> Bench:
    """Room for the working of one try."""
    m, n = question.able.shape
    return Bench(
        cost=np.full((m, n), np.inf), score=np.zeros((m, n)), after=np.full((m, n), -1, np.int32),
        takes=np.zeros((m, n, 3)), pull=np.zeros(n), draw=np.ones(1), out=np.zeros(n + 1, np.int32),
        marked=np.zeros(n + 2, bool), barred=np.zeros(n + 2, bool),
        touched=np.zeros(m, bool), eased=np.zeros(m, bool), spare=np.zeros((3, m)),
        row=np.zeros(max(n, m) + 3, np.int32),
    )  # fmt: skip
