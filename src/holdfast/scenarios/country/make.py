"""Making the demo country: draw it from the ground up, then write the map and the heights."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.ndimage import distance_transform_edt, gaussian_filter

from holdfast.formats.hgt import write_hgt
from holdfast.formats.relief import Bounds
from holdfast.scenarios.country.draft import Draft
from holdfast.scenarios.country.drawing import draw
from holdfast.scenarios.country.frame import EAST, NORTH, SOUTH, TILE, TIME_ZONE, WEST, Grid
from holdfast.scenarios.country.places import Landmark, landmarks
from holdfast.scenarios.country.scene import Scene
from holdfast.scenarios.country.shapes import length_m
from holdfast.scenarios.country.terrain import make_terrain
from holdfast.scenarios.country.water import river_line, wadis
from holdfast.scenarios.country.write import write_map

Progress = Callable[[str, float], None]

MAP_FILE = "mavrah.osm.pbf"


@dataclass(frozen=True)
class Country:
    """The files of the country, what is where in it, and how much of each thing there is."""

    map_file: Path
    height_file: Path
    bounds: Bounds
    time_zone: str
    places: dict[str, Landmark]
    counts: dict[str, int]


def make_country(folder: Path, progress: Progress = lambda _step, _done: None) -> Country:
    """Write the invented country into a folder: the same bytes every time.

    Args:
        folder: Where `mavrah.osm.pbf` and `N27E024.hgt` are put; made when it is missing.
        progress: Told the step that begins and the share that is done.
    """
    folder.mkdir(parents=True, exist_ok=True)
    progress("Raising hills", 0.0)
    river = river_line()
    land = make_terrain(river)
    progress("Tracing wadis", 0.25)
    beds = wadis(land)
    draft = Draft()
    spots = draw(draft, Scene(river, land, beds), lambda step, done: progress(step, 0.3 + done / 2))
    progress("Writing the map", 0.85)
    write_map(draft, folder / MAP_FILE)
    progress("Writing the heights", 0.95)
    (folder / f"{TILE}.hgt").write_bytes(write_hgt(whole_tile(land.fine_m)))
    progress("Done", 1.0)
    bounds = Bounds(WEST, SOUTH, EAST, NORTH)
    files = folder / MAP_FILE, folder / f"{TILE}.hgt"
    return Country(*files, bounds, TIME_ZONE, landmarks(spots), count(draft))


def whole_tile(fine_m: Grid) -> Grid:
    """The country's heights within their square degree; beyond its edges the land fades out."""
    rows, cols = fine_m.shape
    top, left = round((28 - NORTH) * 1200), round((WEST - 24) * 1200)
    padding = ((top, 1201 - top - rows), (left, 1201 - left - cols))
    tile = np.pad(fine_m, padding, mode="edge")
    own = np.zeros(tile.shape, bool)
    own[top : top + rows, left : left + cols] = True
    out = np.clip(distance_transform_edt(~own) / 120.0, 0, 1)
    near, far = gaussian_filter(tile, 6), gaussian_filter(tile, 60)
    blend = np.clip(out * 8, 0, 1)
    return np.asarray(tile * (1 - blend) + blend * (near * (1 - out) + far * out))


def count(draft: Draft) -> dict[str, int]:
    """How many nodes, ways and buildings were drawn, and kilometres of each class of road."""
    metres: Counter[str] = Counter()
    for nodes, tags in draft.ways:
        if "highway" in tags:
            metres[tags["highway"]] += round(length_m([draft.nodes[n - 1] for n in nodes]))
    return {
        "nodes": len(draft.nodes),
        "ways": len(draft.ways),
        "relations": len(draft.relations),
        "buildings": sum("building" in tags for _, tags in draft.ways),
        **{f"km_{kind}": round(m / 1000) for kind, m in sorted(metres.items())},
    }
