"""The key of a room's door, kept in the base's folder, so that a link once given stays good.

Laws. It lies in a file that is its owner's alone. A restart changes nothing for whoever was let in:
a phone that is out keeps its admission and can deliver what waits on it. A new key shuts out all
who had the old one; it is made only when asked for, or where there is none that could be trusted.
"""

import re
import secrets
from pathlib import Path

from holdfast.base.errors import Unavailable
from holdfast.store.folder import write_whole

DOOR_KEY = "door.key"
KEY_BYTES = 18
"""144 bits: nobody guesses it (assumed enough by far for a door that answers over a network)."""
_A_KEY = re.compile(rb"[A-Za-z0-9_-]{20,200}\n?")


def new_key() -> str:
    """A key that nobody has yet."""
    return secrets.token_urlsafe(KEY_BYTES)


def kept_key(folder: Path, *, renew: bool = False) -> str:
    """The key that lies in this folder; made and kept where there is none, or `renew` asks for it.

    Raises:
        Unavailable: it cannot be read or written.
    """
    path = folder / DOOR_KEY
    try:
        kept = None if renew else _read(path)
        if kept is None:
            kept = new_key()
            write_whole(path, kept.encode() + b"\n")
    except OSError as exc:
        raise Unavailable(
            f"The door's key in '{folder}' cannot be kept ({exc.strerror}). Look at the disk and "
            "at who owns the folder."
        ) from exc
    return kept


def _read(path: Path) -> str | None:
    """What the file says; None where it says nothing that is a key. Nobody else may read on."""
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return None
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    return text.decode().strip() if _A_KEY.fullmatch(text) else None
