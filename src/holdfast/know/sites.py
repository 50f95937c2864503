"""What sites are believed to hold: rumours with their grade and age, set right by what was found.

Laws. Each source counts once for an item, by its latest word, with its likelihood ratio; a word
that there is none speaks against it. A sighting said again is a correction. A search replaces all
that was believed before it: searched wholly, only what was left remains; searched in part, what was
left remains and the older belief counts for the unsearched half (assumed).
"""

from collections import defaultdict
from dataclasses import dataclass, field
from math import degrees, fsum

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS
from holdfast.base.geo import EARTH_RADIUS_M, Place, distance_m
from holdfast.base.grid import span_words
from holdfast.facts.said import Said
from holdfast.know.grading import PRIOR, chance, drawn, weighed, weight
from holdfast.know.order import heard_at_ms, in_order
from holdfast.know.risk import GONE, ThreatLine
from holdfast.know.settings import setting, setting_h
from holdfast.know.sightings import source_of, standing
from holdfast.know.state import State, remembered
from holdfast.know.stock import item_named


@dataclass(frozen=True, slots=True)
class ContentLine:
    """So much of an item believed to be at a site.

    Attributes:
        n: how much, if it is there; p_there: the chance that it is.
        grade: of the best claim, empty where it rests on our own search.
        source: whose word it is.
        against: who says that there is none, in words; empty when nobody does.
    """

    item: str
    name: str
    unit: str
    n: float
    p_there: float
    grade: str
    age_h: float
    source: str
    against: str = ""


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One site as believed now.

    Attributes:
        searched: "", "part" or "all", by our own teams; last_ms: last word about it.
        danger: name of the strongest threat over it, empty when none; `danger_words`: its grade,
            the chance that it is there and its age, and how many others there are.
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
    danger_words: str = ""


Word = tuple[int, f.SightingReported | f.FoundReported]
"""When somebody told of a site, and what."""


Shown = tuple[float, float, ThreatLine]
"""The latitude of a threat that is believed in, how many degrees it reaches from there, and it."""


def sites(state: State, now_ms: int, dangers: list[ThreatLine] | None = None) -> list[SiteLine]:
    """Every site, by name."""
    words = _words_by_site(state)
    shown = _shown(dangers or [])
    lines = []
    for key, said in state.sites.items():
        known = said.fact
        if isinstance(known, f.SiteNoted):
            lines.append(_site_line(state, said, known, words.get(key, []), shown, now_ms))
    return sorted(lines, key=lambda s: (s.name, s.site))


def _words_by_site(state: State) -> dict[str, list[Word]]:
    """Rumours and searches of each site, in the order in which they happened."""
    version = (len(state.sightings), sum(map(len, state.searches.values())))
    return remembered(state, "words by site", version, lambda: _sort_words(state))


def _sort_words(state: State) -> dict[str, list[Word]]:
    searches = (said for words in state.searches.values() for said in words.values())
    by_site: dict[str, list[Word]] = defaultdict(list)
    for at_ms, said in in_order([*standing(state), *searches]):
        if isinstance(said.fact, f.SightingReported | f.FoundReported) and said.fact.site:
            by_site[said.fact.site].append((at_ms, said.fact))
    return by_site


def _site_line(
    state: State,
    said: Said,
    known: f.SiteNoted,
    words: list[Word],
    dangers: list[Shown],
    now_ms: int,
) -> SiteLine:
    near = _over(dangers, known.at.place)
    worst = max(near, key=lambda t: (t.belief * t.per_km, t.last_ms), default=None)
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
        danger=worst.name if worst else "",
        danger_words=_danger_words(worst, len(near) - 1) if worst else "",
    )


def _shown(dangers: list[ThreatLine]) -> list[Shown]:
    """What is believed in, as every site is held to each at every look."""
    reach_deg = degrees(1 / EARTH_RADIUS_M) * 1.01
    return [
        (t.place.lat, t.radius_m * reach_deg, t)
        for t in dangers
        if t.belief >= GONE and not t.lifted
    ]


def _over(dangers: list[Shown], place: Place) -> list[ThreatLine]:
    """Which reach a place; those too far north or south are seen at a glance."""
    north = place.lat
    return [
        threat
        for lat, reach_deg, threat in dangers
        if abs(lat - north) <= reach_deg and distance_m(threat.place, place) <= threat.radius_m
    ]


def _danger_words(worst: ThreatLine, n_more: int) -> str:
    age = span_words(round(worst.age_h * HOUR_MS))
    more = f" · and {n_more} more" if n_more else ""
    return f"{worst.grade} · {worst.belief:.0%} · {age} ago{more}"


