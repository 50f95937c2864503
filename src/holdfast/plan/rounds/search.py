"""The search for rounds: many starts, then children of the best, until it is told to stop.

Laws. What it finds breaks no limit. The same question, seed and budget in tries give the same
answer. A warm start never ends worse than what is left of it where it breaks a limit.

Source: a small population with route-wise crossing, as in memetic algorithms for team orienteering
(Bouly, Dang, Moukrim, 4OR 8, 2010; Dang, Guibadj, Moukrim, EJOR 229, 2013), over our own kernel.
"""

from collections.abc import Callable

import numpy as np

from holdfast.plan.roads.arrays import I64
from holdfast.plan.rounds import arrays, exact, value
from holdfast.plan.rounds.climb import Climber
from holdfast.plan.rounds.population import Member, Population, child, classes
from holdfast.plan.rounds.question import Found, Rounds, Routes

EXACT_SITES = 14
"""With so many sites worth visiting the best rounds are proven, if that is quick."""

N_STARTS = 5
"""Climbs from nothing before the first child."""

N_MEMBERS = 8
"""Rounds kept for children."""

N_PASSED = 20
"""Good rounds kept that climbs came through, for those who want alternatives (assumed)."""

N_CLIMB = (300, 2500)
"""Tries of one climb, at least and at most."""

N_SHARES = 30
"""Between these bounds a climb gets this part of the tries that the budget seems to allow."""

FROM_NOTHING, FROM_PARENTS, ONLY = 0.08, 0.04, 0.01
"""Thresholds of a climb; of the only one (measured on Chao's sets; on 200 sites and 12 teams)."""

N_CLIMBS = 4
"""A budget for fewer of the shortest climbs than this is spent on one (assumed)."""

N_PROBE = 3
"""Slices made to learn how many tries the budget allows."""

P_ANEW = 0.1
"""Share of climbs from nothing later on."""


def ignore(_: Found) -> None:
    """Hear nothing."""


def search(
    asked: Rounds,
    *,
    seed: int,
    left: Callable[[int], float],
    begin: Routes | None = None,
    heard: Callable[[Found], None] = ignore,
) -> Found:
    """The best rounds found.

    Args:
        seed: whatever is drawn, is drawn from it.
        left: what part of the budget is left after so many tries, from 1 down to 0, which stops.
        begin: rounds to begin with; they may break limits.
        heard: is told of each improvement.
    """
    return search_several(asked, seed=seed, left=left, begin=begin, heard=heard)[0]


def search_several(
    asked: Rounds,
    *,
    seed: int,
    left: Callable[[int], float],
    begin: Routes | None = None,
    heard: Callable[[Found], None] = ignore,
) -> tuple[Found, tuple[Routes, ...]]:
    """As `search`; and good rounds that differ: the best, the tops of climbs, what they passed."""
    sites = arrays.worth_visiting(asked) if asked.m else np.zeros(0, np.int64)
    if not len(sites):
        return Found(((),) * asked.m, 0.0, 0, True), (((),) * asked.m,)
    if len(sites) <= EXACT_SITES and left(0) > 0:
        proven = exact.prove(asked, sites)
        if proven is not None:
            heard(proven)
            return proven, (proven.routes,)
    return _Search(asked, sites, seed, left, heard).run(begin)


