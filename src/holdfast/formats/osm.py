"""Reads OpenStreetMap data (.osm, .osm.gz, .osm.bz2, .osm.pbf) into a map, through osmium.

Laws. The content decides what a file is, not its name. What is missing or broken in a map is
counted and left out; a file that is no map is Damaged, one without any road is Refused. osmium is
C++ and may die on hostile bytes, so the shell runs `read` in a process of its own
(store.roadfile).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import osmium
import shapely

from holdfast.base.errors import Damaged, Refused
from holdfast.base.geo import distance_m
from holdfast.formats.cut import Cut, Lines, cut, with_barriers
from holdfast.formats.mapdata import LAYERS, NO_DRAWING, Drawing, MapData, Progress
from holdfast.formats.osm_deleted import deleted
from holdfast.formats.osm_passes import (
    DEGREE,
    Found,
    Shape,
    read_areas,
    read_lines,
    read_points,
    with_negative,
)
from holdfast.formats.sniff import WANTED
from holdfast.formats.spots import Spot, folded
from holdfast.formats.turns import turns
from holdfast.plan.roads.arrays import BRIDGE, FORD, KINDS, Roads, build

ATTRIBUTION = "© OpenStreetMap contributors"
OWN_GENERATOR, OWN_ATTRIBUTION = "holdfast country", "Invented country, made by Holdfast"
"""How a file says that our own code made it (scenarios.country), and what is then shown."""

DAMAGE = (osmium.InvalidLocationError, RuntimeError, ValueError, OverflowError, IndexError)
"""What osmium raises on bytes that are not what they claim to be."""

UNSORTED = ("out of order", "twice in input")
"""osmium joins areas in sorted files only, and says so; the roads are read all the same."""

SAME_M = 300.0
"""Two spots of one kind and name within this are one thing mapped twice (assumed)."""

BIG_ENOUGH = KINDS.index("service")
"""A bridge on a class up to this is a spot."""


def read(data: Any, kind: str, sha: str, progress: Progress) -> MapData:
    """A map out of the bytes of a file.

    Args:
        data: the file's bytes, or anything with a buffer such as an mmap.
        kind: 'pbf', 'osm', 'osm.gz' or 'osm.bz2' (formats.sniff).
        sha: content address to give to the roads.
        progress: told what is being done.

    Raises:
        Damaged: the bytes are not what they claim to be.
        Refused: there is no road in it.
    """

    def file() -> Any:
        return osmium.io.FileBuffer(data, kind)

    found = Found(Counter(), deleted=deleted(data, kind))
    if found.deleted:
        found.counts["deleted_by_editor"] = len(found.deleted)
    try:
        _passes(file, found, progress)
        points = np.frombuffer(found.points, np.int64).reshape(-1, 3)
        points = with_negative(points, file)
    except DAMAGE as e:
        raise Damaged(f"The map file is damaged and cannot be read ({_short(e)}). {WANTED}") from e
    progress("Joining roads", 0.6)
    net = _net(found, points)
    roads = _roads(found, net, sha)
    progress("Drawing", 0.85)
    spots = _without_twins([*_area_spots(found), *found.spots, *_road_spots(roads)])
    drawing = _drawing(found.shapes)
    progress("Read", 1.0)
    return MapData(roads, spots, drawing, dict(found.counts), _attribution(file()))


def _attribution(file: Any) -> str:
    """Whom the map comes from: OpenStreetMap, unless the file says that we made it up."""
    reader = osmium.io.Reader(file, osmium.osm.NOTHING)
    try:
        ours = reader.header().get("generator") == OWN_GENERATOR
    except UnicodeDecodeError:  # a header that holds no text says nothing of us
        ours = False
    finally:
        reader.close()
    return OWN_ATTRIBUTION if ours else ATTRIBUTION


def _short(error: BaseException) -> str:
    """The first line of a library's message."""
    return (str(error).splitlines() or [type(error).__name__])[0][:200].rstrip(". ")


def _passes(file: Callable[[], Any], found: Found, progress: Progress) -> None:
    """The three passes, each told to `progress` with what it has read."""
    progress("Reading points", 0.0)
    where = read_points(file(), found)
    read_lines(file(), where, found, _ticker(progress, "Reading roads", 0.1))
    try:
        read_areas(file(), found, _ticker(progress, "Reading areas", 0.35))
    except RuntimeError as e:
        if not any(words in str(e) for words in UNSORTED):
            raise
        found.counts["areas_out_of_order"] += 1


def _ticker(progress: Progress, step: str, begin: float) -> Callable[[int], None]:
    """Tells of a pass whose length is unknown; it gets a fifth of the whole and never fills it."""
    return lambda n: progress(f"{step} ({n:,})", begin + 0.2 * n / (n + 100_000))


