"""A mission written down as a script: its pieces in rows, its distributions as tables.

Law. Nothing is lost: the pieces of the script are those of the mission, in the order of
`script.Script`; hazards are turned from harmful contacts into contacts of every kind.
"""

from dataclasses import dataclass, field
from functools import cache
from math import inf
from typing import Any

import numpy as np
from scipy.special import gammaincinv, ndtri

from holdfast.rehearse.mission import Mission, Piece, Stop, Team, Way
from holdfast.rehearse.odds import SPREADS, Odds
from holdfast.rehearse.script import (
    AFTER_HOME,
    F64,
    FOR_CACHE,
    FREE,
    MEDEVAC,
    MET,
    NONE,
    PIECE,
    SOURCE,
    STOP,
    TEAM,
    Rows,
    Script,
)
from holdfast.rehearse.sound import look_at, look_at_odds

WHEN = {"free": FREE, "home": AFTER_HOME, "cache": FOR_CACHE, "medevac": MEDEVAC}
THERE_AND_BACK = 2.0
"""How often a way may be gone."""
CERTAIN = 1_000.0
"""Harmful contacts expected on one piece, at most: they come for certain, and the play ends."""


def write(mission: Mission, odds: Odds) -> Script:
    """The script of a mission.

    Raises:
        Refused: the mission or the odds make no sense, see sound.
    """
    look_at(mission)
    look_at_odds(odds)
    sheet = _Sheet(odds, len(mission.p))
    sheet.spread(odds.day_spread)
    for team in mission.teams:
        sheet.team(team)
    return sheet.script(mission)


