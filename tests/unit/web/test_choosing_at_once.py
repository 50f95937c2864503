"""Two that choose at once: one choice wins, one call sign a run, nobody is tasked twice."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from data.big_day import NOON, PLAN, big_day_facts, options
from data.toys import HOME, MIN
from holdfast import facts as f
from holdfast.know.disagreements import disagreements
from holdfast.know.runs import stories
from holdfast.node import Node, open_node
from holdfast.web import choosing
from holdfast.web.app import make_app

BOTH_S = 0.2
"""So long the first of two waits, before it says its choice, for the other to come as far."""
OTHER = "other-plan"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """The base of the big day, with the same question asked twice."""
    with open_node(tmp_path / "node", lambda: NOON, exercise=True) as opened:
        opened.say_all(big_day_facts(NOON))
        asked = opened.state.asked[PLAN].fact
        offered = f.PlanOffered(plan=OTHER, options=options(NOON + 20 * MIN, HOME))
        opened.say_all([msgspec.structs.replace(asked, plan=OTHER), offered])
        yield opened


@pytest.fixture
def room(node: Node) -> Iterator[TestClient]:
    """The real app, with one loop, as it is served."""
    with TestClient(make_app(node), base_url="http://127.0.0.1") as client:
        yield client


def choose(room: TestClient, letter: str, plan: str = PLAN, **more: Any) -> Any:
    """The answer to a choice."""
    return room.post(f"/api/plans/{plan}/choose", json={"letter": letter, **more})


def at_once(*asks: Callable[[], Any]) -> list[Any]:
    """What all of them answer when they ask at the same moment."""
    start, answers = threading.Barrier(len(asks)), list[Any]()

    def ask(one: Callable[[], Any]) -> None:
        start.wait()
        answers.append(one())

    threads = [threading.Thread(target=ask, args=(one,)) for one in asks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has looked waits for a second one who has looked too, if there can be one."""
    both, say = threading.Barrier(2), choosing.say

    def waits(*args: Any) -> Any:
        with suppress(threading.BrokenBarrierError):
            both.wait(BOTH_S)
        return say(*args)

    monkeypatch.setattr(choosing, "say", waits)


def calls(node: Node) -> list[str]:
    """The call signs of all runs."""
    return sorted(told.call for told in stories(node.state).values())


@pytest.mark.usefixtures("side_by_side")
def test_of_two_options_chosen_at_once_one_wins(room: TestClient, node: Node) -> None:
    """The other is told which one was; one plan, one choice, each run its own call sign."""
    answers = at_once(lambda: choose(room, "A"), lambda: choose(room, "C"))
    assert sorted(a.status_code for a in answers) == [201, 422]
    [lost] = [a.json()["error"] for a in answers if a.status_code == 422]
    [won] = [a.json()["letter"] for a in answers if a.status_code == 201]
    assert f"Option {won} of this plan was chosen already." in lost
    assert len(node.state.chosen[PLAN]) == 1
    assert len(set(calls(node))) == len(calls(node)) > 0
    assert disagreements(node.state) == []


@pytest.mark.usefixtures("side_by_side")
def test_a_double_click_tasks_once_and_both_are_told_the_run(room: TestClient, node: Node) -> None:
    """201 for the first, 200 for the second, the same runs for both."""
    answers = at_once(*[lambda: choose(room, "A", call="KESTREL 1", by="ana")] * 2)
    assert sorted(a.status_code for a in answers) == [200, 201]
    assert answers[0].json()["runs"] == answers[1].json()["runs"]
    assert [len(x) for x in node.state.tasked.values()] == [1]


@pytest.mark.usefixtures("side_by_side")
def test_of_two_plans_with_the_same_people_the_second_is_told_who_goes_with_whom(
    room: TestClient, node: Node
) -> None:
    """Chosen at once: by name, with the call sign of the run that has them."""
    answers = at_once(lambda: choose(room, "A"), lambda: choose(room, "A", OTHER))
    assert sorted(a.status_code for a in answers) == [201, 422]
    [lost] = [a.json()["error"] for a in answers if a.status_code == 422]
    [call] = calls(node)
    assert f"Ana goes with {call}." in lost
    assert f"Truck goes with {call}." in lost
    assert disagreements(node.state) == []


def test_many_who_choose_at_once_leave_one_choice(room: TestClient, node: Node) -> None:
    """Twelve browsers, every option, and staying home among them."""
    letters = [o.letter for o in node.state.offered[PLAN].fact.options] * 3  # type: ignore[union-attr]
    answers = at_once(*(lambda x=x: choose(room, x) for x in letters))  # type: ignore[misc]
    assert sum(a.status_code == 201 for a in answers) == 1
    assert {a.status_code for a in answers} <= {200, 201, 422}
    assert len(node.state.chosen[PLAN]) == 1
    assert len(set(calls(node))) == len(calls(node))


