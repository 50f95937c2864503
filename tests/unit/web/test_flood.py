"""A flood of plans and rehearsals: lined up, bounded, given up when nobody listens.

The room is served, and asked by sockets that hang up.
"""

import json
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest

from data.big_day import NOON, PLAN, big_day_facts
from data.planning import Planner, mapped, planner
from data.serving import served
from holdfast.node import Node, open_node
from holdfast.web import serve as serving
from holdfast.web import working
from holdfast.web.app import make_app
from holdfast.workers import Workers

__all__ = ["planner"]
MORE_THAN_THREADS = 45
"""The room's pool has 40 threads."""


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """The base of the big day."""
    with open_node(tmp_path / "node", lambda: NOON, exercise=True) as opened:
        opened.say_all(big_day_facts(NOON))
        yield mapped(opened)


@pytest.fixture
def room(node: Node) -> Iterator[httpx.Client]:
    """The room as it is served; an answer that takes five seconds is none."""
    with served(node) as address, httpx.Client(base_url=address, timeout=5.0) as client:
        yield client


def asks(room: httpx.Client, path: str, body: dict[str, Any]) -> socket.socket:
    """Somebody who has asked and can hang up."""
    parts = urlsplit(str(room.base_url))
    line = socket.create_connection((parts.hostname, parts.port), 5.0)
    sent = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(sent)}\r\n\r\n"
    )
    line.sendall(head.encode() + sent)
    return line


def question(plan: str, **more: object) -> dict[str, Any]:
    """What a page asks."""
    return {"plan": plan, "sites": ["site-1"], "seconds": 60, **more}


def until(holds: Callable[[], bool]) -> None:
    """Wait until it is so, which is soon."""
    for _ in range(1_000):
        if holds():
            return
        time.sleep(0.01)
    raise AssertionError("it never was")


def work(room: httpx.Client, plan: str) -> dict[str, Any]:
    """How far a plan is, as whoever looks is told."""
    answer = room.get(f"/api/plans/{plan}/work")
    said: dict[str, Any] = answer.json() if answer.status_code == 200 else {"done": None}
    return said


@pytest.fixture
def unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    """To look how far a plan is, is not to wait for it, so that the tests may look."""
    monkeypatch.setattr(working.Work, "look", lambda _work: None)


@pytest.mark.usefixtures("unseen")
def test_a_waiting_plan_whose_asker_hung_up_never_begins(
    room: httpx.Client, node: Node, planner: Planner
) -> None:
    """It leaves the line at once, and nothing of it is kept."""
    first = asks(room, "/api/plans", question("p-1"))
    assert planner.at_work.wait(5)
    second = asks(room, "/api/plans", question("p-2"))
    until(lambda: work(room, "p-2").get("waits") is True)
    second.close()
    until(lambda: work(room, "p-2")["done"] is True)
    assert "Nobody waited for it" in work(room, "p-2")["words"]
    planner.go.set()
    until(lambda: "p-1" in node.state.offered)
    assert planner.n == 1
    assert "p-2" not in node.state.asked
    first.close()


@pytest.mark.usefixtures("unseen")
def test_a_plan_at_work_whose_last_asker_hangs_up_ends_and_is_not_kept(
    room: httpx.Client, node: Node, planner: Planner
) -> None:
    """While another waits for the same plan it goes on; then its time is over."""
    one = asks(room, "/api/plans", question("p-1"))
    assert planner.at_work.wait(5)
    other = asks(room, "/api/plans", question("p-1"))
    time.sleep(0.1)  # the other must have come before the first goes
    one.close()
    time.sleep(0.1)
    assert work(room, "p-1")["done"] is False
    other.close()
    until(lambda: work(room, "p-1")["done"] is True)
    assert "Nobody waited" in work(room, "p-1")["words"]
    assert "p-1" not in node.state.asked
    assert planner.n == 1


def test_who_looks_how_far_it_is_keeps_it(room: httpx.Client, node: Node, planner: Planner) -> None:
    """Its asker hung up; somebody else has its page open."""
    asker = asks(room, "/api/plans", question("p-1"))
    assert planner.at_work.wait(5)
    assert work(room, "p-1")["done"] is False
    asker.close()
    time.sleep(0.1)
    planner.go.set()
    until(lambda: "p-1" in node.state.offered)


