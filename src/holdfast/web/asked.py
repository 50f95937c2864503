"""What was asked: bodies and query words as typed values, or a sentence about what is wrong."""

import math
import re
from typing import TypeVar

import msgspec
from starlette.requests import Request

from holdfast.base.errors import Damaged
from holdfast.base.misread import misread

Shape = TypeVar("Shape")

_UNREADABLE = (msgspec.DecodeError, RecursionError, UnicodeDecodeError, OverflowError)


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of every request body; a field that we do not know is a typing error, not a wish."""


def read_json(body: bytes, shape: type[Shape]) -> Shape:
    """The body as `shape`.

    Raises:
        Damaged: it is no JSON, or not of that shape; the message says which field.
    """
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as exc:
        words, at = misread(exc)
        raise Damaged(f"This is not what is asked for here: {words}.", at) from exc
    except _UNREADABLE as exc:
        raise Damaged(f"This is not readable JSON: {exc}.") from exc


def read_list(body: bytes) -> list[bytes]:
    """The parts of a JSON list, each still as JSON; anything else is a list of one.

    Raises:
        Damaged: it is no JSON.
    """
    body = mended(body)
    try:
        if body.lstrip(b" \t\r\n")[:1] != b"[":
            return [body]
        return [bytes(part) for part in msgspec.json.decode(body, type=list[msgspec.Raw])]
    except _UNREADABLE as exc:
        raise Damaged(f"This is not readable JSON: {exc}.") from exc


_HALF = re.compile(
    rb"(?<!\\)((?:\\\\)*)\\u(?:[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    rb"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2}\\u)[dD][c-fC-F][0-9a-fA-F]{2})"
)
"""Half of a pair that stands for one letter, as JSON writes what a phone cut in two."""


def mended(body: bytes) -> bytes:
    """The JSON with each half letter as U+FFFD: no report is lost for half an emoji."""
    return _HALF.sub(rb"\1\\ufffd", body) if b"\\u" in body else body


def whole(request: Request, name: str, default: int, least: int, most: int) -> int:
    """A whole number from the query, between `least` and `most`.

    Raises:
        Damaged: it is something else.
    """
    text = request.query_params.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) <= 16):
        raise Damaged(f"'{name}' must be a whole number, for example {default}.")
    value = int(text)
    if not least <= value <= most:
        raise Damaged(f"'{name}' must lie between {least} and {most}.")
    return value


def degrees(request: Request, name: str, most: float) -> float | None:
    """Degrees from the query between -`most` and `most`, or None where they are not given.

    Raises:
        Damaged: it is something else.
    """
    text = request.query_params.get(name, "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not abs(value) <= most:
        raise Damaged(f"'{name}' must be degrees between {-most:g} and {most:g}.")
    return value
