"""What may be taken back.

Law. Whoever may speak here may take a word back, their own or another's: both stay in the log. An
order is not taken back but called off, so that whoever follows it is told.
"""

from holdfast import facts as f
from holdfast.base.errors import Refused
from holdfast.know.state import State
from holdfast.know.taking_back import SAID_ANEW, lasts, may_take, target_of, word_at

STRANGE = "No word with this id is known here: take the id from its receipt or from the log."


def withdrawn(state: State, fact: f.Withdrawn) -> None:
    """A word may be taken back, once, where it is one that others do not act on.

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
    if key in state.taken_back:
        raise Refused("This is taken back already.")
    if not may_take(fact, said):
        raise Refused("This is taken back with a reason: say why ('words').")
