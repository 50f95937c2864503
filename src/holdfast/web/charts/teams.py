"""The day of an option as lanes: each team's legs and stays, when it must turn round, the dark."""

from collections.abc import Sequence
from datetime import timedelta

from markupsafe import Markup

from holdfast.base.clock import HOUR_MS
from holdfast.base.grid import clock_words, local
from holdfast.web.charts.svg import Chart, Scale, number, table, tag
from holdfast.web.teams import Part, Team

TOP, ROW, BAR = 34.0, 50.0, 15.0
LIGHT_AT, HOURS_AT = 11.0, 26.0
BAR_AT = 28.0
"""Where the bar begins below its row's top: name and numbers of stops stand over it."""
FLAG, SMALL_FLAG = "M0 -10V9M0 -10l-7 4 7 4z", "M0 -5V7M0 -5l-5 3 5 3z"
MOST_HOURS = 12
"""More hours than these are marked every third (assumed)."""
MARGIN = 0.02
"""Part of the whole that is kept free at either end (assumed)."""
NEAR = 5.0
"""Per cent of the width within which two numbers of stops would lie on each other (measured)."""


def team_lanes(teams: Sequence[tuple[str, Team]], zone: str) -> Chart:
    """One lane a team under its name; x in per cent of the width, so that it fits any screen."""
    rows = [(name, team, team.parts) for name, team in teams]
    start, end = _reach([team for _, team in teams])
    height = TOP + ROW * max(len(rows), 1) + 4

    def x(ms: float) -> float:
        return max(0.0, min(100.0, (ms - start) / (end - start) * 100))

    parts = [
        *_dark([team for _, team in teams], x, height, zone),
        *_hours(start, end, zone, x, height),
    ]
    for row, (name, team, day) in enumerate(rows):
        parts += _lane(name, team, day, TOP + row * ROW, zone, x)
    picture = Markup(
        '<svg class="teams" role="img" aria-label="{}" width="100%" height="{}">{}</svg>'
    ).format("The day of each team", number(height), Markup("").join(parts))
    return Chart(picture, _table(rows, zone))


def _reach(teams: Sequence[Team]) -> tuple[float, float]:
    """From the first leaving to the last homecoming, flag or last light that is near."""
    tasked = [team.tasking for team in teams]
    if not tasked:
        return 0.0, float(HOUR_MS)
    first, last = min(t.depart_ms for t in tasked), max(max(t.home_ms, t.turn_ms) for t in tasked)
    darks = [t.dark_ms for t in tasked if t.dark_ms is not None]
    span = max(last - first, HOUR_MS)
    if darks and min(darks) < last + span:
        last = max(last, min(darks) + HOUR_MS // 4)
    margin = MARGIN * (last - first)
    return first - margin, last + margin


def _dark(teams: Sequence[Team], x: Scale, height: float, zone: str) -> list[Markup]:
    darks = [t.tasking.dark_ms for t in teams if t.tasking.dark_ms is not None]
    if not darks or x(min(darks)) >= 100:
        return []
    at, dark = x(min(darks)), min(darks)
    return [
        tag("rect", class_="dark", x=f"{at:.2f}%", width=f"{100 - at:.2f}%", y=TOP,
            height=height - TOP),
        tag("line", class_="sunset", x1=f"{at:.2f}%", x2=f"{at:.2f}%", y1=LIGHT_AT, y2=height),
        tag("text", f"last light {clock_words(dark, zone)}", class_="sunset-at", x=f"{at:.2f}%",
            dx=-4 if at > 70 else 4, y=LIGHT_AT, text_anchor="end" if at > 70 else "start"),
    ]  # fmt: skip


def _hours(start: float, end: float, zone: str, x: Scale, height: float) -> list[Markup]:
    parts: list[Markup] = []
    step = 1 if end - start <= MOST_HOURS * HOUR_MS else 3
    at = local(round(start), zone).replace(minute=0, second=0, microsecond=0)
    while (ms := round(at.timestamp() * 1000)) < end:
        if ms > start and at.hour % step == 0:
            where = f"{x(ms):.2f}%"
            parts.append(tag("line", class_="tick", x1=where, x2=where, y1=HOURS_AT - 9, y2=height))
            kind = "hour" if at.hour % 3 == 0 else "hour minor"
            parts.append(tag("text", f"{at:%H:%M}", class_=kind, x=where, y=HOURS_AT, dx=3))
        at += timedelta(hours=1)
    return parts


def _lane(
    name: str, team: Team, day: Sequence[Part], y: float, zone: str, x: Scale
) -> list[Markup]:
    """The team's name with its hours, the numbers of its stops, its bar, its flags."""
    told, bar = team.tasking, y + BAR_AT
    hours = f"{clock_words(told.depart_ms, zone)} to {clock_words(told.home_ms, zone)}"
    parts = [Markup('<text class="name" x="0" y="{}"><tspan class="team-name">{}</tspan> '
                    '<tspan class="hours">{}</tspan></text>').format(
                        number(y + 13), name, hours)]  # fmt: skip
    for part in day:
        left, right = x(part.start_ms), x(part.end_ms)
        parts.append(tag("rect", class_=f"planned {part.kind}", x=f"{left:.2f}%",
                         width=f"{max(right - left, 0.3):.2f}%", y=bar, height=BAR))  # fmt: skip
    breaks = [x(part.turn_ms) for part in day if part.turn_ms is not None]
    return [
        *parts,
        *_numbers(day, bar - 3, x),
        *(_flag(at, bar + BAR / 2, "turn small", SMALL_FLAG) for at in breaks),
        _flag(x(told.turn_ms), bar + BAR / 2, "turn", FLAG),
    ]


def _numbers(day: Sequence[Part], y: float, x: Scale) -> list[Markup]:
    """Each stop's number over its stay, where it does not lie on the one before."""
    parts, drawn = list[Markup](), -NEAR
    for part in day:
        middle = (x(part.start_ms) + x(part.end_ms)) / 2
        if part.kind == "stay" and middle - drawn >= NEAR:
            parts.append(tag("text", part.mark, class_="stop", x=f"{middle:.2f}%", y=y,
                             text_anchor="middle"))  # fmt: skip
            drawn = middle
    return parts


def _flag(x: float, y: float, kind: str, shape: str) -> Markup:
    return Markup('<svg x="{}%" y="{}" overflow="visible">{}</svg>').format(
        f"{x:.2f}", number(y), tag("path", class_=kind, d=shape)
    )


def _table(rows: Sequence[tuple[str, Team, Sequence[Part]]], zone: str) -> Markup:
    def t(ms: int | None) -> str:
        return clock_words(ms, zone)

    def stays(day: Sequence[Part]) -> str:
        return ", ".join(
            f"{p.mark}: {t(p.start_ms)} to {t(p.end_ms)}" for p in day if p.kind == "stay"
        )

    return table(
        "The day of each team",
        ("Team", "Leaves", "At its stops", "Turns back by", "Home", "Last light"),
        [
            (name, t(team.tasking.depart_ms), stays(day), t(team.tasking.turn_ms),
             t(team.tasking.home_ms), t(team.tasking.dark_ms))
            for name, team, day in rows
        ],
    )  # fmt: skip
