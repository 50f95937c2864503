"""What is met in passing along a line: the whole of it, and by the kilometre.

Law. The road kernel spreads an arc's hazard evenly over the arc, which is good enough to choose
by; the figures that people are told are summed over the very line that is passed, so a way that
uses a part of a long arc meets the hazard of that part.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from holdfast.base.geo import Place
from holdfast.know.risk import Field, line_hazard
from holdfast.plan.profile import line
from holdfast.plan.roads import F64, Roads, along_m
from holdfast.plan.ways import Way

STEP_M = 1000.0
MOST = 1e9
"""The largest figure that a fact holds (facts.words.Quantity); nobody survives a hazard near it."""


def true_hazard(danger: Field, roads: Roads, way: Way, mode: str) -> Way:
    """The way with the hazard of the very line that it follows."""
    met = line_hazard(danger, places(roads, way), mode)
    return replace(way, hazard=min(MOST, float(met.sum())))


def places(roads: Roads, way: Way) -> list[Place]:
    """A way's line, each point on the earth."""
    return [Place((lon + 180) % 360 - 180, lat) for lon, lat in line(roads, way)]


def leg_hazard(danger: Field, a: Place, b: Place) -> float:
    """Expected harmful contacts on the straight leg between two places, walked."""
    return min(MOST, float(line_hazard(danger, [a, b], "foot").sum()))


def by_km(points: Sequence[Place], met: F64) -> tuple[float, ...]:
    """What is met in each kilometre from the start; it adds up to all that is met.

    Args:
        points: of the line, n.
        met: expected harmful contacts on each of its n - 1 stretches.
    """
    at = np.array(points, np.float64).reshape(-1, 2)
    run = np.concatenate([[0.0], np.cumsum(along_m(at[:, 0], at[:, 1]))])
    if run[-1] <= 0:
        return ()
    so_far = np.concatenate([[0.0], np.cumsum(met)])
    marks = np.append(np.arange(0.0, run[-1], STEP_M), run[-1])
    return tuple(min(MOST, float(x)) for x in np.diff(np.interp(marks, run, so_far)))
