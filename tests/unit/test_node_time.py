"""A node whose clock is set, stands still or lies years off: what is silent stays silent."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from starlette.testclient import TestClient

from conftest import NOON_MS, toy_facts
from holdfast import facts as f
from holdfast.base.clock import DAY_MS, HOUR_MS, MINUTE_MS
from holdfast.base.watch import Reading
from holdfast.facts.said import dated
from holdfast.know.calls import call_id, open_calls
from holdfast.know.runs import story
from holdfast.ledger import Tip, device_of, open_entry, seal
from holdfast.ledger.entry import Signer
from holdfast.node import Node, open_node
from holdfast.run.alarm import Alarm
from holdfast.run.alarms import alarms
from holdfast.run.board import Card, board
from holdfast.store.machine_clock import MachineClock
from holdfast.web.app import make_app
from holdfast.web.say import read_facts, say

D, H, MIN = DAY_MS, HOUR_MS, MINUTE_MS
YEARS = 64 * 365 * D
OTHER = Signer(b"\7" * 32)


class Machine:
    """A machine with a wall clock that may be set, and one that nobody sets."""

    def __init__(self, wall_ms: int = NOON_MS) -> None:
        self.wall_ms, self.steady_ms = wall_ms, 1_000

    def passes(self, ms: int) -> None:
        """Time goes on, awake or asleep."""
        self.wall_ms += ms
        self.steady_ms += ms

    def reading(self) -> Reading:
        """Both clocks."""
        return Reading(self.wall_ms, self.steady_ms)


@contextmanager
def opened(folder: Path, machine: Machine) -> Iterator[Node]:
    """The base on this machine; where it is new, KESTREL 1 has left an hour ago."""
    with open_node(folder / "base", MachineClock(machine.reading), exercise=True) as node:
        if not node.state.bases:
            key = device_of(OTHER).hex()
            ours = f.DeviceTakenIn(device=key, name="Second laptop", by="leila")
            node.say_all([*toy_facts(machine.wall_ms), ours])
        yield node


def card_of(node: Node) -> Card:
    """KESTREL 1 on the board."""
    node.look_at_clock()
    [card] = [c for c in board(node.state, node.clock()) if c.run == "run-1"]
    return card


def overdue_min(node: Node) -> int:
    """Minutes past due."""
    return card_of(node).clock.overdue_ms // MIN


def raised(node: Node, kind: str) -> list[Alarm]:
    """The alarms of this kind."""
    node.look_at_clock()
    found = alarms(node.state, node.clock(), clock=node.clock_story)
    return [a for a in found if a.alarm.startswith(kind)]


def hear(node: Node, **more: object) -> None:
    """KESTREL 1 checks in, as the room's forms say it."""
    node.say_all([f.CheckedIn(run="run-1", **more)])  # type: ignore[arg-type]


def entry(fact: f.Fact, at_ms: int, tip: Tip | None = None) -> bytes:
    """A word of another machine whose clock says so."""
    body = f.encode(dated(fact, at_ms))
    return seal(body, OTHER, tip or Tip(), at_ms, 0, flags=1).raw


def test_a_sleeping_laptop_is_overdue_at_once_on_waking(tmp_path: Path) -> None:
    """Six hours with the lid shut: 5 h 30 min past due, and a notice that it had stood still."""
    machine = Machine()
    with opened(tmp_path, machine) as node:
        hear(node)
        for _ in range(3):
            machine.passes(1_000)
            assert not node.watch()
        machine.passes(6 * H - 3_000)

        assert node.watch()
        assert overdue_min(node) == 330
        [notice] = raised(node, "clock")
        assert (notice.who, notice.severity) == ("This machine's clock", "notice")
        assert notice.what.startswith("Had stood still for 5 h 59 min")
        assert notice.acts


