"""The hazard field of one moment: expected harmful contacts along a line and at a place.

Laws. Circles with a rate, cut loose from the State; what is met along straight pieces is exact for
circles of any size. Source of the figures in MODE_EXPOSURE: assumed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from holdfast.base.geo import EARTH_RADIUS_M, Place

Floats = NDArray[np.float64]
BACKGROUND_PER_KM = 2e-5
"""Expected harmful contacts per team-kilometre where nothing is known; gamma of shape 0.2.

Source: WFP, Darfur, January to April 2008, one of the worst roads on record: 60 hijacked trucks in
about 6,600 loaded trips of 1,300 km is 7e-6; US fuel convoys 2007 about 3e-6; ours lies above both,
since small teams are not convoys. Low confidence.
"""
MODE_EXPOSURE = {"foot": 1.0, "car": 0.6, "truck": 0.8}
"""How much of a kilometre's hazard a mode meets: faster, but seen from further off (assumed)."""
EDGE = 1.5
"""The hazard falls linearly from full at the radius to nothing at EDGE radii (assumed)."""
SEARCH_KM_PER_H = 1.5
"""An hour spent at a site counts as so many kilometres walked there (assumed)."""
SHORT_M = 1e-3
"""A piece of a line shorter than this has no direction."""


class Round(Protocol):
    """Whatever has a place and a radius: a threat."""

    @property
    def place(self) -> Place: ...

    @property
    def radius_m(self) -> float: ...


MOST_AT_ONCE = 20_000
"""Pairs of a threat and a piece that are weighed in one go: the arrays of them stay in the cache
(assumed)."""

Threats = int | NDArray[np.int64]
"""One threat's number, or a column of (k, 1) of them."""


