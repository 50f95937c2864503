"""The clock of one run, from its tasking and what has been heard of it.

Steps. 1. The pace kept so far. 2. When they are home at that pace. 3. The latest start for home at
that pace. 4. When the next report is due, planned silence allowed for. 5. How long past due.

Laws. A report dated further ahead than clocks may differ resets nothing before its time. A silence
holds from when it was said, for a day at most; a report that was due before it stays due.
"""

from dataclasses import dataclass

from holdfast import facts as f
from holdfast.base.clock import DAY_MS, MAX_SKEW_MS
from holdfast.facts.words import WayRole
from holdfast.know.runs import HEARD, Story, heard_at_ms

PACE_BOUNDS = (0.5, 3.0)
"""A pace outside these says more about a late report than about walking (assumed)."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The times that matter on one run. Milliseconds since 1970; None where there is none.

    Attributes:
        heard_ms: last accepted report (the departure counts), never after now.
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
    return Clock(
        depart_ms=story.departed_ms or tasking.depart_ms,
        heard_ms=heard_by_ms(story, tasking, now_ms),
        check_ms=check_ms,
        overdue_ms=max(0, now_ms - check_ms) if check_ms is not None else 0,
        silent_until_ms=silent_until_ms,
        turn_ms=turn_by_ms(story, tasking, pace),
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


def home_role(story: Story) -> WayRole:
    """By which of its ways the team goes home: the back way, or the one it switched to."""
    switched = story.last(f.WaySwitched)
    role = switched.fact.role if switched and isinstance(switched.fact, f.WaySwitched) else "back"
    return "fallback" if role == "fallback" else "back"


def home_s(story: Story, tasking: f.Tasking) -> float:
    """Planned seconds of the way home."""
    return way_s(tasking, home_role(story)) or way_s(tasking, "back")


def turn_by_ms(story: Story, tasking: f.Tasking, pace: float) -> int:
    """The latest start for home by the way home and at the pace kept; never later than planned."""
    longer_s = home_s(story, tasking) * max(pace, 1.0) - way_s(tasking, "back")
    return tasking.turn_ms - round(max(0.0, longer_s) * 1000)


def stay_ms(tasking: f.Tasking) -> int:
    """Planned time at the stops."""
    return sum(max(0, stop.leave_ms - stop.arrive_ms) for stop in tasking.stops)


def reached_ms(story: Story) -> int | None:
    """When the team first reached a site."""
    arrived = story.all(f.Arrived)
    return heard_at_ms(arrived[0]) if arrived else None


def heard_by_ms(story: Story, tasking: f.Tasking, now_ms: int) -> int | None:
    """When the team was last heard, as far as the dates of its reports can be believed now.

    Where all of them lie ahead, a team that is out counts as heard when it was to leave.
    """
    for said in reversed(story.reports):
        if isinstance(said.fact, HEARD) and heard_at_ms(said) <= now_ms + MAX_SKEW_MS:
            return min(heard_at_ms(said), now_ms)
    return min(tasking.depart_ms, now_ms) if story.outside else None


def moment(story: Story, *kinds: type[f.Fact]) -> int | None:
    """When the last report of these kinds happened."""
    said = story.last(*kinds)
    return heard_at_ms(said) if said else None


def pace_kept(story: Story, tasking: f.Tasking, now_ms: int) -> float:
    """Time taken on the way out against the plan; while under way, at least what has passed."""
    planned_ms = way_s(tasking, "out") * 1000
    if story.departed_ms is None or planned_ms <= 0:
        return 1.0
    arrived = reached_ms(story)
    taken = (arrived or now_ms) - story.departed_ms
    if arrived is None and taken < planned_ms:
        return 1.0
    low, high = PACE_BOUNDS
    return max(low, min(high, taken / planned_ms))


def expected_home_ms(story: Story, tasking: f.Tasking, pace: float, now_ms: int) -> int:
    """When they are home if they go on at this pace; never before now."""
    out_ms = way_s(tasking, "out") * 1000 * pace
    there_ms = way_s(tasking, "between") * 1000 * pace + stay_ms(tasking)
    back_ms = home_s(story, tasking) * 1000 * pace
    if story.phase in ("tasked", "ready", "called_off"):
        return max(now_ms, tasking.depart_ms) + tasking.home_ms - tasking.depart_ms
    departed = story.departed_ms or tasking.depart_ms
    leave = (reached_ms(story) or departed + out_ms) + there_ms
    if story.phase == "on_site":
        leave = max(now_ms, leave)
    elif story.phase != "outbound":
        leave = moment(story, f.LeftSite, f.TurnedBack) or leave
    return max(now_ms, round(leave + back_ms))


def silences(story: Story, tasking: f.Tasking) -> list[tuple[int, int]]:
    """Planned silences, of the tasking and said since, by their start."""
    spans = [(s.start_ms, s.end_ms) for s in tasking.silences]
    spans += [
        (max(r.fact.start_ms, heard_at_ms(r)), r.fact.end_ms)
        for r in story.all(f.SilencePlanned)
        if isinstance(r.fact, f.SilencePlanned)
    ]
    return sorted((start, min(end, start + DAY_MS)) for start, end in spans if end > start)


def next_check(story: Story, tasking: f.Tasking, now_ms: int) -> tuple[int | None, int | None]:
    """When the next report is due, and the end of the planned silence that holds now.

    A report that would fall due inside a planned silence is due when the silence ends. Nobody may
    be silent for more than a day by plan.
    """
    spans = silences(story, tasking)
    inside = max((end for start, end in spans if start <= now_ms < end), default=None)
    heard_ms = heard_by_ms(story, tasking, now_ms)
    if not story.outside or heard_ms is None:
        return None, None
    due = heard_ms + min(round(tasking.check_every_s * 1000), DAY_MS)
    for start, end in spans:
        if start <= due < end:
            due = end
    return due, inside
