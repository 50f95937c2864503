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
from holdfast.base.clock import DAY_MS, MINUTE_MS, Came, Clock, Stamp
from holdfast.base.errors import HoldfastError
from holdfast.base.watch import ClockStory, Jump
from holdfast.facts.said import Said, dated
from holdfast.gate import Gate
from holdfast.know.fold import fold
from holdfast.know.state import State
from holdfast.ledger import Entry
from holdfast.store import Ledger, open_ledger
from holdfast.store.exercise_clock import exercise_clock
from holdfast.store.machine_clock import MachineClock, keep_seen, last_seen_ms
from holdfast.store.relieffile import ShownRelief
from holdfast.store.relieffile import load as load_relief
from holdfast.store.roadfile import MapFile
from holdfast.store.roadfile import load as load_map

MAPS = "maps"
"""Folder of the road files, inside a node's folder."""
LONG_CLOSED_MS = 31 * DAY_MS
"""A room that was closed longer than this asks whether the date is right (assumed)."""
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
            super().__init__(ledger.store, ledger.signer, clock, self._take, last_seen_ms(folder))
        self.lock = self._belief
        self.keep_seen()
        if isinstance(clock, MachineClock) and self.closed_ms > LONG_CLOSED_MS:
            clock.note(Jump("after", clock(), self.closed_ms))
        self._n_leaps = self._n_watched = 0

    def say_all(self, facts: Sequence[f.Fact]) -> list[Entry]:
        """Seal facts of our own, keep them together or not at all, believe them.

        What is said now happened now, unless it states another time.
        """
        now_ms = self.clock()
        return self.say(*(f.encode(dated(fact, now_ms)) for fact in facts))

    def watch(self) -> bool:
        """Look at our clock, as somebody does every second; True where it jumped."""
        n_jumps = self._n_watched
        if isinstance(self.clock, MachineClock):
            self.clock.look()
            self._note_leaps(self.clock)
        back = self.look_at_clock()
        if back or not 0 <= self._read_ms - self._seen_ms < MINUTE_MS:
            self.keep_seen()
        self._n_watched = self.n_jumps
        return self._n_watched > n_jumps

    def _note_leaps(self, clock: MachineClock) -> None:
        """Keep where the wall leapt ahead: a step back may show later that it was a mistake."""
        fresh = list(clock.jumps)[-(clock.n_jumps - self._n_leaps) :]
        for jump in fresh if clock.n_jumps > self._n_leaps else ():
            if jump.kind == "ahead":
                self._note_step(jump.at_ms, jump.at_ms - jump.by_ms)
        self._n_leaps = clock.n_jumps

    @property
    def n_jumps(self) -> int:
        """How often our clock was found to have jumped."""
        return len(self.steps) + int(getattr(self.clock, "n_jumps", 0))

    @property
    def clock_story(self) -> ClockStory:
        """What is known of our clock, for the alarms."""
        if not isinstance(self.clock, MachineClock):
            return ClockStory(steps=tuple(self.steps))
        return ClockStory(own=True, jumps=tuple(self.clock.jumps), steps=tuple(self.steps))

    def keep_seen(self) -> None:
        """Write down what our clock says, for the next opening."""
        self._seen_ms = self._read_ms
        keep_seen(self.folder, self._seen_ms)

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

    def _forget(self) -> None:
        """Believe nothing but the base: everything is about to be believed anew."""
        self.state = State(bases=dict(self.state.bases))  # who asks meanwhile knows where it is
        self.recent.clear()

    def _take(self, stamp: Stamp, body: bytes, came: Came | None) -> Said:
        """Believe one body."""
        said = Said(stamp, f.decode(body), came)
        fold(self.state, said)
        self.recent.append(said)
        return said

    def close(self) -> None:
        """Let go of the folder."""
        self._read_ms = max(self._read_ms, self.clock())
        if isinstance(self.clock, MachineClock):
            self._note_leaps(self.clock)
        self.keep_seen()
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
    now = clock or exercise_clock(folder) or MachineClock()
    ledger = open_ledger(folder, now, exercise)
    try:
        node = Node(folder, ledger, now)
    except BaseException:
        ledger.close()
        raise
    try:
        yield node
    finally:
        node.close()
