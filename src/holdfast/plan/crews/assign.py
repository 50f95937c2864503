"""Who goes on which duty in what: people and vehicles shared out among the duties of a day.

Laws. Each person and vehicle goes once; a crew has a lead, in a vehicle a driver, the skills asked
for, and keeps every must and must-not. Nothing matters more than that those go who must, then the
weight of the duties manned, then points: wanted skills, exposure shared evenly over the week, good
pairs, few heads, somebody kept at home. The same question has the same answer; no clock is read.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from holdfast.plan.crews.climbing import HOME, Crews, climb_on, crews_at, points
from holdfast.plan.crews.duties import Assigned, Duty, Post, look_at
from holdfast.plan.crews.figures import Figures, figures
from holdfast.plan.crews.model import Model, costs, draw_up, n_bonds
from holdfast.plan.crews.stays import stays
from holdfast.plan.crews.unmanned import unmanned
from holdfast.plan.crews.words import NOBODY, crew_of
from holdfast.plan.problem import Carrier, Pair, Walker
from holdfast.plan.roads.arrays import F64, I64, Mask

GAP = 0.005
"""The points may fall short of the best by so much of themselves (assumed)."""
NODES = 400
"""Of each search tree (assumed: under a second for 200 people and 20 duties)."""
BOND_COLUMNS = 60
"""With more bonds than this the programme leaves them to the climb (measured: 40 pairs and 12
duties take HiGHS 10 s to prove, and 180 bonds 0.1 s)."""
LOADS, LOAD_COLUMNS = 8, 120
"""Where people carry more than so many different loads, and people times duties are more than this,
the points are left to the climb altogether (measured: with loads spread evenly from 10 to 30 kg
HiGHS takes 4 s at the root for 30 people and 12 duties, 13 s for 200 and 20)."""
LOOKS = 200_000
"""Steps looked at by the climb after its first summit (measured: 0.1 s for 30 people, and with 40
pairs among them four cases of four stood at what HiGHS found in 2 to 17 s)."""
LEVEL = 1e-6
"""Weights nearer than this, as parts of the greatest, are equal."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to look: the gap and nodes of the programme, and steps of the climb."""

    gap: float = GAP
    nodes: int = NODES
    looks: int = LOOKS


def assign(
    duties: Sequence[Duty], walkers: Sequence[Walker], carriers: Sequence[Carrier],
    pairs: Sequence[Pair], objective: str, *,
    must_go: Collection[str] = (), limits: Limits = Limits(), known: Mapping[str, str] = NOBODY,
) -> Assigned:  # fmt: skip
    """The best sharing out, and in words why each goes or stays and why a duty is not manned.

    1. The duties of most weight that can be manned together. 2. Of the ways to man that much, the
    one of most points. 3. Steps that better it still, where pairs are worth something. 4. Words.

    Args:
        duties, walkers, carriers, pairs: what is asked for, and who and what can go.
        objective: of the day; it says which skills are wanted.
        must_go: people who go if any duty can take them.
        limits: how long to look.
        known: names by person, of those too who cannot go.

    Raises:
        Refused: a duty is called twice, could send someone alone, or has a figure below nothing.
    """
    look_at(duties)
    people = sorted(walkers, key=lambda w: w.person)
    fleet = sorted(carriers, key=lambda c: c.vehicle)
    fig = figures(duties, people, pairs, objective)
    must = frozenset(i for i, w in enumerate(people) if w.person in must_go)
    crews, serving, proven = _crews(fig, duties, fleet, must, limits)
    posts = _posts(crews, duties, people, serving, pairs, objective, must_go)
    return Assigned(
        posts=posts,
        stays=stays(fig, crews, duties, people, posts, pairs, objective, must_go, known),
        unmanned=unmanned(duties, people, fleet, posts, pairs, known),
        weight=sum(p.duty.weight for p in posts),
        points=float(points(fig, crews)),
        proven=proven,
    )


