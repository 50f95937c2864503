"""The day as lanes: what each run planned, what it has done, and how it lies against the dark."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from markupsafe import Markup

from holdfast.base.clock import HOUR_MS, MINUTE_MS
from holdfast.base.grid import clock_words, local
from holdfast.plan.daylight import Daylight
from holdfast.run.board import Card
from holdfast.web.charts.svg import Chart, Scale, number, table, tag

TOP, LANE = 20.0, 25.0
DONE = {"home", "debriefed"}
KEY_ROOM = 22.0
"""Per cent of the width that the key takes on a screen of 1,440 (measured)."""
CALL_ROOM, TIME_ROOM = 0.07, 0.03
"""Shares of the width for a call sign before its lane and a time behind it (measured at 1,440)."""
FLAG_ROOM = 4.0
"""Per cent of the width within which a flag would stand in the time behind a lane."""
SHOWN = {"tasked", "ready", "outbound", "on_site", "returning", "home", "debriefed"}


def lanes(
    cards: Sequence[Card], now_ms: int, sun: Daylight, zone: str, *, live: bool = False
) -> Chart:
    """One lane a run, from the first departure to the last light; x in per cent of the width.

    `live` leaves whatever moves with the time to the page's clock (data-start, data-end), so that
    equal pictures mean no news.
    """
    rows = [card for card in cards if card.phase in SHOWN and card.lanes]
    start, end = _reach(rows, now_ms, sun)
    height = TOP + LANE * max(len(rows), 1) + 4
    shown_ms = start if live else now_ms

    def x(ms: float) -> float:
        return max(0.0, min(100.0, (ms - start) / (end - start) * 100))

    parts = [
        *_night(sun, x, start, end, height),
        *_hours(start, end, shown_ms, sun, zone, x, height),
    ]
    for row, card in enumerate(rows):
        parts += _lane(card, TOP + row * LANE + 4, shown_ms, zone, x)
    parts += _marks(shown_ms, sun, zone, x, height)
    parts += _key(x, now_ms, sun)
    picture = Markup(
        '<svg class="lanes" role="img" aria-label="{}" width="100%" height="{}"'
        ' data-start="{}" data-end="{}">{}</svg>'
    ).format("Runs of the day against daylight", number(height), start, end, Markup("").join(parts))
    return Chart(picture, _table(rows, zone))


def _reach(rows: Sequence[Card], now_ms: int, sun: Daylight) -> tuple[int, int]:
    """Whole hours around the runs and now; last light is included when it is within reach."""
    starts = [lane.start_ms for card in rows for lane in card.lanes] + [now_ms - HOUR_MS]
    ends = [lane.end_ms for card in rows for lane in card.lanes] + [now_ms + 3 * HOUR_MS]
    ends += [card.clock.turn_ms + HOUR_MS // 4 for card in rows if card.phase not in DONE]
    if sun.dusk_ms is not None and now_ms < sun.dusk_ms < max(ends) + 6 * HOUR_MS:
        ends.append(sun.dusk_ms + HOUR_MS)
    span = max(ends) - min(starts)
    start = min(starts) - max(50 * MINUTE_MS, round(CALL_ROOM * span))
    end = max(ends) + round(TIME_ROOM * span)
    return start // HOUR_MS * HOUR_MS, -(-end // HOUR_MS) * HOUR_MS


def _night(sun: Daylight, x: Scale, start: int, end: int, height: float) -> list[Markup]:
    """Twilight lightly, dark fully, in the evening and before dawn."""
    spans = [
        ("dusk", sun.sunset_ms, sun.dusk_ms), ("dark", sun.dusk_ms, end),
        ("dusk", sun.dawn_ms, sun.sunrise_ms), ("dark", start, sun.dawn_ms),
    ]  # fmt: skip
    if sun.polar == "night":
        spans = [("dark", start, end)]
    return [
        tag("rect", class_=kind, x=f"{x(a):.2f}%", width=f"{x(b) - x(a):.2f}%", y=TOP,
            height=height - TOP)
        for kind, a, b in spans
        if a is not None and b is not None and x(b) > x(a)
    ]  # fmt: skip


def _hours(
    start: int, end: int, now_ms: int, sun: Daylight, zone: str, x: Scale, height: float
) -> list[Markup]:
    """A line each hour; its time only where nothing else is written."""
    parts = []
    step = HOUR_MS if end - start <= 14 * HOUR_MS else 3 * HOUR_MS
    taken = [now_ms, sun.sunset_ms or 0]
    first = local(start, zone).replace(minute=0, second=0, microsecond=0)
    if step > HOUR_MS:
        first = first.replace(hour=first.hour // 3 * 3)
    while (at := round(first.timestamp() * 1000)) < end:
        parts.append(tag("line", class_="tick", x1=f"{x(at):.2f}%", x2=f"{x(at):.2f}%", y1=TOP - 4,
                         y2=height))  # fmt: skip
        if (
            start < at
            and all(abs(x(at) - x(t)) > 7 for t in taken)
            and (KEY_ROOM < x(at) < 100 - KEY_ROOM)
        ):
            parts.append(
                tag(
                    "text",
                    f"{first:%H:%M}",
                    class_="hour" if first.hour % 3 == 0 else "hour minor",
                    x=f"{x(at):.2f}%",
                    dx=4,
                    y=12,
                )
            )
        first += timedelta(milliseconds=step)
    return parts


def _lane(card: Card, y: float, now_ms: int, zone: str, x: Scale) -> list[Markup]:
    """Outlined: planned. Filled: done. Red: silent past due. Flag: turn back by."""
    overdue = card.clock.overdue_ms > 0
    bar = LANE - 9
    parts = []
    for lane in card.lanes:
        left, right = x(lane.start_ms), x(lane.end_ms)
        at: dict[str, Any] = {"x": f"{left:.2f}%", "y": y, "height": bar}
        parts.append(tag("rect", class_=f"planned {lane.part}", width=f"{right - left:.2f}%", **at))
        if lane.done > 0:
            kind = f"done {lane.part}{' stale' if overdue else ''}"
            done = round(lane.done * 20) / 20  # steps, so that the picture changes seldom
            parts.append(tag("rect", class_=kind, width=f"{(right - left) * done:.2f}%", **at))
    if overdue and card.clock.check_ms is not None:
        left, right = x(card.clock.check_ms), x(now_ms)
        wide = f"{max(right - left, 0):.2f}%"
        parts.append(tag("rect", class_="missing", x=f"{left:.2f}%", width=wide, y=y, height=bar))
    if card.phase not in DONE:
        parts.append(
            Markup('<svg x="{}%" y="{}" overflow="visible">{}</svg>').format(
                f"{x(card.clock.turn_ms):.2f}", number(y + bar / 2),
                tag("path", class_="turn", d="M0 -9V9M0 -9l-6 4 6 4z"),
            )
        )  # fmt: skip
    first, last = card.lanes[0].start_ms, max(card.clock.home_ms, card.lanes[-1].end_ms)
    parts.append(tag("text", card.call, class_="call", x=f"{x(first):.2f}%", dx=-6, y=y + bar - 4,
                     text_anchor="end"))  # fmt: skip
    parts.append(tag("text", card.call, class_="call narrow", x="0%", dx=2, y=y + bar - 4))
    flag = x(card.clock.turn_ms) if card.phase not in DONE else 0.0
    behind = flag if 0 <= flag - x(last) < FLAG_ROOM else x(last)
    parts.append(tag("text", clock_words(card.clock.home_ms, zone), class_="end",
                     x=f"{behind:.2f}%", dx=6, y=y + bar - 4))  # fmt: skip
    return parts


def _marks(now_ms: int, sun: Daylight, zone: str, x: Scale, height: float) -> list[Markup]:
    """Sunset and now, over everything; now is moved on by the page between two renderings."""
    parts = []
    if sun.sunset_ms is not None and 0 < x(sun.sunset_ms) < 100:
        at = f"{x(sun.sunset_ms):.2f}%"
        parts += [
            tag("line", class_="sunset", x1=at, x2=at, y1=2, y2=height),
            tag("text", f"sunset {clock_words(sun.sunset_ms, zone)}", class_="sunset-at", x=at,
                dx=4 if x(sun.sunset_ms) < 90 else -4, y=12,
                text_anchor=None if x(sun.sunset_ms) < 90 else "end"),
        ]  # fmt: skip
    at = f"{x(now_ms):.1f}%"
    return [
        *parts,
        tag("line", class_="now", x1=at, x2=at, y1=2, y2=height),
        tag("text", clock_words(now_ms, zone), class_="now-at", x=at, dx=4, y=12),
    ]


def _key(x: Scale, now_ms: int, sun: Daylight) -> list[Markup]:
    """What the fillings mean, where there is room: at the end, else at the start."""
    words = "filled: done · outlined: planned · flag: turn back by"
    marks = [x(ms) for ms in (now_ms, sun.sunset_ms) if ms is not None]
    if all(mark < 100 - KEY_ROOM - 7 or mark >= 100 for mark in marks):
        return [tag("text", words, class_="key", x="100%", dx=-4, y=12, text_anchor="end")]
    if all(mark > KEY_ROOM for mark in marks):
        return [tag("text", words, class_="key", x="0%", dx=4, y=12)]
    return []


def _table(rows: Sequence[Card], zone: str) -> Markup:
    def t(ms: int | None) -> str:
        return clock_words(ms, zone)

    return table(
        "Runs of the day",
        ("Run", "Leaves", "Turns back by", "Home", "Planned home"),
        [
            (c.call, t(c.clock.depart_ms), t(c.clock.turn_ms), t(c.clock.home_ms),
             t(c.clock.home_planned_ms))
            for c in rows
        ],
    )  # fmt: skip
