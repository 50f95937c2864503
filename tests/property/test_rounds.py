"""The search for rounds on questions drawn at random, sensible and absurd."""

from itertools import permutations
from math import inf

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.plan.rounds import arrays, exact, value
from holdfast.plan.rounds.climb import Climber
from holdfast.plan.rounds.question import Found, Rounds, Routes
from holdfast.plan.rounds.search import search, search_several

LIMITS = [0.0, 20.0, 60.0, 60.0, inf, inf]


@st.composite
def questions(draw: st.DrawFn, n_most: int = 25, m_most: int = 4) -> Rounds:
    """Questions with none or many sites and teams, closed ways, narrow hours, absurd limits."""
    n, m = draw(st.integers(0, n_most)), draw(st.integers(0, m_most))
    k, g = draw(st.integers(1, 2)), draw(st.integers(1, 3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    alike, closed = draw(st.booleans()), draw(st.sampled_from([0.0, 0.0, 0.3, 1.0]))
    time_s = rng.uniform(0, 10, (k, n + 2, n + 2))
    if alike:
        time_s = time_s + time_s.transpose(0, 2, 1)
    time_s[rng.random(time_s.shape) < closed] = inf
    risky, hours, laden = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    limit = lambda: rng.choice(LIMITS, m)  # noqa: E731 - one draw of limits for all teams
    opens_s = rng.uniform(0, 20, n) * hours
    return Rounds(
        kind=rng.integers(0, k, m), time_s=time_s,
        hazard=rng.lognormal(-3, 1, time_s.shape) * risky, length_m=rng.uniform(0, 9, time_s.shape),
        stay_s=rng.uniform(0, 3, n), stay_hazard=rng.uniform(0, 0.05, n) * risky,
        opens_s=opens_s, closes_s=opens_s + rng.choice([0.0, 9.0, inf], n) if hours
        else np.full(n, inf), kg=rng.uniform(0, 9, (n, g)) * laden,
        worth=np.round(rng.uniform(0, 9, (n, g))), able=rng.random((m, n)) < 0.9,
        depart_s=rng.uniform(0, 3, m), latest_s=limit(),
        hazard_most=rng.choice([0.0, 0.2, 0.2, 1.0, inf], m), reach_m=limit(), capacity_kg=limit(),
        lives=draw(st.booleans()), price=draw(st.sampled_from([0.0, 0.0, 3.0])),
    )  # fmt: skip


def tried(asked: Rounds, n_tries: int = 300, begin: Routes | None = None) -> Found:
    """What a search with so many tries finds."""
    return search(asked, seed=1, left=lambda n: 1 - n / n_tries, begin=begin)


def best_by_brute_force(asked: Rounds) -> float:
    """The most that any orders of any sites are worth, every one of them weighed."""
    best_of: list[dict[frozenset[int], float]] = []
    for team in range(asked.m):
        best: dict[frozenset[int], float] = {frozenset(): 0.0}
        for n_stops in range(1, asked.n + 1):
            for stops in permutations(range(asked.n), n_stops):
                figures = value.weigh_one(asked, team, stops)
                if not figures.faults:
                    sites = frozenset(stops)
                    best[sites] = max(best.get(sites, 0.0), figures.value)
        best_of.append(best)

    def most(team: int, seen: frozenset[int]) -> float:
        if team == asked.m:
            return 0.0
        return max(
            worth + most(team + 1, seen | sites)
            for sites, worth in best_of[team].items()
            if not sites & seen
        )

    return most(0, frozenset())


@settings(max_examples=60, deadline=None)
@given(questions())
def test_no_round_breaks_a_limit_and_the_total_is_what_the_rounds_are_worth(asked: Rounds) -> None:
    """Whatever is asked, the answer passes the plain reckoning, and so does every alternative."""
    found, several = search_several(asked, seed=1, left=lambda n: 1 - n / 200)
    assert found.total == value.total(asked, found.routes)
    assert found.total >= 0
    assert several[0] == found.routes
    assert len(set(several)) == len(several)
    for routes in several:
        assert value.faults(asked, routes) == ()


@settings(max_examples=40, deadline=None)
@given(questions())
def test_the_kernel_and_the_plain_reckoning_agree(asked: Rounds) -> None:
    """Stays folded into ways, lots by rank, hours, survival: the same total as stop by stop."""
    sites = arrays.worth_visiting(asked) if asked.m else np.zeros(0, int)
    if len(sites):
        start = [()] * asked.m
        best = Climber(arrays.ask(asked, sites), 1).climb(start, 100, 0.01, lambda *_: True)
        routes = tuple(tuple(int(sites[u]) for u in route) for route in best.routes)
        assert np.isclose(best.value, value.total(asked, routes), rtol=1e-9, atol=1e-12)


@settings(max_examples=15, deadline=None)
@given(questions(n_most=40))
def test_the_same_seed_gives_the_same_answer(asked: Rounds) -> None:
    """Twice the same question, seed and budget in tries: twice the same rounds."""
    assert tried(asked) == tried(asked)


@settings(max_examples=25, deadline=None)
@given(questions(n_most=5, m_most=2))
def test_the_exact_solver_finds_what_brute_force_finds(asked: Rounds) -> None:
    """On tiny questions nothing among all orders of all sites is better, and nothing is missed."""
    proven = exact.prove(asked)
    assert proven is not None
    assert value.faults(asked, proven.routes) == ()
    assert np.isclose(proven.total, best_by_brute_force(asked), rtol=1e-9, atol=1e-12)


@settings(max_examples=30, deadline=None)
@given(asked=questions(n_most=30), broken=questions(n_most=30))
def test_a_warm_start_never_ends_worse_than_what_is_left_of_it(
    asked: Rounds, broken: Rounds
) -> None:
    """Rounds that keep the limits stay at least as good; others are mended, not believed."""
    begin = tried(asked, 50).routes
    assert tried(asked, 30, begin).total >= value.total(asked, begin) - 1e-9
    mended = tried(asked, 30, tried(broken, 50).routes)
    assert value.faults(asked, mended.routes) == ()
