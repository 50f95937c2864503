"""The search for rounds, its exact twin, and the plain reckoning of what rounds are worth."""

from collections.abc import Callable
from dataclasses import replace
from math import exp, inf

import numpy as np
import pytest

from holdfast.plan.rounds import arrays, exact, value
from holdfast.plan.rounds.climb import Climber
from holdfast.plan.rounds.population import Member, Population, child
from holdfast.plan.rounds.question import Found, Rounds
from holdfast.plan.rounds.search import search, search_several


def scattered(
    n: int, m: int, *, seed: int = 1, risky: bool = True, latest_s: float = 3.0, spread: float = 1.0
) -> Rounds:
    """n sites strewn over a square of that width, the base at (0.5, 0.5), for m teams alike."""
    rng = np.random.default_rng(seed)
    at = np.vstack([spread * rng.random((n, 2)), [[0.5, 0.5]] * 2])
    time_s = np.hypot(*(at[:, None] - at).transpose(2, 0, 1))[None]
    return Rounds(
        kind=np.zeros(m, int), time_s=time_s, hazard=0.05 * time_s * risky, length_m=time_s.copy(),
        stay_s=np.zeros(n), stay_hazard=np.zeros(n), opens_s=np.zeros(n), closes_s=np.full(n, inf),
        kg=np.ones((n, 1)), worth=rng.integers(1, 20, (n, 1)).astype(float),
        able=np.ones((m, n), bool), depart_s=np.zeros(m), latest_s=np.full(m, latest_s),
        hazard_most=np.full(m, inf), reach_m=np.full(m, inf), capacity_kg=np.full(m, inf),
        lives=risky,
    )  # fmt: skip


def tries(n_most: int) -> Callable[[int], float]:
    """A budget of so many tries."""
    return lambda n_tries: 1 - n_tries / n_most


def test_a_round_is_weighed_stop_by_stop() -> None:
    """Waiting, stays, the part of a lot that still fits, survival and price, by hand."""
    asked = scattered(2, 1)
    legs = np.array([[0, 3, 9, 5], [3, 0, 9, 4], [2, 9, 0, 0], [9, 9, 0, 0]], float)[None]
    asked = Rounds(
        **{name: getattr(asked, name) for name in ("kind", "able", "hazard_most", "depart_s")},
        time_s=legs, hazard=legs / 100, length_m=10 * legs, stay_s=np.array([1.0, 2.0]),
        stay_hazard=np.array([0.01, 0.02]), opens_s=np.array([6.0, 0.0]),
        closes_s=np.array([6.0, 9.5]), kg=np.array([[2.0, 2.0], [4.0, 1.0]]),
        worth=np.array([[8.0, 2.0], [12.0, 0.5]]), latest_s=np.array([16.0]),
        reach_m=np.array([90.0]), capacity_kg=np.array([5.0]), price=2.0,
    )  # fmt: skip
    (figures,) = value.weigh(asked, ((0, 1),))
    assert figures.begin_s == (6.0, 10.0)
    assert figures.home_s == 16.0
    assert figures.hazard == pytest.approx(0.02 + 0.03 + 0.04 + 0.03)
    assert figures.length_m == pytest.approx(90.0)
    assert figures.kg == pytest.approx(5.0)
    assert figures.worth == pytest.approx(8 + 12 * 3 / 4)
    assert figures.value == pytest.approx(17 * exp(-0.12) - 2 * 0.12)
    assert figures.faults == ("Team 0 comes to site 1 too late.",)


def test_every_fault_is_told() -> None:
    """Twice visited, not able, too late home, too exposed, too far: a sentence each."""
    asked = scattered(3, 2, latest_s=1e-3)
    for limit in (asked.hazard_most, asked.reach_m):
        limit[:] = 1e-6
    asked.able[1, 2] = False
    told = value.faults(asked, ((0, 1), (1, 2)))
    assert len(told) == 2 * 3 + 2
    assert "Site 1 is visited twice." in told
    assert "Team 1 may not visit site 2." in told


