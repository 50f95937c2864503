"""What was rehearsed, scored against what happened."""

from math import log

import numpy as np
import pytest
from scipy.stats import binom

from data.toys import NOON, H, Talk, toy_out
from holdfast import facts as f
from holdfast.account.calibration import amounts, calibration, chances
from holdfast.account.outcomes import Forecast, Outcome, happened, scored
from holdfast.account.scores import (
    bins,
    brier,
    chance_of_count,
    coverage,
    crps,
    interval,
    log_score,
    n_to_tell,
    pit,
)
from holdfast.know.runs import story

QUANTILES = ((0.05, 3_000.0), (0.25, 4_000.0), (0.5, 5_000.0), (0.75, 6_000.0), (0.95, 9_000.0))


def home(*before: f.Fact, at_ms: int = NOON + 2 * H, **more: object) -> Talk:
    """KESTREL 1, out since NOON - H, came home."""
    talk = toy_out()
    talk.at(NOON, f.Arrived(run="run-1", site="depot"), *before)
    talk.at(at_ms, f.CameHome(**{"run": "run-1", "home": ("leila", "kai")} | more))  # type: ignore[arg-type]
    return talk


def outcome(talk: Talk, limit_ms: int | None = NOON + 3 * H) -> Outcome:
    """What came of it."""
    return happened(story(talk.state, "run-1"), 12.0, limit_ms)


def made(n: int = 500, seed: int = 7) -> list[tuple[float, bool]]:
    """Chances that are right."""
    drawn = np.random.default_rng(seed)
    return [(float(p), bool(drawn.random() < p)) for p in drawn.beta(1, 6, n)]


def test_a_sure_forecast_that_is_right_scores_nothing_and_one_that_is_wrong_the_most() -> None:
    """Brier 0 and 1; the logarithm is kept finite."""
    assert brier([(0.0, False), (1.0, True)]).score == 0  # type: ignore[union-attr]
    assert brier([(1.0, False), (0.0, True)]).score == 1  # type: ignore[union-attr]
    assert log_score([(0.0, True)]) == pytest.approx(-log(1e-4))
    assert brier([]) is None
    assert log_score([]) is None


def test_the_parts_of_briers_score_add_up_exactly() -> None:
    """Reliability - resolution + uncertainty + what bins hide."""
    found = brier(made())

    assert found is not None
    parts = found.reliability - found.resolution + found.uncertainty + found.within
    assert found.score == pytest.approx(parts, abs=1e-12)
    assert found.skill is not None
    assert 0 < found.skill < 1


def test_by_hand_two_bins_of_brier() -> None:
    """0.1 four times with one, 0.6 twice with one: Murphy's terms on paper."""
    found = brier(
        [(0.1, True), (0.1, False), (0.1, False), (0.1, False), (0.6, True), (0.6, False)]
    )

    assert found is not None
    assert found.reliability == pytest.approx((4 * 0.15**2 + 2 * 0.1**2) / 6)
    assert found.resolution == pytest.approx((4 * (1 / 12) ** 2 + 2 * (1 / 6) ** 2) / 6)
    assert found.uncertainty == pytest.approx(2 / 9)
    assert found.within == pytest.approx(0)


def test_the_diagram_counts_everybody_once_and_gives_intervals() -> None:
    """0 and 1 have their bins; of right chances most intervals hold what was stated."""
    pairs = [*made(), (0.0, False), (1.0, True)]
    found = bins(pairs)

    assert sum(b.n for b in found) == len(pairs)
    assert sum(b.happened for b in found) == sum(y for _, y in pairs)
    assert all(b.least <= b.happened / b.n <= b.most for b in found)
    assert sum(b.least <= b.stated <= b.most for b in found) >= len(found) - 2


def test_an_interval_of_never_reaches_to_nothing() -> None:
    """Of nothing it is everything; of ten nevers it excludes a third."""
    assert interval(0, []) == (0.0, 1.0)
    low, high = interval(0, range(10))
    assert low == 0
    assert 0.1 < high < 0.33


