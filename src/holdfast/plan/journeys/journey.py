"""A journey: one party, its stops in order, and for each leg the way that suits it, in full.

Laws. Nothing is bent to make a journey fit: what forbids it is said (limits), with how far it lies
beyond. Of the ways of all its legs the best choice is taken, exactly up to MOST_LABELS choices
that no other betters: least time, each expected contact reckoned at so many seconds. Whoever would
come before a place opens leaves later instead, where that loses nothing (setting_out); what is left
of a wait is met like any time at the place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, inf

from holdfast.plan.journeys.grid import OFF_ROAD_MPS as OFF_ROAD_MPS
from holdfast.plan.journeys.grid import Grid, Spot
from holdfast.plan.journeys.parties import Party
from holdfast.plan.journeys.setting_out import AT_ONCE, Later, put_off_ms
from holdfast.plan.journeys.setting_out import LEAST_MARGIN_S as LEAST_MARGIN_S
from holdfast.plan.journeys.takings import Taking, taking
from holdfast.plan.kilometres import MOST
from holdfast.plan.problem import Problem, Target
from holdfast.plan.ways.ways import Way

LADEN = 1.15
"""A team on foot takes this much longer once it carries something (assumed)..."""
LEADING = 1.4
"""...or leads people whom it has found (assumed)."""
MARGIN = 0.1
"""Part of the way home kept in hand before the limit, and never less than LEAST_MARGIN_S
(assumed)."""
MOST_LABELS = 120
"""Choices of ways so far that are kept at each stop (assumed: far more than people tell apart)."""
NO_LIMIT_S = 1e9


@dataclass(frozen=True, slots=True)
class Leg:
    """One way between two spots as a party passes it, with its legs off the road.

    Attributes:
        time_s, hazard: of the whole leg.
    """

    start: Spot
    goal: Spot
    way: Way
    time_s: float
    hazard: float

    @property
    def length_m(self) -> float:
        """Of the whole leg."""
        return self.way.length_m + self.start.off_m + self.goal.off_m


@dataclass(frozen=True, slots=True)
class Visit:
    """One stop. Times are seconds after the departure.

    Attributes:
        arrive_s, begin_s, leave_s: who comes before it opens waits.
        hazard: expected harmful contacts from arriving to leaving.
    """

    target: Target
    spot: Spot
    arrive_s: float
    begin_s: float
    leave_s: float
    hazard: float


@dataclass(frozen=True)
class Journey:
    """One party's round; `legs` are one more than `visits`.

    Attributes:
        depart_ms: later than the earliest that was asked for, where they would only wait.
        turn_ms: latest start for home from the last stop.
        before: expected harmful contacts of earlier rounds, without which this one is not made.
        words: what else must hold for it to be made.
    """

    party: Party
    grid: Grid
    legs: tuple[Leg, ...]
    visits: tuple[Visit, ...]
    taking: Taking
    depart_ms: int
    turn_ms: int
    before: float = 0.0
    words: tuple[str, ...] = ()

    @cached_property
    def hazard(self) -> float:
        """Expected harmful contacts over ways, legs off the road and stays."""
        met = sum(leg.hazard for leg in self.legs) + sum(v.hazard for v in self.visits)
        return min(MOST, met)

    @cached_property
    def value(self) -> float:
        """What it brings, given that they come home."""
        return min(MOST, self.taking.value)

    @cached_property
    def p_home(self) -> float:
        """The chance that nobody is harmed."""
        return exp(-self.hazard)

    @cached_property
    def net(self) -> float:
        """Value that counts only if they come home."""
        return self.value * exp(-self.before - self.hazard)

    @cached_property
    def length_m(self) -> float:
        """On roads."""
        return sum(leg.way.length_m for leg in self.legs)

    @cached_property
    def fuel_l(self) -> float:
        """Fuel for all legs."""
        carrier = self.party.carrier
        return self.length_m / 1e5 * carrier.use_l_per_100km if carrier else 0.0

    @cached_property
    def home_ms(self) -> int:
        """When they are home if all goes as planned."""
        last = self.visits[-1].leave_s if self.visits else 0.0
        return self.depart_ms + round((last + self.legs[-1].time_s) * 1000)

    @cached_property
    def sites(self) -> tuple[str, ...]:
        """Where it stops, in order."""
        return tuple(v.target.site for v in self.visits)


@dataclass(frozen=True, slots=True)
class _Label:
    """Ways chosen so far: time, hazard, which they are, and what leaving later can save."""

    time_s: float
    hazard: float
    chosen: tuple[int, ...]
    later: Later


def journey(
    problem: Problem, grid: Grid, party: Party, stops: Sequence[Target], contact_s: float
) -> Journey | None:
    """The journey of a party over these stops; None where no ways lead so, or a window is missed.

    1. What it takes along. 2. Choose the ways leg by leg, keeping every choice that no other
    betters. 3. Of those that keep the limits of the day and of danger take the cheapest; if none
    does, the one that comes home soonest.

    Args:
        problem: the question.
        grid: the ways of the party's mode.
        party: who goes.
        stops: where to, in order.
        contact_s: seconds of detour worth one expected contact.
    """
    keys = [party.begins, *(t.site for t in stops), party.base]
    if any(key not in grid.at for key in keys):
        return None
    at = [grid.at[key] for key in keys]
    spots = [grid.spots[i] for i in at]
    takes = taking(problem.asked.objective, party, stops, [s.off_m for s in spots[1:-1]])
    labels = [_Label(0.0, 0.0, (), _begin(problem))]
    for k in range(len(at) - 1):
        labels = _onward(problem, grid, party, takes, at, stops, k, labels, contact_s)
    if not labels:
        return None
    most = problem.asked.greatest_hazard
    most = inf if most is None else most
    latest_s = latest_home_s(problem)
    good = [x for x in labels if x.time_s <= latest_s and x.hazard <= most]
    cheapest = min(good, key=lambda x: x.time_s + contact_s * x.hazard, default=None)
    chosen = cheapest or min(labels, key=lambda x: (x.time_s > latest_s, x.hazard))
    legs = list(zip(at, at[1:], chosen.chosen, strict=False))
    return built(problem, grid, party, stops, takes, grid.along(legs))


def _onward(
    problem: Problem, grid: Grid, party: Party, takes: Taking, at: list[int],
    stops: Sequence[Target], k: int, labels: list[_Label], contact_s: float,
) -> list[_Label]:  # fmt: skip
    """Every choice continued by every way of the k-th leg, and the stay behind it."""
    table, i, j = grid.table, at[k], at[k + 1]
    a, b = grid.spots[i], grid.spots[j]
    slow = slowness(party, takes, k, len(stops))
    stop = stops[k] if k < len(stops) else None
    found = []
    for w in range(table.time_s.shape[2]):
        if not table.time_s[i, j, w] < inf:
            break
        time_s = passing_s(party, a, b, float(table.time_s[i, j, w]), slow)
        hazard = float(table.hazard[i, j, w]) + a.off_hazard + b.off_hazard
        time_s += margin_s(time_s) if stop is None else 0.0
        found += [
            _Label(x.time_s + time_s, x.hazard + hazard, (*x.chosen, w), x.later) for x in labels
        ]
    return _thinned(found if stop is None else _stayed(problem, found, stop), contact_s)


def _stayed(problem: Problem, labels: list[_Label], stop: Target) -> list[_Label]:
    """The choices that come before the stop closes, with the wait and the stay there."""
    stay_s, met = stop.stay_h * 3600, stop.hazard
    if (stop.opens_ms, stop.closes_ms) == (None, None):
        return [_Label(x.time_s + stay_s, x.hazard + met, x.chosen, x.later) for x in labels]
    opens_s, closes_s = window_s(problem, stop)
    found = []
    for x in labels:
        begin_s, later = max(x.time_s, opens_s), x.later.after(x.time_s, opens_s, closes_s)
        waited = later.left_s(x.later) / 3600 * stop.hazard_per_h
        if begin_s <= closes_s:
            found.append(_Label(begin_s + stay_s, x.hazard + waited + met, x.chosen, later))
    return found


def _begin(problem: Problem) -> Later:
    """What leaving later can save before the first stop is reached."""
    return AT_ONCE if problem.begun is not None else Later()


def _thinned(labels: list[_Label], contact_s: float) -> list[_Label]:
    """Those that no other betters in time and hazard, or that leave more room to leave later; of
    too many, the cheapest and the ends."""
    kept: list[_Label] = []
    least, most_s = inf, labels[0].later.room_s if labels else 0.0
    one = labels[0].later if labels else None
    for label in sorted(labels, key=lambda x: (x.time_s, x.hazard)):
        roomier = label.later is not one and label.later.room_s > most_s
        if label.hazard < least or roomier:
            kept.append(label)
            least = min(least, label.hazard)
            most_s = max(most_s, label.later.room_s) if roomier else most_s
    if len(kept) <= MOST_LABELS:
        return kept
    middle = sorted(kept[1:-1], key=lambda x: x.time_s + contact_s * x.hazard)
    return [kept[0], *sorted(middle[: MOST_LABELS - 2], key=lambda x: x.time_s), kept[-1]]


def built(
    problem: Problem, grid: Grid, party: Party, stops: Sequence[Target], takes: Taking,
    ways: Sequence[Way],
) -> Journey:  # fmt: skip
    """The journey by given ways, with the times that follow from them.

    1. Each leg. 2. When they leave: as soon as they may, or later by what they would only wait.
    3. Each visit from there.
    """
    keys = [party.begins, *(t.site for t in stops), party.base]
    spots = [grid.spots[grid.at[key]] for key in keys]
    legs: list[Leg] = []
    for k, way in enumerate(ways):
        a, b = spots[k], spots[k + 1]
        time_s = passing_s(party, a, b, way.time_s, slowness(party, takes, k, len(stops)))
        legs.append(Leg(a, b, way, time_s, way.hazard + a.off_hazard + b.off_hazard))
    depart_ms = problem.asked.depart_ms
    if any(stop.opens_ms is not None for stop in stops):
        depart_ms = put_off_ms(depart_ms, _later(problem, legs, stops).by_s)
    visits = _visits(problem, legs, stops, (depart_ms - problem.asked.depart_ms) / 1000)
    turn_ms = _turn_ms(problem, depart_ms, legs[-1].time_s, visits)
    return Journey(party, grid, tuple(legs), tuple(visits), takes, depart_ms, turn_ms)


def _later(problem: Problem, legs: Sequence[Leg], stops: Sequence[Target]) -> Later:
    """By how much they may leave later on these ways."""
    later, now_s = _begin(problem), 0.0
    for leg, target in zip(legs, stops, strict=False):
        opens_s, closes_s = window_s(problem, target)
        later = later.after(now_s + leg.time_s, opens_s, closes_s)
        now_s = max(now_s + leg.time_s, opens_s) + target.stay_h * 3600
    return later


def _visits(
    problem: Problem, legs: Sequence[Leg], stops: Sequence[Target], put_off_s: float
) -> list[Visit]:
    """Each visit of a team that leaves so much later than it might."""
    visits: list[Visit] = []
    now_s = 0.0
    for leg, target in zip(legs, stops, strict=False):
        arrive_s = now_s + leg.time_s
        begin_s = max(arrive_s, window_s(problem, target)[0] - put_off_s)
        now_s = begin_s + target.stay_h * 3600
        met = target.hazard + (begin_s - arrive_s) / 3600 * target.hazard_per_h
        visits.append(Visit(target, leg.goal, arrive_s, begin_s, now_s, met))
    return visits


def slowness(party: Party, takes: Taking, k: int, n_stops: int) -> float:
    """How much longer a party on foot takes for its k-th leg, by what it has with it by then.

    What is handed over is with it up to the last stop, what is taken along from the first.
    """
    if party.carrier is not None:
        return 1.0
    with_it = k < n_stops if takes.handed else k > 0
    if party.people or (takes.people and with_it):
        return LEADING
    return LADEN if party.kg or (takes.laden and with_it) else 1.0


def passing_s(party: Party, a: Spot, b: Spot, way_s: float, slow: float) -> float:
    """Seconds along a way and its legs off the road, at the slowest one's pace on foot."""
    on_foot_s = (a.off_m + b.off_m) / OFF_ROAD_MPS / party.pace
    if party.carrier is not None:
        return way_s + on_foot_s
    return (way_s / party.pace + on_foot_s) * slow


