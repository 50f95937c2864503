"""What is said about a word: that it is taken back, or put right. Both stay in the ledger."""

from typing import Annotated

from msgspec import Meta

from holdfast.facts.base import DeviceKey
from holdfast.facts.said import Fact
from holdfast.facts.vocabulary import AnyWord
from holdfast.facts.words import Words

EntryId = Annotated[str, Meta(min_length=64, max_length=64, pattern=r"^[0-9a-f]{64}$(?!\n)")]
"""An entry's id in hex, as receipts have it."""
Place = Annotated[int, Meta(ge=0, le=2**53 - 1)]
"""An entry's place in its device's chain."""


class Withdrawn(Fact, frozen=True, tag="withdrawn"):
    """A word is taken back: everything is reckoned as if it had not been said.

    It counts where it was said after the word, and may come before it. It can be taken back itself,
    once: whoever errs again takes the first word back anew.

    Attributes:
        of: the entry that holds the word.
        device, seq: where that entry stands; filled in by the room, that knows it by its id.
        words: why.
    """

    of: EntryId
    device: DeviceKey | None = None
    seq: Place | None = None
    words: Words = ""


class Corrected(Fact, frozen=True, tag="corrected"):
    """A word is put right: everything is reckoned as if this had been said in its place.

    It has the first word's place in the order, so that later words go on holding over it, and its
    time, place and speaker, where it says none of its own. It counts as a taking back does, and
    only where it is of the first word's kind and about the same.

    Attributes:
        of, device, seq: as in `withdrawn`.
        fact: the word as it should have been.
        words: why.
    """

    of: EntryId
    fact: AnyWord
    device: DeviceKey | None = None
    seq: Place | None = None
    words: Words = ""


AboutWord = Withdrawn | Corrected
"""What is said about a word."""
AnyFact = AnyWord | AboutWord
"""Everything that can be said."""
