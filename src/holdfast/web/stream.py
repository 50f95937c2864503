"""The answer that stays open: frames to one listener, packed for those who can unpack.

Law. Everybody gets the same bytes: a packed stream is one gzip member, its blocks shared by all who
listen (web.told), only its head and its end are a line's own.
"""

import asyncio
import zlib
from collections.abc import Coroutine
from typing import Any, Protocol

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from holdfast.web.told import Frame

FAREWELL_S = 0.5
AGAIN = Frame(b"event: again\ndata: {}\n\n")

HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""Of a gzip member: deflate, no time, no system (RFC 1952, 2.3)."""
END = b"\x03\x00"
"""A last block of nothing; the check sum and the length follow it."""


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
        line = _Packed(send) if packs(scope) else _Plain(send)
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

    def __init__(self, send: Send) -> None:
        self._send = send

    async def write(self, frame: Frame) -> None:
        """One more frame."""
        await self._say(frame.plain)

    async def end(self) -> None:
        """No more."""
        await self._say(b"", more=False)

    async def _say(self, body: bytes, more: bool = True) -> None:
        await self._send({"type": "http.response.body", "body": body, "more_body": more})


class _Packed(_Plain):
    """Frames in one gzip member."""

    headers = ((b"content-encoding", b"gzip"),)

    def __init__(self, send: Send) -> None:
        super().__init__(send)
        self._sum, self._n_bytes, self._head = 0, 0, HEAD

    async def write(self, frame: Frame) -> None:
        """One more frame."""
        self._sum = zlib.crc32(frame.plain, self._sum)
        self._n_bytes += len(frame.plain)
        head, self._head = self._head, b""
        await self._say(head + frame.packed)

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
