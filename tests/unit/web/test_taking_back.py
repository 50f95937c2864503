"""A word is taken back or put right over HTTP, and the room reckons without it at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from data.toys import MIN, NOON, H, base_facts, tasked
from holdfast import facts as f
from holdfast.know.fold import fold_all
from holdfast.know.stock import balances
from holdfast.node import Node, open_node
from holdfast.web.app import make_app

CHECK_IN = {"kind": "checked_in", "run": "run-1", "words": "was HERON 2"}


@pytest.fixture
def an_hour_out(tmp_path: Path) -> Iterator[TestClient]:
    """The room of the toy base at noon; KESTREL 1 left an hour ago, and no word has come since."""
    now = [NOON - H]
    with open_node(tmp_path / "base", lambda: now[0], exercise=True) as node:
        yes = (f.ConsentSaid(run="run-1", person=p, yes=True) for p in ("leila", "kai"))
        node.say_all([*base_facts(), tasked(), *yes])
        node.say_all([f.Departed(run="run-1", crew=("leila", "kai"))])
        now[0] = NOON
        with TestClient(make_app(node), base_url="http://127.0.0.1") as client:
            yield client


@pytest.fixture
def room(toy_node: Node) -> Iterator[TestClient]:
    """The room of the toy base; KESTREL 1 is an hour out."""
    with TestClient(make_app(toy_node), base_url="http://127.0.0.1") as client:
        yield client


def say(room: TestClient, fact: dict[str, Any], status: int = 201) -> dict[str, Any]:
    """The receipt of a word; of one that is refused, the answer."""
    answer = room.post("/api/facts", json=fact)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found["said"][0] if status < 400 else found


def test_a_wrong_check_in_is_withdrawn_and_the_clock_runs_from_the_word_before(
    an_hour_out: TestClient,
) -> None:
    """They are overdue again. Both stay in the log, the first struck through with who and why."""
    room = an_hour_out
    before = room.get("/api/state").json()["board"][0]["clock"]
    told = say(room, CHECK_IN)
    assert room.get("/api/state").json()["board"][0]["clock"] != before
    say(room, {"kind": "withdrawn", "of": told["id"], "by": "mark", "words": "wrong team"})
    assert room.get("/api/state").json()["board"][0]["clock"] == before
    assert before["overdue_ms"] > 0
    log = room.get("/api/log").json()["log"]
    assert log[0]["words"] == "Taken back: 'All well' of KESTREL 1. wrong team"
    assert log[0]["run"] == "run-1"
    assert log[1]["taken_back"] == "taken back by Mark: wrong team"
    assert "taken back by Mark" in room.get("/runs/run-1").text
    assert "<s>All well. was HERON 2</s>" in room.get("/log").text


def test_it_is_still_withdrawn_after_a_restart(tmp_path: Path) -> None:
    """And a withdrawal that is withdrawn lets the word stand again."""
    with open_node(tmp_path / "node", lambda: NOON) as node:
        [note] = node.say_all([f.NoteLogged(words="Fire at the mill.")])
        place = {"of": note.id.hex(), "device": node.device.hex()}
        [back] = node.say_all([f.Withdrawn(**place, seq=note.header.seq)])
        assert not node.state.notes
    with open_node(tmp_path / "node", lambda: NOON) as node:
        assert not node.state.notes
        node.say_all(
            [
                f.Withdrawn(
                    of=back.id.hex(), device=place["device"], seq=back.header.seq, words="it burns"
                )
            ]
        )
        assert len(node.state.notes) == 1


@pytest.mark.parametrize(
    ("of", "why"),
    [("0" * 64, "No word with this id"), ("founding", "not taken back")],
)
def test_what_cannot_be_taken_back_is_refused_in_words(
    room: TestClient, toy_node: Node, of: str, why: str
) -> None:
    """What nobody said, and what others have acted on."""
    if of == "founding":
        first = toy_node.store.entry(toy_node.device, 0)
        assert first is not None
        of = first.id.hex()
    assert why in str(say(room, {"kind": "withdrawn", "of": of}, 422))


def test_a_withdrawal_that_is_sent_again_is_the_same_word(room: TestClient) -> None:
    """By its own ref, as every other word."""
    told = say(room, CHECK_IN)
    back = {"kind": "withdrawn", "of": told["id"], "ref": "undo-12345678"}
    assert say(room, back)["new"] is True
    assert say(room, back, 200)["new"] is False


def test_an_order_and_a_call_for_help_are_never_taken_back(
    room: TestClient, toy_node: Node
) -> None:
    """Not here, and not by a word from elsewhere: a team's reports find their run."""
    [tasked_] = toy_node.state.tasked["run-1"].values()
    held = toy_node.store.held(toy_node.device, tasked_.stamp.seq)
    assert held is not None
    help_ = say(room, {"kind": "help_called", "run": "run-1", "need": "casualty"})
    for of in (held.id.hex(), help_["id"]):
        back = {"kind": "withdrawn", "of": of, "by": "mark", "words": "slip"}
        assert "not taken back" in str(say(room, back, 422))
    for seq in (tasked_.stamp.seq, help_["seq"]):
        place = {"of": "0" * 64, "device": toy_node.device.hex(), "seq": seq}
        toy_node.say_all([f.Withdrawn(**place, by="mark", words="slip")])
    assert toy_node.state.tasked["run-1"]
    assert "help" in {a["alarm"].split(".")[0] for a in room.get("/api/state").json()["alarms"]}


