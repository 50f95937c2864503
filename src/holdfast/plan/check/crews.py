"""The checker's look at crews: who goes may go, and nobody is needed in two places."""

from collections.abc import Iterator

from holdfast import facts as f
from holdfast.plan.check.waves import wave_faults
from holdfast.plan.journeys.options import Option
from holdfast.plan.problem import Carrier, Problem


def together_faults(problem: Problem, option: Option, offered: f.Offered) -> Iterator[str]:
    """No person, vehicle or site is in two teams, and no more are out than was asked.

    An evacuation goes in waves: there they may be in several, one after the other.
    """
    if problem.asked.objective == "evacuation" and problem.begun is None:
        yield from wave_faults(problem, option.journeys, offered.taskings)
        return
    for what, used in (
        ("somebody", [p for t in offered.taskings for p in t.crew]),
        ("a vehicle", [t.vehicle for t in offered.taskings if t.vehicle]),
        ("a site", [s.site for t in offered.taskings for s in t.stops]),
    ):
        if len(set(used)) < len(used):
            yield f"it needs {what} in two teams"
    if problem.asked.teams is not None and len(offered.taskings) > problem.asked.teams:
        yield "it sends more teams than was asked"


def crew_faults(problem: Problem, tasking: f.Tasking) -> Iterator[str]:
    """Only people who can go, each once, with a lead and, in a vehicle, a driver and seats."""
    if problem.begun is not None:
        if set(tasking.crew) != {w.person for w in problem.begun.walkers}:
            yield "it changes the crew of a run that is out"
        return
    can = {w.person: w for w in problem.walkers}
    crew = tasking.crew
    if len(crew) < 2 or len(set(crew)) < len(crew):
        yield "its crew is not two different people at least"
    if not set(crew) <= can.keys() - set(problem.asked.stays):
        yield "it takes somebody who cannot go"
        return
    if tasking.lead not in crew or "lead" not in can[tasking.lead].skills:
        yield "it has no lead"
    yield from _vehicle_faults(problem, tasking)
    for pair in problem.pairs:
        both = {pair.one, pair.other} & set(crew)
        if pair.rule == "must_not" and len(both) == 2:
            yield "it pairs two people who must not go together"
        if pair.rule == "must" and len(both) == 1 and {pair.one, pair.other} <= can.keys():
            yield "it parts two people who must go together"


def _vehicle_faults(problem: Problem, tasking: f.Tasking) -> Iterator[str]:
    """A vehicle that can go, with seats for all and a driver; none on foot."""
    carrier: Carrier | None = next(
        (c for c in problem.carriers if c.vehicle == tasking.vehicle), None
    )
    if (tasking.mode == "foot") != (tasking.vehicle is None):
        yield "its vehicle does not fit how it goes"
    if tasking.vehicle is None:
        return
    if carrier is None or carrier.mode != tasking.mode:
        yield "its vehicle cannot go"
    elif len(tasking.crew) > carrier.seats:
        yield "it has more people than seats"
    skills = {s for w in problem.walkers if w.person in tasking.crew for s in w.skills}
    if "driver" not in skills:
        yield "it has no driver"
