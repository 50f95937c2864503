"""A planner that does as a test tells it, in the room's own adapter's place."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.testclient import TestClient

from holdfast import facts as f
from holdfast.base.geo import Place
from holdfast.node import Node
from holdfast.web import edits, plans
from holdfast.web.planner import Changed

from .big_day import NOON, options
from .toys import HOME


@dataclass
class Planner:
    """Says a step and its first options, then works until it is let go or its time is over.

    Attributes:
        go: lets it end. at_work: set while it works. error: raised instead of an answer.
        n: how many questions came.
    """

    home: Place = HOME
    go: threading.Event = field(default_factory=threading.Event)
    at_work: threading.Event = field(default_factory=threading.Event)
    error: Exception | None = None
    cannot: tuple[str, ...] = ()
    changed: Changed | None = None
    asked_to: list[Any] = field(default_factory=list)
    n: int = 0

    def offer(
        self, _room: object, problem: Any, heard: Callable[..., None], left: Callable[[], float],
        _seconds: float,
    ) -> f.PlanOffered:  # fmt: skip
        """As holdfast.web.planner.offered."""
        self.n += 1
        everything = options(NOON, self.home)
        plan = problem.asked.plan
        heard("Ways between the sites", 0.2, None)
        heard("Weighing rounds", 0.5, f.PlanOffered(plan=plan, options=everything[:2]))
        self.at_work.set()
        while left() > 0 and not self.go.wait(0.01):
            pass
        if self.error is not None:
            raise self.error
        return f.PlanOffered(plan=plan, options=everything, infeasible=self.cannot)

    def change(self, _room: object, _problem: object, option: f.Offered, *edit: Any) -> Changed:
        """As holdfast.web.planner.changed."""
        self.asked_to.append(edit)
        return self.changed or Changed(option, (), ("Granary is left out.",))


@pytest.fixture
def planner(monkeypatch: pytest.MonkeyPatch) -> Planner:
    """The told planner, in place of the real one."""
    told = Planner()
    monkeypatch.setattr(plans, "offered", told.offer)
    monkeypatch.setattr(plans, "pose", lambda _state, asked, _now, _where: Posed(asked))
    monkeypatch.setattr(edits, "changed", told.change)
    monkeypatch.setattr(edits, "pose", lambda _state, asked, _now, _where: Posed(asked))
    return told


def mapped(node: Node) -> Node:
    """The node with something in the place of a map, for questions that nobody computes."""
    node.__dict__["map"] = object()
    return node


def await_over(room: TestClient, plan: str) -> dict[str, Any]:
    """The last word of a plan at work, once it is over."""
    for _ in range(500):
        said: dict[str, Any] = room.get(f"/api/plans/{plan}/work").json()
        if said["done"]:
            return said
        time.sleep(0.01)
    raise AssertionError(f"{plan} is not over: {said}")


@dataclass
class Posed:
    """A question that nobody looks into."""

    asked: f.PlanAsked
