"""The rules of docs/rehearsal.md one by one, each on the smallest mission that shows it."""

from math import exp, inf

import numpy as np
import pytest

from data.agreeing import compare
from data.errands import CERTAIN, HOUR, QUIET, N, errand, outcome, played, struck, team
from holdfast.rehearse import kernel
from holdfast.rehearse.mission import Mission, Piece, Stop
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.writing import write


def test_without_hazards_nobody_meets_anyone() -> None:
    """And without mishaps the day goes as planned to the second."""
    plays = played(errand())
    rows = plays.runs[:, 0]
    assert (rows["struck"] == 0).all()
    assert rows["end_s"] == pytest.approx(2 * 3_600.0 + 1_800.0)
    assert (rows["moved_m"] == 20_000.0).all()
    assert (rows["brought"] == 1).all()


def test_a_hazard_without_bound_is_met_for_certain() -> None:
    """Infinity is an answer: everybody has a contact, and another, as long as they go on."""
    assert struck(played(errand(CERTAIN)), kernel.CONTACT) == 1.0
    assert struck(played(errand(stop=Stop(CERTAIN, 0))), kernel.CONTACT) == 1.0
    deadly = outcome(harm_through=1.0, p_walking=0.0, p_stretcher=0.0)
    assert (played(errand(home=CERTAIN), odds=deadly).runs[:, 0]["state"] == kernel.LOST).all()


def test_a_team_that_is_broken_off_turns_and_brings_nothing() -> None:
    """On the first leg home is where they came from: half an hour in, an hour in all."""
    rows = played(errand(CERTAIN), odds=outcome(p_off=1.0, off_s=0.0, around_s=0.0)).runs[:, 0]
    assert (rows["brought"] == 0).all()
    assert rows["end_s"].max() < 600.0
    assert (rows["state"] == kernel.HOME).all()


def test_a_known_cut_lies_in_the_middle_and_turns_them() -> None:
    """There and back again is the whole piece, whatever delays come before it."""
    shut = Piece(3_600.0, 10_000.0, hazards={0: 2.0}, shut=True)
    odds = outcome(p_avoided=1.0, avoided_s=0.0)
    rows = played(errand(shut), odds=odds).runs[:, 0]
    assert rows["moved_m"] == pytest.approx(10_000.0)
    assert rows["end_s"] == pytest.approx(3_600.0)
    assert (rows["struck"] & kernel.WAY_CUT > 0).all()


def test_a_known_cut_on_the_way_home_leads_by_the_fallback() -> None:
    """From where they are back to the stop, and home from there with the load."""
    shut = Piece(3_600.0, 10_000.0, shut=True)
    rows = played(errand(home=shut)).runs[:, 0]
    assert rows["moved_m"] == pytest.approx(10_000 + 10_000 + 20_000)
    assert rows["end_s"] == pytest.approx(3_600 + 1_800 + 3_600 + 7_200)
    assert (rows["brought"] == 1).all()


def test_a_known_cut_without_a_fallback_costs_time() -> None:
    """On the way out it also ends the errand, but not the way."""
    shut, stop = Piece(3_600.0, 10_000.0, shut=True), Stop(Piece(1_800.0), 0)
    one = team((HOUR,), (shut,), (HOUR,), stops=(stop, Stop(Piece(1_800.0), 1)))
    rows = played(one, odds=QUIET._replace(forced_s=1_000.0), n=40_000).runs[:, 0]
    assert (rows["brought"] == 1).all()
    assert (rows["moved_m"] == 30_000.0).all()
    assert rows["end_s"].mean() == pytest.approx(3 * 3_600 + 1_800 + 1_000, abs=25)


def test_whoever_is_hit_by_decree_is_carried_and_a_medic_first() -> None:
    """It costs no vehicle; the team turns with them."""
    hit = Piece(3_600.0, 10_000.0, hits=True)
    odds = QUIET._replace(p_vehicle_hit=1.0, dies_per_h_medic=0.0, dies_per_h=1e9)
    one = errand(HOUR, stop=Stop(Piece(0.0), 0), home=hit, n_medics=2, stretchers=1)
    rows = played(one, odds=odds).runs[:, 0]
    assert (rows["stretcher"] == 1).all()
    assert (rows["struck"] == kernel.HARM).all()
    last = played(errand(HOUR, stop=Stop(Piece(0.0), 0), home=hit, n_medics=1), odds=odds)
    assert (last.runs[:, 0]["dead"] == 1).all()
    out = played(errand(hit, n_medics=1), odds=odds).runs[:, 0]
    assert (out["moved_m"] == 0).all()
    assert (out["end_s"] == 0).all()


def test_stretchers_and_pairs_of_seats_hold_those_who_are_carried_before_the_load_is_left() -> None:
    """Five people with six seats: one who is carried takes two of them; with five the load goes."""
    hit = Piece(3_600.0, 10_000.0, hits=True)
    for seats, stretchers, share in ((6, 0, 0.0), (5, 0, 1.0), (5, 1, 0.0)):
        one = errand(home=hit, seats=seats, stretchers=stretchers)
        plays = played(one, odds=QUIET._replace(dies_per_h=0.0))
        assert struck(plays, kernel.LOAD_LEFT) == share
        assert (plays.runs[:, 0]["brought"] == 1).mean() == 1 - share


