"""How much of the daylight is spent, as a bar that the page's clock moves on."""

from markupsafe import Markup

from holdfast.plan.daylight import Daylight
from holdfast.web.charts.svg import tag


def day_bar(sun: Daylight) -> Markup:
    """Empty until the page's clock fills it; nothing where the sun does not rise and set."""
    if sun.sunrise_ms is None or sun.sunset_ms is None:
        return Markup("")
    return Markup(
        '<svg class="daybar" viewBox="0 0 88 6" width="88" height="6" aria-hidden="true"'
        ' data-from="{}" data-to="{}">{}{}</svg>'
    ).format(
        sun.sunrise_ms,
        sun.sunset_ms,
        tag("rect", class_="all", width=88, height=6, rx=3),
        tag("rect", class_="spent", width=0, height=6, rx=3),
    )


def share_bar(share: float, kind: str = "") -> Markup:
    """A part of one, as a small bar for a table's cell; the number stands beside it."""
    return Markup(
        '<svg class="share {}" viewBox="0 0 60 6" width="60" height="6" aria-hidden="true">'
        "{}{}</svg>"
    ).format(
        kind,
        tag("rect", class_="all", width=60, height=6, rx=2),
        tag("rect", class_="part", width=60 * max(0.0, min(1.0, share)), height=6, rx=2),
    )
