"""All the ways of one mode between the bases, the sites, and a team that is out.

Laws. Where no way leads to a site and home again, the answer says why in words. Figures to choose
by come from the table of ways; a way that is taken has the hazard of its very line.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as made
from math import inf

import numpy as np

from holdfast.base.geo import Place, distance_m
from holdfast.plan.ground import Ground, arc_hazard
from holdfast.plan.problem import HERE, Problem, Target
from holdfast.plan.roads.arrays import Mask, Roads
from holdfast.plan.roads.field import Field, weigh
from holdfast.plan.roads.points import RoadPoint, point
from holdfast.plan.ways.passing import legs_hazard, true_hazards
from holdfast.plan.ways.table import MOST as MOST_PRICES
from holdfast.plan.ways.table import Table, table
from holdfast.plan.ways.ways import Way

OFF_ROAD_MPS = 0.9
"""Walking pace off every path, in a straight line (assumed: 3.2 km/h)."""
OFF_M, WIDER_M = 25.0, 500.0
"""Of a place farther off the roads than this, other points of roads are looked at, so much farther
away (assumed: a river or a railway lies between a town's streets)."""
MOST_OTHERS, MOST_OTHERS_IN_ALL = 5, 60
"""So many of them for each place, and for all together (assumed: each takes as long as a site)."""
SOONER, SOONER_S = 0.25, 600.0
"""Another than the nearest is taken where it saves this part of the time there and back, and so
many seconds at least (assumed)."""
GREATEST_OFF_ROAD_M = 3_000.0
"""Nothing is planned further off the roads than this (assumed)."""
FEW_SPOTS, PRICES_OF_MANY = 60, 5
"""Of more spots than this, ways are sought at fewer prices of danger: they must be there at once
(assumed)."""
FASTEST_MPS = {"foot": 2.0, "car": 36.0, "truck": 28.0}
"""Nobody is faster over a day, at a pace of 1 (assumed); sites beyond reach are not looked at."""
BY = {"foot": "on foot", "car": "by car", "truck": "by truck"}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with its point on the roads of a mode.

    Attributes:
        key: id of the site or base, or HERE.
        off_m: metres to walk off the road. off_hazard: expected harmful contacts in walking them.
    """

    key: str
    place: Place
    point: RoadPoint
    off_m: float
    off_hazard: float


@dataclass(slots=True, eq=False)
class Grid:
    """One mode's spots and the ways between them.

    Attributes:
        at: index of each spot by its key.
        reached: whether a base can be left for a spot and reached from it.
    """

    mode: str
    roads: Roads
    field: Field
    spots: tuple[Spot, ...]
    at: dict[str, int]
    table: Table
    reached: Mask
    problem: Problem
    _ways: dict[tuple[int, int, int], Way] = made(default_factory=dict)

    def way(self, i: int, j: int, w: int) -> Way:
        """The w-th way from spot to spot, with the hazard of its very line."""
        return self.along([(i, j, w)])[0]

    def along(self, legs: Sequence[tuple[int, int, int]]) -> list[Way]:
        """The same for several legs at once."""
        new = [leg for leg in dict.fromkeys(legs) if leg not in self._ways]
        found = [self.table.way(*leg) for leg in new]
        true = true_hazards(self.problem.danger, self.roads, found, self.mode)
        self._ways |= dict(zip(new, true, strict=True))
        return [self._ways[leg] for leg in legs]

    def has(self, target: Target) -> bool:
        """Whether a site can be reached and left."""
        i = self.at.get(target.site)
        return i is not None and bool(self.reached[i])


Grids = dict[str, Grid]


def grid(
    problem: Problem,
    ground: Ground,
    mode: str,
    heard: Callable[[str, float], None],
    stop: Callable[[], bool] = lambda: False,
) -> tuple[Grid | None, list[str]]:
    """The ways of one mode, and in words where none lead.

    1. Leave out sites that nobody can reach and leave in the time there is. 2. Snap the rest, to
    the net in which the base lies, or where most can be reached. 3. Every way between them that is
    worth having.
    """
    near, far = _within_reach(problem, mode)
    ends = [(h.base, h.place) for h in problem.homes]
    if problem.begun is not None:
        ends.append((HERE, problem.begun.place))
    by = BY[mode]
    spots, off = _snapped(problem, ground, mode, ends, near)
    if spots is None:
        return None, [f"{by}: {off[problem.base]}"]
    field_ = weigh(ground.chains(mode), arc_hazard(ground, problem.danger, mode, problem.closures))
    most = MOST_PRICES if len(spots) <= FEW_SPOTS else PRICES_OF_MANY
    all_ways = table(
        field_,
        [s.point for s in spots],
        most=most,
        heard=lambda n: heard(f"Ways {by}", n / most),
        stop=stop,
    )
    reached = _reached(all_ways, spots, problem)
    at = _chosen(problem, spots, all_ways)
    names = {t.site: t.name for t in problem.targets}
    said = [f"to {names[key]} {by}: {why}" for key, why in (far | off).items() if key in names]
    for key, i in at.items():
        if key in names and not reached[i]:
            shut = " with these roads closed" if problem.closures else ""
            said.append(f"to {names[key]} {by}: no way leads there and back{shut}")
    return Grid(mode, ground.roads, field_, spots, at, all_ways, reached, problem), said


def _within_reach(problem: Problem, mode: str) -> tuple[list[Target], dict[str, str]]:
    """Sites that could be reached and left in a straight line in time, and why not the others."""
    limit_ms = problem.limit_ms
    if limit_ms is None:
        return list(problem.targets), {}
    hours = max(0.0, (limit_ms - problem.asked.depart_ms) / 3.6e6)
    paces = [w.pace for w in problem.walkers] if mode == "foot" else []
    mps = FASTEST_MPS[mode] * max([1.0, *paces])
    begin = [problem.begun.place] if problem.begun else [h.place for h in problem.homes]
    ends = [h.place for h in problem.homes]
    near, far = [], {}
    for target in problem.targets:
        out_m = min(distance_m(p, target.place) for p in begin)
        back_m = min(distance_m(p, target.place) for p in ends)
        if (out_m + back_m) / mps <= hours * 3600:
            near.append(target)
        else:
            far[target.site] = (
                f"{out_m / 1000:.0f} km away is too far to be back in {hours:.1f} hours"
            )
    return near, far


def _snapped(
    problem: Problem,
    ground: Ground,
    mode: str,
    ends: list[tuple[str, Place]],
    targets: list[Target],
) -> tuple[tuple[Spot, ...] | None, dict[str, str]]:
    """Spots of the ends and of every site near a road, in the net that reaches most of them.

    1. Try the net nearest to the base, then the mode's largest. 2. The first that reaches all near
    sites is taken, else the one that reaches more.
    """
    first = ground.snapped(problem.home, mode)
    if first is None:
        return None, {problem.base: "the map has no roads for it"}
    most = min(MOST_OTHERS, MOST_OTHERS_IN_ALL // max(1, len(targets)))
    tried = []
    for component in dict.fromkeys((first.component, 0)):
        spots, off = [], {}
        for key, place in [*ends, *((t.site, t.place) for t in targets)]:
            spot, why = _spot(ground, mode, key, place, component)
            if spot is None:
                off[key] = why
                continue
            spots.append(spot)
            if spot[0].off_m > OFF_M and key not in dict(ends):
                spots += _others(ground, mode, spot[0], component)[:most]
        lacking = sum(key in off for key, _ in ends)
        tried.append((lacking, len(off), _walked(problem, spots), off))
    ends_off, _, spots_, off = min(tried, key=lambda x: x[:2])
    if ends_off:
        lost = next(key for key, _ in ends if key in off)
        where = "the team" if lost == HERE else "the base"
        return None, {problem.base: off[lost].replace("it lies", f"{where} lies")}
    return spots_, off


def _walked(problem: Problem, spots: list[tuple[Spot, Place]]) -> tuple[Spot, ...]:
    """The spots with what is met in walking off the road."""
    met = legs_hazard(problem.danger, [(spot.place, end) for spot, end in spots])
    return tuple(replace(spot, off_hazard=h) for (spot, _), h in zip(spots, met, strict=True))


def _spot(
    ground: Ground, mode: str, key: str, place: Place, component: int
) -> tuple[tuple[Spot, Place] | None, str]:
    """A place snapped to a net, with where that is, or why it cannot be; what is met between the
    two is reckoned for all spots together (`_walked`)."""
    free = ground.snapped(place, mode)
    end = free
    if free is None or free.component != component:
        end = ground.snapped(place, mode, component)
    if end is None:
        return None, "no way leads there and back"
    if end.off_m > GREATEST_OFF_ROAD_M:
        if free is not None and free.off_m <= GREATEST_OFF_ROAD_M:
            return None, "no way leads there and back"
        return None, f"it lies {end.off_m / 1000:.1f} km off any road on the map"
    return (Spot(key, place, point(ground.roads, end), end.off_m, 0.0), end.place), ""


def _others(ground: Ground, mode: str, nearest: Spot, component: int) -> list[tuple[Spot, Place]]:
    """Other points of the roads from which a place off them may be walked to."""
    within_m = min(GREATEST_OFF_ROAD_M, max(3 * nearest.off_m, nearest.off_m + WIDER_M))
    around = ground.around(nearest.place, mode, component, within_m, nearest.off_m)
    return [
        (replace(nearest, point=point(ground.roads, end), off_m=end.off_m), end.place)
        for end in around[1:]
    ]


def _chosen(problem: Problem, spots: Sequence[Spot], all_ways: Table) -> dict[str, int]:
    """Which spot stands for each place: that on the nearest road, unless another is far sooner.

    What lies off the roads must be walked as if nothing were in the way, so the least of it is
    best; but the nearest road may be another valley's.
    """
    fastest = all_ways.time_s[:, :, 0]
    bases = [i for i, s in enumerate(spots) if any(s.key == h.base for h in problem.homes)]
    begin = [i for i, s in enumerate(spots) if s.key == HERE] or bases
    walked_s = 2 * np.array([s.off_m for s in spots]) / OFF_ROAD_MPS
    took_s = fastest[begin].min(axis=0) + fastest[:, bases].min(axis=1) + walked_s
    at: dict[str, int] = {}
    for i, spot in enumerate(spots):
        now = took_s[at.setdefault(spot.key, i)]
        enough_s = now - max(SOONER_S, SOONER * now) if np.isfinite(now) else inf
        if took_s[i] < enough_s:
            at[spot.key] = i
    return at


def _reached(all_ways: Table, spots: Sequence[Spot], problem: Problem) -> Mask:
    """Which spots can be reached from where some team begins, and left for its base."""
    bases = [i for i, s in enumerate(spots) if any(s.key == h.base for h in problem.homes)]
    begin = [i for i, s in enumerate(spots) if s.key == HERE] or bases
    fastest = all_ways.time_s[:, :, 0]
    reached: Mask = np.logical_and(
        np.logical_or.reduce(np.isfinite(fastest[begin]), axis=0),
        np.logical_or.reduce(np.isfinite(fastest[:, bases]), axis=1),
    )
    return reached
