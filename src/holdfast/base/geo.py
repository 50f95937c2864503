"""Places on the earth. Degrees WGS 84, longitude first as in GeoJSON (RFC 7946, 3.1.1)."""

from collections.abc import Sequence
from itertools import pairwise
from math import asin, atan2, cos, degrees, hypot, inf, isfinite, radians, sin, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius (IUGG)."""
SHORT_LINE = 24
"""Places up to which a line is gone through sooner than put into arrays (measured)."""


AT_ONCE = 64
"""Places that are held to a line in one go: what is laid out for it stays small (assumed)."""


class Place(NamedTuple):
    """A point: longitude and latitude in degrees, WGS 84."""

    lon: float
    lat: float

    @property
    def on_earth(self) -> bool:
        """Whether both numbers are finite and within -180..180 and -90..90."""
        return (
            isfinite(self.lon)
            and isfinite(self.lat)
            and abs(self.lon) <= 180
            and abs(self.lat) <= 90
        )


def distance_m(a: Place, b: Place) -> float:
    """Great-circle metres between two places (haversine on the mean sphere; error under 0.6 %)."""
    dlat, dlon = radians(b.lat - a.lat), radians(b.lon - a.lon)
    h = sin(dlat / 2) ** 2 + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(dlon / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(h)))


def bearing_deg(a: Place, b: Place) -> float:
    """Initial bearing from `a` to `b` in degrees clockwise from north, 0..360."""
    dlon = radians(b.lon - a.lon)
    y = sin(dlon) * cos(radians(b.lat))
    x = cos(radians(a.lat)) * sin(radians(b.lat)) - sin(radians(a.lat)) * cos(radians(b.lat)) * cos(
        dlon
    )
    return degrees(atan2(y, x)) % 360


def offset(a: Place, east_m: float, north_m: float) -> Place:
    """The place so many metres east and north of `a` (flat earth; for some kilometres)."""
    dlat = degrees(north_m / EARTH_RADIUS_M)
    dlon = degrees(east_m / (EARTH_RADIUS_M * max(cos(radians(a.lat)), 1e-9)))
    return Place((a.lon + dlon + 180) % 360 - 180, max(-90.0, min(90.0, a.lat + dlat)))


def pack_line(places: Sequence[Place]) -> tuple[int, ...]:
    """A line as lon, lat of its first point and then the differences, in 1e-5 degrees (1.1 m)."""
    packed: list[int] = []
    lon = lat = 0
    for place in places:
        x, y = round(place[0] * 1e5), round(place[1] * 1e5)
        packed += (x - lon, y - lat)
        lon, lat = x, y
    return tuple(packed)


def unpack_line(packed: Sequence[int]) -> list[Place]:
    """The line that `pack_line` packed; an odd last number is ignored.

    A point off the earth comes back as the nearest one on it.
    """
    line: list[Place] = []
    lon = lat = 0
    for dx, dy in zip(packed[::2], packed[1::2], strict=False):
        lon, lat = lon + dx, lat + dy
        line.append(Place(max(-180.0, min(180.0, lon / 1e5)), max(-90.0, min(90.0, lat / 1e5))))
    return line


def along(line: Sequence[Place], fraction: float) -> tuple[Place, float]:
    """The place at this fraction of a line's length, and the heading there in degrees.

    `line` has at least one point; the fraction is clamped to 0..1.
    """
    lengths = [distance_m(a, b) for a, b in pairwise(line)]
    left = max(0.0, min(1.0, fraction)) * sum(lengths)
    for (a, b), length_m in zip(pairwise(line), lengths, strict=True):
        if left <= length_m and length_m > 0:
            f = left / length_m
            return Place(a[0] + (b[0] - a[0]) * f, a[1] + (b[1] - a[1]) * f), bearing_deg(a, b)
        left -= length_m
    heading = bearing_deg(line[-2], line[-1]) if len(line) > 1 else 0.0
    return Place(*line[-1]), heading


def nearest_m(place: Place, line: Sequence[Place] | NDArray[np.float64]) -> float:
    """Metres from a place to the nearest point of a line, between its places too.

    Flat earth at the place: good for some tens of kilometres. A line of nothing is infinitely far.
    """
    if len(line) > SHORT_LINE:
        return _nearest_of_many_m(place, line)
    per_deg = radians(1) * EARTH_RADIUS_M
    wide = per_deg * cos(radians(place.lat))
    flat = [
        (((lon - place.lon + 180) % 360 - 180) * wide, (lat - place.lat) * per_deg)
        for lon, lat in line
    ]
    nearest = min((hypot(x, y) for x, y in flat), default=inf)
    for (ax, ay), (bx, by) in pairwise(flat):
        dx, dy = bx - ax, by - ay
        squared = dx * dx + dy * dy
        if squared > 0:
            f = max(0.0, min(1.0, -(ax * dx + ay * dy) / squared))
            nearest = min(nearest, hypot(ax + f * dx, ay + f * dy))
    return nearest


def nearest_of_each_m(
    places: Sequence[Place], line: Sequence[Place] | NDArray[np.float64]
) -> list[float]:
    """As `nearest_m`, for many places at once."""
    if len(line) <= SHORT_LINE:
        return [nearest_m(place, line) for place in places]
    found: list[float] = []
    for first in range(0, len(places), AT_ONCE):
        found += _nearest_of_some_m(places[first : first + AT_ONCE], line)
    return found


def _nearest_of_some_m(
    places: Sequence[Place], line: Sequence[Place] | NDArray[np.float64]
) -> list[float]:
    """The arithmetic of `_nearest_of_many_m`, one row a place."""
    per_deg = radians(1) * EARTH_RADIUS_M
    lon, lat = np.asarray(line, dtype=float).T
    at_lon, at_lat = np.array(places, dtype=float).T[:, :, None]
    wide = np.array([[per_deg * cos(radians(place.lat))] for place in places])
    x = ((lon - at_lon + 180) % 360 - 180) * wide
    y = (lat - at_lat) * per_deg
    dx, dy = np.diff(x), np.diff(y)
    squared = dx * dx + dy * dy
    some = squared > 0
    part = -(x[:, :-1] * dx + y[:, :-1] * dy) / np.where(some, squared, 1.0)
    part = np.where(some, np.clip(part, 0.0, 1.0), 0.0)
    stretches = np.hypot(x[:, :-1] + part * dx, y[:, :-1] + part * dy).min(axis=1)
    ends = np.hypot(x[:, -1], y[:, -1])
    return [float(m) for m in np.minimum(stretches, ends)]


def _nearest_of_many_m(place: Place, line: Sequence[Place] | NDArray[np.float64]) -> float:
    """As `nearest_m`, in arrays."""
    per_deg = radians(1) * EARTH_RADIUS_M
    lon, lat = np.asarray(line, dtype=float).T
    x = ((lon - place.lon + 180) % 360 - 180) * (per_deg * cos(radians(place.lat)))
    y = (lat - place.lat) * per_deg
    dx, dy = np.diff(x), np.diff(y)
    squared = dx * dx + dy * dy
    some = squared > 0
    part = -(x[:-1] * dx + y[:-1] * dy) / np.where(some, squared, 1.0)
    part = np.where(some, np.clip(part, 0.0, 1.0), 0.0)
    stretches = np.hypot(x[:-1] + part * dx, y[:-1] + part * dy)
    return float(min(stretches.min(), hypot(x[-1], y[-1])))
