"""Stock left outside on purpose, to be picked up.

Laws. What is left is what was laid less what was taken, in the order in which it happened; a cache
that was emptied holds only what is laid after.
"""

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


def _left(words: list[Said]) -> dict[str, float]:
    left: dict[str, float] = {}
    for fact in (said.fact for said in words):
        if isinstance(fact, f.CacheLaid):
            for laid in fact.contents:
                left[laid.item] = left.get(laid.item, 0.0) + laid.n
        elif isinstance(fact, f.CacheLifted):
            for taken in fact.taken:
                left[taken.item] = left.get(taken.item, 0.0) - taken.n
            left = {} if fact.empty else left
    return left


def _named(state: State, amount: f.Amount) -> tuple[str, float, str]:
    item = item_named(state, amount.item)
    return (item.name if item else amount.item, amount.n, item.unit if item else "")
