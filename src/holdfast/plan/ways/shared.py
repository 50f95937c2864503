"""What ways have in common: the metres of road that one passes and others pass too.

Law. A road is shared whichever way it is gone, and only so far as both go along it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from holdfast.plan.roads.arrays import Roads
from holdfast.plan.ways.ways import Way

Covered = Mapping[int, tuple[tuple[float, float], ...]]
"""For each edge the parts of its shape, 0..1, that ways pass: apart and in order."""


def covered(roads: Roads, ways: Iterable[Way]) -> Covered:
    """The parts of each edge that any of these ways pass."""
    parts: dict[int, list[tuple[float, float]]] = {}
    for way in ways:
        for edge, low, high in passed(roads, way.arcs, way.start_fraction, way.end_fraction):
            parts.setdefault(edge, []).append((low, high))
    return {edge: _merged(found) for edge, found in parts.items()}


def shared_m(roads: Roads, way: Way, others: Covered) -> float:
    """Metres of a way on what others cover."""
    return common_m(roads, way.arcs, way.start_fraction, way.end_fraction, others)


def common_m(
    roads: Roads, arcs: Sequence[int], start_fraction: float, end_fraction: float, others: Covered
) -> float:
    """Metres that road arcs, the first and the last of them cut, have on what others cover."""
    total_m = 0.0
    pieces = passed(roads, arcs, start_fraction, end_fraction)
    for arc, (edge, low, high) in zip(arcs, pieces, strict=True):
        for a, b in others.get(edge, ()):
            total_m += max(0.0, min(b, high) - max(a, low)) * float(roads.length_m[arc])
    return total_m


def passed(
    roads: Roads, arcs: Sequence[int], start_fraction: float, end_fraction: float
) -> Iterator[tuple[int, float, float]]:
    """The edge and the part of its shape, 0..1, that each of some arcs in a row passes."""
    final = len(arcs) - 1
    for i, arc in enumerate(arcs):
        a = start_fraction if i == 0 else 0.0
        b = end_fraction if i == final else 1.0
        yield (
            (int(roads.edge[arc]), a, b)
            if roads.forward[arc]
            else (
                int(roads.edge[arc]),
                1 - b,
                1 - a,
            )
        )


def _merged(parts: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Parts that overlap or touch drawn into one."""
    merged: list[tuple[float, float]] = []
    for low, high in sorted(parts):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)
