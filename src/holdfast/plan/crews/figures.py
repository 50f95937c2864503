"""People, duties and pairs as arrays: what an assignment is reckoned from.

Law. What a crew is worth is said here once, in points: the programme, the climb and the words all
read it from these arrays.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from holdfast.plan.crews.crew import SKILL, WANTED, bond
from holdfast.plan.crews.duties import KEPT, SLACK_KG, Duty
from holdfast.plan.problem import Pair, Walker
from holdfast.plan.roads.arrays import F64, I64, Mask

A = TypeVar("A")
B = TypeVar("B")

FAIR = 0.025
"""Points of each square hour borne: someone out 20 h this week costs 3 points more on a round of
six hours than someone rested does, which is the 0.15 an hour of crews (assumed)."""
HEAD = 5.0
"""Points that each person costs beside that: more than a wanted skill or any bond, so that neither
exposes one more person (assumed)."""
KEEP = 1.5
"""Points for each skill of KEPT that somebody at home has (assumed)."""


class Figures(NamedTuple):
    """n people by id, m duties, s skills that count.

    Attributes:
        can: who may be on which duty, n x m. fixed: who must be if it is manned, n x m.
        cost: points that it costs, n x m.
        has: who has which skill, n x s. asks: which a duty cannot do without, m x s.
        wants: points for each that a crew has besides, m x s. keeps: for each kept at home, s.
        bond: points of two who go together, n x n. apart: who must not, n x n.
        tied: the first of those who must go together with each, n.
        kg: what each can carry, n. gear_kg: taken off it, m. carry_kg: asked for or
            -inf, m.
        least, most: size of the crews, m; `most` without regard to seats.
    """

    can: Mask
    fixed: Mask
    cost: F64
    has: Mask
    asks: Mask
    wants: F64
    keeps: F64
    bond: F64
    apart: Mask
    tied: I64
    kg: F64
    gear_kg: F64
    carry_kg: F64
    least: I64
    most: I64


def figures(
    duties: Sequence[Duty], walkers: Sequence[Walker], pairs: Sequence[Pair], objective: str
) -> Figures:
    """The arrays; walkers by id.

    1. Who may go on what: their base, their pace, by hand. 2. Who is bound to whom; with somebody
    who is not there, nobody may go. 3. Points.
    """
    wanted, skills = WANTED.get(objective, ()), skills_of(duties, objective)
    asks = _table(duties, skills, lambda d, s: s in d.asks)
    together, apart, tied, alone = _pairs(walkers, pairs)
    can = _table(walkers, duties, may_go)
    can[alone] = False
    return Figures(
        can=can,
        fixed=_table(walkers, duties, lambda w, d: w.person in d.fixed),
        cost=_cost(walkers, duties),
        has=_table(walkers, skills, lambda w, s: s in w.skills),
        asks=asks,
        wants=np.where(_table(duties, skills, lambda _, s: s in wanted) & ~asks, SKILL, 0.0),
        keeps=np.array([KEEP * (s in KEPT) for s in skills], np.float64),
        bond=together,
        apart=apart,
        tied=tied,
        kg=np.array([w.carry_kg for w in walkers], float),
        gear_kg=np.array([d.gear_kg for d in duties], float),
        carry_kg=np.array([_load_kg(d) for d in duties], float),
        least=np.array([d.least for d in duties], np.int64),
        most=np.array([d.most for d in duties], np.int64),
    )


def skills_of(duties: Sequence[Duty], objective: str) -> list[str]:
    """The skills that count, in the order of the arrays."""
    return sorted({s for d in duties for s in d.asks}.union(WANTED.get(objective, ()), KEPT))


def may_go(walker: Walker, duty: Duty) -> bool:
    """Whether nothing about the two keeps them apart."""
    return (
        walker.person not in duty.barred
        and walker.pace >= duty.pace
        and (not duty.base or walker.base in ("", duty.base))
    )


def _table(down: Sequence[A], across: Sequence[B], test: Callable[[A, B], bool]) -> Mask:
    """What holds of which two."""
    found = [[test(a, b) for b in across] for a in down]
    return np.array(found, bool).reshape(len(down), len(across))


def _load_kg(duty: Duty) -> float:
    """What the crew must be able to carry; -inf where nothing is asked."""
    asked = duty.mode == "foot" and duty.carry_kg > 0
    return duty.carry_kg - SLACK_KG if asked else -np.inf


def _cost(walkers: Sequence[Walker], duties: Sequence[Duty]) -> F64:
    """Points that it costs that each goes on each.

    What someone has borne weighs by its square, so that the sum over all is least where it is
    shared most evenly: that is, by how much the square grows.
    """
    before = np.array([w.borne_h for w in walkers], float)[:, None]
    more = np.array([d.exposure_h for d in duties], float)[None, :]
    cost: F64 = HEAD + FAIR * more * (before + more / 2)
    return cost


def _pairs(walkers: Sequence[Walker], pairs: Sequence[Pair]) -> tuple[F64, Mask, I64, list[int]]:
    """Bonds, who must not go together, who is tied to whom, and whose partner is not there."""
    n = len(walkers)
    place = {w.person: i for i, w in enumerate(walkers)}
    together, apart, tied = np.zeros((n, n)), np.zeros((n, n), bool), np.arange(n, dtype=np.int64)
    alone = set[int]()
    for pair in pairs:
        here = [place[p] for p in (pair.one, pair.other) if p in place]
        if len(here) == 2:
            i, j = here
            together[i, j] = together[j, i] = bond(pair)
            apart[i, j] = apart[j, i] = pair.rule == "must_not"
            if pair.rule == "must":
                tied[tied == max(tied[i], tied[j])] = min(tied[i], tied[j])
        elif here and pair.rule == "must":
            alone.update(here)
    stuck = {int(tied[i]) for i in alone}
    return together, apart, tied, [i for i in range(n) if int(tied[i]) in stuck]
