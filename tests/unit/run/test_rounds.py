"""The board, the clocks and where a team is, of a run with several stops."""

from itertools import pairwise
from math import exp

import pytest

from data.toys import (
    CLINIC,
    DEPOT,
    HOME,
    MILL,
    MIN,
    NOON,
    OUT_S,
    D,
    H,
    Talk,
    goes,
    round_out,
    told_anew,
)
from holdfast import facts as f
from holdfast.base.geo import Place, distance_m
from holdfast.know.runs import story
from holdfast.run.board import Card, board
from holdfast.run.clocks import Clock

LEFT = NOON - H
"""When the round left."""
Words = tuple[int, str, str]
FIRST: list[Words] = [(60, "at", "clinic"), (90, "left", "clinic")]
SECOND: list[Words] = [(150, "at", "mill"), (180, "left", "mill")]
THIRD: list[Words] = [(240, "at", "depot"), (270, "left", "depot")]


def card(*words: Words, now_min: int, talk: Talk | None = None) -> Card:
    """The round's card after these reports, so many minutes after it left."""
    said = goes(talk or round_out(LEFT), LEFT, *words)
    return board(said.state, LEFT + now_min * MIN)[0]


def times(*words: Words, now_min: int, talk: Talk | None = None) -> Clock:
    """The round's clock."""
    return card(*words, now_min=now_min, talk=talk).clock


def minutes(ms: int | None) -> float:
    """As minutes after the round left."""
    assert ms is not None
    return (ms - LEFT) / MIN


def middle(a: Place, b: Place, share: float = 0.5) -> Place:
    """A place on the straight line between two."""
    return Place(a.lon + (b.lon - a.lon) * share, a.lat + (b.lat - a.lat) * share)


@pytest.mark.parametrize(
    ("words", "now_min", "home_min", "due_min"),
    [
        ([], 10, 330, 60),
        ([FIRST[0]], 65, 330, 150),
        ([*FIRST], 100, 330, 150),
        ([*FIRST, SECOND[0]], 160, 330, 240),
        ([*FIRST, *SECOND, *THIRD], 280, 330, None),
        ([*FIRST, *SECOND, (190, "back", "")], 195, 190 + 10 + 60, None),
        ([FIRST[0], (80, "back", "")], 85, 80 + 30, None),
        ([(40, "back", "")], 45, 80, None),
        ([*FIRST, (240, "at", "depot")], 250, 330, None),
    ],
    ids=["out", "at the first", "on", "at the second", "back", "turned", "skip", "out and back",
         "second left out"],
)  # fmt: skip
def test_home_and_the_next_stop_are_reckoned_from_what_is_left(
    words: list[Words], now_min: int, home_min: float, due_min: float | None
) -> None:
    """Legs and stays to come, and one way home: of the seven ways told no fallback is added up."""
    clock = times(*words, now_min=now_min)

    assert minutes(clock.home_ms) == pytest.approx(home_min)
    assert due_min is None or minutes(clock.due_ms) == due_min
    assert (clock.due_ms is None) == (due_min is None)


def test_the_pace_is_of_all_legs_gone_together() -> None:
    """60 minutes for 60, then 90 for 60: 1.25; under way at least what has passed."""
    first = times((60, "at", "clinic"), now_min=70)
    second = times(*FIRST, (180, "at", "mill"), now_min=190)
    slow = times(*FIRST, now_min=90 + 120)

    assert (first.pace, second.pace) == (1, 1.25)
    assert slow.pace == pytest.approx((60 + 120) / (60 + 60))
    assert times(*FIRST, now_min=100).pace == 1
    assert times(*FIRST, *SECOND, *THIRD, now_min=270 + 240).pace == pytest.approx(420 / 240)


def test_a_leg_whose_way_or_time_nobody_knows_is_no_pace() -> None:
    """A detour, a stop passed over, a word that got lost."""
    ruin: list[Words] = [*FIRST, (100, "at", "ruin"), (400, "left", "ruin"), (460, "at", "mill")]

    assert times(*ruin, now_min=470).pace == 1
    assert times(*FIRST, (400, "at", "depot"), now_min=410).pace == 1
    assert times(*FIRST, (400, "left", "mill"), now_min=410).pace == 1


