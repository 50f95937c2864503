"""What no longer holds of an option that was offered a while ago, in sentences.

Laws. Nothing is searched for anew: who and what can go, the clock, and the danger of the very ways
that were told, all as they are believed at this moment. Staying home always holds.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import msgspec

from holdfast import facts as f
from holdfast.base.clock import MINUTE_MS
from holdfast.base.grid import clock_words
from holdfast.know.naming import people_apart, person_name, site_name, vehicles_apart
from holdfast.know.runs import stories, story
from holdfast.know.state import State
from holdfast.plan.problem import Carrier, Walker
from holdfast.plan.question.hands import carriers, walkers
from holdfast.run.latest import before_closing
from holdfast.web.worse import Ground, ground_of

LATE_MS = 5 * MINUTE_MS
"""A departure may lie so far in the past without a word, as in plan.question.pose (assumed)."""
TOO_LATE_MS = 20 * MINUTE_MS
"""And so far where whoever chooses says so: the planner may work for ten minutes (assumed)."""


@dataclass(frozen=True, slots=True)
class Lapse:
    """What speaks against an option now, a sentence each.

    Attributes:
        stops: why it cannot be chosen as it is.
        changed: what whoever chooses it all the same must know.
    """

    stops: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def lapses(
    state: State, asked: f.PlanAsked, options: Iterable[f.Offered], now_ms: int, rate: float = 1.0
) -> dict[str, Lapse]:
    """For each option by its letter: what no longer holds of it; nothing of those that stay.

    Args:
        state: what is believed.
        asked: the question that the options answer.
        options: as they were offered.
        now_ms: the time. rate: how fast it runs; an exercise's may leave nobody time to read.
    """
    base = state.bases.get(asked.base)
    zone = base.fact.zone if base and isinstance(base.fact, f.BaseFounded) else "Etc/UTC"
    today = _Today(state, asked, now_ms, zone, max(1.0, rate))
    return {o.letter: today.lapse(o) if o.taskings else Lapse() for o in options}


Hands = tuple[dict[str, Walker], dict[str, Carrier], tuple[str, ...]]
"""Who and what can go, by id, and in words why the others cannot."""


@dataclass(frozen=True)
class _Today:
    """What the options of one question are held against."""

    state: State
    asked: f.PlanAsked
    now_ms: int
    zone: str
    rate: float
    _hands: dict[int, Hands] = field(default_factory=dict)

    @cached_property
    def ground(self) -> Ground:
        """Roads and danger as believed at the departure, or now where that is over."""
        return ground_of(self.state, self.asked, max(self.now_ms, self.asked.depart_ms))

    def hands(self, depart_ms: int) -> Hands:
        """Who and what can go then."""
        if depart_ms not in self._hands:
            asked = msgspec.structs.replace(self.asked, depart_ms=depart_ms)
            free, cannot = walkers(self.state, asked, self.now_ms, self.zone)
            driven, stuck = carriers(self.state, asked)
            ready = {w.person: w for w in free}, {c.vehicle: c for c in driven}
            self._hands[depart_ms] = (*ready, (*cannot, *stuck))
        return self._hands[depart_ms]

    def lapse(self, option: f.Offered) -> Lapse:
        """1. The clock, 2. who and what goes, 3. roads and danger; who is out stays who it is."""
        if self.asked.run is not None:
            stops, changed = self._out(self.asked.run)
        else:
            stops, changed = self._late(option)
            stops += dict.fromkeys(w for t in option.taskings for w in self._cannot(t))
            changed += self._declined(option)
        return Lapse(tuple(stops), (*changed, *self.ground.worse(option)))

    def _at(self, ms: int) -> str:
        return clock_words(ms, self.zone)

    def _out(self, run: str) -> tuple[list[str], list[str]]:
        """Of a run that was out: whether it still is, and how old its place is."""
        told = story(self.state, run)
        if not told.outside:
            return [f"{told.call} is no longer out."], []
        begun = self._at(self.asked.depart_ms)
        old = self.now_ms > self.asked.depart_ms + LATE_MS
        return [], [f"It begins where {told.call} was believed to be at {begun}."] if old else []

    def _late(self, option: f.Offered) -> tuple[list[str], list[str]]:
        """A departure that is over; what comes of leaving now instead."""
        depart_ms = min(t.depart_ms for t in option.taskings)
        late_ms = self.now_ms - depart_ms
        if late_ms <= LATE_MS:
            return [], []
        was = f"It was to leave at {self._at(depart_ms)}"
        if late_ms > TOO_LATE_MS * self.rate:
            return [f"{was}."], []
        for told in option.taskings:
            limits = [m for m in (told.dark_ms, self.asked.home_by_ms) if m is not None]
            if limits and told.home_ms + late_ms > min(limits) >= told.home_ms:
                home = self._at(min(limits))
                return [f"{was}; from now on nobody would be home by {home}."], []
            spare_ms, site = before_closing(self.asked, told)
            if late_ms > spare_ms:
                name = site_name(self.state, site)
                return [f"{was}; from now on they would come to {name} after it closes."], []
        turn = self._at(min(t.turn_ms for t in option.taskings))
        return [], [f"{was}; all comes later by as much, but turning back by {turn}."]

    def _cannot(self, told: f.Tasking) -> Iterator[str]:
        """Who and what of a team cannot go any more, and why."""
        free, driven, cannot = self.hands(told.depart_ms)
        people, vehicles = people_apart(self.state), vehicles_apart(self.state)
        names = [(people.get(p, p), p in free) for p in told.crew]
        if told.vehicle is not None:
            names.append((vehicles.get(told.vehicle, told.vehicle), told.vehicle in driven))
        for name, can in names:
            if not can:
                yield self._why(name, cannot)
        carrier = driven.get(told.vehicle or "")
        if carrier and carrier.fuel_l is not None and carrier.fuel_l < told.fuel_l:
            yield f"{carrier.name} has {carrier.fuel_l:.0f} L left and needs {told.fuel_l:.0f} L."

    def _why(self, name: str, cannot: Sequence[str]) -> str:
        """The planner's own words about one who cannot go, told from those of longer names."""
        every = [*people_apart(self.state).values(), *vehicles_apart(self.state).values()]
        longer = tuple(f"{other} " for other in every if other.startswith(f"{name} "))
        own = [w for w in cannot if w.startswith(f"{name} ") and not w.startswith(longer)]
        return f"{own[0].rstrip('.')}." if own else f"{name} cannot go any more."

    def _declined(self, option: f.Offered) -> list[str]:
        """Who of the option said no to another one of this plan."""
        runs = {r for s in self.state.chosen.get(self.asked.plan, {}).values()
                if isinstance(s.fact, f.PlanChosen) for r in s.fact.runs}  # fmt: skip
        said_no = {p: s.call for s in stories(self.state).values() if s.run in runs
                   for p, yes in s.consents.items() if not yes}  # fmt: skip
        crew = dict.fromkeys(p for t in option.taskings for p in t.crew if p in said_no)
        return [f"{person_name(self.state, p)} declined to go with {said_no[p]}." for p in crew]
