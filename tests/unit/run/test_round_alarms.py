"""Alarms, drills and rules of a run with several stops."""

import pytest

from data.toys import (
    CLINIC,
    DEPOT,
    HOME,
    MILL,
    MIN,
    NOON,
    OUT_S,
    H,
    Talk,
    goes,
    round_out,
    round_tasking,
    stop,
    tasked,
    told_anew,
    toy,
)
from holdfast import facts as f
from holdfast.base.errors import Refused
from holdfast.base.geo import Place
from holdfast.know.runs import story
from holdfast.run.alarm import Alarm
from holdfast.run.alarms import alarms
from holdfast.run.board import board
from holdfast.run.rules import complete, refuse
from holdfast.web.drills import LostContact, lost_contact

LEFT = NOON - H
Words = tuple[int, str, str]
FIRST: list[Words] = [(60, "at", "clinic"), (90, "left", "clinic")]
SECOND: list[Words] = [(150, "at", "mill"), (180, "left", "mill")]


def of(talk: Talk, kind: str, now_min: float) -> Alarm | None:
    """The one alarm of this kind, if it is there, so many minutes after the round left."""
    now_ms = LEFT + round(now_min * MIN)
    found = [a for a in alarms(talk.state, now_ms) if a.alarm.split(".")[0] == kind]
    assert len(found) <= 1
    return found[0] if found else None


def test_the_turn_round_alarm_names_the_stop_and_that_the_rest_is_left_out() -> None:
    """At the clinic by 18:00; at the last stop it is as ever."""
    talk = goes(round_out(LEFT), LEFT, FIRST[0], (400, "seen", ""))
    near, passed = of(talk, "turn", 400), of(talk, "turn", 421)

    assert near is not None
    assert near.what == "Must start home from Clinic by 18:00, and leave out the rest"
    assert passed is not None
    assert passed.what == "Turn-round time 18:00 at Clinic has passed: leave out the rest"

    talk = goes(round_out(LEFT), LEFT, *FIRST, *SECOND, (240, "at", "depot"), (350, "seen", ""))
    last = of(talk, "turn", 355)

    assert last is not None
    assert last.what == "Must turn back by 17:00"


def test_taken_for_one_stop_is_not_taken_for_the_next() -> None:
    """The turn-round time of the mill is another alarm than that of the clinic."""
    talk = goes(round_out(LEFT), LEFT, FIRST[0], (380, "left", "clinic"), (385, "seen", ""))
    mill = of(talk, "turn", 386)
    talk = goes(round_out(LEFT), LEFT, FIRST[0], (385, "seen", ""))
    clinic = of(talk, "turn", 415)

    assert clinic is not None
    assert mill is not None
    assert clinic.alarm.split(".")[-1] == "clinic"
    assert mill.alarm.split(".")[-1] == "mill"


def test_a_stop_that_they_will_reach_too_late_is_said_in_time() -> None:
    """Left the clinic at minute 335: at the mill by 395, where they must turn by 390."""
    talk = goes(round_out(LEFT), LEFT, FIRST[0], (335, "left", "clinic"))
    alarm = of(talk, "skip", 340)

    assert alarm is not None
    assert alarm.what == "Too late for Mill (2 of 3): leave it out"
    assert alarm.more == "There about 17:35, must start home from there by 17:30"

    talk.at(LEFT + 341 * MIN, f.TurnedBack(run="run-1"))

    assert of(talk, "skip", 342) is None


def test_still_at_a_stop_they_hear_that_the_next_comes_too_late() -> None:
    """At minute 335 at the clinic still: they would be at the mill at 395."""
    talk = goes(round_out(LEFT), LEFT, FIRST[0], (334, "seen", ""))

    assert of(talk, "skip", 325) is None
    assert of(talk, "skip", 335) is not None


def test_the_dark_is_reckoned_by_the_way_home_from_where_they_turned() -> None:
    """From the mill at minute 430 an hour: before the dark at 480? No: at 490."""
    talk = goes(round_out(LEFT), LEFT, *FIRST, SECOND[0], (430, "back", ""))
    alarm = of(talk, "dark", 435)

    assert alarm is not None
    assert alarm.since_ms == LEFT + 430 * MIN

    talk = goes(round_out(LEFT), LEFT, FIRST[0], (430, "back", ""))

    assert of(talk, "dark", 435) is None


def heard_of(at: Place) -> f.ContactReported:
    """KESTREL 2 has met armed people."""
    return f.ContactReported(run="run-2", unit="armed", at=f.Point(*at), radius_m=300)


@pytest.mark.parametrize(
    ("at", "words", "what"),
    [
        (MILL, [*FIRST], "on the way to Depot"),
        (MILL, [*FIRST, SECOND[0], (170, "left", "mill"), (172, "at", "depot")], None),
        (CLINIC, [*FIRST, *SECOND], None),
        (DEPOT, [*FIRST], "on the way home"),
        (Place(32.01, 30.005), [*FIRST], None),
        (Place(32.01, 30.005), [*FIRST, (95, "back", "")], "on the way home"),
    ],
    ids=["ahead", "behind them", "left behind", "last", "way out is gone", "turned back"],
)
def test_a_threat_counts_where_they_still_go(at: Place, words: list[Words], what: str) -> None:
    """Legs to come and the way home that they will take; no fallback that they do not."""
    talk = goes(round_out(LEFT), LEFT, *words)
    talk.at(LEFT + 190 * MIN, heard_of(at))
    alarm = of(talk, "way", 191)

    assert (alarm is not None) == (what is not None)
    assert alarm is None or alarm.what.endswith(f"lies {what}")


