"""Finding phrases in words, in time linear in their number; see lexicon for how one is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

GAP = 3
"""So many other words '~' lets stand between (assumed: 'needs a bit more help')."""


class Hit(NamedTuple):
    """A phrase that was found: from word `start` up to, without, word `end`; `between` are words
    that are not its own.
    """

    start: int
    end: int
    means: str
    between: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """Alternatives for each word; `gaps` says after which of them others may stand."""

    words: tuple[frozenset[str], ...]
    gaps: frozenset[int]
    means: str

    def end(self, words: Sequence[str], at: int) -> int:
        """Where it ends if it begins at word `at`; 0 if it does not."""
        last = at
        for i, wanted in enumerate(self.words):
            reach = GAP if i - 1 in self.gaps else 0
            found = next((k for k in range(last, min(last + reach + 1, len(words)))
                          if words[k] in wanted), None)  # fmt: skip
            if found is None:
                return 0
            last = found + 1
        return last

    def strange(self, words: Sequence[str]) -> tuple[str, ...]:
        """Those of these words that stand in none of its places."""
        return tuple(w for w in words if not any(w in wanted for wanted in self.words))


Table = Mapping[str, Sequence[Phrase]]
"""Phrases by the word that they may begin with."""


def table(written: Mapping[str, str] | Iterable[str]) -> Table:
    """The phrases of a table of the lexicon."""
    found: dict[str, list[Phrase]] = {}
    means = written if isinstance(written, Mapping) else dict.fromkeys(written, "")
    for text, meant in means.items():
        phrase = _phrase(text, meant)
        for first in phrase.words[0]:
            found.setdefault(first, []).append(phrase)
    return found


def _phrase(text: str, means: str) -> Phrase:
    words: list[frozenset[str]] = []
    gaps: set[int] = set()
    for part in text.split():
        if part == "~":
            gaps.add(len(words) - 1)
        else:
            words.append(frozenset(part.split("|")))
    return Phrase(tuple(words), frozenset(gaps), means)


def find(among: Table, words: Sequence[str], taken: Sequence[bool] = ()) -> list[Hit]:
    """Every phrase in the words, the longest first where two begin alike; none twice.

    Args:
        among: what is looked for.
        words: of one clause.
        taken: words that belong to something else already.
    """
    found: list[Hit] = []
    at = 0
    while at < len(words):
        ends = [
            Hit(at, end, phrase.means, phrase.strange(words[at:end]))
            for phrase in among.get(words[at], ())
            if (end := phrase.end(words, at)) and not any(taken[at:end])
        ]
        if ends:
            best = max(ends, key=lambda hit: hit.end)
            found.append(best)
            at = best.end
        else:
            at += 1
    return found


def one_off(word: str, known: str) -> bool:
    """Whether one letter is wrong, missing, too many, or two neighbours are exchanged."""
    n, m = len(word), len(known)
    if abs(n - m) > 1 or word == known:
        return False
    i = next((k for k, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), min(n, m))
    if n == m:
        swapped = word[i : i + 2] == known[i : i + 2][::-1] and word[i + 2 :] == known[i + 2 :]
        return swapped or word[i + 1 :] == known[i + 1 :]
    shorter, longer = (word, known) if n < m else (known, word)
    return shorter[i:] == longer[i + 1 :]
