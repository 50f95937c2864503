"""Streets and gates turned round."""

from itertools import pairwise

import numpy as np
import pytest

from data.any_map import wild
from holdfast.plan.roads.rows import NEVER
from holdfast.plan.ways.guides import MOST, guided, narrowed
from holdfast.plan.ways.pull import seen_from
from holdfast.plan.ways.streets import FAR, OUT_OF_REACH, Gates, Guides, reverse, swapped


def test_streets_turned_round_lead_the_other_way_at_the_same_costs() -> None:
    """Chain i of them is chain into[i] from its head to its tail; closed ones are left out."""
    for k in range(5):
        streets = guided(wild(k)).net.streets
        back, of = reverse(streets), streets.into
        n = len(streets.indptr) - 1
        assert (np.sort(of) == np.flatnonzero(streets.chain["head"] >= 0)).all()
        for there, here in (("tail", "head"), ("head", "tail"), ("ticks",) * 2, ("units",) * 2):
            assert (back.chain[there] == streets.chain[here][of]).all()
        assert (np.repeat(np.arange(n), np.diff(back.indptr)) == back.chain["tail"]).all()


def test_gates_turned_round_begin_at_the_goal() -> None:
    """What began ends, and ends begin; what leads straight there stays."""
    columns = [np.array([k]) for k in range(8)]
    back = swapped(Gates(*columns))
    assert [int(x[0]) for x in back] == [3, 4, 5, 0, 1, 2, 6, 7]
    assert [int(x[0]) for x in swapped(back)] == list(range(8))


@pytest.mark.parametrize("far", [0, 1, 700, 1 << 40, 1 << 58])
def test_narrowed_costs_are_never_more_than_the_costs(far: int) -> None:
    """Rounded down, by less than one unit; what cannot be reached stays so, and nothing else is."""
    links = np.array([[0, 3], [5, 1 << 30], [far, 999_999], [NEVER, NEVER]], np.int64)
    scale, narrow = narrowed(links)
    assert narrow.dtype == np.int32
    assert (narrow[:3] * scale <= links[:3]).all()
    assert ((narrow[:3] + 1) * scale > links[:3]).all()
    assert (narrow[3] == OUT_OF_REACH).all()
    assert (narrow[:3] <= FAR).all()


def test_a_sum_beyond_all_bounds_is_still_a_way() -> None:
    """Far goals behind links near the greatest that fits: reached, at no more than they cost."""
    n = 40
    start = np.append(np.arange(n), n - 1)
    one = np.full((n - 1, 1), FAR, np.int32)
    guides = Guides(
        np.arange(n, dtype=np.int32), start, np.arange(1, n, dtype=np.int32), one, one,
        np.ones(1), np.array([[1, 0, 0, 0]]), np.ones(2, np.int64),
    )  # fmt: skip
    sight = seen_from(guides, np.zeros(1, np.int32), np.zeros((1, 1), np.int64), n)
    assert (sight.least[1:] == FAR).all()
    assert sight.least[0] == 0


def test_guide_prices_rise_from_the_fastest_to_the_safest() -> None:
    """At least these two, and no two alike."""
    for k in range(5):
        slopes = [price.slope for price in guided(wild(k)).prices]
        assert slopes[0] == 0.0
        assert slopes[-1] == np.inf
        assert 2 <= len(slopes) <= MOST
        assert all(a < b for a, b in pairwise(slopes))
