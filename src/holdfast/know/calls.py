"""Calls for help: which are open, and who closed the others.

Law. Only somebody's own word closes a call. Neither being heard, nor being well, nor being home
does: whoever decides that help is no longer needed says so with a name and a reason.
"""

from holdfast import facts as f
from holdfast.base.text import brief
from holdfast.facts.said import Said
from holdfast.know.runs import Story

GRAVE = ("casualty", "pinned", "lost", "breakdown")
"""Needs, the one that cannot wait first (assumed)."""


def call_id(said: Said) -> str:
    """A call's name: the device that said it and the number in its chain."""
    return f"{said.stamp.device[:16]}.{said.stamp.seq}"


def open_calls(story: Story) -> list[Said]:
    """The calls for help that nobody has closed, in order."""
    return [said for said in story.all(f.HelpCalled) if closing(story, said) is None]


def closing(story: Story, call: Said) -> f.HelpClosed | None:
    """The word that closed a call: it names the call, or names none and was said after it."""
    for said in story.all(f.HelpClosed):
        fact = said.fact
        if not isinstance(fact, f.HelpClosed):
            continue
        named = call_id(call) in fact.calls
        if named or (not fact.calls and call.stamp < said.stamp and _had_come(call, said)):
            return fact
    return None


def _had_come(call: Said, said: Said) -> bool:
    """Whether a call had come here before this word: nobody closes what nobody knew of."""
    return call.came is None or said.came is None or call.came.order < said.came.order


def meant_calls(story: Story) -> list[Said]:
    """Every call but those that were closed as pressed by mistake."""
    said = ((call, closing(story, call)) for call in story.all(f.HelpCalled))
    return [call for call, closed in said if closed is None or closed.reason != "mistake"]


def open_help(story: Story) -> str:
    """Words of what is called for, empty when no call is open: every open call's, gravest first.

    A later call takes nothing from an earlier one that nobody has closed.
    """
    calls = [s.fact for s in open_calls(story) if isinstance(s.fact, f.HelpCalled)]
    calls.sort(key=lambda call: GRAVE.index(call.need) if call.need in GRAVE else len(GRAVE))
    if any(call.need != "other" or call.words for call in calls):
        calls = [call for call in calls if call.need != "other" or call.words]
    told = (brief(call.words) or f"Needs help: {call.need}" for call in calls)
    return " · ".join(dict.fromkeys(told))
