"""What guided searches are made of: streets, guide prices, and what is seen from a goal.

Law. Nothing here but arrays, so that compiled code can take it as it is.
"""

from typing import NamedTuple

import numpy as np

from holdfast.plan.roads.arrays import I32, I64, Mask


class Streets(NamedTuple):
    """The open chains of a field between n junctions, in rows by tail; c chains.

    Attributes:
        indptr: the chains out of junction v are indptr[v] to indptr[v + 1], n + 1.
        tail, head: junctions, head -1 where the chain is closed, c.
        ticks, units: c.
        into_start, into: the open chains into junction v are into[into_start[v]:into_start[v + 1]].
    """

    indptr: I64
    tail: I32
    head: I32
    ticks: I64
    units: I64
    into_start: I64
    into: I32


class Guides(NamedTuple):
    """A field's skeleton fitted at g guide prices, the fastest first, the safest last.

    Attributes:
        rank, start, upper: of the skeleton.
        up, down: costs of each link in either direction at each price, (k, g).
        price: of_time, of_hazard, less_time, less_hazard of each, (g, 4); see prices.Price.
        most: no total of ticks, of units, is above these, 2.
    """

    rank: I32
    start: I64
    upper: I32
    up: I64
    down: I64
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
        least: by rank, at each guide price; NEVER where no way leads, (n, g).
        known: whether a rank's row is worked out, n.
        last: whether a way to the goal may end with a stretch from this junction, n.
    """

    least: I64
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


class Room(NamedTuple):
    """What a search needs for each junction and the goal, n + 1.

    Attributes:
        seen: for which run the others hold.
        cost, ticks, units, via: the least cost from the start, its parts, the chain that it ends
            with (see `path_of`).
    """

    seen: I32
    cost: I64
    ticks: I64
    units: I64
    via: I32


def room_for(n: int) -> Room:
    """Room for searches between n junctions."""
    cost, ticks, units = (np.empty(n + 1, np.int64) for _ in range(3))
    return Room(np.zeros(n + 1, np.int32), cost, ticks, units, np.empty(n + 1, np.int32))


def reverse(streets: Streets) -> Streets:
    """The streets for going the other way; chain i of them is chain `into[i]` of the streets."""
    into = streets.into
    ticks, units = streets.ticks[into], streets.units[into]
    order = np.argsort(into, kind="stable").astype(np.int32)
    return Streets(
        streets.into_start, streets.head[into], streets.tail[into], ticks, units,
        streets.indptr, order,
    )  # fmt: skip


def swapped(gates: Gates) -> Gates:
    """The gates for going the other way."""
    return Gates(*gates[3:6], *gates[:3], *gates[6:])


def turned(guides: Guides) -> Guides:
    """The guides for going the other way."""
    return guides._replace(up=guides.down, down=guides.up)
