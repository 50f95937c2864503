"""From Admiralty grades to chances."""

from itertools import pairwise

import pytest

from holdfast.know.grading import PRIOR, chance, either, faded, grade_words


@pytest.mark.parametrize("content", "123456")
def test_content_that_cannot_be_judged_leaves_the_prior(content: str) -> None:
    """6 says nothing, whoever says it; F does not make a claim worse than E does."""
    assert chance("A", "6") == chance("F", "6") == PRIOR
    assert abs(chance("F", content) - PRIOR) >= abs(chance("E", content) - PRIOR)


@pytest.mark.parametrize("source", "ABCDEF")
def test_better_content_is_believed_more(source: str) -> None:
    """From 1 confirmed down to 5 improbable the chance falls, for every source."""
    assert all(chance(source, a) > chance(source, b) for a, b in pairwise("12345"))


def test_a_better_source_moves_belief_further_from_the_prior() -> None:
    """Upwards for what is likely, downwards for what is improbable."""
    assert all(chance(a, "1") > chance(b, "1") for a, b in pairwise("ABCDE"))
    assert all(chance(a, "5") < chance(b, "5") for a, b in pairwise("ABCDE"))


def test_two_claims_are_believed_more_than_one() -> None:
    """Noisy or, and never more than certain."""
    assert either(0.5, 0.5) == 0.75
    assert either(1.0, 0.3) == 1.0


def test_belief_halves_every_half_life_and_never_grows() -> None:
    """Negative age changes nothing; no half-life leaves nothing."""
    assert faded(0.8, 24, 24) == pytest.approx(0.4)
    assert faded(0.8, -24, 24) == 0.8
    assert faded(0.8, 1, 0) == 0.0
    assert faded(0.8, 1e9, 1e-300) == 0.0


def test_a_grade_is_told_in_words() -> None:
    """B3 for those who do not know the letters."""
    assert grade_words("B3") == "usually reliable, possibly true"
