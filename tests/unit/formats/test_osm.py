"""Reading OpenStreetMap data: nets, one-ways, barriers, turns, gaps, and files that are no maps."""

import bz2
import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import osmium
import pytest

from holdfast.base.errors import Damaged, Refused
from holdfast.base.geo import Place
from holdfast.formats import osm
from holdfast.formats.mapdata import MapData
from holdfast.formats.sniff import HEAD_BYTES, map_kind
from holdfast.founding import must_be_on_map
from holdfast.plan.roads.arrays import GATE, KINDS, PRIVATE, SURFACES, Roads
from holdfast.plan.roads.net import net

DRIVEN = KINDS[1 : KINDS.index("track") + 1]
"""The classes whose kilometres PROVENANCE.md counts as driveable."""


def read(data: bytes) -> MapData:
    """A map out of bytes, as the shell reads one."""
    return osm.read(data, map_kind(data[:HEAD_BYTES]), "sha", lambda _step, _at: None)


def tags(**words: str) -> str:
    """Tags as XML; two underscores stand for a colon."""
    return "".join(f'<tag k="{k.replace("__", ":")}" v="{v}"/>' for k, v in words.items())


def node(i: int, x: float, y: float = 0.0, **words: str) -> str:
    """A node so many hundredths of a degree east and north of (10, 0)."""
    at = f'lon="{10 + x / 100}" lat="{y / 100}"'
    return f'<node id="{i}" version="1" {at}>{tags(**words)}</node>'


def way(i: int, *refs: int, **words: str) -> str:
    """A way; residential unless said, no road where highway is ''."""
    points = "".join(f'<nd ref="{r}"/>' for r in refs)
    said = {k: v for k, v in {"highway": "residential", **words}.items() if v}
    return f'<way id="{i}" version="1">{points}{tags(**said)}</way>'


def turn(i: int, start: int, via: int, end: int, kind: str = "restriction", **words: str) -> str:
    """A relation of type restriction with a via node."""
    members = "".join(
        f'<member type="{t}" ref="{r}" role="{role}"/>'
        for t, r, role in (("way", start, "from"), ("node", via, "via"), ("way", end, "to"))
    )
    said = tags(type="restriction", **{kind: words.pop("word", "no_left_turn"), **words})
    return f'<relation id="{i}" version="1">{members}{said}</relation>'


def a_map(*things: str) -> bytes:
    """An OpenStreetMap document."""
    return f'<?xml version="1.0"?><osm version="0.6">{"".join(things)}</osm>'.encode()


def roads_of(*things: str) -> Roads:
    """The roads of a document."""
    return read(a_map(*things)).roads


def arcs(roads: Roads, mode: str = "car") -> set[tuple[float, float]]:
    """The arcs a mode may use, as pairs of hundredths of a degree east of 10."""
    x = np.round((roads.lon - 10) * 100, 6)
    may = np.isfinite(roads.time_s[mode])
    return {
        (float(x[t]), float(x[h])) for t, h in zip(roads.tail[may], roads.head[may], strict=True)
    }


LINE = (node(1, 0), node(2, 1), node(3, 2))


def test_points_between_junctions_are_shape_and_not_nodes() -> None:
    """A way of three points without junctions is one edge with two arcs."""
    roads = roads_of(*LINE, way(1, 1, 2, 3))
    assert (roads.n_nodes, roads.n_edges, roads.n_arcs) == (2, 1, 2)
    assert len(roads.shape_lon) == 3
    assert roads.length_m[0] == pytest.approx(2226.4, rel=0.002)


@pytest.mark.parametrize(
    ("words", "car"),
    [
        ({"oneway": "yes"}, {(0, 2)}),
        ({"oneway": "-1"}, {(2, 0)}),
        ({"oneway": "no", "highway": "motorway"}, {(0, 2), (2, 0)}),
        ({"highway": "motorway"}, {(0, 2)}),
        ({"junction": "roundabout"}, {(0, 2)}),
        ({"oneway": "reversible", "foot": "yes"}, set()),
    ],
)
def test_one_ways_bind_cars(words: dict[str, str], car: set[tuple[float, float]]) -> None:
    """One-ways, also backward and implied ones, take a direction from cars."""
    assert arcs(roads_of(*LINE, way(1, 1, 2, 3, **words))) == car


