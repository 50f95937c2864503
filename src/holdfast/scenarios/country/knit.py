"""Country roads fitted to what they meet: settlements, other roads, dry beds and the river."""

import itertools
from collections import defaultdict
from dataclasses import replace

import shapely
from shapely import LineString, Polygon

from holdfast.scenarios.country.frame import XY
from holdfast.scenarios.country.roads import RANK, Road
from holdfast.scenarios.country.shapes import between, gap_m, share_along

Gates = dict[str, list[tuple[XY, str]]]


def clip(roads: list[Road], outlines: dict[str, list[XY]]) -> tuple[list[Road], Gates]:
    """The roads without their pieces inside settlements, and where they enter those."""
    shapes = {key: Polygon(ring) for key, ring in outlines.items()}
    tree, keys = shapely.STRtree(list(shapes.values())), list(shapes)
    kept: list[Road] = []
    gates: dict[str, dict[XY, str]] = defaultdict(dict)
    for road in roads:
        line = LineString(road.line)
        met = [keys[i] for i in sorted(tree.query(line, "intersects"))]
        rest = line
        for key in met:
            rest = rest.difference(shapes[key])
        for piece in getattr(rest, "geoms", [rest]):
            if piece.length < 12:
                continue
            ends = [_dm(p) for p in piece.coords]
            kept.append(replace(road, line=ends))
            for end in (ends[0], ends[-1]):
                for key in met:
                    if shapes[key].exterior.distance(shapely.Point(end)) < 0.5:
                        old = gates[key].get(end, road.kind)
                        gates[key][end] = min(old, road.kind, key=lambda kind: RANK[kind])
    return kept, {key: _first_the_main(gates[key]) for key in sorted(gates)}


def _first_the_main(gates: dict[XY, str]) -> list[tuple[XY, str]]:
    """The gates of the larger roads first; of two close together only the first."""
    return sorted(gates.items(), key=lambda gate: (RANK[gate[1]], gate[0]))


def knit(roads: list[Road]) -> list[Road]:
    """The roads with a common point wherever two of them cross."""
    lines = [LineString(road.line) for road in roads]
    tree = shapely.STRtree(lines)
    more: dict[int, list[XY]] = defaultdict(list)
    for i, line in enumerate(lines):
        for j in sorted(tree.query(line, "intersects")):
            if j <= i:
                continue
            for at in _points(line.intersection(lines[j])):
                more[i].append(at)
                more[int(j)].append(at)
    return [replace(road, line=with_points(road.line, more[i])) for i, road in enumerate(roads)]


def crossings(line: list[XY], others: shapely.STRtree) -> list[XY]:
    """Where a line crosses any of the others."""
    own = LineString(line)
    found = (
        own.intersection(others.geometries[j]) for j in sorted(others.query(own, "intersects"))
    )
    return [at for geometry in found for at in _points(geometry)]


def with_points(line: list[XY], points: list[XY]) -> list[XY]:
    """The line led through points that lie on it."""
    out = list(line)
    for at in points:
        if at in out:
            continue
        offs = [gap_m(at, between(a, b, share_along(at, a, b))) for a, b in itertools.pairwise(out)]
        out.insert(offs.index(min(offs)) + 1, at)
    return out


def split(line: list[XY], where: set[XY]) -> list[list[XY]]:
    """The line in pieces that end at the given points."""
    pieces, piece = [], [line[0]]
    for at in line[1:]:
        piece.append(at)
        if at in where:
            pieces.append(piece)
            piece = [at]
    return [*pieces, piece] if len(piece) > 1 else pieces


def _points(geometry: shapely.Geometry) -> list[XY]:
    """The points of an intersection; of a shared stretch its ends."""
    if geometry.is_empty:
        return []
    if hasattr(geometry, "geoms"):
        return [at for part in geometry.geoms for at in _points(part)]
    coords = list(geometry.coords)
    return [_dm(coords[0])] if len(coords) == 1 else [_dm(coords[0]), _dm(coords[-1])]


def _dm(p: tuple[float, ...]) -> XY:
    return round(p[0], 1), round(p[1], 1)


ROUNDABOUT_M = 34.0


def roundabout(roads: list[Road], at: XY) -> list[Road]:
    """The ring to put round a junction; the roads are shortened in place to end on it.

    A roundabout runs anticlockwise, as everywhere where people drive on the right.
    """
    hub, ends = shapely.Point(at).buffer(ROUNDABOUT_M), []
    for i, road in enumerate(roads):
        if at in (road.line[0], road.line[-1]):
            line = [_dm(p) for p in LineString(road.line).difference(hub).coords]
            ends.append(line[0] if road.line[0] == at else line[-1])
            roads[i] = replace(road, line=line)
    if len(ends) < 3:
        raise ValueError(f"The plan has a roundabout at {at} where {len(ends)} roads meet.")
    rim = LineString(shapely.Point(at).buffer(ROUNDABOUT_M - 0.2, 5).exterior.coords[::-1])
    ring = with_points([_dm(p) for p in rim.coords], ends)
    tags = {"junction": "roundabout", "oneway": "yes", "maxspeed": "40"}
    return [Road("primary", ring, tags)]
