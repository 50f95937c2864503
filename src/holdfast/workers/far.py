"""A clerk on a machine of the cluster: what Ray runs there.

Laws. It works only where Holdfast and what it reckons with are the same as with the one who asked:
other versions could give other answers. A shared file that a machine lacks is laid into its cache.
"""

import os
import pickle
import platform
import queue
import threading
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import version
from typing import Any

from holdfast.base.errors import HoldfastError, Refused
from holdfast.workers.kept import Shared, at_hand, lay
from holdfast.workers.processes import ONE_THREAD
from holdfast.workers.task import Word, run, told

SAME = ("holdfast", "numba", "numpy", "scipy")
"""What must be the same on every machine, besides Python's own version."""

Files = Sequence[tuple[Shared, list[Any]]]


def versions() -> dict[str, str]:
    """What this machine reckons with."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {"Python": python, **{name: version(name) for name in SAME}}


def fetched(ref: Any) -> Any:
    """What stands in Ray's store under a reference."""
    return import_module("ray").get(ref)


class Far:
    """See Clerk; `begin`, `news` and `stop` are asked through Ray, two at a time."""

    def __init__(
        self,
        permitted: Sequence[str],
        theirs: dict[str, str],
        fetch: Callable[[Any], Any] = fetched,
    ) -> None:
        os.environ.update(ONE_THREAD)
        self._permitted, self._theirs, self._fetch = permitted, theirs, fetch
        self._words: queue.SimpleQueue[Word] = queue.SimpleQueue()
        self._stop = threading.Event()

    def begin(self, task: str, argument: bytes, files: Files) -> None:
        """Begin a piece on a thread."""
        self._stop.clear()
        threading.Thread(target=self._do, args=(task, argument, files), daemon=True).start()

    def news(self, wait_s: float) -> list[Word]:
        """What the piece said since, waiting so long for something."""
        try:
            words = [self._words.get(timeout=wait_s)]
        except queue.Empty:
            return []
        while not self._words.empty():
            words.append(self._words.get())
        return words

    def stop(self) -> None:
        """Ask the piece to end soon."""
        self._stop.set()

    def _do(self, task: str, argument: bytes, files: Files) -> None:
        """Look that the machine is fit, bring what it lacks, do the piece."""
        try:
            self._must_agree()
            for handle, ref in files:
                if not at_hand(handle):
                    lay(handle, memoryview(self._fetch(ref[0])))
        except HoldfastError as exc:
            self._words.put(("wrong", pickle.dumps(told(task, exc))))
        else:
            run(task, argument, self._permitted, self._words.put, self._stop.is_set)

    def _must_agree(self) -> None:
        ours = versions()
        other = [f"{k} {ours[k]} instead of {v}" for k, v in self._theirs.items() if ours[k] != v]
        if other:
            raise Refused(f"The machine {platform.node()} has {', '.join(other)}.")
