"""GeoJSON lines as a map."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from holdfast.base.errors import Damaged, HoldfastError, Refused
from holdfast.formats import geojson_roads
from holdfast.formats.mapdata import MapData
from holdfast.plan.roads.arrays import SURFACES


def read(document: Any) -> MapData:
    """A map out of a document or its bytes."""
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return geojson_roads.read(data, "sha", lambda _step, _at: None)


def feature(*points: tuple[float, ...], **properties: Any) -> dict[str, Any]:
    """A line feature."""
    line = {"type": "LineString", "coordinates": [list(p) for p in points]}
    return {"type": "Feature", "properties": properties, "geometry": line}


def collection(*features: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A feature collection."""
    return {"type": "FeatureCollection", "features": list(features), **more}


def test_lines_that_nearly_meet_do() -> None:
    """Rounded to five decimals, two ends half a metre apart are one node."""
    roads = read(
        collection(feature((0, 0), (1.000001, 0)), feature((1.000004, 0), (2, 0, 7.5)))
    ).roads
    assert (roads.n_nodes, roads.n_edges) == (3, 2)
    assert set(roads.component["foot"]) == {0}


def test_properties_are_read_in_any_letter_case() -> None:
    """Name, Arabic name, surface and one-way."""
    roads = read(
        collection(feature((0, 0), (1, 0), NAME="High Street", Ar_Name="شارع", SURFACE="Gravel"))
    ).roads
    assert roads.names[roads.name[0]] == "High Street"
    assert roads.names_ar[roads.name[0]] == "شارع"
    assert SURFACES[roads.surface[0]] == "gravel"
    one_way = read(collection(feature((0, 0), (1, 0), OneWay="yes"))).roads
    assert np.isfinite(one_way.time_s["car"]).sum() == 1
    assert np.isfinite(one_way.time_s["foot"]).sum() == 2


def test_a_highway_class_is_obeyed_where_there_is_one() -> None:
    """A footway carries no cars."""
    roads = read(collection(feature((0, 0), (1, 0), highway="footway"))).roads
    assert np.isinf(roads.time_s["car"]).all()


def test_bare_geometries_and_multilines_count() -> None:
    """Anything of RFC 7946 that holds lines."""
    multi = {"type": "MultiLineString", "coordinates": [[[0, 0], [1, 0]], [[1, 0], [1, 1]]]}
    assert read(multi).roads.n_edges == 2
    assert read({"type": "GeometryCollection", "geometries": [multi]}).roads.n_edges == 2


def test_points_and_polygons_are_counted_and_left_out() -> None:
    """They are no roads."""
    point = {"type": "Feature", "properties": None, "geometry": {"type": "Point"}}
    nothing = {"type": "Feature", "properties": None, "geometry": None}
    assert read(collection(point, nothing, feature((0, 0), (1, 0)))).counts["not_lines"] == 1


def test_projected_coordinates_are_refused_with_the_remedy() -> None:
    """Metres are no degrees."""
    with pytest.raises(Refused, match="WGS 84"):
        read(collection(feature((500_000, 3_500_000), (500_100, 3_500_000))))
    utm = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32637"}}
    with pytest.raises(Refused, match="32637"):
        read(collection(feature((0, 0), (1, 0)), crs=utm))


@pytest.mark.parametrize(
    "data",
    [
        b"{", b"{}", b"[]", b"{" * 100_000, b'{"a":' * 100_000, b'{"type":"FeatureCollection"}',
        b'{"type":"FeatureCollection","features":[7]}',
        b'{"type":"LineString","coordinates":[[0,0],[NaN,1]]}',
        b'{"type":"LineString","coordinates":[[0,0],[1e999,1]]}',
        b'{"type":"LineString","coordinates":[[0,0],["1",1]]}',
        b'{"type":"LineString","coordinates":[[0,0],[1]]}',
        b'{"type":"LineString","coordinates":{"0":[0,0]}}',
        b'{"type":"LineString"}', b'{"type":"LineString","coordinates":[[0,0],[true,false]]}',
        b'{"type":"MultiLineString","coordinates":7}', b"\xff\xfe{",
        b'{"type":"FeatureCollection","features":[],"crs":5}',
        b'{"type":"FeatureCollection","features":[],"crs":{"properties":5}}',
        b'{"type":"GeometryCollection","geometries":7}',
        b'{"type":"LineString","coordinates":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    ],
)  # fmt: skip
def test_what_is_no_geojson_is_a_sentence(data: bytes) -> None:
    """Damaged or Refused, whatever it is."""
    with pytest.raises((Damaged, Refused)) as e:
        read(data)
    assert isinstance(e.value, HoldfastError)
    assert str(e.value)


def test_zaatari_is_one_net_of_94_kilometres(shared: Path) -> None:
    """The camp's survey becomes one component, with street names in both scripts."""
    path = shared / "data" / "zaatari" / "roads" / "Roads_2016_12.geojson"
    roads = read(path.read_bytes()).roads
    assert set(roads.component["truck"]) == {0}
    length = np.zeros(roads.n_edges)
    length[roads.edge] = roads.length_m
    assert length.sum() / 1000 == pytest.approx(94.5, abs=0.5)
    i = roads.names.index("Al Khadamat Street")
    assert roads.names_ar[i] == "شارع الخدمات"


def test_a_file_without_lines_is_refused(shared: Path) -> None:
    """Mosques are points."""
    path = shared / "data" / "zaatari" / "mosques" / "Mosques_2017_01.geojson"
    with pytest.raises(Refused, match="no line"):
        read(path.read_bytes())
