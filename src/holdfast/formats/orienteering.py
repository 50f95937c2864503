"""Published instances of the team orienteering problem, as arrays: Chao's, and those with windows.

Laws. Bytes that are not what they claim to be are Damaged, in a sentence. Distances are straight
lines, in doubles, rounded down where the instances with windows ask for it.
"""

from dataclasses import dataclass
from math import isfinite

import numpy as np

from holdfast.base.errors import Damaged
from holdfast.plan.roads.arrays import F64

MAX_BYTES = 4_000_000
MAX_POINTS = 2_000
"""Beyond these it is no instance of a benchmark (assumed; distances grow with the square)."""

MAX_NUMBER = 1e9
"""No coordinate, score or hour is larger (assumed)."""

MAX_TEAMS = 1_000

ROUND_UP_BELOW = 1e-9
"""A distance this near below a multiple, in multiples, is that multiple and was hurt by doubles:
coordinates have three decimals at most, so no other comes so near."""


@dataclass(frozen=True, slots=True, eq=False)
class Orienteering:
    """Points in a plane, those worth a visit with a score; some teams; a limit on each route.

    Points go by their row in the file, from 0. Every team leaves `start` at time 0.

    Attributes:
        n_teams: how many routes there may be.
        latest: the greatest length, or latest end, of a route.
        start, end: where every route begins and ends.
        distance: from point to point, also the time it takes, (n, n).
        score: of a visit, (n,); 0 at start and end.
        stay: how long a visit lasts, (n,).
        opens, closes: a visit must begin within these, (n,); who comes early waits.
    """

    n_teams: int
    latest: float
    start: int
    end: int
    distance: F64
    score: F64
    stay: F64
    opens: F64
    closes: F64


def read_chao(data: bytes) -> Orienteering:
    """An instance as Chao, Golden and Wasil (1996) publish them: `n`, `m`, `tmax`, then x y score.

    The first point is the start, the last the end.

    Raises:
        Damaged: it is none.
    """
    lines = _lines(data)
    if len(lines) < 5:
        raise Damaged("The instance has no points; it needs lines n, m, tmax and two points.")
    n = _whole(_headed(lines[0], "n"), "number of points", 2, MAX_POINTS)
    n_teams = _whole(_headed(lines[1], "m"), "number of teams", 1, MAX_TEAMS)
    (latest,) = _numbers([_headed(lines[2], "tmax")], 3)
    rows = [_numbers(words, number) for number, words in enumerate(lines[3:], 4)]
    if len(rows) != n:
        raise Damaged(f"The instance promises {n} points and has {len(rows)}.")
    for number, row in enumerate(rows, 4):
        if len(row) != 3:
            raise Damaged(f"Line {number} of the points must be x, y and score.")
    x, y, score = np.array(rows).T
    score[[0, -1]] = 0.0
    free = np.zeros(n)
    return _checked(
        Orienteering(
            n_teams, latest, 0, n - 1, _straight(x, y), score, free, free, np.full(n, np.inf)
        )
    )


def read_toptw(data: bytes, *, decimals: int, n_teams: int = 1) -> Orienteering:
    """An instance with windows, as made from Solomon's and Cordeau's by Righini and Salani.

    Two lines of heading; then for each point number, x, y, stay, score, two numbers and a list
    that do not matter, opening and closing. The first point is start and end; it closes when every
    team must be back.

    Args:
        data: the file.
        decimals: to which distances are rounded down; 1 for Solomon's, 2 for Cordeau's.
        n_teams: how many; the file does not say.

    Raises:
        Damaged: it is none.
    """
    lines = _lines(data)
    if len(lines) < 3 or len(lines[0]) != 4 or not 1 <= len(lines[1]) <= 2:
        raise Damaged("The instance must begin with k, v, N and t, then D and Q, then its points.")
    n = _whole(lines[0][2], "number of points", 1, MAX_POINTS)
    rows = [_numbers(words, number) for number, words in enumerate(lines[2:], 3)]
    if len(rows) not in (n, n + 1):
        raise Damaged(f"The instance promises {n} points and has {len(rows)}.")
    for number, row in enumerate(rows):
        if row[0] != number or len(row) < (9 if number else 7):
            raise Damaged(f"Point {number} must be its number, x, y, stay, score and hours.")
    x, y, stay, score = np.array([row[1:5] for row in rows]).T
    opens, closes = np.array([row[-2:] for row in rows]).T
    score[0] = stay[0] = opens[0] = 0.0
    distance = _rounded_down(_straight(x, y), decimals)
    latest = float(closes[0])
    return _checked(Orienteering(n_teams, latest, 0, 0, distance, score, stay, opens, closes))


def _lines(data: bytes) -> list[list[str]]:
    """The words of each line that has any.

    Raises:
        Damaged: too long for an instance, or no text.
    """
    if len(data) > MAX_BYTES:
        raise Damaged(f"An instance of {len(data):,} bytes is too long to be one.")
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError as exc:
        raise Damaged("The instance is no plain text.") from exc
    return [words for line in text.splitlines() if (words := line.split())]


def _headed(words: list[str], name: str) -> str:
    """The value of a line of the heading.

    Raises:
        Damaged: it is another line.
    """
    if len(words) != 2 or words[0].rstrip(":") != name:
        raise Damaged(f"The heading lacks its line '{name}'; is this an instance of Chao's?")
    return words[1]


def _whole(word: str, what: str, least: int, most: int) -> int:
    """A count.

    Raises:
        Damaged: it is none, or out of bounds.
    """
    if not (word.isdecimal() and len(word) < 10 and least <= int(word) <= most):
        raise Damaged(f"The {what} is '{word[:20]}'; it must lie between {least} and {most:,}.")
    return int(word)


def _numbers(words: list[str], number: int) -> list[float]:
    """The numbers of a line.

    Raises:
        Damaged: one is none, or absurd.
    """
    try:
        numbers = [float(word) for word in words]
    except ValueError as exc:
        raise Damaged(f"Line {number} of the instance holds something that is no number.") from exc
    if not all(isfinite(value) and abs(value) <= MAX_NUMBER for value in numbers):
        raise Damaged(f"Line {number} of the instance holds a number beyond all bounds.")
    return numbers


def _checked(read: Orienteering) -> Orienteering:
    """The same.

    Raises:
        Damaged: something in it is less than nothing.
    """
    for what, values in (
        ("limit", np.array([read.latest])), ("score", read.score), ("stay", read.stay),
        ("opening hour", read.opens), ("closing hour", read.closes),
    ):  # fmt: skip
        if (values < 0).any():
            raise Damaged(f"The instance has a {what} below zero.")
    return read


def _straight(x: F64, y: F64) -> F64:
    """Distances in the plane."""
    return np.hypot(x[:, None] - x, y[:, None] - y)


def _rounded_down(distance: F64, decimals: int) -> F64:
    """Distances cut after some decimals."""
    cut: F64 = np.floor(distance * 10**decimals + ROUND_UP_BELOW) / 10**decimals
    return cut
