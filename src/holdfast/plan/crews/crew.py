"""Who goes: the best crew of a size for an objective, and in words why these people.

Laws. A crew has a lead, and a driver in a vehicle; it keeps every must and must-not; among those it
takes the people whom the objective needs, who have borne least this week and work well together.
The crew is the best there is as long as no more than POOL people are left once those are put aside
whom enough others equal or better in everything that counts.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from holdfast.plan.problem import KNOWS, Pair, Problem, Walker
from holdfast.plan.roads.arrays import F64, I64, Mask

WANTED = {
    "supply": ("scout", "locks"), "recon": ("scout",), "recovery": (KNOWS, "scout"),
    "rescue": ("medic",), "transfer": ("mechanic",), "patrol": ("scout",),
    "evacuation": ("medic",),
}  # fmt: skip
"""Skills that an objective is better off with (assumed)."""
POOL = 36
"""Crews are chosen among so many people at most: 58,905 crews of four (assumed: some 50 ms)."""
WORKS_WELL, HISTORY, SKILL, HOUR_BORNE = 1.5, 0.3, 2.0, 0.15
"""Worth of a good pair, of a run come home from together, of a wanted skill, and the cost of an
hour outside this week, in the same points (assumed)."""
MOST_RUNS = 10
"""Runs together count up to so many; more teach a pair nothing new (assumed)."""
EVEN = 1e-9

Pairs = dict[frozenset[str], Pair]


@dataclass(frozen=True, slots=True)
class Crew:
    """People who go together; `why` holds a sentence about each."""

    people: tuple[Walker, ...]
    lead: Walker
    points: float
    why: tuple[str, ...]

    @property
    def pace(self) -> float:
        """The slowest one's pace."""
        return min(w.pace for w in self.people)

    @property
    def carry_kg(self) -> float:
        """What they can carry together."""
        return sum(w.carry_kg for w in self.people)


def best_crew(problem: Problem, size: int, driver: bool) -> Crew | None:
    """The best crew of this size, or None where the rules leave none.

    1. Put aside those whom enough others better. 2. Every crew of the rest that keeps the rules.
    3. The one with most points; of equals the first by id.
    """
    pairs = {frozenset((p.one, p.other)): p for p in problem.pairs}
    objective = problem.asked.objective
    pool = _pool(problem, pairs, size, driver)
    crews = np.array(list(combinations(range(len(pool)), size)), np.int64).reshape(-1, size)
    crews = crews[_allowed(pool, pairs, crews, driver)]
    if not len(crews):
        return None
    points = _points(pool, pairs, crews, objective)
    first = int(np.flatnonzero(points >= points.max() - EVEN)[0])
    people = tuple(pool[i] for i in crews[first])
    lead = min(people, key=lambda w: ("lead" not in w.skills, w.borne_h, w.person))
    return Crew(people, lead, float(points[first]), _why(people, lead, pairs, objective))


def _pool(problem: Problem, pairs: Pairs, size: int, driver: bool) -> list[Walker]:
    """People who could be in a best crew, by id.

    Of people without a pair and with the same skills that count, only the `size` who have borne
    least can be. Where more than POOL are left, those with rules and those rested come first.
    """
    asked = {"lead", *WANTED[problem.asked.objective], *(["driver"] if driver else [])}
    paired = frozenset[str]().union(*pairs)
    seen: Counter[frozenset[str]] = Counter()
    pool: list[Walker] = []
    for walker in sorted(problem.walkers, key=lambda w: (w.borne_h, w.person)):
        kind = walker.skills & asked
        seen[kind] += walker.person not in paired
        if walker.person in paired or seen[kind] <= size:
            pool.append(walker)
    if len(pool) > POOL:
        pool = _cropped(pool, pairs, asked, size)
    return sorted(pool, key=lambda w: w.person)


def _cropped(pool: list[Walker], pairs: Pairs, asked: set[str], size: int) -> list[Walker]:
    """POOL people: the most rested of each skill asked for, then those with rules, then others."""
    ruled = frozenset[str]().union(*(b for b, p in pairs.items() if p.rule != "none"))
    first = [w for s in sorted(asked) for w in [x for x in pool if s in x.skills][:size]]
    then = [w for w in pool if w.person in ruled][: POOL // 2]
    return list(dict.fromkeys([*first, *then, *pool]))[:POOL]


def _allowed(pool: list[Walker], pairs: Pairs, crews: I64, driver: bool) -> Mask:
    """Which crews have a lead and, if asked for, a driver, and keep every must and must-not."""
    allowed = _has(pool, crews, "lead")
    if driver:
        allowed &= _has(pool, crews, "driver")
    place = {w.person: i for i, w in enumerate(pool)}
    for both, pair in pairs.items():
        here: list[Mask] = [(crews == place[p]).any(axis=1) for p in both if p in place]
        if pair.rule == "must_not" and len(here) == 2:
            allowed &= ~(here[0] & here[1])
        elif pair.rule == "must" and here:
            there = here[1] if len(here) == 2 else np.zeros(len(crews), bool)
            allowed &= np.equal(here[0], there)
    return allowed


def _has(pool: list[Walker], crews: I64, skill: str) -> Mask:
    """Which crews have the skill among them."""
    able = np.array([skill in w.skills for w in pool], bool)
    found: Mask = np.logical_or.reduce(able[crews], axis=1)
    return found


def _points(pool: list[Walker], pairs: Pairs, crews: I64, objective: str) -> F64:
    """What each crew is worth by the figures above."""
    points: F64 = -HOUR_BORNE * np.array([w.borne_h for w in pool])[crews].sum(axis=1)
    for skill in WANTED[objective]:
        points += SKILL * _has(pool, crews, skill)
    together = np.zeros((len(pool), len(pool)))
    place = {w.person: i for i, w in enumerate(pool)}
    for both, pair in pairs.items():
        if len(both & place.keys()) == 2:
            i, j = (place[p] for p in both)
            together[i, j] = together[j, i] = bond(pair)
    for a, b in combinations(range(crews.shape[1]), 2):
        points += together[crews[:, a], crews[:, b]]
    return points


def bond(pair: Pair) -> float:
    """What it is worth that two people go together."""
    return WORKS_WELL * (pair.rule in ("works_well", "must")) + HISTORY * min(MOST_RUNS, pair.runs)


def _why(people: tuple[Walker, ...], lead: Walker, pairs: Pairs, objective: str) -> tuple[str, ...]:
    """A sentence about each."""
    lines = []
    for walker in people:
        parts = ["leads"] if walker is lead else []
        parts += [s for s in WANTED[objective] if s in walker.skills]
        parts += ["driver"] if "driver" in walker.skills else []
        for other in people:
            pair = pairs.get(frozenset((walker.person, other.person)))
            if pair is not None and other is not walker:
                parts += pair_words(pair, other.name)
        parts.append(f"{walker.borne_h:.0f} h outside this week")
        lines.append(f"{walker.name}: {', '.join(parts)}.")
    return tuple(lines)


def pair_words(pair: Pair, other: str) -> list[str]:
    """What is known of a pair, said of one of them."""
    runs = f"{pair.runs} {'run' if pair.runs == 1 else 'runs'} home together" if pair.runs else ""
    if pair.rule in ("works_well", "must"):
        with_ = "works well with" if pair.rule == "works_well" else "must go with"
        return [f"{with_} {other}" + (f" ({runs})" if runs else "")]
    return [f"{runs} with {other}".replace(" together", "")] if runs else []
