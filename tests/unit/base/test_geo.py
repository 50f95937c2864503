"""Places, distances and packed lines."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.base.geo import (
    Place,
    along,
    bearing_deg,
    distance_m,
    nearest_m,
    nearest_of_each_m,
    offset,
    pack_line,
    unpack_line,
)

places = st.builds(Place, st.floats(-180, 180), st.floats(-90, 90))


def test_paris_to_london_is_344_km() -> None:
    """A distance that anyone can look up."""
    assert distance_m(Place(2.3522, 48.8566), Place(-0.1276, 51.5072)) == pytest.approx(
        343_600, rel=0.006
    )


@given(st.lists(places, max_size=8))
def test_a_packed_line_comes_back_within_a_metre(line: list[Place]) -> None:
    """Packing rounds to 1e-5 degrees and no further, also over the whole earth."""
    for before, after in zip(line, unpack_line(pack_line(line)), strict=True):
        assert abs(before.lon - after.lon) <= 0.50001e-5
        assert abs(before.lat - after.lat) <= 0.50001e-5


@given(st.lists(st.integers(-(2**62), 2**62), max_size=9))
def test_any_numbers_unpack_to_places_on_the_earth(packed: list[int]) -> None:
    """A damaged line is drawn somewhere, never off the map, and raises nothing."""
    assert all(place.on_earth for place in unpack_line(packed))


def test_half_of_a_line_is_in_its_middle() -> None:
    """Fractions are of length; beyond both ends they are clamped."""
    line = [Place(0, 0), Place(0, 1), Place(0, 4)]

    assert along(line, 0.5)[0].lat == pytest.approx(2)
    assert along(line, -1)[0] == line[0]
    assert along(line, 9)[0].lat == pytest.approx(4)
    assert along([Place(1, 1)] * 3, 0.5)[0] == Place(1, 1)


def test_bearings_and_offsets_agree() -> None:
    """A kilometre east of a place bears 90 degrees."""
    there = offset(Place(32, 30), 1_000, 0)

    assert bearing_deg(Place(32, 30), there) == pytest.approx(90, abs=0.01)
    assert distance_m(Place(32, 30), there) == pytest.approx(1_000, rel=1e-3)
    assert offset(Place(179.999, 0), 1_000, 0).lon < -179
    assert offset(Place(0, 90), 0, 5_000).on_earth


def test_the_distance_to_a_line_is_to_its_nearest_point_and_not_its_nearest_corner() -> None:
    """A road of one straight stretch of 200 km passes a kilometre off a place in its middle."""
    place = Place(32, 30)
    line = [offset(place, -100_000, 1_000), offset(place, 100_000, 1_000)]

    assert nearest_m(place, line) == pytest.approx(1_000, rel=1e-3)
    assert nearest_m(place, [line[0]] * 2) == pytest.approx(100_005, rel=0.01)
    assert nearest_m(place, []) == float("inf")
    assert nearest_m(Place(-179.999, 0), [Place(179.999, 0)]) == pytest.approx(222, rel=0.01)


@given(st.integers(1, 3), st.integers(0, 2**32))
def test_a_long_line_is_as_near_as_the_nearest_of_its_stretches(bends: int, seed: int) -> None:
    """It is gone through in another way, with the same outcome; places that repeat too."""
    rng = np.random.default_rng(seed)
    at = Place(10.0, 50.0)
    line = [
        Place(10 + rng.normal(0, 0.05), 50 + rng.normal(0, 0.05)) for _ in range(20 * bends + 9)
    ]
    line[4] = line[5]
    whole = nearest_m(at, line)
    assert whole == pytest.approx(min(nearest_m(at, pair) for pair in pairwise(line)), rel=1e-9)
    assert whole == nearest_m(at, np.array(line))


@pytest.mark.parametrize("n_places", [0, 1, 2, 30])
def test_many_places_are_as_near_to_a_line_as_each_by_itself(n_places: int) -> None:
    """More of them than are held to it in one go; places twice, on both sides of the date line."""
    line = [
        Place((179.5 + 0.01 * (i // 2) + 180) % 360 - 180, i % 7 * 0.01) for i in range(n_places)
    ]
    places = [Place((179 + 0.02 * i + 180) % 360 - 180, 0.1 - 0.003 * i) for i in range(150)]
    apart = [nearest_m(place, line) for place in places]
    assert nearest_of_each_m(places, line) == pytest.approx(apart, rel=1e-12)
    assert nearest_of_each_m([], line) == []
