"""When things came, where the clock that said so was set in between.

Laws. The order of arrival is certain; what the clock said is a reading. Nothing came later than
what came after it: where the clock was set back, what came before lies as long before that moment
as the clock had measured, so that no silence is shortened by setting it back. A leap ahead counts
as time that has passed, for the machine may have stood still, until the clock is set back to
between its two ends: then it was a mistake.
"""

from collections.abc import Sequence
from typing import NamedTuple

from holdfast.base.clock import MINUTE_MS

TOLERATED_MS = MINUTE_MS
"""A clock that goes back less than this was corrected, and nothing is reckoned anew (assumed)."""


class Step(NamedTuple):
    """The clock was found set.

    Attributes:
        n: how many entries had come before.
        before_ms: the last reading before; after_ms: the first one after.
    """

    n: int
    before_ms: int
    after_ms: int

    @property
    def back_ms(self) -> int:
        """How far it was set back; below zero where it leapt ahead."""
        return self.before_ms - self.after_ms


def settled(readings: Sequence[int], steps: Sequence[Step]) -> list[int]:
    """When each entry came, by the clock as it goes now.

    Args:
        readings: what the clock said as each entry came, in order of arrival.
        steps: where it was found set, in order.
    """
    came = list(readings)
    left = _that_count(steps)
    then: tuple[int, int] | None = None
    for i in range(len(came) - 1, -1, -1):
        while left and left[-1].n > i:
            step = left.pop()
            then = step.before_ms, min(step.before_ms, _before(step.after_ms, then))
        came[i] = _before(came[i], then)
        then = readings[i], came[i]
    return came


def _before(reading_ms: int, then: tuple[int, int] | None) -> int:
    """When a reading was taken, before one of which the reading and the moment are known."""
    if then is None:
        return reading_ms
    return min(reading_ms, then[1] - max(0, then[0] - reading_ms))


def _that_count(steps: Sequence[Step]) -> list[Step]:
    """Every step back, and the leaps ahead that they undid with all leaps since."""
    counts, leaps = {i for i, step in enumerate(steps) if step.back_ms >= 0}, []
    for i, step in enumerate(steps):
        if i not in counts:
            leaps.append(i)
            continue
        undone = (k for k, leap in enumerate(leaps) if _undone(steps[leap], step.after_ms))
        first = next(undone, len(leaps))
        counts.update(leaps[first:])
        del leaps[first:]
    return [step for i, step in enumerate(steps) if i in counts]


def _undone(leap: Step, now_ms: int) -> bool:
    return leap.before_ms - TOLERATED_MS <= now_ms < leap.after_ms
