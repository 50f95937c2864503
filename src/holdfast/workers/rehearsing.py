"""Rehearsing as a piece of work: a script travels, so many of its plays come back.

Law. The plays are the same wherever, in however many pieces and by however many they are played.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from holdfast.base.errors import Unavailable
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.plays import Plays, play
from holdfast.rehearse.script import Script
from holdfast.workers.pool import Workers
from holdfast.workers.task import Say, Stop

TASK = "holdfast.workers.rehearsing:plays"
"""What `Workers.start` and `Workers.each` are told to do with an Asked."""
PIECE = 20_000
"""Plays of one piece of work, some hundredths of a second: after them a worker looks whether it
should stop, and one that is killed costs no more."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Plays that travel: n of a script's, from number `first` on."""

    script: Script
    odds: Odds
    seed: int
    first: int
    n: int


def plays(asked: object, _say: Say, stop: Stop) -> Plays:
    """Play them.

    Raises:
        Unavailable: somebody said stop.
    """
    assert isinstance(asked, Asked)  # noqa: S101  (what TASK is started with)
    done = []
    for one in pieces(asked):
        if stop():
            raise Unavailable("The rehearsal was stopped.")
        done.append(play(one.script, one.odds, one.seed, one.first, one.n))
    return together(done)


def spread(workers: Workers, asked: Asked) -> Plays:
    """The same plays, piece by piece by whoever is free.

    Raises:
        Unavailable: the workers are closed, or one was killed too often.
    """
    done = dict(workers.each(TASK, pieces(asked)))
    return together([done[number] for number in sorted(done)])


def pieces(asked: Asked) -> Iterator[Asked]:
    """What is asked, in pieces."""
    end = asked.first + asked.n
    for first in range(asked.first, max(end, asked.first + 1), PIECE):
        yield replace(asked, first=first, n=min(PIECE, end - first))


def together(done: list[Plays]) -> Plays:
    """Plays that follow one another as one."""
    if len(done) == 1:
        return done[0]
    days = np.concatenate([one.days for one in done])
    return Plays(done[0].first, days, np.concatenate([one.runs for one in done]))
