"""Vector tiles of a road file (Mapbox Vector Tile 2.1), made when they are asked for.

Layers: land, water, rail (`kind`, `name`, `name_ar`); buildings from zoom 14; roads (`kind`, `rank`
1..8, `name`, `name_ar`, `surface`, `bridge`, `tunnel`, `ford`, `private`); places and spots
(`kind`, `name`, `name_ar`, `id`, places also `rank`). A property that says nothing is left out.
"""

from typing import Any
from weakref import WeakKeyDictionary

import mapbox_vector_tile
import numpy as np
import shapely
from numpy.typing import NDArray

from holdfast.base.errors import Refused
from holdfast.store.roadfile import MapFile
from holdfast.web.canvas import Layer, canvas

EXTENT = 4096
BUFFER = 64
"""Units drawn beyond each side, so that lines have no seams."""

GREATEST_ZOOM = 18

SIMPLE = 4.0
"""Units that a line may be off when drawn: 0.25 of a pixel of 256 in a tile (assumed)."""

LEAST_AREA = 256.0
"""Square units below which ground is not drawn: a pixel (assumed)."""

_canvases: WeakKeyDictionary[MapFile, tuple[Layer, ...]] = WeakKeyDictionary()

POINT, LINE, POLYGON = 0, 1, 3
"""Shapely's numbers of geometry types."""

Shapes = NDArray[Any]
Rows = NDArray[np.int64]


def tile(mapfile: MapFile, z: int, x: int, y: int) -> bytes:
    """The tile's bytes; b'' when nothing of the map lies in it.

    Raises:
        Refused: there is no such tile.
    """
    if not (0 <= z <= GREATEST_ZOOM and 0 <= x < 1 << z and 0 <= y < 1 << z):
        raise Refused(f"There is no tile {z}/{x}/{y}; zoom goes from 0 to {GREATEST_ZOOM}.")
    layers = _canvases.get(mapfile)
    if layers is None:
        layers = _canvases[mapfile] = canvas(mapfile)
    drawn = [
        {"name": layer.name, "features": features}
        for layer in layers
        if (features := _features(layer, z, x, y))
    ]
    if not drawn:
        return b""
    options = {"y_coord_down": True, "extents": EXTENT, "check_winding_order": False}
    encoded: bytes = mapbox_vector_tile.encode(drawn, default_options=options)
    return encoded


def _features(layer: Layer, z: int, x: int, y: int) -> list[dict[str, Any]]:
    """A layer's shapes in a tile, those of a group drawn as one."""
    rows, shapes = _clipped(layer, z, x, y)
    if not len(rows):
        return []
    shapes, owner = shapely.get_parts(shapes, return_index=True)
    shapes, more = shapely.get_parts(shapes, return_index=True)
    rows, kind = rows[owner][more], shapely.get_type_id(shapes)
    drawn = [
        (rows[kind == POINT], shapely.transform(shapes[kind == POINT], np.round)),
        _lines(layer, rows[kind == LINE], shapes[kind == LINE]),
        _polygons(layer, rows[kind == POLYGON], shapes[kind == POLYGON]),
    ]
    return [
        {"geometry": shape, "properties": layer.properties(int(row))}
        for some_rows, some_shapes in drawn
        for row, shape in zip(some_rows, some_shapes, strict=True)
    ]


def _clipped(layer: Layer, z: int, x: int, y: int) -> tuple[Rows, Shapes]:
    """What lies in the tile and its buffer, in tile units; the world goes round."""
    scale = EXTENT * 2.0**z
    rows, shapes = [], []
    for turn in (-1, 0, 1):
        west, north = (x / 2**z + turn) * scale, y / 2**z * scale
        box = [west - BUFFER, north - BUFFER, west + EXTENT + BUFFER, north + EXTENT + BUFFER]
        found = np.sort(layer.tree.query(shapely.box(*(v / scale for v in box))))
        found = found[layer.zoom[found] <= z]
        if len(found):
            rows.append(found)
            moved = shapely.transform(
                layer.shapes[found], lambda p, w=west, n=north: p * scale - (w, n)
            )
            inner = (-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
            shapes.append(shapely.clip_by_rect(moved, *inner))
    if not rows:
        return np.zeros(0, np.int64), np.array([])
    return np.concatenate(rows), np.concatenate(shapes)


def _lines(layer: Layer, rows: Rows, lines: Shapes) -> tuple[Rows, Shapes]:
    """Lines joined end to end by group, then simplified, in whole units, without specks."""
    if not len(lines):
        return rows, lines
    rows, group, order = _grouped(layer, rows)
    joined = shapely.line_merge(shapely.multilinestrings(lines[order], indices=group))
    joined = shapely.transform(shapely.simplify(joined, SIMPLE), np.round)
    seen = shapely.length(joined) >= 1
    return rows[seen], joined[seen]


def _polygons(layer: Layer, rows: Rows, polygons: Shapes) -> tuple[Rows, Shapes]:
    """Polygons simplified, in whole units, without specks, then joined by group.

    Their outer rings run the way the standard wants (Vector Tile 2.1, 4.3.3.3).
    """
    polygons = shapely.transform(shapely.simplify(polygons, SIMPLE), np.round)
    seen = shapely.area(polygons) >= LEAST_AREA
    rows, polygons = rows[seen], shapely.orient_polygons(polygons[seen], exterior_cw=False)
    if not len(polygons):
        return rows, polygons
    rows, group, order = _grouped(layer, rows)
    return rows, shapely.multipolygons(polygons[order], indices=group)


def _grouped(layer: Layer, rows: Rows) -> tuple[Rows, Rows, Rows]:
    """The first row of each group; the group of each shape, in order; and that order."""
    _, first, group = np.unique(layer.group[rows], return_index=True, return_inverse=True)
    order = np.argsort(group, kind="stable")
    return rows[first], group[order], order
