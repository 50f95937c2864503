"""Each run's story, in whatever order its reports come."""

import pytest

from data.toys import MIN, NOON, H, Talk, tasked, toy, toy_out
from holdfast import facts as f
from holdfast.know.fold import fold_all
from holdfast.know.runs import story


def test_phases_follow_the_reports() -> None:
    """Tasked, ready, outbound, on site, returning, home, debriefed."""
    talk = toy()
    seen = []
    for fact in (
        tasked(),
        f.ConsentSaid(run="run-1", person="leila", yes=True),
        f.ConsentSaid(run="run-1", person="kai", yes=True),
        f.Departed(run="run-1", crew=("leila", "kai")),
        f.CheckedIn(run="run-1"),
        f.Arrived(run="run-1", site="depot"),
        f.LeftSite(run="run-1", site="depot"),
        f.CameHome(run="run-1", home=("leila", "kai")),
        f.Debriefed(run="run-1"),
    ):
        talk.at(NOON + len(talk.said), fact)
        seen.append(story(talk.state, "run-1").phase)

    assert seen == [
        "tasked", "tasked", "ready", "outbound", "outbound", "on_site", "returning", "home",
        "debriefed",
    ]  # fmt: skip


def test_a_story_is_the_same_in_any_order_of_arrival() -> None:
    """Late links change nothing once everything has come."""
    talk = toy_out()
    talk.at(NOON, f.Arrived(run="run-1", site="depot"))
    talk.at(NOON + MIN, f.TurnedBack(run="run-1"))
    mixed = [*talk.said[1::2], *talk.said[::-2]]

    assert story(fold_all(mixed), "run-1") == story(talk.state, "run-1")


def test_an_older_report_that_comes_late_moves_nothing_back() -> None:
    """What happened at noon stands, though a word of eleven comes after it."""
    talk = toy_out()
    talk.at(NOON, f.Arrived(run="run-1", site="depot"))
    talk.at(NOON + H, f.CheckedIn(run="run-1", when_ms=NOON - H))

    assert story(talk.state, "run-1").heard_ms == NOON
    assert story(talk.state, "run-1").phase == "on_site"


def test_a_report_counts_as_heard_when_it_was_said_at_the_latest() -> None:
    """A stated time in the future is not believed."""
    talk = toy_out()
    talk.at(NOON, f.CheckedIn(run="run-1", when_ms=NOON + 9 * H))

    assert story(talk.state, "run-1").heard_ms == NOON


def test_reports_before_the_tasking_are_kept() -> None:
    """The call sign is the run's id until the tasking comes; the crew is as departed."""
    talk = toy()
    talk.at(NOON - H, f.Departed(run="run-1", crew=("leila",)))

    assert story(talk.state, "run-1").tasking is None
    assert (story(talk.state, "run-1").call, story(talk.state, "run-1").crew) == (
        "run-1", ("leila",),
    )  # fmt: skip

    talk.at(NOON, tasked())

    assert story(talk.state, "run-1").call == "KESTREL 1"
    assert story(talk.state, "run-1").outside


@pytest.mark.parametrize(
    "heard",
    [
        f.CheckedIn(run="run-1"),
        f.Arrived(run="run-1", site="depot"),
        f.ContactReported(run="run-1"),
        f.HelpCalled(run="run-1"),
    ],
    ids=lambda x: type(x).__name__,
)
def test_who_is_heard_from_outside_is_out_without_a_departure(heard: f.Report) -> None:
    """The gate's word may never come; the crew of the tasking is out, and a clock runs."""
    talk = toy()
    talk.at(NOON - H, tasked())
    talk.at(NOON, heard)
    told = story(talk.state, "run-1")

    assert told.outside
    assert (told.crew, told.departed_ms) == (("leila", "kai"), NOON)


def test_a_departure_dated_ahead_does_not_undo_the_arrival() -> None:
    """The gate's clock is wrong; the team is at the site."""
    talk = toy_out()
    talk.at(NOON, f.Arrived(run="run-1", site="depot"))
    talk.at(NOON + 5 * H, f.Departed(run="run-1", crew=("leila",)), device="bb")

    assert story(talk.state, "run-1").phase == "on_site"


def test_with_two_stops_the_way_home_begins_after_the_last() -> None:
    """Having left the first of two sites, the team is still outbound."""
    stops = tuple(f.Stop(site, NOON, NOON + H) for site in ("depot", "mill"))
    talk = toy()
    talk.at(NOON - H, tasked(stops=stops), f.Departed(run="run-1", crew=("leila",)))
    phases = []
    for site in ("depot", "mill"):
        talk.at(NOON + len(talk.said), f.Arrived(run="run-1", site=site))
        phases.append(story(talk.state, "run-1").phase)
        talk.at(NOON + len(talk.said), f.LeftSite(run="run-1", site=site))
        phases.append(story(talk.state, "run-1").phase)

    assert phases == ["on_site", "outbound", "on_site", "returning"]


def test_a_run_called_off_before_leaving_is_off_and_one_outside_stays_outside() -> None:
    """Calling off does not make a team that is out vanish."""
    talk = toy()
    talk.at(NOON - H, tasked(), f.RunCalledOff(run="run-1"))

    assert story(talk.state, "run-1").phase == "called_off"

    talk.at(NOON, f.Departed(run="run-1", crew=("leila",)))

    assert story(talk.state, "run-1").outside


def test_a_new_tasking_asks_for_consent_anew() -> None:
    """A yes to the first way is no yes to the second; what others said after it counts."""
    talk = toy()
    yes = [f.ConsentSaid(run="run-1", person=p, yes=True) for p in ("leila", "kai")]
    talk.at(NOON - 2 * H, tasked(), *yes)
    talk.at(NOON - H, tasked(hazard=0.9))

    assert story(talk.state, "run-1").phase == "tasked"

    talk.at(NOON, *yes)

    assert story(talk.state, "run-1").phase == "ready"


def test_an_unknown_run_has_an_empty_story() -> None:
    """Nothing is remembered of it either."""
    talk = Talk()
    state = talk.state

    assert story(state, "ghost").phase == "tasked"
    assert state.memo == {}
