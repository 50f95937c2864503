"""What may be taken back and put right, and what goes with it.

Laws. Whoever may speak here may take a word back, their own or another's: both stay in the log.
An order that is under way is not taken back but called off, so that whoever follows it is told.
"""

import msgspec

from holdfast import facts as f
from holdfast.base.errors import Refused
from holdfast.facts.said import Said, on_trial
from holdfast.know.fold import fold
from holdfast.know.runs import story
from holdfast.know.state import State, scratch
from holdfast.know.taking_back import SAID_ANEW, effect, may_take, target_of, word_at

Taking = f.Withdrawn | f.Corrected
STRANGE = "No word with this id is known here: take the id from its receipt or from the log."


def withdrawn(state: State, fact: Taking) -> None:
    """A word may be taken back where it is one, and nobody is out on it.

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
        raise Refused("This cannot be taken back, others have acted on it: say it anew.")
    if not may_take(fact, said):
        raise Refused(
            "A call for help or a contact is taken back by a person with a reason: say who ('by') "
            "and why ('words')."
        )
    for told in (story(state, run) for run in _ordered(effect(said).fact)):
        if told.departed_ms is not None:
            raise Refused(f"{told.call} has left the gate on this: call it home, or off.")


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
    tried = scratch(state)
    taking = f.Withdrawn(of=fact.of, device=fact.device, seq=fact.seq, by=fact.by, words=fact.words)
    return fold(tried, on_trial(taking, now_ms, first.stamp.at_ms + 1))


def as_first(state: State, fact: f.Corrected) -> f.Corrected:
    """The correction dated as the word that it puts right, where it states no time of its own."""
    key = target_of(fact)
    first = word_at(state, key) if key else None
    if first is None or fact.fact.when_ms is not None:
        return fact
    within = msgspec.structs.replace(fact.fact, when_ms=first.happened_ms)
    return msgspec.structs.replace(fact, fact=within)


def together(state: State, fact: Taking) -> list[Said]:
    """What was said in one act with the word that is taken back, and goes with it: a choice and the
    orders that it gave.
    """
    key = target_of(fact)
    first = word_at(state, key) if key else None
    if first is None or not isinstance(fact, f.Withdrawn):
        return []
    runs = _ordered(effect(first).fact)
    choices = [
        said for words in state.chosen.values() for said in words.values()
        if set(_ordered(said.fact)) & set(runs)
    ]  # fmt: skip
    named = sorted({*runs, *(run for said in choices for run in _ordered(said.fact))})
    orders = [s for run in named for s in state.tasked.get(run, {}).values()]
    rehearsed = [state.rehearsals[run] for run in named if run in state.rehearsals]
    return [said for said in (*choices, *orders, *rehearsed) if said is not first]


def _ordered(fact: f.Fact) -> tuple[str, ...]:
    """The runs that a word orders."""
    if isinstance(fact, f.PlanChosen):
        return fact.runs
    return (fact.run,) if isinstance(fact, f.RunTasked) else ()
