"""The recipe: from a Problem to the few options worth arguing about, staying home among them.

Steps. 1. The parties that can go. 2. The ways to each site in each of their modes. 3. Every
trip that no limit forbids. 4. Those that no other betters in hazard, value, time and fuel. 5. A few
that differ for reasons a person can read. 6. Each told in full, with its fallback. 7. What cannot
be done, and the tightest limit that forbids it. Every option passes the checker before anyone
sees it; one that does not is withheld, and that is said.
"""

from collections.abc import Callable, Iterable
from functools import cache

from holdfast import facts as f
from holdfast.base.grid import clock_words
from holdfast.plan.checker import faults
from holdfast.plan.crews import best_crew
from holdfast.plan.field import Field, weigh
from holdfast.plan.ground import Ground, arc_hazard
from holdfast.plan.limits import Barred, forbids, nearest
from holdfast.plan.passages import Passage, passage
from holdfast.plan.problem import Carrier, Problem
from holdfast.plan.telling import STAY, clipped, told, why_words
from holdfast.plan.trips import Party, Trip, home_limit_ms, pairs_of, trips

FOOT_SIZES = (2, 3, 4)
"""Nobody goes alone; more than four on foot are not one team (assumed)."""
RIDE_SIZES = (2, 4)
"""People in one vehicle, as far as it has seats (assumed)."""
MOST_OPTIONS = 6
MOST_SAID = 40
"""Sentences about what cannot be done (assumed: nobody reads more)."""
LETTERS = "ABCDEFGIJKLMNOPQRSTUVWXYZ"
"""H is kept for staying home."""
ALIKE = (0.05, 0.03, 0.05)
"""Options within these parts of hazard, value and time of one another are one (assumed)."""

Progress = Callable[[str, float], None]
Ways = dict[tuple[str, str], Passage]


def offer(
    problem: Problem, ground: Ground, progress: Progress = lambda _step, _part: None
) -> f.PlanOffered:
    """Options for one run, safest first, and in words what cannot be done."""
    found: list[Trip] = []
    too_late = no_time(problem)
    if too_late:
        barred = [too_late]
    else:
        parties, barred = parties_of(problem)
        ways, no_way = ways_of(problem, ground, parties, progress)
        found, forbidden = feasible(problem, parties, ways)
        barred += [*no_way, *nearest(forbidden)]
    progress("Options", 0.9)
    options, withheld = _told(problem, ground, few(front(found)))
    said = dict.fromkeys(clipped(words) for words in [*withheld, *barred, *problem.cannot])
    progress("Options", 1.0)
    return f.PlanOffered(
        plan=problem.asked.plan, options=(STAY, *options), infeasible=tuple(said)[:MOST_SAID]
    )


def no_time(problem: Problem) -> str:
    """Why there is no time to be out at all; empty where there is."""
    limit_ms, depart_ms = home_limit_ms(problem), problem.asked.depart_ms
    if limit_ms is None or limit_ms > depart_ms:
        return ""
    if problem.first_light_ms is None:
        return "It is dark all day: allow being out in the dark, or stay"
    return (
        f"It is dark at {clock_words(depart_ms, problem.zone)}: leave from first light at "
        f"{clock_words(problem.first_light_ms, problem.zone)}, or allow being out in the dark"
    )


def parties_of(problem: Problem) -> tuple[list[Party], list[str]]:
    """Who could go in what: foot teams of each size, and each ready vehicle."""
    modes = problem.asked.modes or ("foot", "car", "truck")
    parties: list[Party] = []
    barred: list[str] = []
    if not problem.walkers:
        return [], ["Nobody can go"]
    for size in FOOT_SIZES if "foot" in modes else ():
        crew = best_crew(problem, size, driver=False)
        if crew is not None:
            parties.append(Party(crew, None))
    if "foot" in modes and not parties:
        barred.append("on foot: no two people can go together with a lead among them")
    for carrier in problem.carriers:
        if carrier.mode in modes:
            crewed, why = _crewed(problem, carrier)
            parties += crewed
            barred += why
    if not parties and not barred:
        barred.append("No vehicle of the kind asked for can go")
    return parties, barred


def _crewed(problem: Problem, carrier: Carrier) -> tuple[list[Party], list[str]]:
    """A vehicle with the crews that it could have, or in words why it has none."""
    if carrier.seats < RIDE_SIZES[0]:
        return [], [f"with {carrier.name}: it has no seats for two, and nobody goes alone"]
    sizes = sorted({min(size, carrier.seats) for size in RIDE_SIZES})
    crews = [best_crew(problem, size, driver=True) for size in sizes]
    parties = [Party(crew, carrier) for crew in crews if crew is not None]
    why = f"with {carrier.name}: no crew with a lead and a driver can go"
    return parties, [] if parties else [why]


