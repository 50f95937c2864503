"""What the map shows, as GeoJSON (RFC 7946): base, sites, threats, ways, caches, closures.

Teams are drawn from the board, which knows the time.
"""

from functools import lru_cache
from math import cos, pi, sin
from typing import Any

from holdfast import facts as f
from holdfast.base.geo import Place, offset, unpack_line
from holdfast.know.caches import caches
from holdfast.know.legs import HOME_ROLES
from holdfast.know.placed import PLACED
from holdfast.know.plausible import n_words
from holdfast.know.risk import GONE, ThreatLine, threats
from holdfast.know.runs import Story, stories
from holdfast.know.sites import sites
from holdfast.know.state import State

Geo = dict[str, Any]
CIRCLE_POINTS = 48


def picture(state: State, now_ms: int) -> dict[str, Geo]:
    """Every overlay by name."""
    dangers = threats(state, now_ms)
    told = stories(state)
    return {
        "bases": _collection(_bases(state)),
        "sites": _collection(_sites(state, now_ms, dangers)),
        "threats": _collection(_threats(dangers)),
        "ways": _collection(w for s in told.values() for w in _ways(s)),
        "caches": _collection(_caches(state)),
        "closures": _collection(_closures(state)),
    }


@lru_cache(maxsize=20_000)
def circle(place: Place, radius_m: float) -> Geo:
    """A circle as a polygon ring; whoever gets it does not change it."""
    turn = [2 * pi * i / CIRCLE_POINTS for i in range(CIRCLE_POINTS)]
    ring = [_xy(offset(place, radius_m * cos(a), radius_m * sin(a))) for a in turn]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def way_line(line: tuple[int, ...]) -> Geo:
    """A packed way as a line."""
    return {"type": "LineString", "coordinates": [_xy(p) for p in unpack_line(line)]}


def feature(geometry: Geo, key: str, **properties: Any) -> Geo:
    """One GeoJSON feature; `key` is its id and stands among its properties too."""
    return {
        "type": "Feature",
        "id": key,
        "geometry": geometry,
        "properties": {"id": key, **properties},
    }


def age_words(age_h: float) -> str:
    """How old, as exactly as a mark on a map needs it: what is told anew each minute says nothing
    new, and the link pays for it."""
    minutes = int(age_h * 60)
    if minutes < 10:
        return f"{minutes} min"
    if minutes < 60:
        return f"{minutes // 5 * 5} min"
    return f"{minutes // 60} h" if minutes < 24 * 60 else f"{minutes // (24 * 60)} d"


def point(place: Place) -> Geo:
    """A place as a GeoJSON point."""
    return {"type": "Point", "coordinates": _xy(place)}


def _xy(place: Place) -> list[float]:
    return [round(place.lon, 6), round(place.lat, 6)]


def _collection(features: Any) -> Geo:
    return {"type": "FeatureCollection", "features": list(features)}


def _bases(state: State) -> list[Geo]:
    return [
        feature(point(s.fact.at.place), key, name=s.fact.name)
        for key, s in state.bases.items()
        if isinstance(s.fact, f.BaseFounded)
    ]


def _sites(state: State, now_ms: int, dangers: list[ThreatLine]) -> list[Geo]:
    return [
        feature(
            point(s.place),
            s.site,
            name=s.name,
            name_local=s.name_local,
            what=s.what,
            searched=s.searched,
            holds=", ".join(c.name for c in s.belief[:3]),
        )
        for s in sites(state, now_ms, dangers)
    ]


def _threats(dangers: list[ThreatLine]) -> list[Geo]:
    return [
        feature(
            circle(t.place, t.radius_m),
            t.threat,
            name=t.name,
            what=t.what,
            grade=t.grade,
            belief=round(t.belief, 2),
            age_h=round(t.age_h, 1),
            last_ms=t.last_ms,
            label=f"{t.name}\n{t.grade} · {age_words(t.age_h)} · {t.belief:.0%}{_placed(t.placed)}",
            placed=t.placed,
            lon=round(t.place.lon, 6),
            lat=round(t.place.lat, 6),
            south=round(offset(t.place, 0, -t.radius_m).lat, 6),
        )
        for t in dangers
        if t.belief >= GONE and not t.lifted
    ]


def _placed(how: str) -> str:
    """What a label adds where its place was not said."""
    return f" · {PLACED[how]}" if PLACED[how] else ""


def _ways(story: Story) -> list[Geo]:
    """The ways of runs that are about to leave or out, but no way home from a stop left behind."""
    course = story.course
    if course is None or story.phase in ("home", "debriefed", "called_off"):
        return []
    home = course.home_way if course.role == "fallback" or course.turned_ms is not None else None
    behind = {course.tasking.stops[i].site for i in range(max(course.last, 0))}
    behind -= {course.tasking.stops[i].site for i in (course.last, *course.to_come) if i >= 0}
    return [
        feature(
            way_line(way.line),
            f"{story.run}-{i}",
            run=story.run,
            call=story.call,
            role=way.role,
            taken=way is home,
        )
        for i, way in enumerate(course.tasking.ways)
        if len(way.line) >= 4 and not (way.role in HOME_ROLES and way.start in behind)
    ]


def _caches(state: State) -> list[Geo]:
    return [
        feature(
            point(c.place),
            c.cache,
            call=c.call,
            contents=", ".join(f"{n_words(n)} {u} {name}" for name, n, u in c.contents)
            + _placed(c.placed),
            placed=c.placed,
        )
        for c in caches(state)
        if c.place is not None
    ]


def _closures(state: State) -> list[Geo]:
    return [
        feature(
            circle(s.fact.at.place, max(s.fact.radius_m, 20.0)),
            key,
            modes=",".join(s.fact.modes),
            words=s.fact.words,
        )
        for key, s in open_closures(state)
        if isinstance(s.fact, f.RoadClosed)
    ]


def open_closures(state: State) -> list[tuple[str, Any]]:
    """Closures that nobody has lifted since."""
    return [
        (key, said)
        for key, said in state.closures.items()
        if key not in state.openings or state.openings[key].stamp < said.stamp
    ]