@pytest.mark.parametrize("risky", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_the_search_finds_the_proven_best_of_small_questions(
    seed: int, risky: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the help of the exact solver it comes to the same total."""
    asked = scattered(9, 2, seed=seed, risky=risky, latest_s=1.4)
    proven = exact.prove(asked)
    assert proven is not None
    monkeypatch.setattr(exact, "prove", lambda *_: None)
    assert search(asked, seed=seed, left=tries(3000)).total == pytest.approx(proven.total)


def test_a_small_question_is_answered_for_certain() -> None:
    """The search itself asks the exact solver first, and says that its answer is proven."""
    assert search(scattered(6, 2), seed=1, left=tries(10)).proven
    assert not search(scattered(30, 2), seed=1, left=tries(10)).proven


@pytest.mark.parametrize("scarce", ["time_s", "hazard", "length_m"])
def test_a_round_that_spares_what_is_scarce_is_not_dropped(scarce: str) -> None:
    """Of two orders of the same sites the one kept must be the one that can still come home."""
    asked = scattered(3, 1, risky=False, latest_s=inf)
    wasteful, sparing = (3, 0, 1, 2, 4), (3, 1, 0, 2, 4)
    for name in ("time_s", "hazard", "length_m"):
        legs = getattr(asked, name)
        legs[:] = inf
        for way in (wasteful, sparing):
            legs[0][way[:-1], way[1:]] = 1.0
        legs[0][(0, 1) if name == scarce else (1, 0)] = 9.0
    limit = {"time_s": "latest_s", "hazard": "hazard_most", "length_m": "reach_m"}[scarce]
    getattr(asked, limit)[:] = 11.0
    proven = exact.prove(asked)
    assert proven is not None
    assert proven.routes == (sparing[1:-1],)


def test_a_question_too_big_to_prove_is_declined() -> None:
    """Forty sites are more than the exact solver takes on."""
    assert exact.prove(scattered(40, 2)) is None


def test_it_stops_when_told() -> None:
    """With no budget it makes no try; with one it ends within a slice of it."""
    asked = scattered(30, 2)
    assert search(asked, seed=1, left=lambda _: 0.0).n_tries == 0
    found = search(asked, seed=1, left=tries(2000))
    assert 2000 <= found.n_tries < 2000 + 400


@pytest.mark.parametrize("limit", ["latest_s", "hazard_most", "reach_m", "closes_s"])
def test_a_limit_that_binds_is_kept(limit: str) -> None:
    """Where only one limit holds teams back they come up to it and not beyond."""
    asked = scattered(40, 3, latest_s=inf)
    asked.hazard[:] = 0.05 * asked.time_s**0.5
    getattr(asked, limit)[:] = 0.15 if limit == "hazard_most" else 1.2
    found, several = search_several(asked, seed=3, left=tries(600))
    assert 0 < found.total < asked.worth.sum() * 0.98
    assert [value.faults(asked, routes) for routes in several] == [()] * len(several)


def test_sites_close_together_and_far_from_the_base_are_no_trap() -> None:
    """A leg longer than all ways between sites: shortening a round comes to an end."""
    found = search(scattered(16, 2, risky=False, spread=0.01), seed=1, left=tries(500))
    assert found.total == scattered(16, 2).worth.sum()


def test_each_improvement_is_heard_and_the_last_is_the_answer() -> None:
    """Totals only rise, and nothing better is kept back."""
    heard: list[Found] = []
    found = search(scattered(40, 3), seed=2, left=tries(1500), heard=heard.append)
    totals = [one.total for one in heard]
    assert totals == sorted(totals)
    assert totals[-1] == pytest.approx(found.total)


def test_several_rounds_come_back_and_differ() -> None:
    """Who wants alternatives gets more than one, none better than the first."""
    asked = scattered(40, 3, latest_s=1.2)
    found, several = search_several(asked, seed=2, left=tries(4000))
    assert len(several) > 1
    assert max(value.total(asked, routes) for routes in several) <= found.total + 1e-9


def test_nothing_asked_is_answered() -> None:
    """No sites, no teams, nothing within reach: everybody stays, and that is proven."""
    for asked in (scattered(0, 2), scattered(5, 0), scattered(5, 2, latest_s=0.0)):
        found = search(asked, seed=1, left=tries(100))
        assert found == Found(((),) * asked.m, 0.0, 0, True)


def test_a_site_that_pays_for_no_danger_is_left_alone() -> None:
    """Where a harmful contact is dear, nobody goes; where it costs nothing, somebody does."""
    asked = scattered(20, 2)
    dear = Rounds(**{name: getattr(asked, name) for name in asked.__slots__ if name != "price"},
                  price=1e6)  # fmt: skip
    assert search(dear, seed=1, left=tries(500)).total == 0.0
    assert search(asked, seed=1, left=tries(500)).total > 0.0


def test_a_stop_is_not_let_go_where_there_is_no_way_without_it() -> None:
    """A round worth more without a deadly stop ends there, if only that stop leads to the next."""
    legs = np.array([[0, 1, 9, 1], [1, 0, 9, 1], [1, inf, 0, 0], [9, 9, 0, 0]], float)[None]
    asked = replace(
        scattered(2, 1), time_s=legs, latest_s=np.array([100.0]),
        stay_hazard=np.array([5.0, 0.0]), worth=np.array([[1.0], [100.0]]),
    )  # fmt: skip
    climber = Climber(arrays.ask(asked, np.arange(2)), 1)
    for routes in (((0, 1),), ((0,),), ((1,),)):
        assert value.faults(asked, climber.within_limits(routes).routes) == ()


def test_a_population_keeps_the_best_once() -> None:
    """The same grouping in another order is no second member, but may replace the first."""
    population = Population(2)
    for member in (
        Member(5.0, 9.0, ((1, 2), (3,))), Member(5.0, 8.0, ((3,), (2, 1))),
        Member(7.0, 9.0, ((4,), ())), Member(1.0, 1.0, ((5,), ())),
    ):  # fmt: skip
        population.admit(member)
    assert [member.value for member in population.members] == [7.0, 5.0]
    assert population.members[1].time_s == 8.0


def test_a_child_visits_no_site_twice_and_minds_who_is_alike() -> None:
    """Rounds of both parents, less what is visited; a truck's round stays with a truck."""
    parents = (((1, 2), (3, 4), (5,)), ((2, 3), (1, 5), (6,)))
    for luck in (0.1, 0.9):
        routes = child(parents, lambda u: float(u), (0, 0, 1), lambda luck=luck: luck)
        visited = [u for route in routes for u in route]
        assert len(visited) == len(set(visited))
        assert routes[2] in ((5,), (6,), ())
