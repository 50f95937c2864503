"""Why no chance of coming home is told of a team: a figure reckoned from a map would hide it.

Law. The chance that all come home is of a team of which nothing has gone wrong that we know of.
"""

from holdfast import facts as f
from holdfast.know.answers import trouble
from holdfast.know.people import missing, readiness_of
from holdfast.know.runs import Story
from holdfast.know.state import State
from holdfast.run.clocks import Clock


def no_chance(state: State, story: Story, times: Clock, help_words: str, now_ms: int) -> str:
    """Why there is no figure, in words for its place; empty where there is one."""
    if help_words:
        return "needs help"
    if times.overdue_ms:
        return "overdue"
    if missing(state, story):
        return "somebody is missing"
    if story.again is not None and not story.inside:
        return "said to be home, and heard again"
    if story.off:
        return "somebody is out who was said to be home"
    if any(_is_lost(state, person, now_ms) for person in story.crew if person not in story.inside):
        return "one of them is said to be dead or lost"
    return _met(story, now_ms)


def _is_lost(state: State, person: str, now_ms: int) -> bool:
    return readiness_of(state, person, now_ms)[0] in ("dead", "lost")


def _met(story: Story, now_ms: int) -> str:
    """Whom a contact has harmed, and what they have said that nothing has answered."""
    contacts = story.all(f.ContactReported)
    if any(getattr(r.fact, "harm", "") in ("hurt", "dead") for r in contacts):
        return "somebody was harmed"
    last = trouble(story, now_ms)
    if last is None:
        return ""
    return "not well" if isinstance(last.fact, f.CheckedIn) else "in contact"
