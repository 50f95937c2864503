"""What searches of sites showed of the claims that led there.

Laws. A stop that was not searched, or only in part and in vain, shows nothing. Each stop counts
once a run, for the best claim of its goods that was known when the team left.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import fsum

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS
from holdfast.facts.said import Said
from holdfast.know.grading import chance, faded
from holdfast.know.runs import Story, heard_at_ms
from holdfast.know.settings import setting_h
from holdfast.know.sightings import standing
from holdfast.know.state import State

HALF = 0.5
"""A stop's goods were there if this much of the expected was found (assumed)."""


@dataclass(frozen=True, slots=True)
class Search:
    """A search for what a claim said.

    Attributes:
        grade: "B2". lasted: chance that what had been there was not gone by then.
    """

    grade: str
    lasted: float
    found: bool


def searches(state: State, told: Story) -> Iterator[Search]:
    """Stops that were searched for what a graded claim said; each counts for its best claim."""
    left_ms, half_life_h = told.departed_ms, setting_h(state, "stock_half_life")
    reports = [r.fact for r in told.all(f.FoundReported) if isinstance(r.fact, f.FoundReported)]
    sought = {stop.site: stop for c in told.courses for stop in c.tasking.stops if stop.expect}
    for stop in sought.values():
        found = there(stop, reports)
        claims = [] if left_ms is None else _claims(state, stop, left_ms)
        if found is not None and claims and left_ms is not None:
            best = max(claims, key=lambda s: (chance(*_grade(s)), s.stamp))
            age_h = (left_ms - heard_at_ms(best)) / HOUR_MS
            yield Search("".join(_grade(best)), faded(1.0, age_h, half_life_h), found)


def _claims(state: State, stop: f.Stop, before_ms: int) -> list[Said]:
    """What was claimed of a stop's goods before the team left."""
    items = {amount.item for amount in stop.expect}
    return [
        said
        for said in standing(state)
        if isinstance(said.fact, f.SightingReported)
        and said.fact.site == stop.site
        and heard_at_ms(said) <= before_ms
        and any(a.item in items and a.n > 0 for a in said.fact.contents)
    ]


def _grade(said: Said) -> tuple[str, str]:
    fact = said.fact
    assert isinstance(fact, f.SightingReported)  # noqa: S101  # chosen by _claims
    return fact.reliability, fact.credibility


def there(stop: f.Stop, found: Sequence[f.FoundReported]) -> bool | None:
    """Whether a stop's expected goods were there, by what was found; None where nobody can tell.

    They were if half of them, in the mean over the goods, was found; that they were not only a
    search of the whole site shows.
    """
    reports = [r for r in found if r.site == stop.site and r.searched != "none"]
    wanted = [a for a in stop.expect if a.n > 0]
    if not reports or not wanted:
        return None
    n: dict[str, float] = {}
    for amount in (a for r in reports for a in r.found):
        n[amount.item] = n.get(amount.item, 0.0) + amount.n
    part = fsum(min(1.0, n.get(a.item, 0.0) / a.n) for a in wanted) / len(wanted)
    if part >= HALF:
        return True
    return False if any(r.searched == "all" for r in reports) else None
