"""Figures learned from counts and times: an assumed figure, set right by weighted evidence.

Laws. Without evidence the figure is the assumed one, exactly. Otherwise its mean lies between the
assumed and what was seen. The order of evidence does not matter. Exposure without events lowers a
rate. What is no finite number, negative or absurd says nothing.

Method: conjugate updates (gamma-Poisson, beta-binomial, normal with inverse gamma: Gelman et al.,
Bayesian Data Analysis, 3rd ed., chapters 2 and 3). Evidence is discounted by raising its likelihood
to a power (Ibrahim & Chen 2000, power priors): its counts are multiplied by a weight in 0..1. What
is assumed is not discounted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, fsum, isfinite, log, sqrt
from typing import NamedTuple

from scipy.stats import beta as beta_law
from scipy.stats import chi2, gamma, t

LEVEL = 0.9
"""Intervals hold the figure with this chance."""
TAILS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
MOST_FACTOR = 4.0
"""A time outside a quarter to four times the planned says more about a late report (assumed)."""
LEAST, MOST = 1e-12, 1e12
"""No assumed rate lies outside these; less than the least is nothing, more than the most absurd."""


class Seen(NamedTuple):
    """One piece of evidence: so many events in so much exposure, with a weight in 0..1."""

    n: float
    exposure: float
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Posterior:
    """One figure as learned.

    Attributes:
        mean: what to reckon with; low, high: 90 % interval.
        assumed: what it is without evidence, and strength: how much evidence that is worth, in
            events (rates) or in tries (shares, times).
        n, exposure: evidence used, after forgetting: events in exposure, or successes in tries;
            for times, n observations.
    """

    mean: float
    low: float
    high: float
    assumed: float
    strength: float
    n: float = 0.0
    exposure: float = 0.0


def weight(age_h: float, half_life_h: float) -> float:
    """How much evidence of this age counts; what lies ahead counts as now."""
    return float(0.5 ** (max(0.0, age_h) / half_life_h))


def rate(assumed: float, strength: float, seen: Iterable[Seen]) -> Posterior:
    """Events per unit of exposure: gamma prior with `strength` events at the assumed mean."""
    mean = min(max(assumed, LEAST), MOST)
    used = [s for s in seen if _sound(s)]
    n, exposure = fsum(s.n * s.weight for s in used), fsum(s.exposure * s.weight for s in used)
    shape, scale = strength + n, 1 / (strength / mean + exposure)
    low, high = gamma.ppf(TAILS, shape, scale=scale)
    middle = shape * scale if n or exposure else mean
    return Posterior(middle, float(low), float(high), mean, strength, n, exposure)


def share(assumed: float, strength: float, seen: Iterable[Seen]) -> Posterior:
    """Successes among tries: beta prior worth `strength` tries; a success more than tries is none.

    Several shares of one whole (avoided, broken off, cut) that are given the same tries are the
    margins of a Dirichlet, and add up to no more than 1 if the assumed ones do.
    """
    mean = min(max(assumed, 0.0), 1.0)
    used = [s for s in seen if _sound(s) and s.n <= s.exposure]
    n, tries = fsum(s.n * s.weight for s in used), fsum(s.exposure * s.weight for s in used)
    yes, no = strength * mean + n, strength * (1 - mean) + tries - n
    middle = yes / (yes + no) if tries else mean
    if min(yes, no) <= LEAST:
        return Posterior(middle, middle, middle, mean, strength, n, tries)
    low, high = beta_law.ppf(TAILS, yes, no)
    return Posterior(middle, float(low), float(high), mean, strength, n, tries)


def _sound(s: Seen) -> bool:
    return all(0 <= x <= MOST for x in s) and s.weight <= 1


class Times(NamedTuple):
    """What is learned of times against planned times, whose logarithms are normal.

    Attributes:
        factor: median of taken over planned. spread: standard deviation of its logarithm.
    """

    factor: Posterior
    spread: Posterior


def times(
    spread: float, seen: Iterable[tuple[float, float]], strength: float, factor: float = 1.0
) -> Times:
    """Times against plan: normal prior on the logarithm, inverse gamma on its variance.

    Args:
        spread: assumed standard deviation of the logarithm. factor: assumed median.
        seen: taken over planned, and its weight. strength: observations that both are worth.
    """
    used = [
        (max(-log(MOST_FACTOR), min(log(MOST_FACTOR), log(x))), w)
        for x, w in seen
        if isfinite(x) and x > 0 and 0 < w <= 1
    ]
    n, middle = fsum(w for _, w in used), log(factor)
    if not used:
        return _times(middle, spread, spread, factor, strength, 0.0)
    mean = fsum(x * w for x, w in used) / n
    squares = fsum(w * (x - mean) ** 2 for x, w in used)
    squares += strength * n / (strength + n) * (mean - middle) ** 2
    learned = sqrt((strength * spread**2 + squares) / (strength + n))
    centre = (strength * middle + n * mean) / (strength + n)
    return _times(centre, learned, spread, factor, strength, n)


def spread_about(assumed: float, strength: float, squares: float, n: float) -> Posterior:
    """A standard deviation, of the sum of n (weighted) squared deviations from a known middle."""
    learned = sqrt((strength * assumed**2 + squares) / (strength + n)) if n > 0 else assumed
    return _spread(learned, assumed, strength, n)


def _times(
    centre: float, learned: float, spread: float, factor: float, strength: float, n: float
) -> Times:
    """The posterior of factor (Student's t on the logarithm) and of spread."""
    reach = float(t.ppf(TAILS[1], strength + n)) * learned / sqrt(strength + n)
    middle = exp(centre) if n else factor
    low, high = (exp(max(-log(MOST), min(log(MOST), centre + x))) for x in (-reach, reach))
    of_factor = Posterior(middle, low, high, factor, strength, n)
    return Times(of_factor, _spread(learned, spread, strength, n))


def _spread(learned: float, assumed: float, strength: float, n: float) -> Posterior:
    """A standard deviation with its interval: scaled inverse chi-squared."""
    few, many = chi2.ppf(TAILS, strength + n)
    low, high = learned * sqrt((strength + n) / many), learned * sqrt((strength + n) / few)
    return Posterior(learned, float(low), float(high), assumed, strength, n)
