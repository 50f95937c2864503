"""Options weighed lives first: what is bettered is not ranked, and what is ranked has its price."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.rehearse.weighing import Outcome, _in_a_ring, betters, weigh

N = 20_000
RNG = np.random.default_rng(5)
on_day = RNG.permutation(N)


def came(kept: float, dead_of_100: float, harm_of_100: float | None = None) -> Outcome:
    """What came of an option: so much kept a day, and on so many of 100 days somebody dies."""
    harm = dead_of_100 if harm_of_100 is None else harm_of_100
    dead = (on_day < N * dead_of_100 / 100).astype(float)
    return Outcome(
        np.full(N, kept) + RNG.normal(0, 1, N), dead, (on_day < N * harm / 100).astype(float)
    )


FOUND = {
    "A": came(10.0, 0.02), "C": came(30.0, 1.0), "D": came(34.1, 1.2), "E": came(28.0, 8.0),
}  # fmt: skip
"""As it was found: E kills somebody on 8 of 100 days, and C and D bring more and kill fewer."""


def test_what_another_betters_is_not_ranked_and_who_betters_it_is_told() -> None:
    """The safest first, and staying home at the end of the list whatever comes."""
    told = weigh(FOUND)
    assert told.ranking == ("A", "C", "D", "H")
    assert told.bettered == {"E": ("C", "D")}


def test_each_that_is_ranked_has_its_price_over_the_next_safer_one() -> None:
    """'D brings 4.1 more for one death in 500 days'."""
    steps = {s.letter: s for s in weigh(FOUND).steps}
    assert [(s.letter, s.over) for s in steps.values()] == [("A", "H"), ("C", "A"), ("D", "C")]
    assert steps["D"].kept.mean == pytest.approx(4.1, abs=0.05)
    assert 1 / steps["D"].dead.mean == pytest.approx(500)
    assert steps["A"].dead.mean == pytest.approx(0.0002)


def test_more_value_does_not_outweigh_lives_nor_the_other_way_round() -> None:
    """Each of two that are better in one thing is ranked."""
    told = weigh({"B": came(99.0, 50.0), "A": came(1.0, 0.0)})
    assert told.ranking == ("A", "B", "H")
    assert told.bettered == {}


def test_harm_counts_where_nobody_dies() -> None:
    """Of two that bring the same the one that harms fewer."""
    same = np.full(N, 5.0)
    mild, rough = came(0, 0, 1.0), came(0, 0, 9.0)
    told = weigh({"A": Outcome(same, rough.dead, rough.harm),
                  "B": Outcome(same, mild.dead, mild.harm)})  # fmt: skip
    assert (told.ranking, told.bettered) == (("B", "H"), {"A": ("B",)})


def test_what_brings_nothing_is_bettered_by_staying_home() -> None:
    """Nobody goes for nothing."""
    nothing = Outcome(np.zeros(N), np.zeros(N), np.zeros(N))
    told = weigh({"A": nothing, "B": came(5.0, 1.0)})
    assert (told.ranking, told.bettered) == (("B", "H"), {"A": ("H",)})


def test_chance_betters_nothing() -> None:
    """Two that are as good as far as can be told are both ranked."""
    told = weigh({"A": came(10.0, 1.0), "B": came(10.0, 1.0)})
    assert set(told.ranking) == {"A", "B", "H"}


def test_what_may_well_be_worse_drops_nobody() -> None:
    """A seems safer by a few days in 20,000, too few to be sure: that B keeps more is no reason not
    to rank A, nor is A's seeming so a reason not to rank B.
    """
    told = weigh({"A": came(10.0, 0.02), "B": came(30.0, 0.05)})
    assert told.ranking == ("A", "B", "H")


def test_what_brings_much_on_rare_days_is_not_dropped_as_equal() -> None:
    """On 3 of 20,000 days C brings a hundredfold: more on the mean, and not told apart."""
    often, rare = came(10.0, 0.5), came(10.0, 1.0)
    kept = often.kept + np.where(np.arange(N) < 3, 6_000.0, 0.0)
    told = weigh({"A": often, "C": Outcome(kept, rare.dead, rare.harm)})
    assert set(told.ranking) == {"A", "C", "H"}


def test_a_ring_of_chance_leaves_somebody_ranked() -> None:
    """Where each is bettered by another, the safest is ranked, and the rest hang on it."""
    bettered = {"A": ("C",), "B": ("A",), "C": ("B",)}
    outcomes = {x: came(10.0, 1.0 + i) for i, x in enumerate("ABC")}
    assert _in_a_ring(outcomes, bettered) == ["A"]
    assert _in_a_ring(outcomes, {"B": ("A",), "C": ("B",)}) == []
    assert _in_a_ring(outcomes, {"A": ("H",), "B": ("C",), "C": ("B",)}) == ["B"]


@given(
    st.lists(
        st.tuples(*[st.lists(st.floats(0, 4), min_size=6, max_size=6)] * 3), min_size=1, max_size=6
    )
)
def test_whatever_chance_does_nobody_is_dropped_for_nothing(
    days: list[tuple[list[float], ...]],
) -> None:
    """Each that is not ranked is bettered by one that is, or by one that hangs on it; one that
    nothing betters is ranked.
    """
    options = {x: Outcome(*(np.array(v) for v in d)) for x, d in zip("ABCDEF", days, strict=False)}
    told = weigh(options)
    hangs = set(told.ranking)
    while more := {x for x, by in told.bettered.items() if x not in hangs and hangs & {*by}}:
        hangs |= more
    assert hangs == {*options, "H"}
    for x, one in options.items():
        if one.kept.mean() > 0 and not any(betters(o, one) for y, o in options.items() if y != x):
            assert x in told.ranking


@given(st.lists(st.tuples(*[st.integers(0, 4)] * 3), min_size=1, max_size=6))
def test_no_ranked_option_is_bettered_and_every_other_is(kinds: list[tuple[int, int, int]]) -> None:
    """By some option that is ranked; where figures are certain, that is the front."""
    options = {
        letter: Outcome(np.full(3, 1.0 + k), np.full(3, float(d)), np.full(3, float(h)))
        for letter, (k, d, h) in zip("ABCDEF", kinds, strict=False)
    }
    told = weigh(options)
    ranked = [options[x] for x in told.ranking if x != "H"]
    assert not any(betters(a, b) for a, b in permutations(ranked, 2))
    for letter in told.bettered:
        assert any(betters(one, options[letter]) for one in ranked)
    assert {*told.ranking, *told.bettered} == {*options, "H"}
