"""The independent checker: recomputes an option in plain floats from the raw data.

Laws. It shares definitions with the search and no code: it walks the arcs one by one, measures
hazards by sampling where the search integrates, and believes no figure. A fault is a sentence
without a stop; an option with a fault is never shown.
"""

from collections.abc import Iterator
from itertools import pairwise
from math import exp, isclose

from holdfast import facts as f
from holdfast.base.geo import distance_m, unpack_line
from holdfast.know.risk import MODE_EXPOSURE, SEARCH_KM_PER_H
from holdfast.plan.check_ways import TIME_TOLERANCE_S, way_faults
from holdfast.plan.kilometres import MOST
from holdfast.plan.limits import RESERVE
from holdfast.plan.loads import GEAR_KG
from holdfast.plan.measure import line_of, met_along, rate_at
from holdfast.plan.passages import GREATEST_OFF_ROAD_M
from holdfast.plan.problem import Carrier, Problem, Target, Walker
from holdfast.plan.roads import Roads
from holdfast.plan.trips import CARRY_M, LADEN, LEAST_MARGIN_S, MARGIN, OFF_ROAD_MPS, Trip

HAZARD_TOLERANCE = 0.01
"""Sampling is good to a part in a thousand (tests show it)."""
LINE_TOLERANCE_M = 3.0
"""Told lines are rounded to 1e-5 degrees."""


def faults(problem: Problem, roads: Roads, trip: Trip, option: f.Offered) -> list[str]:
    """Everything that is wrong with an option; empty when it holds."""
    tasking = option.taskings[0]
    found = [*way_faults(problem, roads, trip), *_crew_faults(problem, tasking)]
    if found:
        return found
    return [
        *_line_faults(problem, trip, tasking),
        *_time_faults(problem, trip, tasking),
        *_limit_faults(problem, trip, tasking),
        *_load_faults(problem, trip, tasking),
        *_hazard_faults(problem, roads, trip, option),
        *_value_faults(problem, trip, option),
    ]


# -- what the team is told -------------------------------------------------------------------------


def _line_faults(problem: Problem, trip: Trip, tasking: f.Tasking) -> Iterator[str]:
    """Each way leads from the base to the site or back, and its line is as long as it says."""
    home, site = problem.home, trip.passage.target
    roles = [way.role for way in tasking.ways]
    if roles[:2] != ["out", "back"] or set(roles[2:]) - {"fallback"}:
        yield "it lacks a way out or a way back"
    for told in tasking.ways:
        out = told.role == "out"
        line = unpack_line(told.line)
        ends = (home, site.place) if out else (site.place, home)
        names = (problem.base, site.site) if out else (site.site, problem.base)
        if (told.start, told.goal) != names or any(
            distance_m(a, b) > LINE_TOLERANCE_M
            for a, b in zip((line[0], line[-1]), ends, strict=True)
        ):
            yield f"the way {told.role} does not lead where it should"
        metres = sum(distance_m(a, b) for a, b in pairwise(line))
        if abs(metres - told.length_m) > LINE_TOLERANCE_M * len(line) + 0.005 * metres:
            yield f"the line of the way {told.role} is {metres:.0f} m, not {told.length_m:.0f} m"
        if _differ(sum(told.hazard_by_km), told.hazard, 1e-6 * len(told.hazard_by_km)):
            yield f"the kilometres of the way {told.role} do not add up to its hazard"
    for off_m in (trip.passage.off_home_m, trip.passage.off_site_m):
        if off_m > GREATEST_OFF_ROAD_M:
            yield "it leads too far off the roads"


