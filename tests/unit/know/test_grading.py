"""From Admiralty grades to chances."""

import csv
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.know.grading import PRIOR, chance, drawn, faded, grade_words, weighed, weight

GRADES = st.tuples(st.sampled_from("ABCDEF"), st.sampled_from("123456"))
WORDS = st.dictionaries(st.sampled_from("abcde"), GRADES, max_size=5)
"""The latest word of each of some sources."""


def believed(words: dict[str, tuple[str, str]]) -> float:
    """The chance of a claim that these sources spoke of."""
    return weighed(weight(chance(*grade)) for grade in words.values())


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


def test_worked_examples_of_grades_combined_come_out(shared: Path) -> None:
    """Every row of the shared table that combines grades: one likelihood ratio for each source."""
    with (shared / "odds" / "examples.csv").open() as rows:
        wanted = [r for r in csv.DictReader(rows) if r["topic"] == "grades combined"]
    assert len(wanted) >= 10
    for row in wanted:
        words: dict[str, float] = {}
        for grade, source, age in re.findall(
            r"([A-F][1-6]) from (\w+)(?:, (\d+) h old[^;]*)?", row["given"]
        ):
            words[source] = drawn(chance(*grade), float(age or 0), 720)
        found = weighed(weight(p) for p in words.values())
        assert found == pytest.approx(float(row["expected"]), abs=float(row["tolerance"])), row


@given(WORDS, GRADES)
def test_doubtful_words_never_raise_a_chance_and_what_cannot_be_judged_never_moves_it(
    words: dict[str, tuple[str, str]], new: tuple[str, str]
) -> None:
    """One more source graded 4 or 5 lowers it or leaves it; graded 6, leaves it."""
    before = believed(words)
    for content, most in (("4", before), ("5", before), ("6", before)):
        assert believed(words | {"new": (new[0], content)}) <= most + 1e-9
    assert believed(words | {"new": (new[0], "6")}) == pytest.approx(before, abs=1e-9)


@given(st.permutations(["A1", "B2", "C3", "D4", "E5", "F6"]))
def test_no_order_of_sources_matters(order: list[str]) -> None:
    """The same words in any order give the same chance."""
    assert weighed(weight(chance(*g)) for g in order) == pytest.approx(
        weighed(weight(chance(*g)) for g in sorted(order)), abs=1e-12
    )


def test_no_number_of_words_makes_certain() -> None:
    """A thousand confirmations do not overflow, nor do a thousand denials."""
    assert 0.999 < weighed([weight(1.0)] * 1000) <= 1
    assert 0 <= weighed([weight(0.0)] * 1000) < 0.001


def test_belief_halves_every_half_life_and_never_grows() -> None:
    """Negative age changes nothing; no half-life leaves nothing."""
    assert faded(0.8, 24, 24) == pytest.approx(0.4)
    assert faded(0.8, -24, 24) == 0.8
    assert faded(0.8, 1, 0) == 0.0
    assert faded(0.8, 1e9, 1e-300) == 0.0


def test_a_grade_is_told_in_words() -> None:
    """B3 for those who do not know the letters."""
    assert grade_words("B3") == "usually reliable, possibly true"
