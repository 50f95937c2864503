"""Words that were taken back: which stand, and which do not.

Laws. A word stands unless one that stands, and was said after it, takes it back. So whoever takes
back a taking back lets the first word stand again, and no two words take each other back. Of
several corrections of one word the last stands. What others act on (a founding, a device taken in,
an order) and what cries for help (a call, a contact) is never taken back: it is said anew, called
off, closed.
"""

from collections.abc import Iterator
from dataclasses import fields

from holdfast import facts as f
from holdfast.facts.said import Fact, Said
from holdfast.know.register import Register
from holdfast.know.state import State, WordKey

TAKING_BACK = (f.Withdrawn, f.Corrected)
SAID_ANEW = (
    f.BaseFounded, f.DeviceTakenIn, f.PlanChosen, f.RunTasked, f.RunRehearsed,
    f.HelpCalled, f.ContactReported,
)  # fmt: skip
"""Never taken back."""
BY_NAME = (
    f.ReadinessSaid, f.PersonRegistered, f.PeopleFound, f.ThreatNoted, f.SightingReported,
)  # fmt: skip
"""Taken back only with who and why: no slip may make a person or a danger go away."""


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
    return sorted(_taking(state, said), key=lambda s: s.stamp)


def stands(state: State, said: Said) -> bool:
    """Whether nobody took it back."""
    return next(_taking(state, said), None) is None


def _taking(state: State, said: Said) -> Iterator[Said]:
    """What takes a word back, and, of a correction, what puts the same word right after it."""
    if isinstance(said.fact, SAID_ANEW):
        return
    groups = [state.takings.get(key_of(said), {})]
    target = target_of(said.fact)
    if isinstance(said.fact, f.Corrected) and target is not None:
        groups.append(state.takings.get(target, {}))
    for rivals, group in enumerate(groups):
        for other in group.values():
            if (
                other.stamp > said.stamp
                and key_of(other) not in state.taken_back
                and may_take(other.fact, said)
                and (not rivals or isinstance(other.fact, f.Corrected))
            ):
                yield other


def may_take(taking: Fact, said: Said) -> bool:
    """Whether a taking back names who and why, where it must: a correction always does."""
    if not isinstance(taking, f.Corrected) and not isinstance(effect(said).fact, BY_NAME):
        return True
    return taking.by is not None and bool(getattr(taking, "words", "").strip())


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
