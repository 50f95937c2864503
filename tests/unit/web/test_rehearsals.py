"""Rehearsals over HTTP: figures, contingencies, stories, and what is kept when a plan is chosen."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from starlette.testclient import TestClient

from data.big_day import NOON, PLAN, big_day_facts
from holdfast import facts as f
from holdfast.facts.codec import decode, encode
from holdfast.node import Node, open_node
from holdfast.web.app import make_app
from holdfast.web.rehearsals import forecasts

FEW = {"most": 2_000}


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """A base with a plan of several options, one of many teams."""
    with open_node(tmp_path / "day", lambda: NOON, exercise=True) as opened:
        opened.say_all(big_day_facts())
        yield opened


@pytest.fixture
def room(node: Node) -> Iterator[TestClient]:
    with TestClient(make_app(node), base_url="http://127.0.0.1") as client:
        yield client


def rehearsed(room: TestClient, **more: object) -> dict[str, object]:
    """The answer to one question."""
    answer = room.post(f"/api/plans/{PLAN}/rehearse", json={**FEW, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


def test_every_option_that_leaves_the_base_is_rehearsed(room: TestClient, node: Node) -> None:
    """Each with its figures, and staying home among the ranking."""
    told = rehearsed(room)["without"]
    assert isinstance(told, dict)
    offered = node.state.offered[PLAN].fact
    assert isinstance(offered, f.PlanOffered)
    letters = {o.letter for o in offered.options if o.taskings}
    assert {t["letter"] for t in told["tallies"]} == letters
    assert {*told["ranking"], *told["bettered"]} == letters | {"H"}
    assert [step["letter"] for step in told["steps"]] == told["ranking"][:-1]
    for one in told["tallies"]:
        assert one["n"] == told["n"]
        assert 0 <= one["unharmed"]["mean"] <= one["all_home"]["mean"] <= 1


def test_stock_can_be_told_in_days(room: TestClient, node: Node) -> None:
    """Of each need with a ration: what there is and what a day takes."""
    node.say_all([f.RationSet(need="food", per_person_day=2_100, unit="kcal")])
    told = rehearsed(room)["supplies"]
    assert isinstance(told, list)
    assert [s["need"] for s in told if s["per_day"] > 0] == [s["need"] for s in told]
    assert "food" in [s["need"] for s in told]


def test_two_who_look_see_the_same(room: TestClient) -> None:
    """The seed follows from the plan."""
    assert rehearsed(room) == rehearsed(room)


def test_a_storm_is_seen_beside_the_day_without_it(room: TestClient) -> None:
    """Home later, on the same plays; the day without it is told unchanged."""
    plain, stormy = rehearsed(room), rehearsed(room, what=[{"kind": "storm"}])
    assert stormy["without"] == plain["without"]
    for before, after in zip(
        stormy["without"]["tallies"],
        stormy["with"]["tallies"],
        strict=True,  # type: ignore[index]
    ):
        assert after["home_s"][2] > before["home_s"][2]


def test_a_play_is_told_step_by_step(room: TestClient) -> None:
    """The worst play of an option: from the gate on, in the order of time for each team."""
    told = rehearsed(room)["without"]["tallies"][0]  # type: ignore[index]
    asked = {"letter": told["letter"], "number": told["worst"][0]}
    answer = room.post(f"/api/plans/{PLAN}/story", json=asked).json()
    steps = answer["story"]["steps"]
    for team in range(len(answer["teams"])):
        own = [s for s in steps if s["team"] == team]
        assert own[0]["words"] == "leaves the gate"
        assert [s["at_s"] for s in own] == sorted(s["at_s"] for s in own)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ({"kind": "rain of frogs"}, "is no contingency"),
        ({"kind": "empty", "key": "nowhere"}, "No option visits"),
        ({"kind": "gone", "key": "nobody"}, "No threat"),
        ({"kind": "shut"}, "Say where"),
        ({"kind": "shut", "at": [0, 0]}, "No option meets that"),
    ],
)
def test_a_contingency_that_touches_nothing_is_a_sentence(
    room: TestClient, what: dict[str, object], words: str
) -> None:
    """What nobody meets is not played as if it were nothing."""
    answer = room.post(f"/api/plans/{PLAN}/rehearse", json={**FEW, "what": [what]})
    assert answer.status_code == 422
    assert words in answer.json()["error"]


def test_an_unknown_plan_is_not_there(room: TestClient) -> None:
    """404, as for every address that leads nowhere."""
    assert room.post("/api/plans/none/rehearse", json={}).status_code == 404
    assert room.post("/api/plans/none/story", json={"letter": "A", "number": 0}).status_code == 404


def test_what_was_rehearsed_of_a_run_is_kept_when_it_is_chosen(
    room: TestClient, node: Node
) -> None:
    """One word for each run, within the limits of facts, so that every peer can read it."""
    told = rehearsed(room)["without"]["tallies"][0]  # type: ignore[index]
    answer = room.post(f"/api/plans/{PLAN}/choose", json={"letter": told["letter"]})
    assert answer.status_code == 201, answer.text
    for run in answer.json()["runs"]:
        kept = node.state.rehearsals[run].fact
        assert isinstance(kept, f.RunRehearsed)
        assert decode(encode(kept)) == kept
        assert kept.home_ms == tuple(sorted(kept.home_ms))


def said_again(node: Node, **more: object) -> f.PlanOffered:
    """The plan's question said anew with this in it, and its options as they are."""
    asked, offered = node.state.asked[PLAN].fact, node.state.offered[PLAN].fact
    assert isinstance(asked, f.PlanAsked)
    assert isinstance(offered, f.PlanOffered)
    node.say_all([msgspec.structs.replace(asked, **more)])
    return offered


def test_an_option_that_cannot_be_played_can_be_chosen(room: TestClient, node: Node) -> None:
    """Ways that did not reach us keep nobody from deciding."""
    offered = said_again(node)
    option = next(o for o in offered.options if o.taskings)
    bare = tuple(msgspec.structs.replace(t, ways=()) for t in option.taskings)
    lame = msgspec.structs.replace(option, taskings=bare)
    node.say_all([msgspec.structs.replace(offered, options=(lame,))])
    answer = room.post(f"/api/plans/{PLAN}/choose", json={"letter": option.letter})
    assert answer.status_code == 201, answer.text
    assert node.state.rehearsals == {}


def test_home_with_a_team_in_it_can_be_chosen(room: TestClient, node: Node) -> None:
    """H of a run that is out is coming straight home: no rehearsal has it, and it can be said."""
    offered = said_again(node)
    option = next(o for o in offered.options if o.taskings)
    home = msgspec.structs.replace(option, letter="H", taskings=option.taskings[:1])
    node.say_all([msgspec.structs.replace(offered, options=(home,))])
    answer = room.post(f"/api/plans/{PLAN}/choose", json={"letter": "H"})
    assert answer.status_code == 201, answer.text


def test_a_run_that_is_planned_anew_keeps_what_was_rehearsed_before_it_left(
    room: TestClient, node: Node
) -> None:
    """Its debrief is held against the day that was foretold at the gate."""
    offered = said_again(node)
    letter = next(o.letter for o in offered.options if o.taskings)
    (run, *_) = room.post(f"/api/plans/{PLAN}/choose", json={"letter": letter}).json()["runs"]
    before = node.state.rehearsals[run]
    said_again(node, run=run)
    assert forecasts(node.state, PLAN, letter, (run,)) == []
    assert node.state.rehearsals[run] == before
