"""Limits: what forbids a trip, and how far it lies beyond.

Law. Of several limits the one that a trip lies furthest beyond stands for it; the trip that lies
least beyond its own is the nearest to what could be done, and stands for its kind.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from holdfast.base.grid import clock_words
from holdfast.plan.problem import Problem
from holdfast.plan.trips import Trip, home_limit_ms

RESERVE = 1.25
"""Fuel planned for: the distance times this (assumed)."""


@dataclass(frozen=True, slots=True)
class Barred:
    """Why a trip may not be made.

    Attributes:
        who: the party, in words.
        over: how far it lies beyond the limit, as a part of the limit.
        words: who, what and how far, in words.
    """

    who: str
    over: float
    words: str


def forbids(problem: Problem, trip: Trip) -> Barred | None:
    """The limit that forbids a trip, the one it lies furthest beyond; None when none does."""
    carrier, target = trip.party.carrier, trip.passage.target.name
    who = f"to {target} " + (f"with {carrier.name}" if carrier else "on foot")
    beyond = [*_too_late(problem, trip), *_too_dangerous(problem, trip), *_too_thirsty(trip)]
    if not beyond:
        return None
    over, words = max(beyond)
    return Barred(who, over, f"{who}: {words}")


def _too_late(problem: Problem, trip: Trip) -> list[tuple[float, str]]:
    """Whether they would leave the site after their turn-round time."""
    limit_ms = home_limit_ms(problem)
    late_s = trip.out_s + trip.stay_s - (trip.turn_ms - trip.depart_ms) / 1000
    if limit_ms is None or late_s <= 0:
        return []
    limit = "last light" if limit_ms == problem.dark_ms else "the latest home"
    words = (
        f"would start home {_minutes(late_s)} too late to be back by {limit} "
        f"at {clock_words(limit_ms, problem.zone)}"
    )
    return [(late_s * 1000 / max(1, limit_ms - trip.depart_ms), words)]


def _minutes(seconds: float) -> str:
    """'25 min' or '3 h 05 min', rounded up."""
    minutes = int(seconds / 60) + 1
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def _too_dangerous(problem: Problem, trip: Trip) -> list[tuple[float, str]]:
    """Whether the hazard lies above what the commander accepts."""
    most = problem.asked.greatest_hazard
    if most is None or trip.hazard <= most:
        return []
    met, limit = (f"{h:,.0f}" if h >= 10 else f"{h:.3f}" for h in (trip.hazard, most))
    words = f"the hazard of {met} expected contacts is above the limit of {limit}"
    return [(trip.hazard / max(most, 1e-9) - 1, words)]


def _too_thirsty(trip: Trip) -> list[tuple[float, str]]:
    """Whether the tank does not hold enough for there and back with the reserve."""
    carrier = trip.party.carrier
    if carrier is None or carrier.fuel_l is None or trip.fuel_l * RESERVE <= carrier.fuel_l:
        return []
    words = f"needs {trip.fuel_l * RESERVE:.1f} L with reserve, has {carrier.fuel_l:.1f} L"
    return [(trip.fuel_l * RESERVE / max(carrier.fuel_l, 1e-3) - 1, words)]


def nearest(barred: Iterable[Barred]) -> list[str]:
    """For each party and site the words of the trip that lies least beyond its limit."""
    least: dict[str, Barred] = {}
    for one in barred:
        if one.who not in least or one.over < least[one.who].over:
            least[one.who] = one
    return [one.words for one in least.values()]
