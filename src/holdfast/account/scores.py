"""How good forecasts were: scores of chances and of quantiles against what happened.

Laws. Every score is proper: who says what they believe does best in the mean. Brier's score is
reliability - resolution + uncertainty + what bins hide, exactly. A share comes with its interval.

Sources: Brier 1950; Murphy 1973 (decomposition), Stephens, Coelho & Jolliffe 2008 (the terms within
bins); Gneiting & Raftery 2007 (logarithmic score, CRPS), Bracher et al. 2021 (CRPS of quantiles);
Brown, Cai & DasGupta 2001 (Jeffreys interval).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, fsum, isfinite, log, sqrt
from statistics import NormalDist

import numpy as np

Pairs = Sequence[tuple[float, bool]]
"""Chances that were stated, and whether it happened."""
Quantiles = Sequence[tuple[float, float]]
"""Levels in 0..1, rising, each with the value that is not exceeded with that chance."""

EDGES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 1.0)
"""Bins of the reliability diagram: finer where harm lies (assumed)."""
CLEAR = 0.05
"""A difference that chance alone makes as often as this is not told as one."""
POWER = 0.8
"""'Enough' is what shows a true difference so often (Cohen 1988)."""
NEVER = 1e-4
"""A chance of nothing in some thousands of plays is no chance of nothing (assumed)."""


@dataclass(frozen=True, slots=True)
class Bin:
    """One point of the reliability diagram.

    Attributes:
        low, high: chances from `low` to below `high`. stated: their mean. n: how many; happened:
            in how many of them it did. least, most: 90 % interval of the true share.
    """

    low: float
    high: float
    stated: float
    n: int
    happened: int
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Brier:
    """Mean squared difference of chance and outcome, 0 best, 1 worst, and what it is made of.

    Attributes:
        reliability: how far shares lie from what was stated, 0 best. resolution: how far apart the
            bins' shares lie. uncertainty: the score of who always states the overall share.
        within: what the bins hide; score = reliability - resolution + uncertainty + within.
    """

    score: float
    reliability: float
    resolution: float
    uncertainty: float
    within: float

    @property
    def skill(self) -> float | None:
        """1 perfect, 0 as good as the overall share told beforehand; None where nothing varied."""
        return 1 - self.score / self.uncertainty if self.uncertainty > 0 else None


@dataclass(frozen=True, slots=True)
class Level:
    """How often what happened lay at or below a stated quantile.

    Attributes:
        least, most: 90 % interval of the true share. by_chance: how likely a count at least so
            far out is if the quantile is right.
    """

    level: float
    n: int
    below: int
    least: float
    most: float
    by_chance: float


def bins(pairs: Pairs, edges: Sequence[float] = EDGES) -> tuple[Bin, ...]:
    """The reliability diagram: bins that hold something, from low to high."""
    return tuple(
        Bin(low, high, fsum(p for p, _ in held) / len(held), len(held), yes, *interval(yes, held))
        for low, high, held in _binned(pairs, edges)
        for yes in [sum(y for _, y in held)]
    )


def interval(happened: int, of: Sequence[object]) -> tuple[float, float]:
    """Jeffreys' 90 % interval of a share; it reaches to 0 and 1 where nothing speaks against."""
    from scipy.stats import beta  # slow to wake, and a room without scores does not need it

    n = len(of)
    low = float(beta.ppf(0.05, happened + 0.5, n - happened + 0.5)) if happened else 0.0
    high = float(beta.ppf(0.95, happened + 0.5, n - happened + 0.5)) if happened < n else 1.0
    return low, high


def _binned(
    pairs: Pairs, edges: Sequence[float]
) -> list[tuple[float, float, list[tuple[float, bool]]]]:
    found = []
    for i, (low, high) in enumerate(pairwise(edges)):
        last = i == len(edges) - 2
        held = [(p, y) for p, y in pairs if low <= p < high or (last and p == high)]
        if held:
            found.append((low, high, held))
    return found


