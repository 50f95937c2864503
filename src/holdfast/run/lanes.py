"""A run as stretches of time: legs, visits and the way home, gone, going and still to come.

Laws. Stretches join: each begins where the one before it ends. What is gone has its real times
where somebody told them, what is to come has the plan's times at the pace kept. Only a word from
the team ends a stretch. Stops that are left out are no stretches.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from holdfast import facts as f
from holdfast.base.geo import Place, along, distance_m, unpack_line
from holdfast.know.course import Course, Leg
from holdfast.know.legs import GATE, home_s, leg_s, leg_ways, stay_ms
from holdfast.know.runs import Story

Part = Literal["out", "site", "back"]
Ways = tuple[tuple[f.WayTold, float], ...]
"""Told ways, each with the share of it that is gone over; none of a stretch that is over."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One stretch of a run for the day's timeline: planned, and what is done of it.

    Attributes:
        site: where an outward leg leads, or a visit is; empty on the way home.
    """

    part: Part
    start_ms: int
    end_ms: int
    done: float
    site: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A lane with what is met on it.

    Attributes:
        stop: number of the stop where an outward leg leads, or which is visited.
        ways: the told ways that it goes over, each with the share of it that is gone over.
    """

    part: Part
    start_ms: int
    end_ms: int
    done: float
    stop: int | None = None
    ways: Ways = ()


def lanes(course: Course, found: list[Stretch]) -> tuple[Lane, ...]:
    """The stretches as the timeline shows them; visits by another tasking's stops have no name."""
    stops = course.tasking.stops
    return tuple(
        Lane(
            s.part,
            s.start_ms,
            s.end_ms,
            s.done,
            stops[s.stop].site if s.stop is not None and s.stop < len(stops) else "",
        )
        for s in found
    )


def stretches(story: Story, pace: float, now_ms: int) -> list[Stretch]:
    """The whole run, from the first leg to the end of the last.

    1. What is gone, by each tasking. 2. Where they are. 3. The stops to come. 4. The way home.
    """
    course = story.courses[-1]
    if course.since_ms is None:
        return _planned(course, now_ms)
    found = _before(story)
    at_ms = found[-1].end_ms if found else course.since_ms
    found += _gone(course, at_ms, course.home_ms)
    at_ms = found[-1].end_ms if found else at_ms
    if course.home_ms is not None:
        return found + list(_ending(course, at_ms, course.home_ms))
    found += _now(course, at_ms, pace, now_ms)
    if course.homeward and not course.standing:
        return found
    start = course.last if course.standing or course.next is None else course.next
    return found + list(_to_come(course, start, found[-1].end_ms, pace))


def _planned(course: Course, now_ms: int) -> list[Stretch]:
    """Of a run that has not left: as planned, and home as much later as it leaves later."""
    tasking = course.tasking
    found = list(_to_come(course, GATE, tasking.depart_ms, 1.0))
    home_ms = max(now_ms, tasking.depart_ms) + tasking.home_ms - tasking.depart_ms
    back = found[-1]
    end_ms = max(home_ms, back.start_ms)
    return [*found[:-1], Stretch("back", back.start_ms, end_ms, 0.0, ways=back.ways)]


def _before(story: Story) -> list[Stretch]:
    """What happened by earlier taskings; what they were at when told anew ended with that."""
    found: list[Stretch] = []
    for course, then in zip(story.courses, story.courses[1:], strict=False):
        if course.since_ms is None or then.since_ms is None:
            continue
        found += _gone(course, found[-1].end_ms if found else course.since_ms, then.since_ms)
        at_ms = found[-1].end_ms if found else course.since_ms
        if at_ms < then.since_ms:
            part: Part = "site" if course.standing else "back" if course.homeward else "out"
            found.append(Stretch(part, at_ms, then.since_ms, 1.0))
    return [Stretch(s.part, s.start_ms, s.end_ms, 1.0) for s in found]


def _gone(course: Course, at_ms: int, until_ms: int | None) -> list[Stretch]:
    """Legs and visits that are over; a visit of now, while they are out, is left to `_now`."""
    found = []
    for n, part in enumerate(course.gone):
        if isinstance(part, Leg):
            goal = part.goal
            end_ms = part.done_ms
            if end_ms is None and goal is not None:
                end_ms = at_ms + round(leg_s(course.tasking, part.start, goal) * 1000)
            kind: Part = "out" if goal is not None else "back"
        else:
            goal, kind, end_ms = part.stop, "site", part.left_ms
            if end_ms is None and until_ms is None and n == len(course.gone) - 1:
                break
            if end_ms is None:
                end_ms = at_ms + stay_ms(course.tasking, goal)
        end_ms = at_ms if end_ms is None else max(at_ms, end_ms)
        end_ms = end_ms if until_ms is None else max(at_ms, min(end_ms, until_ms))
        found.append(Stretch(kind, at_ms, end_ms, 1.0, goal))
        at_ms = end_ms
    return found


def _ending(course: Course, at_ms: int, home_ms: int) -> Iterator[Stretch]:
    """They are home, and not by a way home that is known: where they broke off, then back."""
    if course.gone and isinstance(course.gone[-1], Leg):
        return
    if course.turned_on is not None and course.turned_ms is not None:
        turned_ms = max(at_ms, min(course.turned_ms, home_ms))
        yield Stretch("out", at_ms, turned_ms, 1.0, course.turned_on.goal)
        at_ms = turned_ms
    yield Stretch("back", at_ms, max(at_ms, home_ms), 1.0)


