"""The measurements measure what they say; how fast is no test's business."""

from pathlib import Path

from holdfast.bench.ledger import bench_ledger


def test_every_figure_is_there_and_nothing_is_left(tmp_path: Path) -> None:
    """A small run gives all figures, finds its ledger whole, and removes it."""
    figures = bench_ledger(tmp_path, n_single=5, n_writers=3, n_each=2, n_entries=1_500)

    assert figures["n_entries"] == 1_500
    assert figures["n_problems"] == 0
    assert figures.keys() == {
        "append_single_p50_ms",
        "append_single_p99_ms",
        "append_3_writers_p50_ms",
        "append_3_writers_p99_ms",
        "append_3_writers_per_s",
        "append_thousands_per_s",
        "n_entries",
        "n_problems",
        "open_process_s",
        "verify_s",
        "verify_per_s",
    }
    assert list(tmp_path.iterdir()) == []
