"""What is said about a word: that it is taken back. Both stay in the ledger."""

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


AnyFact = AnyWord | Withdrawn
"""Everything that can be said."""
