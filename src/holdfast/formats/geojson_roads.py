"""Reads GeoJSON lines (RFC 7946) as a map of roads, such as a camp's survey.

Laws. Coordinates are rounded to 5 decimals (about a metre), so that lines which were meant to meet
do. Every line may be used both ways by everyone unless its properties say otherwise. Property
names are compared in any letter case. Points and polygons are left out and counted.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import numpy as np

from holdfast.base.errors import Damaged, Refused
from holdfast.formats import features
from holdfast.formats.cut import Lines, cut
from holdfast.formats.mapdata import NO_DRAWING, MapData, Progress
from holdfast.formats.speeds import SURFACE_OF, speeds_mps
from holdfast.formats.tags import WayRule, way_rule
from holdfast.plan.roads.arrays import KINDS, SURFACES, build

DECIMALS = 5

NAME_KEYS = ("name", "name_en", "name:en", "en_name", "street", "street_name", "road_name", "label")
ARABIC_KEYS = ("ar_name", "name_ar", "name:ar", "arabic_name", "namear", "arname")
SURFACE_KEYS = ("surface", "linetype", "surface_type", "road_surface", "material", "paving")
CLASS_KEYS = ("highway", "fclass", "road_class", "class")
OTHER_WORDS = {"unpaved": "ground", "tarmac": "paved", "tar": "paved", "bitumen": "paved",
               "earthen": "ground", "natural": "ground", "non paved": "ground"}  # fmt: skip

Line = list[tuple[float, float]]


def read(data: bytes, sha: str, progress: Progress) -> MapData:
    """A map out of a GeoJSON document's lines.

    Raises:
        Damaged: it is no JSON, or no GeoJSON.
        Refused: it holds no line, or its coordinates are not degrees.
    """
    progress("Reading lines", 0.0)
    counts: Counter[str] = Counter()
    try:
        document = msgspec.json.decode(data)
        found = list(_lines(document, counts))
    except (msgspec.DecodeError, RecursionError, ValueError) as e:
        raise Damaged(f"The map file is no valid GeoJSON: {str(e)[:200]}") from e
    if not found:
        raise Refused(
            "The GeoJSON file holds no line (LineString or MultiLineString), so it is no road map."
        )
    progress("Joining roads", 0.5)
    lines, names = _as_lines(found)
    net = cut(lines, np.zeros(0, np.int64))
    if not len(net.edges.tail):
        raise Refused("The lines of the GeoJSON file have no length or may not be used by anyone.")
    counts["lines"] = len(found)
    latin, arabic = zip(*names, strict=True)
    roads = build(net.lon, net.lat, net.edges, names=latin, names_ar=arabic, sha=sha)
    progress("Read", 1.0)
    return MapData(roads, (), NO_DRAWING, dict(counts), "")


def _lines(document: Any, counts: Counter[str]) -> Iterator[tuple[Line, Mapping[str, str]]]:
    """Every line of the document with its feature's properties as lower-case words."""
    if not isinstance(document, dict) or "type" not in document:
        raise ValueError("there is no member 'type'")
    _check_crs(document.get("crs"))
    if document["type"] == "FeatureCollection":
        members = document.get("features")
        if not isinstance(members, list):
            raise ValueError("'features' is no list")
    else:
        members = [document]
    for i, feature in enumerate(members):
        if not isinstance(feature, dict):
            raise ValueError(f"feature {i} is no object")
        geometry = feature.get("geometry") if feature.get("type") == "Feature" else feature
        properties = _words(feature.get("properties"))
        for line in _geometry_lines(geometry, counts, f"feature {i}"):
            yield line, properties


def _check_crs(crs: Any) -> None:
    """RFC 7946 knows WGS 84 alone; the old member 'crs' may name it, and nothing else."""
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if not re.search(r"CRS84|(^|:)4326$|WGS ?84", name):
        raise Refused(
            f"The GeoJSON file is in another coordinate system ({name[:80] or 'unnamed'}); convert"
            " it to longitude and latitude in degrees (WGS 84, EPSG:4326)."
        )


def _words(properties: Any) -> Mapping[str, str]:
    """A feature's properties with lower-case keys, texts and numbers only."""
    if not isinstance(properties, dict):
        return {}
    return {
        k.strip().lower(): str(v).strip()
        for k, v in properties.items()
        if isinstance(v, str | int | float) and not isinstance(v, bool)
    }


