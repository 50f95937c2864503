"""The greedy of Jorgensen et al. for surviving orienteers: one team after another.

Law. It is given every advantage here: its inner orienteering problem is solved by our own search,
its rounds are walked in their better direction, and it gets as many CPU seconds.
Source: Jorgensen, Chen, Milam, Pavone, Autonomous Robots 2018 (arXiv 1612.03232).
"""

import numpy as np

from holdfast.bench.budget import Budget
from holdfast.bench.survivors import discounted, one_team
from holdfast.bench.yardsticks import least
from holdfast.plan.rounds.question import Rounds, Routes
from holdfast.plan.rounds.search import search


def greedy(asked: Rounds, cpu_s: float, seed: int, begun: Routes | None = None) -> Routes:
    """For each team the best round by itself, given what the other teams will have reached.

    Args:
        asked: the instance.
        cpu_s: for all teams together.
        seed: of the search.
        begun: rounds that some teams have already; the others are sent.
    """
    routes: Routes = begun or ((),) * asked.m
    idle = [team for team, stops in enumerate(routes) if not stops]
    for team in idle:
        found = search(alone(asked, routes), seed=seed, left=Budget(cpu_s / len(idle)).left)
        routes = (*routes[:team], found.routes[0], *routes[team + 1 :])
    return routes


def alone(asked: Rounds, others: Routes) -> Rounds:
    """One team's question, given the others' rounds.

    A site's reward is what is left of its worth, times the greatest chance with which any team
    can reach it alive (the linear relaxation of the paper).
    """
    p_reached = np.exp(-least(asked.hazard[0])[asked.n, : asked.n])
    return one_team(asked, discounted(asked, others) * p_reached)
