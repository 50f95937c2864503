"""The independent checker: recomputes an option in plain floats from the raw data.

Laws. It shares no code with the search: it walks the arcs one by one. A fault is a sentence; an
option with a fault is never shown.
"""

from math import cos, hypot, radians

from holdfast import facts as f
from holdfast.base.geo import Place, distance_m
from holdfast.know.risk import BACKGROUND_PER_KM, EDGE, MODE_EXPOSURE, SEARCH_KM_PER_H, Field
from holdfast.plan.question import Problem
from holdfast.plan.roads import Roads, shape
from holdfast.plan.trips import Trip
from holdfast.plan.ways import Way

TIME_TOLERANCE_S = 2.0
"""Arc times are stored in single precision."""
HAZARD_TOLERANCE = 0.02
"""The search integrates a way's hazard in pieces, the checker in finer ones."""
STEP_M = 25.0


def faults(problem: Problem, roads: Roads, trip: Trip, tasking: f.Tasking) -> list[str]:
    """Everything that is wrong with an option; empty when it holds."""
    found = [*_way_faults(roads, trip), *_time_faults(problem, trip, tasking)]
    found += [*_crew_faults(problem, tasking), *_load_faults(trip)]
    hazard = hazard_of(problem, roads, trip)
    if abs(hazard - trip.hazard) > HAZARD_TOLERANCE * max(hazard, trip.hazard) + 1e-4:
        found.append(f"its hazard is {hazard:.4f}, not {trip.hazard:.4f}")
    return found


def _way_faults(roads: Roads, trip: Trip) -> list[str]:
    """Ways are unbroken, open to the mode, obey the turns, and take the time they claim."""
    found = []
    mode = trip.party.mode
    for role, way in (("out", trip.out), ("back", trip.back)):
        seconds = 0.0
        for i, arc in enumerate(way.arcs):
            if i and roads.tail[arc] != roads.head[way.arcs[i - 1]]:
                found.append(f"the way {role} is broken at its arc {i}")
            seconds += float(roads.time_s[mode][arc]) * _used(way, i)
        if not abs(seconds - way.time_s) <= TIME_TOLERANCE_S:
            found.append(f"the way {role} takes {seconds:.0f} s, not {way.time_s:.0f} s")
        if _bad_turn(roads, mode, way):
            found.append(f"the way {role} takes a turn that is forbidden")
    return found


def _used(way: Way, i: int) -> float:
    """The part of the way's i-th arc that it uses."""
    start = way.start_fraction if i == 0 else 0.0
    end = way.end_fraction if i == len(way.arcs) - 1 else 1.0
    return end - start


def _bad_turn(roads: Roads, mode: str, way: Way) -> bool:
    bit = {"foot": 1, "car": 2, "truck": 4}[mode]
    steps = list(zip(way.arcs, way.arcs[1:], strict=False))
    for k in range(len(roads.restrictions)):
        if not int(roads.restriction_modes[k]) & bit:
            continue
        from_arc, _, to_arc = (int(x) for x in roads.restrictions[k])
        for a, b in steps:
            if a == from_arc and (bool(roads.only[k]) != (b == to_arc)):
                allowed = bool(roads.only[k]) and any(
                    int(r[0]) == a and int(r[2]) == b and bool(o)
                    for r, o in zip(roads.restrictions, roads.only, strict=True)
                )
                if not allowed:
                    return True
    return False


def _time_faults(problem: Problem, trip: Trip, tasking: f.Tasking) -> list[str]:
    """The times follow from one another, and they are home before every limit."""
    found = []
    stop = tasking.stops[0]
    if not tasking.depart_ms <= stop.arrive_ms <= stop.leave_ms <= tasking.home_ms:
        found.append("its times are out of order")
    if tasking.depart_ms < problem.asked.depart_ms:
        found.append("it leaves before it may")
    if stop.leave_ms > tasking.turn_ms:
        found.append("it starts home after its own turn-round time")
    limits = [problem.dark_ms, problem.asked.home_by_ms]
    for limit in (m for m in limits if m is not None):
        if tasking.home_ms > limit:
            found.append("it is home after the limit")
    slowest = 1.0 / min(w.pace for w in trip.party.crew.people)
    if trip.party.carrier is None and trip.out_s < trip.out.time_s * slowest - TIME_TOLERANCE_S:
        found.append("it is faster than its slowest member")
    return found


