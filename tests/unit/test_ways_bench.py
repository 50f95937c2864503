"""The measurement of ways measures what it says; how fast is no test's business."""

import json
from pathlib import Path

from holdfast.bench.ways import bench_ways


def test_the_figures_of_a_real_town_are_whole_and_can_be_had_again(shared: Path) -> None:
    """Every pair is joined and searched to the end; the same seed finds the same fronts."""
    town = shared / "data" / "osm" / "beatty.osm"
    first, second = (bench_ways(town, n_pairs=4, noise=True, seed=3) for _ in range(2))

    assert first["car"]["front"] == second["car"]["front"]
    assert first["car"]["front"]["p50_n"] >= 1
    assert first["foot"]["n_apart"] == first["foot"]["n_stopped"] == 0
    assert first["seed"] == 3
    assert first["versions"]["numba"]
    json.dumps(first)


def test_a_search_that_is_stopped_is_counted(shared: Path) -> None:
    """With room for one label hardly any search comes to its end."""
    town = shared / "data" / "osm" / "beatty.osm"
    figures = bench_ways(town, modes=("car",), n_pairs=6, noise=True, max_labels=1)
    assert figures["car"]["n_stopped"] > 0
