"""What a search for options has come to: journeys that the limits allow, and options made of them.

Laws. An option that visits more of the musts is never put aside for one that visits fewer. Who is
sent where nothing is brought from is exposed for nothing: such a journey is none.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from holdfast.plan.journeys.grid import Grids
from holdfast.plan.journeys.journey import Journey, journey
from holdfast.plan.journeys.limits import forbids
from holdfast.plan.journeys.options import Option, front
from holdfast.plan.journeys.parties import Party
from holdfast.plan.journeys.parts import parts, unbettered
from holdfast.plan.problem import Problem, Target
from holdfast.plan.rounds.question import Routes

CONTACT_S = (0.0, 7_200.0, 36_000.0, 200_000.0, 1e7)
"""Seconds of detour worth one expected contact: from the quickest ways to the safest (the middle
as in fallback, assumed: ten hours)."""
QUICK, USUAL, SAFE = CONTACT_S[0], CONTACT_S[2], CONTACT_S[-1]
MOST_KEPT = 400
"""Options kept between passes."""
NO_WAIT = 0.001
"""A wait in which fewer contacts are expected is no reason to leave a stop out (assumed)."""

Left = Callable[[int], float]
"""After so many tries, what part of the budget is left; 0 ends it."""


@dataclass(slots=True)
class Seeking:
    """What a search for options has come to.

    Attributes:
        options: by their key.
        tries: made so far. settled: whether more of it would find nothing. windows: whether some
            sites open late. trips: what each party may do by itself, as far as that was looked at.
    """

    problem: Problem
    grids: Grids
    targets: tuple[Target, ...]
    options: dict[tuple[object, ...], Option] = field(default_factory=dict)
    tries: int = 0
    settled: bool = False
    windows: bool = False
    trips: dict[Party, list[Journey]] = field(default_factory=dict)
    _journeys: dict[tuple[object, ...], Journey | None] = field(default_factory=dict)

    def take(self, parties: Sequence[Party], routes: Routes) -> bool:
        """Make options of rounds, by ways of each kind; whether any is new."""
        new = False
        for contact_s in CONTACT_S:
            made = [
                trip
                for party, route in zip(parties, routes, strict=True)
                if route and (trip := self._allowed(party, route, contact_s)) is not None
                if worth_it(trip)
            ]
            without = [self._without_wait(trip, contact_s) for trip in made] if self.windows else []
            for option in (*_with_fewer(made), *_with_fewer(without)):
                new |= self.keep(option)
        if len(self.options) > MOST_KEPT:
            self.options = {o.key: o for o in self.front()}
        return new

    def keep(self, option: Option) -> bool:
        """Take an option in; whether it is new and keeps the limit on all danger together."""
        if option.key in self.options or not _within(self.problem, option):
            return False
        self.options[option.key] = option
        return True

    def front(self) -> list[Option]:
        """What nothing betters, of options that visit as many musts: one that visits more is not
        bettered by one that visits fewer. Those that visit most come first.
        """
        alike: dict[int, list[Option]] = {}
        musts = self.musts
        for option in self.options.values():
            alike.setdefault(len(musts & option.sites), []).append(option)
        return [option for n in sorted(alike, reverse=True) for option in front(alike[n])]

    @property
    def musts(self) -> frozenset[str]:
        """Sites that must be visited."""
        return frozenset(t.site for t in self.problem.targets if t.must)

    def go(self, party: Party, routes: Iterable[tuple[int, ...]]) -> None:
        """Send a party over each of these rounds, by ways of each kind, and keep what it may do."""
        if party.mode not in self.grids:
            return
        found = self.trips.setdefault(party, [])
        for route in routes:
            if all(self.grids[party.mode].has(self.targets[i]) for i in route):
                trips = (self.journey(party, route, contact_s) for contact_s in CONTACT_S)
                found += unbettered([t for t in trips if t is not None and worth_it(t)])
                self.tries += 1

    def take_trips(self) -> bool:
        """Make an option of each trip by itself; whether any is new."""
        return any([self.keep(Option((t,))) for some in self.trips.values() for t in some])

    @property
    def number(self) -> dict[str, int]:
        """Which number each site has here."""
        return {t.site: i for i, t in enumerate(self.targets)}

    def route(self, sites: Iterable[str]) -> tuple[int, ...]:
        """The numbers of these sites."""
        number = self.number
        return tuple(number[site] for site in sites)

    def _allowed(self, party: Party, route: tuple[int, ...], contact_s: float) -> Journey | None:
        """The journey over a route; where a limit forbids it and a site opens late, the best of its
        parts: the rounds reckon what is met in a visit, not in a wait.
        """
        trip = self.journey(party, route, contact_s)
        if trip is not None or not any(self.targets[i].opens_ms is not None for i in route):
            return trip
        some = [self.journey(party, part, contact_s) for part in parts(route)]
        return max(
            (t for t in some if t is not None),
            key=lambda t: (len(self.musts & set(t.sites)), t.net),
            default=None,
        )

    def _without_wait(self, trip: Journey, contact_s: float) -> Journey:
        """The journey without the stop outside which they wait in most danger, where that is worth
        it: the rounds reckon what is met in a visit, not in a wait.
        """
        met = waits(trip)
        worst = max(met, default=0.0)
        if worst <= NO_WAIT or len(met) < 2:
            return trip
        sites = [s for k, s in enumerate(trip.sites) if k != met.index(worst)]
        left_out = self.journey(trip.party, self.route(sites), contact_s)
        return left_out if left_out is not None and worth_it(left_out) else trip

    def journey(self, party: Party, route: tuple[int, ...], contact_s: float) -> Journey | None:
        """The journey over a route; None where a limit forbids it or there are no ways."""
        if party.mode not in self.grids:
            return None
        key = (id(party), route, contact_s)
        if key not in self._journeys:
            stops = [self.targets[i] for i in route]
            trip = journey(self.problem, self.grids[party.mode], party, stops, contact_s)
            allowed = trip is not None and forbids(self.problem, trip) is None
            self._journeys[key] = trip if allowed else None
        return self._journeys[key]


def _with_fewer(made: Sequence[Journey]) -> Iterator[Option]:
    """All journeys together, and then without one after another of those that bring least for
    their danger.
    """
    rest = sorted(made, key=lambda j: j.net / max(j.hazard, 1e-9))
    while rest:
        yield Option(tuple(rest))
        rest = rest[1:]


def waits(trip: Journey) -> list[float]:
    """Contacts expected while waiting outside each stop."""
    return [(v.begin_s - v.arrive_s) / 3600 * v.target.hazard_per_h for v in trip.visits]


def worth_it(trip: Journey) -> bool:
    """Whether a journey brings anything, or goes where somebody must: who exposes people for
    nothing is bettered by staying.
    """
    return trip.value > 0 or any(visit.target.must for visit in trip.visits)


def _within(problem: Problem, option: Option) -> bool:
    """Whether an option keeps the limit on all danger together."""
    most = problem.asked.greatest_overall
    return most is None or option.hazard <= most
