"""The table of ways on toy maps whose answers can be read off the drawing."""

from math import inf

import numpy as np
import pytest

from data.toy_nets import edges_of, hazards, ladder, ladder_hazard, on, toy
from holdfast.plan.roads.chains import Chains
from holdfast.plan.roads.field import weigh
from holdfast.plan.ways.table import MOST, table
from holdfast.plan.ways.ways import toward, ways


@pytest.fixture
def bypass() -> Chains:
    """A street 0-1-2-3 (edges 0, 1, 2), and a bypass 1-4-2 (edges 3, 4), slower."""
    places = [(0, 0), (1, 0), (2, 0), (3, 0), (1.5, 1)]
    rows = [
        (0, 1, 100, 100),
        (1, 2, 100, 100),
        (2, 3, 100, 100),
        (1, 4, 120, 120),
        (4, 2, 120, 120),
    ]
    return toy(places, rows)


def test_a_pair_has_the_street_and_the_bypass_with_their_figures(bypass: Chains) -> None:
    """Fastest first, safest last, nothing beyond; arcs when they are asked for."""
    field = weigh(bypass, hazards(bypass, e1=0.1, e3=0.01))
    found = table(field, [on(bypass, 0, 0.5), on(bypass, 2, 0.5)])
    assert found.n_ways[0, 1] == 2
    assert found.time_s[0, 1].tolist() == [200.0, 340.0]
    assert found.hazard[0, 1] == pytest.approx([0.1, 0.01])
    assert found.length_m[0, 1, 0] == pytest.approx(2000, rel=1e-3)
    assert [edges_of(bypass, found.way(0, 1, w)) for w in (0, 1)] == [[0, 1, 2], [0, 3, 4, 2]]
    assert found.prices_s[0] == 0
    assert found.prices_s[-1] == inf
    with pytest.raises(IndexError):
        found.way(0, 1, 2)


def test_who_is_there_already_stays(bypass: Chains) -> None:
    """A point to itself, and two points at one node by different roads: one way of no length."""
    points = [on(bypass, 0, 1.0), on(bypass, 3, 0.0), on(bypass, 1, 0.5)]
    found = table(weigh(bypass, hazards(bypass, e1=0.1)), points)
    for i, j in ((0, 0), (2, 2), (0, 1), (1, 0)):
        assert found.n_ways[i, j] == 1
        assert (found.time_s[i, j, 0], found.hazard[i, j, 0], found.length_m[i, j, 0]) == (0, 0, 0)
        assert found.way(i, j, 0).length_m == 0


def test_two_points_of_one_road_are_joined_along_it_or_round(bypass: Chains) -> None:
    """Along the dangerous road, and round by the bypass where that is safer."""
    field = weigh(bypass, hazards(bypass, e1=1.0))
    found = table(field, [on(bypass, 1, 0.1), on(bypass, 1, 0.9)])
    made = [edges_of(bypass, found.way(0, 1, w)) for w in range(found.n_ways[0, 1])]
    assert made == [[1], [1, 3, 4, 1]]
    assert found.hazard[0, 1, :2] == pytest.approx([0.8, 0.2])


def test_what_cannot_be_reached_has_no_ways() -> None:
    """Against the one-way, and over closed roads."""
    chains = toy([(0, 0), (1, 0), (2, 0)], [(0, 1, 10, inf), (1, 2, 10, 10)])
    points = [on(chains, 0, 0.2), on(chains, 0, 0.7), on(chains, 1, 0.5)]
    found = table(weigh(chains, hazards(chains)), points)
    assert found.n_ways.tolist() == [[1, 1, 1], [0, 1, 1], [0, 0, 1]]
    assert np.isinf(found.time_s[1, 0]).all()
    assert found.within[1, 0] == 0
    shut = table(weigh(chains, hazards(chains, e1=inf)), points)
    assert shut.n_ways.tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 1]]


def test_no_points_and_no_roads_are_tables_too() -> None:
    """Empty, and one point on a map where the mode may not go."""
    chains = toy([(0, 0), (1, 0)], [(0, 1, 10, 10)])
    assert table(weigh(chains, [0.0, 0.0]), []).n_ways.shape == (0, 0)
    nowhere = toy([(0, 0), (1, 0)], [(0, 1, 10, 10)], shut=("car",))
    assert table(weigh(nowhere, [0.0, 0.0]), [on(chains, 0, 0.5)]).n_ways.tolist() == [[1]]


def test_it_stops_when_all_pairs_are_near_enough_or_when_it_is_told_to() -> None:
    """The first two prices are always tried; each is told, and each makes it no worse."""
    chains = ladder(8)
    field = weigh(chains, ladder_hazard(chains))
    points = [on(chains, 0, 0.0), on(chains, 23, 1.0)]
    heard: list[int] = []
    whole = table(field, points, heard=heard.append)
    assert heard == list(range(1, len(whole.prices_s) + 1))
    assert whole.n_ways[0, 1] >= 2
    first = table(field, points, stop=lambda: True)
    assert first.prices_s == (0.0, inf)
    assert len(table(field, points, most=4).prices_s) <= 4 <= MOST
    near = table(field, points, tolerance=float(whole.within.max()) * 1.5)
    assert whole.within.max() <= near.within.max() <= whole.within.max() * 1.5
    assert near.within.max() <= first.within.max()
    assert len(near.prices_s) <= len(whole.prices_s)


def test_its_ways_are_those_of_the_front() -> None:
    """Every way of every pair is one that a search for that pair alone would give."""
    chains = ladder(6)
    field = weigh(chains, ladder_hazard(chains))
    points = [on(chains, edge, 0.5) for edge in (0, 6, 15)]
    found = table(field, points)
    for j, goal in enumerate(points):
        look = toward(field, goal)
        for i, start in enumerate(points):
            costs = {(w.time_s, w.hazard) for w in ways(look, start)}
            for w in range(found.n_ways[i, j]):
                way = found.way(i, j, w)
                assert any((t, h) == pytest.approx((way.time_s, way.hazard)) for t, h in costs)
