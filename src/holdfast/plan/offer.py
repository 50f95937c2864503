"""The recipe: from a Problem to the few options worth arguing about, staying home among them.

Steps. 1. The parties that can go. 2. The ways to each site in each of their modes. 3. Every
feasible trip. 4. The trips that no other betters in hazard, value, time and fuel. 5. A few that differ
for reasons a person can read. 6. Each told in full, with its fallback. 7. What cannot be done, and
the tightest limit that forbids it. Every option passes the checker before anyone sees it.
"""

from collections.abc import Callable, Iterable

from holdfast import facts as f
from holdfast.plan.checker import faults
from holdfast.plan.crews import best_crew
from holdfast.plan.ground import Ground
from holdfast.plan.question import Problem
from holdfast.plan.telling import STAY, told, why_words
from holdfast.plan.trips import Party, Passage, Trip, passage, trips

FOOT_SIZES = (2, 3, 4)
"""Nobody goes alone; more than four on foot are not one team (assumed)."""
RIDE_SIZES = (2, 4)
"""People in one vehicle, as far as it has seats (assumed)."""
MOST_OPTIONS = 6
ALIKE = (0.05, 0.03, 0.05)
"""Options within these parts of hazard, value and time of one another are one (assumed)."""

Progress = Callable[[str, float], None]


def offer(
    problem: Problem, ground: Ground, progress: Progress = lambda _step, _part: None
) -> f.PlanOffered:
    """Options for one run, safest first, and in words what cannot be done."""
    parties, barred = parties_of(problem)
    found: list[Trip] = []
    asked_ways = sorted({(t.site, p.mode) for t in problem.targets for p in parties})
    ways: dict[tuple[str, str], Passage] = {}
    for i, (site, mode) in enumerate(asked_ways):
        progress(f"Ways {mode}", i / max(1, len(asked_ways)))
        target = next(t for t in problem.targets if t.site == site)
        way = passage(problem, ground, target, mode)
        if isinstance(way, str):
            barred.append(way)
        else:
            ways[site, mode] = way
    for party in parties:
        for target in problem.targets:
            if (target.site, party.mode) in ways:
                feasible, forbidden = trips(problem, party, ways[target.site, party.mode])
                found += feasible
                barred += [] if feasible else _tightest(forbidden)
    progress("Options", 0.9)
    chosen = few(front(found))
    options = [STAY, *_told(problem, ground, chosen)]
    return f.PlanOffered(
        plan=problem.asked.plan,
        options=tuple(options),
        infeasible=tuple(dict.fromkeys([*barred, *problem.cannot]))[:40],
    )


def parties_of(problem: Problem) -> tuple[list[Party], list[str]]:
    """Who could go in what: foot teams of each size, and each ready vehicle."""
    modes = problem.asked.modes or ("foot", "car", "truck")
    parties: list[Party] = []
    barred: list[str] = []
    if not problem.walkers:
        barred.append("Nobody can go")
    for size in FOOT_SIZES if "foot" in modes else ():
        crew = best_crew(problem, size, driver=False)
        if crew is not None:
            parties.append(Party(crew, None))
        elif problem.walkers and size == FOOT_SIZES[0]:
            barred.append("on foot: no two people can go together with a lead among them")
    for carrier in problem.carriers:
        if carrier.mode not in modes:
            continue
        sizes = sorted({min(s, carrier.seats) for s in RIDE_SIZES if carrier.seats >= 2})
        crews = [best_crew(problem, size, driver=True) for size in sizes]
        parties += [Party(crew, carrier) for crew in crews if crew is not None]
        if not any(crews):
            barred.append(f"with {carrier.name}: no crew with a lead and a driver can go")
    return parties, barred


def _tightest(forbidden: list[str]) -> list[str]:
    """The reason given most often stands for its kind; a reason a limit is enough."""
    return [max(sorted(set(forbidden)), key=forbidden.count)] if forbidden else []


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


def _told(problem: Problem, ground: Ground, chosen: list[Trip]) -> list[f.Offered]:
    """Each option in full; one that fails the checker is a fault of ours and is not shown."""
    options = []
    for letter, trip in zip("ABCDEFGIJ", chosen, strict=False):
        tasking = told(problem, ground.roads, trip)
        if faults(problem, ground.roads, trip, tasking):
            continue
        options.append(
            f.Offered(
                letter=letter,
                taskings=(tasking,),
                value=trip.net,
                hazard=trip.hazard,
                p_home=trip.p_home,
                why=why_words(trip, chosen),
            )
        )
    return options