def test_on_foot_too_few_bearers_are_stuck() -> None:
    """Two of three can carry one, one of two cannot; stuck, the load is left."""
    hit = Piece(3_600.0, 10_000.0, hits=True)
    for n_people, state in ((3, kernel.HOME), (2, kernel.STRANDED)):
        rows = played(errand(home=hit, mode="foot", n_people=n_people)).runs[:, 0]
        assert (rows["state"] == state).all()
        assert (rows["struck"] & kernel.LOAD_LEFT > 0).all()
        assert (rows["brought"] == 0).all()


def test_stretchers_slow_those_on_foot() -> None:
    """By their factor, from where it happens."""
    hit = Piece(3_600.0, 10_000.0, hits=True)
    rows = played(errand(home=hit, mode="foot")).runs[:, 0]
    assert rows["end_s"] == pytest.approx(3_600 + 1_800 + 3_600 * QUIET.stretcher_slow)


def test_who_loses_the_vehicle_walks_and_may_sprain() -> None:
    """At walking pace, without the load, and with the mishaps of those on foot."""
    odds = QUIET._replace(breakdown_per_km=1e6, p_beyond=1.0, repair_s=0.0)
    one = errand(Piece(0.0), stop=Stop(Piece(0.0), 0))
    rows = played(one, odds=odds).runs[:, 0]
    assert rows["end_s"] == pytest.approx(10_000 / QUIET.walk_mps, rel=1e-3)
    assert (rows["brought"] == 0).all()
    lame = played(one, odds=odds._replace(sprain_per_km=1.0))
    assert struck(lame, kernel.SPRAIN) > 0.9


def test_who_loses_the_vehicle_on_the_way_home_goes_on_home() -> None:
    """They walk the way that they are on, though the stop behind them has a fallback."""
    odds = QUIET._replace(breakdown_per_km=1e6, p_beyond=1.0, repair_s=0.0)
    rows = played(errand(Piece(0.0)), odds=odds).runs[:, 0]
    assert rows["moved_m"] == pytest.approx(10_000.0)
    assert rows["end_s"] == pytest.approx(1_800 + 10_000 / QUIET.walk_mps, rel=1e-3)
    assert (rows["state"] == kernel.HOME).all()


def test_an_empty_site_is_left_sooner_and_brings_nothing() -> None:
    """After `look` of the stay."""
    rows = played(errand(stop=Stop(Piece(1_800.0), 0, p_there=0.0))).runs[:, 0]
    assert rows["end_s"] == pytest.approx(7_200 + 1_800 * QUIET.look)
    assert (rows["brought"] == 0).all()
    half = played(errand(stop=Stop(Piece(1_800.0), 0, p_there=0.5)), n=10_000).runs[:, 0]
    assert (half["brought"] == 1).mean() == pytest.approx(0.5, abs=0.02)


def test_who_comes_after_a_site_has_closed_does_not_stay_and_goes_on() -> None:
    """To the minute; what was hoped for is not brought, and the day goes on without the stay."""
    for closes_s, open_ in ((3_600.0, True), (3_599.0, False)):
        stop = Stop(Piece(1_800.0), 0, closes_s=closes_s)
        rows = played(errand(stop=stop)).runs[:, 0]
        assert (rows["brought"] == int(open_)).all()
        assert rows["end_s"] == pytest.approx(7_200 + 1_800 * open_)
        assert (rows["struck"] & kernel.CLOSED > 0).all() == (not open_)


def test_a_stay_ends_at_the_turn_time_whatever_it_was_held_up_by() -> None:
    """Cut short it brings what it came for if enough of it was done."""
    for turn_s, brought in ((3_600 + 1_000, 1), (3_600 + 800, 0)):
        rows = played(errand(stop=Stop(Piece(1_800.0), 0, turn_s=turn_s))).runs[:, 0]
        assert rows["end_s"] == pytest.approx(turn_s + 3_600)
        assert (rows["brought"] == brought).all()
    busy = Stop(Piece(1_800.0, hazards={0: 3.0}), 0, turn_s=3_600 + 1_800)
    plays = played(errand(stop=busy), odds=outcome(p_avoided=1.0, avoided_s=300.0))
    held_up = plays.runs[:, 0]["struck"] & kernel.CONTACT > 0
    assert (plays.runs[held_up, 0]["struck"] & kernel.CUT_SHORT > 0).all()


def test_who_comes_after_the_turn_time_goes_home_by_the_fallback() -> None:
    """Or on along the plan, staying nowhere, where there is none."""
    back = (Piece(7_200.0, 20_000.0),)
    late = played(errand(stop=Stop(Piece(1_800.0), 0, turn_s=3_600.0, fallback=back)))
    assert (late.runs[:, 0]["end_s"] == 3_600 + 7_200).all()
    assert struck(late, kernel.TOO_LATE) == struck(late, kernel.FALLBACK) == 1.0
    on = played(errand(stop=Stop(Piece(1_800.0), 0, turn_s=3_600.0))).runs[:, 0]
    assert (on["end_s"] == 7_200).all()


