"""The process that reads a map's source: `python -m holdfast.store.mapreader SOURCE KIND SHA OUT`.

It has a bound on memory and on time, tells each step as a line of JSON, and ends with one of
`done`, `refused`, `damaged`, `unavailable`. It may die on hostile bytes; nobody else does then.
"""

import hashlib
import mmap
import resource
import sys
from pathlib import Path
from typing import Any

import msgspec

from holdfast.base.errors import Damaged, Refused
from holdfast.formats import geojson_roads, osm
from holdfast.formats.mapdata import MapData
from holdfast.store.roadfile import READER_VERSION, save

MEMORY_BYTES = 6 << 30
"""Address space, not memory in use: threads and libraries reserve much of it (assumed)."""

CPU_S = 1_800
"""A country takes minutes; what takes longer is no map for a base (assumed)."""

READ = 0.95
"""The part of the whole that reading is (assumed)."""


def main(source: str, kind: str, sha: str, out: str) -> None:
    """Reads, and tells how it went."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        data = _read(source, kind, sha)
        _tell(step="Writing", at=READ)
        save(Path(out), data)
        _tell(done=True)
    except Refused as e:
        _tell(refused=str(e))
    except Damaged as e:
        _tell(damaged=str(e))
    except MemoryError:
        _tell(refused="The map is too big for this machine; give an extract of a smaller area.")
    except OSError as e:
        _tell(unavailable=f"The map cannot be read or its road file written: {e.strerror}.")


def _read(source: str, kind: str, sha: str) -> MapData:
    """The map, from bytes that are still those whose address we were given."""
    with open(source, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        digest = hashlib.sha256(f"holdfast roads {READER_VERSION}\n".encode())
        digest.update(data)
        if digest.hexdigest() != sha:
            raise Damaged("The map file changed while it was being read; try again.")
        if kind == "geojson":
            return geojson_roads.read(data[:], sha, _step)
        return osm.read(data, kind, sha, _step)


def _step(step: str, at: float) -> None:
    """Tells what is being done in reading."""
    _tell(step=step, at=round(READ * at, 3))


def _tell(**words: Any) -> None:
    """One line to whoever started us."""
    sys.stdout.buffer.write(msgspec.json.encode(words) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(*sys.argv[1:5])
