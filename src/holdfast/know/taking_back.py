"""Words that were taken back: which stand, and which do not.

Laws. A word stands unless one that stands, and was said after it, takes it back. A taking back may
be taken back, and the first word stands again; that undoing itself is never taken back, so that no
chain grows. What others act on (a founding, a device taken in, an order) and what cries for help (a
call, a contact) is never taken back either: it is said anew, called off, closed.
"""

from collections.abc import Iterator
from dataclasses import fields

from holdfast import facts as f
from holdfast.facts.said import Fact, Said
from holdfast.know.register import Register
from holdfast.know.state import State, WordKey

SAID_ANEW = (
    f.BaseFounded, f.DeviceTakenIn, f.PlanChosen, f.RunTasked, f.RunRehearsed,
    f.HelpCalled, f.ContactReported,
)  # fmt: skip
"""Never taken back."""
WITH_REASON = (
    f.ReadinessSaid, f.PersonRegistered, f.PeopleFound, f.BroughtInCounted, f.ThreatNoted,
    f.ThreatLifted, f.SightingReported, f.Departed, f.CameHome, f.RunCalledOff, f.HelpClosed,
    f.HarmAccounted, f.Withdrawn,
)  # fmt: skip
"""Taken back only with words that say why: no slip may make a person or a danger go away."""


def key_of(said: Said) -> WordKey:
    """Which word it is."""
    return said.stamp.device, said.stamp.seq


def target_of(fact: Fact) -> WordKey | None:
    """Which word a fact takes back; None where it takes none back, or does not say which."""
    if not isinstance(fact, f.Withdrawn) or fact.device is None or fact.seq is None:
        return None
    return fact.device, fact.seq


def takers(state: State, said: Said) -> list[Said]:
    """Every word that takes this one back now, in the order in which they were said."""
    return sorted(_taking(state, said), key=lambda s: s.stamp)


def stands(state: State, said: Said) -> bool:
    """Whether nobody took it back."""
    return next(_taking(state, said), None) is None


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
    target = target_of(said.fact)
    undone = word_at(state, target) if target else None
    return undone is not None and isinstance(undone.fact, f.Withdrawn)


def may_take(taking: Fact, said: Said) -> bool:
    """Whether a taking back says why, where it must."""
    grave = isinstance(said.fact, f.CheckedIn) and not said.fact.well
    if not grave and not isinstance(said.fact, WITH_REASON):
        return True
    return bool(getattr(taking, "words", "").strip())


def word_at(state: State, key: WordKey) -> Said | None:
    """The word at this place of a device's chain; None where it has not come."""
    if state.words is None:
        state.words = {key_of(said): said for said in _all_words(state)}
    return state.words.get(key)


def _all_words(state: State) -> Iterator[Said]:
    """Every word that the state holds, some of them several times."""
    for part in fields(State):
        if not part.compare or part.name in ("refs", "taken_back"):
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