@pytest.mark.parametrize(
    ("words", "now_min", "turn_min"),
    [
        ([], 10, 420),
        ([FIRST[0]], 65, 420),
        ([*FIRST], 100, 390),
        ([*FIRST, SECOND[0]], 160, 390),
        ([*FIRST, *SECOND], 200, 360),
        ([*FIRST, *SECOND, THIRD[0]], 250, 360),
    ],
    ids=["to the first", "there", "to the second", "there too", "to the last", "at the last"],
)
def test_the_turn_round_time_is_of_the_stop_they_are_at_or_heading_for(
    words: list[Words], now_min: int, turn_min: float
) -> None:
    """The stop's own before the last, the tasking's at the last."""
    clock = times(*words, now_min=now_min)

    assert (minutes(clock.turn_ms), minutes(clock.turn_planned_ms)) == (turn_min, turn_min)


@pytest.mark.parametrize(
    ("words", "now_min", "where"),
    [
        ([], 30, "Clinic"),
        (FIRST[:1], 70, "Clinic"),
        (FIRST, 100, "Mill"),
        ([*FIRST, *SECOND], 200, ""),
        ([*FIRST, *SECOND, *THIRD[:1]], 250, ""),
    ],
)
def test_a_time_to_break_off_is_named_by_its_stop(
    words: list[Words], now_min: int, where: str
) -> None:
    """So that 'turn back by' has one meaning in room, phone and tasking: from the last stop."""
    shown = card(*words, now_min=now_min)
    assert shown.turn_at == where
    task = shown.clock.turn_planned_ms
    last = round_out(LEFT).state
    assert (task == story(last, shown.run).tasking.turn_ms) == (where == "")  # type: ignore[union-attr]


def test_a_slow_team_turns_earlier_by_the_way_home_from_that_stop() -> None:
    """Twice as slow: half an hour from the clinic, an hour from the mill; never later."""
    slow: list[Words] = [(120, "at", "clinic"), (150, "left", "clinic")]

    assert minutes(times(slow[0], now_min=130).turn_ms) == 420 - 30
    assert minutes(times(*slow, now_min=160).turn_ms) == 390 - 60
    assert minutes(times((30, "at", "clinic"), now_min=40).turn_ms) == 420


def test_a_stop_without_a_time_of_its_own_has_the_taskings() -> None:
    """By the fallback from there against the way back from the last: as long here, so the same."""
    stops = tuple(f.Stop(s, LEFT, LEFT + 30 * MIN) for s in ("clinic", "mill", "depot"))
    talk = round_out(LEFT, stops=stops)

    assert minutes(times(*FIRST, now_min=100, talk=talk).turn_ms) == 360

    long = tuple(
        f.WayTold(w.role, w.start, w.goal, w.line, w.length_m, 3 * OUT_S, w.hazard)
        if (w.role, w.start) == ("fallback", "mill") else w
        for w in story(talk.state, "run-1").courses[-1].tasking.ways
    )  # fmt: skip
    talk = round_out(LEFT, stops=stops, ways=long)

    assert minutes(times(*FIRST, now_min=100, talk=talk).turn_ms) == 360 - 120


def test_before_they_leave_the_times_are_of_the_whole_plan() -> None:
    """Turn-round at the last stop, home as planned, the first stop ahead."""
    talk = round_out(LEFT)
    talk.said = [s for s in talk.said if not isinstance(s.fact, f.Departed)]
    shown = board(talk.state, LEFT - 10 * MIN)[0]

    assert (minutes(shown.clock.turn_ms), minutes(shown.clock.home_ms)) == (360, 330)
    assert (shown.n_stop, shown.n_stops, shown.site) == (1, 3, "Clinic")
    assert shown.next == "first: Clinic (1 of 3), due 12:00"
    assert [lane.part for lane in shown.lanes] == ["out", "site"] * 3 + ["back"]


@pytest.mark.parametrize(
    ("words", "now_min", "site", "n", "next_words"),
    [
        ([], 10, "clinic", 1, "next: Clinic (1 of 3), due 12:00"),
        ([FIRST[0]], 65, "clinic", 1, "at Clinic (1 of 3), then Mill"),
        ([*FIRST], 100, "mill", 2, "next: Mill (2 of 3), due 13:30"),
        ([*FIRST, *SECOND, THIRD[0]], 250, "depot", 3, "at Depot (3 of 3), then home"),
        ([*FIRST, *SECOND, *THIRD], 280, "depot", 3, "home from Depot, due 16:30"),
        ([FIRST[0], (80, "back", "")], 85, "clinic", 1, "home from Clinic, due 12:50"),
        ([(40, "back", "")], 45, "clinic", 0, "home from their way out, due 12:20"),
        ([*FIRST, (120, "at", "ruin")], 125, "ruin", 0, "at ruin, then Mill"),
    ],
)
def test_a_card_says_where_they_are_among_their_stops(
    words: list[Words], now_min: int, site: str, n: int, next_words: str
) -> None:
    """And the site is the one that their next word will be about."""
    shown = card(*words, now_min=now_min)

    assert (shown.site_id, shown.n_stop, shown.next) == (site, n, next_words)