def test_those_apart_are_waited_for_and_come_home() -> None:
    """They need their time; without them nobody goes home."""
    stop = Stop(Piece(600.0), 0, apart=2, work_s=9_000.0)
    one = team((HOUR,), (HOUR,), (HOUR,), (HOUR,), stops=(
        stop, Stop(Piece(600.0), 1), Stop(Piece(600.0), 0)))  # fmt: skip
    plays = played(one)
    assert plays.runs[:, 0]["end_s"] == pytest.approx(4_200 + 9_000 + 600 + 3_600)
    assert struck(plays, kernel.WAITED) == 1.0


def test_harm_to_those_apart_costs_no_vehicle() -> None:
    """It is with the others; the errand is over once they meet."""
    odds = outcome(harm_through=1.0, p_vehicle_hit=1.0, p_walking=1.0)
    odds = odds._replace(p_stretcher=0.0, through_s=0.0)
    stop = Stop(Piece(600.0, hazards={0: 0.01}), 0, apart=2, work_s=600.0 * 1_000)
    one = team((HOUR,), (HOUR,), (HOUR,), stops=(stop, Stop(Piece(600.0), 0)))
    plays = played(one, odds=odds)
    rows = plays.runs[:, 0][plays.runs[:, 0]["struck"] & kernel.WAITED > 0]
    assert len(rows) > 0.9 * N
    assert (rows["struck"] & kernel.HARM > 0).mean() > 0.99
    assert (rows["struck"] & kernel.VEHICLE_LOST == 0).all()
    assert (rows["brought"] == 1).all()


def test_dark_and_storm_slow_and_dark_is_more_dangerous() -> None:
    """From last light; also where the dark is the safer time."""
    day, night = (played(errand(), dark_s=dark_s).runs[0, 0]["end_s"] for dark_s in (inf, 0.0))
    assert night == pytest.approx(7_200 * QUIET.dark_slow + 1_800)
    assert day < night
    for factor in (0.25, 4.0):
        odds = outcome(p_avoided=1.0)._replace(dark_hazard=factor)
        one = team((Piece(600.0, 1_000.0, hazards={0: 0.1}),))
        met = struck(played(one, odds=odds, n=40_000, dark_s=0.0), kernel.CONTACT)
        assert met == pytest.approx(1 - exp(-0.1 * factor), abs=0.01)
        by_day = struck(played(one, odds=odds, n=40_000), kernel.CONTACT)
        assert by_day == pytest.approx(1 - exp(-0.1), abs=0.01)


def test_a_long_day_in_the_dark_still_meets_what_the_dark_has() -> None:
    """Stays that last much longer than planned meet so much more, whatever their spread."""
    odds = outcome(p_avoided=1.0, avoided_s=0.0)._replace(stay_spread=1.0)
    one = errand(stop=Stop(Piece(600.0, hazards={0: 0.2}), 0))
    tables = write(Mission((one,)), odds).tables
    stay = max(tables, key=lambda table: float(table.max()))
    met = struck(played(one, odds=odds, n=200_000), kernel.CONTACT)
    assert met == pytest.approx(float(1 - np.exp(-0.2 * stay).mean()), abs=0.003)


RULES = {
    "contacts on the way": (errand(Piece(3_600.0, 10_000.0, 0.3, {0: 0.5, 1: 0.8})),),
    "contacts at the stop": (errand(stop=Stop(Piece(1_800.0, hazards={0: 0.8}), 0, 0.5)),),
    "contacts on foot": (errand(home=Piece(3_600.0, 4_000.0, 1.0, {0: 1.0}), mode="foot"),),
    "mishaps": (errand(Piece(9_000.0, 300_000.0, 0.5), mode="truck", n_medics=1),),
    "split": (
        team((HOUR,), (HOUR,), (HOUR,), stops=(
            Stop(Piece(900.0, hazards={0: 0.3}), 0, 1.0, inf, (HOUR,), 2, 5_000.0),
            Stop(Piece(900.0, hazards={0: 0.3}), 0, 1.0, 20_000.0, (HOUR,)))),
    ),
    "bound runs": (
        errand(home=Piece(3_600.0, 10_000.0, 0.5, {0: 1.0, 1: 1.0}), mode="foot", n_people=3),
        errand(depart_s=8_000.0, bound=0, when="home"),
        errand(bound=0, when="medevac"),
        errand(bound=0, when="cache"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_the_oracle_plays_each_rule_as_the_kernel_does(rule: str) -> None:
    """Everything that can be told of it, within five standard errors; see test_rehearsal."""
    odds = Odds(p_storm=0.2, blocked_per_km=0.01, sprain_per_km=0.02, breakdown_per_km=2e-3)
    compared = compare(Mission(RULES[rule], (1.0, 0.5), 9_000.0), odds, 5, 8_000, 800)
    assert [one for one in compared if abs(one.z) > 5] == []