def margin_s(back_s: float) -> float:
    """Time kept in hand for a way home."""
    return max(LEAST_MARGIN_S, MARGIN * back_s)


def window_s(problem: Problem, target: Target) -> tuple[float, float]:
    """When a visit may begin, in seconds after the earliest departure."""
    depart_ms = problem.asked.depart_ms
    opens, closes = target.opens_ms, target.closes_ms
    return (
        0.0 if opens is None else (opens - depart_ms) / 1000,
        NO_LIMIT_S if closes is None else (closes - depart_ms) / 1000,
    )


def latest_home_s(problem: Problem) -> float:
    """Seconds after the earliest departure by which everyone must be home."""
    limit_ms = problem.limit_ms
    return NO_LIMIT_S if limit_ms is None else (limit_ms - problem.asked.depart_ms) / 1000


def _turn_ms(problem: Problem, depart_ms: int, back_s: float, visits: Sequence[Visit]) -> int:
    """The latest start for home: with a margin before the limit, or after a second stay."""
    limit_ms = problem.limit_ms
    if limit_ms is not None:
        return limit_ms - round((back_s + margin_s(back_s)) * 1000)
    last = visits[-1] if visits else None
    return depart_ms + round((last.leave_s + last.target.stay_h * 3600 if last else 0.0) * 1000)
