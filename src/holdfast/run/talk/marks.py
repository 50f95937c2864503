"""What a line's clauses hold: signs of something, each negated or not, and what makes it unsure.

Steps, for each clause. 1. Words that hold a word of another list and do not mean it are put aside.
2. What threatens a life, what was met, trouble, being unwell, what the team does. 3. Negation: a
negating word is about the next sign within SCOPE words, and about those joined to it by 'or'.
"""
# ruff: noqa: SIM905 - a list of words reads best as words

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from holdfast.run.talk import lexicon as lex
from holdfast.run.talk.clauses import TEAM, Clause, Line
from holdfast.run.talk.phrases import Hit, Table, find, one_off, table

SCOPE = 4
"""So many words a negation reaches ahead (assumed; NegEx, Chapman 2001, takes 5)."""
JOINS = frozenset("or nor and no any".split())

_DECOYS, _CLOSED = table(lex.DECOYS), table(lex.CLOSED)
_LISTS: tuple[tuple[str, Table], ...] = (
    ("unwell", table({k: v for k, v in lex.UNWELL.items() if k.startswith(("not", "isnt"))})),
    ("grave", table(lex.GRAVE)),
    ("contact", table(lex.CONTACT)),
    ("trouble", table(lex.TROUBLE)),
    ("unwell", table(lex.UNWELL)),
    ("moves", table(lex.MOVES)),
)


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that a clause says.

    Attributes:
        of: grave, contact, trouble, unwell, moves. means: as the lexicon has it.
        clause, start, end: where it stands.
        negated: it says that this is not so. pending: asked for, wished, ordered or still to come.
        alike: it was known with one letter wrong.
    """

    of: str
    means: str
    clause: int
    start: int
    end: int
    negated: bool = False
    pending: bool = False
    alike: bool = False


@dataclass(slots=True)
class Marks:
    """All signs of a line, and why it may be unsure: reason -> the word that shows it."""

    signs: list[Sign] = field(default_factory=list)
    unsure: dict[str, str] = field(default_factory=dict)

    def of(self, *lists: str) -> list[Sign]:
        """The signs of these lists that are not negated."""
        return [s for s in self.signs if s.of in lists and not s.negated]


def marks(line: Line) -> Marks:
    """What the line holds."""
    found = Marks()
    for i, clause in enumerate(line.clauses):
        taken = [word == TEAM for word in clause.words]
        _put_aside(clause, taken, found)
        signs = list(_signs(clause, i, taken))
        inside = _covered(signs, taken)
        _doubts(clause, inside, found)
        found.signs += _negated(clause, signs, taken)
    return found


def _put_aside(clause: Clause, taken: list[bool], found: Marks) -> None:
    """Decoys and words that take a call back; a call sign may stand for whom was not heard."""
    for hit in find(_DECOYS, clause.words):
        if hit.means != "plain":
            found.unsure.setdefault(_SILENT[hit.means], " ".join(clause.words[hit.start : hit.end]))
        _take(taken, hit)
    for hit in find(_CLOSED, clause.words):
        found.unsure.setdefault("closing", " ".join(clause.words[hit.start : hit.end]))
    for at in clause.teams:
        if at and clause.words[at - 1] in ("contact", "with", "call", "called", "calling"):
            taken[at - 1] = True  # 'contact HERON 1' is radio talk
            if at > 1 and clause.words[at - 2] == "contact":
                taken[at - 2] = True


_SILENT = {"silent": "silence", "came": "came"}


def _take(taken: list[bool], hit: Hit) -> None:
    taken[hit.start : hit.end] = [True] * (hit.end - hit.start)


def _signs(clause: Clause, i: int, taken: Sequence[bool]) -> Iterator[Sign]:
    """By list, the gravest first; a word belongs to one sign."""
    used = list(taken)
    for of, among in _LISTS:
        for hit in find(among, clause.words, used):
            _take(used, hit)
            negated = any(w in lex.NEGATIONS for w in hit.between)
            before = clause.words[: hit.start]
            pending = any(w in lex.NOT_YET for w in before)
            yield Sign(of, hit.means, i, hit.start, hit.end, negated, pending)
    for at, word in enumerate(clause.words):
        if not used[at] and len(word) >= 6 and word not in lex.ALIKE and _alike(word):
            yield Sign("grave", "help:other", i, at, at + 1, alike=True)


def _alike(word: str) -> bool:
    return len(word) < 24 and any(one_off(word, known) for known in lex.ALIKE)


def _covered(signs: Iterable[Sign], taken: Sequence[bool]) -> list[bool]:
    covered = list(taken)
    for sign in signs:
        covered[sign.start : sign.end] = [True] * (sign.end - sign.start)
    return covered


def _doubts(clause: Clause, inside: Sequence[bool], found: Marks) -> None:
    """What makes the line unsure; words within a sign count for nothing but negation."""
    if clause.asks:
        found.unsure.setdefault("question", "?")
    if clause.turns:
        found.unsure.setdefault("mixed", "but")
    speaker = False
    for at, word in enumerate(clause.words):
        if word in lex.NEGATIONS:
            found.unsure.setdefault("negation", word)
        if inside[at]:
            continue
        for reason, words in _REASONS.items():
            if word in words:
                found.unsure.setdefault(reason, word)
        if speaker and word in lex.HEARSAY:
            found.unsure.setdefault("hearsay", word)
        speaker |= word in lex.SPEAKERS


_REASONS: Mapping[str, frozenset[str]] = {
    "doubt": lex.DOUBTS, "wished": lex.WISHED, "ahead": lex.AHEAD, "past": lex.PAST,
}  # fmt: skip


def _negated(clause: Clause, signs: list[Sign], taken: Sequence[bool]) -> list[Sign]:
    """The signs, those negated that a negating word before or after them is about."""
    signs = sorted(signs, key=lambda s: s.start)
    within = {at for s in signs for at in range(s.start, s.end)}
    said_no = [at for at, w in enumerate(clause.words)
               if w in lex.NEGATIONS and at not in within and not taken[at]]  # fmt: skip
    done: list[Sign] = []
    carried = False
    for i, sign in enumerate(signs):
        after = clause.words[sign.end : sign.end + 2]
        since = signs[i - 1].end if i else 0
        ahead = any(since <= at < sign.start and sign.start - at <= SCOPE for at in said_no)
        joined = carried and set(clause.words[since : sign.start]) <= JOINS and since < sign.start
        is_not = sign.negated or ahead or joined or bool(lex.AFTER & set(after))
        carried = is_not
        done.append(
            Sign(sign.of, sign.means, sign.clause, sign.start, sign.end, is_not, sign.pending,
                 sign.alike)
        )  # fmt: skip
    return done
