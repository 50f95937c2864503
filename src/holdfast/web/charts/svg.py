"""The few words of SVG that the charts are written in.

Laws. No colour and no style is written here, only classes, so that every theme and print work and
a page without inline styles is enough. Every text is escaped.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

Scale = Callable[[float], float]
"""From a value to its place in the picture."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture and the same in a table, for those who cannot see it or do not trust it."""

    picture: Markup
    table: Markup


def tag(name: str, text: str = "", **attributes: object) -> Markup:
    """One element. `class_` is class; other underscores become hyphens; None leaves one out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(number(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{written}>{escape(text)}</{name}>")  # noqa: S704 - escaped above


def number(value: object) -> str:
    """Numbers with at most two decimals, anything else as it is."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def frame(parts: Iterable[Markup], width: float, height: float, label: str, kind: str) -> Markup:
    """The whole picture, scaled to its place on the page."""
    return Markup('<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        f"chart {kind}", number(width), number(height), label, Markup("").join(parts)
    )


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Markup:
    """A plain table whose first column heads its rows."""
    top = Markup("").join(Markup('<th scope="col">{}</th>').format(h) for h in head)
    body = Markup("").join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            row[0], Markup("").join(Markup("<td>{}</td>").format(cell) for cell in row[1:])
        )
        for row in rows
    )
    return Markup(
        '<table class="plain"><caption>{}</caption><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table>"
    ).format(caption, top, body)


def nice_step(span: float, wanted: int) -> float:
    """A round step (1, 2, 5 times a power of ten) that cuts `span` into about `wanted` pieces."""
    raw = max(span, 1e-12) / max(wanted, 1)
    power = 10.0 ** (len(f"{int(raw)}") - 1) if raw >= 1 else 1.0
    while power > raw:
        power /= 10
    return next(step * power for step in (1, 2, 5, 10) if step * power >= raw * 0.999)


def ticks(low: float, high: float, wanted: int) -> list[float]:
    """Round numbers from `low` to `high`."""
    step = nice_step(high - low, wanted)
    first = -(-low // step)
    return [
        round((first + i) * step, 9) for i in range(int((high - first * step) / step + 1e-9) + 1)
    ]
