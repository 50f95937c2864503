"""What a party takes along at its stops, or hands over there, over the whole of its round.

Laws. Nothing is taken that cannot be carried; units are whole, and families are not parted. What is
handed over is with the party from the start and counts against the same room as what is brought
home.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from holdfast.plan.journeys.loads import NOTHING, Load, load
from holdfast.plan.journeys.parties import Party
from holdfast.plan.problem import HANDS_OVER, LOOKS_ONLY, OF_PEOPLE, Good, Target, Waiting

MOST_GROUPS = 60
"""Kinds of groups weighed against one another: those of most people (assumed)."""
MOST_STEPS = 5_000
"""Numbers of groups tried before the search is stopped (assumed: some 10 ms)."""

Groups = tuple[tuple[Waiting, int], ...]
"""Groups, and how many of each."""


@dataclass(frozen=True, slots=True)
class Taking:
    """What is planned to be taken, or handed over, in a whole round.

    Attributes:
        load: goods, each with the site where it is loaded or handed over.
        groups: people who are brought home, or to where they are safe.
        value: person-days, or people, expected over whether it is there.
        handed: whether all of it is with the party from the start.
    """

    load: Load
    groups: Groups
    value: float
    handed: bool = False

    def at(self, site: str) -> tuple[tuple[Good, float], ...]:
        """The goods of one stop."""
        return tuple((g, n) for g, n in self.load.taken if g.site == site)

    def people_at(self, site: str) -> int:
        """People of one stop."""
        return sum(w.people * n for w, n in self.groups if w.site == site)

    @property
    def people(self) -> int:
        """People of all stops."""
        return sum(w.people * n for w, n in self.groups)

    @property
    def laden(self) -> bool:
        """Whether anything is carried."""
        return self.load.kg > 0 or self.people > 0


def taking(objective: str, party: Party, stops: Sequence[Target], off_m: Sequence[float]) -> Taking:
    """The best that a party can take along at these stops, or hand over there.

    Args:
        objective: of the plan.
        party: who goes.
        stops: where to, each once.
        off_m: how far each lies off the road.
    """
    handed = objective in HANDS_OVER
    if objective in LOOKS_ONLY:
        return Taking(NOTHING, (), sum(t.learns for t in stops))
    if objective in OF_PEOPLE:
        waiting = [w for t in stops for w in t.waiting]
        groups = brought_home(waiting, party.seats, party.stretchers)
        value = sum(w.people * n * w.p_there for w, n in groups)
        return Taking(NOTHING, groups, value, handed)
    goods: list[Good] = []
    for target, off in zip(stops, off_m, strict=True):
        wanted = target.brought if handed else target.goods
        goods += fetched(wanted, party.fetch_kg(off))
    best = load(goods, party.capacity_kg, party.capacity_m3)
    return Taking(best, (), best.expected, handed)


def fetched(goods: Sequence[Good], most_kg: float) -> list[Good]:
    """What of a site's goods can be carried to the road, or from it."""
    if sum(g.n * g.kg for g in goods) <= most_kg:
        return list(goods)
    best = load(goods, most_kg)
    return [replace(g, n=n) for g, n in best.taken]


def brought_home(waiting: Sequence[Waiting], seats: int, stretchers: int) -> Groups:
    """The groups that bring most people home: those that fit by seats and by stretchers.

    1. The likeliest first, of them the largest. 2. Each number of each group in turn, most first,
    as long as filling every place that is left could still be better.
    """
    some = sorted(waiting, key=lambda w: (-w.n * w.people * w.p_there, w.site))[:MOST_GROUPS]
    search = _Seating(sorted(some, key=lambda w: (-w.p_there, -w.people, w.site)))
    search.descend(0, seats, stretchers, 0.0)
    return tuple((w, n) for w, n in zip(search.groups, search.best, strict=True) if n)


class _Seating:
    """Depth-first branch and bound over how many of each group to take, most first."""

    def __init__(self, groups: list[Waiting]) -> None:
        self.groups = [w for w in groups if w.people and w.n]
        self.counts = [0] * len(self.groups)
        self.best = [0] * len(self.groups)
        self.most, self.steps = 0.0, 0

    def descend(self, i: int, sits: int, lies: int, so_far: float) -> None:
        """Decide on the i-th group and those behind it, with so many places left."""
        if so_far > self.most + 1e-9:
            self.most = so_far
            self.best = [*self.counts[:i], *[0] * (len(self.groups) - i)]
        if i == len(self.groups):
            return
        group = self.groups[i]
        n = group.n
        if group.walking:
            n = min(n, sits // group.walking)
        if group.carried:
            n = min(n, lies // group.carried)
        while n >= 0 and self.steps <= MOST_STEPS:
            self.steps += 1
            sits_left, lies_left = sits - n * group.walking, lies - n * group.carried
            gained = so_far + n * group.people * group.p_there
            if gained + self._at_best(i + 1, sits_left, lies_left) > self.most + 1e-9:
                self.counts[i] = n
                self.descend(i + 1, sits_left, lies_left, gained)
            n -= 1

    def _at_best(self, i: int, sits: int, lies: int) -> float:
        """No less than what the groups from the i-th on can add, each person by themselves."""
        total = 0.0
        for group in self.groups[i:]:
            walking, carried = (
                min(sits, group.n * group.walking),
                min(lies, group.n * group.carried),
            )
            total += (walking + carried) * group.p_there
            sits, lies = sits - walking, lies - carried
        return total