def test_the_other_way_home_is_of_the_same_stop() -> None:
    """From the depot the fallback adds an hour; from the clinic there is no other."""
    talk = goes(round_out(LEFT), LEFT, *FIRST)
    talk.at(LEFT + 100 * MIN, heard_of(DEPOT))
    last = of(talk, "way", 101)

    assert last is not None
    assert last.more.endswith("fallback adds 1 h 00 min")

    talk = goes(round_out(LEFT), LEFT, *FIRST, (95, "back", ""))
    talk.at(LEFT + 100 * MIN, heard_of(Place(32.01, 30.005)))
    turned = of(talk, "way", 101)

    assert turned is not None
    assert turned.more.endswith("no other way home was told from there")


def test_what_was_known_when_they_were_told_anew_is_no_alarm() -> None:
    """The new tasking was made with it."""
    talk = goes(round_out(LEFT), LEFT, *FIRST)
    talk.at(LEFT + 100 * MIN, heard_of(DEPOT))

    assert of(talk, "way", 102) is not None

    talk.at(LEFT + 101 * MIN, told_anew(LEFT + 101 * MIN, MILL))

    assert of(talk, "way", 102) is None


def drill(talk: Talk, now_min: int) -> LostContact:
    """The drill for the round."""
    now_ms = LEFT + now_min * MIN
    found = lost_contact(
        talk.state, board(talk.state, now_ms)[0], story(talk.state, "run-1"), now_ms
    )
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("words", "ways"),
    [
        ([], ["out", "between", "between", "back", "fallback", "fallback", "fallback"]),
        ([*FIRST], ["between", "between", "back", "fallback", "fallback", "fallback"]),
        ([*FIRST, SECOND[0]], ["between", "back", "fallback", "fallback"]),
        ([*FIRST, SECOND[0], (170, "back", "")], ["fallback"]),
        ([*FIRST, (120, "back", "")], ["between", "fallback"]),
        ([(20, "back", "")], ["out", "fallback"]),
    ],
    ids=["out", "on", "at the second", "turned", "turned on the way", "turned at once"],
)
def test_a_silent_team_may_be_on_any_way_that_lies_before_it(
    words: list[Words], ways: list[str]
) -> None:
    """None that it has left behind."""
    talk = goes(round_out(LEFT), LEFT, *words)

    assert [way.role for way in drill(talk, 300).ways] == ways


@pytest.mark.parametrize(
    ("words", "there_s"),
    [
        ([FIRST[0]], OUT_S / 2),
        ([*FIRST, SECOND[0]], OUT_S),
        ([*FIRST, (120, "at", "depot")], OUT_S),
    ],
)
def test_who_goes_to_look_takes_the_shortest_of_their_ways(
    words: list[Words], there_s: float
) -> None:
    """Against a way home, where that is shorter than over all their stops."""
    talk = goes(round_out(LEFT), LEFT, *words)

    assert drill(talk, 300).there_s == pytest.approx(there_s)


def check(talk: Talk, fact: f.Fact, now_ms: int = NOON) -> None:
    """As the web does it: fill in, then hold against what is known."""
    refuse(talk.state, complete(talk.state, fact, now_ms), now_ms)


def order(*stops: f.Stop, left_ms: int = LEFT) -> f.RunTasked:
    """A round of these stops for two who are at home."""
    told = round_tasking(left_ms, crew=("mark", "darren"), lead="mark", stops=stops)
    return f.RunTasked(
        run="run-4", call="KESTREL 4", objective="supply", base="compound", tasking=told
    )


def test_stops_must_be_in_the_order_of_their_times() -> None:
    """Neither before the one before, nor before leaving, nor left before they are reached."""
    talk = round_out(LEFT)
    good = stop("clinic", LEFT + H), stop("mill", LEFT + 2 * H)

    check(talk, order(*good))
    for bad in (
        good[::-1], (stop("clinic", LEFT - H),),
        (stop("clinic", LEFT + H, leave_ms=LEFT + H - 1),),
    ):  # fmt: skip
        with pytest.raises(Refused, match="not in the order"):
            check(talk, order(*bad))


def test_only_a_team_that_is_out_is_told_anew_and_all_of_it() -> None:
    """For everyone who is out with it, and for nobody else."""
    talk = goes(round_out(LEFT), LEFT)
    check(talk, told_anew(NOON, MILL))
    with pytest.raises(Refused, match="Kai is out with KESTREL 1: the new tasking is for all"):
        check(talk, told_anew(NOON, MILL, crew=("leila",)))
    with pytest.raises(Refused, match="Mark is not out with KESTREL 1"):
        check(talk, told_anew(NOON, MILL, crew=("leila", "kai", "mark")))

    inside = toy()
    inside.at(NOON - H, tasked())
    with pytest.raises(Refused, match="KESTREL 1 is not out"):
        check(inside, told_anew(NOON, HOME))


def test_who_has_turned_back_at_a_site_is_no_longer_put_there() -> None:
    """A contact on the way home is not at the clinic."""
    talk = goes(round_out(LEFT), LEFT, FIRST[0], (70, "back", ""))
    filled = complete(talk.state, f.ContactReported(run="run-1"), LEFT + 90 * MIN)
    known = f.Point(*CLINIC)

    assert isinstance(filled, f.ContactReported)
    assert filled.at is not None
    assert filled.at != known
    there = goes(round_out(LEFT), LEFT, FIRST[0])
    at_site = complete(there.state, f.ContactReported(run="run-1"), LEFT + 90 * MIN)
    assert isinstance(at_site, f.ContactReported)
    assert at_site.at == known
