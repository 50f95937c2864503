"""The one stock account: what lies where, by lot, and how many days it lasts.

Laws. A balance is the last count of a lot at a holder and the movements after it; nothing is
counted twice, because a movement is one fact that leaves one holder and reaches another. A balance
below zero is shown as a disagreement, never silently mended.
"""

from collections import defaultdict
from dataclasses import dataclass

from holdfast import facts as f
from holdfast.base.clock import DAY_MS
from holdfast.facts.said import Said
from holdfast.know.state import State

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


def balances(state: State, until_ms: int | None = None) -> dict[tuple[str, str], float]:
    """Amount by (lot, holder), of everything said up to `until_ms`."""
    held: dict[tuple[str, str], float] = defaultdict(float)
    for lot, words in state.stock.items():
        for stamp in sorted(words):
            if until_ms is not None and words[stamp].happened_ms > until_ms:
                continue
            _apply(held, lot, words[stamp])
    return {key: n for key, n in held.items() if key[1] not in NOWHERE and abs(n) > 1e-9}


def _apply(held: dict[tuple[str, str], float], lot: str, said: Said) -> None:
    fact = said.fact
    if isinstance(fact, f.StockMoved):
        held[lot, fact.source] -= fact.n
        held[lot, fact.target] += fact.n
    elif isinstance(fact, f.StockCounted):
        held[lot, fact.holder] = fact.n


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
    """Person-days of need that so much of an item meets, by the ration where one is set."""
    known = item_named(state, item)
    if known is None:
        return 0.0
    ration = state.rations.get(known.need)
    if ration and isinstance(ration.fact, f.RationSet) and ration.fact.per_person_day > 0:
        return n * known.covers / ration.fact.per_person_day
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
    for (lot, holder), n in balances(state, until_ms).items():
        item = item_of(state, lot)
        if item and holder == f"base:{base}":
            amounts[item.need] += n * (item.covers or 1.0)
    return amounts


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
