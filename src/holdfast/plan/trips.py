"""Trips: one party, one site, one way out, one way back, with their times, load and hazard.

Law. Nothing is bent to make a trip fit: whether a limit forbids it is said elsewhere (limits).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf

from holdfast.plan.crews import Crew
from holdfast.plan.fallback import Apart, back, fallback
from holdfast.plan.kilometres import MOST
from holdfast.plan.loads import GEAR_KG, NOTHING, Load, knowledge, load
from holdfast.plan.passages import Passage
from holdfast.plan.passing import true_hazard
from holdfast.plan.problem import Carrier, Problem, Target
from holdfast.plan.shared import covered, shared_m
from holdfast.plan.ways import Way

OFF_ROAD_MPS = 0.9
"""Walking pace off every path, in a straight line (assumed: 3.2 km/h)."""
CARRY_M = 200.0
"""Further off the road than this, what goes into a vehicle is carried to it by its crew, once
(assumed)."""
LADEN = 1.15
"""A laden team on foot takes this much longer for the way back (assumed)."""
MARGIN = 0.1
"""Part of the way back kept in hand before the limit (assumed)..."""
LEAST_MARGIN_S = 900.0
"""...and never less than this (assumed)."""
LOOKS_ONLY = ("recon", "patrol")
"""Objectives that bring nothing home but what was seen."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who travels and in what; on foot where `carrier` is None."""

    crew: Crew
    carrier: Carrier | None

    @property
    def mode(self) -> str:
        """How they move."""
        return self.carrier.mode if self.carrier else "foot"

    def capacity_kg(self, off_site_m: float) -> float:
        """What they can bring home beside their own kit from a site so far off the road."""
        if self.carrier is None:
            return max(0.0, self.crew.carry_kg - GEAR_KG * len(self.crew.people))
        if off_site_m > CARRY_M:
            return min(self.carrier.load_kg, self.crew.carry_kg)
        return self.carrier.load_kg

    @property
    def capacity_m3(self) -> float:
        """Room for it; no limit on foot or where the vehicle's is not known."""
        return self.carrier.load_m3 if self.carrier and self.carrier.load_m3 > 0 else inf


@dataclass(frozen=True, slots=True)
class Trip:
    """One trip.

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


Pair = tuple[Way, Apart]
"""A way out and a way back, which shares so much with it."""


def pairs_of(problem: Problem, way: Passage) -> list[Pair]:
    """The pairings of a way out and a way back that are worth trying, once for all parties."""
    return [(out, home) for out in way.outs for home in _backs(problem, way, out)]


def trips(problem: Problem, party: Party, way: Passage, pairs: Sequence[Pair]) -> list[Trip]:
    """Every pairing as a party would go it, whether a limit forbids it or not."""
    goods = goods_of(problem, party, way)
    return [_trip(problem, party, way, out, home, goods) for out, home in pairs]


def goods_of(problem: Problem, party: Party, way: Passage) -> Load:
    """What a party brings home; nothing where it only looks."""
    if problem.asked.objective in LOOKS_ONLY:
        return NOTHING
    return load(way.target.goods, party.capacity_kg(way.off_site_m), party.capacity_m3)


def _backs(problem: Problem, way: Passage, out: Way) -> list[Apart]:
    """The ways back to try with a way out: each as it is, and the safest one varied."""
    roads = way.field.chains.roads
    kept = covered(roads, [out])
    plain = [Apart(b, shared_m(roads, b, kept)) for b in way.backs]
    varied = back(way.field, way.site, way.home, out, way.backs[-1])
    if varied.way in way.backs:
        return plain
    true = true_hazard(problem.danger, roads, varied.way, way.mode)
    return [*plain, Apart(true, varied.shared_m)]


def _trip(problem: Problem, party: Party, way: Passage, out: Way, home: Apart, goods: Load) -> Trip:
    """Times, load and hazard of one pairing."""
    out_s = passing_s(party, way, out, laden=False)
    back_s = passing_s(party, way, home.way, laden=goods.kg > 0)
    stay_s = way.target.stay_h * 3600
    return Trip(
        party=party,
        passage=way,
        out=out,
        back=home.way,
        load=goods,
        depart_ms=problem.asked.depart_ms,
        out_s=out_s,
        stay_s=stay_s,
        back_s=back_s,
        turn_ms=_turn_ms(problem, out_s, stay_s, back_s),
        hazard=min(
            MOST,
            out.hazard
            + home.way.hazard
            + 2 * way.off_hazard
            + problem.danger.site(way.target.place, way.target.stay_h),
        ),
        value=worth_of(problem, way.target, goods),
        shared_m=home.shared_m,
    )


def passing_s(party: Party, way: Passage, along: Way, *, laden: bool) -> float:
    """Seconds along a way and its legs off the road, at the slowest one's pace on foot."""
    slower = LADEN if laden and party.carrier is None else 1.0
    on_foot_s = way.off_m / OFF_ROAD_MPS / party.crew.pace
    if party.carrier is not None:
        return along.time_s + on_foot_s
    return (along.time_s / party.crew.pace + on_foot_s) * slower


def _turn_ms(problem: Problem, out_s: float, stay_s: float, back_s: float) -> int:
    """The latest start for home: with a margin before the limit, or after twice the stay."""
    limit_ms = home_limit_ms(problem)
    if limit_ms is None:
        return problem.asked.depart_ms + round((out_s + 2 * stay_s) * 1000)
    return limit_ms - round((back_s + max(LEAST_MARGIN_S, MARGIN * back_s)) * 1000)


def worth_of(problem: Problem, target: Target, goods: Load) -> float:
    """Person-days brought home, or for a recon what the knowledge is worth."""
    recon = problem.asked.objective == "recon"
    return min(MOST, knowledge(target.goods) if recon else goods.expected)


def home_limit_ms(problem: Problem) -> int | None:
    """The moment before which they must be home; None where nothing limits it."""
    limits = [m for m in (problem.dark_ms, problem.asked.home_by_ms) if m is not None]
    return min(limits) if limits else None


def fallback_of(problem: Problem, trip: Trip) -> Apart | None:
    """The way home that shares least with the way back; chosen before leaving."""
    way = trip.passage
    found = fallback(way.field, way.site, way.home, [trip.back])
    if found is None:
        return None
    true = true_hazard(problem.danger, way.field.chains.roads, found.way, way.mode)
    return Apart(true, found.shared_m)
