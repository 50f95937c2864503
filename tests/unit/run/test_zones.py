"""Zones that are none: refused here, and of what came from elsewhere told in UTC, and said."""

import builtins

import pytest

from data.toys import HOME, NOON, toy
from holdfast import facts as f
from holdfast.base.errors import Refused
from holdfast.base.grid import known_zone, local, zone_of
from holdfast.run.alarms import alarms
from holdfast.run.rules import refuse

NONE_SUCH = ["../../etc/passwd", "/etc/passwd", "Mars/Base", "Europe", "zone.tab", "tzdata.zi",
             "Factory", "europe/athens", "UTC+2", "x" * 120]  # fmt: skip


def other(**more: object) -> f.BaseFounded:
    """Another base than ours."""
    return f.BaseFounded(**{"base": "mill", "name": "Mill", "at": f.Point(*HOME)} | more)  # type: ignore[arg-type]


@pytest.mark.parametrize("zone", NONE_SUCH)
def test_a_zone_that_is_none_is_refused(zone: str) -> None:
    """Whatever it looks like, a path or a name: the time zone database has no such zone."""
    with pytest.raises(Refused, match="no time zone"):
        refuse(toy().state, other(zone=zone), NOON)


@pytest.mark.parametrize("zone", ["Etc/UTC", "Europe/Athens", "America/Argentina/Salta", "UTC"])
def test_a_zone_of_the_database_is_taken(zone: str) -> None:
    """Deep names and short ones."""
    refuse(toy().state, other(zone=zone), NOON)


def test_a_headcount_beyond_all_bases_is_refused() -> None:
    """It would eat every figure of the stores."""
    with pytest.raises(Refused, match="1,000,000 people"):
        refuse(toy().state, other(headcount=1_000_000), NOON)


@pytest.mark.parametrize("zone", NONE_SUCH)
def test_a_zone_that_came_from_elsewhere_is_told_in_utc_and_said(zone: str) -> None:
    """Nothing falls over: the room's own clocks keep theirs, and an alarm names the base."""
    talk = toy()
    talk.at(NOON, other(zone=zone))

    assert local(NOON, zone).utcoffset() == local(NOON, "Etc/UTC").utcoffset()
    [alarm] = [a for a in alarms(talk.state, NOON) if a.alarm.startswith("zone.")]
    assert (alarm.who, alarm.what) == ("Mill", "Its times are told in UTC")
    assert zone[:40] in alarm.more


def test_no_file_is_opened_for_a_name_that_is_no_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database's list decides, not what lies in a folder."""
    known_zone("Etc/UTC")
    zone_of("Etc/UTC")

    def never(*_args: object, **_more: object) -> None:
        raise AssertionError

    monkeypatch.setattr(builtins, "open", never)
    for zone in NONE_SUCH:
        zone_of.cache_clear()
        assert zone_of(zone).key == "Etc/UTC"


def test_a_base_with_a_zone_has_no_such_alarm() -> None:
    """The toy base keeps Etc/GMT-2."""
    assert not [a for a in alarms(toy().state, NOON) if a.alarm.startswith("zone.")]
