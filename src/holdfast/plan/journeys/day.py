"""A day put as a question in arrays: which party visits which sites, in which order.

Laws. The arrays say nothing that a journey does not: the same times, paces, margins and hazards,
with one way for each pair of spots, the cheapest at so many seconds a contact. Loads may be parted
there where a journey takes whole units, so a journey brings no more than the search believed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from holdfast.plan.journeys.grid import Grid, Grids
from holdfast.plan.journeys.journey import (
    LADEN,
    LEADING,
    LEAST_MARGIN_S,
    MARGIN,
    OFF_ROAD_MPS,
    latest_home_s,
    window_s,
)
from holdfast.plan.journeys.loads import density
from holdfast.plan.journeys.parties import Party
from holdfast.plan.problem import HANDS_OVER, LOOKS_ONLY, OF_PEOPLE, Problem, Target
from holdfast.plan.roads.arrays import F64, Mask
from holdfast.plan.rounds.question import Rounds

LOTS = 4
"""Lots that a site's goods are drawn together to (assumed: more change no choice of rounds)."""
RESERVE = 1.25
"""Fuel planned for: the distance times this (assumed)."""
MUST = 20.0
"""A visit that is a must counts as so many times all that could be brought (assumed)."""


@dataclass(frozen=True, slots=True)
class Level:
    """How dear danger is.

    Attributes:
        contact_s: seconds of detour worth one expected contact.
        price: worth that one expected contact is reckoned to cost.
    """

    contact_s: float
    price: float


def rounds(
    problem: Problem, grids: Grids, parties: Sequence[Party], targets: Sequence[Target],
    level: Level,
) -> Rounds:  # fmt: skip
    """The question of a day at one level.

    1. A kind for all parties that share base, mode, pace and what they have with them. 2. Its ways
    between all spots. 3. What the sites hold. 4. Each party's limits.
    """
    kinds = list(dict.fromkeys(_kind(p) for p in parties))
    tables = [_ways(problem, grids[k[0]], k, targets, level) for k in kinds]
    n = len(targets)
    kg, worth = _lots(problem, parties, targets)
    windows = [window_s(problem, t) for t in targets]
    most = problem.asked.greatest_hazard
    return Rounds(
        kind=np.array([kinds.index(_kind(p)) for p in parties], np.int64),
        time_s=_stacked([t[0] for t in tables], n),
        hazard=_stacked([t[1] for t in tables], n),
        length_m=_stacked([t[2] for t in tables], n),
        stay_s=np.array([t.stay_h * 3600 for t in targets]),
        stay_hazard=np.array([t.hazard for t in targets]),
        opens_s=np.array([w[0] for w in windows]),
        closes_s=np.array([w[1] for w in windows]),
        kg=kg,
        worth=worth,
        able=_able(grids, parties, targets),
        depart_s=np.zeros(len(parties)),
        latest_s=np.full(len(parties), latest_home_s(problem)),
        hazard_most=np.full(len(parties), inf if most is None else most),
        reach_m=np.array([reach_m(p) for p in parties]),
        capacity_kg=np.array([_room(problem, p) for p in parties]),
        lives=True,
        price=level.price,
    )


Kind = tuple[str, str, str, float, bool, bool]


def _kind(party: Party) -> Kind:
    """What parties have in common whose ways are the same."""
    pace = party.pace
    return (party.mode, party.begins, party.base, pace, party.kg > 0, party.people > 0)


def _stacked(tables: Sequence[F64], n: int) -> F64:
    """The kinds' tables as one array."""
    return np.stack(tables) if len(tables) else np.zeros((0, n + 2, n + 2))


def _ways(
    problem: Problem, grid: Grid, kind: Kind, targets: Sequence[Target], level: Level
) -> tuple[F64, F64, F64]:
    """Time, hazard and length between all places for one kind: sites, where it begins and ends.

    1. The cheapest way of each pair. 2. The legs off the road, the pace and the load. 3. The margin
    of the way home. 4. Nothing leads into the beginning or out of the end.
    """
    keys = [t.site for t in targets]
    at = np.array([grid.at.get(key, -1) for key in [*keys, kind[1], kind[2]]], np.int64)
    table = grid.table
    there = np.isfinite(table.time_s)
    cost = np.where(there, table.time_s, 0.0) + level.contact_s * np.where(there, table.hazard, 0.0)
    cost = np.where(there, cost, inf)
    best = cost.argmin(axis=2)
    i, j = np.meshgrid(at, at, indexing="ij")
    here: Mask = (i >= 0) & (j >= 0)
    w = best[i, j]
    time = np.where(here, table.time_s[i, j, w], inf)
    hazard = np.where(np.isfinite(time), table.hazard[i, j, w], 0.0)
    length = np.where(np.isfinite(time), table.length_m[i, j, w], 0.0)
    off_m = np.array([grid.spots[k].off_m if k >= 0 else 0.0 for k in at])
    off_hazard = np.array([grid.spots[k].off_hazard if k >= 0 else 0.0 for k in at])
    time = _passed(problem, kind, time, off_m[:, None] + off_m[None, :])
    hazard = hazard + off_hazard[:, None] + off_hazard[None, :]
    time[:, -1] += np.maximum(LEAST_MARGIN_S, MARGIN * np.where(
        np.isfinite(time[:, -1]), time[:, -1], 0.0))  # fmt: skip
    time[:, -2] = time[-1, :] = inf
    np.fill_diagonal(time, inf)
    unusable = ~np.isfinite(time)
    hazard[unusable] = length[unusable] = 0.0
    return time, hazard, length


