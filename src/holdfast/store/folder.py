"""A ledger's folder: its lock, its device key, its store and its witness, opened together.

Laws. One process at a time. A device's number is used once: where the ledger may have lost
something that this device said, or the folder may be a copy whose other one goes on, the device
goes on under a new key (a new incarnation), and the old key is kept as history. What was found
wrong is recorded, and said. A ledger that is gone is never made anew beside what it left.
"""

import fcntl
import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from holdfast.base.errors import Damaged, Unavailable
from holdfast.ledger import Signer, device_of, name_of
from holdfast.store import copies
from holdfast.store.names import KEY, LEDGER, LOCK, WITNESS
from holdfast.store.remains import lost_ledger, remains
from holdfast.store.sqlite import SqliteStore
from holdfast.store.witness import Mark, Witness, read_mark

KEY_BYTES = 32


@dataclass(frozen=True)
class Ledger:
    """A folder that is open, and ours alone until it is closed.

    Attributes:
        store: the entries.
        signer: this device's key.
        alarms: what was found wrong at this opening, a sentence each; earlier ones are in
            `store.alarms()`.
        own: this room's keys, former ones too.
    """

    folder: Path
    store: SqliteStore
    signer: Signer
    alarms: tuple[str, ...]
    own: frozenset[bytes]
    lock: int

    def renewed(self, now_ms: int, sentence: str) -> tuple[Signer, list[str]]:
        """Go on under a new key while open, because somebody else speaks with this one.

        Returns:
            The new key, and what was recorded: the sentence that says why, and which device.
        """
        fresh = Signer.generate()
        told = [sentence, _goes_on(f"device {name_of(self.store.mark().device)}", fresh)]
        self.store.record_alarms(now_ms, told)
        self.store.know(device_of(fresh), own=True)
        self.store.go_on_as(device_of(fresh))
        keep_key(self.folder, fresh)
        return fresh, told

    def close(self) -> None:
        """Let go of the folder."""
        self.store.close()
        os.close(self.lock)


def open_ledger(
    folder: Path, now: Callable[[], int], exercise: bool | None = None, mind_copies: bool = False
) -> Ledger:
    """Open the ledger in a folder, made if it is new.

    1. Take the lock. 2. Open the store. 3. Hold it against the witness, and look whether it is a
    copy. 4. Where our own chain may have lost its end, or another may continue it, make a new key.
    5. Record what was found. 6. Let the witness begin from how things stand. 7. Put the new key in
    place: last, so that a fall at any step before it is met in the same way at the next start.

    Args:
        folder: where it lives.
        now: the clock, milliseconds since 1970 UTC.
        exercise: whether it is a ledger of a drill; None takes it as it is, a new one as real.
        mind_copies: whether to notice that the folder was copied or put back (store.copies).

    Raises:
        Unavailable: another process has it open, or the disk refuses.
        Refused: it is of the other kind, or a newer Holdfast wrote it.
        Damaged: the file is no database any more, or it is gone.
    """
    lock = take_lock(folder)
    try:
        if found := remains(folder):
            raise Damaged(lost_ledger(folder, found))
        store = SqliteStore(folder / LEDGER, exercise)
        try:
            signer, alarms = _hold_against_witness(folder, store, mind_copies)
            if alarms:
                store.record_alarms(now(), alarms)
            own = _own_devices(folder, store, signer)
            store.attach(Witness(folder / WITNESS), device_of(signer))
            sync_folder(folder)
            keep_key(folder, signer)
            if mind_copies and (memory := copies.remember(folder, store)):
                store.attach(memory, device_of(signer))
        except BaseException:
            store.close()
            raise
    except BaseException:
        os.close(lock)
        raise
    return Ledger(folder, store, signer, tuple(alarms), own, lock)


def holds_ledger(folder: Path) -> bool:
    """Whether a folder holds a ledger.

    Raises:
        Unavailable: nobody can tell.
    """
    try:
        return (folder / LEDGER).exists()
    except OSError as exc:
        raise Unavailable(
            f"The folder '{folder}' cannot be looked into ({exc.strerror}). See who owns it."
        ) from exc


def take_lock(folder: Path) -> int:
    """Make the folder ours alone; the lock goes when its file is closed or the process dies."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as exc:
        raise Unavailable(
            f"The folder '{folder}' cannot be used ({exc.strerror}). Choose another, or free it."
        ) from exc
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as exc:
        os.close(lock)
        raise Unavailable(
            f"The ledger in '{folder}' is open in another Holdfast. Close that one first."
        ) from exc
    return lock


def losses(store: SqliteStore, mark: Mark) -> list[str]:
    """What the ledger has lost since the witness saw it: a sentence each, none when whole."""
    return [
        sentence
        for sentence in (_own_loss(store, mark), _any_loss(store, mark), _change_loss(store, mark))
        if sentence
    ]


def read_key(folder: Path) -> Signer | None:
    """This device's key; None where there is none or it is no key."""
    try:
        seed = (folder / KEY).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as exc:
        raise Unavailable(
            f"The device key in '{folder}' cannot be read ({exc.strerror}). See who owns it."
        ) from exc
    return Signer(seed) if len(seed) == KEY_BYTES else None