def test_the_crps_of_the_median_alone_is_the_absolute_error() -> None:
    """In the unit of what was forecast."""
    assert crps(((0.5, 100.0),), 130.0) == pytest.approx(30)
    assert crps(((0.5, 100.0),), 90.0) == pytest.approx(10)
    assert crps((), 90.0) is None
    assert crps(((0.5, 100.0),), float("inf")) is None


def test_the_crps_of_many_quantiles_is_that_of_the_distribution() -> None:
    """Uniform over 0..1, met at 0.3: the integral on paper is 0.3**3/3 + 0.7**3/3."""
    levels = [(i + 0.5) / 2_000 for i in range(2_000)]

    assert crps([(q, q) for q in levels], 0.3) == pytest.approx((0.3**3 + 0.7**3) / 3, abs=1e-4)


def test_a_forecast_that_is_nearer_has_the_lower_crps() -> None:
    """Moved, or spread wider than need be: worse."""
    moved = [(q, x + 3_000) for q, x in QUANTILES]
    wide = [(q, 5_000 + 3 * (x - 5_000)) for q, x in QUANTILES]
    best = crps(QUANTILES, 5_100.0)

    assert best is not None
    assert best < min(crps(moved, 5_100.0) or 0, crps(wide, 5_100.0) or 0)


@pytest.mark.parametrize(
    ("x", "at"), [(2_000, 0.025), (3_000, 0.05), (4_500, 0.375), (9_000, 0.95), (9_001, 0.975)]
)
def test_where_it_lay_among_what_was_rehearsed(x: float, at: float) -> None:
    """Straight between quantiles, half-way to the end outside them."""
    assert pit(QUANTILES, x) == pytest.approx(at)


def test_coverage_counts_what_lay_below_each_quantile() -> None:
    """Four of five below the median: told, with how likely that is."""
    found = coverage([(QUANTILES, 4_500.0)] * 4 + [(QUANTILES, 9_500.0)])

    assert [(x.level, x.below, x.n) for x in found] == [
        (0.05, 0, 5), (0.25, 0, 5), (0.5, 4, 5), (0.75, 4, 5), (0.95, 4, 5)
    ]  # fmt: skip
    assert 0.2 < found[2].by_chance < 0.5


def test_how_likely_a_count_is_agrees_with_the_binomial() -> None:
    """Ten of a tenth each, three happened: twice the mid-p of three or more."""
    pairs = [(0.1, i < 3) for i in range(10)]
    three = float(binom.pmf(3, 10, 0.1))

    assert chance_of_count(pairs) == pytest.approx(2 * (float(binom.sf(3, 10, 0.1)) + three / 2))
    assert chance_of_count([]) == 1


def test_few_runs_are_called_few() -> None:
    """Twelve runs cannot tell 5 % from 15 %; that takes 44."""
    found = chances([(0.05, False)] * 12, "harm")

    assert n_to_tell(0.05, 0.15) == 44
    assert found.words == "12 runs: too few to tell 5% from 15% (that takes 44)."
    assert chances([], "harm").words == "No run to score yet."


def test_a_difference_that_chance_rarely_makes_is_told_even_of_few_runs() -> None:
    """Six of twelve harmed at a stated 5 %."""
    found = chances([(0.05, i < 6) for i in range(12)], "harm")

    assert "too low" in found.words
    assert "too high" in chances([(0.6, False)] * 12, "harm").words


def test_chances_that_are_right_are_not_accused() -> None:
    """Of many runs: no difference; of wrong ones there is one."""
    assert "no difference" in chances(made(), "harm").words
    assert "too low" in chances([(p / 2, y) for p, y in made()], "harm").words


