"""Options weighed against one another, lives first: what nothing betters, and what more would cost.

Laws. An option is bettered by another that is told apart from it for the better in deaths, in days
on which somebody is harmed or not home, or in what is kept, and seems worse in none of these, on
the same days: what may well be worse betters nothing, told apart or not. Only what nothing betters
is ranked, and whatever is not ranked is bettered by what is, or by what that betters; what brings
nothing is bettered by staying home. Nobody is told which of the rest is best: each more costly one
is told with its price.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np

from holdfast.rehearse.script import F64
from holdfast.rehearse.tally import Columns, Figure, mean

SURE = 2.6
"""Standard errors between two options that are told apart: 1 in 100 by chance."""
SEEMS = 1.0
"""Standard errors by which one option seems worse: 1 in 6 by chance. Who is dropped must be surely
no better; who is kept need not be."""
HOME = "H"
"""The letter that is kept for staying home."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one option, play by play.

    Attributes:
        kept: brought by teams that are all unharmed. dead: people. harm: 1 where somebody is
            harmed or not home.
    """

    kept: F64
    dead: F64
    harm: F64

    def and_then(self, more: "Outcome") -> "Outcome":
        """With further plays behind these."""
        pairs = ((self.kept, more.kept), (self.dead, more.dead), (self.harm, more.harm))
        return Outcome(*(np.concatenate(pair) for pair in pairs))


NOTHING_YET = Outcome(np.zeros(0), np.zeros(0), np.zeros(0))


def outcome(columns: Columns) -> Outcome:
    """Of some plays, what options are weighed by."""
    return Outcome(columns.kept, columns.dead, 1.0 - columns.unharmed.astype(float))


@dataclass(frozen=True, slots=True)
class Step:
    """What one option costs and brings more than the next safer one, in one day.

    Attributes:
        over: the safer one's letter; H is staying home.
        kept: what is kept more. dead: deaths more. harm: how much more often somebody is harmed or
            not home.
    """

    letter: str
    over: str
    kept: Figure
    dead: Figure
    harm: Figure


@dataclass(frozen=True, slots=True)
class Weighed:
    """Which options are ranked, and what each costs.

    Attributes:
        ranking: letters of what nothing betters, safest first; staying home, to which each is an
            alternative, last.
        bettered: each of the others, and what betters it.
        steps: the ranked ones in their order.
    """

    ranking: tuple[str, ...]
    bettered: dict[str, tuple[str, ...]]
    steps: tuple[Step, ...]


def weigh(outcomes: Mapping[str, Outcome]) -> Weighed:
    """Weigh the options of a plan, staying home among them."""
    n = max((len(o.kept) for o in outcomes.values()), default=0)
    at_home = Outcome(np.zeros(n), np.zeros(n), np.zeros(n))
    all_ = {**outcomes, HOME: at_home}
    bettered = {
        letter: by for letter, one in outcomes.items() if (by := _what_betters(letter, one, all_))
    }
    for letter in _in_a_ring(outcomes, bettered):
        del bettered[letter]
    ranked = [letter for letter in outcomes if letter not in bettered]
    safest = sorted(ranked, key=lambda x: _cost(outcomes[x]))
    pairs = zip([HOME, *safest], safest, strict=False)
    return Weighed(
        ranking=(*safest, HOME),
        bettered=bettered,
        steps=tuple(_step(one, over, all_) for over, one in pairs),
    )


def _in_a_ring(
    outcomes: Mapping[str, Outcome], bettered: Mapping[str, tuple[str, ...]]
) -> list[str]:
    """Options to be ranked all the same, as those that better them are bettered in a ring, which
    chance can make of three: of each ring the safest.
    """
    freed: list[str] = []
    while True:
        covered = {HOME, *freed, *(x for x in outcomes if x not in bettered)}
        while more := {x for x in bettered if x not in covered and covered & {*bettered[x]}}:
            covered |= more
        rest = [x for x in outcomes if x not in covered]
        if not rest:
            return freed
        freed.append(min(rest, key=lambda x: _cost(outcomes[x])))


def _what_betters(letter: str, one: Outcome, all_: Mapping[str, Outcome]) -> tuple[str, ...]:
    """The options that better one; staying home only what brings nothing."""
    if one.kept.size == 0 or float(one.kept.mean()) <= 0:
        return (HOME,)
    return tuple(x for x, o in all_.items() if x not in (letter, HOME) and betters(o, one))


def betters(one: Outcome, other: Outcome) -> bool:
    """Whether an option is told apart from another for the better in something, and seems worse in
    nothing.
    """
    apart = [
        _told(one.kept - other.kept), _told(other.dead - one.dead), _told(other.harm - one.harm),
    ]  # fmt: skip
    return max(apart) > 0 and min(apart) >= 0


def _told(more: F64) -> int:
    """1 where there surely is more, -1 where there seems to be less, else 0."""
    n, middle = len(more), float(more.mean()) if len(more) else 0.0
    error = float(more.std(ddof=1)) / sqrt(n) if n > 1 else 0.0
    if middle < 0:
        return -1 if -middle > SEEMS * error else 0
    return 1 if middle > SURE * error else 0


def _cost(one: Outcome) -> tuple[float, float, float]:
    """Sorts what is safer first: deaths, then harm; of equals what keeps more."""
    return float(one.dead.mean()), float(one.harm.mean()), -float(one.kept.mean())


def _step(letter: str, over: str, all_: Mapping[str, Outcome]) -> Step:
    """What an option brings and costs more than a safer one."""
    one, other = all_[letter], all_[over]
    return Step(
        letter=letter,
        over=over,
        kept=mean(one.kept - other.kept),
        dead=mean(one.dead - other.dead),
        harm=mean(one.harm - other.harm),
    )
