"""Drawing Mavrah: the streets and houses of both banks, and what stands in them."""

import numpy as np
import shapely

from holdfast.scenarios.country import amenities, city, sites
from holdfast.scenarios.country.draft import Draft, named
from holdfast.scenarios.country.fabric import Fabric
from holdfast.scenarios.country.frame import XY, random
from holdfast.scenarios.country.houses import houses
from holdfast.scenarios.country.knit import Gates
from holdfast.scenarios.country.layout import GATES
from holdfast.scenarios.country.scene import CITY_GATES, Scene
from holdfast.scenarios.country.shapes import between, gap_m, middle
from holdfast.scenarios.country.streets import Drawn, draw_streets, forbid_turns, one_ways


def draw_city(draft: Draft, scene: Scene, gates: Gates) -> None:
    """Both banks of Mavrah and the bridge between them."""
    names = amenities.fresh_names()
    heads = {key: _bridgehead(scene, key) for key in CITY_GATES}
    bridge = [heads["city_west"], heads["city_east"]]
    scene.spots["city_bridge"] = between(bridge[0], bridge[1], 0.5)
    tags = {
        "highway": "secondary",
        "surface": "asphalt",
        "width": "7",
        "maxspeed": "40",
        "bridge": "yes",
        "layer": "1",
        "maxweight": "30",
        **named("Jisr Mavrah", "جسر مافرة", "Mavrah bridge"),
    }
    draft.way(bridge, tags)
    scene.lines.append(bridge)
    for key in CITY_GATES:
        fabric = city.weave(scene.outlines[key], gates[key], heads[key], "tertiary", key)
        warp = city.crooked(_rim(fabric))
        drawn = draw_streets(draft, fabric, warp, random(f"tags-{key}"))
        one_ways(draft, drawn, lambda at: city.quarter(at).name)
        scene.lines += [street.line for street in drawn]
        rings = houses(fabric.blocks, lambda s: city.BUILDS[s.name], warp, random(f"houses-{key}"))
        town = amenities.Town(rings, names)
        (_furnish_east if key == "city_east" else _furnish_west)(draft, scene, fabric, town, drawn)
        plain = {"building": "yes"}
        town.draw(draft, plain)
        draft.ring(scene.outlines[key], {"landuse": "residential"})
    forbid_turns(draft, 16)


def _rim(fabric: Fabric) -> list[XY]:
    """The outline of a fabric, corner by corner."""
    return [street.a for street in fabric.streets if street.style == "outline"]


def _bridgehead(scene: Scene, key: str) -> XY:
    """Where the bridge meets the quay of one bank."""
    rim = shapely.LinearRing(scene.outlines[key])
    mid = min(scene.river, key=lambda p: abs(p[1] - city.BRIDGE_Y_M))
    door = rim.interpolate(rim.project(shapely.Point(mid)))
    return round(door.x, 1), round(door.y, 1)


def _block_at(fabric: Fabric, at: XY) -> list[XY]:
    """The yard block nearest to a place, else any block."""
    yards = [p for p, style in fabric.blocks if style.name == "yard"] or [
        p for p, _ in fabric.blocks
    ]
    return list(min(yards, key=lambda plot: gap_m(middle(plot.ring), at)).ring)


def _furnish_west(
    draft: Draft, scene: Scene, fabric: Fabric, town: amenities.Town, drawn: list[Drawn]
) -> None:
    """The west bank: hospital, market, and what a city has."""
    rng = random("furnish-west")
    tags = {
        "amenity": "hospital",
        "healthcare": "hospital",
        "building": "hospital",
        "emergency": "yes",
        "beds": "180",
        **named("Mavrah general hospital", "مستشفى مافرة العام"),
    }
    scene.spots["hospital"] = sites.draw_big(
        draft, _block_at(fabric, city.HOSPITAL), tags, 0.55, 0.1
    )
    town.use("mosque", city.OLD_TOWN, named("Great mosque of Mavrah", "جامع مافرة الكبير"))
    town.use("market", (34_100.0, 30_900.0))
    scene.spots["old_city"] = city.OLD_TOWN
    for kind, n in (
        ("mosque", 9),
        ("school", 7),
        ("clinic", 4),
        ("pharmacy", 8),
        ("bakery", 9),
        ("police", 2),
        ("fire_station", 1),
        ("warehouse", 5),
    ):
        town.spread(kind, n, rng)
    _water_points(draft, drawn, 8, rng)


def _furnish_east(
    draft: Draft, scene: Scene, fabric: Fabric, town: amenities.Town, drawn: list[Drawn]
) -> None:
    """The Eastern Sector: the granary, the places searched on the second day, ways out."""
    rng = random("furnish-east")
    tags = {
        "building": "warehouse",
        "man_made": "silo",
        "content": "grain",
        "abandoned": "yes",
        **named("Granary", "صومعة الغلال"),
    }
    scene.spots["granary"] = sites.draw_big(draft, _block_at(fabric, city.GRANARY), tags, 0.6, -0.1)
    ruin = {"ruins": "yes", "building": "ruins"}
    found = {
        "collapsed_store": (
            "warehouse",
            (35_450.0, 30_950.0),
            ruin | named("Collapsed store", "المخزن المنهار"),
        ),
        "collapsed_mosque": (
            "mosque",
            (35_720.0, 30_420.0),
            ruin | named("Al-Qanatir mosque", "مسجد القناطر"),
        ),
        "sector_bakery": (
            "bakery",
            (35_250.0, 30_330.0),
            named("Al-Tahhanin bakery", "مخبز الطحانين"),
        ),
        "sector_school": (
            "school",
            (35_600.0, 29_900.0),
            named("Al-Dabbaghin school", "مدرسة الدباغين"),
        ),
    }
    for key, (kind, near, own) in found.items():
        scene.spots[key] = town.use(kind, near, own)
    scene.spots |= {"eastern_sector": city.MAZE, "dismount": GATES["mavrah_east"]}
    scene.spots["extraction_primary"] = _on_street(drawn, (36_180.0, 31_120.0))
    scene.spots["extraction_bravo"] = _on_street(drawn, (35_420.0, 29_330.0))
    for kind, n in (("mosque", 4), ("school", 2), ("clinic", 1), ("pharmacy", 2), ("bakery", 3)):
        town.spread(kind, n, rng)
    _water_points(draft, drawn, 4, rng)


def _on_street(drawn: list[Drawn], near: XY) -> XY:
    """The street point for vehicles that is nearest to a place."""
    wide = [
        p
        for s in drawn
        if s.tags["highway"] in ("secondary", "tertiary", "residential")
        for p in s.line
    ]
    return min(wide, key=lambda p: gap_m(p, near))


def _water_points(draft: Draft, drawn: list[Drawn], n: int, rng: np.random.Generator) -> None:
    for i in range(n):
        line = drawn[int(rng.random() * len(drawn))].line
        at = (line[0][0] + 6.0, line[0][1] + 5.0)
        draft.node(at, {"man_made": "water_tower"} if i % 4 == 0 else {"amenity": "drinking_water"})
