"""The board: every run that concerns today."""

from math import exp

import pytest

from data.toys import DEPOT, HOME, MIN, NOON, D, H, Talk, tasked, toy, toy_out, way
from holdfast import facts as f
from holdfast.base.geo import Place, distance_m, pack_line
from holdfast.run.board import Card, board


def one(talk: Talk, now_ms: int = NOON, run: str = "run-1") -> Card:
    """This run's card."""
    return next(c for c in board(talk.state, now_ms) if c.run == run)


def test_the_overdue_come_first_then_help_then_by_phase() -> None:
    """Where a duty officer looks first."""
    talk = toy()
    for i, (run, said) in enumerate(
        {"ready": "", "late": "departed", "help": "help", "fine": "checked"}.items()
    ):
        who = ("leila", "kai", "mark", "darren")[i]
        talk.at(NOON - 2 * H, tasked(run, run, crew=(who,), lead=who))
        talk.at(NOON - 2 * H + 1, f.ConsentSaid(run=run, person=who, yes=True))
        if said:
            talk.at(NOON - H, f.Departed(run=run, crew=(who,)))
        if said in ("help", "checked"):
            talk.at(NOON - MIN, f.HelpCalled(run=run) if said == "help" else f.CheckedIn(run=run))

    assert [c.run for c in board(talk.state, NOON)] == ["late", "help", "fine", "ready"]


def test_a_card_says_who_goes_where() -> None:
    """Names, not ids; the vehicle or on foot."""
    card = one(toy_out())

    assert (card.call, card.title, card.site) == ("KESTREL 1", "Supply run", "Depot")
    assert (card.crew, card.lead, card.carrier) == (("Leila", "Kai"), "Leila", "On foot")


def test_a_team_is_reckoned_along_its_way_from_where_it_was() -> None:
    """Half an hour of an hour's way: half-way there, and said to be reckoned."""
    fix = one(toy_out(), NOON - H + 29 * MIN).fix

    assert fix is not None
    assert fix.reckoned
    assert fix.reach_m == 0
    assert distance_m(fix.place, Place(32.02, 30.0)) < 100
    assert fix.reported_place == pytest.approx(HOME)


def test_an_overdue_team_stands_where_it_was_last_with_its_reach() -> None:
    """An old position is not shown as current; the circle grows with time since the place."""
    talk = toy_out()
    talk.at(NOON - 40 * MIN, f.CheckedIn(run="run-1"))
    fix = one(talk).fix

    assert fix is not None
    assert not fix.reckoned
    assert fix.place == pytest.approx(HOME)
    assert fix.reach_m == pytest.approx(4_000, rel=0.01)
    assert (fix.placed_ms, fix.reported_ms) == (NOON - H, NOON - 40 * MIN)
    later = one(talk, NOON + H).fix
    assert later is not None
    assert later.reach_m > fix.reach_m


def test_who_is_inside_has_no_fix() -> None:
    """Not before leaving, not after coming home."""
    talk = toy()
    talk.at(NOON - H, tasked())

    assert one(talk).fix is None


def test_the_fallback_taken_is_shown_and_reckoned_along() -> None:
    """On the map the team is on the way that it took."""
    talk = toy_out()
    talk.at(NOON, f.Arrived(run="run-1", site="depot", at=f.Point(*DEPOT)))
    talk.at(NOON + 1, f.LeftSite(run="run-1", site="depot", at=f.Point(*DEPOT)))
    talk.at(NOON + 2, f.WaySwitched(run="run-1", role="fallback"))
    card = one(talk, NOON + 25 * MIN)

    assert card.on_fallback
    assert card.fix is not None
    assert card.fix.place.lat > 30.001

    talk.at(NOON + 26 * MIN, f.WaySwitched(run="run-1", role="back"))

    assert not one(talk, NOON + 26 * MIN).on_fallback


def test_a_call_for_help_stays_when_they_are_heard_or_well_or_home() -> None:
    """None of these is a decision that help is no longer needed."""
    talk = toy_out()
    talk.at(NOON - 20 * MIN, f.HelpCalled(run="run-1", need="casualty"))
    talk.at(NOON - 10 * MIN, f.CheckedIn(run="run-1", well=False))
    talk.at(NOON + 5 * H, f.CheckedIn(run="run-1"), device="bb")

    assert one(talk).help == "Needs help: casualty"

    talk.at(NOON, f.CheckedIn(run="run-1"))
    talk.at(NOON, f.CameHome(run="run-1", home=("leila", "kai")))

    assert one(talk).help == "Needs help: casualty"


def test_a_closed_call_is_closed_and_a_later_one_is_open() -> None:
    """A close without names is about what was said before it."""
    talk = toy_out()
    talk.at(NOON - 20 * MIN, f.HelpCalled(run="run-1", need="pinned"))
    talk.at(NOON - 10 * MIN, f.HelpClosed(run="run-1", by="mark", reason="safe"))

    assert one(talk).help == ""

    talk.at(NOON - 5 * MIN, f.HelpCalled(run="run-1", words="again", when_ms=NOON - 30 * MIN))

    assert one(talk).help == "again"


