"""The live stream: what changed in the room, looked at once and told to everyone who looks.

Laws. A change is looked at once, whoever is listening, and all listeners get the same bytes; what
is quick to see is told before the rest is looked at. Silence
changes the room too (a run becomes overdue), so we also look every TICK_S. Changes may be gathered
for GATHER_S; what can raise an alarm is not. A listener gets what it has not seen yet when it is
ready for more (web.told), so it never holds up the others and takes no memory; one that never
reads is cut off by the line itself (web.lines). While nothing happens the stream stays under
IDLE_BYTES_PER_S of the room's own time, except that an alarm never waits.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import msgspec

from holdfast import facts as f
from holdfast.know.again import FROM_OUTSIDE
from holdfast.web.errors import note_failure
from holdfast.web.stream import AGAIN, Stream
from holdfast.web.told import Difference, Frame, Key, Told, event, is_urgent

__all__ = ["AGAIN", "Hub", "Listener", "Look", "Stream"]

GATHER_S = 0.2
"""Changes within this time of the last look share the next one."""
COALESCE_S = 0.03
"""The same for changes that can raise an alarm: those of one moment."""
TICK_S = 1.0
BEAT_S = 5.0
"""A comment is sent so often, so that both ends notice a dead line."""
IDLE_BYTES_PER_S = 800.0
BURST_BYTES = 2_000.0
"""How much unused allowance is kept for later (assumed)."""

BEAT = Frame(b": beat\n\n")
ALARMING = (
    *FROM_OUTSIDE,
    f.HelpClosed,
    f.RunCalledOff,
    f.CameHome,
    f.PeopleFound,
    f.ReadinessSaid,
    f.SightingReported,
    f.ThreatNoted,
    f.RoadClosed,
)
"""What can raise an alarm by itself, or is what somebody at the board waits for."""


@dataclass(frozen=True, slots=True)
class Look:
    """The room at one moment, or a part of it.

    Attributes:
        panels: id -> HTML.
        map: name of a collection -> GeoJSON FeatureCollection, whose features have ids.
        clock_mark: differs when the clock was set; the mere passing of time is no change. None in
            a part that does not speak of the clock.
        rest_waits: whether what follows this part may be left to the next look, where something
            that can raise an alarm was said meanwhile.
    """

    panels: Mapping[str, str]
    map: Mapping[str, Mapping[str, Any]]
    clock_mark: object = None
    rest_waits: bool = False


@dataclass(eq=False)
class Listener:
    """One open stream: what it has seen, and whether it is over."""

    told: Told
    seen: int | None
    waiting: deque[Frame] = field(default_factory=deque)
    beat: bool = False
    stirred: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self) -> Frame | None:
        """The next frame that is there, or None."""
        if not self.waiting:
            if self.seen is None or not self.told.knows(self.seen):
                self.seen, frames = self.told.whole()
                self.waiting.extend(frames)
            elif self.seen != self.told.version:
                self.waiting.extend(self.told.since(self.seen))
                self.seen = self.told.version
        if self.waiting:
            return self.waiting.popleft()
        if self.beat:
            self.beat = False
            return BEAT
        return None

    def end(self) -> None:
        """The stream closes and its client comes back for what it missed."""
        self.over.set()
        self.stirred.set()

    async def next(self) -> Frame | None:
        """The next frame, or None when it is over."""
        while not self.over.is_set():
            if (frame := self.take()) is not None:
                if self.waiting:
                    await asyncio.sleep(0)  # of many parts, each lets the others have their turn
                return frame
            self.stirred.clear()
            await self.stirred.wait()
        return None


class Hub:
    """Looks at the room when something changed and tells all listeners the difference.

    Everything but `wake` and `look` runs on the event loop's thread, so there are no locks here:
    `look` runs on a thread of its own, one look at a time, and yields its parts in the order in
    which they are to be told. `clock` gives {now_ms, rate, zone, exercise} at once.

    Attributes:
        told: the room as it was told.
        n_dropped: listeners let go because they read nothing.
    """

    def __init__(
        self,
        look: Callable[[], Iterator[Look]],
        clock: Callable[[], Mapping[str, object]],
        steady_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._look, self._clock, self._steady_s = look, clock, steady_s
        self.told = Told(time.time_ns() // 1_000_000, clock)
        self.listeners: set[Listener] = set()
        self.n_dropped = 0
        self.closed = False
        self._clock_mark: object = None
        self._stirred, self._alarmed = asyncio.Event(), asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._eye = ThreadPoolExecutor(1, thread_name_prefix="look")
        self._turn = asyncio.Lock()
        self._looked_s = self._whole_s = float("-inf")
        self._beat_s = self._credit_s = steady_s()
        self._credit = BURST_BYTES
        self._held: dict[Key, float] = {}
        self._fresh = False

    @property
    def version(self) -> int:
        """Of what was told last."""
        return self.told.version

    # -- from any thread ---------------------------------------------------------------------

    def wake(self, news: Iterable[f.Said] | None = None) -> None:
        """Something changed; any thread may say so, and never waits.

        Args:
            news: what was said; None for what may be anything and is looked at at once.
        """
        loop = self._loop
        if loop is None or self.closed:
            return
        alarming = news is None or any(isinstance(said.fact, ALARMING) for said in news)
        try:
            loop.call_soon_threadsafe(self._stir, alarming)
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
                seen = await loop.run_in_executor(self._eye, self._see, parts)
                if seen is None:
                    self._whole_s = self._steady_s()
                    break
                self._tell(*seen, idle)
                for _ in range(2):  # whoever waits is handed it before the next part is looked at
                    await asyncio.sleep(0)
                if seen[0].rest_waits and self._is_pressed():
                    break
            self._looked_s = self._steady_s()

    async def current(self) -> None:
        """Make sure that what was told is as fresh as if someone had been listening."""
        age_s = self._steady_s() - self._looked_s
        if not self._fresh or age_s > TICK_S:
            await self.refresh()

    async def attach(self, since: int | None = None) -> Listener:
        """A new listener; it gets what was told after `since`, or everything in parts."""
        await self.current()
        seen = since if self.told.knows(since) else None
        listener = Listener(self.told, seen)
        listener.waiting.append(self._hello(seen))
        self.listeners.add(listener)
        if self.closed:
            listener.end()
        return listener

    def detach(self, listener: Listener) -> None:
        """The listener has gone."""
        self.listeners.discard(listener)

    def count_dropped(self) -> None:
        """A line was cut off because nobody read it."""
        self.n_dropped += 1

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self.closed = True
        for listener in self.listeners:
            listener.end()
        self._stirred.set()
        self._alarmed.set()
        self._eye.shutdown(wait=False)

    # -- inside ------------------------------------------------------------------------------

    def _stir(self, alarming: bool = False) -> None:
        self._fresh = False
        self._stirred.set()
        if alarming:
            self._alarmed.set()

    async def _pause(self) -> bool:
        """Wait for a change or the next tick; True for a change. Changes in a burst share one."""
        if not await _within(self._stirred, TICK_S):
            return False
        gathers_s = self._looked_s + GATHER_S - self._steady_s()
        if gathers_s > 0 and not self._alarmed.is_set():
            await _within(self._alarmed, gathers_s)
        early_s = self._looked_s + COALESCE_S - self._steady_s()
        if early_s > 0 and not self.closed:
            await asyncio.sleep(early_s)
        self._stirred.clear()
        self._alarmed.clear()
        return True

    def _is_pressed(self) -> bool:
        """Whether the next alarm is at hand, and all of the room was seen a moment ago."""
        return self._alarmed.is_set() and self._steady_s() < self._whole_s + GATHER_S

    def _see(self, parts: Iterator[Look]) -> tuple[Look, list[Difference]] | None:
        """The next part of a look, and what is new in it (on the eye's thread)."""
        look = next(parts, None)
        return None if look is None else (look, self.told.differences(look.panels, look.map))

    def _tell(self, look: Look, found: list[Difference], idle: bool) -> None:
        """Tell what differs from what was told last; remember it as told."""
        clock_set = look.clock_mark not in (None, self._clock_mark)
        self._earn()
        news = self._allowed(found) if idle and not clock_set else found
        if not (news or clock_set):
            return
        self._clock_mark = look.clock_mark or self._clock_mark
        n_bytes = self.told.tell(news, look.map)
        if idle:
            self._credit -= n_bytes
        else:
            self._held.clear()
        for listener in self.listeners:
            listener.stirred.set()

    def _allowed(self, found: list[Difference]) -> list[Difference]:
        """What may be told while nobody speaks: alarms, then what has waited longest."""
        now_s, credit = self._steady_s(), self._credit
        waits = sorted(found, key=lambda each: self._held.setdefault(each.key, now_s))
        news = []
        for each in waits:
            part, key = each.key
            if credit > 0 or (part == "panel" and is_urgent(key)):
                credit -= each.n_bytes
                del self._held[each.key]
                news.append(each)
        return news

    def _earn(self) -> None:
        """The allowance is by the room's own seconds: where time runs fast, teams move fast."""
        now_s, pace = self._steady_s(), max(1.0, float(str(self._clock().get("rate", 1.0))))
        earned = IDLE_BYTES_PER_S * pace * (now_s - self._credit_s)
        self._credit = min(BURST_BYTES * pace, self._credit + earned)
        self._credit_s = now_s

    def _hello(self, seen: int | None) -> Frame:
        hello = msgspec.json.encode({"version": self.version, **self._clock()})
        return Frame(b"retry: 1000\n" + event("hello", hello, seen))

    def _keep_lines_open(self) -> None:
        now_s = self._steady_s()
        if now_s - self._beat_s >= BEAT_S:
            self._beat_s = now_s
            for listener in self.listeners:
                listener.beat = True
                listener.stirred.set()


async def _within(happens: asyncio.Event, at_most_s: float) -> bool:
    """Wait until it happens, but not longer; whether it has."""
    try:
        async with asyncio.timeout(at_most_s):
            return await happens.wait()
    except TimeoutError:
        return False
