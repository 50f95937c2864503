"""The clock of one run."""

import pytest

from data.toys import (
    DEPOT,
    MIN,
    NOON,
    OUT_S,
    D,
    H,
    Talk,
    leg,
    tasked,
    tasking,
    toy,
    toy_out,
    way,
)
from holdfast import facts as f
from holdfast.base.clock import MAX_SKEW_MS
from holdfast.know.runs import story
from holdfast.run.clocks import Clock, clock

EVERY = 30 * MIN


def at(talk: Talk, now_ms: int = NOON, run: str = "run-1") -> Clock:
    """The run's clock at this moment."""
    told = story(talk.state, run)
    assert told.tasking is not None
    return clock(told, told.tasking, now_ms)


def silence(start_ms: int, end_ms: int) -> f.SilencePlanned:
    """No report is expected in this time."""
    return f.SilencePlanned(run="run-1", start_ms=start_ms, end_ms=end_ms)


def test_the_next_report_is_due_an_interval_after_the_last() -> None:
    """The departure counts as the first; every report moves it."""
    talk = toy_out()

    assert at(talk).check_ms == NOON - H + EVERY
    assert at(talk).overdue_ms == H - EVERY

    talk.at(NOON - MIN, f.CheckedIn(run="run-1"))

    assert (at(talk).check_ms, at(talk).overdue_ms) == (NOON - MIN + EVERY, 0)


def test_only_its_own_reports_reset_a_clock() -> None:
    """Not another run's, not the room's words about it, not notes."""
    talk = toy_out()
    talk.at(NOON, tasked("run-2", "KESTREL 2", crew=("mark",), lead="mark"))
    before = at(talk, NOON)
    talk.at(
        NOON, f.CheckedIn(run="run-2"), f.NoteLogged(words="heard?", about="run-1"),
        f.RunCalledOff(run="run-1"), f.ConsentSaid(run="run-1", person="kai", yes=True),
        f.AlarmSeen(alarm="overdue.run-1"), tasked(),
    )  # fmt: skip

    assert at(talk) == before


def test_a_team_inside_is_never_overdue() -> None:
    """Before it leaves and after it is home no report is due."""
    talk = toy()
    talk.at(NOON - D, tasked())

    assert at(talk).check_ms is None

    talk = toy_out()
    talk.at(NOON, f.CameHome(run="run-1", home=("leila", "kai")))

    assert (at(talk, NOON + D).check_ms, at(talk, NOON + D).overdue_ms) == (None, 0)


def test_a_report_dated_ahead_resets_nothing_before_its_time() -> None:
    """A phone whose clock runs a day ahead does not silence the alarm for a day."""
    talk = toy_out()
    talk.at(NOON - 5 * MIN + D, f.CheckedIn(run="run-1"), device="bb")

    assert at(talk).overdue_ms == EVERY


def test_a_little_skew_is_borne() -> None:
    """Clocks may differ by minutes: the report counts, as of now at the latest."""
    talk = toy_out()
    talk.at(NOON + MAX_SKEW_MS, f.CheckedIn(run="run-1"), device="bb")

    assert at(talk).heard_ms == NOON
    assert at(talk, NOON + H).heard_ms == NOON + MAX_SKEW_MS


def test_a_team_whose_every_report_is_dated_ahead_has_a_clock_all_the_same() -> None:
    """It counts as heard when it was to leave."""
    talk = toy()
    talk.at(NOON - 2 * H, tasked())
    talk.at(NOON + D, f.Departed(run="run-1", crew=("leila", "kai")), device="bb")

    assert at(talk).overdue_ms == EVERY


def test_planned_silence_moves_the_next_report_to_its_end() -> None:
    """Also a silence of the tasking, and several that touch; the board knows when it ends."""
    for spans in ([(10, 50)], [(10, 40), (40, 50)], [(10, 45), (20, 50)], [(20, 30), (30, 50)]):
        talk = toy_out()
        for start, end in spans:
            talk.at(NOON - H + 1, silence(NOON - H + start * MIN, NOON - H + end * MIN))

        assert at(talk).check_ms == NOON - 10 * MIN, spans
        assert at(talk, NOON - 15 * MIN).silent_until_ms == NOON - 10 * MIN
        assert at(talk, NOON - 15 * MIN).overdue_ms == 0

    talk = toy()
    talk.at(NOON - 2 * H, tasked(silences=(f.Span(NOON - H, NOON - 10 * MIN),)))
    talk.at(NOON - H, f.Departed(run="run-1", crew=("leila",)))

    assert at(talk).check_ms == NOON - 10 * MIN


def test_a_silence_that_began_before_the_last_report_still_holds() -> None:
    """They tapped once inside it; the next report is due at its end."""
    talk = toy_out()
    talk.at(NOON - H + 1, silence(NOON - 50 * MIN, NOON + H))
    talk.at(NOON - 5 * MIN, f.CheckedIn(run="run-1"))

    assert at(talk).check_ms == NOON + H


def test_a_silence_that_does_not_cover_the_due_time_moves_nothing() -> None:
    """Over before, or beginning after."""
    talk = toy_out()
    talk.at(NOON - H + 1, silence(NOON - 50 * MIN, NOON - 40 * MIN), silence(NOON, NOON + H))

    assert at(talk).check_ms == NOON - EVERY
    assert at(talk, NOON + 1).overdue_ms > 0


