"""The clock of one run, from its tasking and what has been heard of it.

Steps. 1. The pace kept so far. 2. When they are home at that pace, and how far a team under way is
behind the first forecast, which stays. 3. The latest start for home at
that pace. 4. When the next report is due, planned silence allowed for. 5. How long past due.

Laws. A report dated ahead counts as heard when it came; one dated more than a day ahead, or of
which nobody knows when it came, resets nothing before its time. A silence
holds from when it was said, for a day at most; a report that was due before it stays due. The pace
is of all legs gone so far together, by this tasking and those before it. The turn-round time is of
the stop where they are or for which they are heading: before the last stop the moment to leave out
the rest and go home from there, at the last stop, and before they leave the gate, the tasking's.
"""

from dataclasses import dataclass

from holdfast import facts as f
from holdfast.base.clock import DAY_MS, MAX_SKEW_MS, far_ahead
from holdfast.facts.said import ahead_ms
from holdfast.know.course import Course, Leg
from holdfast.know.legs import home_s
from holdfast.know.runs import Story, heard_at_ms
from holdfast.run.lanes import Stretch, stretches

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
        turn_ms: latest start for home at the pace really kept; never later than `turn_planned_ms`.
        home_ms: when they are expected home at that pace.
        dark_ms: last light.
        pace: time taken on the ways so far against the time planned.
        late_ms: how far `home_ms` lies behind the plan.
        due_ms: when they are expected at the next stop; None where the next is home.
        behind_ms: how long a team that is under way is past the time at which it was expected where
            it is going; 0 while it is not.
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
    due_ms: int | None = None
    behind_ms: int = 0


def clock(story: Story, tasking: f.Tasking, now_ms: int) -> Clock:
    """The run's clock at this moment."""
    pace = pace_kept(story, now_ms)
    course = story.courses[-1]
    found = stretches(story, pace, now_ms)
    home_ms = story.home_ms if story.home_ms is not None else found[-1].end_ms
    forecast_ms = first_forecast_ms(story)
    behind_ms = 0 if forecast_ms is None else max(0, now_ms - forecast_ms)
    late_ms = home_ms - tasking.home_ms
    next_ms = due_ms(course, found)
    if forecast_ms is not None and behind_ms:
        home_ms = forecast_ms if next_ms is None else home_ms
        next_ms = None if next_ms is None else forecast_ms
    check_ms, silent_until_ms = next_check(story, tasking, now_ms)
    return Clock(
        depart_ms=story.departed_ms if story.departed_ms is not None else tasking.depart_ms,
        heard_ms=heard_by_ms(story, tasking, now_ms),
        check_ms=check_ms,
        overdue_ms=max(0, now_ms - check_ms) if check_ms is not None else 0,
        silent_until_ms=silent_until_ms,
        turn_ms=turn_by_ms(course, turn_stop(course), pace),
        turn_planned_ms=turn_planned_ms(course, turn_stop(course)),
        home_ms=home_ms,
        home_planned_ms=tasking.home_ms,
        dark_ms=tasking.dark_ms,
        pace=pace,
        late_ms=late_ms,
        due_ms=next_ms,
        behind_ms=behind_ms,
    )


def first_forecast_ms(story: Story) -> int | None:
    """When a team under way was expected where it is going, by the pace kept until it set out.

    It stays: a team that does not come is late, and not due a minute later each minute.
    """
    course = story.courses[-1]
    if not story.outside or course.going is None or course.going.left_ms is None:
        return None
    found = stretches(story, pace_gone(story), course.going.left_ms)
    return found[-1].end_ms if course.next is None else due_ms(course, found)


def due_ms(course: Course, found: list[Stretch]) -> int | None:
    """When they are expected at the next stop."""
    there = [s.end_ms for s in found if s.part == "out" and s.stop is not None]
    return None if course.next is None else there[-len(course.to_come)]


def turn_stop(course: Course) -> int:
    """Number of the stop whose turn-round time holds: where they are, or are heading for."""
    if course.since_ms is None:
        return len(course.tasking.stops) - 1
    at_stop = course.standing and course.aside is None
    return course.last if at_stop or course.next is None else course.next


def turn_planned_ms(course: Course, stop: int) -> int:
    """The latest start for home from a stop, as planned."""
    stops = course.tasking.stops
    if 0 <= stop < len(stops) - 1:
        told = stops[stop].turn_ms
        return course.tasking.turn_ms if told is None else told
    return course.tasking.turn_ms


def turn_by_ms(course: Course, stop: int, pace: float) -> int:
    """The latest start for home from a stop by the way home and at the pace kept.

    A stop's own time is planned for its fallback, the tasking's for the way back from the last.
    """
    tasking, last = course.tasking, len(course.tasking.stops) - 1
    own = 0 <= stop < last and tasking.stops[stop].turn_ms is not None
    planned_s = home_s(tasking, stop, "fallback") if own else home_s(tasking, last, "back")
    longer_s = home_s(tasking, stop, course.role) * max(pace, 1.0) - planned_s
    return turn_planned_ms(course, stop) - round(max(0.0, longer_s) * 1000)


def heard_by_ms(story: Story, tasking: f.Tasking, now_ms: int) -> int | None:
    """When the team was last heard, as far as the dates of its reports can be believed now.

    Where all of them lie ahead, a team that is out counts as heard when it was to leave.
    """
    heard = [heard_at_ms(r) for r in story.uncertain if not far_ahead(ahead_ms(r, now_ms), 0)]
    heard += [] if story.certain_ms is None else [story.certain_ms]
    known = max((ms for ms in heard if ms <= now_ms + MAX_SKEW_MS), default=None)
    if known is None and story.outside:
        known = tasking.depart_ms
    return None if known is None else min(known, now_ms)


def moment(story: Story, *kinds: type[f.Fact]) -> int | None:
    """When the last report of these kinds happened."""
    said = story.last(*kinds)
    return heard_at_ms(said) if said else None


def pace_gone(story: Story) -> float:
    """Time taken on all legs gone against the plan."""
    taken, planned = _taken(_legs_gone(story), 0)
    return _bounded(taken / planned if planned > 0 else 1.0)


def _legs_gone(story: Story) -> list[Leg]:
    return [
        x for c in story.courses for x in c.gone if isinstance(x, Leg) and x.done_ms is not None
    ]


def _bounded(pace: float) -> float:
    low, high = PACE_BOUNDS
    return max(low, min(high, pace))


def pace_kept(story: Story, now_ms: int) -> float:
    """Time taken on all legs gone against the plan; under way, at least what has passed."""
    taken, planned = _taken(_legs_gone(story), now_ms)
    paces = [taken / planned] if planned > 0 else [1.0]
    going = story.courses[-1].going if story.courses else None
    if going is not None and story.courses[-1].turned_on is None:
        more = _taken([going], now_ms)
        under_way = planned + more[1]
        paces += [(taken + more[0]) / under_way] if more[1] > 0 else []
    return _bounded(max(paces))


def _taken(legs: list[Leg], now_ms: int) -> tuple[float, float]:
    """Milliseconds taken and planned on those legs whose way was told and whose times are known."""
    took = [
        (end_ms - leg.left_ms, leg.way.time_s * 1000)
        for leg in legs
        if leg.way is not None and leg.left_ms is not None
        for end_ms in (now_ms if leg.done_ms is None else leg.done_ms,)
        if end_ms >= leg.left_ms and leg.way.time_s > 0
    ]
    return float(sum(took_ms for took_ms, _ in took)), float(sum(ms for _, ms in took))


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