@dataclass(frozen=True, slots=True)
class Field:
    """The hazard field of one moment: circles with a rate, cut loose from the State.

    Attributes:
        lon, lat: (k,) degrees. radius_m: (k,). per_km: (k,) belief times rate.
    """

    lon: Floats
    lat: Floats
    radius_m: Floats
    per_km: Floats

    def at(self, lon: Floats, lat: Floats) -> Floats:
        """Expected harmful contacts per kilometre on foot at each of (n,) places."""
        rate = np.full(len(lon), BACKGROUND_PER_KM)
        for k in range(len(self.lon)):
            rate += self.per_km[k] * _weight(self, k, lon, lat)
        return rate

    def along(self, start: Floats, end: Floats) -> Floats:
        """The mean of `at` along each of n straight pieces, exact for circles of any size.

        Args:
            start, end: (n, 2) longitude and latitude of the pieces' ends.
        """
        rate = np.full(len(start), BACKGROUND_PER_KM)
        near = _within_reach(self, start, end)
        at_once = max(1, MOST_AT_ONCE // max(1, len(start)))
        for i in range(0, len(near), at_once):
            some = np.array(near[i : i + at_once])
            for k, mean in zip(some, _mean_weight(self, some[:, None], start, end), strict=True):
                rate += self.per_km[k] * mean
        return rate

    def site(self, place: Place, hours: float) -> float:
        """Expected harmful contacts in so many hours of search at a place."""
        rate = self.at(np.array([place.lon]), np.array([place.lat]))[0]
        return float(rate) * SEARCH_KM_PER_H * hours


def _within_reach(field: Field, start: Floats, end: Floats) -> list[int]:
    """Threats that may reach into the box round all pieces; all of them where it spans a turn."""
    if not len(start) or not len(field.lon):
        return []
    lon, lat = np.append(start[:, 0], end[:, 0]), np.append(start[:, 1], end[:, 1])
    low, high = np.array([lon.min(), lat.min()]), np.array([lon.max(), lat.max()])
    if high[0] - low[0] > 90 or max(abs(low[0]), abs(high[0])) > 179 or np.abs(lat).max() > 85:
        return list(range(len(field.lon)))
    reach = EDGE * np.maximum(field.radius_m, 1.0) / (EARTH_RADIUS_M * np.pi / 180) * 1.01
    wide = reach / np.cos(np.radians(np.minimum(85.0, np.abs(lat).max() + reach)))
    near = (field.lon >= low[0] - wide) & (field.lon <= high[0] + wide)
    near &= (field.lat >= low[1] - reach) & (field.lat <= high[1] + reach)
    turned = np.abs(field.lon) > 179
    return [int(k) for k in np.flatnonzero(near | turned)]


def _weight(field: Field, k: Threats, lon: Floats, lat: Floats) -> Floats:
    """1 inside the radius, 0 beyond EDGE radii, linear between; flat earth at the threat."""
    east, north = _metres_from(field, k, lon, lat)
    far = np.hypot(east, north) / _radius_m(field, k)
    inside: Floats = np.clip((EDGE - far) / (EDGE - 1), 0.0, 1.0)
    return inside


def _radius_m(field: Field, k: Threats) -> Floats:
    """A threat's radius; a point counts as a metre."""
    radius: Floats = np.maximum(field.radius_m[k], 1.0)
    return radius


def _metres_from(field: Field, k: Threats, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Metres east and north of a threat; the line of 180 degrees is no border."""
    per_deg = EARTH_RADIUS_M * np.pi / 180
    turn = (lon - field.lon[k] + 180) % 360 - 180
    return turn * per_deg * np.cos(np.radians(field.lat[k])), (lat - field.lat[k]) * per_deg


def _mean_weight(field: Field, k: Threats, start: Floats, end: Floats) -> Floats:
    """The mean of `_weight` along straight pieces, by its antiderivative.

    1. Where each piece begins and ends along its own line, from the foot of the perpendicular.
    2. Pieces that pass by have none. 3. One too short to have a direction has its beginning's.
    """
    x, y = _metres_from(field, k, start[:, 0], start[:, 1])
    per_deg = EARTH_RADIUS_M * np.pi / 180
    dx = ((end[:, 0] - start[:, 0] + 180) % 360 - 180) * per_deg
    dx = dx * np.cos(np.radians(field.lat[k]))
    dy = (end[:, 1] - start[:, 1]) * per_deg
    length, radius = np.hypot(dx, dy), _radius_m(field, k)
    mean = _weight(field, k, start[:, 0], start[:, 1])
    near = np.hypot(x + dx / 2, y + dy / 2) <= EDGE * radius + length / 2
    some = np.nonzero(near & (length > SHORT_M))
    x, y, dx, dy, length, radius = (
        np.broadcast_to(v, near.shape)[some] for v in (x, y, dx, dy, length, radius)
    )
    at = (x * dx + y * dy) / length
    aside = np.abs(x * dy - y * dx) / length
    mean[some] = (_run(at + length, aside, radius) - _run(at, aside, radius)) / length
    return mean


def _run(at: Floats, aside: Floats, radius: Floats) -> Floats:
    """The integral of the weight from the foot of the perpendicular to `at`, `aside` off it."""
    full = np.sqrt(np.maximum(radius**2 - aside**2, 0.0))
    none = np.sqrt(np.maximum((EDGE * radius) ** 2 - aside**2, 0.0))
    far = np.clip(np.abs(at), full, none)
    slope = EDGE * (far - full) - (_away(far, aside) - _away(full, aside)) / radius
    run: Floats = np.sign(at) * (np.minimum(np.abs(at), full) + slope / (EDGE - 1))
    return run


def _away(at: Floats, aside: Floats) -> Floats:
    """The integral of the distance hypot(t, aside) for t from 0 to `at`."""
    off = np.maximum(aside, 1e-9)
    area: Floats = (at * np.hypot(at, off) + off**2 * np.arcsinh(at / off)) / 2
    return area


def line_hazard(field: Field, line: Sequence[Place], mode: str) -> Floats:
    """Expected harmful contacts on each of the n-1 stretches of a line of n places, exact."""
    if len(line) < 2:
        return np.zeros(0)
    start, end, km = _stretches(line)
    return field.along(start, end) * km * MODE_EXPOSURE[mode]


def lines_met(field: Field, lines: Sequence[Sequence[Place]], mode: str) -> list[Floats]:
    """As `line_hazard` for each of several lines, reckoned together: much sooner."""
    parts = [_stretches(line) for line in lines if len(line) > 1]
    if not parts:
        return [np.zeros(0) for _ in lines]
    starts, ends, km = (np.concatenate([part[i] for part in parts]) for i in range(3))
    met = field.along(starts, ends) * km * MODE_EXPOSURE[mode]
    sizes = [max(0, len(line) - 1) for line in lines]
    return np.split(met, np.cumsum(sizes[:-1]))


def lines_hazard(field: Field, lines: Sequence[Sequence[Place]], mode: str) -> list[float]:
    """Expected harmful contacts along each of several lines."""
    return [float(met.sum()) for met in lines_met(field, lines, mode)]


def km_inside(line: Sequence[Place], threat: Round) -> float:
    """Kilometres of a line within a threat, weighted as the hazard field weights them, exact."""
    if len(line) < 2:
        return 0.0
    start, end, km = _stretches(line)
    alone = Field(*(np.array([x]) for x in (*threat.place, threat.radius_m, 1.0)))
    return float(_mean_weight(alone, 0, start, end) @ km)


def km_by_threat(line: Sequence[Place], feared: Sequence[Round]) -> tuple[Floats, Floats]:
    """Kilometres of each of the n-1 stretches of a line, and of them within each of k threats.

    Returns:
        (n-1,) and (n-1, k); within is weighted as the hazard field weights it, exactly.
    """
    if len(line) < 2:
        return np.zeros(0), np.zeros((0, len(feared)))
    start, end, km = _stretches(line)
    alone = [Field(*(np.array([x]) for x in (*t.place, t.radius_m, 1.0))) for t in feared]
    inside = [_mean_weight(one, 0, start, end) * km for one in alone]
    return km, np.array(inside).reshape(len(feared), len(km)).T


def weight_at(place: Place, threat: Round) -> float:
    """How much of a threat's rate holds at a place: 1 inside, falling to 0."""
    alone = Field(*(np.array([x]) for x in (*threat.place, threat.radius_m, 1.0)))
    return float(_weight(alone, 0, np.array([place.lon]), np.array([place.lat]))[0])


def _stretches(line: Sequence[Place]) -> tuple[Floats, Floats, Floats]:
    """Where each straight stretch of a line begins and ends, and its great-circle kilometres."""
    points = np.array(line, dtype=np.float64)
    start, end = points[:-1], points[1:]
    a, b = np.radians(start), np.radians(end)
    h = np.sin((b - a)[:, 1] / 2) ** 2
    h += np.cos(a[:, 1]) * np.cos(b[:, 1]) * np.sin((b - a)[:, 0] / 2) ** 2
    return start, end, 2 * EARTH_RADIUS_M / 1000 * np.arcsin(np.sqrt(np.clip(h, 0.0, 1.0)))
