"""What is met in passing along a line: the whole of it, and by the kilometre.

Law. The road kernel spreads an arc's hazard evenly over the arc, which is good enough to choose
by; the figures that people are told are summed over the very line that is passed, so a way that
uses a part of a long arc meets the hazard of that part.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from holdfast.base.geo import Place
from holdfast.know.hazard import Field, lines_hazard
from holdfast.plan.kilometres import MOST
from holdfast.plan.roads.arrays import KINDS, SURFACES, Roads
from holdfast.plan.ways.profile import line
from holdfast.plan.ways.ways import Way

UNPAVED = [SURFACES.index(s) for s in ("compacted", "gravel", "ground", "sand", "mud", "snow")]
ROUGH_KINDS = [KINDS.index(k) for k in ("track", "path", "bridleway")]


def true_hazard(danger: Field, roads: Roads, way: Way, mode: str) -> Way:
    """The way with the hazard of the very line that it follows."""
    return true_hazards(danger, roads, [way], mode)[0]


def true_hazards(danger: Field, roads: Roads, ways: Sequence[Way], mode: str) -> list[Way]:
    """Each way with the hazard of the very line that it follows."""
    met = lines_hazard(danger, [places(roads, way) for way in ways], mode)
    return [replace(way, hazard=min(MOST, h)) for way, h in zip(ways, met, strict=True)]


def places(roads: Roads, way: Way) -> list[Place]:
    """A way's line, each point on the earth."""
    return [Place((lon + 180) % 360 - 180, lat) for lon, lat in line(roads, way)]


def legs_hazard(danger: Field, legs: Sequence[tuple[Place, Place]]) -> list[float]:
    """Expected harmful contacts on each straight leg between two places, walked."""
    return [min(MOST, h) for h in lines_hazard(danger, legs, "foot")]


def unpaved_m(roads: Roads, way: Way) -> float:
    """Metres of a way on ground that is not paved; a track or path of which nothing else is said
    counts as such."""
    arcs = np.array(way.arcs, np.int64)
    used = np.ones(len(arcs))
    used[-1] = way.end_fraction
    used[0] -= way.start_fraction
    surface, kind = roads.surface[arcs], roads.kind[arcs]
    rough = np.isin(surface, UNPAVED) | ((surface == 0) & np.isin(kind, ROUGH_KINDS))
    return float((roads.length_m[arcs] * used)[rough].sum())
