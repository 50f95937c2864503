"""One's own contingencies: what if the bridge is out, the medic is hit, we find thirty?

Law. A what-if changes the mission or the odds and nothing else: the same plays are then played
again, so that the difference is what it does.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from holdfast.base.errors import Refused
from holdfast.base.geo import Place, nearest_m
from holdfast.rehearse.mission import Mission, Piece, Stop, Team, Way
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.staging import Scene, Staged, TeamShown

KINDS = ("shut", "hit", "empty", "full", "people", "there", "gone", "storm", "no_link", "slow",
         "dark")  # fmt: skip


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One contingency.

    Attributes:
        kind: shut (no way through near a place), hit (a medic, or somebody, is hurt on the last
            leg to a site), empty and full (a site holds nothing, or what is hoped), people
            (so many wait at a site), there and gone (a threat), storm, no_link, slow (everything
            takes `n` times as long), dark (last light comes `n` hours earlier).
        key: id of the site or threat. n: how many, how much.
        place, radius_m: of what is shut.
    """

    kind: str
    key: str = ""
    n: float = 1.0
    place: Place | None = None
    radius_m: float = 100.0


def with_all(scene: Scene, odds: Odds, asked: Sequence[WhatIf]) -> tuple[Scene, Odds]:
    """The scene and the odds if all of this were so.

    Raises:
        Refused: a contingency of no known kind, or about what no option meets.
    """
    for one in asked:
        if one.kind == "storm":
            odds = odds._replace(p_storm=1.0)
        elif one.kind == "no_link":
            odds = odds._replace(p_link=1.0)
        else:
            scene = replace(scene, options=_changed(scene, one))
    return scene, odds


def _changed(scene: Scene, one: WhatIf) -> tuple[Staged, ...]:
    """Every option with the contingency in it.

    Raises:
        Refused: none is touched by it.
    """
    change = CHANGES.get(one.kind)
    if change is None:
        raise Refused(f"'{one.kind}' is no contingency: use one of {', '.join(KINDS)}.")
    changed = tuple(change(scene, option, one) for option in scene.options)
    if changed == scene.options:
        raise Refused("No option meets that: the place is on no way, or the site is in no plan.")
    return changed


def _shut(_scene: Scene, option: Staged, one: WhatIf) -> Staged:
    """Pieces whose line passes the place are known to be cut."""
    at = one.place
    if at is None:
        raise Refused("Say where the way is shut.")

    def cut(way: Way, line: Sequence[Place]) -> Way:
        parts = _parts(line, len(way))
        return tuple(
            replace(piece, shut=True) if part and nearest_m(at, part) <= one.radius_m else piece
            for piece, part in zip(way, parts, strict=True)
        )

    def change(team: Team, shown: TeamShown) -> Team:
        n = len(team.legs)
        legs = tuple(cut(leg, shown.lines[i]) for i, leg in enumerate(team.legs))
        stops = tuple(
            replace(s, fallback=cut(s.fallback, shown.lines[n + k])) if s.fallback else s
            for k, s in enumerate(team.stops)
        )
        return replace(team, legs=legs, stops=stops)

    return _teams(option, change)


def _parts(line: Sequence[Place], n: int) -> list[Sequence[Place]]:
    """A line in n parts of about as many points, with their ends in common."""
    if len(line) < 2:
        return [line] * n
    ends = [round(i * (len(line) - 1) / n) for i in range(n + 1)]
    return [line[a : max(b, a + 1) + 1] for a, b in pairwise(ends)]


def _hit(scene: Scene, option: Staged, one: WhatIf) -> Staged:
    """Somebody is hurt where the last piece of a leg to the site begins."""
    site = _number(scene, one.key)

    def change(team: Team, _shown: TeamShown) -> Team:
        legs = list(team.legs)
        for k, stop in enumerate(team.stops):
            if stop.site == site and legs[k]:
                legs[k] = (*legs[k][:-1], replace(legs[k][-1], hits=True))
        return replace(team, legs=tuple(legs))

    return _teams(option, change)


