"""Where a run stands among the stops of its tasking: what is gone, where it is, what is next.

Laws. The next stop is the first in the plan's order after the last one reached that has not been
reached; what was passed over is left out, until the team arrives there after all. Who has no next
stop, or has turned back, goes home, and from the last stop reached: who turns back between two
stops goes back to the one that they came from, and home from there; before the first, as they came.
Until then the way home is the one from the plan's last stop. (know.walk reads it off the reports.)
"""

from dataclasses import dataclass

from holdfast import facts as f
from holdfast.facts.words import WayRole
from holdfast.know.legs import GATE, begins_here, leg_way, way_home


@dataclass(frozen=True, slots=True)
class Leg:
    """A way from one stop to the next, or home, that a team has gone or is going.

    Attributes:
        start, goal: numbers of stops; GATE before the first, None for home.
        way: as it was told; None where none was told for it, or they are known to have left it.
        left_ms, done_ms: when it was begun and ended; None where nobody said.
    """

    start: int
    goal: int | None
    way: f.WayTold | None
    left_ms: int | None
    done_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """A stay at a stop. None where nobody said when, or they are still there."""

    stop: int
    arrived_ms: int | None
    left_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """How far a team is with one tasking.

    Attributes:
        since_ms: when it left the gate, or was tasked anew; None while it is inside.
        gone: legs to their end and visits, in their order; the last may be the visit of now.
        last: number of the last stop reached, GATE before the first.
        standing: whether it is at a site; `aside`: that site, where it is no stop of the tasking.
        set_out_ms: when it left `last`.
        turned_ms: when it turned back; `turned_on`: the leg on which it was then.
        role: by which way it goes home, where it has the choice.
        home_ms: when it came home.
    """

    tasking: f.Tasking
    since_ms: int | None
    gone: tuple[Leg | Visit, ...] = ()
    last: int = GATE
    standing: bool = False
    aside: str | None = None
    set_out_ms: int | None = None
    turned_ms: int | None = None
    turned_on: Leg | None = None
    role: WayRole = "back"
    home_ms: int | None = None

    @property
    def replanned(self) -> bool:
        """Whether it was tasked from where it was."""
        return begins_here(self.tasking)

    @property
    def reached(self) -> tuple[int, ...]:
        """Numbers of the stops that were reached, in that order."""
        return tuple(dict.fromkeys(part.stop for part in self.gone if isinstance(part, Visit)))

    @property
    def to_come(self) -> tuple[int, ...]:
        """Numbers of the stops that are still to come; none once they go home."""
        if self.turned_ms is not None or self.home_ms is not None:
            return ()
        reached = set(self.reached)
        return tuple(i for i in range(self.last + 1, len(self.tasking.stops)) if i not in reached)

    @property
    def next(self) -> int | None:
        """Number of the next stop; None where the next is home."""
        return self.to_come[0] if self.to_come else None

    @property
    def left_out(self) -> tuple[int, ...]:
        """Numbers of the stops that were passed over, or will not be reached any more."""
        known = {*self.reached, *self.to_come}
        return tuple(i for i in range(len(self.tasking.stops)) if i not in known)

    @property
    def homeward(self) -> bool:
        """Whether they are on their way home, or will be when they leave where they are."""
        if self.since_ms is None or self.turned_ms is not None:
            return self.turned_ms is not None
        return self.next is None and (self.last != GATE or self.replanned)

    @property
    def home_from(self) -> int:
        """Number of the stop from which they go home, or will: the last reached, or the plan's."""
        return self.last if self.homeward else len(self.tasking.stops) - 1

    @property
    def home_way(self) -> f.WayTold | None:
        """The told way by which they go home, or will."""
        return way_home(self.tasking, self.home_from, self.role)

    @property
    def going(self) -> Leg | None:
        """The leg that they are on; None at a site and inside. After turning back, the way home."""
        if self.since_ms is None or self.standing or self.home_ms is not None:
            return None
        if self.homeward:
            begun = [ms for ms in (self.turned_ms, self.set_out_ms) if ms is not None]
            return Leg(self.last, None, self.home_way, max(begun, default=None))
        return Leg(
            self.last, self.next, leg_way(self.tasking, self.last, self.next), self.set_out_ms
        )
