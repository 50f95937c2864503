"""Entries in one SQLite file: WAL, synchronous=FULL, one transaction a call."""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import apsw

from holdfast.base.arrivals import Late, Step
from holdfast.base.errors import Damaged, HoldfastError, Refused, Unavailable
from holdfast.ledger import Entry, Held, Tip, open_entry
from holdfast.store.progress import CAME_LATE, ERASED, Change, Progress
from holdfast.store.protocol import Row
from holdfast.store.schema import migrate
from holdfast.store.witness import Mark, Witness

LATEST_MS = 4_102_444_800_000
"""The end of the times that can be shown, the year 2100: a damaged one is no later."""
PAGE_ROWS = 2_000
"""Rows read at a time, so that no reading stands in the way of writing for long."""

COLUMNS = """
    select n, coalesce(cast(id as blob), x''), coalesce(cast(head as blob), x''),
        cast(body as blob), cast(came_ms as integer), null
"""
CHANGES = """
    select coalesce(cast(entry as integer), 0), coalesce(cast(kind as integer), 0)
    from change order by n limit ?
"""
LATE = """
    select cast(entry as integer), cast(came_n as integer), place, cast(came_ms as integer),
        coalesce(cast(steps as integer), 0)
    from (select *, row_number() over (order by n) as place from change)
    where kind is ? and entry is not null and came_n is not null and came_ms is not null
    order by place
"""
STEPS = """
    select coalesce(cast(n as integer), 0), coalesce(cast(before_ms as integer), 0),
        coalesce(cast(after_ms as integer), 0) from clock_step order by rowid
"""
ROWS = f"{COLUMNS} from entry where n > ? order by n limit ?"
ROWS_OF = f"{COLUMNS} from entry where device = ? and n > ? order by n limit ?"
"""Cast, because a flipped bit can turn bytes into text or nothing; the reader then sees it."""

FORKS_KEPT = 500
"""Proofs kept of a known device (assumed): one proves the fork, and the others are the words of the
other copy, for people to read; a stolen key can make millions."""
FORK_BYTES = 8 << 20
"""And so many bytes of them (assumed). Of a stranger one is kept."""

_SYNC_FAILED = (apsw.SQLITE_IOERR_FSYNC, apsw.SQLITE_IOERR_DIR_FSYNC)


