"""One climb: from some rounds by many tries of the kernel to the best rounds near them.

Laws. What a climb answers breaks no limit. Two climbers with the same question and seed, asked the
same, answer the same.
"""

from collections.abc import Callable, Sequence

import numpy as np

from holdfast.plan.roads.arrays import F64
from holdfast.plan.rounds import arrays, kernel
from holdfast.plan.rounds.kernel import Ask, Work
from holdfast.plan.rounds.population import Member
from holdfast.plan.rounds.question import Routes

N_RUIN = 30
"""Sites that one try takes out at most (measured on Chao's sets: 15 sticks, 60 wanders)."""

P_BEYOND = 0.6
"""Share of tries that fill rounds beyond their limits and then shed (measured: 0 is far worse)."""


class Climber:
    """What climbs over one question share: its arrays, a state of chance, room to work."""

    def __init__(self, question: Ask, seed: int) -> None:
        self.question = question
        self.work, self.current, self.best = (arrays.rounds_of(question) for _ in range(3))
        self.bench = arrays.bench_of(question)
        self.rng = np.array([_state(seed)], np.uint64)
        self.n_tries = 0
        self.n_slice = n_slice(question)

    def chance(self) -> float:
        """A number from 0 up to 1."""
        return kernel.chance(self.rng)

    def climb(
        self, routes: Sequence[Sequence[int]], n_tries: int, threshold: float,
        go_on: Callable[[Member, Member], bool],
    ) -> Member:  # fmt: skip
        """The best rounds that so many tries find from these.

        Args:
            threshold: share of the best value by which a try may be worse, shrinking to nothing.
            go_on: is asked before every slice, with the best so far and where the climb stands.
        """
        knobs = self._lay(routes)
        knobs[5:] = N_RUIN, P_BEYOND
        done = 0
        while done < n_tries and go_on(self._member(knobs), self._here(knobs)):
            knobs[4] = threshold * (1.0 - done / n_tries)
            kernel.tries(
                self.question, self.work, self.current, self.best, self.bench,
                self.rng, knobs, self.n_slice,
            )  # fmt: skip
            done += self.n_slice
            self.n_tries += self.n_slice
        return self._member(knobs)

    def within_limits(self, routes: Sequence[Sequence[int]]) -> Member:
        """What is left of rounds where stops are dropped until none breaks a limit."""
        return self._member(self._lay(routes))

    def _lay(self, routes: Sequence[Sequence[int]]) -> F64:
        """Write rounds into all three places, within their limits; answer the kernel's knobs."""
        lay(self.work, routes)
        self.bench.touched[:] = True
        for r in range(len(routes)):
            kernel.reckon(self.question, self.work, r, 0)
        kernel.shed_all(self.question, self.work, self.bench, 0)
        kernel.copy_all(self.work, self.current)
        kernel.copy_all(self.work, self.best)
        value, time_s = kernel.totals(self.question, self.work)
        return np.array([value, time_s, value, time_s, 0.0, 0.0, 0.0])

    def _member(self, knobs: F64) -> Member:
        """The best rounds so far."""
        return Member(float(knobs[0]), float(knobs[1]), _routes(self.best))

    def _here(self, knobs: F64) -> Member:
        """The rounds from which the next try starts."""
        return Member(float(knobs[2]), float(knobs[3]), _routes(self.current))


def _routes(work: Work) -> Routes:
    """The sites that each team visits, read from the kernel's arrays."""
    return tuple(
        tuple(stops[1 : n + 1].tolist())
        for stops, n in zip(work.seq, work.ln.tolist(), strict=True)
    )


def lay(work: Work, routes: Sequence[Sequence[int]]) -> None:
    """Write rounds into the kernel's arrays; nothing is reckoned yet."""
    n = len(work.at) - 2
    work.at[:] = -1
    for r, route in enumerate(routes):
        work.ln[r] = len(route)
        work.seq[r, : len(route) + 2] = [n, *route, n + 1]
        for u in route:
            work.at[u] = r


def n_slice(question: Ask) -> int:
    """How many tries take some 10 ms (measured; more limits, more teams, more time)."""
    m, n = question.able.shape
    per_try = 40 + n * (0.35 if question.plain else 1.0 + 0.5 * m)
    return max(2, int(12_000 / per_try))


def _state(seed: int) -> int:
    """A state of chance that is never 0 and differs from seed to seed."""
    return (seed * 0x9E3779B97F4A7C15 + 0x2545F4914F6CDD1D) % (1 << 64) or 1
