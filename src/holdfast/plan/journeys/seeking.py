"""Seeking options: fleets by levels of danger, each searched for rounds again and again.

Laws. The same question with the same budget in tries gives the same options. Each pass begins from
the best rounds of the one before, so options only get better. What was proven to be best is not
searched again; where nothing gets better any more, seeking ends by itself. What a part of the
question offers is not lost in the whole (parts).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from holdfast.plan.journeys.day import Level, rounds
from holdfast.plan.journeys.grid import Grids
from holdfast.plan.journeys.left_out import last_net
from holdfast.plan.journeys.parties import Fleet
from holdfast.plan.journeys.parts import MOST_ALONE, alone, one_of_each
from holdfast.plan.journeys.sought import CONTACT_S, QUICK, SAFE, USUAL, Left, Seeking
from holdfast.plan.problem import Problem
from holdfast.plan.rounds.question import Found, Rounds, Routes
from holdfast.plan.rounds.search import search

PRICES = (0.0, 0.25, 0.6, 1.5, 4.0)
"""What a contact is reckoned to cost, in parts of what the dearest option brings for one."""
FIRST_TRIES = 150
"""Tries of each search in the first pass; each pass has twice as many as the one before..."""
FIRST_WORK, LEAST_TRIES = 60_000, 16
"""...so many times sites and teams, where there are many: a first answer must be quick."""
STILL = 3
"""So many passes without anything better end the seeking (assumed)."""
SEED = 20_261_120


@dataclass(slots=True)
class Track:
    """One fleet at one level, with the best rounds so far."""

    fleet: Fleet
    level: Level
    asked: Rounds
    routes: Routes | None = None
    total: float = float("-inf")
    proven: bool = False


def seek(problem: Problem, grids: Grids, fleets: Sequence[Fleet], left: Left) -> Iterator[Seeking]:
    """Options found so far, after each step, until the budget ends or nothing gets better.

    1. Each fleet once as if danger cost nothing, to learn what a contact brings at most. 2. Each at
    each level, a little. 3. Again with twice the tries from where it stood, until it is settled.
    """
    reached = tuple(t for t in problem.targets if any(g.has(t) for g in grids.values()))
    found = Seeking(problem, grids, reached, windows=any(t.opens_ms is not None for t in reached))
    usable = [fleet for fleet in (_on_grids(f, grids) for f in fleets) if fleet.parties]
    if not reached or not usable:
        found.settled = True
        yield found
        return
    lone = list(one_of_each(usable))
    if len(reached) <= MOST_ALONE:
        for party in lone:
            found.go(party, alone(len(reached)))
        found.take_trips()
        yield found
    tracks: list[Track] = []
    n_tries, still = first_tries(len(reached), usable), 0
    for fleet in usable:
        for track in _tracks_of(found, fleet, n_tries, left):
            tracks.append(track)
            yield found
            if left(found.tries) <= 0:
                last_net(found, lone, usable, left)
                yield found
                return
    while still < STILL and left(found.tries) > 0 and not all(t.proven for t in tracks):
        n_tries *= 2
        better = False
        for i, track in enumerate(tracks):
            if not track.proven and left(found.tries) > 0:
                better |= _onward(found, track, i, n_tries, left)
                yield found
        still = 0 if better else still + 1
    found.settled = left(found.tries) > 0
    last_net(found, lone, usable, left)
    yield found


def _on_grids(fleet: Fleet, grids: Grids) -> Fleet:
    """The fleet without parties that have no roads."""
    able = tuple(
        p for p in fleet.parties
        if p.mode in grids and {p.begins, p.base} <= grids[p.mode].at.keys()
    )  # fmt: skip
    return Fleet(fleet.words, able)


def first_tries(n_sites: int, usable: Sequence[Fleet]) -> int:
    """Tries of each search in the first pass: fewer where each takes longer."""
    size = n_sites * max(len(fleet.parties) for fleet in usable)
    return max(LEAST_TRIES, min(FIRST_TRIES, FIRST_WORK // max(size, 1)))


def _tracks_of(found: Seeking, fleet: Fleet, n_tries: int, left: Left) -> Iterator[Track]:
    """A fleet at each level, searched a little.

    1. As if danger cost nothing, by the usual ways; where these bring nothing, as a limit may
    forbid them, by the others too. 2. By those that bring something, at rising prices; by the
    quickest and the safest.
    """
    best: Track | None = None
    for i, contact_s in enumerate((USUAL, SAFE, *(s for s in CONTACT_S if s not in (USUAL, SAFE)))):
        bare = _track(found, fleet, Level(contact_s, 0.0))
        _onward(found, bare, i, n_tries, left)
        yield bare
        if _brings(bare) > 0:
            best = bare
            break
    if best is None:
        return
    usual, scale = best.level.contact_s, _brings(best)
    levels = [Level(usual, part * scale) for part in PRICES[1:]]
    levels += [Level(QUICK, 0.0), Level(SAFE, PRICES[2] * scale)]
    for i, level in enumerate(levels):
        track = _track(found, fleet, level)
        track.routes = best.routes
        _onward(found, track, len(CONTACT_S) + i, n_tries, left)
        yield track


def _track(found: Seeking, fleet: Fleet, level: Level) -> Track:
    asked = rounds(found.problem, found.grids, fleet.parties, found.targets, level)
    return Track(fleet, level, asked)


def _brings(track: Track) -> float:
    """What the rounds of a track bring for each expected contact."""
    asked, total = track.asked, 0.0
    met = 0.0
    for r, route in enumerate(track.routes or ()):
        if route:
            k, n = int(asked.kind[r]), asked.n
            path = (n, *route, n + 1)
            met += sum(float(asked.hazard[k, a, b]) for a, b in pairwise(path))
            met += sum(float(asked.stay_hazard[i]) for i in route)
            total += float(asked.worth[list(route)].sum())
    return total / max(met, 1e-9) if total > 0 else 0.0


def _onward(found: Seeking, track: Track, seed: int, n_tries: int, left: Left) -> bool:
    """Search on from where a track stands; whether that made any option better.

    Rounds that are heard on the way are taken too: a search at one level passes others' options.
    """
    before = found.tries
    heard: list[Routes] = []

    def still(n: int) -> float:
        return 0.0 if left(before + n) <= 0 else max(0.0, 1 - n / n_tries)

    def hear(better: Found) -> None:
        heard.append(better.routes)

    answer = search(track.asked, seed=SEED + seed, left=still, begin=track.routes, heard=hear)
    found.tries += answer.n_tries
    track.proven = answer.proven
    if answer.total > track.total:
        track.routes, track.total = answer.routes, answer.total
    parties = track.fleet.parties
    return any([found.take(parties, routes) for routes in [*heard[-3:], answer.routes]])
