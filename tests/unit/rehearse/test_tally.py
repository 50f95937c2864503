"""Figures of plays made by hand, against the same reckoned on paper."""

from dataclasses import replace
from math import inf, sqrt

import numpy as np
import pytest

from data.staged import many, plays_of, scene_of, staged, stop_shown, team_shown
from holdfast.rehearse import kernel
from holdfast.rehearse.forecast import forecast
from holdfast.rehearse.mission import Piece, Stop, Team
from holdfast.rehearse.plays import Plays
from holdfast.rehearse.staging import Staged
from holdfast.rehearse.tally import (
    BIN_S,
    CONTINGENCIES,
    FEW,
    MOST_BARS,
    columns,
    mean,
    share,
    tally,
    worst,
)

HOUR = 3_600.0
LEG = (Piece(HOUR),)
TEAM = Team("car", (LEG, LEG, LEG), (Stop(Piece(HOUR), 0), Stop(Piece(HOUR), 1)), 4)
FOOD = stop_shown("mill", 10.0, goods=(("food", 100.0),), people=3)
DRUGS = stop_shown("clinic", 4.0, goods=(("food", 20.0), ("medicine", 5.0)), people=2)


def option(n_teams: int = 1, dark_s: float = 10 * HOUR, **more: object) -> Staged:
    """Teams that go to a mill and a clinic."""
    shown = team_shown(FOOD, DRUGS, **more)
    return staged("A", [TEAM] * n_teams, [shown] * n_teams, dark_s=dark_s)


HOME = {"state": kernel.HOME, "end_s": 5 * HOUR, "brought": 3, "moved_m": 10_000.0}
LATE = HOME | {"end_s": 11 * HOUR, "brought": 1}
WOUNDED = HOME | {"walking": 1, "struck": kernel.HARM, "end_s": 7 * HOUR}
DEAD = HOME | {"dead": 1, "stretcher": 1, "struck": kernel.HARM, "brought": 0}
STUCK = {"state": kernel.STRANDED, "end_s": 3 * HOUR, "struck": kernel.STUCK}
LOST = {"state": kernel.LOST, "end_s": 2 * HOUR, "dead": 4}
STAYED = {"state": kernel.STAYED}


def test_the_figures_are_those_reckoned_on_paper() -> None:
    """Six plays: unharmed, late, wounded, dead, stuck, lost."""
    told = tally(option(l_per_m=1e-4), plays_of([HOME, LATE, WOUNDED, DEAD, STUCK, LOST]))
    assert told.n == 6
    assert told.unharmed.mean == pytest.approx(2 / 6)
    assert told.all_home.mean == pytest.approx(3 / 6)
    assert told.harmed.mean == pytest.approx((1 + 2 + 4) / 6)
    assert told.dead.mean == pytest.approx((1 + 4) / 6)
    assert told.stranded.mean == pytest.approx(2 / 6)
    assert told.after_dark.mean == pytest.approx(3 / 6)
    assert told.value.mean == pytest.approx((14 + 10 + 14) / 6)
    assert told.kept.mean == pytest.approx((14 + 10) / 6)
    assert told.people.mean == pytest.approx((4 + 3 + 4) / 6)
    assert told.fuel_l == pytest.approx(4 * 1.0 / 6)
    assert dict((need, n) for need, n, _ in told.goods) == pytest.approx(
        {"food": (120 + 100 + 120) / 6, "medicine": 10 / 6}
    )
    assert told.home_s is not None
    assert told.home_s[2] == pytest.approx(6 * HOUR)
    assert sum(told.bars) == 4


def test_what_a_team_keeps_counts_by_itself() -> None:
    """As in the plan: harm to one team takes nothing from what another brings home whole."""
    plays = plays_of([HOME, HOME, HOME], [HOME, WOUNDED, STUCK])
    c = columns(option(2), plays)
    assert c.kept.tolist() == [28.0, 14.0, 14.0]
    assert c.value.tolist() == [28.0, 28.0, 14.0]
    assert c.unharmed.tolist() == [True, False, False]


def test_who_stayed_home_is_home_whole_and_brings_nothing() -> None:
    """And the hour is that of those who went."""
    c = columns(option(2), plays_of([HOME, LATE], [STAYED, STAYED]))
    assert c.home_s.tolist() == [5 * HOUR, 11 * HOUR]
    assert c.unharmed.all()
    assert c.value.tolist() == [14.0, 10.0]


