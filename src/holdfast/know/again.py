"""A team that was said to be home, and was heard from outside after that.

Laws. A call for help, a contact and 'not well' count, however short after; so does every other word
that was said here and now, within FRESH_MS. A word that carries a time of its own, or comes from
another device, counts where it lies later than clocks may differ by: a phone whose clock is ahead,
or whose report was on its way while they walked in, takes nobody out. A return that was said after
the word was seen answers it, whatever the clocks say. What was found may be told at the gate.
"""

from collections.abc import Sequence

from holdfast import facts as f
from holdfast.base.clock import MAX_SKEW_MS
from holdfast.facts.said import Said
from holdfast.know.order import heard_at_ms

FROM_OUTSIDE = (
    f.CheckedIn, f.Arrived, f.ContactReported, f.LeftSite, f.TurnedBack, f.WaySwitched,
    f.HelpCalled, f.Departed,
)  # fmt: skip
"""Words that only a team which is outside has to say."""

FRESH_MS = 15_000
"""So long a report may take from the press to the base and still be about now (assumed)."""


def heard_again(reports: Sequence[Said]) -> Said | None:
    """The first word from outside after the return said last; None where there is none.

    Args:
        reports: all words about the run, in the order in which they happened.
    """
    homes = [i for i, r in enumerate(reports) if isinstance(r.fact, f.CameHome)]
    if not homes:
        return None
    last = max(homes, key=lambda i: reports[i].stamp)
    home = reports[last]
    later = (r for r in reports[last + 1 :] if isinstance(r.fact, FROM_OUTSIDE))
    return next((r for r in later if _counts(r, home)), None)


def _counts(said: Said, home: Said) -> bool:
    fact = said.fact
    if said.stamp < home.stamp:
        return False
    call = isinstance(fact, f.HelpCalled | f.ContactReported)
    if call or (isinstance(fact, f.CheckedIn) and not fact.well):
        return True
    if _fresh(said) and said.stamp.device == home.stamp.device:
        return True
    return heard_at_ms(said) > heard_at_ms(home) + MAX_SKEW_MS


def _fresh(said: Said) -> bool:
    """Whether a word was on its way for no time: a phone dates it when it is pressed, and it is
    said here a moment later.
    """
    return abs(said.said_ms - said.happened_ms) <= FRESH_MS
