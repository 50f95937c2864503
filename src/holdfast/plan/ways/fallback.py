"""Ways that keep off other ways: the fallback home, and a way back that differs from the way out.

Laws. Without limits, the way that is given shares the fewest metres with what it keeps off
(exactly, in SHARED_UNIT_M); among those that share as few, it is the cheapest. With limits, it is
the one that shares least of those that keep them, among all that no other betters in both shared
length and cost. Where nothing else is left, it shares, and says how much.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from holdfast.plan.roads.arrays import I64
from holdfast.plan.roads.chains import TICK_S, Chains, sums
from holdfast.plan.roads.field import MAX_ARC_HAZARD, Field
from holdfast.plan.roads.points import RoadPoint, Stretch, point_on
from holdfast.plan.ways.boa import MAX_LABELS
from holdfast.plan.ways.shared import Covered, common_m, covered, shared_m
from holdfast.plan.ways.ways import Way, each_way, look, measured

SHARED_UNIT_M = 0.1
"""Shared lengths are searched in these."""

CONTACT_S = 36_000.0
"""Seconds that people would walk round to be spared one expected contact (assumed: ten hours)."""

MAX_ARC_TICKS = 1e10
"""What one arc may cost at most: keeps sums over a million arcs far from overflow."""


@dataclass(frozen=True, slots=True)
class Apart:
    """A way that keeps off others.

    Attributes:
        way: the way.
        shared_m: metres that it has in common with them.
    """

    way: Way
    shared_m: float


def fallback(
    field: Field,
    start: RoadPoint,
    goal: RoadPoint,
    away_from: Sequence[Way],
    *,
    within_s: float = inf,
    within_hazard: float = inf,
    within_m: float = inf,
    contact_s: float = CONTACT_S,
    max_labels: int = MAX_LABELS,
) -> Apart | None:
    """The way that shares least with others, or None when the goal cannot be reached.

    1. Look for every way that no other betters in both shared length and cost, the cost being
       its time plus its hazard at `contact_s` a contact.
    2. Take the one that shares least among those within the limits; failing that, the cheapest.

    Args:
        field: the chains under the hazards of the moment.
        start: where it begins: the site, or any point on the way (`along`).
        goal: home or an extraction point.
        away_from: the ways out and back that it is to keep off.
        within_s, within_hazard: limits of what it may cost.
        within_m: how long it can be: what is longer is no way at all, as where a tank runs dry.
        contact_s: seconds of detour worth one expected contact.
        max_labels: where the search stops; the way then says that it is not complete.
    """
    roads = field.chains.roads
    kept_off = covered(roads, away_from)
    way = None
    for one in _choices(field, start, goal, kept_off, contact_s, max_labels):
        if one.length_m > within_m:
            continue
        way = one
        if way.time_s <= within_s and way.hazard <= within_hazard:
            break
    return None if way is None else Apart(way, shared_m(roads, way, kept_off))


def back(
    field: Field, start: RoadPoint, goal: RoadPoint, out: Way, usual: Way, slack: float = 0.15
) -> Apart:
    """A way back that differs from the way out where that costs little, so that routes vary.

    Args:
        field: the chains under the hazards of the moment.
        start: the site.
        goal: home.
        out: the way out.
        usual: the way back that would be taken if nobody minded.
        slack: part of its time and of its hazard that may be added (assumed).
    """
    roads = field.chains.roads
    # 1. What the usual way costs in this field, and with that the limits.
    here = measured(field, usual.arcs, usual.start_fraction, usual.end_fraction)
    within_s, within_hazard = here.time_s * (1 + slack), here.hazard * (1 + slack)
    found = fallback(
        field,
        start,
        goal,
        [out],
        within_s=within_s,
        within_hazard=within_hazard,
        contact_s=here.time_s / here.hazard if here.hazard > 0 else CONTACT_S,
    )
    # 2. The usual way stays where no other shares less within the limits.
    as_usual = Apart(usual, shared_m(roads, usual, covered(roads, [out])))
    if found is None or found.shared_m >= as_usual.shared_m:
        return as_usual
    dear = found.way.time_s > within_s or found.way.hazard > within_hazard
    return as_usual if dear else found


def along(chains: Chains, way: Way, at_m: float) -> RoadPoint:
    """The road point so many metres along a way, at its ends where that is off it."""
    left_m, final = max(0.0, at_m), len(way.arcs) - 1
    for i, arc in enumerate(way.arcs):
        a = way.start_fraction if i == 0 else 0.0
        b = way.end_fraction if i == final else 1.0
        whole_m = float(chains.roads.length_m[arc])
        if left_m <= (b - a) * whole_m or i == final:
            step = left_m / whole_m if whole_m > 0 else 0.0
            return point_on(chains, arc, min(b, a + step))
        left_m -= (b - a) * whole_m
    raise AssertionError("a way has at least one arc")


def _choices(
    field: Field,
    start: RoadPoint,
    goal: RoadPoint,
    kept_off: Covered,
    contact_s: float,
    max_labels: int,
) -> Iterator[Way]:
    """Every way that no other betters in (shared length, cost), the one that shares least first."""
    chains = field.chains
    arc_shared, arc_cost = _of_road_arcs(field, kept_off, contact_s)
    shared = sums(arc_shared[chains.net.arc[chains.arcs]], chains.start)
    cost = sums(arc_cost[chains.net.arc[chains.arcs]], chains.start)

    def of(stretch: Stretch) -> tuple[int, int]:
        arcs = chains.net.arc[chains.arcs[stretch.begin : stretch.end]]
        if len(arcs) == 0:
            return 0, 0
        cut = (stretch.start_fraction, stretch.end_fraction)
        used = np.ones(len(arcs))
        used[-1] = cut[1]
        used[0] -= cut[0]
        metres = common_m(chains.roads, arcs.tolist(), *cut, kept_off)
        return round(metres / SHARED_UNIT_M), round(float(arc_cost[arcs] @ used))

    return each_way(look(field, goal, shared, cost, of), start, max_labels=max_labels)


def _of_road_arcs(field: Field, kept_off: Covered, contact_s: float) -> tuple[I64, I64]:
    """Shared length and cost of each whole road arc, as whole numbers."""
    roads = field.chains.roads
    part = np.zeros(roads.n_edges)
    for edge, parts in kept_off.items():
        part[edge] = sum(high - low for low, high in parts)
    shared = np.rint(part[roads.edge] * roads.length_m / SHARED_UNIT_M)
    seconds = field.chains.time_s + np.minimum(field.hazard, MAX_ARC_HAZARD) * contact_s
    cost = np.rint(np.minimum(seconds / TICK_S, MAX_ARC_TICKS))
    return shared.astype(np.int64), cost.astype(np.int64)
