"""What cannot be done: for each site that no option visits, the tightest limit that forbids it.

Law. A sentence is said only of what was tried: the party that comes nearest, by its quickest and
its safest ways.
"""

from collections.abc import Sequence

from holdfast.plan.journeys.grid import Grids
from holdfast.plan.journeys.journey import built, journey
from holdfast.plan.journeys.limits import Barred, forbids, nearest, who_words
from holdfast.plan.journeys.options import Option
from holdfast.plan.journeys.parties import Fleet, Party
from holdfast.plan.journeys.seeking import CONTACT_S
from holdfast.plan.journeys.takings import taking
from holdfast.plan.problem import Problem, Target

FEW = 6
"""Up to so many sites, each is looked at with each party, visited or not."""
MOST_LOOKED_AT = 20
"""Of more, so many that nobody visits."""


def unreached(
    problem: Problem, grids: Grids, made: Sequence[Fleet], chosen: Sequence[Option]
) -> list[str]:
    """In words, for each party and site by itself, what forbids it.

    1. Sites that nobody visits, first. 2. Each alone, with one party of each way of going, by its
    quickest and its safest ways. 3. Where one of these is allowed, nothing is said.
    """
    visited = frozenset[str]().union(*(o.sites for o in chosen))
    rest = [t for t in problem.targets if t.site not in visited]
    asked = problem.targets if len(problem.targets) <= FEW else rest[:MOST_LOOKED_AT]
    barred: list[Barred] = []
    for target in sorted(asked, key=lambda t: t.site in visited):
        for party in _one_of_each(made):
            grid = grids.get(party.mode)
            ends = {party.begins, party.base}
            if grid is not None and ends <= grid.at.keys() and grid.has(target):
                barred += _alone(problem, grids, party, target)
    return nearest(barred)


def _one_of_each(made: Sequence[Fleet]) -> list[Party]:
    """One party of each vehicle, and one on foot of each base and size."""
    found: dict[tuple[object, ...], Party] = {}
    for fleet in made:
        for party in fleet.parties:
            what = party.carrier.vehicle if party.carrier else len(party.crew.people)
            found.setdefault((what, party.base), party)
    return list(found.values())


IN_VAIN = {
    "supply": "nothing is believed to be there that it could bring home: a recon would tell more",
    "recovery": "nothing is believed to be there that it could bring home",
    "transfer": "nothing that it could carry there can be spared and is lacking there",
    "rescue": "it has no room for anyone who waits there",
    "evacuation": "it has no room for anyone who is to be moved",
    "recon": "a look would teach nothing new",
    "patrol": "a look would teach nothing new",
}
"""Why a journey that nothing forbids is worth nothing, by objective."""


def _in_vain(problem: Problem, party: Party, target: Target) -> Barred:
    """A journey that nothing forbids and that is worth nothing."""
    who = who_words(party, target.name)
    return Barred(who, 0.0, f"{who}: {IN_VAIN[problem.asked.objective]}")


def _alone(problem: Problem, grids: Grids, party: Party, target: Target) -> list[Barred]:
    """What forbids a party to go to one site and home; nothing where some way is allowed."""
    grid, barred = grids[party.mode], []
    for contact_s in CONTACT_S:
        trip = journey(problem, grid, party, [target], contact_s)
        if trip is None:
            i, j, k = (grid.at[key] for key in (party.begins, target.site, party.base))
            if not (grid.table.n_ways[i, j] and grid.table.n_ways[j, k]):
                return []
            takes = taking(problem.asked.objective, party, [target], [grid.spots[j].off_m])
            ways = [grid.way(i, j, 0), grid.way(j, k, 0)]
            trip = built(problem, grid, party, [target], takes, ways)
        why = forbids(problem, trip)
        if why is None:
            return [] if trip.value > 0 else [_in_vain(problem, party, target)]
        barred.append(why)
    return barred
