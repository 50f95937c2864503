"""A road that was closed on a way that a team still has to go, above all on its way home.

Laws. What was closed when a team was tasked is in its tasking already. The whole of the leg that
they are on counts, as nobody has said how far they are. Only who goes by a mode that is barred is
warned.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from holdfast import facts as f
from holdfast.base.clock import Stamp
from holdfast.base.geo import nearest_m, unpack_line
from holdfast.base.grid import clock_words, span_words
from holdfast.facts.said import Said
from holdfast.know.course import Course
from holdfast.know.legs import ways_home
from holdfast.know.picture import open_closures
from holdfast.know.runs import Story, heard_at_ms
from holdfast.know.state import State, remembered
from holdfast.run.alarm import Act, Alarm, Severity, alarm_id, run_page
from holdfast.run.board import Card
from holdfast.run.lanes import stretches
from holdfast.run.stops import stop_name, zone_of

TO_COME = ("tasked", "ready", "outbound", "on_site", "returning")
GRAVE: tuple[Severity, ...] = ("critical", "warning", "notice")
NEAR_M = 5.0
"""Told lines are rounded to a metre and drawn to the middle of a road (assumed)."""


@dataclass(frozen=True, slots=True)
class _Shut:
    """A closure on what a team still has to go.

    Attributes:
        home: it lies on the way home that they take, or will. to: the stop before which it lies.
        other: another way home from there that is open.
        fallback: it lies on a way home that they do not take.
    """

    home: bool
    to: int | None
    other: f.WayTold | None
    fallback: bool


MOST_ALARMS = 3
"""So many closures of one run are alarms of their own, the gravest; of the rest it is said how many
(assumed: nobody reads more)."""


def ways_shut(
    state: State, cards: Sequence[Card], told: dict[str, Story], now_ms: int
) -> Iterator[Alarm]:
    """An alarm for each of the gravest closures on the ways of a run that is to go or out."""
    closures = list(open_closures(state))
    for card in cards if closures else ():
        story = told[card.run]
        if card.phase not in TO_COME or story.tasked is None or not story.courses:
            continue
        bars = [(key, said) for key, said in closures if card.mode in said.fact.modes]
        new = [(key, said) for key, said in bars if said.stamp > story.tasked.stamp]
        found = [
            (key, said, shut)
            for key, said, shut in (_lie(state, story, card, new, bars, now_ms) if new else ())
        ]
        found.sort(key=lambda x: (GRAVE.index(_severity(x[2])), -x[1].stamp.at_ms, x[0]))
        left = len(found) - MOST_ALARMS
        for n, (key, said, shut) in enumerate(found[:MOST_ALARMS], 1):
            alarm = _alarm(state, card, story, key, said, shut)
            if n == MOST_ALARMS and left > 0:
                alarm = replace(alarm, more=f"{alarm.more} · and {left} more roads on their ways")
            yield alarm


def shut_now(state: State, ways: Sequence[f.WayTold], mode: str) -> dict[int, Said]:
    """Which of these ways lead through a closed road, by their number: the closure."""
    closures = [said for _, said in open_closures(state) if mode in said.fact.modes]
    found = ((i, _on(state, closures, way)) for i, way in enumerate(ways))
    return {i: closures[on[-1]] for i, on in found if on}


def _on(state: State, closures: Sequence[Said], way: f.WayTold) -> list[int]:
    """Which of these closures a way leads through, by their number.

    What was found of a closure and a way is remembered: neither ever changes.
    """
    if len(way.line) < 4:
        return []
    known: dict[Stamp, bool] = remembered(state, ("shut", way.line), None, dict)
    unknown = [said for said in closures if said.stamp not in known]
    line = np.array(unpack_line(way.line)) if unknown else None
    for said in unknown:
        shut = said.fact
        assert isinstance(shut, f.RoadClosed)  # noqa: S101  # open_closures hands out no other
        assert line is not None  # noqa: S101  # there is something unknown
        known[said.stamp] = nearest_m(shut.at.place, line) <= shut.radius_m + NEAR_M
    return [i for i, said in enumerate(closures) if known[said.stamp]]


Named = tuple[str, Said]


def _lie(
    state: State, story: Story, card: Card, new: list[Named], bars: list[Named], now_ms: int
) -> Iterator[tuple[str, Said, _Shut]]:
    """What of the new closures lies on what a team still has to go.

    1. What they have before them, and the other ways home that were told them. 2. Which of the new
    closures lie on each. 3. Which of the other ways no closure bars.
    """
    course, words = story.courses[-1], [said for _, said in new]
    ahead = [s for s in stretches(story, card.clock.pace, now_ms) if s.done < 1 and s.ways]
    taken = {id(way) for s in ahead for way, _ in s.ways}
    others = [
        w for w in ways_home(course.tasking, course.home_from)
        if id(w) not in taken and w is not course.home_way
    ]  # fmt: skip
    on = [{i for way, _ in s.ways for i in _on(state, words, way)} for s in ahead]
    spare = {i for way in others for i in _on(state, words, way)}
    hit = sorted(spare.union(*on))
    if not hit:
        return
    every = [said for _, said in bars]
    free = [w for w in others if not _on(state, every, w)]
    other = min(free, key=lambda w: w.time_s, default=None)
    for i in hit:
        here = [s for s, which in zip(ahead, on, strict=True) if i in which]
        home = any(s.part == "back" for s in here)
        to = next((s.stop for s in here if s.part == "out"), None)
        yield (*new[i], _Shut(home, to, other, not here))


def _alarm(state: State, card: Card, story: Story, key: str, said: Said, shut: _Shut) -> Alarm:
    course, closed = story.courses[-1], said.fact
    assert isinstance(closed, f.RoadClosed)  # noqa: S101  # open_closures hands out no other
    words = closed.words.rstrip(".")
    since = f"Since {clock_words(said.happened_ms, zone_of(state, story))}"
    return Alarm(
        alarm=alarm_id("shut", card.run, key, said.stamp.at_ms, _severity(shut)),
        severity=_severity(shut),
        icon="closure",
        who=card.call,
        what=f"Road shut on {_where(state, course, shut)}",
        more=f"{since}{f': {words}' if words else ''} · {_way_out(course, shut)}",
        since_ms=heard_at_ms(said),
        acts=(_act(card, shut),),
        run=card.run,
    )


def _severity(shut: _Shut) -> Severity:
    if shut.fallback:
        return "notice"
    return "critical" if shut.home and shut.other is None else "warning"


def _where(state: State, course: Course, shut: _Shut) -> str:
    if shut.home:
        return "their way home"
    if shut.fallback:
        return "their other way home"
    return "their way" + ("" if shut.to is None else f" to {stop_name(state, course, shut.to)}")


def _way_out(course: Course, shut: _Shut) -> str:
    """What there is instead."""
    if shut.fallback:
        return "their way home itself is open"
    if not shut.home:
        return "tell them; they may need another way there"
    if shut.other is None:
        return "no other way home that was told them is open"
    now_s = course.home_way.time_s if course.home_way else shut.other.time_s
    more_s = shut.other.time_s - now_s
    role = "fallback" if shut.other.role == "fallback" else "way back"
    return (
        f"the {role} is open, {'adds' if more_s >= 0 else 'saves'} "
        f"{span_words(round(abs(more_s) * 1000))}"
    )


def _act(card: Card, shut: _Shut) -> Act:
    if card.phase in ("tasked", "ready"):
        return Act("Plan again", href=f"/plan/{card.plan}" if card.plan else "/plan")
    if shut.fallback:
        return Act("Tell them", href=run_page(card, "ways"))
    if shut.home and shut.other is not None:
        role = "fallback" if shut.other.role == "fallback" else "way back"
        return Act(f"Tell them: take the {role}", href=run_page(card, "ways"))
    return Act("Plan anew from where they are", href=f"/plan?run={card.run}")
