"""A progress bar on standard error for anything that takes longer than a second."""

import sys
import time
from types import TracebackType

WIDTH = 28
PATIENCE_S = 0.4
"""Nothing is drawn for what is over sooner than this."""
EVERY_S = 0.1


class Bar:
    """Callable as progress(step, part); draws on a terminal, and a line a step elsewhere."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._drawn_s, self._step, self._dirty = 0.0, "", False
        self._live = sys.stderr.isatty()

    def __call__(self, step: str, part: float) -> None:
        """Show that `step` is at work and `part` (0..1) of the whole is done."""
        now = time.monotonic()
        if now - self._began < PATIENCE_S or (step == self._step and now < self._drawn_s + EVERY_S):
            return
        if self._live:
            filled = round(max(0.0, min(1.0, part)) * WIDTH)
            bar = "█" * filled + "·" * (WIDTH - filled)
            sys.stderr.write(f"\r{bar} {part:4.0%}  {step:<40.40}")
            self._dirty = True
        elif step != self._step:
            sys.stderr.write(f"{part:4.0%} {step}\n")
        sys.stderr.flush()
        self._drawn_s, self._step = now, step

    def __enter__(self) -> "Bar":
        """The bar itself."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _value: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Leave a clean line behind."""
        if self._dirty:
            sys.stderr.write("\r" + " " * (WIDTH + 50) + "\r")
            sys.stderr.flush()
