"""Made instances of the team surviving orienteers problem, and what rounds over them are worth.

Laws. The same seed makes the same instance on every machine. Times have two decimals and hazards
seven, so that engines that count in whole numbers are asked the very same question. What rounds
are worth is reckoned here from the arrays alone, in plain floats.
Source: Jorgensen, Chen, Milam, Pavone, Autonomous Robots 2018 (arXiv 1612.03232).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp, fsum, log

import numpy as np

from holdfast.plan.roads.arrays import F64
from holdfast.plan.rounds.question import Rounds, Routes

SIDE = 100.0
"""Sites lie anywhere in a square of this side; its unit takes one unit of time."""

LATEST = 150.0
"""When every team must be home: as far as one and a half sides (as in the planner's study)."""

N_TEAMS = 3
MOST_WORTH = 50

QUIET_PER_UNIT = 1e-5
N_ZONES = 7
ZONE_PER_UNIT = (5e-4, 4e-3)
ZONE_WIDTH = (4.0, 10.0)
"""Hazard of a unit of way: a little everywhere, more in round zones (assumed: so that a survival
of 0.7 hardly binds and one of 0.99 leaves a third of the worth, or less)."""

NOISE = 0.5
"""Standard deviation of the logarithm of a leg's own noise (assumed)."""

N_STEPS = 16
"""Points at which a leg's hazard is felt."""

TIME_DECIMALS, HAZARD_DECIMALS = 2, 7
ROUNDING = 1e-9


def made(seed: int, n: int, p_min: float, n_teams: int = N_TEAMS) -> Rounds:
    """An instance of n sites whose teams must each come home with a chance of at least `p_min`.

    Sites and hazards are the same for every `p_min` and number of teams.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    x, y = rng.uniform(0.0, SIDE, (2, n + 1))
    worth = rng.integers(1, MOST_WORTH, n).astype(float)
    hazard = np.round(_hazard(rng, x, y), HAZARD_DECIMALS)
    time = np.round(np.hypot(x[:, None] - x, y[:, None] - y), TIME_DECIMALS)
    base = [*range(n), n, n]
    among = np.ix_(base, base)
    nothing, unlimited = np.zeros(n), np.full(n_teams, np.inf)
    return Rounds(
        kind=np.zeros(n_teams, np.int64), time_s=time[among][None], hazard=hazard[among][None],
        length_m=np.zeros((1, n + 2, n + 2)), stay_s=nothing, stay_hazard=nothing,
        opens_s=nothing, closes_s=np.full(n, np.inf), kg=np.zeros((n, 1)), worth=worth[:, None],
        able=np.ones((n_teams, n), bool), depart_s=np.zeros(n_teams),
        latest_s=np.full(n_teams, LATEST), hazard_most=np.full(n_teams, -log(p_min)),
        reach_m=unlimited, capacity_kg=unlimited, lives=False,
    )  # fmt: skip


def _hazard(rng: np.random.Generator, x: F64, y: F64) -> F64:
    """Expected contacts on the straight leg between any two places."""
    zones = zip(
        *rng.uniform(0.0, SIDE, (2, N_ZONES)),
        rng.uniform(*ZONE_PER_UNIT, N_ZONES),
        rng.uniform(*ZONE_WIDTH, N_ZONES),
        strict=True,
    )
    part = (np.arange(N_STEPS) + 0.5) / N_STEPS
    along_x = x[:, None, None] + part * (x[None, :, None] - x[:, None, None])
    along_y = y[:, None, None] + part * (y[None, :, None] - y[:, None, None])
    rate = np.full(along_x.shape, QUIET_PER_UNIT)
    for zone_x, zone_y, per_unit, width in zones:
        far = np.hypot(along_x - zone_x, along_y - zone_y) / width
        rate += per_unit * np.exp(-far * far / 2)
    noise = np.triu(rng.lognormal(0.0, NOISE, (len(x), len(x))), 1)
    mean = rate.mean(axis=2) * (noise + noise.T) * np.hypot(x[:, None] - x, y[:, None] - y)
    both: F64 = (mean + mean.T) / 2
    return both


@dataclass(frozen=True, slots=True)
class Worth:
    """What rounds are worth, in three ways of reckoning.

    Attributes:
        planned: of the sites that are visited if all goes well.
        home: expected, of what a team that comes home has visited.
        visited: expected, of what a team reaches alive, each round walked in its better direction;
            the objective of Jorgensen et al.
        faults: limits that are broken, in words.
    """

    planned: float
    home: float
    visited: float
    faults: tuple[str, ...]


def weigh(asked: Rounds, routes: Routes) -> Worth:
    """What the rounds are worth, and what they break."""
    worth = asked.worth.sum(axis=1).tolist()
    legs = [_legs(asked, stops) for stops in routes]
    home = [dict.fromkeys(stops, exp(-round_hazard(asked, stops))) for stops in routes]
    return Worth(
        planned=fsum(worth[u] for u in {u for stops in routes for u in stops}),
        home=_expected(worth, home),
        visited=_expected(worth, [_better(asked, worth, stops) for stops in routes]),
        faults=tuple(_faults(asked, routes, legs)),
    )


def alive_at(asked: Rounds, stops: Sequence[int]) -> dict[int, float]:
    """The chance that a team is alive when it first reaches each of its sites, in this order."""
    hazard = 0.0
    alive: dict[int, float] = {}
    for a, b in pairwise((asked.n, *stops)):
        hazard += float(asked.hazard[0, a, b])
        alive.setdefault(b, exp(-hazard))
    return alive


def round_hazard(asked: Rounds, stops: Sequence[int]) -> float:
    """The hazard of a whole round."""
    return fsum(_legs(asked, stops)[1])


def discounted(asked: Rounds, routes: Routes) -> F64:
    """What is left of each site's worth when others may have reached it."""
    left: F64 = asked.worth.sum(axis=1)
    for stops in routes:
        for site, p_alive in alive_at(asked, stops).items():
            left[site] *= 1.0 - p_alive
    return left


def one_team(asked: Rounds, worth: F64) -> Rounds:
    """The same question put to one team, with the sites worth something else."""
    first = slice(0, 1)
    return replace(
        asked, worth=worth[:, None], kind=asked.kind[first], able=asked.able[first],
        depart_s=asked.depart_s[first], latest_s=asked.latest_s[first],
        hazard_most=asked.hazard_most[first], reach_m=asked.reach_m[first],
        capacity_kg=asked.capacity_kg[first],
    )  # fmt: skip


def _legs(asked: Rounds, stops: Sequence[int]) -> tuple[list[float], list[float]]:
    """Time and hazard of each leg of a round."""
    legs = list(pairwise((asked.n, *stops, asked.n + 1))) if stops else []
    return (
        [float(asked.time_s[0, a, b]) for a, b in legs],
        [float(asked.hazard[0, a, b]) for a, b in legs],
    )


def _expected(worth: Sequence[float], alive: Sequence[dict[int, float]]) -> float:
    """The worth of sites that at least one team reaches, given each team's chances."""
    missed: dict[int, float] = {}
    for chances in alive:
        for site, p_alive in chances.items():
            missed[site] = missed.get(site, 1.0) * (1.0 - p_alive)
    return fsum(worth[site] * (1.0 - p_missed) for site, p_missed in missed.items())


def _better(asked: Rounds, worth: Sequence[float], stops: Sequence[int]) -> dict[int, float]:
    """The chances at each site in whichever direction promises more."""
    both = (alive_at(asked, stops), alive_at(asked, stops[::-1]))
    return max(both, key=lambda alive: fsum(worth[u] * p for u, p in alive.items()))


def _faults(
    asked: Rounds, routes: Routes, legs: Sequence[tuple[list[float], list[float]]]
) -> list[str]:
    """What is broken, team by team."""
    told = [] if len(routes) == asked.m else [f"There are {len(routes)} rounds."]
    for team, (time, hazard) in enumerate(legs):
        if fsum(time) > asked.latest_s[team] * (1 + ROUNDING):
            told.append(f"Team {team} is home at {fsum(time):.6f}, too late.")
        if fsum(hazard) > asked.hazard_most[team] * (1 + ROUNDING):
            told.append(f"Team {team} survives with {exp(-fsum(hazard)):.9f}, too little.")
    return told
