"""Reliability: how often what was said with some chance came about; on the line is right."""

from collections.abc import Sequence

from markupsafe import Markup

from holdfast.account.scores import Bin
from holdfast.web.charts.svg import frame, tag

SIDE, EDGE = 240.0, 34.0
WORDS = "Chance that was rehearsed across, how often it came about up"


def reliability(bins: Sequence[Bin]) -> Markup:
    """The diagram: a point for each bin with its 90 % interval, and the line of being right."""

    def x(share: float) -> float:
        return EDGE + share * (SIDE - 2 * EDGE)

    def y(share: float) -> float:
        return SIDE - EDGE - share * (SIDE - 2 * EDGE)

    parts = [
        tag("path", d=f"M{x(0)} {y(0)}H{x(1)}M{x(0)} {y(0)}V{y(1)}", stroke="currentColor",
            fill="none", opacity="0.4"),
        tag("path", d=f"M{x(0)} {y(0)}L{x(1)} {y(1)}", stroke="currentColor", fill="none",
            stroke_dasharray="4 4", opacity="0.6"),
    ]  # fmt: skip
    for share in (0.0, 0.5, 1.0):
        parts.append(tag("text", f"{share:.0%}", x=x(share), y=y(0) + 16, text_anchor="middle"))
        parts.append(tag("text", f"{share:.0%}", x=x(0) - 6, y=y(share) + 4, text_anchor="end"))
    for one in bins:
        at = x(one.stated)
        line = f"M{at:.1f} {y(one.least):.1f}V{y(one.most):.1f}"
        parts.append(tag("path", d=line, stroke="currentColor", stroke_width="1.5"))
        parts.append(
            tag("circle", cx=round(at, 1), cy=round(y(one.happened / one.n), 1), r=4,
                fill="currentColor")
        )  # fmt: skip
    return frame(parts, SIDE, SIDE, WORDS, "reliability")
