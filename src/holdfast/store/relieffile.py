"""The relief beside a road file: a shaded picture and where its corners lie.

Law. Both parts are there whole or not at all: the picture takes its name first, the corners last,
and a relief without corners is none. The founding says the digest of both.
"""

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from holdfast.base.errors import Damaged, Refused, Unavailable
from holdfast.base.geo import Place
from holdfast.formats.hgt import Heights, read_hgt, tile_corner

Corners = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class ShownRelief:
    """A PNG and the lon, lat of its corners: north-west first, then clockwise."""

    png: bytes
    corners: Corners


def bake(
    sources: Sequence[Path], bounds: tuple[float, float, float, float], road_file: Path
) -> None:
    """Shade the heights under a map's bounds and keep the picture beside its road file.

    Args:
        sources: SRTM tiles named after their south-western corner, as N27E024.hgt.

    Raises:
        Refused: a file is not there or not named like a tile, or none lies under the map.
        Damaged: a file is no tile.
        Unavailable: the picture cannot be written.
    """
    from holdfast.formats.relief import Bounds, shade  # brings in scipy and pillow

    relief = shade(_tiles(sources), Bounds(*bounds))
    corners = msgspec.json.encode([list(c) for c in relief.corners])
    _write(_picture(road_file), relief.png)
    _write(_corners(road_file), corners)


def load(road_file: Path) -> ShownRelief | None:
    """The relief beside a road file; None where there is none, or only half of one."""
    try:
        corners = msgspec.json.decode(_corners(road_file).read_bytes(), type=Corners)
        return ShownRelief(_picture(road_file).read_bytes(), corners)
    except (OSError, msgspec.DecodeError):
        return None


def digest(road_file: Path) -> str:
    """SHA-256 over the picture and the corners, hex; '' where one of them is not there."""
    try:
        both = _picture(road_file).read_bytes() + _corners(road_file).read_bytes()
    except OSError:
        return ""
    return hashlib.sha256(both).hexdigest()


def _tiles(sources: Sequence[Path]) -> Mapping[Place, Heights]:
    tiles = {}
    for source in sources:
        try:
            tiles[tile_corner(source.name)] = read_hgt(source.read_bytes())
        except OSError as exc:
            raise Refused(f"The heights '{source.name}' cannot be read: {exc.strerror}.") from exc
        except Damaged as exc:
            raise Damaged(f"{source.name}: {exc}") from exc
    return tiles


def _picture(road_file: Path) -> Path:
    return road_file.with_suffix(".relief.png")


def _corners(road_file: Path) -> Path:
    return road_file.with_suffix(".relief.json")


def _write(path: Path, data: bytes) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as exc:
        raise Unavailable(f"The relief cannot be written: {exc.strerror}.") from exc
    finally:
        part.unlink(missing_ok=True)
