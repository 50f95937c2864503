"""How fast the ledger is on this machine: writing, opening, scrubbing."""

import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from holdfast.base.clock import Came, Stamp, wall_ms
from holdfast.gate import Gate
from holdfast.store import open_ledger, verify

BODY = bytes(range(200))
"""As long as a usual fact (assumed)."""

OPENING = """
import sys
from pathlib import Path
from holdfast.base.clock import wall_ms
from holdfast.gate import Gate
from holdfast.store import open_ledger
ledger = open_ledger(Path(sys.argv[1]), wall_ms)
Gate(ledger.store, ledger.signer, wall_ms, lambda *_: None)
"""
"""What a process does to be up, but for understanding the facts."""


def bench_ledger(
    folder: Path | None = None,
    n_single: int = 1_000,
    n_writers: int = 50,
    n_each: int = 40,
    n_entries: int = 100_000,
) -> dict[str, float]:
    """Write one by one, from many threads and in thousands; then open and scrub it all.

    Args:
        folder: where to make the ledger, so that the disk in question is measured; a temporary
            folder if None. What is made is removed.
        n_single: entries said one by one.
        n_writers: threads that say at the same time.
        n_each: entries that each of them says.
        n_entries: how many there are when the ledger is opened and scrubbed.

    Returns:
        Milliseconds in `.._ms`, seconds in `.._s`, entries a second in `.._per_s`.
    """
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-", dir=folder) as made:
        path = Path(made)
        with _node(path) as node:
            figures = _one_by_one(node, n_single) | _at_once(node, n_writers, n_each)
            figures |= _in_thousands(node, n_entries - node.store.count())
        return figures | _reading(path)


@contextmanager
def _node(folder: Path) -> Iterator[Gate[None]]:
    ledger = open_ledger(folder, wall_ms)
    try:
        yield Gate(ledger.store, ledger.signer, wall_ms, _understand_nothing)
    finally:
        ledger.close()


def _understand_nothing(_stamp: Stamp, _body: bytes, _came: Came | None) -> None:
    pass


def _one_by_one(node: Gate[None], n: int) -> dict[str, float]:
    return _spread("append_single", [_took_ms(lambda: node.say(BODY)) for _ in range(n)])


def _at_once(node: Gate[None], n_writers: int, n_each: int) -> dict[str, float]:
    took: list[float] = []
    ready = threading.Barrier(n_writers + 1)

    def write() -> None:
        ready.wait()
        mine = [_took_ms(lambda: node.say(BODY)) for _ in range(n_each)]
        took.extend(mine)

    writers = [threading.Thread(target=write) for _ in range(n_writers)]
    for writer in writers:
        writer.start()
    ready.wait()
    started = perf_counter()
    for writer in writers:
        writer.join()
    whole_s = perf_counter() - started
    name = f"append_{n_writers}_writers"
    return _spread(name, took) | {f"{name}_per_s": round(len(took) / whole_s)}


def _in_thousands(node: Gate[None], n: int) -> dict[str, float]:
    started = perf_counter()
    for first in range(0, n, 1_000):
        node.say(*[BODY] * min(1_000, n - first))
    return {"append_thousands_per_s": round(n / (perf_counter() - started))}


def _reading(folder: Path) -> dict[str, float]:
    """Open in a process of its own, Python's start included; then scrub."""
    command = [sys.executable, "-c", OPENING, str(folder)]
    opened_ms = min(_took_ms(lambda: subprocess.run(command, check=True)) for _ in range(3))  # noqa: S603  # ourselves
    started = perf_counter()
    report = verify(folder)
    verify_s = perf_counter() - started
    return {
        "n_entries": report.n_entries,
        "n_problems": report.n_problems,
        "open_process_s": round(opened_ms / 1000, 3),
        "verify_s": round(verify_s, 2),
        "verify_per_s": round(report.n_entries / verify_s),
    }


def _took_ms(act: Callable[[], object]) -> float:
    started = perf_counter()
    act()
    return (perf_counter() - started) * 1000


def _spread(name: str, took_ms: list[float]) -> dict[str, float]:
    cuts = quantiles(took_ms, n=100)
    return {f"{name}_p50_ms": round(cuts[49], 3), f"{name}_p99_ms": round(cuts[98], 3)}