def _holds(p: float) -> Callable[[Scene, Staged, WhatIf], Staged]:
    """A site is known to hold what is hoped, or not to."""

    def change(scene: Scene, option: Staged, one: WhatIf) -> Staged:
        site = _number(scene, one.key)
        return _stops(option, site, lambda stop: replace(stop, p_there=p))

    return change


def _people(scene: Scene, option: Staged, one: WhatIf) -> Staged:
    """So many wait at a site: the stay is as much longer, and as many come as there is room."""
    site = _number(scene, one.key)
    teams = []
    for shown, team in zip(option.teams, option.mission.teams, strict=True):
        stops = tuple(
            replace(stop, people=round(one.n)) if team.stops[k].site == site else stop
            for k, stop in enumerate(shown.stops)
        )
        teams.append(replace(shown, stops=stops))
    return replace(option, teams=tuple(teams))


def _threat(p: float) -> Callable[[Scene, Staged, WhatIf], Staged]:
    """A threat is known to be there, or to be gone."""

    def change(scene: Scene, option: Staged, one: WhatIf) -> Staged:
        known = [k for k, source in enumerate(scene.sources) if k and source.threat == one.key]
        if not known:
            raise Refused(f"No threat '{one.key}' is known here.")
        chances = list(option.mission.p)
        chances[known[0]] = p
        return replace(option, mission=replace(option.mission, p=tuple(chances)))

    return change


def _slow(_scene: Scene, option: Staged, one: WhatIf) -> Staged:
    """Everything takes so many times as long."""
    if not 0.1 <= one.n <= 10:
        raise Refused("Slower means 0.1 to 10 times as long.")

    def longer(way: Way) -> Way:
        return tuple(_longer(piece, one.n) for piece in way)

    def change(team: Team, _shown: TeamShown) -> Team:
        stops = tuple(
            replace(
                s,
                stay=_longer(s.stay, one.n),
                fallback=longer(s.fallback) if s.fallback is not None else None,
            )
            for s in team.stops
        )
        return replace(team, legs=tuple(longer(leg) for leg in team.legs), stops=stops)

    return _teams(option, change)


def _longer(piece: Piece, times: float) -> Piece:
    return replace(piece, time_s=piece.time_s * times)


def _dark(_scene: Scene, option: Staged, one: WhatIf) -> Staged:
    """Last light comes so many hours earlier."""
    dark_s = option.mission.dark_s - one.n * 3600
    return replace(option, mission=replace(option.mission, dark_s=dark_s))


def _teams(option: Staged, change: Callable[[Team, TeamShown], Team]) -> Staged:
    """An option with every team changed."""
    teams = tuple(map(change, option.mission.teams, option.teams))
    return replace(option, mission=replace(option.mission, teams=teams))


def _stops(option: Staged, site: int, change: Callable[[Stop], Stop]) -> Staged:
    """An option with every stop at a site changed."""
    teams = tuple(
        replace(team, stops=tuple(change(s) if s.site == site else s for s in team.stops))
        for team in option.mission.teams
    )
    return replace(option, mission=Mission(teams, option.mission.p, option.mission.dark_s))


def _number(scene: Scene, site: str) -> int:
    """The number of a site in the scene."""
    known = [i for i, (key, _) in enumerate(scene.sites) if key == site]
    if not known:
        raise Refused(f"No option visits '{site}'.")
    return known[0]


CHANGES: dict[str, Callable[[Scene, Staged, WhatIf], Staged]] = {
    "shut": _shut,
    "hit": _hit,
    "empty": _holds(0.0),
    "full": _holds(1.0),
    "people": _people,
    "there": _threat(1.0),
    "gone": _threat(0.0),
    "slow": _slow,
    "dark": _dark,
}