def _passed(problem: Problem, kind: Kind, way_s: F64, off_m: F64) -> F64:
    """Seconds as the kind passes them, laden or leading people as far as slowness has it."""
    mode, _, _, pace, laden, leading = kind
    on_foot_s = off_m / OFF_ROAD_MPS / pace
    if mode != "foot":
        return way_s + on_foot_s
    slow, objective = np.ones(way_s.shape), problem.asked.objective
    if objective not in LOOKS_ONLY:
        with_it = np.s_[:, :-2] if objective in HANDS_OVER else np.s_[:-2, :]
        slow[with_it] = LEADING if objective in OF_PEOPLE else LADEN
    slow = np.maximum(slow, LEADING if leading else LADEN if laden else 1.0)
    passed: F64 = (way_s / pace + on_foot_s) * slow
    return passed


def _lots(problem: Problem, parties: Sequence[Party], targets: Sequence[Target]) -> tuple[F64, F64]:
    """What each site holds, in lots of falling worth for their weight: kg (or people) and worth.

    A visit that is a must has a weightless lot that is worth more than all else.
    """
    lots = [_of_site(problem, parties, t) for t in targets]
    total = sum(worth for of_site in lots for _, worth in of_site)
    width = max([1, *(len(x) for x in lots)]) + 1
    kg, worth = np.zeros((len(targets), width)), np.zeros((len(targets), width))
    for i, (target, of_site) in enumerate(zip(targets, lots, strict=True)):
        first = [(0.0, MUST * max(total, 1.0) if target.must else 0.0)]
        for g, (weight, much) in enumerate([*first, *of_site]):
            kg[i, g], worth[i, g] = weight, much
    return kg, worth


def _of_site(
    problem: Problem, parties: Sequence[Party], target: Target
) -> list[tuple[float, float]]:
    """(weight, worth) of a site's lots, the best for their weight first, at most LOTS."""
    objective = problem.asked.objective
    if objective in LOOKS_ONLY:
        return [(0.0, target.learns)]
    if objective in OF_PEOPLE:
        room = {(p.seats, p.stretchers) for p in parties}
        fit = [w for w in target.waiting if any(w.walking <= s and w.carried <= c for s, c in room)]
        people = [(float(w.n * w.people), w.n * w.people * w.p_there) for w in fit]
        return _drawn_together(sorted(people, key=lambda x: -x[1] / max(x[0], 1e-9)))
    most = max((p.capacity_kg for p in parties), default=0.0)
    goods = target.brought if objective in HANDS_OVER else target.goods
    ordered = sorted((g for g in goods if g.p_there * g.worth > 0), key=lambda g: -density(g))
    lots, left = [], most
    for one in ordered:
        n = min(one.n, left / one.kg) if one.kg > 0 else one.n
        if n > 0:
            lots.append((n * one.kg, n * one.worth * one.p_there))
            left -= n * one.kg
    return _drawn_together(lots)


def _drawn_together(lots: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """LOTS at most: what lies beyond is one."""
    rest = lots[LOTS - 1 :]
    if len(rest) <= 1:
        return lots
    return [*lots[: LOTS - 1], (sum(x for x, _ in rest), sum(y for _, y in rest))]


def _room(problem: Problem, party: Party) -> float:
    """What a party can carry, in the unit of the lots."""
    if problem.asked.objective in OF_PEOPLE:
        return float(party.seats + party.stretchers)
    return party.capacity_kg


def _able(grids: Grids, parties: Sequence[Party], targets: Sequence[Target]) -> Mask:
    """Which party can visit which site: there are ways, and somebody has the skills."""
    able = np.zeros((len(parties), len(targets)), bool)
    for r, party in enumerate(parties):
        skills = frozenset[str]().union(*(w.skills for w in party.crew.people))
        for i, target in enumerate(targets):
            able[r, i] = grids[party.mode].has(target) and target.needs <= skills
    return able


def reach_m(party: Party) -> float:
    """How far the tank takes a party, with the reserve; inf where nothing is known or needed."""
    carrier = party.carrier
    if carrier is None or carrier.fuel_l is None or carrier.use_l_per_100km <= 0:
        return inf
    return carrier.fuel_l / RESERVE / carrier.use_l_per_100km * 1e5