def test_a_card_names_the_stops_that_are_left_out_and_the_way_home() -> None:
    """By name, and by its number among the ways told."""
    shown = card(*FIRST, *THIRD, now_min=280)

    assert shown.left_out == ("Mill",)
    assert (shown.home_way, shown.on_fallback) == (3, False)

    turned = card(*FIRST, (100, "back", ""), now_min=110)

    assert turned.left_out == ("Mill", "Depot")
    assert (turned.home_way, turned.on_fallback) == (4, True)


def test_lanes_show_each_leg_and_stay_and_join() -> None:
    """Gone as it was, to come as planned, at the pace kept."""
    shown = card((90, "at", "clinic"), (120, "left", "clinic"), now_min=165)
    lanes = shown.lanes

    assert [(x.part, x.site) for x in lanes] == [
        ("out", "clinic"), ("site", "clinic"), ("out", "mill"), ("site", "mill"),
        ("out", "depot"), ("site", "depot"), ("back", ""),
    ]  # fmt: skip
    assert all(a.end_ms == b.start_ms for a, b in pairwise(lanes))
    assert [minutes(x.end_ms) for x in lanes] == [90, 120, 210, 240, 330, 360, 450]
    assert [x.done for x in lanes] == [1, 1, 0.5, 0, 0, 0, 0]


def test_lanes_leave_out_what_is_left_out() -> None:
    """Turned back between the first and the second stop: out, site, half a leg, back."""
    lanes = card(*FIRST, (120, "back", ""), now_min=150).lanes

    assert [(x.part, minutes(x.end_ms)) for x in lanes] == [
        ("out", 60), ("site", 90), ("out", 120), ("back", 180),
    ]  # fmt: skip
    assert lanes[-1].done == 0.5


def test_lanes_of_a_run_that_is_home_end_there() -> None:
    """Whether they went the whole round or broke it off."""
    for words in ([*FIRST, *SECOND, *THIRD], [*FIRST, (120, "back", "")], [FIRST[0]], []):
        talk = goes(round_out(LEFT), LEFT, *words)
        talk.at(LEFT + 6 * H, f.CameHome(run="run-1", home=("leila", "kai")))
        lanes = board(talk.state, LEFT + 7 * H)[0].lanes

        assert {x.done for x in lanes} == {1.0}
        assert (lanes[0].start_ms, lanes[-1].end_ms) == (LEFT, LEFT + 6 * H)
        assert lanes[-1].part == "back"


@pytest.mark.parametrize(
    ("words", "now_min", "place"),
    [
        ([], 29, middle(HOME, CLINIC, 29 / 60)),
        ([FIRST[0]], 80, CLINIC),
        ([*FIRST], 110, middle(CLINIC, MILL, 20 / 60)),
        ([*FIRST, *SECOND], 195, middle(MILL, DEPOT, 15 / 60)),
        ([*FIRST, *SECOND, *THIRD], 290, middle(DEPOT, HOME, 20 / 60)),
        ([*FIRST, SECOND[0], (170, "back", "")], 190, middle(MILL, HOME, 20 / 60)),
        ([*FIRST, (110, "back", "")], 115, middle(CLINIC, MILL, 15 / 60)),
        ([*FIRST, (110, "back", "")], 139, middle(CLINIC, HOME, 9 / 30)),
        ([(20, "back", "")], 35, middle(HOME, CLINIC, 5 / 60)),
    ],
    ids=["out", "at a stop", "second leg", "third leg", "back", "fallback", "going back",
         "gone back and home", "back as they came"],
)  # fmt: skip
def test_a_team_is_reckoned_along_the_leg_that_it_is_going(
    words: list[Words], now_min: int, place: Place
) -> None:
    """Nobody gives a place but the gate: from the site that they named last, by the told way."""
    fix = card(*words, now_min=now_min).fix

    assert fix is not None
    assert distance_m(fix.place, place) < 60


