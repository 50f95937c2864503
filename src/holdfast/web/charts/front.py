"""Value against danger: what each option brings and what it may cost, staying home among them."""

from collections.abc import Sequence

from markupsafe import Markup

from holdfast.facts import Offered
from holdfast.web.charts.svg import Chart, Scale, frame, table, tag, ticks
from holdfast.web.words import SPACE, amount, chance

WIDTH, HEIGHT = 520.0, 300.0
NARROW = 350.0
"""The width of a phone's picture, so that its letters stay readable."""
LEFT, RIGHT, TOP, BOTTOM = 48.0, 22.0, 22.0, 42.0
CLOSE = 24.0
"""Points so near that their letters would lie on each other."""

NAME = 100.0
"""Width of the words beside staying home; they are left out where an option lies under them."""
LETTER, TITLE = 7.0, 32.0
"""Width of a letter of the small print, and of the axis's title with the air round its numbers."""


def front(
    options: Sequence[Offered], chosen: str = "", other: str = "", width: float = WIDTH
) -> Chart:
    """Chance that not all come home across, value up; the line joins what nothing else beats.

    `other` is a second option that is looked at beside the chosen one.
    """
    most_risk = max((1 - o.p_home for o in options), default=0.0) * 1.15 or 0.01
    most_value = max((o.value for o in options), default=0.0) * 1.15 or 1.0

    left = _left(most_value)

    def x(risk: float) -> float:
        return left + risk / most_risk * (width - left - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - value / most_value * (HEIGHT - TOP - BOTTOM)

    parts = [*_axes(most_risk, most_value, (left, width), x, y)]
    best = _undominated(options)
    if len(best) > 1:
        steps = "".join(f"H{x(1 - o.p_home):.1f}V{y(o.value):.1f}" for o in best[1:])
        start = f"M{x(1 - best[0].p_home):.1f} {y(best[0].value):.1f}"
        parts.append(tag("path", class_="front", d=start + steps))
    drawn: list[tuple[float, float]] = []
    for o in options:
        at = x(1 - o.p_home), y(o.value)
        crowded = any(abs(at[0] - px) < CLOSE and abs(at[1] - py) < CLOSE for px, py in drawn)
        looked_at = {chosen: "chosen", other: "other"}.get(o.letter, "")
        alone = all(abs(x(1 - p.p_home) - at[0]) > NAME or abs(y(p.value) - at[1]) > CLOSE
                    for p in options if p is not o)  # fmt: skip
        words = o.letter if o.taskings or not alone else f"{o.letter} stay home"
        parts.append(_point(o, words, *at, looked_at, above=crowded, end=at[0] > width - 80))
        drawn.append(at)
    rows = [
        (o.letter, amount(o.value), chance(1 - o.p_home), "" if o.taskings else "staying home")
        for o in options
    ]
    return Chart(
        frame(parts, width, HEIGHT, "Value of each option against its danger", "scatter"),
        table(
            "Value against danger",
            ("Option", "Person-days of need met", "Chance that not all come home", ""),
            rows,
        ),
    )


def _undominated(options: Sequence[Offered]) -> list[Offered]:
    best: list[Offered] = []
    for option in sorted(options, key=lambda o: (1 - o.p_home, -o.value)):
        if not best or option.value > best[-1].value:
            best.append(option)
    return best


def _left(most_value: float) -> float:
    """Where the picture begins: beside the widest number of the value's axis and its title."""
    return max(LEFT, TITLE + LETTER * max(len(f"{v:,g}") for v in ticks(0, most_value, 5)))


def _axes(
    most_risk: float, most_value: float, across: tuple[float, float], x: Scale, y: Scale
) -> list[Markup]:
    left, width = across
    parts = []
    for risk in ticks(0, most_risk, 5):
        at = x(risk)
        parts.append(tag("line", class_="grid", x1=at, x2=at, y1=TOP, y2=HEIGHT - BOTTOM))
        text = f"{risk * 100:g}{SPACE}%"
        parts.append(tag("text", text, class_="small", x=at, y=HEIGHT - BOTTOM + 20,
                         text_anchor="middle"))  # fmt: skip
    for value in ticks(0, most_value, 5):
        at = y(value)
        parts.append(tag("line", class_="grid", x1=left, x2=width - RIGHT, y1=at, y2=at))
        parts.append(tag("text", f"{value:,g}", class_="small", x=left - 10, y=at + 4,
                         text_anchor="end"))  # fmt: skip
    middle = (HEIGHT - BOTTOM + TOP) / 2
    return [
        *parts,
        tag("text", "chance that not all come home unharmed", class_="axis",
            x=(width + left) / 2, y=HEIGHT - 6, text_anchor="middle"),
        tag("text", "person-days of need met", class_="axis", x=12, y=middle,
            transform=f"rotate(-90 12 {middle:.0f})", text_anchor="middle"),
    ]  # fmt: skip


def _point(
    option: Offered, words: str, x: float, y: float, looked_at: str, *, above: bool, end: bool
) -> Markup:
    kind = " ".join(
        ("option", *([looked_at] * bool(looked_at)), *(["home"] * (not option.taskings)))
    )
    return Markup('<g class="{}" data-letter="{}">{}{}</g>').format(
        kind,
        option.letter,
        tag("circle", cx=x, cy=y, r=7 if looked_at else 6),
        tag(
            "text",
            words,
            x=x - 11 if end else x + 11,
            y=y + (-9 if above or y > HEIGHT - BOTTOM - 12 else 15),
            text_anchor="end" if end else "start",
        ),
    )
