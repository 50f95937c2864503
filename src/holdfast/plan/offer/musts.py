"""Musts that are left out: each is named, with the limit in its way.

Law. A must that no option visits is never passed over: the party that comes nearest says what keeps
it away; and where each could be visited by itself, but not all, why not all.
"""

from collections.abc import Iterator, Sequence
from itertools import islice, permutations

from holdfast.plan.journeys.grid import Grids
from holdfast.plan.journeys.limits import Barred, forbids
from holdfast.plan.journeys.options import Option
from holdfast.plan.journeys.parties import Fleet, Party
from holdfast.plan.journeys.sought import SAFE, USUAL
from holdfast.plan.offer.barred import one_of_each, tried
from holdfast.plan.offer.mission_words import listed
from holdfast.plan.problem import Problem, Target

MOST_ORDERS = 24
"""Orders of the musts that are looked at in one round: all of four (assumed)."""


def musts_left_out(
    problem: Problem,
    grids: Grids,
    made: Sequence[Fleet],
    chosen: Sequence[Option],
    barred: Sequence[str],
) -> list[str]:
    """Which musts no option visits, each with a limit in its way where one is known; and why no
    option visits all, where each is visited by some.
    """
    musts = [t for t in problem.targets if t.must]
    visited = frozenset[str]().union(*(o.sites for o in chosen))
    said = []
    for target in (t for t in musts if t.site not in visited):
        start = f"to {target.name} "
        why = next((f": {w.removeprefix(start)}" for w in barred if w.startswith(start)), "")
        said.append(f"{target.name} must be visited, and no option goes there{why}")
    reached = [t for t in musts if t.site in visited]
    if len(reached) > 1 and not any({t.site for t in reached} <= o.sites for o in chosen):
        names, why = listed([t.name for t in reached]), _why_not_all(problem, grids, made, reached)
        said.append(f"{names} must all be visited, and no option goes to all of them{why}")
    return said


def _why_not_all(
    problem: Problem, grids: Grids, made: Sequence[Fleet], musts: Sequence[Target]
) -> str:
    """': to A, B with White truck: waits 3 h at B ...', of the rounds over all of them the one that
    lies least beyond a limit, and that no second team can go where that is so; or empty.
    """
    beyond = [b for party in one_of_each(made) for b in _beyond(problem, grids, party, musts)]
    least = min(beyond, key=lambda one: one.over, default=None)
    if least is None:
        return ""
    teams = max(len(fleet.parties) for fleet in made)
    return f": {least.words}" + ("; and only one team can go" if teams == 1 else "")


def _beyond(
    problem: Problem, grids: Grids, party: Party, musts: Sequence[Target]
) -> Iterator[Barred]:
    """What forbids a party each round over all musts; those that open first come first."""
    grid = grids.get(party.mode)
    ends = {party.begins, party.base}
    if grid is None or not ends <= grid.at.keys() or not all(grid.has(t) for t in musts):
        return
    ordered = sorted(musts, key=lambda t: (t.closes_ms or t.opens_ms or 0, t.opens_ms or 0))
    for stops in islice(permutations(ordered), MOST_ORDERS):
        for contact_s in (USUAL, SAFE):
            trip = tried(problem, grids, party, stops, contact_s)
            why = forbids(problem, trip) if trip is not None else None
            if why is not None:
                yield why
