"""The demo country: that it is the same every time, hangs together, and is what scenarios need."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import numpy as np
import osmium
import pytest

from holdfast.base.geo import distance_m
from holdfast.formats.hgt import read_hgt, tile_corner
from holdfast.scenarios.country import Country, make_country
from holdfast.scenarios.country.draft import Draft
from holdfast.scenarios.country.fabric import Fabric, Joined, Style
from holdfast.scenarios.country.flow import cheapest, drain, gather
from holdfast.scenarios.country.frame import EAST, NORTH, SOUTH, WEST, to_place
from holdfast.scenarios.country.knit import clip, knit, split, with_points
from holdfast.scenarios.country.roads import Road
from holdfast.scenarios.country.shapes import area_m2, length_m, resample, thin

SQUARE = [(0.0, 0.0), (900.0, 0.0), (900.0, 700.0), (0.0, 700.0)]


def woven(dead_ends: float = 0.4) -> Fabric:
    """A small old town with one way in."""
    fabric = Fabric(SQUARE, "tertiary", np.random.default_rng(5))
    fabric.open((0.0, 300.0), (450.0, 350.0), "secondary")
    fabric.grow(lambda _at: Style("old", 3_000, 0.4, 6.0, alley="living_street"))
    fabric.drop_ends({"old": dead_ends})
    return fabric


def parts(lines: Iterable[list[tuple[float, float]]]) -> int:
    """How many pieces lines fall into."""
    joined, places = Joined(), set()
    for line in lines:
        places |= set(line)
        for a, b in pairwise(line):
            joined.join(a, b)
    return len({joined.root(at) for at in places})


def test_blocks_cover_the_land_without_overlap() -> None:
    """Cutting land into blocks loses none and counts none twice."""
    blocks = [plot.ring for plot, _ in woven().blocks]
    assert len(blocks) > 80
    assert sum(area_m2(ring) for ring in blocks) == pytest.approx(900 * 700, rel=0.002)
    assert all(area_m2(ring) > 0 for ring in blocks)


@pytest.mark.parametrize("dead_ends", [0.0, 0.4, 1.0])
def test_streets_hang_together_whatever_ends_are_dropped(dead_ends: float) -> None:
    """However many alleys become dead ends, every street can be reached."""
    fabric = woven(dead_ends)
    assert parts(street.line for street in fabric.streets if len(street.points) > 1) == 1


def test_opening_the_rim_keeps_every_street_reachable() -> None:
    """Cross streets that meet only the outer lane keep as much of it as joins them, no more."""
    strip = [(0.0, 0.0), (2000.0, 0.0), (2000.0, 70.0), (0.0, 70.0)]
    fabric = Fabric(strip, "track", np.random.default_rng(5))
    fabric.grow(lambda _at: Style("row", 9_000, 0.0, 6.0))
    before = sum(len(street.line) - 1 for street in fabric.streets)
    fabric.open_rim(0.0)
    after = [street.line for street in fabric.streets]
    assert parts(after) == 1
    assert sum(len(line) - 1 for line in after) == len({at for line in after for at in line}) - 1
    assert len(after) < before


def test_a_gate_is_a_point_of_the_street_it_opens() -> None:
    """A road that ends at a gate meets the outline and the street that leads in."""
    streets = woven().streets
    assert sum((0.0, 300.0) in street.points.values() for street in streets) == 2


def test_water_runs_down_and_all_of_it_arrives() -> None:
    """Every cell drains to the base along falling cells, and no rain is lost."""
    rng = np.random.default_rng(1)
    z, base = rng.random((30, 40)) * 50, np.zeros((30, 40), bool)
    base[-1] = True
    receiver, order = drain(z, base, 0.01)
    area = gather(receiver, order, 2.0)
    flat = z.ravel()
    assert sorted(order.tolist()) == list(range(1200))
    assert all(flat[receiver[c]] < flat[c] for c in order.tolist() if receiver[c] != c)
    assert area[receiver == np.arange(1200)].sum() == pytest.approx(2400.0)


def test_the_cheapest_way_goes_round_what_is_closed() -> None:
    """A wall with one gap is passed at the gap, and a whole wall not at all."""
    cost, ends, steps = np.ones((20, 20)), np.array([10 * 20 + 2, 10 * 20 + 17]), np.ones(2)
    cost[:, 9:11] = -1
    assert cheapest(cost, np.zeros((20, 20)), ends, steps, 0.1).size == 0
    cost[3, 9:11] = 1
    way = cheapest(cost, np.zeros((20, 20)), ends, steps, 0.1)
    assert way[0] == ends[0]
    assert way[-1] == ends[1]
    assert {(3, 9), (3, 10)} & {(int(c) // 20, int(c) % 20) for c in way}


def test_points_on_the_same_tenth_of_a_metre_are_one_node() -> None:
    """Lines that share a point are joined, and ids count from one."""
    draft = Draft()
    draft.way([(0.0, 0.0), (10.04, 5.0)], {"highway": "path"})
    draft.way([(10.01, 5.0), (20.0, 0.0)], {"highway": "path"})
    assert [nodes for nodes, _ in draft.ways] == [[1, 2], [2, 3]]


def test_roads_are_cut_at_a_settlement_and_remembered_as_gates() -> None:
    """A road through a village keeps its two outer parts, and the village two gates."""
    road = Road("track", [(-100.0, 50.0), (1000.0, 50.0)], {})
    kept, gates = clip([road], {"village": SQUARE})
    assert [piece.line for piece in kept] == [[(-100, 50), (0, 50)], [(900, 50), (1000, 50)]]
    assert gates == {"village": [((0.0, 50.0), "track"), ((900.0, 50.0), "track")]}


def test_crossing_roads_get_a_common_point() -> None:
    """Where two roads cross, one can turn from one into the other."""
    roads = knit([Road("track", [(0, 0), (10, 10)], {}), Road("path", [(0, 10), (10, 0)], {})])
    assert all((5.0, 5.0) in road.line for road in roads)


def test_a_line_is_split_led_through_points_and_thinned() -> None:
    """Splitting keeps all points; a point is put in where it lies; straight runs lose theirs."""
    line = resample([(0.0, 0.0), (100.0, 0.0)], 10.0)
    assert len(line) == 11
    assert [len(piece) for piece in split(line, {line[4]})] == [5, 7]
    assert with_points([(0.0, 0.0), (100.0, 0.0)], [(30.0, 0.0)])[1] == (30.0, 0.0)
    assert thin(line, 1.0) == [line[0], line[-1]]
    assert length_m(line) == pytest.approx(100.0)


class Read(osmium.SimpleHandler):
    """The written map, as a reader of OpenStreetMap files sees it."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.at: dict[int, tuple[float, float]] = {}
        self.tags: dict[int, dict[str, str]] = {}
        self.ways: list[tuple[int, list[int], dict[str, str]]] = []
        self.relations: list[dict[str, str]] = []

    def node(self, n: osmium.osm.Node) -> None:
        """Keep a node."""
        self.at[n.id] = (n.location.lon, n.location.lat)
        if len(n.tags):
            self.tags[n.id] = dict(n.tags)

    def way(self, w: osmium.osm.Way) -> None:
        """Keep a way."""
        self.ways.append((w.id, [node.ref for node in w.nodes], dict(w.tags)))

    def relation(self, r: osmium.osm.Relation) -> None:
        """Keep a relation's tags."""
        self.relations.append(dict(r.tags))


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    """The country, made once."""
    return make_country(tmp_path_factory.mktemp("country"))


