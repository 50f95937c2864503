"""Words by key: the later stamp holds, by all of it, and a mark stands for its first word."""

from itertools import permutations

import pytest

from holdfast import facts as f
from holdfast.base.clock import Stamp
from holdfast.facts.said import Said
from holdfast.know.fold import fold_all

ORDERED = (
    Stamp(5, 0, "aa", 9), Stamp(5, 1, "aa", 1), Stamp(5, 1, "bb", 0), Stamp(5, 1, "bb", 2),
)  # fmt: skip
"""Four words of one millisecond: by tick, then device, then number."""


def said(stamp: Stamp, n: int, ref: str | None = None) -> Said:
    """A readiness with its own words."""
    fact = f.ReadinessSaid(person="kai", state="ready", words=str(n), ref=ref)
    return Said(stamp, fact)


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_of_words_of_one_millisecond_the_last_by_the_whole_stamp_holds(
    order: tuple[int, ...],
) -> None:
    """Whatever order they come in, every node shows the same one."""
    state = fold_all([said(ORDERED[i], i) for i in order])

    assert getattr(state.readiness["kai"].fact, "words", "") == "3"
    assert [getattr(s.fact, "words", "") for s in state.readiness.said("kai")] == list("0123")


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_a_mark_stands_for_the_first_word_that_carries_it(order: tuple[int, ...]) -> None:
    """A phone that sends again is answered with its first word, on every node."""
    state = fold_all([said(ORDERED[i], i, ref="phone-0001") for i in order])

    assert state.refs == {"phone-0001": ORDERED[0]}
