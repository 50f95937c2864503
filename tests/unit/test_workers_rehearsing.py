"""A rehearsal is the same wherever it is played, and by however many."""

import os
import signal
from pathlib import Path

import numpy as np
import pytest

from holdfast.base.errors import Unavailable
from holdfast.bench.rehearse import legs
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.plays import Plays, play
from holdfast.rehearse.writing import write
from holdfast.workers import Here, Processes, rehearsing
from holdfast.workers.rehearsing import TASK, Asked, pieces, plays, spread, together

ODDS = Odds()
ASKED = Asked(write(legs(), ODDS), ODDS, 4, 100, 2_000)


def same(one: Plays, two: Plays) -> bool:
    """To the last bit."""
    return (
        one.first == two.first
        and np.array_equal(one.days, two.days)
        and np.array_equal(one.runs, two.runs)
    )


def in_peace(asked: Asked) -> Plays:
    return play(asked.script, asked.odds, asked.seed, asked.first, asked.n)


@pytest.mark.parametrize("n_workers", [1, 2, 3])
def test_it_does_not_matter_how_many_play(n_workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor in how many pieces."""
    for piece in (137, 1_000, 10**6):
        monkeypatch.setattr(rehearsing, "PIECE", piece)
        with Here(n_workers) as workers:
            assert same(spread(workers, ASKED), in_peace(ASKED))


def test_plays_that_are_not_wanted_any_more_are_stopped() -> None:
    """Before the next piece."""
    with pytest.raises(Unavailable, match="was stopped"):
        plays(ASKED, print, lambda: True)


def test_no_plays_are_an_answer() -> None:
    """Of no length."""
    none = Asked(ASKED.script, ODDS, 4, 100, 0)
    with Here(1) as workers:
        assert len(spread(workers, none)) == 0


def children() -> list[int]:
    """Our workers."""
    tasks = Path("/proc/self/task").glob("*/children")
    return [int(word) for task in tasks for word in task.read_text().split()]


@pytest.mark.slow
def test_killing_workers_loses_nothing_but_time() -> None:
    """Whoever is killed in the middle, the plays are those of a rehearsal in peace."""
    asked = Asked(ASKED.script, ODDS, 4, 0, 1_500_000)
    done: dict[int, Plays] = {}
    with Processes(2) as workers:
        assert same(spread(workers, ASKED), in_peace(ASKED))
        for number, result in workers.each(TASK, pieces(asked)):
            done[number] = result
            if len(done) in (5, 40):
                os.kill(min(children()), signal.SIGKILL)
    assert same(together([done[number] for number in sorted(done)]), in_peace(asked))
