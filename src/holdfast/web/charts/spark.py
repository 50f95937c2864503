"""Days of a stock over the last week, small, with the floor below which the room warns."""

from collections.abc import Sequence

from markupsafe import Markup

from holdfast.web.charts.svg import Chart, frame, number, table, tag, ticks

WIDTH, HEIGHT = 92.0, 26.0


def spark(history: Sequence[float], floor_days: float) -> Markup:
    """A line without axes; the number stands beside it, so it is hidden from screen readers."""
    if len(history) < 2:
        return Markup("")
    low = min(*history, floor_days) * 0.6
    high = max(*history, floor_days) * 1.05 or 1.0

    def y(days: float) -> float:
        return HEIGHT - 2 - (days - low) / max(high - low, 1e-9) * (HEIGHT - 4)

    step = (WIDTH - 4) / (len(history) - 1)
    points = " ".join(f"{2 + i * step:.1f},{y(days):.1f}" for i, days in enumerate(history))
    parts = [
        tag("line", class_="floor", x1=0, x2=WIDTH, y1=y(floor_days), y2=y(floor_days)),
        tag("polyline", points=points),
        tag("circle", cx=WIDTH - 2, cy=y(history[-1]), r=2.2),
    ]
    return Markup(
        '<svg class="spark" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true">{}</svg>'
    ).format(*map(number, (WIDTH, HEIGHT, WIDTH, HEIGHT)), Markup("").join(parts))


def burn(name: str, history: Sequence[float], days: float, floor_days: float) -> Chart:
    """The last days and, dashed, how it goes on if nothing comes in, against the floor."""
    w, h, left, bottom = 320.0, 120.0, 30.0, 22.0
    past = list(history) or [days]
    ahead = max(7.0, min(30.0, days + 1))
    top = max(*past, floor_days, days, 1.0) * 1.1

    def x(day: float) -> float:
        return left + (day + len(past) - 1) / (len(past) - 1 + ahead) * (w - left - 8)

    def y(value: float) -> float:
        return h - bottom - value / top * (h - bottom - 8)

    line = " ".join(f"{x(i - len(past) + 1):.1f},{y(v):.1f}" for i, v in enumerate(past))
    end = min(ahead, days)
    parts = [
        *(
            tag("line", class_="grid", x1=left, x2=w - 8, y1=y(v), y2=y(v))
            + tag("text", f"{v:g}", class_="small", x=left - 5, y=y(v) + 4, text_anchor="end")
            for v in ticks(0, top, 3)
        ),
        *_floor(floor_days, left, w - 8, y(floor_days)),
        tag("line", class_="now", x1=x(0), x2=x(0), y1=6, y2=h - bottom),
        tag("text", "now", class_="small", x=x(0), y=h - 7, text_anchor="middle"),
        tag("polyline", class_="past", points=line),
        tag("line", class_="ahead", x1=x(0), y1=y(past[-1]), x2=x(end), y2=y(max(0, days - end))),
    ]
    if days > floor_days > 0 and days - floor_days < ahead:
        parts.append(
            tag(
                "text", _until(days - floor_days), class_="small",
                x=x(days - floor_days), y=y(floor_days) - 5, text_anchor="middle",
            )
        )  # fmt: skip
    rows = [(f"{len(past) - 1 - i} days ago", f"{v:.1f}") for i, v in enumerate(past)]
    return Chart(
        frame(parts, w, h, f"{name}: days left over the last week and ahead", "burn"),
        table(f"{name}: days left", ("When", "Days left"), rows),
    )


def _until(days: float) -> str:
    """'floor in 3 d': when what is left falls to the floor."""
    whole = round(days)
    return ("floor today", "floor tomorrow")[whole] if whole < 2 else f"floor in {whole} d"


def _floor(floor_days: float, left: float, right: float, y: float) -> list[Markup]:
    """The floor and its name; nothing where none is set."""
    if floor_days <= 0:
        return []
    words = f"floor {floor_days:g} d"
    return [
        tag("line", class_="floor", x1=left, x2=right, y1=y, y2=y),
        tag("text", words, class_="floor-at", x=left + 4, y=y + (13 if y < 16 else -4)),
    ]


def held(name: str, history: Sequence[float], unit: str) -> Chart:
    """The amount over the last days where no ration turns it into days: no floor, nothing ahead."""
    w, h, left, bottom = 320.0, 120.0, 46.0, 22.0
    past = list(history) or [0.0]
    top = max(*past, 1.0) * 1.1

    def x(day: int) -> float:
        return left + day / max(len(past) - 1, 1) * (w - left - 12)

    def y(value: float) -> float:
        return h - bottom - value / top * (h - bottom - 8)

    parts = [
        *(
            tag("line", class_="grid", x1=left, x2=w - 8, y1=y(v), y2=y(v))
            + tag("text", f"{v:,g}", class_="small", x=left - 5, y=y(v) + 4, text_anchor="end")
            for v in ticks(0, top, 3)
        ),
        tag("polyline", class_="past", points=" ".join(f"{x(i):.1f},{y(v):.1f}"
                                                       for i, v in enumerate(past))),
        tag("text", f"{len(past) - 1} days ago", class_="small", x=left, y=h - 7),
        tag("text", "now", class_="small", x=w - 12, y=h - 7, text_anchor="end"),
    ]  # fmt: skip
    rows = [(f"{len(past) - 1 - i} days ago", f"{v:,.0f}") for i, v in enumerate(past)]
    return Chart(
        frame(parts, w, h, f"{name}: amount over the last week", "burn"),
        table(f"{name}: amount", ("When", unit or "Amount"), rows),
    )
