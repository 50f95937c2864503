"""A node: the gate to its ledger, what it believes, and the map it plans on, wired together.

Laws. Everything outside goes through here. Belief follows the disk: `state` holds what the ledger
holds, and views read it under `lock`.
"""

import gc
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

from holdfast import facts as f
from holdfast.base.clock import DAY_MS, MINUTE_MS, Came, Clock, Stamp
from holdfast.base.errors import HoldfastError
from holdfast.base.watch import ClockStory, Jump
from holdfast.facts.said import Said, dated, dated_back
from holdfast.gate import Gate, came_of
from holdfast.know.bases import own_base
from holdfast.know.devices import DeviceLine, Fork, HeldDevice, Roster
from holdfast.know.fold import fold
from holdfast.know.held import HeldWords
from holdfast.know.state import State
from holdfast.ledger import Entry, Header, Porter, Taken, device_of, header_of
from holdfast.store import Ledger, Row, open_ledger
from holdfast.store.exercise_clock import exercise_clock
from holdfast.store.machine_clock import MachineClock, keep_seen, last_seen_ms
from holdfast.store.names import MAPS
from holdfast.store.parts import MEND
from holdfast.store.relieffile import ShownRelief, digest
from holdfast.store.relieffile import load as load_relief
from holdfast.store.roadfile import MapFile
from holdfast.store.roadfile import load as load_map

LONG_CLOSED_MS = 31 * DAY_MS
"""A room that was closed longer than this asks whether the date is right (assumed)."""
RECENT = 500
"""Facts kept at hand for the log's first page."""
COPY_SPEAKS = (
    "Another copy of this base's folder is in use: it speaks with this machine's key. Close one of "
    "the two rooms; read what the other one said, and say here again what is missing."
)
LONG_HISTORY = 20_000
"""Facts from which on they are kept out of the garbage collector (a look through 100,000 takes it
0.3 s)."""
FOUNDERS_KEPT = 20
"""Foundings kept at hand that were not the founder's."""


