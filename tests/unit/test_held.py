"""Words are held until a person says whose they are: on disk, listed, and in nobody's picture."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from data.phones import PHONE, chain, door, note, noted, raws, taken
from data.toys import NOON
from holdfast import facts as f
from holdfast.base.clock import DAY_MS, HOUR_MS, MINUTE_MS
from holdfast.facts.said import dated
from holdfast.ledger import EXERCISE, Entry, Signer, Tip, Verdict, device_of, porter, seal
from holdfast.node import Node, open_node
from holdfast.run.alarms import alarms
from holdfast.store import verify
from holdfast.web.app import make_app

KEY = device_of(PHONE).hex()
HELP = f.HelpCalled(run="run-1", need="casualty")
HTML = {"Accept": "text/html"}


@pytest.fixture
def room(toy_node: Node) -> Iterator[TestClient]:
    with TestClient(make_app(toy_node), base_url="http://127.0.0.1") as client:
        yield client


def hand_in(room: TestClient, entries: list[Entry]) -> Any:
    """What a phone's sync does."""
    return room.post(
        "/api/entries",
        content=msgspec.msgpack.encode(raws(entries)),
        headers={"Content-Type": "application/msgpack"},
    ).json()


def test_a_strangers_words_are_held_and_believed_when_it_is_taken_in(
    room: TestClient, toy_node: Node
) -> None:
    """Acknowledged as held, also when sent again; listed with what it says; then believed."""
    words = chain(note("Bridge is down."), note("All quiet."))

    assert hand_in(room, words)["held"] == 2
    assert hand_in(room, words)["held"] == 2
    assert noted(toy_node) == {}
    [held] = room.get("/api/devices").json()["held"]
    assert (held["device"], held["n"], held["strange"]) == (KEY, 2, True)
    assert [w["words"] for w in held["newest"]] == ["All quiet.", "Bridge is down."]
    assert "Bridge is down." not in room.get("/api/log").text
    assert "Bridge is down." in room.get("/devices", headers=HTML).text

    said = {"kind": "device_taken_in", "device": KEY, "name": "Leila's phone", "by": "leila"}
    assert room.post("/api/facts", json=said).status_code == 201
    assert noted(toy_node) == {"Bridge is down.": NOON, "All quiet.": NOON + MINUTE_MS}
    assert "Bridge is down." in room.get("/api/log").text
    assert room.get("/api/devices").json()["held"] == []
    assert hand_in(room, words)["known"] == 2
    more = chain(note("Later."), tip=Tip(1, words[1].id), at_ms=NOON + HOUR_MS)
    assert hand_in(room, more)["admitted"] == 1


def test_what_would_change_at_once_is_told_before_a_device_is_taken_in(
    room: TestClient,
) -> None:
    """Also where it is too old to be among the newest words; gravest first, and how many."""
    said: list[f.Fact] = [f.CameHome(run="run-1", home=("leila", "kai"), when_ms=NOON)]
    said += [f.ReadinessSaid(person=p, state="away") for p in ("mark", "darren")]
    hand_in(room, chain(*said, *(note(f"Quiet {i}.") for i in range(30))))

    [held] = room.get("/api/devices").json()["held"]
    assert held["acts"] == [
        ["says that a team is home, which ends its watch", 1],
        ["says who can go, and who cannot", 2],
    ]
    page = room.get("/devices", headers=HTML).text
    part = page[page.index("held-acts") :].partition("<form")[0]
    assert "Taken in, it changes at once what others rely on" in part
    assert "says that a team is home, which ends its watch" in part
    assert "says who can go, and who cannot (2 times)" in part


def test_taking_in_needs_a_name(room: TestClient) -> None:
    """Nobody believes a stranger without answering for it."""
    said = {"kind": "device_taken_in", "device": KEY, "name": "Phone"}
    answer = room.post("/api/facts", json=said)
    assert answer.status_code == 422
    assert "Say who" in answer.json()["error"]


