"""Who waits to be brought away: people found and left behind, or all who are at a base.

Laws. A family is never parted: a group with children goes together, others one by one. What a
later run met at a place holds against what an earlier one said of it. Whoever is at the base and
is not ordered to stay is counted once.
"""

from collections.abc import Iterable

from holdfast import facts as f
from holdfast.base.geo import Place, distance_m
from holdfast.know.brought_in import came_in, walking_of
from holdfast.know.people import living, persons
from holdfast.know.runs import Story, stories
from holdfast.know.state import State
from holdfast.know.stock import headcount
from holdfast.plan.problem import Waiting

SOMEBODY_CHANCE = 0.5
"""Chance that somebody waits where a rescue was asked for without a count (assumed)."""
FOUND_CHANCE = 0.8
"""Chance that people whom a run of ours found, and did not bring home, still wait (assumed)."""
FOUND_WITHIN_M = 300.0
"""People found so near to a site wait at it (assumed)."""
NOT_THERE = ("away", "lost", "dead", "outside")
"""Readiness of those who are not at the base."""


def who_waits(state: State, asked: f.PlanAsked, site: str, place: Place) -> tuple[Waiting, ...]:
    """Those whom a rescue or an evacuation is about.

    1. The groups that the question names. 2. Else, for an evacuation everyone at the base, for a
    rescue those whom our runs found there. 3. Else one person, perhaps.
    """
    named = [g for w in asked.wants if w.site == site for g in w.people]
    if groups := groups_of(named, 1.0, site):
        return groups
    if asked.objective == "evacuation":
        return _at_base(state, asked, site)
    found = groups_of(_left_there(state, site, place), FOUND_CHANCE, site)
    return found or (Waiting(1, 1, 0, 0, SOMEBODY_CHANCE, site),)


def groups_of(named: Iterable[f.Group], p_there: float, site: str) -> tuple[Waiting, ...]:
    """Groups that stay together: families whole, all others one by one."""
    families: list[Waiting] = []
    alone: dict[str, list[int]] = {}
    for group in named:
        walks = walking_of(group)
        if group.children:
            families.append(
                Waiting(1, walks, group.carried, group.children, p_there, site, group.words)
            )
        else:
            so_far = alone.setdefault(group.words, [0, 0])
            so_far[0] += group.carried
            so_far[1] += walks
    singles = [
        Waiting(n, walking, carried, 0, p_there, site, words)
        for words, counts in alone.items()
        for n, walking, carried in zip(counts, (0, 1), (1, 0), strict=True)
        if n
    ]
    return (*families, *singles)


def _at_base(state: State, asked: f.PlanAsked, site: str) -> tuple[Waiting, ...]:
    """Everyone who is at the base when it is left; those in care lie (assumed).

    1. Those on its list who are inside. 2. Those who are only counted, or were brought in.
    """
    lines = [p for p in persons(state, asked.depart_ms) if p.base == asked.base]
    uncounted = headcount(state, asked.base) - living(state, asked.base)
    here = [p for p in lines if p.state not in NOT_THERE and p.person not in asked.stays]
    carried = sum(p.state == "in_care" for p in here)
    group = f.Group(walking=len(here) - carried + uncounted, carried=carried)
    return groups_of([group], 1.0, site)


def _left_there(state: State, site: str, place: Place) -> list[f.Group]:
    """Those whom the last run that was there found and did not bring home.

    Of those who came in with a run, the ones who can walk count first, in the order in which the
    run found them (assumed). A run that is still out waits with those whom it found.
    """
    last = max(
        (s for s in stories(state).values() if _been_at(s, site, place)),
        key=lambda s: (s.departed_ms or 0, s.run),
        default=None,
    )
    if last is None:
        return []
    came = _here_of(state, last)
    left: list[f.Group] = []
    for said, here in _found_by(last, site, place):
        walks = min(walking_of(said), came)
        lies = min(said.carried, came - walks)
        came -= walks + lies
        if here:
            walking, carried = walking_of(said) - walks, said.carried - lies
            children = min(said.children, walking + carried)
            left.append(f.Group(walking=walking, carried=carried, children=children))
    return left


def _here_of(state: State, told: Story) -> int:
    """How many of those whom a run found are here: as the gate said, or more by a later count."""
    said = state.brought_in.get(told.run)
    counted = said.fact.n if said and isinstance(said.fact, f.BroughtInCounted) else 0
    return max(came_in(told), counted)


def _been_at(told: Story, site: str, place: Place) -> bool:
    """Whether a run reached a site, or found people near it."""
    arrived = any(getattr(r.fact, "site", None) == site for r in told.all(f.Arrived))
    return arrived or any(here for _, here in _found_by(told, site, place))


def _found_by(told: Story, site: str, place: Place) -> list[tuple[f.PeopleFound, bool]]:
    """What a run said of people it found, in order, and whether that was at this site."""
    at_site, found = "", []
    for said in told.all(f.Arrived, f.LeftSite, f.PeopleFound):
        fact = said.fact
        if isinstance(fact, f.Arrived):
            at_site = fact.site
        elif isinstance(fact, f.LeftSite):
            at_site = ""
        elif isinstance(fact, f.PeopleFound):
            near = fact.at is not None and distance_m(fact.at.place, place) <= FOUND_WITHIN_M
            found.append((fact, near if fact.at is not None else at_site == site))
    return found
