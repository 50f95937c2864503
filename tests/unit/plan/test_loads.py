"""Loads: the best that can be carried, in whole units."""

from itertools import product
from math import inf

from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.plan.journeys.loads import MOST_STEPS, load
from holdfast.plan.problem import Good


def good(item: str, n: float, kg: float, worth: float, m3: float = 0.0, p: float = 1.0) -> Good:
    return Good(item, item.title(), "pack", n, p, kg, m3, worth)


def best(goods: list[Good], kg: float, m3: float) -> float:
    """The most expected worth of any whole load, by trying them all."""
    choices = [sorted({*range(int(g.n) + 1), g.n}) for g in goods]
    return max(
        sum(n * g.worth * g.p_there for g, n in zip(goods, counts, strict=True))
        for counts in product(*choices)
        if sum(n * g.kg for g, n in zip(goods, counts, strict=True)) <= kg + 1e-9
        and sum(n * g.m3 for g, n in zip(goods, counts, strict=True)) <= m3 + 1e-9
    )


def greedy(goods: list[Good], kg: float) -> float:
    """What filling up by worth for each kilogram brings."""
    total = 0.0
    for g in sorted(goods, key=lambda g: (-g.p_there * g.worth / max(g.kg, 1e-9), g.item)):
        n = min(g.n, kg // g.kg if g.kg else inf)
        total, kg = total + n * g.worth * g.p_there, kg - n * g.kg
    return total


figures = st.floats(0.0, 20.0).map(lambda x: round(x, 1))
some_goods = st.lists(
    st.builds(
        good,
        item=st.uuids().map(str),
        n=st.integers(0, 4).map(float) | st.just(2.5),
        kg=figures,
        worth=figures,
        m3=st.sampled_from([0.0, 0.1, 0.5, 3.0]),
        p=st.sampled_from([0.0, 0.3, 1.0]),
    ),
    max_size=5,
)


@settings(max_examples=300, deadline=None)
@given(goods=some_goods, kg=figures.map(lambda x: 2 * x), m3=st.sampled_from([inf, 0.0, 0.6, 2.0]))
def test_no_other_load_is_worth_more(goods: list[Good], kg: float, m3: float) -> None:
    """Against every load there is, with weights and room both scarce."""
    found = load(goods, kg, m3)
    assert abs(found.expected - best(goods, kg, m3)) < 1e-6
    assert sum(n * g.kg for g, n in found.taken) <= kg + 1e-6
    assert sum(n * g.m3 for g, n in found.taken) <= m3 + 1e-6
    assert all(n == round(n) or n == g.n for g, n in found.taken)


def test_two_that_fit_are_better_than_one_that_is_denser() -> None:
    """Greed takes the denser chest and nothing fits beside it; the two boxes are worth more."""
    goods = [good("chest", 1, 6.0, 7.0), good("box", 2, 5.0, 5.0)]
    assert load(goods, 10.0).expected == 10.0
    assert greedy(goods, 10.0) == 7.0


def test_where_the_search_is_stopped_the_load_is_no_worse_than_greedy() -> None:
    """Sixty kinds of nearly the same worth for their weight: too many to try them all."""
    goods = [good(f"i{i:02}", 50, 1.0 + i / 97, 1.0 + i / 97 + i % 7 / 1e4) for i in range(60)]
    assert load(goods, 1777.7).expected >= greedy(goods, 1777.7) - 1e-9


def test_what_weighs_nothing_is_taken_whole_and_a_thousand_million_of_it_at_once() -> None:
    """No counting down from a thousand million; what is worth nothing stays there."""
    goods = [good("air", 1e9, 0.0, 1.0), good("stone", 1e9, 3.0, 1.0), good("sand", 5, 0, 0.0)]
    found = load(goods, 10.0)
    assert dict((g.item, n) for g, n in found.taken) == {"air": 1e9, "stone": 3.0}
    assert MOST_STEPS < 1e9


def test_nothing_can_be_carried_in_no_hands() -> None:
    """A capacity of nothing brings nothing."""
    assert load([good("box", 2, 5.0, 5.0)], 0.0).taken == ()
