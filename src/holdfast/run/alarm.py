"""What an alarm is: who, what, since when, and the next act.

Law. An alarm has the same id as long as its cause is the same, and another when it gets worse, so
that whoever took it is asked again.
"""

from dataclasses import dataclass
from hashlib import blake2s
from typing import Literal

from holdfast.run.board import Card

Severity = Literal["critical", "warning", "notice"]

LONGEST_ID = 64
"""As facts.words.Id has it."""


@dataclass(frozen=True, slots=True)
class Act:
    """The next thing to do about an alarm.

    Attributes:
        label: a verb phrase for the button.
        href: page to open, or empty.
        fact: a fact to say at one press, as plain values for POST /api/facts, or None.
    """

    label: str
    href: str = ""
    fact: dict[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that needs a person.

    Attributes:
        alarm: a stable id, the same as long as the cause is the same.
        who: call sign or name it is about.
        what: one sentence; `more`: a second line: where, since when.
        since_ms: when the cause began.
        icon: name of the symbol.
        seen_by: who has taken it upon themselves; empty when nobody has.
    """

    alarm: str
    severity: Severity
    icon: str
    who: str
    what: str
    more: str
    since_ms: int
    acts: tuple[Act, ...]
    run: str | None = None
    seen_by: str = ""


def alarm_id(*parts: object) -> str:
    """The parts as an id that may be said: joined, and where that is too long, cut and told apart
    by a digest.
    """
    whole = ".".join(str(part) for part in parts).lower()
    if len(whole) <= LONGEST_ID:
        return whole
    digest = blake2s(whole.encode(), digest_size=8).hexdigest()
    return f"{whole[: LONGEST_ID - len(digest) - 1]}.{digest}"


def run_page(card: Card, part: str = "") -> str:
    """The page of a run, at one of its parts."""
    return f"/runs/{card.run}" + (f"#{part}" if part else "")
