"""The independent checker: recomputes an option in plain floats from the raw data.

Laws. It shares definitions with the search and no code: it walks the arcs one by one, measures
hazards by sampling where the search integrates, and believes no figure. A fault is a sentence
without a stop; an option with a fault is never shown.
"""

from collections.abc import Iterator
from itertools import pairwise
from math import exp, isclose

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS
from holdfast.base.geo import distance_m, unpack_line
from holdfast.know.hazard import MODE_EXPOSURE, SEARCH_KM_PER_H
from holdfast.plan.check.crews import crew_faults, together_faults
from holdfast.plan.check.loads import expected, load_faults
from holdfast.plan.check.measure import line_of, met_along, rate_at
from holdfast.plan.check.spare import spare_faults
from holdfast.plan.check.ways import TIME_TOLERANCE_S, leg_name, way_faults
from holdfast.plan.journeys.day import RESERVE
from holdfast.plan.journeys.grid import GREATEST_OFF_ROAD_M
from holdfast.plan.journeys.journey import (
    LADEN,
    LEADING,
    LEAST_MARGIN_S,
    MARGIN,
    OFF_ROAD_MPS,
    Journey,
)
from holdfast.plan.journeys.options import Option
from holdfast.plan.kilometres import MOST
from holdfast.plan.problem import HANDS_OVER, Carrier, Problem, Target, Walker
from holdfast.plan.roads.arrays import Roads

HAZARD_TOLERANCE = 0.01
"""Sampling is good to a part in a thousand (tests show it)."""
LINE_TOLERANCE_M = 3.0
"""Told lines are rounded to 1e-5 degrees."""


def faults(problem: Problem, roads: Roads, option: Option, offered: f.Offered) -> list[str]:
    """Everything that is wrong with an option; empty when it holds."""
    if len(offered.taskings) != len(option.journeys):
        return ["it tells other teams than it has"]
    found = list(together_faults(problem, option, offered))
    for trip, tasking in zip(option.journeys, offered.taskings, strict=True):
        found += team_faults(problem, roads, trip, tasking)
    return found or list(sum_faults(problem, offered))


def team_faults(problem: Problem, roads: Roads, trip: Journey, tasking: f.Tasking) -> list[str]:
    """Everything that is wrong with one team's tasking; empty when it holds."""
    found = [
        *_form_faults(problem, trip, tasking),
        *way_faults(problem, roads, trip),
        *crew_faults(problem, tasking),
    ]
    if found:
        return found
    value = min(MOST, expected(problem, trip, tasking)) * exp(-tasking.hazard)
    found = [
        *_stop_faults(problem, tasking),
        *_line_faults(problem, trip, tasking),
        *_time_faults(problem, trip, tasking),
        *_limit_faults(problem, trip, tasking),
        *load_faults(problem, trip, tasking),
        *_hazard_faults(problem, roads, trip, tasking),
        *spare_faults(problem, tasking, carrier_of(problem, tasking)),
    ]
    waves = problem.asked.objective == "evacuation" and problem.begun is None
    if not waves and not isclose(tasking.value, value, rel_tol=1e-6, abs_tol=1e-9):
        found.append(f"its value is {value:.2f}, not {tasking.value:.2f}")
    return found


# -- what the team is told -------------------------------------------------------------------------


def _form_faults(problem: Problem, trip: Journey, tasking: f.Tasking) -> Iterator[str]:
    """It stops only where it was asked to, once, with a way to each stop and home."""
    sites = [s.site for s in tasking.stops]
    if len(set(sites)) < len(sites):
        yield "it stops twice at one site"
    if not set(sites) <= {t.site for t in problem.targets}:
        yield "it stops where nobody asked"
    roles = ["out", *["between"] * (len(sites) - 1), "back"] if sites else ["back"]
    legs = [w for w in tasking.ways if w.role != "fallback"]
    if [w.role for w in legs] != roles or len(trip.legs) != len(roles):
        yield "it lacks a way out, a way between two stops or a way back"


