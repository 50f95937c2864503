"""How places and times are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.base.errors import Refused
from holdfast.base.geo import Place, distance_m
from holdfast.base.grid import clock_words, dtg, from_mgrs, local, mgrs, span_words, zone_of

NOON = 1_795_168_800_000


@pytest.mark.parametrize(
    ("place", "grid"),
    [
        (Place(-77.03524, 38.88948), "18S UJ 2348 0648"),  # the Washington Monument
        (Place(0.0, 0.0), "31N AA 6602 0000"),
        (Place(5.3, 60.39), "32V KN"),  # Bergen: zone 32 is widened over Norway
        (Place(15.6, 78.2), "33X WG"),  # Svalbard has zones of its own
        (Place(0.0, 90.0), "Z AH 0000 0000"),
        (Place(0.0, -90.0), "B AN 0000 0000"),
    ],
)
def test_known_places_have_their_known_grid(place: Place, grid: str) -> None:
    """Ordinary zones, Norway, Svalbard and both polar grids."""
    assert mgrs(place).startswith(grid)


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_a_grid_of_ten_metres_leads_back_within_fifteen(lon: float, lat: float) -> None:
    """Everywhere on the earth: what is read aloud is found again within its square."""
    place = Place(lon, lat)

    assert distance_m(place, from_mgrs(mgrs(place))) < 15


@pytest.mark.parametrize("text", ["", "hello", "34R", "34I GQ 1234 5678", "34RGQ123", "Ω" * 9])
def test_what_is_no_grid_is_refused_in_words(text: str) -> None:
    """A wrong grid never becomes a place."""
    with pytest.raises(Refused, match="is not an MGRS grid"):
        from_mgrs(text)


@pytest.mark.parametrize("place", [Place(1e13, 5.0), Place(200.0, -300.0)])
def test_a_place_off_the_earth_still_has_words(place: Place) -> None:
    """Numbers from a damaged line are written as the nearest place, and raise nothing."""
    assert mgrs(place)


@pytest.mark.parametrize(
    ("zone", "group"),
    [
        ("Etc/UTC", "201000Z NOV 26"),
        ("Etc/GMT-2", "201200B NOV 26"),
        ("Etc/GMT+5", "200500R NOV 26"),
        ("Asia/Kolkata", "201530J NOV 26"),
        ("America/St_Johns", "200630J NOV 26"),
        ("Pacific/Kiritimati", "210000J NOV 26"),
    ],
)
def test_a_date_time_group_names_its_zone(zone: str, group: str) -> None:
    """Whole hours have a letter; half hours, and more than twelve, are J: local."""
    assert dtg(NOON, zone) == group


def test_nobody_s_zone_is_utc() -> None:
    """A zone that nobody knows, or that is a folder or a path, is read as UTC."""
    for name in ("", "Etc", "../x", "a\0b", "x" * 3_000, "Nowhere/Else"):
        assert str(zone_of(name)) == "Etc/UTC"


def test_clock_words_are_local_and_a_dash_where_there_is_no_time() -> None:
    """The room's clock, not the reader's."""
    assert clock_words(NOON, "Etc/GMT-2") == "12:00"
    assert clock_words(None, "Etc/GMT-2") == "\N{EN DASH}"


@pytest.mark.parametrize("ms", [-(2**62), 2**62, 0, 253_402_300_800_000])
def test_no_time_is_too_far_to_be_told(ms: int) -> None:
    """Sums of huge numbers from other devices are told as a far year, and raise nothing."""
    assert local(ms, "Etc/UTC").year >= 1
    assert dtg(ms, "Asia/Kolkata")


@pytest.mark.parametrize(
    ("ms", "words"),
    [(45_000, "45 s"), (-720_000, "12 min"), (7_500_000, "2 h 05 min"), (273_600_000, "3 d 4 h")],
)
def test_spans_are_told_in_two_units_at_most(ms: int, words: str) -> None:
    """Seconds, minutes, hours or days; the sign does not matter."""
    assert span_words(ms) == words