def test_a_strangers_call_for_help_is_an_alarm_on_arrival(toy_node: Node) -> None:
    """It is not believed, and somebody must hear of it all the same; then it is theirs."""
    toy_node.receive(raws(chain(note("Hm."), HELP)))

    [alarm] = door(toy_node)
    assert alarm.severity == "critical"
    assert "Needs help now: casualty" in alarm.what
    assert "KESTREL 1" in alarm.what
    assert [act.href for act in alarm.acts] == ["/devices"]
    toy_node.say_all([taken()])
    assert door(toy_node) == []
    assert any(a.alarm.startswith("help") for a in alarms(toy_node.state, NOON))


def test_a_stranger_can_take_nobody_in(toy_node: Node) -> None:
    """Neither itself nor another; nor can a device that was taken in."""
    other = Signer(b"o" * 32)
    toy_node.receive(raws(chain(taken(), note("Believe me."))))
    assert noted(toy_node) == {}
    toy_node.say_all([taken()])
    toy_node.receive(raws(chain(note("And me."), signer=other)))
    words = toy_node.store.tip(device_of(PHONE))
    toy_node.receive(raws(chain(taken(other), tip=words)))
    assert noted(toy_node) == {"Believe me.": NOON + MINUTE_MS}


def test_what_is_held_survives_restarts_and_the_scrub(tmp_path: Path) -> None:
    """Still held, still listed, then believed; the ledger is whole all the while."""
    folder = tmp_path / "base"
    with open_node(folder, lambda: NOON, exercise=True) as node:
        node.say_all([note("Ours.")])
        node.receive(raws(chain(note("Theirs."), HELP)))
    assert verify(folder).whole
    assert verify(folder).n_entries == 3
    with open_node(folder, lambda: NOON + 9 * DAY_MS) as node:
        [held] = node.roster().held
        assert (held.n, held.n_urgent, held.first_ms) == (2, 1, NOON)
        assert noted(node) == {"Ours.": NOON}
        node.say_all([taken()])
        live = dict(noted(node))
    with open_node(folder, lambda: NOON + 9 * DAY_MS) as node:
        assert noted(node) == live == {"Ours.": NOON, "Theirs.": NOON}
        assert node.roster().held == ()
        assert [d.name for d in node.roster().known] == ["", "Leila's phone"]


def test_a_device_may_be_taken_in_before_it_has_said_anything(toy_node: Node) -> None:
    """By its key, read off its screen."""
    toy_node.say_all([taken()])
    assert toy_node.receive(raws(chain(note("Hello.")))) == {Verdict.ADMITTED: 1}


# -- a clock that is wrong ---------------------------------------------------------------------


def test_a_word_a_day_ahead_is_held_until_its_clock_is_confirmed(toy_node: Node) -> None:
    """A taken-in phone three days ahead: held, an alarm, then dated back by what was confirmed."""
    toy_node.say_all([taken()])
    ahead = 3 * DAY_MS
    words = chain(
        note("Ford is dry.", when_ms=NOON + ahead - HOUR_MS), note("Seen."), at_ms=NOON + ahead
    )
    assert toy_node.receive(raws(words)) == {Verdict.HELD: 2}
    [held] = toy_node.roster().held
    assert (held.name, held.strange, held.ahead_ms) == (
        "Leila's phone", False, ahead + MINUTE_MS
    )  # fmt: skip
    [alarm] = door(toy_node)
    assert (alarm.severity, alarm.who) == ("warning", "Leila's phone")
    assert "3 d 0 h ahead" in alarm.what

    toy_node.say_all([taken(offset_ms=ahead)])
    assert noted(toy_node) == {"Ford is dry.": NOON - HOUR_MS, "Seen.": NOON + MINUTE_MS}
    assert toy_node.receive(raws(words)) == {Verdict.KNOWN: 2}
    later = chain(note("On."), at_ms=NOON + ahead, tip=Tip(1, words[1].id))
    assert toy_node.receive(raws(later)) == {Verdict.ADMITTED: 1}
    assert noted(toy_node)["On."] == NOON


