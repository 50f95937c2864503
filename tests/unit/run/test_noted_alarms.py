"""A note that may be an alarm is asked about on every screen."""

import pytest

from data.toys import MIN, NOON, H, Talk, toy_out
from holdfast import facts as f
from holdfast.run.alarm import Alarm
from holdfast.run.alarms import alarms


def noted(talk: Talk, now_ms: int = NOON + MIN) -> list[Alarm]:
    """The alarms about notes."""
    return [a for a in alarms(talk.state, now_ms) if a.alarm.startswith("noted.")]


def note(words: str) -> Talk:
    """KESTREL 1 is out, and this was noted under it."""
    talk = toy_out()
    talk.at(NOON, f.NoteLogged(words=words, about="run-1"))
    return talk


@pytest.mark.parametrize(
    "words",
    [
        "KESTREL 1 not all well, still pinned, need help fast",
        "KESTREL 1 casualty, rest all well",
        "KESTREL 1 contact two armed east wing, or so they say?",
    ],
)
def test_a_note_that_may_be_an_alarm_is_one_until_somebody_says_what_it_is(words: str) -> None:
    """With the line itself and one press to make it a call for help."""
    talk = note(words)
    (alarm,) = noted(talk)
    assert words in alarm.more
    assert alarm.acts[0].fact == {"kind": "help_called", "run": "run-1", "words": words}

    talk.at(NOON + 1, f.AlarmSeen(alarm=alarm.alarm, by="mark"))
    assert noted(talk) == []


def test_an_alarm_of_the_run_answers_it() -> None:
    """Raised after the note, it stands for itself."""
    talk = note("KESTREL 1 not all well, need help")
    talk.at(NOON + 1, f.HelpCalled(run="run-1"))
    assert noted(talk) == []


@pytest.mark.parametrize("words", ["KESTREL 1 gate locked, two pumps look intact", "lunch at one"])
def test_a_note_that_is_only_a_note_asks_nothing(words: str) -> None:
    """Nor does one of yesterday, nor one about nobody."""
    assert noted(note(words)) == []
    assert noted(note("KESTREL 1 need help"), NOON + 13 * H) == []
    talk = toy_out()
    talk.at(NOON, f.NoteLogged(words="need help with the dishes"))
    assert noted(talk) == []
