"""The day of each team of an option in its parts: legs and stays, numbered as people say them.

Stop 2 of team 1 is '1.2' wherever it is named: in the lanes, on the map, in the tables. An option
with one team counts its stops plainly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from holdfast import facts as f
from holdfast.know.picture import feature, point, way_line
from holdfast.know.sites import SiteLine

Kind = Literal["out", "between", "back", "stay"]


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of a team's day.

    Attributes:
        goal: where the leg leads to, or where the stay is.
        mark: the number of the stop that it leads to or is; empty on the way home.
        way: of a leg, where one is told.
        turn_ms: of a stay, the latest moment to break off and start home from it.
    """

    kind: Kind
    start_ms: int
    end_ms: int
    goal: str
    mark: str = ""
    way: f.WayTold | None = None
    turn_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """A tasking with its number among the teams of its option, from 1."""

    n: int
    alone: bool
    tasking: f.Tasking

    def mark(self, stop: int) -> str:
        """How the stop of this number, from 1, is named."""
        return str(stop) if self.alone else f"{self.n}.{stop}"

    @property
    def parts(self) -> tuple[Part, ...]:
        """The day in order, from leaving to home."""
        told, found = self.tasking, list[Part]()
        legs = [way for way in told.ways if way.role != "fallback"]
        start_ms = told.depart_ms
        for i, stop in enumerate(told.stops, 1):
            way = _leg(legs, stop.site, i)
            kind: Kind = "out" if i == 1 else "between"
            mark = self.mark(i)
            found.append(Part(kind, start_ms, stop.arrive_ms, stop.site, mark, way))
            found.append(
                Part("stay", stop.arrive_ms, stop.leave_ms, stop.site, mark, turn_ms=stop.turn_ms)
            )
            start_ms = stop.leave_ms
        back = next((way for way in legs if way.role == "back"), None)
        return (*found, Part("back", start_ms, told.home_ms, back.goal if back else "", way=back))

    @property
    def ways(self) -> tuple[tuple[str, f.WayTold], ...]:
        """Every way with what to call it, in the order of going, the fallbacks last."""
        marks = {stop.site: self.mark(i) for i, stop in enumerate(self.tasking.stops, 1)}
        fallbacks = [way for way in self.tasking.ways if way.role == "fallback"]
        gone = [(_name(part), part.way) for part in self.parts if part.way is not None]
        return (*gone, *((f"Fallback from {marks.get(w.start, 'the way')}", w) for w in fallbacks))

    @property
    def way_m(self) -> float:
        """Metres out, between and back."""
        return sum(way.length_m for way in self.tasking.ways if way.role != "fallback")


def teams_of(option: f.Offered | None) -> tuple[Team, ...]:
    """The teams of an option, in its order."""
    taskings = option.taskings if option else ()
    return tuple(Team(i, len(taskings) == 1, t) for i, t in enumerate(taskings, 1))


def _leg(legs: Sequence[f.WayTold], goal: str, n: int) -> f.WayTold | None:
    """The way to the n-th stop: the n-th leg, if it leads there."""
    if n <= len(legs) and legs[n - 1].goal == goal:
        return legs[n - 1]
    return next((way for way in legs if way.goal == goal), None)


def _name(part: Part) -> str:
    return {"out": f"Out to {part.mark}", "between": f"On to {part.mark}"}.get(part.kind, "Back")


def drawn(option: f.Offered | None, sites: Sequence[SiteLine], prefix: str = "") -> dict[str, Any]:
    """An option as GeoJSON: its `ways` by team and role, and its numbered `stops`.

    Args:
        option: what to draw; nothing for staying home.
        sites: where each site lies.
        prefix: before a team's badge, to tell two options apart.
    """
    teams = teams_of(option)
    ways = [
        feature(way_line(way.line), f"{prefix}{team.n}-{i}", run=str(team.n), role=way.role,
                team=team.n, badge=_badge(prefix, team))
        for team in teams
        for i, way in enumerate(team.tasking.ways)
        if len(way.line) >= 4
    ]  # fmt: skip
    return {
        "ways": {"type": "FeatureCollection", "features": ways},
        "stops": {"type": "FeatureCollection", "features": _stops(teams, sites, prefix)},
    }


def _badge(prefix: str, team: Team) -> str:
    return prefix if team.alone and prefix else f"{prefix}{team.n}"


def _stops(teams: Sequence[Team], sites: Sequence[SiteLine], prefix: str) -> list[dict[str, Any]]:
    """One point a site, with the numbers of every visit to it."""
    marks: dict[str, list[str]] = {}
    first: dict[str, int] = {}
    for team in teams:
        for i, stop in enumerate(team.tasking.stops, 1):
            marks.setdefault(stop.site, []).append(prefix + team.mark(i))
            first.setdefault(stop.site, team.n)
    places = {site.site: site.place for site in sites}
    return [
        feature(point(places[site]), f"{prefix}stop-{site}", label=", ".join(said),
                run=str(first[site]))
        for site, said in marks.items()
        if site in places
    ]  # fmt: skip
