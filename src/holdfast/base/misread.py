"""What a typed value breaks, in words for whoever typed it: no path, no type, no code."""

import re

import msgspec

LABELS = {
    "n": "the amount", "found": "what was found", "taken": "what is taken", "size": "how many",
    "contents": "what lies there", "fuel_l": "the fuel", "others": "how many people found",
    "walking": "how many walk", "carried": "how many are carried", "children": "how many children",
    "words": "the words", "name": "the name", "at": "the place", "when_ms": "the time",
    "home": "who is home", "missing": "who is missing", "crew": "who goes", "by": "who says so",
    "kind": "the kind of word", "radius_m": "the radius", "headcount": "the headcount",
    "expires_ms": "the day it expires", "start_ms": "the beginning", "end_ms": "the end",
    "depart_ms": "the departure", "home_by_ms": "the hour of return", "load_kg": "the load",
    "tank_l": "the tank", "seats": "the seats", "carry_kg": "what they carry", "pace": "the pace",
    "direction_deg": "the direction",
}  # fmt: skip
"""What a field is called by people; another is called by its own name."""
TYPES = {
    "int": "a whole number", "float": "a number", "str": "text", "bool": "yes or no",
    "array": "a list", "object": "an object", "null": "nothing",
}  # fmt: skip
COUNTED = ("first", "second", "third", "fourth", "fifth")

_AT = re.compile(r" - at `(?P<path>[^`]*)`\Z")
_LIMIT = re.compile(r"Expected `\w+` (?P<sign><=|>=|<|>) (?P<n>[-+.\de]+)\Z")
_LENGTH = re.compile(
    r"Expected `(?P<what>\w+)` of (?P<least>at least )?(?:at most )?length "
    r"(?P<sign><=|>=)? ?(?P<n>\d+)(?:, got \d+)?\Z"
)
_TYPE = re.compile(r"Expected `(?P<wants>[^`]*)`(?:, got `(?P<got>\w+)`)?\Z")
_FIELD = re.compile(r"Object (?P<how>missing required|contains unknown) field `(?P<name>[^`]*)`\Z")
_VALUE = re.compile(r"Invalid (?:enum )?value (?P<value>.*)\Z", re.DOTALL)
_UNIT = re.compile(r"_(?:ms|s|h|kg|l|l_per_100km|m|m3|km|deg)\Z")
SIGNS = {"<=": "at most", ">=": "at least", "<": "less than", ">": "more than"}


def misread(exc: msgspec.ValidationError) -> tuple[str, str]:
    """A sentence without its full stop, and the path for a program.

    Args:
        exc: as msgspec raises it; its words are 'Expected `int` <= 9 - at `$.n`'.
    """
    text = str(exc)
    at = _AT.search(text)
    path = at["path"] if at else "$"
    what = text[: at.start()] if at else text
    return _words(what, _called(path)), path


def label(name: str) -> str:
    """What a field is called by people."""
    return LABELS.get(name) or f"'{_UNIT.sub('', name).replace('_', ' ')}'"


def _called(path: str) -> str:
    """'what was found, first entry' of '$.found[0][1]'; of the whole, 'it'."""
    names = re.findall(r"\.(\w+)", path)
    if not names:
        return "it"
    number = re.search(rf"\.{names[-1]}\[(\d+)\]", path)
    if number is None:
        return label(names[-1])
    i = int(number[1])
    which = COUNTED[i] if i < len(COUNTED) else f"{i + 1}th"
    return f"{label(names[-1])}, {which} entry,"


def _words(what: str, called: str) -> str:
    if limit := _LIMIT.match(what):
        return f"{called} must be {SIGNS[limit['sign']]} {float(limit['n']):,.12g}"
    if length := _LENGTH.match(what):
        of = "entries" if length["what"] == "array" else "letters"
        sign = SIGNS.get(length["sign"] or "", "at least" if length["least"] else "at most")
        return f"{called} must have {sign} {int(length['n']):,} {of}"
    if field := _FIELD.match(what):
        if field["how"] == "missing required":
            return f"{label(field['name'])} is not given"
        return f"it has no '{field['name'][:40]}'"
    if "matching regex" in what:
        return f"{called} is not written as it must be: small letters, digits and _ . : - alone"
    if value := _VALUE.match(what):
        return f"{called} cannot be {value['value'][:60]}"
    if kind := _TYPE.match(what):
        return f"{called} must be {_of_type(kind['wants'])}"
    return f"{called}: {what}"


def _of_type(wants: str) -> str:
    """'a number or nothing' of 'float | null'."""
    return " or ".join(TYPES.get(part.strip(), part.strip()) for part in wants.split("|"))
