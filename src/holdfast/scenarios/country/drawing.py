"""Drawing everything that lies on the land, each subject in its turn."""

from collections.abc import Callable

from holdfast.scenarios.country import amenities, landuse, sites
from holdfast.scenarios.country.cover import draw_cover, draw_labels
from holdfast.scenarios.country.draft import Draft
from holdfast.scenarios.country.frame import XY
from holdfast.scenarios.country.mavrah import draw_city
from holdfast.scenarios.country.roadwork import draw_roads, outline, plan_roads
from holdfast.scenarios.country.scene import Scene
from holdfast.scenarios.country.settlements import draw_settlements

Step = Callable[[str, float], None]


def draw(draft: Draft, scene: Scene, step: Step) -> dict[str, XY]:
    """Everything on the land; returns the places found on the way, by id.

    1. Outlines of settlements. 2. Roads between them. 3. Their streets and houses.
    4. Lone sites. 5. What covers the ground. 6. Names, wells, barriers.
    """
    water = landuse.river_shape(scene.river)
    outline(scene)
    step("Building roads", 0.0)
    roads, gates = plan_roads(scene)
    draw_roads(draft, scene, roads, water)
    step("Building towns", 0.3)
    draw_city(draft, scene, gates)
    draw_settlements(draft, scene, gates)
    free = sites.Free(scene.lines)
    sites.draw_lone_sites(draft, free)
    amenities.draw_fuel(draft, free, scene.main)
    step("Covering the ground", 0.7)
    draw_cover(draft, scene, water)
    draw_labels(draft, scene.land)
    amenities.draw_checkpoints(draft, ("trunk", "primary", "secondary"), ("unclassified", "track"))
    return scene.spots