def keep_key(folder: Path, signer: Signer) -> None:
    """Put a key in place, whole or not at all; a different one that was there is kept beside."""
    path = folder / KEY
    before = path.read_bytes() if path.exists() else None
    if before == bytes(signer):
        return
    try:
        if before is not None:
            write_whole(folder / f"{_key_name(before)}.retired", before)
        write_whole(path, bytes(signer))
    except OSError as exc:
        raise Unavailable(
            f"The device key cannot be written in '{folder}' ({exc.strerror}). Look at the disk."
        ) from exc


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def write_whole(path: Path, secret: bytes, sync: bool = True) -> None:
    """Put a file that is ours alone in place: there whole, or as it was before.

    Args:
        sync: whether it must survive a power cut; what may be lost need not wait for the disk.
    """
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        os.write(file, secret)
        if sync:
            os.fsync(file)
    finally:
        os.close(file)
    os.replace(fresh, path)
    if sync:
        sync_folder(path.parent)


def _hold_against_witness(
    folder: Path, store: SqliteStore, mind_copies: bool
) -> tuple[Signer, list[str]]:
    """The key to go on with, and what was found wrong."""
    key, mark = read_key(folder), read_mark(folder / WITNESS)
    new = not (folder / KEY).exists() and store.count() == 0 and (not mark or not mark.entries)
    if new:
        return Signer.generate(), []
    if mark is None:
        alarms = [
            "The witness of this ledger is missing or unreadable, so nobody can tell whether the "
            "last entries are still there. Ask the other nodes for what they hold."
        ]
    else:
        alarms = losses(store, mark)
    copied = _copied(folder, store) if mind_copies and not alarms else []
    alarms += copied
    sound = key and mark and device_of(key) == mark.device and not _own_loss(store, mark)
    if key and sound and not copied and not store.forked(device_of(key)):
        return key, alarms
    fresh = Signer.generate()
    was = f"device {name_of(device_of(key))}" if key else "a device whose key is not here"
    return fresh, [*alarms, _goes_on(was, fresh)]


def _goes_on(was: str, fresh: Signer) -> str:
    return (
        f"The chain of {was} cannot be continued safely, because its next numbers may have been "
        f"used. This machine goes on as the new device {name_of(device_of(fresh))}."
    )


def _copied(folder: Path, store: SqliteStore) -> list[str]:
    """Whether this is a copy, or was put back: sentences."""
    found = copies.signs(folder)
    seen = copies.seen_before(folder, store)
    lost = losses(store, seen) if seen else []
    return [*found, *([copies.OLDER, *lost] if lost else [])]


def _own_devices(folder: Path, store: SqliteStore, signer: Signer) -> frozenset[bytes]:
    """This room's keys: those the ledger remembers, those in the folder, that of the witness."""
    known = {device for device, own in store.known().items() if own}
    found = {device_of(signer)}
    key, mark = read_key(folder), read_mark(folder / WITNESS)
    found |= {device_of(key)} if key else set()
    found |= {mark.device} if mark and mark.seq >= 0 else set()
    for path in folder.glob("device-*.retired"):
        seed = path.read_bytes()
        found |= {device_of(Signer(seed))} if len(seed) == KEY_BYTES else set()
    for device in found - known:
        store.know(device, own=True)
    return frozenset(known | found)


def _own_loss(store: SqliteStore, mark: Mark) -> str:
    if mark.seq < 0:
        return ""
    tip, name = store.tip(mark.device), name_of(mark.device)
    if tip.seq < mark.seq:
        return (
            f"Device {name} had said entries up to number {mark.seq}, and the ledger holds "
            f"{f'them only up to {tip.seq}' if tip.seq >= 0 else 'none'}: numbers {tip.seq + 1} "
            f"to {mark.seq} are missing. Other nodes may have them."
        )
    held = store.held(mark.device, mark.seq)
    if held is None or held.id != mark.id:
        return f"Entry {mark.seq} of device {name} is not the one that was acknowledged."
    return ""


def _any_loss(store: SqliteStore, mark: Mark) -> str:
    missing = mark.entries - store.count()
    if missing > 0:
        return (
            f"The ledger had {mark.entries} entries of all devices, and {missing} of them are "
            "missing. Other nodes send them again when they meet this one."
        )
    if store.mark_after(mark.entries, mark.changes).digest != mark.digest:
        return f"The first {mark.entries} entries of the ledger are not those acknowledged."
    return ""


def _change_loss(store: SqliteStore, mark: Mark) -> str:
    then = store.mark_after(mark.entries, mark.changes)
    if (then.changes, then.changes_digest) == (mark.changes, mark.changes_digest):
        return ""
    return (
        f"Of {mark.changes} changes to bodies some are missing: what was erased last may be "
        "readable again. Erase it once more."
    )


def _key_name(seed: bytes) -> str:
    if len(seed) == KEY_BYTES:
        return f"device-{name_of(device_of(Signer(seed)))}"
    return f"device-unreadable-{sha256(seed).hexdigest()[:8]}"
