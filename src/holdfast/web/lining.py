"""Lines for what takes long: so many at a time, so many waiting, and nobody for whom nobody waits.

Laws. Who waits holds no thread. The line is bounded: who finds it full is told when to come again.
Whoever asked and hung up leaves the line at once, or has what was begun for them stopped.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import Future
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request

from holdfast.base.clock import MINUTE_MS
from holdfast.base.errors import Unavailable
from holdfast.base.grid import span_words

T = TypeVar("T")
FIRST_S = 5.0
"""How long one takes, until one has shown how long (assumed)."""


class Busy(Unavailable):
    """A line is full.

    Attributes:
        retry_s: when to come again.
    """

    def __init__(self, sentence: str, retry_s: float) -> None:
        super().__init__(sentence)
        self.retry_s = retry_s


def full(what: str, n: int, seconds: float) -> Busy:
    """What somebody is told who finds n others waiting, for so many seconds."""
    minutes = max(1, round(seconds * 1000 / MINUTE_MS))
    soon = span_words(minutes * MINUTE_MS)
    return Busy(f"{n} {what} wait in line already. Try again in about {soon}.", minutes * 60.0)


class Line:
    """A line. Every method may be called from any thread, and from any loop.

    Args:
        what: those in it, as people call them: 'rehearsals'.
        most: how many may wait. abreast: how many have their turn at the same time.
    """

    def __init__(self, what: str, most: int, abreast: int = 1) -> None:
        self.what, self.most, self.abreast = what, most, max(1, abreast)
        self._lock = threading.Lock()
        self._waiting: deque[tuple[Future[None], str]] = deque()
        self._at_turn: list[tuple[Future[None], str]] = []
        self._took_s = FIRST_S

    @asynccontextmanager
    async def turn(self, tag: str = "") -> AsyncIterator[None]:
        """Wait for one's turn, and have it.

        Args:
            tag: by which `place` finds it.

        Raises:
            Busy: too many wait already.
        """
        ticket = self._join(tag)
        began_s: float | None = None
        try:
            await asyncio.shield(asyncio.wrap_future(ticket[0]))
            began_s = time.monotonic()
            yield
        finally:
            self._leave(ticket, began_s)

    def place(self, tag: str) -> int | None:
        """How many are before the last one of this tag; 0 has its turn, None is not in line."""
        with self._lock:
            tags = [t for _, t in self._waiting]
            if tag in tags:
                return len(self._at_turn) + len(tags) - 1 - tags[::-1].index(tag)
            return 0 if tag in [t for _, t in self._at_turn] else None

    def waiting(self) -> int:
        """How many wait."""
        with self._lock:
            return len(self._waiting)

    def _join(self, tag: str) -> tuple["Future[None]", str]:
        ticket = Future[None](), tag
        with self._lock:
            if len(self._at_turn) < self.abreast:
                self._at_turn.append(ticket)
                ticket[0].set_result(None)
                return ticket
            n = len(self._waiting)
            if n >= self.most:
                raise full(self.what, n, n * self._took_s / self.abreast)
            self._waiting.append(ticket)
        return ticket

    def _leave(self, ticket: tuple["Future[None]", str], began_s: float | None) -> None:
        """Out of the line, and the next one has its turn."""
        with self._lock:
            if began_s is not None:
                self._took_s += (time.monotonic() - began_s - self._took_s) / 4
            if ticket in self._waiting:
                self._waiting.remove(ticket)
                return
            self._at_turn.remove(ticket)
            if self._waiting:
                then = self._waiting.popleft()
                self._at_turn.append(then)
                then[0].set_result(None)


async def while_heard(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """What the work ends in; cancelled when who asked for it hangs up.

    The request's body must have been read before.

    Raises:
        ClientDisconnect: nobody is there to be answered.
    """
    doing = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_hung_up(request))
    try:
        await asyncio.wait({doing, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            raise ClientDisconnect
        return doing.result()
    finally:
        for task in (doing, gone):
            task.cancel()
        await asyncio.gather(doing, gone, return_exceptions=True)


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
