"""Sunrise, sunset and last light, against tables that others computed."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from holdfast.base.clock import DAY_MS, HOUR_MS, MINUTE_MS
from holdfast.base.geo import Place
from holdfast.base.grid import local
from holdfast.plan.daylight import daylight, daylight_at, last_light_ms

TROMSO = Place(18.95, 69.65)


def ms(text: str) -> int:
    """An ISO time in UTC as milliseconds."""
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def table(shared: Path, lon: int, lat: int) -> list[tuple[str, str]]:
    """The US Naval Observatory's moments and 'r' or 's' for one place and year."""
    path = shared / "data" / "sun" / "cosinekitty-usno" / "riseset.txt"
    rows = [line.split() for line in path.read_text().splitlines() if line.startswith("Sun")]
    return [(at, what) for _, x, y, at, what in rows if (int(x), int(y)) == (lon, lat)]


@pytest.mark.parametrize(
    ("lon", "lat", "zone"),
    [
        (0, 60, "Etc/UTC"),
        (-150, -60, "Etc/GMT+10"),
        (-81, 29, "Etc/GMT+5"),
        (75, 15, "Etc/GMT-5"),
    ],
)
def test_rise_and_set_agree_with_the_naval_observatory(
    shared: Path, lon: int, lat: int, zone: str
) -> None:
    """Every day of a year, at 60 degrees and below: within a minute and a half.

    The tables are rounded to the minute. At -81 and -150 degrees the sun sets about midnight UTC
    and after it: the event belongs to the day on the clocks of the place.
    """
    worst = 0
    for at, what in table(shared, lon, lat):
        at_ms = ms(at.rstrip("Z"))
        day = daylight_at(Place(lon, lat), at_ms, zone)
        found = day.sunrise_ms if what == "r" else day.sunset_ms
        assert found is not None, at
        worst = max(worst, abs(found - at_ms))

    assert worst <= 90_000


def test_last_light_is_never_skipped_on_clocks_that_are_not_the_place_s() -> None:
    """A base in Florida that keeps UTC: dusk comes about midnight, some days twice, some never."""
    place, noon = Place(-81, 29), ms("2019-01-01T17:00")
    for day in range(365):
        now_ms = noon + day * DAY_MS
        at = last_light_ms(place, now_ms, "Etc/UTC")
        assert at is not None
        assert 5 * HOUR_MS < at - now_ms < 9 * HOUR_MS


def test_every_event_lies_on_the_local_day_that_was_asked_for() -> None:
    """Across midnight UTC too: the clocks of the place decide which day it is."""
    for zone, lon in (("Pacific/Kiritimati", -157.4), ("Pacific/Pago_Pago", -170.7)):
        day = daylight(Place(lon, 2.0), date(2026, 11, 20), zone)
        for at in (day.dawn_ms, day.sunrise_ms, day.sunset_ms, day.dusk_ms):
            assert at is not None
            assert local(at, zone).date() == date(2026, 11, 20)


def test_where_the_sun_stays_up_or_down_there_is_no_sunset() -> None:
    """An answer of its own, and which of the two it is."""
    summer = daylight(TROMSO, date(2026, 6, 21), "Europe/Oslo")
    winter = daylight(TROMSO, date(2026, 12, 21), "Europe/Oslo")

    assert (summer.sunset_ms, summer.dusk_ms, summer.polar) == (None, None, "day")
    assert (winter.sunrise_ms, winter.sunset_ms, winter.polar) == (None, None, "night")
    assert winter.dusk_ms is not None


def test_at_the_poles_there_is_half_a_year_of_each() -> None:
    """Also at 90 degrees exactly, where no hour angle is."""
    for lat, polar in ((90, "day"), (-90, "night")):
        assert daylight(Place(0, lat), date(2026, 6, 21), "Etc/UTC").polar == polar


def test_last_light_is_after_sunset_and_before_dark_midnight() -> None:
    """Civil twilight in the tropics lasts some 22 minutes."""
    day = daylight(Place(32, 30), date(2026, 11, 20), "Etc/GMT-2")

    assert day.sunset_ms is not None
    assert day.dusk_ms is not None
    assert 20 * MINUTE_MS < day.dusk_ms - day.sunset_ms < 32 * MINUTE_MS
    assert day.polar == ""


def test_after_last_light_the_next_one_is_tomorrow_s() -> None:
    """Asked in the evening, it is no time that has passed."""
    place, noon = Place(32, 30), ms("2026-11-20T10:00")
    today = last_light_ms(place, noon, "Etc/GMT-2")

    assert today is not None
    assert today == daylight_at(place, noon, "Etc/GMT-2").dusk_ms
    tomorrow = last_light_ms(place, today + HOUR_MS, "Etc/GMT-2")
    assert tomorrow is not None
    assert abs(tomorrow - today - DAY_MS) < 2 * MINUTE_MS


def test_no_last_light_in_a_white_night() -> None:
    """At 62 degrees in June the sun sets, but it does not get dark."""
    day = daylight(Place(25.0, 62.0), date(2026, 6, 21), "Europe/Helsinki")

    assert day.sunset_ms is not None
    assert day.dusk_ms is None
    assert last_light_ms(Place(25.0, 62.0), ms("2026-06-21T10:00"), "Europe/Helsinki") is None
