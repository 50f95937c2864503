"""A room with thousands of closures and threats, served for real: each new page gets it all."""

import http.client
import json
import threading
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from holdfast.node import Node
from holdfast.web.serve import serve

LONG_S = 60.0
N_EACH = 1_000


@pytest.fixture
def room(toy_node: Node) -> Iterator[tuple[str, int]]:
    """The room of this node on a free port."""
    stop, there, at = threading.Event(), threading.Event(), list[str]()

    def ready(address: str) -> None:
        at.append(address)
        there.set()

    given = dict(port=0, ready=ready, stop=stop)
    thread = threading.Thread(target=serve, args=(toy_node,), kwargs=given)
    thread.start()
    assert there.wait(LONG_S)
    host, _, port = at[0].removeprefix("http://").rstrip("/").partition(":")
    yield host, int(port)
    stop.set()
    thread.join(LONG_S)


def say(at: tuple[str, int], facts: list[dict[str, Any]]) -> None:
    """Post these facts."""
    link = http.client.HTTPConnection(*at, timeout=LONG_S)
    link.request("POST", "/api/facts", json.dumps(facts), {"Content-Type": "application/json"})
    assert link.getresponse().status == 201
    link.close()


class Page:
    """Somebody who opens the stream, packed or not, and keeps the map that it tells."""

    def __init__(self, at: tuple[str, int], packed: bool, last: str = "") -> None:
        self.link = http.client.HTTPConnection(*at, timeout=LONG_S)
        headers = {"Accept-Encoding": "gzip"} if packed else {}
        self.link.request("GET", "/api/live", headers=headers | {"Last-Event-ID": last})
        self.stream = self.link.getresponse()
        assert (self.stream.headers["content-encoding"] == "gzip") is packed
        self._unpack = zlib.decompressobj(31) if packed else None
        self._left = b""
        self.n_bytes, self.n_changes, self.last = 0, 0, last
        self.map: dict[str, dict[str, Any]] = {}
        self.again = False

    def hear(self) -> None:
        """Read on until an event has come, and take it."""
        while b"\n\n" not in self._left:
            data = self.stream.read1(1 << 16)
            assert data, "the room ended the stream"
            self.n_bytes += len(data)
            self._left += self._unpack.decompress(data) if self._unpack else data
        text, _, self._left = self._left.partition(b"\n\n")
        event = dict(line.split(": ", 1) for line in text.decode().splitlines() if ": " in line)
        self.last = event.get("id", self.last)
        self.again |= event.get("event") == "again"
        if event.get("event") != "change":
            return
        self.n_changes += 1
        for name, said in json.loads(event["data"])["map"].items():
            features = {} if said.get("whole") else self.map.setdefault(name, {})
            for gone in said.get("gone", ()):
                features.pop(gone, None)
            self.map[name] = features | {each["id"]: each for each in said["features"]}

    def hears_of(self, name: str, n: int) -> None:
        """Read on until there are so many of these."""
        while len(self.map.get(name, ())) != n or not self.last:
            self.hear()
        assert not self.again


@pytest.mark.slow
def test_four_thousand_closures_and_threats_leave_the_room_open_to_everybody(
    room: tuple[str, int],
) -> None:
    """Four posts sufficed to shut out every page that was opened after them."""
    for k in range(4):
        say(room, [
            {"kind": "road_closed", "closure": f"c{k}-{i}", "at": [32.0 + k / 10, 30.0 + i / 1e4],
             "radius_m": 40, "words": "a wall has come down " * 4}
            for i in range(N_EACH)
        ])  # fmt: skip
    say(room, [
        {"kind": "threat_noted", "threat": f"t{i}", "name": f"Threat {i}", "what": "armed",
         "at": [32.5, 30.0 + i / 1e4], "radius_m": 40, "reliability": "B", "credibility": "2"}
        for i in range(N_EACH // 2)
    ])  # fmt: skip
    plain, packed = Page(room, packed=False), Page(room, packed=True)
    for page in (plain, packed):
        page.hears_of("closures", 4 * N_EACH)
        assert page.n_changes > 50
    n_bytes = packed.n_bytes
    say(room, [{"kind": "road_closed", "closure": "one-more", "at": [32.0, 30.5], "radius_m": 40}])
    for page in (plain, packed):
        page.hears_of("closures", 4 * N_EACH + 1)
    assert packed.n_bytes - n_bytes < 20_000
    back = Page(room, packed=True, last=packed.last)
    say(room, [{"kind": "road_opened", "closure": "one-more"}])
    for page in (plain, packed):
        page.hears_of("closures", 4 * N_EACH)
    while not back.map:
        back.hear()
    assert back.n_bytes < 40_000
    for page in (plain, packed, back):
        page.link.close()