def test_who_is_not_home_is_not_home_before_dark() -> None:
    """Not even where no last light is known; and a forecast says the same."""
    plays = plays_of([STUCK, LOST, HOME, LATE])
    assert columns(option(), plays).late.tolist() == [True, True, False, True]
    endless = option(dark_s=inf)
    assert columns(endless, plays).late.tolist() == [True, True, False, False]
    for one, p in ((option(), 0.75), (endless, 0.5)):
        assert forecast(scene_of(one), one, plays, 0).p_late == p


def test_quantiles_and_bars_are_of_the_plays_in_which_all_are_home() -> None:
    """The bars hold as many, and the quantiles lie in the bars that their parts end in."""
    rng = np.random.default_rng(1)
    end_s = rng.lognormal(9.5, 0.4, 5_000)
    state = np.where(rng.random(5_000) < 0.1, kernel.STRANDED, kernel.HOME)
    told = tally(option(), many(5_000, end_s=end_s, state=state))
    home = end_s[state == kernel.HOME]
    assert sum(told.bars) == len(home)
    assert told.home_s == pytest.approx(tuple(np.quantile(home, (0.05, 0.25, 0.5, 0.75, 0.95))))
    below = np.cumsum(told.bars) / len(home)
    for part, q in zip((0.05, 0.25, 0.5, 0.75, 0.95), told.home_s or (), strict=True):
        bar = int(q / BIN_S)
        assert (below[bar - 1] if bar else 0.0) <= part + 1e-3
        assert below[bar] >= part - 1e-3


def test_who_comes_home_next_year_makes_no_histogram_of_a_year() -> None:
    """They count in the last bar."""
    told = tally(option(), many(10, end_s=np.linspace(HOUR, 1e8, 10)))
    assert len(told.bars) == MOST_BARS
    assert sum(told.bars) == 10


def test_there_are_no_quantiles_where_nobody_is_home() -> None:
    """All lost: figures, no crash, and nothing is said of the hour."""
    told = tally(option(), plays_of([LOST] * 50))
    assert told.home_s is None
    assert told.bars == ()
    assert (told.all_home.mean, told.kept.mean, told.after_dark.mean) == (0.0, 0.0, 1.0)
    assert told.dead.mean == 4.0


def test_one_play_is_tallied() -> None:
    """With the errors that one play has."""
    told = tally(option(), plays_of([WOUNDED]))
    assert told.n == 1
    assert told.harmed.mean == 1.0
    assert told.unharmed.error > 0.1
    assert len(told.worst) == 1


def test_standard_errors_are_those_of_independent_plays() -> None:
    """A mean's is what the means of many campaigns scatter by; a share's too."""
    rng = np.random.default_rng(2)
    said = [share(rng.random(400) < 0.2) for _ in range(500)]
    assert np.std([s.mean for s in said]) == pytest.approx(said[0].error, rel=0.15)
    means = [mean(rng.normal(3.0, 2.0, 400)) for _ in range(500)]
    assert np.std([m.mean for m in means]) == pytest.approx(2.0 / sqrt(400), rel=0.1)
    assert np.mean([m.error for m in means]) == pytest.approx(2.0 / sqrt(400), rel=0.02)


@pytest.mark.parametrize("so", [True, False])
@pytest.mark.parametrize("n", [1, 100, 20_000])
def test_what_never_or_always_happened_is_not_certain(so: bool, n: int) -> None:
    """Its error is above nothing and falls with the plays."""
    figure = share(np.full(n, so))
    assert figure.mean == float(so)
    assert 0.3 / n < figure.error < 1.0 / n


def test_no_more_people_come_than_there_is_room_for() -> None:
    """Three at the mill and two at the clinic, room for four; each team has its own."""
    both = tally(option(2, room=4), plays_of([HOME], [HOME]))
    assert both.people.mean == 8.0
    assert tally(option(room=0), plays_of([HOME])).people.mean == 0.0
    assert tally(option(room=99), plays_of([LATE])).people.mean == 3.0


