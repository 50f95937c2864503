"""Ways between two points of the roads: the Pareto set of (time, hazard), all of it or near it.

How to ask: `weigh` the net's chains with the hazards of the moment once, look `toward` each goal
once, and ask for the `ways` from each start. Legs off the road are the caller's. For all pairs of
many points see `table`.

Laws. Without a tolerance the set is exact in whole TICK_S of time and HAZARD_UNIT of hazard,
rounded arc by arc. With one, every way of the exact set has one in the answer at most 1 + tolerance
times worse in either cost. Nobody uses a closed arc.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice

import numpy as np

from holdfast.plan.roads.arrays import I32, I64, MODES, Edges, build
from holdfast.plan.roads.chains import draw
from holdfast.plan.roads.field import Field, costs, is_open, weigh
from holdfast.plan.roads.net import net
from holdfast.plan.roads.points import (
    RoadPoint,
    Stretch,
    arrivals,
    departures,
    point_on,
    same_place,
    straight,
)
from holdfast.plan.ways.boa import MAX_LABELS, Front
from holdfast.plan.ways.guides import guided
from holdfast.plan.ways.looking import Look, look_back
from holdfast.plan.ways.near import NEAR_STEPS, near
from holdfast.plan.ways.pull import seen_from
from holdfast.plan.ways.streets import Gates, Sight
from holdfast.plan.ways.way import Parts, joined, joined_all, stays
from holdfast.plan.ways.way import Way as Way
from holdfast.plan.ways.way import measured as measured

Costs = Callable[[Stretch], tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Toward:
    """What all searches to one goal share; each look back is made when first needed.

    Attributes:
        field: the field it was made in.
        goal: the point.
        first, second: both costs of each chain.
        costs: of a stretch: the two whole numbers that are searched.
        last: the open stretches that end at the goal.
        guided: whether the costs are the field's own time and hazard.
    """

    field: Field
    goal: RoadPoint
    first: I64
    second: I64
    costs: Costs
    last: tuple[Stretch, ...]
    guided: bool

    @cached_property
    def look(self) -> Look:
        """The net as exact searches see it from there."""
        ends = np.array([self.costs(s) for s in self.last], np.int64).reshape(-1, 2)
        chains = [s.chain for s in self.last]
        return look_back(self.field, chains, ends, self.first, self.second)

    @cached_property
    def sight(self) -> Sight:
        """The field's guide prices' least costs, worked out where they are asked for."""
        shared, chains = guided(self.field), self.field.chains
        of = np.array([self.costs(s) for s in self.last], np.int64).reshape(-1, 2)
        goal_costs = [price.cost(of[:, 0], of[:, 1]) for price in shared.prices]
        tails = chains.tail[np.array([s.chain for s in self.last], np.int64)]
        return seen_from(shared.net.guides, tails, np.stack(goal_costs, axis=1), chains.n)


def toward(field: Field, goal: RoadPoint) -> Toward:
    """Ways by time and hazard to a goal, for any number of starts."""
    last = tuple(s for s in arrivals(field.chains, goal) if is_open(field, s))
    of = partial(costs, field)
    return Toward(field, goal, field.chains.ticks, field.units, of, last, True)


def look(field: Field, goal: RoadPoint, first: I64, second: I64, of: Costs) -> Toward:
    """Ways by any two costs to a goal.

    Args:
        field: says what is closed.
        goal: where to go.
        first, second: both costs of each chain, at least 0.
        of: both costs of a stretch.
    """
    last = tuple(s for s in arrivals(field.chains, goal) if is_open(field, s))
    return Toward(field, goal, first, second, of, last, False)


def ways(
    toward: Toward, start: RoadPoint, *, tolerance: float = 0.0, max_labels: int | None = None
) -> tuple[Way, ...]:
    """Every way that no other betters in both costs, or some near all of them; fastest first.

    Args:
        toward: the goal.
        start: where to begin.
        tolerance: 0 for all of them. Above 0: for every such way there is one here at most
            1 + tolerance times worse in either cost; the fastest and the safest are among them.
            That is far faster where there are many. (A `look` by other costs is always exact.)
        max_labels: where the search stops, MAX_LABELS or with a tolerance NEAR_STEPS unless told
            otherwise. It then gives a part of the set, the fastest and the safest way among it,
            each of them marked as not complete: something may be missed between them (`nearly`
            says by how much).

    Returns:
        One way for each cost pair; () when the goal cannot be reached.
    """
    field, chains = toward.field, toward.field.chains
    if same_place(chains, start, toward.goal):
        return (stays(field, start),)
    if tolerance > 0 and toward.guided:
        return nearly(toward, start, tolerance=tolerance, max_steps=max_labels or NEAR_STEPS)[0]
    begin, heads, ends = _begun(toward, start)
    most = MAX_LABELS if max_labels is None else max_labels
    front = toward.look.front(heads, ends, most)
    return tuple(_all_told(toward, start, begin, front))


def each_way(toward: Toward, start: RoadPoint, *, max_labels: int | None = None) -> Iterator[Way]:
    """The exact ways one after another: who stops early saves the search, or the telling.

    The first is known from the look back; the others are searched when the second is asked for.

    Args:
        toward, start, max_labels: as for `ways`.
    """
    if same_place(toward.field.chains, start, toward.goal):
        yield stays(toward.field, start)
        return
    begin, heads, ends = _begun(toward, start)
    least = toward.look.least(heads, ends)
    if least is None:
        return
    cost, stretch, names = least
    yield _told(toward, start, begin[stretch], names, True)
    front = toward.look.front(heads, ends, MAX_LABELS if max_labels is None else max_labels)
    again = int(front.first[0] == cost)
    yield from islice(_all_told(toward, start, begin, front), again, None)


def _begun(toward: Toward, start: RoadPoint) -> tuple[list[Stretch], I32, I64]:
    """The start's own open stretches, to the next junctions or straight to the goal (n).

    Returns:
        The stretches, where they lead, (s,), and their costs, (s, 2).
    """
    field, chains = toward.field, toward.field.chains
    out = [s for s in departures(chains, start) if is_open(field, s)]
    direct = [s for s in straight(chains, start, toward.goal) if is_open(field, s)]
    heads = [int(chains.head[s.chain]) for s in out] + [chains.n] * len(direct)
    ends = np.array([toward.costs(s) for s in (*out, *direct)], np.int64).reshape(-1, 2)
    return [*out, *direct], np.array(heads, np.int32), ends


def _all_told(
    toward: Toward, start: RoadPoint, begin: list[Stretch], front: Front
) -> Iterator[Way]:
    """The ways of a front, from arcs of the graph back to roads."""
    name, m = toward.look.name, len(toward.look.name)
    for arcs in front.ways:
        yield _told(toward, start, begin[arcs[0] - m], name[arcs[1:]], front.complete)


def nearly(
    toward: Toward, start: RoadPoint, *, tolerance: float, max_steps: int = NEAR_STEPS
) -> tuple[tuple[Way, ...], float]:
    """Ways near to all that no other betters, and within what tolerance that is proven.

    Args:
        toward: a goal, by time and hazard.
        start: where to begin, not at the goal.
        tolerance: above 0.
        max_steps: where the search stops. The ways are then marked as not complete.

    Returns:
        The ways as of `ways`; for every way that no other betters there is one here at most 1 +
        this times worse in either cost. It is the tolerance where the search did not stop.
    """
    field, chains, shared = toward.field, toward.field.chains, guided(toward.field)
    out = [s for s in departures(chains, start) if is_open(field, s)]
    direct = [s for s in straight(chains, start, toward.goal) if is_open(field, s)]
    of_out, of_last, of_direct = (
        np.array([toward.costs(s) for s in some], np.int64).reshape(-1, 2)
        for some in (out, toward.last, direct)
    )
    from_, to = (np.array([s.chain for s in some], np.int64) for some in (out, toward.last))
    gates = Gates(
        chains.head[from_], of_out[:, 0].copy(), of_out[:, 1].copy(),
        chains.tail[to], of_last[:, 0].copy(), of_last[:, 1].copy(),
        of_direct[:, 0].copy(), of_direct[:, 1].copy(),
    )  # fmt: skip
    found, within = near(shared.net, toward.sight, gates, tolerance=tolerance, max_steps=max_steps)
    parts = []
    for _, _, path in found:
        if path[0] < 0:
            parts.append(Parts(direct[-1 - path[0]], path[:0], None))
        else:
            parts.append(Parts(out[path[-1]], path[-2:0:-1], toward.last[path[0]]))
    return joined_all(field, start, parts, complete=within <= tolerance), within


def _told(toward: Toward, start: RoadPoint, begin: Stretch, names: I32, complete: bool) -> Way:
    """One way out of its first stretch and the names of the graph's arcs that follow it."""
    end = toward.last[names[-1] - len(toward.field.chains.tail)] if len(names) else None
    return joined(toward.field, start, Parts(begin, names[:-1], end), complete=complete)


