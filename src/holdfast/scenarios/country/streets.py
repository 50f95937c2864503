"""Drawing the streets of one settlement: bent, split at crossings, named, some of them one-way."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from holdfast.scenarios.country.draft import Draft, Tags, named
from holdfast.scenarios.country.fabric import Fabric, Street
from holdfast.scenarios.country.frame import XY
from holdfast.scenarios.country.knit import split
from holdfast.scenarios.country.names import ALLEYS, STREETS, Pair, in_turn
from holdfast.scenarios.country.shapes import between, gap_m, length_m, resample
from holdfast.scenarios.country.tags import street_tags

MAIN = ("trunk", "primary", "secondary", "tertiary")
Warp = Callable[[list[XY]], list[XY]]


@dataclass(frozen=True)
class Drawn:
    """A street as it was drawn: its line, its tags, and its ways in order."""

    line: list[XY]
    tags: Tags
    ways: list[int]


def draw_streets(draft: Draft, fabric: Fabric, warp: Warp, rng: np.random.Generator) -> list[Drawn]:
    """All streets of a fabric; main streets are split where they meet one another."""
    main = Counter(p for s in fabric.streets if s.kind in MAIN for p in s.points.values())
    splits = {p for p, n in main.items() if n > 1}
    names = (in_turn(STREETS), in_turn(ALLEYS))
    drawn = []
    for street in fabric.streets:
        if len(street.points) < 2:
            continue
        tags = street_tags(street.kind, street.style, rng) | _name(street, names, rng)
        pieces = split(street.line, splits) if street.kind in MAIN else [street.line]
        lines = [bend(piece, warp) for piece in pieces]
        ways = [draft.way(line, tags) for line in lines]
        drawn.append(Drawn([p for line in lines for p in line], tags, [w for w in ways if w]))
    return drawn


def bend(line: list[XY], warp: Warp) -> list[XY]:
    """A street's points shifted, with more points between them so that it curves."""
    out = [line[0]]
    for a, b in itertools.pairwise(line):
        out += resample([a, b], 45.0)[1:] if gap_m(a, b) > 60 else [b]
    return warp(out)


def _name(
    street: Street, names: tuple[Iterator[Pair], Iterator[Pair]], rng: np.random.Generator
) -> dict[str, str]:
    """Long streets have names, and a few alleys."""
    long_m = length_m(street.line)
    if street.style in ("village", "hamlet", "ruins", "camp", "base"):
        return {}
    if street.kind in MAIN or (street.kind == "residential" and long_m > 330):
        return named(*next(names[0]))
    if street.kind in ("living_street", "footway") and rng.random() < 0.12:
        return named(*next(names[1]))
    return {}


def one_ways(draft: Draft, drawn: list[Drawn], quarter_of: Callable[[XY], str]) -> None:
    """Every other longer street of the old city is one-way.

    Both ends of each lie on streets that are not, so that nobody is trapped.
    """
    ends = defaultdict(list)
    for street in drawn:
        for p in street.line:
            ends[p].append(street)
    single: set[int] = set()
    for i, street in enumerate(drawn):
        if street.tags["highway"] not in ("residential", "living_street") or i % 2:
            continue
        if quarter_of(between(street.line[0], street.line[-1], 0.5)) != "old_city":
            continue
        touching = [s for end in (street.line[0], street.line[-1]) for s in ends[end]]
        others = [s for s in touching if s is not street]
        open_ends = all(len(ends[end]) > 1 for end in (street.line[0], street.line[-1]))
        if open_ends and not any(way in single for s in others for way in s.ways):
            for way in street.ways:
                draft.ways[way - 1][1]["oneway"] = "yes"
                single.add(way)


def forbid_turns(draft: Draft, most: int) -> None:
    """No left turn from some side streets into main streets, as relations on whole ways."""
    starts: dict[int, list[int]] = defaultdict(list)
    for way, (nodes, tags) in enumerate(draft.ways, 1):
        if tags.get("highway") in MAIN and tags.get("maxspeed") in ("40", "50"):
            starts[nodes[0]].append(way)
            starts[nodes[-1]].append(way)
    junctions = [node for node in sorted(starts) if len(starts[node]) == 3]
    for via in junctions[:: max(1, len(junctions) // most)][:most]:
        turn = _left_turn(draft, via, starts[via])
        if turn:
            members = [("w", turn[0], "from"), ("n", via, "via"), ("w", turn[1], "to")]
            draft.relation(members, {"type": "restriction", "restriction": "no_left_turn"})


def _left_turn(draft: Draft, via: int, ways: list[int]) -> tuple[int, int] | None:
    """A way into a junction and the way that leaves it to the left."""
    at = draft.nodes[via - 1]
    for came in ways:
        for goes in ways:
            into, out = _next(draft, came, via), _next(draft, goes, via)
            cross = (at[0] - into[0]) * (out[1] - at[1]) - (at[1] - into[1]) * (out[0] - at[0])
            if came != goes and cross > 0.7 * gap_m(at, into) * gap_m(at, out):
                return came, goes
    return None


def _next(draft: Draft, way: int, node: int) -> XY:
    """The place of the way's node next to one of its ends."""
    nodes = draft.ways[way - 1][0]
    return draft.nodes[(nodes[1] if nodes[0] == node else nodes[-2]) - 1]
