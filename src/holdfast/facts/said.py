"""The frame around every fact.

A fact is in the past tense, frozen, and never removed from the vocabulary. Fields are only ever
added, with a default. Facts travel as msgpack maps with their kind and field names, so that they
can still be read in twenty years with nothing but the specification (ADR 2).
"""

from typing import Any, NamedTuple

import msgspec

from holdfast.base.clock import MAX_SKEW_MS, Came, Stamp
from holdfast.facts.words import Id, Ms, Ref


class Fact(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", tag=None
):
    """Something said to have happened.

    Attributes:
        by: the person who says it, where it is not simply the device.
        when_ms: when it happened; set by whoever says it to when it is said, where no other time is
            stated.
        said_ms: when it was said, by the clock of the machine that signed it; set there.
        ref: the sender's own mark for this word, so that sending it twice is harmless.
    """

    by: Id | None = None
    when_ms: Ms | None = None
    ref: Ref | None = None
    said_ms: Ms | None = None


class Unknown(Fact, frozen=True, tag="?"):
    """Bytes that this version does not understand: carried, passed on, understood after an upgrade.

    Attributes:
        raw: the body as it came, never re-encoded.
    """

    raw: bytes


class Said(NamedTuple):
    """A fact, which device said it in which order, and how it came here.

    Attributes:
        stamp: orders words; its time is no date (ADR 15).
        came: None where nobody knows: a word on trial, or made for a test.
    """

    stamp: Stamp
    fact: Fact
    came: Came | None = None

    @property
    def happened_ms(self) -> int:
        """When it happened, as stated; else when it was said."""
        when = self.fact.when_ms
        return self.said_ms if when is None else when

    @property
    def said_ms(self) -> int:
        """When it was said, by its device's own clock; of a word that does not tell, the best that
        is known: when it came, or in which order it was said.
        """
        if self.fact.said_ms is not None:
            return self.fact.said_ms
        return self.stamp.at_ms if self.came is None else min(self.came.read_ms, self.stamp.at_ms)

    @property
    def came_ms(self) -> int:
        """When it came to this machine, by its clock as it goes now."""
        return self.said_ms if self.came is None else self.came.at_ms


def ahead_ms(said: Said, now_ms: int) -> int:
    """How far ahead of our clock a word was dated when it came; of one that nobody knows how it
    came, how far ahead of now.
    """
    return said.happened_ms - (now_ms if said.came is None else said.came.read_ms)


LATEST_MS = 4_102_444_800_000
"""As facts.words.Ms has it: 2100. A machine whose clock lies beyond says so, and dates by this."""


LAST_DEVICE, LAST_TICK = "~", 1 << 30
"""Behind every device and every tick, so that a word on trial counts as the latest."""


def on_trial(fact: Fact, now_ms: int, stamp_ms: int | None = None, i: int = 0) -> Said:
    """The word as if it were said now, to see what would come of it.

    Args:
        stamp_ms: behind all that was seen, where a clock may have been ahead; now where not given.
        i: which it is of the words that are tried together.
    """
    at_ms = now_ms if stamp_ms is None else stamp_ms
    return Said(Stamp(at_ms, LAST_TICK + i, LAST_DEVICE, i), dated(fact, now_ms))


def dated(fact: Fact, now_ms: int) -> Fact:
    """The fact as it is said now: what is said here now happened now, unless another time is
    stated.
    """
    now_ms = max(0, min(LATEST_MS, now_ms))
    when_ms = now_ms if fact.when_ms is None else fact.when_ms
    return msgspec.structs.replace(fact, when_ms=when_ms, said_ms=now_ms)


def dated_back(said: Said, by_ms: int) -> Said:
    """A word of a device whose clock is known to be ahead by so much, as it is believed.

    Its own clock's time goes back, and a time that it states where that lies ahead of it then:
    nothing happened after it was told. The stamp goes with it where it showed that clock, and not
    where it stands behind a word that the device had seen; other times in its words stay.
    """
    if not by_ms:
        return said
    stamp, fact = said.stamp, said.fact
    shown_ms = stamp.at_ms if fact.said_ms is None else fact.said_ms
    told_ms = max(0, min(LATEST_MS, shown_ms - by_ms))
    if stamp.at_ms <= shown_ms + MAX_SKEW_MS:
        stamp = stamp._replace(at_ms=max(0, stamp.at_ms - by_ms))
    fact = msgspec.structs.replace(_happened_before(fact, told_ms, by_ms), said_ms=told_ms)
    return Said(stamp, fact, said.came)


def _happened_before(fact: Fact, told_ms: int, by_ms: int) -> Fact:
    """The fact, and the one that it puts in another's place, dated back where it is dated ahead."""
    within = getattr(fact, "fact", None)
    changed: dict[str, Any] = {}
    if isinstance(within, Fact):
        changed["fact"] = _happened_before(within, told_ms, by_ms)
    if fact.when_ms is not None and fact.when_ms > told_ms + MAX_SKEW_MS:
        changed["when_ms"] = max(0, fact.when_ms - by_ms)
    return msgspec.structs.replace(fact, **changed) if changed else fact
