"""The stage of a drill: the demo country, a fresh exercise base in it, and its room served."""

import hashlib
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from holdfast.base.errors import Unavailable
from holdfast.base.geo import Place
from holdfast.founding import Founding, found
from holdfast.node import Node, open_node
from holdfast.store import relieffile
from holdfast.store.cache import cache_folder
from holdfast.store.exercise_clock import ExerciseClock
from holdfast.store.names import MAPS
from holdfast.store.roadfile import import_map
from holdfast.web.serve import bind, serve

Progress = Callable[[str, float], None]

WAIT_S = 30.0
"""How long a room may take to answer for the first time (assumed)."""
PLACES, READY = "places.json", "ready"


class Spot(msgspec.Struct, frozen=True):
    """A place of the country, as the scripts know it."""

    name: str
    name_ar: str
    kind: str
    lon: float
    lat: float

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(self.lon, self.lat)


@dataclass(frozen=True, slots=True)
class Country:
    """The demo country, made and read in: its map file, its road files, its places by id."""

    map_file: Path
    maps: Path
    zone: str
    places: dict[str, Spot]


def prepared(progress: Progress = lambda _step, _part: None) -> Country:
    """The demo country, made now unless this version of it was made before.

    1. Its address is the hash of the code that makes it. 2. It is made beside, then named at once.
    """
    folder = cache_folder() / f"country-{_version()}"
    if not (folder / READY).exists():
        _make(folder, progress)
    table = msgspec.json.decode((folder / PLACES).read_bytes(), type=dict[str, Spot])
    zone = (folder / READY).read_text().strip()
    return Country(folder / "mavrah.osm.pbf", folder / MAPS, zone, table)


def _version() -> str:
    code = hashlib.sha256()
    here = Path(__file__).parent
    sources = [*(here / "country").glob("*.py"), *(here.parent / "formats").glob("*.py")]
    for source in sorted([*sources, here / "stage.py"]):
        code.update(source.read_bytes())
    return code.hexdigest()[:16]


def _make(folder: Path, progress: Progress) -> None:
    from holdfast.scenarios.country import make_country

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as exc:
        raise Unavailable(
            f"The demo country cannot be kept in '{folder.parent}' ({exc.strerror}). "
            "Name another folder in HOLDFAST_CACHE."
        ) from exc
    try:
        country = make_country(part, progress)
        road_file = import_map(country.map_file, part / MAPS, progress)
        bounds = country.bounds
        box = (bounds.west, bounds.south, bounds.east, bounds.north)
        relieffile.bake((country.height_file,), box, road_file)
        table = {
            key: Spot(x.name, x.name_ar, x.kind, x.at.lon, x.at.lat)
            for key, x in country.places.items()
        }
        (part / PLACES).write_bytes(msgspec.json.encode(table))
        (part / READY).write_text(country.time_zone)
        if not (folder / READY).exists():
            shutil.rmtree(folder, ignore_errors=True)
            part.replace(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


@contextmanager
def fresh_base(
    name: str, at: str, start_ms: int, headcount: int, progress: Progress
) -> Iterator[tuple[Node, Country]]:
    """An exercise base in the demo country, in a folder that goes when the drill ends."""
    country = prepared(progress)
    clock = ExerciseClock(start_ms, rate=0.0)
    with tempfile.TemporaryDirectory(prefix="holdfast-drill-") as scratch:
        folder = Path(scratch) / "base"
        shutil.copytree(country.maps, folder / MAPS)
        asked = Founding(
            name=name,
            map=country.map_file,
            at=country.places[at].place,
            zone=country.zone,
            exercise=True,
            headcount=headcount,
        )
        found(folder, asked, progress, clock)
        with open_node(folder, clock, exercise=True) as node:
            yield node, country


@contextmanager
def served_beside(node: Node) -> Iterator[str]:
    """The node's room, served from a thread beside this one; its address."""
    listening = bind("127.0.0.1", 0)
    address: list[str] = []
    up, stop = threading.Event(), threading.Event()

    def ready(at: str) -> None:
        address.append(at)
        up.set()

    room = threading.Thread(
        target=serve, args=(node,), kwargs={"listening": listening, "ready": ready, "stop": stop}
    )
    room.start()
    try:
        if not up.wait(WAIT_S):
            raise Unavailable("The drill's room did not open in half a minute.")
        yield address[0]
    finally:
        stop.set()
        room.join()
