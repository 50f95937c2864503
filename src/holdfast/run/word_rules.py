"""What may be taken back and put right.

Law. Whoever may speak here may take a word back, their own or another's: both stay in the log. An
order is not taken back but called off, so that whoever follows it is told.
"""

import msgspec

from holdfast import facts as f
from holdfast.base.errors import Refused
from holdfast.facts.said import on_trial
from holdfast.know.fold import fold
from holdfast.know.state import State, scratch
from holdfast.know.taking_back import SAID_ANEW, effect, may_take, target_of, word_at

Taking = f.Withdrawn | f.Corrected
ABOUT = ("person", "run", "site", "lot", "item", "threat", "sighting", "vehicle", "cache", "plan",
         "closure", "need", "base", "one", "other")  # fmt: skip
"""What a word is about, by its fields: a correction changes none of them."""
STRANGE = "No word with this id is known here: take the id from its receipt or from the log."


def withdrawn(state: State, fact: Taking) -> None:
    """A word may be taken back where it is one that others do not act on.

    Raises:
        Refused: in words.
    """
    key = target_of(fact)
    if key is None:
        raise Refused(STRANGE)
    said = word_at(state, key)
    if said is None:
        return  # it may still come; then it is taken back
    if isinstance(effect(said).fact, SAID_ANEW):
        raise Refused(
            "This is not taken back, others act on it: say it anew, call the run off, or close the "
            "call for help with a name and a reason."
        )
    if not may_take(fact, said):
        raise Refused(
            "This is taken back or put right by a person with a reason: say who ('by') and why "
            "('words')."
        )
    if fact.by is not None and isinstance(fact, f.Corrected) and fact.by not in state.people:
        raise Refused(f"No person '{fact.by}' is known here: say who puts this right.")


def corrected(state: State, fact: f.Corrected, now_ms: int) -> State:
    """What is believed without the word that is put right, for a look at the one in its place.

    Raises:
        Refused: that is of another kind, or the first may not be taken back.
    """
    withdrawn(state, fact)
    key = target_of(fact)
    first = word_at(state, key) if key else None
    if first is None:
        raise Refused(STRANGE)
    kind = type(effect(first).fact)
    if type(fact.fact) is not kind:
        tag = kind.__struct_config__.tag
        raise Refused(f"A word is put right by one of its own kind: this one is a '{tag}'.")
    for name in ABOUT:
        one, other = (getattr(x, name, None) for x in (effect(first).fact, fact.fact))
        if one != other:
            raise Refused(f"A correction is about the same {name}: take the word back instead.")
    tried = scratch(state)
    taking = f.Withdrawn(of=fact.of, device=fact.device, seq=fact.seq, by=fact.by, words=fact.words)
    return fold(tried, on_trial(taking, now_ms, first.stamp.at_ms + 1))


def as_first(state: State, fact: f.Corrected) -> f.Corrected:
    """The correction dated as the word that it puts right, where it states no time of its own."""
    key = target_of(fact)
    first = word_at(state, key) if key else None
    if first is None:
        return fact
    within, was = fact.fact, effect(first).fact
    if within.when_ms is None:
        within = msgspec.structs.replace(within, when_ms=first.happened_ms)
    for name in ("at", "placed"):
        if getattr(within, name, ...) is None and getattr(was, name, None) is not None:
            within = msgspec.structs.replace(within, **{name: getattr(was, name)})
    return msgspec.structs.replace(fact, fact=within)
