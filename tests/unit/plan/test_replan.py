"""A run that is out is planned anew from where it is: people, vehicle and load stay as they are."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS, MINUTE_MS, Stamp
from holdfast.base.errors import Refused
from holdfast.base.geo import Place, distance_m, unpack_line
from holdfast.facts.said import Said
from holdfast.know import fold_all
from holdfast.plan.ground import Ground
from holdfast.plan.offer.offer import offer
from holdfast.plan.problem import Problem
from holdfast.plan.question.pose import pose

from .conftest import MORNING_MS, at, world

LATER_MS = MORNING_MS + 30 * MINUTE_MS
WHERE = Place(*at(2_000, 0))

Again = Callable[..., Problem]


@pytest.fixture
def again(ask: Callable[..., Problem], ground: Ground) -> Again:
    """Asks anew about the car's run to the depot, half an hour after it left."""
    plan = offer(ask(modes=("car",)), ground)
    task = plan.options[1].taskings[0]

    def pose_it(
        *more: f.Fact, where: Place | None = WHERE, later_ms: int = LATER_MS, **limits: Any
    ) -> Problem:
        facts: list[f.Fact] = [
            *world(),
            f.RunTasked(run="r", call="KESTREL 1", objective="supply", base="base", tasking=task),
            f.Departed(run="r", crew=task.crew),
            *more,
        ]
        stamped = [
            Said(Stamp(MORNING_MS - HOUR_MS + i, i, "d", i), replace(x, when_ms=MORNING_MS)
                 if isinstance(x, f.Report) else x)
            for i, x in enumerate(facts)
        ]  # fmt: skip
        wanted = {"objective": "supply", "sites": ("depot",), "depart_ms": later_ms, **limits}
        asked = f.PlanAsked(plan="plan-2", base="base", run="r", **wanted)
        return pose(fold_all(stamped), asked, later_ms, where)

    return pose_it


def test_it_begins_where_the_team_is_and_keeps_its_people(again: Again, ground: Ground) -> None:
    """The first way leads from here to the stop; crew and vehicle are those that are out."""
    problem = again()
    assert problem.begun is not None
    answer = offer(problem, ground)
    assert len(answer.options) > 1
    for option in answer.options[1:]:
        (task,) = option.taskings
        assert set(task.crew) == {w.person for w in problem.begun.walkers}
        assert task.vehicle == "car"
        first = task.ways[0]
        assert (first.role, first.start, first.goal) == ("out", "here", "depot")
        assert distance_m(unpack_line(first.line)[0], WHERE) < 3
        assert task.depart_ms == LATER_MS


def test_coming_straight_home_is_always_an_option(again: Again, ground: Ground) -> None:
    """H is the way home from here, whatever it costs."""
    answer = offer(again(greatest_hazard=0.0), ground)
    (home,) = answer.options
    (task,) = home.taskings
    assert (home.letter, task.stops) == ("H", ())
    assert [w.role for w in task.ways] == ["back"]
    assert (task.ways[0].start, task.ways[0].goal) == ("here", "base")
    assert answer.infeasible


def test_a_closed_road_is_gone_round_from_here(
    again: Again, ground: Ground, spot: Callable[[float, float], f.Point]
) -> None:
    """The street ahead was cut: the way on is another, or there is none and H says how to wait."""
    ahead = f.RoadClosed(closure="cut", at=spot(3_000, 0), radius_m=20)
    usual, cut = offer(again(), ground), offer(again(ahead), ground)
    a, b = (x.options[1].taskings[0].ways[0].length_m for x in (usual, cut))
    assert b > a + 1_000
    behind = f.RoadClosed(closure="too", at=spot(1_000, 0), radius_m=20)
    stuck = offer(again(ahead, behind), ground)
    assert [o.letter for o in stuck.options] == ["H"]
    assert stuck.options[0].why == "No way home is known: wait where they are."


def test_what_is_on_board_takes_up_room(again: Again, ground: Ground) -> None:
    """400 kg were to fit in; 350 kg of chests found elsewhere leave room for 50."""
    on_board = f.FoundReported(
        run="r", site="depot", searched="part", found=(f.Amount("chest", 23),),
        taken=(f.Amount("chest", 23),),
    )  # fmt: skip
    problem = again(f.Arrived(run="r", site="depot"), on_board)
    assert problem.begun is not None
    assert problem.begun.kg == pytest.approx(345)
    for option in offer(problem, ground).options[1:]:
        assert option.taskings[0].load_kg <= 55 + 1e-6


def test_only_a_run_that_is_out_and_somewhere_can_be_planned_anew(again: Again) -> None:
    """Home already, or nobody knows where: a sentence."""
    home = f.CameHome(run="r", home=("mark", "leila", "kai", "ruth", "tomas"))
    with pytest.raises(Refused, match="is not out"):
        again(home)
    with pytest.raises(Refused, match="Nobody knows where"):
        again(where=None)


def test_a_run_that_is_out_in_the_dark_is_planned_onward_and_home(
    again: Again, ground: Ground
) -> None:
    """At 23:20 no last light lies ahead of it: no option says so, and each that it is dark."""
    late_ms = MORNING_MS + 15 * HOUR_MS + 20 * MINUTE_MS
    problem = again(later_ms=late_ms)
    assert problem.dark_ms is None
    answer = offer(problem, ground)
    assert len(answer.options) > 1
    assert answer.options[0].why == "KESTREL 1 comes straight home, in the dark."
    for task in (t for o in answer.options for t in o.taskings):
        assert task.dark_ms is None
        assert task.turn_ms >= late_ms
        assert not any("Last light" in words for words in task.assumes)
        assert any(words.startswith("It is dark until first light at 07:") or
                   words.startswith("It is dark until first light at 06:")
                   for words in task.assumes)  # fmt: skip
    assert not any("too far" in words or "too late" in words for words in answer.infeasible)


def test_a_run_that_is_out_by_day_has_its_last_light(again: Again, ground: Ground) -> None:
    """Half an hour after it left: nothing is said of the dark, and the light limits it."""
    problem = again()
    assert problem.dark_ms is not None
    answer = offer(problem, ground)
    assert answer.options[0].why == "KESTREL 1 comes straight home."
    assert not any("It is dark" in w for o in answer.options for t in o.taskings for w in t.assumes)


def test_a_turn_round_time_that_is_over_is_not_told_to_a_run_that_comes_home(
    again: Again, ground: Ground
) -> None:
    """Ten minutes to last light, and a longer way home: it turns round now, not in the past."""
    dark_ms = again().dark_ms
    assert dark_ms is not None
    later_ms = dark_ms - 10 * MINUTE_MS
    (task,) = offer(again(later_ms=later_ms), ground).options[0].taskings
    assert task.turn_ms == later_ms
