"""Where entries come in, are kept, are believed, and wake who listens.

Laws. A fact is believed after it is on disk: keep = append, fold, wake, in that order. There is
one gate; a duplicate is normal; nothing else writes. Whoever comes while a commit is under way
shares the next one, and each call returns only when its own entries are on disk and believed, or
held there by the porter (ledger.porter) until a person says whose they are.
"""

import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Generic, TypeVar

from holdfast.base.clock import MAX_SKEW_MS, Clock, Stamp, next_tick, seen_tick
from holdfast.base.errors import Damaged, HoldfastError, Unavailable
from holdfast.ledger import (
    UNSIGNED,
    Batch,
    Entry,
    Header,
    Porter,
    Signer,
    Tip,
    Verdict,
    WaitingRoom,
    body_fits,
    check_body,
    device_of,
    genuine,
    header_of,
    id_of,
    name_of,
    open_entry,
    place,
    runs,
    size_of,
)
from holdfast.store import Row, Store

T = TypeVar("T")
Fold = Callable[[Stamp, bytes], T | None]
Listener = Callable[[list[T]], None]

COMMIT_ENTRIES = 2_000
"""Entries that share a transaction at most, so that nobody waits long behind a big delivery."""

DELIVERY_BYTES = 32 * 1024 * 1024
"""How much of a delivery is in memory at a time (assumed)."""

SENTENCES_KEPT = 20
"""Sentences about damage kept in memory; the count goes on, and verify names them all."""


@dataclass(eq=False)
class _Request:
    """What one caller wants of the next commit, and what became of it."""

    bodies: Sequence[bytes] = ()
    key_id: bytes = b""
    offered: Sequence[Entry] = ()
    erase: tuple[bytes, int] | None = None
    said: list[Entry] = field(default_factory=list)
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    erased: bool = False
    error: BaseException | None = None
    done: bool = False
    called: threading.Event = field(default_factory=threading.Event)


