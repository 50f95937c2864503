"""Coordinates as people type them: decimal degrees, degrees and minutes, with or without letters.

Law. Any text is read in time linear in its length: it is cut into at most MOST_PARTS parts from
left to right, without looking back, and longer texts are no coordinates.
"""

from collections.abc import Callable, Iterator, Sequence

from holdfast.base.geo import Place

LONGEST = 100
"""Characters in a pair of coordinates; the longest that is written in earnest has some 50."""
MOST_PARTS = 24
"""Numbers, letters and marks of a pair: two times eight are a full one (assumed)."""
MOST_DIGITS = 20
"""After the decimal point (assumed)."""

_MARKS = {
    **dict.fromkeys("°dD", "deg"),
    ":": "colon",
    **dict.fromkeys("'\u2032\u2019", "min"),
    **dict.fromkeys('"\u2033\u201d', "sec"),
    **dict.fromkeys(",;/", "gap"),
}
_LETTERS = frozenset("NSEWnsew")

Part = tuple[str, str]
"""Its kind (number, letter, deg, colon, min, sec, gap, space) and its text."""
Angle = tuple[float, str]
"""Degrees and the axis that its letter names: "x", "y", or "" without a letter."""


def pair_of(text: str) -> Place | None:
    """The place that is typed as two coordinates.

    Without N, S, E or W the latitude comes first, as people write it; None for anything else.
    """
    text = text.strip()
    if text[:4].lower() == "geo:":
        text = text[4:].lstrip()
    if not text or len(text) > LONGEST:
        return None
    parts = _parts(text)
    if parts is None:
        return None
    places = [p for cut in _cuts(parts) if (p := _pair(parts[: cut[0]], parts[cut[1] :]))]
    return places[0] if places else None


def _parts(text: str) -> list[Part] | None:
    """The text in parts from left to right, or None where something else stands in it."""
    parts: list[Part] = []
    at = 0
    while at < len(text):
        part = _next(text, at)
        if part is None or len(parts) == MOST_PARTS:
            return None
        kind, word = part
        at += len(word)
        if kind == "min" and parts and parts[-1] == ("min", "'") == part:
            parts[-1] = ("sec", "''")  # two single marks stand for a double one
        else:
            parts.append(part)
    return parts


def _next(text: str, at: int) -> Part | None:
    letter = text[at]
    if letter in _MARKS:
        return _MARKS[letter], letter
    if letter in _LETTERS:
        return "letter", letter
    if letter.isspace():
        return "space", _run(text, at, str.isspace)
    sign = letter if letter in "+-" else ""
    whole = _run(text, at + len(sign), str.isdecimal)
    if not 1 <= len(whole) <= 3:
        return None
    word, end = sign + whole, at + len(sign) + len(whole)
    fraction = _run(text, end + 1, str.isdecimal) if text[end : end + 1] == "." else ""
    if len(fraction) > MOST_DIGITS:
        return None
    return "number", f"{word}.{fraction}" if fraction else word


def _run(text: str, at: int, is_one: Callable[[str], bool]) -> str:
    end = at
    while end < len(text) and is_one(text[end]):
        end += 1
    return text[at:end]


def _cuts(parts: Sequence[Part]) -> Iterator[tuple[int, int]]:
    """Where the first coordinate may end and the second begin: at a comma, else at any space."""
    gaps = [i for i, (kind, _) in enumerate(parts) if kind == "gap"]
    if len(gaps) > 1:
        return
    kinds = gaps or [i for i, (kind, _) in enumerate(parts) if kind == "space"]
    yield from ((i, i + 1) for i in kinds)


def _pair(first: Sequence[Part], second: Sequence[Part]) -> Place | None:
    one, two = _angle(first), _angle(second)
    if one is None or two is None:
        return None
    (a, side_a), (b, side_b) = one, two
    if side_a == side_b != "" or (side_a == "") != (side_b == ""):
        return None
    place = Place(a, b) if side_a == "x" else Place(b, a)
    return place if place.on_earth else None


def _angle(parts: Sequence[Part]) -> Angle | None:
    """[letter] number [° [number [' [number ["]]]]] [letter], spaces anywhere between."""
    left = [part for part in parts if part[0] != "space"]
    before = left.pop(0)[1] if left and left[0][0] == "letter" else ""
    after = left.pop()[1] if left and left[-1][0] == "letter" else ""
    letter = (before or after).upper()
    if before and after and before.upper() != after.upper():
        return None
    sizes = _sizes(left, spaced=bool(letter))
    if sizes is None or sizes[1] >= 60 or sizes[2] >= 60:
        return None
    size = abs(sizes[0]) + sizes[1] / 60 + sizes[2] / 3600
    negative = left[0][1].startswith("-") != (letter in ("S", "W"))
    axis = "" if not letter else "x" if letter in "EW" else "y"
    return (-size if negative else size), axis


_ORDER = (("deg", "colon"), ("min", "colon"), ("sec",))
"""The marks that may stand behind degrees, minutes and seconds."""


def _sizes(parts: Sequence[Part], spaced: bool) -> tuple[float, float, float] | None:
    """Degrees, minutes and seconds; marks may be left out after the degrees have theirs, or
    everywhere where a letter says what the numbers are (`spaced`)."""
    sizes = [0.0, 0.0, 0.0]
    at, marked = 0, spaced
    for n, marks in enumerate(_ORDER):
        if at == len(parts):
            break
        kind, word = parts[at]
        if kind != "number" or (n and not (marked and _is_sixtieth(word))):
            return None
        sizes[n] = float(word)
        at += 1
        if at < len(parts) and parts[at][0] in marks:
            at += 1
            marked = True
    return (sizes[0], sizes[1], sizes[2]) if at == len(parts) and at else None


def _is_sixtieth(word: str) -> bool:
    """Whether a number may be minutes or seconds: no sign, two digits at most."""
    return word[0] not in "+-" and len(word.partition(".")[0]) <= 2