@pytest.fixture(scope="module")
def read(country: Country) -> Read:
    """Its map, read back."""
    reader = Read()
    reader.apply_file(str(country.map_file))
    return reader


def roads_of(read: Read, kinds: set[str] | None = None) -> list[list[int]]:
    """Node ids of each road of some classes."""
    return [n for _, n, t in read.ways if (t.get("highway") in kinds if kinds else "highway" in t)]


def pieces(lines: list[list[int]]) -> list[set[int]]:
    """The connected pieces of lines, largest first."""
    joined, groups = Joined(), {}
    for line in lines:
        for a, b in pairwise(line):
            joined.join((a, 0), (b, 0))
    for node in {node for line in lines for node in line}:
        groups.setdefault(joined.root((node, 0)), set()).add(node)
    return sorted(groups.values(), key=len, reverse=True)


@pytest.mark.slow
def test_two_makings_are_equal_to_the_byte(country: Country, tmp_path: Path) -> None:
    """The country is the same every time it is made."""
    told: list[tuple[str, float]] = []
    again = make_country(tmp_path / "again", lambda step, done: told.append((step, done)))
    assert again.map_file.read_bytes() == country.map_file.read_bytes()
    assert again.height_file.read_bytes() == country.height_file.read_bytes()
    assert (again.places, again.counts) == (country.places, country.counts)
    shares = [done for _, done in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


@pytest.mark.slow
def test_the_roads_hang_together(read: Read) -> None:
    """At least 99 % of road nodes are in one piece, and 95 % of those that cars use."""
    on_foot = pieces(roads_of(read))
    by_car = pieces(roads_of(read, CAR))
    assert len(on_foot[0]) >= 0.99 * sum(map(len, on_foot))
    assert len(by_car[0]) >= 0.95 * sum(map(len, by_car))


CAR = {
    "trunk", "primary", "secondary", "tertiary", "unclassified", "residential",
    "living_street", "service", "track",
}  # fmt: skip


@pytest.mark.slow
def test_every_place_of_the_scenarios_is_near_the_roads(country: Country, read: Read) -> None:
    """From a road of the one connected piece to each place it is at most 120 metres."""
    nodes = sorted(pieces(roads_of(read))[0])
    where = np.array([read.at[node] for node in nodes])
    for place in country.places.values():
        off = where - np.array(place.at)
        lon, lat = where[int(np.argmin((off * off).sum(axis=1)))].tolist()
        assert distance_m(place.at, place.at._replace(lon=lon, lat=lat)) < 120, place.id


@pytest.mark.slow
def test_the_storage_facility_has_three_ways_on_foot(country: Country, read: Read) -> None:
    """Closing any of the three named ways to the depot leaves others from the compound."""
    named = {"Overgrown path", "Wadi path", "Old farm track"}
    assert named <= {t.get("name") for _, _, t in read.ways}
    compound = country.places["compound"].at
    storage = country.places["storage_facility"].at
    assert 4_500 < distance_m(compound, storage) < 6_500
    ends = [_node_at(read, compound), _node_at(read, storage)]
    for only in named:
        lines = [
            n for _, n, t in read.ways if "highway" in t and t.get("name") not in named - {only}
        ]
        assert any(set(ends) <= piece for piece in pieces(lines)), only


def _node_at(read: Read, at: tuple[float, float]) -> int:
    return next(node for node, place in read.at.items() if place == tuple(at))


@pytest.mark.slow
def test_ids_are_sorted_and_every_node_exists(read: Read) -> None:
    """What OpenStreetMap readers rely on: order, positive ids, no missing nodes, in the box."""
    assert list(read.at) == list(range(1, len(read.at) + 1))
    assert [way for way, _, _ in read.ways] == list(range(1, len(read.ways) + 1))
    assert all(node in read.at for _, nodes, _ in read.ways for node in nodes)
    slack = 0.05  # the river's banks and fields run a little over the edge
    assert all(
        WEST - slack < lon < EAST + slack and SOUTH - slack < lat < NORTH + slack
        for lon, lat in read.at.values()
    )


@pytest.mark.slow
def test_the_map_holds_what_a_map_of_the_field_holds(read: Read) -> None:
    """Each kind of thing that the room and the planner look for is there."""
    found = Counter(f"{k}={v}" for _, _, tags in read.ways for k, v in tags.items())
    others = [*read.tags.values(), *read.relations]
    found += Counter(f"{k}={v}" for tags in others for k, v in tags.items())
    for wanted in (
        "amenity=hospital", "amenity=clinic", "amenity=school", "amenity=pharmacy",
        "amenity=fuel", "amenity=refugee_site", "shop=bakery", "man_made=water_well",
        "man_made=water_tower", "building=mosque", "building=warehouse", "bridge=yes",
        "ford=yes", "junction=roundabout", "oneway=yes", "barrier=gate", "barrier=lift_gate",
        "barrier=block", "waterway=river", "waterway=stream", "natural=water", "natural=scrub",
        "natural=sand", "landuse=farmland", "landuse=orchard", "landuse=quarry", "place=city",
        "highway=trunk", "highway=track", "highway=path", "highway=footway",
    ):  # fmt: skip
        assert found[wanted], wanted
    assert sum(tags.get("type") == "restriction" for tags in read.relations) >= 5
    assert 12 <= found["place=village"] <= 25


@pytest.mark.slow
def test_no_road_lies_in_the_river_but_bridges_and_the_ford(read: Read) -> None:
    """Between the banks there is only what crosses them on purpose."""
    shapely = pytest.importorskip("shapely")
    rings = [n for _, n, t in read.ways if t.get("water") == "river"]
    river = shapely.Polygon([read.at[node] for node in rings[0]])
    shapely.prepare(river)
    for _, nodes, tags in read.ways:
        if "highway" in tags and "bridge" not in tags and "ford" not in tags:
            assert not river.intersects(shapely.LineString([read.at[n] for n in nodes])), tags


@pytest.mark.slow
def test_arabic_names_are_in_arabic_letters(country: Country, read: Read) -> None:
    """Every Arabic name is written in Arabic script and every name in Latin."""
    tagged = [*read.tags.values(), *(tags for _, _, tags in read.ways)]
    arabic = {tags["name:ar"] for tags in tagged if "name:ar" in tags}
    arabic |= {place.name_ar for place in country.places.values()}
    assert len(arabic) > 100
    letters = {c for name in arabic for c in name}
    assert all(c in " ،" or "\u0621" <= c <= "\u0652" for c in letters), letters
    assert all(tags["name"].isascii() for tags in tagged if "name" in tags)


@pytest.mark.slow
def test_the_heights_are_a_whole_tile_without_voids(country: Country) -> None:
    """The height file reads as an SRTM tile, level enough at its seams, highest in the hills."""
    tile = read_hgt(country.height_file.read_bytes())
    assert tile.shape == (1201, 1201)
    assert tile_corner(country.height_file.name) == (24.0, 27.0)
    assert tile.min() > 300
    assert 1_000 < tile.max() < 1_800
    steps = np.abs(np.diff(tile[300:961, 235:246].astype(int), axis=1))
    assert steps.max() < 120


def test_a_place_on_the_plane_has_one_place_on_earth() -> None:
    """The corners of the plane are the corners of the country."""
    assert to_place((0.0, 0.0)) == (WEST, SOUTH)