def ways_of(
    problem: Problem, ground: Ground, parties: list[Party], progress: Progress
) -> tuple[Ways, list[str]]:
    """The ways to each site in each mode that somebody could go by, and where there are none."""

    @cache
    def field(mode: str) -> Field:
        hazard = arc_hazard(ground, problem.danger, mode, problem.closures)
        return weigh(ground.chains(mode), hazard)

    modes = sorted({p.mode for p in parties})
    asked = [(target, mode) for target in problem.targets for mode in modes]
    found: Ways = {}
    none: list[str] = []
    for i, (target, mode) in enumerate(asked):
        progress(f"Ways to {target.name}", 0.9 * i / len(asked))
        way = passage(problem, ground, target, mode, field(mode))
        if isinstance(way, str):
            none.append(way)
        else:
            found[target.site, mode] = way
    return found, none


def feasible(problem: Problem, parties: list[Party], ways: Ways) -> tuple[list[Trip], list[Barred]]:
    """Trips that no limit forbids; for parties that have none at a site, what forbids them."""
    found: list[Trip] = []
    barred: list[Barred] = []
    for way in ways.values():
        pairs = pairs_of(problem, way)
        for party in (p for p in parties if p.mode == way.mode):
            judged = [(t, forbids(problem, t)) for t in trips(problem, party, way, pairs)]
            good = [trip for trip, why in judged if why is None]
            found += good
            barred += [] if good else [why for _, why in judged if why is not None]
    return found, barred


def front(found: Iterable[Trip]) -> list[Trip]:
    """Trips that no other betters in hazard, value, time and fuel together, safest first."""
    ordered = sorted(found, key=lambda t: (t.hazard, -t.value, t.home_ms, t.fuel_l, t.shared_m))
    kept: list[Trip] = []
    for trip in ordered:
        if not any(beats(other, trip) for other in kept):
            kept.append(trip)
    return kept


def beats(one: Trip, other: Trip) -> bool:
    """Whether `one` is at least as good in everything that people weigh."""
    return (
        one.hazard <= other.hazard
        and one.value >= other.value
        and one.home_ms <= other.home_ms
        and one.fuel_l <= other.fuel_l
    )


def few(kept: list[Trip]) -> list[Trip]:
    """A handful that differ: safest, most value, quickest, each mode's and site's best, a middle.

    One that is nearly the same as one already taken is left out.
    """
    if not kept:
        return []
    wanted = [
        kept[0],
        max(kept, key=lambda t: (t.net, -t.hazard)),
        min(kept, key=lambda t: (t.home_ms, t.hazard)),
    ]
    for key in sorted({(t.passage.target.site, t.party.mode) for t in kept}):
        same = [t for t in kept if (t.passage.target.site, t.party.mode) == key]
        wanted += [max(same, key=lambda t: (t.net, -t.hazard)), same[0]]
    wanted += kept[len(kept) // 2 :: max(1, len(kept) // 4)]
    taken: list[Trip] = []
    for trip in wanted:
        if len(taken) < MOST_OPTIONS and not any(alike(trip, t) for t in taken):
            taken.append(trip)
    return sorted(taken, key=lambda t: (t.hazard, -t.value))


def alike(one: Trip, other: Trip) -> bool:
    """Whether two trips are one to a person: the same party and nearly the same figures."""
    if one.passage.target.site != other.passage.target.site or one.party != other.party:
        return False
    span = (one.home_ms - one.depart_ms, other.home_ms - other.depart_ms)
    pairs = ((one.hazard, other.hazard), (one.value, other.value), span)
    return all(
        abs(a - b) <= part * max(a, b, 1e-9) for (a, b), part in zip(pairs, ALIKE, strict=True)
    )


def _told(
    problem: Problem, ground: Ground, chosen: list[Trip]
) -> tuple[list[f.Offered], list[str]]:
    """Each option in full, and what is withheld because its figures do not add up: our fault."""
    options: list[f.Offered] = []
    withheld: list[str] = []
    for trip in chosen:
        option = f.Offered(
            letter=LETTERS[len(options)],
            taskings=(told(problem, ground.roads, trip),),
            value=trip.net,
            hazard=trip.hazard,
            p_home=trip.p_home,
            why=clipped(why_words(trip, chosen)),
        )
        wrong = faults(problem, ground.roads, trip, option)
        if wrong:
            withheld.append(f"An option was withheld because {wrong[0]}: a fault of the planner")
        else:
            options.append(option)
    return options, withheld
