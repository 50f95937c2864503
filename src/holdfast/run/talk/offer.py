"""One thing that may be made of a line, with the words that say what it will do."""

from dataclasses import dataclass, replace

import msgspec

from holdfast import facts as f
from holdfast.facts.said import Fact
from holdfast.run.talk.team import Team

GRAVE = frozenset({"help", "contact", "trouble"})


@dataclass(frozen=True, slots=True)
class Offer:
    """Attributes:
    act: help, contact, trouble, unwell, left, arrived, turned, fallback, departed, well, home,
        still_out, close, note.
    label: what it says. does: what a press will do.
    fact: what is said at a press; None where `href` leads to a page that asks first.
    grave: it raises an alarm.
    """

    act: str
    label: str
    does: str
    fact: Fact | None = None
    href: str = ""
    grave: bool = False

    def dated(self, when_ms: int, words: str) -> "Offer":
        """The same as of a moment that the line states."""
        if self.fact is None:
            return self
        fact = msgspec.structs.replace(self.fact, when_ms=when_ms)
        return replace(self, fact=fact, label=f"{self.label}, {words}")


HEARD = "Counts as heard: their silence clock starts anew."
LABELS = {
    "casualty": "has a casualty", "pinned": "is pinned or cut off", "lost": "is lost",
    "breakdown": "is stuck or broken down", "other": "needs help",
}  # fmt: skip
UNITS = {
    "armed": "armed people", "infected": "infected", "shelling": "shelling", "mines": "mines",
    "fire": "fire", "unknown": "contact",
}  # fmt: skip
SAYS = {
    "unwell": ("checks in, not well", f"Warns everybody. {HEARD}"),
    "well": ("all well", HEARD),
    "arrived": ("has arrived", HEARD),
    "left": ("has left the site", HEARD),
    "turned": ("has turned back", f"They are on their way home. {HEARD}"),
    "fallback": ("takes the fallback", f"Their way home is another. {HEARD}"),
    "departed": ("has left the gate", "They are out, and their clock starts."),
    "home": ("is home", "Opens the count at the gate, by name. Nothing is said yet."),
    "still_out": (
        "is still out",
        "They were said to be home: who is not inside counts as outside, and their clock runs.",
    ),
    "close": ("the call for help is over", "Opens the call: closing it takes a name."),
}


def offer(
    act: str, team: Team, fact: Fact | None, about: str = "", href: str = ""
) -> Offer:  # fmt: skip
    """An offer about a team."""
    if act in ("help", "trouble"):
        label, does = LABELS[about], f"Raises a call for help. {HEARD}"
    elif act == "contact":
        n, _, unit = about.rpartition(" ")
        met = UNITS[unit] if unit != "unknown" else ""
        label = "in contact" + (f": {f'{n} ' if n else ''}{met}" if met else "")
        does = f"Raises an alarm and puts a threat on the map. {HEARD}"
    else:
        label, does = SAYS[act]
        label = f"{label}: {about}" if about else label
    if team.helped and act in ("well", "unwell", "home"):
        does += " The call for help stays open."
    return Offer(act, f"{team.call} {label}", does, fact, href, act in GRAVE)


def note(team: Team | None, text: str) -> Offer:
    """The line as words alone."""
    about = team.run if team else None
    label = f"A note under {team.call}" if team else "A note in the log"
    return Offer("note", label, "No clock and no alarm changes.",
                 f.NoteLogged(words=text, about=about))  # fmt: skip
