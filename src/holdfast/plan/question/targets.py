"""What a site is to a plan: what may be taken from it or brought to it, who waits there, what a
look at it would teach.

Laws. What is worth something depends on the objective, and on that alone. Worth is counted in
person-days of need; of people who are brought away, in people. A cache is bound to the run that
laid it: whoever is to bring it home is told which, how it is marked, and who knows of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS
from holdfast.base.errors import Refused
from holdfast.base.geo import Place, distance_m
from holdfast.know.caches import CacheLine, caches
from holdfast.know.grading import faded
from holdfast.know.naming import person_name
from holdfast.know.risk import ThreatLine
from holdfast.know.runs import story
from holdfast.know.settings import setting, setting_h
from holdfast.know.sites import SiteLine
from holdfast.know.state import State
from holdfast.know.stock import item_named, worth
from holdfast.plan.problem import KNOWS, LOOKS_ONLY, Cached, Good, Target, Walker
from holdfast.plan.question.sparing import spared
from holdfast.plan.question.waiting import who_waits

SEARCH_H = {
    "supply": 0.75, "recon": 1 / 3, "recovery": 1 / 3, "rescue": 1.0, "transfer": 0.5,
    "patrol": 0.1, "evacuation": 0.5,
}  # fmt: skip
"""Hours at a site by objective (assumed)."""
CACHE_WITHIN_M = 300.0
"""A cache that was laid at no site belongs to one so near (assumed)."""
UNSEEN_WORTH, UNSEEN_CHANCE = 5.0, 0.3
"""Person-days, and the chance of them, that lie at a site and nobody has told of (assumed)."""
THREAT_WORTH = 100.0
"""Person-days that knowing of one expected contact a kilometre is worth (assumed: a base of
thirty plans round it for some days)."""
SEEN_FROM_M = 1_500.0
"""A threat so near to a site is seen from there (assumed)."""


def target(
    state: State, asked: f.PlanAsked, lines: dict[str, SiteLine], threats: list[ThreatLine],
    site: str,
) -> Target:  # fmt: skip
    """What a site is to this question.

    Raises:
        Refused: no such site or base is known.
    """
    name, place, line = _known(state, lines, site)
    want = next((w for w in asked.wants if w.site == site), f.StopWanted(site))
    stay_h = want.stay_h if want.stay_h is not None else SEARCH_H[asked.objective]
    taken, brought, held = _goods(state, asked, line, site, place)
    people = asked.objective in ("rescue", "evacuation")
    looks = asked.objective in LOOKS_ONLY
    return Target(
        site=site,
        name=name,
        place=place,
        goods=taken,
        stay_h=stay_h,
        grade=line.belief[0].grade if line and line.belief else "",
        brought=brought,
        waiting=who_waits(state, asked, site, place) if people else (),
        learns=_learns(state, asked, lines, threats, site) if looks else 0.0,
        opens_ms=want.opens_ms,
        closes_ms=want.closes_ms,
        needs=frozenset(want.needs),
        must=want.must,
        silent=want.silent,
        caches=tuple(_cached(state, c) for c in held),
    )


def _known(
    state: State, lines: dict[str, SiteLine], site: str
) -> tuple[str, Place, SiteLine | None]:
    """Name and place of a site, or of another base."""
    if (line := lines.get(site)) is not None:
        return line.name, line.place, line
    base = state.bases.get(site)
    if base is not None and isinstance(base.fact, f.BaseFounded):
        return base.fact.name, base.fact.at.place, None
    raise Refused(f"No site '{site}' is known here: note it on the map first.")


# -- goods -----------------------------------------------------------------------------------------


def _goods(
    state: State, asked: f.PlanAsked, line: SiteLine | None, site: str, place: Place
) -> tuple[tuple[Good, ...], tuple[Good, ...], list[CacheLine]]:
    """What may be taken, what would be handed over, and the caches that a recovery is about."""
    if asked.objective == "transfer":
        given = spared(state, asked, site).items()
        return (), tuple(good(state, item, n, 1.0, site) for item, n in given), []
    if asked.objective not in ("supply", "recovery"):
        return (), (), []
    believed = line.belief if line else ()
    goods = {c.item: good(state, c.item, c.n, c.p_there, site) for c in believed}
    held = _caches_at(state, site, place) if asked.objective == "recovery" else []
    goods |= _recovered(state, asked, held, site)
    return tuple(goods.values()), (), held


def _caches_at(state: State, site: str, place: Place) -> list[CacheLine]:
    """Caches laid at a site, or at none and near it; oldest first."""
    found = [
        c
        for c in caches(state)
        if c.site == site
        or (c.site is None and c.place and distance_m(c.place, place) <= CACHE_WITHIN_M)
    ]
    return sorted(found, key=lambda c: (c.laid_ms, c.cache))


def _recovered(
    state: State, asked: f.PlanAsked, held: Iterable[CacheLine], site: str
) -> dict[str, Good]:
    """What caches hold together. It stands for what else is believed there of the same items: a
    team that caches what it found may have told of both.
    """
    n: dict[str, float] = {}
    surely: dict[str, float] = {}
    for cache in held:
        age_h = (asked.depart_ms - cache.laid_ms) / HOUR_MS
        p = faded(setting(state, "cache_there"), age_h, setting_h(state, "cache_half_life"))
        for amount in cache.amounts:
            n[amount.item] = n.get(amount.item, 0.0) + amount.n
            surely[amount.item] = surely.get(amount.item, 0.0) + amount.n * p
    return {i: good(state, i, n[i], min(1.0, surely[i] / n[i]), site) for i in n}


def _cached(state: State, line: CacheLine) -> Cached:
    """Which run laid a cache and who knows of it: those it named, else all who went with it."""
    knows = line.knows or story(state, line.run).crew
    return Cached(
        cache=line.cache,
        call=line.call,
        mark=line.mark,
        laid_ms=line.laid_ms,
        knows=knows,
        names=tuple(person_name(state, p) for p in knows),
    )


def knowing(walkers: Sequence[Walker], targets: Iterable[Target]) -> tuple[Walker, ...]:
    """The people, those who know of a cache that is asked for with KNOWS among their skills."""
    know = {p for t in targets for c in t.caches for p in c.knows}
    return tuple(replace(w, skills=w.skills | {KNOWS}) if w.person in know else w for w in walkers)


def good(state: State, item: str, n: float, p_there: float, site: str) -> Good:
    """So much of an item, with what is known of it."""
    known = item_named(state, item)
    return Good(
        item=item,
        name=known.name if known else item,
        unit=known.unit if known else "",
        n=n,
        p_there=p_there,
        kg=known.kg if known else 0.0,
        m3=known.m3 if known else 0.0,
        worth=worth(state, item, 1.0),
        site=site,
    )


# -- what a look would teach -----------------------------------------------------------------------


def _learns(
    state: State, asked: f.PlanAsked, lines: dict[str, SiteLine], threats: list[ThreatLine],
    site: str,
) -> float:  # fmt: skip
    """By how much a look would change what is believed: the mean of |belief after - before|, which
    for a chance p and a look that settles it is 2 p (1 - p), in person-days.

    1. What is told of the site. 2. What nobody has told of: where we have looked everywhere, only
    what may have come since. 3. Threats that are seen from it, at the asked site nearest to them.
    """
    line = lines.get(site)
    told = [(c.n * worth(state, c.item, 1.0), c.p_there) for c in line.belief] if line else []
    unseen = UNSEEN_CHANCE
    if line and line.searched == "all":
        age_h = max(0.0, (asked.depart_ms - line.last_ms) / HOUR_MS)
        unseen -= faded(UNSEEN_CHANCE, age_h, setting_h(state, "stock_half_life"))
    place = _known(state, lines, site)[1]
    seen = [
        (THREAT_WORTH * t.per_km, t.belief)
        for t in threats
        if not t.lifted
        and distance_m(t.place, place) <= t.radius_m + SEEN_FROM_M
        and _nearest(state, asked, lines, t.place) == site
    ]
    return sum(2 * much * p * (1 - p) for much, p in [*told, (UNSEEN_WORTH, unseen), *seen])


def _nearest(
    state: State, asked: f.PlanAsked, lines: dict[str, SiteLine], place: Place
) -> str:  # fmt: skip
    """Of the sites asked for the one nearest to a place; a threat is not seen anew from each."""
    return min(asked.sites, key=lambda s: distance_m(_known(state, lines, s)[1], place))