def _geometry_lines(geometry: Any, counts: Counter[str], where: str) -> Iterator[Line]:
    """The lines of a geometry; other kinds are counted."""
    if geometry is None:
        return
    if not isinstance(geometry, dict):
        raise ValueError(f"the geometry of {where} is no object")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "LineString":
        yield _line(coordinates, where)
    elif kind == "MultiLineString":
        if not isinstance(coordinates, list):
            raise ValueError(f"the coordinates of {where} are no list")
        for part in coordinates:
            yield _line(part, where)
    elif kind == "GeometryCollection":
        counts["collections"] += 1
        parts = geometry.get("geometries")
        for part in parts if isinstance(parts, list) else []:
            if isinstance(part, dict) and part.get("type") != "GeometryCollection":
                yield from _geometry_lines(part, counts, where)
    else:
        counts["not_lines"] += 1


def _line(coordinates: Any, where: str) -> Line:
    """One line's places, each checked to be on the earth."""
    if not isinstance(coordinates, list):
        raise ValueError(f"the coordinates of {where} are no list")
    line: Line = []
    for position in coordinates:
        if not (isinstance(position, list) and len(position) >= 2):
            raise ValueError(f"a position of {where} is no pair of numbers")
        lon, lat = position[0], position[1]
        if not all(isinstance(v, int | float) and not isinstance(v, bool) for v in (lon, lat)):
            raise ValueError(f"a position of {where} is no pair of numbers")
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise Refused(
                f"The GeoJSON file has the position {lon:g}, {lat:g} in {where}: that is no"
                " longitude and latitude in degrees. Convert it to WGS 84 (EPSG:4326)."
            )
        line.append((round(float(lon), DECIMALS), round(float(lat), DECIMALS)))
    return line


def _as_lines(
    found: list[tuple[Line, Mapping[str, str]]],
) -> tuple[Lines, list[tuple[str, str]]]:
    """Lines for cutting, where equal places are one point; and the table of names."""
    names: dict[tuple[str, str], int] = {("", ""): 0}
    rules = [_rule(properties) for _, properties in found]
    name = [names.setdefault(_names(properties), len(names)) for _, properties in found]
    table = np.array([p for line, _ in found for p in line], "f8").reshape(-1, 2)
    units = np.round(table * 10**DECIMALS).astype(np.int64)
    units[units[:, 0] == 180 * 10**DECIMALS, 0] *= -1
    lines = Lines(
        start=np.cumsum([0, *(len(line) for line, _ in found)]).astype(np.int64),
        ref=units[:, 0] * 10**8 + units[:, 1],
        lon=table[:, 0],
        lat=table[:, 1],
        there_mps=np.array([r.there_mps for r in rules]),
        back_mps=np.array([r.back_mps for r in rules]),
        surface=np.array([r.surface for r in rules], "u1"),
        kind=np.array([r.kind for r in rules], "u1"),
        name=np.array(name, "i4"),
        flags=np.array([r.flags for r in rules], "u2"),
        way=np.arange(len(found), dtype=np.int64),
    )
    return lines, list(names)


def _rule(properties: Mapping[str, str]) -> WayRule:
    """Who may go, and how fast: by OpenStreetMap's rules where there is a class, else all may."""
    surface = _surface(properties)
    tags = {**properties, "surface": surface}
    for key in CLASS_KEYS:
        kind = properties.get(key, "").lower()
        if kind in KINDS and kind != "other":
            rule = way_rule({**tags, "highway": kind})
            return rule or WayRule(0, 0, 0, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0))
    rule = way_rule({**tags, "highway": "unclassified"})
    index = SURFACES.index(surface) if surface in SURFACES else 0
    speeds = speeds_mps("other", SURFACES[index], tags)
    if rule is None:
        return WayRule(0, index, 0, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0))
    return WayRule(
        0, index, rule.flags, _where(speeds, rule.there_mps), _where(speeds, rule.back_mps)
    )


def _where(
    speeds: tuple[float, float, float], may: tuple[float, float, float]
) -> tuple[float, float, float]:
    """Speeds where the other speeds are not 0."""
    foot, car, truck = (v if allowed else 0.0 for v, allowed in zip(speeds, may, strict=True))
    return foot, car, truck


def _surface(properties: Mapping[str, str]) -> str:
    """A surface out of the properties that tend to carry it."""
    for key in SURFACE_KEYS:
        word = properties.get(key, "").lower()
        found = SURFACE_OF.get(word) or OTHER_WORDS.get(word)
        if found:
            return found
    return ""


def _names(properties: Mapping[str, str]) -> tuple[str, str]:
    """(Latin or own name, Arabic name)."""
    name = next((properties[k] for k in NAME_KEYS if properties.get(k)), "")
    arabic = next((properties[k] for k in ARABIC_KEYS if properties.get(k)), "")
    own, by_script = features.names({"name": name})
    return own, arabic or by_script
