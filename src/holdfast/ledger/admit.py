"""The one gate through which every entry passes, whatever link it came by: its verdicts.

Law. Cheap checks come before the signature, and a duplicate never costs one.
"""

from collections.abc import Sequence
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from holdfast.ledger.entry import Entry, Tip, linked, run_holds, signature_holds


class Verdict(Enum):
    """What became of one entry that was offered."""

    ADMITTED = "admitted"
    KNOWN = "known already"
    COMPLETED = "known already, and now its body has come"
    HELD = "kept on disk, and not believed until somebody says whose it is"
    FULL = "not kept: there is no more room for what strangers say"
    WAITING = "waiting for entries before it"
    FORGED = "its signature does not hold"
    FORKED = "its chain contradicts itself: kept as proof"
    FOREIGN = "said in a drill and offered to a real ledger, or the reverse"
    UNREADABLE = "not an entry"


class Held(NamedTuple):
    """What we hold under one number of one device.

    Attributes:
        id: of the entry.
        wants_body: its body never came, and was not erased here either.
    """

    id: bytes
    wants_body: bool


def place(entry: Entry, tip: Tip, held: Held | None, exercise: bool) -> Verdict:
    """Judge an entry by its place alone.

    Args:
        entry: the entry that is offered.
        tip: the end of its device's chain as we hold it.
        held: what we hold of that device under that number, if anything.
        exercise: whether ours is a ledger of a drill.
    """
    if entry.exercise is not exercise:
        return Verdict.FOREIGN
    if entry.header.seq <= tip.seq:
        if held is None or entry.id != held.id:
            return Verdict.FORKED
        completes = held.wants_body and entry.body is not None
        return Verdict.COMPLETED if completes else Verdict.KNOWN
    if entry.header.seq > tip.seq + 1:
        return Verdict.WAITING
    return Verdict.ADMITTED if entry.header.previous == tip.id else Verdict.FORKED


UNSIGNED = frozenset({Verdict.FOREIGN, Verdict.KNOWN, Verdict.COMPLETED})
"""Verdicts for which no signature is looked at: the entry is not kept, or its header and the hash
of its body are those of one whose signature held."""


def runs(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Cut entries, sorted by device and number, into runs whose links hold."""
    found: list[list[Entry]] = [[entry] for entry in entries[:1]]
    for before, after in pairwise(entries):
        if linked(before, after):
            found[-1].append(after)
        else:
            found.append([after])
    return found


def genuine(run: Sequence[Entry]) -> list[Entry]:
    """Those of a run whose authorship holds: by one signature if it does, else one by one."""
    return list(run) if run_holds(run) else [e for e in run if signature_holds(e)]
