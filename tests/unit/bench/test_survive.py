"""Surviving orienteers: made instances, what rounds are worth, the greedy, the proofs."""

import json
import sys
from itertools import permutations
from math import exp, isclose, log

import numpy as np
import pytest

from holdfast.bench.greedy import greedy
from holdfast.bench.options import Options
from holdfast.bench.orienteer import ours
from holdfast.bench.proven import optimum
from holdfast.bench.survive import bench_survive
from holdfast.bench.survivors import alive_at, discounted, made, one_team, weigh
from holdfast.plan.rounds.question import Rounds


def crossing() -> Rounds:
    """Two sites worth 10 and 30, two teams; base to 0: 0.1, 0 to 1: 0.2, base to 1: 0.3."""
    asked = made(1, 2, 0.5, n_teams=2)
    asked.hazard[0] = [[0, 0.2, 0.1, 0.1], [0.2, 0, 0.3, 0.3], [0.1, 0.3, 0, 0], [0.1, 0.3, 0, 0]]
    asked.time_s[0] = 1 - np.eye(4)
    asked.worth[:, 0] = [10, 30]
    return asked


def test_the_same_seed_makes_the_same_instance_whatever_the_chance() -> None:
    """Only the limit on hazard differs."""
    one, two, other = made(5, 20, 0.7), made(5, 20, 0.99), made(6, 20, 0.7)
    assert np.array_equal(one.hazard, two.hazard)
    assert np.array_equal(one.time_s, two.time_s)
    assert one.hazard_most[0] == -log(0.7)
    assert two.hazard_most[0] == -log(0.99)
    assert not np.array_equal(one.hazard, other.hazard)
    assert np.array_equal(one.hazard[0], one.hazard[0].T)


def test_a_site_counts_as_visited_if_the_team_reaches_it_alive() -> None:
    """By hand: 0 is reached with exp(-0.1), 1 then with exp(-0.3), and home is another 0.3."""
    assert alive_at(crossing(), (0, 1)) == {0: exp(-0.1), 1: exp(-0.1 - 0.2)}
    worth = weigh(crossing(), ((0, 1), ()))
    assert worth.planned == 40.0
    assert isclose(worth.home, 40.0 * exp(-0.6))
    assert isclose(worth.visited, 10.0 * exp(-0.1) + 30.0 * exp(-0.3))


def test_a_round_is_walked_in_its_better_direction() -> None:
    """1 then 0, or 0 then 1, is worth the same: to 0 first costs 1 nothing."""
    assert weigh(crossing(), ((0, 1), ())).visited == weigh(crossing(), ((1, 0), ())).visited


def test_a_site_that_two_teams_reach_is_missed_only_if_both_die() -> None:
    """By hand; planned it counts once."""
    worth = weigh(crossing(), ((0,), (0,)))
    assert worth.planned == 10.0
    assert isclose(worth.visited, 10.0 * (1 - (1 - exp(-0.1)) ** 2))
    assert isclose(worth.home, 10.0 * (1 - (1 - exp(-0.2)) ** 2))


def test_what_is_left_of_a_site_is_the_chance_that_nobody_reached_it() -> None:
    """The reward that the greedy hands to the next team."""
    left = discounted(crossing(), ((0,), (0, 1)))
    assert np.allclose(left, [10 * (1 - exp(-0.1)) ** 2, 30 * (1 - exp(-0.3))])


def test_rounds_that_break_a_limit_are_told() -> None:
    """Survival and time, reckoned leg by leg."""
    asked = crossing()
    asked.hazard_most[:] = 0.59
    assert "survives with 0.548811636" in weigh(asked, ((0, 1), ())).faults[0]
    asked.hazard_most[:] = 0.6
    assert weigh(asked, ((0, 1), ())).faults == ()
    asked.latest_s[:] = 2.9
    assert "too late" in weigh(asked, ((0, 1), ())).faults[0]


def test_the_greedy_sends_a_second_team_where_the_first_may_die() -> None:
    """Only site 0 keeps the limit: both teams go there; a round that is begun stays as it is."""
    asked = crossing()
    asked.hazard_most[:] = 0.25
    assert greedy(asked, 0.1, 1) == ((0,), (0,))
    asked.hazard_most[:] = 0.6
    assert greedy(asked, 0.1, 1, ((), (1,)))[1] == (1,)


def test_the_greedys_teams_keep_both_limits() -> None:
    """Each by itself."""
    for p_min in (0.8, 0.95):
        asked = made(2, 20, p_min)
        assert weigh(asked, greedy(asked, 0.1, 1)).faults == ()


def by_trying_everything(asked: Rounds) -> float:
    """The best worth of one team's round over any sites in any order."""
    n, best = asked.n, 0.0
    for k in range(1, n + 1):
        for stops in permutations(range(n), k):
            weighed = weigh(asked, (stops,))
            if not weighed.faults:
                best = max(best, weighed.planned)
    return best


@pytest.mark.parametrize("p_min", [0.8, 0.95, 0.99])
def test_the_proof_proves_what_trying_everything_finds(p_min: float) -> None:
    """One team, five sites; a tight limit that forbids some."""
    whole = made(4, 5, p_min)
    asked = one_team(whole, whole.worth.sum(axis=1))
    assert optimum(asked) == (by_trying_everything(asked), True)


def test_two_teams_visit_no_site_twice_in_a_proof() -> None:
    """And ours finds as much."""
    asked = made(1, 8, 0.95, n_teams=2)
    worth, proven = optimum(asked)
    assert proven
    assert worth <= asked.worth.sum()
    assert weigh(asked, ours(asked, 0.2, 1)[0]).planned == worth


def test_the_figures_are_whole_and_name_what_they_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A small run, first with and then without CP-SAT."""
    words = Options(seconds=0.02, beside=("pyvrp",))
    small = dict(sizes=(8,), small_sizes=(4,), p_min=(0.95,), n_seeds=1)
    told = bench_survive(words, **small)  # type: ignore[arg-type]
    assert told["with"]["pyvrp"]["n"] == told["greedy"]["visited"]["n"] == 1
    assert told["proven"]["n"] == told["proven"]["n_proven"] == 3
    assert told["failed"] == []
    json.dumps(told)
    monkeypatch.setitem(sys.modules, "ortools", None)
    without = bench_survive(Options(seconds=0.02), **small)  # type: ignore[arg-type]
    assert "not installed" in without["proven"]["left_out"]
    assert without["with"] == {}
