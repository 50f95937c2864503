"""What one run needs a person for because of the time: turning round, the dark, leaving late.

Law. Each turn-round time of a run is a cause of its own: taken for one stop is not for the next.
"""

from collections.abc import Iterator

from holdfast import facts as f
from holdfast.base.clock import MINUTE_MS
from holdfast.base.grid import clock_words, span_words
from holdfast.know.bases import zone_here
from holdfast.know.course import Course
from holdfast.know.legs import GATE
from holdfast.know.naming import site_name
from holdfast.know.order import heard_at_ms
from holdfast.know.runs import Story
from holdfast.know.settings import setting, setting_ms
from holdfast.know.state import State
from holdfast.run.alarm import Act, Alarm, alarm_id, run_page
from holdfast.run.board import Card
from holdfast.run.clocks import turn_by_ms, turn_stop
from holdfast.run.latest import late_by_ms
from holdfast.run.stops import stop_name, stop_words


def time_alarms(state: State, card: Card, story: Story, now_ms: int) -> Iterator[Alarm]:
    """On the way and before leaving."""
    yield from _turn(state, card, story, now_ms)
    yield from _behind(state, card, story)
    yield from _before_leaving(state, card, story, now_ms)


def _turn(state: State, card: Card, story: Story, now_ms: int) -> Iterator[Alarm]:
    """The turn-round time nears or has passed, or they will be out in the dark."""
    times, zone = card.clock, zone_here(state)
    course, home_ms = story.course, times.home_ms + (times.behind_ms if _homeward(story) else 0)
    if course is None:
        return
    warned_ms = times.turn_ms - setting_ms(state, "turn_warning")
    if card.phase in ("outbound", "on_site") and now_ms > warned_ms:
        passed = now_ms > times.turn_ms
        yield Alarm(
            alarm=alarm_id("turn", card.run, "passed" if passed else "near", *_which(course)),
            severity="critical" if passed else "warning",
            icon="time",
            who=card.call,
            what=_turn_words(state, course, clock_words(times.turn_ms, zone), passed),
            more=f"Home about {clock_words(home_ms, zone)}, "
            f"last light {clock_words(times.dark_ms, zone)}",
            since_ms=times.turn_ms if passed else warned_ms,
            acts=(Act("Call them home", href=run_page(card, "call-home")),),
            run=card.run,
        )
    elif card.phase == "returning" and times.dark_ms and home_ms > times.dark_ms:
        yield Alarm(
            alarm=alarm_id("dark", card.run),
            severity="warning",
            icon="time",
            who=card.call,
            what=f"Home after last light, about {clock_words(home_ms, zone)}",
            more=f"Last light {clock_words(times.dark_ms, zone)}",
            since_ms=_homeward_since_ms(course) or now_ms,
            acts=(Act("Watch and lights to the gate", href=run_page(card)),),
            run=card.run,
        )
    elif card.too_late and course.next is not None:
        yield _skip(state, card, course, course.next, now_ms)


def _behind(state: State, card: Card, story: Story) -> Iterator[Alarm]:
    """A team is not where it was due, by a quarter of its leg."""
    course, times = story.course, card.clock
    going = None if course is None else course.going
    forecast_ms = times.home_ms if times.due_ms is None else times.due_ms
    if course is None or going is None or going.left_ms is None or not times.behind_ms:
        return
    part_ms = setting(state, "behind_share") * (forecast_ms - going.left_ms)
    if times.behind_ms < max(MINUTE_MS, part_ms):
        return
    where = "home" if course.next is None else f"at {stop_words(state, course, course.next)}"
    due = clock_words(forecast_ms, zone_here(state))
    yield Alarm(
        alarm=alarm_id("behind", card.run, going.left_ms),
        severity="notice",
        icon="time",
        who=card.call,
        what=f"Was due {where} at {due}, {span_words(times.behind_ms)} late",
        more="Where the board draws them they are no longer reckoned to be",
        since_ms=forecast_ms,
        acts=(Act("Ask where they are", href=run_page(card)),),
        run=card.run,
    )


