"""Villages, ruins, camps and the desert base: outlines, and how each kind is cut and built up."""

from math import cos, pi, sin

from holdfast.scenarios.country.fabric import Fabric, Style
from holdfast.scenarios.country.frame import XY, random
from holdfast.scenarios.country.houses import Build
from holdfast.scenarios.country.layout import STEADS, Stead

STYLES: dict[str, Style] = {
    "village": Style("village", 5_200, 0.24, 9.0, 0.3, "residential"),
    "hamlet": Style("hamlet", 6_500, 0.26, 9.0, 0.3, "residential"),
    "ruins": Style("ruins", 6_000, 0.22, 10.0, 0.25, "residential"),
    "camp": Style("camp", 3_400, 0.0, 12.0, 0.0, "living_street"),
    "base": Style("base", 16_000, 0.0, 20.0, 0.0, "service"),
}
BUILDS: dict[str, Build] = {
    "village": Build(3.0, 1_000, 6.0, 0.6),
    "hamlet": Build(3.0, 800, 6.0, 0.5),
    "ruins": Build(3.5, 780, 4.5, 0.6),
    "camp": Build(4.0, 620, 3.6, 0.85),
    "base": Build(8.0, 2_300, 8.0, 0.6),
}
"""Sizes of lots, yards and lanes: assumed. Shelters of a camp stand in rows, drawn as one house."""

FABRIC_KINDS = ("village", "hamlet", "ruins", "camp", "base")
OUTLINE = {
    "village": "residential",
    "hamlet": "track",
    "ruins": "track",
    "camp": "unclassified",
    "base": "service",
}
TURN = {"camp_rahma": 0.18, "camp_salam": -0.32, "camp_nur": 0.07, "desert_base": 0.26}


def rect(at: XY, wide_m: float, high_m: float, turn: float = 0.0) -> list[XY]:
    """A rectangle about a place, turned by so many radians, anticlockwise."""
    c, s = cos(turn), sin(turn)
    corners = [(-wide_m, -high_m), (wide_m, -high_m), (wide_m, high_m), (-wide_m, high_m)]
    return [
        (round(at[0] + (x * c - y * s) / 2, 1), round(at[1] + (x * s + y * c) / 2, 1))
        for x, y in corners
    ]


def round_shape(at: XY, radius_m: float, corners: int, subject: str) -> list[XY]:
    """A bulging outline without hollows, a little different for each subject."""
    rng = random(subject)
    turns = [2 * pi * (i + 0.5 * rng.random()) / corners for i in range(corners)]
    wide = 0.82 + 0.36 * rng.random()
    ring = [(radius_m * wide * cos(t), radius_m / wide * sin(t)) for t in turns]
    return [(round(at[0] + x, 1), round(at[1] + y, 1)) for x, y in ring]


def outline(key: str, stead: Stead) -> list[XY]:
    """The outline of a settlement by its kind."""
    if stead.kind == "camp" or key == "desert_base":
        return rect(stead.at, 2 * stead.radius_m, 1.3 * stead.radius_m, TURN[key])
    return round_shape(stead.at, stead.radius_m, 8 if stead.kind == "base" else 9, key)


def weave(key: str, ring: list[XY], gates: list[tuple[XY, str]]) -> Fabric:
    """The streets of a settlement; the road that leads through it comes first."""
    stead = STEADS[key]
    fabric = Fabric(
        ring, OUTLINE["hamlet" if key == "compound" else stead.kind], random(f"weave-{key}")
    )
    if key == "compound":
        for gate, _ in gates:
            fabric.door(gate)
        return fabric
    for gate, kind in gates:
        through = (
            "tertiary" if kind in ("trunk", "primary", "secondary", "tertiary") else "residential"
        )
        square = key in TURN
        fabric.open(gate, _straight_in(gate, stead.at, TURN[key]) if square else stead.at, through)
    style = STYLES[stead.kind]
    fabric.grow(lambda _at: style)
    fabric.drop_ends({style.name: style.dead_ends})
    if stead.kind not in ("camp", "base"):
        fabric.open_rim(0.25)
    return fabric


def _straight_in(gate: XY, heart: XY, turn: float) -> XY:
    """A place ahead of a gate, along the side of the grid that leads most towards the heart."""
    c, s = cos(turn), sin(turn)
    sides = ((c, s), (-c, -s), (-s, c), (s, -c))
    ahead = max(sides, key=lambda u: u[0] * (heart[0] - gate[0]) + u[1] * (heart[1] - gate[1]))
    return gate[0] + 100 * ahead[0], gate[1] + 100 * ahead[1]
