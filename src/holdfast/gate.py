"""Where entries come in, are kept, are believed, and wake who listens.

Laws. A fact is believed after it is on disk: keep = append, fold, wake, in that order. There is
one gate; a duplicate is normal; nothing else writes. Whoever comes while a commit is under way
shares the next one, and each call returns only when its own entries are on disk and believed, or
held there by the porter (ledger.porter) until a person says whose they are.
When an entry came is kept beside it; where our clock is found set back, what was believed of times
is believed anew (base.arrivals).
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Generic, TypeVar

from holdfast.base.arrivals import TOLERATED_MS, Step, came_when
from holdfast.base.clock import MAX_SKEW_MS, Came, Clock, Stamp, next_tick, seen_tick
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
    place,
    runs,
    size_of,
)
from holdfast.ledger.deliveries import deliveries
from holdfast.store import Row, Store
from holdfast.store.came import came_of
from holdfast.turnstile import Turnstile, Waiting

T = TypeVar("T")
Fold = Callable[[Stamp, bytes, Came | None], T | None]
Listener = Callable[[list[T]], None]

COMMIT_ENTRIES = 2_000
"""Entries that share a transaction at most, so that nobody waits long behind a big delivery."""

SENTENCES_KEPT = 20
"""Sentences about damage kept in memory; the count goes on, and verify names them all."""


@dataclass(eq=False)
class _Request(Waiting):
    """What one caller wants of the next commit, and what became of it."""

    bodies: Sequence[bytes] = ()
    key_id: bytes = b""
    offered: Sequence[Entry] = ()
    erase: tuple[bytes, int] | None = None
    said: list[Entry] = field(default_factory=list)
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    erased: bool = False

    @property
    def size(self) -> int:
        """Entries that it may add."""
        return len(self.bodies) + len(self.offered)


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
        steps: where our clock was found set, ever.
        closed_ms: how long before this opening our clock was last known to have been read.

    Args:
        store: where entries are kept.
        signer: our own key.
        clock: milliseconds since 1970 UTC.
        fold: believes one clear body, told how it came; what it returns is handed to the
            listeners.
        seen_ms: the last that our clock is known to have said before this opening.
        porter: who is believed; everybody, where none is given.
    """

    def __init__(
        self,
        store: Store,
        signer: Signer,
        clock: Clock,
        fold: Fold[T],
        seen_ms: int = 0,
        porter: Porter | None = None,
    ) -> None:
        self.store, self.device = store, device_of(signer)
        self.listeners: list[Listener[T]] = []
        self.verdicts: Counter[Verdict] = Counter()
        self.n_skewed = self.n_damaged = 0
        self.damage: list[str] = []
        self._signer, self._clock, self._fold = signer, clock, fold
        self._turnstile = Turnstile[_Request](self._lead, COMMIT_ENTRIES)
        self._belief = threading.RLock()
        self.porter = porter or Porter()
        self._waiting = WaitingRoom(strange=self.porter.strange)
        self._tips: dict[bytes, Tip] = store.tips()
        self._last, self._echoed = (0, 0), False
        self.steps = store.steps()
        self._read_ms, self.closed_ms = seen_ms, 0
        self._begin(clock())
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
        return self._turnstile.share(_Request(bodies=bodies, key_id=key_id)).said

    def receive(self, raws: Iterable[bytes]) -> Counter[Verdict]:
        """Take in entries from any link, in any order; say what became of them.

        Raises:
            Unavailable: the disk did not take them; offer all of them again.
        """
        verdicts: Counter[Verdict] = Counter()
        for entries in deliveries(raws, verdicts):
            offered = iter(self._worth_keeping(entries, verdicts))
            while part := list(islice(offered, COMMIT_ENTRIES)):
                verdicts += self._turnstile.share(_Request(offered=part)).verdicts
        with self._belief:
            self.verdicts += verdicts
        return +verdicts

    def erase(self, device: bytes, seq: int) -> bool:
        """Destroy a body for good; False if there was none. What was believed of it stays
        believed until the next start.
        """
        return self._turnstile.share(_Request(erase=(device, seq))).erased

    def look_at_clock(self) -> bool:
        """Read our clock; True where it was found set back, and times are believed anew."""
        now_ms, n = self._clock(), len(self.steps)
        if now_ms < self._read_ms - TOLERATED_MS:
            self._turnstile.share(_Request())
        else:
            self._read_ms = max(self._read_ms, now_ms)
        return len(self.steps) > n

    def after_all_ms(self, now_ms: int) -> int:
        """A stamp's time behind all that was seen, for a word on trial."""
        return max(now_ms, self._last[0] + 1)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Hold belief still while a view reads it."""
        with self._belief:
            yield

    # -- one commit ------------------------------------------------------------------------

    def _lead(self, group: list[_Request]) -> None:
        """Keep what these requests ask, believe it, wake the listeners."""
        news = self._try_to_keep(group)
        for listener in self.listeners if news is not None else ():
            listener(news or [])

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
        if now_ms < self._read_ms - TOLERATED_MS:
            self._go_back(now_ms)
        self._read_ms = came_ms = max(self._read_ms, now_ms)
        self.porter.begin()
        batch = Batch(
            self._tips, self._waiting, self.store.held, self.store.exercise, self.porter.room_for
        )
        for request in group:
            for body in request.bodies:
                self._last = next_tick(self._last, now_ms)
                request.said.append(batch.say(body, self._signer, self._last, request.key_id))
            for entry in request.offered:
                request.verdicts[self._offer(batch, entry, came_ms)] += 1
        news = self._append(batch, came_ms)
        for request in group:
            if request.erase:
                request.erased = self.store.erase_body(*request.erase)
        return news

    def _offer(self, batch: Batch, entry: Entry, came_ms: int) -> Verdict:
        """What becomes of an entry from elsewhere; one that is kept and not believed is held."""
        verdict, header = batch.offer(entry), entry.header
        self._echoed |= verdict is Verdict.ADMITTED and header.device == self.device
        if verdict is Verdict.FULL:
            self.porter.refused_ms = self.porter.refused_ms or came_ms
        if verdict not in (Verdict.ADMITTED, Verdict.KNOWN):
            return verdict
        believed = self._judge(header, entry.body, Came(0, came_ms, came_ms)) is not None
        return verdict if believed and not self.porter.holds(header) else Verdict.HELD

    def _append(self, batch: Batch, came_ms: int) -> list[T] | None:
        """Disk first, belief second."""
        if not (batch.entries or batch.forks or batch.late_bodies):
            return [] if batch.n_refused else None
        first, changed = self.store.count() + 1, self.store.n_changes()
        self.store.append(batch.entries, batch.forks, batch.late_bodies, came_ms)
        self._tips |= batch.tips
        if batch.forks:
            self._contradicted()
        if self._echoed or any(fork.header.device == self.device for fork in batch.forks):
            self._echoed = False
            self._go_on_anew()
        for entry in batch.released:
            self._waiting.let_go(entry)
        come = first + len(batch.entries) - 1
        news = [(e, Came(n, came_ms, came_ms)) for n, e in enumerate(batch.entries, first)]
        news += [
            (body, Came(come, came_ms, came_ms, change))
            for change, body in enumerate(batch.late_bodies, changed + 1)
        ]
        return self._believe(news)

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

    def _believe(self, entries: Iterable[tuple[Entry, Came]]) -> list[T]:
        with self._belief:
            news = [
                self._hear(entry.header, entry.body, came, size_of(entry))
                for entry, came in entries
            ]
            return [*(heard for heard in news if heard is not None), *self._let_in()]

    def _hear(
        self, header: Header, body: bytes | None, came: Came | None, n_bytes: int
    ) -> T | None:
        """Believe one entry, or hold it."""
        shift_ms = self._judge(header, body, came)
        if shift_ms is None or self.porter.holds(header):
            self.porter.left(header.device, n_bytes)
            self._hold(header, body, came)
            return None
        self._see(header, self._read_ms)
        if body is None or header.key_id:
            return None
        stamp = Stamp(header.at_ms, header.tick, header.device.hex(), header.seq)
        return (
            self._fold_back(stamp, body, came, shift_ms)
            if shift_ms
            else self._fold(stamp, body, came)
        )

    def _judge(self, header: Header, body: bytes | None, came: Came | None) -> int | None:
        """By how much to date an entry back; None holds it."""
        if self.porter.ours(header.device):
            return 0
        ahead_ms = self._told_ms(header, body) - came.read_ms if came else 0
        return self.porter.judge(header.device, ahead_ms)

    def _told_ms(self, header: Header, _body: bytes | None) -> int:
        """What the clock of its device said as an entry was made, as far as it tells."""
        return header.at_ms

    def _fold_back(self, stamp: Stamp, body: bytes, came: Came | None, _shift_ms: int) -> T | None:
        """Believe a body that is to be dated back by so much."""
        return self._fold(stamp, body, came)

    def _hold(self, header: Header, body: bytes | None, came: Came | None) -> None:
        """Keep an entry out of belief."""
        told_ms = self._told_ms(header, body)
        read_ms = came.read_ms if came else told_ms
        self.porter.hold(header, read_ms, told_ms - read_ms)

    def _let_in(self) -> list[T]:
        """Believe what was held of those devices of which a person has said something since."""
        news: list[T] = []
        while self.porter.due:
            device = self.porter.due.pop()
            if self.porter.dated(device):  # believed by another date before: begin anew
                self._forget()
                self._believe_all()
                continue
            when = self._settled()
            for header, row in self._sound(self.store.rows_of(device)):
                if self.porter.holds(header):
                    self.porter.let_in(device, header.seq)
                    heard = self._hear(header, row.body, came_of(row, when), 0)
                    news += [heard] if heard is not None else []
        return news

    def _contradicted(self) -> None:
        """A chain contradicts itself, and the proof is on disk."""

    def _go_on_anew(self) -> None:
        """Somebody else speaks with our key: nothing more may be said with it."""

    def _believe_all(self) -> None:
        """Believe what is on disk, in order of arrival, but nothing that the disk changed.

        Signatures were judged when the entries came in; `verify` judges them again.
        """
        self.n_skewed, self.n_damaged, self.damage = 0, 0, []
        now_ms, fold = self._read_ms, self._fold
        when = self._settled()
        names: dict[bytes, str] = {}
        self.porter.forget()
        everybody, own = self.porter.open, self.porter.own
        for header, row in self._sound(self.store.rows()):
            device, body = header.device, row.body
            if not (everybody or device in own):
                n_bytes = len(row.head) + len(body or b"")
                self._hear(header, body, came_of(row, when), n_bytes)
                continue
            self._see(header, now_ms)
            if body is not None and not header.key_id:
                name = names.get(device) or names.setdefault(device, device.hex())
                fold(Stamp(header.at_ms, header.tick, name, header.seq), body, came_of(row, when))
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

    def _begin(self, now_ms: int) -> None:
        """Hold our clock against the last that it is known to have said."""
        n = self.store.count()
        if self.steps and self.steps[-1].n >= n:
            self._read_ms = max(self._read_ms, self.steps[-1].after_ms)
        else:
            last = next(iter(self.store.rows(after=n - 1)), None) if n else None
            self._read_ms = max(self._read_ms, (last and last.came_ms) or 0)
        bodies = [b.read_ms for b in self.store.late().values() if b.steps == len(self.steps)]
        self._read_ms = max([self._read_ms, *bodies])
        self.closed_ms = now_ms - self._read_ms if self._read_ms else 0
        if now_ms < self._read_ms - TOLERATED_MS:
            self._note_step(now_ms)
        self._read_ms = max(self._read_ms, now_ms)

    def _go_back(self, now_ms: int) -> None:
        """Our clock was set back while we run: from here on everything came before now."""
        self._note_step(now_ms)
        with self._belief:
            self._forget()
            self._believe_all()

    def _note_step(self, now_ms: int, before_ms: int | None = None) -> None:
        """Also where the disk refuses: then the next opening finds it anew."""
        before_ms = self._read_ms if before_ms is None else before_ms
        step = Step(self.store.count(), before_ms, now_ms)
        with suppress(Unavailable):
            self.store.note_step(step)
        self.steps = [*self.steps, step]
        self._read_ms = now_ms

    def _settled(self) -> dict[int, int]:
        """When each entry's body came, by number, where our clock was ever set; else nothing."""
        if not self.steps:
            return {}
        return came_when(self.store.readings(), self.store.late(), self.steps)

    def _forget(self) -> None:
        """Whoever believes more than `fold` is told begins anew here."""

    def _see(self, header: Header, now_ms: int) -> None:
        """Let our hybrid clock run behind nothing it has seen, our own stamps above all."""
        theirs = (header.at_ms, header.tick)
        if header.device == self.device:
            self._last = max(self._last, theirs)
            return
        self._last = seen_tick(self._last, theirs)
        self.n_skewed += theirs[0] > now_ms + MAX_SKEW_MS

    def _note_damage(self, sentence: str) -> None:
        self.n_damaged += 1
        if len(self.damage) < SENTENCES_KEPT:
            self.damage.append(f"{sentence} It is not believed. Run 'holdfast verify'.")


__all__ = ["Fold", "Gate", "Listener", "came_of"]
