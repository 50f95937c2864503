"""What a line may say, offered to a person: the gravest first, a note always among them.

Laws. Nothing is decided here. What plain Enter does is a note, or, where the line is clear beyond
doubt, the alarm that it raises: raising one is always safe. Whatever resets a silence clock takes a
press of its own, and nothing offered here closes a call for help.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from holdfast import facts as f
from holdfast.base.grid import clock_words
from holdfast.facts.said import Fact
from holdfast.run.talk import lexicon as lex
from holdfast.run.talk.clauses import MAX_CHARS, Line, taken_apart
from holdfast.run.talk.marks import Marks, Sign, marks
from holdfast.run.talk.moves import moves
from holdfast.run.talk.offer import Offer, note, offer
from holdfast.run.talk.team import Team
from holdfast.run.talk.times import FUTURE_MS, stated

MOST_TEAMS = 6
"""So many teams are offered where a line does not say which it is about (assumed)."""
MOST_SEEN = 500
"""A larger number before 'armed' is no count of people (assumed)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What may be made of a line.

    Attributes:
        run, call: whom it is about; empty where it does not say.
        offers: the gravest first, the note last. enter: which of them plain Enter takes.
        why: why Enter takes only the note, in words.
    """

    run: str
    call: str
    offers: tuple[Offer, ...]
    enter: int
    why: str


def read(text: str, teams: Sequence[Team], now_ms: int, zone: str = "Etc/UTC") -> Reading:
    """What this line may say of these teams."""
    text = text.strip()
    line = taken_apart(text, teams)
    found = marks(line)
    about = line.named[0] if line.named else None
    when_ms, ahead = _when(line, now_ms, zone)
    if len(text) > MAX_CHARS:
        found.unsure.setdefault("long", f"{MAX_CHARS:,} letters")
    if ahead:
        found.unsure.setdefault("ahead", "later")
    offers = [*_grave(line, found, teams, text), *_calm(line, found, text)]
    said = tuple(o.dated(when_ms, _at(when_ms, zone)) for o in offers) if when_ms else (*offers,)
    reason = _reason(line, found, said)
    return Reading(
        run=about.run if about else "",
        call=about.call if about else "",
        offers=(*said, note(about, text)),
        enter=len(said) if reason else 0,
        why=reason,
    )


def _at(when_ms: int, zone: str) -> str:
    return f"as of {clock_words(when_ms, zone)}"


def _when(line: Line, now_ms: int, zone: str) -> tuple[int | None, bool]:
    """When it happened, where one past time is stated; and whether a time still to come is."""
    times = [t for clause in line.clauses for t in stated(clause.words, now_ms, zone)]
    ahead = any(t.ms > now_ms + FUTURE_MS for t in times)
    past = [t.ms for t in times if t.happened and t.ms <= now_ms]
    return (past[0] if len(past) == 1 and not ahead else None), ahead


def _grave(line: Line, found: Marks, teams: Sequence[Team], text: str) -> Iterator[Offer]:
    """Help, contact, trouble: for whom it is said, and for whoever else is named."""
    signs = [s for s in found.of("grave", "contact", "trouble") if not line.clauses[s.clause].asks]
    if not signs or found.unsure.get("closing"):
        return
    out = [team for team in teams if team.outside][:MOST_TEAMS]
    about = list(line.named) or out
    first = _whose(line, signs[0])
    if first in about:
        about = [first, *(team for team in about if team != first)]
    for team in about[:MOST_TEAMS]:
        yield from _alarms(team, line, signs, text)


def _whose(line: Line, sign: Sign) -> Team | None:
    """The team that is named last before the sign, else the first of the line."""
    here = line.clauses[sign.clause].teams
    before = [here[at] for at in sorted(here) if at < sign.start]
    earlier = [c.teams[at] for c in line.clauses[: sign.clause] for at in sorted(c.teams)]
    known = before or earlier or list(line.named[:1])
    return known[-1] if known else None


NEEDS = ("casualty", "pinned", "lost", "breakdown", "other")
"""Which need a call is for where a line speaks of several: the gravest."""


def _alarms(team: Team, line: Line, signs: Sequence[Sign], text: str) -> Iterator[Offer]:
    needs = {s.means.partition(":")[2] for s in signs if s.of == "grave"}
    trouble = {s.means.partition(":")[2] for s in signs if s.of == "trouble"}
    if needs:
        need = min(needs, key=NEEDS.index)
        yield offer("help", team, f.HelpCalled(run=team.run, need=need, words=text), need)  # type: ignore[arg-type]
    met = [s for s in signs if s.of == "contact"]
    if met:
        yield offer("contact", team, _contact(team, line, met, text), _met_words(line, met))
    if trouble and not needs:
        fact = f.HelpCalled(run=team.run, need="breakdown", words=text)
        yield offer("trouble", team, fact, "breakdown")


def _contact(team: Team, line: Line, met: Sequence[Sign], text: str) -> Fact:
    return f.ContactReported(
        run=team.run, unit=_unit(met), size=_size(line, met), words=text  # type: ignore[arg-type]
    )  # fmt: skip


def _unit(met: Sequence[Sign]) -> str:
    return next((s.means for s in met if s.means != "unknown"), "unknown")


def _size(line: Line, met: Sequence[Sign]) -> int | None:
    """The number that stands right before what was met: 'two armed', '4 infected'."""
    for sign in met:
        words = line.clauses[sign.clause].words
        before = words[sign.start - 1] if sign.start else ""
        n = int(before) if before.isdecimal() and len(before) < 4 else lex.NUMBERS.get(before)
        if n is not None and 0 < n <= MOST_SEEN and before != "a":
            return n
    return None


def _met_words(line: Line, met: Sequence[Sign]) -> str:
    size = _size(line, met)
    return f"{size} {_unit(met)}" if size else _unit(met)


def _calm(line: Line, found: Marks, text: str) -> Iterator[Offer]:
    """What resets a clock: only of one team that is named, and of a line without doubt."""
    if len(line.named) != 1:
        return
    (team,) = line.named
    if found.unsure.get("closing") and team.helped:
        yield offer("close", team, None, href=f"/runs/{team.run}#close-help")
    if team.phase in ("home", "debriefed") and _speaks_from_outside(line, found, text):
        well = not found.of("grave", "contact", "trouble", "unwell")
        yield offer("still_out", team, f.CheckedIn(run=team.run, well=well, words=text))
    if found.of("grave", "contact", "trouble") or (not team.outside and team.phase != "ready"):
        return
    if team.outside and found.of("unwell") and not _asks(line):
        fact = f.CheckedIn(run=team.run, well=False, words=text)
        yield offer("unwell", team, fact)
    if not UNCLEAR & set(found.unsure):
        yield from moves(team, line, found, text)


_OUT = re.compile(
    r"\bstill (out|outside|there|on the (way|road))\b|\bby mistake\b"
    r"|\bnot (yet )?(home|back|in|inside)\b"
)
"""How somebody says that a team is not home, beside what only a team that is out has to say."""


def _speaks_from_outside(line: Line, found: Marks, text: str) -> bool:
    """Whether a line about a team that is down as home says, or shows, that it is not."""
    if UNCLEAR & set(found.unsure) or _asks(line):
        return False
    signs = [s for s in found.of("grave", "contact", "trouble", "moves", "unwell")]
    home = any(s.means == "home" and not s.negated for s in signs)
    return (bool(signs) and not home) or _OUT.search(text.casefold()) is not None


UNCLEAR = frozenset({"question", "doubt", "hearsay", "silence", "ahead", "past", "came", "long"})
"""Of such a line nothing is offered that would reset a clock."""


def _asks(line: Line) -> bool:
    """Whether any part of it is a question."""
    return any(clause.asks for clause in line.clauses)


WHY = {
    "closing": "it takes something back (“{}”)",
    "question": "it asks something",
    "silence": "it speaks of silence (“{}”)",
    "came": "it speaks of help that came (“{}”)",
    "negation": "it says “{}”",
    "doubt": "it is not sure (“{}”)",
    "hearsay": "it is hearsay (“{}”)",
    "wished": "it has not happened (“{}”)",
    "ahead": "it is still to come (“{}”)",
    "past": "it was earlier (“{}”)",
    "mixed": "it says two things (“{}”)",
    "long": "only its first {} are read",
}


def _reason(line: Line, found: Marks, offers: Sequence[Offer]) -> str:
    """Why Enter takes only the note; empty where it may raise the alarm that comes first."""
    doubt = next((WHY[why].format(word) for why, word in found.unsure.items()), "")
    if not offers:
        return doubt or "nothing else is read in it"
    if not offers[0].grave:
        return "what resets a clock takes a press of its own"
    if not line.named:
        return "it does not say which team"
    if len(line.named) > 1:
        return "it names several teams"
    if line.guessed or any(s.alike for s in found.of("grave")):
        return "a word is not quite as we know it"
    if not line.named[0].outside:
        return f"{line.named[0].call} is not out"
    if any(not o.grave for o in offers) or found.of("moves", "unwell"):
        return "it says two things"
    if offers[0].act == "trouble":
        return "trouble is not always a call for help"
    return doubt