def test_who_closes_one_call_does_not_close_the_one_that_they_have_not_seen() -> None:
    """A second call comes while the first is being closed by its name: it stays."""
    talk = toy_out()
    talk.at(NOON - 20 * MIN, f.HelpCalled(run="run-1", need="pinned"))
    (seen,) = one(talk).help_calls
    talk.at(NOON - 11 * MIN, f.HelpCalled(run="run-1", need="casualty"))
    talk.at(NOON - 10 * MIN, f.HelpClosed(run="run-1", by="mark", reason="safe", calls=(seen,)))

    assert one(talk).help == "Needs help: casualty"
    assert len(one(talk).help_calls) == 1


def test_a_call_that_says_what_is_wrong_is_not_hidden_by_one_that_does_not() -> None:
    """Pressed once more without a word, it still reads as the casualty that it is."""
    talk = toy_out()
    talk.at(NOON - 20 * MIN, f.HelpCalled(run="run-1", need="casualty", words="Ben is shot"))
    talk.at(NOON - 10 * MIN, f.HelpCalled(run="run-1"))

    assert one(talk).help == "Ben is shot"


def test_chance_to_come_home_falls_with_a_threat_on_what_is_left() -> None:
    """And is certain again when they are home."""
    talk = toy_out()
    talk.at(NOON - MIN, f.CheckedIn(run="run-1"))
    before = one(talk).p_home
    talk.at(
        NOON,
        f.ThreatNoted(
            threat="x", name="X", what="mines", at=f.Point(*DEPOT), radius_m=2_000,
            reliability="A", credibility="1",
        ),
    )  # fmt: skip

    assert one(talk).p_home < before
    assert one(talk).p_home == pytest.approx(exp(-one(talk).hazard))

    talk.at(NOON + H, f.CameHome(run="run-1", home=("leila", "kai")))

    assert one(talk, NOON + H).p_home == 1


def test_what_is_closed_leaves_the_board_after_a_day() -> None:
    """Home and called off alike."""
    talk = toy_out()
    talk.at(NOON, f.CameHome(run="run-1", home=("leila", "kai")))
    talk.at(NOON, tasked("run-2"), f.RunCalledOff(run="run-2"))

    assert len(board(talk.state, NOON + D - 1)) == 2
    assert board(talk.state, NOON + D) == []


def test_a_run_with_somebody_missing_never_leaves_the_board() -> None:
    """Until they are accounted for."""
    talk = toy_out()
    talk.at(NOON, f.CameHome(run="run-1", home=("leila",), missing=("kai",)))

    assert [c.run for c in board(talk.state, NOON + 30 * D)] == ["run-1"]

    talk.at(NOON + 30 * D, f.ReadinessSaid(person="kai", state="lost", words="found dead"))

    assert board(talk.state, NOON + 31 * D) == []


def test_lanes_follow_what_really_happened() -> None:
    """Out, site and back join, and only a word from the team completes a part."""
    talk = toy_out()
    talk.at(NOON + 10 * MIN, f.Arrived(run="run-1", site="depot"))
    out, site, back = one(talk, NOON + 20 * MIN).lanes

    assert (out.start_ms, out.end_ms, out.done) == (NOON - H, NOON + 10 * MIN, 1)
    assert site.start_ms == out.end_ms
    assert back.start_ms == site.end_ms
    assert 0 < site.done < 1
    assert back.done == 0
    assert one(talk, NOON + 9 * H).lanes[1].done == 0.99


def test_a_team_that_gives_no_place_is_where_its_words_put_it() -> None:
    """At the site once it has arrived, and reckoned from the site once it has left."""
    talk = toy()
    home = pack_line([DEPOT, Place(32.02, 30.0), HOME])
    talk.at(NOON - 3 * H, tasked(ways=(way("out"), way("back", home))))
    talk.at(NOON - 2 * H, f.Departed(run="run-1", crew=("leila", "kai")))
    talk.at(NOON - H, f.Arrived(run="run-1", site="depot"))

    (at_site,) = board(talk.state, NOON - H + 10 * MIN)
    assert at_site.fix is not None
    assert distance_m(at_site.fix.place, DEPOT) < 20
    assert not at_site.fix.reckoned

    talk.at(NOON, f.LeftSite(run="run-1", site="depot"))
    (coming,) = board(talk.state, NOON + 20 * MIN)
    assert coming.fix is not None
    assert coming.fix.reckoned
    assert distance_m(coming.fix.place, DEPOT) > 500
    assert distance_m(coming.fix.place, HOME) < distance_m(DEPOT, HOME)
