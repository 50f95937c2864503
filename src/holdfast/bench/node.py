"""How fast a node with a long history is up: process start, reading, folding, the board."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS, MINUTE_MS
from holdfast.node import open_node

NOW_MS = 1_795_168_800_000
BATCH = 1_000
RUNS = 300
OPEN = """
import sys
from pathlib import Path
from holdfast.node import open_node
from holdfast.run.board import board
with open_node(Path(sys.argv[1]), lambda: {now}) as node:
    board(node.state, {now})
"""


def bench_node(n_facts: int = 100_000, n_opens: int = 5) -> dict[str, float]:
    """Open a base with a long history in a process of its own and draw its board.

    Returns:
        Seconds of the whole process from its start (median, greatest), and how many facts.
    """
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as made:
        folder = Path(made) / "base"
        with open_node(folder, lambda: NOW_MS) as node:
            history = history_of(n_facts)
            for start in range(0, len(history), BATCH):
                node.say_all(history[start : start + BATCH])
        took = [_opening_s(folder) for _ in range(n_opens)]
    return {
        "node_facts": float(len(history)),
        "node_up_s_median": round(median(took), 3),
        "node_up_s_max": round(max(took), 3),
    }


def history_of(n: int) -> list[f.Fact]:
    """A base's words over some months: mostly check-ins, then stock, sightings and notes."""
    facts: list[f.Fact] = [
        f.BaseFounded(base="base", name="Bench", at=f.Point(24.4, 27.5)),
        f.ItemDefined(item="ration", name="Ration", unit="pack", need="food", covers=2100),
        *(f.LotDefined(lot=f"lot-{i}", item="ration") for i in range(50)),
        *(f.PersonRegistered(person=f"p-{i}", name=f"P {i}", base="base") for i in range(40)),
    ]
    start_ms = NOW_MS - 2_000 * HOUR_MS
    for i in range(len(facts), n):
        when = start_ms + i * MINUTE_MS
        run, lot = f"run-{i % RUNS}", f"lot-{i % 50}"
        match i % 10:
            case 0 | 1 | 2 | 3 | 4 | 5:
                facts.append(f.CheckedIn(run=run, at=f.Point(24.4, 27.5), when_ms=when))
            case 6 | 7:
                facts.append(
                    f.StockMoved(
                        lot=lot, n=1, source="outside", target="base:base", reason="received"
                    )
                )
            case 8:
                facts.append(f.NoteLogged(words="Routine.", when_ms=when))
            case _:
                facts.append(
                    f.SightingReported(
                        sighting=f"s-{i}",
                        at=f.Point(24.4, 27.5),
                        about="other",
                        words="Dust on the road.",
                        reliability="C",
                        credibility="3",
                        when_ms=when,
                    )
                )
    return facts


def _opening_s(folder: Path) -> float:
    began = time.perf_counter()
    code = OPEN.format(now=NOW_MS)
    subprocess.run([sys.executable, "-c", code, str(folder)], check=True)  # noqa: S603  # our own
    return time.perf_counter() - began
