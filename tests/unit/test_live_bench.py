"""The measurement of the live stream runs, stops by itself, and measures what it says."""

import pytest

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
