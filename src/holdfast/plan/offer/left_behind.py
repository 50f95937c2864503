"""Who is left behind: of those who wait at each site how many stay there, and why, in words.

Law. Whoever waits and is not brought away is counted in a sentence: with each option that leaves
them, and once more where every option does.
"""

from collections.abc import Iterator, Sequence

from holdfast.plan.journeys.journey import Journey
from holdfast.plan.journeys.options import Option
from holdfast.plan.offer.mission_words import some_named
from holdfast.plan.problem import OF_PEOPLE, Problem, Target, Waiting
from holdfast.plan.question.waiting import SOMEBODY_CHANCE

Left = list[tuple[Waiting, int]]
"""Groups that stay, and how many of each."""


def left_words(problem: Problem, journeys: Sequence[Journey]) -> list[str]:
    """Who stays at each site that these journeys stop at, a sentence each."""
    return [
        _words(target, left, trips)
        for target in problem.targets
        if (left := _left(problem, target, journeys)) and (trips := _at(target, journeys))
    ]


def not_gone_to(problem: Problem, journeys: Sequence[Journey]) -> list[str]:
    """Who is known to wait at the sites where none of these journeys stops, in one sentence."""
    waits = {
        t.name: n
        for t in problem.targets
        if _known(t) and (n := _people(_left(problem, t, journeys))) and not _at(t, journeys)
    }
    if not waits:
        return []
    n = sum(waits.values())
    stay = "1 person stays" if n == 1 else f"{n} people stay"
    return [f"{stay} at {some_named(list(waits))}: no team goes there"]


def left_by_all(problem: Problem, options: Sequence[Option]) -> Iterator[str]:
    """Who stays at each site in every option: by the option that leaves fewest there."""
    for target in problem.targets:
        every = [o.journeys for o in options] or [()]
        best = min(every, key=lambda trips: _people(_left(problem, target, trips)))
        left = _left(problem, target, best)
        if left and (_known(target) or _at(target, best)):
            yield _words(target, left, _at(target, best), " in every option here")


def _known(target: Target) -> bool:
    """Whether somebody said that people wait at a site, or found them there."""
    return any(w.p_there > SOMEBODY_CHANCE for w in target.waiting)


def _at(target: Target, journeys: Sequence[Journey]) -> list[Journey]:
    """The journeys that stop at a site."""
    return [trip for trip in journeys if target.site in trip.sites]


def _left(problem: Problem, target: Target, journeys: Sequence[Journey]) -> Left:
    """The groups that none of the journeys takes along. In an evacuation whoever goes as crew is
    away too; that is told with its waves.
    """
    waves = problem.asked.objective == "evacuation" and problem.begun is None
    if problem.asked.objective not in OF_PEOPLE or waves:
        return []
    gone: dict[Waiting, int] = {}
    for group, n in (g for trip in journeys for g in trip.taking.groups):
        gone[group] = gone.get(group, 0) + n
    left = [(w, w.n - gone.get(w, 0)) for w in target.waiting]
    return [(w, n) for w, n in left if n > 0 and w.people]


def _people(left: Left) -> int:
    return sum(w.people * n for w, n in left)


def _words(target: Target, left: Left, trips: Sequence[Journey], always: str = "") -> str:
    """'33 of 40 at Soldeu stay: no seat is left for 33 who can walk'."""
    n, of = _people(left), sum(w.people * w.n for w in target.waiting)
    start = f"{n} of {of} at {target.name} {'stays' if n == 1 else 'stay'}{always}"
    if not trips:
        return f"{start}: no team goes there"
    lies = any(trip.party.stretchers for trip in trips)
    whys = dict.fromkeys(_why(group, n, lies) for group, n in left)
    return f"{start}: {'; '.join(whys)}"


def _why(group: Waiting, n: int, lies: bool) -> str:
    """What these would have needed, with who they are where somebody said so."""
    who = f" ({group.words})" if group.words else ""
    if group.people > 1:
        size = f"a family of {group.people}" if group.children else f"a group of {group.people}"
        return f"{size}{who} does not fit whole into what is left, and is not parted"
    if group.carried:
        lack = "no stretcher is left" if lies else "no stretcher goes"
        return f"{lack} for {n} who must be carried{who}"
    return f"no seat is left for {n} who can walk{who}"
