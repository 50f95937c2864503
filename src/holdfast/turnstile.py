"""One commit for all who wait: whoever comes while one is under way shares the next.

Laws. Each call returns only when its own request has been served, or raises what serving it raised.
Requests are served in the order in which they came, as many together as fit. Whoever is served may
not come again from within.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from holdfast.base.errors import HoldfastError, Unavailable


@dataclass(eq=False)
class Waiting:
    """What everybody in line has: whether it was served, and what that raised."""

    error: BaseException | None = None
    done: bool = False
    called: threading.Event = field(default_factory=threading.Event)

    @property
    def size(self) -> int:
        """How much of a group's room it takes."""
        return 1


Request = TypeVar("Request", bound=Waiting)


class Turnstile(Generic[Request]):
    """A line whose first serves those behind too, and then hands over.

    Args:
        serve: serves a group; it may raise, and then the whole group is told.
        room: so much goes together at most.
    """

    def __init__(self, serve: Callable[[list[Request]], None], room: int) -> None:
        self._serve, self._room = serve, room
        self._requests: deque[Request] = deque()
        self._line = threading.Lock()
        self._leader = 0

    def share(self, request: Request) -> Request:
        """Stand in line until it is served.

        Raises:
            HoldfastError: what serving it raised.
            Unavailable: it stopped in the middle.
        """
        if self._leader == threading.get_ident():
            raise RuntimeError("A listener may not say or receive: hand it to another thread.")
        with self._line:
            self._requests.append(request)
            if len(self._requests) == 1:
                request.called.set()
        request.called.wait()
        if not request.done:
            self._lead(self._group())
        if isinstance(request.error, HoldfastError):
            raise type(request.error)(*request.error.args) from request.error
        if request.error is not None:
            raise Unavailable("The ledger stopped in the middle. Try again.") from request.error
        return request

    def _group(self) -> list[Request]:
        """The first in line and those behind who fit; they stay in line."""
        group: list[Request] = []
        n = 0
        with self._line:
            for request in self._requests:
                group.append(request)
                n += request.size
                if n >= self._room:
                    break
        return group

    def _lead(self, group: list[Request]) -> None:
        self._leader = threading.get_ident()
        try:
            self._serve(group)
        finally:
            self._leader = 0
            self._dismiss(group)

    def _dismiss(self, group: list[Request]) -> None:
        """Let a group go, and call who is first in line now."""
        with self._line:
            for request in group:
                self._requests.popleft()
                request.done = True
                request.called.set()
            if self._requests:
                self._requests[0].called.set()