def _stop_faults(problem: Problem, tasking: f.Tasking) -> Iterator[str]:
    """It comes when it may, with the skills that takes."""
    asked = {t.site: t for t in problem.targets}
    skills = frozenset[str]().union(*(w.skills for w in crew_of(problem, tasking)))
    for stop in tasking.stops:
        target = asked[stop.site]
        if not target.needs <= skills:
            yield f"nobody in it has what {target.name} needs"
        begin_ms = stop.leave_ms - round(target.stay_h * 3.6e6)
        if target.opens_ms is not None and begin_ms < target.opens_ms - 1000:
            yield f"it comes to {target.name} before it opens"
        if target.closes_ms is not None and begin_ms > target.closes_ms + 1000:
            yield f"it comes to {target.name} after it closes"
        quiet = any(s.start_ms <= stop.arrive_ms and stop.leave_ms <= s.end_ms
                    for s in tasking.silences)  # fmt: skip
        if target.silent and not quiet:
            yield f"it keeps no silence at {target.name}"


def _line_faults(problem: Problem, trip: Journey, tasking: f.Tasking) -> Iterator[str]:
    """Each way leads where it should, and its line is as long as it says."""
    places = {t.site: t.place for t in problem.targets}
    places |= {h.base: h.place for h in problem.homes} | {problem.base: problem.home}
    begin = problem.begun.place if problem.begun else places[trip.party.base]
    sites = [s.site for s in tasking.stops]
    names = [trip.party.begins, *sites, trip.party.base]
    legs = [w for w in tasking.ways if w.role != "fallback"]
    spare = [w for w in tasking.ways if w.role == "fallback"]
    ends = [*pairwise(names), *((w.start, trip.party.base) for w in spare)]
    for told, (start, goal) in zip([*legs, *spare], ends, strict=True):
        line = unpack_line(told.line)
        a = begin if start == trip.party.begins and told.role != "fallback" else places.get(start)
        b = places[goal]
        wrong = a is None or (told.role == "fallback" and start not in sites)
        if wrong or (told.start, told.goal) != (start, goal) or a is None or any(
            distance_m(x, y) > LINE_TOLERANCE_M for x, y in ((line[0], a), (line[-1], b))
        ):  # fmt: skip
            yield f"the way {told.role} does not lead where it should"
        metres = sum(distance_m(x, y) for x, y in pairwise(line))
        if abs(metres - told.length_m) > LINE_TOLERANCE_M * len(line) + 0.005 * metres:
            yield f"the line of the way {told.role} is {metres:.0f} m, not {told.length_m:.0f} m"
        if differ(sum(told.hazard_by_km), told.hazard, 1e-6 * len(told.hazard_by_km)):
            yield f"the kilometres of the way {told.role} do not add up to its hazard"
    for leg in trip.legs:
        if max(leg.start.off_m, leg.goal.off_m) > GREATEST_OFF_ROAD_M:
            yield "it leads too far off the roads"


def _time_faults(problem: Problem, trip: Journey, tasking: f.Tasking) -> Iterator[str]:
    """The times follow from the ways, the slowest one's pace, the load and the windows."""
    pace = min(w.pace for w in crew_of(problem, tasking))
    targets = {t.site: t for t in problem.targets}
    left_ms = tasking.depart_ms
    told_s = [w.time_s for w in tasking.ways if w.role != "fallback"]
    yield from _departure_faults(problem, trip, tasking, pace)
    now_s = 0.0
    for k, leg in enumerate(trip.legs):
        seconds = _leg_s(trip, tasking, k, pace, problem.asked.objective in HANDS_OVER)
        if abs(told_s[k] - seconds) > TIME_TOLERANCE_S:
            yield f"the way {leg_name(trip, k)} is told with another time"
        now_s += seconds
        if k == len(tasking.stops):
            yield from _off(left_ms, now_s, tasking.home_ms, "is home")
            break
        stop, target = tasking.stops[k], targets[tasking.stops[k].site]
        yield from _off(left_ms, now_s, stop.arrive_ms, "arrives")
        if target.opens_ms is not None:
            now_s = max(now_s, (target.opens_ms - left_ms) / 1000)
        now_s += target.stay_h * 3600
        yield from _off(left_ms, now_s, stop.leave_ms, "starts on")
        if leg.goal.key != stop.site:
            yield "its legs lead elsewhere"
    if any(s.turn_ms is not None and s.turn_ms <= s.arrive_ms for s in tasking.stops[:-1]):
        yield "a stop must be left before the team is there"
    if tasking.stops and tasking.stops[-1].leave_ms > tasking.turn_ms:
        yield "it starts home after its own turn-round time"
    if tasking.check_every_s <= 0:
        yield "nobody is to report"


