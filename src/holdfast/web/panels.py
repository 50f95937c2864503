"""Every panel and page of the room as HTML, drawn from one Desk.

Laws. A panel's HTML is a function of its Desk. Times that run are left to the page's own clock
(see words.ticking), so that a panel is equal to the last one unless there is news.
"""

from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup

from holdfast.base.grid import clock_words, date_words, dtg, span_words
from holdfast.base.text import brief
from holdfast.know.fuel import fuel_words
from holdfast.web import words
from holdfast.web.charts.danger import danger
from holdfast.web.charts.day import day_bar, share_bar
from holdfast.web.charts.front import front
from holdfast.web.charts.lanes import lanes
from holdfast.web.charts.spark import burn, held, spark
from holdfast.web.desk import Desk
from holdfast.web.places import places

ROOM: tuple[str, ...] = ("alarms", "missions", "stock", "people", "log", "day", "watch")
"""The panels of the room that are sent anew when they change; each is an element's id."""


def render(panel: str, desk: Desk) -> str:
    """One panel without the words that tick; the page fills those in from its own clock."""
    return _environment().get_template(f"panels/{panel}.html").render(_context(desk, live=True))


def page(name: str, desk: Desk, **more: Any) -> str:
    """A whole page, complete without a script (so that it prints)."""
    context = _context(desk, live=False) | more
    return _environment().get_template(f"{name}.html").render(context)


def icon(name: str) -> Markup:
    """One of our own symbols; decoration, so hidden from screen readers."""
    return Markup(
        '<svg class="i" aria-hidden="true"><use href="/static/icons.svg#{}"/></svg>'
    ).format(name)


@cache
def _environment() -> jinja2.Environment:
    env = jinja2.Environment(
        loader=jinja2.PackageLoader("holdfast.web"),
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    env.filters |= {
        "brief": brief,
        "chance": words.chance,
        "amount": words.amount,
        "km": words.km,
        "hours": words.hours,
        "grid": words.grid,
        "span": span_words,
    }
    env.globals |= {
        "icon": icon,
        "words": words,
        "places": places,
        "chart": {
            "burn": burn, "danger": danger, "day_bar": day_bar, "front": front, "held": held,
            "lanes": lanes, "share": share_bar, "spark": spark,
        },
    }  # fmt: skip
    return env


def _context(desk: Desk, *, live: bool) -> dict[str, Any]:
    """The names that every template may use."""

    def at(ms: int | None) -> Markup:
        return words.clock(ms, desk.zone)

    def tick(ms: int | None, form: words.Ticking) -> Markup:
        return words.ticking(ms, form, desk.now_ms, live=live)

    return {
        "desk": desk,
        "live": live,
        "at": at,
        "tick": tick,
        "when": lambda ms: words.moment(ms, desk.now_ms, desk.zone),
        "clock": lambda ms: clock_words(ms, desk.zone),
        "dtg": lambda ms: dtg(ms, desk.zone),
        "day": lambda ms: words.day_words(ms, desk.zone, desk.now_ms),
        "stamp": lambda ms: words.stamp_words(ms, desk.zone, desk.now_ms),
        "date": lambda ms: date_words(ms, desk.zone, desk.now_ms),
        "dated": lambda ms: date_words(ms, desk.zone),
        "fuel": lambda line: fuel_words(line, desk.zone, desk.now_ms),
        "boot": {
            "now_ms": desk.now_ms,
            "rate": desk.rate,
            "zone": desk.zone,
            "exercise": desk.exercise,
            "base": desk.base,
            "base_name": desk.name,
            "centre": [desk.place.lon, desk.place.lat],
            "sunset_ms": desk.sun.sunset_ms,
        },
    }