def test_times_that_are_right_are_not_accused_and_wrong_ones_are() -> None:
    """Two hundred runs drawn from the forecast; and the same, an hour later."""
    drawn = np.random.default_rng(3).normal(5_000, 1_000, 200)
    stated = tuple((q, 5_000 + 1_000 * z) for q, z in ((0.05, -1.645), (0.5, 0.0), (0.95, 1.645)))

    assert "as far apart" in amounts([(stated, float(x)) for x in drawn], "the time home").words
    late = amounts([(stated, float(x) + 3_600) for x in drawn], "the time home")
    assert "was off" in late.words
    assert "too few" in amounts([(stated, 5_000.0)], "the time home").words


def test_a_quiet_run_home_in_time_is_told_as_such() -> None:
    """No harm, no contact, not late, three hours."""
    assert outcome(home()) == Outcome(False, False, False, 3 * 3_600.0, 12.0, (None,))


def test_harm_is_what_a_contact_a_call_or_the_gate_says() -> None:
    """Hurt in contact; a casualty called in; somebody missing. A mere contact is none."""
    hurt = f.ContactReported(run="run-1", unit="armed", harm="hurt")
    calm = f.ContactReported(run="run-1", unit="armed")

    assert outcome(home(hurt)).harm
    assert outcome(home(f.HelpCalled(run="run-1", need="casualty"))).harm
    mistaken = (
        f.HelpCalled(run="run-1", need="casualty"),
        f.HelpClosed(run="run-1", by="mark", reason="mistake"),
    )
    assert not outcome(home(*mistaken)).harm
    assert outcome(home(home=("leila",), missing=("kai",))).harm
    assert outcome(home(calm)) == Outcome(False, True, False, 3 * 3_600.0, 12.0, (None,))


def test_who_is_missing_is_late_and_has_no_time_home() -> None:
    """The time home was rehearsed for those who all come home."""
    found = outcome(home(home=("leila",), missing=("kai",)))

    assert (found.late, found.home_s) == (True, None)


def test_without_a_limit_nobody_is_late_and_without_a_return_nothing_is_known() -> None:
    """What nobody can tell is None."""
    assert outcome(home(), None).late is None
    assert outcome(home(at_ms=NOON + 4 * H)).late
    assert outcome(toy_out()) == Outcome(None, None, None, None, None)


@pytest.mark.parametrize(
    ("n", "searched", "there"),
    [
        (20, "all", True),
        (10, "part", True),
        (9, "all", False),
        (9, "part", None),
        (20, "none", None),
    ],
)
def test_what_was_sought_was_there_if_half_was_found(
    n: float, searched: str, there: bool | None
) -> None:
    """In vain only if all was searched."""
    found = f.FoundReported(
        run="run-1",
        site="depot",
        searched=searched,
        found=(f.Amount("ration", n),),  # type: ignore[arg-type]
    )

    assert outcome(home(found)).there == (there,)


FORECAST = Forecast(0.1, 0.3, 0.2, NOON + 3 * H, QUANTILES, ((0.5, 20.0),), (0.6,))


def test_one_run_is_scored_by_what_can_be_told() -> None:
    """Squares of chances, CRPS of amounts; None where nobody can tell."""
    found = scored(FORECAST, Outcome(True, False, None, 5_000.0, 14.0, (True,)))

    assert found.harm == pytest.approx(0.81)
    assert found.contact == pytest.approx(0.09)
    assert found.late is None
    assert found.there == pytest.approx(0.16)
    assert found.home_at == pytest.approx(0.5)
    assert found.value == pytest.approx(6)


def test_runs_together_say_how_many_could_be_told() -> None:
    """Of three runs one is not home; of nothing there is nothing to say."""
    quiet = Outcome(False, False, False, 5_000.0, 14.0, (None,))
    found = calibration([(FORECAST, quiet), (FORECAST, quiet), (FORECAST, outcome(toy_out()))])

    assert (found.n, found.harm.n, found.home_s.n, found.there.n) == (3, 2, 2, 0)
    assert found.harm.expected == pytest.approx(0.2)
    assert found.there.words == "No stop to score yet."
    assert calibration([]).value.words == "No run to score yet."
