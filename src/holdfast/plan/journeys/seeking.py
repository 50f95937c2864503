"""Seeking options: fleets by levels of danger, each searched for rounds again and again.

Laws. The same question with the same budget in tries gives the same options. Each pass begins from
the best rounds of the one before, so options only get better. What was proven to be best is not
searched again; where nothing gets better any more, seeking ends by itself. What a part of the
question offers is not lost in the whole (parts).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from holdfast.plan.journeys.day import Level, rounds
from holdfast.plan.journeys.grid import Grids
from holdfast.plan.journeys.journey import Journey, journey
from holdfast.plan.journeys.limits import forbids
from holdfast.plan.journeys.options import Option, front
from holdfast.plan.journeys.parties import Fleet, Party
from holdfast.plan.journeys.parts import (
    MOST_ALONE,
    MOST_EVERY,
    alone,
    apart_from,
    one_of_each,
    parts,
    shared_out,
    together,
    unbettered,
)
from holdfast.plan.problem import Problem, Target
from holdfast.plan.rounds.question import Found, Rounds, Routes
from holdfast.plan.rounds.search import search

CONTACT_S = (0.0, 7_200.0, 36_000.0, 200_000.0, 1e7)
"""Seconds of detour worth one expected contact: from the quickest ways to the safest (the middle
as in fallback, assumed: ten hours)."""
QUICK, USUAL, SAFE = CONTACT_S[0], CONTACT_S[2], CONTACT_S[-1]
PRICES = (0.0, 0.25, 0.6, 1.5, 4.0)
"""What a contact is reckoned to cost, in parts of what the dearest option brings for one."""
FIRST_TRIES = 150
"""Tries of each search in the first pass; each pass has twice as many as the one before..."""
FIRST_WORK, LEAST_TRIES = 60_000, 16
"""...so many times sites and teams, where there are many: a first answer must be quick."""
STILL = 3
"""So many passes without anything better end the seeking (assumed)."""
MOST_KEPT = 400
"""Options kept between passes."""
MOST_PARTED = 40
"""Options of which parts are tried (assumed)."""
NO_WAIT = 0.001
"""A wait in which fewer contacts are expected is no reason to leave a stop out (assumed)."""
SEED = 20_261_120

Left = Callable[[int], float]
"""After so many tries, what part of the budget is left; 0 ends it."""


@dataclass(slots=True)
class Track:
    """One fleet at one level, with the best rounds so far."""

    fleet: Fleet
    level: Level
    asked: Rounds
    routes: Routes | None = None
    total: float = float("-inf")
    proven: bool = False


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
                if _worth_it(trip)
            ]
            without = [self._without_wait(trip, contact_s) for trip in made] if self.windows else []
            for option in (*_with_fewer(made), *_with_fewer(without)):
                new |= self.keep(option)
        return new

    def keep(self, option: Option) -> bool:
        """Take an option in; whether it is new and keeps the limit on all danger together."""
        if option.key in self.options or not _within(self.problem, option):
            return False
        self.options[option.key] = option
        if len(self.options) > MOST_KEPT:
            self.options = {o.key: o for o in self._front()}
        return True

    def _front(self) -> list[Option]:
        """What nothing betters, of options that visit as many musts: one that visits more is not
        bettered by one that visits fewer.
        """
        alike: dict[int, list[Option]] = {}
        for option in self.options.values():
            alike.setdefault(len(self.musts & option.sites), []).append(option)
        return [option for some in alike.values() for option in front(some)]

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
                trips = (self._journey(party, route, contact_s) for contact_s in CONTACT_S)
                found += unbettered([t for t in trips if t is not None and _worth_it(t)])
                self.tries += 1

    def take_trips(self) -> bool:
        """Make an option of each trip by itself; whether any is new."""
        return any([self.keep(Option((t,))) for some in self.trips.values() for t in some])

    def take_alone(self, parties: Sequence[Party]) -> bool:
        """Options of one party to one site, for sites in none; whether any is new.

        A last net: what a party can do by itself is found, whatever the rounds came to.
        """
        few = len(self.targets) <= MOST_ALONE or not self.options
        missing = [i for i in self._unvisited() if few or self.targets[i].must]
        for party in parties:
            self.go(party, [(i,) for i in missing[:MOST_ALONE]])
        return self.take_trips()

    def take_parts(self) -> bool:
        """Of what nothing betters, each round without some of its stops; whether any is new."""
        new = False
        number = {t.site: i for i, t in enumerate(self.targets)}
        for option in front(self.options.values())[:MOST_PARTED]:
            for trip in option.journeys:
                rest = [other for other in option.journeys if other is not trip]
                for route in parts(tuple(number[s] for s in trip.sites)):
                    for contact_s in (USUAL, SAFE):
                        less = self._journey(trip.party, route, contact_s)
                        if less is not None and _worth_it(less):
                            new |= self.keep(Option((*rest, less)))
        return new

    def take_musts(self, parties: Sequence[Party]) -> bool:
        """Options to which one more team is added, for a must that they leave out; whether any is
        new.
        """
        new = False
        number = {t.site: i for i, t in enumerate(self.targets)}
        for _ in self.musts:
            most = max((len(self.musts & o.sites) for o in self.options.values()), default=0)
            if most == len(self.musts):
                break
            best = [o for o in self.options.values() if len(self.musts & o.sites) == most]
            more = [
                Option((*option.journeys, trip))
                for option in front(best)[:MOST_PARTED]
                for site in sorted(self.musts - option.sites) if site in number
                for party in apart_from(self.problem, option, parties)
                for contact_s in (USUAL, SAFE)
                if (trip := self._journey(party, (number[site],), contact_s)) is not None
            ]  # fmt: skip
            if not any([self.keep(option) for option in more]):
                break
            new = True
        return new

    def _unvisited(self) -> list[int]:
        """The sites that are in no option."""
        visited = frozenset[str]().union(*(o.sites for o in self.options.values()))
        return [i for i, target in enumerate(self.targets) if target.site not in visited]

    def _allowed(self, party: Party, route: tuple[int, ...], contact_s: float) -> Journey | None:
        """The journey over a route; where a limit forbids it and a site opens late, the best of its
        parts: the rounds reckon what is met in a visit, not in a wait.
        """
        trip = self._journey(party, route, contact_s)
        if trip is not None or not any(self.targets[i].opens_ms is not None for i in route):
            return trip
        some = [self._journey(party, part, contact_s) for part in parts(route)]
        return max(
            (t for t in some if t is not None),
            key=lambda t: (len(self.musts & set(t.sites)), t.net),
            default=None,
        )

    def _without_wait(self, trip: Journey, contact_s: float) -> Journey:
        """The journey without the stop outside which they wait in most danger, where that is worth
        it: the rounds reckon what is met in a visit, not in a wait.
        """
        waits = [(v.begin_s - v.arrive_s) * v.target.hazard_per_h for v in trip.visits]
        worst = max(waits, default=0.0)
        if worst / 3600 <= NO_WAIT or len(waits) < 2:
            return trip
        number = {t.site: i for i, t in enumerate(self.targets)}
        sites = [s for k, s in enumerate(trip.sites) if k != waits.index(worst)]
        left_out = self._journey(trip.party, tuple(number[s] for s in sites), contact_s)
        return left_out if left_out is not None and _worth_it(left_out) else trip

    def _journey(self, party: Party, route: tuple[int, ...], contact_s: float) -> Journey | None:
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


def seek(problem: Problem, grids: Grids, fleets: Sequence[Fleet], left: Left) -> Iterator[Seeking]:
    """Options found so far, after each step, until the budget ends or nothing gets better.

    1. Each fleet once as if danger cost nothing, to learn what a contact brings at most. 2. Each at
    each level, a little. 3. Again with twice the tries from where it stood, until it is settled.
    """
    reached = tuple(t for t in problem.targets if any(g.has(t) for g in grids.values()))
    found = Seeking(problem, grids, reached, windows=any(t.opens_ms is not None for t in reached))
    usable = [fleet for fleet in (_on_grids(f, grids) for f in fleets) if fleet.parties]
    if not reached or not usable:
        found.settled = True
        yield found
        return
    lone = list(one_of_each(usable))
    if len(reached) <= MOST_ALONE:
        for party in lone:
            found.go(party, alone(len(reached)))
        found.take_trips()
        yield found
    tracks: list[Track] = []
    n_tries, still = first_tries(len(reached), usable), 0
    for fleet in usable:
        for track in _tracks_of(found, fleet, n_tries, left):
            tracks.append(track)
            yield found
            if left(found.tries) <= 0:
                _last_net(found, lone, usable, left)
                yield found
                return
    while still < STILL and left(found.tries) > 0 and not all(t.proven for t in tracks):
        n_tries *= 2
        better = False
        for i, track in enumerate(tracks):
            if not track.proven and left(found.tries) > 0:
                better |= _onward(found, track, i, n_tries, left)
                yield found
        still = 0 if better else still + 1
    found.settled = left(found.tries) > 0
    _last_net(found, lone, usable, left)
    yield found


def _last_net(
    found: Seeking, lone: Sequence[Party], usable: Sequence[Fleet], left: Left
) -> None:  # fmt: skip
    """Catch what the rounds left out.

    1. Who can do something alone at a site that is in no option. 2. Of a few sites every round, and
    every way to share them out; of some more, parts of the rounds found. 3. A team more for a must
    that is left out.
    """
    vehicle_or_size = {
        (p.carrier.vehicle if p.carrier else len(p.crew.people), p.begins): p for p in lone[::-1]
    }
    found.take_alone(list(vehicle_or_size.values()))
    n = len(found.targets)
    if n <= MOST_EVERY:
        for party in lone:
            if left(found.tries) > 0:
                found.go(party, together(n))
        for fleet in usable:
            for option in shared_out([found.trips.get(p, []) for p in fleet.parties]):
                found.keep(option)
    elif n <= MOST_ALONE:
        found.take_parts()
    found.take_musts(lone)


def _on_grids(fleet: Fleet, grids: Grids) -> Fleet:
    """The fleet without parties that have no roads."""
    able = tuple(
        p for p in fleet.parties
        if p.mode in grids and {p.begins, p.base} <= grids[p.mode].at.keys()
    )  # fmt: skip
    return Fleet(fleet.words, able)


def first_tries(n_sites: int, usable: Sequence[Fleet]) -> int:
    """Tries of each search in the first pass: fewer where each takes longer."""
    size = n_sites * max(len(fleet.parties) for fleet in usable)
    return max(LEAST_TRIES, min(FIRST_TRIES, FIRST_WORK // max(size, 1)))


def _tracks_of(found: Seeking, fleet: Fleet, n_tries: int, left: Left) -> Iterator[Track]:
    """A fleet at each level, searched a little.

    1. As if danger cost nothing, by the usual ways; where these bring nothing, as a limit may
    forbid them, by the others too. 2. By those that bring something, at rising prices; by the
    quickest and the safest.
    """
    best: Track | None = None
    for i, contact_s in enumerate((USUAL, SAFE, *(s for s in CONTACT_S if s not in (USUAL, SAFE)))):
        bare = _track(found, fleet, Level(contact_s, 0.0))
        _onward(found, bare, i, n_tries, left)
        yield bare
        if _brings(bare) > 0:
            best = bare
            break
    if best is None:
        return
    usual, scale = best.level.contact_s, _brings(best)
    levels = [Level(usual, part * scale) for part in PRICES[1:]]
    levels += [Level(QUICK, 0.0), Level(SAFE, PRICES[2] * scale)]
    for i, level in enumerate(levels):
        track = _track(found, fleet, level)
        track.routes = best.routes
        _onward(found, track, len(CONTACT_S) + i, n_tries, left)
        yield track


def _track(found: Seeking, fleet: Fleet, level: Level) -> Track:
    asked = rounds(found.problem, found.grids, fleet.parties, found.targets, level)
    return Track(fleet, level, asked)


def _brings(track: Track) -> float:
    """What the rounds of a track bring for each expected contact."""
    asked, total = track.asked, 0.0
    met = 0.0
    for r, route in enumerate(track.routes or ()):
        if route:
            k, n = int(asked.kind[r]), asked.n
            path = (n, *route, n + 1)
            met += sum(float(asked.hazard[k, a, b]) for a, b in pairwise(path))
            met += sum(float(asked.stay_hazard[i]) for i in route)
            total += float(asked.worth[list(route)].sum())
    return total / max(met, 1e-9) if total > 0 else 0.0


def _onward(found: Seeking, track: Track, seed: int, n_tries: int, left: Left) -> bool:
    """Search on from where a track stands; whether that made any option better.

    Rounds that are heard on the way are taken too: a search at one level passes others' options.
    """
    before = found.tries
    heard: list[Routes] = []

    def still(n: int) -> float:
        return 0.0 if left(before + n) <= 0 else max(0.0, 1 - n / n_tries)

    def hear(better: Found) -> None:
        heard.append(better.routes)

    answer = search(track.asked, seed=SEED + seed, left=still, begin=track.routes, heard=hear)
    found.tries += answer.n_tries
    track.proven = answer.proven
    if answer.total > track.total:
        track.routes, track.total = answer.routes, answer.total
    parties = track.fleet.parties
    return any([found.take(parties, routes) for routes in [*heard[-3:], answer.routes]])


def _with_fewer(made: Sequence[Journey]) -> Iterator[Option]:
    """All journeys together, and then without one after another of those that bring least for
    their danger.
    """
    rest = sorted(made, key=lambda j: j.net / max(j.hazard, 1e-9))
    while rest:
        yield Option(tuple(rest))
        rest = rest[1:]


def _worth_it(trip: Journey) -> bool:
    """Whether a journey brings anything, or goes where somebody must: who exposes people for
    nothing is bettered by staying.
    """
    return trip.value > 0 or any(visit.target.must for visit in trip.visits)


def _within(problem: Problem, option: Option) -> bool:
    """Whether an option keeps the limit on all danger together."""
    most = problem.asked.greatest_overall
    return most is None or option.hazard <= most
