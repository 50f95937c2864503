"""Finding things by what a person types: a grid, a coordinate, a name.

Law. What names a place outright (a grid, a coordinate) comes first; then names of ours, before
names of the map; among equals the one that is written more alike.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from holdfast.base.coordinate import pair_of
from holdfast.base.errors import Damaged, Refused
from holdfast.base.geo import Place, distance_m
from holdfast.base.grid import from_mgrs, mgrs
from holdfast.formats.spots import Spot, folded
from holdfast.formats.spots import search as search_spots
from holdfast.know.state import State
from holdfast.web.asked import degrees
from holdfast.web.room import reply, room_of

LIMIT = 20
LONGEST = 200
KINDS = ("grid", "site", "run", "person", "threat", "vehicle", "spot")
"""In the order in which they stand among equals."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found.

    Attributes:
        id: of the site, run, person, threat or vehicle; the map's own id for a spot.
        words: what it is, in a few words.
        place: [lon, lat], or None for people and vehicles.
        grid: the place in MGRS.
        fit: how alike: 8 the name itself, 6 its beginning, 4 a word's beginning, 2 within a word.
    """

    kind: str
    id: str
    name: str
    words: str
    place: Place | None
    fit: float
    grid: str = ""
    name_local: str = ""
    href: str = ""
    what: str = ""


def get(request: Request) -> Response:
    """What is found for `q`, best first; `lon` and `lat` say near where."""
    room = room_of(request)
    text = request.query_params.get("q", "").strip()
    if len(text) > LONGEST:
        raise Damaged(f"Type {LONGEST} characters at most to search for.")
    lon, lat = degrees(request, "lon", 180), degrees(request, "lat", 90)
    near = Place(lon, lat) if lon is not None and lat is not None else None
    map_file = room.node.map
    with room.node.lock:
        named = list(_named(room.node.state))
    spots: Sequence[Spot] = map_file.spots if map_file is not None else ()
    return reply(room, {"found": search(text, named, spots, near)})


def search(
    text: str, named: Iterable[Found], spots: Sequence[Spot], near: Place | None = None
) -> list[Found]:
    """What is found for this text, best first."""
    wanted = folded(text)
    if not wanted:
        return []
    place = place_of(text)
    found = [] if place is None else [_grid(place)]
    ours = [replace(n, fit=fit) for n in named if (fit := _fit(n, wanted))]
    ours.sort(key=lambda n: (-n.fit, KINDS.index(n.kind), _away_m(n, near), n.name))
    found += ours[:LIMIT]
    taken = {n.id for n in ours}
    theirs = [_spot(s) for s in search_spots(spots, text, near=near, limit=LIMIT)]
    found += [n for n in theirs if n.id not in taken]
    return [replace(n, grid=written(n.place)) if n.place else n for n in found[:LIMIT]]


# -- names ---------------------------------------------------------------------------------


def _named(state: State) -> Iterator[Found]:
    """Everything of ours that has a name."""
    tasked = {run: max(each.values(), key=lambda r: r.stamp) for run, each in state.tasked.items()}
    for register, told in (
        (state.sites, _site),
        (tasked, _run),
        (state.people, _person),
        (state.threats, _threat),
        (state.vehicles, _vehicle),
    ):
        for key, said in register.items():
            yield told(key, said.fact)


def _site(key: str, site: Any) -> Found:
    name, local, what = site.name, site.name_local, site.what
    href = f"/sites?site={key}"
    return Found("site", key, name, what, site.at.place, 0.0, "", local, href, what)


def _run(key: str, run: Any) -> Found:
    return Found("run", key, run.call, run.objective, None, 0.0, href=f"/runs/{key}")


def _person(key: str, person: Any) -> Found:
    skills, href = ", ".join(person.skills), f"/people?person={key}"
    return Found("person", key, person.name, skills, None, 0.0, href=href)


def _threat(key: str, threat: Any) -> Found:
    return Found("threat", key, threat.name, threat.what, threat.at.place, 0.0, href="/threats")


def _vehicle(key: str, vehicle: Any) -> Found:
    return Found("vehicle", key, vehicle.name, vehicle.mode, None, 0.0, href="/people")


def _fit(named: Found, wanted: str) -> float:
    return max(_alike(folded(name), wanted) for name in (named.name, named.name_local))


def _alike(name: str, wanted: str) -> float:
    if wanted not in name:
        return 0.0
    if name == wanted:
        return 8.0
    if name.startswith(wanted):
        return 6.0
    return 4.0 if f" {wanted}" in name else 2.0


def _away_m(named: Found, near: Place | None) -> float:
    return distance_m(named.place, near) if named.place and near else 0.0


def _spot(spot: Spot) -> Found:
    kind = spot.kind.replace("_", " ")
    return Found(
        kind="spot",
        id=spot.osm_id,
        name=spot.name or kind.capitalize(),
        words=kind,
        place=spot.place,
        fit=0.0,
        name_local=spot.name_ar,
        what=spot.kind,
    )


def _grid(place: Place) -> Found:
    words = f"{place.lat:.5f}, {place.lon:.5f}"
    return Found("grid", "", written(place), words, place, 9.0)


def written(place: Place) -> str:
    """In MGRS; near the poles, where our grid does not reach, nothing."""
    try:
        return mgrs(place)
    except Exception:  # noqa: BLE001  (the library raises a bare error of its own there)
        return ""


# -- places that are typed -----------------------------------------------------------------

_MGRS = re.compile(r"\d{1,2}[C-HJ-NP-X][A-HJ-NP-Z]{2}(\d{2}|\d{4}|\d{6}|\d{8}|\d{10})?", re.I)
_LONGEST_MGRS = 40
"""With as many spaces as anybody puts into it (assumed)."""


def place_of(text: str) -> Place | None:
    """The place that is typed outright: MGRS, degrees in decimals, or degrees and minutes.

    None for anything else.
    """
    text = text.strip()
    if len(text) <= _LONGEST_MGRS and _MGRS.fullmatch("".join(text.split())):
        try:
            place = from_mgrs(text)
        except Refused:
            return None
        return place if place.on_earth else None
    return pair_of(text)
