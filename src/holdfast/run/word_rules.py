"""What may be taken back and put right.

Law. Whoever may speak here may take a word back, their own or another's: both stay in the log. An
order is not taken back but called off, so that whoever follows it is told.
"""

from holdfast import facts as f
from holdfast.base.errors import Refused
from holdfast.facts.said import Fact, on_trial
from holdfast.know.fold import fold
from holdfast.know.state import State, scratch
from holdfast.know.taking_back import (
    SAID_ANEW,
    differs,
    in_place,
    lasts,
    may_take,
    target_of,
    word_at,
)

STRANGE = "No word with this id is known here: take the id from its receipt or from the log."


def withdrawn(state: State, fact: f.AboutWord) -> None:
    """A word may be taken back or put right, where it is one that others do not act on.

    Raises:
        Refused: in words.
    """
    key = target_of(fact)
    if key is None:
        raise Refused(STRANGE)
    said = word_at(state, key)
    if said is None:
        return  # it may still come; then it is taken back
    if isinstance(said.fact, SAID_ANEW):
        raise Refused(
            "This is not taken back, others act on it: say it anew, call the run off, or close the "
            "call for help with a name and a reason."
        )
    if lasts(state, said):
        raise Refused("This took a taking back back: take the first word back anew instead.")
    if key in state.taken_back and key not in state.put_right:
        raise Refused("This is taken back already.")
    if isinstance(fact, f.Corrected):
        _of_the_same(said.fact, fact.fact)
    if not may_take(fact, said):
        raise Refused("This is taken back with a reason: say why ('words').")


def _of_the_same(first: Fact, right: Fact) -> None:
    wrong = differs(right, first)
    if wrong == "kind":
        tag = first.__struct_config__.tag
        raise Refused(f"A word is put right by one of its own kind: the first is a '{tag}'.")
    if wrong:
        raise Refused(
            f"A word is put right about the same {wrong}: take it back and say another instead."
        )


def corrected(state: State, fact: f.Corrected, now_ms: int) -> tuple[State, Fact]:
    """What is believed without the word that is put right, and the word that is to stand there.

    Raises:
        Refused: nobody knows the first word here.
    """
    key = target_of(fact)
    first = word_at(state, key) if key else None
    if first is None:
        raise Refused(STRANGE)
    tried = scratch(state)
    back = f.Withdrawn(of=fact.of, device=fact.device, seq=fact.seq, words="put right")
    fold(tried, on_trial(back, now_ms, max(now_ms, first.stamp.at_ms) + 1))
    return tried, in_place(first.fact, fact.fact)
