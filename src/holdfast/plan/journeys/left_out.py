"""What the rounds left out: who can do something alone, parts of rounds, teams for a must.

Laws. The rounds reckon what is met in a visit and not in a wait, and what brings most at some price
of danger and not all else: what they pass over for it is caught here, by whole journeys.
"""

from collections.abc import Iterator, Sequence

from holdfast.plan.journeys.journey import Journey
from holdfast.plan.journeys.options import Option, front
from holdfast.plan.journeys.parties import Fleet, Party
from holdfast.plan.journeys.parts import (
    MOST_ALONE,
    MOST_EVERY,
    apart_from,
    parts,
    shared_out,
    together,
)
from holdfast.plan.journeys.sought import NO_WAIT, SAFE, USUAL, Left, Seeking, waits, worth_it

MOST_PARTED = 40
"""Options of which parts are tried (assumed)."""


def last_net(
    found: Seeking, lone: Sequence[Party], usable: Sequence[Fleet], left: Left
) -> None:  # fmt: skip
    """Catch what the rounds left out.

    1. Who can do something alone at a site that is in no option. 2. Of a few sites every round, and
    every way to share them out; of some more, parts of the rounds found. 3. Rounds parted where
    they wait in danger. 4. A team more for a must that is left out.
    """
    vehicle_or_size = {
        (p.carrier.vehicle if p.carrier else len(p.crew.people), p.begins): p for p in lone[::-1]
    }
    _take_alone(found, list(vehicle_or_size.values()))
    n = len(found.targets)
    if n <= MOST_EVERY:
        for party in lone:
            if left(found.tries) > 0:
                found.go(party, together(n))
        for fleet in usable:
            for option in shared_out([found.trips.get(p, []) for p in fleet.parties]):
                found.keep(option)
    elif n <= MOST_ALONE:
        _take_parts(found)
    if found.windows and n > MOST_EVERY:
        _take_splits(found, lone)
    _take_musts(found, lone)


def _take_alone(found: Seeking, parties: Sequence[Party]) -> bool:
    """Options of one party to one site, for sites in none; whether any is new.

    A last net: what a party can do by itself is found, whatever the rounds came to.
    """
    few = len(found.targets) <= MOST_ALONE or not found.options
    missing = [i for i in _unvisited(found) if few or found.targets[i].must]
    for party in parties:
        found.go(party, [(i,) for i in missing[:MOST_ALONE]])
    return found.take_trips()


def _take_parts(found: Seeking) -> bool:
    """Of what nothing betters, each round without some of its stops; whether any is new."""
    new = False
    for option in found.front()[:MOST_PARTED]:
        for trip in option.journeys:
            rest = [other for other in option.journeys if other is not trip]
            for route in parts(found.route(trip.sites)):
                for contact_s in (USUAL, SAFE):
                    less = found.journey(trip.party, route, contact_s)
                    if less is not None and worth_it(less):
                        new |= found.keep(Option((*rest, less)))
    return new


def _take_musts(found: Seeking, parties: Sequence[Party]) -> bool:
    """Options to which one more team is added, for a must that they leave out; whether any is
    new.
    """
    new, musts, number = False, found.musts, found.number
    if not found.windows and any(musts <= o.sites for o in found.options.values()):
        return False
    for n in range(len(musts)):
        fewer = [o for o in found.options.values() if len(musts & o.sites) == n]
        for option in front(fewer)[: max(1, MOST_PARTED // len(musts))]:
            for site in sorted(number.keys() & musts - option.sites)[:MOST_ALONE]:
                new |= _add_team(found, option, (number[site],), parties)
    return new


def _take_splits(found: Seeking, parties: Sequence[Party]) -> bool:
    """Options in which a round with a dangerous wait is parted, so that whoever would wait
    leaves later; whether any is new.

    The stops before the wait, or the one outside which they wait, go to a team of their own, or
    to nobody.
    """
    new = False
    for option in found.front()[:MOST_PARTED]:
        for trip in option.journeys:
            rest = tuple(other for other in option.journeys if other is not trip)
            for own, other in _split(trip):
                for contact_s in (USUAL, SAFE):
                    kept = found.journey(trip.party, found.route(own), contact_s)
                    if kept is not None and worth_it(kept):
                        less = Option((*rest, kept))
                        new |= found.keep(less)
                        new |= _add_team(found, less, found.route(other), parties)
    return new


def _add_team(
    found: Seeking, option: Option, route: tuple[int, ...], parties: Sequence[Party]
) -> bool:  # fmt: skip
    """The option with one more team over a route, by each that could go; whether any is new."""
    trips = [
        trip
        for party in apart_from(found.problem, option, parties)
        for contact_s in (USUAL, SAFE)
        if (trip := found.journey(party, route, contact_s)) is not None and worth_it(trip)
    ]
    return any([found.keep(Option((*option.journeys, trip))) for trip in trips])


def _unvisited(found: Seeking) -> list[int]:
    """The sites that are in no option."""
    visited = frozenset[str]().union(*(o.sites for o in found.options.values()))
    return [i for i, target in enumerate(found.targets) if target.site not in visited]


Split = tuple[tuple[str, ...], tuple[str, ...]]
"""Stops that a team keeps, and those for another."""


def _split(trip: Journey) -> Iterator[Split]:
    """The ways to part a round before and round each stop outside which they wait in danger."""
    sites = trip.sites
    for k, wait in enumerate(waits(trip)):
        if wait > NO_WAIT and len(sites) > 1:
            one = sites[k : k + 1], sites[:k] + sites[k + 1 :]
            two = sites[k:], sites[:k]
            for a, b in dict.fromkeys((one, one[::-1], two, two[::-1])):
                if a and b:
                    yield a, b
