"""A team's reports, one after the other, against the stops of its tasking.

Laws. Who leaves a stop that they never said they had reached has been there. To have turned back
holds until they reach a stop that they had not reached. To switch to another way home turns nobody
back. A leg counts as gone by its told way only where they are not known to have been elsewhere. A
tasking that begins 'here' holds from when it was said: what was reported before belongs to the one
before it, but a team that stood at a site stands there until it says otherwise.
"""

from collections.abc import Sequence
from dataclasses import replace

from holdfast import facts as f
from holdfast.facts.said import Said
from holdfast.facts.words import WayRole
from holdfast.know.course import Course, Leg, Visit
from holdfast.know.legs import GATE, begins_here, leg_way


def courses(
    reports: Sequence[tuple[int, Said]], tasked: Sequence[Said], departed_ms: int | None
) -> tuple[Course, ...]:
    """How the run went by each of its taskings; the last is the one that holds.

    Args:
        reports: all words about the run with their moments, as `in_order` has them; its taskings
            are among them.
        tasked: all taskings of it.
        departed_ms: when it left; None while it is inside.
    """
    eras = _eras(tasked)
    words = enumerate(reports) if len(eras) > 1 or any(begins_here(t) for _, t in eras) else ()
    order = {said.stamp: (i, at_ms) for i, (at_ms, said) in words}
    told: list[Course] = []
    for n, (said, tasking) in enumerate(eras):
        walk = _Walk(tasking)
        begins = order[said.stamp][0] if begins_here(tasking) else None
        ends = order[eras[n + 1][0].stamp][0] if n + 1 < len(eras) else None
        if departed_ms is not None and begins is None:
            walk.set_out(departed_ms)
        elif departed_ms is not None:
            walk.set_out_anew(max(departed_ms, order[said.stamp][1]), told[-1] if told else None)
        for i, (at_ms, report) in enumerate(reports):
            if (begins is None or i > begins) and (ends is None or i < ends):
                walk.hear(report.fact, at_ms)
        told.append(walk.course())
    return tuple(told)


def _eras(tasked: Sequence[Said]) -> list[tuple[Said, f.Tasking]]:
    """The tasking that holds, and those before it that a team was out with when told anew."""
    eras: list[tuple[Said, f.Tasking]] = []
    for said in sorted(tasked, key=lambda s: s.stamp, reverse=True):
        if isinstance(said.fact, f.RunTasked):
            eras.insert(0, (said, said.fact.tasking))
            if not begins_here(said.fact.tasking):
                break
    return eras


