"""A worker process: `python -m holdfast.workers.child PIPE`, started by processes.py.

Laws. When the one who started it ends, however that is, the kernel ends this process: the pipe at
its standard input breaks and raises SIGIO, whatever code is running. It does one piece at a time
on the main thread; another thread listens meanwhile for the word to stop.
"""

import fcntl
import os
import queue
import resource
import select
import signal
import sys
import threading
from multiprocessing.connection import Connection

from holdfast.workers.task import run

NICENESS = 10
"""How far a worker gives way to the room (assumed)."""

Order = tuple[str, bytes]


def main(pipe: Connection) -> None:
    """Get ready, then do pieces until the pipe ends."""
    tie_to_parent()
    os.nice(NICENESS)
    sys.path[:], permitted, memory_bytes = pipe.recv()
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    orders: queue.SimpleQueue[tuple[Order, threading.Event]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(pipe, orders), daemon=True).start()
    pipe.send("ready")
    while True:
        (task, argument), stop = orders.get()
        run(task, argument, permitted, pipe.send, stop.is_set)


def tie_to_parent() -> None:
    """Have the kernel end this process when the other end of its standard input is closed."""
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([0], [], [], 0)[0]:
        os._exit(1)


def _listen(pipe: Connection, orders: "queue.SimpleQueue[tuple[Order, threading.Event]]") -> None:
    """The other thread: takes each order, and sets the stop of the one at work."""
    stop = threading.Event()
    try:
        while True:
            order = pipe.recv()
            if order is None:
                stop.set()
            else:
                stop = threading.Event()
                orders.put((order, stop))
    except (EOFError, OSError):
        os._exit(0)


if __name__ == "__main__":
    main(Connection(int(sys.argv[1])))
