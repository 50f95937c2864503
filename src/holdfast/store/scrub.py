"""The scrub behind `holdfast verify`: reads a whole ledger again and names what is wrong with it.

Laws. Nothing in the folder is changed, not even a lock or an index file. Damage is found, not
tripped over: a file that is cut, malformed or absent yields sentences, never a stack trace. It
may run beside a live node: the witness is read first, so what is written meanwhile is no alarm.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import apsw

from holdfast.base.errors import Damaged
from holdfast.facts import BaseFounded, decode
from holdfast.ledger import Header, Tip, header_of, name_of, open_entry
from holdfast.store.beside import look_beside
from holdfast.store.chains import Chains, Kept
from holdfast.store.names import LEDGER, LOCK, WITNESS
from holdfast.store.progress import Progress
from holdfast.store.remains import lost_ledger, remains
from holdfast.store.report import Report, entry_name
from holdfast.store.schema import MIGRATIONS
from holdfast.store.sqlite import CHANGES
from holdfast.store.witness import Mark, read_mark, read_slots

PAGE_ROWS = 1_000
ROW_BYTES_MIN = 200
"""No row takes less: so many bytes of file hold so many rows at most, whatever a damaged number of
arrival claims."""

QUERY = """
    select n, coalesce(cast(device as blob), x''), coalesce(cast(seq as integer), -1),
        coalesce(cast(id as blob), x''), coalesce(cast(head as blob), x''), cast(body as blob),
        erased is 1
    from entry where n between ? and ? order by n
