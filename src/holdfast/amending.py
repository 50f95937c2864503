"""Setting a base anew, by its founder: its name, zone and headcount, its map and relief.

Law. The room is closed meanwhile. A map that was lost or damaged is put back by reading the same
file again; another one is said in the ledger, and the base must lie on it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from holdfast import facts as f
from holdfast.base.clock import Clock
from holdfast.base.errors import Refused
from holdfast.base.grid import known_zone
from holdfast.founding import must_be_on_map
from holdfast.node import Node, open_node
from holdfast.store import relieffile
from holdfast.store.names import MAPS
from holdfast.store.roadfile import import_map
from holdfast.store.roadfile import load as load_map

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Amendment:
    """What is to be set anew; None and empty leave it as it is."""

    name: str = ""
    zone: str = ""
    headcount: int | None = None
    map: Path | None = None
    heights: tuple[Path, ...] = ()


def amend(
    folder: Path, asked: Amendment, progress: Progress, clock: Clock | None = None
) -> f.BaseFounded:
    """Set a base anew; what it is then.

    Raises:
        Refused: nothing is to be set, it makes no sense, or this folder did not found a base.
        Damaged: a file is not what it claims to be.
        Unavailable: its room is open, or the disk refuses.
    """
    if asked == Amendment():
        raise Refused("Say what to set anew: a name, a zone, a headcount, a map or heights.")
    if asked.zone and not known_zone(asked.zone):
        raise Refused(f"There is no time zone '{asked.zone}'; give one like Europe/Athens.")
    if asked.name and (len(asked.name) > 120 or not asked.name.strip().isprintable()):
        raise Refused("A base needs a name of 1 to 120 printable letters.")
    with open_node(folder, clock) as node:
        before = node.founding
        if before is None:
            raise Refused("No base was founded in this folder by its own key.")
        map_sha, relief = _beneath(node, before, asked, progress)
        before = msgspec.structs.replace(before, when_ms=None, said_ms=None)
        after = msgspec.structs.replace(
            before,
            name=asked.name.strip() or before.name,
            zone=asked.zone or before.zone,
            headcount=before.headcount if asked.headcount is None else asked.headcount,
            map=map_sha,
            relief=relief,
        )
        if after != before:
            node.say_all([after])
    progress("Set", 1.0)
    return after


def _beneath(
    node: Node, base: f.BaseFounded, asked: Amendment, progress: Progress
) -> tuple[str, str]:
    """The addresses of the map and the relief, once they are in the folder."""
    if asked.map is None and not asked.heights:
        return base.map, base.relief
    maps = node.folder / MAPS
    if asked.map is None and not base.map:
        raise Refused("This base has no map: give one with --map.")
    road_file = import_map(asked.map, maps, progress) if asked.map else maps / f"{base.map}.roads"
    found = load_map(road_file)
    must_be_on_map(found.bounds, base.at.place)
    if asked.heights:
        progress("Shading the hills", 0.9)
        relieffile.bake(asked.heights, found.bounds, road_file)
    return road_file.stem, relieffile.digest(road_file)
