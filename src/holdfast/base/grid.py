"""How places and times are written: MGRS grouped for reading aloud, date-time groups, clock times.

Sources: MGRS as in NGA.STND.0037; date-time group DDHHMMZ MON YY as in ACP 121.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from mgrs import MGRS

from holdfast.base.errors import Refused
from holdfast.base.geo import Place

MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
ZONE_LETTERS = dict(zip(range(-12, 13), "YXWVUTSRQPONZABCDEFGHIKLM", strict=True))
"""UTC offset in whole hours to the zone's letter; J is not used for a zone."""

LAST_MS = 60_000_000_000_000
"""Early in the year 3871, and as long before 1970: no time beyond is told from these (assumed)."""

NEAR_EQUATOR_DEG = 1e-7
"""A centimetre south of the equator the library's northing overflows; such a place is on it."""


def mgrs(place: Place, digits: int = 4) -> str:
    """The place in MGRS, grouped: "34R GQ 1234 5678" (digits=4 is 10 m).

    A place off the earth is written as the nearest one on it.
    """
    lon, lat = max(-180.0, min(180.0, place.lon)), max(-90.0, min(90.0, place.lat))
    lat = 0.0 if abs(lat) < NEAR_EQUATOR_DEG else lat
    raw = MGRS().toMGRS(lat, lon, MGRSPrecision=digits).strip()
    head = len(raw) - 2 * digits
    return f"{raw[: head - 2]} {raw[head - 2 : head]} {raw[head : head + digits]} {raw[-digits:]}"


def from_mgrs(text: str) -> Place:
    """The place that an MGRS string names, spaces allowed.

    Raises:
        Refused: it is no MGRS.
    """
    packed = "".join(text.upper().split())
    if not 5 <= len(packed) <= 15 or not packed.isascii() or not packed.isalnum():
        raise Refused(f"'{text}' is not an MGRS grid.")
    try:
        lat, lon = MGRS().toLatLon(packed)
    except Exception as exc:  # the library raises its own bare RuntimeError
        raise Refused(f"'{text}' is not an MGRS grid.") from exc
    return Place(lon, lat)


NO_PLACE = frozenset({"Factory", "localtime"})
"""In the time zone database, and the time of no place: a browser does not know them."""


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones()) - NO_PLACE


def known_zone(name: str) -> bool:
    """Whether the time zone database has a zone of this name; no other file is looked at."""
    return name in _zones()


@cache
def zone_of(name: str) -> ZoneInfo:
    """The IANA time zone of this name; UTC for a name that nobody knows."""
    try:
        return ZoneInfo(name if known_zone(name) else "Etc/UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("Etc/UTC")


def local(ms: int, zone: str) -> datetime:
    """This moment on the room's clocks, within the years that LAST_MS bounds."""
    within = max(-LAST_MS, min(LAST_MS, ms))
    return datetime.fromtimestamp(within / 1000, UTC).astimezone(zone_of(zone))


def clock_words(ms: int | None, zone: str) -> str:
    """'15:02', or an en dash where there is no time."""
    return "\N{EN DASH}" if ms is None else f"{local(ms, zone):%H:%M}"


def date_words(ms: int, zone: str, now_ms: int | None = None) -> str:
    """'1 May 2025'; the year is left out where it is this year's, `now_ms` being now."""
    at = local(ms, zone)
    year = "" if now_ms is not None and at.year == local(now_ms, zone).year else f" {at.year}"
    return f"{at.day} {at:%b}{year}"


def dtg(ms: int, zone: str) -> str:
    """Date-time group with zone letter: "201502B NOV 26"; half-hour zones are written J (local)."""
    at = local(ms, zone)
    offset = at.utcoffset() or timedelta()
    hours, rest = divmod(offset.total_seconds(), 3600)
    letter = ZONE_LETTERS.get(int(hours), "J") if rest == 0 else "J"
    return f"{at:%d%H%M}{letter} {MONTHS[at.month - 1]} {at:%y}"


def span_words(ms: int) -> str:
    """A stretch of time in words: '45 s', '12 min', '2 h 05 min', '3 d 4 h'."""
    s = abs(ms) // 1000
    if s < 60:
        return f"{s} s"
    if s < 3600:
        return f"{s // 60} min"
    if s < 86_400:
        return f"{s // 3600} h {s % 3600 // 60:02d} min"
    return f"{s // 86_400} d {s % 86_400 // 3600} h"