OWN_SEARCH = "our own search"


@dataclass(frozen=True, slots=True)
class _Claim:
    """One source's latest word of an item: how much, and the chance of that word now."""

    n: float
    p: float
    grade: str
    age_h: float
    source: str

    @property
    def weight(self) -> float:
        """What it says for the item being there; a word that there is none, against it."""
        return weight(self.p) if self.n > 0 else -weight(self.p)

    @property
    def amount_weight(self) -> float:
        """How much its amount counts: what cannot be judged moves nobody else's."""
        return 0.0 if self.n <= 0 or {"F", "6"} & set(self.grade) else max(0.0, weight(self.p))


@dataclass(slots=True)
class _Held:
    """What is believed of one item on the way: words by source, upon what a part search left."""

    claims: dict[str, _Claim] = field(default_factory=dict)
    before: "_Held | None" = None

    @property
    def p(self) -> float:
        """The chance that it is there."""
        prior = self.before.p / 2 if self.before else PRIOR
        return weighed((c.weight for c in self.claims.values()), prior)

    def tell(self, source: str, claim: _Claim) -> None:
        """Let a source's latest word stand for all that it said."""
        held: _Held | None = self
        while held is not None:
            held.claims.pop(source, None)
            held = held.before
        self.claims[source] = claim

    def amounts(self) -> list[tuple[float, _Claim]]:
        """How much each word says is there, halved by each part search since."""
        older = self.before.amounts() if self.before else []
        return [(c.n, c) for c in self.claims.values()] + [(n / 2, c) for n, c in older]


def contents(state: State, words: list[Word], now_ms: int) -> list[ContentLine]:
    """Walk rumours and searches, given in time; the likeliest first."""
    belief: dict[str, _Held] = {}
    half_life_h = setting_h(state, "stock_half_life")
    for at_ms, fact in words:
        age_h = max(0.0, (now_ms - at_ms) / HOUR_MS)
        if isinstance(fact, f.FoundReported):
            belief = _after_search(state, belief, fact, age_h)
        else:
            _add_rumour(belief, fact, age_h, half_life_h)
    lines = [_content(state, item, held) for item, held in belief.items()]
    return sorted((c for c in lines if c.n > 0), key=lambda c: (-c.p_there, c.name, c.item))


def _add_rumour(
    belief: dict[str, _Held], told: f.SightingReported, age_h: float, half_life_h: float
) -> None:
    p = drawn(chance(told.reliability, told.credibility), age_h, half_life_h)
    grade = told.reliability + told.credibility
    said: dict[str, float] = {}
    for amount in told.contents:
        said[amount.item] = said.get(amount.item, 0.0) + amount.n
    for item, n in said.items():
        claim = _Claim(n, p, grade, age_h, told.source)
        belief.setdefault(item, _Held()).tell(source_of(told), claim)


def _after_search(
    state: State, before: dict[str, _Held], found: f.FoundReported, age_h: float
) -> dict[str, _Held]:
    if found.searched == "none":
        return before
    taken = {a.item: a.n for a in found.taken}
    p = drawn(setting(state, "left_there"), age_h, setting_h(state, "stock_half_life"))
    after: dict[str, _Held] = {}
    for amount in found.found:
        left = amount.n - taken.get(amount.item, 0.0)
        if left > 0:
            after[amount.item] = _Held({OWN_SEARCH: _Claim(left, p, "", age_h, OWN_SEARCH)})
    if found.searched == "part":
        for item, held in before.items():
            after.setdefault(item, _Held(before=held))
    return after


def _content(state: State, item: str, held: _Held) -> ContentLine:
    known, amounts = item_named(state, item), held.amounts()
    spoken = [(n, c) for n, c in amounts if n > 0]
    best = max((c for _, c in spoken), key=lambda c: (c.p, -c.age_h), default=None)
    denied = [c for n, c in amounts if n <= 0 and c.weight < 0]
    return ContentLine(
        item=item,
        name=known.name if known else item,
        unit=known.unit if known else "",
        n=_mean_amount(spoken),
        p_there=held.p,
        grade=best.grade if best else "",
        age_h=best.age_h if best else 0.0,
        source=best.source if best else "",
        against="; ".join(f"{c.grade} {c.source}".strip() for c in denied),
    )


def _mean_amount(spoken: list[tuple[float, _Claim]]) -> float:
    """The mean of what is said to be there, by what each word counts; all alike if none does."""
    weights = [c.amount_weight for _, c in spoken]
    if not any(weights):
        weights = [1.0] * len(spoken)
    total = fsum(weights)
    return fsum(n * w for (n, _), w in zip(spoken, weights, strict=True)) / total if total else 0.0
