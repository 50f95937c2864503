"""A front thinned to the few ways among which a person can choose.

Laws. Every way that is left is one of the front's. The fastest and the safest always stay. The
same front gives the same choice.
"""

from collections.abc import Sequence

import numpy as np

from holdfast.plan.roads.arrays import F64, Roads
from holdfast.plan.ways.shared import covered, shared_m
from holdfast.plan.ways.ways import Way

FEW, MANY = 5, 9
"""Nobody chooses among more than MANY; below FEW a choice may hide something (planner notes)."""

GAP = 0.08
"""Beyond FEW, a way must lie this far from the others on a front scaled to 1 by 1 (assumed)."""

ALIKE = 0.03
"""Ways within this part of both costs feel the same (assumed)..."""

SAME_ROADS = 0.85
"""...and are the same where they share this part of the shorter one's length (assumed)."""


def spread(
    roads: Roads, front: Sequence[Way], *, few: int = FEW, many: int = MANY
) -> tuple[Way, ...]:
    """Up to `many` ways spread over a front, in its order.

    1. Take the fastest and the safest.
    2. Take the way that lies farthest from all taken, each cost scaled to the front's own width;
       leave out one that is nearly the same as a taken one, in costs and in roads.
    3. Go on to `few`, and from there to `many` as long as there are gaps.

    Args:
        roads: the map.
        front: ways of which none betters another, fastest first.
        few, many: how many are wanted, at least 2.
    """
    if len(front) <= 2:
        return tuple(front)
    at = _scaled(front)
    taken = [0, len(front) - 1]
    far = np.minimum(_distance(at, at[0]), _distance(at, at[-1]))
    while len(taken) < many:
        i = int(np.argmax(far))
        if far[i] <= 0 or (len(taken) >= few and far[i] < GAP):
            break
        if any(_nearly_same(roads, front[i], front[j]) for j in taken):
            far[i] = 0.0
            continue
        taken.append(i)
        far = np.minimum(far, _distance(at, at[i]))
    return tuple(front[i] for i in sorted(taken))


def _scaled(front: Sequence[Way]) -> F64:
    """Time and hazard of each way, 0..1 over the front."""
    costs = np.array([(way.time_s, way.hazard) for way in front])
    low, width = costs.min(axis=0), np.ptp(costs, axis=0)
    scaled: F64 = (costs - low) / np.where(width > 0, width, 1.0)
    return scaled


def _distance(at: F64, one: F64) -> F64:
    """How far each point lies from one."""
    distance: F64 = np.hypot(at[:, 0] - one[0], at[:, 1] - one[1])
    return distance


def _nearly_same(roads: Roads, a: Way, b: Way) -> bool:
    """Whether two ways cost nearly the same and mostly follow the same roads."""
    for one, other in ((a.time_s, b.time_s), (a.hazard, b.hazard)):
        if abs(one - other) > ALIKE * max(one, other):
            return False
    shorter, longer = sorted((a, b), key=lambda way: way.length_m)
    return shared_m(roads, shorter, covered(roads, [longer])) >= SAME_ROADS * shorter.length_m
