"""The price of danger: what is minimised, how good the ways at some prices are, what to try next.

Laws. Costs at a price are whole numbers below CEILING, so that sums of them are exact. A slope is
ticks for one unit of hazard: 0 asks for the fastest way, inf for the safest.
"""

from dataclasses import dataclass
from math import inf

import numpy as np

from holdfast.plan.roads.arrays import F64, I64, Mask

CEILING = 1 << 59
"""The costs of all chains together stay below this at any price."""

NO_GAIN = 1e-9
"""Gaps that another price would narrow by less are left (assumed: rounding)."""


@dataclass(frozen=True, slots=True)
class Price:
    """What is minimised: of_time * (ticks >> less_time) + of_hazard * (units >> less_hazard).

    Attributes:
        slope: of_hazard / of_time, as if every way were all there is between two: 0 for the
            fastest, inf for the safest, whose other cost only breaks ties.
    """

    slope: float
    of_time: int
    of_hazard: int
    less_time: int = 0
    less_hazard: int = 0

    def cost(self, ticks: I64, units: I64) -> I64:
        """The costs of some parts of ways."""
        time: I64 = (ticks >> self.less_time) * self.of_time
        hazard: I64 = (units >> self.less_hazard) * self.of_hazard
        return time + hazard


def fastest(all_ticks: int, all_units: int) -> Price:
    """Least time, and among those least hazard; the totals are those of all chains."""
    least, less = _first_of_all(all_ticks, all_units)
    return Price(0.0, least, 1, less_hazard=less)


def safest(all_ticks: int, all_units: int) -> Price:
    """Least hazard, and among those least time."""
    least, less = _first_of_all(all_units, all_ticks)
    return Price(inf, 1, least, less_time=less)


def priced(slope: float, all_ticks: int, all_units: int) -> Price:
    """Both costs weighed by a slope, or by one that is hardly another; both count."""
    of_time = max(1, int(CEILING / 2 / (1 + all_ticks + slope * all_units)))
    of_hazard = max(1, min(round(slope * of_time), CEILING // 2 // (1 + all_units)))
    return Price(of_hazard / of_time, of_time, of_hazard)


def within(ticks: F64, units: F64, slopes: F64) -> F64:
    """How much worse than any way of a pair the nearest of its ways can be, (p, p).

    Between two neighbours A and B on the front, a way that neither comes near would be faster
    than B and safer than A by more than that part; then it would also undercut A or B at its own
    price, at which nothing does.

    Args:
        ticks, units: of each pair's way at each slope, (p, p, k); inf where no way leads.
        slopes: rising, k.
    """
    gaps = _gaps(ticks, units, slopes)
    most: F64 = np.max(gaps, axis=2, initial=0.0)
    return most


def next_slope(ticks: F64, units: F64, slopes: F64, tolerance: float) -> float | None:
    """The slope to try next, in the middle of the gaps that can be narrowed; None: no such gap.

    Args:
        ticks, units, slopes: as for `within`.
        tolerance: gaps that are no wider are left as they are.
    """
    # 1. What each gap would be if nothing lay below the line between its two ends.
    gaps = _gaps(ticks, units, slopes)
    t1, t2, h1, h2 = _sides(ticks, units)
    with np.errstate(divide="ignore", invalid="ignore"):
        chord = (t2 - t1) / (h1 - h2)
        gain = gaps - _beyond(t2 + chord * h1, t1 + chord * h1)
    # 2. The middle of the gaps' slopes, each counted by what it would gain.
    worth: Mask = (gaps > tolerance) & np.isfinite(chord) & (chord > 0) & (gain > NO_GAIN)
    if not worth.any():
        return None
    chords, gains = chord[worth], np.minimum(gain[worth], 1.0)
    order = np.argsort(chords, kind="stable")
    sums = np.cumsum(gains[order])
    return float(chords[order][np.searchsorted(sums, sums[-1] / 2)])


def _first_of_all(first: int, second: int) -> tuple[int, int]:
    """The weight by which one total outweighs another, and the bits that the other must lose."""
    less = 0
    while ((second >> less) + 1) * (first + 1) >= CEILING:
        less += 1
    return (second >> less) + 1, less


def _sides(ticks: F64, units: F64) -> tuple[F64, F64, F64, F64]:
    """Both ends of each gap: ticks of the faster, of the safer one; then their units."""
    return ticks[..., :-1], ticks[..., 1:], units[..., :-1], units[..., 1:]


def _gaps(ticks: F64, units: F64, slopes: F64) -> F64:
    """How far a way can lie beyond both ends of each gap, in parts of it, (p, p, k - 1)."""
    t1, t2, h1, h2 = _sides(ticks, units)
    low, high = slopes[:-1], slopes[1:]
    with np.errstate(invalid="ignore"):
        by_low = _beyond(t2 + low * h1, t1 + low * h1)
        steep = np.where(np.isinf(high), 1.0, high)
        flat = np.where(np.isinf(high), 0.0, 1.0)
        by_high = _beyond(flat * t2 + steep * h1, flat * t2 + steep * h2)
    gaps: F64 = np.minimum(by_low, by_high)
    return gaps


def _beyond(corner: F64, line: F64) -> F64:
    """By what part a corner lies beyond a line; 0 where there is nothing to compare."""
    with np.errstate(divide="ignore", invalid="ignore"):
        beyond: F64 = np.where(corner > line, corner / line - 1.0, 0.0)
    return np.where(np.isfinite(corner), beyond, 0.0)