def test_up_to_a_day_ahead_a_word_of_ours_is_believed(toy_node: Node) -> None:
    """Nobody is asked about a clock that is hours off."""
    toy_node.say_all([taken()])
    words = chain(note("Yes."), at_ms=NOON + DAY_MS)
    assert toy_node.receive(raws(words)) == {Verdict.ADMITTED: 1}
    more = chain(note("No."), at_ms=NOON + DAY_MS + 1, tip=Tip(0, words[0].id))
    assert toy_node.receive(raws(more)) == {Verdict.HELD: 1}


def test_a_right_clock_that_has_seen_a_wrong_one_is_believed(toy_node: Node) -> None:
    """Its stamp stands behind what it has seen, days ahead; what its own clock said is right."""
    toy_node.say_all([taken()])
    fact = dated(note("Right."), NOON)
    entry = seal(f.encode(fact), PHONE, Tip(), NOON + 30 * DAY_MS, 4, EXERCISE)
    assert toy_node.receive([entry.raw]) == {Verdict.ADMITTED: 1}
    assert noted(toy_node) == {"Right.": NOON}


def test_dated_back_a_word_stands_where_it_was_said(toy_node: Node) -> None:
    """Not over what was said here after it, for as long as its clock was ahead."""
    person = f.PersonRegistered(person="ada", name="Ada of old", base="compound")
    toy_node.receive(raws(chain(person, at_ms=NOON + 3 * DAY_MS - HOUR_MS)))
    toy_node.say_all([f.PersonRegistered(person="ada", name="Ada Moreno", base="compound")])
    toy_node.say_all([taken(offset_ms=3 * DAY_MS)])
    assert toy_node.state.people["ada"].fact.name == "Ada Moreno"  # type: ignore[attr-defined]


def test_help_from_a_clock_that_is_ahead_is_an_alarm_at_once(toy_node: Node) -> None:
    """Whatever its stamp."""
    toy_node.say_all([taken()])
    toy_node.receive(raws(chain(HELP, at_ms=NOON + 400 * DAY_MS)))
    [alarm] = door(toy_node)
    assert alarm.severity == "critical"
    assert "Needs help now" in alarm.what


def test_held_for_its_clock_it_stays_held_when_ours_has_caught_up(tmp_path: Path) -> None:
    """A restart three days later confirms nothing: when it came is what counts."""
    folder = tmp_path / "base"
    with open_node(folder, lambda: NOON, exercise=True) as node:
        node.say_all([taken()])
        node.receive(raws(chain(note("Then."), at_ms=NOON + 2 * DAY_MS)))
    with open_node(folder, lambda: NOON + 5 * DAY_MS) as node:
        assert noted(node) == {}
        node.say_all([taken(offset_ms=2 * DAY_MS)])
        assert noted(node) == {"Then.": NOON}


def test_an_offset_that_was_confirmed_wrongly_can_be_confirmed_anew(tmp_path: Path) -> None:
    """What was believed by the first one is believed by the second alone, also after a restart."""
    folder = tmp_path / "base"
    with open_node(folder, lambda: NOON, exercise=True) as node:
        node.receive(raws(chain(note("Then."), at_ms=NOON + 4 * DAY_MS)))
        node.say_all([taken(offset_ms=5 * DAY_MS)])
        assert noted(node) == {"Then.": NOON - DAY_MS}
        node.say_all([taken(offset_ms=4 * DAY_MS)])
        assert noted(node) == {"Then.": NOON}
    with open_node(folder, lambda: NOON) as node:
        assert noted(node) == {"Then.": NOON}
        assert [d.offset_ms for d in node.roster().known] == [0, 4 * DAY_MS]


def test_once_its_clock_is_set_right_its_words_are_taken_as_they_are(toy_node: Node) -> None:
    """A confirmed offset does not date back what is hardly ahead."""
    toy_node.say_all([taken(offset_ms=3 * DAY_MS)])
    toy_node.receive(raws(chain(note("Now."), at_ms=NOON + 15 * MINUTE_MS)))
    assert noted(toy_node) == {"Now.": NOON + 15 * MINUTE_MS}


