"""Work on a Ray cluster: several machines, or a Ray of this machine's own to try it on.

Ray lives in a process of its own (driver.py): its threads, signal handlers, settings and what it
prints stay out of the room, and it is shut down in order however the room ends.

Laws. A Ray that we start listens on this machine alone and asks for a secret. What runs on a
cluster trusts every machine in it: join one only in a network of one's own.
"""

import itertools
import os
import queue
import secrets
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from holdfast.base.errors import Unavailable
from holdfast.workers.clerk import Died
from holdfast.workers.kept import Shared
from holdfast.workers.pool import GRACE_S, Workers
from holdfast.workers.processes import ended, spawned
from holdfast.workers.task import OURS, Word, error

QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}
LOOPBACK = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
"""Ray's word for 'listen on 127.0.0.1', whatever the system is."""
PATIENCE_S = 30.0
"""How long Ray may take to shut down (assumed; 2 s measured)."""

Report = tuple[str, Any]
"""A word, or 'ready', or 'died' and of what."""
GONE: Report = ("died", "because what speaks to Ray ended")


class Cluster(Workers):
    """Clerks on a Ray cluster, one for each processor it has.

    Args:
        address: of a cluster ('10.0.0.7:6379', 'ray://10.0.0.7:10001'); None starts a Ray here.
        n: how many clerks; None takes all there are.

    Raises:
        Unavailable: Ray is not installed, or there is no cluster at that address.
    """

    def __init__(
        self,
        address: str | None = None,
        n: int | None = None,
        permitted: Sequence[str] = OURS,
        limit_s: float | None = None,
        grace_s: float = GRACE_S,
    ) -> None:
        self._settings = (sys.path, address, n, tuple(permitted))
        self._opening = threading.Lock()
        self._driver = _Driver(self._settings)
        super().__init__(self._driver.clerks, self._engage, permitted, limit_s, grace_s)

    def close(self) -> None:
        """See Workers."""
        super().close()
        self._driver.close()

    def _engage(self) -> "_Far":
        """A clerk of the driver, which is started again if it is gone."""
        with self._opening:
            if self._driver.gone:
                self._driver.close()
                self._driver = _Driver(self._settings)
            return _Far(self._driver)


class _Driver:
    """Our end of the process that speaks to Ray."""

    def __init__(self, settings: tuple[list[str], str | None, int | None, tuple[str, ...]]) -> None:
        secret = {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
        found = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        own = LOOPBACK | secret | found if settings[1] is None else {}
        self.gone = False
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._heard: dict[int, queue.SimpleQueue[Report]] = {}
        self._process, self._pipe = spawned("holdfast.workers.driver", QUIET | own)
        try:
            self._pipe.send(settings)
            self.clerks = self._opened(self._pipe)
        except BaseException:
            self.close()
            raise
        threading.Thread(target=self._listen, name="ray", daemon=True).start()

    def _opened(self, pipe: Connection) -> int:
        """How many clerks there may be, once Ray is there."""
        try:
            tag, what = pipe.recv()
        except (EOFError, OSError):
            raise Unavailable("Ray ended while it was starting.") from None
        if tag == "wrong":
            raise error(what)
        return int(what)

    def join(self) -> tuple[int, "queue.SimpleQueue[Report]"]:
        """A new clerk's number, and what will be heard of it."""
        number, heard = next(self._numbers), queue.SimpleQueue[Report]()
        self._heard[number] = heard
        if self.gone:
            heard.put(GONE)
        return number, heard

    def send(self, number: int, verb: str, what: object = None) -> None:
        """An order to a clerk; raises Died."""
        try:
            with self._lock:
                self._pipe.send((number, verb, what))
        except OSError:
            raise Died(GONE[1]) from None

    def leave(self, number: int) -> None:
        """Be rid of a clerk."""
        self._heard.pop(number, None)
        with suppress(Died):
            self.send(number, "drop")

    def close(self) -> None:
        """Shut Ray down in order: the driver ends its end of the pipe when it is told to."""
        self.gone = True
        with suppress(Died):
            self.send(0, "end")
        ended(self._process, PATIENCE_S)
        self._pipe.close()

    def _listen(self) -> None:
        """The thread that passes on what is heard."""
        with suppress(EOFError, OSError):
            while True:
                number, report = self._pipe.recv()
                if heard := self._heard.get(number):
                    heard.put(report)
        self.gone = True
        for heard in list(self._heard.values()):
            heard.put(GONE)


class _Far:
    """A clerk on the cluster; see Clerk."""

    def __init__(self, driver: _Driver) -> None:
        self._driver = driver
        self._number, self._heard = driver.join()
        with suppress(Died):  # asked whether it is ready, it says so
            driver.send(self._number, "hire")

    def ready(self, wait_s: float) -> bool:
        """See Clerk: its first word is that it is."""
        return bool(self.news(wait_s))

    def begin(self, task: str, argument: bytes, shared: Sequence[Shared]) -> None:
        """See Clerk."""
        self._driver.send(self._number, "begin", (task, argument, tuple(shared)))

    def stop(self) -> None:
        """See Clerk."""
        self._driver.send(self._number, "stop")

    def news(self, wait_s: float) -> Sequence[Word]:
        """See Clerk."""
        try:
            tag, what = self._heard.get(timeout=wait_s)
        except queue.Empty:
            return ()
        if tag == "died":
            raise Died(what)
        return ((tag, what),)  # type: ignore[return-value]  # every other tag is a word's

    def drop(self) -> None:
        """See Clerk."""
        self._driver.leave(self._number)
