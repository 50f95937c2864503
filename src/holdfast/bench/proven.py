"""Small surviving-orienteers instances solved to proven optimality by CP-SAT.

Law. All is whole numbers there, as fine as the instances' own decimals: what it proves, it proves
of the very question that was asked.
"""

from collections.abc import Sequence
from math import floor
from typing import TYPE_CHECKING

import numpy as np

from holdfast.bench.survivors import HAZARD_DECIMALS, ROUNDING, TIME_DECIMALS
from holdfast.plan.roads.arrays import F64, I64
from holdfast.plan.rounds.question import Rounds

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

Limited = tuple[I64, int]
"""What legs cost, and the limit of their sum."""

MOST_S = 120.0
"""Seconds after which a proof is given up."""


def optimum(asked: Rounds, most_s: float = MOST_S) -> tuple[float, bool]:
    """The greatest worth of sites that the teams can visit, and whether that is proven.

    Args:
        asked: an instance of `survivors.made`.
        most_s: seconds after which it gives up.
    """
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    limits = (
        _limited(asked.time_s, asked.latest_s, TIME_DECIMALS),
        _limited(asked.hazard, asked.hazard_most, HAZARD_DECIMALS),
    )
    teams = [_team(model, asked.n, limits) for _ in range(asked.m)]
    for site in range(asked.n):
        model.add_at_most_one(visited[site] for visited in teams)
    worth = [round(of_site) for of_site in asked.worth.sum(axis=1).tolist()]
    gains = [cp_model.LinearExpr.weighted_sum(visited, worth) for visited in teams]
    for i in range(1, asked.m):
        model.add(gains[i - 1] >= gains[i])  # teams are alike
    model.maximize(cp_model.LinearExpr.sum(gains))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = most_s
    status = solver.solve(model)
    return solver.objective_value, status == cp_model.OPTIMAL


def _team(model: "cp_model.CpModel", n: int, limits: Sequence[Limited]) -> "list[cp_model.IntVar]":
    """Whether one team visits each site, on a round from the base (place n) within the limits."""
    arcs = [(a, b, model.new_bool_var("")) for a in range(n + 1) for b in range(n + 1) if a != b]
    visited = [model.new_bool_var("") for _ in range(n)]
    stays = model.new_bool_var("")
    loops = [(site, site, ~at) for site, at in enumerate(visited)]
    model.add_circuit([*arcs, *loops, (n, n, stays)])
    for at in visited:
        model.add_implication(stays, ~at)
    for cost, limit in limits:
        model.add(sum(int(cost[a, b]) * taken for a, b, taken in arcs) <= limit)
    return visited


def _limited(costs: F64, limits: F64, decimals: int) -> Limited:
    """Costs between the sites and the base, and the teams' limit, in whole numbers."""
    ticks = 10**decimals
    whole: I64 = np.rint(costs[0, :-1, :-1] * ticks).astype(np.int64)
    return whole, floor(float(limits[0]) * ticks * (1 + ROUNDING))
