"""Vector tiles: what lies where, generalised, whole at the seams."""

from pathlib import Path
from typing import Any

import mapbox_vector_tile
import numpy as np
import pytest

from holdfast.base.errors import Refused
from holdfast.formats import osm
from holdfast.formats.sniff import HEAD_BYTES, map_kind
from holdfast.store.roadfile import MapFile, load, save
from holdfast.web.canvas import projected
from holdfast.web.tiles import BUFFER, EXTENT, GREATEST_ZOOM, tile

XML = """<osm version="0.6">
<node id="1" version="1" lon="-1" lat="1"/><node id="2" version="1" lon="1" lat="1"/>
<node id="3" version="1" lon="0.0005" lat="0.001"/>
<node id="4" version="1" lon="0.001" lat="0.001"/>
<node id="5" version="1" lon="0.001" lat="0.002"/>
<node id="6" version="1" lon="0.0005" lat="0.002"/>
<node id="7" version="1" lon="0.5" lat="0.5"><tag k="place" v="town"/><tag k="name" v="Mavrah"/>
<tag k="name:ar" v="مفرة"/></node>
<node id="8" version="1" lon="0.0006" lat="0.0006"><tag k="amenity" v="hospital"/></node>
<way id="1" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="trunk"/>
<tag k="name" v="Road 1"/><tag k="bridge" v="yes"/><tag k="surface" v="asphalt"/></way>
<way id="2" version="1"><nd ref="3"/><nd ref="4"/><tag k="highway" v="footway"/></way>
<way id="3" version="1"><nd ref="3"/><nd ref="4"/><nd ref="5"/><nd ref="6"/><nd ref="3"/>
<tag k="building" v="yes"/></way>
<way id="4" version="1"><nd ref="3"/><nd ref="7"/><tag k="waterway" v="river"/></way>
</osm>"""


def map_of(data: bytes, folder: Path) -> MapFile:
    """A road file out of a source's bytes."""
    made = osm.read(data, map_kind(data[:HEAD_BYTES]), "sha", lambda _step, _at: None)
    save(folder / "map.roads", made)
    return load(folder / "map.roads")


@pytest.fixture
def town(tmp_path: Path) -> MapFile:
    """A trunk road, a path, a house, a river and a town around 0, 0."""
    return map_of(XML.encode(), tmp_path)


def layers(mapfile: MapFile, z: int, x: int, y: int) -> dict[str, list[dict[str, Any]]]:
    """A decoded tile's features by layer, with y to the south."""
    data = tile(mapfile, z, x, y)
    options = {"y_coord_down": True}
    decoded = mapbox_vector_tile.decode(data, default_options=options) if data else {}
    return {name: layer["features"] for name, layer in decoded.items()}


def test_a_road_says_what_it_is(town: MapFile) -> None:
    """Class, rank, names, surface and bridge; nothing that says nothing."""
    (road,) = layers(town, 5, 16, 15)["roads"]
    assert road["properties"] == {
        "kind": "trunk", "rank": 1, "name": "Road 1", "surface": "paved", "bridge": True,
    }  # fmt: skip


def test_y_goes_south_and_x_goes_east(town: MapFile) -> None:
    """The town at 0.5, 0.5 lies where Web Mercator has it, in the tile north-east of 0, 0."""
    (place,) = layers(town, 8, 128, 127)["places"]
    x, y = place["geometry"]["coordinates"]
    assert x == pytest.approx(0.5 / 360 * 256 * EXTENT, abs=1)
    assert y == pytest.approx((1 - 0.5 / 360 * 256) * EXTENT, abs=1)
    assert place["properties"]["name_ar"] == "مفرة"


def test_lines_go_over_the_side_by_the_buffer_and_no_farther(town: MapFile) -> None:
    """So that two tiles meet without a seam."""
    west, east = layers(town, 7, 63, 63)["roads"][0], layers(town, 7, 64, 63)["roads"][0]
    xs = np.array(west["geometry"]["coordinates"])[:, 0]
    assert xs.max() == EXTENT + BUFFER
    assert np.array(east["geometry"]["coordinates"])[:, 0].min() == -BUFFER
    ys = {p[1] for f in (west, east) for p in f["geometry"]["coordinates"]}
    assert max(ys) - min(ys) <= 1


def test_small_things_wait_for_their_zoom(town: MapFile) -> None:
    """Paths and houses from 14, a hospital from 11, the river always."""
    assert set(layers(town, 10, 512, 511)) == {"water"}
    assert set(layers(town, 11, 1024, 1023)) == {"water", "spots"}
    assert set(layers(town, 16, 32768, 32767)) >= {"buildings", "roads", "spots"}


def test_the_outer_ring_of_a_polygon_runs_as_the_standard_wants(town: MapFile) -> None:
    """Positive area by the surveyor's formula with y to the south (MVT 2.1, 4.3.4.4)."""
    (house,) = layers(town, 16, 32768, 32767)["buildings"]
    ring = np.array(house["geometry"]["coordinates"][0], float)
    x, y = ring[:, 0], ring[:, 1]
    assert (x[:-1] * y[1:] - x[1:] * y[:-1]).sum() > 0


def test_an_empty_tile_is_no_bytes(town: MapFile) -> None:
    """Far away there is nothing."""
    assert tile(town, 8, 0, 0) == b""


@pytest.mark.parametrize(
    "where", [(-1, 0, 0), (0, 1, 0), (3, 8, 0), (3, 0, -1), (GREATEST_ZOOM + 1, 0, 0)]
)
def test_a_tile_that_cannot_be_is_refused(town: MapFile, where: tuple[int, int, int]) -> None:
    """With the zooms that there are."""
    with pytest.raises(Refused, match="no tile"):
        tile(town, *where)


def test_a_road_across_the_line_of_180_degrees_is_drawn_on_both_sides(tmp_path: Path) -> None:
    """In the last column and in the first."""
    xml = (
        '<osm version="0.6"><node id="1" version="1" lon="179" lat="1"/>'
        '<node id="2" version="1" lon="-179" lat="1"/><way id="1" version="1"><nd ref="1"/>'
        '<nd ref="2"/><tag k="highway" v="trunk"/></way></osm>'
    )
    fiji = map_of(xml.encode(), tmp_path)
    assert "roads" in layers(fiji, 4, 15, 7)
    assert "roads" in layers(fiji, 4, 0, 7)
    assert tile(fiji, 4, 8, 7) == b""


def test_a_real_country_is_drawn_at_every_zoom(shared: Path, tmp_path: Path) -> None:
    """Tiles decode, stay small, and hold more kinds of road the nearer one is."""
    data = (shared / "data" / "osm" / "monaco.osm.gz").read_bytes()
    monaco = map_of(data, tmp_path)
    kinds = []
    ((east, south),) = projected(np.array([[7.42, 43.735]])).tolist()
    for z in range(8, 17):
        x, y = int(east * 2**z), int(south * 2**z)
        made = layers(monaco, z, x, y)
        assert len(tile(monaco, z, x, y)) < 200_000
        kinds.append({f["properties"]["kind"] for f in made.get("roads", [])})
    assert "footway" not in kinds[0] | kinds[3]
    assert any("footway" in k for k in kinds)
