"""The laws of the play: what its days depend on, what is conserved, what its stories tell."""

from math import exp, inf, sqrt

import numpy as np
import pytest

from data.agreeing import chance, mission_of, odds_of
from data.errands import QUIET, N, errand, played, struck, team
from holdfast.rehearse import kernel
from holdfast.rehearse.mission import Mission, Piece, Stop
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.plays import play, retell
from holdfast.rehearse.writing import write


@pytest.mark.parametrize("seed", range(4))
def test_what_comes_of_a_play_does_not_depend_on_the_chunk_it_is_played_in(seed: int) -> None:
    """0..100 is 0..50 and 50..100, and any one alone."""
    mission, odds = mission_of(chance(seed)), odds_of(chance(seed))
    script = write(mission, odds)
    whole = play(script, odds, 7, 0, 100)
    parts = [play(script, odds, 7, first, 50) for first in (0, 50)]
    assert np.array_equal(whole.runs, np.concatenate([part.runs for part in parts]))
    assert np.array_equal(whole.days, np.concatenate([part.days for part in parts]))
    assert np.array_equal(play(script, odds, 7, 33, 1).runs[0], whole.runs[33])


def test_options_are_compared_on_the_same_days() -> None:
    """Other legs, other teams: the same threats, sites, storms and the same pace of the team."""
    odds = Odds(p_storm=0.3)
    p = (1.0, 0.5, 0.2)
    stop = Stop(Piece(600.0), 3, p_there=0.5)
    one = played(errand(stop=stop), odds=odds, p=p)
    two = played(errand(Piece(60.0, 50.0), stop=stop), errand(), odds=odds, p=p)
    for name in ("storm", "there"):
        assert np.array_equal(one.days[name], two.days[name])
    assert np.array_equal(one.days["held"] & 8, two.days["held"] & 8)
    assert np.array_equal(one.runs[:, 0]["pace"], two.runs[:, 0]["pace"])
    other = play(write(Mission((errand(stop=stop),), p), odds), odds, 2, 0, N)
    assert not np.array_equal(one.days["there"], other.days["there"])


def test_a_team_plays_the_same_day_whoever_else_is_out() -> None:
    """A second team changes nothing for the first."""
    odds, first = Odds(), errand(Piece(3_600.0, 40_000.0, 0.5, {0: 0.3}))
    alone = played(first, odds=odds)
    beside = played(first, errand(), odds=odds)
    assert np.array_equal(alone.runs[:, 0], beside.runs[:, 0])


def test_the_chance_that_nobody_is_hurt_is_that_of_the_plan() -> None:
    """1 - p + p E[exp(-strength x hazard)], multiplied, where nothing cuts the way."""
    p, hazards, shape = (1.0, 0.4, 0.1), {0: 0.2, 1: 0.9, 2: 3.0}, 4.0
    odds = QUIET._replace(rate_shape=shape, p_cut=0.0)
    legs = (Piece(600.0, 1_000.0, 0.0, hazards), Piece(600.0, 1_000.0, 0.0, hazards))
    n = 100_000
    plays = played(team(legs, n_people=9), odds=odds, n=n, p=p)
    unhurt = 1.0
    for k, h in hazards.items():
        unhurt *= 1 - p[k] + p[k] * (1 + 2 * h / shape) ** -shape
    assert struck(plays, kernel.HARM) == pytest.approx(
        1 - unhurt, abs=4 * sqrt(unhurt * (1 - unhurt) / n)
    )
    certain = played(team(legs), odds=odds._replace(rate_shape=inf), n=n, p=p)
    unhurt = 1.0
    for k, h in hazards.items():
        unhurt *= 1 - p[k] + p[k] * exp(-2 * h)
    assert struck(certain, kernel.HARM) == pytest.approx(
        1 - unhurt, abs=4 * sqrt(unhurt * (1 - unhurt) / n)
    )


@pytest.mark.parametrize("seed", range(20))
def test_nobody_multiplies_and_no_day_ends_before_it_begins(seed: int) -> None:
    """Hurt and dead are no more than left; home is after the departure; who stayed is whole."""
    mission, odds = mission_of(chance(seed)), odds_of(chance(seed))
    runs = play(write(mission, odds), odds, seed, 0, N).runs
    for t, one in enumerate(mission.teams):
        rows = runs[:, t]
        harmed = rows["walking"] + rows["stretcher"] + rows["dead"]
        assert (harmed <= one.n_people).all()
        assert all((rows[name] >= 0).all() for name in ("walking", "stretcher", "dead", "moved_m"))
        stayed = rows["state"] == kernel.STAYED
        assert (rows["end_s"][~stayed] >= min(one.depart_s, mission.teams[0].depart_s)).all()
        assert (harmed[stayed] == 0).all()
        assert (rows["brought"][stayed] == 0).all()
        assert (rows["dead"][rows["state"] == kernel.LOST] == one.n_people).all()
        assert (rows["brought"] < 1 << len(one.stops)).all()


@pytest.mark.parametrize("seed", range(12))
def test_a_story_is_that_of_its_play(seed: int) -> None:
    """Retold, it has the same end; its times rise team by team, and its end is the result's."""
    mission, odds = mission_of(chance(seed)), odds_of(chance(seed))
    script = write(mission, odds)
    plays = play(script, odds, seed, 0, 40)
    for number in range(0, 40, 7):
        again, lines = retell(script, odds, seed, number)
        assert np.array_equal(again.runs[0], plays.runs[number])
        for t, row in enumerate(plays.runs[number]):
            told = lines[lines[:, 1] == t]
            if row["state"] == kernel.STAYED:
                assert len(told) == 0
                continue
            assert (np.diff(told[:, 0]) >= 0).all()
            assert told[0, 2] == kernel.LEAVES
            is_home = row["state"] == kernel.HOME and not row["struck"] & kernel.FETCHED
            assert not is_home or told[-1, 2] == kernel.AT_HOME
            assert not is_home or told[-1, 0] == row["end_s"]
            assert ((told[:, 4] >= 0) & (told[:, 4] <= 1)).all()
            bits = {int(what) for what in told[:, 2] if what > 0}
            told_bits = sum(bits) | kernel.DARK | kernel.STORM | kernel.NO_LINK | kernel.FETCHED
            assert row["struck"] & ~told_bits == 0
