"""A line taken apart: words, clauses, whom each is about, and what makes it unsure.

Law. Time and memory grow with the length of the line and of the list of teams, never faster; what
is longer than MAX_CHARS is read up to there.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from holdfast.run.talk import lexicon as lex
from holdfast.run.talk.phrases import one_off
from holdfast.run.talk.team import Team

MAX_CHARS = 10_000
"""Longer than anybody speaks in a line (assumed); what it says as a whole is kept."""
TEAM = "\N{BLACK SMALL SQUARE}"
"""Stands where a call sign was: whatever it is called, it says nothing by its name."""
FUZZY_LENGTH = 5
"""Shorter names are not known with a letter wrong: too many words are like them (assumed)."""

_PART = re.compile(r"\d{1,2}:\d{2}|[^\W\d_]+|\d+|[?.,;:!\n()]| [-\u2013\u2014] ")
_ENDS = frozenset("?.,;:!\n()")


@dataclass(slots=True)
class Clause:
    """Words that belong together.

    Attributes:
        words: small, call signs replaced by TEAM.
        teams: at which word which team is named.
        asks: it is a question.
        turns: it begins with 'but' or the like.
    """

    words: list[str] = field(default_factory=list)
    teams: dict[int, Team] = field(default_factory=dict)
    asks: bool = False
    turns: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """What a line is made of.

    Attributes:
        clauses: in order.
        named: every team it names, in order. guessed: one of them was not called by its whole sign.
    """

    clauses: tuple[Clause, ...]
    named: tuple[Team, ...]
    guessed: bool


def parts(text: str) -> list[str]:
    """Words, numbers and stops, small; apostrophes are left out: 'don't' is 'dont'."""
    flat = unicodedata.normalize("NFKC", text[:MAX_CHARS]).casefold()
    flat = re.sub(r"['\u2018\u2019\u02bc`\u00b4]", "", flat)
    return [part.strip(" ") for part in _PART.findall(flat)]


def taken_apart(text: str, teams: Sequence[Team]) -> Line:
    """1. Parts. 2. Call signs among them. 3. Clauses between stops and words that turn."""
    words = parts(text)
    signs, guessed = _signs(words, teams)
    clauses = [Clause()]
    at = 0
    while at < len(words):
        word = words[at]
        if at in signs:
            n, clauses[-1].teams[len(clauses[-1].words)] = signs[at]
            clauses[-1].words.append(TEAM)
            at += n
            continue
        if word in _ENDS or word in "-\u2013\u2014":
            clauses[-1].asks |= word == "?"
            clauses.append(Clause())
        elif word in lex.TURNING:
            clauses.append(Clause(turns=True))
        else:
            clauses[-1].words.append(word)
        at += 1
    for clause in clauses:
        clause.asks |= _asks(clause.words)
    named = tuple(dict.fromkeys(team for _, team in (signs[at] for at in sorted(signs))))
    return Line(tuple(c for c in clauses if c.words), named, guessed)


def _asks(words: Sequence[str]) -> bool:
    """Whether it begins as a question does, after whom it is put to."""
    said = [w for w in words if w != TEAM and w not in ("base", "this", "de")][:3]
    return bool(said) and (said[0] in lex.ASKING or " ".join(said[:2]) in lex.ASKING_PAIRS)


def _signs(words: Sequence[str], teams: Sequence[Team]) -> tuple[dict[int, tuple[int, Team]], bool]:
    """At which part a team is named, by how many parts; and whether any was guessed."""
    found: dict[int, tuple[int, Team]] = {}
    guessed = False
    by_name: dict[str, list[Team]] = {}
    for team in teams:
        by_name.setdefault(team.sign[0] if team.sign else "", []).append(team)
    at = 0
    while at < len(words):
        n, sign, sure = _sign(words, at, by_name)
        again = not sure and any(known is sign for _, known in found.values())
        if sign is not None and not again:
            found[at] = (n, sign)
            guessed |= not sure
        at += max(1, n)
    return found, guessed


def _sign(
    words: Sequence[str], at: int, by_name: dict[str, list[Team]]
) -> tuple[int, Team | None, bool]:
    """1. The whole sign. 2. The name alone, if only one team has it. 3. One letter wrong."""
    word = words[at]
    named = by_name.get(word, [])
    whole = [team for team in named if _same(words[at : at + len(team.sign)], team.sign)]
    if whole:
        best = max(whole, key=lambda team: len(team.sign))
        return len(best.sign), best, True
    following = words[at + 1] if at + 1 < len(words) else ""
    numbered = following.isdigit() or following in lex.NUMBERS
    if (
        len(named) == 1
        and len(named[0].sign) > 1
        and not numbered
        and len(word) >= FUZZY_LENGTH - 1
    ):
        return 1, named[0], False
    if len(word) < FUZZY_LENGTH or len(word) > 24:
        return 0, None, False
    near = [
        team
        for name, those in by_name.items()
        if len(name) >= FUZZY_LENGTH and one_off(word, name)
        for team in those
        if len(team.sign) > 1 and _same(words[at + 1 : at + len(team.sign)], team.sign[1:])
    ]
    return (len(near[0].sign), near[0], False) if len(near) == 1 else (0, None, False)


def _same(words: Sequence[str], sign: Sequence[str]) -> bool:
    """Whether these parts are the sign, its numbers in figures or spoken."""
    return len(words) == len(sign) and all(
        w == s or (s.isdigit() and (_figure(w) == int(s))) for w, s in zip(words, sign, strict=True)
    )


def _figure(word: str) -> int | None:
    if word.isdigit() and len(word) < 6:
        return int(word)
    return lex.NUMBERS.get(word)
