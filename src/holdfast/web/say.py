"""Where words are said: facts as JSON, checked, kept, believed; all of a list or none.

Laws. A word that carries a `ref` is kept once, however often it is sent: the ledger itself
remembers it, so a phone may send again after any crash of either side. What is answered with 201
is on disk. A field that the fact does not have is a typing error and refused.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

import msgspec

from holdfast.base.errors import Damaged, Refused
from holdfast.facts import (
    AboutWord,
    AlarmSeen,
    BaseFounded,
    Corrected,
    Fact,
    Report,
    decode,
    read,
)
from holdfast.facts.said import on_trial
from holdfast.know.fold import fold
from holdfast.know.state import State, scratch
from holdfast.ledger import Entry
from holdfast.node import Node
from holdfast.run.alarms import alarms
from holdfast.run.rules import complete, refuse
from holdfast.run.word_rules import STRANGE
from holdfast.web.asked import read_list
from holdfast.web.room import Room
from holdfast.web.vocabulary import kind_of

MAX_FACTS = 1_000
"""Facts in one request (assumed); together they share one commit."""
MAX_TAKEN_BACK = 50
"""Words taken back in one request (assumed): each is looked for through the ledger."""
MAX_PUT_RIGHT = 5
"""Words put right in one request (assumed): each is held against all that is believed without."""
MARK_LENGTH = (8, 60)
"""Of an Idempotency-Key: with its place in a list it must fit a `ref`."""


def read_facts(body: bytes, mark: str | None = None) -> list[Fact]:
    """The facts that a body holds.

    Args:
        body: a JSON object with `kind`, or a list of them.
        mark: the request's Idempotency-Key; it becomes the `ref` of facts that carry none.

    Raises:
        Damaged: it cannot be read.
    """
    parts = read_list(body)
    if not 1 <= len(parts) <= MAX_FACTS:
        raise Damaged(f"Send 1 to {MAX_FACTS} facts at a time; this is {len(parts)}.")
    wanted = [_numbered(i, parts, read_fact) for i in range(len(parts))]
    return wanted if mark is None else marked(wanted, mark)


def say(room: Room, wanted: Sequence[Fact]) -> tuple[list[dict[str, object]], bool]:
    """Say these facts, all or none: what became of each, and whether any was new.

    Raises:
        Refused: one of them may not be said; then none was.
    """
    wanted = _placed(room.node, wanted)
    with room.speaking:
        _once_each(wanted)
        held = [_heard(room.node, fact) for fact in wanted]
        fresh = check(room.node, [w for w, h in zip(wanted, held, strict=True) if h is None])
        kept = iter(room.node.say_all(fresh) if fresh else [])
    receipts = [
        _receipt(fact, entry or next(kept), entry is None)
        for fact, entry in zip(wanted, held, strict=True)
    ]
    return receipts, bool(fresh)


def tried(room: Room, wanted: Sequence[Fact]) -> State:
    """What would be believed if these facts were said now; nothing is.

    Raises:
        Refused: one of them may not be said.
    """
    node = room.node
    wanted = _placed(node, wanted)
    with room.speaking, node.lock:
        wanted = [fact for fact in wanted if _heard(node, fact) is None]
        state, now_ms = scratch(node.state), node.clock()
        stamp_ms = node.after_all_ms(now_ms)
        checked = try_out(state, wanted, now_ms, stamp_ms)
        if checked:
            fold(state, on_trial(checked[-1], now_ms, stamp_ms, len(checked) - 1))
        return state


def read_fact(text: bytes) -> Fact:
    """A fact typed as JSON, with no field that it does not have.

    Raises:
        Damaged: it is none.
    """
    fact = read(text)
    _known_fields(text, fact)
    return fact


def _known_fields(text: bytes, fact: Fact) -> None:
    given = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    if "said_ms" in given:
        raise Damaged(
            "When it was said is set here, by this machine's clock: leave it out.", "$.said_ms"
        )
    if isinstance(fact, Corrected):
        _known_fields(bytes(given["fact"]), fact.fact)
    unknown = sorted(set(given) - {"kind", *type(fact).__struct_fields__})
    if unknown:
        known = ", ".join(type(fact).__struct_fields__)
        raise Damaged(f"'{kind_of(type(fact))}' has no '{unknown[0][:40]}'; it has {known}.")


def marked(wanted: Sequence[Fact], mark: str) -> list[Fact]:
    """The facts, each with a ref made from this mark where it had none.

    Raises:
        Damaged: the mark is too short or too long to tell requests apart.
    """
    if not (MARK_LENGTH[0] <= len(mark) <= MARK_LENGTH[1] and mark.isascii()):
        raise Damaged("The Idempotency-Key must be {} to {} plain characters.".format(*MARK_LENGTH))
    refs = [mark] if len(wanted) == 1 else [f"{mark}.{i}" for i in range(len(wanted))]
    return [
        fact if fact.ref else msgspec.structs.replace(fact, ref=ref)
        for fact, ref in zip(wanted, refs, strict=True)
    ]


def check(node: Node, wanted: Sequence[Fact]) -> list[Fact]:
    """Complete each fact and hold it against what is believed, those before it in the list too.

    Raises:
        Refused: one of them may not be said.
    """
    _not_founded_anew(node, wanted)
    node.look_at_clock()
    with node.lock:
        state = node.state if len(wanted) < 2 else scratch(node.state)
        now_ms = node.clock()
        checked = try_out(state, wanted, now_ms, node.after_all_ms(now_ms))
        _alarms_there(node, state, checked, now_ms)
        return checked


def _not_founded_anew(node: Node, wanted: Sequence[Fact]) -> None:
    """Founding has happened. Other bases may be noted here by where they lie, not with a map.

    Raises:
        Refused: one of these founds our base again, or gives another one a map.
    """
    own = node.founding
    for fact in wanted:
        if own is None or not isinstance(fact, BaseFounded):
            continue
        if fact.base == own.base:
            raise Refused(
                f"{own.name} is founded already: its name, place, zone, map and headcount are set "
                "on its own machine, with 'holdfast amend', while the room is closed."
            )
        if fact.map or fact.relief:
            raise Refused("The map of another base is not in this folder: leave 'map' out.")


def _alarms_there(node: Node, state: State, wanted: Sequence[Fact], now_ms: int) -> None:
    """An alarm is taken while it is there: what is no alarm is nobody's, and is not kept.

    Raises:
        Refused: no such alarm is there.
    """
    taken = [fact.alarm for fact in wanted if isinstance(fact, AlarmSeen)]
    if not taken:
        return
    wrong, clock = node.found_wrong, node.clock_story
    there = {a.alarm for a in alarms(state, now_ms, None, wrong, clock, node.roster())}
    if not there.issuperset(taken):
        raise Refused("This alarm is not there any more, or became another: look at it anew.")


def try_out(
    state: State, wanted: Sequence[Fact], now_ms: int, stamp_ms: int | None = None
) -> list[Fact]:
    """Check these facts in order, folding each into `state` before the next; see `check`.

    The last is not folded, so that a single fact may be checked against the true state. Those
    before it are folded as they will be said: now, and after all that was seen (`stamp_ms`).
    """
    checked: list[Fact] = []
    for i in range(len(wanted)):
        if checked:
            fold(state, on_trial(checked[-1], now_ms, stamp_ms, i - 1))
        checked.append(_numbered(i, wanted, partial(_checked, state, now_ms, stamp_ms, i)))
    return checked


def _checked(state: State, now_ms: int, stamp_ms: int | None, i: int, fact: Fact) -> Fact:
    fact = complete(state, fact, now_ms, stamp_ms, i)
    refuse(state, fact, now_ms)
    return fact


def _numbered(i: int, items: Sequence[Any], act: Any) -> Any:
    """`act` on the i-th item; where there are several, a complaint says which it is about."""
    try:
        return act(items[i])
    except (Damaged, Refused) as exc:
        if len(items) == 1:
            raise
        words = f"Fact {i + 1} of {len(items)}: {exc}"
        if isinstance(exc, Damaged):
            raise Damaged(words, exc.at and f"$[{i}]{exc.at[1:]}") from exc
        raise type(exc)(words) from exc


def _heard(node: Node, fact: Fact) -> Entry | None:
    """The entry by which we hold this very word already, known by its ref.

    Raises:
        Refused: the ref was used for another word.
    """
    stamp = node.state.refs.get(fact.ref) if fact.ref else None
    if stamp is None:
        return None
    entry = node.store.entry(bytes.fromhex(stamp.device), stamp.seq)
    if entry is None or (entry.body is not None and not _same(decode(entry.body), fact)):
        raise Refused(f"The ref '{fact.ref}' was already used for another word. Take a new one.")
    return entry


def _same(kept: Fact, fact: Fact) -> bool:
    """Whether what was kept is this word; the place and the time may have been filled in when it
    was said.
    """
    if type(kept) is type(fact) and getattr(fact, "at", ...) is None:
        kept = msgspec.structs.replace(kept, at=None)
        if isinstance(kept, Report) and isinstance(fact, Report):
            kept = msgspec.structs.replace(kept, placed=fact.placed)
    when_ms = None if fact.when_ms is None else kept.when_ms
    return msgspec.structs.replace(kept, when_ms=when_ms, said_ms=None) == fact


def _placed(node: Node, wanted: Sequence[Fact]) -> list[Fact]:
    """The facts, with those that take words back told where these stand.

    Raises:
        Refused: there are too many of them for once, or one is of no word that is kept here.
    """
    n = sum(isinstance(fact, AboutWord) for fact in wanted)
    if n > MAX_TAKEN_BACK:
        raise Refused(f"Take back {MAX_TAKEN_BACK} words at a time at most; these are {n}.")
    n = sum(isinstance(fact, Corrected) for fact in wanted)
    if n > MAX_PUT_RIGHT:
        raise Refused(f"Put {MAX_PUT_RIGHT} words right at a time at most; these are {n}.")
    return [_with_place(node, fact) if isinstance(fact, AboutWord) else fact for fact in wanted]


def _with_place(node: Node, fact: AboutWord) -> Fact:
    """A taking back names its word by the id on the receipt; where that stands is looked up here.

    Raises:
        Refused: no such word is kept here, or it stands elsewhere than was said.
    """
    place = node.store.place(bytes.fromhex(fact.of))
    said = (fact.device, fact.seq)
    if place is None and None in said:
        raise Refused(STRANGE)
    if place is None:
        if node.store.held(bytes.fromhex(str(fact.device)), int(fact.seq or 0)) is not None:
            raise Refused("'device' and 'seq' name another word than 'of': leave them out.")
        return fact
    found = (place[0].hex(), place[1])
    if any(given not in (None, here) for given, here in zip(said, found, strict=True)):
        raise Refused("'device' and 'seq' name another word than 'of': leave them out.")
    return msgspec.structs.replace(fact, device=found[0], seq=found[1])


def _once_each(wanted: Sequence[Fact]) -> None:
    refs = [fact.ref for fact in wanted if fact.ref]
    if len(set(refs)) < len(refs):
        raise Refused("Two facts carry the same 'ref': give each its own.")


def _receipt(fact: Fact, entry: Entry, new: bool) -> dict[str, object]:
    """What became of a word: which it was by its own ref, and the entry that holds it on disk."""
    named = {"ref": fact.ref} if fact.ref else {}
    return named | {
        "kind": kind_of(type(fact)),
        "device": entry.header.device.hex(),
        "seq": entry.header.seq,
        "id": entry.id.hex(),
        "new": new,
    }
