"""A team that does not come is late; it is not due a minute later each minute."""

import pytest

from data.toys import MIN, NOON, H, Talk, toy_out
from holdfast import facts as f
from holdfast.run.alarm import Alarm
from holdfast.run.alarms import alarms
from holdfast.run.board import Card, board


def coming() -> Talk:
    """KESTREL 1 left at 11:00, reached the depot at noon, left it at 12:45: home at 13:45."""
    talk = toy_out()
    talk.at(NOON, f.Arrived(run="run-1", site="depot"))
    talk.at(NOON + 45 * MIN, f.LeftSite(run="run-1", site="depot"))
    return talk


def card(talk: Talk, now_ms: int) -> Card:
    """It on the board."""
    [found] = board(talk.state, now_ms)
    return found


def behind(talk: Talk, now_ms: int) -> list[Alarm]:
    """The notice that it is late."""
    return [a for a in alarms(talk.state, now_ms) if a.alarm.startswith("behind")]


HOME = NOON + 105 * MIN


@pytest.mark.parametrize("late_min", [1, 6, 60, 24 * 60])
def test_the_first_forecast_of_the_way_home_stays(late_min: int) -> None:
    """Due 13:45, so many minutes late; the plan's lateness goes on growing."""
    talk = coming()
    now_ms = HOME + late_min * MIN
    talk.at(now_ms - MIN, f.CheckedIn(run="run-1"))
    clock = card(talk, now_ms).clock

    assert (clock.home_ms, clock.behind_ms) == (HOME, late_min * MIN)
    assert clock.late_ms == now_ms - (NOON + 105 * MIN)
    assert card(talk, now_ms).next.startswith("home from Depot, due 13:45, ")


def test_the_words_say_how_late() -> None:
    """In time nothing is said of it."""
    talk = coming()

    assert card(talk, HOME + 6 * MIN).next == "home from Depot, due 13:45, 6 min late"
    assert card(talk, HOME - MIN).next == "home from Depot, due 13:45"


def test_the_first_forecast_of_a_stop_stays_and_home_moves_on() -> None:
    """Due at the depot at noon; twelve minutes later home is that much later."""
    talk = toy_out()
    before, after = card(talk, NOON).clock, card(talk, NOON + 12 * MIN).clock

    assert (before.due_ms, before.behind_ms) == (NOON, 0)
    assert (after.due_ms, after.behind_ms) == (NOON, 12 * MIN)
    assert after.home_ms > before.home_ms
    assert card(talk, NOON + 12 * MIN).next == "next: Depot, due 12:00, 12 min late"


def test_too_late_for_a_stop_goes_by_now_and_not_by_the_forecast() -> None:
    """A team that was due before the turn-round time and is not there is too late after it."""
    talk = toy_out()

    assert not card(talk, NOON + MIN).too_late
    assert card(talk, NOON + 4 * H).too_late


def test_a_quarter_of_the_leg_late_is_a_notice() -> None:
    """An hour's way home: from fifteen minutes on, with the same id, until they are home."""
    talk = coming()

    assert behind(talk, HOME + 14 * MIN) == []
    [first], [later] = behind(talk, HOME + 15 * MIN), behind(talk, HOME + 50 * MIN)
    assert (first.alarm, first.severity) == (later.alarm, "notice")
    assert first.what == "Was due home at 13:45, 15 min late"
    talk.at(HOME + 55 * MIN, f.CameHome(run="run-1", home=("leila", "kai")))
    assert behind(talk, HOME + 56 * MIN) == []


def test_where_the_reckoning_ends_the_symbol_is_hollow() -> None:
    """Also just after a check-in without a place."""
    talk = toy_out()
    for at_ms, ended in ((NOON - 5 * MIN, False), (NOON + 5 * MIN, True)):
        talk.at(at_ms - MIN, f.CheckedIn(run="run-1"))
        fix = card(talk, at_ms).fix
        assert fix is not None
        assert (fix.reckoned, fix.ended) == (True, ended)