def test_the_room_as_of_a_past_minute(tmp_path: Path) -> None:
    """What had come by then, and a word that was taken back only later among it."""
    now = [NOON]
    with open_node(tmp_path / "node", lambda: now[0]) as node:
        [note] = node.say_all([f.NoteLogged(words="Fire at the mill.")])
        now[0] = NOON + 10 * MIN
        node.say_all([f.NoteLogged(words="No fire.")])
        place = {"of": note.id.hex(), "device": node.device.hex(), "seq": note.header.seq}
        node.say_all([f.Withdrawn(**place)])

        def words(at_ms: int) -> list[str]:
            return [s.fact.words for s in node.known_at(at_ms).notes.values()]  # type: ignore[attr-defined]

        assert words(NOON - 1) == []
        assert words(NOON + MIN) == ["Fire at the mill."]
        assert words(NOON + H) == ["No fire."]
        assert node.known_at(NOON + H) == node.state
        assert fold_all([]) == node.known_at(0)


def test_words_are_taken_back_by_fifties(room: TestClient) -> None:
    """Each is looked for in the whole ledger: nobody may keep it at that for minutes."""
    many = [{"kind": "withdrawn", "of": "0" * 64}] * 51
    answer = room.post("/api/facts", json=many)
    assert answer.status_code == 422
    assert "50 words at a time" in answer.text


def test_a_team_that_was_wrongly_counted_in_is_out_again_by_one_press_on_its_page(
    an_hour_out: TestClient,
) -> None:
    """Their silence runs from when they were last heard, as if the gate had said nothing."""
    room = an_hour_out
    before = room.get("/api/state").json()
    home = say(room, {"kind": "came_home", "run": "run-1", "home": ["leila", "kai"]})
    assert room.get("/api/state").json()["roll"]["outside"] == 0
    page = room.get("/runs/run-1").text
    assert "They are still out: take it back" in page
    assert home["id"] in page
    say(room, {"kind": "withdrawn", "of": home["id"], "words": "They are still out."})
    after = room.get("/api/state").json()
    assert after["roll"] == before["roll"]
    assert after["board"] == before["board"]
    assert after["alarms"] == before["alarms"]
    assert "take it back" not in room.get("/runs/run-1").text


@pytest.mark.parametrize(
    "fact",
    [
        {"kind": "readiness_said", "person": "mark", "state": "lost"},
        {"kind": "departed", "run": "run-1", "crew": ["mark"]},
        {"kind": "checked_in", "run": "run-1", "well": False},
        {"kind": "came_home", "run": "run-1", "home": ["leila"], "missing": ["kai"]},
    ],
    ids=lambda fact: str(fact["kind"]),
)
def test_what_an_alarm_about_lives_rests_on_is_taken_back_with_a_reason(
    room: TestClient, toy_node: Node, fact: dict[str, Any]
) -> None:
    """Here it is refused without one; a wordless one from elsewhere counts for nothing."""
    told = say(room, fact)
    assert "say why" in str(say(room, {"kind": "withdrawn", "of": told["id"]}, 422))
    place = {"of": told["id"], "device": told["device"], "seq": told["seq"]}
    toy_node.say_all([f.Withdrawn(**place)])
    assert not toy_node.state.taken_back
    say(room, {"kind": "withdrawn", "of": told["id"], "words": "wrong person"})
    assert toy_node.state.taken_back


def test_a_closing_that_is_taken_back_opens_the_call_and_no_wordless_word_closes_it(
    room: TestClient,
) -> None:
    """Nor is a word taken back twice, nor an undoing undone."""
    say(room, {"kind": "help_called", "run": "run-1", "need": "casualty"})
    closed = say(room, {"kind": "help_closed", "run": "run-1", "by": "mark", "reason": "mistake"})
    assert not helps(room)
    back = say(room, {"kind": "withdrawn", "of": closed["id"], "words": "wrong run"})
    assert helps(room)
    say(room, {"kind": "withdrawn", "of": closed["id"], "words": "wrong run"}, 422)
    say(room, {"kind": "withdrawn", "of": back["id"]}, 422)
    assert helps(room)
    undone = say(room, {"kind": "withdrawn", "of": back["id"], "words": "right run after all"})
    assert not helps(room)
    assert "first word back anew" in str(
        say(room, {"kind": "withdrawn", "of": undone["id"], "words": "x"}, 422)
    )


