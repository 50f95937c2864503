"""The figures that a debrief is held against are those of the plays."""

import numpy as np
import pytest

from data.staged import plays_of, scene_of, staged, stop_shown, team_shown
from holdfast.rehearse import kernel
from holdfast.rehearse.forecast import forecast
from holdfast.rehearse.mission import Piece, Stop, Team
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.plays import play
from holdfast.rehearse.staging import Staged
from holdfast.rehearse.tally import tally
from holdfast.rehearse.writing import write

HOUR = 3_600.0
WAY = (Piece(HOUR, 20_000.0, 0.5, {0: 0.1, 1: 0.3}),)
STOP = Stop(Piece(HOUR), 0, 0.7, turn_s=4 * HOUR, fallback=WAY)
TEAM = Team("car", (WAY, WAY), (STOP,), 4, home_s=3 * HOUR)


def option(*teams: Team, dark_s: float = 5 * HOUR) -> Staged:
    shown = [team_shown(stop_shown()) for _ in teams]
    return staged("A", teams, shown, p=(1.0, 0.4), dark_s=dark_s)


def test_a_forecast_of_one_team_says_what_the_tally_says() -> None:
    """Harm, hour, value, late: the same plays, the same figures; times on the scene's clock."""
    one = option(TEAM)
    scene = scene_of(one, p=(0.4,))
    plays = play(write(one.mission, Odds()), Odds(), 1, 0, 5_000)
    told, said = tally(one, plays), forecast(scene, one, plays, 0)
    assert (
        said.p_harm
        == (plays.runs["walking"] + plays.runs["stretcher"] + plays.runs["dead"] > 0).mean()
    )
    assert said.value == pytest.approx(told.value.mean)
    assert said.p_late == told.after_dark.mean
    assert told.home_s is not None
    assert said.home_ms == tuple(scene.began_ms + round(q * 1000) for q in told.home_s)
    contact = next(s for s in told.struck if s.what == kernel.CONTACT)
    assert said.p_contact == contact.share.mean


def test_each_team_has_its_own() -> None:
    """What befalls one is not foretold of the other."""
    one = option(TEAM, TEAM)
    late = {"end_s": 6 * HOUR, "brought": 1}
    hurt = {"end_s": 2 * HOUR, "walking": 1, "struck": kernel.CONTACT}
    plays = plays_of([late, late], [hurt, {"end_s": 2 * HOUR}])
    first, second = (forecast(scene_of(one), one, plays, t) for t in (0, 1))
    assert (first.p_harm, first.p_late, first.p_contact, first.value) == (0.0, 1.0, 0.0, 10.0)
    assert (second.p_harm, second.p_late, second.p_contact, second.value) == (0.5, 0.0, 0.5, 0.0)


def test_of_a_run_that_is_never_home_no_hour_is_foretold() -> None:
    """It is late for certain."""
    one = option(TEAM)
    plays = plays_of([{"state": kernel.STRANDED, "end_s": HOUR}] * 3)
    said = forecast(scene_of(one), one, plays, 0)
    assert said.home_ms == ()
    assert said.p_late == 1.0


@pytest.mark.parametrize("dark_s", [5 * HOUR, -HOUR])
def test_a_run_that_never_leaves_is_not_late(dark_s: float) -> None:
    """Whenever it is dark."""
    one = option(TEAM, dark_s=dark_s)
    said = forecast(scene_of(one), one, plays_of([{"state": kernel.STAYED}] * 3), 0)
    assert (said.p_late, said.p_harm, said.home_ms) == (0.0, 0.0, ())


def test_quantiles_rise() -> None:
    """Five of them."""
    one = option(TEAM)
    plays = play(write(one.mission, Odds()), Odds(), 3, 0, 2_000)
    home_ms = forecast(scene_of(one), one, plays, 0).home_ms
    assert len(home_ms) == 5
    assert (np.diff(home_ms) > 0).all()
