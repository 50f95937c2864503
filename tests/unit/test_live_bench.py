"""The measurements of a served room run, stop by themselves, and measure what they say."""

import pytest

from holdfast.bench.flood import bench_flood
from holdfast.bench.live import bench_live


@pytest.mark.slow
def test_every_report_is_timed_at_every_listener() -> None:
    """A small one; figures are figures, and none is asserted."""
    figures = bench_live(n_listeners=3, n_reports=3, gap_s=0.01, idle_s=0.1, n_runs=2)
    assert figures["n_listeners"] == 3
    for name in ("contact_to_map", "post"):
        assert 0 < figures[f"{name}_p50_ms"] <= figures[f"{name}_max_ms"]
    assert figures["page_cold_ms"] > 0
    assert figures["frames"] >= 2


@pytest.mark.slow
def test_a_flood_is_timed_before_and_while_it_runs() -> None:
    """A small one, of which nothing is left in the end."""
    figures = bench_flood(n_rehearsals=3, n_plans=1, quiet_s=1.0, flood_s=1.5)
    for name in ("health", "report", "page"):
        for when in ("quiet", "flood"):
            assert 0 < figures[f"{when}_{name}_p50_ms"] <= figures[f"{when}_{name}_max_ms"]
    assert figures["ran_off_s"] > 0
