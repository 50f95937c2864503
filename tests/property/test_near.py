"""Ways within a tolerance against plain label-setting: nothing good is missed by more."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.any_map import any_field, any_point, maps, some_points, wild
from data.effort import tries
from data.label_setting import Cost, costs_of, front_of, same_spot
from data.toy_nets import hazards, on, toy
from holdfast.plan.roads.field import Field, weigh
from holdfast.plan.roads.points import RoadPoint
from holdfast.plan.ways import near as near_
from holdfast.plan.ways.stairs import listed
from holdfast.plan.ways.streets import Gates, Streets
from holdfast.plan.ways.ways import Way, nearly, toward, ways

ROUNDING = 1e-9


def missed(front: list[Cost], found: list[Cost]) -> float:
    """By what part the worst covered point of a front is missed in its better cost."""

    def worse(mine: float, best: float) -> float:
        return 0.0 if mine <= best else mine / best - 1.0 if best else np.inf

    return max(
        min(max(worse(a, c), worse(b, d)) for a, b in found) if found else np.inf for c, d in front
    )


def path_costs(streets: Streets, gates: Gates, path: np.ndarray) -> Cost:
    """Ticks and units of a path, from its stretches and chains alone; it is unbroken."""
    last, between, first = path[0], streets.chain[path[1:-1]], path[-1]
    assert (between["head"][1:] == between["tail"][:-1]).all()
    return (
        int(gates.goal_ticks[last] + between["ticks"].sum() + gates.start_ticks[first]),
        int(gates.goal_units[last] + between["units"].sum() + gates.start_units[first]),
    )


def check_near(field: Field, start: RoadPoint, goal: RoadPoint, tolerance: float) -> int:
    """The law of ways within a tolerance; how many there are."""
    found = ways(toward(field, goal), start, tolerance=tolerance)
    costs = [costs_of(field, way) for way in found]
    assert all(way.complete for way in found)
    if same_spot(start, goal):
        assert costs == [(0, 0)]
        return 1
    front = front_of(field, start, goal)
    assert bool(front) == bool(found)
    if front:
        assert missed(front, costs) <= tolerance + ROUNDING
        assert (costs[0], costs[-1]) == (front[0], front[-1])
        assert all(a[0] < b[0] and a[1] > b[1] for a, b in pairwise(costs))
    assert found == ways(toward(field, goal), start, tolerance=tolerance)
    return len(found)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_within_a_tolerance_nothing_is_missed_on_any_map(data: st.DataObject) -> None:
    """Ties, zeros, parallel roads, circles, one-ways, forbidden turns, dead ends."""
    roads, mode = data.draw(maps()), data.draw(st.sampled_from(["foot", "car"]))
    field = any_field(data, roads, mode)
    start, goal = any_point(data, field.chains), any_point(data, field.chains)
    check_near(field, start, goal, data.draw(st.sampled_from([0.001, 0.05, 0.5])))


@pytest.mark.parametrize("tolerance", [0.001, 0.01, 0.1])
def test_within_a_tolerance_nothing_is_missed_in_wild_nets(tolerance: float) -> None:
    """Long fronts full of dents, some roads closed; each step has its part and says true costs."""
    steps = dict.fromkeys(("through", "crossed", "below"), 0)
    kept = {name: getattr(near_, name) for name in steps}

    def counting(name: str, *args: Any) -> Any:
        steps[name] += 1
        found = kept[name](*args)
        if name == "crossed" and len(found[0]):
            assert found[1:] == path_costs(args[0], args[1], found[0])
        if name == "through":
            for way in listed(*found):
                assert way[:2] == path_costs(args[0], args[1], way.path)
                assert len(set(args[0].chain[way.path[1:-1]]["tail"])) == len(way.path) - 2
        return found

    with pytest.MonkeyPatch.context() as patch:
        for name in steps:
            patch.setattr(near_, name, lambda *args, name=name: counting(name, *args))
        sizes = [check_near(field, a, b, tolerance) for field, a, b in _campaign(25)]
    assert max(sizes) > 3
    assert min(steps.values()) > 0


@pytest.mark.slow
@pytest.mark.parametrize("tolerance", [0.0005, 0.02, 0.2])
def test_within_a_tolerance_nothing_is_missed_in_a_campaign(tolerance: float) -> None:
    """A hundred nets, thousands when there is time."""
    for field, a, b in _campaign(tries(100, 5_000)):
        check_near(field, a, b, tolerance)


def _campaign(n: int) -> list[tuple[Field, RoadPoint, RoadPoint]]:
    """Nets and two points in each, by seed."""
    return [(field, *some_points(field, k, 2)) for k in range(n) for field in [wild(k)]]


def test_a_search_that_is_stopped_says_so_and_keeps_both_ends() -> None:
    """With few labels what may be missed is marked; the fastest and the safest are there."""
    stopped = 0
    for field, a, b in _campaign(40):
        some = ways(toward(field, b), a, tolerance=0.001, max_labels=1)
        exact: tuple[Way, ...] = ways(toward(field, b), a)
        if some and not some[0].complete:
            stopped += 1
            assert not any(way.complete for way in some)
            assert costs_of(field, some[0]) == costs_of(field, exact[0])
            assert costs_of(field, some[-1]) == costs_of(field, exact[-1])
    assert stopped > 0


@pytest.mark.parametrize(("max_steps", "to_fill"), [(1, 0.5), (100, 0.5), (300, 0.5), (10, 0.0)])
def test_a_search_that_is_stopped_misses_no_more_than_it_says(
    max_steps: int, to_fill: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it stops, the tolerance told is kept; it is the one asked for if nothing was cut."""
    stopped, told = 0, []
    monkeypatch.setattr(near_, "TO_FILL", to_fill)
    for field, a, b in _campaign(60):
        found, within = nearly(toward(field, b), a, tolerance=0.001, max_steps=max_steps)
        front = front_of(field, a, b)
        if not front or same_spot(a, b):
            continue
        assert within >= 0.001
        assert missed(front, [costs_of(field, way) for way in found]) <= within + ROUNDING
        assert all(way.complete == (within == 0.001) for way in found)
        stopped += within > 0.001
        told.append(within)
    assert stopped > 0
    assert stopped < len(told)


@pytest.mark.parametrize("tolerance", [0.02, 0.1, 0.5])
def test_in_a_dent_ways_are_found_no_further_apart_than_the_tolerance(tolerance: float) -> None:
    """Forty roads side by side, none of them on a line between two others but the outermost."""
    k = 40
    seconds = [round(float(s), 1) for s in np.geomspace(100, 1000, k)]
    hazard = {f"e{i + 1}": 1e-3 * (1100 - seconds[i]) ** 0.5 for i in range(k)}
    rows = [(0, 1, 10, 10), *((1, 2, s, s) for s in seconds), (2, 3, 10, 10)]
    chains = toy([(0, 0), (1, 0), (2, 0), (3, 0)], rows)
    field = weigh(chains, hazards(chains, **hazard))
    n = check_near(field, on(chains, 0, 0.5), on(chains, k + 1, 0.5), tolerance)
    assert 2 < n < k
