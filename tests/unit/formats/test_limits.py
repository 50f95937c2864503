"""Limits of height, width, length and weight as people write them."""

import pytest

from holdfast.formats.limits import least_metres, least_tonnes
from holdfast.formats.tags import barrier_rule, way_rule

CAR, TRUCK = 1, 2


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("3.5", 3.5), ("3,5 m", 3.5), ("3.5m", 3.5), ("350 cm", 3.5), ("10 ft", 3.048),
        ("10'", 3.048), ("10ft", 3.048), ("9'10\"", 2.9972), ("9' 10\"", 2.9972),
        ("9 ft 10 in", 2.9972), ("9\u203210\u2033", 2.9972), ("9\u201910\u201d", 2.9972),
        ("12'6", 3.81), ("10 feet", 3.048), ("118 in", 2.9972),
        ("118\"", 2.9972), ("3.5;4.2", 3.5), ("4.2; 3.5 m", 3.5), ("none;3.2", 3.2),
        ("3.8|3.1", 3.1),
        ("below_default", 3.0), ("default", None), ("none", None), ("unsigned", None), ("", None),
        ("see sign", None), ("3.5 parsecs", None), ("-3", None), ("3.5.5", None), ("'", None),
        ("²", None), ("1e3", None), ("nan", None), ("3.", 3.0),
    ],
)  # fmt: skip
def test_a_length_is_read_in_its_own_unit(text: str, metres: float | None) -> None:
    """The least of several; nothing where nothing can be read."""
    assert least_metres(text) == (None if metres is None else pytest.approx(metres, abs=1e-4))


@pytest.mark.parametrize(
    ("text", "tonnes"),
    [
        ("7.5", 7.5), ("7,5 t", 7.5), ("3500 kg", 3.5), ("3.500 kg", 0.0035), ("5000 lbs", 2.268),
        ("5,000 lbs", 2.268), ("5 000 kg", 5.0), ("10000lb", 4.536), ("3 st", 2.7216),
        ("6 tons", 5.4431),
        ("3.5;7", 3.5), ("30 kN", 3.0591), ("20 tonnes", 20.0), ("2 axles", None), ("", None),
        ("unsigned", None), ("12,5", 12.5), ("1" * 5000, None),
    ],
)  # fmt: skip
def test_a_weight_is_read_in_its_own_unit(text: str, tonnes: float | None) -> None:
    """Tonnes where no unit stands; thousands may be set apart."""
    assert least_tonnes(text) == (None if tonnes is None else pytest.approx(tonnes, abs=1e-3))


@pytest.mark.parametrize(
    "limit",
    [
        {"maxheight": "10'"}, {"maxheight": "10 ft"}, {"maxheight": "9'10\""},
        {"maxheight:physical": "2.5"}, {"maxheight": "4", "maxheight:physical": "3.2"},
        {"maxweight": "5000 lbs"}, {"maxweight": "3500 kg"}, {"maxweight": "3.5;7"},
        {"maxweightrating": "3.5"}, {"maxweightrating:hgv": "5"}, {"maxaxleload": "4"},
        {"maxlength": "7"}, {"maxwidth": "7'"}, {"maxwidth:physical": "2.2"},
        {"maxheight:forward": "3"},
    ],
)  # fmt: skip
def test_a_truck_stays_off_what_does_not_carry_or_hold_it(limit: dict[str, str]) -> None:
    """A car still goes; the same on a barrier stops the truck."""
    rule = way_rule({"highway": "residential", **limit})
    assert rule is not None
    assert rule.there_mps[CAR] > 0
    assert rule.there_mps[TRUCK] == rule.back_mps[TRUCK] == 0
    at_bar = barrier_rule({"barrier": "height_restrictor", **limit})
    assert at_bar is not None
    assert at_bar.stops == 4


def test_a_car_stays_off_what_is_lower_or_weaker_than_a_car() -> None:
    """People on foot still pass."""
    for limit in ({"maxheight": "5'"}, {"maxweight": "1.5"}, {"maxwidth": "1.8"}):
        rule = way_rule({"highway": "residential", **limit})
        assert rule is not None
        assert [v > 0 for v in rule.there_mps] == [True, False, False]
