"""Drawing villages, camps, ruins, the desert base and the compound."""

from shapely import Polygon

from holdfast.scenarios.country import amenities, sites, villages
from holdfast.scenarios.country.draft import Draft, named
from holdfast.scenarios.country.frame import XY, random
from holdfast.scenarios.country.houses import houses
from holdfast.scenarios.country.knit import Gates
from holdfast.scenarios.country.layout import STEADS
from holdfast.scenarios.country.scene import CITY_GATES, Scene
from holdfast.scenarios.country.streets import draw_streets


def draw_settlements(draft: Draft, scene: Scene, gates: Gates) -> None:
    """Villages, camps, ruins, the desert base and the compound."""
    names = amenities.fresh_names()
    for key, ring in scene.outlines.items():
        if key in CITY_GATES:
            continue
        fabric = villages.weave(key, ring, gates.get(key, []))
        if key == "compound":
            sites.draw_compound(draft, fabric)
        drawn = draw_streets(draft, fabric, list, random(f"tags-{key}"))
        scene.lines += [street.line for street in drawn]
        build = villages.BUILDS[STEADS[key].kind]
        rings = houses(fabric.blocks, lambda _s, b=build: b, list, random(f"houses-{key}"))  # type: ignore[misc]
        town = amenities.Town(rings, names)
        if rings:
            _furnish(draft, scene, key, town)
        town.draw(draft, _plain(STEADS[key].kind))
        _ground(draft, key, ring)


def _plain(kind: str) -> dict[str, str]:
    """The tags of a house with no special use."""
    return {
        "building": {"camp": "static_caravan", "ruins": "ruins", "base": "military"}.get(
            kind, "house"
        )
    }


def _furnish(draft: Draft, scene: Scene, key: str, town: amenities.Town) -> None:
    """What a settlement of each kind has."""
    stead, rng = STEADS[key], random(f"furnish-{key}")
    if stead.kind == "ruins":
        _furnish_hanif(scene, town)
        return
    if stead.kind == "base":
        town.use("clinic", stead.at, named("Base hospital", "مستشفى القاعدة"))
        town.use(
            "warehouse", (stead.at[0] + 120, stead.at[1]), named("Base stores", "مخازن القاعدة")
        )
        draft.node((stead.at[0] + 352.0, stead.at[1] + 210.0), {"aeroway": "helipad", "name": "H1"})
    elif stead.kind == "camp":
        for kind in ("clinic", "school", "school", "market"):
            town.use(
                kind,
                (
                    stead.at[0] + 300 * (rng.random() - 0.5),
                    stead.at[1] + 200 * (rng.random() - 0.5),
                ),
            )
    else:
        town.use("mosque", stead.at)
        for kind, chance in (("school", 0.7), ("clinic", 0.4), ("bakery", 0.6), ("pharmacy", 0.3)):
            if rng.random() < chance and stead.kind == "village":
                town.spread(kind, 1, rng)
    towers = 4 if stead.kind == "camp" else 1
    amenities.draw_wells(
        draft,
        [
            (_aside(stead.at, i), "water_tower" if stead.kind != "village" or i else "water_well")
            for i in range(towers)
        ],
    )


def _aside(at: XY, i: int) -> XY:
    return round(at[0] + (23.3, -131.7, 118.9, -57.1)[i], 1), round(
        at[1] + (31.7, 44.9, -83.3, -71.9)[i], 1
    )


def _furnish_hanif(scene: Scene, town: amenities.Town) -> None:
    """The ruined town: its medical centre with an east wing, and where crates can be left."""
    at = STEADS["qasr_al_hanif"].at
    tags = named("Al-Hanif medical centre", "مركز الحنيف الطبي") | {"disused": "yes"}
    main = town.use("clinic", (at[0] + 60, at[1] + 70), tags)
    wing = named("Medical centre, east wing", "المركز الطبي، الجناح الشرقي")
    scene.spots["medical_centre"] = main
    scene.spots["east_wing"] = town.use(
        "clinic", (main[0] + 45, main[1]), wing | {"disused": "yes"}
    )
    scene.spots["hanif_pickup"] = (at[0] + STEADS["qasr_al_hanif"].radius_m + 60, at[1] - 40)
    town.use("mosque", (at[0] - 80, at[1] - 40), {"ruins": "yes"})


def _ground(draft: Draft, key: str, ring: list[XY]) -> None:
    """What a settlement covers, as an area."""
    stead = STEADS[key]
    label = named(stead.name, stead.name_ar)
    wide = Polygon(ring).buffer(45.0, 2)
    if stead.kind == "camp":
        draft.area(wide, {"amenity": "refugee_site", "landuse": "residential", **label})
    elif key == "desert_base":
        draft.area(wide, {"landuse": "military", "military": "base", **label})
    elif stead.kind != "base":
        draft.ring(ring, {"landuse": "residential"})
