"""The care of one clerk: a thread that hands it pieces, and sees when it dies or stays too long.

Laws. A piece goes to a clerk who is ready, so one who dies before that costs it nothing. A piece
whose clerk died is done again by another, from its beginning; one over which DEATHS clerks died is
given up with a sentence. A piece that does not end soon after it was asked to is ended with its
clerk.
"""

import itertools
import pickle
import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from holdfast.base.errors import HoldfastError, Unavailable
from holdfast.workers.clerk import Clerk, Died
from holdfast.workers.job import Piece
from holdfast.workers.task import error

DEATHS = 3
"""Clerks that may die over one piece (assumed: chance kills once, a fault each time)."""
WAIT_S = 0.1
"""How often a minder looks whether its piece shall stop."""
AGAIN, FIRST, MANY, LAST = range(4)
"""Ranks: what must be done again, what was started alone, pieces of many, the end."""
CLOSED = "The workers are closed."


class Waiting:
    """The pieces that wait, by rank and then as they came."""

    def __init__(self) -> None:
        self._queue: queue.PriorityQueue[tuple[int, int, Piece | None]] = queue.PriorityQueue()
        self._serial = itertools.count()

    def put(self, rank: int, piece: Piece | None) -> None:
        """Line up a piece; None ends one minder."""
        self._queue.put((rank, next(self._serial), piece))

    def get(self) -> Piece | None:
        """The next one, waiting for it."""
        return self._queue.get()[2]


class _Overstayed(Exception):
    """A piece was asked to end and did not."""


class _TaskFailed(Exception):
    """A task ended in an error, which is its result."""

    def __init__(self, error: HoldfastError) -> None:
        self.error = error


class Minder:
    """Minds one clerk, hired anew when it is lost.

    Args:
        closed: set when all work shall end at once.
        limit_s, grace_s: how long a piece may take, and how long to end once it is asked to.
    """

    def __init__(
        self,
        hire: Callable[[], Clerk],
        waiting: Waiting,
        closed: threading.Event,
        limit_s: float | None,
        grace_s: float,
    ) -> None:
        self._hire, self._waiting, self._closed = hire, waiting, closed
        self._limit_s, self._grace_s = limit_s, grace_s

    def work(self) -> None:
        """The thread: one piece after the other, each with a clerk who is ready for it."""
        clerk: Clerk | None = None
        try:
            while True:
                with suppress(HoldfastError):  # where no clerk can be had, a piece hears of it
                    clerk = clerk or self._hired()
                piece = self._waiting.get()
                if piece is None:
                    return
                if piece.deaths or piece.end.set_running_or_notify_cancel():
                    clerk = self._do(clerk, piece)
        finally:
            if clerk is not None:
                clerk.drop()

    def _hired(self) -> Clerk:
        """A clerk who is ready.

        Raises:
            Unavailable: none can be had now, or DEATHS in turn died before they were ready.
        """
        words = ""
        for _ in range(DEATHS):
            if self._closed.is_set():
                raise Unavailable(CLOSED)
            clerk = self._hire()
            try:
                while not self._closed.is_set():
                    if clerk.ready(WAIT_S):
                        return clerk
            except Died as exc:
                words = str(exc)
            clerk.drop()
        raise Unavailable(f"No worker can be started: it ended {words}.")

    def _do(self, clerk: Clerk | None, piece: Piece) -> Clerk | None:
        """Have a piece done, or put back, or given up; the clerk, unless it is gone.

        1. The clerk begins, and is followed to the end. 2. One that died leaves the piece to
        another. 3. One that overstays, or whose words cannot be borne, goes.
        """
        try:
            clerk = clerk or self._hired()
            clerk.begin(piece.task, piece.argument, piece.shared)
            piece.end.set_result(self._followed(clerk, piece))
            return clerk
        except _TaskFailed as exc:
            piece.end.set_exception(exc.error)
            return clerk
        except Died as exc:
            self._again(piece, str(exc))
        except _Overstayed:
            words = "was ended" if self._closed.is_set() else "did not end when it was asked to"
            piece.end.set_exception(Unavailable(f"The work '{piece.task}' {words}."))
        except Exception as exc:  # noqa: BLE001 - a minder's loop goes on; the one who asked hears
            piece.end.set_exception(exc)
        if clerk is not None:
            clerk.drop()
        return None

    def _again(self, piece: Piece, words: str) -> None:
        """Leave a piece to another clerk, unless too many died over it."""
        piece.deaths += 1
        if piece.stopping or self._closed.is_set():
            piece.end.set_exception(Unavailable(f"The work '{piece.task}' was ended."))
        elif piece.deaths < DEATHS:
            self._waiting.put(AGAIN, piece)
        else:
            piece.end.set_exception(Unavailable(
                f"The work '{piece.task}' was given up: {DEATHS} workers ended over it, the last "
                f"{words}. There may be too little memory for it."
            ))  # fmt: skip

    def _followed(self, clerk: Clerk, piece: Piece) -> Any:
        """Pass on what a piece says, and see that it ends when it shall; what it ended in."""
        began_s, asked_s = time.monotonic(), 0.0
        while True:
            for tag, body in clerk.news(WAIT_S):
                what = pickle.loads(body)  # noqa: S301 - from our own worker
                if tag == "done":
                    return what
                if tag == "wrong":
                    raise _TaskFailed(error(what))
                if piece.heard is not None:
                    piece.heard(what)
            now_s = time.monotonic()
            if self._limit_s is not None and now_s > began_s + self._limit_s:
                piece.stopping = True
            if piece.stopping:
                clerk.stop()
                asked_s = asked_s or now_s
            if self._closed.is_set() or (asked_s and now_s > asked_s + self._grace_s):
                raise _Overstayed