def test_one_ways_do_not_bind_people_on_foot() -> None:
    """On foot a one-way street leads both ways."""
    roads = roads_of(*LINE, way(1, 1, 2, 3, oneway="yes"))
    assert arcs(roads, "foot") == {(0, 2), (2, 0)}


def test_ferries_and_roads_to_come_are_no_roads() -> None:
    """Ferries, construction, proposals and unknown classes are left out."""
    gone = [way(i, 1, 2, highway=k) for i, k in enumerate(("construction", "proposed", "x"), 2)]
    ferry = '<way id="9" version="1"><nd ref="1"/><nd ref="3"/><tag k="route" v="ferry"/></way>'
    found = read(a_map(*LINE, way(1, 2, 3), *gone, ferry))
    assert arcs(found.roads) == {(1, 2), (2, 1)}
    assert found.counts["unusable"] == 3


def test_a_bollard_parts_the_road_for_cars_and_not_on_foot() -> None:
    """Cars on both sides of a bollard are in two components; people walk past it."""
    roads = roads_of(node(1, 0), node(2, 1, barrier="bollard"), node(3, 2), way(1, 1, 2, 3))
    assert len(set(roads.component["car"][roads.component["car"] >= 0])) == 2
    assert set(roads.component["foot"]) == {0}


def test_a_bollard_that_lets_cars_in_stops_nobody() -> None:
    """Access tags decide over the kind of barrier."""
    bollard = node(2, 1, barrier="bollard", motor_vehicle="yes")
    roads = roads_of(node(1, 0), bollard, node(3, 2), way(1, 1, 2, 3))
    assert set(roads.component["car"]) == {0}


def test_a_fence_stops_everybody() -> None:
    """A wall or fence across a way parts it for all modes."""
    roads = roads_of(node(1, 0), node(2, 1, barrier="fence"), node(3, 2), way(1, 1, 2, 3))
    for mode in ("foot", "car", "truck"):
        label = roads.component[mode]
        assert len(set(label[label >= 0])) == 2


def test_a_gate_lets_all_pass_and_marks_its_edges() -> None:
    """A gate is a node, and the edges that touch it carry GATE, private ones PRIVATE."""
    gate = node(2, 1, barrier="gate", access="private")
    roads = roads_of(node(1, 0), gate, node(3, 2), way(1, 1, 2, 3))
    assert roads.n_nodes == 3
    assert set(roads.component["car"]) == {0}
    assert (roads.edge_flags & (GATE | PRIVATE) == GATE | PRIVATE).all()


def test_a_barrier_at_a_junction_stops_every_arm() -> None:
    """Behind a bollard at a junction of three streets each car is alone."""
    roads = roads_of(
        node(1, 0), node(2, 1, barrier="bollard"), node(3, 2), node(4, 1, 1),
        way(1, 1, 2, 3), way(2, 2, 4),
    )  # fmt: skip
    label = roads.component["car"]
    assert len(set(label[label >= 0])) == 3


CROSS = (
    node(1, 0),
    node(2, 1),
    node(3, 2),
    node(4, 1, 1),
    way(1, 1, 2),
    way(2, 2, 3),
    way(3, 2, 4),
)


def after(roads: Roads, mode: str, start: float) -> set[tuple[float, float]]:
    """Where one may go on, (hundredths east, north), after the arc from `start` to the crossing."""
    n = net(roads, mode)
    xy = np.round(np.column_stack([roads.lon - 10, roads.lat]) * 100, 6)
    at = [
        i
        for i in range(len(n.arc))
        if xy[roads.tail[n.arc[i]], 0] == start and tuple(xy[roads.head[n.arc[i]]]) == (1, 0)
    ]
    v = n.head[at[0]]
    return {tuple(xy[n.node[n.head[i]]].tolist()) for i in range(n.indptr[v], n.indptr[v + 1])}


