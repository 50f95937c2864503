"""Whatever other devices have said, no view raises: a room that cannot be drawn helps nobody."""

import json
from contextlib import suppress
from typing import Any

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import HealthCheck, given, reject, settings

from data.saying import (
    KINDS,
    histories,
    moments,
    structs,
    wild_facts,
    wild_histories,
)
from data.views import every_view
from holdfast import facts as f
from holdfast.account import draft
from holdfast.base.errors import Damaged, Refused
from holdfast.facts.clean import cleaned
from holdfast.facts.said import Fact, Said
from holdfast.know.fold import fold, fold_all
from holdfast.know.log import line
from holdfast.know.picture import picture
from holdfast.know.state import State
from holdfast.run.alarms import alarms
from holdfast.run.rules import complete, refuse

calm = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    deadline=None,
    max_examples=150,
)


@calm
@given(wild_histories, moments)
def test_no_view_raises_whatever_was_said(history: list[Said], now_ms: int) -> None:
    """Board, alarms, people, stock, sites, threats, drafts and clocks of any state at any time."""
    every_view(fold_all(history), now_ms)


@calm
@given(histories, st.integers(0, 12))
def test_no_view_raises_where_facts_meet(history: list[Said], now_ms: int) -> None:
    """The same with few ids and times, so that every fact is about the same run, lot or site."""
    every_view(fold_all(history), now_ms)


@calm
@given(wild_histories)
def test_every_fact_has_its_line_in_the_log(history: list[Said]) -> None:
    """The log can tell any fact, also of runs, people and sites that nobody knows."""
    state = fold_all(history)

    for said in history:
        assert line(said, state).kind


@calm
@given(wild_histories, moments)
def test_the_picture_is_geojson_of_any_state(history: list[Said], now_ms: int) -> None:
    """RFC 7946: closed rings, finite numbers on the earth, lines of two places and more."""
    for collection in picture(fold_all(history), now_ms).values():
        assert collection["type"] == "FeatureCollection"
        for feature in collection["features"]:
            assert_feature(json.loads(json.dumps(feature, allow_nan=False)))


def assert_feature(feature: dict[str, Any]) -> None:
    """One feature as RFC 7946 asks for it."""
    shape = feature["geometry"]
    assert feature["type"] == "Feature"
    parts = {
        "Point": lambda c: [[c]],
        "LineString": lambda c: [c],
        "Polygon": lambda c: c,
    }[shape["type"]](shape["coordinates"])
    for part in parts:
        assert len(part) >= {"Point": 1, "LineString": 2, "Polygon": 4}[shape["type"]]
        assert all(abs(lon) <= 180 and abs(lat) <= 90 for lon, lat in part)
        assert shape["type"] != "Polygon" or part[0] == part[-1]


@calm
@given(wild_histories, moments)
def test_every_alarm_can_be_taken_and_has_an_id_of_its_own(
    history: list[Said], now_ms: int
) -> None:
    """The id of any alarm can be said in an AlarmSeen, and no two alarms share one."""
    found = alarms(fold_all(history), now_ms)

    for alarm in found:
        taken = f.AlarmSeen(alarm=alarm.alarm)
        assert f.decode(f.encode(taken)) == taken
    assert len({a.alarm for a in found}) == len(found)


@calm
@given(wild_histories)
def test_any_draft_of_a_debrief_can_be_said(history: list[Said]) -> None:
    """What the reports of a run add up to always keeps the limits of the vocabulary."""
    state = fold_all(history)

    for run in state.runs:
        said = draft(state, run)
        assert f.decode(f.encode(said)) == said


@calm
@given(wild_histories, wild_facts, moments)
def test_the_rules_raise_nothing_but_refusals(history: list[Said], fact: Fact, now_ms: int) -> None:
    """A fact typed at this node is said or refused with a sentence, whatever is known."""
    state = fold_all(history)
    with suppress(Refused):
        refuse(state, complete(state, fact, now_ms), now_ms)


@calm
@given(histories, moments, st.data())
def test_what_views_remember_is_never_older_than_the_facts(
    history: list[Said], now_ms: int, data: st.DataObject
) -> None:
    """A state that is looked at after every fact shows the same as one looked at only once."""
    watched, order = State(), data.draw(st.permutations(history))
    for said in order:
        fold(watched, said)
        every_view(watched, now_ms)

    fresh = fold_all(order)
    assert repr(every_view(watched, now_ms)) == repr(every_view(fresh, now_ms))


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.__name__)
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_every_fact_at_its_limits_survives_the_ledger(
    kind: type[Fact], data: st.DataObject
) -> None:
    """What the vocabulary allows can be sealed, and comes back equal, as it is kept."""
    try:
        fact = cleaned(data.draw(structs(kind, wild=True)))
    except Damaged:  # a name that shows nothing
        reject()

    assert f.decode(f.encode(fact)) == fact
    assert f.read(msgspec.json.encode(fact)) == fact
