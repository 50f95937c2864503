"""What cannot be done: for each site and way of going the tightest limit that forbids it.

Laws. A sentence is said only of what was tried: the party that comes nearest, by its quickest and
its safest ways. What one size of a team may do, or an option does, is never called impossible.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import inf
from typing import NamedTuple

from holdfast.base.grid import clock_words, span_words
from holdfast.plan.journeys.grid import BY, Grids
from holdfast.plan.journeys.journey import Journey, built, journey
from holdfast.plan.journeys.limits import Barred, forbids, nearest, who_words
from holdfast.plan.journeys.options import Option
from holdfast.plan.journeys.parties import Fleet, Party
from holdfast.plan.journeys.sought import CONTACT_S
from holdfast.plan.journeys.takings import taking
from holdfast.plan.offer.mission_words import listed, some_named
from holdfast.plan.problem import HANDS_OVER, LOOKS_ONLY, OF_PEOPLE, Problem, Target

FEW = 6
"""Up to so many sites, each is looked at with each party, visited or not."""
MOST_LOOKED_AT = 20
"""Of more, so many that nobody visits."""
LONGEST_LIST = 240
"""Letters of names in one sentence: more are said in another (assumed)."""
TOO_FAR = " km away is too far to be back in "
"""By these words of the grids a site is known to lie too far off (journeys.grid)."""


def unreached(
    problem: Problem, grids: Grids, made: Sequence[Fleet], chosen: Sequence[Option]
) -> list[str]:
    """In words, for each way of going and site by itself, what forbids it.

    1. Sites that nobody visits, first. 2. Each alone, with one party of each size and vehicle, by
    its quickest and its safest ways. 3. Where one of these is allowed, or an option goes so,
    nothing is said; what nobody has priced is said once.
    """
    visited = frozenset[str]().union(*(o.sites for o in chosen))
    rest = [t for t in problem.targets if t.site not in visited]
    asked = problem.targets if len(problem.targets) <= FEW else rest[:MOST_LOOKED_AT]
    done = {
        who_words(trip.party, v.target.name)
        for option in chosen for trip in option.journeys for v in trip.visits
    }  # fmt: skip
    barred: list[Barred] = []
    for target in sorted(asked, key=lambda t: t.site in visited):
        why = "" if target.must else unpriced(problem.asked.objective, target)
        if why:
            barred.append(Barred(target.site, inf, f"to {target.name}: {why}"))
        for party in one_of_each(made) if not why else ():
            grid = grids.get(party.mode)
            ends = {party.begins, party.base}
            if grid is not None and ends <= grid.at.keys() and grid.has(target):
                alone = _alone(problem, grids, party, target)
                barred += alone
                done |= set() if alone else {who_words(party, target.name)}
    return nearest(one for one in barred if one.who not in done)


def one_of_each(made: Sequence[Fleet]) -> list[Party]:
    """One party of each vehicle and size, and one on foot of each base and size."""
    found: dict[tuple[object, ...], Party] = {}
    for fleet in made:
        for party in fleet.parties:
            vehicle = party.carrier.vehicle if party.carrier else None
            found.setdefault((vehicle, len(party.crew.people), party.base), party)
    return list(found.values())


IN_VAIN = {
    "supply": "nothing of known worth is believed to be there that it could bring home: "
    "a recon would tell more",
    "recovery": "nothing of known worth is believed to be there that it could bring home",
    "transfer": "nothing that it could carry there can be spared and is lacking there",
    "rescue": "it has no room for anyone who waits there",
    "evacuation": "it has no room for anyone who is to be moved",
    "recon": "a look would teach nothing new",
    "patrol": "a look would teach nothing new",
}
"""Why a journey that nothing forbids is worth nothing, by objective."""


def _in_vain(problem: Problem, party: Party, target: Target) -> Barred:
    """A journey that nothing forbids and that is worth nothing: beyond it lies no limit, so that
    a party that could do something there, but for a limit, speaks first.
    """
    who = who_words(party, target.name)
    return Barred(who, inf, f"{who}: {IN_VAIN[problem.asked.objective]}")


def unpriced(objective: str, target: Target) -> str:
    """What may lie at a site, or be handed over there, where nothing counts as nobody has said what
    it is worth; empty where there is nothing, or something that counts.
    """
    if objective in LOOKS_ONLY or objective in OF_PEOPLE:
        return ""
    goods = target.brought if objective in HANDS_OVER else target.goods
    there = [g for g in goods if g.n * g.p_there > 0]
    names = list(dict.fromkeys(g.name for g in there))
    if not names or any(g.worth > 0 for g in there):
        return ""
    verb, its = ("is", "its") if len(names) == 1 else ("are", "their")
    what = some_named(names)
    return f"nobody has said what {what} {verb} worth: set {its} worth, or a ration for the need"


def _alone(problem: Problem, grids: Grids, party: Party, target: Target) -> list[Barred]:
    """What forbids a party to go to one site and home; nothing where some way is allowed."""
    barred = []
    for contact_s in CONTACT_S:
        trip = tried(problem, grids, party, [target], contact_s)
        if trip is None:
            return []
        why = forbids(problem, trip)
        if why is None:
            needless = trip.value <= 0 and not target.must
            return [_in_vain(problem, party, target)] if needless else []
        barred.append(why)
    return barred


def tried(
    problem: Problem, grids: Grids, party: Party, stops: Sequence[Target], contact_s: float
) -> Journey | None:
    """A journey over these stops and home, even where it comes after one closes; None where no way
    leads so.
    """
    grid = grids[party.mode]
    trip = journey(problem, grid, party, stops, contact_s)
    if trip is not None:
        return trip
    at = [grid.at[key] for key in (party.begins, *(t.site for t in stops), party.base)]
    legs = [(i, j, 0) for i, j in pairwise(at)]
    if not all(grid.table.n_ways[i, j] for i, j, _ in legs):
        return None
    off_m = [grid.spots[j].off_m for j in at[1:-1]]
    takes = taking(problem.asked.objective, party, stops, off_m)
    return built(problem, grid, party, stops, takes, grid.along(legs))


# -- no time ---------------------------------------------------------------------------------------


def no_time(problem: Problem) -> str:
    """Why there is no time to be out at all; empty where there is."""
    limit_ms, depart_ms = problem.limit_ms, problem.asked.depart_ms
    if limit_ms is None or limit_ms > depart_ms or problem.begun is not None:
        return ""
    if problem.first_light_ms is None:
        return "It is dark all day: allow being out in the dark, or stay"
    return (
        f"It is dark at {clock_words(depart_ms, problem.zone)}: leave from first light at "
        f"{clock_words(problem.first_light_ms, problem.zone)}, or allow being out in the dark"
    )


class _Far(NamedTuple):
    """What a sentence of the grids says: that a site lies too far off for the time there is."""

    words: str
    mode: str
    name: str
    km: int


def by_limit(problem: Problem, no_way: Sequence[str]) -> list[str]:
    """Sentences about sites too far off for the time there is, as one that names the limit; the
    others as they are.
    """
    limit_ms = problem.limit_ms
    far = list(_far(problem, no_way))
    if limit_ms is None or not far:
        return list(no_way)
    name = "Last light" if limit_ms == problem.dark_ms else "The latest home"
    left = span_words(max(0, limit_ms - problem.asked.depart_ms))
    limit = f"{name} at {clock_words(limit_ms, problem.zone)} leaves {left}"
    modes_of: dict[str, list[_Far]] = {}
    for one in far:
        modes_of.setdefault(one.name, []).append(one)
    alike: dict[tuple[str, ...], list[_Far]] = {}
    for some in modes_of.values():
        alike.setdefault(tuple(dict.fromkeys(one.mode for one in some)), []).append(some[0])
    told = {one.words for one in far}
    said = [f"{limit}, too little to go to {_where(some)} and be back {_by(modes)}"
            for modes, some in alike.items()]  # fmt: skip
    return [*said, *(w for w in no_way if w not in told)]


def _where(far: Sequence[_Far]) -> str:
    """'Depot, 4 km away,' or 'A, B and C, 4 km away or more,'; of very many not all names."""
    more = " or more" if len(far) > 1 else ""
    nearest_km = min(one.km for one in far)
    names = [one.name for one in far]
    told = listed(names) if sum(map(len, names)) <= LONGEST_LIST else some_named(names)
    return f"{told}, {nearest_km} km away{more},"


def _by(modes: Sequence[str]) -> str:
    return " or ".join(BY[mode] for mode in modes)


def _far(problem: Problem, no_way: Sequence[str]) -> Iterator[_Far]:
    """Which of the sentences say that a site lies too far off, of which and by what mode."""
    starts = [(f"to {t.name} {by}: ", mode, t) for t in problem.targets for mode, by in BY.items()]
    for words in no_way:
        for start, mode, target in starts:
            km, too_far, _ = words.removeprefix(start).partition(TOO_FAR)
            if words.startswith(start) and too_far and km.isdecimal():
                yield _Far(words, mode, target.name, int(km))
                break
