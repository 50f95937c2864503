"""Limits: what forbids a journey, and how far it lies beyond.

Law. Of several limits the one that a journey lies furthest beyond stands for it; the journey that
lies least beyond its own is the nearest to what could be done, and stands for its kind.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from holdfast.base.grid import clock_words
from holdfast.plan.journeys.day import RESERVE
from holdfast.plan.journeys.journey import NO_LIMIT_S, Journey
from holdfast.plan.journeys.parties import Party
from holdfast.plan.problem import Problem


@dataclass(frozen=True, slots=True)
class Barred:
    """Why a journey may not be made.

    Attributes:
        who: the party and where to, in words.
        over: how far it lies beyond the limit, as a part of the limit.
        words: who, what and how far, in words.
    """

    who: str
    over: float
    words: str


def forbids(problem: Problem, trip: Journey) -> Barred | None:
    """The limit that forbids a journey, the one it lies furthest beyond; None when none does."""
    who = who_words(trip.party, ", ".join(v.target.name for v in trip.visits))
    beyond = [
        *_too_late(problem, trip),
        *_shut(problem, trip),
        *_too_dangerous(problem, trip),
        *_too_thirsty(trip),
        *_without_skill(trip),
    ]
    if not beyond:
        return None
    over, words = max(beyond)
    return Barred(who, over, f"{who}: {words}")


def who_words(party: Party, where: str) -> str:
    """'to the depot with White truck'."""
    return f"to {where} " + (f"with {party.carrier.name}" if party.carrier else "on foot")


def _too_late(problem: Problem, trip: Journey) -> list[tuple[float, str]]:
    """Whether they would leave the last site after their turn-round time."""
    limit_ms = problem.limit_ms
    leave_s = trip.visits[-1].leave_s if trip.visits else 0.0
    late_s = leave_s - (trip.turn_ms - trip.depart_ms) / 1000
    if limit_ms is None or late_s <= 0:
        return []
    limit = "last light" if limit_ms == problem.dark_ms else "the latest home"
    words = (
        f"would start home {_minutes(late_s)} too late to be back by {limit} "
        f"at {clock_words(limit_ms, problem.zone)}"
    )
    return [(late_s * 1000 / max(1, limit_ms - trip.depart_ms), words)]


def _shut(problem: Problem, trip: Journey) -> list[tuple[float, str]]:
    """Whether they come to a site after it may be visited."""
    for visit in trip.visits:
        closes_ms = visit.target.closes_ms
        closes_s = NO_LIMIT_S if closes_ms is None else (closes_ms - trip.depart_ms) / 1000
        if visit.begin_s > closes_s:
            late_s = visit.begin_s - closes_s
            words = (
                f"would reach {visit.target.name} {_minutes(late_s)} after it closes "
                f"at {clock_words(visit.target.closes_ms, problem.zone)}"
            )
            return [(late_s / max(1.0, visit.begin_s), words)]
    return []


def _minutes(seconds: float) -> str:
    """'25 min' or '3 h 05 min', rounded up."""
    minutes = int(seconds / 60) + 1
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def _too_dangerous(problem: Problem, trip: Journey) -> list[tuple[float, str]]:
    """Whether the hazard lies above what the commander accepts."""
    asked = problem.asked
    limits = [x for x in (asked.greatest_hazard, asked.greatest_overall) if x is not None]
    if not limits or trip.hazard <= min(limits):
        return []
    most = min(limits)
    met, limit = (f"{h:,.0f}" if h >= 10 else f"{h:.3f}" for h in (trip.hazard, most))
    words = f"the hazard of {met} expected contacts is above the limit of {limit}"
    return [(trip.hazard / max(most, 1e-9) - 1, words)]


def _too_thirsty(trip: Journey) -> list[tuple[float, str]]:
    """Whether the tank does not hold enough for the whole round with the reserve."""
    carrier = trip.party.carrier
    if carrier is None or carrier.fuel_l is None or trip.fuel_l * RESERVE <= carrier.fuel_l:
        return []
    about = "about " if carrier.reckoned else ""
    words = f"needs {trip.fuel_l * RESERVE:.1f} L with reserve, has {about}{carrier.fuel_l:.1f} L"
    return [(trip.fuel_l * RESERVE / max(carrier.fuel_l, 1e-3) - 1, words)]


def _without_skill(trip: Journey) -> list[tuple[float, str]]:
    """Whether nobody in the crew can do what a stop needs."""
    skills = frozenset[str]().union(*(w.skills for w in trip.party.crew.people))
    lacks = sorted(frozenset[str]().union(*(v.target.needs for v in trip.visits)) - skills)
    return [(1.0, f"needs {' and '.join(lacks)}, and nobody who can go has it")] if lacks else []


def nearest(barred: Iterable[Barred]) -> list[str]:
    """For each party and site the words of the journey that lies least beyond its limit."""
    least: dict[str, Barred] = {}
    for one in barred:
        if one.who not in least or one.over < least[one.who].over:
            least[one.who] = one
    return [one.words for one in least.values()]
