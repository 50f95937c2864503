"""The head witness: a second small file that remembers how far the ledger had come.

A cut or flipped WAL opens as a shorter history and neither SQLite nor the hash chains can tell.
So after each commit a mark goes here: two slots are written in turn, each with a number and a
checksum, and synced; a torn slot leaves the other. On start the ledger is held against the mark.

Laws. The mark is never ahead of what the disk has acknowledged. A ledger that runs ahead of its
mark is whole; one that falls behind has lost something that was acknowledged.
"""

import os
import struct
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from holdfast.base.errors import Unavailable

SLOT_BYTES = 4096
"""The slots lie a page apart, so that no torn sector or page holds both."""

MAGIC = b"HFw1"
_LAYOUT = struct.Struct("<4sQ32sq32sQ32sQ32s")
_CHECKSUM_BYTES = 32
_RECORD_BYTES = _LAYOUT.size + _CHECKSUM_BYTES


class Mark(NamedTuple):
    """How far a ledger had come.

    Attributes:
        device: the device that writes here, its public key.
        seq: the last number that device has used; -1 for none.
        id: the entry under that number; 32 zero bytes for none.
        entries: how many entries there were, of all devices.
        digest: SHA-256 over the ids of those entries in order of arrival.
        changes: how many bodies had been erased or had come late.
        changes_digest: SHA-256 over those changes in their order.
    """

    device: bytes = bytes(32)
    seq: int = -1
    id: bytes = bytes(32)
    entries: int = 0
    digest: bytes = sha256().digest()
    changes: int = 0
    changes_digest: bytes = sha256().digest()


class Witness:
    """The open file. Made, with room for both slots, if it is not there."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            size = os.fstat(self._file).st_size
            if size < 2 * SLOT_BYTES:  # room is taken now, so that a full disk cannot refuse later
                os.pwrite(self._file, bytes(2 * SLOT_BYTES - size), size)
                os.fsync(self._file)
            found = read_slots(path)
        except OSError as exc:
            raise Unavailable(_cannot_write(path, exc)) from exc
        self._path = path
        self._generation = max(found, default=0)

    def write(self, mark: Mark) -> None:
        """Put a mark on disk, over the older of the two.

        Raises:
            Unavailable: the disk did not take it.
        """
        generation = self._generation + 1
        try:
            self._put(encode(generation, mark), generation % 2 * SLOT_BYTES)
            self._sync()
        except OSError as exc:
            raise Unavailable(_cannot_write(self._path, exc)) from exc
        self._generation = generation

    def close(self) -> None:
        """Close the file; what was written is on disk already."""
        os.close(self._file)

    def _put(self, record: bytes, offset: int) -> None:
        os.pwrite(self._file, record, offset)

    def _sync(self) -> None:
        os.fdatasync(self._file)


def encode(generation: int, mark: Mark) -> bytes:
    """One slot's record with its checksum."""
    record = _LAYOUT.pack(MAGIC, generation, *mark)
    return record + sha256(record).digest()


def read_slots(path: Path) -> dict[int, Mark]:
    """The marks in those slots that are whole, by their numbers. No file, no marks."""
    try:
        raw = path.read_bytes()[: 2 * SLOT_BYTES]
    except FileNotFoundError:
        return {}
    found = {}
    for offset in (0, SLOT_BYTES):
        record = raw[offset : offset + _RECORD_BYTES]
        body, checksum = record[: _LAYOUT.size], record[_LAYOUT.size :]
        if len(record) == _RECORD_BYTES and sha256(body).digest() == checksum:
            magic, generation, *mark = _LAYOUT.unpack(body)
            if magic == MAGIC:
                found[generation] = Mark(*mark)
    return found


def read_mark(path: Path) -> Mark | None:
    """The newest mark that is whole; None when there is none."""
    found = read_slots(path)
    return found[max(found)] if found else None


def _cannot_write(path: Path, exc: OSError) -> str:
    return f"The witness file '{path}' cannot be written ({exc.strerror}). Look at the disk."
