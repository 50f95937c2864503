"""One run: what its rehearsal said, what happened, and how far apart they are.

Law. What nobody can tell is None, and is not guessed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from holdfast import facts as f
from holdfast.account.scores import Pairs, crps, pit
from holdfast.know.calls import meant_calls
from holdfast.know.headcount import head_count, said_at_gate
from holdfast.know.runs import Story, heard_at_ms
from holdfast.know.searches import there

HARMFUL = ("hurt", "dead")


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the rehearsal said of one run before it left.

    Attributes:
        p_harm: chance that somebody is harmed, killed or not home. p_contact: of any contact.
        p_late: home after `limit_ms`, or not home. limit_ms: last light, or what stood for it.
        home_s: quantiles of the seconds from departure to home, given that all come home.
        value: quantiles of the person-days brought. p_there: for each stop of the tasking.
    """

    p_harm: float
    p_contact: float
    p_late: float
    limit_ms: int | None = None
    home_s: tuple[tuple[float, float], ...] = ()
    value: tuple[tuple[float, float], ...] = ()
    p_there: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened; None where nobody can tell. Fields as in Forecast."""

    harm: bool | None
    contact: bool | None
    late: bool | None
    home_s: float | None
    value: float | None
    there: tuple[bool | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Scored:
    """One run's scores; None where there is nothing to score. 0 is best.

    Attributes:
        harm, contact, late: squared difference of chance and outcome, 0..1. there: its mean over
            the stops. home_s, value: CRPS in seconds and person-days. home_at, value_at: where
            among what was rehearsed it lay, 0..1 (0.5 the median).
    """

    harm: float | None
    contact: float | None
    late: float | None
    there: float | None
    home_s: float | None
    home_at: float | None
    value: float | None
    value_at: float | None


Run = tuple[Forecast, Outcome]
"""What was said of a run, and what came of it."""


def happened(told: Story, value: float | None, limit_ms: int | None) -> Outcome:
    """What came of a run that is home, by its first tasking, which is what was rehearsed.

    Harm is what a contact's report, a call for a casualty or the gate's count says; a contact of
    which nobody reported harm counts as harmless, as in the debrief. A run that is not home has
    shown nothing yet.

    Args:
        value: person-days brought (Debriefed.value), None where not known.
        limit_ms: when 'late' begins (Forecast.limit_ms).
    """
    if told.home_ms is None:
        return Outcome(None, None, None, None, None)
    contacts = [r.fact for r in told.all(f.ContactReported)]
    hurt = any(isinstance(c, f.ContactReported) and c.harm in HARMFUL for c in contacts)
    calls = [r.fact for r in meant_calls(told)]
    called = any(isinstance(c, f.HelpCalled) and c.need == "casualty" for c in calls)
    lost = bool(told.left_behind)
    words = head_count(said_at_gate(told.all(f.CameHome))).inside.values()
    homes = [told.home_ms, *(heard_at_ms(r) for r in words)]
    left_ms = told.departed_ms
    found = [r.fact for r in told.all(f.FoundReported) if isinstance(r.fact, f.FoundReported)]
    stops = told.courses[0].tasking.stops if told.courses else ()
    return Outcome(
        harm=hurt or called or lost,
        contact=bool(contacts),
        late=None if limit_ms is None else lost or max(homes) > limit_ms,
        home_s=None if lost or left_ms is None else max(0, max(homes) - left_ms) / 1000,
        value=value,
        there=tuple(there(stop, found) for stop in stops),
    )


def scored(forecast: Forecast, outcome: Outcome) -> Scored:
    """One run's scores."""
    stops = stops_told([(forecast, outcome)])
    home_s, value = outcome.home_s, outcome.value
    return Scored(
        harm=_square(forecast.p_harm, outcome.harm),
        contact=_square(forecast.p_contact, outcome.contact),
        late=_square(forecast.p_late, outcome.late),
        there=fsum((p - y) ** 2 for p, y in stops) / len(stops) if stops else None,
        home_s=None if home_s is None else crps(forecast.home_s, home_s),
        home_at=None if home_s is None else pit(forecast.home_s, home_s),
        value=None if value is None else crps(forecast.value, value),
        value_at=None if value is None else pit(forecast.value, value),
    )


def stops_told(runs: Sequence[Run]) -> Pairs:
    """Of every stop of which it can be told: the chance that its goods are there, and whether."""
    return [
        (p, y)
        for forecast, outcome in runs
        for p, y in zip(forecast.p_there, outcome.there, strict=False)
        if y is not None
    ]


def _square(p: float, y: bool | None) -> float | None:
    return None if y is None else (p - y) ** 2
