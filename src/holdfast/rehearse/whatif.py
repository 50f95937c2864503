"""One's own contingencies: what if the bridge is out, the medic is hit, we find thirty?

Law. A what-if changes the mission or the odds and nothing else: the same plays are then played
again, so that the difference is what it does.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from holdfast.base.errors import Refused
from holdfast.base.geo import Place, along, distance_m, nearest_m
from holdfast.rehearse.mission import Piece, Stop, Team, Way
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.staging import Scene, Staged, StopShown, TeamShown

KINDS = ("shut", "hit", "empty", "full", "people", "there", "gone", "storm", "no_link", "slow",
         "dark")  # fmt: skip
MOST_WAITING = 1_000
"""People who wait at one site; as sound.MOST_PEOPLE."""
MOST_EARLIER_H = 24.0


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One contingency.

    Attributes:
        kind: shut (no way through near a place), hit (a medic, or somebody, is hurt on the way
            to the first visit of a site), empty and full (a site holds nothing, or what is hoped),
            people (`n` wait at a site), there and gone (a threat), storm (from the departure on),
            no_link, slow (everything takes `n` times as long), dark (last light comes `n` hours
            earlier).
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
        if not scene.options:
            raise Refused("No option leaves the base: there is nothing to rehearse.")
        if one.kind == "storm":
            odds = odds._replace(p_storm=1.0, storm_within_s=0.0)
        elif one.kind == "no_link":
            odds = odds._replace(p_link=1.0)
        else:
            scene = replace(scene, options=_changed(scene, one))
    return scene, odds


def _changed(scene: Scene, one: WhatIf) -> tuple[Staged, ...]:
    """Every option with the contingency in it.

    Raises:
        Refused: there is no such contingency, or it changes nothing.
    """
    change = CHANGES.get(one.kind)
    if change is None:
        raise Refused(f"'{one.kind}' is no contingency: use one of {', '.join(KINDS)}.")
    changed = tuple(change(scene, option, one) for option in scene.options)
    if changed == scene.options:
        raise Refused("No option meets that, or it is so already: nothing changes.")
    return changed


def _shut(_scene: Scene, option: Staged, one: WhatIf) -> Staged:
    """Of the pieces whose line passes the place the nearest is known to be cut, each time the way
    comes by."""
    at = one.place
    if at is None or not at.on_earth or not one.radius_m >= 0:
        raise Refused("Say where on earth the way is shut.")

    def cut(way: Way, line: Sequence[Place]) -> Way:
        if nearest_m(at, line) > one.radius_m:
            return way
        far_m = [nearest_m(at, part) for part in _parts(line, len(way))]
        shut = _nearest_of_each_row(far_m, one.radius_m)
        return tuple(replace(p, shut=True) if i in shut else p for i, p in enumerate(way))

    def change(team: Team, shown: TeamShown) -> Team:
        n = len(team.legs)
        legs = tuple(cut(leg, shown.lines[i]) for i, leg in enumerate(team.legs))
        stops = tuple(
            replace(s, fallback=cut(s.fallback, shown.lines[n + k])) if s.fallback else s
            for k, s in enumerate(team.stops)
        )
        return replace(team, legs=legs, stops=stops)

    return _teams(option, change)


def _parts(line: Sequence[Place], n: int) -> list[list[Place]]:
    """A line in n parts of one length, as staging has its pieces, with their ends in common."""
    if len(line) < 2:
        return [list(line)] * n
    so_far = [0.0]
    for a, b in pairwise(line):
        so_far.append(so_far[-1] + distance_m(a, b))
    cuts = [along(line, i / n)[0] for i in range(n)] + [Place(*line[-1])]
    return [
        [cuts[i], *(p for p, m in zip(line, so_far, strict=True)
                    if i / n < m / max(so_far[-1], 1e-9) < (i + 1) / n), cuts[i + 1]]
        for i in range(n)
    ]  # fmt: skip


def _nearest_of_each_row(far_m: Sequence[float], within_m: float) -> set[int]:
    """Of neighbours that are all within so many metres the nearest: one cut is met once."""
    rows = groupby(range(len(far_m)), lambda i: far_m[i] <= within_m)
    return {min(row, key=far_m.__getitem__) for near, row in rows if near}


def _hit(scene: Scene, option: Staged, one: WhatIf) -> Staged:
    """Somebody is hurt where the last piece of the first leg to the site begins."""
    site = _number(scene, one.key)

    def change(team: Team, _shown: TeamShown) -> Team:
        legs = list(team.legs)
        first = [k for k, stop in enumerate(team.stops) if stop.site == site and legs[k]][:1]
        for k in first:
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
    """So many wait at a site: as many come as there is room, and are worth as much each."""
    if not 0 <= one.n <= MOST_WAITING:
        raise Refused(f"At a site wait 0 to {MOST_WAITING} people.")
    number, n = _number(scene, one.key), round(one.n)

    def waits(stop: StopShown, room: int) -> StopShown:
        more = min(n, room) - min(stop.people, room)
        return replace(stop, people=n, value=max(0.0, stop.value + more * stop.each))

    def change(shown: TeamShown, team: Team) -> TeamShown:
        at = [stop.site == number for stop in team.stops]
        stops = zip(shown.stops, at, strict=True)
        return replace(shown, stops=tuple(waits(s, shown.room) if x else s for s, x in stops))

    return replace(option, teams=tuple(map(change, option.teams, option.mission.teams)))


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
    if not abs(one.n) <= MOST_EARLIER_H:
        raise Refused(f"Last light comes at most {MOST_EARLIER_H:.0f} hours earlier.")
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
    return replace(option, mission=replace(option.mission, teams=teams))


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
