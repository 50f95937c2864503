"""Work in this process, on threads: the kernels of the planner let others run meanwhile."""

import queue
import threading
from collections.abc import Callable, Sequence

from holdfast.workers.kept import Shared
from holdfast.workers.pool import GRACE_S, Workers
from holdfast.workers.task import OURS, Word, run


class Here(Workers):
    """This process. A thread cannot be killed: one that overstays is left to end by itself."""

    def __init__(
        self,
        n: int = 1,
        permitted: Sequence[str] = OURS,
        limit_s: float | None = None,
        grace_s: float = GRACE_S,
    ) -> None:
        super().__init__(n, lambda: _Thread(permitted), permitted, limit_s, grace_s)


class _Thread:
    """A clerk that is a thread of this process, a new one for each piece; see Clerk."""

    def __init__(self, permitted: Sequence[str]) -> None:
        self._permitted = permitted
        self._words: queue.SimpleQueue[Word] = queue.SimpleQueue()
        self._stop = threading.Event()

    def ready(self, _wait_s: float) -> bool:
        """See Clerk."""
        return True

    def begin(self, task: str, argument: bytes, _shared: Sequence[Shared]) -> None:
        """See Clerk."""
        tell: Callable[[Word], None] = self._words.put
        self._stop.clear()
        what = (task, argument, self._permitted, tell, self._stop.is_set)
        threading.Thread(target=run, args=what, name=task, daemon=True).start()

    def news(self, wait_s: float) -> Sequence[Word]:
        """See Clerk."""
        try:
            return (self._words.get(timeout=wait_s),)
        except queue.Empty:
            return ()

    def stop(self) -> None:
        """See Clerk."""
        self._stop.set()

    def drop(self) -> None:
        """See Clerk: the thread keeps its stop and is heard no more."""
        self._stop.set()
