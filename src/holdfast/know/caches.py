"""Stock left outside on purpose, to be picked up.

Laws. What is left is what was laid less what was taken, in the order in which it happened; a cache
that was emptied holds only what is laid after.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from holdfast import facts as f
from holdfast.base.geo import Place
from holdfast.facts.said import Said
from holdfast.know.order import heard_at_ms, in_order
from holdfast.know.runs import story
from holdfast.know.state import State
from holdfast.know.stock import item_named


@dataclass(frozen=True, slots=True)
class CacheLine:
    """One cache that still holds something.

    Attributes:
        contents: (name, amount, unit) of what is left in it.
        knows: persons who know of it.
        placed: how its place is known, as facts.words.Placed has it.
    """

    cache: str
    place: Place | None
    site: str | None
    contents: tuple[tuple[str, float, str], ...]
    amounts: tuple[f.Amount, ...]
    run: str
    call: str
    mark: str
    laid_ms: int
    knows: tuple[str, ...]
    placed: str = "said"


def caches(state: State) -> list[CacheLine]:
    """Every cache that is not known to be empty, newest first."""
    lines = [line for key in state.caches if (line := _cache_line(state, key)) is not None]
    return sorted(lines, key=lambda c: -c.laid_ms)


def _cache_line(state: State, key: str) -> CacheLine | None:
    words = [said for _, said in in_order(state.caches[key].values())]
    laid = next((s for s in reversed(words) if isinstance(s.fact, f.CacheLaid)), None)
    if laid is None or not isinstance(laid.fact, f.CacheLaid):
        return None
    remaining = tuple(f.Amount(item, n) for item, n in _left(words).items() if n > 0)
    if not remaining:
        return None
    return CacheLine(
        cache=key,
        place=laid.fact.at.place if laid.fact.at else None,
        site=laid.fact.site,
        contents=tuple(_named(state, a) for a in remaining),
        amounts=remaining,
        run=laid.fact.run,
        call=story(state, laid.fact.run).call,
        mark=laid.fact.mark or laid.fact.words,
        laid_ms=heard_at_ms(laid),
        knows=laid.fact.knows,
        placed=laid.fact.placed,
    )


@dataclass(frozen=True, slots=True)
class Overdrawn:
    """More of an item was lifted from a cache than lay in it.

    Attributes:
        said: the words about that item in the cache, oldest first.
        short: so much more than there was.
    """

    cache: str
    item: str
    short: float
    said: tuple[Said, ...]


def overdrawn(state: State) -> list[Overdrawn]:
    """Every cache that gave more than was laid, and of which item it is most short."""
    found = []
    for key in state.caches:
        words = [said for _, said in in_order(state.caches[key].values())]
        least: dict[str, float] = {}
        for left in _course(words):
            for item, n in left.items():
                least[item] = min(n, least.get(item, 0.0))
        item = min(least, key=lambda item: (least[item], item), default="")
        if least.get(item, 0.0) < -1e-9:
            about = tuple(said for said in words if _names(said.fact, item))
            found.append(Overdrawn(key, item, -least[item], about))
    return found


def _names(fact: f.Fact, item: str) -> bool:
    if isinstance(fact, f.CacheLaid):
        return any(laid.item == item for laid in fact.contents)
    return isinstance(fact, f.CacheLifted) and any(taken.item == item for taken in fact.taken)


def _course(words: list[Said]) -> Iterator[dict[str, float]]:
    """What is left after each word; of each item below zero where more was taken than laid."""
    left: dict[str, float] = {}
    for fact in (said.fact for said in words):
        if isinstance(fact, f.CacheLaid):
            for laid in fact.contents:
                left[laid.item] = left.get(laid.item, 0.0) + laid.n
        elif isinstance(fact, f.CacheLifted):
            for taken in fact.taken:
                left[taken.item] = left.get(taken.item, 0.0) - taken.n
        yield left
        if isinstance(fact, f.CacheLifted) and fact.empty:
            left = {}


def _left(words: list[Said]) -> dict[str, float]:
    """What is left in the end."""
    last = deque(_course(words), maxlen=1)
    emptied = bool(words) and isinstance(words[-1].fact, f.CacheLifted) and words[-1].fact.empty
    return {} if emptied or not last else last[0]


def _named(state: State, amount: f.Amount) -> tuple[str, float, str]:
    item = item_named(state, amount.item)
    return (item.name if item else amount.item, amount.n, item.unit if item else "")
