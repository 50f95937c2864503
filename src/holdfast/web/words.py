"""Values in words, as the room's pages write them: chances, amounts, states, times that tick.

Laws. A chance is never rounded up to certainty. A time that runs is a <time> element with its
milliseconds, so that the page's own clock can go on counting; see static/js/clock.mjs.
"""

from typing import Literal

from markupsafe import Markup

from holdfast.base.geo import Place
from holdfast.base.grid import clock_words, date_words, local, mgrs, span_words
from holdfast.know.placed import PLACED as PLACED
from holdfast.know.stock import NEED_NAMES

Ticking = Literal["left", "since", "in"]
"""left: '11 min' until then. since: '26 min' from then on. in: 'in 11 min' or '4 min late'."""

SPACE = "\N{NO-BREAK SPACE}"

PHASES = {
    "tasked": "Asked to go",
    "ready": "Ready",
    "outbound": "Outbound",
    "on_site": "On site",
    "returning": "Returning",
    "home": "Home",
    "debriefed": "Accounted for",
    "called_off": "Called off",
}
OBJECTIVES = {
    "supply": "Supply run",
    "recon": "Recon",
    "recovery": "Recovery",
    "rescue": "Rescue",
    "transfer": "Transfer",
    "patrol": "Patrol",
    "evacuation": "Evacuation",
}
THREATS = {
    "armed": "Armed people",
    "infected": "Infected",
    "shelling": "Shelling",
    "mines": "Mines",
    "terrain": "Terrain",
    "fire": "Fire",
    "disease": "Disease",
    "unknown": "Not known",
}
MODES = {"foot": "On foot", "car": "Car", "truck": "Truck"}
ROLES = {"out": "Out", "back": "Back", "fallback": "Fallback", "between": "Between"}
READINESS = {
    "ready": "Ready",
    "resting": "Resting",
    "in_care": "In care",
    "away": "Away",
    "lost": "Lost",
    "dead": "Dead",
    "unserviceable": "Unserviceable",
}
SEARCHED = {
    "": "Not searched",
    "none": "Not searched",
    "part": "Searched in part",
    "all": "Searched",
}
NEEDS = NEED_NAMES
PAIRS = {
    "works_well": "Works well with",
    "must": "Must go with",
    "must_not": "Must not go with",
    "none": "No longer any rule with",
}
SKILLS = ("lead", "driver", "medic", "scout", "locks", "mechanic", "builder", "cook")
"""Offered for ticking; any other word may be written beside them."""
RATIONS = (
    {
        "need": "water", "per_person_day": 15, "unit": "L",
        "source": "Sphere 2018, water supply 2.1: 15 L a person a day",
    },
    {
        "need": "food", "per_person_day": 2_100, "unit": "kcal",
        "source": "Sphere 2018, food assistance 6.1: 2,100 kcal a person a day",
    },
)  # fmt: skip
"""Suggestions for a ration; nothing is set until somebody says it."""
DANGER_TO_ONE = (
    (0.005, "1 in 200 to be harmed"), (0.01, "1 in 100 to be harmed"), (0.02, "1 in 50"),
    (0.05, "1 in 20"), (0.1, "1 in 10"),
)  # fmt: skip
"""The greatest danger to any one person, as the form offers it: expected harmful contacts."""
DANGER_TO_ALL = (
    (0.01, "1 in 100 that anyone is harmed"), (0.02, "1 in 50"), (0.05, "1 in 20"),
    (0.1, "1 in 10"), (0.2, "1 in 5"),
)  # fmt: skip
"""The same for all together."""
RELIABILITY = {
    "A": "A: completely reliable",
    "B": "B: usually reliable",
    "C": "C: fairly reliable",
    "D": "D: not usually reliable",
    "E": "E: unreliable",
    "F": "F: cannot be judged",
}
CREDIBILITY = {
    "1": "1: confirmed by others",
    "2": "2: probably true",
    "3": "3: possibly true",
    "4": "4: doubtful",
    "5": "5: improbable",
    "6": "6: cannot be judged",
}


