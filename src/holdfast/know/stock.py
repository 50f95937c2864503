"""The one stock account: what lies where, by lot, and how many days it lasts.

Laws. A balance is the last count of a lot at a holder and the movements that happened after it,
however late they were told; nothing is counted twice, because a movement is one fact that leaves
one holder and reaches another. A balance below zero is shown as a disagreement, never silently
mended.
"""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass

from holdfast import facts as f
from holdfast.base.clock import DAY_MS
from holdfast.facts.said import Said
from holdfast.know.order import in_order
from holdfast.know.state import State, remembered

NOWHERE = frozenset({"outside", "used", "lost"})
HISTORY_DAYS = 7


@dataclass(frozen=True, slots=True)
class LotLine:
    """So much of a lot at one holder."""

    lot: str
    item: str
    name: str
    unit: str
    need: str
    n: float
    kg: float
    expires_ms: int | None
    batch: str
    holder: str


@dataclass(frozen=True, slots=True)
class Supply:
    """How a base stands in one need.

    Attributes:
        amount: in `unit` (litres, kcal), over all lots at the base.
        per_day: what the base uses a day by its ration; 0 where no ration is set.
        days: how long it lasts; None where no ration is set.
        history: days it would have lasted at the end of each of the last days, oldest first.
        source: the standard that the ration comes from.
    """

    need: str
    name: str
    unit: str
    amount: float
    per_day: float
    days: float | None
    floor_days: float
    low: bool
    history: tuple[float, ...]
    heads: int
    source: str


NEED_NAMES = {
    "water": "Water", "food": "Food", "medicine": "Medicine", "fuel": "Fuel",
    "shelter": "Shelter", "tools": "Tools", "other": "Other",
}  # fmt: skip
NEED_UNITS = {"water": "L", "food": "kcal", "fuel": "L"}


Steps = dict[str, tuple[list[int], list[float]]]
"""For each holder of a lot: when its balance changed, in order, and what it was from then on."""


def balances(state: State, until_ms: int | None = None) -> dict[tuple[str, str], float]:
    """Amount by (lot, holder), of everything that happened up to `until_ms`."""
    held = {
        (lot, holder): _standing(changes, until_ms)
        for lot in state.stock
        for holder, changes in _steps(state, lot).items()
    }
    return {key: n for key, n in held.items() if abs(n) > 1e-9}


def balance(state: State, lot: str, holder: str) -> float:
    """How much of one lot lies at one holder."""
    changes = _steps(state, lot).get(holder) if lot in state.stock else None
    return _standing(changes, None) if changes else 0.0


def _standing(changes: tuple[list[int], list[float]], until_ms: int | None) -> float:
    times, amounts = changes
    past = len(times) if until_ms is None else bisect_right(times, until_ms)
    return amounts[past - 1] if past else 0.0


def _steps(state: State, lot: str) -> Steps:
    words = state.stock[lot]
    return remembered(state, ("stock", lot), len(words), lambda: _walk(list(words.values())))


def _walk(words: list[Said]) -> Steps:
    """Movements and counts of one lot in the order in which they happened."""
    steps: Steps = {}
    for at_ms, said in in_order(words):
        fact = said.fact
        if isinstance(fact, f.StockMoved):
            _change(steps, fact.source, at_ms, -fact.n)
            _change(steps, fact.target, at_ms, fact.n)
        elif isinstance(fact, f.StockCounted):
            _change(steps, fact.holder, at_ms, 0.0)
            steps[fact.holder][1][-1] = fact.n
    return {holder: changes for holder, changes in steps.items() if holder not in NOWHERE}


def _change(steps: Steps, holder: str, at_ms: int, by: float) -> None:
    times, amounts = steps.setdefault(holder, ([], []))
    amounts.append((amounts[-1] if amounts else 0.0) + by)
    times.append(at_ms)


def lots(state: State, holder: str | None = None) -> list[LotLine]:
    """Every lot that somebody holds, soonest expiry first; below zero means too much went out."""
    lines = [
        _lot_line(state, lot, at, n)
        for (lot, at), n in balances(state).items()
        if holder is None or at == holder
    ]
    return sorted(lines, key=lambda x: (x.need, x.name, x.expires_ms or 1 << 62, x.lot, x.holder))


