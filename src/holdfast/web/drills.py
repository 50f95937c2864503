"""What to do when a team is silent: the drill's steps, and its ways by the danger of now.

Laws. A step is a note about the run in fixed words, so that the log is the only record of what was
done. Nothing is decided here: the page says what is known, what was assumed, and by when.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from holdfast import facts as f
from holdfast.base.clock import MINUTE_MS
from holdfast.base.geo import Place, distance_m, unpack_line
from holdfast.know.bases import base_named, own_base, zone_here
from holdfast.know.course import Course
from holdfast.know.hazard import Field, line_hazard
from holdfast.know.legs import GATE, HOME_ROLES, leg_way, ways_home
from holdfast.know.runs import Story, heard_at_ms
from holdfast.know.state import State
from holdfast.plan.daylight import last_light_ms
from holdfast.plan.kilometres import MOST, by_km
from holdfast.run.board import Card
from holdfast.run.clocks import silences
from holdfast.run.whereabouts import nearest_fraction

CALL_EVERY_MS = 15 * MINUTE_MS
"""Between two calls by name; on the quarters of the hour, when they listen too (assumed)."""
CALLS = 4
WALK_MPS = 1.2
"""Of people who go to look, where no way leads there (assumed: 4.3 km/h on foot)."""
DETOUR = 1.3
"""How much longer a path is than the straight line (assumed)."""

STEPS = {
    "channel": "Lost contact: tried the other channel, no answer.",
    "asked": "Lost contact: asked who saw or heard them, nobody did.",
    "called": "Lost contact: called by name, no answer.",
    "silence": "Lost contact: compared with planned silence.",
    "send": "Lost contact: decided to send a team.",
    "wait": "Lost contact: decided to wait.",
    "heard": "Help: told them that we heard, and when we call next.",
    "medic": "Help: medic and carrier warned.",
    "going": "Help: a team is getting ready to go.",
    "lights": "Watch and lights to the gate.",
}
"""What each step writes into the log; the page knows by it what was done."""


@dataclass(frozen=True, slots=True)
class LostContact:
    """What the drill needs, computed from the last evidence.

    Attributes:
        calls_ms: when to call by name next.
        silences: planned silences, start and end.
        there_s: from the base to the last place, by the shortest of their ways that leads there.
        on_way: whether `there_s` was reckoned along their ways.
        reach_by_ms: latest start that is there by last light.
        back_by_ms: latest start that is there and back by last light.
        ways: those that they may be on now.
    """

    calls_ms: tuple[int, ...]
    silences: tuple[tuple[int, int], ...]
    there_s: float | None
    on_way: bool
    reach_by_ms: int | None
    back_by_ms: int | None
    dark_ms: int | None
    ways: tuple[f.WayTold, ...]


def lost_contact(state: State, card: Card, story: Story, now_ms: int) -> LostContact | None:
    """The drill for an overdue team; None while it is not overdue."""
    if not card.clock.overdue_ms:
        return None
    start = now_ms // CALL_EVERY_MS + 1
    there_s, on_way = _way_there_s(state, card, story)
    dark_ms = card.clock.dark_ms or _last_light_ms(state, story, now_ms)
    known = there_s is not None and dark_ms is not None
    there_ms = round((there_s or 0.0) * 1000)
    return LostContact(
        calls_ms=tuple((start + n) * CALL_EVERY_MS for n in range(CALLS)),
        silences=tuple(silences(story, story.tasking)) if story.tasking else (),
        there_s=there_s,
        on_way=on_way,
        reach_by_ms=(dark_ms or 0) - there_ms if known else None,
        back_by_ms=(dark_ms or 0) - 2 * there_ms if known else None,
        dark_ms=dark_ms,
        ways=tuple(_may_be_on(story.course)) if story.course else (),
    )


def done(state: State, run: str, since_ms: int) -> dict[str, tuple[int, ...]]:
    """Which steps were logged about a run since then, and when."""
    said = [
        (note.fact.words, heard_at_ms(note))
        for note in state.notes.values()
        if isinstance(note.fact, f.NoteLogged) and note.fact.about == run
    ]
    times = {
        step: tuple(sorted(ms for words, ms in said if words == told and ms >= since_ms))
        for step, told in STEPS.items()
    }
    return {step: found for step, found in times.items() if found}


def ways_now(danger: Field, ways: Sequence[f.WayTold], mode: str) -> tuple[f.WayTold, ...]:
    """The same ways with the danger that is believed now, as a whole and by kilometre."""
    return tuple(_way_now(danger, way, mode) for way in ways)


def _way_now(danger: Field, way: f.WayTold, mode: str) -> f.WayTold:
    line = unpack_line(way.line)
    met = line_hazard(danger, line, mode)
    by = tuple(round(h, 6) for h in by_km(line, met))
    return msgspec.structs.replace(way, hazard=min(MOST, float(met.sum())), hazard_by_km=by)


def _way_there_s(state: State, card: Card, story: Story) -> tuple[float | None, bool]:
    """1. As they went, or against a way home, as far as their last place. 2. Else straight, with a
    detour.
    """
    if card.fix is None or not story.courses:
        return None, False
    place = card.fix.reported_place
    found = [s for course in story.courses for s in _by_ways_s(course, place)]
    if found:
        return min(found) * max(card.clock.pace, 1.0), True
    home = _base_place(state, story)
    return (None if home is None else distance_m(home, place) * DETOUR / WALK_MPS), False


def _by_ways_s(course: Course, place: Place) -> Iterator[float]:
    """Planned seconds from the base to a place, by each told way that passes near it."""
    tasking, gone_s = course.tasking, 0.0
    for stop in range(0 if course.replanned else len(tasking.stops)):
        leg = leg_way(tasking, stop - 1, stop)
        if leg is None:
            break
        share = nearest_fraction(unpack_line(leg.line), place)
        if share is not None:
            yield gone_s + share * leg.time_s
        gone_s += leg.time_s
    for way in (way for way in tasking.ways if way.role in HOME_ROLES):
        share = nearest_fraction(unpack_line(way.line), place)
        if share is not None:
            yield (1 - share) * way.time_s


def _may_be_on(course: Course) -> Iterator[f.WayTold]:
    """By what the team said last: what lies before them, and every way home from there on.

    A fallback is always possible. Who turned back on a leg may still be on it.
    """
    stops = range(max(course.last, 0), len(course.tasking.stops))
    if course.homeward:
        on = course.turned_on.way if course.turned_on else None
        yield from [on] if on else []
        yield from ways_home(course.tasking, course.last)
        if course.last == GATE:
            yield from ways_home(course.tasking, 0) if stops else []
        return
    homes = [way for stop in (*stops, GATE) for way in ways_home(course.tasking, stop)]
    starts = {GATE, *stops} if course.last == GATE else {*stops}
    legs = [leg_way(course.tasking, stop, stop + 1) for stop in sorted(starts)[:-1]]
    for way in course.tasking.ways:
        if way in homes or way in legs:
            yield way


def _base_place(state: State, story: Story) -> Place | None:
    tasked = story.tasked.fact if story.tasked else None
    base = base_named(state, tasked.base) if isinstance(tasked, f.RunTasked) else None
    known = base or own_base(state)
    return known.at.place if known else None


def _last_light_ms(state: State, story: Story, now_ms: int) -> int | None:
    place = _base_place(state, story)
    return None if place is None else last_light_ms(place, now_ms, zone_here(state))
