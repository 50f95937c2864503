"""Missions of each kind asked of the planner: what the team is told, and what it is worth."""

from collections.abc import Callable
from dataclasses import replace
from math import exp

import pytest
from msgspec.structs import replace as altered

from holdfast import facts as f
from holdfast.base.clock import DAY_MS, HOUR_MS
from holdfast.plan.check.checker import team_faults
from holdfast.plan.ground import Ground
from holdfast.plan.journeys.journey import LADEN, Journey
from holdfast.plan.journeys.parties import BEARERS
from holdfast.plan.journeys.takings import Taking
from holdfast.plan.offer import offer as recipe
from holdfast.plan.offer.offer import in_tries, offer
from holdfast.plan.problem import Problem, Waiting

Ask = Callable[..., Problem]
Spot = Callable[[float, float], f.Point]
MORNING_MS = 1_795_158_000_000
EARLIER_MS = MORNING_MS - 3 * DAY_MS
FEW = in_tries(2_000)


def tasks(answer: f.PlanOffered, mode: str = "") -> list[f.Tasking]:
    """What teams would be told, in one mode if it is named; nothing was withheld."""
    assert not [w for w in answer.infeasible if "withheld" in w]
    return [t for o in answer.options for t in o.taskings if not mode or t.mode == mode]


def told_s(task: f.Tasking, role: str) -> float:
    return next(w.time_s for w in task.ways if w.role == role)


def cached(spot: Spot, knows: tuple[str, ...]) -> list[f.Fact]:
    """HERON went out three days ago and laid a cache at the depot."""
    task = f.Tasking(
        mode="foot", crew=("leila", "kai"), lead="leila", stops=(), ways=(), depart_ms=EARLIER_MS,
        turn_ms=EARLIER_MS, home_ms=EARLIER_MS + HOUR_MS, check_every_s=1_800.0, load_kg=0.0,
        hazard=0.0, value=0.0,
    )  # fmt: skip
    return [
        f.RunTasked(
            run="heron", call="HERON 1", objective="supply", base="base", tasking=task,
            when_ms=EARLIER_MS,
        ),
        f.Departed(run="heron", crew=("leila", "kai"), when_ms=EARLIER_MS),
        f.CacheLaid(
            run="heron", cache="c", contents=(f.Amount("ration", 30),), site="depot",
            at=spot(4_000, 0), mark="blue rag", knows=knows, when_ms=EARLIER_MS + 60_000,
        ),
        f.CameHome(run="heron", home=("leila", "kai"), when_ms=EARLIER_MS + HOUR_MS),
    ]  # fmt: skip


# -- recovery --------------------------------------------------------------------------------------


def test_who_knows_of_a_cache_goes_to_it(ask: Ask, ground: Ground, spot: Spot) -> None:
    """Tomas knows it: he goes, though nothing else speaks for him, and the words say so."""
    problem = ask(*cached(spot, ("tomas",)), objective="recovery")
    for task in tasks(offer(problem, ground, left=FEW)):
        assert "tomas" in task.crew
        assert any("knows the cache" in words for words in task.crew_why)
        assert (
            "HERON 1 laid the cache at Depot (170801A NOV 26), marked: blue rag; "
            "Tomas knows it and goes along"
        ) in task.assumes
    without = offer(ask(*cached(spot, ("tomas",))), ground, left=FEW)
    assert not any("tomas" in t.crew for t in tasks(without) if len(t.crew) < 4)


def test_where_nobody_who_goes_knows_the_cache_they_are_told_whom_to_ask(
    ask: Ask, ground: Ground, spot: Spot
) -> None:
    """Tomas must stay."""
    problem = ask(*cached(spot, ("tomas",)), objective="recovery", stays=("tomas",))
    for task in tasks(offer(problem, ground, left=FEW)):
        assert any("nobody in the crew knows it: ask Tomas" in words for words in task.assumes)


# -- rescue ----------------------------------------------------------------------------------------


