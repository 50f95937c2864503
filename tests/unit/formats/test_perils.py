"""Roads that are not always there."""

import pytest

from holdfast.formats.perils import perils
from holdfast.formats.tags import way_rule
from holdfast.plan.roads.arrays import ALPINE, ICE, SEASONAL, TIDAL, TIMED

WALKED = {"highway": "path"}
STREET = {"highway": "residential"}


@pytest.mark.parametrize(
    "state",
    [
        {"bridge": "collapsed"}, {"bridge": "broken"}, 
        {"bridge": "yes", "bridge:status": "destroyed"},
        {"collapsed": "yes"}, {"tunnel": "collapsed"}, {"washed_out": "yes"}, 
        {"damage": "destroyed"},
        {"demolished": "yes"},
    ],
)  # fmt: skip
def test_what_has_collapsed_is_no_road(state: dict[str, str]) -> None:
    """Neither for cars nor on foot."""
    assert way_rule({**STREET, **state}) is None


def test_what_is_impassable_or_being_built_carries_no_wheels() -> None:
    """People on foot may pass."""
    for state in ({"smoothness": "impassable"}, {"construction": "yes"}):
        rule = way_rule({**STREET, **state})
        assert rule is not None
        assert [v > 0 for v in rule.there_mps] == [True, False, False]


@pytest.mark.parametrize(
    ("state", "bit"),
    [
        ({"tidal": "yes"}, TIDAL), ({"ice_road": "yes"}, ICE), ({"winter_road": "yes"}, SEASONAL),
        ({"seasonal": "dry_season"}, SEASONAL), ({"seasonal": "no"}, 0),
        ({"motor_vehicle:conditional": "no @ (Nov-Apr)"}, TIMED),
        ({"access:conditional": "yes @ (06:00-20:00); no @ (20:00-06:00)"}, TIMED),
        ({"access:conditional": "yes @ (06:00-20:00)"}, 0),
        ({"sac_scale": "difficult_alpine_hiking"}, ALPINE), ({"sac_scale": "hiking"}, 0),
    ],
)  # fmt: skip
def test_what_is_passable_at_times_or_by_some_is_marked(state: dict[str, str], bit: int) -> None:
    """So that the plan can say what it relies on."""
    assert perils(state) == bit
    rule = way_rule({**WALKED, **state})
    assert rule is not None
    assert rule.flags & bit == bit


@pytest.mark.parametrize(
    "state", [{"tidal": "yes"}, {"ice_road": "yes"}, {"winter_road": "yes"},
              {"sac_scale": "difficult_alpine_hiking"}],
)  # fmt: skip
def test_such_ways_are_slower(state: dict[str, str]) -> None:
    """Than the same way without them, in every mode that may go."""
    slow, plain = way_rule({**STREET, **state}), way_rule(STREET)
    assert slow is not None
    assert plain is not None
    assert slow.there_mps[0] < plain.there_mps[0]
    assert all(a <= b for a, b in zip(slow.there_mps, plain.there_mps, strict=True))
