"""What is near a place on the map: its grid, the nearest road, the way to the base, sites."""

from starlette.requests import Request
from starlette.responses import Response

from holdfast import facts as f
from holdfast.base.errors import Damaged
from holdfast.base.geo import Place, bearing_deg, distance_m
from holdfast.node import Node
from holdfast.web.asked import degrees
from holdfast.web.room import base_of, reply, room_of
from holdfast.web.search import written

SITES = 3
SITE_M = 5_000.0
"""How near a site must be to be named (assumed)."""


def get(request: Request) -> Response:
    """What is near `lon`, `lat`."""
    room = room_of(request)
    lon, lat = degrees(request, "lon", 180), degrees(request, "lat", 90)
    if lon is None or lat is None:
        raise Damaged("Say where: 'lon' and 'lat' in degrees.")
    place = Place(lon, lat)
    base = base_of(room.node)
    return reply(
        room,
        {
            "lon": lon,
            "lat": lat,
            "mgrs": written(place),
            "road": nearest_road(room.node, place),
            "base_m": round(distance_m(place, base.at.place)) if base else None,
            "base_bearing_deg": round(bearing_deg(base.at.place, place)) if base else None,
            "sites": _sites(room.node, place),
        },
    )


def nearest_road(node: Node, place: Place) -> dict[str, object] | None:
    """The nearest way that a person on foot may use: {name, name_local, kind, metres, lon, lat}."""
    if node.map is None:
        return None
    from holdfast.plan.roads.arrays import KINDS
    from holdfast.plan.roads.snap import snap

    roads = node.map.roads
    found = snap(roads, place, "foot")
    if found is None:
        return None
    arc = found.arcs[0]
    return {
        "name": roads.names[roads.name[found.edge]],
        "name_local": roads.names_ar[roads.name[found.edge]],
        "kind": KINDS[roads.kind[arc]].replace("_", " "),
        "metres": round(found.off_m),
        "lon": round(found.place.lon, 6),
        "lat": round(found.place.lat, 6),
    }


def _sites(node: Node, place: Place) -> list[dict[str, object]]:
    with node.lock:
        noted = [s.fact for s in node.state.sites.values()]
    near = sorted(
        (distance_m(place, site.at.place), site.site, site.name)
        for site in noted
        if isinstance(site, f.SiteNoted)
    )
    return [
        {"site": site, "name": name, "metres": round(metres)}
        for metres, site, name in near[:SITES]
        if metres <= SITE_M
    ]
