"""Each contingency does what it says to a mission, and nothing else."""

from dataclasses import replace
from itertools import pairwise
from math import inf, nan

import pytest

from data.staged import QUIET, scene_of, staged, stop_shown, team_shown
from holdfast.base.errors import Refused
from holdfast.base.geo import Place, nearest_m
from holdfast.rehearse import kernel
from holdfast.rehearse.mission import Piece, Stop, Team, Way
from holdfast.rehearse.plays import play
from holdfast.rehearse.staging import Scene, Staged
from holdfast.rehearse.tally import people, tally
from holdfast.rehearse.whatif import KINDS, WhatIf, _parts, with_all
from holdfast.rehearse.writing import write

HOUR = 3_600.0
KM = 1 / 111.195
"""Degrees of a kilometre on the equator."""


def way(n: int = 4) -> Way:
    return tuple(Piece(HOUR / n, 10_000.0 / n, 0.0, {1: 0.1}) for _ in range(n))


def line(*km: tuple[float, float]) -> tuple[Place, ...]:
    """A line by kilometres east and north."""
    return tuple(Place(x * KM, y * KM) for x, y in km)


OUT = line((0, 0), (8, 0), (8.1, 0), (8.2, 0), (8.3, 0), (8.4, 0), (10, 0))
"""Most of its points lie at its end."""
NORTH = line((10, 0), (10, 10))
HOME = line((10, 10), (0, 10), (0, 0))
BACK = line((10, 0), (5, -5), (0, 0))
TEAM = Team(
    "car", (way(), way(), way()),
    (Stop(Piece(HOUR, hazards={1: 0.1}), 0, 0.5, 9 * HOUR, way()), Stop(Piece(HOUR), 1, 0.7)),
    4, n_medics=1, seats=4,
)  # fmt: skip


def option(letter: str = "A") -> Staged:
    """East to a mill, north to a clinic and home; from the mill a fallback by the south."""
    shown = team_shown(
        stop_shown("mill", 10.0, people=3, each=2.0), stop_shown("clinic", 4.0),
        lines=(OUT, NORTH, HOME, BACK, ()), room=5,
    )  # fmt: skip
    return staged(letter, [TEAM], [shown], p=(1.0, 0.3), dark_s=8 * HOUR)


SCENE = scene_of(option(), p=(0.3,), sites=("mill", "clinic"))


def after(*asked: WhatIf, scene: Scene = SCENE) -> Staged:
    """The option with that in it."""
    changed, _ = with_all(scene, QUIET, asked)
    return changed.options[0]


def shut(east_km: float, north_km: float, radius_m: float = 100.0) -> WhatIf:
    return WhatIf("shut", place=Place(east_km * KM, north_km * KM), radius_m=radius_m)


def cut(staged: Staged) -> dict[str, list[int]]:
    """Numbers of the pieces that are shut, by way."""
    team = staged.mission.teams[0]
    ways = {"out": team.legs[0], "north": team.legs[1], "home": team.legs[2],
            "back": team.stops[0].fallback or ()}  # fmt: skip
    found = {name: [i for i, p in enumerate(way) if p.shut] for name, way in ways.items()}
    return {name: pieces for name, pieces in found.items() if pieces}


# The way is cut


@pytest.mark.parametrize(("km", "piece"), [(1.0, 0), (4.0, 1), (6.0, 2), (8.2, 3), (9.0, 3)])
def test_the_piece_is_shut_in_which_the_place_lies(km: float, piece: int) -> None:
    """By length, however unevenly the points of the line lie; and nothing else changes."""
    told = after(shut(km, 0))
    assert cut(told) == {"out": [piece]}
    team = told.mission.teams[0]
    legs = (tuple(replace(p, shut=False) for p in team.legs[0]), *team.legs[1:])
    assert replace(told.mission, teams=(replace(team, legs=legs),)) == option().mission
    assert told.teams == option().teams


def test_a_fallback_is_shut_where_it_passes() -> None:
    """And only it."""
    assert cut(after(shut(4, -4, 300))) == {"back": [2]}


def test_a_place_between_two_pieces_is_met_once() -> None:
    """One bridge at their border is one cut."""
    assert len(cut(after(shut(5.0, 0, 150)))["out"]) == 1
    assert len(cut(after(shut(5.0, 0, 2_600)))["out"]) == 1


def test_a_way_that_comes_by_twice_is_shut_twice() -> None:
    """There and again, with another piece between."""
    loop = line((0, 0), (2, 0), (2, 3), (4, 3), (4, 0.05), (2, 0.05))
    shown = replace(option().teams[0], lines=(loop, NORTH, HOME, BACK, ()))
    scene = scene_of(replace(option(), teams=(shown,)), p=(0.3,), sites=("mill", "clinic"))
    assert len(cut(after(shut(2, 0), scene=scene))["out"]) == 2


