"""Crews bettered step by step: one goes instead of another, or to another crew, or stays.

Laws. No rule is ever broken: who must go together move together. Nothing gets worse. In the end no
single step betters the crews. The same crews and the same number of looks give the same crews.
"""

from typing import NamedTuple

import numpy as np

from holdfast.plan.compiled import compiled, inner
from holdfast.plan.crews.figures import Figures
from holdfast.plan.roads.arrays import F64, I64, Mask

HOME = -1
NEVER = -1e18
"""About what a crew is worth that breaks a rule."""
POSSIBLE = NEVER / 4
"""More than this is worth what breaks no rule."""
EVEN = 1e-9
ROUNDED = 1e-13
"""What points may be rounded by, as a part of all costs together: a step of less is none, or two
who are alike would take each other's place for ever."""
KICK = 3
"""Steps taken blindly out of a summit before climbing again (assumed)."""


class Crews(NamedTuple):
    """Who is where; changed by the steps.

    Attributes:
        place: the duty of each person, HOME for none, n.
        rooms: people who may go on each duty, 0 where it is not manned, m.
        out: who must not be sent home, n.
        worth: of each crew, m.
        home: how many at home have each skill, s.
    """

    place: I64
    rooms: I64
    out: Mask
    worth: F64
    home: I64


def crews_at(fig: Figures, place: I64, rooms: I64, out: Mask) -> Crews:
    """Crews as they stand."""
    home = fig.has[place == HOME].sum(axis=0).astype(np.int64)
    crews = Crews(place.copy(), rooms, out, np.zeros(len(rooms)), home)
    for d in np.flatnonzero(rooms > 0).tolist():
        crews.worth[d] = worth(fig, crews, d, HOME, HOME)
    return crews


@compiled
def worth(fig: Figures, crews: Crews, d: int, less: int, more: int) -> float:
    """Points of the crew on d without the people tied to `less` and with those tied to `more`.

    About NEVER where it breaks a rule; `less` or `more` is HOME for nobody. Of home itself, 0.
    """
    if d == HOME:
        return 0.0
    n = 0
    kg = points = 0.0
    crew = np.empty(len(fig.tied), np.int64)
    for p in range(len(fig.tied)):
        tie = fig.tied[p]
        if (crews.place[p] == d and tie != less) or tie == more:
            if not fig.can[p, d]:
                return NEVER
            crew[n] = p
            n += 1
            kg += fig.kg[p] - fig.gear_kg[d]
            points -= fig.cost[p, d]
        elif fig.fixed[p, d]:
            return NEVER
    if n < fig.least[d] or n > crews.rooms[d] or kg < fig.carry_kg[d]:
        return NEVER
    return points + _together(fig, crew[:n]) + _skilled(fig, d, crew[:n])


@inner
def _together(fig: Figures, crew: I64) -> float:
    """Points of the pairs in a crew; NEVER where two must not go together."""
    points = 0.0
    for a in range(len(crew)):
        for b in range(a):
            if fig.apart[crew[a], crew[b]]:
                return NEVER
            points += fig.bond[crew[a], crew[b]]
    return points


@inner
def _skilled(fig: Figures, d: int, crew: I64) -> float:
    """Points of the skills in a crew; NEVER where one is missing."""
    points = 0.0
    for s in range(fig.has.shape[1]):
        if fig.asks[d, s] or fig.wants[d, s] > 0:
            there = False
            for p in crew:
                there = there or fig.has[p, s]
            if fig.asks[d, s] and not there:
                return NEVER
            if there:
                points += fig.wants[d, s]
    return points


@compiled
def kept(fig: Figures, crews: Crews, back: int, off: int) -> float:
    """Points more for skills at home when those tied to `back` come and to `off` leave."""
    gain = 0.0
    for s in range(fig.has.shape[1]):
        if fig.keeps[s] > 0:
            now = then = crews.home[s]
            for p in range(len(fig.tied)):
                if fig.has[p, s]:
                    then += int(fig.tied[p] == back) - int(fig.tied[p] == off)
            gain += fig.keeps[s] * (int(then > 0) - int(now > 0))
    return gain


@compiled
def gain(fig: Figures, crews: Crews, one: int, d: int, other: int) -> float:
    """Points more when `one` goes to d and `other`, unless HOME, takes the place that was theirs.

    Both are the first of people tied together; about NEVER where a rule would be broken.
    """
    a = crews.place[one]
    if (d == HOME and crews.out[one]) or (a == HOME and other != HOME and crews.out[other]):
        return NEVER
    more = worth(fig, crews, d, other, one)
    if more < POSSIBLE:
        return NEVER
    less = worth(fig, crews, a, one, other)
    if less < POSSIBLE:
        return NEVER
    moved = more + less
    if d != HOME:
        moved -= crews.worth[d]
    if a != HOME:
        moved -= crews.worth[a]
    if a == HOME:
        moved += kept(fig, crews, other, one)
    elif d == HOME:
        moved += kept(fig, crews, one, other)
    return moved


