"""The parts of a question: what its sites offer one by one and a few together, and every way of
sharing these out among the parties of a fleet.

Laws. Whoever asks about several sites is offered no less than by asking about some of them: each
party is sent to each site by itself, and of up to MOST_EVERY sites over every round of them. Of the
ways to share rounds out none is lost that no other betters.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations
from typing import NamedTuple

from holdfast.plan.journeys.journey import Journey
from holdfast.plan.journeys.options import Option, beats
from holdfast.plan.journeys.parties import MOST_TEAMS, Fleet, Party
from holdfast.plan.problem import Problem

MOST_ALONE = 6
"""Of up to so many sites each party is sent to each by itself (assumed: of more the rounds leave
some out for want of time)."""
MOST_EVERY = 3
"""Of up to so many sites every round is made: 15 for each party (of four it would be 64)."""
MOST_STOPS = 4
"""Of a round of up to so many stops every part is made; of a longer one, all but one stop."""
MOST_SHARED = 24
"""Ways to share the same sites out that are kept for each next party (assumed)."""

Route = tuple[int, ...]


def alone(n: int) -> list[Route]:
    """Each of n sites by itself."""
    return [(i,) for i in range(n)]


def together(n: int) -> list[Route]:
    """Every round of two or more of n sites, the short ones first."""
    return [route for k in range(2, n + 1) for route in permutations(range(n), k)]


def parts(route: Route) -> Iterator[Route]:
    """A round's own parts, in its order: what is left without some of its stops, not nothing."""
    n = len(route)
    if n > MOST_STOPS:
        yield from (route[:i] + route[i + 1 :] for i in range(n))
        return
    for kept in range(1, 2**n - 1):
        yield tuple(site for i, site in enumerate(route) if kept >> i & 1)


def one_of_each(fleets: Sequence[Fleet]) -> dict[Party, Party]:
    """Of parties that are the same in several fleets, the first."""
    found: dict[Party, Party] = {}
    for party in (party for fleet in fleets for party in fleet.parties):
        found.setdefault(party, party)
    return found


def apart_from(problem: Problem, option: Option, parties: Iterable[Party]) -> Iterator[Party]:
    """Parties that could be out beside those of an option, as far as teams are not limited."""
    most = min(MOST_TEAMS, problem.asked.teams or MOST_TEAMS)
    if len(option.journeys) >= most or problem.begun is not None:
        return
    people = {w.person for trip in option.journeys for w in trip.party.crew.people}
    vehicles = {trip.party.carrier.vehicle for trip in option.journeys if trip.party.carrier}
    for party in parties:
        taken = party.carrier is not None and party.carrier.vehicle in vehicles
        if not taken and people.isdisjoint(w.person for w in party.crew.people):
            yield party


class _Share(NamedTuple):
    """Journeys of some parties of a fleet, which go to no site twice."""

    sites: frozenset[str]
    trips: tuple[Journey, ...]


def unbettered(trips: Sequence[Journey]) -> list[Journey]:
    """Of journeys to the same sites those that no other betters."""
    return [share.trips[0] for share in _unbettered([_Share(frozenset(), (t,)) for t in trips])]


def shared_out(rounds: Sequence[Sequence[Journey]]) -> Iterator[Option]:
    """The ways to share sites out among the parties of a fleet that no other betters.

    1. Party after party stays or makes one of its rounds to sites where nobody went yet. 2. Of
    those that go to the same sites only what nothing betters goes on.

    Args:
        rounds: what each party may do.
    """
    shares = [_Share(frozenset(), ())]
    for some in (_best(trips) for trips in rounds):
        more = [
            _Share(share.sites | set(trip.sites), (*share.trips, trip))
            for share in shares for trip in some if share.sites.isdisjoint(trip.sites)
        ]  # fmt: skip
        shares = _thinned([*shares, *more])
    yield from (Option(share.trips) for share in shares if share.trips)


def _best(trips: Sequence[Journey]) -> list[Journey]:
    """Of a party's journeys to the same sites, what nothing betters."""
    return [s.trips[0] for s in _thinned(_Share(frozenset(t.sites), (t,)) for t in trips)]


def _thinned(shares: Iterable[_Share]) -> list[_Share]:
    """Of those to the same sites, what nothing betters."""
    alike: dict[frozenset[str], list[_Share]] = {}
    for share in shares:
        alike.setdefault(share.sites, []).append(share)
    return [one for some in alike.values() for one in _unbettered(some)]


def _unbettered(shares: Sequence[_Share]) -> list[_Share]:
    """What nothing betters, safest first; of too many the safest and what brings most."""
    if len(shares) <= 1:
        return list(shares)
    options = sorted(
        ((Option(s.trips), s) for s in shares),
        key=lambda x: (x[0].hazard, -x[0].net, x[0].home_ms, x[0].fuel_l, len(x[1].trips)),
    )
    kept: list[tuple[Option, _Share]] = []
    for option, share in options:
        if not any(beats(other, option) for other, _ in kept):
            kept.append((option, share))
    if len(kept) > MOST_SHARED:
        most = sorted(kept, key=lambda x: -x[0].net)[: MOST_SHARED // 2]
        kept = [*kept[: MOST_SHARED // 2], *(x for x in most if x not in kept[: MOST_SHARED // 2])]
    return [share for _, share in kept]
