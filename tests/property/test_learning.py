"""Figures learned from evidence of any kind keep their laws."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.know.conjugate import (
    MOST,
    MOST_FACTOR,
    Posterior,
    Seen,
    rate,
    share,
    spread_about,
    times,
    weight,
)

ASSUMED = st.floats(1e-6, 1e3)
STRENGTH = st.floats(0.1, 50)
WEIGHT = st.floats(0, 1)
SEEN = st.lists(st.builds(Seen, st.integers(0, 50), st.floats(0, 1e4), WEIGHT), max_size=12)
TRIES = st.lists(
    st.builds(
        lambda n, more, w: Seen(n, n + more, w), st.integers(0, 9), st.integers(0, 9), WEIGHT
    ),
    max_size=12,
)
RATIOS = st.lists(st.tuples(st.floats(0.05, 20), WEIGHT), max_size=12)
ANY = st.floats(allow_nan=True, allow_infinity=True) | st.integers(0, 5).map(float)
NONSENSE = st.lists(st.builds(Seen, ANY, ANY, ANY | WEIGHT))
NEAR = 1e-9
FEW = settings(max_examples=40, deadline=None)


def sound(found: Posterior) -> bool:
    """Finite, and the mean within its interval (for rates near nothing, as far as numbers go)."""
    figures = (found.mean, found.low, found.high)
    return all(map(math.isfinite, figures)) and found.low <= found.high


@FEW
@given(ASSUMED, STRENGTH, SEEN)
def test_a_rate_lies_between_what_is_assumed_and_what_was_seen(
    assumed: float, strength: float, seen: list[Seen]
) -> None:
    """And is the assumed, exactly, where nothing was."""
    found = rate(assumed, strength, seen)
    n, exposure = (math.fsum(getattr(s, f) * s.weight for s in seen) for f in ("n", "exposure"))

    assert sound(found)
    if not n and not exposure:
        assert found.mean == assumed
    elif exposure:
        low, high = sorted((assumed, n / exposure))
        assert low * (1 - NEAR) <= found.mean <= high * (1 + NEAR)


@FEW
@given(ASSUMED, STRENGTH, SEEN, st.floats(1, 1e4))
def test_more_exposure_without_events_lowers_a_rate(
    assumed: float, strength: float, seen: list[Seen], exposure: float
) -> None:
    """A quiet trip counts too: the mean and both ends of the interval."""
    before = rate(assumed, strength, seen)
    after = rate(assumed, strength, [*seen, Seen(0, exposure)])

    assert after.mean < before.mean
    assert after.high < before.high
    assert after.low <= before.low


@FEW
@given(ASSUMED, STRENGTH, SEEN)
def test_an_event_more_raises_a_rate(assumed: float, strength: float, seen: list[Seen]) -> None:
    """With no exposure more."""
    assert rate(assumed, strength, [*seen, Seen(1, 0)]).mean > rate(assumed, strength, seen).mean


@FEW
@given(st.floats(0, 1), STRENGTH, TRIES)
def test_a_share_lies_between_what_is_assumed_and_what_was_seen(
    assumed: float, strength: float, seen: list[Seen]
) -> None:
    """And within 0 and 1."""
    found = share(assumed, strength, seen)
    n, tries = (math.fsum(getattr(s, f) * s.weight for s in seen) for f in ("n", "exposure"))

    assert sound(found)
    if not tries:
        assert found.mean == assumed
    else:
        low, high = sorted((assumed, n / tries))
        assert low - NEAR <= found.mean <= high + NEAR
        assert 0 <= found.low <= found.high <= 1 + NEAR


@FEW
@given(st.floats(0.01, 2), STRENGTH, RATIOS)
def test_times_lie_between_as_planned_and_as_taken(
    spread: float, strength: float, seen: list[tuple[float, float]]
) -> None:
    """The factor; a report that is far out counts as four times, or a quarter."""
    found = times(spread, seen, strength)

    assert sound(found.factor)
    assert sound(found.spread)
    counted = [x for x, w in seen if w > 0]
    if not counted:
        assert (found.factor.mean, found.spread.mean) == (1.0, spread)
    else:
        low, high = min(1.0, *counted, 1.0), max(1.0, *counted, 1.0)
        least, most = max(low, 1 / MOST_FACTOR), min(high, MOST_FACTOR)
        assert least * (1 - NEAR) <= found.factor.mean <= most * (1 + NEAR)


@FEW
@given(SEEN, TRIES, RATIOS, st.randoms(use_true_random=False))
def test_the_order_of_evidence_does_not_matter(
    seen: list[Seen], tries: list[Seen], ratios: list[tuple[float, float]], draw: random.Random
) -> None:
    """To the last digit but rounding."""

    def figures() -> list[float]:
        found = times(0.2, ratios, 5)
        held = (rate(0.1, 2, seen), share(0.3, 5, tries), found.factor, found.spread)
        return [x for p in held for x in (p.mean, p.low, p.high)]

    before = figures()
    for evidence in (seen, tries, ratios):
        draw.shuffle(evidence)
    assert figures() == pytest.approx(before)


@FEW
@given(st.floats(0, 1e4), st.floats(0, 1e4), st.floats(1, 1e4))
def test_forgetting_in_two_steps_is_forgetting_in_one(a: float, b: float, half: float) -> None:
    """And what lies ahead counts as now, and nothing counts more."""
    assert weight(a, half) * weight(b, half) == pytest.approx(weight(a + b, half))
    assert weight(-a, half) == 1
    assert 0 <= weight(a, half) <= 1


@FEW
@given(NONSENSE)
def test_nonsense_is_no_evidence_and_moves_nothing_beyond_bounds(seen: list[Seen]) -> None:
    """Infinite, negative, not a number, beyond all bounds, weights above 1."""
    sane = [s for s in seen if all(0 <= x <= MOST for x in s) and s.weight <= 1]

    assert rate(0.1, 2, seen) == rate(0.1, 2, sane)
    assert share(0.1, 2, seen) == share(0.1, 2, [s for s in sane if s.n <= s.exposure])
    assert 0 <= share(0.1, 2, seen).mean <= 1
    assert sound(times(0.1, [(s.n, s.weight) for s in seen], 3).factor)


@FEW
@given(st.floats(0.01, 2), STRENGTH, st.floats(0, 100), st.floats(0.1, 100))
def test_a_spread_lies_between_what_is_assumed_and_what_was_seen(
    assumed: float, strength: float, squares: float, n: float
) -> None:
    """And is the assumed where nothing was."""
    low, high = sorted((assumed, math.sqrt(squares / n)))

    assert low - NEAR <= spread_about(assumed, strength, squares, n).mean <= high + NEAR
    assert spread_about(assumed, strength, 0.0, 0.0).mean == assumed
