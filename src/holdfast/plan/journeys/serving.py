"""Which vehicles could serve at all: what the roads, the tank, the day and their room allow."""

from collections.abc import Sequence
from functools import partial
from math import inf

import numpy as np

from holdfast.plan.journeys.day import RESERVE
from holdfast.plan.journeys.grid import Grid, Grids
from holdfast.plan.journeys.journey import latest_home_s
from holdfast.plan.journeys.parties import RIDE_SIZES, Fleet, fleets
from holdfast.plan.problem import OF_PEOPLE, Carrier, Problem, Target


def that_serve(problem: Problem, grids: Grids, made: Sequence[Fleet]) -> list[Fleet]:
    """The fleets made anew where vehicles are spare, now that the roads are known: those that can
    serve come before those that cannot.
    """
    out = [frozenset(p.carrier.vehicle for p in x.parties if p.carrier) for x in made]
    if len(frozenset[str]().union(*out)) == max(map(len, out), default=0):
        return list(made)
    return fleets(problem, partial(serves, problem, grids))[0]


def serves(problem: Problem, grids: Grids, carrier: Carrier) -> bool:
    """Whether a vehicle could do anything at one of the sites, going there alone with a driver and
    one more: there are roads, they lead there and back within its tank and the day, and it has
    room for somebody who waits there.
    """
    grid = grids.get(carrier.mode)
    base = carrier.base or problem.base
    if grid is None or base not in grid.at or carrier.seats < RIDE_SIZES[0]:
        return False
    return any(
        grid.has(t) and _within(problem, grid, carrier, base, t) and _has_room(problem, carrier, t)
        for t in problem.targets
    )


def _within(problem: Problem, grid: Grid, carrier: Carrier, base: str, target: Target) -> bool:
    """Whether the shortest ways are within the tank, and the quickest within the day."""
    i, j, table = grid.at[base], grid.at[target.site], grid.table
    out_m, back_m = (float(np.min(table.length_m[a, b])) for a, b in ((i, j), (j, i)))
    out_s, back_s = (float(np.min(table.time_s[a, b])) for a, b in ((i, j), (j, i)))
    if not out_s + back_s < inf:
        return False
    fuel_l = (out_m + back_m) / 1e5 * carrier.use_l_per_100km * RESERVE
    tank_holds = carrier.fuel_l is None or fuel_l <= carrier.fuel_l
    return tank_holds and out_s + target.stay_h * 3600 + back_s <= latest_home_s(problem)


def _has_room(problem: Problem, carrier: Carrier, target: Target) -> bool:
    """Whether it has room for one of the groups that wait, where people are what it goes for."""
    if problem.asked.objective not in OF_PEOPLE or not target.waiting:
        return True
    seats = carrier.seats - RIDE_SIZES[0]
    return any(w.walking <= seats and w.carried <= carrier.stretchers for w in target.waiting)
