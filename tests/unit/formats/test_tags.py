"""What tags mean: who may pass, how fast, what a barrier stops."""

import pytest

from holdfast.formats.speeds import posted_kmh
from holdfast.formats.tags import barrier_rule, way_rule
from holdfast.plan.roads.arrays import PRIVATE, SURFACES

FOOT, CAR, TRUCK = range(3)


@pytest.mark.parametrize(
    ("tags", "who"),
    [
        ({"highway": "residential"}, {FOOT, CAR, TRUCK}),
        ({"highway": "footway"}, {FOOT}),
        ({"highway": "steps", "motor_vehicle": "yes"}, {FOOT}),
        ({"highway": "motorway"}, {CAR, TRUCK}),
        ({"highway": "trunk", "motorroad": "yes"}, {CAR, TRUCK}),
        ({"highway": "pedestrian", "motor_vehicle": "destination"}, {FOOT, CAR, TRUCK}),
        ({"highway": "service", "access": "no", "foot": "yes"}, {FOOT}),
        ({"highway": "residential", "vehicle": "no", "motorcar": "yes"}, {FOOT, CAR}),
        ({"highway": "residential", "hgv": "no"}, {FOOT, CAR}),
        ({"highway": "residential", "motor_vehicle": "no", "hgv": "yes"}, {FOOT, TRUCK}),
        ({"highway": "residential", "maxweight": "3.5"}, {FOOT, CAR}),
        ({"highway": "residential", "maxheight": "2.8 m"}, {FOOT, CAR}),
        ({"highway": "track", "tracktype": "grade5"}, {FOOT, CAR}),
        ({"highway": "track", "width": "2"}, {FOOT, CAR}),
        ({"highway": "residential", "foot": "no"}, {CAR, TRUCK}),
    ],
)
def test_the_most_particular_tag_decides(tags: dict[str, str], who: set[int]) -> None:
    """Access goes down the hierarchy; classes and sizes bar the rest."""
    rule = way_rule(tags)
    assert rule is not None
    assert {m for m in range(3) if rule.there_mps[m] > 0} == who


@pytest.mark.parametrize("kind", ["construction", "proposed", "platform", "bus_stop", "", "other"])
def test_what_is_no_road_has_no_rule(kind: str) -> None:
    """Classes that are not built, gone or unknown give nothing."""
    assert way_rule({"highway": kind}) is None


def test_private_ground_is_passable_and_marked() -> None:
    """This is an emergency, but the plan must say so."""
    rule = way_rule({"highway": "service", "access": "private"})
    assert rule is not None
    assert all(rule.there_mps)
    assert rule.flags & PRIVATE


def test_worse_ground_is_never_faster() -> None:
    """From asphalt over gravel and sand to mud no mode gains speed."""
    words = ("asphalt", "compacted", "gravel", "ground", "sand", "mud")
    rules = [way_rule({"highway": "tertiary", "surface": w}) for w in words]
    for mode in range(3):
        speeds = [r.there_mps[mode] for r in rules if r is not None]
        assert speeds == sorted(speeds, reverse=True)
    assert rules[4] is not None
    assert SURFACES[rules[4].surface] == "sand"


def test_trucks_are_slower_than_cars() -> None:
    """On the same road."""
    rule = way_rule({"highway": "motorway"})
    assert rule is not None
    assert 0 < rule.there_mps[TRUCK] < rule.there_mps[CAR]


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("50", 50), ("30 mph", 48.28), ("30mph", 48.28), ("DE:urban", 50), ("walk", 6),
        ("none", 130), ("signals", None), ("", None), ("-5", None), ("9999", None), ("²", None),
        ("50;70", 50), ("nan", None), ("inf", None),
    ],
)  # fmt: skip
def test_posted_limits_are_read_as_people_write_them(text: str, kmh: float | None) -> None:
    """Numbers, miles, zones by name; what is not understood is no limit."""
    assert posted_kmh(text) == (None if kmh is None else pytest.approx(kmh, abs=0.01))


@pytest.mark.parametrize(
    ("tags", "stops"),
    [
        ({"barrier": "bollard"}, 6),
        ({"barrier": "gate"}, 0),
        ({"barrier": "gate", "locked": "yes"}, 6),
        ({"barrier": "gate", "access": "no"}, 7),
        ({"barrier": "gate", "access": "no", "foot": "yes"}, 6),
        ({"barrier": "block", "access": "yes"}, 0),
        ({"barrier": "wall"}, 7),
        ({"barrier": "lift_gate", "motor_vehicle": "private"}, 0),
        ({"barrier": "height_restrictor", "maxheight": "2.2"}, 4),
    ],
)
def test_barriers_stop_whom_they_stop(tags: dict[str, str], stops: int) -> None:
    """By kind, and by the tags on the barrier itself (bits 1 foot, 2 car, 4 truck)."""
    rule = barrier_rule(tags)
    assert (rule.stops if rule else 0) == stops


def test_a_kerb_is_nothing_to_mention() -> None:
    """Neither are cattle grids."""
    assert barrier_rule({"barrier": "kerb"}) is None
    assert barrier_rule({"barrier": "cattle_grid"}) is None
