"""Other people's engines on our questions: PyVRP and OR-Tools' routing, as a user would set them.

Laws. They answer the very question that our search is asked and get as many CPU seconds. Costs are
whole numbers there; they are rounded so that what keeps a limit there keeps it here. An engine that
is not installed is a sentence that says how to have it.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import chain, count
from math import floor
from typing import Any

import numpy as np

from holdfast.base.errors import Refused
from holdfast.bench.budget import Budget
from holdfast.plan.roads.arrays import F64, I64
from holdfast.plan.rounds.question import Rounds, Routes

Engine = Callable[[Rounds, float, int], tuple[Routes, int]]
"""Rounds, CPU seconds and seed in; routes and the number of tries made out."""

UNLIMITED = int(np.iinfo(np.int64).max)

TIME_TICKS, RISKY_TIME_TICKS, HAZARD_TICKS = 1e6, 1e4, 1e8
"""Whole units in one of ours: finer than any difference that matters, far from overflow. Beside
hazards time is coarser, so that both limits are of one size: that serves PyVRP best (tried)."""

ROUNDING = 1e-3
"""Of a unit: what doubles may add to a whole number, which must not raise it by one."""

PRIZE, WINDOW_PRIZE, RISKY_PRIZE = 3.0, 3.0, 1.0
"""Cost of a unit of worth left behind, in greatest costs of all rounds together: at least 1, so
that worth goes before way. Those that served PyVRP best on ten instances of Chao's, ten with
windows and six with hazards, of 0.05 to 100; neighbours differ by less than seeds do."""

ORTOOLS_PRIZE = 0.3
"""The same for OR-Tools, in greatest lengths of one round (from the planner's study)."""


def engines(names: Sequence[str], known: Sequence[str] = ("pyvrp", "ortools")) -> dict[str, Engine]:
    """The engines of those names.

    Raises:
        Refused: one is unknown here, or not installed.
    """
    for name in names:
        if name not in known:
            raise Refused(f"'{name}' is no engine for this; there are: {', '.join(known)}.")
        require(name)
    return {name: ENGINES[name] for name in names}


def require(package: str) -> None:
    """Nothing.

    Raises:
        Refused: the package is not installed.
    """
    try:
        import_module(package)
    except ImportError as exc:
        raise Refused(f"'{package}' is not installed here; type: ./holdfast setup --dev") from exc


def with_pyvrp(asked: Rounds, cpu_s: float, seed: int) -> tuple[Routes, int]:
    """PyVRP's answer: prizes, one limit as greatest distance, another as greatest duration."""
    import pyvrp.exceptions

    budget = Budget(cpu_s)
    units = _in_units(asked)
    if not len(units.sites):
        return ((),) * asked.m, 0
    terms = _terms(units)
    clients = [
        pyvrp.Client(
            place,
            service_duration=int(units.stay[place]),
            tw_early=int(units.opens[place]) if units.windows else 0,
            tw_late=int(units.closes[place]) if units.windows else UNLIMITED,
            prize=max(1, int(units.worth[place] * terms.prize * asked.m)),
            required=False,
        )
        for place in range(2, len(units.sites) + 2)
    ]
    team = pyvrp.VehicleType(
        asked.m,
        start_depot=0,
        end_depot=1,
        tw_late=units.latest if units.windows else UNLIMITED,
        shift_duration=units.latest if units.hazard is not None else UNLIMITED,
        max_distance=terms.most,
        unit_duration_cost=terms.duration_cost,
    )
    places = [pyvrp.Location(0, 0) for _ in range(len(units.sites) + 2)]
    depots = [pyvrp.Depot(0), pyvrp.Depot(1)]
    data = pyvrp.ProblemData(places, clients, depots, [team], [terms.distance], [terms.duration])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pyvrp.exceptions.PenaltyBoundWarning)  # it goes on
        result = pyvrp.solve(data, budget.spent, seed=seed, collect_stats=False, display=False)
    if not result.best.is_feasible():
        return ((),) * asked.m, result.num_iterations
    routes = [
        tuple(int(units.sites[stop.idx]) for stop in route if stop.is_client())
        for route in result.best.routes()
    ]
    return _for_all(asked, routes), result.num_iterations


