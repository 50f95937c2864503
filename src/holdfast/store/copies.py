"""A ledger's folder that was copied, moved to another machine, or put back as it was days ago.

A whole folder, witness and key included, agrees with itself wherever it lies. So two things are
remembered that a copy does not carry: in the folder, on which machine and as which file the ledger
was last open; and outside it, in this user's state folder, how far the ledger in this place had
come. At the start both are held against what is there.

Laws. What is remembered outside is never ahead of the disk, so that a crash is no alarm; and it is
never needed: where it cannot be kept, less is noticed. What cannot be noticed here: a copy that
was made whole with its machine (a disk's image, a snapshot), an older copy put back on a machine
that did not have this ledger open, and the other copy, which does not know that there is this one.
"""

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import msgspec

from holdfast.base.errors import HoldfastError
from holdfast.store.names import LEDGER, WHERE
from holdfast.store.sqlite import SqliteStore
from holdfast.store.witness import Mark, Witness, read_mark

MACHINE_IDS = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
FLEETING = ("vfat", "exfat", "msdos", "fuse", "ntfs", "9p", "cifs", "smb")
"""File systems whose files have other numbers each time they are mounted."""
LEDGERS_KEPT = 64
"""How many ledgers are remembered in the state folder (assumed)."""

ELSEWHERE = (
    "This folder was last open on another machine. If its room is still used there, close one of "
    "the two: from here on their logs differ, and each has words that the other lacks."
)
COPIED = (
    "This folder is a copy of the one that was last open, or was put back from a copy. If the "
    "other is still used, close one of the two: from here on their logs differ, and each has words "
    "that the other lacks."
)
OLDER = (
    "An older copy of this folder was put back, or another one was exchanged for it: this machine "
    "has seen more in this place. Look for the newer folder before you go on."
)


class Where(msgspec.Struct, frozen=True):
    """Where a ledger was open.

    Attributes:
        machine: a digest of the machine's id; '' where it has none.
        file: the number of the ledger's file on its file system; 0 where such numbers do not last.
    """

    machine: str = ""
    file: int = 0


def signs(folder: Path) -> list[str]:
    """By what one sees that this is not the folder as it was last closed here; a sentence each.

    Where it was before is remembered anew by `remember`, once this has been recorded.
    """
    before, now = read_where(folder), where(folder)
    if before and before.machine and now.machine and before.machine != now.machine:
        return [ELSEWHERE]
    if before and before.file and now.file and before.file != now.file:
        return [COPIED]
    return []


def seen_before(folder: Path, store: SqliteStore) -> Mark | None:
    """How far the ledger in this place had come, by the memory outside the folder."""
    path = _memory_of(folder, store)
    try:
        return read_mark(path) if path else None
    except OSError:
        return None


def remember(folder: Path, store: SqliteStore) -> "Memory | None":
    """Write down where the ledger is open now, and go on remembering how far it comes."""
    from holdfast.store.folder import write_whole

    now = where(folder)
    if read_where(folder) != now:
        with suppress(OSError):
            write_whole(folder / WHERE, msgspec.json.encode(now))
    path = _memory_of(folder, store)
    if path is None:
        return None
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _sweep(path)
        return Memory(path)
    except (OSError, HoldfastError):
        return None


class Memory(Witness):
    """A witness outside the folder: written after the one inside, not waited for, never needed."""

    def write(self, mark: Mark) -> None:
        """As a witness does; a disk that refuses is no trouble."""
        with suppress(HoldfastError):
            super().write(mark)

    def _sync(self) -> None:
        pass


def read_where(folder: Path) -> Where | None:
    """Where the ledger was last open; None where nobody wrote it down or it cannot be read."""
    try:
        return msgspec.json.decode((folder / WHERE).read_bytes(), type=Where)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def where(folder: Path) -> Where:
    """Where the ledger in a folder is open now."""
    try:
        found = (folder / LEDGER).stat()
    except OSError:
        return Where(_machine())
    return Where(_machine(), 0 if _is_fleeting(found.st_dev) else found.st_ino)


def state_folder() -> Path | None:
    """Where this user's programs remember things; None where there is no such place."""
    given, home = os.environ.get("HOLDFAST_STATE"), os.environ.get("XDG_STATE_HOME")
    if given or home:
        return Path(given) if given else Path(home or "") / "holdfast"
    try:
        return Path.home() / ".local" / "state" / "holdfast"
    except RuntimeError:
        return None


def _memory_of(folder: Path, store: SqliteStore) -> Path | None:
    """The file of this ledger in this place: by its first entry and its path."""
    kept, first = state_folder(), next(iter(store.rows()), None)
    if kept is None or first is None:
        return None
    name = sha256(first.id + os.fsencode(folder.resolve())).hexdigest()[:32]
    return kept / f"{name}.mark"


def _sweep(mine: Path) -> None:
    """Forget the ledgers that have not been open for longest."""
    found = [path for path in mine.parent.glob("*.mark") if path != mine]
    found.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in found[LEDGERS_KEPT - 1 :]:
        path.unlink(missing_ok=True)


def _machine() -> str:
    for path in MACHINE_IDS:
        with suppress(OSError):
            if said := path.read_bytes().strip():
                return sha256(b"holdfast " + said).hexdigest()[:32]
    return ""


def _is_fleeting(device: int) -> bool:
    """Whether the files of a mounted file system get other numbers at its next mount."""
    numbers = f" {os.major(device)}:{os.minor(device)} "
    try:
        lines = Path("/proc/self/mountinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        return False
    kinds = [line.rpartition(" - ")[2].split(" ")[0] for line in lines if numbers in line]
    return any(kind.startswith(FLEETING) for kind in kinds)
