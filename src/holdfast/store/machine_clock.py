"""The clock of a machine: its wall clock, watched, and the last that it is known to have said.

Laws. The wall is followed wherever it goes; jumps are kept for whoever asks. What a clock said last
lies in a file beside the ledger, written now and then: losing it loses nothing but how long a
silence had lasted when the clock was set back while nobody watched.
"""

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from holdfast.base.clock import boot_ms, wall_ms
from holdfast.base.watch import Jump, Reading, begun, look, read
from holdfast.store.folder import write_whole

SEEN_FILE = "clock-seen"
"""Beside the ledger."""
JUMPS_KEPT = 50


def machine_reading() -> Reading:
    """This machine's two clocks now."""
    return Reading(wall_ms(), boot_ms())


class MachineClock:
    """This machine's wall clock. Callable like every Clock; safe to use from any thread.

    Attributes:
        jumps: the last ones found, oldest first. n_jumps: how many there were.
    """

    def __init__(self, reading: Callable[[], Reading] = machine_reading) -> None:
        self._reading, self._lock = reading, threading.Lock()
        self._watch = begun(reading())
        self.jumps: deque[Jump] = deque(maxlen=JUMPS_KEPT)
        self.n_jumps = 0

    def __call__(self) -> int:
        """Milliseconds since 1970 UTC."""
        return self._take(read)

    def look(self) -> int:
        """As a call, by somebody who looks every second, so that a gap is a stillness."""
        return self._take(look)

    def note(self, jump: Jump) -> None:
        """Keep what somebody else found."""
        self.jumps.append(jump)
        self.n_jumps += 1

    def _take(self, how: Callable[..., tuple[object, Jump | None]]) -> int:
        with self._lock:
            reading = self._reading()
            self._watch, jump = how(self._watch, reading)  # type: ignore[assignment]
            if jump is not None:
                self.note(jump)
            return self._watch.now_ms(reading.steady_ms)


def last_seen_ms(folder: Path) -> int:
    """The last that the clock of this folder is known to have said; 0 where nobody knows."""
    try:
        return max(0, int((folder / SEEN_FILE).read_bytes()[:20]))
    except (OSError, ValueError):
        return 0


def keep_seen(folder: Path, now_ms: int) -> None:
    """Write down what the clock says. A disk that refuses is told of by whoever must write."""
    with suppress(OSError):
        write_whole(folder / SEEN_FILE, str(now_ms).encode(), sync=False)
