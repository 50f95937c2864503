"""The live stream: what changed in the room, rendered once and sent to everyone who looks.

Laws. A change is looked at once, whoever is listening, and all listeners get the same bytes; what
is quick to see is told before the rest is looked at. Silence
changes the room too (a run becomes overdue), so we also look every TICK_S. What a listener has
missed is never patched up: it gets everything. A listener that does not keep up is let go and
comes back by itself; it never holds up the others. While nothing happens the stream stays under
IDLE_BYTES_PER_S of the room's own time, except that an alarm never waits.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import msgspec
from starlette.types import Receive, Scope, Send

from holdfast.web.errors import note_failure

COALESCE_S = 0.03
"""Changes within this time of the last look share the next one."""
TICK_S = 1.0
BEAT_S = 5.0
"""A comment is sent so often, so that both ends notice a dead line."""
IDLE_BYTES_PER_S = 800.0
BURST_BYTES = 2_000.0
"""How much unused allowance is kept for later (assumed)."""
MAX_WAITING = 64
MAX_WAITING_BYTES = 4_000_000
"""What is kept for a listener that reads slowly before it is let go (assumed)."""
FAREWELL_S = 0.5

BEAT = b": beat\n\n"
AGAIN = b"event: again\ndata: {}\n\n"
URGENT = "alarms"
"""The panel whose change never waits for the idle allowance."""


@dataclass(frozen=True, slots=True)
class Look:
    """The room at one moment, or a part of it.

    Attributes:
        panels: id -> HTML.
        map: name of a collection -> GeoJSON FeatureCollection.
        clock_mark: differs when the clock was set; the mere passing of time is no change. None in
            a part that does not speak of the clock.
    """

    panels: Mapping[str, str]
    map: Mapping[str, object]
    clock_mark: object = None


@dataclass(eq=False)
class Listener:
    """One open stream: what waits to be sent, and whether it is over."""

    waiting: deque[bytes] = field(default_factory=deque)
    n_bytes: int = 0
    stirred: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def offer(self, frame: bytes) -> bool:
        """Put a frame into the queue; False when the listener is too far behind to be kept."""
        full = len(self.waiting) >= MAX_WAITING or self.n_bytes + len(frame) > MAX_WAITING_BYTES
        if full and self.waiting:
            self.end()
            return False
        self.waiting.append(frame)
        self.n_bytes += len(frame)
        self.stirred.set()
        return True

    def end(self) -> None:
        """Forget what waits; the stream closes and its client comes back for everything."""
        self.waiting.clear()
        self.over.set()
        self.stirred.set()

    async def next(self) -> bytes | None:
        """The next frame, or None when it is over."""
        while not self.waiting and not self.over.is_set():
            self.stirred.clear()
            await self.stirred.wait()
        if not self.waiting:
            return None
        frame = self.waiting.popleft()
        self.n_bytes -= len(frame)
        return frame


class Hub:
    """Looks at the room when something changed and tells all listeners the difference.

    Everything but `wake` and `look` runs on the event loop's thread, so there are no locks here:
    `look` runs on a thread of its own, one look at a time, and yields its parts in the order in
    which they are to be told. `clock` gives {now_ms, rate, zone,
    exercise} at once.

    Attributes:
        version: counts the changes told so far; goes on counting over a restart.
        panels, map: the room as of that version.
        n_dropped: listeners let go because they were too slow.
    """

    def __init__(
        self,
        look: Callable[[], Iterator[Look]],
        clock: Callable[[], Mapping[str, object]],
        steady_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._look, self._clock, self._steady_s = look, clock, steady_s
        self.version = time.time_ns() // 1_000_000
        self.panels: dict[str, str] = {}
        self.map: dict[str, msgspec.Raw] = {}
        self.listeners: set[Listener] = set()
        self.n_dropped = 0
        self.closed = False
        self._clock_mark: object = None
        self._stirred = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._eye = ThreadPoolExecutor(1, thread_name_prefix="look")
        self._turn = asyncio.Lock()
        self._looked_s = float("-inf")
        self._beat_s = self._credit_s = steady_s()
        self._credit = BURST_BYTES
        self._fresh = False

    # -- from any thread ---------------------------------------------------------------------

    def wake(self, *_: object) -> None:
        """Something changed; any thread may say so, and never waits."""
        loop = self._loop
        if loop is not None and not self.closed:
            try:
                loop.call_soon_threadsafe(self._stir)
            except RuntimeError:
                return  # the loop has just closed: nobody is listening any more

    # -- on the loop -------------------------------------------------------------------------

    async def run(self) -> None:
        """Look and tell until closed; a look that fails is logged, and the next one tried."""
        self._loop = asyncio.get_running_loop()
        while not self.closed:
            woken = await self._pause()
            if self.closed or not self.listeners:
                continue
            try:
                await self.refresh(idle=not woken)
            except Exception as exc:  # noqa: BLE001  (a loop that must go on: heals, logs)
                self._fresh = False
                note_failure("live", exc)
            self._keep_lines_open()

    async def refresh(self, idle: bool = False) -> None:
        """Look now and tell what differs; `idle` differences wait for their allowance."""
        async with self._turn:
            loop = asyncio.get_running_loop()
            self._fresh = True
            parts = self._look()
            while not self.closed:
                part = await loop.run_in_executor(self._eye, next, parts, None)
                if part is None:
                    break
                self._tell(part, idle)
            self._looked_s = self._steady_s()

    async def current(self) -> None:
        """Make sure that panels and map are as fresh as if someone had been listening."""
        age_s = self._steady_s() - self._looked_s
        if not self._fresh or age_s > TICK_S:
            await self.refresh()

    async def attach(self, since: int | None = None) -> Listener:
        """A new listener; it gets everything first, unless it has seen this very version."""
        await self.current()
        listener = Listener()
        listener.offer(self._hello())
        if since != self.version:
            listener.offer(self._frame(self.panels, self.map))
        self.listeners.add(listener)
        if self.closed:
            listener.end()
        return listener

    def detach(self, listener: Listener) -> None:
        """The listener has gone."""
        self.listeners.discard(listener)

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self.closed = True
        for listener in self.listeners:
            listener.end()
        self._stirred.set()
        self._eye.shutdown(wait=False)

    # -- inside ------------------------------------------------------------------------------

    def _stir(self) -> None:
        self._fresh = False
        self._stirred.set()

    async def _pause(self) -> bool:
        """Wait for a change or the next tick; True for a change. Changes in a burst share one."""
        try:
            async with asyncio.timeout(TICK_S):
                await self._stirred.wait()
        except TimeoutError:
            return False
        early_s = self._looked_s + COALESCE_S - self._steady_s()
        if early_s > 0 and not self.closed:
            await asyncio.sleep(early_s)
        self._stirred.clear()
        return True

    def _tell(self, look: Look, idle: bool) -> None:
        """Send what differs from what was told last; remember it as told."""
        panels = {k: v for k, v in look.panels.items() if self.panels.get(k) != v}
        drawn = {k: msgspec.Raw(msgspec.json.encode(v)) for k, v in look.map.items()}
        changed = {k: v for k, v in drawn.items() if self.map.get(k) != v}
        clock_set = look.clock_mark not in (None, self._clock_mark)
        if not (panels or changed or clock_set):
            return
        self._earn()
        if idle and self._credit <= 0 and URGENT not in panels and not clock_set:
            return
        self.version += 1
        self._clock_mark = look.clock_mark or self._clock_mark
        self.panels.update(panels)
        self.map.update(changed)
        frame = self._frame(panels, changed)
        if idle:
            self._credit -= len(frame)
        self._broadcast(frame)

    def _earn(self) -> None:
        """The allowance is by the room's own seconds: where time runs fast, teams move fast."""
        now_s, pace = self._steady_s(), max(1.0, float(str(self._clock().get("rate", 1.0))))
        earned = IDLE_BYTES_PER_S * pace * (now_s - self._credit_s)
        self._credit = min(BURST_BYTES * pace, self._credit + earned)
        self._credit_s = now_s

    def _frame(self, panels: Mapping[str, str], drawn: Mapping[str, msgspec.Raw]) -> bytes:
        body = {"panels": panels, "map": drawn, "clock": self._clock()}
        return _event("change", self.version, body)

    def _hello(self) -> bytes:
        hello = {"version": self.version, **self._clock()}
        return b"retry: 1000\n" + _event("hello", self.version, hello)

    def _keep_lines_open(self) -> None:
        now_s = self._steady_s()
        if now_s - self._beat_s >= BEAT_S:
            self._beat_s = now_s
            self._broadcast(BEAT)

    def _broadcast(self, frame: bytes) -> None:
        behind = [listener for listener in self.listeners if not listener.offer(frame)]
        self.n_dropped += len(behind)
        self.listeners.difference_update(behind)


class Stream:
    """The answer that stays open: an ASGI response that sends a listener's frames."""

    def __init__(self, hub: Hub, since: int | None) -> None:
        self.hub, self.since = hub, since

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the listener is let go, the client leaves, or the room closes."""
        listener = await self.hub.attach(self.since)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _STREAM_HEADERS})
            await _first(_pump(listener, send), _left(receive), listener.over.wait())
            await _farewell(send)
        finally:
            self.hub.detach(listener)


_STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


def _event(name: str, version: int, body: object) -> bytes:
    """One event; JSON has no bare line breaks, so its data is one line."""
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (version, name.encode(), msgspec.json.encode(body))


async def _pump(listener: Listener, send: Send) -> None:
    while (frame := await listener.next()) is not None:
        await send({"type": "http.response.body", "body": frame, "more_body": True})


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


async def _farewell(send: Send) -> None:
    """Tell the client to come again and close the stream; a line that is stuck is just left."""
    try:
        async with asyncio.timeout(FAREWELL_S):
            await send({"type": "http.response.body", "body": AGAIN, "more_body": False})
    except (TimeoutError, OSError):
        return
