"""Runs that leave when another is home, left something behind, or must be fetched."""

from math import exp
from typing import Any

import pytest

from data.errands import CERTAIN, QUIET, errand, outcome, played, struck
from holdfast.rehearse import kernel
from holdfast.rehearse.mission import Piece, Team

STUCK_HIT = Piece(3_600.0, 10_000.0, hits=True)


def stranded(**more: Any) -> Team:
    """One who is hit on the way home, on foot and alone with another, with a load."""
    return errand(home=STUCK_HIT, mode="foot", n_people=2, **more)


def test_a_run_after_another_keeps_its_distance_and_stays_where_harm_came() -> None:
    """As long after it as planned, and not before its own time."""
    after = errand(depart_s=21_000.0, bound=0, when="home")
    late = errand(Piece(40_000.0))
    rows = played(late, after).runs
    assert rows[:, 1]["end_s"] - rows[:, 0]["end_s"] == pytest.approx(1_000 + 9_000)
    assert (played(errand(), after).runs[:, 1]["end_s"] == 21_000 + 9_000).all()
    hurt = played(stranded(), after).runs[:, 1]
    assert (hurt["state"] == kernel.STAYED).all()


def test_medevac_fetches_those_who_are_stranded() -> None:
    """Called at once, or missed after the planned return; home with whoever fetched them."""
    fetch = errand(bound=0, when="medevac")
    plays = played(stranded(), fetch)
    assert struck(plays, kernel.FETCHED) == 1.0
    rows = plays.runs
    assert (rows[:, 0]["state"] == kernel.HOME).all()
    assert (rows[:, 0]["end_s"] == rows[:, 1]["end_s"]).all()
    assert (rows[:, 1]["end_s"] == 3_600 + 1_800 + QUIET.call_s + 9_000).all()
    silent = played(stranded(), fetch, odds=QUIET._replace(p_link=1.0)).runs[:, 1]
    assert (silent["end_s"] == 20_000 + QUIET.overdue_s + QUIET.call_s + 9_000).all()
    at_home = played(errand(), fetch).runs[:, 1]
    assert (at_home["state"] == kernel.STAYED).all()


def test_a_run_for_the_cache_brings_what_was_left() -> None:
    """If anybody can tell of it: those who cannot call must be home, or fetched."""
    cache = errand(bound=0, when="cache")
    rows = played(stranded(), cache).runs
    assert (rows[:, 0]["brought"] == 1).all()
    assert (rows[:, 1]["end_s"] == 3_600 + 1_800 + QUIET.call_s + 9_000).all()
    nothing = played(errand(), cache).runs[:, 1]
    assert (nothing["state"] == kernel.STAYED).all()
    silent = QUIET._replace(p_link=1.0)
    assert (played(stranded(), cache, odds=silent).runs[:, 0]["brought"] == 0).all()
    fetched = played(stranded(), errand(bound=0, when="medevac"), cache, odds=silent).runs
    assert (fetched[:, 0]["brought"] == 1).all()


def test_nobody_tells_of_what_the_dead_left() -> None:
    """A team that is lost calls nobody."""
    odds = outcome(harm_through=1.0, p_walking=0.0, p_stretcher=0.0, p_more=1.0)
    one = errand(home=CERTAIN)
    rows = played(one, errand(bound=0, when="cache"), odds=odds).runs
    assert (rows[:, 0]["state"] == kernel.LOST).all()
    assert (rows[:, 1]["state"] == kernel.STAYED).all()


@pytest.mark.parametrize("given_up_h", [0.0, 24.0])
def test_those_who_are_carried_die_by_the_hour(given_up_h: float) -> None:
    """Until they are home, or given up."""
    odds = QUIET._replace(dies_per_h=0.05, given_up_h=given_up_h)
    rows = played(stranded(n_medics=0), odds=odds, n=20_000).runs[:, 0]
    assert rows["dead"].mean() == pytest.approx(1 - exp(-0.05 * given_up_h), abs=0.015)
