"""A road file's things as layers to draw from: projected once, with a tree over each.

Coordinates are the world of Web Mercator as a square of side 1: x to the east, y to the south
(EPSG:3857, scaled; OSM wiki, Slippy map tilenames).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from holdfast.formats.mapdata import LAYERS, Drawing
from holdfast.formats.spots import PLACE_KINDS, Spot
from holdfast.plan.roads.arrays import BRIDGE, FORD, KINDS, PRIVATE, SURFACES, TUNNEL, Roads
from holdfast.store.roadfile import MapFile

TOP_LATITUDE = 85.0511287798066
"""Where the square world ends."""

Properties = Callable[[int], dict[str, Any]]

KIND_ZOOM = {
    "motorway": 0, "motorway_link": 9, "trunk": 0, "trunk_link": 9, "primary": 6,
    "primary_link": 10, "secondary": 8, "secondary_link": 11, "tertiary": 10, "tertiary_link": 12,
    "unclassified": 11, "residential": 13, "living_street": 13, "service": 14, "road": 12,
    "track": 12, "pedestrian": 13, "other": 9,
}  # fmt: skip
"""The zoom from which a class is drawn; 14 unless said. On the ground, deserts live on tracks."""

KIND_RANK = {
    "motorway": 1, "motorway_link": 2, "trunk": 1, "trunk_link": 2, "primary": 2,
    "primary_link": 3, "secondary": 3, "secondary_link": 4, "tertiary": 4, "tertiary_link": 5,
    "unclassified": 5, "residential": 5, "road": 5, "other": 5, "living_street": 6, "service": 6,
    "track": 7,
}  # fmt: skip
"""1 the greatest .. 8 paths."""

PLACE_ZOOM = {
    "city": 4, "town": 7, "village": 10, "suburb": 11, "island": 9, "peak": 11, "hamlet": 12,
}  # fmt: skip
SPOT_ZOOM = {"hospital": 11, "helipad": 12, "bridge": 13, "ford": 12, "fuel": 12}
RANK_ZOOM = (0, 0, 7, 9, 11, 13)
"""The zoom from which shapes of a rank are drawn."""


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Things of one kind.

    Attributes:
        shapes: projected geometries.
        tree: over the shapes.
        zoom: from which each is drawn.
        group: shapes of one group and tile are drawn as one; -1 never joined.
        properties: what a tile says of a shape.
    """

    name: str
    shapes: NDArray[Any]
    tree: STRtree
    zoom: NDArray[np.uint8]
    group: NDArray[np.int64]
    properties: Properties


def canvas(mapfile: MapFile) -> tuple[Layer, ...]:
    """Everything that is drawn of a map, from the ground up."""
    return (
        *_ground(mapfile.drawing),
        _roads(mapfile.roads),
        _spots("places", [s for s in mapfile.spots if s.kind in PLACE_KINDS], PLACE_ZOOM),
        _spots("spots", [s for s in mapfile.spots if s.kind not in PLACE_KINDS], SPOT_ZOOM),
    )


