"""What was missing where a duty is not manned.

Laws. Each lack is needed: with all that are named made good, those left at home could man the duty,
and with all but one they still could not.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from holdfast.plan.crews.duties import Duty
from holdfast.plan.crews.figures import figures, may_go
from holdfast.plan.crews.model import draw_up
from holdfast.plan.problem import Carrier, Pair, Walker

NODES = 200
"""Of the search whether a crew is left (assumed)."""
MANY = 10_000
"""More people than anyone has."""


@dataclass(frozen=True, slots=True)
class Left:
    """A duty that is not manned, and what is left for it."""

    duty: Duty
    people: tuple[Walker, ...]
    carriers: tuple[Carrier, ...]
    pairs: tuple[Pair, ...]

    @property
    def able(self) -> list[Walker]:
        """Those whom nothing about themselves keeps off the duty."""
        return [w for w in self.people if may_go(w, self.duty)]


def lacking(left: Left) -> list[str]:
    """What must be made good so that those left can man the duty, and no more than that.

    1. What is plainly not there; often that is all. 2. Else everything, less whatever is not needed
    while the rest is made good, skills first. A skill comes as itself, another lack by its key in
    GOOD.
    """
    plain = _plain(left)
    if _could(left, plain):
        return plain
    people = ["people"] if "people" in plain else sorted(left.duty.asks)
    ridden = ["vehicle"] if left.duty.mode != "foot" else []
    needed = [*people, "must_not", "must", *ridden, "room", "carry", "hand"]
    for lack in list(needed):
        fewer = [x for x in needed if x != lack]
        if _could(left, fewer):
            needed = fewer
    return needed


def _plain(left: Left) -> list[str]:
    """What is seen to be missing by counting."""
    duty, able = left.duty, left.able
    found = []
    if not duty.fixed <= {w.person for w in able}:
        found.append("hand")
    if duty.mode != "foot" and not any(duty.fits(c) for c in left.carriers):
        found.append("vehicle")
    if len(able) < duty.least:
        return [*found, "people"]
    return [*found, *(s for s in sorted(duty.asks) if not any(s in w.skills for w in able))]


def _could(left: Left, lacks: Sequence[str]) -> bool:
    """Whether those left could man the duty with these lacks made good."""
    for lack in lacks:
        left = GOOD[lack](left) if lack in GOOD else _skilled(left, lack)
    fig = figures([left.duty], left.people, left.pairs, "")
    model = draw_up(fig, [left.duty], left.carriers, own=frozenset(), bonds=False)
    cost = np.zeros(len(model.programme.most))
    cost[model.manned] = -1.0
    found, _ = model.programme.least(cost, 0.0, NODES)
    return found is not None and bool(found[model.manned[0]] > 0.5)


def _skilled(left: Left, skill: str) -> Left:
    """As if all had the skill."""
    people = tuple(replace(w, skills=w.skills | {skill}) for w in left.people)
    return replace(left, people=people)


def _joined(left: Left) -> Left:
    """As if so many more people were there as a crew needs, who can do anything."""
    duty = left.duty
    more = tuple(
        Walker(f" {i}", "", duty.asks, 1e3 + duty.carry_kg + duty.gear_kg, np.inf, 0.0, duty.base)
        for i in range(duty.least)
    )
    return replace(left, people=(*left.people, *more))


def _on_foot(left: Left) -> Left:
    """As if it needed no vehicle, though a driver."""
    needs = left.duty.asks
    return replace(left, duty=replace(left.duty, mode="foot", needs=needs, carry_kg=0.0))


def _roomy(left: Left) -> Left:
    """As if any number could go on it."""
    carriers = tuple(replace(c, seats=MANY) for c in left.carriers)
    return replace(left, duty=replace(left.duty, most=MANY, seats_kept=0), carriers=carriers)


def _without(rule: str) -> Callable[[Left], Left]:
    """As if there were no such rule."""
    return lambda left: replace(left, pairs=tuple(p for p in left.pairs if p.rule != rule))


GOOD: dict[str, Callable[[Left], Left]] = {
    "people": _joined,
    "vehicle": _on_foot,
    "room": _roomy,
    "carry": lambda left: replace(left, duty=replace(left.duty, carry_kg=0.0)),
    "hand": lambda left: replace(left, duty=replace(left.duty, fixed=frozenset())),
    "must": _without("must"),
    "must_not": _without("must_not"),
}
"""How each lack is made good, in thought."""
