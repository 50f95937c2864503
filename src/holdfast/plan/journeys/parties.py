"""Parties: who could go together, in what, and what they could bring.

Laws. The parties of one fleet have nobody and nothing in common. Nobody goes alone. A run that is
out keeps its people and its vehicle.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf

from holdfast.plan.crews.crew import Crew, best_crew
from holdfast.plan.journeys.spare import turns
from holdfast.plan.problem import HERE, OF_PEOPLE, Carrier, Problem

FOOT_SIZES = (2, 3, 4)
"""Nobody goes alone; more than four on foot are not one team (assumed)."""
RIDE_SIZES = (2, 4)
"""People in one vehicle, as far as it has seats (assumed)."""
MOST_TEAMS = 12
"""Teams out at once that one room can follow (assumed)."""
GEAR_KG = 8.0
"""Water, food and kit of each person on foot, which takes from what they can carry (assumed)."""
CARRY_M = 200.0
"""Further off the road than this, what goes into a vehicle is carried to it by its crew, once
(assumed)."""
LED_EACH = 5
"""People found whom one of a team on foot can lead home (assumed)."""
BEARERS = 4
"""People on foot for each stretcher (assumed: two to carry, two to relieve them)."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who travels and in what; on foot where `carrier` is None.

    Attributes:
        base: where it comes home to.
        begins: key of the spot where it begins: its base, or HERE.
        kg, people: what it has with it already.
    """

    crew: Crew
    carrier: Carrier | None
    base: str
    begins: str
    kg: float = 0.0
    people: int = 0

    @property
    def mode(self) -> str:
        """How they move."""
        return self.carrier.mode if self.carrier else "foot"

    @property
    def pace(self) -> float:
        """The slowest one's pace on foot."""
        return self.crew.pace

    @property
    def capacity_kg(self) -> float:
        """What they can bring home beside their own kit and what they have already."""
        if self.carrier is not None:
            return max(0.0, self.carrier.load_kg - self.kg)
        return max(0.0, self.crew.carry_kg - GEAR_KG * len(self.crew.people) - self.kg)

    @property
    def capacity_m3(self) -> float:
        """Room for it; no limit on foot or where the vehicle's is not known."""
        return self.carrier.load_m3 if self.carrier and self.carrier.load_m3 > 0 else inf

    def fetch_kg(self, off_m: float) -> float:
        """What they can carry at once from a site so far off the road."""
        if self.carrier is None or off_m <= CARRY_M:
            return inf
        return self.crew.carry_kg

    @property
    def seats(self) -> int:
        """For people found who can sit or walk."""
        if self.carrier is None:
            return max(0, LED_EACH * len(self.crew.people) - self.people)
        return max(0, self.carrier.seats - len(self.crew.people) - self.people)

    @property
    def stretchers(self) -> int:
        """For people found who cannot."""
        if self.carrier is None:
            return len(self.crew.people) // BEARERS
        return self.carrier.stretchers


@dataclass(frozen=True, slots=True)
class Fleet:
    """Parties that could all be out at once.

    Attributes:
        words: what kind of fleet it is, for people.
    """

    words: str
    parties: tuple[Party, ...]


def fleets(
    problem: Problem, serves: Callable[[Carrier], bool] = lambda _: True
) -> tuple[list[Fleet], list[str]]:
    """The fleets worth trying, and in words why some parties cannot be had.

    1. Every vehicle with a small crew, and the rest on foot in pairs. 2. Only on foot, in each
    size. 3. Only vehicles, with a small or a full crew. 4. Where crews or teams are fewer than
    vehicles, those that were in none. The same fleet is not tried twice.

    Args:
        problem: the question.
        serves: whether a vehicle could do anything, as far as that is known: those that cannot go
            last, and not in place of another.
    """
    if problem.begun is not None:
        return [_out(problem)], []
    away: list[str] = []
    if problem.asked.objective == "transfer":
        problem, away = _where_goods_lie(problem)
    if not problem.walkers:
        return [], [*away, "Nobody can go"]
    modes = problem.asked.modes or ("foot", "car", "truck")
    carriers = _largest_first(problem, [c for c in problem.carriers if c.mode in modes])
    carriers.sort(key=lambda c: not serves(c))
    made = []
    if "foot" in modes:
        if carriers:
            made.append(_fleet(problem, "vehicles and on foot", carriers, RIDE_SIZES[0], 2))
        made += [_fleet(problem, f"on foot, {n} together", [], 0, n) for n in FOOT_SIZES]
    if carriers:
        made += [_fleet(problem, f"vehicles, {n} in each", carriers, n, 0) for n in RIDE_SIZES]
        made += _in_turns(problem, [c for c in carriers if serves(c)], made, "foot" in modes)
    found: dict[frozenset[Party], Fleet] = {}
    for fleet in made:
        if fleet.parties:
            found.setdefault(frozenset(fleet.parties), fleet)
    return list(found.values()), [*away, *_missing(modes, carriers, list(found.values()))]


