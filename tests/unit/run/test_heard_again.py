"""A team that was said to be home and is heard from outside: taken, counted, shown, answered."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from data.toys import DEPOT, HOME, MIN, NOON, H, Talk, toy, toy_out
from holdfast import facts as f
from holdfast.facts.said import Fact
from holdfast.know.disagreements import disagreements
from holdfast.know.people import persons, roll
from holdfast.know.runs import story
from holdfast.node import Node, open_node
from holdfast.run.alarm import Alarm
from holdfast.run.alarms import alarms
from holdfast.run.board import board
from holdfast.run.rules import complete, refuse
from holdfast.web.app import make_app

ALL = ("leila", "kai")
CALLS: list[Fact] = [
    f.HelpCalled(run="run-1", need="casualty"),
    f.ContactReported(run="run-1", at=f.Point(*HOME)),
    f.CheckedIn(run="run-1", well=False),
    f.CheckedIn(run="run-1"),
    f.Arrived(run="run-1", site="depot"),
    f.TurnedBack(run="run-1"),
    f.WaySwitched(run="run-1", role="fallback"),
]


def home_at(ms: int = NOON, *, home: tuple[str, ...] = ALL, missing: tuple[str, ...] = ()) -> Talk:
    """KESTREL 1 was said to be home at this moment."""
    talk = toy_out()
    talk.at(ms, f.CameHome(run="run-1", home=home, missing=missing))
    return talk


def of(talk: Talk, kind: str, now_ms: int) -> Alarm | None:
    """The alarm of that kind at that moment."""
    found = (a for a in alarms(talk.state, now_ms) if a.alarm.split(".")[0] == kind)
    return next(found, None)


def outside(talk: Talk, now_ms: int = NOON + H) -> int:
    """How many are counted as outside."""
    return roll(talk.state, now_ms).outside


@pytest.mark.parametrize("call", CALLS, ids=lambda c: type(c).__name__)
def test_what_a_team_reports_is_taken_though_it_was_said_to_be_home(call: Fact) -> None:
    """And counts all of them as outside, as an alarm with both versions and the act."""
    talk = home_at()
    assert outside(talk) == 0
    refuse(talk.state, complete(talk.state, call, NOON + MIN), NOON + MIN)
    talk.at(NOON + MIN, call)
    alarm = of(talk, "again", NOON + H)
    assert outside(talk) == 2
    assert alarm is not None
    assert alarm.severity == "critical"
    how = "called for help" if isinstance(call, f.HelpCalled) else "heard again"
    assert alarm.what == f"Said to be home 12:00, {how} 12:01"
    assert "Leila, Kai counted as outside" in alarm.more
    assert alarm.acts[0].href == "/runs/run-1#home"
    assert [d.key for d in disagreements(talk.state)] == ["home:run-1"]
    assert [p.can_go for p in persons(talk.state, NOON + H) if p.person in ALL] == [False, False]


def test_their_clock_runs_again_and_silence_makes_them_overdue() -> None:
    """Half an hour after the call the next report is due."""
    talk = home_at()
    talk.at(NOON + MIN, f.HelpCalled(run="run-1"))
    [card] = board(talk.state, NOON + 20 * MIN)
    assert card.phase == "outbound"
    assert card.clock.check_ms == NOON + 31 * MIN
    assert of(talk, "overdue", NOON + 32 * MIN) is not None
    assert of(talk, "help", NOON + 32 * MIN) is not None
    assert of(talk, "debrief", NOON + 32 * MIN) is None


def test_a_return_that_is_said_later_answers_it() -> None:
    """By whoever counts them at the gate; then nobody is outside and nothing disagrees."""
    talk = home_at()
    talk.at(NOON + MIN, f.HelpCalled(run="run-1"))
    again = f.CameHome(run="run-1", home=ALL, by="mark")
    refuse(talk.state, again, NOON + H)
    talk.at(NOON + H, again)
    assert outside(talk) == 0
    assert of(talk, "again", NOON + H) is None
    assert disagreements(talk.state) == []
    assert story(talk.state, "run-1").phase == "home"


def test_taking_the_alarm_answers_nothing() -> None:
    """Somebody has it in hand; they are outside all the same."""
    talk = home_at()
    talk.at(NOON + MIN, f.CheckedIn(run="run-1"))
    alarm = of(talk, "again", NOON + 2 * MIN)
    assert alarm is not None
    talk.at(NOON + 2 * MIN, f.AlarmSeen(alarm=alarm.alarm, by="mark"))
    assert outside(talk) == 2
    assert of(talk, "again", NOON + H) is not None


def test_a_call_of_one_who_is_missing_is_theirs_alone() -> None:
    """Who came in is in; the missing one is out and not lost, and may be counted in later."""
    talk = home_at(home=("leila",), missing=("kai",))
    assert roll(talk.state, NOON + MIN).lost == 1
    refuse(talk.state, f.HelpCalled(run="run-1", at=f.Point(*HOME)), NOON + H)
    talk.at(NOON + H, f.HelpCalled(run="run-1"))
    counted = roll(talk.state, NOON + H)
    assert (counted.outside, counted.lost) == (1, 0)
    where = {p.person: p.where for p in persons(talk.state, NOON + H)}
    assert (where["kai"], where["leila"]) == ("KESTREL 1", "inside")
    alarm = of(talk, "again", NOON + H)
    assert alarm is not None
    assert alarm.what == "Missing since 12:00, called for help 13:00"
    assert alarm.more.startswith("Kai counted as outside")
    assert of(talk, "overdue", NOON + 2 * H) is not None
    late = f.CameHome(run="run-1", home=("kai",))
    refuse(talk.state, late, NOON + 2 * H)
    talk.at(NOON + 2 * H, late)
    assert (outside(talk, NOON + 2 * H), roll(talk.state, NOON + 2 * H).lost) == (0, 0)


def test_a_report_that_was_on_its_way_takes_nobody_out() -> None:
    """It happened before the return, or is another device's within what clocks may differ by."""
    talk = home_at()
    talk.at(NOON + MIN, f.CheckedIn(run="run-1", when_ms=NOON - 5 * MIN))
    talk.at(NOON + 2 * MIN, f.CheckedIn(run="run-1"), device="bb")
    talk.at(NOON + 3 * MIN, f.FoundReported(run="run-1", site="depot", searched="all"))
    assert outside(talk) == 0
    talk.at(NOON + 4 * MIN, f.HelpCalled(run="run-1"), device="bb")
    assert outside(talk) == 2


