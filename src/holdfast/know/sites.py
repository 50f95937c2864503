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
from holdfast.know.state import State, remembered
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


Word = tuple[int, f.SightingReported | f.FoundReported]
"""When somebody told of a site, and what."""


def sites(state: State, now_ms: int, dangers: list[ThreatLine] | None = None) -> list[SiteLine]:
    """Every site, by name."""
    words = _words_by_site(state)
    lines = []
    for key, said in state.sites.items():
        known = said.fact
        if isinstance(known, f.SiteNoted):
            lines.append(_site_line(state, said, known, words.get(key, []), dangers or [], now_ms))
    return sorted(lines, key=lambda s: (s.name, s.site))


def _words_by_site(state: State) -> dict[str, list[Word]]:
    """Rumours and searches of each site, in the order in which they happened."""
    version = (len(state.sightings), sum(map(len, state.searches.values())))
    return remembered(state, "words by site", version, lambda: _sort_words(state))


def _sort_words(state: State) -> dict[str, list[Word]]:
    searches = (said for words in state.searches.values() for said in words.values())
    by_site: dict[str, list[Word]] = defaultdict(list)
    for said in sorted(
        [*state.sightings.values(), *searches], key=lambda s: (heard_at_ms(s), s.stamp)
    ):
        if isinstance(said.fact, f.SightingReported | f.FoundReported) and said.fact.site:
            by_site[said.fact.site].append((heard_at_ms(said), said.fact))
    return by_site


def _site_line(
    state: State,
    said: Said,
    known: f.SiteNoted,
    words: list[Word],
    dangers: list[ThreatLine],
    now_ms: int,
) -> SiteLine:
    near = [t for t in dangers if distance_m(t.place, known.at.place) <= t.radius_m]
    searched = {fact.searched for _, fact in words if isinstance(fact, f.FoundReported)}
    return SiteLine(
        site=known.site,
        name=known.name,
        name_local=known.name_local,
        place=known.at.place,
        what=known.what,
        words=known.words,
        osm=known.osm,
        belief=tuple(contents(state, words, now_ms)),
        searched=next((how for how in ("all", "part") if how in searched), ""),
        last_ms=max(heard_at_ms(said), words[-1][0] if words else 0),
        danger=max(near, key=lambda t: t.belief).name if near else "",
    )


@dataclass(slots=True)
class _Held:
    """What is believed of one item on the way; `best` is the best claim's chance."""

    n: float
    p: float
    best: float
    grade: str
    age_h: float
    source: str


def contents(state: State, words: list[Word], now_ms: int) -> list[ContentLine]:
    """Walk rumours and searches, given in time; the likeliest first."""
    belief: dict[str, _Held] = {}
    for at_ms, fact in words:
        age_h = max(0.0, (now_ms - at_ms) / HOUR_MS)
        if isinstance(fact, f.FoundReported):
            belief = _after_search(belief, fact, age_h)
        else:
            _add_rumour(belief, fact, age_h)
    lines = [_content(state, item, held) for item, held in belief.items()]
    return sorted(lines, key=lambda c: (-c.p_there, c.name))


def _add_rumour(belief: dict[str, _Held], told: f.SightingReported, age_h: float) -> None:
    grade = told.reliability + told.credibility
    p = faded(chance(told.reliability, told.credibility), age_h, STOCK_HALF_LIFE_H)
    for amount in told.contents:
        held = belief.get(amount.item)
        if held is None:
            belief[amount.item] = _Held(amount.n, p, p, grade, age_h, told.source)
            continue
        if held.p + p > 0:
            held.n = (held.n * held.p + amount.n * p) / (held.p + p)
        held.p = either(held.p, p)
        held.age_h = age_h
        if p >= held.best:
            held.best, held.grade, held.source = p, grade, told.source


def _after_search(
    before: dict[str, _Held], found: f.FoundReported, age_h: float
) -> dict[str, _Held]:
    if found.searched == "none":
        return before
    taken = {a.item: a.n for a in found.taken}
    after: dict[str, _Held] = {}
    for amount in found.found:
        left = amount.n - taken.get(amount.item, 0.0)
        if left > 0:
            p = faded(LEFT_CHANCE, age_h, STOCK_HALF_LIFE_H)
            after[amount.item] = _Held(left, p, p, "", age_h, "our own search")
    if found.searched == "part":
        for item, held in before.items():
            half = _Held(held.n / 2, held.p / 2, held.best / 2, held.grade, age_h, held.source)
            after.setdefault(item, half)
    return after


def _content(state: State, item: str, held: _Held) -> ContentLine:
    known = item_named(state, item)
    return ContentLine(
        item=item,
        name=known.name if known else item,
        unit=known.unit if known else "",
        n=held.n,
        p_there=held.p,
        grade=held.grade,
        age_h=held.age_h,
        source=held.source,
    )
