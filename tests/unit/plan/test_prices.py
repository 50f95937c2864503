"""Prices of danger, and how near ways at some prices come to all others."""

from math import inf

import numpy as np
import pytest

from holdfast.plan.ways.prices import CEILING, fastest, next_slope, priced, safest, within


def front(*points: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Ticks and units of one pair's ways."""
    ticks, units = np.array(points).T
    return ticks.reshape(1, 1, -1), units.reshape(1, 1, -1)


@pytest.mark.parametrize("totals", [(0, 0), (10, 3), (10**7, 10**10), (10**12, 10**16)])
def test_costs_of_everything_together_stay_below_the_ceiling(totals: tuple[int, int]) -> None:
    """At any price; the first cost always outweighs the other."""
    both = np.array([totals[0]]), np.array([totals[1]])
    for price in (fastest(*totals), safest(*totals), *(priced(s, *totals) for s in (1e-9, 1, 1e9))):
        assert 0 <= int(price.cost(*both)[0]) < CEILING
    one, all_ = np.array([1]), np.array([0])
    assert fastest(*totals).cost(one, all_)[0] > fastest(*totals).cost(all_, both[1])[0]
    assert safest(*totals).cost(all_, one)[0] > safest(*totals).cost(both[0], all_)[0]


def test_equally_fast_ways_differ_by_their_hazard() -> None:
    """A unit less is less, where the totals leave room for it."""
    price = fastest(10**7, 10**10)
    assert price.cost(np.array([5]), np.array([3]))[0] > price.cost(np.array([5]), np.array([2]))[0]


def test_what_may_lie_between_two_ways_is_measured_by_the_lines_through_them() -> None:
    """Between (10, 2) and (20, 1), found as fastest and safest, (20, 2) is the only bound."""
    ticks, units = front((10, 2), (20, 1))
    assert within(ticks, units, np.array([0.0, inf]))[0, 0] == pytest.approx(1.0)
    ticks, units = front((10, 2), (10, 2), (20, 1))
    by_chord = within(ticks, units, np.array([0.0, 10.0, inf]))[0, 0]
    assert by_chord == pytest.approx((20 + 10 * 2) / (10 + 10 * 2) - 1)


def test_the_next_price_lies_on_the_line_through_the_widest_gap_and_then_no_more() -> None:
    """Ten ticks for one unit; once that is tried, nothing is left to gain."""
    ticks, units = front((10, 2), (20, 1))
    assert next_slope(ticks, units, np.array([0.0, inf]), 0.0) == pytest.approx(10.0)
    assert next_slope(ticks, units, np.array([0.0, inf]), 1.0) is None
    ticks, units = front((10, 2), (10, 2), (20, 1))
    assert next_slope(ticks, units, np.array([0.0, 10.0, inf]), 0.0) is None


def test_pairs_that_are_not_joined_ask_for_nothing() -> None:
    """Nor do ways without any cost."""
    for point in ((inf, inf), (0.0, 0.0)):
        ticks, units = front(point, point)
        assert within(ticks, units, np.array([0.0, inf]))[0, 0] == 0
        assert next_slope(ticks, units, np.array([0.0, inf]), 0.0) is None
