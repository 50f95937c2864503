"""Trips: one party, one site, one way out, one way back, with their times, load and hazard.

A trip is feasible or says which limit forbids it; nothing is bent to make it fit.
"""

from dataclasses import dataclass
from math import exp, inf

from holdfast.know.risk import BACKGROUND_PER_KM
from holdfast.plan.crews import Crew
from holdfast.plan.fallback import Apart, back, fallback
from holdfast.plan.field import Field, weigh
from holdfast.plan.ground import Ground, arc_hazard
from holdfast.plan.loads import GEAR_KG, Load, knowledge, load
from holdfast.plan.points import RoadPoint, point
from holdfast.plan.question import Carrier, Problem, Target
from holdfast.plan.shared import covered, shared_m
from holdfast.plan.snap import Snap, snap
from holdfast.plan.spread import spread
from holdfast.plan.ways import Way, toward, ways

OFF_ROAD_MPS = 0.9
"""Walking pace off every path, in a straight line (assumed: 3.2 km/h)."""
GREATEST_OFF_ROAD_M = 3_000.0
"""Nothing is planned further off the roads than this (assumed)."""
LADEN = 1.15
"""A laden team on foot takes this much longer for the way back (assumed)."""
MARGIN = 0.1
"""Part of the way back kept in hand before the limit (assumed)..."""
LEAST_MARGIN_S = 900.0
"""...and never less than this (assumed)."""
RESERVE = 1.25
"""Fuel planned for: the distance times this (assumed)."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who travels and in what; on foot where `carrier` is None."""

    crew: Crew
    carrier: Carrier | None

    @property
    def mode(self) -> str:
        """How they move."""
        return self.carrier.mode if self.carrier else "foot"

    @property
    def capacity_kg(self) -> float:
        """What they can bring home beside their own kit."""
        if self.carrier:
            return self.carrier.load_kg
        return max(0.0, self.crew.carry_kg - GEAR_KG * len(self.crew.people))

    @property
    def capacity_m3(self) -> float:
        """Room for it; no limit on foot or where the vehicle's is not known."""
        return self.carrier.load_m3 if self.carrier and self.carrier.load_m3 > 0 else inf


@dataclass(frozen=True, slots=True)
class Passage:
    """The ways between the base and one site in one mode, thinned; empty when there is none.

    Attributes:
        off_home_m, off_site_m: metres to walk off the road at either end.
    """

    mode: str
    target: Target
    field: Field
    home: RoadPoint
    site: RoadPoint
    off_home_m: float
    off_site_m: float
    outs: tuple[Way, ...]
    backs: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Trip:
    """One feasible trip.

    Attributes:
        out_s, stay_s, back_s: with the party's pace, its load, and the legs off the road.
        turn_ms: latest start for home.
        hazard: expected harmful contacts over ways, legs off the road and site.
        value: person-days expected, given that they come home; `net` counts the chance of that.
        shared_m: metres that out and back have in common.
    """

    party: Party
    passage: Passage
    out: Way
    back: Way
    load: Load
    depart_ms: int
    out_s: float
    stay_s: float
    back_s: float
    turn_ms: int
    hazard: float
    value: float
    shared_m: float

    @property
    def home_ms(self) -> int:
        """When they are home if all goes as planned."""
        return self.depart_ms + round((self.out_s + self.stay_s + self.back_s) * 1000)

    @property
    def p_home(self) -> float:
        """The chance that nobody is harmed."""
        return exp(-self.hazard)

    @property
    def net(self) -> float:
        """Value that counts only if they come home."""
        return self.value * self.p_home

    @property
    def fuel_l(self) -> float:
        """Fuel for there and back."""
        carrier = self.party.carrier
        if carrier is None:
            return 0.0
        return (self.out.length_m + self.back.length_m) / 1e5 * carrier.use_l_per_100km


def passage(problem: Problem, ground: Ground, target: Target, mode: str) -> Passage | str:
    """The ways to a site in a mode, or in words why there are none.

    1. Snap both ends to roads of the mode. 2. Weigh the roads with the hazards of now.
    3. All ways out and back that no other betters, thinned.
    """
    words = {"foot": "on foot", "car": "by car", "truck": "by truck"}[mode]
    ends = [snap(ground.roads, place, mode) for place in (problem.home, target.place)]
    for end, name in zip(ends, ("the base", target.name), strict=True):
        if end is None:
            return f"{words}: the map has no roads for it"
        if end.off_m > GREATEST_OFF_ROAD_M:
            return f"{words}: {name} lies {end.off_m / 1000:.1f} km off any road on the map"
    home, site = (s for s in ends if s is not None)
    field = weigh(ground.chains(mode), arc_hazard(ground, problem.danger, mode, problem.closures))
    a, b = point(ground.roads, home), point(ground.roads, site)
    outs = spread(ground.roads, ways(toward(field, b), a))
    backs = spread(ground.roads, ways(toward(field, a), b))
    if not outs or not backs:
        closed = " with these roads closed" if problem.closures else ""
        return f"{words}: no way leads to {target.name} and back{closed}"
    return _passage(mode, target, field, (home, site), outs, backs, ground)


