"""What the parts of the drawing hand to one another."""

from dataclasses import dataclass, field

from holdfast.scenarios.country.frame import XY
from holdfast.scenarios.country.terrain import Terrain
from holdfast.scenarios.country.water import Wadi

CITY_GATES: dict[str, tuple[str, ...]] = {
    "city_west": ("mavrah_west", "mavrah_north", "mavrah_south"),
    "city_east": ("mavrah_east", "mavrah_northeast", "mavrah_southeast"),
}
"""The gates of each bank of the city."""


@dataclass
class Scene:
    """What lies there before anything is built, and what has been built so far."""

    river: list[XY]
    land: Terrain
    beds: list[Wadi]
    outlines: dict[str, list[XY]] = field(default_factory=dict)
    lines: list[list[XY]] = field(default_factory=list)
    main: list[list[XY]] = field(default_factory=list)
    spots: dict[str, XY] = field(default_factory=dict)
