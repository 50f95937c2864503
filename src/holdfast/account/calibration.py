"""Calibration: what was rehearsed before runs, scored against what happened on them.

Laws. What nobody can tell is left out, not guessed. Of few runs it is said that they are few: a
difference is called one only where chance alone would rarely make it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import fsum

from holdfast.account.outcomes import Run, stops_told
from holdfast.account.scores import (
    CLEAR,
    Bin,
    Brier,
    Level,
    Pairs,
    bins,
    brier,
    chance_of_count,
    coverage,
    crps,
    log_score,
    n_to_tell,
    pit,
)

LEAST = 5
"""Of fewer runs no difference is called one, however rare it would be (assumed)."""
TIMES_MORE = 3.0
"""Runs are too few if they cannot tell a chance from three times itself (assumed)."""


@dataclass(frozen=True, slots=True)
class Chances:
    """How good one kind of chance was over runs.

    Attributes:
        n: how many could be told; happened: in how many it did; expected: as stated, in sum.
        by_chance: how likely a count at least so far out is if the chances are right.
        log_score: nats. words: what can be said of it.
    """

    n: int
    happened: int
    expected: float
    by_chance: float
    brier: Brier | None
    log_score: float | None
    bins: tuple[Bin, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Amounts:
    """How good quantiles were over runs.

    Attributes:
        crps: mean, in the unit of what was forecast. levels: how often it lay below each
            quantile. at: where each run lay, 0..1. words: what can be said of it.
    """

    n: int
    crps: float | None
    levels: tuple[Level, ...]
    at: tuple[float, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Calibration:
    """Forecasts of n runs against what happened."""

    n: int
    harm: Chances
    contact: Chances
    late: Chances
    there: Chances
    home_s: Amounts
    value: Amounts


def calibration(runs: Sequence[Run]) -> Calibration:
    """Scores over all runs whose rehearsal was kept; of none it says that there are none."""

    def told(pick: Callable[[Run], tuple[float, bool | None]]) -> Pairs:
        return [(p, y) for p, y in map(pick, runs) if y is not None]

    return Calibration(
        n=len(runs),
        harm=chances(told(lambda r: (r[0].p_harm, r[1].harm)), "harm"),
        contact=chances(told(lambda r: (r[0].p_contact, r[1].contact)), "a contact"),
        late=chances(told(lambda r: (r[0].p_late, r[1].late)), "a late return"),
        there=chances(stops_told(runs), "what was sought", "stop"),
        home_s=amounts([(fc.home_s, o.home_s) for fc, o in runs], "the time home"),
        value=amounts([(fc.value, o.value) for fc, o in runs], "what was brought"),
    )


def chances(pairs: Pairs, what: str, each: str = "run") -> Chances:
    """How good chances were, of runs (or stops) of which it can be told what happened."""
    seen, expected = sum(y for _, y in pairs), fsum(p for p, _ in pairs)
    by_chance = chance_of_count(pairs)
    return Chances(
        n=len(pairs),
        happened=seen,
        expected=expected,
        by_chance=by_chance,
        brier=brier(pairs),
        log_score=log_score(pairs),
        bins=bins(pairs),
        words=_words(len(pairs), seen, expected, by_chance, what, each),
    )


def _words(n: int, seen: int, expected: float, by_chance: float, what: str, each: str) -> str:
    """1. Nothing. 2. A difference that is one, or that may be. 3. Too few to see one. 4. Borne
    out."""
    if not n:
        return f"No {each} to score yet."
    counted = f"{n} {each}{'' if n == 1 else 's'}"
    if by_chance < CLEAR:
        side = "low" if seen > expected else "high"
        if n < LEAST:
            return f"{counted}: {what} in {seen}, {expected:.1f} expected: more runs will tell."
        return f"{counted}: {what} in {seen}, {expected:.1f} expected: the chances are too {side}."
    p = min(max(expected / n, 0.01), 0.99)
    other = TIMES_MORE * p if TIMES_MORE * p <= 0.75 else p / TIMES_MORE
    needed = n_to_tell(p, other)
    if n < needed:
        return f"{counted}: too few to tell {p:.0%} from {other:.0%} (that takes {needed})."
    return f"{counted}: {what} in {seen}, {expected:.1f} expected: no difference to be seen."


def amounts(
    forecasts: Sequence[tuple[tuple[tuple[float, float], ...], float | None]], what: str
) -> Amounts:
    """How good quantiles were, of the runs that had both quantiles and an outcome."""
    both = [(stated, x) for stated, x in forecasts if stated and x is not None]
    scores = [score for stated, x in both if (score := crps(stated, x)) is not None]
    levels = coverage(both)
    return Amounts(
        n=len(both),
        crps=fsum(scores) / len(scores) if scores else None,
        levels=levels,
        at=tuple(at for stated, x in both if (at := pit(stated, x)) is not None),
        words=_level_words(len(both), levels, what),
    )


FEW = 20
"""Of fewer runs than this the outer quantiles (one in twenty) say nothing yet."""


def _level_words(n: int, levels: Sequence[Level], what: str) -> str:
    """Which quantiles are off by more than chance makes of so many, or that there are too few."""
    if not n:
        return "No run to score yet."
    counted = f"{n} run{'' if n == 1 else 's'}"
    off = [level for level in levels if level.by_chance < CLEAR / len(levels)]
    if off:
        told = [
            f"{level.below} of {level.n} at or below the {level.level:.0%} mark" for level in off
        ]
        return f"{counted}: {what} was off: {', '.join(told)}."
    if n < FEW:
        return f"{counted}: too few to say much of {what}."
    return f"{counted}: {what} lay as far apart as was rehearsed."