def _passage(
    mode: str,
    target: Target,
    field: Field,
    ends: tuple[Snap, Snap],
    outs: tuple[Way, ...],
    backs: tuple[Way, ...],
    ground: Ground,
) -> Passage:
    home, site = ends
    return Passage(
        mode=mode,
        target=target,
        field=field,
        home=point(ground.roads, home),
        site=point(ground.roads, site),
        off_home_m=home.off_m,
        off_site_m=site.off_m,
        outs=outs,
        backs=backs,
    )


def trips(problem: Problem, party: Party, way: Passage) -> tuple[list[Trip], list[str]]:
    """Every feasible pairing of a way out and a way back, and the limits that forbid the rest."""
    found: list[Trip] = []
    barred: list[str] = []
    for out in way.outs:
        for home in _backs(way, out):
            trip = _trip(problem, party, way, out, home.way, home.shared_m)
            why = forbids(problem, trip)
            if why:
                barred.append(why)
            else:
                found.append(trip)
    return found, barred


def _backs(way: Passage, out: Way) -> list[Apart]:
    """The ways back to try with a way out: each as it is, and the best one varied."""
    roads = way.field.chains.roads
    kept = covered(roads, [out])
    plain = [Apart(b, shared_m(roads, b, kept)) for b in way.backs]
    varied = back(way.field, way.site, way.home, out, way.backs[-1])
    return [*plain, varied]


def _trip(problem: Problem, party: Party, way: Passage, out: Way, home: Way, shared: float) -> Trip:
    """Times, load and hazard of one pairing."""
    pace = 1.0 if party.carrier else 1.0 / party.crew.pace
    off_m = way.off_home_m + way.off_site_m
    off_s = off_m / OFF_ROAD_MPS / party.crew.pace
    goods = load(way.target.goods, party.capacity_kg, party.capacity_m3)
    laden = LADEN if goods.kg > 0 and not party.carrier else 1.0
    back_s = home.time_s * pace * laden + off_s
    stay_s = way.target.stay_h * 3600
    depart_ms = problem.asked.depart_ms
    limit_ms = home_limit_ms(problem)
    margin_s = max(LEAST_MARGIN_S, MARGIN * back_s)
    out_s = out.time_s * pace + off_s
    turn_ms = (
        limit_ms - round((back_s + margin_s) * 1000)
        if limit_ms is not None
        else depart_ms + round((out_s + 2 * stay_s) * 1000)
    )
    off_hazard = 2 * off_m / 1000 * BACKGROUND_PER_KM
    hazard = (
        out.hazard + home.hazard + off_hazard
        + problem.danger.site(way.target.place, way.target.stay_h)
    )  # fmt: skip
    return Trip(
        party=party,
        passage=way,
        out=out,
        back=home,
        load=goods,
        depart_ms=depart_ms,
        out_s=out_s,
        stay_s=stay_s,
        back_s=back_s,
        turn_ms=turn_ms,
        hazard=hazard,
        value=worth_of(problem, way.target, goods),
        shared_m=shared,
    )


def worth_of(problem: Problem, target: Target, goods: Load) -> float:
    """Person-days brought home, or for a recon what the knowledge is worth."""
    if problem.asked.objective == "recon":
        return knowledge(target.goods)
    return goods.expected


def home_limit_ms(problem: Problem) -> int | None:
    """The moment before which they must be home; None where nothing limits it."""
    limits = [m for m in (problem.dark_ms, problem.asked.home_by_ms) if m is not None]
    return min(limits) if limits else None


def forbids(problem: Problem, trip: Trip) -> str:
    """The limit that forbids a trip, in words; empty when none does."""
    leave_ms = trip.depart_ms + round((trip.out_s + trip.stay_s) * 1000)
    who = "on foot" if trip.party.carrier is None else f"with {trip.party.carrier.name}"
    if leave_ms > trip.turn_ms:
        short_min = round((leave_ms - trip.turn_ms) / 60_000)
        limit = "last light" if problem.dark_ms == home_limit_ms(problem) else "the latest home"
        return f"{who}: would start home {short_min} min too late to be back before {limit}"
    greatest = problem.asked.greatest_hazard
    if greatest is not None and trip.hazard > greatest:
        return f"{who}: the hazard of {trip.hazard:.3f} is above the limit of {greatest:g}"
    carrier = trip.party.carrier
    if carrier and carrier.fuel_l is not None and trip.fuel_l * RESERVE > carrier.fuel_l:
        return (
            f"{who}: needs {trip.fuel_l * RESERVE:.0f} L with reserve, has {carrier.fuel_l:.0f} L"
        )
    return ""


def fallback_of(trip: Trip) -> Apart | None:
    """The way home that shares least with the way back; chosen before leaving."""
    way = trip.passage
    return fallback(way.field, way.site, way.home, [trip.back])
