"""Whole options weighed against one another: the front, and the few worth arguing about.

Laws. On the front no option is bettered by another in everything that people weigh; every option
off it is. What is left out is left out because it is bettered, or nearly the same as one taken.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp

from holdfast.plan.journeys.journey import Journey
from holdfast.plan.kilometres import MOST

MOST_OPTIONS = 6
ALIKE = (0.05, 0.03, 0.05)
"""Options within these parts of hazard, value and time of one another are one (assumed)."""
MORE, MUCH_MORE = 0.2, 0.5
"""An option is worth a line of its own where none as safe gives more than all but this part of what
it gives; where that is half, before all that is only quicker or goes another way (assumed)."""


@dataclass(frozen=True)
class Option:
    """Journeys that are made together; none of them is empty."""

    journeys: tuple[Journey, ...]

    @cached_property
    def hazard(self) -> float:
        """Expected harmful contacts of all together."""
        return min(MOST, sum(j.hazard for j in self.journeys))

    @cached_property
    def p_home(self) -> float:
        """The chance that everyone comes home unharmed."""
        return exp(-self.hazard)

    @cached_property
    def net(self) -> float:
        """What each brings, counted only if it comes home."""
        return min(MOST, sum(j.net for j in self.journeys))

    @cached_property
    def home_ms(self) -> int:
        """When the last is home."""
        return max(j.home_ms for j in self.journeys)

    @cached_property
    def depart_ms(self) -> int:
        """When the first leaves."""
        return min(j.depart_ms for j in self.journeys)

    @cached_property
    def fuel_l(self) -> float:
        """Of all together."""
        return sum(j.fuel_l for j in self.journeys)

    @cached_property
    def people(self) -> int:
        """How many go; who goes several times is one."""
        return len({w.person for j in self.journeys for w in j.party.crew.people})

    @cached_property
    def sites(self) -> frozenset[str]:
        """Where anyone goes."""
        return frozenset(site for j in self.journeys for site in j.sites)

    @cached_property
    def modes(self) -> frozenset[str]:
        """How they go."""
        return frozenset(j.party.mode for j in self.journeys)

    @cached_property
    def key(self) -> tuple[object, ...]:
        """Who goes where by which roads: what makes it this option."""
        return tuple(
            sorted(
                (
                    tuple(w.person for w in j.party.crew.people),
                    j.party.carrier.vehicle if j.party.carrier else "",
                    j.sites,
                    tuple(leg.way.arcs for leg in j.legs),
                )
                for j in self.journeys
            )
        )


def front(found: Iterable[Option]) -> list[Option]:
    """Options that no other betters, safest first."""
    ordered = sorted(found, key=lambda o: (o.hazard, -o.net, o.home_ms, o.fuel_l, o.people, o.key))
    kept: list[Option] = []
    for option in ordered:
        if not any(beats(other, option) for other in kept):
            kept.append(option)
    return kept


def beats(one: Option, other: Option) -> bool:
    """Whether `one` is at least as good in everything that people weigh."""
    return (
        one.hazard <= other.hazard
        and one.net >= other.net
        and one.home_ms <= other.home_ms
        and one.fuel_l <= other.fuel_l
    )


def few(kept: Sequence[Option], most: int = MOST_OPTIONS) -> list[Option]:
    """A handful that differ: safest, most value, quickest, the best of each way of going, between.

    1. Of those that no other betters in hazard and value alone: both ends, the one that gives most
    for its danger, and what gives twice as much as any as safe of these. 2. The quickest of all;
    for each way of going the best. 3. Of the first again: what gives more than any as safe, other
    places; then teams of other sizes, and steps between. One nearly the same as one taken is left
    out.
    """
    if not kept:
        return []
    main = _main(kept)
    ends = [main[0], main[-1], _knee(main)]
    wanted = [*ends, *_between(main, ends, MUCH_MORE)]
    wanted.append(min(kept, key=lambda o: (o.home_ms, o.hazard)))
    wanted += _best_of_each(kept, lambda o: tuple(sorted(o.modes)))
    wanted += _between(main, wanted, MORE)
    wanted += _best_of_each(main, lambda o: tuple(sorted(o.sites)))
    wanted += _best_of_each(kept, lambda o: (*sorted(o.modes), str(o.people)))
    wanted += main[len(main) // 2 :: max(1, len(main) // 4)]
    taken: list[Option] = []
    for option in wanted:
        if len(taken) < most and not any(alike(option, t) for t in taken):
            taken.append(option)
    return sorted(taken, key=lambda o: (o.hazard, -o.net, o.key))


def _main(kept: Sequence[Option]) -> list[Option]:
    """Options that no other betters in hazard and value alone, safest first."""
    main: list[Option] = []
    for option in sorted(kept, key=lambda o: (o.hazard, -o.net, o.home_ms, o.key)):
        if not main or option.net > main[-1].net:
            main.append(option)
    return main


def _best_of_each(
    kept: Sequence[Option], kind: Callable[[Option], tuple[str, ...]]
) -> list[Option]:
    """The option of most value of each kind, the best kinds first."""
    best: dict[tuple[str, ...], Option] = {}
    for option in sorted(kept, key=lambda o: (-o.net, o.hazard, o.key)):
        best.setdefault(kind(option), option)
    return list(best.values())


def _knee(kept: Sequence[Option]) -> Option:
    """The option that lies highest above the line from the safest to the one of most value."""
    low, high = kept[0], max(kept, key=lambda o: (o.net, -o.hazard))
    width = max(high.hazard - low.hazard, 1e-12)
    rise = high.net - low.net

    def above(o: Option) -> float:
        return o.net - low.net - rise * (o.hazard - low.hazard) / width

    return max((o for o in kept if o.hazard <= high.hazard), key=above)


def _between(main: Sequence[Option], ends: Sequence[Option], part: float) -> list[Option]:
    """Options of whose worth more than this part is given by none of these that is as safe, the one
    that gives most more first.
    """
    found: list[Option] = []
    while len(found) < MOST_OPTIONS:
        most, best = max(
            ((_more(o, [*ends, *found]), o) for o in main), key=lambda x: (x[0], -x[1].hazard)
        )
        if most <= part:
            break
        found.append(best)
    return found


def _more(option: Option, taken: Sequence[Option]) -> float:
    """Which part of what an option gives is given by none of these that is nearly as safe."""
    hazard = option.hazard * (1 + ALIKE[0])
    as_safe = max((o.net for o in taken if o.hazard <= hazard), default=0.0)
    return 1 - as_safe / option.net if option.net > 0 else 0.0


def alike(one: Option, other: Option) -> bool:
    """Whether two options are one to a person: the same places and ways of going, near figures."""
    if one.sites != other.sites or one.modes != other.modes or one.people != other.people:
        return False
    spans = (one.home_ms - one.depart_ms, other.home_ms - other.depart_ms)
    pairs = ((one.hazard, other.hazard), (one.net, other.net), spans)
    return all(
        abs(a - b) <= part * max(a, b, 1e-9) for (a, b), part in zip(pairs, ALIKE, strict=True)
    )
