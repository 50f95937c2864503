"""Road files: a map once read, kept under the address of its content, and loaded at once.

Laws. The file is named after the sha256 of the source's bytes and the reader's version, so the
same map is read once. It appears whole or not at all (written beside, synced, renamed). The source
is read by a process of its own (store.mapreader): bytes that kill the reader do not kill the base.
"""

import hashlib
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from holdfast.base.errors import Damaged, Refused, Unavailable
from holdfast.formats.mapdata import Drawing, MapData
from holdfast.formats.sniff import HEAD_BYTES, map_kind
from holdfast.formats.spots import Spot
from holdfast.plan.roads.arrays import MODES, Roads
from holdfast.store.parts import Array, Part, Parts, write

READER_VERSION = 3
"""Raise it whenever reading changes, so that old road files are not used for new answers."""

Progress = Callable[[str, float], None]

_PER_MODE = ("time_s", "component")
_IN_TABLE = ("names", "names_ar", "sha", "bounds")
_ARRAYS = tuple(f.name for f in fields(Roads) if f.name not in (*_PER_MODE, *_IN_TABLE))


@dataclass(frozen=True, eq=False)
class MapFile:
    """A road file that is open; its parts are read when first asked for."""

    parts: Parts

    @property
    def sha(self) -> str:
        """The content address."""
        return str(self.parts.about["sha"])

    @property
    def attribution(self) -> str:
        """Whom every picture of this map must name; '' when the source does not say."""
        return str(self.parts.about["attribution"])

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the roads."""
        west, south, east, north = self.parts.about["bounds"]
        return west, south, east, north

    @property
    def counts(self) -> Mapping[str, int]:
        """What the reader met and left out."""
        counts: Mapping[str, int] = self.parts.about["counts"]
        return counts

    @cached_property
    def roads(self) -> Roads:
        """The roads."""
        arrays, table = self.parts.take("roads")
        per_mode = {key: {m: arrays[f"{key}:{m}"] for m in MODES} for key in _PER_MODE}
        columns: dict[str, Any] = {**per_mode, **{key: arrays[key] for key in _ARRAYS}}
        return Roads(
            **columns,
            names=tuple(table["names"]),
            names_ar=tuple(table["names_ar"]),
            sha=self.sha,
            bounds=self.bounds,
        )

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """Towns, hospitals, wells and so on (formats.spots.search finds them)."""
        return tuple(Spot(*row) for row in self.parts.take("spots")[1])

    @cached_property
    def drawing(self) -> Drawing:
        """What is drawn beneath the roads."""
        arrays, table = self.parts.take("drawing")
        blob, start = arrays["wkb"].tobytes(), arrays["start"].tolist()
        return Drawing(
            layer=arrays["layer"],
            klass=arrays["klass"],
            rank=arrays["rank"],
            classes=tuple(table["classes"]),
            name=tuple(table["name"]),
            name_ar=tuple(table["name_ar"]),
            wkb=tuple(blob[a:b] for a, b in pairwise(start)),
        )


def save(path: Path, data: MapData) -> None:
    """Writes a map as a road file, not yet under its final name."""
    roads, drawing = data.roads, data.drawing
    sizes = [len(w) for w in drawing.wkb]
    about = {
        "sha": roads.sha,
        "attribution": data.attribution,
        "bounds": roads.bounds,
        "counts": dict(data.counts),
    }
    shapes: dict[str, Array] = {
        "layer": drawing.layer,
        "klass": drawing.klass,
        "rank": drawing.rank,
        "start": np.cumsum([0, *sizes]).astype(np.int64),
        "wkb": np.frombuffer(b"".join(drawing.wkb), np.uint8),
    }
    texts = {"classes": drawing.classes, "name": drawing.name, "name_ar": drawing.name_ar}
    spots = [(s.kind, s.name, s.name_ar, s.lon, s.lat, s.osm_id) for s in data.spots]
    parts: dict[str, Part] = {
        "roads": _roads_part(roads),
        "spots": ({}, spots),
        "drawing": (shapes, texts),
    }
    write(path, about, parts)


def _roads_part(roads: Roads) -> Part:
    """The roads' arrays, those of each mode under 'name:mode', and their names."""
    arrays: dict[str, Array] = {key: getattr(roads, key) for key in _ARRAYS}
    for key in _PER_MODE:
        arrays |= {f"{key}:{mode}": getattr(roads, key)[mode] for mode in MODES}
    return arrays, {"names": roads.names, "names_ar": roads.names_ar}


