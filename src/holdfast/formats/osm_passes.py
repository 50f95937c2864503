"""The three passes over OpenStreetMap data: points, lines and relations, areas.

osmium's own filters choose in C++ what comes to Python at all; what comes is put into flat arrays
at once. Nothing here judges: tags, turns and features do.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import osmium
import osmium.filter as only
import shapely
from numpy.typing import NDArray
from osmium.osm import AREA, NODE, RELATION, WAY

from holdfast.formats import features
from holdfast.formats.osm_deleted import NOTHING, Deleted
from holdfast.formats.spots import Spot
from holdfast.formats.tags import WayRule, barrier_rule, way_rule
from holdfast.formats.turns import Restriction, restriction
from holdfast.plan.roads.arrays import FORD

DEGREE = 1e-7
"""OpenStreetMap's unit of coordinates."""

STORE = "sparse_mem_array"
"""osmium's table of locations whose size depends on how many points there are, not on their ids."""

BROKEN = (osmium.InvalidLocationError, RuntimeError, ValueError)
"""What osmium raises where a line or an area lacks points or has no shape."""

Shape = tuple[str, str, int, str, str, str]
"""(layer, class, rank, name, name in Arabic, WKB as hex)."""


@dataclass(slots=True)
class Found:
    """What the passes gather.

    Attributes:
        stops, marks: by point id: bits of modes that a barrier stops, flags for the edges there.
        points: (id, x, y) of every point of every road, in OpenStreetMap's unit, flat.
        n_points: how many points each road has.
        rule: index into `rules` of each road.
        name: index into `names` of each road.
        way: id of each road.
        areas: (kind, name, Arabic name, id, WKB as hex) of the spots that are areas.
        deleted: what the file's editor marked as deleted; it is left out of every pass.
    """

    counts: Counter[str]
    deleted: Deleted = NOTHING
    stops: dict[int, int] = field(default_factory=dict)
    marks: dict[int, int] = field(default_factory=dict)
    spots: list[Spot] = field(default_factory=list)
    points: "array[int]" = field(default_factory=lambda: array("q"))
    n_points: "array[int]" = field(default_factory=lambda: array("q"))
    rule: "array[int]" = field(default_factory=lambda: array("q"))
    name: "array[int]" = field(default_factory=lambda: array("q"))
    way: "array[int]" = field(default_factory=lambda: array("q"))
    rules: dict[WayRule, int] = field(default_factory=dict)
    names: dict[tuple[str, str], int] = field(default_factory=lambda: {("", ""): 0})
    restrictions: list[Restriction] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    areas: list[tuple[str, str, str, str, str]] = field(default_factory=list)


Tick = Callable[[int], None]
"""Told how many objects have been read in this pass, now and then."""

TICK_EVERY = 20_000


def read_points(file: Any, found: Found) -> Any:
    """Barriers, fords and spots; gives the handler that knows where every point is."""
    where = osmium.NodeLocationsForWays(osmium.index.create_map(STORE))
    where.ignore_errors()
    keys = only.KeyFilter("barrier", "ford", *features.SPOT_KEYS)
    nodes: Iterable[Any] = osmium.FileProcessor(file, NODE).with_filter(where).with_filter(keys)
    for node in nodes:
        if node.deleted or not node.location.valid() or ("n", node.id) in found.deleted:
            continue
        tags = dict(node.tags)
        rule = barrier_rule(tags)
        if rule is not None:
            found.stops[node.id] = rule.stops
            found.marks[node.id] = rule.flags
        kind = "ford" if rule is not None and rule.flags & FORD else features.spot_kind(tags)
        if kind is not None:
            name, arabic = features.names(tags)
            found.spots.append(Spot(kind, name, arabic, node.lon, node.lat, f"n{node.id}"))
    return where


def read_lines(file: Any, where: Any, found: Found, tick: Tick) -> None:
    """Roads, water and rails, and turn restrictions."""
    keys = only.KeyFilter("highway", "type", *features.LINE_KEYS)
    known: dict[tuple[tuple[str, str], ...], WayRule | None] = {}
    shape = osmium.geom.WKBFactory()
    seen: set[int] = set()
    processor = osmium.FileProcessor(file, WAY | RELATION).with_filter(where).with_filter(keys)
    things: Iterable[Any] = processor
    for n, thing in enumerate(things):
        if n % TICK_EVERY == 0:
            tick(n)
        if thing.deleted or ("r" if thing.is_relation() else "w", thing.id) in found.deleted:
            continue
        tags = dict(thing.tags)
        if thing.is_relation():
            _relation(thing, tags, found)
        elif "highway" in tags:
            _road(thing, tags, known, seen, found)
        else:
            _line(thing, tags, shape, found)


