"""A net's chains under the hazards of one moment, in the whole numbers that a search wants.

Laws. Costs are rounded arc by arc, to TICK_S and HAZARD_UNIT, so that a chain costs what its arcs
cost. An arc of infinite hazard is closed: no stretch that uses any of it is open.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from holdfast.base.errors import Refused
from holdfast.plan.roads.arrays import F64, I64, Mask
from holdfast.plan.roads.chains import Chains, sums
from holdfast.plan.roads.points import Stretch

HAZARD_UNIT = 1e-8
"""Expected contacts are searched in these units (assumed: far below what anyone can know)."""

MAX_ARC_HAZARD = 100.0
"""More contacts than this on one arc are searched as this many; nobody survives either."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Field:
    """One net's chains under the hazards of one moment.

    Attributes:
        chains: of the net.
        hazard: expected contacts in passing each road arc once; inf where it is closed.
        arc_units, units: the same in HAZARD_UNIT, of each net arc and of each chain.
        arc_closed, closed: whether a net arc, a chain, may not be used.
    """

    chains: Chains
    hazard: F64
    arc_units: I64
    units: I64
    arc_closed: Mask
    closed: Mask


def weigh(chains: Chains, arc_hazard: ArrayLike) -> Field:
    """The chains under given hazards.

    Args:
        chains: of one net.
        arc_hazard: expected contacts in passing each road arc once, at least 0; inf closes it.

    Raises:
        Refused: not one figure an arc, or one that is negative or no number.
    """
    hazard = np.array(arc_hazard, np.float64)
    if hazard.shape != (chains.roads.n_arcs,):
        raise Refused(
            f"Hazards of shape {hazard.shape} do not fit this map; give one figure for each of "
            f"its {chains.roads.n_arcs} road arcs."
        )
    if not (hazard >= 0).all():
        raise Refused("A road arc's hazard is negative or no number; give 0 or more, or inf.")
    of_net = hazard[chains.net.arc]
    arc_closed = np.isinf(of_net)
    units = np.rint(np.minimum(of_net, MAX_ARC_HAZARD) / HAZARD_UNIT).astype(np.int64)
    closed = sums(arc_closed[chains.arcs].astype(np.int64), chains.start) > 0
    return Field(chains, hazard, units, sums(units[chains.arcs], chains.start), arc_closed, closed)


def is_open(field: Field, stretch: Stretch) -> bool:
    """Whether no arc of a stretch is closed."""
    return not field.arc_closed[field.chains.arcs[stretch.begin : stretch.end]].any()


def costs(field: Field, stretch: Stretch) -> tuple[int, int]:
    """Time in TICK_S and hazard in HAZARD_UNIT of a stretch."""
    arcs = field.chains.arcs[stretch.begin : stretch.end]
    if len(arcs) == 0:
        return 0, 0
    return _cut(field.chains.arc_ticks[arcs], stretch), _cut(field.arc_units[arcs], stretch)


def _cut(whole: I64, stretch: Stretch) -> int:
    """The cost of whole arcs, less what is cut off at both ends; never below 0."""
    before = round(stretch.start_fraction * int(whole[0]))
    after = int(whole[-1]) - round(stretch.end_fraction * int(whole[-1]))
    return max(0, int(whole.sum()) - before - after)
