"""First walk of the tour: a contact report from a phone reaches everybody's map."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette

from holdfast.node import Node
from holdfast.web.app import make_app

SOON_S = 20.0
REPORT = {
    "kind": "contact_reported", "run": "run-1", "at": [32.02, 30.004], "size": 4,
    "unit": "infected", "activity": "came out of the dark", "ref": "phone-7-00000001",
}  # fmt: skip


def scope(method: str, path: str) -> dict[str, Any]:
    """A request as a server hands it over."""
    headers = [(b"host", b"127.0.0.1"), (b"content-type", b"application/json")]
    return {
        "type": "http", "http_version": "1.1", "method": method, "path": path, "scheme": "http",
        "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": headers,
        "client": ("127.0.0.1", 5), "server": ("127.0.0.1", 80),
        "asgi": {"version": "3.0", "spec_version": "2.3"},
    }  # fmt: skip


async def ask(app: Starlette, method: str, path: str, body: object = None) -> tuple[int, Any]:
    """One request and its whole answer."""
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": json.dumps(body).encode(), "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope(method, path), receive, send)
    return sent[0]["status"], json.loads(b"".join(m["body"] for m in sent[1:]))


class Watcher:
    """Somebody who has the room open: the events of the live stream as they come."""

    def __init__(self, app: Starlette) -> None:
        self.events: list[tuple[str, Any]] = []
        self._came, self._gone = asyncio.Event(), asyncio.Event()
        self._task = asyncio.create_task(app(scope("GET", "/api/live"), self._receive, self._send))

    async def _receive(self) -> Any:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        lines = message.get("body", b"").decode().splitlines()
        fields = dict(line.split(": ", 1) for line in lines if line and not line.startswith(":"))
        if "event" in fields:
            self.events.append((fields["event"], json.loads(fields["data"])))
            self._came.set()

    async def sees(self, true: Callable[[Any], bool]) -> Any:
        """The first change for which this is true."""
        async with asyncio.timeout(SOON_S):
            while True:
                for name, body in self.events:
                    if name == "change" and true(body):
                        return body
                self._came.clear()
                await self._came.wait()

    async def leaves(self) -> None:
        """Close the room."""
        self._gone.set()
        await self._task


def walk(node: Node, act: Callable[[Starlette], Awaitable[None]]) -> None:
    """Do this in the open room of a node."""

    async def whole() -> None:
        app = make_app(node)
        async with app.router.lifespan_context(app):
            await act(app)

    asyncio.run(whole())


def threat_at(change: Any, place: list[float]) -> Any:
    """The threat that this change draws at a place, or None."""
    drawn = change["map"].get("threats", {"features": []})["features"]
    marks = [feature["properties"] for feature in drawn]
    return next((m for m in marks if [m["lon"], m["lat"]] == place), None)


def test_a_contact_report_from_a_phone_reaches_the_map(toy_node: Node) -> None:
    """Kept, believed, alarmed, drawn for all who look; a repeat changes nothing."""

    async def act(app: Starlette) -> None:
        watchers = [Watcher(app) for _ in range(3)]
        for watcher in watchers:
            everything = await watcher.sees(lambda change: "threats" in change["map"])
            assert threat_at(everything, REPORT["at"]) is None
        kept = toy_node.store.count()

        status, answer = await ask(app, "POST", "/api/facts", REPORT)
        [said] = answer["said"]
        assert status == 201
        assert toy_node.store.count() == kept + 1

        for watcher in watchers:
            change = await watcher.sees(lambda change: bool(threat_at(change, REPORT["at"])))
            threat = threat_at(change, REPORT["at"])
            assert threat["what"] == "infected"
            assert threat["id"].startswith(f"contact-{said['device'][:8]}")
            assert threat["id"].endswith(f"-{said['seq']}")
            await watcher.sees(lambda change: "KESTREL 1" in change["panels"].get("alarms", ""))
            await watcher.sees(lambda change: "Infected" in change["panels"].get("log", "").title())

        status, again = await ask(app, "POST", "/api/facts", REPORT)
        assert (status, again["said"][0]["seq"]) == (200, said["seq"])
        assert toy_node.store.count() == kept + 1

        status, state = await ask(app, "GET", "/api/state")
        assert any(alarm["run"] == "run-1" for alarm in state["alarms"])
        assert any(line["kind"] == "contact_reported" for line in state["log"])
        for watcher in watchers:
            await watcher.leaves()
        assert not app.state.room.hub.listeners

    walk(toy_node, act)
