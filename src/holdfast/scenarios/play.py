"""Playing a script: time moved on, words said through the interface, the room held to account."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from holdfast.base.grid import clock_words
from holdfast.scenarios.client import Answer, Client

Tell = Callable[[str], None]

TICK_S = 0.2


class Stopped(Exception):  # not an error: somebody closed the curtain
    """The drill was stopped from outside."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that the room was held to: what was expected and what was found."""

    name: str
    passed: bool
    found: str


@dataclass(slots=True)
class Play:
    """A script at work.

    Attributes:
        speed: exercise seconds a second; None moves the clock on as fast as it can.
        lenient: a refusal is told and passed over, because a person may have interfered.
        stopped: asked between steps; the play ends when it says so.
    """

    client: Client
    zone: str
    speed: float | None = None
    lenient: bool = False
    tell: Tell = lambda _line: None
    stopped: Callable[[], bool] = lambda: False
    checks: list[Check] = field(default_factory=list)

    def now_ms(self) -> int:
        """The room's time."""
        return int(self.client.get("/healthz")["now_ms"])

    def until(self, at_ms: int) -> None:
        """Let time pass until then."""
        if self.speed is None:
            if at_ms > self.now_ms():
                self.client.post("/api/exercise/clock", {"at_ms": at_ms, "rate": 0})
            return
        self.client.post("/api/exercise/clock", {"rate": self.speed})
        while (left_ms := at_ms - self.now_ms()) > 0:
            if self.stopped():
                raise Stopped
            time.sleep(min(TICK_S, left_ms / 1000 / self.speed))

    def stand(self) -> None:
        """Time stands while the room works something out, however slow its machine is."""
        if self.speed is not None:
            self.client.post("/api/exercise/clock", {"rate": 0})

    def pause(self, wall_s: float) -> None:
        """Let a watcher look: time runs slowly for so many real seconds."""
        if self.speed is None:
            return
        self.client.post("/api/exercise/clock", {"rate": min(self.speed, 20.0)})
        end = time.monotonic() + wall_s
        while time.monotonic() < end:
            if self.stopped():
                raise Stopped
            time.sleep(TICK_S)

    def say(self, *facts: dict[str, Any]) -> None:
        """Say facts together."""
        try:
            self.client.post("/api/facts", list(facts))
        except Answer as answer:
            if not self.lenient:
                raise
            self.tell(f"passed over: {answer.sentence}")

    def refused(self, name: str, fact: dict[str, Any]) -> None:
        """Hold the room to refusing this fact with a sentence."""
        try:
            self.client.post("/api/facts", fact)
        except Answer as answer:
            self.check(name, answer.status == 422 and len(answer.sentence) > 20, answer.sentence)
        else:
            self.check(name, False, "it was taken")

    def asked_back(self, name: str, fact: dict[str, Any]) -> None:
        """Hold the room to telling what this report would clash with, before it is said."""
        clashes = self.client.post("/api/facts?look", fact)["clashes"]
        self.check(name, bool(clashes), clashes)

    def state(self) -> dict[str, Any]:
        """What the room holds now."""
        answer: dict[str, Any] = self.client.get("/api/state")
        return answer

    def check(self, name: str, passed: bool, found: object = "") -> None:
        """Hold the room to something."""
        self.checks.append(Check(name, bool(passed), str(found)[:300]))
        if not passed:
            self.tell(f"FAILED: {name} ({found})")

    def line(self, at_ms: int, words: str) -> None:
        """Tell a watcher what happens."""
        self.tell(f"{clock_words(at_ms, self.zone)}  {words}")