def test_stretchers_need_bearers_on_foot_and_places_in_a_vehicle(ask: Ask, ground: Ground) -> None:
    """One who lies: four on foot bear them, a pick-up without a stretcher brings nobody."""
    want = f.StopWanted("depot", people=(f.Group(carried=1),))
    answer = offer(ask(objective="rescue", wants=(want,)), ground, left=FEW)
    for task in tasks(answer):
        (stop,) = task.stops
        assert stop.people <= (len(task.crew) // BEARERS if task.mode == "foot" else 0)
    assert any(t.stops[0].people == 1 for t in tasks(answer, "foot"))


def test_a_family_is_not_parted_for_the_sake_of_a_seat(ask: Ask, ground: Ground) -> None:
    """Three with a child for two seats: by car nobody, on foot all."""
    want = f.StopWanted("depot", people=(f.Group(walking=3, children=1),))
    answer = offer(ask(objective="rescue", wants=(want,)), ground, left=FEW)
    assert {t.stops[0].people for t in tasks(answer, "car")} <= {0}
    assert {t.stops[0].people for t in tasks(answer, "foot")} == {3}
    words = [w for t in tasks(answer, "foot") for w in t.assumes]
    assert "3 people wait at Depot, 1 of them children, stay together (100%)" in words


def test_people_of_different_chances_are_worth_what_each_is(
    ask: Ask, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The value is the sum over those who are brought, and the checker holds it to that."""
    problem = ask(objective="rescue", modes=("car",))
    (target,) = problem.targets
    groups = (Waiting(1, 1, 0, 0, 0.9, "depot"), Waiting(3, 1, 0, 0, 0.2, "depot"))
    mixed = replace(problem, targets=(replace(target, waiting=groups),))
    heard: list[tuple[Journey, f.Tasking]] = []

    def listen(asked: Problem, roads: object, trip: Journey, task: f.Tasking) -> list[str]:
        heard.append((trip, task))
        return team_faults(asked, roads, trip, task)  # type: ignore[arg-type]

    monkeypatch.setattr(recipe, "team_faults", listen)
    (task, *_) = tasks(offer(mixed, ground, left=FEW))
    assert task.stops[0].people == 2
    assert task.value == pytest.approx((0.9 + 0.2) * exp(-task.hazard))
    trip, task = heard[-1]
    half = Waiting(1, 2, 0, 1, 0.9, "depot")
    for wrong in (((half, 1),), ((groups[0], 2),)):
        parted = replace(trip, taking=Taking(trip.taking.load, wrong, 1.8))
        found = team_faults(mixed, ground.roads, parted, task)
        assert "it brings more people than wait, or parts a family" in found
    astray = replace(trip, taking=Taking(trip.taking.load, ((groups[1], 1),), 0.2))
    found = team_faults(mixed, ground.roads, astray, task)
    assert "it tells of 2 people at a stop and brings 1" in found


# -- transfer --------------------------------------------------------------------------------------


@pytest.fixture
def handover(ask: Ask, spot: Spot) -> Callable[..., Problem]:
    """A question for a transfer of chests to a camp of twenty."""

    def put(**limits: object) -> Problem:
        camp = f.BaseFounded(
            base="camp", name="Camp", at=spot(4_000, 0), zone="Etc/GMT-1", headcount=20
        )
        stock = [f.LotDefined(lot="a", item="chest"),
                 f.StockCounted(lot="a", holder="base:base", n=10)]  # fmt: skip
        return ask(camp, *stock, objective="transfer", sites=("camp",), **limits)

    return put


def test_a_transfer_hands_over_and_brings_nothing(
    handover: Callable[..., Problem], ground: Ground
) -> None:
    """Eight chests, told as what is left there."""
    answer = offer(handover(), ground, left=FEW)
    (task, *_) = tasks(answer, "car")
    assert task.stops[0].leaves == (f.Amount("chest", 8.0),)
    assert task.stops[0].expect == ()
    assert task.load_kg == 120
    assert task.value == pytest.approx(320 * exp(-task.hazard))
    assert any(words.endswith("handed over") for words in task.assumes)


def test_a_transfer_on_foot_is_laden_there_and_light_home(
    handover: Callable[..., Problem], ground: Ground
) -> None:
    """The other way round than what is fetched."""
    answer = offer(handover(modes=("foot",)), ground, left=FEW)
    (task, *_) = tasks(answer)
    assert told_s(task, "out") == pytest.approx(LADEN * told_s(task, "back"), rel=0.05)


def test_the_checker_objects_to_a_transfer_told_the_wrong_way_round(
    handover: Callable[..., Problem], ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To take along what was to be handed over, or more than can be spared."""
    heard: list[tuple[Journey, f.Tasking]] = []

    def listen(_asked: Problem, _roads: object, trip: Journey, task: f.Tasking) -> list[str]:
        heard.append((trip, task))
        return []

    monkeypatch.setattr(recipe, "team_faults", listen)
    problem = handover()
    offer(problem, ground, left=FEW)
    trip, task = heard[-1]
    assert team_faults(problem, ground.roads, trip, task) == []
    (stop,) = task.stops
    for changed in (
        altered(stop, expect=stop.leaves, leaves=()),
        altered(stop, leaves=(f.Amount("chest", stop.leaves[0].n + 1),)),
        altered(stop, people=1),
        altered(stop, expect=(f.Amount("ration", 1),)),
    ):
        assert team_faults(problem, ground.roads, trip, altered(task, stops=(changed,)))


# -- looks -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("objective", ["recon", "patrol"])
def test_a_look_brings_what_it_teaches(ask: Ask, ground: Ground, objective: str) -> None:
    """Person-days of belief moved, if they come home to tell."""
    problem = ask(objective=objective)
    for task in tasks(offer(problem, ground, left=FEW)):
        assert task.load_kg == 0
        assert task.value == pytest.approx(problem.targets[0].learns * exp(-task.hazard))
