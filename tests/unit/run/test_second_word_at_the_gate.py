"""A second word at the gate: taken, believed, shown beside the first; nobody is left out there."""

from collections.abc import Callable

import pytest

from data.toys import MIN, NOON, H, Talk, tasked, toy, toy_out
from holdfast import facts as f
from holdfast.facts.said import Fact
from holdfast.know.brought_in import brought_in, came_in, unaccounted
from holdfast.know.disagreements import disagreements
from holdfast.know.people import persons, roll
from holdfast.know.runs import story
from holdfast.run.alarm import Alarm
from holdfast.run.alarms import alarms
from holdfast.run.board import board
from holdfast.run.rules import refuse

ALL = ("leila", "kai")


def came(
    *home: str, missing: tuple[str, ...] = (), others: int = 0, when_ms: int | None = None
) -> Fact:
    """A word at the gate."""
    return f.CameHome(run="run-1", home=home, missing=missing, others=others, when_ms=when_ms)


def say(talk: Talk, ms: int, fact: Fact) -> None:
    """Say it as a room does: it may not be refused."""
    refuse(talk.state, fact, ms)
    talk.at(ms, fact)


def gate(*words: Fact) -> Talk:
    """KESTREL 1 is out; then these words at the gate, ten minutes apart."""
    talk = toy_out()
    for i, fact in enumerate(words):
        say(talk, NOON + 10 * i * MIN, fact)
    return talk


def of(talk: Talk, kind: str, now_ms: int) -> Alarm | None:
    """The alarm of that kind at that moment."""
    return next((a for a in alarms(talk.state, now_ms) if a.alarm.split(".")[0] == kind), None)


@pytest.mark.parametrize(
    "second", [came("leila", missing=("kai",)), came("leila"), came(missing=("kai",))],
    ids=["named missing", "left out of a new count", "named alone"],
)  # fmt: skip
def test_who_is_taken_off_is_out_again_with_a_clock_and_an_alarm(second: Fact) -> None:
    """However it is said: Kai counts outside, Leila does not, and silence makes Kai overdue."""
    talk = gate(came(*ALL), second)
    now_ms = NOON + 11 * MIN
    counted = roll(talk.state, now_ms)
    assert (counted.outside, counted.lost) == (1, 0)
    where = {p.person: p.where for p in persons(talk.state, now_ms)}
    assert (where["leila"], where["kai"]) == ("inside", "KESTREL 1")
    [card] = board(talk.state, now_ms)
    assert card.phase == "outbound"
    assert card.clock.check_ms is not None
    assert card.p_home is None
    alarm = of(talk, "again", now_ms)
    assert alarm is not None
    assert alarm.severity == "critical"
    assert alarm.what == "Kai: said to be home 12:00, not by the count of 12:10"
    assert "Kai counted as outside" in alarm.more
    [clash] = disagreements(talk.state)
    assert [v.words for v in clash.versions] == ["KESTREL 1 is home", "Kai not in: counted anew"]
    assert of(talk, "overdue", NOON + 2 * H) is not None


def test_a_return_starts_no_clock_for_who_was_not_there() -> None:
    """Heard last is what they said outside: the count at the gate is no word of theirs."""
    talk = toy_out()
    say(talk, NOON - 20 * MIN, f.CheckedIn(run="run-1"))
    say(talk, NOON, came(*ALL))
    say(talk, NOON + 5 * MIN, came("leila"))
    [card] = board(talk.state, NOON + 6 * MIN)
    assert card.clock.heard_ms == NOON - 20 * MIN
    assert card.clock.check_ms == NOON + 10 * MIN


def test_taken_off_stays_out_until_counted_in() -> None:
    """A second look that says the same ends nothing; one who brings them in ends all of it."""
    talk = gate(came(*ALL), came("leila"), came("leila", missing=("kai",)))
    assert roll(talk.state, NOON + H).outside == 1
    say(talk, NOON + H, came("kai"))
    assert roll(talk.state, NOON + H).outside == 0
    assert disagreements(talk.state) == []
    assert of(talk, "again", NOON + H) is None
    told = story(talk.state, "run-1")
    assert (told.phase, told.home_ms) == ("home", NOON + H)


def test_who_was_missing_stays_missing_when_only_the_others_come_in() -> None:
    """Nobody was taken off: it is one count that goes on."""
    talk = gate(came("leila", missing=("kai",)), came("leila", missing=("kai",), others=2))
    counted = roll(talk.state, NOON + H)
    assert (counted.outside, counted.lost, counted.brought_in) == (0, 1, 2)
    assert story(talk.state, "run-1").home_ms == NOON


def test_a_word_dated_back_that_is_said_later_holds() -> None:
    """The latest word by stamp, not the latest moment that somebody typed."""
    talk = gate(came(*ALL), came("leila", when_ms=NOON - 5 * MIN))
    assert roll(talk.state, NOON + H).outside == 1


