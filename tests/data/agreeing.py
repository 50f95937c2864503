"""The kernel's plays and the oracle's of one mission, held against each other figure by figure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import sqrt
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import hypergeom, norm

from data.oracle import Luck, Run
from data.oracle import play as play_with_simpy
from holdfast.rehearse import kernel
from holdfast.rehearse.mission import Mission, Piece, Stop, Team, Way
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.plays import play
from holdfast.rehearse.writing import write

STATES = ("HOME", "STAYED", "STRANDED", "LOST")
BITS = (
    "CONTACT", "AVOIDED", "BROKEN_OFF", "CUT_OFF", "THROUGH", "HARM", "BREAKDOWN", "VEHICLE_LOST",
    "BLOCKED", "WAY_CUT", "EMPTY", "TOO_LATE", "CUT_SHORT", "DARK", "STORM", "NO_LINK",
    "LOAD_LEFT", "STUCK", "FALLBACK", "WAITED", "FETCHED", "SPRAIN", "CLOSED",
)  # fmt: skip
ENOUGH = 50
"""So many values that are not 0 before their mean is taken for normal."""
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Compared:
    """One figure of both: z, how many standard errors of their difference they differ."""

    name: str
    kernel: float
    oracle: float
    z: float


def compare(mission: Mission, odds: Odds, seed: int, n: int, n_oracle: int) -> list[Compared]:
    """Every output of n plays of the kernel and n_oracle of the oracle."""
    runs = play(write(mission, odds), odds, seed, 0, n).runs
    luck = Luck(seed)
    days = [play_with_simpy(mission, odds, luck) for _ in range(n_oracle)]
    found = []
    for t, team in enumerate(mission.teams):
        ours = dict(_of_kernel(runs[:, t], len(team.stops)))
        theirs = dict(_of_oracle([day[t] for day in days], len(team.stops)))
        found += [_compared(f"team {t}: {name}", ours[name], theirs[name]) for name in ours]
    return found


def _of_kernel(rows: Any, n_stops: int) -> Iterator[tuple[str, Values]]:
    struck = rows["struck"]
    for state in STATES:
        yield state, (rows["state"] == getattr(kernel, state)).astype(float)
    for bit in BITS:
        yield bit, ((struck & getattr(kernel, bit)) > 0).astype(float)
    for k in range(n_stops):
        yield f"brought {k}", ((rows["brought"] >> np.uint64(k)) & np.uint64(1)).astype(float)
    yield "end_s", rows["end_s"][rows["state"] == kernel.HOME]
    for name in ("walking", "stretcher", "dead", "moved_m"):
        yield name, rows[name].astype(float)
        yield f"any {name}", (rows[name] > 0).astype(float)


def _of_oracle(runs: list[Run], n_stops: int) -> Iterator[tuple[str, Values]]:
    def values(what: Callable[[Run], float]) -> Values:
        return np.array([what(run) for run in runs], float)

    for state in STATES:
        yield state, values(lambda run, state=state: run.state == state)
    for bit in BITS:
        yield bit, values(lambda run, bit=bit: bit in run.struck)
    for k in range(n_stops):
        yield f"brought {k}", values(lambda run, k=k: k in run.brought)
    yield "end_s", np.array([run.end_s for run in runs if run.state == "HOME"])
    for name in ("walking", "carried", "dead", "moved_m"):
        ours = "stretcher" if name == "carried" else name
        yield ours, values(lambda run, name=name: getattr(run, name))
        yield f"any {ours}", values(lambda run, name=name: getattr(run, name) > 0)


def _compared(name: str, ours: Values, theirs: Values) -> Compared:
    a, b = (float(x.mean()) if len(x) else 0.0 for x in (ours, theirs))
    both = np.concatenate((ours, theirs))
    if np.isin(both, (0.0, 1.0)).all():
        return Compared(name, a, b, _z_of_shares(ours, theirs))
    if min(np.count_nonzero(ours), np.count_nonzero(theirs)) < ENOUGH:
        return Compared(name, a, b, 0.0)
    error = sqrt(ours.var() / len(ours) + theirs.var() / len(theirs))
    if error <= 1e-9 * abs(a):
        return Compared(name, a, b, 0.0 if abs(a - b) <= 1e-6 * abs(a) else np.inf)
    return Compared(name, a, b, (a - b) / error)


def _z_of_shares(ours: Values, theirs: Values) -> float:
    """By how many of both it is the case: exact, however rare."""
    n, n_theirs, k = len(ours) + len(theirs), len(theirs), int(ours.sum() + theirs.sum())
    law, x = hypergeom(n, k, n_theirs), int(theirs.sum())
    half = law.pmf(x) / 2
    below, above = law.cdf(x) - half, law.sf(x) + half
    return float(-norm.isf(above) if above < below else norm.isf(below))


# Missions by chance


def chance(seed: int) -> Random:
    """What missions and odds are made by."""
    return Random(seed)  # noqa: S311  # no secret


def odds_of(rng: Random) -> Odds:
    """Odds that let more happen than a usual day has, some of it for certain or never."""
    cut = sorted(rng.choice((0.0, 0.3, 1.0, rng.random())) for _ in range(3))
    hurt = sorted(rng.random() for _ in range(2))
    p = {name: rng.choice((0.0, 0.1, rng.random(), 1.0)) for name in (
        "harm_off", "harm_cut", "harm_through", "p_vehicle_hit", "p_beyond", "p_around", "p_link",
        "p_storm", "p_more", "look", "enough",
    )}  # fmt: skip
    return Odds(
        **p, p_avoided=cut[0], p_off=cut[1] - cut[0], p_cut=cut[2] - cut[1],
        p_walking=hurt[0], p_stretcher=hurt[1] - hurt[0],
        day_spread=rng.choice((0.0, 0.1, 0.3)), stay_spread=rng.choice((0.0, 0.3, 0.6)),
        dark_hazard=rng.choice((0.3, 1.0, 1.3, 3.0)), rate_shape=rng.choice((0.5, 4.0, 0.0)),
        breakdown_per_km=rng.choice((0.0, 2.5e-4, 0.02)), sprain_per_km=rng.choice((0.0, 0.03)),
        blocked_per_km=rng.choice((0.0, 1.5e-3, 0.02)),
        blocked_per_km_foot=rng.choice((0.0, 3e-4, 0.02)), storm_s=rng.choice((600.0, 40_000.0)),
        bearers=rng.choice((0.0, 2.0, 4.0)), dies_per_h=rng.choice((0.0, 0.04, 0.5)),
        dies_per_h_medic=rng.choice((0.0, 0.015, 0.2)), given_up_h=rng.choice((0.0, 24.0)),
    )  # fmt: skip


def mission_of(rng: Random) -> Mission:
    """One to four teams, the later ones mostly bound to an earlier one."""
    p = (1.0, *(rng.choice((0.1, 0.5, 1.0)) for _ in range(rng.randrange(4))))
    teams = [_team(rng, len(p), None, "free")]
    for when in rng.sample(("home", "medevac", "cache", "free"), rng.randrange(4)):
        teams.append(_team(rng, len(p), None if when == "free" else 0, when))
    kinds = ("free", "home", "medevac", "cache")
    teams[1:] = sorted(teams[1:], key=lambda team: kinds.index(team.when))
    return Mission(tuple(teams), p, dark_s=rng.choice((0.0, 20_000.0, 45_000.0, float("inf"))))


def _team(rng: Random, n_sources: int, bound: int | None, when: Any) -> Team:
    n_stops = rng.choice((0, 1, 2, 3, 4, 5, 3, 4)) if bound is None else rng.randrange(1, 3)
    sites = [rng.randrange(4) for _ in range(n_stops)]
    n, depart = rng.choice((1, 2, 4, 9)), rng.choice((0.0, 7_200.0, 30_000.0))
    legs = tuple(_way(rng, n_sources) for _ in range(n_stops + 1))
    planned = sum(piece.time_s for leg in legs for piece in leg)
    stops, at = [], depart
    for k in range(n_stops):
        at += sum(piece.time_s for piece in legs[k])
        stay = Piece(rng.choice((0.0, 900.0, 3_600.0)), 0.0, 0.0, _hazards(rng, n_sources))
        turn = rng.choice((float("inf"), at + stay.time_s * rng.choice((0.6, 1.2, 3.0))))
        back = None if rng.random() < 0.3 else _way(rng, n_sources, some=True)
        apart = rng.choice((0, 0, 1, 3))
        there = rng.choice((0.0, 0.6, 1.0))
        closes = rng.choice((float("inf"), float("inf"), at * rng.choice((0.9, 1.05, 1.3))))
        stops.append(Stop(stay, sites[k], there, turn, back, apart, 3_000.0, closes))
        at += stay.time_s
    return Team(
        rng.choice(("foot", "car", "truck")), legs, tuple(stops), n, depart,
        rng.choice((float("inf"), depart + planned * 1.2)), rng.randrange(min(n, 2) + 1),
        rng.choice((0, 4, 9)), rng.choice((0, 1, 2)), bound, when,
    )  # fmt: skip


def _way(rng: Random, n_sources: int, some: bool = False) -> Way:
    return tuple(
        Piece(
            rng.choice((0.0, 600.0, 3_000.0)), rng.choice((0.0, 2_000.0, 9_000.0)),
            rng.choice((0.0, 0.4, 1.0)), _hazards(rng, n_sources), rng.random() < 0.05,
            rng.random() < 0.05,
        )
        for _ in range(rng.randrange(int(some), 4))
    )  # fmt: skip


def _hazards(rng: Random, n_sources: int) -> dict[int, float]:
    return {k: rng.choice((0.0, 0.01, 0.1, 0.6)) for k in range(n_sources) if rng.random() < 0.4}
