"""The benchmark of rehearsals measures what it says it does."""

import pytest

from holdfast.bench import rehearse
from holdfast.bench.options import Options
from holdfast.rehearse import kernel
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.plays import play
from holdfast.rehearse.writing import write


def test_the_plans_have_what_their_names_say() -> None:
    """24 legs; an element that is met again, and a second run that mostly leaves."""
    (team,) = rehearse.legs().teams
    assert sum(len(leg) for leg in team.legs) == 24
    assert len(team.stops) == 12
    runs = play(write(rehearse.split(), Odds()), Odds(), 1, 0, 4_000).runs
    assert (runs[:, 0]["struck"] & kernel.LOAD_LEFT > 0).mean() > 0.7
    assert (runs[:, 1]["state"] != kernel.STAYED).mean() > 0.7


def test_the_oracle_is_found_in_a_checkout_and_nowhere_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where it is not, it is said why."""
    module, why = rehearse.oracle()
    assert module is not None
    assert why is None
    monkeypatch.setattr(rehearse, "ORACLE", rehearse.ORACLE.with_name("none.py"))
    module, why = rehearse.oracle()
    assert module is None
    assert why is not None


@pytest.mark.slow
def test_a_small_run_gives_every_figure() -> None:
    """Rates above 0, and beside them what they were measured with."""
    small = dict(n_runs=1, n_plays=2_000, n_oracle=20, n_spread=40_000)
    figures = rehearse.bench_rehearse(Options(seed=3), **small)
    for name in ("missions_per_core_s", "split_missions_per_core_s", "simpy_missions_per_core_s"):
        assert figures[name] > 0
    assert figures["share_of_linear"] > 0
    assert set(figures["versions"]) == {"numba", "numpy", "simpy"}
