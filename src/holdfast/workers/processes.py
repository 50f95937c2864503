"""Work in processes of this machine, so that it takes other cores and can be ended for sure.

Laws. A worker goes with us, however we end (see child.py). It is in a process group of its own, so
Ctrl-C reaches only us, and it gives way to the room.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from holdfast.base.errors import Unavailable
from holdfast.workers.clerk import Died
from holdfast.workers.kept import Shared
from holdfast.workers.pool import GRACE_S, Workers
from holdfast.workers.task import OURS, Word

MEMORY_BYTES = 8 << 30
"""Address space of a worker, not memory in use: libraries reserve much of it (assumed)."""
ONE_THREAD = {
    name: "1"
    for name in (
        "NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",
    )
}  # fmt: skip
"""A worker takes one core: there is one for each."""


class Processes(Workers):
    """Local processes, each started when there is work for it."""

    def __init__(
        self,
        n: int,
        permitted: Sequence[str] = OURS,
        limit_s: float | None = None,
        grace_s: float = GRACE_S,
        memory_bytes: int = MEMORY_BYTES,
    ) -> None:
        super().__init__(
            n, lambda: _Process(tuple(permitted), memory_bytes), permitted, limit_s, grace_s
        )


def spawned(
    module: str, environment: Mapping[str, str]
) -> tuple["subprocess.Popen[bytes]", Connection]:
    """A process of ours that runs a module, and our end of the pipe to it.

    Its standard input is a pipe that nothing is written to: it breaks when we end.

    Raises:
        Unavailable: this machine gives no process now.
    """
    try:
        return _spawned(module, environment)
    except OSError as exc:
        raise Unavailable(f"No worker process can be started: {exc.strerror}.") from exc


def _spawned(
    module: str, environment: Mapping[str, str]
) -> tuple["subprocess.Popen[bytes]", Connection]:
    ours, theirs = Pipe()
    root = str(Path(__file__).resolve().parents[2])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    with theirs:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", module, str(theirs.fileno())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), **environment},
            pass_fds=[theirs.fileno()],
            process_group=0,
        )
    return process, ours


def ended(process: "subprocess.Popen[bytes]", patience_s: float) -> None:
    """See to it that a process of ours is gone, at the latest after so many seconds."""
    try:
        process.wait(patience_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdin:
        process.stdin.close()


class _Process:
    """A clerk that is a process; see Clerk."""

    def __init__(self, permitted: tuple[str, ...], memory_bytes: int) -> None:
        self._process, self._pipe = spawned("holdfast.workers.child", ONE_THREAD)
        with suppress(OSError):  # it died at once: the first piece hears of it
            self._pipe.send((sys.path, permitted, memory_bytes))

    def ready(self, wait_s: float) -> bool:
        """See Clerk: its first word is that it is."""
        return bool(self.news(wait_s))

    def begin(self, task: str, argument: bytes, _shared: Sequence[Shared]) -> None:
        """See Clerk."""
        self._send((task, argument))

    def stop(self) -> None:
        """See Clerk."""
        self._send(None)

    def news(self, wait_s: float) -> Sequence[Word]:
        """See Clerk."""
        try:
            return (self._pipe.recv(),) if self._pipe.poll(wait_s) else ()
        except (EOFError, OSError):
            raise Died(self._cause()) from None

    def drop(self) -> None:
        """See Clerk."""
        self._pipe.close()
        ended(self._process, 0.0)

    def _send(self, order: tuple[str, bytes] | None) -> None:
        try:
            self._pipe.send(order)
        except OSError:
            raise Died(self._cause()) from None

    def _cause(self) -> str:
        """What the process ended of."""
        try:
            code = self._process.wait(1.0)
        except subprocess.TimeoutExpired:
            return "because it fell silent"
        if code >= 0:
            return f"with code {code}"
        return f"by signal {-code} ({signal.Signals(-code).name})"