def test_nobody_is_silenced_after_the_fact() -> None:
    """A silence said when the report was already due, though dated before, excuses nothing."""
    talk = toy_out()
    talk.at(NOON - 10 * MIN, silence(NOON - 50 * MIN, NOON + 2 * H))

    assert at(talk).overdue_ms == EVERY


def test_no_silence_and_no_interval_is_longer_than_a_day() -> None:
    """Whatever another device has ordered: a team is missed after a day."""
    talk = toy_out()
    talk.at(NOON - H + 1, silence(NOON - H + 1, 4_102_444_800_000))

    assert at(talk, NOON + D).overdue_ms > 0

    talk = toy()
    talk.at(NOON - H, tasked(check_every_s=1e9), f.Departed(run="run-1", crew=("leila",)))

    assert at(talk, NOON + D).overdue_ms > 0


def test_the_turn_round_time_moves_with_a_slow_pace_and_never_later() -> None:
    """Half again as slow out means half the way back earlier; a fast team gains nothing."""
    for arrived_min, pace, earlier_min in ((90, 1.5, 30), (60, 1.0, 0), (30, 0.5, 0)):
        talk = toy_out()
        talk.at(NOON - H + arrived_min * MIN, f.Arrived(run="run-1", site="depot"))
        times = at(talk, NOON + H)

        assert times.pace == pytest.approx(pace)
        assert times.turn_ms == times.turn_planned_ms - earlier_min * MIN


def test_who_should_have_arrived_is_slow_before_anybody_says_so() -> None:
    """Two hours on a way of one: the pace is at least two, and the turn-round time comes nearer."""
    times = at(toy_out(), NOON + H)

    assert times.pace == 2
    assert times.turn_ms == times.turn_planned_ms - OUT_S * 1000


def test_the_pace_is_of_the_ways_and_not_of_the_stays() -> None:
    """Time spent at the first site is no slow walking."""
    stops = (f.Stop("clinic", NOON, NOON + H), f.Stop("depot", NOON + 2 * H, NOON + 3 * H))
    ways = (leg("out", "compound", "clinic"), leg("between", "clinic", "depot"), way("back"))
    talk = toy()
    talk.at(NOON - 2 * H, tasked(stops=stops, ways=ways))
    talk.at(NOON - H, f.Departed(run="run-1", crew=("leila",)))
    talk.at(NOON, f.Arrived(run="run-1", site="clinic"))

    assert at(talk).home_ms == NOON + H + H + H + H

    talk.at(NOON + H, f.LeftSite(run="run-1", site="clinic"))
    talk.at(NOON + 2 * H, f.Arrived(run="run-1", site="depot"))

    assert at(talk, NOON + 2 * H).pace == 1


def test_home_is_reckoned_from_what_is_left() -> None:
    """Out an hour, 45 minutes there, an hour back; from the site, from the way, and at the gate."""
    talk = toy_out()

    assert at(talk, NOON - 30 * MIN).home_ms == NOON + 105 * MIN

    talk.at(NOON + 30 * MIN, f.Arrived(run="run-1", site="depot"))

    assert at(talk, NOON + 30 * MIN).home_ms == NOON + (30 + 45 + 90) * MIN
    assert at(talk, NOON + 30 * MIN).late_ms == H

    talk.at(NOON + 40 * MIN, f.TurnedBack(run="run-1", at=f.Point(*DEPOT)))

    assert at(talk, NOON + 40 * MIN).home_ms == NOON + (40 + 90) * MIN

    talk.at(NOON + 3 * H, f.CameHome(run="run-1", home=("leila", "kai")))

    assert at(talk, NOON + 4 * H).home_ms == NOON + 3 * H


def test_the_fallback_counts_with_its_own_time() -> None:
    """Twice as long home: home later, and the turn-round time an hour earlier."""
    talk = toy_out()
    talk.at(NOON, f.Arrived(run="run-1", site="depot"), f.WaySwitched(run="run-1", role="fallback"))
    times = at(talk)

    assert times.home_ms == NOON + 45 * MIN + 2 * H
    assert times.turn_ms == times.turn_planned_ms - H


def test_neither_a_fast_team_nor_a_short_fallback_may_turn_later_than_planned() -> None:
    """Half the time out earns nothing on a long way, nor does a fallback of half an hour."""
    talk = toy_out()
    talk.at(NOON - 30 * MIN, f.Arrived(run="run-1", site="depot"))
    talk.at(NOON, f.WaySwitched(run="run-1", role="fallback"))

    assert at(talk).pace == 0.5
    assert at(talk).turn_ms == at(talk).turn_planned_ms - H

    talk.at(NOON - 2 * H, tasked(ways=(way("out"), way("back"), way("fallback", time_s=1_800))))

    assert at(talk).turn_ms == at(talk).turn_planned_ms


def test_stays_that_end_before_they_begin_shorten_nothing() -> None:
    """Nonsense in a tasking from elsewhere does not bring anyone home sooner."""
    talk = toy()
    talk.at(NOON - H, tasked(stops=(f.Stop("depot", NOON + H, NOON - H),)))
    talk.at(NOON - H, f.Departed(run="run-1", crew=("leila",)))

    assert at(talk, NOON - H).home_ms == NOON + H
    assert tasking().crew == ("leila", "kai")
