"""Ours on the problem of Jorgensen et al.: all teams at once, then each in turn given the others.

Laws. The seconds are those of the greedy beside it, all told. A turn is kept only where the goal
itself, reckoned by `survivors.weigh`, rises by it. A site may be visited by several teams here.
"""

from dataclasses import replace
from typing import Literal

import numpy as np

from holdfast.bench.budget import Budget
from holdfast.bench.greedy import alone, greedy
from holdfast.bench.orienteer import ours
from holdfast.bench.survivors import one_team, round_hazard, weigh
from holdfast.plan.rounds.question import Rounds, Routes
from holdfast.plan.rounds.search import search

Goal = Literal["home", "visited"]
"""Which expected worth counts; see `survivors.Worth`."""

PART_AT_ONCE, PART_GREEDY, PART_IN_TURN = 0.5, 0.2, 0.3
"""Parts of the CPU seconds (assumed)."""

N_TURNS = 2
"""How often each team's round is looked for anew."""


def sent(asked: Rounds, cpu_s: float, seed: int, goal: Goal) -> Routes:
    """The better of our rounds for all teams at once and the greedy's, improved team by team.

    Our search sends nobody twice to a site, which this problem rewards: hence the turns.
    """
    at_once, _ = ours(replace(asked, lives=True), PART_AT_ONCE * cpu_s, seed)
    begun = (at_once, greedy(asked, PART_GREEDY * cpu_s, seed))
    best = max(begun, key=lambda routes: _worth(asked, routes, goal))
    return in_turn(asked, best, PART_IN_TURN * cpu_s, seed, goal)


def in_turn(asked: Rounds, routes: Routes, cpu_s: float, seed: int, goal: Goal) -> Routes:
    """Rounds that are worth at least as much: each team's looked for anew, given the others'.

    Where what comes home counts, a team's part in it is exactly what its round by itself is worth
    over what the others leave; where visits count, it is put as the greedy puts it.
    """
    n_searches = N_TURNS * asked.m
    best = _worth(asked, routes, goal)
    for i in range(n_searches):
        team = i % asked.m
        begin = (routes[team],)
        others = (*routes[:team], (), *routes[team + 1 :])
        question = _left_home(asked, others) if goal == "home" else alone(asked, others)
        left = Budget(cpu_s / n_searches).left
        found = search(question, seed=seed + i, left=left, begin=begin)
        changed = (*routes[:team], found.routes[0], *routes[team + 1 :])
        worth = _worth(asked, changed, goal)
        if worth > best:
            routes, best = changed, worth
    return routes


def _left_home(asked: Rounds, others: Routes) -> Rounds:
    """One team's question: each site worth as much as the others fail to bring home."""
    left = asked.worth.sum(axis=1)
    for stops in others:
        left[list(stops)] *= 1.0 - np.exp(-round_hazard(asked, stops))
    return one_team(replace(asked, lives=True), left)


def _worth(asked: Rounds, routes: Routes, goal: Goal) -> float:
    """What rounds are worth by a goal."""
    return float(getattr(weigh(asked, routes), goal))
