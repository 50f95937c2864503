"""A way as a chart and a map want it: its danger by the kilometre, and its line.

Law. What the profile's steps hold adds up to the way's own hazard.
"""

from typing import NamedTuple

import numpy as np

from holdfast.plan.roads.arrays import F64, Roads, along_m, shape
from holdfast.plan.roads.field import Field
from holdfast.plan.ways.ways import Way

STEP_M = 1000.0
"""The usual step of a profile."""

SLIVER = 1e-3
"""A last step shorter than this part of a step is counted with the one before."""


class Step(NamedTuple):
    """A part of a way.

    Attributes:
        from_m, to_m: metres from the way's beginning.
        hazard: expected contacts in it.
        per_km: the same for each kilometre.
        seconds: travel time in it.
    """

    from_m: float
    to_m: float
    hazard: float
    per_km: float
    seconds: float


def profile(field: Field, way: Way, *, step_m: float = STEP_M) -> tuple[Step, ...]:
    """The danger along a way in steps of so many metres, the last one shorter; () for no length.

    Args:
        field: the hazards, spread evenly over each arc.
        way: of the same map.
        step_m: more than 0.
    """
    if way.length_m <= 0:
        return ()
    # 1. What has been passed at the end of each arc.
    arcs, used = np.array(way.arcs), np.ones(len(way.arcs))
    used[-1] = way.end_fraction
    used[0] -= way.start_fraction
    arcs, used = arcs[used > 0], used[used > 0]
    at_m, hazard, seconds = (
        np.concatenate([[0.0], np.cumsum(figure[arcs] * used)])
        for figure in (field.chains.roads.length_m, field.hazard, field.chains.time_s)
    )
    # 2. What has been passed at the end of each step.
    marks = np.append(np.arange(0.0, max(at_m[-1] - SLIVER * step_m, SLIVER), step_m), at_m[-1])
    h, s = np.interp(marks, at_m, hazard), np.interp(marks, at_m, seconds)
    return tuple(
        Step(float(a), float(b), float(dh), float(dh / (b - a) * 1000), float(ds))
        for a, b, dh, ds in zip(marks, marks[1:], np.diff(h), np.diff(s), strict=False)
    )


def line(roads: Roads, way: Way) -> list[tuple[float, float]]:
    """A way's line as longitudes and latitudes, two points at least.

    Longitude runs on without a jump, so it may pass 180 where the way crosses that line.
    """
    final = len(way.arcs) - 1
    parts = [
        _part(
            roads,
            arc,
            way.start_fraction if i == 0 else 0.0,
            way.end_fraction if i == final else 1.0,
        )
        for i, arc in enumerate(way.arcs)
    ]
    lon = np.unwrap(np.concatenate([x for x, _ in parts]), period=360)
    lat = np.concatenate([y for _, y in parts])
    new = np.append(True, (np.diff(lon) != 0) | (np.diff(lat) != 0))
    points = list(zip(lon[new].tolist(), lat[new].tolist(), strict=True))
    return points if len(points) > 1 else points * 2


def _part(roads: Roads, arc: int, a: float, b: float) -> tuple[F64, F64]:
    """The points of an arc from one fraction of its length to another: longitudes, latitudes."""
    lon, lat = shape(roads, arc)
    if a <= 0 and b >= 1:
        return lon, lat
    run = np.concatenate([[0.0], np.cumsum(along_m(lon, lat))])
    low, high = a * run[-1], b * run[-1]
    inner = (run > low) & (run < high)
    at = np.concatenate([[low], run[inner], [high]])
    return np.interp(at, run, lon), np.interp(at, run, lat)
