"""How much there can be: beyond it a slip of the hand is likelier than the thing itself.

Laws. What is ordered or put on the books beyond it is refused in words, with the likely slip. A
count is a report: it is kept, not believed, and asked about until the lot is counted anew there.
"""

from collections.abc import Iterator
from typing import NamedTuple

from holdfast import facts as f
from holdfast.facts.said import Said
from holdfast.know.order import in_order

MOST_KG = 1_000_000.0
"""A base holds no more of one lot: a thousand tonnes, fifty lorries full (assumed)."""
MOST_UNITS = 10_000_000.0
"""Nor more units of which nobody said what one weighs (assumed)."""
UNIT_KG = {
    "kg": 1.0, "kilogram": 1.0, "g": 0.001, "gram": 0.001, "t": 1_000.0, "tonne": 1_000.0,
    "l": 1.0, "litre": 1.0, "liter": 1.0, "ml": 0.001, "m3": 1_000.0,
}  # fmt: skip
"""Kilograms of a unit that is a weight, or about those of one that is a volume (assumed)."""
USUAL = 0.01
"""Of one lot a base usually holds no more than this part of the most (assumed)."""


class Most(NamedTuple):
    """The most that a field can be, of what, in which unit."""

    field: str
    most: float
    unit: str
    what: str


BOOKS: dict[type[f.Fact], tuple[Most, ...]] = {
    f.ItemDefined: (
        Most("kg", 5_000, "kg", "one unit weighs"),
        Most("m3", 100, "m3", "one unit takes up"),
        Most("covers", 10_000_000, "", "one unit covers"),
        Most("worth", 1_000_000, "person-days", "one unit is worth"),
    ),
    f.RationSet: (
        Most("per_person_day", 20_000, "", "one person uses in a day"),
        Most("floor_days", 3_650, "days", "anybody keeps in store"),
    ),
    f.PersonRegistered: (Most("carry_kg", 150, "kg", "anybody carries over a day"),),
    f.VehicleRegistered: (
        Most("seats", 200, "seats", "a vehicle has"),
        Most("stretchers", 100, "stretchers", "a vehicle carries"),
        Most("load_kg", 100_000, "kg", "a vehicle carries"),
        Most("load_m3", 1_000, "m3", "a vehicle carries"),
        Most("tank_l", 10_000, "L", "a tank holds"),
        Most("use_l_per_100km", 1_000, "L", "a vehicle uses in 100 km"),
    ),
}
"""The most that can be put on the books (assumed throughout)."""


def n_words(n: float) -> str:
    """An amount as people write it: '1,000,000', '12.5', never '1e+06'."""
    return f"{n:,.0f}" if abs(n) >= 100_000 else f"{n:,.6g}"


def most_of(item: f.ItemDefined | None) -> float:
    """The most units of an item that can lie in one lot."""
    if item is None:
        return MOST_UNITS
    unit = item.unit.strip().lower()
    kg = item.kg or UNIT_KG.get(unit) or UNIT_KG.get(unit.removesuffix("s"))
    return MOST_KG / kg if kg else MOST_UNITS


def too_much(n: float, most: float, unit: str, what: str, usual: float = 1.0) -> str:
    """'2,000,000 kg is more than a base holds (at most 1,000,000 kg): did you mean 2,000 kg? ...'

    Args:
        usual: the part of the most that is usual, to which the likely slip leads back.
    """
    likely = n
    while likely > most * usual and likely > 1:
        likely /= 1_000
    u = f" {unit}" if unit else ""
    return (
        f"{n_words(n)}{u} is more than {what} (at most {n_words(most)}{u}): "
        f"did you mean {n_words(likely)}{u}? Check the number and its unit."
    )


def open_slips(words: list[Said], most: float) -> Iterator[Said]:
    """Of one lot: what cannot be, of which nobody has counted the lot there since."""
    slips: dict[str, Said] = {}
    for _, said in in_order(words):
        fact = said.fact
        if isinstance(fact, f.StockCounted):
            slips.pop(fact.holder, None)
            if fact.n > most:
                slips[fact.holder] = said
        elif isinstance(fact, f.StockMoved) and fact.n > most:
            stands = [h for h in (fact.target, fact.source) if ":" in h]
            slips.update(dict.fromkeys(stands[:1], said))
    yield from {said.stamp: said for said in slips.values()}.values()