def test_a_machine_whose_every_clock_stood_is_overdue_as_soon_as_the_wall_is_right(
    tmp_path: Path,
) -> None:
    """A paused machine: only its wall is set after it. A rightly dated check-in is taken."""
    machine = Machine()
    with opened(tmp_path, machine) as node:
        hear(node)
        machine.wall_ms += 6 * H

        assert overdue_min(node) == 330
        [notice] = raised(node, "clock")
        assert notice.what == "Went ahead 6 h 00 min at once, to 18:00"
        hear(node, when_ms=machine.wall_ms)
        assert overdue_min(node) == 0


@pytest.mark.parametrize("by_ms", [-2 * D, -5 * H, -20 * 365 * D])
def test_a_clock_set_back_at_a_restart_ends_no_silence(tmp_path: Path, by_ms: int) -> None:
    """Overdue by an hour before, and by an hour after it; the alarm names this machine."""
    machine = Machine()
    with opened(tmp_path, machine) as node:
        hear(node)
        machine.passes(90 * MIN)
        assert overdue_min(node) == 60
    machine.wall_ms += by_ms
    with opened(tmp_path, machine) as node:
        assert overdue_min(node) == 60
        [alarm] = raised(node, "clock.back")
        assert alarm.who == "This machine's clock"
        assert "before the last entry" in alarm.what
        machine.passes(10 * MIN)
        assert overdue_min(node) == 70
    with opened(tmp_path, machine) as node:
        machine.passes(10 * MIN)
        assert overdue_min(node) == 80
        hear(node)
        assert overdue_min(node) == 0
        machine.passes(31 * MIN)
        assert overdue_min(node) == 1


def test_where_nobody_kept_what_the_clock_said_silence_goes_on_from_the_last_word(
    tmp_path: Path,
) -> None:
    """The room was cut off, and its file is gone."""
    machine = Machine()
    with opened(tmp_path, machine) as node:
        hear(node)
        machine.passes(20 * MIN)
        node.say_all([f.NoteLogged(words="Quiet.")])
        machine.passes(20 * MIN)
    (tmp_path / "base" / "clock-seen").write_text("nonsense")
    machine.wall_ms -= 2 * D
    with opened(tmp_path, machine) as node:
        machine.passes(11 * MIN)
        assert overdue_min(node) == 1


def test_a_clock_set_back_while_the_room_is_open_ends_no_silence(tmp_path: Path) -> None:
    """Times are believed anew at once, whoever looks first; nothing that was said is lost."""
    machine = Machine()
    with opened(tmp_path, machine) as node:
        hear(node)
        machine.passes(90 * MIN)
        assert overdue_min(node) == 60
        n = node.store.count()
        machine.wall_ms -= 2 * D

        assert node.watch()
        assert overdue_min(node) == 60
        assert len(raised(node, "clock.back")) == 1
        assert (node.store.count(), len(node.recent)) == (n, n)


@pytest.mark.parametrize("ahead_ms", [3 * D, YEARS, 75 * 365 * D])
def test_what_is_said_after_a_clock_was_ahead_happened_now(tmp_path: Path, ahead_ms: int) -> None:
    """'Heard' clears the alarm, also after a restart; log and entry bear the time of now."""
    machine = Machine()
    with opened(tmp_path, machine) as node:
        machine.wall_ms += ahead_ms
        node.watch()
        node.say_all([f.NoteLogged(words="Said while it was ahead.")])
        machine.passes(5 * MIN)
        machine.wall_ms -= ahead_ms
    with opened(tmp_path, machine) as node:
        machine.passes(2 * H)
        assert overdue_min(node) == 5 + 120 - 30
        hear(node)
        [entry] = [r for r in node.recent if isinstance(r.fact, f.CheckedIn)]
        assert entry.fact.when_ms == entry.fact.said_ms == machine.wall_ms
        assert entry.stamp.at_ms > machine.wall_ms + ahead_ms - 3 * H
        assert overdue_min(node) == 0
        with TestClient(make_app(node), base_url="http://127.0.0.1:8460") as room:
            newest = room.get("/api/log").json()["log"][0]
            assert (newest["at_ms"], newest["said_ms"]) == (machine.wall_ms, machine.wall_ms)
        machine.passes(31 * MIN)
        assert overdue_min(node) == 1


