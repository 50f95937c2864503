"""The checker's look at loads: no more than is there and can be carried, in whole units."""

from collections.abc import Iterator
from math import isclose

from holdfast import facts as f
from holdfast.plan.journeys.journey import Journey
from holdfast.plan.journeys.parties import BEARERS, CARRY_M, GEAR_KG, LED_EACH
from holdfast.plan.problem import (
    HANDS_OVER,
    LOOKS_ONLY,
    OF_PEOPLE,
    Carrier,
    Good,
    Problem,
    Waiting,
    Walker,
)


def load_faults(problem: Problem, trip: Journey, tasking: f.Tasking) -> Iterator[str]:
    """It carries no more than it can, of what is believed to be there, in whole units."""
    off = {v.target.site: v.spot.off_m for v in trip.visits}
    carrier = _carrier(problem, tasking)
    crew = [w for w in _everyone(problem) if w.person in tasking.crew]
    borne_kg = sum(w.carry_kg for w in crew)
    kg = m3 = 0.0
    for stop, goods in _taken(problem, tasking):
        if any(good is None or n > good.n + 1e-9 for good, n in goods):
            yield "it takes more than is believed to be there"
            return
        known = [(good, n) for good, n in goods if good is not None]
        if any(n < 0 or (n != round(n) and n != good.n) for good, n in known):
            yield "it takes parts of units"
        here_kg = sum(good.kg * n for good, n in known)
        if carrier and off.get(stop.site, 0.0) > CARRY_M and _above(here_kg, borne_kg):
            yield "it carries more than it can"
        kg += here_kg
        m3 += sum(good.m3 * n for good, n in known)
    most_kg = carrier.load_kg if carrier else max(0.0, borne_kg - GEAR_KG * len(crew))
    if _above(kg, max(0.0, most_kg - trip.party.kg)):
        yield "it carries more than it can"
    if not isclose(kg, tasking.load_kg, rel_tol=1e-9, abs_tol=1e-6):
        yield f"its load weighs {kg:.1f} kg, not {tasking.load_kg:.1f} kg"
    if carrier and carrier.load_m3 > 0 and _above(m3, carrier.load_m3):
        yield "its load does not fit in"
    yield from _people_faults(problem, trip, tasking, carrier)


def _people_faults(
    problem: Problem, trip: Journey, tasking: f.Tasking, carrier: Carrier | None
) -> Iterator[str]:
    """Those who are brought wait there, in whole groups, and have seats and stretchers."""
    walking = carried = 0
    if trip.taking.groups and problem.asked.objective not in OF_PEOPLE:
        yield "it brings people whom nobody asked for"
    for group, n in trip.taking.groups:
        most = sum(w.n for w in _waiting(problem, tasking) if _same(w, group))
        if n < 0 or n != int(n) or n > most:
            yield "it brings more people than wait, or parts a family"
        walking += group.walking * n
        carried += group.carried * n
    for stop in tasking.stops:
        there = sum(g.people * n for g, n in trip.taking.groups if g.site == stop.site)
        if stop.people != there:
            yield f"it tells of {stop.people} people at a stop and brings {there}"
    told = sum(s.people for s in tasking.stops)
    if told != walking + carried:
        yield f"it tells of {told} people and brings {walking + carried}"
    crew = len(tasking.crew)
    seats = carrier.seats - crew if carrier else LED_EACH * crew
    stretchers = carrier.stretchers if carrier else crew // BEARERS
    if walking and walking > seats - trip.party.people:
        yield "it brings more people than it has seats for"
    if carried > stretchers:
        yield "it brings more people than it has stretchers for"


def _waiting(problem: Problem, tasking: f.Tasking) -> Iterator[Waiting]:
    """Who waits at the stops, as the raw question knows it."""
    stops = {s.site for s in tasking.stops}
    return (w for t in problem.targets if t.site in stops for w in t.waiting)


def _same(one: Waiting, other: Waiting) -> bool:
    """Whether two groups are of one kind, however many there are of it."""
    return (one.walking, one.carried, one.children, one.p_there, one.site) == (
        other.walking, other.carried, other.children, other.p_there, other.site
    )  # fmt: skip


def expected(problem: Problem, trip: Journey, tasking: f.Tasking) -> float:
    """What the stops are expected to be worth, from the raw question."""
    targets = {t.site: t for t in problem.targets}
    if problem.asked.objective in LOOKS_ONLY:
        return sum(targets[s.site].learns for s in tasking.stops)
    if problem.asked.objective in OF_PEOPLE:
        return sum(g.people * n * g.p_there for g, n in trip.taking.groups)
    return sum(
        n * good.worth * good.p_there
        for _, goods in _taken(problem, tasking)
        for good, n in goods
        if good is not None
    )


def _taken(
    problem: Problem, tasking: f.Tasking
) -> Iterator[tuple[f.Stop, list[tuple[Good | None, float]]]]:
    """What is taken or handed over at each stop, as the raw question knows it."""
    targets = {t.site: t for t in problem.targets}
    for stop in tasking.stops:
        target = targets[stop.site]
        gives = problem.asked.objective in HANDS_OVER
        goods = {g.item: g for g in (target.brought if gives else target.goods)}
        right, wrong = (stop.leaves, stop.expect) if gives else (stop.expect, stop.leaves)
        yield stop, [*((goods.get(a.item), a.n) for a in right), *((None, a.n) for a in wrong)]


def _carrier(problem: Problem, tasking: f.Tasking) -> Carrier | None:
    mine = [problem.begun.carrier] if problem.begun and problem.begun.carrier else []
    return next((c for c in (*problem.carriers, *mine) if c.vehicle == tasking.vehicle), None)


def _everyone(problem: Problem) -> list[Walker]:
    return [*problem.walkers, *(problem.begun.walkers if problem.begun else ())]


def _above(found: float, most: float) -> bool:
    return found > most * (1 + 1e-9) + 1e-6
