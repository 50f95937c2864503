"""Nonsense gives an answer or a sentence."""

from dataclasses import replace
from math import inf, nan
from typing import Any

import numpy as np
import pytest

from holdfast.base.errors import Refused
from holdfast.rehearse import kernel
from holdfast.rehearse.mission import Mission, Piece, Stop, Team
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.plays import play
from holdfast.rehearse.writing import write

PIECE = Piece(600.0, 1_000.0)
STOP = Stop(Piece(600.0), 0)
TEAM = Team("car", ((PIECE,), (PIECE,)), (STOP,), 3)


def mission(**more: Any) -> Mission:
    return Mission((replace(TEAM, **more),))


def way(**more: Any) -> Mission:
    return mission(legs=((replace(PIECE, **more),), (PIECE,)))


def stop(**more: Any) -> Mission:
    return mission(stops=(replace(STOP, **more),))


REFUSED = {
    "no team": Mission(()),
    "nobody": mission(n_people=0),
    "fewer than nobody": mission(n_people=-3),
    "a multitude": mission(n_people=10**9),
    "more medics than people": mission(n_medics=4),
    "no legs": mission(legs=()),
    "a leg too many": mission(legs=((), (), ())),
    "a departure that is no time": mission(depart_s=nan),
    "a departure never": mission(depart_s=inf),
    "a return that is no time": mission(home_s=nan),
    "fewer than no seats": mission(seats=-1),
    "bound to none": mission(when="cache"),
    "bound to itself": mission(bound=0, when="cache"),
    "a time below 0": way(time_s=-1.0),
    "a time that is none": way(time_s=nan),
    "a time without end": way(time_s=inf),
    "a length that is none": way(length_m=nan),
    "rougher than rough": way(rough=1.5),
    "a hazard that is no number": way(hazards={0: nan}),
    "a hazard below 0": way(hazards={0: -0.1}),
    "a source that is not there": way(hazards={1: 0.1}),
    "a chance beyond 1": stop(p_there=1.1),
    "a chance that is none": stop(p_there=nan),
    "a turn time that is none": stop(turn_s=nan),
    "a closing time that is none": stop(closes_s=nan),
    "work below 0": stop(work_s=-1.0),
    "fewer than nobody apart": stop(apart=-1),
    "a stay that is no time": stop(stay=Piece(nan)),
    "a fallback that is no time": stop(fallback=(Piece(nan),)),
    "a source beyond 1": Mission((TEAM,), (1.0, 2.0)),
    "no source": Mission((TEAM,), ()),
    "a last light that is no time": Mission((TEAM,), dark_s=nan),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_mission_without_sense_is_refused_in_a_sentence(what: str) -> None:
    """It is said what is wrong, and nothing is played."""
    with pytest.raises(Refused, match=r"^[A-Z].*\.$"):
        write(REFUSED[what], Odds())


ODDS: dict[str, dict[str, float]] = {
    "no number": {"p_storm": nan},
    "a chance beyond 1": {"harm_off": 1.1},
    "a chance below 0": {"p_more": -0.1},
    "outcomes beyond 1 together": {"p_avoided": 0.5, "p_off": 0.4, "p_cut": 0.3},
    "hurt beyond 1 together": {"p_walking": 0.9, "p_stretcher": 0.3},
    "no pace": {"walk_mps": 0.0},
    "a time without end": {"repair_s": inf},
    "a spread that says nothing": {"day_spread": 50.0},
    "no time at all": {"dark_slow": 0.0},
}


@pytest.mark.parametrize("what", ODDS)
def test_odds_without_sense_are_refused_in_a_sentence(what: str) -> None:
    """As the mission."""
    with pytest.raises(Refused, match=r"odds must|must not exceed"):
        write(Mission((TEAM,)), Odds(**ODDS[what]))


NOTHING = Odds(
    breakdown_per_km=0.0, sprain_per_km=0.0, blocked_per_km=0.0, blocked_per_km_foot=0.0,
    rate_shape=0.0, day_spread=0.0, stay_spread=0.0, harm_off=0.0, harm_cut=0.0,
    harm_through=0.0, storm_s=0.0,
)  # fmt: skip
ANSWERED = {
    "no way at all": mission(legs=((), ())),
    "no stop and no way": mission(legs=((),), stops=()),
    "times and lengths of 0": mission(
        legs=((Piece(0.0),), (Piece(0.0),)), stops=(Stop(Piece(0.0), 0),)
    ),
    "hazards of 0": way(hazards={0: 0.0}),
    "hazards without bound": way(hazards={0: inf}),
    "hazards without bound in no time": way(time_s=0.0, length_m=0.0, hazards={0: inf}),
    "a stay of 0 with a hazard without bound": stop(stay=Piece(0.0, hazards={0: inf})),
    "a hazard without bound of what is never there": Mission(
        (replace(TEAM, legs=((Piece(60.0, hazards={1: inf}),), ())),), (1.0, 0.0)
    ),
    "a year on the way": way(time_s=3e7, length_m=1e9, hazards={0: 1e300}),
    "a turn time before the beginning": stop(turn_s=-1e9),
    "more apart than there are": stop(apart=99),
    "one person": mission(n_people=1, n_medics=1),
    "dark before the beginning": Mission((TEAM,), dark_s=-inf),
}  # fmt: skip


@pytest.mark.parametrize("what", ANSWERED)
@pytest.mark.parametrize("odds", [Odds(), NOTHING])
def test_what_is_only_odd_is_played(what: str, odds: Odds) -> None:
    """Every number that comes of it is one."""
    runs = play(write(ANSWERED[what], odds), odds, 1, 0, 200).runs
    assert np.isfinite(runs["end_s"]).all()
    assert np.isfinite(runs["moved_m"]).all()
    assert ((runs["state"] >= kernel.HOME) & (runs["state"] <= kernel.LOST)).all()
