"""The clock of one run, from its tasking and what has been heard of it.

Steps. 1. The pace kept so far. 2. When they are home at that pace. 3. The latest start for home at
that pace. 4. When the next report is due, planned silence allowed for. 5. How long past due.
"""

from dataclasses import dataclass

from holdfast import facts as f
from holdfast.know.runs import Story, heard_at_ms

PACE_BOUNDS = (0.5, 3.0)
"""A pace outside these says more about a late report than about walking (assumed)."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The times that matter on one run. Milliseconds since 1970; None where there is none.

    Attributes:
        heard_ms: last accepted report (the departure counts).
        check_ms: when the next report is due, planned silence allowed for.
        overdue_ms: how long past due, 0 when not overdue.
        silent_until_ms: end of the planned silence we are in.
        turn_ms: latest start for home at the pace really kept; never later than planned.
        home_ms: when they are expected home at that pace.
        dark_ms: last light.
        pace: time taken on the ways so far against the time planned.
        late_ms: how far `home_ms` lies behind the plan.
    """

    depart_ms: int
    heard_ms: int | None
    check_ms: int | None
    overdue_ms: int
    silent_until_ms: int | None
    turn_ms: int
    turn_planned_ms: int
    home_ms: int
    home_planned_ms: int
    dark_ms: int | None
    pace: float
    late_ms: int


def clock(story: Story, tasking: f.Tasking, now_ms: int) -> Clock:
    """The run's clock at this moment."""
    pace = pace_kept(story, tasking, now_ms)
    home_ms = story.home_ms or expected_home_ms(story, tasking, pace, now_ms)
    check_ms, silent_until_ms = next_check(story, tasking, now_ms)
    slower = max(0.0, pace - 1.0)
    return Clock(
        depart_ms=story.departed_ms or tasking.depart_ms,
        heard_ms=story.heard_ms,
        check_ms=check_ms,
        overdue_ms=max(0, now_ms - check_ms) if check_ms is not None else 0,
        silent_until_ms=silent_until_ms,
        turn_ms=tasking.turn_ms - round(way_s(tasking, "back") * 1000 * slower),
        turn_planned_ms=tasking.turn_ms,
        home_ms=home_ms,
        home_planned_ms=tasking.home_ms,
        dark_ms=tasking.dark_ms,
        pace=pace,
        late_ms=home_ms - tasking.home_ms,
    )


def way_s(tasking: f.Tasking, role: str) -> float:
    """Planned seconds on all ways of this role."""
    return sum(way.time_s for way in tasking.ways if way.role == role)


def stay_ms(tasking: f.Tasking) -> int:
    """Planned time at the stops."""
    return sum(stop.leave_ms - stop.arrive_ms for stop in tasking.stops)


def moment(story: Story, *kinds: type[f.Fact]) -> int | None:
    """When the last report of these kinds happened."""
    said = story.last(*kinds)
    return heard_at_ms(said) if said else None


def pace_kept(story: Story, tasking: f.Tasking, now_ms: int) -> float:
    """Time taken on the way out against the plan; while under way, at least what has passed."""
    planned_ms = way_s(tasking, "out") * 1000
    if story.departed_ms is None or planned_ms <= 0:
        return 1.0
    arrived = moment(story, f.Arrived)
    taken = (arrived or now_ms) - story.departed_ms
    if arrived is None and taken < planned_ms:
        return 1.0
    low, high = PACE_BOUNDS
    return max(low, min(high, taken / planned_ms))


def expected_home_ms(story: Story, tasking: f.Tasking, pace: float, now_ms: int) -> int:
    """When they are home if they go on at this pace; never before now."""
    out_ms = way_s(tasking, "out") * 1000 * pace
    back_ms = way_s(tasking, "back") * 1000 * pace
    if story.phase in ("tasked", "ready", "called_off"):
        return max(now_ms, tasking.depart_ms) + tasking.home_ms - tasking.depart_ms
    departed = story.departed_ms or tasking.depart_ms
    if story.phase == "outbound":
        leave = departed + out_ms + stay_ms(tasking)
    elif story.phase == "on_site":
        leave = max(now_ms, (moment(story, f.Arrived) or departed) + stay_ms(tasking))
    else:
        leave = moment(story, f.LeftSite, f.TurnedBack) or departed + out_ms + stay_ms(tasking)
    return max(now_ms, round(leave + back_ms))


def silences(story: Story, tasking: f.Tasking) -> list[tuple[int, int]]:
    """Planned silences, of the tasking and said since, by their start."""
    said = [r.fact for r in story.reports if isinstance(r.fact, f.SilencePlanned)]
    spans = [(s.start_ms, s.end_ms) for s in tasking.silences]
    spans += [(s.start_ms, s.end_ms) for s in said]
    return sorted(s for s in spans if s[1] > s[0])


def next_check(story: Story, tasking: f.Tasking, now_ms: int) -> tuple[int | None, int | None]:
    """When the next report is due, and the end of the planned silence that holds now.

    A report that would fall due inside a planned silence is due when the silence ends.
    """
    spans = silences(story, tasking)
    inside = max((end for start, end in spans if start <= now_ms < end), default=None)
    if not story.outside or story.heard_ms is None:
        return None, None
    due = story.heard_ms + round(tasking.check_every_s * 1000)
    for start, end in spans:
        if start <= due < end:
            due = end
    return due, inside
