"""A file of named parts, each with arrays and a table of texts and numbers, guarded by checksums.

Layout: the magic, the length of the head (8 bytes, little-endian), the head's CRC-32 (4 bytes),
the head as JSON, then the parts. The head names each part's place, size and CRC-32 and the dtype,
shape and place of each array in it. Arrays are read where they lie, without copying.
"""

import mmap
import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from holdfast.base.errors import Damaged

MAGIC = b"HFMAP01\n"
PREFIX = len(MAGIC) + 12
ALIGN = 64

MEND = "close the room and read the map in again: holdfast amend DIR --map FILE"
"""What to do about it."""

Array = NDArray[Any]


class ArrayPlace(msgspec.Struct, frozen=True):
    """Where an array lies in its part."""

    dtype: str
    shape: tuple[int, ...]
    at: int


class PartPlace(msgspec.Struct, frozen=True):
    """Where a part lies after the head."""

    at: int
    size: int
    crc: int
    arrays: dict[str, ArrayPlace]
    table_at: int


class Head(msgspec.Struct, frozen=True):
    """What a file says of itself."""

    about: dict[str, Any]
    parts: dict[str, PartPlace]


Part = tuple[Mapping[str, Array], Any]
"""Arrays by name, and a table: anything that JSON can say."""


def write(path: Path, about: dict[str, Any], parts: Mapping[str, Part]) -> None:
    """Writes a new file and waits until it is on the disk."""
    places, blobs, at = {}, [], 0
    for name, (arrays, table) in parts.items():
        blob, array_places, table_at = _packed(arrays, table)
        places[name] = PartPlace(at, len(blob), zlib.crc32(blob), array_places, table_at)
        blobs.append(blob)
        at += len(blob)
    head = msgspec.json.encode(Head(about, places))
    head += b" " * (-(PREFIX + len(head)) % ALIGN)
    with path.open("wb") as out:
        out.write(MAGIC + len(head).to_bytes(8, "little") + zlib.crc32(head).to_bytes(4, "little"))
        out.write(head)
        out.writelines(blobs)
        out.flush()
        os.fsync(out.fileno())


def _packed(arrays: Mapping[str, Array], table: Any) -> tuple[bytes, dict[str, ArrayPlace], int]:
    """A part's bytes: the arrays, each on a round address, then the table."""
    blob = bytearray()
    places = {}
    for name, array in arrays.items():
        places[name] = ArrayPlace(array.dtype.str, array.shape, len(blob))
        blob += np.ascontiguousarray(array).tobytes()
        blob += bytes(-len(blob) % ALIGN)
    table_at = len(blob)
    blob += msgspec.json.encode(table)
    blob += bytes(-len(blob) % ALIGN)
    return bytes(blob), places, table_at


class Parts:
    """An open file of parts; a part's checksum is proved each time it is taken."""

    def __init__(self, path: Path) -> None:
        """Opens and checks the head.

        Raises:
            Damaged: it is not such a file, or cut short.
        """
        self.path = path
        try:
            with path.open("rb") as file:
                self._bytes = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
            self._begin, head = self._head()
        except (OSError, ValueError, msgspec.MsgspecError) as e:
            raise Damaged(f"The road file {path.name} is damaged; {MEND}.") from e
        self.about = head.about
        self._parts = head.parts

    def _head(self) -> tuple[int, Head]:
        """Where the parts begin, and the head."""
        if bytes(self._bytes[: len(MAGIC)]) != MAGIC:
            raise ValueError("wrong magic")
        size = int.from_bytes(self._bytes[len(MAGIC) : PREFIX - 4], "little")
        head = self._bytes[PREFIX : PREFIX + size]
        if zlib.crc32(head) != int.from_bytes(self._bytes[PREFIX - 4 : PREFIX], "little"):
            raise ValueError("wrong checksum")
        return PREFIX + size, msgspec.json.decode(head, type=Head)

    def take(self, name: str) -> Part:
        """A part's arrays, read-only views of the file, and its table.

        Raises:
            Damaged: its bytes are not those that were written.
        """
        place = self._parts[name]
        blob = self._bytes[self._begin + place.at : self._begin + place.at + place.size]
        if len(blob) != place.size or zlib.crc32(blob) != place.crc:
            raise Damaged(f"The road file {self.path.name} is damaged; {MEND}.")
        arrays = {
            key: np.frombuffer(blob, a.dtype, int(np.prod(a.shape)), a.at).reshape(a.shape)
            for key, a in place.arrays.items()
        }
        table = bytes(blob[place.table_at :]).rstrip(b"\0")
        return arrays, msgspec.json.decode(table)

    def check(self) -> None:
        """Reads everything once.

        Raises:
            Damaged: some bytes are not those that were written.
        """
        for name in self._parts:
            self.take(name)
        end = self._begin + max((p.at + p.size for p in self._parts.values()), default=0)
        if len(self._bytes) != end:
            raise Damaged(f"The road file {self.path.name} is longer than it was; {MEND}.")