def _now(course: Course, at_ms: int, pace: float, now_ms: int) -> list[Stretch]:
    """What they are at; it goes on at least until now."""
    if course.standing:
        stay = 0 if course.aside is not None else stay_ms(course.tasking, course.last)
        end_ms = max(now_ms, at_ms + stay)
        stop = None if course.aside is not None else course.last
        return [Stretch("site", at_ms, end_ms, _share(at_ms, end_ms, now_ms), stop)]
    if course.homeward:
        return _coming(course, at_ms, pace, now_ms)
    begun_ms = course.set_out_ms if course.set_out_ms is not None else at_ms
    if course.next is None:
        ways = tuple((way, 1.0) for way in course.tasking.ways if way.role == "out")
        took_s = sum(way.time_s for way, _ in ways)
    else:
        ways = _ways(course.tasking, course.last, course.next)
        took_s = leg_s(course.tasking, course.last, course.next)
    end_ms = max(now_ms, at_ms, begun_ms + round(took_s * pace * 1000))
    return [Stretch("out", at_ms, end_ms, _share(at_ms, end_ms, now_ms), course.next, ways)]


def _coming(course: Course, at_ms: int, pace: float, now_ms: int) -> list[Stretch]:
    """The way home; who turned back on a leg goes back on it first."""
    found = []
    begun_ms = at_ms
    if course.turned_on is not None and course.turned_ms is not None:
        begun_ms = max(at_ms, course.turned_ms)
        found.append(Stretch("out", at_ms, begun_ms, 1.0, course.turned_on.goal))
    end_ms = max(now_ms, begun_ms + round(homeward_s(course, pace) * 1000))
    done = _share(begun_ms, end_ms, now_ms)
    return [*found, Stretch("back", begun_ms, end_ms, done, ways=_home_ways(course))]


def homeward_s(course: Course, pace: float) -> float:
    """Seconds home from where they turned, or from where they will start, at the pace kept.

    Who was tasked anew and turned back before the first stop, without a way home from there, goes
    on to that stop and home from it.
    """
    tasking, leg = course.tasking, course.turned_on
    if leg is None or course.turned_ms is None or leg.left_ms is None or leg.goal is None:
        return home_s(tasking, course.home_from, course.role) * pace
    gone_s = max(0, course.turned_ms - leg.left_ms) / 1000
    if course.last == GATE and course.replanned and course.home_way is None:
        left_s = leg_s(tasking, GATE, leg.goal) * pace - gone_s
        return max(0.0, left_s) + home_s(tasking, leg.goal, course.role) * pace
    home = course.home_way is not None or course.last != GATE
    return gone_s + (home_s(tasking, course.last, course.role) * pace if home else 0.0)


def _home_ways(course: Course) -> Ways:
    way, leg = course.home_way, course.turned_on
    ways = () if way is None else ((way, 1.0),)
    if leg is None or leg.way is None or leg.left_ms is None or course.turned_ms is None:
        return ways
    gone_s = max(0, course.turned_ms - leg.left_ms) / 1000
    share = min(1.0, gone_s / leg.way.time_s) if leg.way.time_s > 0 else 1.0
    return ((leg.way, share), *ways)


def _to_come(course: Course, start: int, at_ms: int, pace: float) -> Iterator[Stretch]:
    """From a stop on; from one that is still to be reached, with the stay there."""
    tasking = course.tasking
    for stop in course.to_come:
        if stop != start:
            end_ms = at_ms + round(leg_s(tasking, start, stop) * pace * 1000)
            yield Stretch("out", at_ms, end_ms, 0.0, stop, _ways(tasking, start, stop))
            at_ms = end_ms
        yield Stretch("site", at_ms, at_ms + stay_ms(tasking, stop), 0.0, stop)
        start, at_ms = stop, at_ms + stay_ms(tasking, stop)
    end_ms = at_ms + round(home_s(tasking, course.home_from, course.role) * pace * 1000)
    yield Stretch("back", at_ms, end_ms, 0.0, ways=_home_ways(course))


def _ways(tasking: f.Tasking, start: int, goal: int) -> Ways:
    return tuple((way, 1.0) for way in leg_ways(tasking, start, goal))


def _share(start_ms: int, end_ms: int, now_ms: int) -> float:
    """How much of a stretch has passed; never quite all of it before the team says so."""
    if end_ms <= start_ms:
        return 0.99
    return max(0.0, min(0.99, (now_ms - start_ms) / (end_ms - start_ms)))


def way_line(way: f.WayTold, share: float = 1.0) -> list[Place]:
    """The first part of a way's line, by its length."""
    line = unpack_line(way.line)
    if share >= 1 or len(line) < 2:
        return line
    lengths = [distance_m(a, b) for a, b in pairwise(line)]
    left_m = share * sum(lengths)
    kept = [line[0]]
    for place, length_m in zip(line[1:], lengths, strict=True):
        if length_m >= left_m:
            break
        kept.append(place)
        left_m -= length_m
    return [*kept, along(line, share)[0]]