def helps(room: TestClient) -> bool:
    """Whether a call for help alarms."""
    return any(a["alarm"].startswith("help.") for a in room.get("/api/state").json()["alarms"])


def right(told: dict[str, Any], fact: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The word that puts the one of this receipt right."""
    return {"kind": "corrected", "of": told["id"], "fact": fact} | more


def test_a_word_that_is_put_right_counts_in_the_place_of_the_first(
    room: TestClient, toy_node: Node
) -> None:
    """What was said since still holds over it; when it happened and who said it stay. Both are in
    the log, the first struck through with who and why.
    """
    count = {"kind": "stock_counted", "lot": "lot-1", "holder": "base:compound", "n": 300.0}
    told = say(room, count | {"by": "mark"})
    say(
        room,
        {
            "kind": "stock_moved",
            "lot": "lot-1",
            "n": 5,
            "source": "base:compound",
            "target": "used",
            "reason": "issued",
        },
    )
    say(room, right(told, count | {"n": 30.0}, words="one nought too many"))
    assert balances(toy_node.state)["lot-1", "base:compound"] == 25
    [counted] = [s for s in toy_node.state.stock["lot-1"].values() if s.stamp.seq == told["seq"]]
    assert counted.fact.by == "mark"
    log = room.get("/api/log").json()["log"]
    assert log[0]["words"].startswith("Put right: 'Counted ")
    assert log[2]["taken_back"] == "put right by the room: one nought too many"
    assert "<s>Counted" in room.get("/log").text


def test_what_is_put_right_does_not_outrun_what_was_said_since(
    room: TestClient, toy_node: Node
) -> None:
    """Who is dead does not get ready because an earlier word of hers is mended."""
    first = say(room, {"kind": "readiness_said", "person": "mark", "state": "in_care"})
    say(room, {"kind": "readiness_said", "person": "mark", "state": "dead"})
    rest = {"kind": "readiness_said", "person": "mark", "state": "resting"}
    say(room, right(first, rest, words="only tired"))
    assert toy_node.state.readiness["mark"].fact.state == "dead"  # type: ignore[attr-defined]


def test_two_who_put_one_word_right_in_two_ways_are_shown_with_both(
    room: TestClient, toy_node: Node
) -> None:
    """The later holds; whoever takes one of them back settles it."""
    told = say(room, {"kind": "note_logged", "words": "12 came"})
    one = say(room, right(told, {"kind": "note_logged", "words": "21 came"}))
    assert "two ways" not in room.get("/log").text
    say(room, right(told, {"kind": "note_logged", "words": "22 came"}))
    assert "One word was put right in two ways" in room.get("/log").text
    assert any("two ways" in a["what"] for a in room.get("/api/state").json()["alarms"])
    assert [s.fact.words for s in toy_node.state.notes.values()] == ["22 came"]  # type: ignore[attr-defined]
    say(room, {"kind": "withdrawn", "of": one["id"], "words": "misheard"})
    assert "two ways" not in room.get("/log").text


@pytest.mark.parametrize(
    ("fact", "why"),
    [
        ({"kind": "note_logged", "words": "x"}, "of its own kind: the first is a 'checked_in'"),
        (CHECK_IN | {"run": "run-2"}, "about the same run"),
        (CHECK_IN | {"word": "x"}, "has no 'word'"),
        (CHECK_IN | {"said_ms": 5}, "leave it out"),
        ({"kind": "withdrawn", "of": "0" * 64}, "not a fact that can be said"),
    ],
    ids=["kind", "run", "field", "said_ms", "about a word"],
)
def test_what_does_not_put_a_word_right_is_refused_in_words(
    room: TestClient, fact: dict[str, Any], why: str
) -> None:
    """Nothing is smuggled in under another word's name."""
    told = say(room, CHECK_IN)
    answer = room.post("/api/facts", json=right(told, fact))
    assert answer.status_code in (400, 422)
    assert why in answer.text


def test_what_could_not_be_said_is_not_put_in_a_words_place(room: TestClient) -> None:
    """The right word is held against what is believed without the first."""
    told = say(
        room, {"kind": "silence_planned", "run": "run-1", "start_ms": NOON, "end_ms": NOON + H}
    )
    late = {"kind": "silence_planned", "run": "run-1", "start_ms": NOON, "end_ms": NOON - H}
    answer = room.post("/api/facts", json=right(told, late))
    assert answer.status_code == 422, answer.text
    say(room, right(told, late | {"end_ms": NOON + 2 * H}))


def test_an_order_and_a_call_for_help_are_not_put_right(room: TestClient) -> None:
    """Others act on them."""
    call = {"kind": "help_called", "run": "run-1", "need": "casualty"}
    told = say(room, call)
    assert "not taken back" in str(say(room, right(told, call | {"need": "lost"}), 422))
    six = [right(told, call)] * 6
    assert "5 words right at a time" in room.post("/api/facts", json=six).text