def _time_faults(problem: Problem, trip: Trip, tasking: f.Tasking) -> Iterator[str]:
    """The times follow from the ways, the slowest one's pace and the load."""
    walkers = _crew(problem, tasking)
    pace = min(w.pace for w in walkers)
    off_s = (trip.passage.off_home_m + trip.passage.off_site_m) / OFF_ROAD_MPS / pace
    slow = LADEN if trip.load.kg > 0 else 1.0
    out_s, back_s = trip.out.time_s + off_s, trip.back.time_s + off_s
    if tasking.mode == "foot":
        out_s, back_s = trip.out.time_s / pace + off_s, (trip.back.time_s / pace + off_s) * slow
    stop = tasking.stops[0]
    marks = [tasking.depart_ms]
    for seconds in (out_s, trip.passage.target.stay_h * 3600, back_s):
        marks.append(marks[-1] + round(seconds * 1000))
    told = (problem.asked.depart_ms, stop.arrive_ms, stop.leave_ms, tasking.home_ms)
    for what, mark, said in zip(("leaves", "arrives", "starts home", "is home"), marks, told,
                                strict=True):  # fmt: skip
        if abs(mark - said) > TIME_TOLERANCE_S * 1000:
            yield f"it {what} {(said - mark) / 1000:.0f} s off its own figures"
    told_s: dict[str, float] = {way.role: way.time_s for way in tasking.ways}
    for role, seconds in (("out", out_s), ("back", back_s)):
        if abs(told_s.get(role, -1.0) - seconds) > TIME_TOLERANCE_S:
            yield f"the way {role} is told with another time"
    if stop.leave_ms > tasking.turn_ms:
        yield "it starts home after its own turn-round time"
    if tasking.check_every_s <= 0:
        yield "nobody is to report"


def _limit_faults(problem: Problem, trip: Trip, tasking: f.Tasking) -> Iterator[str]:
    """It keeps every limit of the day, the commander and the tank."""
    asked = problem.asked
    back_s = next((w.time_s for w in tasking.ways if w.role == "back"), 0.0)
    for limit in (m for m in (problem.dark_ms, asked.home_by_ms) if m is not None):
        if tasking.home_ms > limit:
            yield "it is home after the limit"
        margin_s = max(LEAST_MARGIN_S, MARGIN * back_s)
        if tasking.turn_ms + (back_s + margin_s - 1) * 1000 > limit:
            yield "it may turn round too late to be home in time"
    if asked.modes and tasking.mode not in asked.modes:
        yield "it goes in a way that was not asked for"
    if asked.greatest_hazard is not None and tasking.hazard > asked.greatest_hazard:
        yield "its hazard lies above the limit"
    carrier = _carrier(problem, tasking)
    if carrier:
        fuel_l = (trip.out.length_m + trip.back.length_m) * carrier.use_l_per_100km / 1e5
        if not isclose(fuel_l, tasking.fuel_l, rel_tol=1e-6, abs_tol=1e-6):
            yield f"it burns {fuel_l:.2f} L, not {tasking.fuel_l:.2f} L"
        if carrier.fuel_l is not None and fuel_l * RESERVE > carrier.fuel_l * (1 + 1e-9):
            yield "its tank does not hold enough"
    elif tasking.fuel_l:
        yield "it burns fuel on foot"


def _carrier(problem: Problem, tasking: f.Tasking) -> Carrier | None:
    return next((c for c in problem.carriers if c.vehicle == tasking.vehicle), None)


def _crew(problem: Problem, tasking: f.Tasking) -> list[Walker]:
    return [w for w in problem.walkers if w.person in tasking.crew]


def _crew_faults(problem: Problem, tasking: f.Tasking) -> Iterator[str]:
    """Only people who can go, each once, with a lead and, in a vehicle, a driver and seats."""
    can = {w.person: w for w in problem.walkers}
    crew = tasking.crew
    if len(crew) < 2 or len(set(crew)) < len(crew):
        yield "its crew is not two different people at least"
    if not set(crew) <= can.keys() - set(problem.asked.stays):
        yield "it takes somebody who cannot go"
        return
    if tasking.lead not in crew or "lead" not in can[tasking.lead].skills:
        yield "it has no lead"
    yield from _vehicle_faults(problem, tasking)
    for pair in problem.pairs:
        both = {pair.one, pair.other} & set(crew)
        if pair.rule == "must_not" and len(both) == 2:
            yield "it pairs two people who must not go together"
        if pair.rule == "must" and len(both) == 1 and {pair.one, pair.other} <= can.keys():
            yield "it parts two people who must go together"


def _vehicle_faults(problem: Problem, tasking: f.Tasking) -> Iterator[str]:
    """A vehicle that can go, with seats for all and a driver; none on foot."""
    carrier = _carrier(problem, tasking)
    if (tasking.mode == "foot") != (tasking.vehicle is None):
        yield "its vehicle does not fit how it goes"
    if tasking.vehicle is None:
        return
    if carrier is None or carrier.mode != tasking.mode:
        yield "its vehicle cannot go"
    elif len(tasking.crew) > carrier.seats:
        yield "it has more people than seats"
    if not any("driver" in w.skills for w in _crew(problem, tasking)):
        yield "it has no driver"


