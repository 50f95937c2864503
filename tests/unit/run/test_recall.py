"""A team called home while it is out: on its card and as an alarm, until it answers."""

import pytest

from data.toys import MIN, NOON, H, Talk, toy_out
from holdfast import facts as f
from holdfast.facts.said import Fact
from holdfast.know.log import line
from holdfast.run.alarm import Alarm
from holdfast.run.alarms import alarms
from holdfast.run.board import board

CALLED = f.RunCalledOff(run="run-1", words="come home")


def called(*, at_ms: int = NOON) -> Talk:
    """KESTREL 1 has checked in, and is called home."""
    talk = toy_out()
    talk.at(at_ms - MIN, f.CheckedIn(run="run-1"))
    talk.at(at_ms, CALLED)
    return talk


def recall(talk: Talk, now_ms: int) -> Alarm | None:
    """The alarm about it."""
    return next((a for a in alarms(talk.state, now_ms) if a.alarm.startswith("recall.")), None)


def test_a_call_home_is_on_the_card_and_waits_for_an_answer() -> None:
    """With its time, beside what they last said they do; they are out as before."""
    talk = called()
    [card] = board(talk.state, NOON + MIN)
    assert card.called_home == "Called home 12:00, not answered"
    assert card.called_home_ms == NOON
    assert card.phase == "outbound"
    assert line(talk.said[-1], talk.state).words == "Called home. come home"


def test_the_alarm_gets_graver_and_whoever_took_it_is_asked_again() -> None:
    """Each step has an id of its own, and so asks anew."""
    talk = called()
    steps = [recall(talk, NOON + m * MIN) for m in (0, 9, 10, 29, 30)]
    found = [a for a in steps if a is not None]
    assert [a.severity for a in found] == ["warning", "warning", *["critical"] * 3]
    assert len({a.alarm for a in found}) == 3
    assert found[2].what == "Called home 12:00, not answered"
    assert found[2].more == "Called 10 min ago · last heard 11:59 · come home"
    assert found[2].acts[0].label == "Call them again"


@pytest.mark.parametrize(
    "answer", [f.TurnedBack(run="run-1"), f.CheckedIn(run="run-1", quiet=True)], ids=["turn", "tap"]
)
def test_an_answer_ends_the_alarm_and_is_on_the_card(answer: Fact) -> None:
    """Whether they turn or only say that they heard."""
    talk = called()
    talk.at(NOON + 4 * MIN, answer)
    [card] = board(talk.state, NOON + H)
    assert card.called_home == "Called home 12:00, answered 12:04"
    assert recall(talk, NOON + 5 * MIN) is None


def test_other_words_and_what_was_said_before_are_no_answer() -> None:
    """A late check-in of 11:50, a site reached, a call for help: nobody knows that they heard."""
    talk = called()
    talk.at(NOON + MIN, f.CheckedIn(run="run-1", when_ms=NOON - 10 * MIN))
    talk.at(NOON + 2 * MIN, f.Arrived(run="run-1", site="depot"))
    talk.at(NOON + 3 * MIN, f.HelpCalled(run="run-1"))
    assert recall(talk, NOON + 5 * MIN) is not None


def test_called_again_the_first_call_counts_until_it_is_answered_and_then_the_next() -> None:
    """Who calls twice has not begun to wait anew."""
    talk = called()
    talk.at(NOON + 5 * MIN, CALLED)
    assert board(talk.state, NOON + 6 * MIN)[0].called_home_ms == NOON
    talk.at(NOON + 6 * MIN, f.CheckedIn(run="run-1"))
    talk.at(NOON + 20 * MIN, CALLED)
    assert board(talk.state, NOON + 21 * MIN)[0].called_home == "Called home 12:20, not answered"


def test_home_is_an_answer_and_a_run_that_never_left_is_called_off() -> None:
    """Nobody waits for either."""
    talk = called()
    talk.at(NOON + 5 * MIN, f.CameHome(run="run-1", home=("leila", "kai")))
    assert recall(talk, NOON + H) is None
    assert board(talk.state, NOON + H)[0].called_home == ""
    talk = Talk()
    talk.said = toy_out().said[:-1]
    talk.at(NOON, CALLED)
    assert recall(talk, NOON + H) is None
    assert line(talk.said[-1], talk.state).words == "Called off. come home"


def test_a_return_that_was_a_mistake_answers_no_call() -> None:
    """Said to be home, heard outside: what they answer is what they say from there."""
    talk = toy_out()
    talk.at(NOON, f.RunCalledOff(run="run-1"))
    talk.at(NOON + MIN, f.CameHome(run="run-1", home=("leila", "kai")))
    talk.at(NOON + 2 * MIN, f.CameHome(run="run-1", home=("leila",)))
    [card] = board(talk.state, NOON + 3 * MIN)
    assert card.called_home == "Called home 12:00, not answered"
