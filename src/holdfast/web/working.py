"""Plans that are being worked out: one at a time, what each says of itself, and how to stop it.

Laws. One plan is computed at a time, on a thread of its own; the next ones wait in their order, so
many and no more, and say how many are before them. One for which nobody waits is given up: while it
waits, when nobody has looked for a while; at work, when the last who waited hangs up. What a plan
says while it works is kept here alone, so a room that was restarted knows nothing of it; what it
ends in is said by its job. A plan that failed leaves a sentence.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Protocol

from holdfast import facts as f
from holdfast.base.errors import HoldfastError, Refused, Unavailable
from holdfast.web.errors import note_failure
from holdfast.web.lining import full

WAITS = "Waits for the plan before it"
MOST_WAITING = 24
"""Plans that may wait (assumed: some minutes of them)."""
LOOKED_S = 120.0
"""So long after somebody looked how far a plan is, they may still be waiting for it (assumed: a
browser lets a page that is not in front ask once a minute)."""
BEGINS = "Reads the question"
NOBODY = "Nobody waited for it any more: nothing was kept."
KEPT = 20
"""Plans that are over and still answer for how they ended (assumed)."""


class Heard(Protocol):
    """Told the step in words, the part done (0..1), the options so far, if they are new, and
    whether the budget waits for the compiler."""

    def __call__(
        self, step: str, part: float, offered: f.PlanOffered | None = None, *, waits: bool = False
    ) -> None: ...


Left = Callable[[], float]
"""The part of its time that is left to the work, 1..0; 0 once somebody has stopped it."""


@dataclass(eq=False)
class Work:
    """One question on its way to an answer.

    Attributes:
        asked_ms: when, by the room's clock.
        made: sites that the question makes of places; said together with the answer.
        seconds: how long the planner may take, from its beginning.
        interim: the best options so far; n_interim counts how often they changed.
        budget_s: when its budget began; None before, and while the compiler is waited for.
        trouble: why it failed, a sentence; empty while it has not.
        listeners: how many wait for its answer; `wanted_until_s` how long it is wanted without one.
        abandoned: given up, as nobody waited for it any more; nothing of it is kept.
        begun, over: end with the thread's own news; `over` raises what the work raised.
    """

    asked: f.PlanAsked
    asked_ms: int
    made: tuple[f.SiteNoted, ...] = ()
    seconds: float = 10.0
    step: str = WAITS
    part: float = 0.0
    interim: f.PlanOffered | None = None
    n_interim: int = 0
    trouble: str = ""
    began_s: float | None = None
    budget_s: float | None = None
    ended_s: float | None = None
    stopped: bool = False
    listeners: int = 0
    wanted_until_s: float = 0.0
    abandoned: bool = False
    begun: "Future[None]" = field(default_factory=Future)
    over: "Future[None]" = field(default_factory=Future)

    @property
    def plan(self) -> str:
        """The plan's id."""
        return self.asked.plan

    @property
    def done(self) -> bool:
        """Whether nothing more will come."""
        return self.over.done()

    @property
    def wanted(self) -> bool:
        """Whether somebody waits for it, as far as we can tell."""
        return self.listeners > 0 or time.monotonic() < self.wanted_until_s

    def look(self) -> None:
        """Somebody has looked how far it is, and may again."""
        self.wanted_until_s = time.monotonic() + LOOKED_S

    def count(self, *, waits: bool) -> None:
        """One more asks for it."""
        if waits:
            self.listeners += 1
        else:
            self.look()

    def left(self) -> float:
        """The part of its time that is left, 1..0."""
        if self.stopped or self.began_s is None:
            return 0.0
        if self.budget_s is None:
            return 1.0
        return max(0.0, 1 - (time.monotonic() - self.budget_s) / self.seconds)

    def heard(
        self, step: str, part: float, offered: f.PlanOffered | None = None, *, waits: bool = False
    ) -> None:
        """Note how far it is; within one step the part never runs backwards."""
        if waits:
            self.budget_s = None
        elif self.budget_s is None:
            self.budget_s = time.monotonic()
        before = self.part if step == self.step else 0.0
        self.step, self.part = step, max(before, min(1.0, max(0.0, part)))
        if offered is not None and offered != self.interim:
            self.interim = offered
            self.n_interim += 1

    def elapsed_ms(self) -> int:
        """How long it has been at work; 0 while it waits."""
        if self.began_s is None:
            return 0
        end_s = time.monotonic() if self.ended_s is None else self.ended_s
        return round((end_s - self.began_s) * 1000)

    def words(self, place: int = 0) -> str:
        """How it stands, as a sentence; with how many are before it."""
        if self.trouble:
            return self.trouble
        if self.done:
            return "The options are ready."
        if self.stopped:
            return f"Stopping: {self.step}."
        if place > 1 and self.began_s is None:
            return f"Waits for the {place} plans before it."
        return f"{self.step}."


Job = Callable[[Work], None]
"""Works a question out, and says question and answer."""