@inner
def step(fig: Figures, crews: Crews, one: int, d: int, other: int) -> None:
    """Take that step."""
    a = crews.place[one]
    for p in range(len(fig.tied)):
        to = d if fig.tied[p] == one else a
        if fig.tied[p] == one or fig.tied[p] == other:
            for s in range(fig.has.shape[1]):
                if fig.has[p, s]:
                    crews.home[s] += int(to == HOME) - int(crews.place[p] == HOME)
            crews.place[p] = to
    if a != HOME:
        crews.worth[a] = worth(fig, crews, a, HOME, HOME)
    if d != HOME:
        crews.worth[d] = worth(fig, crews, d, HOME, HOME)


@inner
def climb(fig: Figures, crews: Crews) -> int:
    """Take steps that better the crews until none does; how many were looked at."""
    n, m, looks = len(fig.tied), len(crews.rooms), 0
    even = EVEN + ROUNDED * np.abs(fig.cost).sum()
    better = True
    while better:
        better = False
        for one in range(n):
            if fig.tied[one] != one:
                continue
            for d in range(HOME, m):
                if d == crews.place[one] or (d != HOME and crews.rooms[d] == 0):
                    continue
                for other in range(HOME, n):
                    if other != HOME and (
                        d == HOME or crews.place[other] != d or fig.tied[other] != other
                    ):
                        continue
                    looks += 1
                    if gain(fig, crews, one, d, other) > even:
                        step(fig, crews, one, d, other)
                        better = True
                        break
    return looks


@compiled
def nearest(fig: Figures, crews: Crews, one: int) -> tuple[int, int, float]:
    """Where someone at home would serve best, in whose place (HOME: nobody's), and the gain."""
    best = (HOME, HOME, NEVER)
    for d in range(len(crews.rooms)):
        if crews.rooms[d] > 0:
            for other in range(HOME, len(fig.tied)):
                if other == HOME or (crews.place[other] == d and fig.tied[other] == other):
                    more = gain(fig, crews, one, d, other)
                    if more > best[2]:
                        best = (d, other, more)
    return best


@compiled
def points(fig: Figures, crews: Crews) -> float:
    """What all the crews are worth."""
    total = float(crews.worth.sum())
    for s in range(len(crews.home)):
        if crews.home[s] > 0:
            total += fig.keeps[s]
    return total


@inner
def kick(fig: Figures, crews: Crews, seed: int) -> int:
    """Some steps to anywhere that break no rule; the next seed."""
    n, done = len(fig.tied), 0
    for _ in range(50 * KICK):
        seed = (seed * 1103515245 + 12345) % 2147483648
        one = fig.tied[(seed >> 8) % n]
        seed = (seed * 1103515245 + 12345) % 2147483648
        other = fig.tied[(seed >> 8) % n]
        d = crews.place[other]
        if d == HOME or d == crews.place[one]:
            continue
        if gain(fig, crews, one, d, other) > POSSIBLE:
            step(fig, crews, one, d, other)
            done += 1
            if done == KICK:
                break
    return seed


@compiled
def climb_on(fig: Figures, crews: Crews, looks: int) -> None:
    """Climb; then kick and climb again, back where that was worse, until so many were looked at."""
    looks -= climb(fig, crews)
    seed = 1
    while looks > 0:
        before = points(fig, crews)
        place, value, home = crews.place.copy(), crews.worth.copy(), crews.home.copy()
        seed = kick(fig, crews, seed)
        looks -= climb(fig, crews) + 1
        if points(fig, crews) < before:
            crews.place[:] = place
            crews.worth[:] = value
            crews.home[:] = home


def warm() -> None:
    """Compile everything that the climb needs, by bettering a crew of two among three."""
    n, wide = 3, np.zeros((3, 3))
    fig = Figures(
        can=np.ones((n, 1), bool), fixed=np.zeros((n, 1), bool), cost=np.ones((n, 1)),
        has=np.ones((n, 1), bool), asks=np.zeros((1, 1), bool), wants=np.zeros((1, 1)),
        keeps=np.zeros(1), bond=wide, apart=wide > 0, tied=np.arange(n),
        kg=np.full(n, 20.0), gear_kg=np.zeros(1), carry_kg=np.zeros(1),
        least=np.full(1, 2), most=np.full(1, 2),
    )  # fmt: skip
    crews = crews_at(fig, np.array([0, 0, HOME]), np.full(1, 2), np.zeros(n, bool))
    climb_on(fig, crews, n)
    points(fig, crews)
    kept(fig, crews, HOME, 0)
    nearest(fig, crews, HOME)
