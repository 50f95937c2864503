"""Danger along the way: expected harmful contacts in each kilometre, out and back."""

from collections.abc import Sequence

from markupsafe import Markup

from holdfast.facts import WayTold
from holdfast.web.charts.svg import Chart, frame, table, tag, ticks
from holdfast.web.words import km

WIDTH, HEIGHT = 1080.0, 150.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 14.0, 24.0, 36.0
LEAST = 0.005
"""The scale reaches so far at least, so that a safe way does not look like a wall (assumed)."""


def danger(ways: Sequence[tuple[str, WayTold]]) -> Chart:
    """One bar a kilometre, way after way; `ways` are (what to write above it, the way)."""
    bars = [bar for name, way in ways for bar in _kilometres(name, way)]
    length = sum(bar[2] for bar in bars) or 1.0
    most = max(LEAST, *(bar[3] for bar in bars))

    def x(k: float) -> float:
        return LEFT + k / length * (WIDTH - LEFT - RIGHT)

    def y(hazard: float) -> float:
        return HEIGHT - BOTTOM - hazard / (most * 1.1) * (HEIGHT - TOP - BOTTOM)

    parts: list[Markup] = []
    for value in ticks(0, most * 1.1, 3):
        parts.append(
            tag("line", class_="grid", x1=LEFT, x2=WIDTH - RIGHT, y1=y(value), y2=y(value))
        )
        parts.append(tag("text", f"{value:.3f}", class_="small", x=LEFT - 6, y=y(value) + 4,
                         text_anchor="end"))  # fmt: skip
    at = 0.0
    for name, k, part, hazard in bars:
        wide = max(x(at + part) - x(at) - 1, 0.5)
        parts.append(tag("rect", class_="hazard", x=x(at), width=wide, y=y(hazard),
                         height=max(HEIGHT - BOTTOM - y(hazard), 0)))  # fmt: skip
        if k == 0:
            parts.append(tag("line", class_="mark", x1=x(at), x2=x(at), y1=6, y2=HEIGHT - BOTTOM))
            parts.append(tag("text", name, class_="mark-at", x=x(at) + 5, y=15))
        at += part
    parts += [
        tag("text", f"{value:g} km", class_="small", x=x(value), y=HEIGHT - BOTTOM + 16,
            text_anchor="middle")
        for value in ticks(0, length, 12)
    ]  # fmt: skip
    parts.append(tag("text", "expected harmful contacts in each kilometre", class_="axis",
                     x=(WIDTH + LEFT) / 2, y=HEIGHT - 4, text_anchor="middle"))  # fmt: skip
    rows = [
        (name, km(way.length_m), f"{way.hazard:.3f}", _worst(way), km(way.shared_m))
        for name, way in ways
    ]
    return Chart(
        frame(parts, WIDTH, HEIGHT, "Danger along the way by kilometre", "danger"),
        table(
            "Danger along the way",
            ("Way", "Length", "Expected contacts", "Worst kilometre", "Shared with the other way"),
            rows,
        ),
    )


def _kilometres(name: str, way: WayTold) -> list[tuple[str, int, float, float]]:
    """(name, index, length in km, hazard) of each kilometre; the last one is shorter."""
    whole = way.length_m / 1000
    hazards = way.hazard_by_km or (way.hazard,)
    if not way.hazard_by_km:
        return [(name, 0, whole, way.hazard)]
    return [
        (name, i, max(0.0, min(1.0, whole - i)) or 1e-3, hazard) for i, hazard in enumerate(hazards)
    ]


def _worst(way: WayTold) -> str:
    if not way.hazard_by_km or max(way.hazard_by_km) <= 0:
        return "none known"
    worst = max(range(len(way.hazard_by_km)), key=lambda i: way.hazard_by_km[i])
    return f"kilometre {worst + 1}: {way.hazard_by_km[worst]:.3f}"
