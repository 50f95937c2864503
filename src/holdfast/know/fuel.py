"""What is in a tank: the last reading, less what its runs have driven since.

Laws. A reading stands until there is a new one, whatever else is said of the vehicle. A reading of
more than the tank holds is not believed, and the one before it stands. What was driven is reckoned
by the ways that were told: legs known to be gone in full, those under way by the time, and of a run
that came home without saying where it had been the whole round, as far as its time allows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from holdfast import facts as f
from holdfast.base.grid import clock_words, date_words, local
from holdfast.facts.said import Said
from holdfast.know.course import Course, Leg
from holdfast.know.legs import GATE, leg_way
from holdfast.know.order import in_order
from holdfast.know.runs import Story, heard_at_ms, stories
from holdfast.know.state import State

FASTER = 1.25
"""Nobody drives a way faster than so many times its planned speed (assumed)."""


@dataclass(frozen=True, slots=True)
class Tank:
    """What is in a tank, in litres.

    Attributes:
        left_l: by reckoning; None where nobody has read it.
        read_l, read_ms: the last reading that can be, and when.
        used_l: by reckoning since then; driven_ms: until when that was driven.
    """

    left_l: float | None
    read_l: float | None
    read_ms: int | None
    used_l: float
    driven_ms: int | None


@dataclass(frozen=True, slots=True)
class Driven:
    """So many metres between two moments."""

    start_ms: int
    end_ms: int
    m: float

    def since(self, at_ms: int) -> float:
        """What of it was driven after a moment."""
        whole = self.end_ms - self.start_ms
        part = 1.0 if whole <= 0 else (self.end_ms - max(at_ms, self.start_ms)) / whole
        return self.m * min(1.0, part) if self.end_ms > at_ms else 0.0


def tank(state: State, vehicle: f.VehicleRegistered, now_ms: int | None = None) -> Tank:
    """What is in a vehicle's tank; a leg under way counts in full where no `now_ms` is given."""
    reading = _last_reading(state, vehicle)
    if reading is None:
        return Tank(None, None, None, 0.0, None)
    read_l, read_ms = reading
    parts = [
        part
        for story in stories(state).values()
        if story.departed_ms is not None
        for part in driven(story, vehicle.vehicle, now_ms)
        if part.since(read_ms) > 0
    ]
    used_l = sum(p.since(read_ms) for p in parts) / 1e5 * vehicle.use_l_per_100km
    return Tank(
        left_l=max(0.0, read_l - used_l),
        read_l=read_l,
        read_ms=read_ms,
        used_l=used_l,
        driven_ms=max((p.end_ms for p in parts), default=None),
    )


def _readings(state: State, vehicle: str) -> list[tuple[float, Said]]:
    return [
        (said.fact.fuel_l, said)
        for _, said in in_order(state.fuel_read.get(vehicle, {}).values())
        if isinstance(said.fact, f.VehicleReadinessSaid) and said.fact.fuel_l is not None
    ]


def _last_reading(state: State, vehicle: f.VehicleRegistered) -> tuple[float, int] | None:
    """The last reading that the tank can hold, and when it was."""
    for litres, said in reversed(_readings(state, vehicle.vehicle)):
        if not beyond(vehicle, litres):
            return litres, heard_at_ms(said)
    return None


def beyond(vehicle: f.VehicleRegistered, litres: float) -> bool:
    """Whether a tank cannot hold so much; one of which nobody said how large it is may."""
    return 0 < vehicle.tank_l < litres


def unbelieved(state: State, vehicle: str) -> tuple[float, int] | None:
    """The last reading, where the tank cannot hold it, and when it was said."""
    said, readings = state.vehicles.get(vehicle), _readings(state, vehicle)
    known = said.fact if said else None
    if not isinstance(known, f.VehicleRegistered) or not readings:
        return None
    litres, word = readings[-1]
    return (litres, heard_at_ms(word)) if beyond(known, litres) else None


