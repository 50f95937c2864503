"""A threat with fresh evidence from elsewhere, on the way that a team still has to go."""

from collections.abc import Iterator
from math import degrees

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS
from holdfast.base.geo import EARTH_RADIUS_M, Place, nearest_m, unpack_line
from holdfast.base.grid import span_words
from holdfast.know.risk import ThreatLine, threats
from holdfast.know.runs import OUTSIDE, Story
from holdfast.know.state import State
from holdfast.run.alarm import Act, Alarm, alarm_id, run_page
from holdfast.run.board import Card
from holdfast.run.clocks import home_role, way_s

NEAR_WAY_MS = 12 * HOUR_MS
"""How old the last evidence of a threat may be for it to alarm a run that nears it (assumed)."""


def ways_in_danger(
    state: State, cards: list[Card], told: dict[str, Story], now_ms: int
) -> Iterator[Alarm]:
    """A threat with fresh evidence, from elsewhere, lies on the way that a team still has to go."""
    fresh = [
        t
        for t in threats(state, now_ms)
        if not t.lifted and t.belief > 0.3 and now_ms - t.last_ms < NEAR_WAY_MS
    ]
    for card in cards:
        story = told[card.run]
        if card.phase not in OUTSIDE or story.tasking is None:
            continue
        ahead = _ahead_of(story, story.tasking)
        for threat in fresh:
            new = story.departed_ms is not None and threat.last_ms > story.departed_ms
            if new and threat.run != card.run and _touches(ahead, threat):
                yield _way_alarm(card, story.tasking, threat)


def _ahead_of(story: Story, tasking: f.Tasking) -> list[list[Place]]:
    """The lines of the ways that the team still has to go."""
    home = home_role(story)
    roles = {"returning": (home,), "on_site": ("between", home)}.get(
        story.phase, ("out", "between", home)
    )
    return [unpack_line(way.line) for way in tasking.ways if way.role in roles and way.line]


def _touches(ahead: list[list[Place]], threat: ThreatLine) -> bool:
    """Whether a threat lies on these lines; what is too far north or south is seen at a glance."""
    reach_deg = degrees(threat.radius_m / EARTH_RADIUS_M) * 1.01
    south, north = threat.place.lat - reach_deg, threat.place.lat + reach_deg
    return any(
        max(p.lat for p in line) >= south
        and min(p.lat for p in line) <= north
        and nearest_m(threat.place, line) <= threat.radius_m
        for line in ahead
        if line
    )


def _way_alarm(card: Card, tasking: f.Tasking, threat: ThreatLine) -> Alarm:
    more_s = way_s(tasking, "fallback") - way_s(tasking, "back")
    return Alarm(
        alarm=alarm_id("way", card.run, threat.threat, threat.last_ms),
        severity="warning",
        icon="contact",
        who=card.call,
        what=f"{threat.name} lies on the way home",
        more=f"{threat.grade}, {threat.belief:.0%} · fallback "
        f"{'adds' if more_s >= 0 else 'saves'} {span_words(round(abs(more_s) * 1000))}",
        since_ms=threat.last_ms,
        acts=(Act("Compare ways", href=run_page(card, "ways")),),
        run=card.run,
    )