def _departure_faults(
    problem: Problem, trip: Journey, tasking: f.Tasking, pace: float
) -> Iterator[str]:
    """It leaves when it may; later only where it would wait, and is home as soon for all that.

    A wave of an evacuation leaves when its team is back from the one before.
    """
    left_ms, asked_ms = tasking.depart_ms, problem.asked.depart_ms
    if left_ms < asked_ms or (left_ms > asked_ms and problem.begun is not None):
        yield f"it leaves {(left_ms - asked_ms) / 1000:.0f} s off its own figures"
    if left_ms <= asked_ms or problem.asked.objective == "evacuation":
        return
    opens = {t.site: t.opens_ms for t in problem.targets}
    stay_s = {t.site: t.stay_h * 3600 for t in problem.targets}
    home_ms = float(asked_ms)
    for k in range(len(trip.legs)):
        home_ms += _leg_s(trip, tasking, k, pace, problem.asked.objective in HANDS_OVER) * 1000
        if k < len(tasking.stops):
            site = tasking.stops[k].site
            home_ms = max(home_ms, opens[site] or 0) + stay_s[site] * 1000
    if tasking.home_ms - home_ms > TIME_TOLERANCE_S * 1000:
        yield "it leaves later than it might, and is home later for it"


def _leg_s(trip: Journey, tasking: f.Tasking, k: int, pace: float, handed: bool) -> float:
    """Seconds that a leg takes with its parts off the road."""
    leg = trip.legs[k]
    off_s = (leg.start.off_m + leg.goal.off_m) / OFF_ROAD_MPS / pace
    if tasking.mode != "foot":
        return leg.way.time_s + off_s
    slow = 1.0
    with_it = k < len(tasking.stops) if handed else k > 0
    if trip.party.people or (with_it and any(s.people for s in tasking.stops)):
        slow = LEADING
    elif trip.party.kg or (with_it and tasking.load_kg > 0):
        slow = LADEN
    return (leg.way.time_s / pace + off_s) * slow


def _off(depart_ms: int, seconds: float, said_ms: int, what: str) -> Iterator[str]:
    """A time that is told otherwise than it follows."""
    off_s = (said_ms - depart_ms) / 1000 - seconds
    if abs(off_s) > TIME_TOLERANCE_S:
        yield f"it {what} {off_s:.0f} s off its own figures"


def _limit_faults(problem: Problem, trip: Journey, tasking: f.Tasking) -> Iterator[str]:
    """It keeps every limit of the day, the commander and the tank."""
    asked = problem.asked
    back_s = next((w.time_s for w in tasking.ways[::-1] if w.role in ("back", "out")), 0.0)
    for limit in (m for m in (problem.dark_ms, asked.home_by_ms) if m is not None):
        if tasking.home_ms > limit:
            yield "it is home after the limit"
        if tasking.turn_ms + (_margin_s(back_s) + back_s - 1) * 1000 > limit:
            yield "it may turn round too late to be home in time"
        for stop in tasking.stops[:-1]:
            spare = [w.time_s for w in tasking.ways if (w.role, w.start) == ("fallback", stop.site)]
            home_s = min(spare, default=back_s)
            if stop.turn_ms is not None and (
                stop.turn_ms + (_margin_s(home_s) + home_s - 1) * 1000 > limit
            ):
                yield "it may break off too late to be home in time"
    yield from _tank_faults(problem, trip, tasking)
    if asked.modes and tasking.mode not in asked.modes and problem.begun is None:
        yield "it goes in a way that was not asked for"
    if asked.greatest_hazard is not None and tasking.hazard > asked.greatest_hazard:
        yield "its hazard lies above the limit"