class Node(Gate[Said]):
    """One machine of a base. All methods may be called from any thread.

    Attributes:
        folder: where it lives.
        state: all that it believes; read it under `lock`.
        recent: the last facts in order of arrival.
        clock: milliseconds since 1970 UTC.
        exercise: whether everything it says is an exercise.
        alarms: what was found wrong with the ledger at this opening.
        found_wrong: the same of every opening and of the last scrub, and when.
        map_trouble: why there is no map, in words; empty when there is one or none is wanted.
    """

    def __init__(self, folder: Path, ledger: Ledger, clock: Clock) -> None:
        self.folder, self.ledger, self.clock = folder, ledger, clock
        self.exercise = ledger.store.exercise
        self.alarms = ledger.alarms
        self._found = ledger.store.alarms()
        self._scrubbed: dict[str, int] = {}
        self.state = State()
        self.recent: deque[Said] = deque(maxlen=RECENT)
        self.map_trouble = ""
        self._held_words = HeldWords()
        self._founder: dict[str, str] = {}
        self._stands_since: Stamp | None = None
        self._founders: deque[Said] = deque(maxlen=FOUNDERS_KEPT)
        self._known = ledger.store.known()
        self._forks: list[Entry] | None = None
        store, porter = ledger.store, Porter(ledger.own)
        with _nothing_to_collect():
            super().__init__(
                store, ledger.signer, clock, self._fold_back, last_seen_ms(folder), porter
            )
            if store.count() > LONG_HISTORY:
                gc.freeze()  # facts hold no cycles: they are never looked through
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

    @property
    def found_wrong(self) -> list[tuple[int, str]]:
        """What was found wrong with the folder, and when: at an opening, and by the last scrub."""
        known = {sentence for _, sentence in self._found}
        scrubbed = [(at_ms, words) for words, at_ms in self._scrubbed.items() if words not in known]
        return [*self._found, *scrubbed]

    def scrubbed(self, sentences: Sequence[str]) -> bool:
        """What a scrub found wrong now, in the place of what the last one found; True where that is
        something else."""
        now_ms, before = self.clock(), self._scrubbed
        self._scrubbed = {words: before.get(words, now_ms) for words in sentences}
        return self._scrubbed.keys() != before.keys()

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
            found = load_map(path)
            if found.sha == path.stem:
                return found
            self.map_trouble = f"The road file {path.name} holds another map; {MEND}."
        except HoldfastError as exc:
            self.map_trouble = str(exc)
        self._found = [*self._found, (self.clock(), self.map_trouble)]
        return None

    @cached_property
    def relief(self) -> ShownRelief | None:
        """The relief that lies beside the map, where there is one and it is the one of old."""
        path, base = self._road_file(), self.founding
        if path is None or (base and base.relief and digest(path) != base.relief):
            return None
        return load_relief(path)

    @property
    def founding(self) -> f.BaseFounded | None:
        """The latest word of our own on the base that this room was founded for."""
        return own_base(self.state) if self.state.here else None

    def _road_file(self) -> Path | None:
        base = self.founding
        return self.folder / MAPS / f"{base.map}.roads" if base and base.map else None

    # -- who is believed -------------------------------------------------------------------

    def roster(self) -> Roster:
        """Who speaks here, and whose words are held."""
        with self.lock:
            held = tuple(map(self._held_device, self.porter.held))
            self._held_words.let_go({line.device for line in held})
            return Roster(
                known=tuple(self._known_devices()),
                held=held,
                forks=tuple(self._fork_lines()),
                n_refused=self.porter.n_refused,
                refused_ms=self.porter.refused_ms,
                founders=tuple(self._founders),
            )

    def said_in(self, row: Row) -> Said | None:
        """What an entry on disk says, as it is believed; None where it is not, or is sealed."""
        header, came = header_of(row.head), came_of(row)
        shift_ms = self._judge(header, row.body, came)
        if shift_ms is None or row.body is None or header.key_id or self.porter.holds(header):
            return None
        stamp = Stamp(header.at_ms, header.tick, header.device.hex(), header.seq)
        said = dated_back(Said(stamp, f.decode(row.body), came), shift_ms)
        return said if self._may_found(said) else None

    def known_at(self, at_ms: int) -> State:
        """What was believed at a past moment: of all that had come here by then.

        Whose words are believed is taken as it is today. It reads the whole ledger.
        """
        state = State(here=self.state.here)
        for row in self.store.rows():
            said = self.said_in(row)
            if said is not None and said.came_ms <= at_ms:
                fold(state, said)
        return state

    def _held_device(self, device: bytes) -> HeldDevice:
        held, taken = self.porter.held[device], self.porter.taken.get(device)
        n_urgent, urgent, newest = self._held_words.of(device.hex(), held.seqs)
        return HeldDevice(
            device=device.hex(),
            name=taken.name if taken else "",
            strange=taken is None,
            n=len(held.seqs),
            first_ms=held.first_ms,
            last_ms=held.last_ms,
            ahead_ms=held.ahead_ms,
            n_urgent=n_urgent,
            urgent=urgent,
            newest=newest,
            acts=self._held_words.acts(device.hex(), held.seqs),
        )

    def _known_devices(self) -> Iterator[DeviceLine]:
        for device in sorted(self.porter.own, key=lambda d: d != self.device):
            yield DeviceLine(device.hex(), own=True, current=device == self.device)
        for device, taken in sorted(self.porter.taken.items(), key=lambda item: item[1].said):
            said = self.state.devices.get(device.hex(), {}).get(taken.said)
            by = said.fact.by if said else None
            yield DeviceLine(
                device.hex(), taken.name, False, False, by or "", taken.said.at_ms, taken.offset_ms
            )

    def _fork_lines(self) -> Iterator[Fork]:
        if self._forks is None:
            try:
                self._forks = self.store.forks()
            except HoldfastError as exc:
                self._forks = []
                self._note_damage(str(exc))
        for device in dict.fromkeys(fork.header.device for fork in self._forks):
            if self.porter.strange(device):
                continue
            proofs = [fork for fork in self._forks if fork.header.device == device]
            proofs.sort(key=lambda fork: fork.header.seq)
            taken = self.porter.taken.get(device)
            clear = [p for p in proofs if p.body is not None and not p.header.key_id]
            yield Fork(
                device=device.hex(),
                name=taken.name if taken else "",
                own=device in self.porter.own,
                first_seq=proofs[0].header.seq,
                n=len(proofs),
                since_ms=proofs[0].header.at_ms,
                words=tuple(Said(p.stamp, f.decode(p.body or b"")) for p in clear),
            )

    def _hold(self, header: Header, body: bytes | None, came: Came | None) -> None:
        """Keep an entry out of belief, and what it says at hand for whoever decides."""
        super()._hold(header, body, came)
        if body is not None and not header.key_id:
            stamp = Stamp(header.at_ms, header.tick, header.device.hex(), header.seq)
            self._held_words.note(Said(stamp, f.decode(body), came), len(body))

    def _contradicted(self) -> None:
        """A proof of a fork was kept: it is read when somebody looks."""
        self._forks = None

    def _go_on_anew(self) -> None:
        """Somebody else speaks with this machine's key: leave it to them."""
        self._signer, _ = self.ledger.renewed(self.clock(), COPY_SPEAKS)
        self.device = device_of(self._signer)
        self.porter.own.add(self.device)
        self._found = self.store.alarms()

    # -- belief ----------------------------------------------------------------------------

    def _forget(self) -> None:
        """Believe nothing but the base: everything is about to be believed anew."""
        known = self.state  # who asks meanwhile knows where it is
        self.state = State(bases=known.bases.copy(), here=known.here)
        self.recent.clear()
        self._held_words = HeldWords()
        self._founder.clear()
        self._stands_since = None
        self._founders.clear()

    def _fold_back(
        self, stamp: Stamp, body: bytes, came: Came | None, shift_ms: int = 0
    ) -> Said | None:
        """Believe one body, dated back by so much."""
        said = Said(stamp, f.decode(body), came)
        if shift_ms:
            said = dated_back(said, shift_ms)
        kind = type(said.fact)
        if kind is f.BaseFounded and not self._may_found(said):
            self._founders.append(said)
            return None
        if kind is f.DeviceTakenIn:
            self._take_in(said)
        if kind is f.BaseFounded:
            self._stand_at(said)
        fold(self.state, said)
        self.recent.append(said)
        return said

    def _told_ms(self, header: Header, body: bytes | None) -> int:
        """What the clock of its device said, by its own word; a stamp may run ahead of that."""
        fact = f.decode(body) if body is not None and not header.key_id else None
        told = fact.said_ms if fact is not None else None
        return header.at_ms if told is None else told

    def _may_found(self, said: Said) -> bool:
        """Whether a founding is by whoever founded that base, under whichever of our keys."""
        if not isinstance(said.fact, f.BaseFounded):
            return True
        founder = self._founder.setdefault(said.fact.base, said.stamp.device)
        both = {bytes.fromhex(founder), bytes.fromhex(said.stamp.device)}
        return len(both) == 1 or both <= self.porter.own

    def _stand_at(self, said: Said) -> None:
        """The base that this machine founded first is where it stands."""
        ours = bytes.fromhex(said.stamp.device) in self.porter.own
        if ours and (self._stands_since is None or said.stamp < self._stands_since):
            self._stands_since, self.state.here = said.stamp, getattr(said.fact, "base", "")

    def _take_in(self, said: Said) -> None:
        """A person said that a device is ours; it counts when it was said in this room."""
        stamp, fact = said.stamp, said.fact
        assert isinstance(fact, f.DeviceTakenIn)  # noqa: S101  # who calls has looked
        if bytes.fromhex(stamp.device) not in self.porter.own:
            return
        device = bytes.fromhex(fact.device)
        self.porter.take_in(device, Taken(stamp, fact.name, fact.offset_ms))
        if device not in self._known:
            with suppress(HoldfastError):  # the fact says it, and it is tried again at each start
                self.store.know(device, own=False)
                self._known[device] = False

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
    ledger = open_ledger(folder, now, exercise, mind_copies=True)
    try:
        node = Node(folder, ledger, now)
    except BaseException:
        ledger.close()
        raise
    try:
        yield node
    finally:
        node.close()
