"""What sites are believed to hold: rumours with their grade and age, set right by what was found.

Laws. Several rumours of one item at one site add up as independent claims. A search replaces all
that was believed before it: searched wholly, only what was left remains; searched in part, what was
left remains and the older belief counts for the unsearched half (assumed).
"""

from collections import defaultdict
from dataclasses import dataclass

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS
from holdfast.base.geo import Place, distance_m
from holdfast.facts.said import Said
from holdfast.know.grading import chance, either, faded
from holdfast.know.risk import ThreatLine
from holdfast.know.runs import heard_at_ms
from holdfast.know.state import State
from holdfast.know.stock import item_named

STOCK_HALF_LIFE_H = 24 * 30.0
"""Hours in which the belief that unguarded stock is still there halves (assumed)."""
LEFT_CHANCE = 0.9
"""Chance that what our own team left is still there when they have just left (assumed)."""


@dataclass(frozen=True, slots=True)
class ContentLine:
    """So much of an item believed to be at a site.

    Attributes:
        n: how much, if it is there; p_there: the chance that it is.
        grade: of the best claim, empty where it rests on our own search.
        source: whose word it is.
    """

    item: str
    name: str
    unit: str
    n: float
    p_there: float
    grade: str
    age_h: float
    source: str


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One site as believed now.

    Attributes:
        searched: "", "part" or "all", by our own teams; last_ms: last word about it.
        danger: name of the strongest threat over it, empty when none.
    """

    site: str
    name: str
    name_local: str
    place: Place
    what: str
    words: str
    osm: str
    belief: tuple[ContentLine, ...]
    searched: str
    last_ms: int
    danger: str


def sites(state: State, now_ms: int, dangers: list[ThreatLine] | None = None) -> list[SiteLine]:
    """Every site, by name."""
    rumours = _rumours(state)
    lines = []
    for key, said in state.sites.items():
        known = said.fact
        if isinstance(known, f.SiteNoted):
            lines.append(_site_line(state, said, known, rumours[key], dangers or [], now_ms))
    return sorted(lines, key=lambda s: (s.name, s.site))


def _rumours(state: State) -> dict[str, list[Said]]:
    """Sightings about stock, by site."""
    by_site: dict[str, list[Said]] = defaultdict(list)
    for said in state.sightings.values():
        if isinstance(said.fact, f.SightingReported) and said.fact.site:
            by_site[said.fact.site].append(said)
    return by_site


def _site_line(
    state: State,
    said: Said,
    known: f.SiteNoted,
    rumours: list[Said],
    dangers: list[ThreatLine],
    now_ms: int,
) -> SiteLine:
    searches = sorted(state.searches.get(known.site, {}).values(), key=heard_at_ms)
    near = [t for t in dangers if distance_m(t.place, known.at.place) <= t.radius_m]
    last = max(heard_at_ms(s) for s in [said, *rumours, *searches])
    return SiteLine(
        site=known.site,
        name=known.name,
        name_local=known.name_local,
        place=known.at.place,
        what=known.what,
        words=known.words,
        osm=known.osm,
        belief=tuple(contents(state, rumours, searches, now_ms)),
        searched=max((_searched(s) for s in searches), key=("", "part", "all").index, default=""),
        last_ms=last,
        danger=max(near, key=lambda t: t.belief).name if near else "",
    )


def _searched(said: Said) -> str:
    how = getattr(said.fact, "searched", "none")
    return "" if how == "none" else str(how)


def contents(
    state: State, rumours: list[Said], searches: list[Said], now_ms: int
) -> list[ContentLine]:
    """Walk rumours and searches in time; the worth first."""
    belief: dict[str, ContentLine] = {}
    for said in sorted([*rumours, *searches], key=lambda s: (heard_at_ms(s), s.stamp)):
        age_h = max(0.0, (now_ms - heard_at_ms(said)) / HOUR_MS)
        if isinstance(said.fact, f.FoundReported):
            belief = _after_search(state, belief, said.fact, age_h)
        elif isinstance(said.fact, f.SightingReported):
            _add_rumour(state, belief, said.fact, age_h)
    return sorted(belief.values(), key=lambda c: (-c.p_there, c.name))


def _add_rumour(
    state: State, belief: dict[str, ContentLine], told: f.SightingReported, age_h: float
) -> None:
    for amount in told.contents:
        p = faded(chance(told.reliability, told.credibility), age_h, STOCK_HALF_LIFE_H)
        held = belief.get(amount.item)
        both = either(held.p_there, p) if held else p
        n = (held.n * held.p_there + amount.n * p) / (held.p_there + p) if held else amount.n
        grade = told.reliability + told.credibility
        belief[amount.item] = _content(state, amount.item, n, both, grade, age_h, told.source)


def _after_search(
    state: State, before: dict[str, ContentLine], found: f.FoundReported, age_h: float
) -> dict[str, ContentLine]:
    if found.searched == "none":
        return before
    taken = {a.item: a.n for a in found.taken}
    after: dict[str, ContentLine] = {}
    for amount in found.found:
        left = amount.n - taken.get(amount.item, 0.0)
        if left > 0:
            p = faded(LEFT_CHANCE, age_h, STOCK_HALF_LIFE_H)
            after[amount.item] = _content(state, amount.item, left, p, "", age_h, "our own search")
    if found.searched == "part":
        for item, line in before.items():
            after.setdefault(
                item,
                _content(state, item, line.n / 2, line.p_there / 2, line.grade, age_h, line.source),
            )
    return after


def _content(
    state: State, item: str, n: float, p: float, grade: str, age_h: float, source: str
) -> ContentLine:
    known = item_named(state, item)
    return ContentLine(
        item=item,
        name=known.name if known else item,
        unit=known.unit if known else "",
        n=n,
        p_there=p,
        grade=grade,
        age_h=age_h,
        source=source,
    )