def test_a_call_sign_of_a_run_that_is_to_go_or_out_is_not_given_again(
    room: TestClient, node: Node
) -> None:
    """However it is written, and by hand too; once the run is home it is free."""
    told = options(NOON + 20 * MIN, HOME)[1].taskings[0]
    alone = msgspec.structs.replace(told, crew=("zoe",), lead="zoe", vehicle=None)
    run = f.RunTasked(
        run="r-1", call="Kestrel 1", objective="supply", base="compound", tasking=alone
    )
    node.say_all([f.PersonRegistered(person="zoe", name="Zoe", base="compound"), run])
    again = msgspec.to_builtins(msgspec.structs.replace(run, run="r-2", call="KESTREL 1"))
    for state in ("is tasked already", "is out already"):
        sentence = f"Kestrel 1 {state}: take another call sign."
        for call in ("KESTREL 1", "kestrel  1"):
            answer = choose(room, "A", call=call)
            assert (answer.status_code, answer.json()["error"]) == (422, sentence)
        answer = room.post("/api/facts", json={"kind": "run_tasked", **again})
        assert (answer.status_code, answer.json()["error"]) == (422, sentence)
        node.say_all([f.Departed(run="r-1", crew=("zoe",))])
    node.say_all([f.CameHome(run="r-1", home=("zoe",))])
    assert choose(room, "A", call="KESTREL 1").status_code == 201


def test_the_number_of_a_team_may_not_make_another_runs_call_sign(
    room: TestClient, node: Node
) -> None:
    """An option of several teams called 'Heron' has a HERON 2; so has another run."""
    told = options(NOON + 20 * MIN, HOME)[1].taskings[0]
    alone = msgspec.structs.replace(told, crew=("zoe",), lead="zoe", vehicle=None)
    node.say_all([
        f.PersonRegistered(person="zoe", name="Zoe", base="compound"),
        f.RunTasked(run="r", call="HERON 2", objective="supply", base="compound", tasking=alone),
    ])  # fmt: skip
    [many] = [o.letter for o in options(NOON, HOME) if len(o.taskings) > 1][:1]
    answer = choose(room, many, call="Heron")
    assert (answer.status_code, "HERON 2 is tasked already" in answer.text) == (422, True)
    assert choose(room, many).status_code == 201
    assert len({c.casefold() for c in calls(node)}) == len(calls(node))


def test_call_signs_that_nobody_named_differ_by_ear(room: TestClient, node: Node) -> None:
    """A run that was called 'Kestrel 1' by hand keeps the next from being KESTREL 1."""
    told = options(NOON + 20 * MIN, HOME)[1].taskings[0]
    alone = msgspec.structs.replace(told, crew=("zoe",), lead="zoe", vehicle=None)
    node.say_all([
        f.PersonRegistered(person="zoe", name="Zoe", base="compound"),
        f.RunTasked(run="r", call="Kestrel 1", objective="supply", base="compound", tasking=alone),
    ])  # fmt: skip
    [run] = choose(room, "A").json()["runs"]
    assert stories(node.state)[run].call == "HERON 1"


def test_after_staying_home_was_chosen_another_option_needs_a_new_question(
    room: TestClient,
) -> None:
    """Staying home has no run that could be called off; a choice is a choice."""
    assert choose(room, "H").status_code == 201
    assert choose(room, "H").status_code == 200
    answer = choose(room, "A")
    assert answer.status_code == 422
    assert answer.json()["error"] == "Option H, staying home, was chosen already. Ask anew."


def test_an_option_that_was_called_off_is_not_chosen_again_in_silence(
    room: TestClient, node: Node
) -> None:
    """200 would name a run that nobody goes on; and what was undone is no disagreement."""
    [run] = choose(room, "A").json()["runs"]
    node.say_all([f.RunCalledOff(run=run)])
    answer = choose(room, "A")
    assert answer.status_code == 422
    assert "chosen already and called off. Ask anew." in answer.json()["error"]
    assert choose(room, "B").status_code == 201
    assert disagreements(node.state) == []


def test_a_second_choice_that_is_said_as_a_fact_is_refused_too(room: TestClient) -> None:
    """By program as by hand."""
    assert choose(room, "A").status_code == 201
    said = {"kind": "plan_chosen", "plan": PLAN, "letter": "C", "runs": []}
    answer = room.post("/api/facts", json=said)
    assert answer.status_code == 422
    assert "Option A of this plan was chosen already." in answer.json()["error"]


@pytest.mark.parametrize(("away", "refusal"), [((), "w-1 first"), (("w-2",), "w-1 first")])
def test_a_choice_whose_tasking_is_not_here_yet_stands(
    room: TestClient, node: Node, away: tuple[str, ...], refusal: str
) -> None:
    """Another laptop's choice came before its taskings: no other option beside it, and none of two
    that were called off is undone as long as the other one may go."""
    node.say_all([f.PlanChosen(plan=PLAN, letter="C", runs=("w-1", "w-2"))])
    node.say_all([f.RunCalledOff(run=run) for run in away])
    answer = choose(room, "A")
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("Option C of this plan was chosen already.")
    assert refusal in answer.json()["error"]
    assert choose(room, "C").json()["runs"] == ["w-1", "w-2"]


def test_two_choices_disagree_exactly_where_the_second_one_is_refused(
    room: TestClient, node: Node
) -> None:
    """One meaning of 'this choice stands', for the order and for the disagreement."""
    node.say_all([f.PlanChosen(plan=PLAN, letter="C", runs=("w-1",))])
    node.say_all([f.PlanChosen(plan=PLAN, letter="B", runs=("w-2",))])
    assert [d.key for d in disagreements(node.state)] == [f"plan:{PLAN}"]
    node.say_all([f.RunCalledOff(run="w-1")])
    assert disagreements(node.state) == []
    assert "Call off w-2 first" in choose(room, "A").json()["error"]
    node.say_all([f.RunCalledOff(run="w-2")])
    assert choose(room, "A").status_code == 201
    assert disagreements(node.state) == []
