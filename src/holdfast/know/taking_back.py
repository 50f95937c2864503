"""Words that were taken back: which stand, and which do not.

Laws. A word stands unless one that stands, and was said after it, takes it back. So whoever takes
back a taking back lets the first word stand again, and no two words take each other back. A
founding and the taking in of a device are said anew instead: other machines already acted on them.
A call for help and a contact are taken back only by somebody with a name and a reason.
"""

from collections.abc import Iterator
from dataclasses import fields

from holdfast import facts as f
from holdfast.facts.said import Fact, Said
from holdfast.know.register import Register
from holdfast.know.state import State, WordKey

TAKING_BACK = (f.Withdrawn, f.Corrected)
SAID_ANEW = (f.BaseFounded, f.DeviceTakenIn)
"""Never taken back; the latest word stands."""

BY_NAME = (f.HelpCalled, f.ContactReported)
"""Taken back only with who and why: no slip may make an alarm about lives go away."""


def key_of(said: Said) -> WordKey:
    """Which word it is."""
    return said.stamp.device, said.stamp.seq


def target_of(fact: Fact) -> WordKey | None:
    """Which word a fact takes back; None where it does not say."""
    if not isinstance(fact, TAKING_BACK) or fact.device is None or fact.seq is None:
        return None
    return fact.device, fact.seq


def effect(said: Said) -> Said:
    """What a word says of the world: a correction says what it puts in the first word's place."""
    fact = said.fact
    if not isinstance(fact, f.Corrected) or isinstance(fact.fact, SAID_ANEW):
        return said
    return said._replace(fact=fact.fact)


def note_taking(state: State, said: Said) -> bool:
    """Keep what was said to take a word back; False where it does not say which."""
    key = target_of(said.fact)
    if key is not None:
        state.takings.setdefault(key, {})[said.stamp] = said
    return key is not None


def takers(state: State, said: Said) -> list[Said]:
    """Every word that takes this one back now, in the order in which they were said."""
    if isinstance(said.fact, SAID_ANEW):
        return []
    found = state.takings.get(key_of(said), {})
    return [
        found[stamp]
        for stamp in sorted(found)
        if stamp > said.stamp
        and key_of(found[stamp]) not in state.taken_back
        and may_take(found[stamp].fact, said)
    ]


def may_take(taking: Fact, said: Said) -> bool:
    """Whether a taking back names who and why, where its word is one for which it must."""
    if not isinstance(effect(said).fact, BY_NAME):
        return True
    return taking.by is not None and bool(getattr(taking, "words", "").strip())


def stands(state: State, said: Said) -> bool:
    """Whether nobody took it back."""
    return not takers(state, said)


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
