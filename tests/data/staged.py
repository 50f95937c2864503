"""Scenes, options and plays made by hand, for whatever reads them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from holdfast.base.geo import Place
from holdfast.rehearse import kernel
from holdfast.rehearse.kernel import PLAYED, RESULT
from holdfast.rehearse.mission import Mission, Team
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.plays import Plays
from holdfast.rehearse.staging import Scene, Source, Staged, StopShown, TeamShown

QUIET = Odds(
    day_spread=0.0, leg_spread_foot=0.0, leg_spread_car=0.0, leg_spread_truck=0.0,
    rough_spread=0.0, stay_spread=0.0, p_storm=0.0, rate_shape=0.0, breakdown_per_km=0.0,
    sprain_per_km=0.0, blocked_per_km=0.0, blocked_per_km_foot=0.0, p_link=0.0,
)  # fmt: skip
"""Nothing varies and nothing comes by chance, but contacts where a mission has hazards."""


def stop_shown(site: str = "mill", value: float = 10.0, **more: Any) -> StopShown:
    known = {"name": site.title(), "place": None, "goods": (), "people": 0, **more}
    return StopShown(site=site, value=value, **known)


def team_shown(*stops: StopShown, **more: Any) -> TeamShown:
    """A team with these stops; its lines lie one beside the other, a hundredth of a degree long."""
    n = len(stops)
    lines = tuple((Place(0.01 * k, 0.0), Place(0.01 * (k + 1), 0.0)) for k in range(n))
    home = (Place(0.01 * n, 0.0), Place(0.0, 0.0))
    known = {"name": "Team 1 (Ana)", "mode": "car", "crew": ("Ana",), "l_per_m": None, "room": 4,
             "lines": (*lines, home, *(home for _ in range(n))), **more}  # fmt: skip
    return TeamShown(stops=stops, **known)


def staged(letter: str, teams: Sequence[Team], shown: Sequence[TeamShown], **more: Any) -> Staged:
    return Staged(letter, Mission(tuple(teams), **more), tuple(shown))


def scene_of(*options: Staged, p: Sequence[float] = (), sites: Sequence[str] = ("mill",)) -> Scene:
    """A scene with threats of these chances beside the background."""
    threats = [Source(f"t{k}", f"Threat {k}", None, 0.0, x) for k, x in enumerate(p, 1)]
    calm = Source("", "Nothing that is known", None, 0.0, 1.0)
    named = tuple((site, site.title()) for site in sites)
    return Scene("plan", 1_000_000, "UTC", (calm, *threats), named, options)


def plays_of(*teams: Sequence[dict[str, Any]], first: int = 0, **days: Any) -> Plays:
    """What came of each team, play by play; a team at home unharmed where nothing is said."""
    n = len(teams[0])
    plays = Plays(first, np.zeros(n, PLAYED), np.zeros((n, len(teams)), RESULT))
    for name, column in days.items():
        plays.days[name] = column
    plays.runs["pace"] = 1.0
    for t, rows in enumerate(teams):
        for i, row in enumerate(rows):
            for name, value in row.items():
                plays.runs[name][i, t] = value
    return plays


def many(n: int, **columns: Any) -> Plays:
    """n plays of one team, at home after an hour with its first stop's load; columns as said."""
    plays = Plays(0, np.zeros(n, PLAYED), np.zeros((n, 1), RESULT))
    plays.runs["state"], plays.runs["end_s"], plays.runs["pace"] = kernel.HOME, 3_600.0, 1.0
    plays.runs["brought"] = 1
    for name, column in columns.items():
        rows = plays.days if name in ("storm", "there", "held") else plays.runs[:, 0]
        rows[name] = column
    return plays
