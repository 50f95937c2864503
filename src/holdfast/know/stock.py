"""The one stock account: what lies where, by lot, and how many days it lasts.

Laws. A balance is the last count of a lot at a holder and the movements that happened after it,
however late they were told; nothing is counted twice, because a movement is one fact that leaves
one holder and reaches another. A balance below zero is shown as a disagreement, never silently
mended. What counts of it, and for how long, is said in know.keeping.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from holdfast import facts as f
from holdfast.base.clock import DAY_MS
from holdfast.facts.said import Said
from holdfast.know.keeping import NEED_UNITS, covers, expired, lasts, makes_safe
from holdfast.know.order import in_order
from holdfast.know.people import fed
from holdfast.know.plausible import most_of, open_slips
from holdfast.know.state import State, remembered

NOWHERE = frozenset({"outside", "used", "lost"})
HISTORY_DAYS = 7


@dataclass(frozen=True, slots=True)
class LotLine:
    """So much of a lot at one holder.

    Attributes:
        expired: whether it may not be used any more, and so counts for nothing.
    """

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
    expired: bool = False


@dataclass(frozen=True, slots=True)
class Uncounted:
    """What lies here and is not counted, because nobody said what one unit of it covers."""

    item: str
    name: str
    unit: str
    n: float


@dataclass(frozen=True, slots=True)
class Supply:
    """How a base stands in one need; where its items cannot be added up, in one unit of it.

    Attributes:
        amount: in `unit` (litres, kcal), over all lots at the base that have not expired.
        per_day: what the base uses a day by its ration; 0 where no ration is set.
        days: how long it lasts, what expires first being used first; None where no ration is set.
        history: days it would have lasted at the end of each of the last days, oldest first.
        source: the standard that the ration comes from.
        wasted: what of `amount` will expire before its turn comes.
        expired: what lies there and is not counted, because it has expired.
        uncounted: what lies there and is not counted, because nobody said what one covers.
        makes_safe: litres that tablets and the like could make safe, and do not hold.
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
    wasted: float = 0.0
    expired: float = 0.0
    uncounted: tuple[Uncounted, ...] = ()
    makes_safe: float = 0.0


NEED_NAMES = {
    "water": "Water", "food": "Food", "medicine": "Medicine", "fuel": "Fuel",
    "shelter": "Shelter", "tools": "Tools", "other": "Other",
}  # fmt: skip

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
    words, most = state.stock[lot], most_of(item_of(state, lot))
    version = (len(words), most)
    return remembered(state, ("stock", lot), version, lambda: _walk(list(words.values()), most))


def slips(state: State, lot: str) -> list[Said]:
    """What was said of a lot and cannot be, until it is counted anew there."""
    return list(open_slips(list(state.stock[lot].values()), most_of(item_of(state, lot))))


def _walk(words: list[Said], most: float) -> Steps:
    """Movements and counts of one lot in the order in which they happened, but those beyond what
    can be: these are asked about (know.plausible)."""
    steps: Steps = {}
    for at_ms, said in in_order(words):
        fact = said.fact
        if isinstance(fact, f.StockMoved | f.StockCounted) and fact.n > most:
            continue
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


