"""Small missions on quiet days, on which one rule at a time can be seen."""

from math import inf
from typing import Any

from holdfast.rehearse.mission import Mission, Piece, Stop, Team
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.plays import Plays, play
from holdfast.rehearse.writing import write

QUIET = Odds(
    day_spread=0.0, leg_spread_foot=0.0, leg_spread_car=0.0, leg_spread_truck=0.0,
    rough_spread=0.0, stay_spread=0.0, p_storm=0.0, rate_shape=0.0, breakdown_per_km=0.0,
    sprain_per_km=0.0, blocked_per_km=0.0, blocked_per_km_foot=0.0, p_link=0.0,
)  # fmt: skip
"""Nothing varies and nothing comes by chance, but contacts where a mission has hazards."""
HOUR = Piece(3_600.0, 10_000.0)
CERTAIN = Piece(3_600.0, 10_000.0, hazards={0: inf})
N = 4_000


def team(*legs: tuple[Piece, ...], stops: tuple[Stop, ...] = (), **more: Any) -> Team:
    """Five people in a car, unless it is said otherwise."""
    kinds: dict[str, Any] = {"mode": "car", "n_people": 5, "seats": 9, "home_s": 20_000.0} | more
    return Team(legs=legs, stops=stops, **kinds)


def errand(out: Piece = HOUR, *, stop: Stop | None = None, home: Piece = HOUR, **more: Any) -> Team:
    """To one stop and home, with a fallback of two hours."""
    way = (Piece(7_200.0, 20_000.0),)
    return team((out,), (home,), stops=(stop or Stop(Piece(1_800.0), 0, fallback=way),), **more)


def played(*teams: Team, odds: Odds = QUIET, n: int = N, **more: Any) -> Plays:
    return play(write(Mission(teams, **more), odds), odds, 1, 0, n)


def struck(plays: Plays, bit: int, t: int = 0) -> float:
    """How often."""
    return float(((plays.runs[:, t]["struck"] & bit) > 0).mean())


def outcome(**p: float) -> Odds:
    """Odds with which every contact goes one way, and nobody is hurt unless it is said."""
    none = {"p_avoided": 0.0, "p_off": 0.0, "p_cut": 0.0, "harm_off": 0.0, "harm_cut": 0.0,
            "harm_through": 0.0, "p_vehicle_hit": 0.0, "p_more": 0.0}  # fmt: skip
    return QUIET._replace(**(none | p))
