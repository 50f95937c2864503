"""Times of day in a line: 'at 1210', '12:10', '1210Z', and whether they are past."""
# ruff: noqa: SIM905 - a list of words reads best as words

from collections.abc import Sequence
from dataclasses import dataclass

from holdfast.base.clock import DAY_MS, MINUTE_MS
from holdfast.base.grid import local

AT = frozenset("at around about circa".split())
NOT_AT = frozenset("since by until till before after from eta".split())
"""Before a time at which nothing has happened yet, or not only then."""
MARKS = frozenset("z zulu h hr hrs hours local lt".split())
GRIDS = frozenset("grid ref reference frequency channel house number".split())
"""A number after these is no time."""
FUTURE_MS = 5 * MINUTE_MS
"""A stated time so far ahead is of clocks that differ (run.rules.AHEAD_MS)."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A time of day in a line: the nearest such moment. `happened`: what is said happened then."""

    ms: int
    happened: bool


def stated(words: Sequence[str], now_ms: int, zone: str) -> list[Stated]:
    """Every time of day among the words of a clause."""
    found: list[Stated] = []
    for i, word in enumerate(words):
        before = words[i - 1] if i else ""
        after = words[i + 1] if i + 1 < len(words) else ""
        minutes = _minutes(word)
        last = i > 0 and not after and not before.isdigit() and before not in GRIDS
        plain = ":" in word or before in AT | NOT_AT or after in MARKS or last
        if minutes is None or not plain:
            continue
        zulu = after in ("z", "zulu")
        found.append(Stated(_nearest(minutes, now_ms, "Etc/UTC" if zulu else zone),
                            before not in NOT_AT))  # fmt: skip
    return found


def _minutes(word: str) -> int | None:
    """Minutes since midnight of '12:10' or '1210'."""
    digits = word.replace(":", "").zfill(4) if ":" in word else word
    if len(digits) != 4 or not (digits.isascii() and digits.isdigit()):
        return None
    hours, minutes = int(digits[:2]), int(digits[2:])
    return hours * 60 + minutes if hours < 24 and minutes < 60 else None


def _nearest(minutes: int, now_ms: int, zone: str) -> int:
    """The moment nearest to now at which the clocks show it."""
    here = local(now_ms, zone)
    midnight_ms = now_ms // MINUTE_MS * MINUTE_MS - (here.hour * 60 + here.minute) * MINUTE_MS
    today_ms = midnight_ms + minutes * MINUTE_MS
    return min((today_ms - DAY_MS, today_ms, today_ms + DAY_MS), key=lambda ms: abs(ms - now_ms))
