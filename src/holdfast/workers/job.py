"""What one holds of work that is under way: a job, or the results of many pieces as they come."""

import queue
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future
from functools import partial
from typing import Any, Protocol

from holdfast.base.errors import Unavailable
from holdfast.workers.kept import Shared
from holdfast.workers.task import Heard


class Job(Protocol):
    """A piece of work under way. Every method may be called from any thread.

    Attributes:
        end: what it ended in, for who would rather be called than wait.
    """

    end: "Future[Any]"

    def stop(self) -> None:
        """Ask it to end soon with what it has; one that has not begun ends with an error."""

    def result(self, timeout: float | None = None) -> Any:
        """What it ended in, waiting for it so many seconds.

        Raises:
            TimeoutError: it is still under way.
            Refused, Damaged, Unavailable: it failed, with the task's own sentence.
        """


class Piece:
    """A job as the pool sees it.

    Attributes:
        stopping: whether it was asked to end.
        deaths: clerks that died over it.
    """

    def __init__(
        self, task: str, argument: bytes, shared: tuple[Shared, ...], heard: Heard | None
    ) -> None:
        self.task, self.argument, self.shared, self.heard = task, argument, shared, heard
        self.end: Future[Any] = Future()
        self.stopping = False
        self.deaths = 0

    def stop(self) -> None:
        """See Job."""
        self.stopping = True
        self.end.cancel()

    def result(self, timeout: float | None = None) -> Any:
        """See Job."""
        try:
            return self.end.result(timeout)
        except CancelledError:
            raise Unavailable("The work was stopped before it began.") from None


Begin = Callable[[object], Piece]


class Results(Iterator[tuple[int, Any]]):
    """What many pieces end in, with each one's number, as they come; `abreast` are under way.

    Laws. An argument is taken only when there is room for it. The first piece that fails ends the
    whole: its error is raised and the others are stopped. `close` may be called from any thread,
    also while another waits for the next result.
    """

    def __init__(self, begin: Begin, arguments: Iterable[object], abreast: int) -> None:
        self._flying: dict[int, Piece] = {}
        self._ended: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._closed = False
        self._begin, self._abreast = begin, abreast
        self._arguments: Iterator[tuple[int, object]] | None = enumerate(arguments)

    def __next__(self) -> tuple[int, Any]:
        """The next piece that has ended."""
        try:
            self._fill()
            number = self._ended.get() if self._flying and not self._closed else None
            if number is None or self._closed:
                raise StopIteration
            return number, self._flying.pop(number).result()
        except BaseException:
            self.close()
            raise

    def _fill(self) -> None:
        """Begin pieces while there is room and there are any."""
        while self._arguments and not self._closed and len(self._flying) < self._abreast:
            number, argument = next(self._arguments, (-1, None))
            if number < 0:
                self._arguments = None
                return
            piece = self._flying[number] = self._begin(argument)
            piece.end.add_done_callback(partial(self._over, number))

    def _over(self, number: int, _end: object) -> None:
        self._ended.put(number)

    def close(self) -> None:
        """Stop what is under way; nothing more comes."""
        self._closed = True
        self._ended.put(None)
        for piece in list(self._flying.values()):
            piece.stop()

    def __del__(self) -> None:
        self.close()