def test_a_leap_ahead_that_was_undone_makes_nobody_overdue(tmp_path: Path) -> None:
    """Three days ahead for five minutes by mistake: the last report is as old as it is."""
    machine = Machine()
    with opened(tmp_path, machine) as node:
        hear(node)
        machine.passes(10 * MIN)
        machine.wall_ms += 3 * D
        node.watch()
        assert overdue_min(node) == 3 * 24 * 60 - 20
        machine.passes(5 * MIN)
        machine.wall_ms -= 3 * D
        node.watch()
        assert overdue_min(node) == 0
        machine.passes(20 * MIN)
        assert overdue_min(node) == 5


def test_a_machine_years_off_says_so(tmp_path: Path) -> None:
    """It dates what it can, its silences run, and it is told that no such date can be right."""
    machine = Machine(NOON_MS + YEARS)
    with opened(tmp_path, machine) as node:
        [alarm] = raised(node, "clock.odd")
        assert "2090" in alarm.what
        hear(node)
        machine.passes(31 * MIN)
        assert overdue_min(node) == 1
        machine.wall_ms = NOON_MS
        assert overdue_min(node) == 1
        hear(node)
        assert overdue_min(node) == 0
        assert not raised(node, "clock.odd")


def test_a_room_opened_long_after_asks_whether_the_date_is_right(tmp_path: Path) -> None:
    """A clock that leapt while the room was closed leaves no other trace."""
    machine = Machine()
    with opened(tmp_path, machine):
        pass
    machine.passes(400 * D)
    with opened(tmp_path, machine) as node:
        assert "400 d" in raised(node, "clock.after")[0].what


def test_an_exercises_clock_that_is_set_raises_nothing(tmp_path: Path) -> None:
    """It is set on purpose; a clock that merely goes on raises nothing either."""
    now = [NOON_MS]
    with open_node(tmp_path / "node", lambda: now[0], exercise=True) as node:
        node.say_all(toy_facts(NOON_MS))
        now[0] += 9 * D
        assert raised(node, "clock") == []
    machine = Machine()
    with opened(tmp_path, machine) as node:
        for _ in range(200):
            machine.passes(1_000)
            assert not node.watch()
        assert raised(node, "clock") == []


@pytest.mark.parametrize("by_ms", [20 * H, -20 * H, -9 * D])
def test_a_word_said_after_seeing_another_stands_over_it(tmp_path: Path, by_ms: int) -> None:
    """Whatever the clock of the other machine said, in a register and in a run's story."""
    machine = Machine()
    with opened(tmp_path, machine) as node:
        theirs = entry(f.ReadinessSaid(person="mark", state="in_care"), machine.wall_ms + by_ms)
        node.receive([theirs])
        node.say_all([f.ReadinessSaid(person="mark", state="ready")])
        assert node.state.readiness["mark"].fact.state == "ready"  # type: ignore[attr-defined]


def test_what_a_slow_machine_said_after_seeing_us_stands_over_ours(tmp_path: Path) -> None:
    """It is three hours behind: they left the site that we said they had reached."""
    machine = Machine()
    with opened(tmp_path, machine) as node:
        [arrived] = node.say_all([f.Arrived(run="run-1", site="depot")])
        machine.passes(MIN)
        left = f.encode(dated(f.LeftSite(run="run-1", site="depot"), machine.wall_ms - 3 * H))
        stamp = arrived.stamp
        node.receive([seal(left, OTHER, Tip(), stamp.at_ms, stamp.tick + 1, flags=1).raw])

        assert card_of(node).phase == "returning"


CONTACT = f.ContactReported(run="run-1", unit="armed", at=f.Point(32.02, 30.0))
HELP = f.HelpCalled(run="run-1", need="casualty", words="Leg broken.")
UNWELL = f.CheckedIn(run="run-1", well=False)