def test_both_ends_of_a_leg_can_be_shut() -> None:
    """The crossing at the mill: out, on, and back."""
    assert cut(after(shut(10, 0))) == {"out": [3], "north": [0], "back": [0]}


def test_parts_of_a_line_are_of_one_length_and_leave_nothing_out() -> None:
    """Each begins where the one before it ends."""
    for n in (1, 2, 3, 8):
        parts = _parts(OUT, n)
        assert len(parts) == n
        assert parts[0][0] == OUT[0]
        assert parts[-1][-1] == OUT[-1]
        for one, other in pairwise(parts):
            assert one[-1] == other[0]
        long = [part[-1].lon - part[0].lon for part in parts]
        assert long == pytest.approx([OUT[-1].lon / n] * n)
        for point in OUT:
            assert min(nearest_m(point, part) for part in parts) < 0.01


def test_who_meets_the_cut_turns_back_or_goes_round() -> None:
    """In the play: on the way out they turn home."""
    plays = play(write(after(shut(1, 0), WhatIf("gone", "t1")).mission, QUIET), QUIET, 1, 0, 50)
    assert ((plays.runs["struck"] & kernel.WAY_CUT) > 0).all()
    assert (plays.runs["brought"] == 0).all()


# Sites and threats


def test_an_empty_site_holds_nothing_and_a_full_one_what_is_hoped() -> None:
    """At every stop there, in no other."""
    assert [s.p_there for s in after(WhatIf("empty", "mill")).mission.teams[0].stops] == [0.0, 0.7]
    assert [s.p_there for s in after(WhatIf("full", "clinic")).mission.teams[0].stops] == [0.5, 1.0]


def test_a_threat_that_is_there_or_gone_is_so_in_every_play() -> None:
    """The background stays."""
    assert after(WhatIf("there", "t1")).mission.p == (1.0, 1.0)
    assert after(WhatIf("gone", "t1")).mission.p == (1.0, 0.0)


def test_more_people_come_as_far_as_there_is_room() -> None:
    """Three were planned, there is room for five: thirty are worth two more, one is worth two less;
    the plays are the same."""
    for n, n_come, value in ((30, 5, 14.0), (1, 1, 6.0), (0, 0, 4.0)):
        told = after(WhatIf("people", "mill", n=n))
        assert told.mission == option().mission
        assert told.teams[0].stops[0].value == pytest.approx(value)
        full = after(WhatIf("people", "mill", n=n), WhatIf("full", "mill"), WhatIf("gone", "t1"))
        plays = play(write(full.mission, QUIET), QUIET, 1, 0, 20)
        assert people(full, plays).tolist() == [n_come] * 20


def test_somebody_is_hurt_before_the_first_visit_of_a_site() -> None:
    """Once, however often they come there; a medic, if they have one."""
    twice = replace(TEAM, stops=(TEAM.stops[0], replace(TEAM.stops[1], site=0)))
    scene = replace(SCENE, options=(replace(option(), mission=replace(
        option().mission, teams=(twice,))),))  # fmt: skip
    legs = after(WhatIf("hit", "mill"), scene=scene).mission.teams[0].legs
    assert [[p.hits for p in leg] for leg in legs] == [[False] * 3 + [True], [False] * 4,
                                                       [False] * 4]  # fmt: skip
    told = after(WhatIf("hit", "mill"), WhatIf("gone", "t1"))
    plays = play(write(told.mission, QUIET), QUIET, 1, 0, 50)
    assert tally(told, plays).harmed.mean == 1.0


# The day


def test_slow_makes_every_time_longer_and_nothing_else() -> None:
    """Ways, stays and fallbacks; lengths, hazards and limits stay."""
    (team,) = after(WhatIf("slow", n=1.5)).mission.teams
    for old, new in zip(TEAM.legs, team.legs, strict=True):
        assert new == tuple(replace(p, time_s=p.time_s * 1.5) for p in old)
    assert team.stops[0].stay == replace(TEAM.stops[0].stay, time_s=1.5 * HOUR)
    assert team.stops[0].fallback == tuple(replace(p, time_s=p.time_s * 1.5) for p in way())
    assert (team.stops[0].turn_s, team.stops[1].fallback) == (9 * HOUR, None)


def test_dark_comes_earlier() -> None:
    """By so many hours."""
    assert after(WhatIf("dark", n=1.5)).mission.dark_s == 6.5 * HOUR