def with_ortools(asked: Rounds, cpu_s: float, seed: int) -> tuple[Routes, int]:
    """OR-Tools' answer: disjunctions with penalties, guided local search, CPU seconds as limit.

    It takes no seed. Its tries are the solutions that it accepted.
    """
    del seed
    from ortools.constraint_solver import pywrapcp  # type: ignore[import-untyped]  # has none
    from ortools.constraint_solver.routing_enums_pb2 import (  # type: ignore[import-untyped]
        FirstSolutionStrategy,
        LocalSearchMetaheuristic,
    )

    budget = Budget(cpu_s)
    units = _in_units(asked)
    if not len(units.sites):
        return ((),) * asked.m, 0
    begin, end = [0] * asked.m, [1] * asked.m
    places = pywrapcp.RoutingIndexManager(len(units.sites) + 2, asked.m, begin, end)
    model = pywrapcp.RoutingModel(places)
    time = model.RegisterTransitMatrix((units.time + units.stay[:, None]).tolist())
    model.SetArcCostEvaluatorOfAllVehicles(time)
    model.AddDimension(time, units.latest, units.latest, True, "time")
    if units.hazard is not None:
        hazard = model.RegisterTransitMatrix(units.hazard.tolist())
        model.AddDimension(hazard, 0, units.most, True, "hazard")
    clock = model.GetDimensionOrDie("time")
    for place in range(2, len(units.sites) + 2):
        at = places.NodeToIndex(place)
        model.AddDisjunction([at], int(units.worth[place] * ORTOOLS_PRIZE * units.latest))
        if units.windows:
            clock.CumulVar(at).SetRange(int(units.opens[place]), int(units.closes[place]))
    model.AddSearchMonitor(model.solver().CustomLimit(_now_and_then(budget)))
    how = pywrapcp.DefaultRoutingSearchParameters()
    how.first_solution_strategy = FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    how.local_search_metaheuristic = LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    how.time_limit.FromMilliseconds(int(10_000 * cpu_s) + 10_000)  # if the machine is taken away
    answer = model.SolveWithParameters(how)
    routes = []
    for team in range(asked.m if answer is not None else 0):
        at, stops = answer.Value(model.NextVar(model.Start(team))), []
        while not model.IsEnd(at):
            stops.append(int(units.sites[places.IndexToNode(at) - 2]))
            at = answer.Value(model.NextVar(at))
        routes.append(tuple(stops))
    return _for_all(asked, routes), int(model.solver().Solutions())


ENGINES: dict[str, Engine] = {"pyvrp": with_pyvrp, "ortools": with_ortools}


def _now_and_then(budget: Budget) -> Callable[[], bool]:
    """Whether the budget is spent, looked at once in 256 calls; it costs OR-Tools some 6 %.

    It asks after every neighbour, so this must run without Python's own steps.
    """
    quiet = (False,) * 255
    return chain.from_iterable((*quiet, budget.spent()) for _ in count()).__next__


@dataclass(frozen=True, slots=True, eq=False)
class _Units:
    """A question in whole units, over the sites that a team can visit at all.

    Attributes:
        sites: of the question, (n,); place 0 is where teams begin, 1 where they end, 2 on a site.
        time, hazard: from place to place, rounded up; no hazard where it is not limited.
        latest, most: their limits, rounded down.
        stay, worth, opens, closes: of each place.
        windows: whether some site's hours matter.
    """

    sites: I64
    time: I64
    hazard: I64 | None
    latest: int
    most: int
    stay: I64
    worth: F64
    opens: I64
    closes: I64
    windows: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Terms:
    """What PyVRP is told to be a distance and what a duration, and what they cost.

    Attributes:
        distance, duration: from place to place.
        most: the greatest distance.
        duration_cost: of a unit of duration; a unit of distance costs 1.
        prize: of a unit of worth, for each team.
    """

    distance: Any
    duration: Any
    most: int
    duration_cost: int
    prize: float


