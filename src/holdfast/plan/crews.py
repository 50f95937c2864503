"""Who goes: the best crew of a size for an objective, and in words why these people.

Laws. A crew has a lead, and a driver in a vehicle; it keeps every must and must-not; among those it
takes the people whom the objective needs, who have borne least this week and work well together.
"""

from dataclasses import dataclass
from itertools import combinations

from holdfast.plan.question import Pair, Problem, Walker

WANTED = {
    "supply": ("scout", "locks"), "recon": ("scout",), "recovery": ("scout",),
    "rescue": ("medic",), "transfer": ("mechanic",), "patrol": ("scout",),
}  # fmt: skip
"""Skills that an objective is better off with (assumed)."""
POOL = 14
"""Crews are chosen among so many people at most, those who have borne least (assumed)."""
WORKS_WELL, HISTORY, SKILL, HOUR_BORNE = 1.5, 0.3, 2.0, 0.15
"""Worth of a good pair, of a run come home from together, of a wanted skill, and the cost of an
hour outside this week, in the same points (assumed)."""


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
    """The best crew of this size, or None where the rules leave none."""
    pairs = {frozenset((p.one, p.other)): p for p in problem.pairs}
    pool = _pool(problem, driver)
    best: Crew | None = None
    for people in combinations(pool, size):
        if not _allowed(people, pairs, problem.walkers, driver):
            continue
        points = _points(people, pairs, problem.asked.objective)
        if best is None or points > best.points + 1e-9:
            lead = max(people, key=lambda w: ("lead" in w.skills, -w.borne_h))
            best = Crew(people, lead, points, ())
    if best is None:
        return None
    return Crew(best.people, best.lead, best.points, _why(best, pairs, problem.asked.objective))


def _pool(problem: Problem, driver: bool) -> list[Walker]:
    """People who have borne least, with leads and drivers always among them."""
    rested = sorted(problem.walkers, key=lambda w: (w.borne_h, w.person))
    wanted = ["lead", *(["driver"] if driver else []), *WANTED[problem.asked.objective]]
    keep = [next((w for w in rested if s in w.skills), None) for s in wanted]
    bound = [w for w in rested if any(w.person in (p.one, p.other) for p in problem.pairs)]
    pool = list(dict.fromkeys([*(w for w in keep if w), *bound[: POOL // 2], *rested]))
    return sorted(pool[:POOL], key=lambda w: w.person)


def _allowed(
    people: tuple[Walker, ...],
    pairs: dict[frozenset[str], Pair],
    everyone: tuple[Walker, ...],
    driver: bool,
) -> bool:
    if not any("lead" in w.skills for w in people):
        return False
    if driver and not any("driver" in w.skills for w in people):
        return False
    inside = {w.person for w in people}
    can_go = {w.person for w in everyone}
    for both, pair in pairs.items():
        here = len(both & inside)
        if pair.rule == "must_not" and here == 2:
            return False
        if pair.rule == "must" and here == 1 and both <= can_go:
            return False
    return True


def _points(people: tuple[Walker, ...], pairs: dict[frozenset[str], Pair], objective: str) -> float:
    skills = frozenset().union(*(w.skills for w in people))
    points = SKILL * sum(s in skills for s in WANTED[objective])
    points -= HOUR_BORNE * sum(w.borne_h for w in people)
    for one, other in combinations(people, 2):
        pair = pairs.get(frozenset((one.person, other.person)))
        if pair is not None:
            points += WORKS_WELL * (pair.rule in ("works_well", "must")) + HISTORY * pair.runs
    return points


def _why(crew: Crew, pairs: dict[frozenset[str], Pair], objective: str) -> tuple[str, ...]:
    lines = []
    for walker in crew.people:
        parts = ["leads"] if walker is crew.lead else []
        parts += [s for s in WANTED[objective] if s in walker.skills]
        parts += ["driver"] if "driver" in walker.skills else []
        for other in crew.people:
            pair = pairs.get(frozenset((walker.person, other.person)))
            if pair is not None and other is not walker and pair.rule in ("works_well", "must"):
                runs = f" ({pair.runs} runs home together)" if pair.runs else ""
                parts.append(f"works well with {other.name}{runs}")
        parts.append(f"{walker.borne_h:.0f} h outside this week")
        lines.append(f"{walker.name}: {', '.join(parts)}.")
    return tuple(lines)