@pytest.mark.parametrize("by_ms", [23 * H, -23 * H, -30 * D])
@pytest.mark.parametrize(
    ("kind", "fact"), [("help", HELP), ("contact", CONTACT), ("unwell", UNWELL)]
)
def test_help_contact_and_casualty_alarm_on_arrival(
    tmp_path: Path, kind: str, fact: f.Report, by_ms: int
) -> None:
    """By the entry of a machine whose clock is off, and by a phone's word; 'all well' of before
    answers neither.
    """
    machine = Machine()
    with opened(tmp_path, machine) as node:
        hear(node)
        node.receive([entry(fact, machine.wall_ms + by_ms)])
        assert len(raised(node, kind)) == 1
        machine.passes(MIN)
        stated = msgspec.structs.replace(fact, when_ms=machine.wall_ms + by_ms, words="Again.")
        node.say_all([stated])
        assert len(raised(node, kind)) >= 1
        machine.passes(MIN)
        if kind == "help":
            node.say_all([f.HelpClosed(run="run-1", reason="helped", by="kai")])
        else:
            hear(node)
        assert kind == "contact" or raised(node, kind) == []


@pytest.mark.parametrize("by_ms", [2 * H, 20 * D, -40 * D, 100 * 365 * D])
def test_a_report_is_never_refused_for_its_time(tmp_path: Path, by_ms: int) -> None:
    """Our clock lags, or the phone's is wrong: it is kept, counts as heard when it came where it
    is near enough, and the difference is told.
    """
    machine = Machine()
    with (
        opened(tmp_path, machine) as node,
        TestClient(make_app(node), base_url="http://127.0.0.1:8460") as room,
    ):
        machine.passes(H)
        when_ms = min(max(machine.wall_ms + by_ms, 0), 4_102_444_800_000)
        word = {"kind": "checked_in", "run": "run-1", "when_ms": when_ms, "ref": "r-00000001"}
        assert room.post("/api/facts", json=word).status_code == 201
        assert room.post("/api/facts", json=word).status_code == 200
        assert (overdue_min(node) > 0) is (by_ms > D)
        assert "Dated" in room.get("/api/log").json()["log"][0]["words"]
        [alarm] = raised(node, "ahead")
        assert "this machine's" in alarm.more


def test_a_report_dated_ahead_does_not_put_off_the_next_one(tmp_path: Path) -> None:
    """Two hours ahead, it counts from when it came, also later and after a restart."""
    machine = Machine()
    with opened(tmp_path, machine) as node:
        node.receive([entry(f.CheckedIn(run="run-1"), machine.wall_ms + 2 * H)])
        machine.passes(45 * MIN)
        assert overdue_min(node) == 15
        machine.passes(100 * MIN)
        assert overdue_min(node) == 115
    with opened(tmp_path, machine) as node:
        assert overdue_min(node) == 115


def test_a_word_sent_again_without_a_time_is_the_same_word(tmp_path: Path) -> None:
    """The time was filled in when it was said first."""
    machine = Machine()
    with (
        opened(tmp_path, machine) as node,
        TestClient(make_app(node), base_url="http://127.0.0.1:8460") as room,
    ):
        word = {"kind": "checked_in", "run": "run-1", "ref": "r-00000001"}
        assert room.post("/api/facts", json=word).status_code == 201
        machine.passes(MIN)
        assert room.post("/api/facts", json=word).status_code == 200


def test_a_list_is_checked_as_it_will_be_said(tmp_path: Path) -> None:
    """Also where a word that was seen lies far ahead: a fact may rest on one before it."""
    machine = Machine()
    with (
        opened(tmp_path, machine) as node,
        TestClient(make_app(node), base_url="http://127.0.0.1:8460") as client,
    ):
        node.receive([entry(f.ItemDefined(item="x", name="X", unit="a", need="food"), YEARS)])
        room = client.app.state.room  # type: ignore[attr-defined]
        words = [
            {"kind": "readiness_said", "person": "kai", "state": "ready"},
            {"kind": "note_logged", "words": "Quiet."},
        ]
        say(room, read_facts(msgspec.json.encode(words)))
        assert node.recent[-1].happened_ms == machine.wall_ms


