"""Sunrise, sunset and last light at a place on a day. 'No sunset' is an answer of its own.

Source: astral 3 (NOAA's solar equations); last light is the end of civil twilight, sun 6 degrees
below the horizon. Compared with USNO tables in tests/unit/plan/test_daylight.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Literal

from astral import Observer
from astral.sun import dawn, dusk, elevation, noon, sunrise, sunset

from holdfast.base.clock import DAY_MS, HOUR_MS
from holdfast.base.geo import Place
from holdfast.base.grid import local

Event = Callable[..., Any]
"""sunrise, sunset, dawn or dusk of astral."""
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
    observer = _observer(place)
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
    """The end of the daylight we are in or wait for: the next last light, whatever day it falls on.

    None where none comes within a day: the sun stays up (there is no dark to be home before), or
    stays down.
    """
    day = local(now_ms, zone).date()
    days = [day + timedelta(days=n) for n in (-1, 0, 1, 2)]
    coming = [at_ms for d in days for at_ms in _at(dusk, _observer(place), d)]
    soon = [at_ms for at_ms in coming if now_ms <= at_ms <= now_ms + DAY_MS + HOUR_MS]
    return min(soon, default=None)


def first_light_ms(place: Place, now_ms: int, zone: str) -> int | None:
    """The next first light, today's or tomorrow's; None where it comes on neither day."""
    for day in (0, 1):
        dawn_ms = daylight_at(place, now_ms + day * DAY_MS, zone).dawn_ms
        if dawn_ms is not None and dawn_ms > now_ms:
            return dawn_ms
    return None


def is_dark(place: Place, at_ms: int) -> bool:
    """Whether it lies between last and first light there: the sun below DUSK_DEG."""
    observer = _observer(place)
    at = datetime.fromtimestamp(at_ms / 1000, UTC)
    return bool(elevation(observer, at, with_refraction=False) < -DUSK_DEG)


def _on_day(event: Event, observer: Observer, day: date, zone: str) -> int | None:
    """The event's moment on that local day; where it comes twice on one day, the first."""
    found = (at_ms for n in (-1, 0, 1) for at_ms in _at(event, observer, day + timedelta(days=n)))
    return min((ms for ms in found if local(ms, zone).date() == day), default=None)


def _observer(place: Place) -> Observer:
    """Somebody standing there; at the very poles, where no hour angle is, 20 km off."""
    return Observer(latitude=max(-89.8, min(89.8, place.lat)), longitude=place.lon)


def _at(event: Event, observer: Observer, day: date) -> list[int]:
    """The event's moments on that solar day.

    astral finds one event a day by the clock it is given, and loses one that comes just after
    midnight where another comes just before the next. So it is asked by the sun's own clock, where
    that is rare, and by one that runs eight hours ahead, where it is at another time of year.
    """
    found = []
    for ahead_h in (0, 8):
        clock = timezone(timedelta(hours=round(observer.longitude / 15) + ahead_h))
        try:
            found.append(round(event(observer, date=day, tzinfo=clock).timestamp() * 1000))
        except ValueError:
            continue
    return found
