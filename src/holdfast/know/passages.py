"""What each debriefed run has to teach: how far it went, what it met, how long it took.

Laws. A run speaks once, by its last debrief, and only if it was home and debriefed by the moment
asked about. Only what was really gone counts as exposure; of a leg that was broken off, half
(assumed). More than facts allow, or than anybody meets, is cut down to the most that can be.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum

from holdfast import facts as f
from holdfast.base.clock import DAY_MS, HOUR_MS
from holdfast.base.geo import nearest_m, unpack_line
from holdfast.know.calls import meant_calls
from holdfast.know.conjugate import MOST_FACTOR
from holdfast.know.course import Course, Leg, Visit
from holdfast.know.hazard import MODE_EXPOSURE, SEARCH_KM_PER_H
from holdfast.know.legs import stay_ms
from holdfast.know.risk import KINDS, ThreatLine, threats
from holdfast.know.runs import Story, heard_at_ms, story
from holdfast.know.searches import Search, searches
from holdfast.know.state import State

BROKEN_OFF = 0.5
"""So much of a leg on which a team turned back counts as gone (assumed)."""
ROUGH_WEAR = 4.0
"""A kilometre unpaved wears a vehicle like so many paved ones (rehearse.odds.rough_breakdown)."""
MOST_CONTACTS = 20.0
"""No run meets more contacts than this in one threat (assumed)."""
MOST_KM = 1_000.0
"""No leg is longer than this (assumed)."""
MOST_HAZARD = 50.0
"""No passage should have brought more contacts than this (assumed)."""
LONG_AGO_MS = 300 * DAY_MS
"""Threats that were passed longer ago are not asked about any more: ten half-lives of contacts."""
APART_MS = HOUR_MS
"""Calls nearer in time than this are of one mishap (assumed)."""
CLOSE_M = 100.0
"""A road closed so near to a told way lies on it (assumed)."""
SHORT_MS = 60_000
"""A planned leg or stay shorter than this has no pace (assumed)."""
MOSTLY = 0.5
"""A leg is rough if more than this share of it is unpaved."""


@dataclass(frozen=True, slots=True)
class Past:
    """Passing one threat.

    Attributes:
        hazard: harmful contacts that it should have brought at its kind's assumed rate.
        p_there: chance that it was there, after this passage.
    """

    kind: str
    hazard: float
    contacts: float
    p_there: float


@dataclass(frozen=True, slots=True)
class Timed:
    """A leg or stay: taken over planned. rough: more than half of it unpaved."""

    ratio: float
    rough: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """What one run has to teach.

    Attributes:
        km: gone; worn_km: the same, unpaved ones weighing ROUGH_WEAR; exposed_km: as the hazard
            field counts exposure, searches included.
        elsewhere: contacts away from all threats that were known. met: every contact's report.
        broke, sprained, blocked: breakdowns, people hurt without contact, roads found closed.
    """

    run: str
    mode: str
    home_ms: int
    km: float
    worn_km: float
    exposed_km: float
    past: tuple[Past, ...]
    elsewhere: float
    met: tuple[f.ContactReported, ...]
    broke: int
    sprained: int
    blocked: int
    legs: tuple[Timed, ...]
    stays: tuple[Timed, ...]
    searches: tuple[Search, ...]


def passages(state: State, now_ms: int) -> list[Passage]:
    """All runs that had been debriefed by this moment, in the order in which they came home."""
    found = []
    for run in sorted(state.debriefs):
        words = [w for w in state.debriefs[run].values() if heard_at_ms(w) <= now_ms]
        told = story(state, run)
        if words and told.home_ms is not None and told.home_ms <= now_ms and told.courses:
            debrief = max(words, key=lambda w: w.stamp).fact
            if isinstance(debrief, f.Debriefed):
                recent = now_ms - told.home_ms <= LONG_AGO_MS
                past = _past(state, told, debrief, told.home_ms) if recent else []
                found.append(_passage(state, told, told.home_ms, tuple(past)))
    return sorted(found, key=lambda p: (p.home_ms, p.run))


def _passage(state: State, told: Story, home_ms: int, past: tuple[Past, ...]) -> Passage:
    mode = told.courses[0].tasking.mode
    met = tuple(
        r.fact for r in told.all(f.ContactReported) if isinstance(r.fact, f.ContactReported)
    )
    gone = [(min(w.length_m / 1000, MOST_KM) * p, w) for w, p in _ways_gone(told)]
    km = fsum(k for k, _ in gone)
    unpaved = fsum(k * _rough(w) for k, w in gone)
    hours = fsum(_stayed_ms(v) for c in told.courses for v in _visits(c)) / HOUR_MS
    return Passage(
        run=told.run,
        mode=mode,
        home_ms=home_ms,
        km=km,
        worn_km=km + (ROUGH_WEAR - 1) * unpaved,
        exposed_km=km * MODE_EXPOSURE[mode] + hours * SEARCH_KM_PER_H,
        past=past,
        elsewhere=min(max(0.0, len(met) - fsum(p.contacts for p in past)), MOST_CONTACTS),
        met=met,
        broke=_calls(told, "breakdown"),
        sprained=0 if met else _calls(told, "casualty"),
        blocked=_blocked(state, told, home_ms, mode),
        legs=tuple(_legs(told)),
        stays=tuple(_stays(told)),
        searches=tuple(searches(state, told)),
    )


def _past(state: State, told: Story, debrief: f.Debriefed, home_ms: int) -> Iterator[Past]:
    """Each threat that was passed, believed as after the passage.

    A contact that lies in several threats is shared out among them.
    """
    if not debrief.exposures:
        return
    n_met = len(told.all(f.ContactReported))
    feared = {t.threat: t for t in threats(state, home_ms)}
    counted = fsum(min(e.contacts, MOST_CONTACTS) for e in debrief.exposures)
    each = min(1.0, n_met / counted) if n_met and counted else 1.0
    for exposure in {e.threat: e for e in debrief.exposures}.values():
        threat = feared.get(exposure.threat)
        if threat is not None and _at_its_kinds_rate(threat):
            hazard = min(exposure.hazard_if_there, MOST_HAZARD)
            contacts = min(exposure.contacts, MOST_CONTACTS) * each
            yield Past(threat.what, hazard, contacts, 1.0 if contacts else threat.belief)


def _at_its_kinds_rate(threat: ThreatLine) -> bool:
    """Whether nobody gave it a rate of its own, of which its kind's would learn nothing."""
    return threat.per_km == KINDS[threat.what].per_km


