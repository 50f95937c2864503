"""The lines that are open: how many there may be, and how long one may do nothing.

Laws. A request that does not come to its end, a body that trickles and an answer that nobody reads
are cut off; a slow line that goes on is not. There are never more lines than descriptors for them:
when all are taken, the one that has kept us waiting longest for its request makes room, and where
all are at work the newcomer is told to come again. An address may have its share of them; this
machine's own may have all.
"""

import array
import asyncio
import fcntl
import ipaddress
import resource
import socket
import struct
import termios
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

HALF_S = 20.0
"""How long a request may take to come, from the moment its line is ours to wait for (assumed)."""
LEAST_BYTES_PER_S = 1_000.0
"""Every so many bytes of a request give it another second (assumed: half of GPRS)."""
UNREAD_S = 30.0
"""How long an answer may lie unread without a byte of it being taken (assumed)."""
MOST_LINES = 4_000
KEPT_DESCRIPTORS = 400
"""For the ledger, the map, the workers, and those who stand in line to be let in (serve.BACKLOG).
"""
MOST_OF_ONE = 256
"""Lines of one address that is not this machine's own (assumed: a whole camp behind one)."""
UNSENT_BYTES = 65_536
"""What the system may hold of an answer beyond what is under way; the rest we can see."""
_TCP_INFO_ACKED = 120
"""Where tcp_info holds the number of bytes that the other side has taken (Linux, u64)."""

LINE = "holdfast.line"
"""The line that a request came by, if it takes ready chunks, among an ASGI scope's extensions."""

BUSY = b'{"error": "Too many lines are open here. Try again in a moment."}'
LATE = b'{"error": "The request did not come to its end in time."}'


class Lines:
    """All lines of a room. Everything runs on the event loop's thread.

    Attributes:
        open: in the order in which they came.
        n_refused, n_late, n_unread: lines turned away, cut off half-way through a request, cut off
            because nobody read the answer.

    Args:
        let_go: told of each line that is cut off because nobody read it.
        most: how many there may be; `most_lines()` where none is said.
    """

    def __init__(
        self,
        let_go: Callable[[], object] = int,
        most: int | None = None,
        steady_s: Callable[[], float] = time.monotonic,
        half_s: float = HALF_S,
        unread_s: float = UNREAD_S,
    ) -> None:
        self.open: dict[Line, None] = {}
        self.n_refused = self.n_late = self.n_unread = 0
        self.most = most_lines() if most is None else most
        self._let_go, self._steady_s = let_go, steady_s
        self.half_s, self.unread_s = half_s, unread_s
        self._of: Counter[str] = Counter()

    def protocol(self, **given: Any) -> "Line":
        """A line that uvicorn opens."""
        return Line(self, **given)

    def now_s(self) -> float:
        """Seconds that only go on."""
        return self._steady_s()

    def join(self, line: "Line") -> bool:
        """One more, if there is room or can be made."""
        share = self.most if _is_own(line.address) else min(MOST_OF_ONE, self.most)
        full_of = line.address if self._of[line.address] >= share else None
        if (full_of is not None or len(self.open) >= self.most) and not self._make_room(full_of):
            self.n_refused += 1
            return False
        self.open[line] = None
        self._of[line.address] += 1
        return True

    def leave(self, line: "Line") -> None:
        """One less."""
        if line in self.open:
            del self.open[line]
            self._of[line.address] -= 1
            if not self._of[line.address]:
                del self._of[line.address]

    def _make_room(self, address: str | None) -> bool:
        """Cut off the line (of this address) that has kept us waiting longest, if one does."""
        waiting = (a for a in self.open if a.waits and address in (None, a.address))
        longest = min(waiting, key=lambda line: line.since_s, default=None)
        if longest is None:
            return False
        longest.cut_off()
        self.leave(longest)
        return True

    def sweep(self) -> None:
        """Cut off what has come to nothing; call it about once a second."""
        now_s = self.now_s()
        for line in list(self.open):
            may_take_s = self.half_s + line.n_come / LEAST_BYTES_PER_S
            if line.waits and not line.ends and now_s - line.since_s > may_take_s:
                self.n_late += 1
                line.is_late()
            elif line.unread_for_s(now_s) > self.unread_s:
                self.n_unread += 1
                self._let_go()
                line.cut_off()
                self.leave(line)


