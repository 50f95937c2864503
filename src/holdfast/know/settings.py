"""The one table of numbers that a base may set, each with its unit, its limits and its source.

Laws. What nobody set is as the table has it. A word that names no setting, another unit or a value
outside the limits sets nothing. Whatever reads a setting reads it here, at reading time.
"""

from dataclasses import dataclass

from holdfast import facts as f
from holdfast.base.clock import DAY_MS, HOUR_MS, MINUTE_MS
from holdfast.facts.said import Said
from holdfast.know.order import heard_at_ms
from holdfast.know.state import State

ASSUMED = "assumed"
UNIT_MS = {"min": MINUTE_MS, "h": HOUR_MS, "d": DAY_MS}


@dataclass(frozen=True, slots=True)
class Setting:
    """A number that a base may set.

    Attributes:
        words: what it is, as a person reads it.
        value, unit: what it is where nobody set it; "" for a share or a chance.
        least, most: outside of these it makes no sense.
        source: where the value comes from, or 'assumed'.
    """

    name: str
    words: str
    value: float
    unit: str
    least: float
    most: float
    source: str = ASSUMED


@dataclass(frozen=True, slots=True)
class SettingLine:
    """A setting as it is now.

    Attributes:
        value: by which the room reckons.
        source: of that value; dated_ms: of what day the source is.
        by, at_ms: who set it and when; None where nobody did.
    """

    setting: Setting
    value: float
    source: str
    dated_ms: int | None
    by: str | None
    at_ms: int | None


SETTINGS = {
    setting.name: setting
    for setting in (
        Setting(
            "rest_owed", "Rest owed after a run before the next", 10, "h", 0, 72,
            "assumed; STCW 2010 A-VIII/1 asks for 10 h in any 24 h",
        ),
        Setting(
            "behind_share", "A leg is late when it takes longer than forecast by this part of it",
            0.25, "", 0.05, 2,
        ),
        Setting("turn_warning", "Warned before the turn-round time", 30, "min", 0, 240),
        Setting("recall_grave", "Called home, no answer: critical after", 10, "min", 1, 240),
        Setting("recall_again", "Called home, no answer: asked again after", 30, "min", 1, 480),
        Setting("way_threat", "A threat heard of so lately alarms who nears it", 12, "h", 1, 720),
        Setting("note_asked", "A note under a run is asked about for", 12, "h", 1, 168),
        Setting("expiry_warning", "Warned before a lot expires", 7, "d", 0, 365),
        Setting("expired_issued", "An issue of expired stock stays an alarm for", 3, "d", 1, 30),
        Setting("stock_half_life", "Belief in stock that nobody guards halves in", 30, "d", 1, 365),
        Setting("left_there", "Chance that what our own team left lies there when it has just gone",
                0.9, "", 0.1, 1),
        Setting("cache_half_life", "Belief in a cache of ours halves in", 90, "d", 1, 720,
                "assumed: hidden on purpose, it keeps three times as long as stock nobody guards"),
        Setting("cache_there", "Chance that a fresh cache is found again", 0.95, "", 0.5, 1),
    )
}  # fmt: skip
"""By name."""


def chosen(state: State, name: str) -> Said | None:
    """The word that sets it, where one does and means what the table means."""
    said = state.settings.get(name)
    if said is None or not isinstance(said.fact, f.SettingChosen):
        return None
    return None if wrong(said.fact) else said


def wrong(fact: f.SettingChosen) -> str:
    """Why this sets nothing, in words; empty where it does."""
    setting = SETTINGS.get(fact.name)
    if setting is None:
        return f"No setting is called '{fact.name}': see the list of settings."
    if fact.unit != setting.unit:
        unit = f"in '{setting.unit}'" if setting.unit else "without a unit"
        return f"'{fact.name}' is given {unit}."
    if not setting.least <= fact.value <= setting.most:
        return f"'{fact.name}' lies between {setting.least:g} and {setting.most:g} {setting.unit}."
    return ""


def setting(state: State, name: str) -> float:
    """The value by which to reckon, in the setting's own unit."""
    said = chosen(state, name)
    if said is not None and isinstance(said.fact, f.SettingChosen):
        return said.fact.value
    return SETTINGS[name].value


def setting_ms(state: State, name: str) -> int:
    """A setting that is a time, in milliseconds."""
    return round(setting(state, name) * UNIT_MS[SETTINGS[name].unit])


def setting_h(state: State, name: str) -> float:
    """A setting that is a time, in hours."""
    return setting_ms(state, name) / HOUR_MS


def settings(state: State) -> list[SettingLine]:
    """Every setting, in the order of the table."""
    return [_line(state, one) for one in SETTINGS.values()]


def _line(state: State, one: Setting) -> SettingLine:
    said = chosen(state, one.name)
    if said is None or not isinstance(said.fact, f.SettingChosen):
        return SettingLine(one, one.value, one.source, None, None, None)
    fact = said.fact
    source = fact.source or "nobody said from where"
    return SettingLine(one, fact.value, source, fact.dated_ms, fact.by, heard_at_ms(said))