"""
"""Cast, because a flipped bit can turn bytes into text or nothing."""


Tell = Callable[[int, int], None]
"""Told (done, total) entries as the scrub goes on."""


def _silent(_done: int, _total: int) -> None:
    pass


def verify(folder: Path, tell: Tell = _silent) -> Report:
    """Scrub the ledger in a folder.

    1. Read the witness. 2. Let SQLite check its own file. 3. Read every entry in order of
    arrival: header, identity, body, link, signature. 4. Hold the count and the digests against
    the witness. 5. List forks and earlier alarms. 6. Look at the key, the map and the relief.

    Args:
        folder: where the ledger lives.
        tell: told (done, total) now and then.
    """
    report = Report()
    if left := remains(folder):
        report.note(lost_ledger(folder, left))
        return report
    if not (folder / LEDGER).is_file():
        report.note(f"There is no ledger in '{folder}': the file '{LEDGER}' is missing.")
        return report
    mark = _witness(folder, report)
    try:
        db = _open_unchanged(folder)
    except (apsw.Error, OSError) as exc:
        report.note(f"The ledger file cannot be opened: {exc}.")
        return report
    try:
        _let_sqlite_check(db, report)
        founded = Founded(_known(db) or {})
        progress = _read_entries(db, _room(folder), mark, report, tell, founded)
        _read_changes(db, mark, progress, report)
        _read_asides(db, report)
    finally:
        db.close()
    look_beside(folder, founded.word, mark, report)
    return report


class Founded:
    """Listens for the base's own word on itself: the latest of whoever founded it.

    Args:
        known: the devices that are known, and whether each is this room's.
    """

    def __init__(self, known: dict[bytes, bool]) -> None:
        self._own = {device for device, own in known.items() if own}
        self.word: BaseFounded | None = None
        self._said = (-1, -1)

    def hear(self, row: Kept) -> None:
        """One sound entry, in order of arrival."""
        if row.body is None or b"base_founded" not in row.body:
            return
        fact, header = decode(row.body), header_of(row.head)
        if not isinstance(fact, BaseFounded) or (self._own and row.device not in self._own):
            return
        first = self.word is None
        self._own |= {row.device} if first else set()
        if first or (fact.base == self.word.base and self._said < (header.at_ms, header.tick)):  # type: ignore[union-attr]
            self.word, self._said = fact, (header.at_ms, header.tick)


def _witness(folder: Path, report: Report) -> Mark | None:
    path = folder / WITNESS
    try:
        slots = read_slots(path)
    except OSError as exc:
        report.note(f"The folder cannot be read whole ({exc.strerror}: '{exc.filename}').")
        return None
    if not slots:
        report.note(
            "The witness is missing or unreadable: whether the last entries are all there cannot "
            "be told from this folder alone."
        )
    return read_mark(path)


def _open_unchanged(folder: Path) -> apsw.Connection:
    """Open the file so that reading it writes nothing, also when a WAL was left behind.

    Beside a live node, its own index of the WAL is shared. At rest no locks are taken and the
    index is kept in memory; without a WAL the file is taken as it lies.
    """
    wal = folder / f"{LEDGER}-wal"
    if _is_live(folder):
        options = "mode=ro"
    elif wal.exists() and wal.stat().st_size:
        options = "mode=ro&vfs=unix-none"
    else:
        options = "mode=ro&immutable=1"
    name = str((folder / LEDGER).absolute()).replace("%", "%25").replace("?", "%3f")
    uri = f"file:{name.replace('#', '%23')}?{options}"
    db = apsw.Connection(uri, flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)
    db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    db.set_busy_timeout(5_000)
    if "unix-none" in options:
        db.execute("pragma locking_mode=exclusive").fetchall()
    return db


def _room(folder: Path) -> int:
    """How many rows the file and its WAL can hold at most."""
    files = [folder / LEDGER, folder / f"{LEDGER}-wal"]
    return sum(file.stat().st_size for file in files if file.exists()) // ROW_BYTES_MIN


def _is_live(folder: Path) -> bool:
    """Whether another process holds the ledger open."""
    try:
        lock = os.open(folder / LOCK, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(lock)
    return False


def _let_sqlite_check(db: apsw.Connection, report: Report) -> None:
    try:
        for (line,) in db.execute("pragma integrity_check"):
            if line != "ok":
                report.note(f"SQLite finds its file damaged: {' '.join(line.split())}.")
    except apsw.Error as exc:
        report.note(f"SQLite cannot check its file: {exc}.")
    ours = {name.encode() for name, _ in MIGRATIONS}
    try:
        for (name,) in db.execute("select cast(name as blob) from migration"):
            if name not in ours:
                step = (name or b"").decode("utf-8", "replace")
                report.note(f"The ledger names a step that this Holdfast does not know: '{step}'.")
    except apsw.Error as exc:
        report.note(f"How the ledger was written cannot be read: {exc}.")


def _read_entries(
    db: apsw.Connection,
    room: int,
    mark: Mark | None,
    report: Report,
    tell: Tell,
    founded: Founded,
) -> Progress:
    """Read and judge every entry; answer what the first `mark.entries` of them come to."""
    progress, chains = Progress(), Chains(report)
    total = _count_rows(db, room, report)
    expected = 1
    for row in _rows(db, total):
        if row.n != expected:
            report.note(_gap(expected, row.n - 1))
        expected = row.n + 1
        if mark and progress.n_entries < mark.entries:
            progress.entries([row.id])
        if chains.judge(row):
            founded.hear(row)
        report.n_entries += 1
        report.n_erased += row.erased
        report.n_absent += row.body is None and not row.erased
        if row.n % PAGE_ROWS == 0:
            tell(row.n, total)
    if expected <= total:
        report.note(_gap(expected, total))
    chains.finish()
    report.n_devices = len(chains)
    if mark:
        _hold_against(mark, progress, chains, report)
    tell(total, total)
    return progress


def _rows(db: apsw.Connection, total: int) -> Iterator[Kept]:
    """Every row that can be read; where a page of them cannot, row by row."""
    for first in range(1, total + 1, PAGE_ROWS):
        last = min(first + PAGE_ROWS - 1, total)
        try:
            found: list[Any] = db.execute(QUERY, (first, last)).fetchall()
        except apsw.Error:
            found = [row for n in range(first, last + 1) for row in _row(db, n)]
        yield from (Kept(*row) for row in found)


def _row(db: apsw.Connection, n: int) -> list[Any]:
    try:
        return db.execute(QUERY, (n, n)).fetchall()
    except apsw.Error:
        return []  # seen as a gap by who counts


def _hold_against(mark: Mark, progress: Progress, chains: Chains, report: Report) -> None:
    tip = chains.tip(mark.device)
    if tip.seq < mark.seq:
        report.note(
            f"Device {name_of(mark.device)} had said entries up to number {mark.seq}: numbers "
            f"{tip.seq + 1} to {mark.seq} are missing."
        )
    if progress.n_entries < mark.entries:
        report.note(
            f"The witness saw {mark.entries} entries, and {mark.entries - progress.n_entries} of "
            "them are missing."
        )
    elif progress.mark(mark.device, Tip()).digest != mark.digest:
        report.note(f"The first {mark.entries} entries are not those that the witness saw.")


def _read_changes(
    db: apsw.Connection, mark: Mark | None, progress: Progress, report: Report
) -> None:
    if mark is None:
        return
    try:
        progress.changes(db.execute(CHANGES, (mark.changes,)))
    except apsw.Error as exc:
        report.note(f"The list of changes to bodies cannot be read: {exc}.")
        return
    now = progress.mark(mark.device, Tip())
    if (now.changes, now.changes_digest) != (mark.changes, mark.changes_digest):
        report.note(f"Of {mark.changes} changes to bodies that the witness saw, some are missing.")


def _read_asides(db: apsw.Connection, report: Report) -> None:
    """What contradicts itself, and what was found wrong before."""
    known = _known(db)
    try:
        for (raw,) in db.execute(
            "select coalesce(cast(raw as blob), x'') from fork order by rowid"
        ):
            _judge_fork(open_entry(raw).header, known, report)
        for (told,) in db.execute("select cast(sentence as blob) from alarm order by rowid"):
            report.alarms.append((told or b"").decode("utf-8", "replace"))
    except (apsw.Error, Damaged) as exc:
        report.note(f"The proofs of forks and the earlier alarms cannot be read whole: {exc}.")


def _judge_fork(header: Header, known: dict[bytes, bool] | None, report: Report) -> None:
    """A fork of ours is wrong; a stranger, whom nobody believes, may contradict itself."""
    said = f"{entry_name(header.device, header.seq)} was said twice with different words"
    report.forks.append(f"{said}; the second is kept as proof.")
    if known is None or header.device in known:
        own = known is None or known[header.device]
        report.note(
            f"{said}: "
            + ("two copies of this folder" if own else "two copies of that device")
            + " were both used, or the key was stolen. The room shows both at 'Devices'."
        )


def _known(db: apsw.Connection) -> dict[bytes, bool] | None:
    """The devices that are known, and whether each is this room's; None where nobody can tell."""
    try:
        query = "select coalesce(cast(device as blob), x''), own is 1 from known"
        return {device: bool(own) for device, own in db.execute(query)}
    except apsw.Error:
        return None


def _count_rows(db: apsw.Connection, room: int, report: Report) -> int:
    """The last number of arrival, no higher than there is room for in the file."""
    try:
        found: list[Any] = db.execute("select cast(max(n) as integer) from entry").fetchall()
    except apsw.Error as exc:
        report.note(f"The entries cannot be read: {exc}.")
        return 0
    return min(int(found[0][0] or 0), room)


def _gap(first: int, last: int) -> str:
    if first == last:
        return f"The entry that arrived as number {first} is missing or unreadable."
    return f"The entries that arrived as numbers {first} to {last} are missing or unreadable."
