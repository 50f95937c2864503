"""Plays: what came of each, in rows."""

from dataclasses import dataclass

import numpy as np

from holdfast.rehearse.kernel import NOW, PLAYED, RESULT, play_all
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.script import F64, Rows, Script

LINES = 2_000
"""Lines of one play's story."""


@dataclass(frozen=True, slots=True)
class Plays:
    """What came of n plays with t teams each.

    Attributes:
        first: number of the first play.
        days: what each day was like, kernel.PLAYED, n. runs: what came of each team's, n x t,
            kernel.RESULT.
    """

    first: int
    days: Rows
    runs: Rows

    def __len__(self) -> int:
        return len(self.days)


def play(script: Script, odds: Odds, seed: int, first: int, n: int) -> Plays:
    """Play n days of a script from number `first` on; the same numbers have the same days."""
    return _played(script, odds, seed, first, n, np.zeros((0, 6)))


def retell(script: Script, odds: Odds, seed: int, number: int) -> tuple[Plays, F64]:
    """One play once more, with its story: rows of time, team, what, piece, part done, detail."""
    lines = np.zeros((LINES, 6))
    plays = _played(script, odds, seed, number, 1, lines)
    return plays, lines[1 : 1 + int(lines[0, 0])]


def _played(script: Script, odds: Odds, seed: int, first: int, n: int, rec: F64) -> Plays:
    plays = Plays(first, np.zeros(n, PLAYED), np.zeros((n, len(script.teams)), RESULT))
    row = np.array([odds], np.dtype([(name, np.float64) for name in Odds._fields]))
    play_all(script, row, seed, first, plays.days, plays.runs, rec, np.zeros(1, NOW))
    return plays
