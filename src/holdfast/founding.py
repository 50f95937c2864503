"""Founding a base: from a map file, a name and a place to a folder that can be served.

Laws. All or nothing: when anything is refused, a folder that was not there before is not there
after, and one that was is as it was. A founding that is killed leaves no base: the ledger is
written in STAGE, a folder of its own, and the file that makes a folder a base comes out of it last;
what else was left, the next founding clears away or uses.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from holdfast import facts as f
from holdfast.base.clock import Clock, wall_ms
from holdfast.base.errors import Refused, Unavailable
from holdfast.base.geo import Place, distance_m
from holdfast.base.grid import known_zone
from holdfast.node import open_node
from holdfast.store import relieffile
from holdfast.store.exercise_clock import CLOCK_FILE, ExerciseClock, keep_clock
from holdfast.store.folder import holds_ledger, sync_folder, take_lock
from holdfast.store.names import LEDGER, LOCK, MAPS, STAGE
from holdfast.store.remains import lost_ledger, remains
from holdfast.store.roadfile import MapFile, import_map
from holdfast.store.roadfile import load as load_map

Progress = Callable[[str, float], None]

FURTHEST_M = 20_000.0
"""How far a place may lie outside the map (assumed: further, the map or the place is wrong)."""


@dataclass(frozen=True, slots=True)
class Founding:
    """What somebody asked to be founded.

    Attributes:
        zone: IANA name of the room's clocks; empty takes the nautical zone of the place.
        heights: SRTM tiles for the relief.
        exercise: everything this base says is an exercise.
        clock_ms: where the exercise's own clock begins and stands until it is set; None takes the
            machine's clock.
    """

    name: str
    map: Path
    at: Place
    zone: str = ""
    heights: tuple[Path, ...] = ()
    exercise: bool = False
    headcount: int = 0
    clock_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Founded:
    """What came of it: the map, its address, and how far the base lies off its roads."""

    map: MapFile
    sha: str
    off_road_m: float | None
    zone: str


def found(folder: Path, asked: Founding, progress: Progress, clock: Clock | None = None) -> Founded:
    """Found a base in a folder.

    1. The words make sense, and the folder is ours and holds no base. 2. The map is read in.
    3. The place lies on the map. 4. The heights are shaded. 5. The ledger's first word is the
    founding; then the folder is a base.

    Raises:
        Refused: the folder holds a base, the name, zone or place is no good, or the map has no
            road.
        Damaged: a file is not what it claims to be.
        Unavailable: the disk refuses.
    """
    zone = _checked(asked)
    if asked.clock_ms is not None:
        clock = ExerciseClock(asked.clock_ms, rate=0)
    with _ours(folder):
        road_file = import_map(asked.map, folder / MAPS, progress)
        map_file = load_map(road_file)
        off_m = _on_map(map_file, asked.at)
        if asked.heights:
            progress("Shading the hills", 0.9)
            relieffile.bake(asked.heights, map_file.bounds, road_file)
        relief = relieffile.digest(road_file)
        _first_word(folder, asked, zone, (road_file.stem, relief), clock or wall_ms)
    progress("Founded", 1.0)
    return Founded(map_file, road_file.stem, off_m, zone)


@contextmanager
def _ours(folder: Path) -> Iterator[None]:
    """A folder that holds no base, ours alone for the block; as it was before if that fails."""
    _holds_none(folder)
    before = _names(folder)
    lock = take_lock(folder)
    try:
        _holds_none(folder)  # somebody may have been quicker
        yield
    except BaseException:
        _undo(folder, before)
        raise
    finally:
        os.close(lock)


def _holds_none(folder: Path) -> None:
    """Refuse a folder that holds a base, or what is left of one."""
    if left := remains(folder):
        raise Refused(lost_ledger(folder, left))
    if holds_ledger(folder):
        raise Refused(f"'{folder}' holds a base already; choose another folder.")


def _names(folder: Path) -> set[str] | None:
    """What a folder holds, but for what a killed founding has left; None where there is none."""
    try:
        names = set(os.listdir(folder))
    except FileNotFoundError:
        return None
    except OSError as exc:
        raise Unavailable(
            f"The folder '{folder}' cannot be used ({exc.strerror}). Choose another, or free it."
        ) from exc
    return names - {STAGE}


def _checked(asked: Founding) -> str:
    """The zone to use, once the words make sense."""
    if not asked.name.strip() or len(asked.name) > 120 or not asked.name.isprintable():
        raise Refused("A base needs a name of 1 to 120 printable letters.")
    if not asked.at.on_earth:
        raise Refused(
            f"{asked.at.lon}, {asked.at.lat} is no place on the earth; give LON,LAT in degrees."
        )
    if asked.zone and not known_zone(asked.zone):
        raise Refused(f"There is no time zone '{asked.zone}'; give one like Europe/Athens.")
    if asked.clock_ms is not None and not asked.exercise:
        raise Refused("Only an exercise has a clock of its own; add --exercise, or leave it out.")
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
    must_be_on_map(map_file.bounds, at)
    from holdfast.plan.roads.snap import snap

    found = snap(map_file.roads, at, "foot")
    return found.off_m if found else None


def must_be_on_map(bounds: tuple[float, float, float, float], at: Place) -> None:
    """Refuse a place that lies far outside a map.

    Args:
        bounds: west, south, east, north of the map.

    Raises:
        Refused: it lies more than FURTHEST_M outside; the sentence says whether it looks turned.
    """
    west, south, east, north = bounds
    lon = at.lon + 360 if at.lon < west and at.lon + 360 - east < west - at.lon else at.lon
    near = Place(min(max(lon, west), east), min(max(at.lat, south), north))
    away_m = distance_m(at, near)
    if away_m > FURTHEST_M:
        turned = west <= at.lat <= east and south <= at.lon <= north
        hint = ": turn the two round" if turned else ""
        raise Refused(
            f"{at.lon:g}, {at.lat:g} lies {away_m / 1000:.0f} km outside this map, which covers "
            f"{west:.3f}, {south:.3f} to {east:.3f}, {north:.3f}. Longitude comes first{hint}."
        )


def _first_word(
    folder: Path, asked: Founding, zone: str, beneath: tuple[str, str], clock: Clock
) -> None:
    """Say the founding in a ledger of its own, and bring that into the folder.

    Args:
        beneath: the addresses of the map and of its relief.
    """
    stage = folder / STAGE
    try:
        shutil.rmtree(stage, ignore_errors=True)
        if asked.clock_ms is not None:
            stage.mkdir(mode=0o700)
            keep_clock(stage / CLOCK_FILE, asked.clock_ms, rate=0)
        with open_node(stage, clock, exercise=asked.exercise) as node:
            node.say_all(
                [
                    f.BaseFounded(
                        base="base",
                        name=asked.name.strip(),
                        at=f.Point(*asked.at),
                        zone=zone,
                        exercise=asked.exercise,
                        map=beneath[0],
                        relief=beneath[1],
                        headcount=asked.headcount,
                    )
                ]
            )
        for name in sorted(os.listdir(stage), key=lambda name: (name == LEDGER, name)):
            if name != LOCK:
                (stage / name).replace(folder / name)
        sync_folder(folder)
        shutil.rmtree(stage)
    except OSError as exc:
        raise Unavailable(f"The ledger cannot be put into '{folder}': {exc.strerror}.") from exc


def _undo(folder: Path, before: set[str] | None) -> None:
    """Take away what a founding that failed has made."""
    if before is None:
        shutil.rmtree(folder, ignore_errors=True)
        return
    for name in set(os.listdir(folder)) - before:
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