def test_a_live_plan_that_waits_is_given_up_when_nobody_has_looked_for_long(
    room: httpx.Client, node: Node, planner: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When its turn comes; the one at work is finished, as somebody may come back for it."""
    assert room.post("/api/plans", json=question("p-1", live=True)).status_code == 202
    assert planner.at_work.wait(5)
    monkeypatch.setattr(working, "LOOKED_S", 0.0)
    assert room.post("/api/plans", json=question("p-2", live=True)).status_code == 202
    planner.go.set()
    until(lambda: "p-1" in node.state.offered)
    until(lambda: work(room, "p-2")["done"] is True)
    assert planner.n == 1


def test_a_full_line_of_plans_is_a_sentence_and_each_in_it_knows_its_place(
    room: httpx.Client, planner: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503, with when to come again; asked under an id that is in line, it is that one."""
    monkeypatch.setattr(working, "MOST_WAITING", 2)
    for i in range(3):
        assert room.post("/api/plans", json=question(f"p-{i}", live=True)).status_code == 202
        assert planner.at_work.wait(5)
    assert [work(room, f"p-{i}")["place"] for i in range(3)] == [0, 1, 2]
    assert work(room, "p-2")["words"] == "Waits for the 2 plans before it."
    full = room.post("/api/plans", json=question("p-3", live=True))
    assert (full.status_code, full.headers["retry-after"]) == (503, "120")
    assert full.json()["error"] == "2 plans wait in line already. Try again in about 2 min."
    assert room.post("/api/plans", json=question("p-2", live=True)).status_code == 202
    planner.go.set()


class Stuck(Workers):
    """Workers that never end what they begin."""

    def __init__(self) -> None:
        self.clerks = 1
        self.begun: list[StuckJob] = []

    def start(self, *_args: Any, **_more: Any) -> Any:
        """See Workers."""
        self.begun.append(StuckJob())
        return self.begun[-1]

    def close(self) -> None:
        """See Workers."""


class StuckJob:
    """A job that ends when it is stopped."""

    def __init__(self) -> None:
        self.end: Future[Any] = Future()

    def stop(self) -> None:
        """See Job."""
        self.end.cancel()


def test_a_report_never_waits_behind_rehearsals_and_they_go_when_their_askers_do(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than there are threads; one is at work, the others in line or told that it is full."""
    workers = Stuck()
    made = make_app
    monkeypatch.setattr("data.serving.make_app", lambda of: made(of, workers=workers))
    with served(node) as address, httpx.Client(base_url=address, timeout=5.0) as room:
        path = f"/api/plans/{PLAN}/rehearse"
        lines = [asks(room, path, {}) for _ in range(MORE_THAN_THREADS)]
        until(lambda: room.get(path).json()["waiting"] == 30)
        said = {"kind": "note_logged", "words": "Heard."}
        assert room.post("/api/facts", json=said).status_code == 201
        assert room.get("/healthz").status_code == 200
        assert room.get("/", headers={"Accept": "text/html"}).status_code == 200
        assert room.get(path).json()["place"] == 30
        full = room.post(path, json={})
        assert (full.status_code, "Try again in about" in full.text) == (503, True)
        assert int(full.headers["retry-after"]) >= 60
        for line in lines:
            line.close()
        until(lambda: room.get(path).json()["place"] is None)
        assert all(job.end.cancelled() for job in workers.begun)
        assert len(workers.begun) < MORE_THAN_THREADS


def test_changes_by_hand_hold_no_thread_while_they_wait(
    room: httpx.Client, planner: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One is worked out at a time; a report passes all of them."""
    monkeypatch.setattr(planner, "change", _slowly(planner))
    monkeypatch.setattr("holdfast.web.edits.changed", planner.change)
    path, body = f"/api/plans/{PLAN}/edit", {"letter": "A", "drop": ["site-1"]}
    lines = [asks(room, path, body) for _ in range(MORE_THAN_THREADS)]
    until(lambda: planner.at_work.is_set())
    said = {"kind": "note_logged", "words": "Heard."}
    assert room.post("/api/facts", json=said).status_code == 201
    for line in lines:
        line.close()
    planner.go.set()


def _slowly(planner: Planner) -> Callable[..., Any]:
    change = planner.change

    def slow(*args: Any) -> Any:
        planner.at_work.set()
        planner.go.wait(20)
        return change(*args)

    return slow


def test_serve_hands_plans_to_one_worker_process_that_starts_when_asked(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`holdfast serve` without a word on workers; no process is there before the first question."""
    from holdfast import cli
    from holdfast.workers import Processes

    handed: list[Any] = []
    monkeypatch.setattr(serving, "serve", lambda *_a, **more: handed.append(more["workers"]))
    monkeypatch.setattr("holdfast.node.open_node", lambda _folder: _Opened(node))
    cli.main(["serve", str(node.folder)])
    [workers] = handed
    assert isinstance(workers, Processes)
    assert workers.clerks == 1
    assert workers._minders == []
    workers.close()


class _Opened:
    """A node that is open already."""

    def __init__(self, node: Node) -> None:
        self.node = node

    def __enter__(self) -> Node:
        return self.node

    def __exit__(self, *_: object) -> None:
        pass
