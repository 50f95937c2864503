"""What a report clashes with is told with its receipt, or asked before it is said."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from holdfast.node import Node
from holdfast.web.app import make_app

ONLY_LEILA = {"kind": "came_home", "run": "run-1", "home": ["leila"]}
SENTENCE = "KESTREL 1 is home, and nobody has said whether Kai is"


@pytest.fixture
def room(toy_node: Node) -> Iterator[TestClient]:
    with TestClient(make_app(toy_node), base_url="http://127.0.0.1") as client:
        yield client


def test_to_look_tells_the_clash_and_says_nothing(room: TestClient, toy_node: Node) -> None:
    """200, no receipt, and nothing in the ledger; said then, it is taken with its clash."""
    before = toy_node.store.count
    looked = room.post("/api/facts?look", json=ONLY_LEILA)

    assert (looked.status_code, looked.json()["said"]) == (200, [])
    assert [c["what"] for c in looked.json()["clashes"]] == [SENTENCE]
    assert toy_node.store.count == before
    said = room.post("/api/facts", json=ONLY_LEILA)
    assert said.status_code == 201
    assert [c["what"] for c in said.json()["clashes"]] == [SENTENCE]
    assert SENTENCE in [d["what"] for d in room.get("/api/state").json()["disagreements"]]


def test_what_clashed_before_is_no_clash_of_this_word(room: TestClient) -> None:
    """A word about a team with an open clash is asked back for nothing."""
    room.post("/api/facts", json=ONLY_LEILA)
    more = {"kind": "consent_said", "run": "run-1", "person": "kai", "yes": True}

    assert room.post("/api/facts?look", json=more).json()["clashes"] == []


def test_what_is_refused_is_refused_when_looked_at(room: TestClient) -> None:
    """With the sentence that saying it would have."""
    looked = room.post("/api/facts?look", json=ONLY_LEILA | {"home": ["nobody"]})

    assert looked.status_code == 422
    assert "No person 'nobody'" in looked.json()["error"]


def test_a_word_that_is_kept_already_clashes_with_nothing_new(room: TestClient) -> None:
    """Looked at once more with its ref, it is the same word."""
    word = ONLY_LEILA | {"ref": "gate-0123456789"}
    room.post("/api/facts", json=word)

    assert room.post("/api/facts?look", json=word).json()["clashes"] == []


def test_the_vocabulary_tells_reports_and_orders_apart(room: TestClient) -> None:
    """So that a program knows what it will never be refused for."""
    facts = room.get("/api/facts").json()["facts"]

    assert facts["checked_in"]["is"] == "report"
    assert facts["run_tasked"]["is"] == "order"
    assert facts["site_noted"]["is"] == "record"
