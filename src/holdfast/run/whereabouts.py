"""Where a team is believed to be, by its last word and along the leg that it is going.

Laws. A place that was reported holds until a later one. Reckoning runs from it along the way that
the team is on, or from the beginning of that way where the place is older; never along a way that
was not told, never past its end, and not for a team that is overdue.
"""

from dataclasses import dataclass
from itertools import pairwise

from holdfast import facts as f
from holdfast.base.geo import Place, along, distance_m, unpack_line
from holdfast.base.grid import clock_words, mgrs
from holdfast.know.course import Course
from holdfast.know.legs import GATE, leg_way, place_of
from holdfast.know.runs import Story, heard_at_ms
from holdfast.run.clocks import Clock, clock
from holdfast.run.lanes import way_line

FASTEST_MPS = 40.0
"""No team of ours moves faster, whatever its tasking says (assumed)."""
WALK_MPS = 1.2
"""Of a team whose way nobody knows (assumed: 4.3 km/h on foot)."""
NEAR_WAY_M = 1000.0
"""A reported place further than this from the way is not on the way (assumed)."""


@dataclass(frozen=True, slots=True)
class Fix:
    """Where a team is believed to be.

    Attributes:
        place: the last reported place, or the place reckoned along its way since then.
        heading_deg: of the way there.
        reported_ms: when the last report was made; placed_ms: when the last one with a place was.
        reckoned: whether `place` runs ahead of the last report by the plan's pace.
        ended: whether the reckoning has reached the end of their way, so that nobody knows more.
        reach_m: radius inside which the team could be by now, from the last reported place.
    """

    place: Place
    heading_deg: float
    reported_ms: int
    reckoned: bool
    reach_m: float
    reported_place: Place
    placed_ms: int
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Track:
    """The lines that a team is on now, each with its planned seconds, and since when."""

    pieces: tuple[tuple[list[Place], float], ...]
    begun_ms: int
    length_m: float

    @property
    def time_s(self) -> float:
        """Planned seconds on all of it."""
        return sum(time_s for _, time_s in self.pieces)

    def at(self, gone_s: float) -> tuple[Place, float]:
        """The place, and the heading there, so many planned seconds after its beginning."""
        for line, time_s in self.pieces[:-1]:
            if gone_s < time_s:
                return along(line, gone_s / time_s)
            gone_s -= time_s
        line, time_s = self.pieces[-1]
        return along(line, min(1.0, gone_s / time_s if time_s > 0 else 1.0))

    def near_s(self, place: Place) -> float | None:
        """Planned seconds from its beginning to where it passes nearest to a place, if it does."""
        before_s, near = 0.0, []
        for line, time_s in self.pieces:
            share = nearest_fraction(line, place)
            if share is not None:
                far_m = distance_m(along(line, share)[0], place)
                near.append((far_m, before_s + share * time_s))
            before_s += time_s
        return min(near)[1] if near else None


def whereabouts(story: Story, now_ms: int) -> Fix | None:
    """Where a run's team is believed to be now; None when it is not outside or nobody can tell."""
    tasking = story.tasking
    return None if tasking is None else fix_of(story, clock(story, tasking, now_ms), now_ms)


def fix_of(story: Story, times: Clock, now_ms: int) -> Fix | None:
    """Where the team is believed to be.

    1. Inside the gate: nowhere outside. 2. The last place that its reports tell.
    3. Reckoned along its way from there, unless it is overdue or at a site. 4. Its reach.
    """
    known = last_place(story) if story.outside else None
    if known is None or times.heard_ms is None:
        return None
    place, since_ms = known[0], min(known[1], times.heard_ms)
    track = track_of(story.courses[-1], max(times.pace, 1.0))
    speed_mps = WALK_MPS
    if track is not None:
        speed_mps = min(track.length_m / max(track.time_s, 1.0), FASTEST_MPS)
    if times.overdue_ms:
        reach_m = max(0.0, (now_ms - since_ms) / 1000) * speed_mps
        return Fix(place, 0.0, times.heard_ms, False, reach_m, place, since_ms)
    gone_s = None if track is None else _gone_s(track, place, since_ms, now_ms, times.pace)
    if track is None or gone_s is None:
        return Fix(place, 0.0, times.heard_ms, False, 0.0, place, since_ms)
    now_at, heading = track.at(gone_s)
    ended = gone_s >= track.time_s
    return Fix(now_at, heading, times.heard_ms, True, 0.0, place, since_ms, ended)


