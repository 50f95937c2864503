"""From Admiralty grades to chances. The standard gives no numbers: this table is ours, assumed.

F and 6 mean 'cannot be judged', which is not 'worst': they leave the prior as it is.
"""

PRIOR = 0.3
"""Chance that such a claim holds when nothing is known of source or content (assumed)."""
CONTENT = {"1": 0.95, "2": 0.8, "3": 0.6, "4": 0.3, "5": 0.08, "6": PRIOR}
"""Chance that the content holds if the source were perfect (assumed)."""
SOURCE = {"A": 1.0, "B": 0.9, "C": 0.75, "D": 0.5, "E": 0.25, "F": 0.5}
"""How far the source moves us from the prior towards the content (assumed)."""

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


def either(p: float, q: float) -> float:
    """The chance of a thing that two independent claims assert (noisy or)."""
    return 1 - (1 - p) * (1 - q)


def faded(p: float, age_h: float, half_life_h: float) -> float:
    """A chance after so many hours, halving every half-life; it does not grow with negative age."""
    return p * 0.5 ** (max(0.0, age_h) / half_life_h) if half_life_h > 0 else 0.0
