"""The table of ways against plain label-setting: ends, prices, and how near it says it comes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.any_map import any_field, any_point, maps, some_points, wild
from data.effort import tries
from data.label_setting import Cost, costs_of, front_of, same_spot
from holdfast.plan.roads.field import HAZARD_UNIT, Field
from holdfast.plan.roads.points import RoadPoint
from holdfast.plan.ways.table import Table, table

TICK_S = 0.1


def check_table(field: Field, points: list[RoadPoint]) -> Table:
    """Every law of the table, pair by pair."""
    found = table(field, points)
    p = len(points)
    assert found.n_ways.shape == found.within.shape == (p, p)
    for i in range(p):
        for j in range(p):
            n = int(found.n_ways[i, j])
            made = [found.way(i, j, w) for w in range(n)]
            costs = [costs_of(field, way) for way in made]
            for w, way in enumerate(made):
                assert found.time_s[i, j, w] == pytest.approx(way.time_s, rel=1e-9, abs=1e-9)
                assert found.hazard[i, j, w] == pytest.approx(way.hazard, rel=1e-9, abs=1e-15)
                assert found.length_m[i, j, w] == pytest.approx(way.length_m, rel=1e-9, abs=1e-9)
            for figures in (found.time_s, found.hazard, found.length_m):
                assert np.isinf(figures[i, j, n:]).all()
            if same_spot(points[i], points[j]):
                assert costs == [(0, 0)]
                continue
            front = front_of(field, points[i], points[j])
            check_pair(front, costs, found.within[i, j], found.prices_s)
    return found


def check_pair(
    front: list[Cost], costs: list[Cost], within: float, prices_s: tuple[float, ...]
) -> None:
    """One pair's ways are of the front, both ends among them, one for each price."""
    assert bool(front) == bool(costs)
    if not front:
        assert within == 0
        return
    assert set(costs) <= set(front)
    assert costs == sorted(set(costs))
    assert (costs[0], costs[-1]) == (front[0], front[-1])
    for price in prices_s[1:-1]:
        slope = price / TICK_S * HAZARD_UNIT
        best = min(t + slope * h for t, h in front)
        assert min(t + slope * h for t, h in costs) <= best * (1 + 1e-9)
    for t, h in front:
        most = (1 + within) * (1 + 1e-9)
        assert any(a <= most * t and b <= most * h for a, b in costs)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_table_keeps_its_laws_on_any_map(data: st.DataObject) -> None:
    """Ties, zeros, parallel roads, circles, one-ways, turns, points that share arcs or coincide."""
    roads, mode = data.draw(maps()), data.draw(st.sampled_from(["foot", "car"]))
    field = any_field(data, roads, mode)
    n = data.draw(st.integers(1, 4))
    check_table(field, [any_point(data, field.chains) for _ in range(n)])


def test_a_table_keeps_its_laws_in_wild_nets() -> None:
    """Long fronts full of dents, some roads closed, some pairs apart; the same twice."""
    tables = [check_table(field, some_points(field, k, 4)) for k in range(8) for field in [wild(k)]]
    assert max(int(one.n_ways.max()) for one in tables) > 3
    assert any((one.n_ways == 0).any() for one in tables)
    again = table(wild(0), some_points(wild(0), 0, 4))
    assert again.prices_s == tables[0].prices_s
    for name in ("n_ways", "time_s", "hazard", "length_m", "within"):
        assert np.array_equal(getattr(again, name), getattr(tables[0], name))


@pytest.mark.slow
def test_a_table_keeps_its_laws_in_a_campaign() -> None:
    """Dozens of nets, thousands when there is time."""
    for k in range(tries(60, 3_000)):
        field = wild(k + 1000)
        check_table(field, some_points(field, k, 5))