def _ways_gone(told: Story) -> Iterator[tuple[f.WayTold, float]]:
    """The told ways that were gone, and how much of each."""
    for course in told.courses:
        for part in course.gone:
            if isinstance(part, Leg) and part.way is not None:
                yield part.way, 1.0
        if course.turned_on is not None and course.turned_on.way is not None:
            yield course.turned_on.way, BROKEN_OFF


def _rough(way: f.WayTold) -> float:
    """The share of a way that is unpaved."""
    return min(1.0, way.unpaved_m / way.length_m) if way.length_m > 0 else 0.0


def _visits(course: Course) -> list[Visit]:
    return [part for part in course.gone if isinstance(part, Visit)]


def _stayed_ms(visit: Visit) -> int:
    """How long they stayed; nothing where nobody said."""
    if visit.arrived_ms is None or visit.left_ms is None:
        return 0
    return max(0, visit.left_ms - visit.arrived_ms)


def _calls(told: Story, need: str) -> int:
    """How many mishaps of a kind were called in: calls that come close together are one."""
    called = [r for r in meant_calls(told) if getattr(r.fact, "need", "") == need]
    n, last_ms = 0, None
    for at_ms in map(heard_at_ms, called):
        if last_ms is None or at_ms - last_ms > APART_MS:
            n += 1
        last_ms = at_ms
    return n


def _blocked(state: State, told: Story, home_ms: int, mode: str) -> int:
    """Roads that were found closed on the told ways while they were out."""
    left_ms = told.departed_ms
    if left_ms is None:
        return 0
    shut = [
        s.fact
        for s in state.closures.values()
        if left_ms <= heard_at_ms(s) <= home_ms and isinstance(s.fact, f.RoadClosed)
    ]
    if not shut:
        return 0
    lines = [unpack_line(way.line) for course in told.courses for way in course.tasking.ways]
    return sum(
        mode in road.modes
        and any(nearest_m(road.at.place, line) <= road.radius_m + CLOSE_M for line in lines)
        for road in shut
    )


def _legs(told: Story) -> Iterator[Timed]:
    """Legs whose times are known, without contact or call, in daylight."""
    for course in told.courses:
        dark_ms = course.tasking.dark_ms
        for leg in course.gone:
            if not isinstance(leg, Leg) or leg.way is None:
                continue
            ratio = _ratio(told, leg.left_ms, leg.done_ms, leg.way.time_s * 1000)
            light = dark_ms is None or leg.done_ms is None or leg.done_ms <= dark_ms
            if ratio is not None and light:
                yield Timed(ratio, _rough(leg.way) > MOSTLY)


def _stays(told: Story) -> Iterator[Timed]:
    """Stays whose times are known, without contact or call."""
    for course in told.courses:
        for visit in _visits(course):
            planned = stay_ms(course.tasking, visit.stop)
            ratio = _ratio(told, visit.arrived_ms, visit.left_ms, planned)
            if ratio is not None:
                yield Timed(ratio)


def _ratio(
    told: Story, begin_ms: int | None, end_ms: int | None, planned_ms: float
) -> float | None:
    """Taken over planned; None where it is not known or was disturbed."""
    if begin_ms is None or end_ms is None or end_ms <= begin_ms or planned_ms < SHORT_MS:
        return None
    mishaps = told.all(f.ContactReported, f.HelpCalled)
    if any(begin_ms <= heard_at_ms(r) <= end_ms for r in mishaps):
        return None
    return max(1 / MOST_FACTOR, min(MOST_FACTOR, (end_ms - begin_ms) / planned_ms))
