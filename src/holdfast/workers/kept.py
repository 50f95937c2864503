"""Big files that many pieces of work share: handed over by name, made ready once a process.

A map's road file goes to a worker as a `Shared` handle; `kept(handle, make)` gives what `make`
makes of the file, made when first asked for and held while it is in use. On a machine that has no
such file, a copy of its bytes is laid into that machine's cache (see far.py).

Law. What is made is made of the very bytes that were shared: their sha256 is proved first.
"""

import hashlib
import os
import pickle
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

from holdfast.base.errors import Damaged, HoldfastError, Refused, Unavailable
from holdfast.store.cache import cache_folder

FEW = 2
"""Things kept by a process: a map, and the one before it (assumed)."""

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Shared:
    """A file that is shared.

    Attributes:
        path: where it lies on the machine that shares it.
        sha: sha256 of its bytes, in hex.
    """

    path: str
    sha: str


class _Place:
    """Where one thing is kept, so that it is made once however many ask."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.thing: Any = None
        self.made = False


_lock = threading.Lock()
_places: OrderedDict[tuple[str, object], _Place] = OrderedDict()
_shas: dict[tuple[str, int, int], str] = {}


def share(path: Path) -> Shared:
    """A handle for a file as it is now.

    Raises:
        Refused: it cannot be read.
    """
    whole = path.resolve()
    try:
        return Shared(str(whole), _sha(whole))
    except OSError as exc:
        raise Refused(f"The file {path} cannot be shared: {exc.strerror}.") from exc


def kept(handle: Shared, make: Callable[[Path], Thing]) -> Thing:
    """What `make` (a function at the top of a module) makes of the file, made once.

    Raises:
        Unavailable: the file is not here any more, or has changed.
    """
    key = (handle.sha, make)
    with _lock:
        place = _places.setdefault(key, _Place())
        _places.move_to_end(key)
        while len(_places) > FEW:
            _places.popitem(last=False)
    with place.lock:
        if not place.made:
            place.thing, place.made = make(found(handle)), True
    thing: Thing = place.thing
    return thing


def found(handle: Shared) -> Path:
    """Where the very file is on this machine.

    Raises:
        Unavailable: nowhere.
    """
    for path in (Path(handle.path), _laid(handle)):
        with suppress(OSError):
            if _sha(path) == handle.sha:
                return path
    name = Path(handle.path).name
    raise Unavailable(f"The file {name} is gone or has changed since the work was asked for.")


def at_hand(handle: Shared) -> bool:
    """Whether the very file is on this machine."""
    try:
        found(handle)
    except HoldfastError:
        return False
    return True


def lay(handle: Shared, data: memoryview) -> None:
    """Lay a copy of the file's bytes into this machine's cache, whole or not at all.

    Raises:
        Damaged: they are other bytes.
        Unavailable: the cache cannot be written.
    """
    if hashlib.sha256(data).hexdigest() != handle.sha:
        raise Damaged(f"The copy of {Path(handle.path).name} that came here is damaged.")
    path = _laid(handle)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        number, part = tempfile.mkstemp(prefix=f".{handle.sha[:16]}-", dir=path.parent)
        try:
            with os.fdopen(number, "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            os.replace(part, path)
        except OSError:
            os.unlink(part)
            raise
    except OSError as exc:
        raise Unavailable(f"No copy can be kept in {path.parent}: {exc.strerror}.") from exc


def pack(argument: object) -> tuple[bytes, tuple[Shared, ...]]:
    """An argument as bytes, and the shared files that it names."""
    out = BytesIO()
    pickler = _Noticing(out)
    pickler.dump(argument)
    return out.getvalue(), tuple(pickler.shared)


class _Noticing(pickle.Pickler):
    """Pickles, and notes which shared files it met."""

    def __init__(self, out: BytesIO) -> None:
        super().__init__(out, pickle.HIGHEST_PROTOCOL)
        self.shared: dict[Shared, None] = {}

    def reducer_override(self, thing: object) -> Any:
        if isinstance(thing, Shared):
            self.shared[thing] = None
        return NotImplemented


def _laid(handle: Shared) -> Path:
    """Where a copy is kept."""
    return cache_folder() / "shared" / f"{handle.sha}{Path(handle.path).suffix}"


def _sha(path: Path) -> str:
    """The sha256 of a file, reckoned once while it stays the same."""
    at = path.stat()
    key = (str(path), at.st_mtime_ns, at.st_size)
    if key not in _shas:
        with path.open("rb") as file:
            _shas[key] = hashlib.file_digest(file, "sha256").hexdigest()
    return _shas[key]
