"""Time as whole milliseconds since 1970 UTC, so that it sorts and never has a zone.

Laws. Only the shell reads a clock; the core is handed `now_ms`. Stamps are totally ordered and
no two facts share one. A stamp never runs behind a stamp this device has already seen, however far
ahead that lies: stamps order, and no duration is ever reckoned from one (ADR 15).
"""

import time
from collections.abc import Callable
from typing import NamedTuple

Clock = Callable[[], int]

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

MAX_SKEW_MS = 10 * MINUTE_MS
"""How far two clocks may differ before somebody is told (assumed)."""
FAR_AHEAD_MS = DAY_MS
"""A word dated further ahead than this is not believed until a person has looked (issue 9)."""
GREATEST = 2**53 - 1
"""As ledger.entry.Whole has it: the greatest number that a stamp can hold."""


class Stamp(NamedTuple):
    """When and by which device something was said (hybrid logical clock).

    Attributes:
        at_ms: milliseconds since 1970 UTC by the device's clock, never before what it had seen.
            It orders; it is no date.
        tick: counts up within one millisecond.
        device: hex id of the device, its public key.
        seq: the entry's place in that device's chain, from 0.
    """

    at_ms: int
    tick: int
    device: str
    seq: int


class Came(NamedTuple):
    """How an entry came to this machine.

    Attributes:
        n: its place in the order of arrival; of a body that came after its entry, how many entries
            had come by then.
        read_ms: what this machine's clock said then.
        at_ms: when that was, by the clock as it goes now (base.arrivals).
        late: of a body that came after its entry, which change to a body that was; else 0.
    """

    n: int
    read_ms: int
    at_ms: int
    late: int = 0

    @property
    def order(self) -> tuple[int, int]:
        """Sorts what came by when it came, whole entries and late bodies alike."""
        return self.n, self.late


def next_tick(last: tuple[int, int], now_ms: int) -> tuple[int, int]:
    """The (at_ms, tick) after `last` that is nearest to the wall.

    Source: Kulkarni et al., Logical Physical Clocks, OPODIS 2014, figure 5 (send).
    """
    at_ms, tick = last
    if now_ms > at_ms:
        return now_ms, 0
    return (at_ms, tick + 1) if tick < GREATEST else (at_ms + 1, 0)


def seen_tick(last: tuple[int, int], theirs: tuple[int, int]) -> tuple[int, int]:
    """What our clock has seen after an entry stamped `theirs`.

    There is no bound on how far it is pulled ahead: a word said after seeing another must stand
    over it. Source: Kulkarni et al. 2014, figure 5 (receive), without the bound of section 4.
    """
    return max(last, theirs)


def far_ahead(said_ms: int, now_ms: int) -> bool:
    """Whether a word said at that time by its device's clock lies too far ahead to be believed."""
    return said_ms > now_ms + FAR_AHEAD_MS


def wall_ms() -> int:
    """The machine's wall clock; only the shell calls this."""
    return time.time_ns() // 1_000_000


def boot_ms() -> int:
    """Milliseconds since the machine started, sleep counted, which nobody can set; shell only."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime_ns(clock) // 1_000_000
