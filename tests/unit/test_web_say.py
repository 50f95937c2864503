"""Saying facts over HTTP: all or none, once each, with a sentence for what is wrong."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.conftest import NOON_MS

from holdfast import facts as f
from holdfast.node import Node, open_node
from holdfast.web.app import make_app

CONTACT = {"kind": "contact_reported", "run": "run-1", "size": 3, "unit": "infected"}


@pytest.fixture
def room(toy_node: Node) -> Iterator[TestClient]:
    with TestClient(make_app(toy_node), base_url="http://127.0.0.1") as client:
        yield client


def test_a_fact_is_said_and_receipted(room: TestClient, toy_node: Node) -> None:
    """201 names the entry, which is in the ledger and believed."""
    answer = room.post("/api/facts", json={"kind": "note_logged", "words": "Quiet."})
    [said] = answer.json()["said"]
    entry = toy_node.store.entry(bytes.fromhex(said["device"]), said["seq"])
    assert answer.status_code == 201
    assert answer.json()["exercise"] is True
    assert entry is not None
    assert entry.id.hex() == said["id"]
    assert f.decode(entry.body or b"") == f.NoteLogged(
        words="Quiet.", when_ms=NOON_MS, said_ms=NOON_MS
    )
    assert len(toy_node.state.notes) == 1


def test_a_receipt_names_the_word_by_its_own_ref(room: TestClient) -> None:
    """So that no other answer can pass for it; the same when it is sent again, and in a list."""
    word = {"kind": "note_logged", "words": "Quiet.", "ref": "field-0123456789"}
    for _ in range(2):
        [said] = room.post("/api/facts", json=word).json()["said"]
        assert said["ref"] == "field-0123456789"
    two = room.post("/api/facts", json=[word, {"kind": "note_logged", "words": "More."}]).json()
    assert [said.get("ref") for said in two["said"]] == ["field-0123456789", None]


def test_a_contact_without_a_place_gets_the_teams(room: TestClient, toy_node: Node) -> None:
    """The state knows where the team was last heard."""
    assert room.post("/api/facts", json=CONTACT).status_code == 201
    [contact] = toy_node.state.contacts.values()
    assert contact.fact.at == f.Point(32.0, 30.0)  # type: ignore[attr-defined]


def test_a_list_is_said_whole(room: TestClient, toy_node: Node) -> None:
    """A fact may rest on one before it in the same list."""
    answer = room.post(
        "/api/facts",
        json=[
            {"kind": "item_defined", "item": "x", "name": "X", "unit": "dose", "need": "medicine"},
            {"kind": "lot_defined", "lot": "lot-9", "item": "x"},
            {
                "kind": "stock_moved", "lot": "lot-9", "n": 5, "source": "outside",
                "target": "base:compound", "reason": "received",
            },
        ],
    )  # fmt: skip
    assert answer.status_code == 201
    assert [said["kind"] for said in answer.json()["said"]] == [
        "item_defined", "lot_defined", "stock_moved",
    ]  # fmt: skip
    assert "lot-9" in toy_node.state.stock


def test_one_bad_fact_in_a_list_stops_all_of_it(room: TestClient, toy_node: Node) -> None:
    """Nothing is half-done, and the answer says which one it was."""
    before, held = toy_node.store.count(), repr(toy_node.state)
    answer = room.post(
        "/api/facts",
        json=[{"kind": "note_logged", "words": "One"}, {"kind": "checked_in", "run": "no-such"}],
    )
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("Fact 2 of 2: ")
    assert toy_node.store.count() == before
    assert repr(toy_node.state) == held


@pytest.mark.parametrize("how", ["ref", "header"])
def test_a_word_sent_twice_is_said_once(room: TestClient, toy_node: Node, how: str) -> None:
    """A phone that lost the answer sends again and gets the same receipt."""
    headers = {"Idempotency-Key": "phone-1-00000001"} if how == "header" else {}
    body = CONTACT if how == "header" else CONTACT | {"ref": "phone-1-00000001"}
    first = room.post("/api/facts", json=body, headers=headers)
    again = room.post("/api/facts", json=body, headers=headers)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["said"][0]["new"] is True
    assert again.json()["said"][0] == first.json()["said"][0] | {"new": False}
    assert len(toy_node.state.contacts) == 1


def test_a_list_sent_twice_is_said_once(room: TestClient, toy_node: Node) -> None:
    """Its one key counts for each fact in it."""
    body = [{"kind": "note_logged", "words": "One"}, {"kind": "note_logged", "words": "Two"}]
    headers = {"Idempotency-Key": "phone-1-00000002"}
    assert room.post("/api/facts", json=body, headers=headers).status_code == 201
    assert room.post("/api/facts", json=body, headers=headers).status_code == 200
    assert len(toy_node.state.notes) == 2


def test_a_word_sent_again_after_a_crash_is_said_once(tmp_path: Path) -> None:
    """The ledger itself remembers: a new process knows what the old one took."""
    note = {"kind": "note_logged", "words": "Said just before the lights went.", "ref": "r-0000001"}
    for status in (201, 200):
        with (
            open_node(tmp_path / "node") as node,
            TestClient(make_app(node), base_url="http://127.0.0.1") as client,
        ):
            assert client.post("/api/facts", json=note).status_code == status
            assert len(node.state.notes) == 1


def test_a_mark_may_not_stand_for_two_words(room: TestClient, toy_node: Node) -> None:
    """Dropping the second silently would lose a report."""
    room.post("/api/facts", json={"kind": "note_logged", "words": "One", "ref": "r-0000001"})
    answer = room.post("/api/facts", json=CONTACT | {"ref": "r-0000001"})
    assert answer.status_code == 422
    assert "already used for another word" in answer.json()["error"]
    assert not toy_node.state.contacts


def test_two_facts_of_a_list_may_not_carry_one_mark(room: TestClient) -> None:
    """They would be taken for one."""
    note = {"kind": "note_logged", "words": "One", "ref": "r-0000001"}
    assert room.post("/api/facts", json=[note, note]).status_code == 422


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (CONTACT | {"siz": 3}, 400, "'contact_reported' has no 'siz'"),
        (CONTACT | {"size": -1}, 400, "how many must be at least 0"),
        (CONTACT | {"at": [200, 30]}, 400, "the place, first entry, must be at most 180"),
        (
            {"kind": "readiness_said", "person": "kai", "state": "ready", "when_ms": 1},
            422,
            "31 days",
        ),
        (CONTACT | {"said_ms": 1}, 400, "When it was said is set here"),
        ({"kind": "checked_in", "run": "nobody"}, 422, "No run 'nobody'"),
        ({"kind": "no_such_fact"}, 400, "no_such_fact"),
        ({"words": "without a kind"}, 400, "kind"),
        ([], 400, "1 to 1000 facts"),
        (3, 400, "object"),
    ],
)
def test_what_is_wrong_is_said(room: TestClient, body: Any, status: int, says: str) -> None:
    """In a sentence that names the field or the thing."""
    answer = room.post("/api/facts", json=body)
    assert answer.status_code == status
    assert says in answer.json()["error"]


def test_a_program_is_told_where_it_is_wrong(room: TestClient) -> None:
    """The path stands beside the sentence, with the number of the fact in a list."""
    wrong = CONTACT | {"size": -1}
    assert room.post("/api/facts", json=wrong).json()["at"] == "$.size"
    assert room.post("/api/facts", json=[CONTACT, wrong]).json()["at"] == "$[1].size"


def test_the_vocabulary_names_every_kind_with_its_fields(room: TestClient) -> None:
    """A client can be built from it."""
    told = room.get("/api/facts").json()
    assert told["facts"]["stock_moved"]["needs"] == ["lot", "n", "source", "target", "reason"]
    assert told["frame"] == ["by", "when_ms", "ref", "said_ms"]
    assert "StockMoved" in told["schema"]["$defs"]
    assert all(kind["says"] for kind in told["facts"].values())


def test_entries_are_admitted_and_known_again(toy_node: Node, tmp_path: Path) -> None:
    """What another device of ours has signed is taken over once."""
    with open_node(tmp_path / "other", toy_node.clock, exercise=True) as other:
        other.say_all([f.NoteLogged(words="From another device.")])
        raws = [entry.raw for entry in other.store.since({})]
        key = other.device.hex()
    toy_node.say_all([f.DeviceTakenIn(device=key, name="Other", by="leila")])
    import msgspec

    with TestClient(make_app(toy_node), base_url="http://127.0.0.1") as room:
        answers = [
            room.post(
                "/api/entries",
                content=msgspec.msgpack.encode(raws),
                headers={"Content-Type": "application/msgpack"},
            ).json()
            for _ in range(2)
        ]
    assert answers[0]["admitted"] == 1
    assert answers[1]["known"] == 1
    assert len(toy_node.state.notes) == 1


@pytest.mark.parametrize("alarm", ["nothing.at.all", "help.run-1.0.aa.1", "contact-1"])
def test_an_alarm_that_is_not_there_cannot_be_taken(
    room: TestClient, toy_node: Node, alarm: str
) -> None:
    """Refused in words; nothing is kept of it, however often it is sent."""
    for i in range(3):
        taken = {"kind": "alarm_seen", "alarm": f"{alarm}{i}"}
        answer = room.post("/api/facts", json=taken)
        assert answer.status_code == 422
        assert "not there any more" in answer.json()["error"]
    assert toy_node.state.alarms_seen == {}


def test_an_alarm_that_is_there_is_taken_also_with_the_word_that_raises_it(
    room: TestClient, toy_node: Node
) -> None:
    """By its id on the board; in one list with its cause too."""
    room.post("/api/facts", json=CONTACT)
    [alarm] = [a["alarm"] for a in room.get("/api/state").json()["alarms"]
               if a["alarm"].startswith("contact.")]  # fmt: skip
    noted = {"kind": "note_logged", "words": "Mine."}
    answer = room.post("/api/facts", json=[noted, {"kind": "alarm_seen", "alarm": alarm}])
    assert answer.status_code == 201
    assert list(toy_node.state.alarms_seen) == [alarm]