class _Search:
    """One search on its way."""

    def __init__(
        self, asked: Rounds, sites: I64, seed: int, left: Callable[[int], float],
        heard: Callable[[Found], None],
    ) -> None:  # fmt: skip
        self.asked, self.sites, self.left, self.heard = asked, sites, left, heard
        self.climber = Climber(arrays.ask(asked, sites), seed)
        self.population, self.passed = Population(N_MEMBERS), Population(N_PASSED)
        self.alike = classes(asked)
        self.best = Member(0.0, 0.0, ((),) * asked.m)
        self.share = self.share_at_first = left(0)

    def run(self, begin: Routes | None) -> tuple[Found, tuple[Routes, ...]]:
        """Climb a little to learn the pace; then once, or often from nothing and from children."""
        first = self._seeds() if begin is None else self._repaired(begin)
        self._climb(first, N_PROBE * self.climber.n_slice, ONLY)
        n_tries = self._n_tries()
        if n_tries < N_CLIMBS * N_CLIMB[0]:
            self._climb(self.best.routes, n_tries - self.climber.n_tries, ONLY)
        elif begin is not None:
            self._climb(self.best.routes, N_CLIMB[0], FROM_PARENTS)
        n_climbs = 0
        while self._go_on(self.best, self.best):
            n_tries = int(min(max(self._n_tries() / N_SHARES, N_CLIMB[0]), N_CLIMB[1]))
            members = self.population.members
            if n_climbs < N_STARTS or self.climber.chance() < P_ANEW or len(members) < 2:
                self._climb(self._seeds(), n_tries, FROM_NOTHING)
            else:
                self._climb(self._child(), n_tries, FROM_PARENTS)
            n_climbs += 1
        good = (self.best, *self.population.members, *self.passed.members)
        return self._found(), tuple(dict.fromkeys(self._told(member.routes) for member in good))

    def _n_tries(self) -> int:
        """How many tries the whole budget seems to allow."""
        used = max(self.share_at_first - self.share, 1e-9)
        return int(min(self.climber.n_tries * self.share_at_first / used, 1e12))

    def _climb(self, routes: Routes, n_tries: int, threshold: float) -> None:
        """One climb, its result heard of and admitted."""
        top = self.climber.climb(routes, n_tries, threshold, self._go_on)
        self._hear(top)
        self.population.admit(top)

    def _repaired(self, begin: Routes) -> Routes:
        """What is left of given rounds without stops that cannot be; it is heard of at once."""
        number = {int(u): i for i, u in enumerate(self.sites)}
        seen: set[int] = set()
        routes: list[list[int]] = [[] for _ in range(self.asked.m)]
        for team, route in enumerate(begin[: self.asked.m]):
            for u in route:
                if u in number and u not in seen and self.asked.able[team, u]:
                    routes[team].append(number[u])
                    seen.add(u)
        repaired = self.climber.within_limits(routes)
        self._hear(repaired)
        self.population.admit(repaired)
        return repaired.routes

    def _go_on(self, best: Member, here: Member) -> bool:
        """Tell of what is better, keep what was passed, answer whether there is budget left."""
        self._hear(best)
        self.passed.admit(here)
        self.share = self.left(self.climber.n_tries)
        return self.share > 0.0

    def _hear(self, member: Member) -> None:
        """Keep a member that is better than all before, and tell of it."""
        if member.beats(self.best):
            worth_more = member.value > self.best.value
            self.best = member
            if worth_more:
                self.heard(self._found())

    def _seeds(self) -> Routes:
        """For each team one site, drawn by chance, from which its round may grow."""
        routes: list[tuple[int, ...]] = []
        free = list(range(len(self.sites)))
        for team in range(self.asked.m):
            u = free[int(self.climber.chance() * len(free))] if free else -1
            if u < 0 or not self.asked.able[team, self.sites[u]]:
                routes.append(())
                continue
            free.remove(u)
            routes.append((u,))
        return tuple(routes)

    def _child(self) -> Routes:
        """A child of two members drawn by chance."""
        members, chance = self.population.members, self.climber.chance
        first = int(chance() * len(members))
        second = (first + 1 + int(chance() * (len(members) - 1))) % len(members)
        worth = self.climber.question.worth
        parents = (members[first].routes, members[second].routes)
        return child(parents, lambda u: float(worth[u]), self.alike, chance)

    def _told(self, routes: Routes) -> Routes:
        """Rounds told by the sites' numbers in the question."""
        return tuple(tuple(int(self.sites[u]) for u in route) for route in routes)

    def _found(self) -> Found:
        """The best so far, as the question's author reads it."""
        routes = self._told(self.best.routes)
        return Found(routes, value.total(self.asked, routes), self.climber.n_tries, False)


def warm() -> None:
    """Compile everything that a search needs, by searching among a few sites."""
    n, time_s = EXACT_SITES + 1, np.ones((1, EXACT_SITES + 3, EXACT_SITES + 3))
    asked = Rounds(
        kind=np.zeros(1, np.int64), time_s=time_s, hazard=0.01 * time_s, length_m=time_s,
        stay_s=np.ones(n), stay_hazard=np.zeros(n), opens_s=np.zeros(n),
        closes_s=np.full(n, 9.0), kg=np.ones((n, 1)), worth=np.ones((n, 1)),
        able=np.ones((1, n), bool), depart_s=np.zeros(1), latest_s=np.full(1, 9.0),
        hazard_most=np.ones(1), reach_m=np.full(1, 9.0), capacity_kg=np.full(1, 2.0),
    )  # fmt: skip
    search(asked, seed=1, left=lambda n_tries: float(n_tries < 100))
