"""Events foretold from events: rates by place that are learned and forgotten, and constant ones.

Laws. What is believed before a period follows from the periods before it. Memories are chosen on
the earlier part alone.

Method: events of a place and period are Poisson with a gamma rate (know.conjugate.rate in arrays),
whose evidence halves with a half-life, shrunk to the mean of all places; what is foretold is
negative binomial. The half-lives and the strength are those with the best mean log score of
one-step forecasts on the earlier part (prequential: Dawid 1984).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import inf, isinf

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import gammaln

from holdfast.bench.records import Floats

HALF_LIVES = (1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 48.0, inf)
"""Tried for a place's own evidence, in periods."""
LONG = (6.0, 24.0, 96.0, inf)
"""Tried for the evidence of all places together, in periods."""
STRENGTHS = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4)
"""Tried: events that the mean of all places is worth."""
BURN_IN = 0.2
"""So much of the earlier part is only learned from when half-lives are chosen."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Events counted.

    Attributes:
        n, risk: (t, c) events of each period and place, and how much of the period the place was
            at risk, 0..1. places: (c,) names. starts: (t,) first days. split: first later period.
    """

    n: Floats
    risk: Floats
    places: tuple[str, ...]
    starts: tuple[int, ...]
    split: int

    @property
    def earlier(self) -> "Panel":
        """The part that may be looked at."""
        s = self.split
        return Panel(self.n[:s], self.risk[:s], self.places, self.starts[:s], s)


@dataclass(frozen=True, slots=True)
class Gammas:
    """What is believed of each rate before each period: (t, c) shape, and rate in periods."""

    shape: Floats
    rate: Floats

    @property
    def mean(self) -> Floats:
        """Events a period."""
        mean: Floats = self.shape / self.rate
        return mean


@dataclass(frozen=True, slots=True)
class Memory:
    """How evidence is used: half-lives in periods, own and of all places; strength in events."""

    own: float
    all_places: float
    strength: float


def decayed(values: Floats, half_life: float) -> Floats:
    """For each period the sum of the values before it, halving with age; (t, ...) as given."""
    keep = 0.5 ** (1 / half_life) if not isinf(half_life) else 1.0
    sums = np.zeros_like(values)
    for t in range(1, len(values)):
        sums[t] = (sums[t - 1] + values[t - 1]) * keep
    return sums


def believed(panel: Panel, memory: Memory) -> Gammas:
    """What is believed of each place's rate before each period, from the periods before it."""
    n, risk = decayed(panel.n, memory.own), decayed(panel.risk, memory.own)
    return _gammas(n, risk, _mean(panel, memory.all_places), memory.strength)


def _gammas(n: Floats, risk: Floats, mean: Floats, strength: float) -> Gammas:
    """The prior is worth `strength` events at the mean; evidence adds events and periods."""
    return Gammas(strength + n, strength / mean + risk)


def _mean(panel: Panel, half_life: float) -> Floats:
    """(t, 1) the mean rate of all places; it begins at half an event in one period (Jeffreys)."""
    n, risk = panel.n.sum(axis=1, keepdims=True), panel.risk.sum(axis=1, keepdims=True)
    mean: Floats = (decayed(n, half_life) + 0.5) / (decayed(risk, half_life) + 1.0)
    return mean


def chosen(
    panel: Panel, own: Sequence[float] = HALF_LIVES, all_places: Sequence[float] = LONG
) -> Memory:
    """The memory that would have foretold the earlier part best, one step ahead.

    Args:
        own, all_places: half-lives to choose from, in periods.
    """
    past = panel.earlier
    begun = int(BURN_IN * past.split)
    means = {half_life: _mean(past, half_life) for half_life in all_places}
    best, memory = -inf, Memory(own[-1], all_places[-1], STRENGTHS[-1])
    for half_life in own:
        n, risk = decayed(past.n, half_life), decayed(past.risk, half_life)
        for long, strength in product(all_places, STRENGTHS):
            logs = log_scores(past, _gammas(n, risk, means[long], strength))
            if (reached := float(logs[begun:].mean())) > best:
                best, memory = reached, Memory(half_life, long, strength)
    return memory


def unforgetting(panel: Panel) -> Gammas:
    """Rates that are learned from all that has happened and never forgotten: ours without decay."""
    return believed(panel, chosen(panel, (inf,), (inf,)))


def log_scores(panel: Panel, held: Gammas) -> Floats:
    """ln of the chance given to what happened, (t, c): negative binomial; 0 where not at risk.

    There are no events where there is no risk.
    """
    n, e, a, b = panel.n, panel.risk, held.shape, held.rate
    ln: Floats = a * np.log(b / (b + e))
    some = n > 0
    n, e, a, b = n[some], e[some], a[some], b[some]
    ln[some] += gammaln(n + a) - gammaln(a) - gammaln(n + 1) + n * np.log(e / (b + e))
    return ln


def brier_any(panel: Panel, held: Gammas) -> Floats:
    """Squared difference of the chance of any event and whether there was one, (t, c)."""
    p = 1 - (held.rate / (held.rate + panel.risk)) ** held.shape
    square: Floats = (p - (panel.n > 0)) ** 2
    return square


SURE = 1e6
"""A gamma of so great a shape is as good as its mean: a rate that is known."""


def constants(panel: Panel) -> dict[str, Gammas]:
    """Rates that never change, from the earlier part: what ours has to beat.

    `constant`: one rate for all places. `constant by place`: each its own mean, half an event
    added (Jeffreys), known surely; `as spread` the same with the spread round it that fits best.
    """
    past = panel.earlier
    one = (past.n.sum() + 0.5) / past.risk.sum()
    each = (past.n.sum(axis=0) + 0.5) / np.maximum(past.risk.sum(axis=0), 1.0)

    def spread(shape: float) -> Gammas:
        wide = np.full(panel.n.shape, shape)
        return Gammas(wide, wide / each)

    best = minimize_scalar(
        lambda x: -float(log_scores(past, _before(spread(np.exp(x)), past.split)).sum()),
        bounds=(-5.0, 8.0),
        method="bounded",
    )
    sure = np.full(panel.n.shape, SURE)
    return {
        "constant": Gammas(sure, sure / one),
        "constant by place": Gammas(sure, sure / each),
        "constant by place, as spread": spread(float(np.exp(best.x))),
    }


def _before(held: Gammas, period: int) -> Gammas:
    return Gammas(held.shape[:period], held.rate[:period])


def frozen(panel: Panel, memory: Memory) -> Gammas:
    """What is believed in the later part by who hears nothing more after the split.

    Their evidence goes on ageing, so that each place comes back to the mean that all had then.
    """
    heard = (np.arange(len(panel.n)) < panel.split)[:, None]
    n, risk = decayed(panel.n * heard, memory.own), decayed(panel.risk * heard, memory.own)
    at = np.minimum(np.arange(len(panel.n)), panel.split)
    return _gammas(n, risk, _mean(panel, memory.all_places)[at], memory.strength)
