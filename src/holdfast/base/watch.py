"""A machine's wall clock watched against one that nobody can set, to find where it jumped.

Laws. Pure: readings are handed in. The wall is followed wherever it goes, so that what is said now
is dated now; a jump of a minute or more is told. Small corrections, as time servers make them, are
followed silently. A gap between looks that come every second is time in which nothing was watched.
"""

from typing import Literal, NamedTuple

from holdfast.base.arrivals import Step
from holdfast.base.clock import MINUTE_MS

FOLLOW_MS = 1_000
"""How far wall and steady clock may part before the wall is followed (assumed)."""
TOLD_MS = MINUTE_MS
"""A jump, or a stillness, shorter than this is told to nobody (assumed)."""

Kind = Literal["ahead", "back", "stood", "after"]


class Reading(NamedTuple):
    """Two clocks at one moment.

    Attributes:
        wall_ms: since 1970 UTC; may be set.
        steady_ms: since some moment, sleep counted; nobody sets it.
    """

    wall_ms: int
    steady_ms: int


class Jump(NamedTuple):
    """What a watch found.

    Attributes:
        kind: the wall went "ahead" or "back" at once; or nothing looked, the machine "stood"; or a
            room was opened so long "after" its last word that the date may be wrong.
        at_ms: by the wall, right after.
        by_ms: how far, or how long.
    """

    kind: Kind
    at_ms: int
    by_ms: int


class ClockStory(NamedTuple):
    """What is known of a room's clock, for its alarms.

    Attributes:
        own: whether it is the machine's own; an exercise's is set on purpose.
        jumps: what a watch found. steps: where it was found set.
    """

    own: bool = False
    jumps: tuple[Jump, ...] = ()
    steps: tuple[Step, ...] = ()


UNKNOWN = ClockStory()
"""Of a clock of which nothing is known."""


class Watch(NamedTuple):
    """How the wall runs beside the steady clock, and when somebody last looked.

    Attributes:
        lead_ms: wall less steady.
        looked_ms: the last look, by the steady clock; None while nobody looks regularly.
    """

    lead_ms: int
    looked_ms: int | None = None

    def now_ms(self, steady_ms: int) -> int:
        """The time, since 1970 UTC."""
        return self.lead_ms + steady_ms


def begun(reading: Reading) -> Watch:
    """A watch that begins now."""
    return Watch(reading.wall_ms - reading.steady_ms)


def read(watch: Watch, reading: Reading) -> tuple[Watch, Jump | None]:
    """Follow the wall; tell where it jumped."""
    lead_ms = reading.wall_ms - reading.steady_ms
    by_ms = lead_ms - watch.lead_ms
    if abs(by_ms) < FOLLOW_MS:
        return watch, None
    after = watch._replace(lead_ms=lead_ms)
    if abs(by_ms) < TOLD_MS:
        return after, None
    return after, Jump("ahead" if by_ms > 0 else "back", reading.wall_ms, abs(by_ms))


def look(watch: Watch, reading: Reading) -> tuple[Watch, Jump | None]:
    """As `read`, by somebody who looks every second: a long gap means that the machine stood."""
    after, jump = read(watch, reading)
    gap_ms = 0 if watch.looked_ms is None else reading.steady_ms - watch.looked_ms
    after = after._replace(looked_ms=reading.steady_ms)
    if jump is None and gap_ms >= TOLD_MS:
        jump = Jump("stood", after.now_ms(reading.steady_ms), gap_ms)
    return after, jump
