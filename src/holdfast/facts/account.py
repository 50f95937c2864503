"""The account of a run: what its rehearsal said before, and what was met, said after it."""

from holdfast.facts.said import Fact
from holdfast.facts.words import Chance, Count, Exposure, Id, Met, Ms, Quantity, Words


class RunRehearsed(Fact, frozen=True, tag="run_rehearsed"):
    """What a rehearsal said of a run before it left; the debrief is held against it.

    Attributes:
        n, seed: so many plays, from this seed.
        p_harm: chance that somebody of it is harmed, p_contact: that it has a contact, p_late:
            that it is home after last light, or not home.
        home_ms: when it is home, over plays in which it is: the 5, 25, 50, 75 and 95 % quantiles;
            none where it never is.
        value: person-days of need that it brings, in the mean.
    """

    run: Id
    n: Count
    seed: Count
    p_harm: Chance
    p_contact: Chance
    p_late: Chance
    home_ms: tuple[Ms, ...] = ()
    value: Quantity = 0.0
    words: Words = ""


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
