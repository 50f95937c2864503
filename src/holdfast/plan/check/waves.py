"""The checker's look at an evacuation: waves that follow one another, and everyone counted once."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import exp, isclose

from holdfast import facts as f
from holdfast.plan.journeys.day import RESERVE
from holdfast.plan.journeys.journey import Journey
from holdfast.plan.journeys.waves import TURN_ROUND_S
from holdfast.plan.kilometres import MOST
from holdfast.plan.problem import Problem, Waiting


def wave_faults(
    problem: Problem, trips: Sequence[Journey], taskings: Sequence[f.Tasking]
) -> Iterator[str]:
    """Nobody and nothing leaves before it is home, and the limits hold over all waves."""
    used = {p for t in taskings for p in t.crew} | {t.vehicle for t in taskings if t.vehicle}
    for one in sorted(used):
        mine = sorted((t for t in taskings if one in (*t.crew, t.vehicle)), key=_left)
        if any(b.depart_ms < a.home_ms + TURN_ROUND_S * 1000 for a, b in pairwise(mine)):
            yield "somebody or a vehicle leaves again before it is home and ready"
        most = problem.asked.greatest_hazard
        if most is not None and sum(t.hazard for t in mine) > most * (1 + 1e-9):
            yield "the hazard of all waves lies above the limit for one person"
        yield from _value_faults(mine)
        fuel_l = next((c.fuel_l for c in problem.carriers if c.vehicle == one), None)
        if fuel_l is not None and sum(t.fuel_l for t in mine) * RESERVE > fuel_l * (1 + 1e-9):
            yield "its tank does not hold enough for all waves"
    most_teams = problem.asked.teams
    out = max((_out_at(taskings, t.depart_ms) for t in taskings), default=0)
    if most_teams is not None and out > most_teams:
        yield "more teams are out at once than was asked"
    if len({s.site for t in taskings for s in t.stops}) > 1:
        yield "it evacuates to more than one place"
    yield from _people_faults(problem, trips, taskings)


def _left(tasking: f.Tasking) -> int:
    return tasking.depart_ms


def _value_faults(mine: Sequence[f.Tasking]) -> Iterator[str]:
    """People count as arrived if all waves before theirs came home, and theirs does."""
    met = 0.0
    for tasking in mine:
        met += tasking.hazard
        value = min(MOST, sum(s.people for s in tasking.stops)) * exp(-met)
        if not isclose(tasking.value, value, rel_tol=1e-6, abs_tol=1e-9):
            yield f"the value of a wave is {value:.2f}, not {tasking.value:.2f}"


def _out_at(taskings: Sequence[f.Tasking], at_ms: int) -> int:
    """Teams that are out at a moment."""
    return sum(t.depart_ms <= at_ms < t.home_ms for t in taskings)


def _people_faults(
    problem: Problem, trips: Sequence[Journey], taskings: Sequence[f.Tasking]
) -> Iterator[str]:
    """No more go than there are, each family once and whole; crews are not brought as well."""
    moved = Counter[Waiting]()
    for trip in trips:
        for group, n in trip.taking.groups:
            moved[group] += n
    kinds = Counter[tuple[int, int, int, str]]()
    for group, n in moved.items():
        kinds[_kind(group)] += n
    there = Counter[tuple[int, int, int, str]]()
    for target in problem.targets:
        for group in target.waiting:
            there[_kind(group)] += group.n
    if any(n > there[kind] for kind, n in kinds.items()):
        yield "it moves more people than there are, or parts a family"
    site = taskings[0].stops[0].site if taskings and taskings[0].stops else ""
    named = problem.names_people(site)
    total = sum(w.people * w.n for t in problem.targets if t.site == site for w in t.waiting)
    crews = {p for t in taskings for p in t.crew}
    people = sum(s.people for t in taskings for s in t.stops)
    if people + (0 if named else len(crews)) > total:
        yield "it moves people who go with the crews already"


def _kind(group: Waiting) -> tuple[int, int, int, str]:
    return group.walking, group.carried, group.children, group.site
