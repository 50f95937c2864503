"""Words that were taken back or put right: what counts in their place.

Laws. A word counts unless one that counts, and was said after it, takes it back; where others put
it right, the latest of them holds, in the first word's place of the order. A word about a word may
be taken back, and the first word counts again; that undoing itself is never taken back, so that no
chain grows. What others act on (a founding, a device taken in, an order) and what cries for help (a
call, a contact) is neither taken back nor put right: it is said anew, called off, closed.
"""

from collections.abc import Iterator
from dataclasses import fields

import msgspec

from holdfast import facts as f
from holdfast.facts.said import Fact, Said
from holdfast.know.register import Register
from holdfast.know.state import State, WordKey

SAID_ANEW = (
    f.BaseFounded, f.DeviceTakenIn, f.PlanChosen, f.RunTasked, f.RunRehearsed,
    f.HelpCalled, f.ContactReported,
)  # fmt: skip
"""Never taken back."""
ABOUT_WORDS = (f.Withdrawn, f.Corrected)
WITH_REASON = (
    f.ReadinessSaid, f.PersonRegistered, f.PeopleFound, f.BroughtInCounted, f.ThreatNoted,
    f.ThreatLifted, f.SightingReported, f.Departed, f.CameHome, f.RunCalledOff, f.HelpClosed,
    f.HarmAccounted, *ABOUT_WORDS,
)  # fmt: skip
"""Taken back only with words that say why: no slip may make a person or a danger go away."""
ABOUT = (
    "person", "run", "site", "lot", "item", "threat", "sighting", "vehicle", "cache", "plan",
    "closure", "need", "base", "one", "other", "alarm", "contact",
)  # fmt: skip
"""What a word is about, by its fields: putting it right changes none of them."""
FROM_FIRST = ("by", "when_ms", "at")
"""What a word in another's place takes from it, where it says none of its own."""


def key_of(said: Said) -> WordKey:
    """Which word it is."""
    return said.stamp.device, said.stamp.seq


def target_of(fact: Fact) -> WordKey | None:
    """Which word a fact is about; None where it is about none, or does not say which."""
    if not isinstance(fact, ABOUT_WORDS) or fact.device is None or fact.seq is None:
        return None
    return fact.device, fact.seq


def takers(state: State, said: Said) -> list[Said]:
    """Every word that takes this one back or puts it right now, in the order in which they were
    said.
    """
    return sorted(_taking(state, said), key=lambda s: s.stamp)


def in_force(state: State, said: Said) -> Said | None:
    """What counts in the place of a word: the word, the latest that puts it right, or nothing."""
    counts = said
    for other in takers(state, said):
        if not isinstance(other.fact, f.Corrected):
            return None
        counts = Said(said.stamp, in_place(said.fact, other.fact.fact), said.came)
    return counts


def in_place(first: Fact, right: Fact) -> Fact:
    """The right word as it counts: with the time, the place and the speaker of the first, where it
    says none of its own.
    """
    own = {"said_ms": first.said_ms, "ref": first.ref}
    for name in FROM_FIRST:
        if getattr(right, name, ...) is None:
            own[name] = getattr(first, name)
    if "at" in own and isinstance(first, f.Report):
        own["placed"] = first.placed
    return msgspec.structs.replace(right, **own)


def _taking(state: State, said: Said) -> Iterator[Said]:
    if lasts(state, said):
        return
    for other in state.takings.get(key_of(said), {}).values():
        late, there = other.stamp > said.stamp, key_of(other) not in state.taken_back
        if late and there and may_take(other.fact, said):
            yield other


def lasts(state: State, said: Said) -> bool:
    """Whether a word is one that nobody can take back."""
    if isinstance(said.fact, SAID_ANEW):
        return True
    target = target_of(said.fact) if isinstance(said.fact, f.Withdrawn) else None
    undone = word_at(state, target) if target else None
    return undone is not None and isinstance(undone.fact, ABOUT_WORDS)


def may_take(taking: Fact, said: Said) -> bool:
    """Whether a taking back says why, where it must, and a right word is of the same."""
    if isinstance(taking, f.Corrected) and differs(taking.fact, said.fact):
        return False
    grave = isinstance(said.fact, f.CheckedIn) and not said.fact.well
    if not grave and not isinstance(said.fact, WITH_REASON):
        return True
    return bool(getattr(taking, "words", "").strip())


def differs(right: Fact, first: Fact) -> str:
    """In what a word differs from the one that it would put right so that it cannot: its kind, or
    the name of what it is about; empty where it can.
    """
    if type(right) is not type(first):
        return "kind"
    return next((n for n in ABOUT if getattr(right, n, None) != getattr(first, n, None)), "")


def word_at(state: State, key: WordKey) -> Said | None:
    """The word at this place of a device's chain, as it was said; None where it has not come."""
    if state.words is None:
        state.words = {key_of(said): said for said in _all_words(state)}
    return state.words.get(key)


def _all_words(state: State) -> Iterator[Said]:
    """Every word that the state holds, some of them several times; a word that was put right comes
    after what counts in its place.
    """
    for part in fields(State):
        if not part.compare or part.name in ("refs", "taken_back", "put_right"):
            continue
        held = getattr(state, part.name)
        if isinstance(held, Register):
            for key in held:
                yield from held.said(key)
            continue
        for value in held.values():
            if isinstance(value, dict):
                yield from value.values()
            else:
                yield value
    yield from state.taken_back.values()
