"""Why no chance of coming home is told of a team: a figure reckoned from a map would hide it.

Law. The chance that all come home is of a team of which nothing has gone wrong that we know of.
"""

from holdfast import facts as f
from holdfast.know.people import missing
from holdfast.know.runs import Story
from holdfast.know.state import State
from holdfast.run.clocks import Clock

OPEN = ("pinned", "cut_off", "not_known")
"""Outcomes of a contact that is not over, until they say that they are well."""


def no_chance(state: State, story: Story, times: Clock, help_words: str) -> str:
    """Why there is no figure, in words for its place; empty where there is one."""
    if help_words:
        return "needs help"
    if times.overdue_ms:
        return "overdue"
    if missing(state, story):
        return "somebody is missing"
    if story.again is not None and not story.inside:
        return "said to be home, and heard again"
    return _met(story)


def _met(story: Story) -> str:
    """What a contact or a check-in has said last."""
    contacts = story.all(f.ContactReported)
    if any(getattr(r.fact, "harm", "") in ("hurt", "dead") for r in contacts):
        return "somebody was harmed"
    last = story.last(f.ContactReported, f.CheckedIn, f.CameHome)
    fact = last.fact if last else None
    if isinstance(fact, f.CheckedIn) and not fact.well:
        return "not well"
    for said in reversed(story.reports):
        if isinstance(said.fact, f.CameHome) or (
            isinstance(said.fact, f.CheckedIn) and said.fact.well
        ):
            return ""
        if isinstance(said.fact, f.ContactReported) and said.fact.outcome in OPEN:
            return "in contact"
    return ""