def lots(state: State, holder: str | None = None, now_ms: int = 0) -> list[LotLine]:
    """Every lot that somebody holds, soonest expiry first; below zero means too much went out."""
    lines = [
        _lot_line(state, lot, at, n, now_ms)
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


def expires_ms(state: State, lot: str) -> int | None:
    """When a lot expires, where somebody said."""
    said = state.lots.get(lot)
    return said.fact.expires_ms if said and isinstance(said.fact, f.LotDefined) else None


def _lot_line(state: State, lot: str, holder: str, n: float, now_ms: int) -> LotLine:
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
        expired=expired(known.expires_ms if known else None, now_ms),
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


@dataclass(frozen=True, slots=True)
class _Held:
    """So many units of a lot at a base: of which item, until when."""

    item: f.ItemDefined
    expires_ms: int | None
    n: float


def supplies(state: State, base: str, now_ms: int) -> list[Supply]:
    """How the base stands in every need that has a ration or a stock."""
    heads = headcount(state, base)
    ends = [now_ms - back * DAY_MS for back in range(HISTORY_DAYS - 1, 0, -1)]
    days = [*((at_ms, list(_held(state, base, at_ms))) for at_ms in ends),
            (now_ms, list(_held(state, base, None)))]  # fmt: skip
    lying = {h.item.need for h in days[-1][1]}
    found: list[Supply] = []
    for need in (n for n in NEED_NAMES if n in lying or n in state.rations):
        units = _units(state, need, days[-1][1])
        for unit in units:
            found.append(_supply(state, need, unit, days, heads, alone=len(units) == 1))
    return found


def headcount(state: State, base: str) -> int:
    """People to be fed at a base: those on its list who live, those who are only counted, and
    those who were brought in.
    """
    said = state.bases.get(base)
    uncounted = said.fact.headcount if said and isinstance(said.fact, f.BaseFounded) else 0
    return uncounted + fed(state, base)


def _held(state: State, base: str, until_ms: int | None) -> Iterator[_Held]:
    """What a base holds of every lot, of everything that happened up to `until_ms`."""
    for lot in state.stock:
        changes, item = _steps(state, lot).get(f"base:{base}"), item_of(state, lot)
        if item and changes:
            yield _Held(item, expires_ms(state, lot), _standing(changes, until_ms))


def _ration(state: State, need: str) -> f.RationSet | None:
    said = state.rations.get(need)
    return said.fact if said and isinstance(said.fact, f.RationSet) else None


def _adds_up(state: State, need: str) -> bool:
    """Whether all that meets a need is reckoned in one unit: what is eaten, drunk or rationed."""
    return need in ("water", "food") or need in state.rations


def _unit_of(item: f.ItemDefined) -> tuple[str, float]:
    """What an item is counted in where its need has no ration, and how much of it one unit is."""
    part, unit = covers(item), NEED_UNITS.get(item.need, "")
    return (unit, part) if unit and part else (item.unit, 1.0)


def of_need(state: State, item: f.ItemDefined, n: float) -> float:
    """How much of its need so many units of an item are, in what that need is counted in."""
    ration = _ration(state, item.need)
    if _adds_up(state, item.need):
        return n * covers(item, ration.unit if ration else "")
    return n * _unit_of(item)[1]


def _units(state: State, need: str, held: list[_Held]) -> list[str]:
    """What a need is counted in: its own unit, or, where nothing adds it up, those of its items."""
    if _adds_up(state, need):
        ration = _ration(state, need)
        return [(ration.unit if ration else "") or NEED_UNITS.get(need, "")]
    units = {_unit_of(h.item)[0] for h in held if h.item.need == need and h.n}
    return sorted(units) or [NEED_UNITS.get(need, "")]


def last_word_ms(state: State, base: str, need: str) -> int:
    """When what a base holds of a need last changed; 0 if it never did."""
    last = 0
    for lot in state.stock:
        changes, item = _steps(state, lot).get(f"base:{base}"), item_of(state, lot)
        if item and item.need == need and changes:
            last = max(last, changes[0][-1])
    return last


def _supply(
    state: State, need: str, unit: str, days: list[tuple[int, list[_Held]]], heads: int, *,
    alone: bool,
) -> Supply:  # fmt: skip
    """1. What counts, and as how much. 2. How long that lasts, now and on each day before."""
    ration, adds_up = _ration(state, need), _adds_up(state, need)
    mine = [
        (at, [h for h in held if h.item.need == need and (adds_up or _unit_of(h.item)[0] == unit)])
        for at, held in days
    ]
    now_ms, now = mine[-1]

    def one(item: f.ItemDefined) -> float:
        return covers(item, unit) if adds_up else _unit_of(item)[1]

    def counted(at_ms: int, held: list[_Held]) -> list[tuple[int | None, float]]:
        fresh = (h for h in held if not expired(h.expires_ms, at_ms))
        return [(h.expires_ms, h.n * one(h.item)) for h in fresh]

    amounts = [sum(n for _, n in counted(at, held)) for at, held in mine]
    per_day = ration.per_person_day * heads if ration else 0.0
    last = [lasts(counted(at, held), per_day, at) for at, held in mine] if per_day > 0 else []
    left = last[-1][0] if last else None
    floor = ration.floor_days if ration else 0.0
    return Supply(
        need=need,
        name=NEED_NAMES[need] if alone else f"{NEED_NAMES[need]}: {_names(now)}",
        unit=unit,
        amount=amounts[-1],
        per_day=per_day,
        days=left,
        floor_days=floor,
        low=left is not None and left < floor,
        history=tuple(d for d, _ in last) if last else tuple(amounts),
        heads=heads,
        source=ration.source if ration else "",
        wasted=last[-1][1] if last else 0.0,
        expired=sum(h.n * one(h.item) for h in now if expired(h.expires_ms, now_ms)),
        uncounted=tuple(_uncounted(now, unit, now_ms)) if adds_up else (),
        makes_safe=sum(h.n * h.item.covers for h in now
                       if makes_safe(h.item) and not expired(h.expires_ms, now_ms)),
    )  # fmt: skip


def _names(held: list[_Held]) -> str:
    names = sorted({h.item.name for h in held if h.n})
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")


def _uncounted(held: list[_Held], unit: str, now_ms: int) -> Iterator[Uncounted]:
    """Items of which nobody said what one covers, each with how much of it lies there."""
    of: dict[str, float] = defaultdict(float)
    items = {h.item.item: h.item for h in held}
    for h in held:
        if (
            not expired(h.expires_ms, now_ms)
            and not makes_safe(h.item)
            and not covers(h.item, unit)
        ):
            of[h.item.item] += h.n
    for item, n in sorted(of.items()):
        if n > 0:
            yield Uncounted(item, items[item].name, items[item].unit, n)
