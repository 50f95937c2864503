"""Numbers that a base goes by, where it rules otherwise than the house assumes."""

from typing import Annotated

from msgspec import Meta

from holdfast.facts.said import Fact
from holdfast.facts.words import Label, Ms, Words

SettingName = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[a-z][a-z0-9_]*$(?!\n)")]
Value = Annotated[float, Meta(ge=-1e9, le=1e9)]


class SettingChosen(Fact, frozen=True, tag="setting_chosen"):
    """A number by which the room reckons is set, as whoever answers for it decided.

    Attributes:
        name: which, as know.settings lists them.
        value: in `unit`, which is the setting's own.
        source: the standard, order or person that it comes from.
        dated_ms: of what day the source is.
    """

    name: SettingName
    value: Value
    unit: Label
    source: Words = ""
    dated_ms: Ms | None = None
