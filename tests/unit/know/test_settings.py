"""Numbers that a base may set: the table's until somebody sets them, and reckoned with at once."""

import pytest

from data.toys import MIN, NOON, H, Talk, tasked, toy
from holdfast import facts as f
from holdfast.know.people import persons
from holdfast.know.settings import ASSUMED, SETTINGS, setting, settings
from holdfast.run.alarms import alarms

D = 24 * H


def set_to(value: float, unit: str = "h", name: str = "rest_owed") -> f.SettingChosen:
    """A number is set by the camp's order."""
    return f.SettingChosen(name=name, value=value, unit=unit, source="camp order 3", by="mark")


def rested(talk: Talk, now_ms: int) -> bool:
    """Whether Leila can go again."""
    return next(p for p in persons(talk.state, now_ms) if p.person == "leila").can_go


def test_every_setting_has_a_source_and_lies_within_its_limits() -> None:
    """And is called as the table calls it."""
    for name, one in SETTINGS.items():
        assert one.name == name
        assert one.least <= one.value <= one.most
        assert one.source.startswith(ASSUMED) or any(c.isdigit() for c in one.source)
        assert one.unit in ("", "min", "h", "d")


def test_the_rest_that_is_owed_is_the_bases_own() -> None:
    """Ten hours where nobody ruled; what was remembered before does not outlive the ruling."""
    talk = toy()
    talk.at(NOON - H, tasked(), f.Departed(run="run-1", crew=("leila", "kai")))
    talk.at(NOON, f.CameHome(run="run-1", home=("leila", "kai")))
    assert not rested(talk, NOON + 9 * H)
    assert rested(talk, NOON + 11 * H)
    talk.at(NOON + MIN, set_to(8))
    assert rested(talk, NOON + 9 * H)
    line = next(x for x in settings(talk.state) if x.setting.name == "rest_owed")
    assert (line.value, line.by, line.source) == (8, "mark", "camp order 3")


@pytest.mark.parametrize(
    "word",
    [set_to(8, "min"), set_to(100), set_to(8, name="no_such")],
    ids=["unit", "limit", "name"],
)
def test_a_word_that_is_no_setting_of_ours_sets_nothing(word: f.SettingChosen) -> None:
    """From wherever it comes."""
    talk = toy()
    talk.at(NOON, word)
    assert setting(talk.state, "rest_owed") == SETTINGS["rest_owed"].value


def test_the_warning_of_what_expires_comes_as_early_as_the_base_wants() -> None:
    """Twenty days ahead, where it set so."""
    talk = toy()
    talk.at(
        NOON,
        f.LotDefined(lot="old", item="ration", expires_ms=NOON + 15 * D),
        f.StockCounted(lot="old", holder="base:compound", n=4),
    )

    def warned() -> bool:
        return any(a.alarm.startswith("expires.") for a in alarms(talk.state, NOON + H))

    assert not warned()
    talk.at(NOON, set_to(20, "d", "expiry_warning"))
    assert warned()
