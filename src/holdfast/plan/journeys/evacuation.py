"""Evacuation of a base: everyone is brought to one safe place, in waves.

Laws. The same question has the same answer. Who is moved, who walks, who goes as crew and who stays
add up to all who were there. The hazard, the fuel and the times of an option are those of all its
waves together, and a wave counts for nothing if one before it did not come home.

Decided: every wave, the last one too, is planned as a round that comes home, and every limit is
kept for it so. A run that never comes home is overdue for ever, and the count out must equal the
count home; if the safe place cannot take them, the crews are not out in the dark. That the crew
may stay there after the last wave is said in words. The price: the way home of the last wave counts
in hazard and fuel although it may not be driven.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from msgspec.structs import replace as altered

from holdfast.base.grid import clock_words
from holdfast.plan.journeys.grid import Grids
from holdfast.plan.journeys.options import Option
from holdfast.plan.journeys.parties import Fleet, Party
from holdfast.plan.journeys.sought import QUICK, SAFE, USUAL, Left
from holdfast.plan.journeys.waves import (
    CREW_S,
    FUEL,
    HAZARD,
    HOURS,
    MOST_WAVES,
    ROOM,
    TIME,
    Moved,
    Pool,
    Shuttle,
    pool_of,
)
from holdfast.plan.problem import Problem, Target, Waiting

MOST_PLACES = 3
"""Of several safe places so many are looked at, those that are reached soonest (assumed)."""
NEEDED_MOST = 300
"""Waves are counted up to so many, to say how many are needed."""


@dataclass(frozen=True, slots=True)
class Evacuated:
    """Options to evacuate, and in words what cannot be done."""

    options: tuple[Option, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Tried:
    """One way of doing it, and what came of it."""

    target: Target
    rides: tuple[Party, ...]
    walks: tuple[Party, ...]
    contact_s: float
    moved: Moved
    at_once: bool = False


def evacuate(
    problem: Problem,
    grids: Grids,
    fleets: Sequence[Fleet],
    left: Left,
    heard: Callable[[int], None] = lambda _: None,
) -> Evacuated:
    """Options by way, by number of vehicles, with and without people who walk.

    1. The places that are reached soonest. 2. Vehicles of each fleet, one more at a time; alone,
    with as many teams on foot as are needed, and with some who walk at once. 3. By the quickest,
    the usual and the safest ways. 4. What keeps people from being moved, where even the best
    option leaves some.

    Args:
        problem: the question; each target's `waiting` are those who are to be moved.
        grids: the ways of each mode.
        fleets: the parties that could go.
        left: after so many tries, the part of the budget that is left; 0 ends the work.
        heard: is told how many ways of doing it were worked out.
    """
    tried: list[_Tried] = []
    for one in _each(problem, grids, fleets):
        tried.append(one)
        heard(len(tried))
        if left(len(tried)) <= 0:
            break
    found: dict[tuple[object, ...], Option] = {}
    for one in tried:
        if one.moved.waves:
            option = Option(one.moved.waves)
            found.setdefault((option.key, tuple(w.taking.groups for w in option.journeys)), option)
    return Evacuated(tuple(found.values()), tuple(_words(problem, grids, fleets, tried)))


def _each(problem: Problem, grids: Grids, fleets: Sequence[Fleet]) -> Iterator[_Tried]:
    """Every way of doing it, one after the other; the usual ways first."""
    shuttles = [Shuttle(problem, grids, t) for t in _places(problem, grids)]
    for contact_s in (USUAL, QUICK, SAFE):
        for shuttle in shuttles:
            for rides, walks in _teams(problem, grids, fleets, shuttle.target):
                yield _tried(shuttle, rides, (), contact_s)
                if walks:
                    yield _with_walkers(shuttle, rides, walks, contact_s)
                for n in dict.fromkeys((1, len(walks))) if rides and walks else ():
                    yield _tried(shuttle, rides, walks[:n], contact_s, at_once=True)


def _places(problem: Problem, grids: Grids) -> list[Target]:
    """The places that are reached soonest by any mode; nobody waits for a place without ways."""
    soonest = {
        t.site: min(
            (float(g.table.time_s[g.at[problem.base], g.at[t.site], 0])
             for g in grids.values() if g.has(t) and problem.base in g.at),
            default=float("inf"),
        )
        for t in problem.targets
    }  # fmt: skip
    near = sorted((t for t in problem.targets if soonest[t.site] < float("inf")),
                  key=lambda t: soonest[t.site])  # fmt: skip
    return near[:MOST_PLACES]


def _teams(
    problem: Problem, grids: Grids, fleets: Sequence[Fleet], target: Target
) -> Iterator[tuple[tuple[Party, ...], tuple[Party, ...]]]:
    """Vehicles of each fleet, one more at a time, and the fleet's teams on foot beside them."""
    seen: set[tuple[tuple[int, ...], tuple[int, ...]]] = set()
    for fleet in fleets:
        mine = [p for p in fleet.parties if p.base == problem.base and p.mode in grids
                and {p.base, target.site} <= grids[p.mode].at.keys()]  # fmt: skip
        rides = [p for p in mine if p.carrier is not None]
        walks = [p for p in mine if p.carrier is None]
        for n in range(len(rides), -1, -1):
            chosen = (tuple(rides[:n]), tuple(walks))
            key = (tuple(map(id, chosen[0])), tuple(map(id, chosen[1])))
            if any(chosen) and key not in seen:
                seen.add(key)
                yield chosen


