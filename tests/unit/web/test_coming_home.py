"""Coming home over HTTP: what is answered, and what the pages then offer."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from data.toys import tasked
from holdfast import facts as f
from holdfast.node import Node
from holdfast.web.app import make_app

HTML = {"Accept": "text/html"}


@pytest.fixture
def room(toy_node: Node) -> Iterator[TestClient]:
    """The room with KESTREL 1 out."""
    with TestClient(make_app(toy_node), base_url="http://127.0.0.1") as client:
        yield client


def say(room: TestClient, **fact: object) -> int:
    """Say a word about the run."""
    return room.post("/api/facts", json={"run": "run-1", **fact}).status_code


@pytest.mark.parametrize(
    "body", [{}, {"words": "  "}, {"met": [{"assumed": "x", "found": "", "held": None}]}]
)
def test_a_debrief_in_which_nothing_is_answered_is_refused_in_words(
    room: TestClient, toy_node: Node, body: dict[str, object]
) -> None:
    """Whatever the reports tell by themselves: somebody has to answer, or to write something."""
    assert say(room, kind="came_home", home=["leila", "kai"]) == 201
    answer = room.post("/api/runs/run-1/debrief", json=body)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("Nothing is answered")
    assert not toy_node.state.debriefs
    assert room.post("/api/runs/run-1/debrief", json={"words": "Quiet."}).status_code == 201


def test_a_report_of_five_thousand_letters_is_taken_and_shown(room: TestClient) -> None:
    """Whole where it is read, its beginning in the log of the room."""
    words = "word " * 1_042 + "the end"
    assert say(room, kind="checked_in", words=words) == 201
    assert words in room.get("/runs/run-1", headers=HTML).text
    assert f"[{len(words) + len('All well. '):,} letters]" in room.get("/", headers=HTML).text


def test_a_second_word_at_the_gate_is_201_and_a_team_down_as_home_may_be_brought_back(
    room: TestClient,
) -> None:
    """Each count and each act has its form; the missing one's last place stands there."""
    assert say(room, kind="arrived", site="depot") == 201
    assert say(room, kind="came_home", home=["leila"], missing=["kai"]) == 201
    page = room.get("/runs/run-1", headers=HTML).text
    for part in ('id="still-out"', 'id="gate-form"', 'id="last-seen"', "1 missing"):
        assert part in page, part
    assert 'value="in" checked' not in page
    assert say(room, kind="came_home", home=["leila", "kai"]) == 201
    assert say(room, kind="came_home", home=["leila"]) == 201
    assert room.get("/api/state").json()["roll"]["outside"] == 1
    assert 'id="home"' in room.get("/runs/run-1", headers=HTML).text


def test_who_left_is_asked_where_nobody_said_that_they_did(toy_node: Node) -> None:
    """The alarm's act leads to the form."""
    told = tasked("run-9", "HERON 9", crew=("mark",), lead="mark", vehicle=None)
    toy_node.say_all([told, f.CheckedIn(run="run-9")])
    with TestClient(make_app(toy_node), base_url="http://127.0.0.1") as room:
        [alarm] = [
            a for a in room.get("/api/state").json()["alarms"] if a["alarm"] == "unsaid.run-9"
        ]
        assert alarm["acts"][0]["href"] == "/runs/run-9#left"
        assert 'id="left"' in room.get("/runs/run-9", headers=HTML).text
