"""What rounds are worth and which limits they break, reckoned plainly, site by site.

Laws. Nothing here is shared with the search: it reads the question and the routes alone. A team
that visits nothing stays: it costs nothing and breaks no limit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, fsum

from holdfast.plan.rounds.question import Rounds

ROUNDING = 1e-9
"""How far, relatively, a sum may pass its limit before it counts as broken."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One team's round.

    Attributes:
        begin_s: when each visit begins.
        home_s: when the end is reached; the time of departure for a team that stays.
        hazard: expected harmful contacts, ways and stays.
        length_m: metres.
        kg: what it carries at the end.
        worth: of what it carries.
        value: the worth (times survival, where `lives`) less price times hazard.
        faults: the limits it breaks, in words; empty where it breaks none.
    """

    begin_s: tuple[float, ...]
    home_s: float
    hazard: float
    length_m: float
    kg: float
    worth: float
    value: float
    faults: tuple[str, ...]


def weigh(asked: Rounds, routes: Sequence[Sequence[int]]) -> tuple[Figures, ...]:
    """The figures of every team's round; a site visited twice is a fault of the later visit."""
    seen: set[int] = set()
    figures = []
    for team, stops in enumerate(routes):
        figures.append(weigh_one(asked, team, stops, frozenset(seen)))
        seen.update(int(u) for u in stops)
    return tuple(figures)


def weigh_one(
    asked: Rounds, team: int, route: Sequence[int], seen: frozenset[int] = frozenset()
) -> Figures:
    """One team's figures, given what the teams before it visit."""
    stops = [int(u) for u in route]
    if not stops:
        return Figures((), float(asked.depart_s[team]), 0.0, 0.0, 0.0, 0.0, 0.0, ())
    begin_s, home_s = _times(asked, team, stops)
    kind = int(asked.kind[team])
    legs = list(zip([asked.n, *stops], [*stops, asked.n + 1], strict=True))
    hazard = fsum(float(asked.hazard[kind, a, b]) for a, b in legs)
    hazard += fsum(float(asked.stay_hazard[u]) for u in stops)
    length_m = fsum(float(asked.length_m[kind, a, b]) for a, b in legs)
    kg, worth = _carried(asked, team, stops)
    value = (worth * exp(-hazard) if asked.lives else worth) - asked.price * hazard
    found = [
        *_twice(asked, team, stops, seen),
        *(
            f"Team {team} comes to site {u} too late."
            for u, start_s in zip(stops, begin_s, strict=True)
            if over(start_s, float(asked.closes_s[u]))
        ),
        *(
            f"Team {team} breaks its limit of {name}."
            for name, sum_, limit in (
                ("time", home_s, asked.latest_s[team]),
                ("hazard", hazard, asked.hazard_most[team]),
                ("length", length_m, asked.reach_m[team]),
            )
            if over(sum_, float(limit))
        ),
    ]
    return Figures(begin_s, home_s, hazard, length_m, kg, worth, value, tuple(found))


def total(asked: Rounds, routes: Sequence[Sequence[int]]) -> float:
    """What the rounds are worth together."""
    return fsum(figures.value for figures in weigh(asked, routes))


def faults(asked: Rounds, routes: Sequence[Sequence[int]]) -> tuple[str, ...]:
    """All limits that the rounds break, in words."""
    if len(routes) != asked.m:
        return (f"There are {asked.m} teams but {len(routes)} rounds.",)
    return tuple(fault for figures in weigh(asked, routes) for fault in figures.faults)


def over(sum_: float, limit: float) -> bool:
    """Whether a sum passes its limit by more than rounding."""
    return not sum_ <= limit + ROUNDING * abs(limit) or sum_ == float("inf")


def _twice(asked: Rounds, team: int, stops: list[int], seen: frozenset[int]) -> list[str]:
    """Sites a team may not visit, or that were visited before."""
    told = [f"Team {team} may not visit site {u}." for u in stops if not asked.able[team, u]]
    for p, u in enumerate(stops):
        if u in seen or u in stops[:p]:
            told.append(f"Site {u} is visited twice.")
    return told


def _times(asked: Rounds, team: int, stops: list[int]) -> tuple[tuple[float, ...], float]:
    """When each visit begins, waiting for the site to open, and when the end is reached."""
    time_s = asked.time_s[int(asked.kind[team])]
    now_s, place, begin_s = float(asked.depart_s[team]), asked.n, []
    for u in stops:
        now_s = max(now_s + float(time_s[place, u]), float(asked.opens_s[u]))
        begin_s.append(now_s)
        now_s += float(asked.stay_s[u])
        place = u
    return tuple(begin_s), now_s + float(time_s[place, asked.n + 1])


def _carried(asked: Rounds, team: int, stops: list[int]) -> tuple[float, float]:
    """Weight and worth of what a team takes: of all lots those of most worth for their weight."""
    lots = [
        (float(kg), float(worth))
        for u in stops
        for kg, worth in zip(asked.kg[u], asked.worth[u], strict=True)
    ]
    lots.sort(key=lambda lot: lot[1] / lot[0] if lot[0] > 0 else float("inf"), reverse=True)
    room, taken, worths = float(asked.capacity_kg[team]), [], []
    for kg, worth in lots:
        part = 1.0 if kg <= room else room / kg
        taken.append(part * kg)
        worths.append(part * worth)
        room -= part * kg
    return fsum(taken), fsum(worths)
