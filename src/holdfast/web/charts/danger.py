"""Danger along the way: expected harmful contacts in each kilometre, leg after leg."""

from collections.abc import Sequence

from markupsafe import Markup

from holdfast.facts import WayTold
from holdfast.web.charts.svg import Chart, Scale, frame, table, tag, ticks
from holdfast.web.words import km

WIDTH, HEIGHT = 1080.0, 164.0
NARROW = 360.0
"""The width of a phone's picture, so that its letters stay readable."""
LEFT, RIGHT, TOP, BOTTOM = 52.0, 14.0, 38.0, 36.0
LINES = (15.0, 30.0)
"""Heights at which names of legs are written, in turns where they would lie on each other."""
LETTER = 6.6
"""Width of a letter of these names (measured)."""
LEAST = 0.005
"""The scale reaches so far at least, so that a safe way does not look like a wall (assumed)."""

Bar = tuple[str, int, float, float, str]


def danger(ways: Sequence[tuple[str, WayTold]], width: float = WIDTH, most: float = 0.0) -> Chart:
    """One bar a kilometre, way after way.

    Args:
        ways: (what to write above it, the way).
        width: of the picture; NARROW for a phone.
        most: what the scale must reach, so that several teams can be read against each other.
    """
    bars = [bar for name, way in ways for bar in _kilometres(name, way)]
    length = sum(bar[2] for bar in bars) or 1.0
    top = max(LEAST, most, *(bar[3] for bar in bars)) * 1.1

    def x(k: float) -> float:
        return LEFT + k / length * (width - LEFT - RIGHT)

    def y(hazard: float) -> float:
        return HEIGHT - BOTTOM - hazard / top * (HEIGHT - TOP - BOTTOM)

    parts = [
        *_axes(length, top, width, x, y),
        *_bars(bars, x, y),
        *_names(bars, width, x),
        tag("text", "expected harmful contacts in each kilometre", class_="axis",
            x=(width + LEFT) / 2, y=HEIGHT - 4, text_anchor="middle"),
    ]  # fmt: skip
    rows = [
        (name, km(way.length_m), f"{way.hazard:.3f}", _worst(way), km(way.shared_m))
        for name, way in ways
    ]
    return Chart(
        frame(parts, width, HEIGHT, "Danger along the way by kilometre", "danger"),
        table(
            "Danger along the way",
            ("Way", "Length", "Expected contacts", "Worst kilometre", "Shared with the other way"),
            rows,
        ),
    )


def _axes(length: float, top: float, width: float, x: Scale, y: Scale) -> list[Markup]:
    parts: list[Markup] = []
    for value in ticks(0, top, 3):
        parts.append(
            tag("line", class_="grid", x1=LEFT, x2=width - RIGHT, y1=y(value), y2=y(value))
        )
        parts.append(tag("text", f"{value:.3f}", class_="small", x=LEFT - 6, y=y(value) + 4,
                         text_anchor="end"))  # fmt: skip
    parts += [
        tag("text", f"{value:g} km", class_="small", x=x(value), y=HEIGHT - BOTTOM + 16,
            text_anchor="middle")
        for value in ticks(0, length, round(width / 90))
    ]  # fmt: skip
    return parts


def _bars(bars: Sequence[Bar], x: Scale, y: Scale) -> list[Markup]:
    parts, at = [], 0.0
    for _, _, part, hazard, role in bars:
        wide = max(x(at + part) - x(at) - 1, 0.5)
        kind = "hazard spare" if role == "fallback" else "hazard"
        parts.append(tag("rect", class_=kind, x=x(at), width=wide, y=y(hazard),
                         height=max(HEIGHT - BOTTOM - y(hazard), 0)))  # fmt: skip
        at += part
    return parts


def _names(bars: Sequence[Bar], width: float, x: Scale) -> list[Markup]:
    """A mark where each way begins; its name where it does not lie on another."""
    parts: list[Markup] = []
    free = [0.0 for _ in LINES]
    at = 0.0
    for name, k, part, _, _ in bars:
        if k == 0:
            parts.append(tag("line", class_="mark", x1=x(at), x2=x(at), y1=LINES[0] - 9,
                             y2=HEIGHT - BOTTOM))  # fmt: skip
            room = len(name) * LETTER
            start = min(x(at) + 5, width - room - 2)
            line = next((i for i, end in enumerate(free) if start >= end), None)
            if line is not None:
                parts.append(tag("text", name, class_="mark-at", x=start, y=LINES[line]))
                free[line] = start + room + 8
        at += part
    return parts


def _kilometres(name: str, way: WayTold) -> list[Bar]:
    """(name, index, length in km, hazard, role) of each kilometre; the last one is shorter."""
    whole = way.length_m / 1000
    if not way.hazard_by_km:
        return [(name, 0, whole, way.hazard, way.role)]
    return [
        (name, i, max(0.0, min(1.0, whole - i)) or 1e-3, hazard, way.role)
        for i, hazard in enumerate(way.hazard_by_km)
    ]


def _worst(way: WayTold) -> str:
    if not way.hazard_by_km or max(way.hazard_by_km) <= 0:
        return "none known"
    worst = max(range(len(way.hazard_by_km)), key=lambda i: way.hazard_by_km[i])
    return f"kilometre {worst + 1}: {way.hazard_by_km[worst]:.3f}"