@pytest.mark.parametrize(
    ("words", "n", "asked"),
    [
        ((came(*ALL, others=5), came(*ALL, others=3)), 3, 2),
        ((came(*ALL, others=5), came(others=5)), 5, 0),
        ((came("leila", missing=("kai",), others=2), came("kai", others=3)), 5, 0),
        ((came(*ALL, others=5), came(*ALL)), 0, 5),
        ((came("leila", missing=("kai",), others=3), came(missing=("kai",))), 3, 0),
    ],
    ids=["fewer", "the same", "more who follow", "none", "still missing"],
)
def test_the_others_are_as_the_last_count_has_them(
    words: tuple[Fact, ...], n: int, asked: int
) -> None:
    """Who follows adds, a new count replaces; who was in once and is not is asked about."""
    talk = gate(*words)
    told = story(talk.state, "run-1")
    assert came_in(told) == n
    assert sum(group.n for group in brought_in(talk.state)) == n
    assert unaccounted(talk.state, told) == asked
    assert (of(talk, "found", NOON + H) is not None) == (asked > 0)


def test_a_count_of_those_inside_stands_and_later_words_change_it_by_what_they_changed() -> None:
    """Four were counted; then a sixth turns out to have come in."""
    talk = gate(came(*ALL, others=5))
    talk.at(NOON + MIN, f.BroughtInCounted(run="run-1", n=4))
    say(talk, NOON + 2 * MIN, came(*ALL, others=6))
    assert [group.n for group in brought_in(talk.state)] == [5]


def test_all_heard_outside_and_counted_anew_are_home_since_that_count() -> None:
    """What they did between the mistake and the gate counts as their way."""
    talk = gate(came(*ALL))
    say(talk, NOON + 20 * MIN, f.Arrived(run="run-1", site="depot"))
    say(talk, NOON + 2 * H, came(*ALL))
    told = story(talk.state, "run-1")
    assert told.home_ms == NOON + 2 * H
    assert told.course is not None
    assert told.course.reached == (0,)


def test_a_slip_about_somebody_who_never_left_takes_nobody_out() -> None:
    """Mark was ticked by mistake: shown while it is said, gone when it is taken back."""
    talk = gate(came(*ALL, "mark"))
    assert "Mark, who did not leave" in disagreements(talk.state)[0].what
    say(talk, NOON + H, came(*ALL))
    assert disagreements(talk.state) == []
    assert roll(talk.state, NOON + H).outside == 0


def test_a_return_before_the_departure_is_told() -> None:
    """Kept, and both times are shown."""
    talk = gate(came(*ALL, when_ms=NOON - 2 * H))
    [clash] = disagreements(talk.state)
    assert clash.what == "KESTREL 1 came home before it left"
    assert of(talk, "clash", NOON + H) is not None


OUTSIDE: list[Callable[..., Fact]] = [f.CheckedIn, f.TurnedBack, f.HelpCalled, f.ContactReported]


@pytest.mark.parametrize("word", OUTSIDE, ids=lambda w: w.__name__)
def test_a_team_of_which_nobody_said_that_it_left_is_heard_all_the_same(
    word: Callable[..., Fact],
) -> None:
    """It counts as outside, and somebody is asked who left; that is then taken without a yes."""
    talk = toy()
    talk.at(NOON - H, tasked())
    say(talk, NOON, word(run="run-1"))
    assert roll(talk.state, NOON).outside == 2
    alarm = of(talk, "unsaid", NOON)
    assert alarm is not None
    assert alarm.what == "Out, and nobody said that they left"
    say(talk, NOON + MIN, f.Departed(run="run-1", crew=("leila",)))
    assert of(talk, "unsaid", NOON + MIN) is None
    assert roll(talk.state, NOON + MIN).outside == 1


def test_a_second_departure_adds_its_people() -> None:
    """The lead was forgotten; then both come home and nobody is out."""
    talk = toy()
    talk.at(NOON - H, tasked(), *(f.ConsentSaid(run="run-1", person=p, yes=True) for p in ALL))
    say(talk, NOON, f.Departed(run="run-1", crew=("leila",)))
    say(talk, NOON + MIN, f.Departed(run="run-1", crew=("kai",)))
    assert roll(talk.state, NOON + MIN).outside == 2
    say(talk, NOON + H, came(*ALL))
    assert roll(talk.state, NOON + H).outside == 0


def test_who_is_said_to_have_left_again_is_out_again() -> None:
    """Whatever the first return said."""
    talk = gate(came(*ALL))
    say(talk, NOON + MIN, f.Departed(run="run-1", crew=ALL))
    assert roll(talk.state, NOON + MIN).outside == 2


def test_who_was_lost_and_was_counted_in_by_mistake_is_not_ready() -> None:
    """The count that took her off again takes the proof away too."""
    talk = gate()
    talk.at(NOON - MIN, f.ReadinessSaid(person="kai", state="lost"))
    say(talk, NOON, came(*ALL))
    assert {p.person: p.state for p in persons(talk.state, NOON)}["kai"] == "ready"
    say(talk, NOON + MIN, came("leila"))
    assert {p.person: p.can_go for p in persons(talk.state, NOON + MIN)}["kai"] is False