class Gate(Generic[T]):
    """One machine's gate to its ledger. All methods may be called from any thread.

    Attributes:
        store: the entries, for reading.
        device: our own public key.
        listeners: called after each commit with what `fold` returned, in order of arrival. They
            are quick, do not raise, and say nothing themselves.
        verdicts: what became of all that was offered since the start.
        n_skewed: entries admitted whose stamp lay more than MAX_SKEW_MS ahead of our clock.
        n_damaged: entries not believed at the start because the disk changed them.
        damage: sentences about the first of those.

    Args:
        store: where entries are kept.
        signer: our own key.
        clock: milliseconds since 1970 UTC.
        fold: believes one clear body; what it returns is handed to the listeners.
        porter: who is believed; everybody, where none is given.
    """

    def __init__(
        self,
        store: Store,
        signer: Signer,
        clock: Clock,
        fold: Fold[T],
        porter: Porter | None = None,
    ) -> None:
        self.store, self.device = store, device_of(signer)
        self.listeners: list[Listener[T]] = []
        self.verdicts: Counter[Verdict] = Counter()
        self.n_skewed = self.n_damaged = 0
        self.damage: list[str] = []
        self._signer, self._clock, self._fold = signer, clock, fold
        self._requests: deque[_Request] = deque()
        self._line, self._belief = threading.Lock(), threading.RLock()
        self._leader = 0
        self.porter = porter or Porter()
        self._waiting = WaitingRoom(strange=self.porter.strange)
        self._tips: dict[bytes, Tip] = store.tips()
        self._last = (0, 0)
        self._echoed = False
        self._believe_all()

    # -- the gate --------------------------------------------------------------------------

    def say(self, *bodies: bytes, key_id: bytes = b"") -> list[Entry]:
        """Seal bodies of our own, keep them together or not at all, believe them.

        Raises:
            Refused: a body is empty or too long for an entry.
            Unavailable: the disk did not take it.
        """
        for body in bodies:
            check_body(body)
        return self._share(_Request(bodies=bodies, key_id=key_id)).said

    def receive(self, raws: Iterable[bytes]) -> Counter[Verdict]:
        """Take in entries from any link, in any order; say what became of them.

        Raises:
            Unavailable: the disk did not take them; offer all of them again.
        """
        verdicts: Counter[Verdict] = Counter()
        for entries in _deliveries(raws, verdicts):
            offered = iter(self._worth_keeping(entries, verdicts))
            while part := list(islice(offered, COMMIT_ENTRIES)):
                verdicts += self._share(_Request(offered=part)).verdicts
        with self._belief:
            self.verdicts += verdicts
        return +verdicts

    def erase(self, device: bytes, seq: int) -> bool:
        """Destroy a body for good; False if there was none. What was believed of it stays
        believed until the next start.
        """
        return self._share(_Request(erase=(device, seq))).erased

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Hold belief still while a view reads it."""
        with self._belief:
            yield

    # -- one commit for all who wait -------------------------------------------------------

    def _share(self, request: _Request) -> _Request:
        """Stand in line; whoever is first in line commits for those behind, then hands over."""
        if self._leader == threading.get_ident():
            raise RuntimeError("A listener may not say or receive: hand it to another thread.")
        with self._line:
            self._requests.append(request)
            if len(self._requests) == 1:
                request.called.set()
        request.called.wait()
        if not request.done:
            self._lead(self._group())
        if isinstance(request.error, HoldfastError):
            raise type(request.error)(*request.error.args) from request.error
        if request.error is not None:
            raise Unavailable("The ledger stopped in the middle. Try again.") from request.error
        return request

    def _group(self) -> list[_Request]:
        """The first in line and those behind who fit into one transaction; they stay in line."""
        group: list[_Request] = []
        n_entries = 0
        with self._line:
            for request in self._requests:
                group.append(request)
                n_entries += len(request.bodies) + len(request.offered)
                if n_entries >= COMMIT_ENTRIES:
                    break
        return group

    def _dismiss(self, group: list[_Request]) -> None:
        """Let a group go, and call who is first in line now."""
        with self._line:
            for request in group:
                self._requests.popleft()
                request.done = True
                request.called.set()
            if self._requests:
                self._requests[0].called.set()

    def _lead(self, group: list[_Request]) -> None:
        """Keep what these requests ask, believe it, wake the listeners, let the group go."""
        self._leader = threading.get_ident()
        try:
            news = self._try_to_keep(group)
            for listener in self.listeners if news is not None else ():
                listener(news or [])
        finally:
            self._leader = 0
            self._dismiss(group)

    def _try_to_keep(self, group: list[_Request]) -> list[T] | None:
        try:
            return self._keep(group)
        except BaseException as exc:
            for request in group:
                request.error = exc
            if isinstance(exc, HoldfastError):
                return None
            raise

    def _keep(self, group: list[_Request]) -> list[T] | None:
        """What is believed of it now; None where nothing was kept."""
        now_ms = self._clock()
        self.porter.begin()
        batch = Batch(
            self._tips, self._waiting, self.store.held, self.store.exercise, self.porter.room_for
        )
        for request in group:
            for body in request.bodies:
                self._last = next_tick(self._last, now_ms)
                request.said.append(batch.say(body, self._signer, self._last, request.key_id))
            for entry in request.offered:
                request.verdicts[self._offer(batch, entry, now_ms)] += 1
        news = self._append(batch, now_ms)
        for request in group:
            if request.erase:
                request.erased = self.store.erase_body(*request.erase)
        return news

    def _offer(self, batch: Batch, entry: Entry, now_ms: int) -> Verdict:
        """What becomes of an entry from elsewhere; one that is kept and not believed is held."""
        verdict = batch.offer(entry)
        self._echoed |= verdict is Verdict.ADMITTED and entry.header.device == self.device
        if verdict is Verdict.FULL:
            self.porter.refused_ms = self.porter.refused_ms or now_ms
        kept = verdict in (Verdict.ADMITTED, Verdict.KNOWN)
        header = entry.header
        if kept and (self.porter.judge(header, now_ms) is None or self.porter.holds(header)):
            return Verdict.HELD
        return verdict

    def _append(self, batch: Batch, now_ms: int) -> list[T] | None:
        """Disk first, belief second."""
        if not (batch.entries or batch.forks or batch.late_bodies):
            return [] if batch.n_refused else None
        self.store.append(batch.entries, batch.forks, batch.late_bodies, now_ms)
        self._tips |= batch.tips
        if batch.forks:
            self._contradicted()
        if self._echoed or any(fork.header.device == self.device for fork in batch.forks):
            self._echoed = False
            self._go_on_anew()
        for entry in batch.released:
            self._waiting.let_go(entry)
        for entry in batch.entries:
            if not self.porter.strange(entry.header.device):
                self._see(entry.header, now_ms)
        return self._believe([*batch.entries, *batch.late_bodies], now_ms)

    def _worth_keeping(self, entries: list[Entry], verdicts: Counter[Verdict]) -> Iterator[Entry]:
        """Those whose authorship holds, cheap checks first and outside the line."""
        unsure = []
        for entry in entries:
            device, seq = entry.header.device, entry.header.seq
            tip = self._tips.get(device, Tip())
            held = self.store.held(device, seq) if seq <= tip.seq else None
            verdict = place(entry, tip, held, self.store.exercise)
            if verdict is Verdict.COMPLETED:
                yield entry
            elif verdict in UNSIGNED:
                kept_out = verdict is Verdict.KNOWN and self.porter.holds(entry.header)
                verdicts[Verdict.HELD if kept_out else verdict] += 1
            else:
                unsure.append(entry)
        for run in runs(unsure):
            true = genuine(run)
            verdicts[Verdict.FORGED] += len(run) - len(true)
            yield from true

    # -- belief ----------------------------------------------------------------------------

    def _believe(self, entries: Iterable[Entry], now_ms: int) -> list[T]:
        with self._belief:
            news = [self._hear(e.header, e.body, now_ms, size_of(e)) for e in entries]
            return [*(heard for heard in news if heard is not None), *self._let_in()]

    def _hear(self, header: Header, body: bytes | None, came_ms: int, n_bytes: int) -> T | None:
        """Believe one entry, or hold it."""
        came = self.porter.judge(header, came_ms)
        if came is None or self.porter.holds(header):
            self.porter.left(header.device, n_bytes)
            self._hold(header, body, came_ms)
            return None
        if body is None or header.key_id:
            return None
        return self._fold_as(came.stamp, body, came.shift_ms)

    def _contradicted(self) -> None:
        """A chain contradicts itself, and the proof is on disk."""

    def _go_on_anew(self) -> None:
        """Somebody else speaks with our key: nothing more may be said with it."""

    def _hold(self, header: Header, _body: bytes | None, came_ms: int) -> None:
        """Keep an entry out of belief."""
        self.porter.hold(header, came_ms)

    def _fold_as(self, stamp: Stamp, body: bytes, _shift_ms: int) -> T | None:
        """Believe a body by a stamp that was dated back by so much."""
        return self._fold(stamp, body)

    def _let_in(self) -> list[T]:
        """Believe what was held of those devices of which a person has said something since."""
        news: list[T] = []
        while self.porter.due:
            device = self.porter.due.pop()
            if self.porter.dated(device):  # believed by another date before: begin anew
                self._forget()
                self._believe_all()
                continue
            for header, row in self._sound(self.store.rows_of(device)):
                if self.porter.holds(header):
                    self.porter.let_in(device, header.seq)
                    heard = self._hear(header, row.body, came_ms(row, header), 0)
                    news += [heard] if heard is not None else []
        return news

    def _forget(self) -> None:
        """Believe nothing any more, before all is believed anew."""

    def _believe_all(self) -> None:
        """Believe what is on disk, in order of arrival, but nothing that the disk changed.

        Signatures were judged when the entries came in; `verify` judges them again.
        """
        now_ms = self._clock()
        self.porter.forget()
        self.n_skewed = self.n_damaged = 0
        self.damage = []
        fold, names = self._fold, dict[bytes, str]()
        everybody, own = self.porter.open, self.porter.own
        for header, row in self._sound(self.store.rows()):
            device, body = header.device, row.body
            if (
                everybody or device in own
            ):  # nearly all there is, believed as it stands: no step too many
                self._see(header, now_ms)
                if body is not None and not header.key_id:
                    name = names.get(device) or names.setdefault(device, device.hex())
                    fold(Stamp(header.at_ms, header.tick, name, header.seq), body)
                continue
            if not self.porter.strange(device):
                self._see(header, now_ms)
            self._hear(header, body, came_ms(row, header), len(row.head) + len(body or b""))
        self._let_in()

    def _sound(self, rows: Iterable[Row]) -> Iterator[tuple[Header, Row]]:
        """Those rows that the disk did not change; the others are noted."""
        for row in rows:
            try:
                header = header_of(row.head)
            except Damaged as exc:
                self._note_damage(f"Entry {row.n} in order of arrival: {exc}")
                continue
            if id_of(row.head) != row.id or not body_fits(header, row.body):
                self._note_damage(
                    f"Entry {header.seq} of device {name_of(header.device)} was changed."
                )
                continue
            yield header, row

    def _see(self, header: Header, now_ms: int) -> None:
        """Let our hybrid clock run behind nothing it has seen, our own stamps above all."""
        theirs = (header.at_ms, header.tick)
        if header.device == self.device:
            self._last = max(self._last, theirs)
            return
        self._last = seen_tick(self._last, theirs, now_ms)
        self.n_skewed += theirs[0] > now_ms + MAX_SKEW_MS

    def _note_damage(self, sentence: str) -> None:
        self.n_damaged += 1
        if len(self.damage) < SENTENCES_KEPT:
            self.damage.append(f"{sentence} It is not believed. Run 'holdfast verify'.")


def came_ms(row: Row, header: Header) -> int:
    """When an entry came; where nobody wrote it down, or the disk changed it, when it was said."""
    came = row.came_ms
    return came if came is not None and 0 <= came <= 2**53 else header.at_ms


def _deliveries(raws: Iterable[bytes], verdicts: Counter[Verdict]) -> Iterator[list[Entry]]:
    """Readable entries in portions that fit in memory, each chain in its order."""
    portion: list[Entry] = []
    n_bytes = 0
    for raw in raws:
        try:
            entry = open_entry(raw)
        except Damaged:
            verdicts[Verdict.UNREADABLE] += 1
            continue
        portion.append(entry)
        n_bytes += len(raw) + 1024  # an Entry's own weight, about
        if n_bytes >= DELIVERY_BYTES:
            yield sorted(portion, key=_place)
            portion, n_bytes = [], 0
    if portion:
        yield sorted(portion, key=_place)


def _place(entry: Entry) -> tuple[bytes, int, bytes]:
    return entry.header.device, entry.header.seq, entry.id


__all__ = ["Fold", "Gate", "Listener", "came_ms"]