def test_a_forbidden_turn_cannot_be_taken() -> None:
    """no_left_turn from the west arm to the north arm leaves straight on and back."""
    roads = roads_of(*CROSS, turn(1, 1, 2, 3))
    assert after(roads, "car", 0) == {(0, 0), (2, 0)}
    assert after(roads, "car", 2) == {(0, 0), (2, 0), (1, 1)}
    assert after(roads, "foot", 0) == {(0, 0), (2, 0), (1, 1)}


def test_only_straight_on_leaves_nothing_else() -> None:
    """only_* takes every other arc away, also the turn back."""
    roads = roads_of(*CROSS, turn(1, 1, 2, 2, word="only_straight_on"))
    assert after(roads, "car", 0) == {(2, 0)}


def test_a_u_turn_ban_holds_on_the_way_it_names() -> None:
    """no_u_turn takes the arc back and nothing else."""
    roads = roads_of(*CROSS, turn(1, 1, 2, 1, word="no_u_turn"))
    assert after(roads, "car", 0) == {(2, 0), (1, 1)}


def test_turns_bind_the_modes_that_they_name() -> None:
    """except=motorcar frees cars, restriction:hgv binds trucks alone, bicycles are no matter."""
    free_cars = roads_of(*CROSS, turn(1, 1, 2, 3, **{"except": "motorcar;bicycle"}))
    assert (1, 1) in after(free_cars, "car", 0)
    assert (1, 1) not in after(free_cars, "truck", 0)
    trucks = roads_of(*CROSS, turn(1, 1, 2, 3, kind="restriction__hgv"))
    assert (1, 1) in after(trucks, "car", 0)
    assert (1, 1) not in after(trucks, "truck", 0)


def test_turns_that_cannot_be_honoured_are_counted() -> None:
    """Conditional, via a way, missing members, ways that do not meet: a count each, no failure."""
    via_way = turn(3, 1, 2, 3).replace('type="node" ref="2"', 'type="way" ref="2"')
    found = read(
        a_map(
            *CROSS,
            turn(1, 1, 2, 3, kind="restriction__conditional", word="no_left_turn @ (07:00-09:00)"),
            turn(2, 1, 2, 99),
            via_way,
            turn(4, 1, 3, 2),
            turn(5, 1, 2, 3, kind="restriction__bus"),
            '<relation id="6" version="1"><tag k="type" v="restriction"/></relation>',
        )
    )
    assert found.counts["restrictions"] == 6
    assert found.counts["conditional"] == 1
    assert found.counts["via_way"] == 1
    assert found.counts["broken"] == 2
    assert found.counts["other_modes"] == 2
    assert len(found.roads.restrictions) == 0


def test_a_way_is_cut_where_a_point_is_missing() -> None:
    """It never spans the gap, and the missing point is counted."""
    found = read(a_map(node(1, 0), node(2, 1), node(4, 3), node(5, 4), way(1, 1, 2, 3, 4, 5)))
    assert arcs(found.roads) == {(0, 1), (1, 0), (3, 4), (4, 3)}
    assert found.counts["points_missing"] == 1


def test_a_river_that_an_extract_cuts_is_drawn_as_far_as_it_goes() -> None:
    """One missing point is no damage: the roads are read, what is there of the line is drawn."""
    river = way(7, 1, 2, 99, 3, 98, highway="", waterway="river", name="Wide Water")
    data = read(a_map(*LINE, way(1, 1, 2, 3), river))
    assert data.roads.n_edges == 1
    assert data.counts["lines_cut"] == 1
    assert data.drawing.name == ("Wide Water",)