def _where_goods_lie(problem: Problem) -> tuple[Problem, list[str]]:
    """Who can load what is to be handed over: it lies at the base that asks. And who cannot."""
    here = problem.base
    away = [c for c in problem.carriers if (c.base or here) != here]
    words = [
        f"with {c.name}: it stands at another base, and what is to be handed over lies here"
        for c in away
    ]
    carriers = tuple(c for c in problem.carriers if c not in away)
    walkers = tuple(w for w in problem.walkers if (w.base or here) == here)
    return replace(problem, carriers=carriers, walkers=walkers), words


def _out(problem: Problem) -> Fleet:
    """The one party of a run that is out."""
    begun = problem.begun
    assert begun is not None  # noqa: S101  (looked at by the caller)
    crew = Crew(begun.walkers, begun.walkers[0], 0.0, tuple(
        f"{w.name}: is out with {begun.call}." for w in begun.walkers
    ))  # fmt: skip
    party = Party(crew, begun.carrier, problem.base, HERE, begun.kg, begun.people)
    return Fleet(f"{begun.call} from where it is", (party,))


def _largest_first(problem: Problem, carriers: list[Carrier]) -> list[Carrier]:
    """The vehicle that carries most, of goods or of people, first."""
    of_people = problem.asked.objective in OF_PEOPLE
    return sorted(carriers, key=lambda c: (
        -(c.seats + c.stretchers) if of_people else 0, -c.load_kg, -c.seats, c.vehicle
    ))  # fmt: skip


def _in_turns(
    problem: Problem, carriers: list[Carrier], made: list[Fleet], on_foot: bool
) -> list[Fleet]:
    """Fleets of vehicles that are in none of those made, where they could have been."""
    used = [[p.carrier.vehicle for p in fleet.parties if p.carrier] for fleet in made]
    most = max(used, key=len)
    able = [c for c in carriers if c.seats >= RIDE_SIZES[0]]
    found: list[Fleet] = []
    for order in turns(able, most, len(most)) if most else ():
        first = order[0].name
        if on_foot:
            found.append(_fleet(problem, f"{first} and on foot", order, RIDE_SIZES[0], 2))
        found += [_fleet(problem, f"{first}, {n} in each", order, n, 0) for n in RIDE_SIZES]
    return found


def _fleet(
    problem: Problem, words: str, carriers: list[Carrier], riders: int, walkers: int
) -> Fleet:
    """Parties one after another, each the best crew of those who are left.

    1. The vehicles in their order, as long as crews are left. 2. Then teams on foot, as long as
    people are.
    """
    most = min(MOST_TEAMS, problem.asked.teams or MOST_TEAMS)
    left, parties = problem, list[Party]()
    for carrier in carriers:
        if carrier.seats < RIDE_SIZES[0] or not riders or len(parties) >= most:
            continue
        crew = _crew(left, min(riders, carrier.seats), carrier.base or problem.base, driver=True)
        if crew is not None:
            base = carrier.base or problem.base
            parties.append(Party(crew, carrier, base, base))
            left = _without(left, crew)
    for home in problem.homes if walkers else ():
        while len(parties) < most:
            crew = _crew(left, walkers, home.base, driver=False)
            if crew is None:
                break
            parties.append(Party(crew, None, home.base, home.base))
            left = _without(left, crew)
    return Fleet(words, tuple(parties))


def _crew(problem: Problem, size: int, base: str, *, driver: bool) -> Crew | None:
    """The best crew of those who live at a base."""
    here = tuple(w for w in problem.walkers if (w.base or problem.base) == base)
    return best_crew(replace(problem, walkers=here), size, driver=driver) if here else None


def _without(problem: Problem, crew: Crew) -> Problem:
    gone = {w.person for w in crew.people}
    return replace(problem, walkers=tuple(w for w in problem.walkers if w.person not in gone))


def _missing(modes: tuple[str, ...], carriers: list[Carrier], made: list[Fleet]) -> list[str]:
    """Why there is no party on foot, or none with a vehicle."""
    barred = []
    parties = [party for fleet in made for party in fleet.parties]
    if "foot" in modes and not any(p.carrier is None for p in parties):
        barred.append("on foot: no two people can go together with a lead among them")
    crewed = {p.carrier.vehicle for p in parties if p.carrier}
    for carrier in carriers:
        if carrier.seats < RIDE_SIZES[0]:
            barred.append(f"with {carrier.name}: it has no seats for two, and nobody goes alone")
        elif carrier.vehicle not in crewed and not crewed:
            barred.append(f"with {carrier.name}: no crew with a lead and a driver can go")
    if not parties and not barred:
        barred.append("No vehicle of the kind asked for can go")
    return barred
