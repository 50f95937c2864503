"""Measuring raw roads and hazards in plain floats, for the checker alone.

Law. Nothing here is shared with the search: where that integrates, this samples.
"""

from itertools import pairwise
from math import cos, hypot, radians

import numpy as np

from holdfast.base.geo import Place, distance_m
from holdfast.know.hazard import BACKGROUND_PER_KM, EDGE, Field
from holdfast.plan.roads.arrays import F64, Roads, shape
from holdfast.plan.ways.ways import Way

PER_DEG_M = 111_195.08
"""Metres in a degree of the mean sphere."""
STEPS = 64
"""Samples over the part of a piece that a threat may reach: good to a part in a thousand."""


def points_of(roads: Roads, arc: int) -> list[Place]:
    lon, lat = shape(roads, arc)
    return [Place(float(x), float(y)) for x, y in zip(lon, lat, strict=True)]


def _metres(at: Place, origin: Place) -> tuple[float, float]:
    """Metres east and north of an origin, on a flat earth around it."""
    turn = (at.lon - origin.lon + 180) % 360 - 180
    return turn * PER_DEG_M * cos(radians(origin.lat)), (at.lat - origin.lat) * PER_DEG_M


def away_m(a: Place, b: Place, place: Place) -> float:
    """Metres from a place to the nearest point of a straight piece."""
    t = _foot(a, b, place)
    x, y = _metres(Place(a.lon + (b.lon - a.lon) * t, a.lat + (b.lat - a.lat) * t), place)
    return hypot(x, y)


def _foot(a: Place, b: Place, place: Place) -> float:
    """How far along a piece, 0..1, the point nearest to a place lies."""
    (ax, ay), (bx, by) = _metres(a, place), _metres(b, place)
    dx, dy = bx - ax, by - ay
    square = dx * dx + dy * dy
    return max(0.0, min(1.0, -(ax * dx + ay * dy) / square)) if square > 0 else 0.0


def used(way: Way, i: int) -> float:
    """The part of the way's i-th arc that it uses."""
    start = way.start_fraction if i == 0 else 0.0
    end = way.end_fraction if i == len(way.arcs) - 1 else 1.0
    return end - start


def line_of(roads: Roads, way: Way) -> list[Place]:
    """The points that a way passes, cut arc by arc at the parts that it uses."""
    points: list[Place] = []
    for i, arc in enumerate(way.arcs):
        start = way.start_fraction if i == 0 else 0.0
        end = start + used(way, i)
        whole = points_of(roads, arc)
        lengths = [distance_m(a, b) for a, b in pairwise(whole)]
        low, high, at_m = start * sum(lengths), end * sum(lengths), 0.0
        for (a, b), length_m in zip(pairwise(whole), lengths, strict=True):
            for mark in (max(low, at_m), min(high, at_m + length_m)):
                if at_m <= mark <= at_m + length_m and low <= mark <= high:
                    t = (mark - at_m) / length_m if length_m > 0 else 0.0
                    points.append(Place(a.lon + (b.lon - a.lon) * t, a.lat + (b.lat - a.lat) * t))
            at_m += length_m
    return points or points_of(roads, way.arcs[0])[:1]


def met_along(danger: Field, line: list[Place]) -> float:
    """Expected contacts in walking a line, threat by threat, each sampled where it is near."""
    length_m = np.array([distance_m(a, b) for a, b in pairwise(line)])
    total = float(length_m.sum()) / 1000 * BACKGROUND_PER_KM
    for k in _near(danger, line):
        total += _met_of(danger, k, line, length_m)
    return total


def _near(danger: Field, line: list[Place]) -> list[int]:
    """Threats that the line may come within reach of: those near the circle round all of it."""
    if not line:
        return []
    middle = line[len(line) // 2]
    far_m = max(distance_m(middle, place) for place in line)
    found = []
    for k in range(len(danger.lon)):
        centre = Place(float(danger.lon[k]), float(danger.lat[k]))
        reach_m = EDGE * max(float(danger.radius_m[k]), 1.0)
        if distance_m(middle, centre) <= 1.02 * (far_m + reach_m) + 100.0:
            found.append(k)
    return found


def _met_of(danger: Field, k: int, line: list[Place], length_m: F64) -> float:
    """One threat along a line: STEPS samples over the part of each piece that it may reach."""
    radius_m = max(float(danger.radius_m[k]), 1.0)
    reach_m = EDGE * radius_m
    # 1. Metres from its centre to the ends of each piece, and the part of it that it may reach.
    turn = (np.array([p.lon for p in line]) - float(danger.lon[k]) + 180) % 360 - 180
    x = turn * PER_DEG_M * cos(radians(float(danger.lat[k])))
    y = (np.array([p.lat for p in line]) - float(danger.lat[k])) * PER_DEG_M
    dx, dy = np.diff(x), np.diff(y)
    square = np.maximum(dx * dx + dy * dy, 1e-12)
    foot = -(x[:-1] * dx + y[:-1] * dy) / square
    aside = np.hypot(x[:-1] + foot * dx, y[:-1] + foot * dy)
    half = np.sqrt(np.maximum(reach_m**2 - aside**2, 0.0) / square)
    low, high = np.clip(foot - half, 0.0, 1.0), np.clip(foot + half, 0.0, 1.0)
    near = np.flatnonzero((length_m > 0) & (aside <= reach_m) & (low < high))
    # 2. Samples there.
    low, high, dx, dy, length_m = (of[near] for of in (low, high, dx, dy, length_m))
    t = low[:, None] + (high - low)[:, None] * (np.arange(STEPS) + 0.5) / STEPS
    far = np.hypot(x[near, None] + t * dx[:, None], y[near, None] + t * dy[:, None]) / radius_m
    share = np.clip((EDGE - far) / (EDGE - 1), 0.0, 1.0).mean(axis=1)
    return float(danger.per_km[k]) * float(share @ ((high - low) * length_m)) / 1000


def rate_at(danger: Field, place: Place) -> float:
    """Expected contacts per kilometre on foot at a place, threat by threat."""
    return BACKGROUND_PER_KM + sum(_rate_of(danger, k, place) for k in range(len(danger.lon)))


def _rate_of(danger: Field, k: int, place: Place) -> float:
    """The share of one threat."""
    x, y = _metres(place, Place(float(danger.lon[k]), float(danger.lat[k])))
    far = hypot(x, y) / max(float(danger.radius_m[k]), 1.0)
    return float(danger.per_km[k]) * max(0.0, min(1.0, (EDGE - far) / (EDGE - 1)))
