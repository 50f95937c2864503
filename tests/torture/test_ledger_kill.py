"""kill -9 in the middle of writing loses nothing that was acknowledged."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from data.effort import tries
from holdfast.gate import Gate
from holdfast.ledger import run_holds
from holdfast.store import open_ledger, verify

WRITER = """
import os, sys, threading
from pathlib import Path
from holdfast.base.clock import wall_ms
from holdfast.gate import Gate
from holdfast.store import open_ledger

ledger = open_ledger(Path(sys.argv[1]), wall_ms)
assert not ledger.alarms, ledger.alarms
node = Gate(ledger.store, ledger.signer, wall_ms, lambda *_: None)
sizes = [1, 1, 3, 20]

def write(k):
    for i in range(10**6):
        bodies = [b"%d/%d/%d" % (k, i, j) + bytes(300) for j in range(sizes[i % 4])]
        last = node.say(*bodies)[-1]
        os.write(1, b"%d %s\\n" % (last.header.seq, last.id.hex().encode()))

threads = [threading.Thread(target=write, args=(k,)) for k in range(int(sys.argv[2]))]
for thread in threads:
    thread.start()
"""


def killed_after(folder: Path, n_threads: int, n_lines: int) -> dict[int, str]:
    """Let a process write, kill it after so many acknowledgements; answer all it gave."""
    command = [sys.executable, "-c", WRITER, str(folder), str(n_threads)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:  # ourselves
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(n_lines)]
        os.kill(writer.pid, signal.SIGKILL)
        lines += writer.stdout.readlines()
    whole = [line.decode().split() for line in lines if line.endswith(b"\n")]
    return {int(seq): id_ for seq, id_ in whole}


def campaign(folder: Path, rounds: int, n_threads: int, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311  # no secret
    acknowledged: dict[int, str] = {}
    for _ in range(rounds):
        acknowledged |= killed_after(folder, n_threads, rng.randrange(1, 60))
        ledger = open_ledger(folder, lambda: 0)
        Gate(ledger.store, ledger.signer, lambda: 0, lambda *_: None)
        entries = list(ledger.store.since({}))
        ledger.close()
        assert ledger.alarms == (), "nothing was lost, so nothing may alarm"
        assert run_holds(entries)
        kept = {e.header.seq: e.id.hex() for e in entries}
        assert acknowledged.items() <= kept.items()
    assert verify(folder).whole


@pytest.mark.parametrize("n_threads", [1, 8])
def test_every_acknowledged_entry_survives_kill_9(tmp_path: Path, n_threads: int) -> None:
    """A line is printed only after say() returned; after the kill all those entries are there."""
    campaign(tmp_path, rounds=3, n_threads=n_threads, seed=1)


@pytest.mark.slow
@pytest.mark.parametrize("n_threads", [1, 8])
def test_many_kills_lose_nothing(tmp_path: Path, n_threads: int) -> None:
    """The same, many times over one folder."""
    campaign(tmp_path, rounds=tries(15, 400), n_threads=n_threads, seed=2)


OPENER = """
import sys
from pathlib import Path
from holdfast.store import open_ledger
print("ready", flush=True)
open_ledger(Path(sys.argv[1]), lambda: 0)
"""


def opened_and_killed(folder: Path, after_spins: int) -> None:
    """Kill a process while it makes a new ledger."""
    command = [sys.executable, "-c", OPENER, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as opener:  # ourselves
        assert opener.stdout is not None
        opener.stdout.readline()
        for _ in range(after_spins):
            pass
        opener.kill()


@pytest.mark.slow
def test_a_kill_while_a_ledger_is_made_leaves_one_that_opens(tmp_path: Path) -> None:
    """At whatever moment: the next start is quiet and the key is whole or absent."""
    for k in range(60):
        folder = tmp_path / str(k)
        opened_and_killed(folder, after_spins=k * 6_000)
        ledger = open_ledger(folder, lambda: 0)
        assert ledger.alarms == ()
        assert len((folder / "device.key").read_bytes()) == 32
        ledger.close()
