"""A clerk: one thread, process or Ray actor that does one piece of work at a time."""

from collections.abc import Sequence
from typing import Protocol

from holdfast.workers.kept import Shared
from holdfast.workers.task import Word


class Died(Exception):
    """A clerk is gone; its words say of what, for the end of a sentence."""


class Clerk(Protocol):
    """What a pool asks of a clerk, always from one thread. Every call may raise Died."""

    def ready(self, wait_s: float) -> bool:
        """Whether it can begin, waiting so long for it; asked until it can."""

    def begin(self, task: str, argument: bytes, shared: Sequence[Shared]) -> None:
        """Begin a piece; the one before it has ended."""

    def news(self, wait_s: float) -> Sequence[Word]:
        """What the piece said since, waiting so long for something; 'done' or 'wrong' is last."""

    def stop(self) -> None:
        """Ask the piece to end soon; asking again does no harm."""

    def drop(self) -> None:
        """Be rid of the clerk at once, whatever it does."""
