"""What is met in each kilometre of a line; apart, for a room that only shows asks for it too."""

from collections.abc import Sequence

import numpy as np

from holdfast.base.geo import Place
from holdfast.plan.roads.arrays import F64, along_m

STEP_M = 1000.0
MOST = 1e9
"""The largest figure that a fact holds (facts.words.Quantity); nobody survives a hazard near it."""


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