class Works:
    """All plans that are at work or wait. Every method may be called from any thread.

    Attributes:
        editing: held while an option is changed by hand and kept, so that no letter is given twice.
    """

    def __init__(self, failed: Callable[[], None]) -> None:
        self._failed = failed
        self._lock = threading.Lock()
        self._known: dict[str, Work] = {}
        self._waiting: deque[tuple[Work, Job]] = deque()
        self._running = False
        self._closed = False
        self.editing = threading.Lock()

    def put(self, work: Work, job: Job, *, waits: bool = False) -> Work:
        """Line it up; a plan of this id that is still at work is handed back instead.

        Args:
            waits: as in `join`.

        Raises:
            Busy: too many wait already.
            Unavailable: the room is closing.
        """
        with self._lock:
            known = self._at_work(work.plan)
            if known is not None:
                known.count(waits=waits)
                return known
            if self._closed:
                raise Unavailable("The room is closing. Ask again when it is open.")
            self._sweep()
            if len(self._waiting) >= MOST_WAITING:
                seconds = sum(waiting.seconds for waiting, _ in self._waiting)
                raise full("plans", len(self._waiting), seconds)
            work.count(waits=waits)
            self._known.pop(work.plan, None)
            self._known[work.plan] = work
            self._forget()
            self._waiting.append((work, job))
            if not self._running:
                self._running = True
                threading.Thread(target=self._run, name="plan", daemon=True).start()
        return work

    def get(self, plan: str) -> Work | None:
        """The work on this plan, also for a while after it ended."""
        with self._lock:
            return self._known.get(plan)

    def join(self, plan: str, *, waits: bool) -> Work | None:
        """The work on this plan, where it is under way or waits, and is not given up.

        Args:
            waits: whether who asks waits for the answer; else they come back to look.
        """
        with self._lock:
            work = self._at_work(plan)
            if work is not None:
                work.count(waits=waits)
            return work

    def place(self, work: Work) -> int:
        """How many are before it."""
        with self._lock:
            waiting = [one for one, _ in self._waiting]
            return waiting.index(work) + 1 if work in waiting else 0

    def leave(self, work: Work) -> None:
        """One who waited for it does no more; with nobody else it is given up."""
        with self._lock:
            work.listeners -= 1
            if work.done or work.wanted:
                return
            work.abandoned = True
        self._stop(work, NOBODY)

    def open(self) -> Sequence[Work]:
        """What is at work or waits, newest first."""
        with self._lock:
            return [work for work in reversed(self._known.values()) if not work.done]

    def stop(self, plan: str) -> Work | None:
        """Let it end with what there is; one that still waits ends with nothing."""
        with self._lock:
            work = self._at_work(plan)
        if work is not None:
            self._stop(work, "Stopped before it began: nothing was kept.")
        return work

    def _stop(self, work: Work, words: str) -> None:
        with self._lock:
            work.stopped = True
            waits = [pair for pair in self._waiting if pair[0] is work]
            for pair in waits:
                self._waiting.remove(pair)
        if waits:
            _end(work, Refused(words))

    async def finished(self, work: Work, wait_s: float) -> None:
        """Wait until it is over; what it raised is raised here. Whoever waits was counted by `put`
        or `join`, and is no more after this, however it ends.

        Raises:
            Unavailable: the plan before it takes longer than `wait_s`; this one is given up.
        """
        try:
            async with asyncio.timeout(wait_s):
                await asyncio.shield(asyncio.wrap_future(work.begun))
        except TimeoutError:
            raise Unavailable(_busy(self.place(work))) from None
        else:
            await asyncio.shield(asyncio.wrap_future(work.over))
        finally:
            self.leave(work)

    def close(self) -> None:
        """Stop everything and take nothing more; nobody says an answer after this."""
        with self._lock:
            self._closed = True
            works = [work for work in self._known.values() if not work.done]
        for work in works:
            self._stop(work, "Stopped before it began: nothing was kept.")

    def _at_work(self, plan: str) -> Work | None:
        work = self._known.get(plan)
        return None if work is None or work.done or work.abandoned else work

    def _sweep(self) -> None:
        """Let go of those in line for whom nobody waits any more; the lock is held."""
        for pair in [pair for pair in self._waiting if not pair[0].wanted]:
            self._waiting.remove(pair)
            _end(pair[0], Refused(NOBODY))

    def _forget(self) -> None:
        ended = [plan for plan, work in self._known.items() if work.done]
        for plan in ended[: max(0, len(ended) - KEPT)]:
            del self._known[plan]

    def _next(self) -> tuple[Work, Job] | None:
        with self._lock:
            self._sweep()
            if self._waiting:
                return self._waiting.popleft()
            self._running = False
            return None

    def _run(self) -> None:
        """The thread: one work after the other, until none waits."""
        while (pair := self._next()) is not None:
            self._work(*pair)

    def _work(self, work: Work, job: Job) -> None:
        work.began_s = work.budget_s = time.monotonic()
        work.step = BEGINS
        work.begun.set_result(None)
        try:
            job(work)
        except HoldfastError as exc:
            _end(work, exc)
        except Exception as exc:  # noqa: BLE001  (a thread that must go on: heals, counts, logs)
            self._failed()
            mark = note_failure("plan", exc)
            _end(work, HoldfastError(
                f"The planner failed: a fault of Holdfast, logged as {mark}. Nothing was kept."
            ))  # fmt: skip
        else:
            _end(work, None)

    @property
    def closed(self) -> bool:
        """Whether the room is closing: then nothing may be said any more."""
        return self._closed


def _busy(before: int) -> str:
    """What whoever waits no longer is told."""
    others = f"other questions, {before} of them before yours" if before > 1 else "another question"
    return f"The planner is busy with {others}. Ask again in a minute."


def _end(work: Work, error: HoldfastError | None) -> None:
    work.ended_s, work.part = time.monotonic(), 1.0
    if not work.begun.done():
        work.begun.set_result(None)
    if error is None:
        work.over.set_result(None)
    else:
        work.trouble = str(error)
        work.over.set_exception(error)
