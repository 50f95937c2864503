"""Which devices speak here: ours, those that were taken in, and those whose words are held.

Laws. What is held is nobody's belief: no other view reads it. It is shown as what a device says,
so that a person can decide whose it is.
"""

from dataclasses import dataclass

from holdfast import facts as f
from holdfast.facts.said import Fact, Said


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A device that is believed.

    Attributes:
        device: its public key, hex.
        name: what it is called; '' for this room's own.
        own: it is, or was, this room's key; `current`: it is now.
        by: who took it in; `said_ms`: when.
        offset_ms: how far its clock was confirmed to be ahead.
    """

    device: str
    name: str = ""
    own: bool = False
    current: bool = False
    by: str = ""
    said_ms: int = 0
    offset_ms: int = 0


@dataclass(frozen=True, slots=True)
class HeldDevice:
    """A device of which something is held.

    Attributes:
        name: what it is called; '' for one that nobody took in.
        strange: nobody has said that it is ours; else its clock is more than a day ahead.
        n: how many entries are held; first_ms, last_ms: when the first and the last of them came.
        ahead_ms: how far its clock is ahead at least; 0 or less where it is not.
        n_urgent: how many of them call for help, or tell of a contact or of harm.
        urgent: the first of those; newest: the last words of any kind, newest first.
        acts: what would change at once if it were taken in, in words, and how many words say so.
    """

    device: str
    name: str
    strange: bool
    n: int
    first_ms: int
    last_ms: int
    ahead_ms: int
    n_urgent: int = 0
    urgent: tuple[Said, ...] = ()
    newest: tuple[Said, ...] = ()
    acts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Fork:
    """A chain of ours that contradicts itself.

    Attributes:
        own: the key is, or was, this room's: a copy of its folder speaks too.
        first_seq: the number from which the chains differ.
        n: how many entries of the other chain are kept; words: what they say, in their order.
    """

    device: str
    name: str
    own: bool
    first_seq: int
    n: int
    since_ms: int
    words: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """All of it.

    Attributes:
        n_refused: entries of strangers that found no room, since the start; refused_ms: when the
            first of them came.
        founders: words by which somebody who did not found a base founded it anew: not believed.
    """

    known: tuple[DeviceLine, ...] = ()
    held: tuple[HeldDevice, ...] = ()
    forks: tuple[Fork, ...] = ()
    n_refused: int = 0
    refused_ms: int = 0
    founders: tuple[Said, ...] = ()


NOBODY = Roster()


def is_urgent(fact: Fact) -> bool:
    """Whether somebody must hear of it now, whoever says it: help, contact, people harmed."""
    match fact:
        case f.HelpCalled() | f.ContactReported():
            return True
        case f.CheckedIn(well=well):
            return not well
        case f.CameHome(missing=missing):
            return bool(missing)
        case f.ReadinessSaid(state=state):
            return state in ("lost", "dead")
        case _:
            return False


ACTS: dict[type[Fact], str] = {
    f.CameHome: "says that a team is home, which ends its watch",
    f.HelpClosed: "closes a call for help",
    f.Withdrawn: "takes a word back",
    f.Corrected: "puts a word right",
    f.SilencePlanned: "plans a silence, in which no alarm is raised",
    f.RunCalledOff: "calls a team off",
    f.RunTasked: "gives a team its orders",
    f.PlanChosen: "chooses an option",
    f.Departed: "says that people have left",
    f.DeviceTakenIn: "takes in a further device",
    f.SettingChosen: "sets a number by which the room reckons",
    f.StockMoved: "moves stock",
    f.StockCounted: "sets stock by a count",
    f.ThreatLifted: "says that a threat is gone",
    f.RoadOpened: "says that a road is open",
    f.ReadinessSaid: "says who can go, and who cannot",
}
"""Words that change at once what others rely on, and how; the gravest first."""
