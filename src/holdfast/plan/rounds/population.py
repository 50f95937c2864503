"""Good rounds that differ from one another, and children of two of them.

Laws. The best comes first. No two visit the same sites in the same grouping. A child visits no
site twice and gives each team only what a team of its kind did in a parent.
"""

from collections.abc import Callable
from dataclasses import dataclass

from holdfast.plan.rounds.question import Rounds, Routes

TIE = 1e-9
"""Values closer than this, relatively, count as equal; then less time is better."""


@dataclass(frozen=True, slots=True)
class Member:
    """Rounds over the sites worth visiting, what they are worth and the time they take."""

    value: float
    time_s: float
    routes: Routes

    def beats(self, other: "Member") -> bool:
        """Whether this is better: worth more, or as much in less time."""
        tie = TIE * (1.0 + abs(other.value))
        return self.value > other.value + tie or (
            self.value > other.value - tie and self.time_s < other.time_s - tie
        )


class Population:
    """At most so many members, the best first."""

    def __init__(self, n_most: int) -> None:
        self.n_most = n_most
        self.members: list[Member] = []

    def admit(self, new: Member) -> None:
        """Take a member in unless one with the same grouping is as good; let the last go."""
        group = _grouping(new.routes)
        for i, old in enumerate(self.members):
            if _grouping(old.routes) == group:
                if new.beats(old):
                    self.members[i] = new
                return
        self.members.append(new)
        self.members.sort(key=lambda member: (-member.value, member.time_s))
        del self.members[self.n_most :]


def _grouping(routes: Routes) -> frozenset[frozenset[int]]:
    """Which sites are visited together, in whatever order and by whomever."""
    return frozenset(frozenset(route) for route in routes)


def classes(asked: Rounds) -> tuple[int, ...]:
    """For each team a number that it shares with the teams just like it."""
    seen: dict[tuple[object, ...], int] = {}
    numbers = []
    for team in range(asked.m):
        likeness = (
            int(asked.kind[team]),
            asked.able[team].tobytes(),
            *(
                float(limit[team])
                for limit in (
                    asked.depart_s, asked.latest_s, asked.hazard_most,
                    asked.reach_m, asked.capacity_kg,
                )
            ),
        )  # fmt: skip
        numbers.append(seen.setdefault(likeness, len(seen)))
    return tuple(numbers)


def child(
    parents: tuple[Routes, Routes],
    worth: Callable[[int], float],
    alike: tuple[int, ...],
    chance: Callable[[], float],
) -> Routes:
    """Rounds made of two parents' in turn: each time the richest of one, less what is visited.

    Args:
        worth: of a site.
        alike: see `classes`.
        chance: a number from 0 up to 1; the first round is drawn with it.
    """
    turn = int(chance() < 0.5)
    rest = [[team for team, route in enumerate(routes) if route] for routes in parents]
    free = list(range(len(alike)))
    seen: set[int] = set()
    routes: list[tuple[int, ...]] = [()] * len(alike)
    for i in range(2 * len(alike)):
        parent, left = parents[(turn + i) % 2], rest[(turn + i) % 2]
        left[:] = [team for team in left if any(alike[to] == alike[team] for to in free)]
        if not left:
            continue
        rich = {team: sum(worth(u) for u in parent[team] if u not in seen) for team in left}
        if i == 0:
            rich = {team: chance() for team in left}
        team = max(left, key=rich.__getitem__)
        left.remove(team)
        to = team if team in free else next(t for t in free if alike[t] == alike[team])
        free.remove(to)
        routes[to] = tuple(u for u in parent[team] if u not in seen)
        seen.update(routes[to])
    return tuple(routes)