def chance(p: float) -> str:
    """'94 %'; one decimal near the ends, and never 0 or 100 % for what is not certain."""
    if p >= 1:
        return f"100{SPACE}%"
    if p >= 0.9995:
        return f">99.9{SPACE}%"
    if 0 < p < 0.0005:
        return f"<0.1{SPACE}%"
    digits = 1 if p >= 0.99 or 0 < p < 0.1 else 0
    return f"{p * 100:.{digits}f}{SPACE}%"


def limit_words(hazard: float, choices: tuple[tuple[float, str], ...]) -> str:
    """A limit in the words of the form, or as it was given where the form has none for it."""
    return next((w for v, w in choices if v == hazard), f"{hazard:g} expected harmful contacts")


def amount(n: float, unit: str = "") -> str:
    """'4,960 L': a number with as many digits as anyone reads, and its unit."""
    digits = 0 if n >= 100 or n == round(n) else 1
    return f"{n:,.{digits}f}{SPACE}{unit}" if unit else f"{n:,.{digits}f}"


def km(metres: float) -> str:
    """'640 m' or '12.4 km'."""
    if metres < 1000:
        return f"{metres:.0f}{SPACE}m"
    return f"{metres / 1000:.1f}{SPACE}km"


def hours(h: float) -> str:
    """An age: '25 min', '3.5 h', '4 d'."""
    if h < 1:
        return f"{h * 60:.0f}{SPACE}min"
    if h < 48:
        return f"{h:.1f}{SPACE}h".replace(".0", "")
    return f"{h / 24:.0f}{SPACE}d"


def grid(place: Place | None, digits: int = 4) -> str:
    """MGRS, grouped; an en dash where there is no place, latitude and longitude near the poles."""
    if place is None:
        return "\N{EN DASH}"
    if not -80 <= place.lat <= 84:
        return f"{place.lat:.5f}, {place.lon:.5f}"
    return mgrs(place, digits)


def clock(ms: int | None, zone: str) -> Markup:
    """A time of day that the reader can turn to Zulu and back."""
    if ms is None:
        return Markup("&ndash;")
    return Markup('<time class="at" data-ms="{}" datetime="{}">{}</time>').format(
        ms, local(ms, "Etc/UTC").isoformat(timespec="seconds"), clock_words(ms, zone)
    )


def moment(ms: int, now_ms: int, zone: str) -> Markup:
    """A time of day; with its date where it is not today's."""
    if local(ms, zone).date() == local(now_ms, zone).date():
        return clock(ms, zone)
    return Markup('<time datetime="{}">{}</time>').format(
        local(ms, "Etc/UTC").isoformat(timespec="seconds"), stamp_words(ms, zone, now_ms)
    )


def ticking(ms: int | None, form: Ticking, now_ms: int, *, live: bool) -> Markup:
    """A time that runs. `live` leaves the words to the page, so that equal HTML means no news."""
    if ms is None:
        return Markup("&ndash;")
    text = "" if live else _tick_words(ms, form, now_ms)
    return Markup('<time class="tick" data-ms="{}" data-form="{}">{}</time>').format(ms, form, text)


def _tick_words(ms: int, form: Ticking, now_ms: int) -> str:
    words = span_words(ms - now_ms)
    if form == "since":
        return words if ms <= now_ms else "0 s"
    if form == "left":
        return words if ms > now_ms else "0 s"
    return f"in {words}" if ms >= now_ms else f"{words} late"


def day_words(ms: int, zone: str, now_ms: int) -> str:
    """'Friday 20 November'; with its year where it is not this year's."""
    at = local(ms, zone)
    year = "" if at.year == local(now_ms, zone).year else f" {at.year}"
    return f"{at:%A} {at.day} {at:%B}{year}"


def stamp_words(ms: int | None, zone: str, now_ms: int) -> str:
    """'20 Nov 15:02', for sheets on which the day matters; with its year where it is not this
    year's; an en dash where there is no time.
    """
    if ms is None:
        return "\N{EN DASH}"
    return f"{date_words(ms, zone, now_ms)} {local(ms, zone):%H:%M}"
