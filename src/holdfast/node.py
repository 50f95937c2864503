"""A node: the gate to its ledger, what it believes, and the map it plans on, wired together.

Laws. Everything outside goes through here. Belief follows the disk: `state` holds what the ledger
holds, and views read it under `lock`.
"""

import gc
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from holdfast import facts as f
from holdfast.base.clock import Clock, Stamp, steady_clock
from holdfast.base.errors import HoldfastError
from holdfast.facts.said import Said
from holdfast.gate import Gate
from holdfast.know.fold import fold
from holdfast.know.state import State
from holdfast.ledger import Entry
from holdfast.store import Ledger, open_ledger
from holdfast.store.exercise_clock import exercise_clock
from holdfast.store.relieffile import ShownRelief
from holdfast.store.relieffile import load as load_relief
from holdfast.store.roadfile import MapFile
from holdfast.store.roadfile import load as load_map

MAPS = "maps"
"""Folder of the road files, inside a node's folder."""
RECENT = 500
"""Facts kept at hand for the log's first page."""


class Node(Gate[Said]):
    """One machine of a base. All methods may be called from any thread.

    Attributes:
        folder: where it lives.
        state: all that it believes; read it under `lock`.
        recent: the last facts in order of arrival.
        clock: milliseconds since 1970 UTC.
        exercise: whether everything it says is an exercise.
        alarms: what was found wrong with the ledger at this opening.
        found_wrong: the same of every opening, and when.
        map_trouble: why there is no map, in words; empty when there is one or none is wanted.
    """

    def __init__(self, folder: Path, ledger: Ledger, clock: Clock) -> None:
        self.folder, self.ledger, self.clock = folder, ledger, clock
        self.exercise = ledger.store.exercise
        self.alarms = ledger.alarms
        self.found_wrong = ledger.store.alarms()
        self.state = State()
        self.recent: deque[Said] = deque(maxlen=RECENT)
        self.map_trouble = ""
        with _nothing_to_collect():
            super().__init__(ledger.store, ledger.signer, clock, self._take)
        self.lock = self._belief

    def say_all(self, facts: Sequence[f.Fact]) -> list[Entry]:
        """Seal facts of our own, keep them together or not at all, believe them."""
        return self.say(*(f.encode(fact) for fact in facts))

    @cached_property
    def map(self) -> MapFile | None:
        """The map that the base was founded with, opened when first asked for."""
        path = self._road_file()
        if path is None:
            return None
        try:
            return load_map(path)
        except HoldfastError as exc:
            self.map_trouble = str(exc)
            return None

    @cached_property
    def relief(self) -> ShownRelief | None:
        """The relief that lies beside the map, where there is one."""
        path = self._road_file()
        return load_relief(path) if path else None

    def _road_file(self) -> Path | None:
        for said in self.state.bases.values():
            if isinstance(said.fact, f.BaseFounded) and said.fact.map:
                return self.folder / MAPS / f"{Path(said.fact.map).name}.roads"
        return None

    def _take(self, stamp: Stamp, body: bytes) -> Said:
        """Believe one body."""
        said = Said(stamp, f.decode(body))
        fold(self.state, said)
        self.recent.append(said)
        return said

    def close(self) -> None:
        """Let go of the folder."""
        self.ledger.close()


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """Reading a ledger makes what stays: looking through it for garbage costs a quarter more."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@contextmanager
def open_node(
    folder: Path, clock: Clock | None = None, exercise: bool | None = None
) -> Iterator[Node]:
    """The node that lives in this folder, made if it is new; closed at the end of the block.

    Args:
        clock: the exercise's own where there is one, else the machine's, if none is named.
        exercise: whether it is one of a drill; None takes it as it is, a new one as real.

    Raises:
        Unavailable: another process has it open, or the disk refuses.
        Refused: it is of the other kind, or a newer Holdfast wrote it.
        Damaged: its ledger is no database any more.
    """
    now = clock or exercise_clock(folder) or steady_clock()
    ledger = open_ledger(folder, now, exercise)
    try:
        yield Node(folder, ledger, now)
    finally:
        ledger.close()
