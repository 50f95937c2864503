"""What guided searches are made of: streets, guide prices, and what is seen from a goal.

Law. Nothing here but arrays, so that compiled code can take it as it is.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from holdfast.plan.roads.arrays import F64, I32, I64, Mask

OUT_OF_REACH = (1 << 30) - 1
"""The least cost, in a sight's own units, where no way leads."""

FAR = (1 << 29) - 1
"""The greatest that a sight holds where a way leads: two of them stay below OUT_OF_REACH."""


CHAIN = np.dtype([("ticks", np.int64), ("units", np.int64), ("tail", np.int32), ("head", np.int32)])


class Streets(NamedTuple):
    """The open chains of a field between n junctions, in rows by tail; c chains.

    Attributes:
        indptr: the chains out of junction v are indptr[v] to indptr[v + 1], n + 1.
        chain: records of CHAIN: junctions, head -1 where the chain is closed, and costs, c.
        into_start, into: the open chains into junction v are into[into_start[v]:into_start[v + 1]].
    """

    indptr: I64
    chain: NDArray[Any]
    into_start: I64
    into: I32


class Guides(NamedTuple):
    """A field's skeleton fitted at g guide prices, the fastest first, the safest last.

    Attributes:
        rank, start, upper: of the skeleton.
        up, down: no more than the costs of each link in either direction at each price, in units
            of `scale`; OUT_OF_REACH where no way leads, (k, g).
        scale: of each price: a power of 2, g.
        price: of_time, of_hazard, less_time, less_hazard of each, (g, 4); see prices.Price.
        most: no total of ticks, of units, is above these, 2.
    """

    rank: I32
    start: I64
    upper: I32
    up: I32
    down: I32
    scale: F64
    price: I64
    most: I64


class Net(NamedTuple):
    """What all searches of a field share: streets, the same turned round, and guides."""

    streets: Streets
    back: Streets
    guides: Guides


class Sight(NamedTuple):
    """Least costs to one goal, worked out where they are asked for.

    Attributes:
        least: no way costs less: by rank, at each guide price, in units of its scale; OUT_OF_REACH
            where no way leads, (n, g).
        known: whether a rank's row is worked out, n.
        last: whether a way to the goal may end with a stretch from this junction, n.
    """

    least: I32
    known: Mask
    last: Mask


class Gates(NamedTuple):
    """Stretches by which ways begin, end, and lead straight from start to goal; s, e, d of them.

    Attributes:
        start, start_ticks, start_units: the junctions they lead to, and their costs, s.
        goal, goal_ticks, goal_units: the junctions they come from, e.
        direct_ticks, direct_units: d.
    """

    start: I32
    start_ticks: I64
    start_units: I64
    goal: I32
    goal_ticks: I64
    goal_units: I64
    direct_ticks: I64
    direct_units: I64


Room = NDArray[Any]
"""What a search needs for each junction and the goal, n + 1 records of PLACE."""

PLACE = np.dtype(
    [("cost", np.int64), ("ticks", np.int64), ("units", np.int64), ("via", np.int32),
     ("seen", np.int32)]
)  # fmt: skip
"""The least cost from the start, its parts, the chain that it ends with (see `path_of`), and for
which run all this holds. Together, as they are needed together."""


def room_for(n: int) -> Room:
    """Room for searches between n junctions."""
    return np.zeros(n + 1, PLACE)


def chain_records(tail: I32, head: I32, ticks: I64, units: I64) -> NDArray[Any]:
    """Chains as records."""
    made = np.empty(len(tail), CHAIN)
    for name, of in (("tail", tail), ("head", head), ("ticks", ticks), ("units", units)):
        made[name] = of
    return made


def reverse(streets: Streets) -> Streets:
    """The streets for going the other way; chain i of them is chain `into[i]` of the streets."""
    into, chain = streets.into, streets.chain[streets.into]
    back = chain_records(chain["head"], chain["tail"], chain["ticks"], chain["units"])
    order = np.argsort(into, kind="stable").astype(np.int32)
    return Streets(streets.into_start, back, into=order, into_start=streets.indptr)


def swapped(gates: Gates) -> Gates:
    """The gates for going the other way."""
    return Gates(*gates[3:6], *gates[:3], *gates[6:])


def turned(guides: Guides) -> Guides:
    """The guides for going the other way."""
    return guides._replace(up=guides.down, down=guides.up)
