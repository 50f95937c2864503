"""When things came, where the clock that said so was set in between.

Laws. The order of arrival is certain; what the clock said is a reading. Nothing came later than
what came after it: where the clock was set back, what came before lies as long before that moment
as the clock had measured, so that no silence is ever shortened by setting a clock. A leap ahead
counts as time that has passed, for the machine may have stood still, until a later step back of its
length shows that it was a mistake.
"""

from collections.abc import Sequence
from typing import NamedTuple

from holdfast.base.clock import MINUTE_MS

TOLERATED_MS = MINUTE_MS
"""A clock that goes back less than this was corrected, and nothing is reckoned anew (assumed)."""
UNDONE_MS = 2 * MINUTE_MS
"""How much a step back may fall short of the leap ahead that it undoes (assumed)."""


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
    """Every step back, and the leaps ahead that they undid."""
    counts, leaps = [False] * len(steps), []
    for i, step in enumerate(steps):
        if step.back_ms < 0:
            leaps.append(i)
            continue
        counts[i], undoes_ms = True, step.back_ms + UNDONE_MS
        while leaps and -steps[leaps[-1]].back_ms <= undoes_ms:
            undoes_ms += steps[leaps[-1]].back_ms
            counts[leaps.pop()] = True
    return [step for step, counted in zip(steps, counts, strict=True) if counted]
