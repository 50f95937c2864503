"""What a base can spare for other bases: what is handed over in a transfer.

Laws. Nobody is brought below their floor of days for another. Days are levelled, never turned
round: a base that gives is left with no less than the one that gets. What several bases lack is
shared out among them before anything is planned, so that no more leaves than can be spared,
whoever goes. Units are whole, and what expires soonest goes first.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import floor

from holdfast import facts as f
from holdfast.know.keeping import covers
from holdfast.know.state import State
from holdfast.know.stock import headcount, item_named, lots, supplies

FLOOR = 1.0
"""A base gives away nothing that takes it below so many times its floor of days (assumed)."""
HALF = 0.5
"""Of what has no ration, a place that is no base of ours gets so much at most (assumed)."""


@dataclass(frozen=True, slots=True)
class Held:
    """How a base stands in something: so much of it, and how much it uses in a day.

    Attributes:
        per_day: by its ration; of what has none, its people.
        floor_days: below which it should not fall.
    """

    amount: float
    per_day: float
    floor_days: float = 0.0


def spared(state: State, asked: f.PlanAsked, site: str) -> dict[str, float]:
    """Whole units by item that the asking base hands over at one of the places asked for.

    1. What lies here that will not have expired, and how much of it each place should get. 2. Each
    place in turn gets its share, out of what those before it have left.
    """
    left = _items(state, asked.base, asked.depart_ms)
    shares = [*_by_need(state, asked, left), *_by_heads(state, asked, left)]
    for place in asked.sites:
        given: dict[str, float] = {}
        for one in shares:
            wanted = one.of[place]
            for item, each in one.items:
                n = float(min(floor(left[item]), floor(wanted / each + 1e-9)))
                left[item], wanted = left[item] - n, wanted - n * each
                given[item] = n
        if place == site:
            return {item: n for item, n in given.items() if n > 0}
    return {}


@dataclass(frozen=True, slots=True)
class _Shares:
    """What each place should get of something, and the items that it is made up of.

    Attributes:
        items: each with how much of it one unit covers, those first that go first.
        of: by place.
    """

    items: tuple[tuple[str, float], ...]
    of: dict[str, float]


def _by_need(state: State, asked: f.PlanAsked, mine: dict[str, float]) -> Iterator[_Shares]:
    """Needs that have a ration: what levels the days."""
    for ours in supplies(state, asked.base, asked.depart_ms):
        lying = ((i, _covers(state, i, ours.unit)) for i in mine if _need(state, i) == ours.need)
        items = tuple((item, covered) for item, covered in lying if covered > 0)
        if items and ours.per_day > 0:
            stand = {s: _stands(state, s, ours.need, asked.depart_ms) for s in asked.sites}
            here = Held(ours.amount, ours.per_day, FLOOR * ours.floor_days)
            yield _Shares(items, _shared(here, stand, sum(mine[i] * c for i, c in items)))


def _by_heads(state: State, asked: f.PlanAsked, mine: dict[str, float]) -> Iterator[_Shares]:
    """Items that no ration turns into days: what levels the amount for each head."""
    unit = {s.need: s.unit for s in supplies(state, asked.base, asked.depart_ms) if s.per_day > 0}
    for item, n in mine.items():
        need = _need(state, item)
        if need not in unit or not _covers(state, item, unit[need]):
            stand = {s: _heads(state, s, item, asked.depart_ms) for s in asked.sites}
            here = Held(n, float(headcount(state, asked.base)))
            most = n * (HALF if None in stand.values() else 1.0)
            yield _Shares(((item, 1.0),), _shared(here, stand, most))


def _shared(here: Held, stand: dict[str, Held | None], most: float) -> dict[str, float]:
    """How much each place gets of what can be spared, `most` of it; None is no base of ours.

    1. The days that all would have together. 2. What lies above them here, and above the floor.
    3. What each lacks to them; a place that is no base lacks all of it. 4. Each one's part.
    """
    bases = [h for h in stand.values() if h is not None]
    per_day = here.per_day + sum(h.per_day for h in bases)
    total = here.amount + sum(h.amount for h in bases)
    days = total / per_day if per_day > 0 else 0.0
    keeps = here.floor_days if None in stand.values() else max(here.floor_days, days)
    spare = min(most, max(0.0, here.amount - keeps * here.per_day))
    lacks = {
        s: spare if h is None else max(0.0, days * h.per_day - h.amount) for s, h in stand.items()
    }
    wanted = sum(lacks.values())
    part = min(1.0, spare / wanted) if wanted > 0 else 0.0
    return {s: lack * part for s, lack in lacks.items()}


def _items(state: State, base: str, at_ms: int) -> dict[str, float]:
    """What lies at a base by item, soonest to expire first, without what will have expired."""
    held: dict[str, float] = defaultdict(float)
    lines = lots(state, f"base:{base}")
    for lot in sorted(lines, key=lambda x: (x.expires_ms or 1 << 62, x.item)):
        if lot.n > 0 and (lot.expires_ms is None or lot.expires_ms > at_ms):
            held[lot.item] += lot.n
    return held


def _heads(state: State, base: str, item: str, at_ms: int) -> Held | None:
    """How much of an item a base has for its people; None of a place that is no base."""
    if base not in state.bases:
        return None
    return Held(_items(state, base, at_ms).get(item, 0.0), float(headcount(state, base)))


def _stands(state: State, base: str, need: str, at_ms: int) -> Held | None:
    """How a base stands in a need; None of a place that is no base."""
    if base not in state.bases:
        return None
    supply = next((s for s in supplies(state, base, at_ms) if s.need == need), None)
    if supply is None:
        return Held(0.0, 0.0)
    return Held(supply.amount, supply.per_day, supply.floor_days)


def _need(state: State, item: str) -> str:
    """The need that an item meets."""
    known = item_named(state, item)
    return known.need if known else "other"


def _covers(state: State, item: str, unit: str) -> float:
    """How much of the need one unit meets; 0 where nobody said."""
    known = item_named(state, item)
    return covers(known, unit) if known else 0.0