def _crews(
    fig: Figures, duties: Sequence[Duty], fleet: Sequence[Carrier], must: frozenset[int],
    limits: Limits,
) -> tuple[Crews, list[Carrier | None], bool]:  # fmt: skip
    """Who is where, which vehicle serves each duty, and whether that is proven the best."""
    few, light = n_bonds(fig) <= BOND_COLUMNS, not _heavy(fig)
    model = draw_up(fig, duties, fleet, own=must, bonds=few)
    best, proven = _solved(model, duties, must, limits, whole=light)
    place = _places(model, best)
    serving = _serving(model, best, duties, fleet)
    manned: Mask = best[model.manned] > 0.5
    rooms = [d.room(c) * m for d, c, m in zip(duties, serving, manned.tolist(), strict=True)]
    out = np.zeros(len(place), bool)
    out[[i for i in range(len(place)) if any(fig.tied[i] == fig.tied[j] for j in must)]] = True
    crews = crews_at(fig, place, np.array(rooms, np.int64), out)
    climb_on(fig, crews, 0 if few and light else limits.looks)
    return crews, serving, proven and few and light


def _heavy(fig: Figures) -> bool:
    """Whether the loads would take the programme too long."""
    uneven = (fig.carry_kg > 0).any() and len(np.unique(fig.kg)) > LOADS
    return bool(uneven) and fig.can.size > LOAD_COLUMNS


def _solved(
    model: Model, duties: Sequence[Duty], must: frozenset[int], limits: Limits, *, whole: bool
) -> tuple[F64, bool]:
    """The programme's columns at their best by weight; then, for the `whole` of it, by points."""
    weight = _weights(model, duties, must)
    first, sure = model.programme.least(-weight, 0.0, limits.nodes)
    if first is None:
        return np.zeros(len(weight)), False
    first = np.round(first)
    if not whole:
        return first, False
    reached = float(weight @ first)
    terms = [(int(c), float(weight[c])) for c in np.flatnonzero(weight)]
    model.programme.row(terms, low=reached - LEVEL)
    second, proven = model.programme.least(costs(model), limits.gap, limits.nodes)
    return (first if second is None else np.round(second)), sure and proven


def _weights(model: Model, duties: Sequence[Duty], must: frozenset[int]) -> F64:
    """What each column weighs: duties as parts of the heaviest, one who must go more than all."""
    weight = np.zeros(len(model.programme.most))
    heaviest = max((d.weight for d in duties), default=0.0) or 1.0
    weight[model.manned] = [d.weight / heaviest for d in duties]
    for kind, columns in zip(model.people, model.goes, strict=True):
        if kind[0] in must:
            weight[columns] = 1.0 + sum(d.weight for d in duties) / heaviest
    return weight


def _places(model: Model, best: F64) -> I64:
    """The duty of each person; of people who are alike the first by id go first."""
    place = np.full(sum(len(k) for k in model.people), HOME, np.int64)
    for kind, columns in zip(model.people, model.goes, strict=True):
        going = np.repeat(np.arange(len(columns)), best[columns].astype(np.int64))
        place[kind[: len(going)]] = going
    return place


def _serving(
    model: Model, best: F64, duties: Sequence[Duty], fleet: Sequence[Carrier]
) -> list[Carrier | None]:
    """The vehicle of each duty; None for those on foot or not manned."""
    serving: list[Carrier | None] = [None] * len(duties)
    left = [list(kind) for kind in model.vehicles]
    for (kind, d), column in model.takes.items():
        if best[column] > 0.5:
            serving[d] = fleet[left[kind].pop(0)]
    return serving


def _posts(
    crews: Crews, duties: Sequence[Duty], people: Sequence[Walker],
    serving: Sequence[Carrier | None], pairs: Sequence[Pair], objective: str,
    must_go: Collection[str],
) -> tuple[Post, ...]:  # fmt: skip
    """The manned duties with their crews."""
    posts = []
    for d in np.flatnonzero(crews.rooms > 0).tolist():
        crew = [people[i] for i in np.flatnonzero(crews.place == d).tolist()]
        value = float(crews.worth[d])
        posts.append(
            Post(duties[d], crew_of(crew, duties[d], pairs, objective, value, must_go), serving[d])
        )
    return tuple(posts)
