"""The measurement of ways measures what it says; how fast is no test's business."""

import json
from pathlib import Path

import numpy as np
import pytest

from holdfast.base.errors import Refused
from holdfast.bench.made import made_city
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


def test_a_made_city_is_measured_without_any_file() -> None:
    """Ways within a tolerance and a table in three modes, all pairs joined, all there to print."""
    figures = bench_ways(Path("made:100"), n_pairs=4, noise=True, tolerance=0.05, table=3)
    assert figures["map"] == "made:100"
    assert figures["car"]["n_apart"] == 0
    assert figures["car"]["guides_ms"] > 0
    assert figures["table"]["n_places"] == 3
    assert figures["table"]["truck"]["n_ways"] >= 9
    assert figures["table"]["cpu_s"] >= figures["table"]["foot"]["cpu_s"]
    json.dumps(figures)


def test_a_made_city_is_the_same_every_time_and_nearly_as_large_as_asked() -> None:
    """Its streets keep their lengths and directions; nearly every corner is on one."""
    one, two = made_city(400), made_city(400)
    assert np.array_equal(one.time_s["car"], two.time_s["car"])
    assert np.array_equal(one.tail, two.tail)
    assert one.n_nodes == 400
    assert (one.component["car"] == 0).sum() > 390


@pytest.mark.parametrize("source", ["made:", "made:few", "made:3"])
def test_a_city_of_no_size_is_refused(source: str) -> None:
    """It says how to write one."""
    with pytest.raises(Refused, match="made:70000"):
        bench_ways(Path(source))