class SqliteStore:
    """A `Store`. May be used from several threads.

    Args:
        path: the file; made if it is not there.
        exercise: whether the ledger is of a drill; None takes it as it is, a new one as real.
        vfs: the apsw VFS to go through; for tests that cut the power.
    """

    def __init__(self, path: Path, exercise: bool | None = None, vfs: str | None = None) -> None:
        self.path = path
        self._guard = threading.RLock()
        self._witnesses: tuple[Witness, ...] = ()
        self._own, self._own_tip = bytes(32), Tip()
        self._progress = Progress()
        self._late: dict[int, Late] = {}
        self._stopped = False
        self._unscrubbed = False
        with sentences(path):
            self._db = apsw.Connection(str(path), vfs=vfs)
            try:
                for pragma in ("journal_mode=wal", "synchronous=full", "secure_delete=on"):
                    self._db.execute(f"pragma {pragma}").fetchall()
                self.exercise = migrate(self._db, exercise)
                self._progress = self._progress_after(-1, -1)
                self._late = {n: Late(*how) for n, *how in self._all(LATE, CAME_LATE)}
            except (apsw.Error, HoldfastError):
                self._db.close()
                raise

    # -- writing ---------------------------------------------------------------------------

    def append(
        self,
        entries: Sequence[Entry],
        forks: Sequence[Entry] = (),
        late_bodies: Sequence[Entry] = (),
        came_ms: int | None = None,
    ) -> None:
        """See `Store`."""
        with self._guard:
            with self._transaction():
                self._insert(entries, came_ms)
                for fork in forks:
                    self._insert_fork(fork)
                late = self._complete_all(late_bodies, len(entries), came_ms)
            self._late |= {n: how for n, how in late if how}
            self._progress.entries(entry.id for entry in entries)
            for entry in entries:
                if entry.header.device == self._own:
                    self._own_tip = Tip(entry.header.seq, entry.id)
            self._progress.changes((n, CAME_LATE) for n, _ in late)
            self._testify()

    def erase_body(self, device: bytes, seq: int) -> bool:
        """See `Store`. The bytes leave the file and the WAL, not only the table."""
        with self._guard:
            with self._transaction():
                row = self._one("select n, erased from entry where device=? and seq=?", device, seq)
                if row is None or row[1]:
                    return False
                self._db.execute("update entry set body=null, erased=1 where n=?", (row[0],))
                change = self._insert_change(row[0], ERASED)
            self._progress.changes([change])
            self._unscrubbed = True
            self._testify()
        return True

    def record_alarms(self, at_ms: int, sentences: Iterable[str]) -> None:
        """See `Store`."""
        rows = [(at_ms, sentence) for sentence in sentences]
        with self._guard, self._transaction():
            self._db.executemany("insert into alarm values (?, ?)", rows)

    def note_step(self, step: Step) -> None:
        """See `Store`."""
        with self._guard, self._transaction():
            self._db.execute("insert into clock_step values (?, ?, ?)", step)

    def attach(self, witness: Witness, device: bytes) -> None:
        """Let a witness see every commit from now on, beginning with how things stand."""
        with self._guard:
            self._witnesses = (*self._witnesses, witness)
            self.go_on_as(device)

    def go_on_as(self, device: bytes) -> None:
        """From now on the witnesses hold this device for our own."""
        with self._guard:
            self._own, self._own_tip = device, self.tip(device)
            self._testify()

    def close(self) -> None:
        """See `Store`."""
        with self._guard:
            self._db.close()
            for witness in self._witnesses:
                witness.close()

    # -- reading ---------------------------------------------------------------------------

    def rows(self, after: int = 0) -> Iterator[Row]:
        """See `Store`."""
        while page := self._all(ROWS, after, PAGE_ROWS):
            yield from self._rows(page)
            after = page[-1][0]

    def rows_of(self, device: bytes) -> Iterator[Row]:
        """See `Store`."""
        after = 0
        while page := self._all(ROWS_OF, device, after, PAGE_ROWS):
            yield from self._rows(page)
            after = page[-1][0]

    def held(self, device: bytes, seq: int) -> Held | None:
        """See `Store`."""
        row = self._one(
            "select id, body is null and not erased from entry where device=? and seq=?",
            device,
            seq,
        )
        return Held(row[0], bool(row[1])) if row else None

    def entry(self, device: bytes, seq: int) -> Entry | None:
        """See `Store`."""
        row = self._one("select head, body from entry where device=? and seq=?", device, seq)
        return open_entry(row[0] + (row[1] or b"")) if row else None

    def place(self, id_: bytes) -> tuple[bytes, int] | None:
        """See `Store`. It is looked for from the newest on: words are taken back soon."""
        row = self._one("select device, seq from entry where id=? order by n desc limit 1", id_)
        return (row[0], row[1]) if row else None

    def tip(self, device: bytes) -> Tip:
        """See `Store`."""
        query = "select seq, id from entry where device=? order by seq desc limit 1"
        row = self._one(query, device)
        return Tip(*row) if row else Tip()

    def tips(self) -> dict[bytes, Tip]:
        """See `Store`."""
        rows = self._all("select device, max(seq), id from entry group by device")
        return {device: Tip(seq, id_) for device, seq, id_ in rows}

    def since(self, vector: Mapping[bytes, int]) -> Iterator[Entry]:
        """See `Store`."""
        query = "select seq, head, body from entry where device=? and seq>? order by seq limit ?"
        for device, tip in self.tips().items():
            seq = vector.get(device, -1)
            while seq < tip.seq and (page := self._all(query, device, seq, PAGE_ROWS)):
                for _, head, body in page:
                    yield open_entry(head + (body or b""))
                seq = page[-1][0]

    def forks(self) -> list[Entry]:
        """See `Store`."""
        found = []
        for (raw,) in self._all("select coalesce(cast(raw as blob), x'') from fork order by rowid"):
            with suppress(Damaged):  # verify names it
                found.append(open_entry(raw))
        return found

    def forked(self, device: bytes) -> bool:
        """Whether there is proof that this device's chain contradicts itself."""
        return bool(self._one("select 1 from fork where device = ? limit 1", device))

    def know(self, device: bytes, own: bool) -> None:
        """See `Store`."""
        with self._guard, self._transaction():
            self._db.execute(
                "insert into known values (?1, ?2) on conflict (device) do update set own = ?2",
                (device, int(own)),
            )

    def known(self) -> dict[bytes, bool]:
        """See `Store`."""
        query = "select coalesce(cast(device as blob), x''), own is 1 from known"
        return {device: bool(own) for device, own in self._all(query)}

    def count(self) -> int:
        """See `Store`."""
        return self._progress.n_entries

    def alarms(self) -> list[tuple[int, str]]:
        """See `Store`."""
        query = "select coalesce(cast(at_ms as integer), 0), cast(sentence as blob) from alarm"
        found = self._all(f"{query} order by rowid")
        return [
            (min(max(at_ms, 0), LATEST_MS), (told or b"").decode("utf-8", "replace"))
            for at_ms, told in found
        ]

    def readings(self) -> list[tuple[int, int]]:
        """See `Store`."""
        return self._all("select n, coalesce(cast(came_ms as integer), 0) from entry order by n")

    def late(self) -> dict[int, Late]:
        """See `Store`."""
        with self._guard:
            return dict(self._late)

    def n_changes(self) -> int:
        """See `Store`."""
        return self._progress.n_changes

    def steps(self) -> list[Step]:
        """See `Store`."""
        return [Step(*row) for row in self._all(STEPS)]

    def mark(self) -> Mark:
        """How far the ledger has come."""
        with self._guard:
            return self._progress.mark(self._own, self._own_tip)

    def mark_after(self, entries: int, changes: int) -> Mark:
        """How far it had come after so many entries and changes, or now if it has no more."""
        with self._guard:
            progress = self._progress
            if entries < progress.n_entries or changes < progress.n_changes:
                progress = self._progress_after(entries, changes)
            return progress.mark(self._own, self._own_tip)

    # -- within ----------------------------------------------------------------------------

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        if self._stopped:
            raise Unavailable(
                "The ledger stopped writing because the disk did not confirm what it was given. "
                "Look at the disk, then start Holdfast again."
            )
        with sentences(self.path):
            self._db.execute("begin immediate")
            try:
                yield
                self._db.execute("commit")
            except BaseException as exc:
                self._stopped = getattr(exc, "extendedresult", 0) in _SYNC_FAILED
                if self._db.in_transaction:
                    self._db.execute("rollback")
                raise

    def _testify(self) -> None:
        """Write the mark of what was just committed; without it nothing more is acknowledged."""
        if self._unscrubbed:
            self._scrub_wal()
        mark = self.mark()
        for witness in self._witnesses:
            try:
                witness.write(mark)
            except Unavailable:
                self._stopped = True
                raise

    def _scrub_wal(self) -> None:
        """Move everything out of the WAL and empty it; again later while someone still reads."""
        with sentences(self.path):
            busy, _, _ = self._db.execute("pragma wal_checkpoint(truncate)").fetchall()[0]
        self._unscrubbed = bool(busy)

    def _insert(self, entries: Sequence[Entry], came_ms: int | None) -> None:
        first = self._progress.n_entries + 1
        self._db.executemany(
            "insert into entry (n, device, seq, id, head, body, came_ms)"
            " values (?, ?, ?, ?, ?, ?, ?)",
            [
                (n, e.header.device, e.header.seq, e.id, e.head, e.body, came_ms)
                for n, e in enumerate(entries, first)
            ],
        )

    def _insert_fork(self, fork: Entry) -> None:
        device = fork.header.device
        self._db.execute(
            "insert or ignore into fork select ?1, ?2, ?3, ?4"
            " where (select count(*) from fork where device = ?2)"
            " < iif(exists (select 1 from known where device = ?2), ?5, 1)"
            " and (select total(length(raw)) from fork where device = ?2) < ?6",
            (fork.id, device, fork.header.seq, fork.raw, FORKS_KEPT, FORK_BYTES),
        )

    def _rows(self, page: list[tuple[Any, ...]]) -> Iterator[Row]:
        """Rows as they were selected, with how their bodies came where that was later."""
        rows = map(Row._make, page)
        late = self._late
        return (row._replace(late=late.get(row.n)) for row in rows) if late else rows

    def _complete_all(
        self, bodies: Sequence[Entry], n_fresh: int, came_ms: int | None
    ) -> list[tuple[int, Late | None]]:
        """Put these bodies to their entries; tell the number of each, and how its body came."""
        if not bodies:
            return []
        come, changed = self._progress.n_entries + n_fresh, self._progress.n_changes
        steps = self._one("select count(*) from clock_step")[0]
        found: list[tuple[int, Late | None]] = []
        for change, entry in enumerate(bodies, changed + 1):
            how = None if came_ms is None else Late(come, change, came_ms, steps)
            found.append((self._complete(entry, how), how))
        return found

    def _complete(self, entry: Entry, how: Late | None) -> int:
        self._db.execute(
            "update entry set body=? where device=? and seq=? and id=? and not erased",
            (entry.body, entry.header.device, entry.header.seq, entry.id),
        )
        row = self._one(
            "select n from entry where device=? and seq=?", entry.header.device, entry.header.seq
        )
        if row is None:
            raise Refused("A body came for an entry that is not kept here. Send the entry first.")
        self._insert_change(row[0], CAME_LATE, how)
        return int(row[0])

    def _insert_change(self, n: int, kind: int, how: Late | None = None) -> Change:
        came = (how.n, how.read_ms, how.steps) if how else (None, None, None)
        self._db.execute(
            "insert into change (entry, kind, came_n, came_ms, steps) values (?, ?, ?, ?, ?)",
            (n, kind, *came),
        )
        return n, kind

    def _progress_after(self, entries: int, changes: int) -> Progress:
        """Count anew: the first so many entries and changes, or all where negative."""
        progress = Progress()
        ids = self._all(
            "select coalesce(cast(id as blob), x'') from entry order by n limit ?", entries
        )
        progress.entries(id_ for (id_,) in ids)
        log = self._all(CHANGES, changes)
        progress.changes(log)
        return progress

    def _all(self, query: str, *args: int | bytes) -> list[Any]:
        with self._guard, sentences(self.path):
            return self._db.execute(query, args).fetchall()

    def _one(self, query: str, *args: int | bytes) -> Any:
        with self._guard, sentences(self.path):
            return self._db.execute(query, args).fetchone()


@contextmanager
def sentences(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into our errors."""
    try:
        yield
    except apsw.FullError as exc:
        raise Unavailable(
            "The disk is full, and nothing of this was kept. Free some space and say it again."
        ) from exc
    except (apsw.CorruptError, apsw.NotADBError) as exc:
        raise Damaged(
            f"The ledger file '{path}' is damaged ({exc}). Run 'holdfast verify' on its folder."
        ) from exc
    except UnicodeDecodeError as exc:
        raise Damaged(
            f"The ledger file '{path}' is damaged (a text in it is none). Run 'holdfast verify' "
            "on its folder."
        ) from exc
    except apsw.ConstraintError as exc:
        raise Refused(f"A place in a chain is taken already ({exc}). Nothing was kept.") from exc
    except apsw.Error as exc:
        raise Unavailable(
            f"The ledger file '{path}' cannot be used ({exc}), and nothing was kept. "
            "Look at the disk and try again."
        ) from exc