class Line(H11Protocol):
    """One line, as uvicorn speaks HTTP on it.

    Attributes:
        address: whose it is.
        since_s: since when we wait for its request.
        n_come: bytes of the request that have come.
    """

    def __init__(self, lines: Lines, **given: Any) -> None:
        super().__init__(**given)
        self._lines = lines
        self.app = _Told(self.app, self)
        self.address = ""
        self.since_s = self._taken_s = lines.now_s()
        self.n_come = 0
        self._taken = (0, 0)

    @property
    def waits(self) -> bool:
        """Whether a request has yet to come, or to come to its end."""
        cycle = self.cycle
        return cycle is None or cycle.response_complete or cycle.more_body

    @property
    def ends(self) -> bool:
        """Whether its last words are under way."""
        return self.transport.is_closing()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """As uvicorn does, if there is room."""
        super().connection_made(transport)
        self.address = self.client[0] if self.client else ""
        _limit_unsent(transport)
        if not self._lines.join(self):
            self._turn_away(503, BUSY)

    def connection_lost(self, exc: Exception | None) -> None:
        """As uvicorn does."""
        self._lines.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """As uvicorn does; and count."""
        if self.transport.is_closing():
            return
        self.n_come += len(data)
        super().data_received(data)

    def on_response_complete(self) -> None:
        """As uvicorn does; from now on we wait for the next request."""
        self.since_s, self.n_come = self._lines.now_s(), 0
        super().on_response_complete()

    def is_late(self) -> None:
        """Say that the request did not come in time, where anything of it has come."""
        begun = self.cycle is not None and not self.cycle.response_complete
        if begun and self.cycle.response_started:
            self.cut_off()
        elif self.n_come:
            self._turn_away(408, LATE)
        else:
            self.cut_off()

    def unread_for_s(self, now_s: float) -> float:
        """How long something has lain unread without a byte being taken."""
        taken, left = _taken(self.transport)
        before, left_before = self._taken
        if not left or taken != before or (taken < 0 and left < left_before):
            self._taken_s = now_s
        self._taken = (taken, left)
        return now_s - self._taken_s

    async def pass_on(self, chunk: bytes) -> None:
        """Send a ready chunk of the answer that is under way, once the line takes more.

        The same bytes go to hundreds of lines, many times a second: h11 would copy and check them
        for each. It counts nothing in an answer of unknown length, so it misses nothing.
        """
        if self.flow.write_paused and not self.cycle.disconnected:
            await self.flow.drain()
        if not self.cycle.disconnected:
            self.transport.write(chunk)

    def cut_off(self) -> None:
        """At once; what was not read is forgotten."""
        self.transport.abort()

    def _turn_away(self, status: int, body: bytes) -> None:
        """A sentence, and the end of the line."""
        reason = {408: "Request Timeout", 503: "Service Unavailable"}[status]
        head = (
            f"HTTP/1.1 {status} {reason}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()
        self.conn.send_failed()


class _Told:
    """The room, which is told by which line each request came (LINE in the scope's extensions)."""

    def __init__(self, app: ASGIApp, line: Line) -> None:
        self._app, self._line = app, line

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As the room answers."""
        if scope["http_version"] == "1.1":  # one that knows chunks
            scope["extensions"] = {**scope.get("extensions", {}), LINE: self._line}
        await self._app(scope, receive, send)


def most_lines() -> int:
    """How many lines there may be, after asking the system for as many descriptors as we may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_LINES + KEPT_DESCRIPTORS
    wanted = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    if soft == resource.RLIM_INFINITY:
        return MOST_LINES
    return max(min(MOST_LINES, soft - KEPT_DESCRIPTORS), soft // 2)


def _is_own(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return True  # no address: a socket of this machine's


def _limit_unsent(transport: asyncio.Transport) -> None:
    """Let the system hold little that is unsent, so that we see what is not read."""
    sock, option = transport.get_extra_info("socket"), getattr(socket, "TCP_NOTSENT_LOWAT", None)
    if sock is None or option is None:
        return
    try:
        sock.setsockopt(socket.IPPROTO_TCP, option, UNSENT_BYTES)
    except OSError:
        return  # not every system has it; then more lies where we do not see it


def _taken(transport: asyncio.Transport) -> tuple[int, int]:
    """Bytes that the other side has taken so far (-1 where the system does not say), and bytes
    that it has not."""
    left, sock = transport.get_write_buffer_size(), transport.get_extra_info("socket")
    taken = -1
    try:
        if sock is not None and sock.fileno() >= 0:
            held = array.array("i", [0])
            fcntl.ioctl(sock.fileno(), termios.TIOCOUTQ, held)
            left += held[0]
            if left:
                told = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_ACKED + 8)
                if len(told) == _TCP_INFO_ACKED + 8:
                    taken = struct.unpack_from("=Q", told, _TCP_INFO_ACKED)[0]
    except (OSError, AttributeError):
        pass
    return taken, left
