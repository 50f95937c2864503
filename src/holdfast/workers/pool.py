"""The two calls, the same in every place."""

import pickle
import threading
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Self

from holdfast.base.errors import Refused, Unavailable
from holdfast.workers.clerk import Clerk
from holdfast.workers.job import Job, Piece, Results
from holdfast.workers.kept import pack
from holdfast.workers.minder import CLOSED, FIRST, LAST, MANY, Minder, Waiting
from holdfast.workers.task import OURS, Heard, permit

GRACE_S = 5.0
"""How long a piece may take to end once it is asked to (assumed)."""
AHEAD = 2
"""Pieces of `each` under way for each clerk: one at work and one waiting (assumed)."""


class Workers:
    """A place where work is done. Every method may be called from any thread.

    Attributes:
        clerks: how many pieces are done at the same time.
    """

    def __init__(
        self,
        clerks: int,
        hire: Callable[[], Clerk],
        permitted: Sequence[str] = OURS,
        limit_s: float | None = None,
        grace_s: float = GRACE_S,
    ) -> None:
        if clerks < 1:
            raise Refused("Work needs at least one worker.")
        self.clerks, self._hire, self._permitted = clerks, hire, tuple(permitted)
        self._limit_s, self._grace_s = limit_s, grace_s
        self._waiting, self._closed = Waiting(), threading.Event()
        self._lock = threading.Lock()
        self._minders: list[threading.Thread] = []
        self._busy = 0

    def start(self, task: str, argument: object, heard: Heard = lambda _said: None) -> Job:
        """One long piece of work, done aside.

        Args:
            task: name of a function, 'holdfast.plan.day:work' (see workers.task).
            heard: told what it says, in order, from a thread of ours; from the beginning again
                where its worker died.

        Raises:
            Refused: it is no name of a task, or the argument cannot travel.
            Unavailable: the workers are closed.
        """
        permit(task, self._permitted)
        return self._begin(task, argument, heard, FIRST)

    def each(self, task: str, arguments: Iterable[object]) -> Results:
        """Many pieces of work: (number, what it ended in) as they come, in any order.

        Closing it stops what is under way; the first piece that fails ends it with its error.

        Raises:
            Refused: it is no name of a task.
        """
        permit(task, self._permitted)
        return Results(
            lambda argument: self._begin(task, argument, None, MANY),
            arguments,
            AHEAD * self.clerks,
        )

    def warm(self) -> None:
        """Begin to make all clerks ready, so that the first work need not wait for them."""
        with self._lock:
            self._mind(self.clerks)

    def close(self) -> None:
        """Be rid of all clerks at once; what was under way fails with a sentence."""
        with self._lock:
            self._closed.set()
            for _ in self._minders:
                self._waiting.put(LAST, None)
        for minder in self._minders:
            if minder is not threading.current_thread():
                minder.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _value: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def _begin(self, task: str, argument: object, heard: Heard | None, rank: int) -> Piece:
        """Line up a piece, and see that there is a clerk for it."""
        try:
            piece = Piece(task, *pack(argument), heard)
        except (TypeError, AttributeError, pickle.PicklingError, RecursionError) as exc:
            raise Refused(f"What '{task}' is asked cannot travel to a worker: {exc}.") from exc
        piece.end.add_done_callback(self._ended)
        with self._lock:
            if self._closed.is_set():
                raise Unavailable(CLOSED)
            self._busy += 1
            self._waiting.put(rank, piece)
            self._mind(self._busy)
        return piece

    def _ended(self, _end: object) -> None:
        with self._lock:
            self._busy -= 1

    def _mind(self, busy: int) -> None:
        """As many minders as there is work for; the lock is held."""
        while not self._closed.is_set() and len(self._minders) < min(busy, self.clerks):
            minder = Minder(self._hire, self._waiting, self._closed, self._limit_s, self._grace_s)
            self._minders.append(threading.Thread(target=minder.work, name="minder", daemon=True))
            self._minders[-1].start()