@dataclass(slots=True)
class _Sheet:
    """A script while it is written.

    Attributes:
        pieces, stops, teams: rows so far. mets: hazards of each piece. most: of each team.
        made: rows of the tables by what they stand for.
    """

    odds: Odds
    n_sources: int
    pieces: list[dict[str, float]] = field(default_factory=list)
    stops: list[dict[str, float]] = field(default_factory=list)
    teams: list[dict[str, float]] = field(default_factory=list)
    mets: list[tuple[float, int]] = field(default_factory=list)
    most: list[F64] = field(default_factory=list)
    made: dict[tuple[str, float], int] = field(default_factory=dict)

    def spread(self, sigma: float) -> int:
        """The row of factors with this standard deviation of their logarithm."""
        return self.made.setdefault(("spread", round(max(0.0, sigma), 2)), len(self.made))

    def team(self, team: Team) -> None:
        """1. Its day, leg by leg and stop by stop. 2. Its fallbacks. 3. What it may meet."""
        first, first_stop = len(self.pieces), len(self.stops)
        for k, leg in enumerate(team.legs):
            last = k == len(team.stops)
            start = first_stop + k - 1 if k else NONE
            self.way(team.mode, leg, start, NONE if last else first_stop + k)
            if not last:
                self.stay(team.stops[k], first_stop + k)
        plan_end = len(self.pieces)
        for k in range(len(team.stops)):
            self.stop(team, k, first_stop)
        self.most.append(self.may_meet(first))
        self.teams.append({
            "plan": first, "plan_end": plan_end, "stop": first_stop, "n_stops": len(team.stops),
            "foot": team.mode == "foot", "depart_s": team.depart_s, "home_s": team.home_s,
            "n_people": team.n_people, "n_medics": team.n_medics, "seats": team.seats,
            "stretchers": team.stretchers, "bound": NONE if team.bound is None else team.bound,
            "when": WHEN[team.when],
        })  # fmt: skip

    def may_meet(self, first: int) -> F64:
        """The most of each source that a team may meet, whose pieces begin with this one: every
        way there and back, every stay as long as its longest."""
        most, tables = np.zeros(self.n_sources), self.tables()
        for piece in self.pieces[first:]:
            longest = tables[int(piece["spread"])][-1] if piece["stay"] != NONE else THERE_AND_BACK
            for h, k in self.mets[int(piece["met"]) : int(piece["met_end"])]:
                most[k] += longest * h
        return most

    def tables(self) -> list[F64]:
        """The factors so far."""
        return [_spread(x) if what == "spread" else _rates(x) for what, x in self.made]

    def way(self, mode: str, way: Way, leg_stop: int, to_stop: int) -> None:
        """The pieces of one leg."""
        first = len(self.pieces)
        still = {"foot": self.odds.leg_spread_foot, "car": self.odds.leg_spread_car,
                 "truck": self.odds.leg_spread_truck}[mode]  # fmt: skip
        for piece in way:
            sigma = still + (self.odds.rough_spread * piece.rough if mode != "foot" else 0.0)
            self.piece(piece, sigma, leg=first, stay=NONE, leg_stop=leg_stop, to_stop=to_stop)

    def stay(self, stop: Stop, number: int) -> None:
        """The stay at a stop."""
        at = {"leg": len(self.pieces), "stay": number, "leg_stop": number, "to_stop": number}
        self.piece(stop.stay, self.odds.stay_spread, **at)

    def piece(self, piece: Piece, sigma: float, **at: int) -> None:
        """What ways and stays have in common."""
        times, met = self.odds.contacts_per_harm, len(self.mets)
        hazards = sorted(piece.hazards.items())
        self.mets += [(min(h, CERTAIN) * times, k) for k, h in hazards if h > 0]
        self.pieces.append({
            "time_s": piece.time_s, "length_m": piece.length_m, "rough": piece.rough,
            "spread": self.spread(sigma), "shut": piece.shut, "hits": piece.hits, "met": met,
            "met_end": len(self.mets), **at,
        })  # fmt: skip

    def stop(self, team: Team, k: int, first_stop: int) -> None:
        """A stop, with the pieces of its fallback."""
        stop, begin = team.stops[k], len(self.pieces)
        if stop.fallback is not None:
            self.way(team.mode, stop.fallback, NONE, NONE)
        again = [j for j in range(k + 1, len(team.stops)) if team.stops[j].site == stop.site]
        last = k == len(team.stops) - 1
        self.stops.append({
            "turn_s": stop.turn_s, "closes_s": stop.closes_s,
            "back": NONE if stop.fallback is None else begin,
            "back_end": NONE if stop.fallback is None else len(self.pieces),
            "site": stop.site, "p_there": stop.p_there, "is_last": last,
            "onward_s": 0.0 if last else sum(p.time_s for p in team.legs[k + 1]),
            "apart": stop.apart if again else 0, "work_s": stop.work_s,
            "meet": first_stop + again[0] if again else NONE,
        })  # fmt: skip

    def script(self, mission: Mission) -> Script:
        """Everything in rows."""
        rates = self.made.setdefault(("rate", self.odds.rate_shape), len(self.made))
        return Script(
            pieces=_rows(PIECE, self.pieces),
            stops=_rows(STOP, self.stops),
            teams=_rows(TEAM, self.teams),
            mets=np.array(self.mets, MET),
            sources=np.array([(p, rates) for p in mission.p], SOURCE),
            most=np.array(self.most),
            tables=np.array(self.tables()),
            n_sites=1 + max((int(row["site"]) for row in self.stops), default=-1),
            dark_s=float(mission.dark_s),
        )


def _rows(kind: np.dtype[Any], rows: list[dict[str, float]]) -> Rows:
    """These rows, whose names are those of the kind."""
    return np.array([tuple(row[name] for name in kind.names or ()) for row in rows], kind)


def _middles() -> F64:
    """The middles of the equally likely parts."""
    middles: F64 = (np.arange(SPREADS) + 0.5) / SPREADS
    return middles


@cache
def _spread(sigma: float) -> F64:
    """Lognormal factors, mean 1."""
    factors: F64 = np.exp(sigma * ndtri(_middles()))
    mean: F64 = factors / factors.mean()
    return mean


@cache
def _rates(shape: float) -> F64:
    """Gamma factors, mean 1; all 1 where the rate is certain."""
    if shape == inf or shape <= 0:
        return np.ones(SPREADS)
    factors: F64 = gammaincinv(shape, _middles())
    mean: F64 = factors / factors.mean()
    return mean
