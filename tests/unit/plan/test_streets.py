"""Streets and gates turned round."""

from itertools import pairwise

import numpy as np

from data.any_map import wild
from holdfast.plan.ways.guides import MOST, guided
from holdfast.plan.ways.streets import Gates, reverse, swapped


def test_streets_turned_round_lead_the_other_way_at_the_same_costs() -> None:
    """Chain i of them is chain into[i] from its head to its tail; closed ones are left out."""
    for k in range(5):
        streets = guided(wild(k)).net.streets
        back, of = reverse(streets), streets.into
        n = len(streets.indptr) - 1
        assert (np.sort(of) == np.flatnonzero(streets.head >= 0)).all()
        assert (back.tail == streets.head[of]).all()
        assert (back.head == streets.tail[of]).all()
        assert (back.ticks == streets.ticks[of]).all()
        assert (back.units == streets.units[of]).all()
        assert (np.repeat(np.arange(n), np.diff(back.indptr)) == back.tail).all()


def test_gates_turned_round_begin_at_the_goal() -> None:
    """What began ends, and ends begin; what leads straight there stays."""
    columns = [np.array([k]) for k in range(8)]
    back = swapped(Gates(*columns))
    assert [int(x[0]) for x in back] == [3, 4, 5, 0, 1, 2, 6, 7]
    assert [int(x[0]) for x in swapped(back)] == list(range(8))


def test_guide_prices_rise_from_the_fastest_to_the_safest() -> None:
    """At least these two, and no two alike."""
    for k in range(5):
        slopes = [price.slope for price in guided(wild(k)).prices]
        assert slopes[0] == 0.0
        assert slopes[-1] == np.inf
        assert 2 <= len(slopes) <= MOST
        assert all(a < b for a, b in pairwise(slopes))