def test_a_storm_and_a_lost_link_are_odds_and_leave_the_mission_alone() -> None:
    """With or without anything else."""
    changed = {"storm": {"p_storm": 1.0, "storm_within_s": 0.0}, "no_link": {"p_link": 1.0}}
    for kind, figures in changed.items():
        scene, odds = with_all(SCENE, QUIET, [WhatIf(kind)])
        assert scene == SCENE
        assert odds == QUIET._replace(**figures)


def test_contingencies_come_together() -> None:
    """Each in every option, in any order."""
    both = scene_of(option("A"), option("B"), p=(0.3,), sites=("mill", "clinic"))
    asked = [WhatIf("empty", "mill"), shut(1, 0), WhatIf("slow", n=2), WhatIf("storm"),
             WhatIf("gone", "t1")]  # fmt: skip
    scene, odds = with_all(both, QUIET, asked)
    assert (scene, odds) == with_all(both, QUIET, asked[::-1])
    for one in scene.options:
        team = one.mission.teams[0]
        assert (team.stops[0].p_there, team.legs[0][0].shut, team.legs[0][0].time_s) == (
            0.0, True, HOUR / 2
        )  # fmt: skip
        assert one.mission.p == (1.0, 0.0)
    assert odds.p_storm == 1.0


def test_nothing_asked_is_nothing_changed() -> None:
    """The same scene, the same odds."""
    assert with_all(SCENE, QUIET, []) == (SCENE, QUIET)


# What makes no sense

NONSENSE = {
    "no kind": WhatIf(""),
    "an unknown kind": WhatIf("earthquake"),
    "no site": WhatIf("empty"),
    "a site of no plan": WhatIf("full", "harbour"),
    "nobody's site hit": WhatIf("hit", "harbour"),
    "people nowhere": WhatIf("people", "", 3),
    "people that are no number": WhatIf("people", "mill", nan),
    "people without end": WhatIf("people", "mill", inf),
    "too many people": WhatIf("people", "mill", 1e6),
    "fewer than nobody": WhatIf("people", "mill", -1),
    "as many people as planned": WhatIf("people", "mill", 3),
    "no threat": WhatIf("there"),
    "an unknown threat": WhatIf("gone", "t2"),
    "shut nowhere": WhatIf("shut"),
    "shut off the earth": WhatIf("shut", place=Place(0.0, inf)),
    "shut at no place": WhatIf("shut", place=Place(nan, nan)),
    "shut at a place on no way": shut(50, 50),
    "shut within no number of metres": shut(1, 0, nan),
    "shut within fewer than none": shut(1, 0, -5),
    "slow by no number": WhatIf("slow", n=nan),
    "slow without end": WhatIf("slow", n=inf),
    "standing still": WhatIf("slow", n=0),
    "as slow as ever": WhatIf("slow", n=1),
    "dark by no number": WhatIf("dark", n=nan),
    "dark for ever": WhatIf("dark", n=inf),
    "dark next week": WhatIf("dark", n=-1e6),
}


@pytest.mark.parametrize("what", NONSENSE)
def test_nonsense_is_refused_in_a_sentence(what: str) -> None:
    """Alone and after others; the scene is not touched."""
    before = scene_of(option(), p=(0.3,), sites=("mill", "clinic"))
    for asked in ([NONSENSE[what]], [WhatIf("storm"), WhatIf("empty", "mill"), NONSENSE[what]]):
        with pytest.raises(Refused, match=r"^['A-Z].*\.$"):
            with_all(SCENE, QUIET, asked)
    assert before == SCENE


@pytest.mark.parametrize("kind", KINDS)
def test_where_nobody_leaves_there_is_nothing_to_ask(kind: str) -> None:
    """A sentence, whatever is asked."""
    with pytest.raises(Refused, match=r"\.$"):
        with_all(scene_of(), QUIET, [WhatIf(kind, "mill", 2.0, Place(0, 0))])


def test_a_day_without_last_light_cannot_be_darker() -> None:
    """It is said, not played."""
    light = replace(option(), mission=replace(option().mission, dark_s=inf))
    with pytest.raises(Refused, match="nothing changes"):
        with_all(scene_of(light), QUIET, [WhatIf("dark", n=2)])


def test_ways_without_pieces_or_lines_are_passed_over() -> None:
    """A team that begins at its stop, and one whose way nobody has drawn."""
    bare = replace(TEAM, legs=((), way(), way()))
    shown = replace(option().teams[0], lines=((), (), HOME, BACK, ()))
    scene = scene_of(
        replace(option(), mission=replace(option().mission, teams=(bare,)), teams=(shown,)),
        p=(0.3,), sites=("mill", "clinic"),
    )  # fmt: skip
    assert set(cut(after(shut(10, 10), scene=scene))) == {"home"}
    with pytest.raises(Refused):
        with_all(scene, QUIET, [WhatIf("hit", "mill")])
