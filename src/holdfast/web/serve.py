"""Serving the room: bind, say where, answer until told to stop, stop at once."""

import gc
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from signal import SIGINT, SIGTERM, signal

import uvicorn

from holdfast.base.errors import Refused, Unavailable
from holdfast.node import Node
from holdfast.store.doorkey import kept_key
from holdfast.web.app import make_app
from holdfast.web.guard import Door, door_for, is_loopback
from holdfast.web.lines import Lines
from holdfast.web.live import Hub
from holdfast.workers import Workers

GRACE_S = 3
"""How long answers under way may take when we stop (assumed)."""
BACKLOG = 256
LAST_PORT = 65_535
SWEEP_TICKS = 10
"""Ticks, of which uvicorn has ten a second, from one look at idle lines to the next."""


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 takes any that is free.

    Raises:
        Refused: there is no such address on this machine, or no such port anywhere.
        Unavailable: another program has the port, or it needs rights that we do not have.
    """
    if not 0 <= port <= LAST_PORT:
        raise Refused(f"There is no port {port}; choose one from 0 (any free one) to {LAST_PORT}.")
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, OverflowError, UnicodeError) as exc:
        raise Refused(f"There is no address '{host}' to serve at.") from exc
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError as exc:
        listening.close()
        raise Unavailable(
            f"Port {port} at {host} cannot be had ({exc.strerror}). Choose another with --port."
        ) from exc
    return listening


def address_of(listening: socket.socket, door: Door) -> str:
    """The address to open: with the key of the door, where it has one."""
    host, port = listening.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104  (compared with, not bound to)
        host = _own_address()
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/" + (f"join?key={door.key}" if door.key else "")


def serve(
    node: Node,
    host: str = "127.0.0.1",
    port: int = 8460,
    *,
    name: str = "",
    listening: socket.socket | None = None,
    ready: Callable[[str], object] = str,
    stop: threading.Event | None = None,
    workers: Workers | None = None,
    renew_key: bool = False,
    lines: Lines | None = None,
) -> None:
    """Serve the room until SIGINT, SIGTERM or `stop`.

    Args:
        node: whose room it is.
        host: where to bind; anything but loopback asks for the key that is in the address.
        port: 0 takes any that is free.
        name: further names under which the room is reached, with commas between.
        listening: a socket from `bind`, instead of host and port.
        ready: told the address once the room answers; by default nobody is.
        stop: ends it as the signals do, for a room that is served from a thread.
        workers: where plans are worked out; in this process, where none are given.
        renew_key: whoever was admitted until now is so no longer.
        lines: how many may be open and for how long, where that is not as usual.

    Raises:
        Refused: there is no such address on this machine.
        Unavailable: the port cannot be had, or the door's key cannot be kept.
    """
    listening = listening or bind(host, port)
    bound = listening.getsockname()[0]
    key = "" if is_loopback(bound) and not renew_key else kept_key(node.folder, renew=renew_key)
    door = door_for(bound, name, key)
    app = make_app(node, door, workers)
    hub = app.state.room.hub
    lines = lines or Lines(hub.count_dropped)
    config = uvicorn.Config(
        app,
        http=lines.protocol,  # type: ignore[arg-type]  # it wants a class, and calls it
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_S,
        backlog=BACKLOG,
    )
    address = address_of(listening, door)
    server = _Server(config, hub, lines, lambda: ready(address), stop)
    gc.freeze()  # what is believed by now stays; a search through it for garbage would stop us
    server.run(sockets=[listening])


class _Server(uvicorn.Server):
    """uvicorn, which ends the streams before it waits for answers, and leaves quietly."""

    def __init__(
        self,
        config: uvicorn.Config,
        hub: Hub,
        lines: Lines,
        ready: Callable[[], object],
        stop: threading.Event | None,
    ) -> None:
        super().__init__(config)
        self._hub, self._lines, self._ready, self._stop = hub, lines, ready, stop

    async def on_tick(self, counter: int) -> bool:
        """As uvicorn does, ten times a second; and look whether we are to stop."""
        if self._stop is not None and self._stop.is_set():
            self.should_exit = True
        if counter % SWEEP_TICKS == 0:
            self._lines.sweep()
        return await super().on_tick(counter)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does, then say that we are there."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then as uvicorn does."""
        self._hub.close()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on SIGINT and SIGTERM without raising them anew: who called us has yet to close."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal(number, self.handle_exit) for number in (SIGINT, SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal(number, handler)


def _own_address() -> str:
    """This machine's address towards others; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