def place_words(fix: Fix | None, now_ms: int, zone: str) -> str:
    """'reckoned 10:20, last said 09:35 at 36R UU 123 456', or 'said 09:35 at ...'; empty where
    nobody knows."""
    if fix is None:
        return ""
    said = f"said {clock_words(fix.placed_ms, zone)} at {mgrs(fix.reported_place, 3)}"
    return f"reckoned {clock_words(now_ms, zone)}, last {said}" if fix.reckoned else said


def _gone_s(track: Track, place: Place, since_ms: int, now_ms: int, pace: float) -> float | None:
    """Planned seconds gone on its track, from where and when a team was last placed."""
    start_s = 0.0 if since_ms < track.begun_ms else track.near_s(place)
    if start_s is None:
        return None
    return start_s + max(0, now_ms - max(since_ms, track.begun_ms)) / 1000 / max(pace, 1.0)


def track_of(course: Course, pace: float) -> Track | None:
    """The line that they are on; None at a site, and where no way was told for it."""
    leg = course.going
    if leg is None or leg.left_ms is None:
        return None
    if course.homeward and course.turned_on is not None:
        return _track_back(course, pace)
    way = leg.way
    if way is None or len(way.line) < 4 or way.time_s <= 0:
        return None
    return Track(((unpack_line(way.line), way.time_s),), leg.left_ms, way.length_m)


def _track_back(course: Course, pace: float) -> Track | None:
    """Back to the stop that they came from, and by its way home; to the gate, where it was that."""
    leg, home = course.turned_on, course.home_way
    if leg is None or leg.way is None or leg.left_ms is None or course.turned_ms is None:
        return None
    astray = course.last == GATE and course.replanned and home is None
    if astray or leg.way.time_s <= 0 or len(leg.way.line) < 4:
        return None
    share = min(1.0, max(0, course.turned_ms - leg.left_ms) / (leg.way.time_s * pace * 1000))
    back = way_line(leg.way, share)[::-1]
    pieces: tuple[tuple[list[Place], float], ...] = ((back, share * leg.way.time_s),)
    length_m = share * leg.way.length_m
    if home is not None and len(home.line) >= 4:
        pieces += ((unpack_line(home.line), home.time_s),)
        length_m += home.length_m
    return Track(pieces, course.turned_ms, length_m)


def last_place(story: Story) -> tuple[Place, int] | None:
    """The last place that the reports tell, and when: a place that was given, or the gate and the
    site that a departure, an arrival or a leaving names.
    """
    told: list[tuple[int, Place]] = []
    if story.place is not None and story.place_ms is not None:
        told.append((story.place_ms, story.place))
    told += _gate(story)
    told += _named(story)
    if not told:
        return None
    since_ms, place = max(told, key=lambda x: x[0])
    return place, since_ms


def _named(story: Story) -> list[tuple[int, Place]]:
    """When they last named a site that lies at the end of a told way, and where that is."""
    for said in reversed(story.all(f.Arrived, f.LeftSite)):
        for course in reversed(story.courses):
            place = place_of(course.tasking, getattr(said.fact, "site", ""))
            if place is not None:
                return [(heard_at_ms(said), place)]
    return []


def _gate(story: Story) -> list[tuple[int, Place]]:
    """Where and when their way began, as the first tasking that we know has it."""
    course = story.courses[0] if story.courses else None
    out = None if course is None else leg_way(course.tasking, GATE, None)
    if course is None or out is None or len(out.line) < 2:
        return []
    begun_ms = course.since_ms if course.since_ms is not None else course.tasking.depart_ms
    return [(begun_ms, unpack_line(out.line)[0])]


def nearest_fraction(line: list[Place], place: Place) -> float | None:
    """How far along a line its vertex nearest to a place lies; None when none is near."""
    if len(line) < 2:
        return None
    nearest = min(range(len(line)), key=lambda i: distance_m(line[i], place))
    if distance_m(line[nearest], place) > NEAR_WAY_M:
        return None
    total = sum(distance_m(a, b) for a, b in pairwise(line))
    upto = sum(distance_m(line[i], line[i + 1]) for i in range(nearest))
    return upto / total if total > 0 else 0.0
