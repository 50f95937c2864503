"""Whether a team's own word that something is wrong has been answered by it.

Law. Only 'all well' or a return home, said by the team after that word had come, answers it; an end
of another trouble does not, nor does a word whose date cannot be believed (know.order).
"""

from holdfast import facts as f
from holdfast.facts.said import Said
from holdfast.know.order import may_answer
from holdfast.know.runs import Story

GOES_ON = ("pinned", "cut_off", "not_known")
"""Outcomes of a contact that is not over, until they say that they are well."""


def answered(story: Story, call: Said, now_ms: int) -> bool:
    """Whether a team has said that it is well, or is home, since it said that it was not."""
    later = story.reports[story.reports.index(call) + 1 :]
    return any(_all_well(r) and may_answer(r, call, now_ms) for r in later)


def trouble(story: Story, now_ms: int) -> Said | None:
    """The last 'not well' or contact that goes on which nobody has answered."""
    said = story.all(f.CheckedIn, f.ContactReported)
    open_ones = (r for r in reversed(said) if _trouble(r) and not answered(story, r, now_ms))
    return next(open_ones, None)


def _trouble(said: Said) -> bool:
    if isinstance(said.fact, f.ContactReported):
        return said.fact.outcome in GOES_ON
    return isinstance(said.fact, f.CheckedIn) and not said.fact.well


def _all_well(said: Said) -> bool:
    return isinstance(said.fact, f.CameHome) or (
        isinstance(said.fact, f.CheckedIn) and said.fact.well
    )
