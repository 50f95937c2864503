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
    return [call for call, closed in _with_closing(story) if closed is None]


def _with_closing(story: Story) -> list[tuple[Said, f.HelpClosed | None]]:
    """Every call with the first word that closed it: of those that name calls each is looked up."""
    named: dict[str, int] = {}
    unnamed: list[int] = []
    closings = story.all(f.HelpClosed)
    for i, said in enumerate(closings):
        calls = getattr(said.fact, "calls", ())
        for call in calls:
            named.setdefault(call, i)
        if not calls:
            unnamed.append(i)
    found: list[tuple[Said, f.HelpClosed | None]] = []
    for call in story.all(f.HelpCalled):
        first = named.get(call_id(call), len(closings))
        after = (i for i in unnamed if i < first and _closes(call, closings[i]))
        first = next(after, first)
        fact = closings[first].fact if first < len(closings) else None
        found.append((call, fact if isinstance(fact, f.HelpClosed) else None))
    return found


def _closes(call: Said, said: Said) -> bool:
    """Whether a word that names no call is said after this one by somebody who knew of it."""
    return call.stamp < said.stamp and _had_come(call, said)


def _had_come(call: Said, said: Said) -> bool:
    """Whether a call had come here before this word: nobody closes what nobody knew of."""
    return call.came is None or said.came is None or call.came.order < said.came.order


def meant_calls(story: Story) -> list[Said]:
    """Every call but those that were closed as pressed by mistake."""
    said = _with_closing(story)
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
