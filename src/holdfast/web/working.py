"""Plans that are being worked out: one at a time, what each says of itself, and how to stop it.

Laws. One plan is computed at a time, on a thread of its own; the next ones wait in their order and
say so. What a plan says while it works is kept here alone, so a room that was restarted knows
nothing of it; what it ends in is said by its job. A plan that failed leaves a sentence.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from holdfast import facts as f
from holdfast.base.errors import HoldfastError, Refused, Unavailable
from holdfast.web.errors import note_failure

WAITS = "Waits for the plan before it"
BEGINS = "Reads the question"
KEPT = 20
"""Plans that are over and still answer for how they ended (assumed)."""

Heard = Callable[[str, float, f.PlanOffered | None], None]
"""Told the step in words, the part done (0..1), and the options so far, if they are new."""
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
        trouble: why it failed, a sentence; empty while it has not.
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
    ended_s: float | None = None
    stopped: bool = False
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

    def left(self) -> float:
        """The part of its time that is left, 1..0."""
        if self.stopped or self.began_s is None:
            return 0.0
        return max(0.0, 1 - (time.monotonic() - self.began_s) / self.seconds)

    def heard(self, step: str, part: float, offered: f.PlanOffered | None = None) -> None:
        """Note how far it is; within one step the part never runs backwards."""
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

    def words(self) -> str:
        """How it stands, as a sentence."""
        if self.trouble:
            return self.trouble
        if self.done:
            return "The options are ready."
        if self.stopped:
            return f"Stopping: {self.step}."
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

    def put(self, work: Work, job: Job) -> Work:
        """Line it up; a plan of this id that is still at work is handed back instead."""
        with self._lock:
            known = self._known.get(work.plan)
            if known is not None and not known.done:
                return known
            if self._closed:
                raise Unavailable("The room is closing. Ask again when it is open.")
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

    def open(self) -> Sequence[Work]:
        """What is at work or waits, newest first."""
        with self._lock:
            return [work for work in reversed(self._known.values()) if not work.done]

    def stop(self, plan: str) -> Work | None:
        """Let it end with what there is; one that still waits ends with nothing."""
        with self._lock:
            work = self._known.get(plan)
            if work is None or work.done:
                return None
            work.stopped = True
            waits = [pair for pair in self._waiting if pair[0] is work]
            for pair in waits:
                self._waiting.remove(pair)
        if waits:
            _end(work, Refused("Stopped before it began: nothing was kept."))
        return work

    async def finished(self, work: Work, wait_s: float) -> None:
        """Wait until it is over; what it raised is raised here.

        Raises:
            Unavailable: the plan before it takes longer than `wait_s`; this one is given up.
        """
        try:
            async with asyncio.timeout(wait_s):
                await asyncio.shield(asyncio.wrap_future(work.begun))
        except TimeoutError:
            self.stop(work.plan)
            raise Unavailable(
                "The planner is busy with another question. Ask again in a minute."
            ) from None
        await asyncio.shield(asyncio.wrap_future(work.over))

    def close(self) -> None:
        """Stop everything and take nothing more; nobody says an answer after this."""
        with self._lock:
            self._closed = True
            plans = list(self._known)
        for plan in plans:
            self.stop(plan)

    def _forget(self) -> None:
        ended = [plan for plan, work in self._known.items() if work.done]
        for plan in ended[: max(0, len(ended) - KEPT)]:
            del self._known[plan]

    def _next(self) -> tuple[Work, Job] | None:
        with self._lock:
            if self._waiting:
                return self._waiting.popleft()
            self._running = False
            return None

    def _run(self) -> None:
        """The thread: one work after the other, until none waits."""
        while (pair := self._next()) is not None:
            self._work(*pair)

    def _work(self, work: Work, job: Job) -> None:
        work.began_s, work.step = time.monotonic(), BEGINS
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


def _end(work: Work, error: HoldfastError | None) -> None:
    work.ended_s, work.part = time.monotonic(), 1.0
    if not work.begun.done():
        work.begun.set_result(None)
    if error is None:
        work.over.set_result(None)
    else:
        work.trouble = str(error)
        work.over.set_exception(error)