def _net(found: Found, points: Any) -> Cut:
    """Nodes and edges of all roads, with barriers in their place."""
    if not len(points):
        raise Refused(_no_roads(found.counts))
    keep = {*found.stops, *found.marks, *(r.via for r in found.restrictions)}
    x, y = points[:, 1].astype("f8"), points[:, 2].astype("f8")
    off = (np.abs(x) > 180 / DEGREE) | (np.abs(y) > 90 / DEGREE)
    x[off] = np.nan
    rules = list(found.rules)
    rule = np.frombuffer(found.rule, np.int64)
    lines = Lines(
        start=np.concatenate([[0], np.cumsum(np.frombuffer(found.n_points, np.int64))]),
        ref=points[:, 0],
        lon=np.round(x * DEGREE, 7),
        lat=np.round(y * DEGREE, 7),
        there_mps=np.array([r.there_mps for r in rules])[rule],
        back_mps=np.array([r.back_mps for r in rules])[rule],
        surface=np.array([r.surface for r in rules], "u1")[rule],
        kind=np.array([r.kind for r in rules], "u1")[rule],
        flags=np.array([r.flags for r in rules], "u2")[rule],
        name=np.frombuffer(found.name, np.int64).astype("i4"),
        way=np.frombuffer(found.way, np.int64),
    )
    net = cut(lines, np.array(sorted(keep), np.int64))
    found.counts["points_missing"] += net.n_missing
    if not len(net.edges.tail):
        raise Refused(_no_roads(found.counts))
    return with_barriers(net, found.stops, found.marks)


def _no_roads(counts: Counter[str]) -> str:
    """Why there is nothing to go on."""
    if not counts["highways"]:
        return "The map holds no road at all; give one that covers the area you work in."
    return (
        f"The map names {counts['highways']} roads, but none can be used: their points are missing"
        " or nobody may go there. Give a complete extract."
    )


def _roads(found: Found, net: Cut, sha: str) -> Roads:
    """The roads with names and turn restrictions."""
    latin, arabic = zip(*found.names, strict=True)
    return build(
        net.lon,
        net.lat,
        net.edges,
        names=latin,
        names_ar=arabic,
        turns=turns(net, found.restrictions, found.counts),
        sha=sha,
    )


def _area_spots(found: Found) -> list[Spot]:
    """The areas that are spots, at their centroids."""
    shapes = shapely.from_wkb([hexed for *_, hexed in found.areas])
    x, y = shapely.get_coordinates(shapely.centroid(shapes)).T if found.areas else ([], [])
    return [
        Spot(kind, name, arabic, float(lon), float(lat), source)
        for (kind, name, arabic, source, _), lon, lat in zip(found.areas, x, y, strict=True)
    ]


def _road_spots(roads: Roads) -> list[Spot]:
    """Bridges that carry cars, and fords, once a way, at the middle point of an edge."""
    car = np.zeros(roads.n_edges, bool)
    car[roads.edge[np.isfinite(roads.time_s["car"]) & (roads.kind <= BIG_ENOUGH)]] = True
    touches = (roads.edge_flags & BRIDGE > 0) & car
    spots = []
    for kind, rows in (("bridge", touches), ("ford", (roads.edge_flags & FORD > 0) & car)):
        _, first = np.unique(roads.way[rows], return_index=True)
        for e in np.flatnonzero(rows)[first]:
            at = (roads.shape_start[e] + roads.shape_start[e + 1]) // 2
            name, arabic = roads.names[roads.name[e]], roads.names_ar[roads.name[e]]
            lon, lat = float(roads.shape_lon[at]), float(roads.shape_lat[at])
            spots.append(Spot(kind, name, arabic, lon, lat, f"w{roads.way[e]}"))
    return spots


def _without_twins(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """The spots without those that say again what an earlier one has said."""
    kept: list[Spot] = []
    alike: dict[tuple[str, str], list[Spot]] = defaultdict(list)
    for spot in spots:
        twins = alike[spot.kind, folded(spot.name or spot.name_ar)]
        if spot.name and any(distance_m(spot.place, t.place) < SAME_M for t in twins):
            continue
        twins.append(spot)
        kept.append(spot)
    return tuple(kept)


def _drawing(shapes: list[Shape]) -> Drawing:
    """The shapes as columns."""
    if not shapes:
        return NO_DRAWING
    layer, klass, rank, name, arabic, hexed = zip(*shapes, strict=True)
    classes = tuple(sorted(set(klass)))
    return Drawing(
        layer=np.array([LAYERS.index(w) for w in layer], np.uint8),
        klass=np.array([classes.index(c) for c in klass], np.uint8),
        rank=np.array(rank, np.uint8),
        classes=classes,
        name=name,
        name_ar=arabic,
        wkb=tuple(bytes.fromhex(h) for h in hexed),
    )
