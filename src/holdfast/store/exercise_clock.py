"""The clock of an exercise: it may run fast, stand still or be moved on, and never goes back.

Laws. Where it lies in a file it goes on after a restart from where it was: a clock that stood
stands, one that ran has run on. Setting it is no jump of any machine's clock. The file is written
whole before the new time counts.
"""

import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from holdfast.base.clock import DAY_MS, boot_ms, wall_ms
from holdfast.base.errors import Damaged, Refused, Unavailable
from holdfast.store.folder import write_whole

CLOCK_FILE = "exercise-clock.json"
"""Beside the ledger of an exercise whose clock is not the machine's."""
GREATEST_RATE = 3_600.0
FURTHEST_MS = 30 * DAY_MS
"""How far one request may move the clock on (assumed): a slip of the hand costs a month at most."""
EARLIEST_MS, LATEST_MS = 0, 4_102_444_800_000
"""Where such a clock may stand: 1970 to 2100."""


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the clock stood at `wall_ms` of the machine, and how fast it ran from there."""

    at_ms: int
    rate: float
    wall_ms: int


class ExerciseClock:
    """A clock that a person may set. Callable like every Clock; safe to use from any thread.

    Attributes:
        rate: exercise seconds a second.
        n_set: how often it was set.

    Args:
        path: where it is kept, for an exercise that outlives the process.
    """

    def __init__(
        self,
        at_ms: int,
        rate: float = 1.0,
        steady_s: Callable[[], float] = lambda: boot_ms() / 1000,
        path: Path | None = None,
    ) -> None:
        self._steady_s, self._lock, self._path = steady_s, threading.Lock(), path
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
            Unavailable: the disk does not take it; the clock is as it was.
        """
        with self._lock:
            now_ms = self._now_ms()
            if at_ms is not None and at_ms < now_ms:
                raise Refused("The exercise clock never goes back; start a new exercise instead.")
            if at_ms is not None and at_ms > now_ms + FURTHEST_MS:
                raise Refused("The exercise clock moves on by 30 days at most at a time.")
            if rate is not None and not 0 <= rate <= GREATEST_RATE:
                raise Refused(f"The rate must lie between 0 (stand still) and {GREATEST_RATE:g}.")
            at_ms, rate = max(now_ms, at_ms or 0), self.rate if rate is None else rate
            if self._path is not None:
                keep_clock(self._path, at_ms, rate)
            self._at_ms, self._since_s, self.rate = at_ms, self._steady_s(), rate
            self.n_set += 1

    def _now_ms(self) -> int:
        return self._at_ms + int((self._steady_s() - self._since_s) * 1000 * self.rate)


def keep_clock(path: Path, at_ms: int, rate: float) -> None:
    """Write down where an exercise's clock stands now.

    Raises:
        Refused: no exercise is played then.
        Unavailable: the disk refuses.
    """
    if not EARLIEST_MS <= at_ms <= LATEST_MS:
        raise Refused("An exercise's clock must stand between 1970 and 2100.")
    try:
        write_whole(path, msgspec.json.encode(_Kept(at_ms, rate, wall_ms())))
    except OSError as exc:
        raise Unavailable(
            f"The exercise's clock cannot be written in '{path.parent}' ({exc.strerror}). "
            "Look at the disk."
        ) from exc


def exercise_clock(folder: Path) -> ExerciseClock | None:
    """The clock that was founded with the exercise in this folder; None where there is none.

    Raises:
        Damaged: its file says nothing that can be understood.
        Unavailable: it cannot be read.
    """
    path = folder / CLOCK_FILE
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=_Kept)
    except FileNotFoundError:
        return None
    except OSError as exc:
        raise Unavailable(
            f"The exercise's clock in '{folder}' cannot be read ({exc.strerror})."
        ) from exc
    except (msgspec.DecodeError, UnicodeDecodeError) as exc:
        raise Damaged(
            f"'{path}' no longer says where the exercise's clock stands. Write into it "
            '{"at_ms": ..., "rate": 0, "wall_ms": 0}, not before the last word of the log.'
        ) from exc
    gone_ms = max(0, wall_ms() - kept.wall_ms) if kept.rate else 0
    rate = min(max(kept.rate, 0.0), GREATEST_RATE)
    return ExerciseClock(kept.at_ms + int(gone_ms * rate), rate, path=path)
