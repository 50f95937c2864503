"""A phone that signs for itself, what it hands in, and what a room makes of it."""

from data.toys import NOON
from holdfast import facts as f
from holdfast.base.clock import MINUTE_MS
from holdfast.facts.said import dated
from holdfast.ledger import EXERCISE, Entry, Signer, Tip, device_of, seal
from holdfast.node import Node
from holdfast.run.alarm import Alarm
from holdfast.run.alarms import alarms

PHONE = Signer(b"p" * 32)


def chain(
    *facts: f.Fact,
    signer: Signer = PHONE,
    at_ms: int = NOON,
    tip: Tip | None = None,
    flags: int = EXERCISE,
) -> list[Entry]:
    """What a phone has signed, a minute between two words."""
    entries: list[Entry] = []
    tip = tip or Tip()
    for i, fact in enumerate(facts):
        told_ms = at_ms + i * MINUTE_MS
        entry = seal(f.encode(dated(fact, told_ms)), signer, tip, told_ms, 0, flags)
        entries.append(entry)
        tip = Tip(entry.header.seq, entry.id)
    return entries


def note(words: str, when_ms: int | None = None) -> f.Fact:
    return f.NoteLogged(words=words, when_ms=when_ms)


def taken(signer: Signer = PHONE, offset_ms: int = 0) -> f.Fact:
    """A person's word that a device is ours."""
    return f.DeviceTakenIn(
        device=device_of(signer).hex(), name="Leila's phone", by="leila", offset_ms=offset_ms
    )


def raws(entries: list[Entry]) -> list[bytes]:
    return [entry.raw for entry in entries]


def noted(node: Node) -> dict[str, int]:
    """The notes that are believed, and when they are believed to have been made."""
    return {s.fact.words: s.happened_ms for s in node.state.notes.values()}  # type: ignore[attr-defined]


def door(node: Node) -> list[Alarm]:
    """The alarms about who speaks here."""
    about = ("held", "fork", "full", "founder")
    found = alarms(node.state, NOON, [], node.found_wrong, roster=node.roster())
    return [alarm for alarm in found if alarm.alarm.startswith(about)]