def warm() -> None:
    """Compile everything that finding ways needs, by finding some on a map of five roads.

    Three of them join the same two crossings: one fast, one safe, and one that only a search below
    the line through both can find, so that every step of every search is gone through.
    """
    n = 5
    seconds = np.array([1.0, 10.0, 80.0, 100.0, 1.0], np.float32)
    edges = Edges(
        tail=np.array([0, 1, 1, 1, 2], np.int32),
        head=np.array([1, 2, 2, 2, 3], np.int32),
        shape_start=np.arange(n + 1) * 2,
        shape_lon=np.array([0, 1, 1, 2, 1, 2, 1, 2, 2, 3]) * 1e-3,
        shape_lat=np.zeros(2 * n),
        there_s={mode: seconds for mode in MODES},
        back_s={mode: seconds for mode in MODES},
        surface=np.zeros(n, np.uint8),
        kind=np.zeros(n, np.uint8),
        name=np.zeros(n, np.int32),
        flags=np.zeros(n, np.uint8),
        way=np.zeros(n, np.int64),
    )
    roads = build(np.linspace(0.0, 3e-3, 4), np.zeros(4), edges)
    chains = draw(roads, net(roads, MODES[0]))
    hazard = np.array([0.0, 0.1, 0.09, 0.01, 0.0])
    field = weigh(chains, hazard[roads.edge])
    start, goal = (int(np.flatnonzero(roads.edge == edge)[0]) for edge in (0, n - 1))
    for tolerance in (0.0, 0.01):
        look = toward(field, point_on(chains, goal, 0.5))
        ways(look, point_on(chains, start, 0.5), tolerance=tolerance)
