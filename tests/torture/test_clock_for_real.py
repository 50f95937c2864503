"""A served room on a machine whose clock is set for real, by libfaketime.

What is faked is the wall clock alone: CLOCK_BOOTTIME and CLOCK_MONOTONIC go on as they are. That is
a paused machine on waking, or somebody who sets the clock. That CLOCK_BOOTTIME counts sleep is the
kernel's word; the unit tests of base.watch and of the node play it.
"""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PLACES = ("/usr/lib/*/faketime/libfaketime.so.1", "/usr/lib*/faketime/libfaketime.so.1")
PATIENCE_S = 60.0
ROOM = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from conftest import toy_facts
from holdfast.node import open_node
from holdfast.web.serve import serve
with open_node(Path(sys.argv[1]), exercise=True) as node:
    if not node.state.bases:
        node.say_all(toy_facts(node.clock()))
    serve(node, port=0, ready=lambda address: print(address, flush=True))
"""


def libfaketime() -> str:
    """The library, as `./holdfast check` found or brought it."""
    named = os.environ.get("HOLDFAST_FAKETIME")
    found = [named] if named else [str(p) for g in PLACES for p in Path("/").glob(g[1:])]
    if not found:
        pytest.fail("libfaketime is not there; on Debian: sudo apt-get install libfaketime")
    return found[0]


class Clock:
    """The wall clock of the room's machine, beside ours."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.set(0)

    def set(self, ahead_s: int) -> None:
        """Set it, at once, so far ahead of ours."""
        fresh = self.path.with_suffix(".new")
        fresh.write_text(f"{ahead_s:+d}\n")
        fresh.replace(self.path)
        self.ahead_s = ahead_s

    def now_ms(self) -> int:
        """What it says."""
        return round((time.time() + self.ahead_s) * 1000)


@contextmanager
def room(folder: Path, clock: Clock) -> Iterator[str]:
    """The address of a room that lives by this clock."""
    tests = Path(__file__).resolve().parents[1]
    faked = {
        "LD_PRELOAD": libfaketime(),
        "FAKETIME_TIMESTAMP_FILE": str(clock.path),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", ROOM, folder, tests, tests / "data"],
        env=os.environ | faked, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address, "the room did not open"
        yield address.rstrip("/")
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE_S)


def ask(address: str, word: object = None) -> dict[str, object]:
    """What the room answers."""
    body = None if word is None else json.dumps(word).encode()
    headers = {"Content-Type": "application/json"} if body else {}
    request = urllib.request.Request(address, body, headers)  # noqa: S310  (our own room)
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310
        told: dict[str, object] = json.load(answer)
        return told


def alarms(address: str) -> dict[str, str]:
    """Its alarms: the first parts of their ids, and what each says."""
    told = ask(f"{address}/api/state")["alarms"]
    assert isinstance(told, list)
    return {".".join(a["alarm"].split(".")[:2]): f"{a['who']}: {a['what']}" for a in told}


def overdue_min(address: str) -> int:
    """How long KESTREL 1 is past due, in minutes."""
    board = ask(f"{address}/api/state")["board"]
    assert isinstance(board, list)
    return int(board[0]["clock"]["overdue_ms"] // 60_000)


@pytest.mark.slow
def test_a_room_lives_through_every_jump_of_its_machines_clock(tmp_path: Path) -> None:
    """Six hours at once, two days back at a restart, and years back while it is open."""
    clock, hour = Clock(tmp_path / "clock"), 3_600
    heard = {"kind": "checked_in", "run": "run-1"}
    with room(tmp_path / "base", clock) as address:
        assert overdue_min(address) == 0
        clock.set(6 * hour)
        assert overdue_min(address) == 330
        told = alarms(address)
        assert "overdue.run-1" in told
        assert told["clock.ahead"].startswith("This machine's clock: Went ahead 6 h 00 min")
        ask(f"{address}/api/facts", heard | {"when_ms": clock.now_ms()})
        assert overdue_min(address) == 0
        clock.set(7 * hour)
        assert overdue_min(address) == 30
    clock.set(-41 * hour)
    with room(tmp_path / "base", clock) as address:
        assert overdue_min(address) == 30
        told = alarms(address)
        assert told["clock.back"].startswith("This machine's clock: Lies 1 d 23 h before")
        ask(f"{address}/api/facts", heard)
        assert overdue_min(address) == 0
        newest = ask(f"{address}/api/log")["log"]
        assert isinstance(newest, list)
        assert abs(newest[0]["at_ms"] - clock.now_ms()) < 60_000
        clock.set(-40 * hour)
        assert overdue_min(address) == 30
        clock.set(-20 * 365 * 24 * hour)
        assert overdue_min(address) == 30
        assert {"clock.back", "clock.odd", "overdue.run-1"} <= alarms(address).keys()
