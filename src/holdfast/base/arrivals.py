"""When things came, where the clock that said so was set in between.

Laws. The order of arrival is certain; what the clock said is a reading. Nothing came later than
what came after it: where the clock was set back, what came before lies as long before that moment
as the clock had measured, so that no silence is shortened by setting it back. A leap ahead counts
as time that has passed, for the machine may have stood still, until the clock is set back to
between its two ends: then it was a mistake.
"""

from collections.abc import Mapping, Sequence
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


class Late(NamedTuple):
    """A body came after its entry.

    Attributes:
        n: how many entries had come by then, its own and those that came with it too.
        change: which change to a body it was, of all, from 1.
        read_ms: what the clock said.
        steps: how often the clock had been found set by then.
    """

    n: int
    change: int
    read_ms: int
    steps: int


def came_when(
    readings: Sequence[tuple[int, int]], late: Mapping[int, Late], steps: Sequence[Step]
) -> dict[int, int]:
    """When the body of each entry came, by its number, by the clock as it goes now.

    Args:
        readings: each entry's number and what the clock said as it came, in order of arrival.
        late: of those whose body came later, by number, how.
        steps: where the clock was found set, in order.
    """
    came = [((i, 0), n, ms) for i, (n, ms) in enumerate(readings, 1)]
    came += [((body.n, body.change), n, body.read_ms) for n, body in late.items()]
    came.sort()
    among = [
        step._replace(n=step.n + sum(_before_step(body, step, k) for body in late.values()))
        for k, step in enumerate(steps)
    ]
    when = settled([ms for _, _, ms in came], among)
    return {n: ms for (_, n, _), ms in zip(came, when, strict=True)}


def _before_step(body: Late, step: Step, k: int) -> bool:
    """Whether a late body came before the clock was found set for the k-th time, from 0."""
    return body.n < step.n or (body.n == step.n and body.steps <= k)


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