def open_here(node: Node) -> list[str]:
    """The calls of KESTREL 1 that nobody has closed."""
    return [call_id(said) for said in open_calls(story(node.state, "run-1"))]


@pytest.mark.parametrize("back_ms", [0, 3 * H])
def test_a_call_whose_words_came_late_stays_open_over_a_restart(
    tmp_path: Path, back_ms: int
) -> None:
    """Its header came first, then the room closed an earlier call, then its body came; the clock
    may be set back after that."""
    machine = Machine()
    call = entry(f.HelpCalled(run="run-1", need="casualty"), NOON_MS)
    with opened(tmp_path, machine) as node:
        node.say_all([f.HelpCalled(run="run-1")])
        machine.passes(MIN)
        node.receive([open_entry(call).without_body().raw])
        machine.passes(MIN)
        node.say_all([f.HelpClosed(run="run-1", reason="helped", by="kai")])
        assert open_here(node) == []
        machine.passes(10 * MIN)
        node.receive([call])
        [live] = open_here(node)
        assert live.startswith(device_of(OTHER).hex()[:16])
        machine.passes(10 * MIN)
        node.look_at_clock()
        machine.wall_ms -= back_ms
        node.look_at_clock()
        assert open_here(node) == [live]
        [came] = [
            s.came for s in story(node.state, "run-1").all(f.HelpCalled) if call_id(s) == live
        ]
        node.say_all([f.NoteLogged(words="Later.")])
    with opened(tmp_path, machine) as node:
        assert open_here(node) == [live]
        told = story(node.state, "run-1").all(f.HelpCalled)
        [again] = [s.came for s in told if call_id(s) == live]
        assert again == came
        assert again is not None
        assert again.at_ms == machine.wall_ms - 10 * MIN


def test_a_late_body_is_behind_what_came_before_it_and_before_what_comes_after(
    tmp_path: Path,
) -> None:
    """An 'all well' said after its coming answers a late 'not well', one from before does not."""
    machine = Machine()
    unwell = entry(f.CheckedIn(run="run-1", well=False), NOON_MS)
    with opened(tmp_path, machine) as node:
        node.receive([open_entry(unwell).without_body().raw])
        machine.passes(MIN)
        hear(node)
        machine.passes(MIN)
        node.receive([unwell])
        assert len(raised(node, "unwell")) == 1
    with opened(tmp_path, machine) as node:
        assert len(raised(node, "unwell")) == 1
        hear(node)
        assert raised(node, "unwell") == []
    with opened(tmp_path, machine) as node:
        assert raised(node, "unwell") == []


def test_a_call_of_a_team_said_to_be_home_while_the_clock_was_ahead_is_where_it_was(
    tmp_path: Path,
) -> None:
    """Reached the depot; said to be home five hours ahead; the clock is set right; it calls."""
    machine = Machine()
    with opened(tmp_path, machine) as node:
        node.say_all([f.Arrived(run="run-1", site="depot")])
        depot = node.state.sites["depot"].fact.at  # type: ignore[attr-defined]
        machine.wall_ms += 5 * H
        node.look_at_clock()
        node.say_all([f.CameHome(run="run-1", home=("leila", "kai"))])
        machine.wall_ms -= 5 * H
        machine.passes(MIN)
        with TestClient(make_app(node), base_url="http://127.0.0.1:8460") as room:
            said = {"kind": "help_called", "run": "run-1"}
            assert room.post("/api/facts", json=said).status_code == 201
        [call] = story(node.state, "run-1").all(f.HelpCalled)
        assert call.fact.at == depot  # type: ignore[attr-defined]
