"""A second word at the gate: the last one stands for everybody whom it names."""

import pytest

from data.toys import MIN, NOON, Talk, toy_out
from holdfast import facts as f
from holdfast.know.brought_in import brought_in
from holdfast.know.people import persons, roll
from holdfast.know.runs import story
from holdfast.run.alarms import alarms
from holdfast.run.rules import refuse


def home(talk: Talk, at_ms: int, *, home: tuple[str, ...], **more: object) -> None:
    """A word at the gate, held against the rules as the room does."""
    fact = f.CameHome(run="run-1", home=home, **more)  # type: ignore[arg-type]
    refuse(talk.state, fact, at_ms)
    talk.at(at_ms, fact)


def state_of(talk: Talk, person: str) -> str:
    """As the room sees them."""
    return next(p.state for p in persons(talk.state, NOON + 10 * MIN) if p.person == person)


def kinds(talk: Talk) -> set[str]:
    """Of alarms."""
    return {a.alarm.split(".")[0] for a in alarms(talk.state, NOON + 10 * MIN)}


def test_who_was_counted_in_by_mistake_is_missing_by_the_second_word() -> None:
    """'Kai was not in the car': he is lost, alarms, and the count of those inside falls."""
    talk = toy_out()
    home(talk, NOON, home=("leila", "kai"))
    assert roll(talk.state, NOON).inside == 4
    home(talk, NOON + MIN, home=("leila",), missing=("kai",))

    assert story(talk.state, "run-1").inside == ("leila",)
    assert (state_of(talk, "leila"), state_of(talk, "kai")) == ("ready", "lost")
    assert (roll(talk.state, NOON + 10 * MIN).inside, roll(talk.state, NOON).lost) == (3, 1)
    assert "missing" in kinds(talk)
    home(talk, NOON + 2 * MIN, home=("kai",))
    assert state_of(talk, "kai") == "ready"
    assert "missing" not in kinds(talk)


def test_a_word_on_somebody_before_the_second_count_does_not_account_for_them() -> None:
    """That he rests was said when all believed that he was in."""
    talk = toy_out()
    home(talk, NOON, home=("leila", "kai"))
    talk.at(NOON + MIN, f.ReadinessSaid(person="kai", state="resting"))
    home(talk, NOON + 2 * MIN, home=("leila",), missing=("kai",))

    assert state_of(talk, "kai") == "lost"


@pytest.mark.parametrize(("second", "inside"), [(5, 5), (0, 0), (2, 2)])
def test_a_count_said_anew_puts_the_others_right(second: int, inside: int) -> None:
    """It names the same people again, so its number stands for the first."""
    talk = toy_out()
    talk.at(NOON - MIN, f.PeopleFound(run="run-1", walking=5))
    home(talk, NOON, home=("leila", "kai"), others=2)
    home(talk, NOON + MIN, home=("leila", "kai"), others=second)

    assert sum(group.n for group in brought_in(talk.state)) == inside


def test_those_who_follow_later_come_on_top() -> None:
    """Kai was missing, and brings three more."""
    talk = toy_out()
    talk.at(NOON - MIN, f.PeopleFound(run="run-1", walking=5))
    home(talk, NOON, home=("leila",), missing=("kai",), others=2)
    home(talk, NOON + MIN, home=("kai",), others=3)

    assert sum(group.n for group in brought_in(talk.state)) == 5
