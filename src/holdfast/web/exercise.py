"""The clock of an exercise: it may run fast, stand still or be moved on, and never goes back."""

import threading
import time
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from holdfast.base.clock import DAY_MS
from holdfast.base.errors import Refused
from holdfast.web.asked import Asked, read_json
from holdfast.web.room import reply, room_of

GREATEST_RATE = 3_600.0
FURTHEST_MS = 30 * DAY_MS
"""How far one request may move the clock on (assumed): a slip of the hand costs a month at most."""


class ExerciseClock:
    """A clock that a person may set. Callable like every Clock; safe to use from any thread.

    Attributes:
        rate: exercise seconds a second.
        n_set: how often it was set.
    """

    def __init__(
        self, at_ms: int, rate: float = 1.0, steady_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._steady_s, self._lock = steady_s, threading.Lock()
        self._at_ms, self._since_s = at_ms, steady_s()
        self.rate, self.n_set = rate, 0

    def __call__(self) -> int:
        """Milliseconds since 1970 UTC by this clock."""
        with self._lock:
            return self._now_ms()

    def set(self, at_ms: int | None = None, rate: float | None = None) -> None:
        """Move on to `at_ms`, and run at `rate` from there.

        Raises:
            Refused: that would go back, too far ahead, or too fast.
        """
        with self._lock:
            now_ms = self._now_ms()
            if at_ms is not None and at_ms < now_ms:
                raise Refused("The exercise clock never goes back; start a new exercise instead.")
            if at_ms is not None and at_ms > now_ms + FURTHEST_MS:
                raise Refused("The exercise clock moves on by 30 days at most at a time.")
            if rate is not None and not 0 <= rate <= GREATEST_RATE:
                raise Refused(f"The rate must lie between 0 (stand still) and {GREATEST_RATE:g}.")
            self._at_ms, self._since_s = max(now_ms, at_ms or 0), self._steady_s()
            self.rate = self.rate if rate is None else rate
            self.n_set += 1

    def _now_ms(self) -> int:
        return self._at_ms + int((self._steady_s() - self._since_s) * 1000 * self.rate)


class ClockAsked(Asked, frozen=True):
    """Where to set the clock, and how fast to run it; what is left out stays as it is."""

    at_ms: int | None = None
    rate: float | None = None


async def post(request: Request) -> Response:
    """Set the exercise clock; a base that is not in an exercise has none."""
    room = room_of(request)
    asked = read_json(await request.body(), ClockAsked)
    clock = room.node.clock
    if not room.node.exercise or not isinstance(clock, ExerciseClock):
        raise Refused("This is no exercise: its clock is the real one and cannot be set.")
    if asked.at_ms is None and asked.rate is None:
        raise Refused("Say 'at_ms', 'rate' or both.")
    clock.set(asked.at_ms, asked.rate)
    room.hub.wake()
    return reply(room, {"clock": room.clock()})
