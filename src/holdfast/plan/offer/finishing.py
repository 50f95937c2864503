"""The last touches to an option that is to be shown: who goes, and a way home of its own.

Laws. Nothing that an option brings or keeps is lost by them: a change that a limit forbids, that
brings less, or that is more dangerous by more than SLACK is left alone. Who stays is told why.
"""

from collections.abc import Sequence
from dataclasses import replace

from holdfast.base.clock import HOUR_MS
from holdfast.plan.crews.assign import assign
from holdfast.plan.crews.duties import Assigned, Duty
from holdfast.plan.journeys.journey import Journey, built
from holdfast.plan.journeys.limits import forbids
from holdfast.plan.journeys.options import Option
from holdfast.plan.journeys.parties import GEAR_KG
from holdfast.plan.journeys.takings import taking
from holdfast.plan.problem import Problem
from holdfast.plan.ways.fallback import back
from holdfast.plan.ways.passing import true_hazard
from holdfast.plan.ways.shared import covered, shared_m
from holdfast.plan.ways.ways import Way

SLACK = 0.15
"""Part of its time and of its hazard that a way home may cost more to differ from the way out
(assumed)."""
LESS = 0.01
"""Part of its worth that an option may lose by other crews (assumed)."""


def finished(problem: Problem, option: Option) -> tuple[Option, tuple[str, ...]]:
    """An option with its crews shared out as a whole and its ways home varied, and who stays why.

    1. Crews for all its teams together. 2. Each way home that shares less with the way out where
    that costs little.
    """
    crewed, stays = _crewed(problem, option)
    return Option(tuple(varied(problem, trip) for trip in crewed.journeys)), stays


def _crewed(problem: Problem, option: Option) -> tuple[Option, tuple[str, ...]]:
    """The option with the crews that suit its teams together, or as it was."""
    if problem.begun is not None:
        return option, ()
    duties = [_duty(trip, i) for i, trip in enumerate(option.journeys)]
    shared = assign(
        duties,
        problem.walkers,
        problem.carriers,
        problem.pairs,
        problem.asked.objective,
        known={key.removeprefix("person:"): name for key, name in problem.named.items()},
    )
    if len(shared.posts) < len(duties):
        return option, ()
    trips = _rebuilt(problem, option.journeys, shared)
    crewed = Option(tuple(trips))
    if any(forbids(problem, trip) for trip in trips) or crewed.net < option.net * (1 - LESS):
        return option, ()
    most = problem.asked.greatest_overall
    if most is not None and crewed.hazard > most:
        return option, ()
    return crewed, tuple(words for _, words in shared.stays)


def _duty(trip: Journey, i: int) -> Duty:
    """A journey as a duty: as many people, no slower, who can carry as much."""
    party = trip.party
    n = len(party.crew.people)
    first = trip.visits[0].target.name if trip.visits else party.base
    return Duty(
        key=str(i),
        name=f"the team to {first}",
        mode=party.mode,
        carrier=party.carrier.vehicle if party.carrier else None,
        needs=frozenset[str]().union(*(v.target.needs for v in trip.visits)),
        least=n,
        most=n,
        seats_kept=trip.taking.people if party.carrier else 0,
        hazard=trip.hazard,
        hours=(trip.home_ms - trip.depart_ms) / HOUR_MS,
        carry_kg=trip.taking.load.kg if party.carrier is None else 0.0,
        gear_kg=GEAR_KG,
        weight=max(trip.net, 1e-6),
        base=party.base,
        pace=party.pace,
    )


def _rebuilt(problem: Problem, trips: Sequence[Journey], shared: Assigned) -> list[Journey]:
    """The journeys by the same ways with their new crews."""
    posts = {post.duty.key: post for post in shared.posts}
    made = []
    for i, trip in enumerate(trips):
        post = posts[str(i)]
        party = replace(trip.party, crew=post.crew, carrier=post.carrier)
        stops = [v.target for v in trip.visits]
        off_m = [v.spot.off_m for v in trip.visits]
        takes = taking(problem.asked.objective, party, stops, off_m)
        ways = [leg.way for leg in trip.legs]
        made.append(built(problem, trip.grid, party, stops, takes, ways))
    return made


def varied(problem: Problem, trip: Journey) -> Journey:
    """The journey with a way home that shares less with its way out, where that costs little.

    Args:
        problem: the question.
        trip: a journey that no limit forbids.
    """
    first, last = trip.legs[0], trip.legs[-1]
    if len(trip.legs) < 2 or first.start.key != last.goal.key:
        return trip
    roads, field = trip.grid.roads, trip.grid.field
    found = back(field, last.start.point, last.goal.point, first.way, last.way, SLACK)
    if found.way == last.way or found.way.arcs == last.way.arcs:
        return trip
    way = true_hazard(problem.danger, roads, found.way, trip.grid.mode)
    out = covered(roads, [first.way])
    if shared_m(roads, way, out) >= shared_m(roads, last.way, out):
        return trip
    if way.hazard > last.way.hazard * (1 + SLACK) + 1e-9:
        return trip
    return _by(problem, trip, way) or trip


def _by(problem: Problem, trip: Journey, home: Way) -> Journey | None:
    """The journey with another way home; None where a limit forbids it."""
    stops = [v.target for v in trip.visits]
    ways = [*(leg.way for leg in trip.legs[:-1]), home]
    changed = built(problem, trip.grid, trip.party, stops, trip.taking, ways)
    return None if forbids(problem, changed) else changed