def _tried(
    shuttle: Shuttle, rides: tuple[Party, ...], walks: tuple[Party, ...], contact_s: float,
    at_once: bool = False,
) -> _Tried:  # fmt: skip
    """One way of doing it worked out; a team for whom nobody is left is none."""
    while True:
        pool = _pool(shuttle.problem, shuttle.target, (*rides, *walks))
        moved = shuttle.move(rides, walks, pool, contact_s, at_once)
        gone = {id(w.party) for w in moved.waves}
        used = tuple(tuple(p for p in some if id(p) in gone) for some in (rides, walks))
        if not gone or used == (rides, walks):
            return _Tried(shuttle.target, rides, walks, contact_s, moved, at_once)
        rides, walks = used


def _with_walkers(
    shuttle: Shuttle, rides: tuple[Party, ...], walks: tuple[Party, ...], contact_s: float
) -> _Tried:
    """With one more team on foot at a time, as long as that leaves fewer behind."""
    best = _tried(shuttle, rides, walks[:1], contact_s)
    for n in range(2, len(walks) + 1):
        more = _tried(shuttle, rides, walks[:n], contact_s)
        if best.moved.left.people == 0 or more.moved.left.people >= best.moved.left.people:
            break
        best = more
    return best


def _pool(problem: Problem, target: Target, parties: Sequence[Party]) -> Pool:
    """Who is to be moved: of those whom nobody named, the crews go anyway."""
    crew = {w.person for p in parties for w in p.crew.people}
    return pool_of(target, 0 if problem.names_people(target.site) else len(crew))


# -- what cannot be done ---------------------------------------------------------------------------


def _words(
    problem: Problem, grids: Grids, fleets: Sequence[Fleet], tried: Sequence[_Tried]
) -> Iterator[str]:
    """Why people would stay, of the option that leaves fewest."""
    if not any(t.waiting for t in problem.targets):
        yield "Nobody is at the base to be brought away"
    if any(p.base != problem.base for fleet in fleets for p in fleet.parties):
        yield "Teams of other bases take no part in an evacuation"
    best = min(
        (one for one in tried if one.moved.waves),
        key=lambda one: (one.moved.left.people, len(one.moved.waves)),
        default=None,
    )
    if best is None or not best.moved.left.people:
        return
    stuck = [(w, n) for w, n in best.moved.left.left if not _fits(w, best)]
    for group, n in stuck:
        yield _stuck_words(group, n)
    stay = best.moved.left.people - sum(w.people * n for w, n in stuck)
    if stay and best.moved.barred:
        made, needed = len(best.moved.waves), _needed(problem, grids, best)
        more = "more than " if needed >= NEEDED_MOST else ""
        why = _limit_words(problem, best.moved.barred[0])
        would = "1 person" if stay == 1 else f"{stay} people"
        yield f"{more}{needed} waves are needed, {why} {made}: {would} would stay"
    elif stay:
        would = "1 person" if stay == 1 else f"{stay} people"
        yield f"{would} would stay: no seat, no stretcher and nobody to lead them is left"


def _fits(group: Waiting, best: _Tried) -> bool:
    """Whether one such group could go with any of the teams."""
    parties = (*best.rides, *best.walks)
    return any(group.walking <= p.seats and group.carried <= p.stretchers for p in parties)


def _stuck_words(group: Waiting, n: int) -> str:
    """Who can go with no team at all."""
    if group.people == 1:
        lie = group.carried == 1
        many = f"{n} people" if n > 1 else "1 person"
        what = "no stretcher goes" if lie else "no seat is free"
        return f"{many} would stay: {what} with any team"
    size = f"A family of {group.people}"
    lie_words = f", {group.carried} on stretchers," if group.carried else ""
    return f"{size}{lie_words} would stay: it fits whole into nothing that goes, and is not parted"


def _needed(problem: Problem, grids: Grids, best: _Tried) -> int:
    """How many waves the same teams would need if nothing limited them."""
    asked = altered(
        problem.asked, home_by_ms=None, greatest_hazard=None, greatest_overall=None, night=True
    )
    free = replace(
        problem, asked=asked, dark_ms=None, carriers=tuple(replace(c, fuel_l=None)
                                                           for c in problem.carriers),
    )  # fmt: skip
    rides = tuple(replace(p, carrier=replace(p.carrier, fuel_l=None))
                  for p in best.rides if p.carrier)  # fmt: skip
    target = replace(best.target, opens_ms=None, closes_ms=None)
    shuttle = Shuttle(free, grids, target, NEEDED_MOST, float("inf"))
    done = _tried(shuttle, rides, best.walks, best.contact_s, best.at_once)
    return len(done.moved.waves)


def _limit_words(problem: Problem, barred: str) -> str:
    """The limit that allows no more waves."""
    limit_ms = problem.limit_ms
    if barred == TIME and limit_ms is not None:
        name = "last light" if limit_ms == problem.dark_ms else "the latest home"
        return f"{name} at {clock_words(limit_ms, problem.zone)} allows"
    return {
        TIME: "the place is open for",
        FUEL: "the fuel in the tanks is enough for",
        HAZARD: "the limit of danger allows",
        HOURS: f"{CREW_S / 3600:.0f} hours for a crew allow",
        ROOM: f"one room can follow {MOST_WAVES}, that is",
    }[barred]
