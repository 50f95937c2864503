"""Time as whole milliseconds since 1970 UTC, so that it sorts and never has a zone.

Laws. Only the shell reads a clock; the core is handed `now_ms`. Stamps are totally ordered and
no two facts share one. A stamp never runs behind a stamp this device has already seen.
"""

import time
from collections.abc import Callable
from typing import NamedTuple

Clock = Callable[[], int]

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

MAX_SKEW_MS = 10 * MINUTE_MS
"""How far ahead of our own clock a peer's stamp may pull ours (assumed)."""


class Stamp(NamedTuple):
    """When and by which device something was said (hybrid logical clock).

    Attributes:
        at_ms: milliseconds since 1970 UTC by the device's clock, never before what it had seen.
        tick: counts up within one millisecond.
        device: hex id of the device, its public key.
        seq: the entry's place in that device's chain, from 0.
    """

    at_ms: int
    tick: int
    device: str
    seq: int


def next_tick(last: tuple[int, int], now_ms: int) -> tuple[int, int]:
    """The (at_ms, tick) after `last` that is nearest to the wall.

    Source: Kulkarni et al., Logical Physical Clocks, OPODIS 2014, figure 5 (send).
    """
    at_ms, tick = last
    return (now_ms, 0) if now_ms > at_ms else (at_ms, tick + 1)


def seen_tick(last: tuple[int, int], theirs: tuple[int, int], now_ms: int) -> tuple[int, int]:
    """What our clock has seen after an entry stamped `theirs`, pulled ahead by MAX_SKEW_MS at most.

    Source: Kulkarni et al. 2014, figure 5 (receive), with the bound of section 4.
    """
    return max(last, theirs) if theirs[0] <= now_ms + MAX_SKEW_MS else last


def wall_ms() -> int:
    """The machine's wall clock; only the shell calls this."""
    return time.time_ns() // 1_000_000


def steady_clock() -> Clock:
    """A clock that starts at the wall's time and then runs on the monotonic one.

    So a wall clock that is set while we run moves no alarm.
    """
    start_ms, start_ns = wall_ms(), time.monotonic_ns()
    return lambda: start_ms + (time.monotonic_ns() - start_ns) // 1_000_000