def projected(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Longitudes and latitudes, k x 2, on the square world."""
    x = (degrees[:, 0] + 180) / 360
    lat = np.radians(np.clip(degrees[:, 1], -TOP_LATITUDE, TOP_LATITUDE))
    y = 0.5 - np.log(np.tan(np.pi / 4 + lat / 2)) / (2 * np.pi)
    return np.column_stack([x, y])


def _layer(
    name: str,
    shapes: NDArray[Any],
    zoom: NDArray[Any],
    group: NDArray[np.int64],
    properties: Properties,
) -> Layer:
    """A layer with its tree."""
    return Layer(name, shapes, STRtree(shapes), zoom.astype(np.uint8), group, properties)


def _said(**properties: Any) -> dict[str, Any]:
    """Properties without those that say nothing."""
    return {k: v for k, v in properties.items() if v not in ("", 0, False, "unknown")}


def _roads(roads: Roads) -> Layer:
    """One shape an edge; edges of one name, kind and build in a tile are drawn together."""
    points = projected(np.column_stack([roads.shape_lon, roads.shape_lat]))
    edge = np.repeat(np.arange(roads.n_edges), np.diff(roads.shape_start))
    shapes = shapely.linestrings(points, indices=edge) if roads.n_edges else np.array([])
    kind, surface = np.zeros((2, roads.n_edges), np.uint8)
    kind[roads.edge], surface[roads.edge] = roads.kind, roads.surface
    drawn = np.zeros(roads.n_edges, bool)
    drawn[roads.edge] = True
    zoom = np.array([KIND_ZOOM.get(k, 14) for k in KINDS])[kind]
    flags = roads.edge_flags & (BRIDGE | TUNNEL | FORD | PRIVATE)
    look = np.column_stack([kind, surface, flags, roads.name]).astype(np.int64)
    _, group = np.unique(look, axis=0, return_inverse=True)

    def properties(e: int) -> dict[str, Any]:
        """What a tile says of an edge."""
        return _said(
            kind=KINDS[kind[e]],
            rank=KIND_RANK.get(KINDS[kind[e]], 8),
            name=roads.names[roads.name[e]],
            name_ar=roads.names_ar[roads.name[e]],
            surface=SURFACES[surface[e]],
            bridge=bool(flags[e] & BRIDGE),
            tunnel=bool(flags[e] & TUNNEL),
            ford=bool(flags[e] & FORD),
            private=bool(flags[e] & PRIVATE),
        )

    return _layer("roads", shapes, np.where(drawn, zoom, 255), group.reshape(-1), properties)


def _ground(drawing: Drawing) -> list[Layer]:
    """Land, water, rails and buildings."""
    shapes = shapely.from_wkb(np.array(drawing.wkb, dtype=object))
    bad = ~shapely.is_valid(shapes)
    shapes[bad] = shapely.make_valid(shapes[bad])
    shapes = shapely.transform(shapes, projected)
    layers = []
    for name in ("land", "water", "rail", "building"):
        rows = np.flatnonzero(drawing.layer == LAYERS.index(name))
        zoom = np.array(RANK_ZOOM)[np.minimum(drawing.rank[rows], 5)]
        if name == "building":
            zoom = np.full(len(rows), 14)
        elif name == "land":
            zoom = np.full(len(rows), 7)
        group = drawing.klass[rows].astype(np.int64)
        named = np.array([bool(drawing.name[i]) for i in rows], bool)
        group = np.where(named, np.arange(len(rows)) + 256, group)
        title = "buildings" if name == "building" else name
        layers.append(_layer(title, shapes[rows], zoom, group, _drawn(drawing, rows)))
    return layers


def _drawn(drawing: Drawing, rows: NDArray[np.int64]) -> Properties:
    """What a tile says of the shapes of a layer."""

    def properties(i: int) -> dict[str, Any]:
        """Of one shape."""
        row = rows[i]
        return _said(
            kind=drawing.classes[drawing.klass[row]],
            name=drawing.name[row],
            name_ar=drawing.name_ar[row],
        )

    return properties


def _spots(name: str, spots: list[Spot], first_zoom: Mapping[str, int]) -> Layer:
    """Points with their names."""
    degrees = np.array([(s.lon, s.lat) for s in spots], "f8").reshape(-1, 2)
    zoom = np.array([first_zoom.get(s.kind, 13) for s in spots], "u1")
    ranks = {k: i + 1 for i, k in enumerate(PLACE_KINDS)}

    def properties(i: int) -> dict[str, Any]:
        """Of one spot."""
        s = spots[i]
        return _said(
            kind=s.kind, name=s.name, name_ar=s.name_ar, id=s.osm_id, rank=ranks.get(s.kind, 0)
        )

    points = shapely.points(projected(degrees)) if spots else np.array([])
    return _layer(name, points, zoom, np.full(len(spots), -1), properties)
