"""When a word counts as heard, and in which order words are told.

Laws. A word counts as heard when it happened, never after it came; one that was dated ahead, by a
clock that is wrong there or was wrong here, counts as long before it came as it was about when it
was said; one that was dated more than a month before it was said counts as said. A word said after
seeing another always stands over it, whatever the clocks said: words about their own moment are in
the order of their stamps, and a late word about an earlier moment is put among them by that moment.
No age and no duration comes from a stamp (ADR 15).
"""

from collections.abc import Iterable
from operator import itemgetter

from holdfast.base.clock import DAY_MS, MAX_SKEW_MS
from holdfast.base.grid import span_words
from holdfast.facts.said import LATEST_MS, Said, ahead_ms

BY_STAMP, BY_MOMENT = itemgetter(0), itemgetter(0)
"""Of a word its stamp; of a moment and its word the moment: they stand first."""
LONG_AGO_MS = 31 * DAY_MS
"""A word dated longer than this before it was said has no date that can be believed (assumed)."""


def heard_at_ms(said: Said) -> int:
    """When a report counts as heard."""
    return _moment(said)[0]


def about_now(said: Said) -> bool:
    """Whether a word is about the moment at which it was said, and not about an earlier one."""
    return _moment(said)[1]


def _moment(said: Said) -> tuple[int, bool]:
    """When a word counts as heard, and whether it is about the moment at which it was said."""
    stamp, fact, came = said
    told_ms, when_ms = fact.said_ms, fact.when_ms
    now_ms = stamp.at_ms if told_ms is None else told_ms
    if told_ms is None:
        told_ms = said.said_ms
    dated_ms = told_ms if when_ms is None or told_ms - when_ms > LONG_AGO_MS else when_ms
    if came is None:
        return min(dated_ms, stamp.at_ms), dated_ms >= now_ms
    if dated_ms <= came.at_ms and dated_ms < LATEST_MS:
        return dated_ms, dated_ms >= now_ms
    return came.at_ms - max(0, told_ms - dated_ms), dated_ms >= now_ms


def misdated_words(said: Said, now_ms: int) -> str:
    """How far from belief a word is dated, in words; empty where it can be believed."""
    when = "now" if said.came is None else "when it came"
    far_ms, ago_ms = ahead_ms(said, now_ms), said.said_ms - said.happened_ms
    if far_ms > MAX_SKEW_MS:
        return f"{span_words(far_ms)} ahead of {when}"
    return f"{span_words(ago_ms)} before it was said" if ago_ms > LONG_AGO_MS else ""


def in_order(words: Iterable[Said]) -> list[tuple[int, Said]]:
    """Words in the order in which they happened, each with its moment, which never goes back."""
    keyed: list[tuple[int, Said]] = []
    latest_ms = None
    for said in sorted(words, key=BY_STAMP):
        heard_ms, now = _moment(said)
        if now:
            heard_ms = latest_ms = heard_ms if latest_ms is None else max(heard_ms, latest_ms)
        keyed.append((heard_ms, said))
    keyed.sort(key=BY_MOMENT)  # words of one moment stay in the order of their stamps
    return keyed


def may_answer(word: Said, call: Said, now_ms: int) -> bool:
    """Whether a word that is told after a call may be an answer to it.

    What had come here before the call came is none: nobody knew of it. Nor is a word that somebody
    dated ahead; one of a machine whose own clock is ahead is, as its stamp is behind the call's.
    """
    if word.came is not None and call.came is not None and word.came.order <= call.came.order:
        return False
    if ahead_ms(word, now_ms) <= MAX_SKEW_MS:
        return True
    signed_so = word.fact.said_ms is not None and word.happened_ms == word.fact.said_ms
    return signed_so and word.came is not None and word.stamp > call.stamp