def test_a_place_that_is_given_is_reckoned_from() -> None:
    """Half-way to the mill at minute 100: a quarter of an hour later, three quarters."""
    talk = goes(round_out(LEFT), LEFT, *FIRST)
    talk.at(LEFT + 100 * MIN, f.CheckedIn(run="run-1", at=f.Point(*CLINIC)))
    fix = card(now_min=115, talk=talk).fix

    assert fix is not None
    assert distance_m(fix.place, middle(CLINIC, MILL, 0.25)) < 60


def test_no_way_told_is_no_reckoning() -> None:
    """From the mill back to the clinic no way was told, so they stand where they were."""
    talk = goes(round_out(LEFT), LEFT, *FIRST, (120, "at", "ruin"))
    fix = card(now_min=125, talk=talk).fix

    assert fix is not None
    assert not fix.reckoned
    assert distance_m(fix.place, CLINIC) < 60


def test_the_chance_to_come_home_counts_only_what_is_left() -> None:
    """A threat at the mill: on both legs there and the stay, on none once they turn from the
    clinic.
    """
    threat = f.ThreatNoted(
        threat="x", name="X", what="mines", at=f.Point(*MILL), radius_m=200, reliability="A",
        credibility="1",
    )  # fmt: skip
    quiet, feared = round_out(LEFT), round_out(LEFT)
    feared.at(LEFT - MIN, threat)
    on = [card(*FIRST, now_min=100, talk=talk) for talk in (quiet, feared)]
    turned = [card((100, "back", ""), now_min=105, talk=talk) for talk in (quiet, feared)]

    assert on[1].hazard > 10 * on[0].hazard
    assert turned[1].hazard == turned[0].hazard < on[0].hazard
    assert turned[0].p_home == exp(-turned[0].hazard)


def test_a_new_tasking_from_here_runs_the_clocks_anew_and_keeps_the_pace() -> None:
    """Told at minute 120 between clinic and mill: to the depot in an hour at the pace of before."""
    talk = goes(round_out(LEFT), LEFT, (90, "at", "clinic"), (100, "left", "clinic"))
    place = middle(CLINIC, MILL)
    talk.at(LEFT + 120 * MIN, told_anew(LEFT + 120 * MIN, place))
    shown = card(now_min=130, talk=talk)

    assert shown.clock.pace == 1.5
    assert minutes(shown.clock.due_ms) == 120 + 90
    assert minutes(shown.clock.home_ms) == 120 + 90 + 30 + 90
    assert minutes(shown.clock.turn_planned_ms) == 120 + 300
    assert (shown.next, shown.n_stops) == ("next: Depot, due 14:30", 1)
    assert [(x.part, minutes(x.end_ms)) for x in shown.lanes] == [
        ("out", 90), ("site", 100), ("out", 120), ("out", 210), ("site", 240), ("back", 330),
    ]  # fmt: skip
    assert shown.fix is not None
    assert distance_m(shown.fix.place, middle(place, DEPOT, 10 / 90)) < 60


def test_a_new_tasking_resets_no_check_in() -> None:
    """They were told, and were not heard."""
    talk = goes(round_out(LEFT), LEFT, *FIRST)
    before = times(now_min=125, talk=talk)
    talk.at(LEFT + 121 * MIN, told_anew(LEFT + 121 * MIN, MILL))
    after = times(now_min=125, talk=talk)

    assert (after.heard_ms, after.overdue_ms) == (before.heard_ms, before.overdue_ms)
    assert after.overdue_ms == 5 * MIN


def test_who_is_told_anew_and_turns_back_before_the_next_stop_is_expected_all_the_same() -> None:
    """No way home from here was told: on to the next stop and home from it, as far as we know."""
    talk = goes(round_out(LEFT), LEFT, *FIRST)
    talk.at(LEFT + 100 * MIN, told_anew(LEFT + 100 * MIN, MILL))
    shown = card((130, "back", ""), now_min=140, talk=talk)

    assert shown.phase == "returning"
    assert minutes(shown.clock.home_ms) == 130 + 30 + 60
    assert shown.fix is not None
    assert not shown.fix.reckoned


def test_a_round_leaves_the_board_like_any_run() -> None:
    """A day after it is home."""
    talk = goes(round_out(LEFT), LEFT, *FIRST)
    talk.at(NOON + H, f.CameHome(run="run-1", home=("leila", "kai")))

    assert board(talk.state, NOON + H + D) == []
