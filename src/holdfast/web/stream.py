"""The answer that stays open: frames to one listener, packed for those who can unpack.

Laws. Everybody gets the same bytes: a packed stream is one gzip member, its blocks shared by all
who listen (web.told), only its head and its end are a line's own. After the first of them they go
to the line itself, ready as they are, where it is one of ours (web.lines).
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from holdfast.web.lines import LINE
from holdfast.web.told import Frame

FAREWELL_S = 0.5
AGAIN = Frame(b"event: again\ndata: {}\n\n")

HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""Of a gzip member: deflate, no time, no system (RFC 1952, 2.3)."""
END = b"\x03\x00"
"""A last block of nothing; the check sum and the length follow it."""


PassOn = Callable[[bytes], Awaitable[None]]
"""Takes a ready chunk to the line."""


class Source(Protocol):
    """Where frames come from."""

    over: asyncio.Event

    async def next(self) -> Frame | None:
        """The next frame, or None when it is over."""


class Streams(Protocol):
    """Whoever has listeners."""

    async def attach(self, since: int | None) -> Source:
        """A new one, who has seen this version."""

    def detach(self, listener: Any) -> None:
        """It has gone."""


class Stream:
    """An ASGI response that sends a listener's frames until it is let go, the client leaves, or
    the room closes."""

    def __init__(self, hub: Streams, since: int | None) -> None:
        self.hub, self.since = hub, since

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send; see above."""
        listener = await self.hub.attach(self.since)
        pass_on = getattr(scope.get("extensions", {}).get(LINE), "pass_on", None)
        line = _Packed(send, pass_on) if packs(scope) else _Plain(send, pass_on)
        try:
            headers = [*_STREAM_HEADERS, *line.headers]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await _first(_pump(listener, line), _left(receive), listener.over.wait())
            await _farewell(line)
        finally:
            self.hub.detach(listener)


_STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"vary", b"Accept-Encoding"),
    (b"x-accel-buffering", b"no"),
]


def packs(scope: Scope) -> bool:
    """Whether whoever asks can read gzip."""
    said = Headers(scope=scope).get("accept-encoding", "").lower() if "headers" in scope else ""
    for coding in said.split(","):
        name, _, weight = (part.strip() for part in coding.partition(";"))
        if name in ("gzip", "x-gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


class _Plain:
    """Frames as they are."""

    headers: tuple[tuple[bytes, bytes], ...] = ()

    def __init__(self, send: Send, pass_on: PassOn | None = None) -> None:
        self._send, self._pass_on = send, pass_on
        self._begun = False
        self._head = b""

    async def write(self, frame: Frame) -> None:
        """One more frame; the first goes the long way, as the answer's head is held back for it."""
        if self._begun and self._pass_on:
            await self._pass_on(self._chunk(frame))
            return
        self._begun = True
        head, self._head = self._head, b""
        await self._say(head + self._body(frame))

    def _body(self, frame: Frame) -> bytes:
        return frame.plain

    def _chunk(self, frame: Frame) -> bytes:
        return frame.plain_chunk

    async def end(self) -> None:
        """No more."""
        await self._say(b"", more=False)

    async def _say(self, body: bytes, more: bool = True) -> None:
        await self._send({"type": "http.response.body", "body": body, "more_body": more})


class _Packed(_Plain):
    """Frames in one gzip member."""

    headers = ((b"content-encoding", b"gzip"),)

    def __init__(self, send: Send, pass_on: PassOn | None = None) -> None:
        super().__init__(send, pass_on)
        self._sum, self._n_bytes, self._head = 0, 0, HEAD

    async def write(self, frame: Frame) -> None:
        """One more frame."""
        self._sum = frame.checksum.after(self._sum)
        self._n_bytes += len(frame.plain)
        await super().write(frame)

    def _body(self, frame: Frame) -> bytes:
        return frame.packed

    def _chunk(self, frame: Frame) -> bytes:
        return frame.packed_chunk

    async def end(self) -> None:
        """The last block, the check sum and the length."""
        whole = self._n_bytes & 0xFFFFFFFF
        end = END + self._sum.to_bytes(4, "little") + whole.to_bytes(4, "little")
        await self._say(self._head + end, more=False)


async def _pump(listener: Source, line: _Plain) -> None:
    while (frame := await listener.next()) is not None:
        await line.write(frame)


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _first(*waits: Coroutine[Any, Any, object]) -> None:
    """Run these side by side until the first of them ends; stop the others.

    `_pump` may hang in a line that nobody reads, so it alone cannot know when it is over.
    """
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _farewell(line: _Plain) -> None:
    """Tell the client to come again and close the stream; a line that is stuck is just left."""
    try:
        async with asyncio.timeout(FAREWELL_S):
            await line.write(AGAIN)
            await line.end()
    except (TimeoutError, OSError):
        return
