"""Founding a base: from a map file, a name and a place to a folder that can be served.

Law. All or nothing: when anything is refused, a folder that was not there before is not there
after, and one that was is as it was.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from holdfast import facts as f
from holdfast.base.clock import Clock, steady_clock
from holdfast.base.errors import Refused
from holdfast.base.geo import Place, distance_m
from holdfast.base.grid import zone_of
from holdfast.node import MAPS, open_node
from holdfast.store import relieffile
from holdfast.store.roadfile import MapFile, import_map
from holdfast.store.roadfile import load as load_map

Progress = Callable[[str, float], None]

FURTHEST_M = 20_000.0
"""How far a base may lie outside its map's bounds (assumed: further, the map is a wrong one)."""


@dataclass(frozen=True, slots=True)
class Founding:
    """What somebody asked to be founded.

    Attributes:
        zone: IANA name of the room's clocks; empty takes the nautical zone of the place.
        heights: SRTM tiles for the relief.
        exercise: everything this base says is an exercise.
    """

    name: str
    map: Path
    at: Place
    zone: str = ""
    heights: tuple[Path, ...] = ()
    exercise: bool = False
    headcount: int = 0


@dataclass(frozen=True, slots=True)
class Founded:
    """What came of it: the map, its address, and how far the base lies off its roads."""

    map: MapFile
    sha: str
    off_road_m: float | None
    zone: str


def found(
    folder: Path, asked: Founding, progress: Progress, clock: Clock | None = None
) -> Founded:
    """Found a base in a folder.

    1. The folder holds no base yet, and the words make sense. 2. The map is read in. 3. The place
    lies on the map. 4. The heights are shaded. 5. The ledger's first word is the founding.

    Raises:
        Refused: the folder holds a base, the name, zone or place is no good, or the map has no
            road.
        Damaged: a file is not what it claims to be.
        Unavailable: the disk refuses.
    """
    if (folder / "ledger.sqlite").exists():
        raise Refused(f"'{folder}' holds a base already; choose another folder.")
    zone = _checked(asked)
    before = set(folder.iterdir()) if folder.is_dir() else None
    try:
        road_file = import_map(asked.map, folder / MAPS, progress)
        map_file = load_map(road_file)
        off_m = _on_map(map_file, asked.at)
        if asked.heights:
            progress("Shading the hills", 0.9)
            relieffile.bake(asked.heights, map_file.bounds, road_file)
        _first_word(folder, asked, zone, road_file.stem, clock or steady_clock())
    except BaseException:
        _undo(folder, before)
        raise
    progress("Founded", 1.0)
    return Founded(map_file, road_file.stem, off_m, zone)


def _checked(asked: Founding) -> str:
    """The zone to use, once the words make sense."""
    if not asked.name.strip() or len(asked.name) > 120:
        raise Refused("A base needs a name of 1 to 120 letters.")
    if not asked.at.on_earth:
        raise Refused(
            f"{asked.at.lon}, {asked.at.lat} is no place on the earth; give LON,LAT in degrees."
        )
    if asked.zone and zone_of(asked.zone).key != asked.zone:
        raise Refused(f"There is no time zone '{asked.zone}'; give one like Europe/Athens.")
    return asked.zone or nautical_zone(asked.at)


def nautical_zone(place: Place) -> str:
    """The zone that ships keep there: one hour for each 15 degrees. Etc/ names count westwards."""
    hours = round(place.lon / 15)
    return "Etc/UTC" if hours == 0 else f"Etc/GMT{-hours:+d}"


def _on_map(map_file: MapFile, at: Place) -> float | None:
    """How far off the roads the base lies; None where nobody can go on foot.

    Raises:
        Refused: it lies far outside the map.
    """
    west, south, east, north = map_file.bounds
    near = Place(min(max(at.lon, west), east), min(max(at.lat, south), north))
    away_m = distance_m(at, near)
    if away_m > FURTHEST_M:
        raise Refused(
            f"{at.lon:g}, {at.lat:g} lies {away_m / 1000:.0f} km outside this map, which covers "
            f"{west:.3f}, {south:.3f} to {east:.3f}, {north:.3f}. Is longitude given first?"
        )
    from holdfast.plan.snap import snap

    found = snap(map_file.roads, at, "foot")
    return found.off_m if found else None


def _first_word(folder: Path, asked: Founding, zone: str, sha: str, clock: Clock) -> None:
    with open_node(folder, clock, exercise=asked.exercise) as node:
        node.say_all(
            [
                f.BaseFounded(
                    base="base",
                    name=asked.name.strip(),
                    at=f.Point(*asked.at),
                    zone=zone,
                    exercise=asked.exercise,
                    map=sha,
                    headcount=asked.headcount,
                )
            ]
        )


def _undo(folder: Path, before: set[Path] | None) -> None:
    """Take away what a founding that failed has made."""
    made = [folder] if before is None else sorted(set(folder.iterdir()) - before)
    for path in made:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
