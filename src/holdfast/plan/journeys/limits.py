"""Limits: what forbids a journey, and how far it lies beyond.

Law. Of several limits the one that a journey lies furthest beyond stands for it; the journey that
lies least beyond its own is the nearest to what could be done, and stands for its kind.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp

from holdfast.base.grid import clock_words, span_words
from holdfast.plan.journeys.day import RESERVE
from holdfast.plan.journeys.journey import NO_LIMIT_S, Journey
from holdfast.plan.journeys.parties import Party
from holdfast.plan.problem import Problem

MUCH_OF_IT = 0.25
"""A wait is named where it is so much of all the danger of a journey (assumed)."""
MOST_THREATS = 2
"""Threats named one by one."""


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
    waits = _wait_words(trip)
    words = f"{waits}all home {_chances(trip.hazard, most)}; {words}"
    return [(trip.hazard / max(most, 1e-9) - 1, words)]


def _wait_words(trip: Journey) -> str:
    """'waits 3 h at Clinic inside Band 2: ': the wait in most danger, where that is much of it all;
    else empty."""
    waits = [((v.begin_s - v.arrive_s) / 3600 * v.target.hazard_per_h, v) for v in trip.visits]
    met, visit = max(waits, key=lambda x: x[0], default=(0.0, None))
    if visit is None or met < MUCH_OF_IT * trip.hazard:
        return ""
    threats = visit.target.threats
    inside = f" inside {' and '.join(threats[:MOST_THREATS])}" if threats else ""
    span = span_words(round((visit.begin_s - visit.arrive_s) * 1000))
    return f"waits {span} at {visit.target.name}{inside}: "


def _chances(hazard: float, most: float) -> str:
    """'91 %, limit 95 %', with a digit more where they would look the same."""
    digits = 0 if f"{exp(-hazard):.0%}" != f"{exp(-most):.0%}" else 1
    chance, limit = (f"{exp(-h) * 100:.{digits}f} %" for h in (hazard, most))
    return f"{chance}, limit {limit}"


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