def test_a_lake_that_an_extract_cuts_is_left_out_and_counted_or_ignored() -> None:
    """An area without all of its points is no damage either."""
    lake = way(7, 1, 2, 99, 3, 1, highway="", natural="water", name="Lake")
    assert read(a_map(*LINE, way(1, 1, 2, 3), lake)).roads.n_edges == 1


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress])
def test_what_an_editor_has_deleted_is_gone(pack: Callable[[bytes], bytes]) -> None:
    """JOSM keeps deleted ways, points and turns in its file, marked: none of them counts."""
    bridge = way(1, 1, 2).replace('version="1"', 'version="1" action="delete" visible="true"')
    bollard = node(4, 3, barrier="bollard").replace("<node", "<node action='delete'")
    kept = way(2, 2, 3).replace("<way", "<way action='modify'")
    data = pack(a_map(*LINE, bollard, bridge, kept))
    found = read(data)
    assert arcs(found.roads) == {(1, 2), (2, 1)}
    assert found.counts["deleted_by_editor"] == 2


def test_a_file_that_breaks_off_after_a_deletion_is_a_sentence() -> None:
    """What is marked is looked for up to the break; the reader says what is wrong."""
    broken = a_map(*LINE, way(1, 1, 2, 3)).replace(b"<way", b"<way action='delete'")[:-30]
    with pytest.raises(Damaged):
        read(broken)


def test_a_map_across_the_line_of_180_degrees_is_not_the_whole_earth() -> None:
    """Its east lies beyond 180, and a base on either side lies within."""
    fiji = [
        f'<node id="{i}" version="1" lon="{lon}" lat="-17"/>'
        for i, lon in enumerate((178.5, 179.9, -179.9, -178.5), start=1)
    ]
    west, _, east, _ = roads_of(*fiji, way(1, 1, 2), way(2, 3, 4)).bounds
    assert (west, east) == (178.5, 181.5)
    for lon in (179.35, -179.35, 178.4):
        must_be_on_map((west, -17, east, -17), Place(lon, -17))
    with pytest.raises(Refused, match="outside this map"):
        must_be_on_map((west, -17, east, -17), Place(177, -17))


def test_points_said_after_the_ways_are_found() -> None:
    """The order of the file does not matter."""
    assert arcs(roads_of(way(1, 1, 2, 3), *reversed(LINE))) == {(0, 2), (2, 0)}


def test_negative_ids_are_ids() -> None:
    """JOSM's own numbers work like any other."""
    assert arcs(roads_of(node(-1, 0), node(-2, 1), way(-5, -1, -2))) == {(0, 1), (1, 0)}


def test_loops_and_repeated_points_do_no_harm() -> None:
    """A ring is an edge from a node to itself; a point said twice counts once."""
    ring = roads_of(node(1, 0), node(2, 1), node(3, 1, 1), way(1, 1, 1, 2, 3, 3, 1))
    assert ring.n_edges == 1
    assert ring.tail[0] == ring.head[0]
    assert np.isfinite(ring.time_s["car"]).all()


def test_a_way_that_crosses_itself_has_a_node_there() -> None:
    """A point passed twice is a junction."""
    eight = roads_of(
        node(1, 0), node(2, 1), node(3, 2, 1), node(4, 2, -1), way(1, 1, 2, 3, 4, 2)
    )  # fmt: skip
    assert (eight.n_nodes, eight.n_edges) == (2, 2)


def test_a_way_said_twice_counts_once() -> None:
    """Two ways of one id are one road."""
    assert roads_of(*LINE, way(1, 1, 2, 3), way(1, 1, 2, 3)).n_edges == 1


def test_edges_cross_the_line_of_180_degrees() -> None:
    """Longitude runs on along an edge, and its length is that of the short way."""
    roads = roads_of(
        '<node id="1" version="1" lon="179.99" lat="0"/>'
        '<node id="2" version="1" lon="-179.99" lat="0"/>',
        way(1, 1, 2),
    )
    assert roads.length_m[0] == pytest.approx(2224, rel=0.01)
    assert roads.shape_lon.max() == pytest.approx(180.01)