# -- what it brings and what it costs --------------------------------------------------------------


def _load_faults(problem: Problem, trip: Trip, tasking: f.Tasking) -> Iterator[str]:
    """It carries no more than it can, of what is believed to be there, in whole units."""
    goods = {good.item: good for good in trip.passage.target.goods}
    taken = [(goods.get(a.item), a.n) for a in tasking.stops[0].expect]
    if any(good is None or n > good.n + 1e-9 for good, n in taken):
        yield "it takes more than is believed to be there"
        return
    known = [(good, n) for good, n in taken if good is not None]
    if any(n < 0 or (n != round(n) and n != good.n) for good, n in known):
        yield "it takes parts of units"
    kg = sum(good.kg * n for good, n in known)
    carrier, crew = _carrier(problem, tasking), _crew(problem, tasking)
    most_kg = sum(w.carry_kg for w in crew)
    if carrier is None:
        most_kg = max(0.0, most_kg - GEAR_KG * len(crew))
    elif trip.passage.off_site_m <= CARRY_M:
        most_kg = carrier.load_kg
    else:
        most_kg = min(most_kg, carrier.load_kg)
    if kg > most_kg * (1 + 1e-9) + 1e-6:
        yield "it carries more than it can"
    if not isclose(kg, tasking.load_kg, rel_tol=1e-9, abs_tol=1e-6):
        yield f"its load weighs {kg:.1f} kg, not {tasking.load_kg:.1f} kg"
    m3 = sum(good.m3 * n for good, n in known)
    if carrier and carrier.load_m3 > 0 and m3 > carrier.load_m3 * (1 + 1e-9) + 1e-6:
        yield "its load does not fit in"


def _value_faults(problem: Problem, trip: Trip, option: f.Offered) -> Iterator[str]:
    """Its value is what is expected to be brought, or learnt, and only if they come home."""
    target, tasking = trip.passage.target, option.taskings[0]
    p_home = exp(-tasking.hazard)
    value = min(MOST, _value(problem, target, tasking)) * p_home
    if not isclose(option.p_home, p_home, abs_tol=1e-9):
        yield f"all come home with {p_home:.4f}, not {option.p_home:.4f}"
    for said in (option.value, tasking.value):
        if not isclose(said, value, rel_tol=1e-6, abs_tol=1e-9):
            yield f"its value is {value:.2f}, not {said:.2f}"


def _value(problem: Problem, target: Target, tasking: f.Tasking) -> float:
    if problem.asked.objective == "recon":
        return sum(g.n * g.worth * (g.p_there - g.p_there**2) for g in target.goods)
    goods = {good.item: good for good in target.goods}
    known = [(goods[a.item], a.n) for a in tasking.stops[0].expect if a.item in goods]
    return sum(n * good.worth * good.p_there for good, n in known)


def _hazard_faults(problem: Problem, roads: Roads, trip: Trip, option: f.Offered) -> Iterator[str]:
    """The hazards of each way and of the whole are what sampling finds."""
    tasking, passage, danger = option.taskings[0], trip.passage, problem.danger
    told: dict[str, float] = {way.role: way.hazard for way in tasking.ways}
    ends = (problem.home, passage.target.place)
    total = rate_at(danger, ends[1]) * SEARCH_KM_PER_H * passage.target.stay_h
    for role, way in (("out", trip.out), ("back", trip.back)):
        line = line_of(roads, way)
        a, b = ends if role == "out" else ends[::-1]
        met = met_along(danger, line) * MODE_EXPOSURE[tasking.mode]
        met += met_along(danger, [a, line[0]]) + met_along(danger, [line[-1], b])
        if _differ(met, told.get(role, -1.0)):
            yield f"the hazard of the way {role} is {met:.4f}, not {told.get(role, -1.0):.4f}"
        total += met
    for said in (option.hazard, tasking.hazard, trip.hazard):
        if _differ(total, said):
            yield f"its hazard is {total:.4f}, not {said:.4f}"


def _differ(found: float, said: float, rounding: float = 0.0) -> bool:
    """Whether two hazards are not one, as far as a fact can hold them."""
    found = min(MOST, found)
    return abs(found - said) > HAZARD_TOLERANCE * max(found, said) + 1e-6 + rounding