def _relation(relation: Any, tags: dict[str, str], found: Found) -> None:
    """A turn restriction, if it is one."""
    if tags.get("type") == "restriction":
        members = [(m.type, m.ref, m.role) for m in relation.members]
        found.restrictions += restriction(tags, members, found.counts)


_UNHEARD = ("name", "ref", "source", "note", "lit", "created_by", "sidewalk", "maxspeed:type")


def _road(
    way: Any,
    tags: dict[str, str],
    known: dict[tuple[tuple[str, str], ...], WayRule | None],
    seen: set[int],
    found: Found,
) -> None:
    """A road's points, name and rule; ways of the same tags share one rule."""
    found.counts["highways"] += 1
    key = tuple(kv for kv in tags.items() if not kv[0].startswith(_UNHEARD))
    if key not in known:
        known[key] = way_rule(tags)
    rule = known[key]
    if rule is None or way.id in seen:
        found.counts["repeated" if way.id in seen else "unusable"] += 1
        return
    seen.add(way.id)
    before = len(found.points)
    for point in way.nodes:
        found.points.extend((point.ref, point.x, point.y))
    found.n_points.append((len(found.points) - before) // 3)
    found.rule.append(found.rules.setdefault(rule, len(found.rules)))
    name, arabic = features.names(tags)
    named = (name or tags.get("ref", ""), arabic)
    found.name.append(found.names.setdefault(named, len(found.names)))
    found.way.append(way.id)


def _line(way: Any, tags: dict[str, str], shape: Any, found: Found) -> None:
    """Water and rails that are drawn."""
    what = features.line(tags)
    if what is None:
        return
    try:
        pieces = [shape.create_linestring(way)]
    except BROKEN:
        found.counts["lines_cut"] += 1
        pieces = _pieces(way)
    named = features.names(tags)
    found.shapes += [(*what, features.RANKS.get(what[1], 3), *named, piece) for piece in pieces]


def _pieces(way: Any) -> list[str]:
    """What is there of a line that lacks points, as an extract cuts it: WKB as hex of each part."""
    parts: list[list[tuple[float, float]]] = [[]]
    for point in way.nodes:
        if not point.location.valid():
            parts.append([])
        elif not parts[-1] or parts[-1][-1] != (point.lon, point.lat):
            parts[-1].append((point.lon, point.lat))
    return [shapely.to_wkb(shapely.LineString(p), hex=True) for p in parts if len(p) > 1]


def read_areas(file: Any, found: Found, tick: Tick) -> None:
    """Ground, water and buildings to draw, and the spots that are areas."""
    shape = osmium.geom.WKBFactory()
    keys = only.KeyFilter(*features.AREA_KEYS)
    processor = osmium.FileProcessor(file).with_locations(STORE).with_areas(keys)
    areas: Iterable[Any] = processor.with_filter(only.EntityFilter(AREA)).with_filter(keys)
    for n, area in enumerate(areas):
        if n % TICK_EVERY == 0:
            tick(n)
        if ("w" if area.from_way() else "r", area.orig_id()) in found.deleted:
            continue
        tags = dict(area.tags)
        drawn, kind = features.ground(tags), features.spot_kind(tags)
        if drawn is None and kind is None:
            continue
        try:
            hexed = shape.create_multipolygon(area)
        except BROKEN:
            found.counts["areas_broken"] += 1
            continue
        named = features.names(tags)
        if drawn is not None:
            found.shapes.append((*drawn, features.RANKS.get(drawn[1], 3), *named, hexed))
        if kind is not None:
            source = f"{'w' if area.from_way() else 'r'}{area.orig_id()}"
            found.areas.append((kind, *named, source, hexed))


def locations_below_zero(file: Any, wanted: set[int]) -> dict[int, tuple[int, int]]:
    """Where points of negative id lie (JOSM writes them); osmium's tables leave them out."""
    nodes: Iterable[Any] = osmium.FileProcessor(file, NODE)
    return {
        n.id: (n.location.x, n.location.y) for n in nodes if n.id in wanted and n.location.valid()
    }


def with_negative(points: NDArray[np.int64], file: Callable[[], Any]) -> NDArray[np.int64]:
    """The (id, x, y) rows with the places of negative ids filled in, where there are any."""
    below = points[:, 0] < 0
    if not below.any():
        return points
    where = locations_below_zero(file(), set(points[below, 0].tolist()))
    points = points.copy()
    for row in np.flatnonzero(below):
        points[row, 1:] = where.get(int(points[row, 0]), tuple(points[row, 1:]))
    return points
