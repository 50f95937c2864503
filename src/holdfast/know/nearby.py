"""Which of many words are of a site, or of a place within a radius: all looked at together.

Distances are compared by their chords on the unit sphere, which order as the ways along it do.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from holdfast import facts as f
from holdfast.base.geo import EARTH_RADIUS_M

SLACK = 1e-9
"""Share by which a chord may come out too long; who asks looks again at what is found."""


class Nearby:
    """Sightings by where they are; more may be added up to the number that was made room for."""

    def __init__(self, room: int) -> None:
        self.n = 0
        self._at = np.empty((room, 3))
        self._reach2 = np.empty(room)
        self._of_site: dict[str, list[int]] = {}

    def add(self, seen: f.SightingReported) -> None:
        """One more; it has the next number, from 0."""
        self._at[self.n] = _unit(seen.at)
        self._reach2[self.n] = _chord2(seen.radius_m)
        if seen.site is not None:
            self._of_site.setdefault(seen.site, []).append(self.n)
        self.n += 1

    def within_theirs(self, seen: f.SightingReported) -> list[int]:
        """Those at its site, and those within whose own radius it lies, by number."""
        return self._found(seen.site, seen.at, self._reach2[: self.n])

    def within(self, at: f.Point | None, radius_m: float, site: str | None) -> list[int]:
        """Those at this site, and those within this radius of the place, by number."""
        return self._found(site, at, _chord2(radius_m))

    def _found(
        self, site: str | None, at: f.Point | None, reach2: NDArray[np.float64] | float
    ) -> list[int]:
        found = set(self._of_site.get(site or "", ()))
        if at is not None and self.n:
            away2 = ((self._at[: self.n] - _unit(at)) ** 2).sum(axis=1)
            found |= set(np.flatnonzero(away2 <= reach2).tolist())
        return sorted(found)


def nearby(words: Sequence[f.SightingReported]) -> Nearby:
    """All of these, numbered in their order."""
    made = Nearby(len(words))
    for word in words:
        made.add(word)
    return made


def _unit(at: f.Point) -> NDArray[np.float64]:
    lon, lat = np.radians(at.lon), np.radians(at.lat)
    return np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _chord2(reach_m: float) -> float:
    """The square of the chord of so many metres, a little longer; at least of one metre."""
    angle = min(max(reach_m, 1.0) / EARTH_RADIUS_M, np.pi)
    return float((2 * np.sin(angle / 2) * (1 + SLACK)) ** 2 + 1e-18)