def driven(story: Story, vehicle: str, now_ms: int | None) -> Iterator[Driven]:
    """What a vehicle drove on a run, course by course.

    1. Legs to their end. 2. The leg that was under way when it was tasked anew, or is now. 3. Home,
    where it came home and nobody knows by which way.
    """
    for n, course in enumerate(story.courses):
        if course.tasking.vehicle != vehicle or course.since_ms is None:
            continue
        at_ms = course.since_ms
        for leg in (part for part in course.gone if isinstance(part, Leg)):
            start_ms = leg.left_ms if leg.left_ms is not None else at_ms
            at_ms = leg.done_ms if leg.done_ms is not None else start_ms
            yield Driven(start_ms, max(start_ms, at_ms), _leg_m(course, leg))
        later = story.courses[n + 1].since_ms if n + 1 < len(story.courses) else None
        until_ms = later if later is not None else now_ms
        if course.home_ms is None:
            yield from _under_way(course, until_ms)
        elif not _went_home(course):
            yield from _unsaid(course, at_ms, course.home_ms)


def _leg_m(course: Course, leg: Leg) -> float:
    """The length of a leg: its own way's, else that of the way that was told for it."""
    way = leg.way
    if way is None:
        way = course.home_way if leg.goal is None else leg_way(course.tasking, leg.start, leg.goal)
    return way.length_m if way is not None else 0.0


def _went_home(course: Course) -> bool:
    return any(isinstance(part, Leg) and part.goal is None for part in course.gone)


def _under_way(course: Course, until_ms: int | None) -> Iterator[Driven]:
    """The way that it is on, by the time since it set out."""
    leg = course.going
    if leg is None or leg.left_ms is None:
        return
    back = 0.0
    if course.homeward and course.turned_on is not None and course.turned_ms is not None:
        back = _share(course.turned_on, course.turned_ms) * _leg_m(course, course.turned_on)
        yield Driven(course.turned_on.left_ms or leg.left_ms, course.turned_ms, back)
    share = 1.0 if until_ms is None else _share(leg, until_ms)
    whole = back + (0.0 if course.last == GATE and course.homeward else _leg_m(course, leg))
    end_ms = until_ms if until_ms is not None else leg.left_ms
    yield Driven(leg.left_ms, max(leg.left_ms, end_ms), whole * share)


def _share(leg: Leg, until_ms: int) -> float:
    """How much of a leg is gone, at its planned pace."""
    if leg.way is None or leg.left_ms is None or leg.way.time_s <= 0:
        return 1.0
    return min(1.0, max(0, until_ms - leg.left_ms) / (leg.way.time_s * 1000))


def _unsaid(course: Course, from_ms: int, home_ms: int) -> Iterator[Driven]:
    """What it drove until it came home, where nobody said by which way, as far as time allows."""
    if course.turned_on is not None and course.turned_ms is not None:
        there = _share(course.turned_on, course.turned_ms) * _leg_m(course, course.turned_on)
        home_m = course.home_way.length_m if course.last != GATE and course.home_way else 0.0
        yield Driven(from_ms, home_ms, 2 * there + home_m)
        return
    ways = [
        leg_way(course.tasking, i, i + 1) for i in range(course.last, len(course.tasking.stops) - 1)
    ]
    if course.homeward:
        ways = []
    told = [way for way in (*ways, course.home_way) if way is not None]
    whole_m, whole_s = sum(way.length_m for way in told), sum(way.time_s for way in told)
    most = FASTER * max(0, home_ms - from_ms) / 1000 / whole_s if whole_s > 0 else 1.0
    yield Driven(from_ms, home_ms, whole_m * min(1.0, most))


class _Fuelled(Protocol):
    """What has a tank, as the room sees it."""

    @property
    def fuel_l(self) -> float | None: ...
    @property
    def read_l(self) -> float | None: ...
    @property
    def read_ms(self) -> int | None: ...
    @property
    def used_l(self) -> float: ...
    @property
    def driven_ms(self) -> int | None: ...


def fuel_words(line: _Fuelled, zone: str, now_ms: int) -> str:
    """'about 1.3 L by reckoning, read 5.5 L at 08:00'; '22 L, read at 08:00'; 'not said'."""
    if line.fuel_l is None or line.read_ms is None or line.read_l is None:
        return "not said"
    at = clock_words(line.read_ms, zone)
    if local(line.read_ms, zone).date() != local(now_ms, zone).date():
        at = f"{at} on {date_words(line.read_ms, zone, now_ms)}"
    if line.driven_ms is None:
        return f"{line.read_l:g} L, read at {at}"
    if line.used_l <= 0:
        return f"{line.read_l:g} L read at {at}, driven since; nobody has said what it uses"
    return f"about {line.fuel_l:.1f} L by reckoning, read {line.read_l:g} L at {at}"
