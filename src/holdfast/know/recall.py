"""A team that was called home while it was out, and whether it has answered.

Law. Calling is not being heard: a call home stands as not answered until the team turns back,
checks in or comes home after it.
"""

from dataclasses import dataclass, replace

from holdfast import facts as f
from holdfast.base.grid import clock_words
from holdfast.know.runs import Story, heard_at_ms

ANSWERS = (f.TurnedBack, f.CheckedIn, f.CameHome)


@dataclass(frozen=True, slots=True)
class Recall:
    """A call home.

    Attributes:
        called_ms: when they were called, first since they last answered.
        answered_ms: when they answered; None while they have not.
        words: why, as it was said last; empty where nobody said.
    """

    called_ms: int
    answered_ms: int | None
    words: str = ""


def recall(story: Story) -> Recall | None:
    """The last call home of a team that is out; None where nobody called."""
    if not story.outside:
        return None
    found: Recall | None = None
    for said in story.all(f.RunCalledOff, *ANSWERS):
        if isinstance(said.fact, f.CameHome) and story.again is not None:
            continue  # who is out all the same was not there to answer
        if isinstance(said.fact, f.RunCalledOff):
            if found is None or found.answered_ms is not None:
                found = Recall(heard_at_ms(said), None)
            found = replace(found, words=said.fact.words.strip() or found.words)
        elif found is not None and found.answered_ms is None:
            found = replace(found, answered_ms=heard_at_ms(said))
    return found


def recall_words(called: Recall | None, zone: str) -> str:
    """'Called home 08:10, not answered'; empty where nobody called."""
    if called is None:
        return ""
    answered = called.answered_ms is not None
    answer = f"answered {clock_words(called.answered_ms, zone)}" if answered else "not answered"
    return f"Called home {clock_words(called.called_ms, zone)}, {answer}"