def item_of(state: State, lot: str) -> f.ItemDefined | None:
    """The item of a lot, where both are defined."""
    said = state.lots.get(lot)
    item = said.fact.item if said and isinstance(said.fact, f.LotDefined) else lot
    return item_named(state, item)


def item_named(state: State, item: str) -> f.ItemDefined | None:
    """What is known of an item."""
    said = state.items.get(item)
    return said.fact if said and isinstance(said.fact, f.ItemDefined) else None


def _lot_line(state: State, lot: str, holder: str, n: float) -> LotLine:
    said = state.lots.get(lot)
    known = said.fact if said and isinstance(said.fact, f.LotDefined) else None
    item = item_of(state, lot)
    return LotLine(
        lot=lot,
        item=item.item if item else (known.item if known else lot),
        name=item.name if item else lot,
        unit=item.unit if item else "",
        need=item.need if item else "other",
        n=n,
        kg=n * (item.kg if item else 0.0),
        expires_ms=known.expires_ms if known else None,
        batch=known.batch if known else "",
        holder=holder,
    )


def worth(state: State, item: str, n: float) -> float:
    """Person-days of need that so much of an item meets.

    By the ration, where one is set and it is known how much of the need a unit covers; else by
    what somebody said that a unit is worth.
    """
    known = item_named(state, item)
    if known is None:
        return 0.0
    ration = state.rations.get(known.need)
    said = ration.fact if ration else None
    if isinstance(said, f.RationSet) and said.per_person_day > 0 and known.covers > 0:
        return n * known.covers / said.per_person_day
    return n * known.worth


def supplies(state: State, base: str, now_ms: int) -> list[Supply]:
    """How the base stands in every need that has a ration or a stock."""
    heads = headcount(state, base)
    past = [
        _amounts(state, base, now_ms - back * DAY_MS) for back in range(HISTORY_DAYS - 1, 0, -1)
    ]
    now = _amounts(state, base, None)
    needs = [n for n in NEED_NAMES if n in now or n in state.rations]
    return [_supply(state, need, now, past, heads) for need in needs]


def headcount(state: State, base: str) -> int:
    """People to be fed at a base: those on its list and those who are only counted."""
    said = state.bases.get(base)
    uncounted = said.fact.headcount if said and isinstance(said.fact, f.BaseFounded) else 0
    listed = sum(
        isinstance(s.fact, f.PersonRegistered) and s.fact.base == base
        for s in state.people.values()
    )
    return uncounted + listed


def _amounts(state: State, base: str, until_ms: int | None) -> dict[str, float]:
    """Amount of each need at the base, in the need's unit."""
    amounts: dict[str, float] = defaultdict(float)
    for lot in state.stock:
        changes, item = _steps(state, lot).get(f"base:{base}"), item_of(state, lot)
        if item and changes:
            amounts[item.need] += _standing(changes, until_ms) * (item.covers or 1.0)
    return amounts


def last_word_ms(state: State, base: str, need: str) -> int:
    """When what a base holds of a need last changed; 0 if it never did."""
    last = 0
    for lot in state.stock:
        changes, item = _steps(state, lot).get(f"base:{base}"), item_of(state, lot)
        if item and item.need == need and changes:
            last = max(last, changes[0][-1])
    return last


def _supply(
    state: State, need: str, now: dict[str, float], past: list[dict[str, float]], heads: int
) -> Supply:
    said = state.rations.get(need)
    ration = said.fact if said and isinstance(said.fact, f.RationSet) else None
    per_day = ration.per_person_day * heads if ration else 0.0
    days = now.get(need, 0.0) / per_day if per_day > 0 else None
    floor = ration.floor_days if ration else 0.0
    history = [*(p.get(need, 0.0) for p in past), now.get(need, 0.0)]
    return Supply(
        need=need,
        name=NEED_NAMES[need],
        unit=ration.unit if ration else NEED_UNITS.get(need, ""),
        amount=now.get(need, 0.0),
        per_day=per_day,
        days=days,
        floor_days=floor,
        low=days is not None and days < floor,
        history=tuple(a / per_day for a in history) if per_day > 0 else tuple(history),
        heads=heads,
        source=ration.source if ration else "",
    )
