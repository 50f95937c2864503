"""The process that speaks to Ray: `python -m holdfast.workers.driver PIPE`, started by cluster.py.

Laws. It is alone with Ray, so nothing of Ray's reaches the room. When the pipe ends, Ray is shut
down in order and its folder removed. What tasks say passes through unread.
"""

import logging
import os
import pickle
import queue
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

from holdfast.base.errors import HoldfastError, Unavailable
from holdfast.workers.far import Far, versions
from holdfast.workers.kept import Shared, found
from holdfast.workers.task import told

SHORT = Path("/tmp")  # noqa: S108 - mkdtemp makes a folder of our own in it
"""Where Ray's folder is made: the paths of its sockets must be short."""
FOLDER = "hf-ray-"
STORE_BYTES = 512 << 20
"""What a Ray of our own may hold of shared files (assumed: a few maps)."""
NEWS_S = 1.0
"""How long a far clerk holds an idle question for news (assumed)."""

Tell = Callable[[tuple[str, Any]], None]


def main(pipe: Connection) -> None:
    """Open Ray, serve until the pipe ends, shut Ray down."""
    os.dup2(1, 2)  # Ray's own words go where its standard output goes: nowhere
    logging.disable(logging.CRITICAL)
    sys.path[:], address, n, permitted = pipe.recv()
    try:
        with opened(address, n) as ray:
            pipe.send(("open", n or int(ray.cluster_resources()["CPU"])))
            with suppress(EOFError, OSError):
                _serve(ray, pipe, permitted)
    except HoldfastError as exc:
        pipe.send(("wrong", told("", exc)))


@contextmanager
def opened(address: str | None, n: int | None) -> Iterator[Any]:
    """Ray, of this machine alone or of a cluster.

    Raises:
        Unavailable: it is not installed, or does not answer.
    """
    try:
        ray: Any = import_module("ray")
    except ImportError as exc:
        raise Unavailable("There is no Ray on this machine: install holdfast[cluster].") from exc
    _sweep()
    folder = tempfile.mkdtemp(prefix=f"{FOLDER}{os.getpid()}-", dir=SHORT)
    settings: dict[str, Any] = {"log_to_driver": False, "configure_logging": False}
    if address is None:
        own = {"include_dashboard": False, "object_store_memory": STORE_BYTES, "_temp_dir": folder}
        settings |= {"num_cpus": n, **own}
    try:
        _join(ray, address, settings)
        yield ray
    finally:
        ray.shutdown()
        shutil.rmtree(folder, ignore_errors=True)


def _join(ray: Any, address: str | None, settings: dict[str, Any]) -> None:
    try:
        ray.init(address=address or "local", **settings)
    except Exception as exc:  # Ray says what is wrong with any kind of exception
        words = (str(exc).splitlines() or [type(exc).__name__])[0].rstrip(".")
        if address is None:
            raise Unavailable(f"Ray does not start on this machine: {words}.") from exc
        raise Unavailable(f"There is no cluster at {address} now: {words}.") from exc


def _sweep() -> None:
    """Removes what drivers that were killed have left."""
    for folder in SHORT.glob(f"{FOLDER}*"):
        pid = folder.name.removeprefix(FOLDER).partition("-")[0]
        if pid.isdigit() and not Path("/proc", pid).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _serve(ray: Any, pipe: Connection, permitted: Sequence[str]) -> None:
    """Pass orders to the far clerks, until told to end."""
    clerks: dict[int, _Clerk] = {}
    files = _Files(ray)
    lock = threading.Lock()
    while (order := pipe.recv())[1] != "end":
        number, verb, what = order
        if verb == "hire":
            clerks[number] = _Clerk(ray, permitted, _teller(pipe, lock, number), files)
        elif verb == "begin":
            clerks[number].orders.put(what)
        elif verb == "stop":
            clerks[number].stop()
        else:
            clerks.pop(number).drop()


def _teller(pipe: Connection, lock: threading.Lock, number: int) -> Tell:
    """What a clerk tells its news with."""

    def tell(report: tuple[str, Any]) -> None:
        with lock, suppress(OSError):
            pipe.send((number, report))

    return tell


class _Files:
    """The shared files that are in Ray's store, each put there once."""

    def __init__(self, ray: Any) -> None:
        self._ray, self._lock = ray, threading.Lock()
        self._refs: dict[str, Any] = {}

    def ref(self, handle: Shared) -> Any:
        """The reference to a file's bytes."""
        with self._lock:
            if handle.sha not in self._refs:
                self._refs[handle.sha] = self._ray.put(np.fromfile(found(handle), np.uint8))
            return self._refs[handle.sha]


class _Clerk:
    """One Ray actor and the thread that asks it for news."""

    def __init__(self, ray: Any, permitted: Sequence[str], tell: Tell, files: _Files) -> None:
        self._ray, self._tell, self._files = ray, tell, files
        actor = ray.remote(Far).options(num_cpus=1, max_restarts=0, max_concurrency=2)
        self._actor = actor.remote(permitted, versions())
        self.orders: queue.SimpleQueue[Any] = queue.SimpleQueue()
        threading.Thread(target=self._work, daemon=True).start()

    def stop(self) -> None:
        """Pass on the wish to stop."""
        self._actor.stop.remote()

    def drop(self) -> None:
        """End the actor."""
        self.orders.put(None)
        self._ray.kill(self._actor)

    def _work(self) -> None:
        """The thread: each order is begun, and its news passed on until it ends."""
        try:
            self._ray.get(self._actor.news.remote(0.0))
            self._tell(("ready", None))
            for order in iter(self.orders.get, None):
                self._do(*order)
        except self._ray.exceptions.RayError as exc:
            self._tell(("died", f"because {str(exc).splitlines()[0].rstrip('.')}"))

    def _do(self, task: str, argument: bytes, shared: Sequence[Shared]) -> None:
        try:  # in lists, so that Ray hands over the references and not what they stand for
            files = [(handle, [self._files.ref(handle)]) for handle in shared]
        except HoldfastError as exc:
            self._tell(("wrong", pickle.dumps(told(task, exc))))
            return
        self._ray.get(self._actor.begin.remote(task, argument, files))
        over = False
        while not over:
            for word in self._ray.get(self._actor.news.remote(NEWS_S)):
                self._tell(word)
                over = word[0] != "said"


if __name__ == "__main__":
    main(Connection(int(sys.argv[1])))
