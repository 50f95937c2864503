"""The proven best rounds of a small question: every set of sites a team can serve, then a packing.

Laws. The answer is the best there is, over every order of every set of sites for every team; a
question too big for that is declined, never answered by halves.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

from holdfast.plan.roads.arrays import I64
from holdfast.plan.rounds import value
from holdfast.plan.rounds.population import classes
from holdfast.plan.rounds.question import Found, Rounds, Routes

MOST_LABELS = 20_000
"""Begun rounds made per class of teams before a question is declined: about 0.3 s (assumed)."""

MOST_PAIRS = 150_000
"""Sets of sites weighed against each other in the packing before it is declined (assumed)."""

Sites = int
"""A set of sites: bit u is set where it holds site u."""


@dataclass(frozen=True, slots=True)
class Label:
    """A begun round: when it can leave its last stop, and what it has cost so far."""

    now_s: float
    hazard: float
    length_m: float
    stops: tuple[int, ...]


class _Declined(Exception):
    """The question is too big to be answered for certain."""


def prove(asked: Rounds, sites: I64 | None = None) -> Found | None:
    """The best rounds there are, or None where the question is too big to say.

    Args:
        sites: those worth visiting, if that is known; no other is looked at.
    """
    visitable = range(asked.n) if sites is None else [int(u) for u in sites]
    try:
        rounds = {c: _rounds(asked, t, visitable) for c, t in _first_of_class(asked).items()}
        best = _pack(asked, rounds)
    except _Declined:
        return None
    return Found(best, value.total(asked, best), 0, True)


def _first_of_class(asked: Rounds) -> dict[int, int]:
    """For each class of teams just like one another the first."""
    first: dict[int, int] = {}
    for team, number in enumerate(classes(asked)):
        first.setdefault(number, team)
    return first


def _rounds(
    asked: Rounds, team: int, visitable: Sequence[int]
) -> dict[Sites, tuple[float, tuple[int, ...]]]:
    """For each set of sites the team can serve: the most its round is worth, and the order.

    Begun rounds grow by one stop at a time. Of two over the same sites with the same last stop,
    the one that is later, more exposed and longer is dropped.
    """
    begun: dict[tuple[Sites, int], list[Label]] = {
        (0, asked.n): [Label(float(asked.depart_s[team]), 0.0, 0.0, ())]
    }
    ended: dict[Sites, tuple[float, tuple[int, ...]]] = {}
    n_labels = 0
    while begun:
        grown: dict[tuple[Sites, int], list[Label]] = {}
        for (sites, _), labels in begun.items():
            for label in labels:
                for u, longer in _grown(asked, team, visitable, sites, label):
                    n_labels += 1
                    if n_labels > MOST_LABELS:
                        raise _Declined
                    _keep(grown.setdefault((sites | 1 << u, u), []), longer)
        for (sites, _), labels in grown.items():
            for label in labels:
                figures = value.weigh_one(asked, team, label.stops)
                if not figures.faults and figures.value > ended.get(sites, (-inf,))[0]:
                    ended[sites] = (figures.value, label.stops)
        begun = grown
    return ended


def _grown(
    asked: Rounds, team: int, visitable: Sequence[int], sites: Sites, label: Label
) -> Iterator[tuple[int, Label]]:
    """The rounds that one more stop makes of a begun one, those already beyond a limit left out."""
    kind = int(asked.kind[team])
    last = label.stops[-1] if label.stops else asked.n
    for u in visitable:
        if sites >> u & 1 or not asked.able[team, u]:
            continue
        begin_s = max(label.now_s + float(asked.time_s[kind, last, u]), float(asked.opens_s[u]))
        hazard = label.hazard + float(asked.hazard[kind, last, u] + asked.stay_hazard[u])
        length_m = label.length_m + float(asked.length_m[kind, last, u])
        if not (
            value.over(begin_s, min(float(asked.closes_s[u]), float(asked.latest_s[team])))
            or value.over(hazard, float(asked.hazard_most[team]))
            or value.over(length_m, float(asked.reach_m[team]))
        ):
            now_s = begin_s + float(asked.stay_s[u])
            yield u, Label(now_s, hazard, length_m, (*label.stops, u))


def _keep(labels: list[Label], new: Label) -> None:
    """Add a label unless another is as good in everything; drop those it is as good as."""
    if any(_as_good(old, new) for old in labels):
        return
    labels[:] = [old for old in labels if not _as_good(new, old)]
    labels.append(new)


def _as_good(one: Label, other: Label) -> bool:
    """Whether one label is as early, as safe and as short as another."""
    return (
        one.now_s <= other.now_s and one.hazard <= other.hazard and one.length_m <= other.length_m
    )


def _pack(asked: Rounds, rounds: dict[int, dict[Sites, tuple[float, tuple[int, ...]]]]) -> Routes:
    """The teams' rounds, no site twice, that are worth most together: team by team over sets."""
    alike = classes(asked)
    packed: dict[Sites, tuple[float, Routes]] = {0: (0.0, ())}
    n_pairs = 0
    for team in range(asked.m):
        own = rounds[alike[team]]
        n_pairs += len(packed) * (len(own) + 1)
        if n_pairs > MOST_PAIRS:
            raise _Declined
        after = {sites: (worth, (*routes, ())) for sites, (worth, routes) in packed.items()}
        for sites, (worth, routes) in packed.items():
            for more, (gain, stops) in own.items():
                if gain > 0 and not sites & more:
                    total = worth + gain
                    if total > after.get(sites | more, (-inf,))[0]:
                        after[sites | more] = (total, (*routes, stops))
        packed = after
    return max(packed.values(), key=lambda pair: pair[0])[1]
