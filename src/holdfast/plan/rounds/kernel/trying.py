"""One try after another: ruin, build up again, judge, keep or take back.

Law. What is kept as best was reckoned from scratch and breaks no limit.
"""

from holdfast.plan.compiled import compiled, folded, inner
from holdfast.plan.roads.arrays import F64
from holdfast.plan.rounds.kernel.chances import below, chance
from holdfast.plan.rounds.kernel.copying import copy_all, copy_touched
from holdfast.plan.rounds.kernel.filling import fill, list_out
from holdfast.plan.rounds.kernel.reckoning import all_fit, reckon, totals
from holdfast.plan.rounds.kernel.ruining import ruin
from holdfast.plan.rounds.kernel.shapes import SMALL, U64, Ask, Bench, Work
from holdfast.plan.rounds.kernel.shedding import shed_all
from holdfast.plan.rounds.kernel.stepping import step_in
from holdfast.plan.rounds.kernel.tidying import tidy

P_WIDELY = 0.1
"""Share of tries in which any round may take in any site, not only a ruined one (assumed)."""

P_STEPS = 0.15
"""Share of tries in which a site comes in by way of others, where that can be better (assumed)."""


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
