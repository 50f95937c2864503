"""Where a run stands among its stops, in numbers and words for the board and its alarms."""

from holdfast import facts as f
from holdfast.base.clock import MINUTE_MS
from holdfast.base.grid import clock_words, span_words
from holdfast.know.course import Course
from holdfast.know.legs import GATE
from holdfast.know.naming import person_name, site_name
from holdfast.know.runs import Story, heard_at_ms
from holdfast.know.state import State
from holdfast.run.clocks import Clock, turn_by_ms, turn_stop


def stop_of(course: Course) -> int:
    """Number of the stop where they are or for which they are heading; going home, the last."""
    if course.standing or course.next is None:
        return course.last
    return course.next


def site_of(course: Course) -> str | None:
    """The site where they are or for which they are heading; going home, the last stop reached.

    Of who turned back before any stop: that for which they were heading.
    """
    if course.standing and course.aside is not None:
        return course.aside
    stops = course.tasking.stops
    return stops[max(stop_of(course), 0)].site if stops else None


def stop_name(state: State, course: Course, stop: int) -> str:
    """'Clinic', or the place where they turned back, before the first stop."""
    if stop == GATE:
        return "where they were told" if course.replanned else "their way out"
    return site_name(state, course.tasking.stops[stop].site)


def break_off_at(state: State, course: Course) -> str:
    """The stop before the last whose own time to break off holds now; empty where it is the
    tasking's turn-round time, which is of the last.
    """
    stops, stop = course.tasking.stops, turn_stop(course)
    own = 0 <= stop < len(stops) - 1 and stops[stop].turn_ms is not None
    return site_name(state, stops[stop].site) if own else ""


def stop_words(state: State, course: Course, stop: int) -> str:
    """'Clinic (2 of 3)'; of a run with one stop, its name."""
    n = len(course.tasking.stops)
    number = f" ({stop + 1} of {n})" if n > 1 and stop != GATE else ""
    return stop_name(state, course, stop) + number


def next_words(state: State, story: Story, times: Clock) -> str:
    """'next: Clinic (2 of 3), due 14:10', 'at Clinic (2 of 3), then Mill', 'home from Clinic'."""
    course, zone = story.courses[-1], zone_of(state, story)
    if story.phase in ("home", "debriefed", "called_off") or not course.tasking.stops:
        return ""
    if course.standing:
        aside = course.aside is not None
        here = site_name(state, course.aside) if aside else stop_words(state, course, course.last)
        then = "home" if course.next is None else stop_name(state, course, course.next)
        return f"at {here}, then {then}"
    if course.next is None:
        due = clock_words(times.home_ms, zone) + behind_words(times)
        return f"home from {stop_name(state, course, course.last)}, due {due}"
    first = "next" if course.since_ms is not None else "first"
    due = clock_words(times.due_ms, zone) + behind_words(times)
    return f"{first}: {stop_words(state, course, course.next)}, due {due}"


def behind_words(times: Clock) -> str:
    """', 6 min late' of a team that is not where it was due."""
    return f", {span_words(times.behind_ms)} late" if times.behind_ms >= MINUTE_MS else ""


def again_words(state: State, story: Story) -> str:
    """'Said to be home 08:15, heard again 08:40', that they called for help, or who is not in by a
    later count; else empty."""
    home, again = story.home, story.again
    if home is None or again is None:
        return ""
    zone, later = zone_of(state, story), story.reports[story.reports.index(again) :]
    cry = next((r for r in later if isinstance(r.fact, f.HelpCalled)), None)
    said, then = (clock_words(heard_at_ms(r), zone) for r in (home, cry or again))
    if story.off:
        names = ", ".join(person_name(state, p) for p in story.off)
        how = f"called for help {then}" if cry else f"not by the count of {then}"
        return f"{names}: said to be home {said}, {how}"
    gone = any(isinstance(r.fact, f.CameHome) and r.fact.missing for r in story.all(f.CameHome))
    was = "Missing since" if gone and story.inside else "Said to be home"
    return f"{was} {said}, {'called for help' if cry else 'heard again'} {then}"


def zone_of(state: State, story: Story) -> str:
    """The zone of the clocks at the base that a run left."""
    tasked = story.tasked.fact if story.tasked else None
    said = state.bases.get(tasked.base) if isinstance(tasked, f.RunTasked) else None
    return said.fact.zone if said and isinstance(said.fact, f.BaseFounded) else "Etc/UTC"


def too_late(course: Course, times: Clock) -> bool:
    """Whether they will reach the next stop only after its turn-round time, at the pace kept."""
    if course.since_ms is None or course.next is None or times.due_ms is None:
        return False
    return times.due_ms + times.behind_ms > turn_by_ms(course, course.next, times.pace)
