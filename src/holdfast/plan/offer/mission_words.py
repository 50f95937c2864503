"""What a mission of each kind tells a team beside the figures: caches, people, waves."""

from collections.abc import Sequence

from holdfast.base.grid import dtg
from holdfast.plan.journeys.journey import Journey
from holdfast.plan.journeys.options import Option
from holdfast.plan.problem import Cached, Problem, Waiting

MOST_NAMED = 3
"""Names one by one in a sentence."""


def cache_words(problem: Problem, trip: Journey) -> list[str]:
    """Of each cache at the stops: which run laid it, how it is marked, who knows of it."""
    crew = {w.person for w in trip.party.crew.people}
    return [
        _cache(problem, cached, visit.target.name, crew)
        for visit in trip.visits
        for cached in visit.target.caches
    ]


def _cache(problem: Problem, cached: Cached, where: str, crew: set[str]) -> str:
    """'KESTREL 1 laid the cache at Mill (191405A NOV 26), marked: rag; Leila knows it and goes'."""
    laid = f"{cached.call} laid the cache at {where} ({dtg(cached.laid_ms, problem.zone)})"
    mark = f", marked: {cached.mark}" if cached.mark else ", its mark was not told"
    goes = [n for p, n in zip(cached.knows, cached.names, strict=True) if p in crew]
    if goes:
        know = "knows it and goes" if len(goes) == 1 else "know it and go"
        return f"{laid}{mark}; {listed(goes)} {know} along"
    if cached.names:
        return f"{laid}{mark}; nobody in the crew knows it: ask {listed(cached.names)}"
    return f"{laid}{mark}; nobody is known to know it"


def put_off(problem: Problem, trip: Journey) -> bool:
    """Whether a team leaves later than it might, so as not to wait outside; a wave of an evacuation
    leaves when its team is back."""
    waves = problem.asked.objective == "evacuation" and problem.begun is None
    return trip.depart_ms > problem.asked.depart_ms and not waves


def listed(names: Sequence[str]) -> str:
    """'A, B and C'."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def some_named(names: Sequence[str]) -> str:
    """'A, B and C', or of more than MOST_NAMED 'A, B and 13 more'."""
    if len(names) <= MOST_NAMED:
        return listed(names)
    return listed([*names[: MOST_NAMED - 1], f"{len(names) - MOST_NAMED + 1} more"])


def people_words(objective: str, waiting: Waiting, n: int, where: str) -> str:
    """'5 people wait at the mosque, 3 of them children, stay together (100 %)'."""
    people = waiting.people * n
    kind = f", {waiting.children} of them children, stay together" if waiting.children else ""
    carried = f", {waiting.carried * n} on stretchers" if waiting.carried else ""
    if objective == "evacuation":
        who = "1 person goes" if people == 1 else f"{people} people go"
        return f"{who} to {where}{carried}{kind}"
    who = "1 person waits" if people == 1 else f"{people} people wait"
    return f"{who} at {where}{carried}{kind} ({waiting.p_there:.0%})"


def evacuation_words(problem: Problem, option: Option) -> str:
    """'White truck 4 times and 2 on foot once: 38 people to Camp, 4 go as crew, 5 stay'."""
    rounds: dict[tuple[str, ...], list[Journey]] = {}
    for trip in option.journeys:
        rounds.setdefault(tuple(w.person for w in trip.party.crew.people), []).append(trip)
    teams = [_team(trips) for trips in rounds.values()]
    moved = sum(t.taking.people for t in option.journeys)
    site = option.journeys[0].visits[0].target
    rest = [f"{left} {'stays' if left == 1 else 'stay'}"] if (left := stay(problem, option)) else []
    crew = [] if problem.names_people(site.site) else [f"{option.people} go as crews"]
    return f"{listed(teams)}: {', '.join([f'{moved} people to {site.name}', *crew, *rest])}"


def _team(trips: Sequence[Journey]) -> str:
    """'White truck 4 times', or '2 lead 10 on foot'."""
    carrier, n = trips[0].party.carrier, len(trips)
    if carrier is None:
        return f"{len(trips[0].party.crew.people)} lead {trips[0].taking.people} on foot"
    return f"{carrier.name} {'once' if n == 1 else f'{n} times'}"


def stay(problem: Problem, option: Option) -> int:
    """How many an evacuation leaves behind."""
    site = option.journeys[0].visits[0].target.site
    there = sum(w.people * w.n for t in problem.targets if t.site == site for w in t.waiting)
    gone = sum(t.taking.people for t in option.journeys)
    return there - gone - (0 if problem.names_people(site) else option.people)