def brier(pairs: Pairs, edges: Sequence[float] = EDGES) -> Brier | None:
    """Brier's score and its parts; None of nothing."""
    n = len(pairs)
    if not n:
        return None
    overall = sum(y for _, y in pairs) / n
    reliability = resolution = within = 0.0
    for _, _, held in _binned(pairs, edges):
        stated = fsum(p for p, _ in held) / len(held)
        came = sum(y for _, y in held) / len(held)
        reliability += len(held) / n * (stated - came) ** 2
        resolution += len(held) / n * (came - overall) ** 2
        within += fsum((p - stated) ** 2 - 2 * (y - came) * (p - stated) for p, y in held) / n
    score = fsum((p - y) ** 2 for p, y in pairs) / n
    return Brier(score, reliability, resolution, overall * (1 - overall), within)


def log_score(pairs: Pairs) -> float | None:
    """Mean of -ln of the chance given to what happened, in nats, 0 best; None of nothing.

    Chances are kept NEVER away from 0 and 1.
    """
    kept = [(min(max(p, NEVER), 1 - NEVER), y) for p, y in pairs]
    return -fsum(log(p if y else 1 - p) for p, y in kept) / len(kept) if kept else None


def crps(stated: Quantiles, x: float) -> float | None:
    """Continuous ranked probability score from quantiles, in the unit of x, 0 best.

    Twice the mean pinball loss over the levels, each weighing for the levels nearest to it. One
    quantile, the median, gives the absolute error. None without quantiles or with x not finite.
    """
    if not stated or not isfinite(x):
        return None
    levels = [q for q, _ in stated]
    edges = [0.0, *((a + b) / 2 for a, b in pairwise(levels)), 1.0]
    return 2 * fsum(
        (high - low) * (q - (x < value)) * (x - value)
        for (q, value), low, high in zip(stated, edges[:-1], edges[1:], strict=True)
    )


def pit(stated: Quantiles, x: float) -> float | None:
    """The chance that was given to at most x, straight between quantiles (probability integral
    transform: evenly spread over 0..1 if forecasts are right). Outside the outermost quantiles
    half-way to the end. None without quantiles.
    """
    if not stated:
        return None
    if x < stated[0][1]:
        return stated[0][0] / 2
    for (p, a), (q, b) in pairwise(stated):
        if x < b:
            return p + (q - p) * (x - a) / (b - a)
    return stated[-1][0] if x == stated[-1][1] else (1 + stated[-1][0]) / 2


def coverage(forecasts: Sequence[tuple[Quantiles, float]]) -> tuple[Level, ...]:
    """For each level that was stated: how often what happened lay at or below its quantile."""
    below: dict[float, list[bool]] = {}
    for stated, x in forecasts:
        for level, value in stated:
            below.setdefault(level, []).append(x <= value)
    return tuple(
        Level(
            level,
            len(held),
            sum(held),
            *interval(sum(held), held),
            chance_of_count([(level, y) for y in held]),
        )
        for level, held in sorted(below.items())
    )


def chance_of_count(pairs: Pairs) -> float:
    """How likely a number of happenings at least as far out as the one seen is, if every stated
    chance is right: two-sided mid-p of the Poisson binomial, exact.
    """
    counts = np.zeros(len(pairs) + 1)
    counts[0] = 1.0
    for p, _ in pairs:
        counts[1:] = counts[1:] * (1 - p) + counts[:-1] * p
        counts[0] *= 1 - p
    seen = sum(y for _, y in pairs)
    below, above = float(counts[:seen].sum()), float(counts[seen + 1 :].sum())
    return min(1.0, 2 * min(below, above) + float(counts[seen]))


def n_to_tell(p: float, other: float) -> int:
    """How many runs it takes to tell one chance from another: one-sided, normal (Fleiss 1981)."""
    if p == other:
        raise ValueError("A chance cannot be told from itself.")
    z, power = NormalDist().inv_cdf(1 - CLEAR), NormalDist().inv_cdf(POWER)
    reach = z * sqrt(p * (1 - p)) + power * sqrt(other * (1 - other))
    return max(1, ceil((reach / (other - p)) ** 2))