def test_a_held_stamp_does_not_pull_our_clock(toy_node: Node) -> None:
    """What we say next is said now."""
    toy_node.receive(raws(chain(note("x"), at_ms=NOON + 9 * MINUTE_MS)))
    assert toy_node.say_all([note("Ours.")])[0].stamp.at_ms == NOON


@pytest.mark.parametrize("at_ms", [0, 4_102_444_800_001, 2**53 - 60_001])
def test_a_clock_that_is_beyond_all_calendars_breaks_no_page(
    room: TestClient, toy_node: Node, at_ms: int
) -> None:
    """It is listed, said, can be confirmed as far as times go, and taken in."""
    words = chain(HELP, note("When am I?"), at_ms=at_ms)
    assert hand_in(room, words)["held"] == 2
    for page in ("/devices", "/", "/log", "/api/devices", "/api/state"):
        assert room.get(page, headers=HTML).status_code == 200
    toy_node.say_all([taken(offset_ms=min(max(at_ms - NOON, 0), 2_000_000_000_000))])
    for page in ("/devices", "/", "/log", "/api/devices", "/api/state"):
        assert room.get(page, headers=HTML).status_code == 200


# -- floods ------------------------------------------------------------------------------------


def test_one_stranger_leaves_so_much_and_no_more(
    toy_node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest is refused, not dropped: said, counted, taken when the device is ours."""
    monkeypatch.setattr(porter, "EACH", porter.Room(10, 1 << 20))
    words = chain(*(note(f"word {i}") for i in range(12)))
    assert toy_node.receive(raws(words)) == {Verdict.HELD: 10, Verdict.FULL: 1, Verdict.WAITING: 1}
    assert [a.alarm for a in door(toy_node)] == ["full", f"held.{KEY[:16]}.0"]
    assert toy_node.store.tip(device_of(PHONE)).seq == 9
    toy_node.say_all([taken()])
    toy_node.receive(raws(words))
    assert len(noted(toy_node)) == 12


def test_a_stranger_leaves_no_more_bytes_than_allowed(
    toy_node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few long words fill it as many short ones do."""
    monkeypatch.setattr(porter, "EACH", porter.Room(500, 5_500))
    words = chain(*(note("x" * 1_500) for _ in range(5)))
    told = toy_node.receive(raws(words))
    assert told[Verdict.HELD] == 3
    assert not told.keys() & {Verdict.ADMITTED}


def test_many_strangers_leave_so_much_together(
    toy_node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new key for each word gains nothing; who is known is not in their way; also after that."""
    monkeypatch.setattr(porter, "MAX_STRANGERS", 8)
    toy_node.say_all([taken()])
    told = toy_node.receive(
        chain(HELP, signer=Signer(bytes([k]) * 32))[0].raw for k in range(1, 30)
    )
    assert told == {Verdict.HELD: 8, Verdict.FULL: 21}
    found = [a.alarm for a in door(toy_node)]
    assert len(found) == 7, "five are named, the others counted, and that there is no more room"
    assert toy_node.receive(raws(chain(HELP))) == {Verdict.ADMITTED: 1}


def test_strangers_together_are_bounded_in_words(
    toy_node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever they are."""
    monkeypatch.setattr(porter, "ALL", porter.Room(6, 1 << 20))
    for k in range(1, 5):
        toy_node.receive(raws(chain(note("a"), note("b"), signer=Signer(bytes([k]) * 32))))
    assert sum(h.n for h in toy_node.roster().held) == 6


def test_a_strangers_early_words_make_room_for_ours() -> None:
    """In the waiting room too, where the longest chain would go first."""
    from holdfast.ledger import WaitingRoom

    ours, theirs = Signer(b"u" * 32), Signer(b"t" * 32)
    waiting = WaitingRoom(max_bytes=3_000, strange=lambda device: device == device_of(theirs))
    for k in range(5, 12):
        waiting.hold(seal(b"x" * 100, ours, Tip(k, bytes(32)), NOON, 0))
        waiting.hold(seal(b"x" * 900, theirs, Tip(k, bytes(32)), NOON, 0))
    assert all(waiting.at(device_of(ours), k + 1) for k in range(5, 12))
