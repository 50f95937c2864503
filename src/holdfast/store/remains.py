"""What is left of a base whose ledger is gone: evidence, which nothing here touches.

Law. A folder with a witness, a key or a log of writes and without a ledger held a base. It is said,
and neither opened, nor founded anew, nor called empty; but a founding that was killed while it
moved its files in has left nothing that anybody acknowledged, and the next founding uses it.
"""

from pathlib import Path

from holdfast.base.errors import Unavailable
from holdfast.ledger import name_of
from holdfast.store.names import KEY, LEDGER, STAGE, WITNESS
from holdfast.store.witness import read_mark


def remains(folder: Path) -> list[str]:
    """The names of what a lost ledger has left behind; none where there is a ledger or never was.

    A rollback journal alone is what a ledger leaves that was killed while it was made.

    Raises:
        Unavailable: nobody can tell.
    """
    try:
        if _is_there(folder / LEDGER) or (folder / STAGE / LEDGER).exists():
            return []
        names = [f"{LEDGER}-wal", WITNESS, KEY]
        found = [name for name in names if (folder / name).exists()]
        return [*found, *sorted(path.name for path in folder.glob("device-*.retired"))]
    except OSError as exc:
        raise Unavailable(
            f"The folder '{folder}' cannot be looked into ({exc.strerror}). See who owns it."
        ) from exc


def lost_ledger(folder: Path, found: list[str]) -> str:
    """What to tell whoever meets these remains, and what to do."""
    try:
        mark = read_mark(folder / WITNESS)
    except OSError:
        mark = None
    held = (
        f" Its witness saw {mark.entries} entries, the last of this machine's own number "
        f"{mark.seq} of device {name_of(mark.device)}."
        if mark and mark.entries
        else ""
    )
    return (
        f"The folder '{folder}' held a base, and its ledger is gone: '{LEDGER}' is missing or "
        f"empty beside {', '.join(found)}.{held} Nothing was changed. Put '{LEDGER}' back from a "
        "copy of this folder; without one, keep this folder as it is, for whoever can look into "
        "it, and found a base in another."
    )


def _is_there(ledger: Path) -> bool:
    """An empty file is what a disk leaves of a lost one; SQLite never leaves one of its own."""
    return ledger.exists() and not (ledger.is_file() and ledger.stat().st_size == 0)
