"""What is said after a run: what was assumed against what was met."""

from holdfast.facts.said import Fact
from holdfast.facts.words import Exposure, Id, Met, Quantity, Words


class Debriefed(Fact, frozen=True, tag="debriefed"):
    """The run is accounted for, and belief about its ways and sites follows from it.

    Attributes:
        met: each assumption against what was met.
        exposures: what the passage says about each threat on its way; a quiet trip counts too.
        pace: time taken on the ways against the time planned.
        value: person-days of need met by what came in.
    """

    run: Id
    met: tuple[Met, ...] = ()
    exposures: tuple[Exposure, ...] = ()
    pace: Quantity = 1.0
    value: Quantity = 0.0
    words: Words = ""