def _tank_faults(problem: Problem, trip: Journey, tasking: f.Tasking) -> Iterator[str]:
    """It burns what its way takes, and has it."""
    carrier = carrier_of(problem, tasking)
    if carrier:
        fuel_l = sum(leg.way.length_m for leg in trip.legs) * carrier.use_l_per_100km / 1e5
        if not isclose(fuel_l, tasking.fuel_l, rel_tol=1e-6, abs_tol=1e-6):
            yield f"it burns {fuel_l:.2f} L, not {tasking.fuel_l:.2f} L"
        if carrier.fuel_l is not None and fuel_l * RESERVE > carrier.fuel_l * (1 + 1e-9):
            yield "its tank does not hold enough"
    elif tasking.fuel_l:
        yield "it burns fuel on foot"


def _margin_s(back_s: float) -> float:
    return max(LEAST_MARGIN_S, MARGIN * back_s)


def carrier_of(problem: Problem, tasking: f.Tasking) -> Carrier | None:
    """The vehicle of a tasking, from the raw question."""
    mine = problem.begun.carrier if problem.begun else None
    carriers = [*problem.carriers, *([mine] if mine else [])]
    return next((c for c in carriers if c.vehicle == tasking.vehicle), None)


def crew_of(problem: Problem, tasking: f.Tasking) -> list[Walker]:
    """The people of a tasking, from the raw question."""
    out = problem.begun.walkers if problem.begun else ()
    return [w for w in (*problem.walkers, *out) if w.person in tasking.crew]


# -- what it brings and what it costs --------------------------------------------------------------


def _hazard_faults(
    problem: Problem, roads: Roads, trip: Journey, tasking: f.Tasking
) -> Iterator[str]:
    """The hazards of each leg and of the whole are what sampling finds."""
    danger = problem.danger
    told = [w.hazard for w in tasking.ways if w.role != "fallback"]
    targets = {t.site: t for t in problem.targets}
    total = sum(_stay_hazard(problem, targets[s.site], s) for s in tasking.stops)
    for k, leg in enumerate(trip.legs):
        line = line_of(roads, leg.way)
        met = met_along(danger, line) * MODE_EXPOSURE[tasking.mode]
        met += met_along(danger, [leg.start.place, line[0]])
        met += met_along(danger, [line[-1], leg.goal.place])
        if differ(met, told[k]):
            yield f"the hazard of the way {leg_name(trip, k)} is {met:.4f}, not {told[k]:.4f}"
        total += met
    for said in (tasking.hazard, trip.hazard):
        if differ(total, said):
            yield f"its hazard is {total:.4f}, not {said:.4f}"


def _stay_hazard(problem: Problem, target: Target, stop: f.Stop) -> float:
    """What is met at a place from arriving to leaving, waiting included."""
    hours = (stop.leave_ms - stop.arrive_ms) / HOUR_MS
    return rate_at(problem.danger, target.place) * SEARCH_KM_PER_H * hours


def sum_faults(problem: Problem, offered: f.Offered) -> Iterator[str]:
    """Value, hazard and the chance that all come home are those of its teams together."""
    hazard = min(MOST, sum(t.hazard for t in offered.taskings))
    if differ(hazard, offered.hazard):
        yield f"its hazard is {hazard:.4f}, not {offered.hazard:.4f}"
    if not isclose(offered.p_home, exp(-hazard), abs_tol=1e-9):
        yield f"all come home with {exp(-hazard):.4f}, not {offered.p_home:.4f}"
    value = min(MOST, sum(t.value for t in offered.taskings))
    if not isclose(offered.value, value, rel_tol=1e-6, abs_tol=1e-9):
        yield f"its value is {value:.2f}, not {offered.value:.2f}"
    most = problem.asked.greatest_overall
    if most is not None and offered.hazard > most:
        yield "its hazard lies above the limit for all together"


def differ(found: float, said: float, rounding: float = 0.0) -> bool:
    """Whether two hazards are not one, as far as a fact can hold them."""
    found = min(MOST, found)
    return abs(found - said) > HAZARD_TOLERANCE * max(found, said) + 1e-6 + rounding
