"""From Admiralty grades to chances, and from several sources' words to one chance.

The standard gives no numbers: the table is ours, assumed, but for 4: analysts put 4 and 5 in a
negative group with 6 between (Mandel et al. 2023, n=25+27). 6 means 'cannot be judged', which is
not 'worst': it leaves the prior as it is.

Laws. Each source counts once, by its latest word. A word graded 4 or 5 never raises a chance, one
graded 6 never moves it, the same word again changes nothing, and no order of sources matters.
"""

from collections.abc import Iterable
from math import exp, fsum, log

PRIOR = 0.3
"""Chance that such a claim holds when nothing is known of source or content (assumed)."""
CONTENT = {"1": 0.95, "2": 0.8, "3": 0.6, "4": 0.18, "5": 0.08, "6": PRIOR}
"""Chance that the content holds if the source were perfect (assumed)."""
SOURCE = {"A": 1.0, "B": 0.9, "C": 0.75, "D": 0.5, "E": 0.25, "F": 0.5}
"""How far the source moves us from the prior towards the content (assumed)."""

SURE = 1 - 1e-9
"""No word is more certain than this, so that a better one can still overrule it (assumed)."""
MOST_LOG_ODDS = 100.0

RELIABILITY_WORDS = {
    "A": "completely reliable", "B": "usually reliable", "C": "fairly reliable",
    "D": "not usually reliable", "E": "unreliable", "F": "reliability cannot be judged",
}  # fmt: skip
CREDIBILITY_WORDS = {
    "1": "confirmed", "2": "probably true", "3": "possibly true", "4": "doubtful",
    "5": "improbable", "6": "truth cannot be judged",
}  # fmt: skip


def chance(reliability: str, credibility: str) -> float:
    """The chance that a claim with this grade holds."""
    return PRIOR + SOURCE[reliability] * (CONTENT[credibility] - PRIOR)


def grade_words(grade: str) -> str:
    """'B3' as 'usually reliable, possibly true'."""
    return f"{RELIABILITY_WORDS[grade[0]]}, {CREDIBILITY_WORDS[grade[1]]}"


def weight(p: float, prior: float = PRIOR) -> float:
    """What a word that gives its claim the chance p says for it: the natural log of its likelihood
    ratio (Good 1950), 0 where it says nothing, below 0 where it speaks against."""
    return _log_odds(p) - _log_odds(prior)


def weighed(weights: Iterable[float], prior: float = PRIOR) -> float:
    """The chance of a claim after independent words of these weights."""
    return 1 / (1 + exp(-_bounded(_log_odds(prior) + fsum(weights))))


def drawn(p: float, age_h: float, half_life_h: float) -> float:
    """The chance that an old word still gives its claim: drawn towards the prior with age."""
    return PRIOR + faded(p - PRIOR, age_h, half_life_h)


def _log_odds(p: float) -> float:
    return log(SURE / (1 - SURE)) if p >= SURE else -log(1 / max(p, 1 - SURE) - 1)


def _bounded(log_odds: float) -> float:
    """Kept where its exponential is a number; nothing is more certain than this."""
    return min(max(log_odds, -MOST_LOG_ODDS), MOST_LOG_ODDS)


def faded(p: float, age_h: float, half_life_h: float) -> float:
    """A chance after so many hours, halving every half-life; it does not grow with negative age."""
    return p * 0.5 ** (max(0.0, age_h) / half_life_h) if half_life_h > 0 else 0.0