def test_a_return_said_after_the_word_was_seen_stands_whatever_the_clocks_say() -> None:
    """A device five hours ahead checked in; then they were counted at the gate."""
    talk = toy_out()
    talk.at(NOON + 5 * H, f.CheckedIn(run="run-1"), device="bb")
    talk.at(NOON + 5 * H + 1, f.CameHome(run="run-1", home=ALL, when_ms=NOON))
    assert outside(talk, NOON) == 0


def test_who_left_again_since_is_out_with_the_run_that_left_last() -> None:
    """An old phone calls on the old run's page; nobody is counted twice."""
    talk = home_at(NOON - 30 * MIN)
    told = story(talk.state, "run-1").tasked
    assert told is not None
    talk.at(NOON - 20 * MIN, f.RunTasked(run="run-2", call="HERON 1", objective="supply",
                                         base="compound", tasking=told.fact.tasking))  # type: ignore[attr-defined]  # fmt: skip
    talk.at(NOON - 10 * MIN, f.Departed(run="run-2", crew=ALL))
    talk.at(NOON, f.HelpCalled(run="run-1"))
    assert outside(talk) == 2
    assert {p.where for p in persons(talk.state, NOON) if p.person in ALL} == {"HERON 1"}
    assert of(talk, "help", NOON) is not None


def test_where_a_team_is_that_calls_though_said_to_be_home_is_where_it_was_reckoned() -> None:
    """Not the base, which is only where it was said to be."""
    talk = home_at()
    call = complete(talk.state, f.HelpCalled(run="run-1"), NOON + MIN)
    assert isinstance(call, f.HelpCalled)
    assert call.at == f.Point(*DEPOT)  # an hour out, by the plan


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """The toy base with KESTREL 1 said to be home by mistake."""
    with open_node(tmp_path / "node", lambda: NOON, exercise=True) as opened:
        opened.say_all([s.fact for s in toy().said])
        opened.say_all([s.fact for s in toy_out().said[len(toy().said) :]])
        opened.say_all([f.CameHome(run="run-1", home=ALL)])
        yield opened


def test_the_room_takes_the_call_and_shows_the_clash_and_who_answers_it(node: Node) -> None:
    """On a clock that stands still too: said after, it comes after."""
    room = TestClient(make_app(node), base_url="http://127.0.0.1")

    def said(**fact: Any) -> int:
        return room.post("/api/facts", json={"run": "run-1", **fact}).status_code

    assert said(kind="help_called", need="casualty", words="one down") == 201
    assert said(kind="checked_in") == 201
    state = room.get("/api/state").json()
    assert state["roll"]["outside"] == 2
    assert [d["key"] for d in state["disagreements"]] == ["home:run-1"]
    assert state["board"][0]["again"].startswith("Said to be home")
    page = room.get("/runs/run-1", headers={"Accept": "text/html"}).text
    assert 'id="home"' in page
    assert "called for help" in page
    assert said(kind="came_home", home=list(ALL), by="mark") == 201
    assert room.get("/api/state").json()["roll"]["outside"] == 0


@pytest.mark.parametrize(
    ("late_ms", "out"), [(0, 2), (80, 2), (-3_000, 2), (14_000, 2), (60_000, 0)]
)
def test_a_phones_word_a_moment_old_takes_them_out_at_once(late_ms: int, out: int) -> None:
    """A phone dates a report when it is pressed; one that was long on its way takes nobody out."""
    talk = home_at()
    pressed = NOON + MIN - late_ms
    talk.at(NOON + MIN, f.CheckedIn(run="run-1", when_ms=pressed, said_ms=NOON + MIN))
    assert outside(talk, NOON + 2 * MIN) == out