def _terms(units: _Units) -> _Terms:
    """Time alone as distance; beside hazards, and where there are hours to wait for, as duration.

    Each resource costs something: without, PyVRP's search is lost among equals (5 % behind).
    """
    if units.hazard is not None:
        both = RISKY_PRIZE * (units.latest + units.most)
        return _Terms(units.hazard, units.time, units.most, 1, both)
    if units.windows:
        return _Terms(units.time, units.time, UNLIMITED, 0, WINDOW_PRIZE * units.latest)
    return _Terms(units.time, np.zeros_like(units.time), units.latest, 0, PRIZE * units.latest)


def _in_units(asked: Rounds) -> _Units:
    """The question in whole units.

    Raises:
        Refused: its teams differ, or it has limits that the engines are not told here.
    """
    latest_s, most, depart_s = asked.latest_s, asked.hazard_most, asked.depart_s
    alike = all(len(set(limit)) == 1 for limit in (asked.kind, latest_s, most, depart_s))
    more = asked.lives or asked.price or depart_s.any() or np.isfinite(asked.reach_m).any()
    if more or not alike:
        raise Refused("The engines are asked here only what teams alike do from time 0.")
    kind = int(asked.kind[0])
    sites = _worth_asking(asked, kind)
    places = np.r_[asked.n, asked.n + 1, sites]
    among = np.ix_(places, places)
    nothing = np.zeros(2)
    stay_s = np.r_[nothing, asked.stay_s[sites]]
    opens_s = np.r_[nothing, asked.opens_s[sites]]
    closes_s = np.r_[nothing + np.inf, asked.closes_s[sites]]
    limited = bool(np.isfinite(most[0]))
    ticks = RISKY_TIME_TICKS if limited else TIME_TICKS
    return _Units(
        sites=sites,
        time=_up(asked.time_s[kind][among], ticks, latest_s[0]),
        hazard=_up(asked.hazard[kind][among], HAZARD_TICKS, most[0]) if limited else None,
        latest=floor(latest_s[0] * ticks + ROUNDING),
        most=floor(most[0] * HAZARD_TICKS + ROUNDING) if limited else 0,
        stay=_up(stay_s, ticks, latest_s[0]),
        worth=np.r_[nothing, asked.worth[sites].sum(axis=1)],
        opens=np.ceil(opens_s * ticks - ROUNDING).astype(np.int64),
        closes=np.floor(np.minimum(closes_s, latest_s[0]) * ticks + ROUNDING).astype(np.int64),
        windows=bool((opens_s > 0).any() or (closes_s < latest_s[0]).any()),
    )


def _worth_asking(asked: Rounds, kind: int) -> I64:
    """The sites that have something and that a team may reach, be it by way of others."""
    n, time_s, hazard = asked.n, least(asked.time_s[kind]), least(asked.hazard[kind])
    begin_s = np.maximum(time_s[n, :n], asked.opens_s)
    home_s = begin_s + asked.stay_s + time_s[:n, n + 1]
    risk = hazard[n, :n] + asked.stay_hazard + hazard[:n, n + 1]
    fits = (begin_s <= asked.closes_s) & (home_s <= asked.latest_s[0] * (1 + 1e-9))
    fits &= (risk <= asked.hazard_most[0]) & (asked.worth.sum(axis=1) > 0) & asked.able.all(axis=0)
    return np.flatnonzero(fits)


def least(cost: F64) -> F64:
    """The least cost from place to place by way of any others."""
    cost = cost.copy()
    for via in range(len(cost)):
        np.minimum(cost, cost[:, via, None] + cost[None, via], out=cost)
    return cost


def _up(amounts: F64, ticks: float, limit: float) -> I64:
    """Whole units, rounded up; what passes the limit by itself is only a little more than it."""
    up: I64 = np.ceil(np.minimum(amounts, 1.01 * limit + 1.0) * ticks - ROUNDING).astype(np.int64)
    return up


def _for_all(asked: Rounds, routes: Sequence[tuple[int, ...]]) -> Routes:
    """A route for every team; those left over stay."""
    return (*routes, *((),) * (asked.m - len(routes)))