def _homeward(story: Story) -> bool:
    return story.course is not None and story.course.next is None


def _expected_ms(card: Card) -> int | None:
    due_ms = card.clock.due_ms
    return None if due_ms is None else due_ms + card.clock.behind_ms


def _which(course: Course) -> tuple[object, ...]:
    """What tells one turn-round time of a run from another: the stop, and a new tasking."""
    stops, stop = course.tasking.stops, turn_stop(course)
    named = (stops[stop].site,) if len(stops) > 1 and stop != GATE else ()
    return (*named, course.since_ms) if course.replanned else named


def _turn_words(state: State, course: Course, at: str, passed: bool) -> str:
    """Before the last stop, from where they must start home, and that the rest is left out."""
    stop = turn_stop(course)
    if stop in (GATE, len(course.tasking.stops) - 1):
        return f"Turn-round time {at} has passed" if passed else f"Must turn back by {at}"
    site = stop_name(state, course, stop)
    if passed:
        return f"Turn-round time {at} at {site} has passed: leave out the rest"
    return f"Must start home from {site} by {at}, and leave out the rest"


def _homeward_since_ms(course: Course) -> int | None:
    return course.going.left_ms if course.going is not None else None


def _skip(state: State, card: Card, course: Course, stop: int, now_ms: int) -> Alarm:
    """At the pace kept they reach the next stop only after its turn-round time."""
    zone, site = zone_here(state), stop_words(state, course, stop)
    turn_ms = turn_by_ms(course, stop, card.clock.pace)
    return Alarm(
        alarm=alarm_id("skip", card.run, course.tasking.stops[stop].site, *_which(course)),
        severity="warning",
        icon="time",
        who=card.call,
        what=f"Too late for {site}: leave it out",
        more=f"There about {clock_words(_expected_ms(card), zone)}, "
        f"must start home from there by {clock_words(turn_ms, zone)}",
        since_ms=card.clock.heard_ms or now_ms,
        acts=(Act("Call them home", href=run_page(card, "call-home")),),
        run=card.run,
    )


def _before_leaving(state: State, card: Card, story: Story, now_ms: int) -> Iterator[Alarm]:
    """A run that waits: somebody declined, or it is getting too late to leave."""
    if card.phase not in ("tasked", "ready"):
        return
    zone = zone_here(state)
    no = [
        s for s in story.all(f.ConsentSaid) if isinstance(s.fact, f.ConsentSaid) and not s.fact.yes
    ]
    if card.declined and no:
        yield Alarm(
            alarm=alarm_id(
                "declined", card.run, *sorted(p for p, y in story.consents.items() if not y)
            ),
            severity="warning",
            icon="people",
            who=card.call,
            what=f"{', '.join(card.declined)} will not go",
            more=f"That costs nobody anything; the crew is {len(card.declined)} short",
            since_ms=heard_at_ms(no[-1]),
            acts=(Act("Plan again", href=f"/plan/{card.plan}" if card.plan else "/plan"),),
            run=card.run,
        )
    late_ms = now_ms - card.clock.depart_ms
    if late_ms > 0:
        slack_ms, site = late_by_ms(state, card, story)
        too_late = late_ms > slack_ms
        there = f"at {site_name(state, site)} before it closes" if site else "home in time"
        by = clock_words(card.clock.depart_ms + slack_ms, zone)
        yield Alarm(
            alarm=alarm_id("late", card.run, "too" if too_late else "soon"),
            severity="warning" if too_late else "notice",
            icon="time",
            who=card.call,
            what=f"Too late to be {there}" if too_late else f"Must leave by {by}",
            more=f"Was to leave at {clock_words(card.clock.depart_ms, zone)}",
            since_ms=card.clock.depart_ms,
            acts=(Act("Decide", href=run_page(card)),),
            run=card.run,
        )
