"""What is said about stock: one account, where every movement leaves one holder for another.

Holders are written `base:<id>`, `run:<id>`, `cache:<id>`, `site:<id>`; `outside` is where stock
comes from when nobody of ours held it before, `used` and `lost` are where it ends.
"""

from typing import Annotated, Literal

from msgspec import Meta

from holdfast.facts.said import Fact
from holdfast.facts.words import Id, Label, Ms, Name, Need, Quantity, Words

Holder = Annotated[
    str,
    Meta(
        max_length=80,
        pattern=r"^(outside|used|lost|(base|run|cache|site):[a-z0-9][a-z0-9_.:-]*)$(?!\n)",
    ),
]


class ItemDefined(Fact, frozen=True, tag="item_defined"):
    """A kind of stock.

    Attributes:
        unit: what one of it is called: "pack", "litre", "dose".
        kg, m3: of one unit.
        covers: how much of the need's unit one unit covers: kcal for food, litres for water.
        worth: person-days of need that one unit meets where no ration applies.
        cold: must be kept cold.
    """

    item: Id
    name: Name
    unit: Name
    need: Need
    kg: Quantity = 0.0
    m3: Quantity = 0.0
    covers: Quantity = 0.0
    worth: Quantity = 0.0
    cold: bool = False


class LotDefined(Fact, frozen=True, tag="lot_defined"):
    """Stock of one item with one batch and expiry."""

    lot: Id
    item: Id
    expires_ms: Ms | None = None
    batch: Label = ""
    words: Words = ""


class StockMoved(Fact, frozen=True, tag="stock_moved"):
    """So much of a lot went from one holder to another; one movement, never counted twice.

    Attributes:
        allowed_by: who decides that expired stock is handed out all the same.
    """

    lot: Id
    n: Quantity
    source: Holder
    target: Holder
    reason: Literal[
        "received", "issued", "loaded", "unloaded", "cached", "collected", "sent", "lost", "spoiled"
    ]
    run: Id | None = None
    words: Words = ""
    allowed_by: Id | None = None


class StockCounted(Fact, frozen=True, tag="stock_counted"):
    """Somebody counted a lot where it lies; from then on the count is the truth."""

    lot: Id
    holder: Holder
    n: Quantity
    words: Words = ""
