"""The frame around every fact.

A fact is in the past tense, frozen, and never removed from the vocabulary. Fields are only ever
added, with a default. Facts travel as msgpack maps with their kind and field names, so that they
can still be read in twenty years with nothing but the specification (ADR 2).
"""

from typing import NamedTuple

import msgspec

from holdfast.base.clock import Stamp
from holdfast.facts.words import Id, Ms, Ref


class Fact(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", tag=None
):
    """Something said to have happened.

    Attributes:
        by: the person who says it, where it is not simply the device.
        when_ms: when it happened, where that is not when it was said.
        ref: the sender's own mark for this word, so that sending it twice is harmless.
    """

    by: Id | None = None
    when_ms: Ms | None = None
    ref: Ref | None = None


class Unknown(Fact, frozen=True, tag="?"):
    """Bytes that this version does not understand: carried, passed on, understood after an upgrade.

    Attributes:
        raw: the body as it came, never re-encoded.
    """

    raw: bytes


class Said(NamedTuple):
    """A fact, and which device said it when."""

    stamp: Stamp
    fact: Fact

    @property
    def happened_ms(self) -> int:
        """When it happened: as stated, else when it was said."""
        when = self.fact.when_ms
        return self.stamp.at_ms if when is None else when
