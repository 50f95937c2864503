"""Sunrise, sunset and last light at a place on a day. 'No sunset' is an answer of its own.

Source: astral 3 (NOAA's solar equations); last light is the end of civil twilight, sun 6 degrees
below the horizon. Compared with USNO tables in tests/unit/test_daylight.py.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from astral import Observer
from astral.sun import dawn, dusk, elevation, noon, sunrise, sunset

from holdfast.base.clock import DAY_MS
from holdfast.base.geo import Place
from holdfast.base.grid import local

DUSK_DEG = 6.0
"""How far the sun lies below the horizon at the end of civil twilight."""


@dataclass(frozen=True, slots=True)
class Daylight:
    """One local day's light. A time is None where the sun does not do that on the day.

    Attributes:
        dawn_ms, dusk_ms: first and last light (civil twilight).
        polar: "day" when the sun stays up, "night" when it stays down, else empty.
    """

    dawn_ms: int | None
    sunrise_ms: int | None
    sunset_ms: int | None
    dusk_ms: int | None
    polar: Literal["", "day", "night"]


def daylight(place: Place, day: date, zone: str) -> Daylight:
    """The light of that calendar day on the clocks of `zone`."""
    observer = Observer(latitude=max(-89.8, min(89.8, place.lat)), longitude=place.lon)
    rise, fall = (_on_day(fn, observer, day, zone) for fn in (sunrise, sunset))
    first, last = (_on_day(fn, observer, day, zone) for fn in (dawn, dusk))
    polar: Literal["", "day", "night"] = ""
    if rise is None and fall is None:
        polar = "day" if elevation(observer, noon(observer, day)) > 0 else "night"
    return Daylight(first, rise, fall, last, polar)


def daylight_at(place: Place, now_ms: int, zone: str) -> Daylight:
    """The light of the calendar day that `now_ms` falls on."""
    return daylight(place, local(now_ms, zone).date(), zone)


def last_light_ms(place: Place, now_ms: int, zone: str) -> int | None:
    """The end of the daylight we are in or wait for: today's last light, tomorrow's after it.

    None where the sun stays up (there is no dark to be home before), or stays down.
    """
    today = daylight_at(place, now_ms, zone)
    if today.dusk_ms is not None and today.dusk_ms < now_ms:
        return daylight_at(place, now_ms + DAY_MS, zone).dusk_ms
    return today.dusk_ms


def first_light_ms(place: Place, now_ms: int, zone: str) -> int | None:
    """The next first light; None where the sun does not rise so far today or tomorrow."""
    for day in (0, DAY_MS, 2 * DAY_MS):
        dawn_ms = daylight_at(place, now_ms - DAY_MS + day, zone).dawn_ms
        if dawn_ms is not None and dawn_ms > now_ms:
            return dawn_ms
    return None


def is_dark(place: Place, at_ms: int) -> bool:
    """Whether the sun stands more than 6 degrees below the horizon: between last and first light."""
    observer = Observer(latitude=max(-89.8, min(89.8, place.lat)), longitude=place.lon)
    at = datetime.fromtimestamp(at_ms / 1000, UTC)
    return bool(elevation(observer, at, with_refraction=False) < -DUSK_DEG)


def _on_day(event, observer: Observer, day: date, zone: str) -> int | None:  # type: ignore[no-untyped-def]
    """The event's moment on that local day, tried on the neighbouring UTC days too."""
    for shift in (0, -1, 1):
        try:
            at: datetime = event(observer, date=day + timedelta(days=shift), tzinfo=UTC)
        except ValueError:
            continue
        at_ms = round(at.timestamp() * 1000)
        if local(at_ms, zone).date() == day:
            return at_ms
    return None
