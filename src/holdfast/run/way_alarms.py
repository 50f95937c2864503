"""A threat with fresh evidence from elsewhere, on the way that a team still has to go.

Law. What was heard of a threat before the team left, or was told anew where it was, it was told.
"""

from collections.abc import Iterator
from math import degrees

import numpy as np
from numpy.typing import NDArray

from holdfast.base.geo import EARTH_RADIUS_M, nearest_of_each_m
from holdfast.base.grid import span_words
from holdfast.know.course import Course
from holdfast.know.legs import ways_home
from holdfast.know.risk import ThreatLine, threats
from holdfast.know.runs import OUTSIDE, Story
from holdfast.know.settings import setting_ms
from holdfast.know.state import State
from holdfast.run.alarm import Act, Alarm, alarm_id, run_page
from holdfast.run.board import Card
from holdfast.run.lanes import Stretch, stretches, way_line
from holdfast.run.stops import stop_name

Line = NDArray[np.float64]
"""(n, 2) longitude and latitude."""


def ways_in_danger(
    state: State, cards: list[Card], told: dict[str, Story], now_ms: int
) -> Iterator[Alarm]:
    """A threat with fresh evidence, from elsewhere, lies on the way that a team still has to go."""
    lately_ms = now_ms - setting_ms(state, "way_threat")
    fresh = [
        t
        for t in threats(state, now_ms)
        if not t.lifted and t.belief > 0.3 and t.last_ms > lately_ms
    ]
    for card in cards:
        story = told[card.run]
        if card.phase not in OUTSIDE or story.tasking is None:
            continue
        course = story.courses[-1]
        ahead = _ahead_of(stretches(story, card.clock.pace, now_ms))
        since_ms = course.since_ms
        if since_ms is None:
            continue
        untold = [t for t in fresh if t.last_ms > since_ms and t.run != card.run]
        for threat, on in zip(untold, _lie_on(ahead, untold), strict=True):
            if on is not None:
                yield _way_alarm(state, card, course, threat, on)


def _ahead_of(found: list[Stretch]) -> list[tuple[Stretch, list[Line]]]:
    """What the team still has to go, with its lines in arrays: each is held to every threat."""
    return [
        (s, [np.array(way_line(way, share)) for way, share in s.ways if way.line])
        for s in found
        if s.ways
    ]


def _lie_on(
    ahead: list[tuple[Stretch, list[Line]]], dangers: list[ThreatLine]
) -> list[Stretch | None]:
    """For each threat the last stretch that it lies on."""
    found: list[Stretch | None] = [None] * len(dangers)
    for stretch, lines in ahead:
        for line in lines:
            for i in _touching(line, dangers):
                found[i] = stretch
    return found


def _touching(line: Line, dangers: list[ThreatLine]) -> list[int]:
    """Which of these lie on a line; what is too far north or south is seen at a glance."""
    if not len(line):
        return []
    south, north = float(line[:, 1].min()), float(line[:, 1].max())
    near = []
    for i, threat in enumerate(dangers):
        reach_deg = degrees(threat.radius_m / EARTH_RADIUS_M) * 1.01
        if south - reach_deg <= threat.place.lat <= north + reach_deg:
            near.append(i)
    metres = nearest_of_each_m([dangers[i].place for i in near], line)
    return [i for i, m in zip(near, metres, strict=True) if m <= dangers[i].radius_m]


def _way_alarm(state: State, card: Card, course: Course, threat: ThreatLine, on: Stretch) -> Alarm:
    to = "home" if on.part == "back" or on.stop is None else stop_name(state, course, on.stop)
    return Alarm(
        alarm=alarm_id("way", card.run, threat.threat, threat.last_ms),
        severity="warning",
        icon="contact",
        who=card.call,
        what=f"{threat.name} lies on the way {'home' if to == 'home' else 'to ' + to}",
        more=f"{threat.grade}, {threat.belief:.0%} · {_other_way(course)}",
        since_ms=threat.last_ms,
        acts=(Act("Compare ways", href=run_page(card, "ways")),),
        run=card.run,
    )


def _other_way(course: Course) -> str:
    """What the other way home from there costs or saves."""
    told = {way.role: way for way in ways_home(course.tasking, course.home_from)}
    if "back" not in told or "fallback" not in told:
        return "no other way home was told from there"
    more_s = told["fallback"].time_s - told["back"].time_s
    adds = "adds" if more_s >= 0 else "saves"
    return f"fallback {adds} {span_words(round(abs(more_s) * 1000))}"