class _Walk:
    """A team's reports, one after the other, against one tasking."""

    def __init__(self, tasking: f.Tasking) -> None:
        self.tasking = tasking
        self.since_ms: int | None = None
        self.gone: list[Leg | Visit] = []
        self.last = GATE
        self.standing = False
        self.aside: str | None = None
        self.set_out_ms: int | None = None
        self.strayed = False
        """Whether they were elsewhere since they set out, so that nobody knows how they went."""
        self.turned_ms: int | None = None
        self.turned_on: Leg | None = None
        self.role: WayRole = "back"
        self.home_ms: int | None = None

    def set_out(self, at_ms: int) -> None:
        """They left the gate."""
        self.since_ms = self.set_out_ms = at_ms

    def set_out_anew(self, at_ms: int, before: Course | None) -> None:
        """They were told anew where they were; who stood at a site stands there."""
        self.since_ms, self.set_out_ms = at_ms, max(at_ms, self.tasking.depart_ms)
        if before is None or not before.standing:
            return
        site = before.aside or before.tasking.stops[before.last].site
        stop = self._unreached(site)
        self.standing, self.aside = True, site if stop is None else None
        if stop is not None:
            self.last = stop
            self.gone.append(Visit(stop, at_ms))

    def hear(self, fact: f.Fact, at_ms: int) -> None:
        """One report; after they came home nothing moves them."""
        if self.home_ms is not None:
            return
        if isinstance(fact, f.Arrived):
            self._arrived(fact.site, at_ms)
        elif isinstance(fact, f.LeftSite):
            self._left(fact.site, at_ms)
        elif isinstance(fact, f.TurnedBack):
            self._turned(at_ms)
        elif isinstance(fact, f.WaySwitched):
            self.role = "fallback" if fact.role == "fallback" else "back"
        elif isinstance(fact, f.CameHome):
            self._came_home(at_ms)

    def course(self) -> Course:
        """How far they are."""
        return Course(
            tasking=self.tasking,
            since_ms=self.since_ms,
            gone=tuple(self.gone),
            last=self.last,
            standing=self.standing,
            aside=self.aside,
            set_out_ms=self.set_out_ms,
            turned_ms=self.turned_ms,
            turned_on=self.turned_on,
            role=self.role,
            home_ms=self.home_ms,
        )

    def _at(self, site: str) -> bool:
        """Whether the site is the last stop reached."""
        return self.last != GATE and self.tasking.stops[self.last].site == site

    def _unreached(self, site: str) -> int | None:
        """The stop at a site that was not reached yet: one ahead if there is one."""
        reached = {part.stop for part in self.gone if isinstance(part, Visit)}
        stops = [i for i, stop in enumerate(self.tasking.stops) if stop.site == site]
        return min(
            (i for i in stops if i not in reached), key=lambda i: (i < self.last, i), default=None
        )

    def _arrived(self, site: str, at_ms: int) -> None:
        if self.standing and (self.aside == site or (self.aside is None and self._at(site))):
            return
        stop = self._unreached(site)
        if stop is not None:
            self.strayed = self.strayed or self.turned_on is not None
            self.turned_ms = None
        else:
            stop = next((i for i, s in enumerate(self.tasking.stops) if s.site == site), None)
        self.standing, self.aside = True, site if stop is None else None
        if stop is None:
            self.strayed = True
        else:
            self._reach(stop, at_ms)

    def _reach(self, stop: int, at_ms: int | None) -> None:
        """The leg is at its end, and a visit begins."""
        way = None if self.strayed or stop == self.last else leg_way(self.tasking, self.last, stop)
        self.gone += [Leg(self.last, stop, way, self.set_out_ms, at_ms), Visit(stop, at_ms)]
        self.last, self.set_out_ms, self.strayed, self.turned_on = stop, None, False, None

    def _left(self, site: str, at_ms: int) -> None:
        """Who leaves a stop that they never said they had reached has been there."""
        here = self.aside is None and self._at(site)
        stop = None if here else self._unreached(site)
        if stop is not None:
            self.aside = self.turned_ms = None
            self._reach(stop, None)
        elif not here and not self.standing:
            return
        self._depart(at_ms)
        if not self.tasking.stops:
            self._turned(at_ms)

    def _depart(self, at_ms: int) -> None:
        """Off again; who says twice that they have left a stop left it then."""
        if self.aside is None and self.turned_on is None:
            self._end_visit(at_ms)
            self.set_out_ms = at_ms
        elif not self.strayed:
            self.set_out_ms = at_ms
        self.standing, self.aside = False, None

    def _end_visit(self, at_ms: int) -> None:
        part = self.gone[-1] if self.gone else None
        if isinstance(part, Visit):
            self.gone[-1] = replace(part, left_ms=at_ms)

    def _turned(self, at_ms: int) -> None:
        """At a site they leave it; on the way they go back; on the way home nothing changes."""
        at_stop = self.standing and self.aside is None
        if self.standing:
            self._depart(at_ms)
        now = self.course()
        if now.homeward:
            return
        if not at_stop and now.next is not None and now.going is not None:
            self.turned_on = replace(now.going, way=None) if self.strayed else now.going
        self.turned_ms = at_ms

    def _came_home(self, at_ms: int) -> None:
        """They went the way home only where they are known to have gone it from its start."""
        now = self.course()
        known = self.last != GATE and now.homeward and self.turned_on is None and not self.strayed
        if known:
            left_ms = None if self.standing or now.going is None else now.going.left_ms
            self.gone.append(Leg(self.last, None, now.home_way, left_ms, at_ms))
        self.home_ms = at_ms
        self.standing, self.aside = False, None