def test_names_come_in_latin_and_arabic_script() -> None:
    """An Arabic name goes to names_ar, its English one to names; a road number stands in."""
    roads = roads_of(
        *LINE, way(1, 1, 2, name="شارع الخدمات", name__en="Service Street"), way(2, 2, 3, ref="M5")
    )
    said = {(roads.names[i], roads.names_ar[i]) for i in roads.name}
    assert said == {("Service Street", "شارع الخدمات"), ("M5", "")}


def test_spots_are_read_from_points_and_areas() -> None:
    """A hospital point and a clinic building are found, the building at its middle."""
    found = read(
        a_map(
            *LINE, node(4, 0, 1, amenity="hospital", name="Am Hang"), node(5, 4), node(6, 6),
            node(7, 6, 2), node(8, 4, 2), way(1, 1, 2, 3),
            way(2, 5, 6, 7, 8, 5, highway="", amenity="clinic", building="yes"),
        )
    )  # fmt: skip
    by_kind = {s.kind: s for s in found.spots}
    assert by_kind["hospital"].name == "Am Hang"
    assert by_kind["clinic"].place == pytest.approx((10.05, 0.01))
    assert by_kind["clinic"].osm_id == "w2"
    assert len(found.drawing.wkb) == 1


def test_the_source_is_named() -> None:
    """OpenStreetMap's people are credited on every map made of their data."""
    assert read(a_map(*LINE, way(1, 1, 2))).attribution == "© OpenStreetMap contributors"


@pytest.mark.parametrize("packed", [gzip.compress, bz2.compress])
def test_packed_files_are_known_by_their_content(packed: object) -> None:
    """gzip and bzip2 are unpacked, whatever the file is called."""
    data = packed(a_map(*LINE, way(1, 1, 2, 3)))  # type: ignore[operator]
    assert read(data).roads.n_edges == 1


BOMB = b"""<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;">]><osm version="0.6"><node id="1" lon="1" lat="1">
<tag k="name" v="&c;&c;&c;"/></node></osm>"""


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "PNG"),
        (b"PK\x03\x04" + b"\0" * 99, "zip"),
        (b"just some text", "no kind"),
        (b"\0\0\0\x0e", "no kind"),
        (gzip.compress(b"rubbish" * 99), "no kind"),
        (b"\x1f\x8b\x08rubbish", "unpacked"),
        (b"BZhrubbish", "unpacked"),
        (b"<gpx></gpx>", "GPX"),
        (b"<kml></kml>", "KML"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"<osm version='0.6'><node id='1'", "damaged"),
        (b"<osm version='0.6'><node id='1' lon='x' lat='1'/></osm>", "damaged"),
        (b"<other/>", "damaged"),
        (BOMB, "damaged"),
    ],
)
def test_what_is_no_map_is_damaged_with_a_sentence(data: bytes, says: str) -> None:
    """Each kind of wrong file is named for what it is."""
    with pytest.raises(Damaged, match=says) as e:
        read(data)
    assert str(e.value).endswith(".")


@pytest.mark.parametrize(
    "data",
    [
        a_map(),
        a_map(*LINE),
        a_map(way(1, 1, 2)),
        a_map(*LINE, way(1, 1)),
        a_map(*LINE, way(1, 1, 1)),
        a_map(*LINE, way(1, 1, 2, access="no")),
        b'<osm version="0.6"><node id="1" lon="1" lat="200"/></osm>',
    ],
)
def test_a_map_without_roads_is_refused(data: bytes) -> None:
    """An empty area, ways without points, roads that nobody may use: a sentence."""
    with pytest.raises(Refused, match="road"):
        read(data)


def real(shared: Path, name: str) -> MapData:
    """A real extract."""
    return read((shared / "data" / "osm" / name).read_bytes())


def km(roads: Roads, kinds: tuple[str, ...]) -> float:
    """Kilometres of edges of some classes."""
    length = np.zeros(roads.n_edges)
    length[roads.edge] = np.where(
        np.isin(roads.kind, [KINDS.index(k) for k in kinds]), roads.length_m, 0
    )
    return float(length.sum()) / 1000


