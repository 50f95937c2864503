"""The fallback from a stop: gone in the day, with the fuel there is, and not through the danger."""

import dataclasses
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from msgspec.structs import replace

from holdfast import facts as f
from holdfast.base.geo import Place, distance_m, pack_line, unpack_line
from holdfast.plan.check.spare import spare_faults
from holdfast.plan.ground import Ground
from holdfast.plan.offer.offer import in_tries, offer
from holdfast.plan.problem import Closure, Problem

from .conftest import Ask, at

SPOT = Callable[[float, float], f.Point]
FEW = in_tries(300)
NORTH = at(2_000, 1_500)


def gang(spot: SPOT) -> f.ThreatNoted:
    """Armed people on the bow in the north."""
    return f.ThreatNoted(
        threat="gang", name="Gang", what="armed", at=spot(2_000, 1_500), radius_m=600,
        reliability="A", credibility="1",
    )  # fmt: skip


def tasks_of(problem: Problem, ground: Ground) -> list[f.Tasking]:
    """The taskings by car of an answer."""
    answer = offer(problem, ground, left=FEW)
    assert not [words for words in answer.infeasible if "withheld" in words]
    found = [t for o in answer.options for t in o.taskings if t.mode == "car"]
    assert found
    return found


def spare(task: f.Tasking) -> f.WayTold:
    """A tasking's one fallback."""
    (way,) = [w for w in task.ways if w.role == "fallback"]
    return way


def near_m(way: f.WayTold, place: Place) -> float:
    """How near a way comes to a place."""
    return min(distance_m(place, p) for p in unpack_line(way.line))


def test_a_fallback_keeps_off_the_way_out_unless_danger_lies_there(
    ask: Ask, ground: Ground, spot: SPOT
) -> None:
    """By the bow while it is quiet; with armed people on it, by the road that they know."""
    for task in tasks_of(ask(modes=("car",)), ground):
        assert near_m(spare(task), NORTH) < 50
    for task in tasks_of(ask(gang(spot), modes=("car",)), ground):
        legs = [w.hazard for w in task.ways if w.role != "fallback"]
        assert spare(task).hazard <= 2 * max(legs) + 0.011


def test_a_fallback_burns_no_more_than_the_tank_holds(ask: Ask, ground: Ground) -> None:
    """With fuel for the straight road there and back alone, the bow is no fallback."""
    little = f.VehicleReadinessSaid(vehicle="car", state="ready", fuel_l=1.4)
    for task in tasks_of(ask(little, modes=("car",)), ground):
        out = next(w for w in task.ways if w.role == "out")
        burnt_l = (out.length_m + spare(task).length_m) * 12 / 1e5
        assert burnt_l * 1.25 <= 1.4 * 1.001


@pytest.fixture
def told(ask: Ask, ground: Ground) -> tuple[Problem, f.Tasking]:
    """A question, and a tasking with its fallback by the bow."""
    problem = ask(modes=("car",))
    return problem, tasks_of(problem, ground)[0]


def faults_of(problem: Problem, task: f.Tasking, **changes: object) -> list[str]:
    """What the checker says when the fallback is changed."""
    ways = tuple(replace(w, **changes) if w.role == "fallback" else w for w in task.ways)
    return list(spare_faults(problem, replace(task, ways=ways), problem.carriers[0]))


def test_the_fallback_s_fuel_is_held_to_two_hundredths(told: tuple[Problem, f.Tasking]) -> None:
    """The roads out and back by the bow, and a quarter more: at 12 L for 100 km."""
    problem, task = told
    lines = [unpack_line(w.line)[1:-1] for w in task.ways if w.role in ("out", "fallback")]
    road_m = sum(distance_m(a, b) for line in lines for a, b in pairwise(line))
    for part, short in ((1.0, False), (0.98, True)):
        tank = _with(problem.carriers[0], fuel_l=road_m * 12 / 1e5 * 1.25 * part)
        assert bool(list(spare_faults(problem, task, tank))) == short, part


def test_the_checker_looks_at_fallbacks_too(told: tuple[Problem, f.Tasking]) -> None:
    """A hazard that is not its own, a closed road, a tank too small, a stop that is none."""
    problem, task = told
    assert faults_of(problem, task) == []
    assert "hazard" in faults_of(problem, task, hazard=spare(task).hazard + 0.01)[0]
    assert "does not stop" in faults_of(problem, task, start="elsewhere")[0]
    shut = Closure(NORTH, 50.0, ("car",))
    closed = list(spare_faults(_with(problem, closures=(shut,)), task, problem.carriers[0]))
    assert closed == ["the fallback from Depot takes a closed road"]
    dry = _with(problem.carriers[0], fuel_l=1.4)
    assert list(spare_faults(problem, task, dry)) == [
        "the tank does not hold enough for the fallback from Depot"
    ]
    line = unpack_line(spare(task).line)
    far = pack_line([line[0], Place(10.2, 45.2), *line[1:]])
    assert faults_of(problem, task, line=far)
    assert sum(distance_m(a, b) for a, b in pairwise(line)) > 6_000


def _with(one: Any, **changes: object) -> Any:
    """A question or a vehicle with something changed."""

    return dataclasses.replace(one, **changes)
