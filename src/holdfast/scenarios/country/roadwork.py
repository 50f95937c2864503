"""Drawing the roads of the country, with bridges, fords and roundabouts."""

from itertools import pairwise

import shapely
from shapely import LineString, Polygon
from shapely.ops import substring

from holdfast.scenarios.country import city, villages
from holdfast.scenarios.country.draft import Draft, named
from holdfast.scenarios.country.frame import COLS, ROWS, XY, mesh, random
from holdfast.scenarios.country.knit import Gates, clip, crossings, knit, roundabout, with_points
from holdfast.scenarios.country.layout import GATES, STEADS
from holdfast.scenarios.country.roads import Road, country_roads
from holdfast.scenarios.country.scene import CITY_GATES, Scene
from holdfast.scenarios.country.tags import road_tags

ROUNDABOUTS = ("mavrah_west", "mavrah_north", "mavrah_south", "mavrah_east")


def outline(scene: Scene) -> None:
    west, east = city.outlines(scene.river)
    scene.outlines = {"city_west": west, "city_east": east}
    for key, stead in STEADS.items():
        if stead.kind in villages.FABRIC_KINDS:
            scene.outlines[key] = villages.outline(key, stead)


def plan_roads(scene: Scene) -> tuple[list[Road], Gates]:
    """The roads outside settlements, joined to the gates of the city and over the river."""
    x, y = mesh(ROWS, COLS)
    town = shapely.union_all([Polygon(scene.outlines[key]) for key in CITY_GATES])
    town = shapely.convex_hull(town).buffer(150)
    closed = shapely.contains_xy(town, x.ravel(), y.ravel()).reshape(ROWS, COLS)
    roads = country_roads(scene.land, closed)
    for key, gates in CITY_GATES.items():
        rim = shapely.LinearRing(scene.outlines[key])
        for gate in gates:
            door = rim.interpolate(rim.project(shapely.Point(GATES[gate])))
            line = [GATES[gate], (round(door.x, 1), round(door.y, 1))]
            kind = (
                "trunk"
                if gate in ("mavrah_east", "mavrah_west", "mavrah_south", "mavrah_north")
                else "primary"
            )
            roads.append(Road(kind, line, {}))
    jisr = {"ref": "R7", **named("Jisr al-Shamal", "جسر الشمال")}
    roads.append(Road("secondary", [GATES["jisr_west"], GATES["jisr_east"]], jisr))
    roads.append(Road("track", [GATES["ford_north"], GATES["ford_south"]], {"surface": "gravel"}))
    outside, gates_of = clip(roads, scene.outlines)
    rounds = [ring for gate in ROUNDABOUTS for ring in roundabout(outside, GATES[gate])]
    return knit(outside) + rounds, gates_of


def draw_roads(draft: Draft, scene: Scene, roads: list[Road], water: Polygon) -> None:
    """The country roads with their bridges and fords."""
    rng = random("roads")
    beds = shapely.STRtree([LineString(bed.line) for bed in scene.beds])
    for road in roads:
        tags = road_tags(road.kind, road.tags, rng)
        scene.lines.append(road.line)
        if road.kind in ("trunk", "primary"):
            scene.main.append(road.line)
        over = LineString(road.line).intersection(water.buffer(12))
        wet = crossings(road.line, beds)
        if not over.is_empty and over.length > 40:
            _over_river(draft, scene, road, over, tags)
        elif road.kind in ("trunk", "primary"):
            for line, bridge in _bridged(road.line, wet):
                draft.way(line, tags | ({"bridge": "yes", "layer": "1"} if bridge else {}))
        else:
            draft.way(with_points(road.line, wet), tags)
            for at in wet:
                draft.node(at, {"ford": "yes", "intermittent": "yes"})


def _over_river(
    draft: Draft, scene: Scene, road: Road, over: shapely.Geometry, tags: dict[str, str]
) -> None:
    """A road over the river: by a bridge, or by the ford when it is a track."""
    line = LineString(road.line)
    reach = sorted(
        line.project(shapely.Point(p))
        for part in getattr(over, "geoms", [over])
        for p in part.coords
    )
    pieces = _pieces(line, [reach[0], reach[-1]])
    at = line.interpolate((reach[0] + reach[-1]) / 2)
    centre = (round(at.x, 1), round(at.y, 1))
    ford = road.kind == "track"
    scene.spots["ford" if ford else "north_bridge"] = centre
    special = (
        {"ford": "yes", "depth": "0.5"}
        if ford
        else {"bridge": "yes", "layer": "1", "maxweight": "20"}
    )
    for i, piece in enumerate(pieces):
        draft.way(
            with_points(piece, [centre]) if i == 1 else piece, tags | (special if i == 1 else {})
        )
    if ford:
        draft.node(centre, {"ford": "yes"})


def _bridged(line: list[XY], wet: list[XY]) -> list[tuple[list[XY], bool]]:
    """A road in pieces, with a short bridge over each dry bed."""
    whole = LineString(line)
    cuts: list[float] = []
    for at in sorted(whole.project(shapely.Point(p)) for p in wet):
        if at - 18 > (cuts[-1] if cuts else 5.0) + 5.0 and at + 18 < whole.length - 5:
            cuts += [at - 18, at + 18]
    return [(piece, i % 2 == 1) for i, piece in enumerate(_pieces(whole, cuts))]


def _pieces(line: LineString, cuts: list[float]) -> list[list[XY]]:
    """A line cut at distances from its start, in tenths of a metre."""
    stops = [0.0, *cuts, line.length]
    parts = [substring(line, a, b) for a, b in pairwise(stops)]
    return [[(round(x, 1), round(y, 1)) for x, y in part.coords] for part in parts]
