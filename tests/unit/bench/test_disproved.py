"""A best score that was proven out of reach is named, and the gaps are told without it."""

from holdfast.bench.orienteer import disproved


def test_what_was_proven_out_of_reach_is_named_and_told_apart() -> None:
    """Solved without a try and still below: the table is wrong, not the search."""
    rows = [
        {"name": "wrong", "score": 95.0, "gap_pct": 13.64, "tries": 0},
        {"name": "proven", "score": 60.0, "gap_pct": 0.0, "tries": 0},
        {"name": "short", "score": 99.0, "gap_pct": 1.0, "tries": 500},
        {"name": "unknown", "score": 9.0, "gap_pct": None, "tries": 500},
    ]
    assert disproved(rows) == {
        "disproved": {"wrong": 95.0},
        "mean_gap_without_disproved_pct": 0.5,
        "max_gap_without_disproved_pct": 1.0,
    }
    assert disproved([])["mean_gap_without_disproved_pct"] is None
