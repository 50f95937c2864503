"""Passages: all the ways between the base and one site in one mode, and the legs off the roads.

Law. Where no way leads, the answer says why in words.
"""

from dataclasses import dataclass

from holdfast.plan.field import Field
from holdfast.plan.ground import Ground
from holdfast.plan.passing import leg_hazard, true_hazard
from holdfast.plan.points import RoadPoint, point
from holdfast.plan.problem import Problem, Target
from holdfast.plan.snap import Snap, snap
from holdfast.plan.spread import spread
from holdfast.plan.ways import Way, toward, ways

GREATEST_OFF_ROAD_M = 3_000.0
"""Nothing is planned further off the roads than this (assumed)."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The ways between the base and one site in one mode, thinned; empty when there is none.

    Attributes:
        off_home_m, off_site_m: metres to walk off the road at either end.
        off_home_hazard, off_site_hazard: expected harmful contacts in walking them once.
        outs, backs: their hazards are those of their very lines (see passing).
    """

    mode: str
    target: Target
    field: Field
    home: RoadPoint
    site: RoadPoint
    off_home_m: float
    off_site_m: float
    off_home_hazard: float
    off_site_hazard: float
    outs: tuple[Way, ...]
    backs: tuple[Way, ...]

    @property
    def off_m(self) -> float:
        """Metres to walk off the road each way."""
        return self.off_home_m + self.off_site_m

    @property
    def off_hazard(self) -> float:
        """Expected harmful contacts off the road each way."""
        return self.off_home_hazard + self.off_site_hazard


def passage(
    problem: Problem, ground: Ground, target: Target, mode: str, field: Field
) -> Passage | str:
    """The ways to a site in a mode, or in words why there are none.

    1. Snap both ends to roads of the mode. 2. All ways out and back that no other betters in the
    field, thinned. 3. Where the roads at the ends do not join, try the mode's largest net.
    """
    words = f"to {target.name} " + {"foot": "on foot", "car": "by car", "truck": "by truck"}[mode]
    why = f"{words}: no way leads there and back"
    for component in (None, 0):
        ends = [
            snap(ground.roads, place, mode, component=component)
            for place in (problem.home, target.place)
        ]
        for end, name in zip(ends, ("the base", "it"), strict=True):
            if end is None:
                return f"{words}: the map has no roads for it" if component is None else why
            if end.off_m > GREATEST_OFF_ROAD_M:
                far = f"{words}: {name} lies {end.off_m / 1000:.1f} km off any road on the map"
                return far if component is None else why
        home, site = (s for s in ends if s is not None)
        found = _joined(problem, ground, target, mode, field, home, site)
        if found is not None:
            return found
        if problem.closures:
            why = f"{words}: no way leads there and back with these roads closed"
    return why


def _joined(
    problem: Problem,
    ground: Ground,
    target: Target,
    mode: str,
    field: Field,
    home: Snap,
    site: Snap,
) -> Passage | None:
    """The ways between two points of the roads, with the legs off them; None where none leads."""
    roads, danger = ground.roads, problem.danger
    a, b = point(roads, home), point(roads, site)
    outs = spread(roads, ways(toward(field, b), a))
    backs = spread(roads, ways(toward(field, a), b))
    if not outs or not backs:
        return None
    return Passage(
        mode=mode,
        target=target,
        field=field,
        home=a,
        site=b,
        off_home_m=home.off_m,
        off_site_m=site.off_m,
        off_home_hazard=leg_hazard(danger, problem.home, home.place),
        off_site_hazard=leg_hazard(danger, site.place, target.place),
        outs=tuple(true_hazard(danger, roads, way, mode) for way in outs),
        backs=tuple(true_hazard(danger, roads, way, mode) for way in backs),
    )
