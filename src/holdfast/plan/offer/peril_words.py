"""What a team's ways rely on of roads that are not always there, in words."""

from collections.abc import Iterator

import numpy as np

from holdfast.plan.journeys.journey import Journey
from holdfast.plan.roads.arrays import ALPINE, ICE, SEASONAL, TIDAL, TIMED, Roads
from holdfast.plan.ways.fallback import Apart
from holdfast.plan.ways.way import Way

PERILS = {
    TIDAL: "is passable at low water only",
    ICE: "goes over ice, which must carry",
    SEASONAL: "is a road for a part of the year only",
    TIMED: "is shut to some at times, by a sign",
    ALPINE: "needs sure feet and hands",
}
MOST_NAMED = 3
"""Roads that are named for one peril; of more it is said how many."""


def peril_words(trip: Journey, apart: list[Apart | None]) -> list[str]:
    """A sentence for each peril of the ways that are planned, and of the fallbacks beside them."""
    roads = trip.grid.roads
    planned = _by_peril(roads, [leg.way for leg in trip.legs])
    spare = _by_peril(roads, [one.way for one in apart if one is not None])
    lines = [f"{_named(roads, ways)} {PERILS[bit]}" for bit, ways in planned.items()]
    lines += [
        f"On a fallback: {_named(roads, ways)} {PERILS[bit]}"
        for bit, ways in spare.items()
        if ways - planned.get(bit, set())
    ]
    return lines


def _by_peril(roads: Roads, ways: list[Way]) -> dict[int, set[int]]:
    """The map's ways that carry each peril, of all arcs that are used."""
    arcs = np.array([arc for way in ways for arc in way.arcs], np.int64)
    edges = np.unique(roads.edge[arcs]) if len(arcs) else arcs
    flags = roads.edge_flags[edges]
    found = {bit: {int(w) for w in roads.way[edges[flags & bit > 0]]} for bit in PERILS}
    return {bit: ways for bit, ways in found.items() if ways}


def _named(roads: Roads, ways: set[int]) -> str:
    """'Strand (320 m)' and the like, longest first."""
    parts = sorted(_parts(roads, ways), key=lambda part: (-part[1], part[0]))
    words = ", ".join(f"{name} ({m:,.0f} m)" for name, m in parts[:MOST_NAMED])
    more = len(parts) - MOST_NAMED
    return f"{words} and {more} more" if more > 0 else words


def _parts(roads: Roads, ways: set[int]) -> Iterator[tuple[str, float]]:
    """The name of each way of the map, and how long it is in it."""
    for way in ways:
        edges = np.flatnonzero(roads.way == way)
        arcs = np.flatnonzero(np.isin(roads.edge, edges))
        _, first = np.unique(roads.edge[arcs], return_index=True)
        name = roads.names[roads.name[edges[0]]] or "A road without a name"
        yield name, float(roads.length_m[arcs[first]].sum())