def test_goods_are_told_with_how_little_it_is_on_a_bad_day() -> None:
    """One play of ten without medicine: none in one of twenty."""
    told = tally(option(), plays_of([HOME] * 9 + [LATE]))
    goods = {need: (n, low) for need, n, low in told.goods}
    assert goods["medicine"] == (
        pytest.approx(4.5),
        pytest.approx(np.quantile([5] * 9 + [0], 0.05)),
    )
    assert goods["food"][0] == pytest.approx((120 * 9 + 100) / 10)


def test_fuel_is_told_of_vehicles_of_which_it_is_known() -> None:
    """And of none it is not told."""
    plays = plays_of([HOME], [HOME])
    known, unknown = team_shown(FOOD, DRUGS, l_per_m=1e-4), team_shown(FOOD, DRUGS)
    assert tally(staged("A", [TEAM] * 2, [known, unknown]), plays).fuel_l == pytest.approx(1.0)
    assert tally(staged("A", [TEAM] * 2, [unknown, unknown]), plays).fuel_l is None


def cost(n_hit: int, n: int) -> object:
    """What a breakdown cost that struck so many plays, each an hour later and without its load."""
    hit = np.arange(n) < n_hit
    plays = many(
        n, struck=np.where(hit, kernel.BREAKDOWN, 0), end_s=np.where(hit, 2 * HOUR, HOUR),
        brought=np.where(hit, 0, 1), walking=hit & (np.arange(n) % 2 == 0),
    )  # fmt: skip
    (struck,) = tally(option(), plays).struck
    assert struck.what == kernel.BREAKDOWN
    assert struck.share.mean == n_hit / n
    return struck.later_s, struck.value, struck.harm


def test_what_struck_is_told_with_what_it_cost() -> None:
    """Later, less brought, and harmed more often than in the plays without it."""
    assert cost(200, 1_000) == (pytest.approx(HOUR), pytest.approx(10.0), pytest.approx(0.5))


@pytest.mark.parametrize("n_hit", [1, FEW - 1, 1_000 - FEW + 1, 1_000])
def test_nothing_is_told_of_what_did_not_happen_in_enough_plays(n_hit: int) -> None:
    """Of too few with it, or too few without."""
    assert cost(n_hit, 1_000) == (None, None, None)


def test_everything_that_can_strike_has_words() -> None:
    """Each bit of the kernel's once."""
    bits = [1 << i for i in range(23)]
    assert sorted(CONTINGENCIES) == bits
    assert len(set(CONTINGENCIES.values())) == len(bits)


def ranked(*rows: dict[str, float]) -> list[int]:
    plays = plays_of(list(rows), first=100)
    return [i - 100 for i in worst(columns(option(), plays), 100, len(rows))]


def test_the_worst_plays_are_by_the_dead_those_not_home_the_hurt_the_hour_and_the_loss() -> None:
    """Each outweighs all that come after it; their numbers are those of the plays."""
    bits = iter(1 << i for i in range(10))
    rows = [
        HOME | {"end_s": 4 * HOUR},
        HOME | {"end_s": 4 * HOUR, "brought": 0},
        HOME | {"end_s": 9 * HOUR},
        HOME | {"walking": 2},
        STUCK,
        HOME | {"dead": 1},
        HOME | {"dead": 2},
    ]
    rows = [row | {"struck": next(bits)} for row in rows]
    assert ranked(*rows) == [6, 5, 4, 3, 2, 1, 0]


def test_of_plays_in_which_the_same_struck_only_the_worst_is_told_first() -> None:
    """Others follow as long as there are any."""
    same = {"struck": kernel.BREAKDOWN}
    rows = [HOME | same | {"end_s": (9 - i) * HOUR} for i in range(6)]
    other = HOME | {"end_s": HOUR, "struck": kernel.STORM}
    assert ranked(*rows, other)[:3] == [0, 6, 1]


def test_a_tally_does_not_depend_on_the_number_of_its_first_play() -> None:
    """But for the numbers of the worst."""
    plays = plays_of([HOME, LATE, WOUNDED, DEAD, STUCK, LOST])
    later = Plays(50, plays.days, plays.runs)
    one, other = tally(option(), plays), tally(option(), later)
    assert other.worst == tuple(i + 50 for i in one.worst)
    assert replace(other, worst=one.worst) == one
