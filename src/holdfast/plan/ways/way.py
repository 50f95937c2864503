"""One route on the roads, and what it takes, meets and measures.

Law. A way's figures are sums over its arcs, not rounded; of the first and the last arc only the
used part counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import NamedTuple

import numpy as np

from holdfast.plan.roads.arrays import F32, F64, I32, I64
from holdfast.plan.roads.chains import Chains
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


class Parts(NamedTuple):
    """What one way is made of: its first stretch, whole chains, its last stretch.

    Attributes:
        begin, between, end: each begins where the one before it ends; where `end` is None the
            first stretch is all.
    """

    begin: Stretch
    between: Sequence[int] | I32
    end: Stretch | None


def joined(field: Field, start: RoadPoint, parts: Parts, *, complete: bool = True) -> Way:
    """One way out of its parts; see `joined_all`."""
    return joined_all(field, start, [parts], complete=complete)[0]


def joined_all(
    field: Field, start: RoadPoint, ways: Sequence[Parts], *, complete: bool = True
) -> tuple[Way, ...]:
    """Ways from one start, out of the parts that each is made of.

    Args:
        field: what they are measured in.
        start: where they begin; a way that uses nothing of any arc stays there.
        complete: as the ways are to say.
    """
    if not ways:
        return ()
    chains = field.chains
    # 1. The net arcs of the first stretches, of whole chains, and of the last stretches.
    from_, to, sizes = _slices(chains, ways)
    skipped = np.repeat(from_ - np.append(0, np.cumsum(to - from_)[:-1]), to - from_)
    arcs = chains.net.arc[chains.arcs[np.arange(len(skipped)) + skipped]]
    ends = np.cumsum(np.add.reduceat(to - from_, np.cumsum([0, *sizes[:-1]])))
    begins = np.append(0, ends[:-1])
    # 2. Where each begins and ends, and what it takes.
    some = [i for i, (low, high) in enumerate(zip(begins, ends, strict=True)) if low < high]
    used = np.ones(len(arcs))
    used[ends[some] - 1] = [(ways[i].end or ways[i].begin).end_fraction for i in some]
    used[begins[some]] -= [ways[i].begin.start_fraction for i in some]
    told = [stays(field, start)] * len(ways)
    names = arcs.tolist()
    for i, figures in zip(some, _sums(field, arcs, used, begins[some]), strict=True):
        begin, _, end = ways[i]
        upto, of_way = (end or begin).end_fraction, tuple(names[begins[i] : ends[i]])
        told[i] = Way(of_way, begin.start_fraction, upto, *figures, complete)
    return tuple(told)


def _slices(chains: Chains, ways: Sequence[Parts]) -> tuple[I64, I64, list[int]]:
    """The slices of Chains.arcs that the ways are made of, and how many of them each has."""
    from_: list[I64] = []
    to: list[I64] = []
    for begin, between, end in ways:
        whole = np.asarray(between, np.int64)
        last = [] if end is None else [end]
        from_ += [np.array([begin.begin]), chains.start[whole], np.array([e.begin for e in last])]
        to += [np.array([begin.end]), chains.start[whole + 1], np.array([e.end for e in last])]
    sizes = [1 + len(between) + (end is not None) for _, between, end in ways]
    return np.concatenate(from_).astype(np.int64), np.concatenate(to).astype(np.int64), sizes


def _sums(field: Field, arcs: I32, used: F64, begins: I64) -> list[tuple[float, float, float]]:
    """Seconds, metres and contacts of each way, of its arcs' used parts; an unused one is nothing.

    Args:
        arcs, used: of all ways, one after another.
        begins: where each begins.
    """
    if not len(begins):
        return []
    figures = (field.chains.time_s, field.chains.roads.length_m, field.hazard)
    parts = [np.where(used > 0, figure[arcs], 0.0).astype(np.float64) * used for figure in figures]
    time_s, length_m, hazard = np.add.reduceat(np.stack(parts), begins, axis=1).tolist()
    return list(zip(time_s, length_m, hazard, strict=True))


def stays(field: Field, start: RoadPoint) -> Way:
    """The way of no length for who is there already."""
    return measured(field, start.arcs[:1], start.fractions[0], start.fractions[0])


def _sum(figure: F64 | F32, arcs: I64, used: F64) -> float:
    """A figure summed over the used parts of arcs; an unused arc counts nothing, even if inf."""
    some = used > 0
    return float(figure[arcs[some]].astype(np.float64) @ used[some])