def load(path: Path) -> MapFile:
    """Opens a road file.

    Raises:
        Damaged: it is none, or damaged (parts are proved when they are first asked for).
    """
    return MapFile(Parts(path))


def import_map(source: Path, cache: Path, progress: Progress) -> Path:
    """The road file of a map in the cache, read from the source unless it is there already.

    1. The source's bytes give the address; an intact file under it is used.
    2. Else a process of its own reads the source into a file beside it.
    3. That file, synced, takes the final name at once.

    Raises:
        Refused: there is no such file, or no road in it.
        Damaged: it is no map.
        Unavailable: the cache cannot be written.
    """
    kind, sha = _look(source, progress)
    path = cache / f"{sha}.roads"
    if _intact(path):
        progress("Read before", 1.0)
        return path
    part = cache / f".{sha}.{os.getpid()}.part"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        _sweep(cache)
        _read_apart(source, kind, sha, part, progress)
        part.replace(path)
        _sync_folder(cache)
    except OSError as e:
        raise Unavailable(f"The road file cannot be written to {cache}: {e.strerror}.") from e
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    progress("Ready", 1.0)
    return path


def _look(source: Path, progress: Progress) -> tuple[str, str]:
    """The kind of a source and its content address."""
    progress("Looking at the file", 0.0)
    digest = hashlib.sha256(f"holdfast roads {READER_VERSION}\n".encode())
    try:
        if not stat.S_ISREG(source.stat().st_mode):
            what = "folder" if source.is_dir() else "device or pipe"
            raise Refused(f"{source} is a {what}; give a map file.")
        with source.open("rb") as file:
            head = file.read(HEAD_BYTES)
            kind = map_kind(head)
            digest.update(head)
            while block := file.read(1 << 20):
                digest.update(block)
    except FileNotFoundError as e:
        raise Refused(f"There is no file {source}.") from e
    except PermissionError as e:
        raise Refused(f"You may not read {source}; change its permissions.") from e
    except (OSError, ValueError) as e:
        raise Refused(f"The file {source} cannot be read: {e}.") from e
    return kind, digest.hexdigest()


def _intact(path: Path) -> bool:
    """Whether there is a road file here and every part of it is as it was written."""
    if not path.exists():
        return False
    try:
        parts = Parts(path)
        parts.check()
    except Damaged:
        return False
    return bool(parts.about.get("sha") == path.stem)


def _sweep(cache: Path) -> None:
    """Removes what imports that were killed have left."""
    for part in cache.glob(".*.part"):
        pid = part.name.split(".")[-2]
        if pid.isdigit() and not _alive(int(pid)):
            part.unlink(missing_ok=True)


def _alive(pid: int) -> bool:
    """Whether a process of this number runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _sync_folder(folder: Path) -> None:
    """Waits until the new name is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read_apart(source: Path, kind: str, sha: str, part: Path, progress: Progress) -> None:
    """Has the reader's process read the source into `part`, and passes on what it tells."""
    package_root = str(Path(__file__).resolve().parents[2])
    paths = [package_root, *filter(None, [os.environ.get("PYTHONPATH")])]
    command = [
        sys.executable, "-m", "holdfast.store.mapreader", str(source), kind, sha, str(part),
    ]  # fmt: skip
    said: dict[str, Any] = {}
    with subprocess.Popen(  # noqa: S603 - our own interpreter, module and paths
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    ) as reader:
        try:
            for line in reader.stdout or ():
                said = msgspec.json.decode(line)
                if "step" in said:
                    progress(said["step"], said["at"])
        finally:
            if reader.poll() is None and not said.keys() & {"done", "refused", "damaged"}:
                reader.kill()
    _answer(said, reader.returncode)


def _answer(said: Mapping[str, Any], code: int) -> None:
    """What the reader's last word means for us."""
    if "done" in said and code == 0:
        return
    if "refused" in said:
        raise Refused(said["refused"])
    if "unavailable" in said:
        raise Unavailable(said["unavailable"])
    raise Damaged(
        said.get("damaged")
        or f"The map file is damaged: reading it stopped the reader (code {code})."
        " Get the file again, or one for a smaller area."
    )
