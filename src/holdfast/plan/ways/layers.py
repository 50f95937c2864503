"""The best ways between all pairs of some points at one price of danger.

Law. What two points share directly, a stretch of one chain or the very place, is weighed against
what the skeleton gives.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from holdfast.plan.roads.arrays import F64, I64
from holdfast.plan.roads.field import Field
from holdfast.plan.roads.points import RoadPoint, Stretch
from holdfast.plan.roads.rows import NEVER
from holdfast.plan.roads.skeleton import Fitted, fitted
from holdfast.plan.ways.ends import N_FIGURES, Ends, ends_of, figures_of
from holdfast.plan.ways.meet import (
    OTHERWISE,
    Kit,
    Reach,
    Swept,
    Turns,
    met,
    needed,
    reach,
    swept,
    totals,
)
from holdfast.plan.ways.prices import Price


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Some points in one field, and what all prices share; p points, c chains.

    Attributes:
        field, points: the field and the points.
        ends: the stretches at the points.
        above, below: the reach of the points as starts and as goals.
        of_chains: ticks, units, seconds, contacts, metres of each chain, (c, 5).
        all_ticks, all_units: no way's costs are above these.
    """

    field: Field
    points: tuple[RoadPoint, ...]
    ends: Ends
    above: Reach
    below: Reach
    of_chains: F64
    all_ticks: int
    all_units: int


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """The best ways of all pairs at one price; p points.

    Attributes:
        slope: of the price.
        turns: where each pair's way turns.
        up, down: what leads up from the points, and down to them.
        kit: what the ways are put together of.
        straight: the stretch of each pair whose way turns OTHERWISE; None where it stays.
        figures: ticks, units, seconds, contacts, metres of each pair's way, (p, p, 5); inf where
            there is none.
    """

    slope: float
    turns: Turns
    up: Swept
    down: Swept
    kit: Kit
    straight: dict[tuple[int, int], Stretch | None]
    figures: F64


def places(field: Field, points: Sequence[RoadPoint]) -> Places:
    """Some points made ready to be joined at any price."""
    chains, ends = field.chains, ends_of(field, points)
    arcs = chains.net.arc[chains.arcs]
    of_arcs = np.column_stack([
        chains.arc_ticks[chains.arcs], field.arc_units[chains.arcs],
        chains.time_s[arcs], field.hazard[arcs], chains.roads.length_m[arcs],
    ]).astype(np.float64)  # fmt: skip
    of_chains = np.zeros((len(chains.tail), N_FIGURES))
    if len(of_chains):
        of_chains = np.add.reduceat(of_arcs, chains.start[:-1], axis=0)
    both = [
        int(figure[~field.closed].sum() + ends.out_figures[:, k].sum())
        + int(ends.into_figures[:, k].sum())
        for k, figure in enumerate((chains.ticks, field.units))
    ]
    above, below = reach(chains.skeleton, ends.starts), reach(chains.skeleton, ends.goals)
    return Places(field, tuple(points), ends, above, below, of_chains, both[0], both[1])


def fit(field: Field, price: Price) -> Fitted:
    """The skeleton under the costs of a field at a price."""
    cost = np.where(field.closed, NEVER, price.cost(field.chains.ticks, field.units))
    return fitted(field.chains.skeleton, cost)


def layer(places: Places, price: Price, fit: Fitted) -> Layer:
    """The best ways of all pairs at a price.

    1. Sweep up from every start and every goal.
    2. Let every pair meet; what leads straight there may be better still.
    3. Keep what the ways are put together of, and sum up their figures.

    Args:
        places: the points.
        price: what is minimised.
        fit: the field's skeleton at that price.
    """
    field, ends, above, below = places.field, places.ends, places.above, places.below
    skeleton = field.chains.skeleton
    # 1.
    up = swept(skeleton, fit, ends.starts, cost_of(price, ends.out_figures), above, False)
    down = swept(skeleton, fit, ends.goals, cost_of(price, ends.into_figures), below, True)
    # 2.
    turns = met(len(skeleton.rank), above, up, below, down)
    straight = _straight(places, price, turns.cost)
    for pair in straight:
        turns.up[pair] = turns.down[pair] = OTHERWISE
    # 3.
    kit = needed(fit, turns, up, down, places.of_chains)
    figures = totals(kit, turns, up, down, ends.out_figures, ends.into_figures)
    for pair, stretch in straight.items():
        figures[pair] = 0.0 if stretch is None else figures_of(field, [stretch])[0]
    return Layer(price.slope, turns, up, down, kit, straight, figures)


def costs(layers: Sequence[Layer]) -> tuple[F64, F64, F64]:
    """Ticks and units of each pair's way in each layer, (p, p, k), and the layers' slopes."""
    ticks, units = (np.stack([one.figures[..., k] for one in layers], axis=2) for k in (0, 1))
    return ticks, units, np.array([one.slope for one in layers])


def _straight(places: Places, price: Price, best: I64) -> dict[tuple[int, int], Stretch | None]:
    """The pairs that are joined better without the skeleton, and how; None: by staying."""
    found: dict[tuple[int, int], Stretch | None] = {}
    for pair, stretches in places.ends.straight.items():
        if not stretches:
            found[pair] = None
            continue
        of = figures_of(places.field, stretches)
        costs = cost_of(price, of)
        if costs.min() < best[pair]:
            found[pair] = stretches[int(np.argmin(costs))]
    return found


def cost_of(price: Price, figures: F64) -> I64:
    """What stretches cost at a price, by their figures."""
    return price.cost(figures[:, 0].astype(np.int64), figures[:, 1].astype(np.int64))
