"""The ways of a tasking as legs: from the gate over its stops, and from each stop home.

Laws. The first way out leads to the first stop, a way between from one stop to another. A way home
belongs to the stop where it starts; one that starts at none of them belongs to the last. Where no
way was told, the time is that of the told ways over the stops between, else the plan's own times.
"""

from holdfast import facts as f
from holdfast.base.geo import Place, unpack_line
from holdfast.facts.words import WayRole

GATE = -1
"""Where a team stands before its first stop: the gate, or the place where it was tasked anew."""
HERE = "here"
"""Start of a way that begins where the team was when it was told."""
HOME_ROLES: tuple[WayRole, ...] = ("back", "fallback")


def begins_here(tasking: f.Tasking) -> bool:
    """Whether it was made for a team that was out, from where it was."""
    return all(stop.site != HERE for stop in tasking.stops) and any(
        way.start == HERE for way in tasking.ways
    )


def leg_way(tasking: f.Tasking, start: int, goal: int | None) -> f.WayTold | None:
    """The way that was told between two stops, `start` may be the gate; without a goal, out."""
    outs = [way for way in tasking.ways if way.role == "out"]
    if goal is None:
        return next(iter(outs), None)
    site = tasking.stops[goal].site
    if start == GATE:
        return next((way for way in outs if goal == 0 or way.goal == site), None)
    ends = (tasking.stops[start].site, site)
    return next(
        (w for w in tasking.ways if w.role == "between" and (w.start, w.goal) == ends), None
    )


def ways_home(tasking: f.Tasking, stop: int) -> list[f.WayTold]:
    """The ways home that were told from a stop, or from the place where the team was told."""
    sites = [s.site for s in tasking.stops]
    here = sites[stop] if stop >= 0 else HERE
    named = {*sites, HERE}
    return [
        way
        for way in tasking.ways
        if way.role in HOME_ROLES
        and (way.start == here or (stop == len(sites) - 1 and way.start not in named))
    ]


def way_home(tasking: f.Tasking, stop: int, role: str) -> f.WayTold | None:
    """The way home from a stop by this role; where it has none, by the other one."""
    told = ways_home(tasking, stop)
    return next((way for way in told if way.role == role), told[0] if told else None)


def stay_ms(tasking: f.Tasking, stop: int) -> int:
    """Planned time at a stop."""
    visit = tasking.stops[stop]
    return max(0, visit.leave_ms - visit.arrive_ms)


def leg_ways(tasking: f.Tasking, start: int, goal: int) -> list[f.WayTold]:
    """The told ways from one stop to another: its own, else all over the stops between, or none."""
    way = leg_way(tasking, start, goal)
    if way is not None:
        return [way]
    over = [leg_way(tasking, i, i + 1) for i in range(start, goal)]
    told = [way for way in over if way is not None]
    return told if len(told) == len(over) else []


def leg_s(tasking: f.Tasking, start: int, goal: int) -> float:
    """Planned seconds from one stop to another; `start` may be the gate."""
    told = leg_ways(tasking, start, goal)
    if told:
        return sum(way.time_s for way in told)
    left_ms = tasking.depart_ms if start == GATE else tasking.stops[start].leave_ms
    return max(0, tasking.stops[goal].arrive_ms - left_ms) / 1000


def home_s(tasking: f.Tasking, stop: int, role: str) -> float:
    """Planned seconds home from a stop.

    Where no way was told: as they came; for a team that was tasked anew, as long as from the last.
    """
    way = way_home(tasking, stop, role)
    if way is not None:
        return way.time_s
    if begins_here(tasking):
        last_ms = tasking.stops[-1].leave_ms if tasking.stops else tasking.depart_ms
        return max(0, tasking.home_ms - last_ms) / 1000
    return sum(leg_s(tasking, i, i + 1) for i in range(GATE, stop))


def place_of(tasking: f.Tasking, site: str) -> Place | None:
    """Where a site lies, as the ends of the told ways have it."""
    first = bool(tasking.stops) and tasking.stops[0].site == site
    for way in (way for way in tasking.ways if len(way.line) >= 2):
        if way.goal == site or (first and way.role == "out"):
            return unpack_line(way.line)[-1]
        if way.start == site:
            return unpack_line(way.line)[0]
    return None