def _crew_faults(problem: Problem, tasking: f.Tasking) -> list[str]:
    """Only people who can go, each once, with a lead and, in a vehicle, a driver and seats."""
    found = []
    can = {w.person: w for w in problem.walkers}
    if len(tasking.crew) < 2 or len(set(tasking.crew)) < len(tasking.crew):
        found.append("its crew is not two different people at least")
    if not set(tasking.crew) <= can.keys():
        found.append("it takes somebody who cannot go")
        return found
    if tasking.lead not in tasking.crew or "lead" not in can[tasking.lead].skills:
        found.append("it has no lead")
    if tasking.vehicle:
        carrier = next(c for c in problem.carriers if c.vehicle == tasking.vehicle)
        if len(tasking.crew) > carrier.seats:
            found.append("it has more people than seats")
        if not any("driver" in can[p].skills for p in tasking.crew):
            found.append("it has no driver")
    for pair in problem.pairs:
        both = {pair.one, pair.other} & set(tasking.crew)
        if pair.rule == "must_not" and len(both) == 2:
            found.append("it pairs two people who must not go together")
        if pair.rule == "must" and len(both) == 1 and {pair.one, pair.other} <= can.keys():
            found.append("it parts two people who must go together")
    return found


def _load_faults(trip: Trip) -> list[str]:
    kg = sum(good.kg * n for good, n in trip.load.taken)
    found = [] if kg <= trip.party.capacity_kg + 1e-6 else ["it carries more than it can"]
    if any(n > good.n + 1e-9 for good, n in trip.load.taken):
        found.append("it takes more than is believed to be there")
    return found


def hazard_of(problem: Problem, roads: Roads, trip: Trip) -> float:
    """The trip's hazard, walked in steps of STEP_M."""
    total = 0.0
    for way in (trip.out, trip.back):
        for i, arc in enumerate(way.arcs):
            total += (
                _arc(problem.danger, roads, arc) * _used(way, i) * MODE_EXPOSURE[trip.party.mode]
            )
    off_m = 2 * (trip.passage.off_home_m + trip.passage.off_site_m)
    total += off_m / 1000 * BACKGROUND_PER_KM
    stay_h = trip.stay_s / 3600
    return total + rate_at(problem.danger, trip.passage.target.place) * SEARCH_KM_PER_H * stay_h


def _arc(danger: Field, roads: Roads, arc: int) -> float:
    """Expected contacts along one whole arc on foot."""
    lon, lat = shape(roads, arc)
    total = 0.0
    for i in range(len(lon) - 1):
        a, b = Place(float(lon[i]), float(lat[i])), Place(float(lon[i + 1]), float(lat[i + 1]))
        length_m = distance_m(a, b)
        steps = max(1, int(length_m / STEP_M))
        for k in range(steps):
            t = (k + 0.5) / steps
            here = Place(a.lon + (b.lon - a.lon) * t, a.lat + (b.lat - a.lat) * t)
            total += rate_at(danger, here) * length_m / steps / 1000
    return total


def rate_at(danger: Field, place: Place) -> float:
    """Expected contacts per kilometre on foot at a place, threat by threat."""
    total = BACKGROUND_PER_KM
    for k in range(len(danger.lon)):
        east = (place.lon - float(danger.lon[k])) * cos(radians(float(danger.lat[k])))
        away_m = hypot(east, place.lat - float(danger.lat[k])) * 111_195.08
        far = away_m / max(float(danger.radius_m[k]), 1.0)
        total += float(danger.per_km[k]) * max(0.0, min(1.0, (EDGE - far) / (EDGE - 1)))
    return total