@pytest.mark.parametrize(
    ("name", "driven_km"),
    [("andorra.osm.pbf", 532), ("beatty.osm", 247), ("liechtenstein-latest.osm.pbf", 862)],
)
def test_real_extracts_have_the_kilometres_that_others_count(
    shared: Path, name: str, driven_km: float
) -> None:
    """The length of the driveable classes is that of PROVENANCE.md, counted by other code."""
    assert km(real(shared, name).roads, DRIVEN) == pytest.approx(driven_km, rel=0.003)


def test_andorra_has_its_seven_hospitals_and_its_capital(shared: Path) -> None:
    """Amenities and places come with their names."""
    spots = real(shared, "andorra.osm.pbf").spots
    assert sum(s.kind == "hospital" for s in spots) == 7
    assert any(s.kind == "town" and s.name == "Andorra la Vella" for s in spots)


def test_heidelberg_has_its_476_turn_restrictions(shared: Path) -> None:
    """All are read, nearly all honoured, and the largest component holds what it should."""
    found = real(shared, "heidelberg.test.pbf")
    assert found.counts["restrictions"] == 476
    assert len(found.roads.restrictions) >= 460
    for mode, least in (("foot", 0.96), ("car", 0.94)):
        label = found.roads.component[mode]
        assert (label == 0).sum() / (label >= 0).sum() >= least
    assert set(np.unique(found.roads.surface)) <= set(range(len(SURFACES)))


@pytest.mark.parametrize(
    "name",
    [
        "krems.osm.gz", "monaco.osm.gz", "one_way_dead_end.osm.pbf",
        *(f"graphhopper-tiny/test-{n}.xml" for n in (
            "barriers", "barriers2", "barriers3", "conditional-turn-restrictions",
            "osm-negative-ids", "osm12", "osm9", "restrictions", "road-attributes")),
    ],
)  # fmt: skip
def test_every_real_file_becomes_a_sound_net(shared: Path, name: str) -> None:
    """Indexes point into their tables, times are positive, shapes end at their nodes."""
    roads = real(shared, name).roads
    assert roads.n_arcs > 0
    assert roads.tail.max() < roads.n_nodes > roads.head.max()
    assert min(float(t.min()) for t in roads.time_s.values()) > 0
    first = roads.shape_lon[roads.shape_start[roads.edge]]
    node_lon = np.where(roads.forward, roads.lon[roads.tail], roads.lon[roads.head])
    assert np.allclose(first, node_lon)


def test_a_truck_stays_off_a_weak_bridge_road(shared: Path) -> None:
    """The road of 4.4 t in graphhopper's file carries cars and no trucks."""
    roads = real(shared, "graphhopper-tiny/test-road-attributes.xml").roads
    weak = np.array([roads.names[i] == "A B C" for i in roads.name])[roads.edge]
    assert np.isfinite(roads.time_s["car"][weak]).all()
    assert np.isinf(roads.time_s["truck"][weak]).all()


def test_a_header_that_holds_no_text_is_somebody_elses_map(tmp_path: Path) -> None:
    """Who wrote a file stands in its header; bytes that are no text there once raised an error."""
    path = tmp_path / "map.osm.pbf"
    header = osmium.io.Header()
    header.set("generator", "SOMEBODY")
    plain = osmium.io.File(str(path), "pbf,pbf_compression=none")
    with osmium.SimpleWriter(plain, header=header) as writer:
        for i in (1, 2):
            writer.add_node(osmium.osm.mutable.Node(id=i, location=(10 + i / 100, 0), version=1))
        road = osmium.osm.mutable.Way(
            id=9, nodes=[1, 2], tags={"highway": "residential"}, version=1
        )
        writer.add_way(road)
    data = path.read_bytes()
    assert data.count(b"SOMEBODY") == 1

    found = read(data.replace(b"SOMEBODY", b"SOME\x80ODY"))
    assert found.attribution == read(data).attribution
    assert "OpenStreetMap" in found.attribution
