"""How high, wide, long and heavy a vehicle may be, as signs and mappers write it.

Laws. What is written in feet, inches, pounds or kilograms is read as such; of several values the
least holds; what cannot be read is no limit. Linear in the text, of which LONGEST letters count.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

LONGEST = 60
FOOT_M, INCH_M = 0.3048, 0.0254
METRES = {
    "": 1.0, "m": 1.0, "metre": 1.0, "metres": 1.0, "meter": 1.0, "meters": 1.0, "cm": 0.01,
    "mm": 0.001, "ft": FOOT_M, "feet": FOOT_M, "foot": FOOT_M, "in": INCH_M, "inches": INCH_M,
}  # fmt: skip
TONNES = {
    "": 1.0, "t": 1.0, "tonne": 1.0, "tonnes": 1.0, "kg": 1e-3, "kgs": 1e-3, "kn": 1 / 9.80665,
    "lb": 4.5359237e-4, "lbs": 4.5359237e-4, "pound": 4.5359237e-4, "pounds": 4.5359237e-4,
    "st": 0.90718474, "ton": 0.90718474, "tons": 0.90718474, "lt": 1.0160469088, "cwt": 0.0508023,
}  # fmt: skip
"""What a unit is in ours (OSM wiki, Map features/Units). A bare 'ton' is the lighter, American."""
BELOW_DEFAULT_M = 3.0
"""A height that is only said to lie under the country's usual one (assumed)."""

_FEET = re.compile(r"(\d{1,4}(?:\.\d{1,4})?)'(?:(\d{1,3}(?:\.\d{1,4})?)(?:\"|'')?)?")
_NUMBER = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)([a-z]{0,8})")
_THOUSANDS = re.compile(r"(?<=\d)[, ](?=\d{3}(?!\d))")


class Needs(NamedTuple):
    """What a vehicle of ours is, all assumed: metres, and tonnes when loaded."""

    height_m: float
    width_m: float
    length_m: float
    weight_t: float
    axle_t: float


NEEDS = {"car": Needs(2.0, 1.9, 5.5, 2.0, 1.2), "truck": Needs(3.5, 2.5, 8.0, 7.5, 5.0)}
"""A cross-country car, and a lorry of 7.5 t (assumed)."""
LENGTHS = {"maxheight": "height_m", "maxwidth": "width_m", "maxlength": "length_m"}
WEIGHTS = {
    "maxweight": "weight_t", "maxgcweight": "weight_t", "maxweightrating": "weight_t",
    "maxaxleload": "axle_t",
}  # fmt: skip
ALL_QUALIFIERS = ("", ":physical", ":forward", ":backward")
"""Of a key of limits; a limit in one direction is taken for both."""
QUALIFIERS = {
    "car": (*ALL_QUALIFIERS, ":motorcar", ":motor_vehicle"),
    "truck": (*ALL_QUALIFIERS, ":hgv", ":goods", ":motor_vehicle"),
}


def fits(tags: Mapping[str, str], mode: str) -> bool:
    """Whether our car or truck is low, narrow, short and light enough for these signs."""
    needs = NEEDS[mode]
    for keys, least in ((LENGTHS, least_metres), (WEIGHTS, least_tonnes)):
        for key, need in keys.items():
            for qualifier in QUALIFIERS[mode]:
                text = tags.get(key + qualifier)
                limit = least(text) if text else None
                if limit is not None and limit < getattr(needs, need):
                    return False
    return True


def least_metres(text: str) -> float | None:
    """The least of the lengths that a text names, in metres: '3.5', '10 ft', '9\\'10"', '3.5;4'."""
    return min((m for part in _parts(text) if (m := _metres(part)) is not None), default=None)


def least_tonnes(text: str) -> float | None:
    """The least of the weights that a text names, in tonnes: '7.5', '3500 kg', '5,000 lbs'."""
    return min(
        (t for part in _parts(text) if (t := _in_units(part, TONNES)) is not None), default=None
    )


def _parts(text: str) -> list[str]:
    """The values of a list, without blanks, with a point for the decimals."""
    plain = text[:LONGEST].lower().translate({0x2032: "'", 0x2019: "'", 0x2033: '"', 0x201D: '"'})
    return [_plain(part) for part in plain.replace("|", ";").split(";")]


def _plain(part: str) -> str:
    """A value without blanks; '5,000 lbs' is five thousand, '3,5' three and a half."""
    heavy = part.strip().endswith(("lb", "lbs", "kg", "kgs", "pounds"))
    whole = _THOUSANDS.sub("", part) if heavy else part
    return "".join(whole.split()).replace(",", ".").rstrip(".")


def _metres(part: str) -> float | None:
    if part == "below_default":
        return BELOW_DEFAULT_M
    for word in ("feet", "foot", "ft."):
        part = part.replace(word, "ft")
    feet = part.replace("ft", "'", 1).replace("inches", '"').replace("inch", '"')
    found = _FEET.fullmatch(feet.removesuffix("in") if "'" in feet else feet)
    if found:
        return float(found[1]) * FOOT_M + float(found[2] or 0) * INCH_M
    if part.endswith('"'):
        part = part[:-1] + "in"
    return _in_units(part, METRES)


def _in_units(part: str, units: Mapping[str, float]) -> float | None:
    found = _NUMBER.fullmatch(part)
    if found is None or found[2] not in units:
        return None
    return float(found[1]) * units[found[2]]
