"""Leaving later: by how much a team may set out later and still be home as soon, so that it waits
at home and not outside a place that is not open yet.

Laws. Leaving later never makes anyone home later, and never brings them to a place that closes with
less than LEAST_MARGIN_S in hand, unless they came so late anyway. What is left of a wait, as
between two places that open one after the other, is time at the place and is reckoned as such.

Source: Savelsbergh, The vehicle routing problem with time windows: minimizing route duration
(1992): forward time slack.
"""

from dataclasses import dataclass
from math import inf

LEAST_MARGIN_S = 900.0
"""Time kept in hand before a limit, at least (assumed)."""
ROUND_MS = 300_000
"""Departures that are put off are at whole five minutes: people keep those (assumed)."""


@dataclass(frozen=True, slots=True)
class Later:
    """By how much a team may leave later, after the stops so far.

    Attributes:
        waited_s: what they would wait in all if they left as soon as they may.
        most_s: more than this would bring them to a place too near to its closing.
    """

    waited_s: float = 0.0
    most_s: float = inf

    @property
    def by_s(self) -> float:
        """How much later they leave, to wait as little as can be."""
        return min(self.waited_s, self.most_s)

    @property
    def room_s(self) -> float:
        """How much of later waits can still be saved."""
        return self.most_s - self.by_s

    def after(self, arrive_s: float, opens_s: float, closes_s: float) -> "Later":
        """After one more stop, reached so long after the earliest departure."""
        spare_s = max(0.0, closes_s - LEAST_MARGIN_S - arrive_s)
        wait_s = max(0.0, opens_s - arrive_s)
        return Later(self.waited_s + wait_s, min(self.most_s, self.waited_s + spare_s))

    def left_s(self, before: "Later") -> float:
        """What is left of the wait at the stop since `before`, when they leave so much later."""
        return self.waited_s - before.waited_s - (self.by_s - before.by_s)


AT_ONCE = Later(most_s=0.0)
"""Of a team that is out: where it is it cannot wait as at home."""


def put_off_ms(earliest_ms: int, by_s: float) -> int:
    """The departure so much later at most, on the clock's five minutes; else the earliest."""
    latest_ms = earliest_ms + int(by_s * 1000)
    return max(earliest_ms, latest_ms - latest_ms % ROUND_MS)
