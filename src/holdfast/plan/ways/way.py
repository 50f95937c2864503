"""One route on the roads, and what it takes, meets and measures.

Law. A way's figures are sums over its arcs, not rounded; of the first and the last arc only the
used part counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np

from holdfast.plan.roads.arrays import F32, F64, I32, I64
from holdfast.plan.roads.field import Field
from holdfast.plan.roads.points import RoadPoint, Stretch


@dataclass(frozen=True, slots=True)
class Way:
    """One route on the roads.

    Attributes:
        arcs: road arcs in order; never empty.
        start_fraction: where on the first arc it begins, 0..1.
        end_fraction: where on the last arc it ends, 0..1.
        time_s: seconds of travel.
        length_m: metres.
        hazard: expected harmful contacts in passing once.
        complete: False where the search was stopped, so that better ways may exist.
    """

    arcs: tuple[int, ...]
    start_fraction: float
    end_fraction: float
    time_s: float
    length_m: float
    hazard: float
    complete: bool = True

    @property
    def survival(self) -> float:
        """The chance to pass without a harmful contact."""
        return exp(-self.hazard)


def measured(
    field: Field,
    arcs: Sequence[int],
    start_fraction: float,
    end_fraction: float,
    *,
    complete: bool = True,
) -> Way:
    """The way along given road arcs, its figures summed over them."""
    of = np.array(arcs, np.int64)
    used = np.ones(len(of))
    used[-1] = end_fraction
    used[0] -= start_fraction
    return Way(
        tuple(int(a) for a in arcs),
        start_fraction,
        end_fraction,
        _sum(field.chains.time_s, of, used),
        _sum(field.chains.roads.length_m, of, used),
        _sum(field.hazard, of, used),
        complete,
    )


def joined(
    field: Field,
    start: RoadPoint,
    begin: Stretch,
    between: Sequence[int] | I32,
    end: Stretch | None,
    *,
    complete: bool = True,
) -> Way:
    """One way out of its first stretch, whole chains and its last stretch; None: the first is all.

    Args:
        field: what it is measured in.
        start: where it begins; a way that uses nothing of any arc stays there.
        begin, between, end: stretches and chains, each beginning where the one before it ends.
        complete: as the way is to say.
    """
    chains = field.chains
    # 1. The net arcs of the first stretch, of whole chains, and of the last stretch.
    whole = np.asarray(between, np.int64)
    from_, to = chains.start[whole], chains.start[whole + 1]
    if end is not None:
        from_, to = np.append(from_, end.begin), np.append(to, end.end)
    from_, to = np.append(begin.begin, from_), np.append(begin.end, to)
    skipped = np.repeat(from_ - np.append(0, np.cumsum(to - from_)[:-1]), to - from_)
    arcs = chains.net.arc[chains.arcs[np.arange(len(skipped)) + skipped]]
    if len(arcs) == 0:
        return stays(field, start)
    # 2. Where it begins and ends.
    upto = (begin if end is None else end).end_fraction
    return measured(field, arcs.tolist(), begin.start_fraction, upto, complete=complete)


def stays(field: Field, start: RoadPoint) -> Way:
    """The way of no length for who is there already."""
    return measured(field, start.arcs[:1], start.fractions[0], start.fractions[0])


def _sum(figure: F64 | F32, arcs: I64, used: F64) -> float:
    """A figure summed over the used parts of arcs; an unused arc counts nothing, even if inf."""
    some = used > 0
    return float(figure[arcs[some]].astype(np.float64) @ used[some])
