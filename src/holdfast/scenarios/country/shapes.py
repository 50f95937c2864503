"""Lines and corners on the plane: the few that the country is drawn with."""

import itertools
from collections.abc import Sequence
from math import sqrt

from holdfast.scenarios.country.frame import XY


def between(a: XY, b: XY, share: float) -> XY:
    """The point that lies so far along from a to b."""
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def gap_m(a: XY, b: XY) -> float:
    """Metres from a to b."""
    return sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2)


def length_m(line: Sequence[XY]) -> float:
    """Metres along a line."""
    return sum(gap_m(a, b) for a, b in itertools.pairwise(line))


def spline(points: Sequence[XY], steps: int = 24) -> list[XY]:
    """A smooth line through points (Catmull-Rom); the first and last only bend it."""
    line = []
    for p0, p1, p2, p3 in zip(points, points[1:], points[2:], points[3:], strict=False):
        for i in range(steps):
            t = i / steps
            line.append(
                (_bend(p0[0], p1[0], p2[0], p3[0], t), _bend(p0[1], p1[1], p2[1], p3[1], t))
            )
    return [*line, points[-2]]


def _bend(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3
    )


def resample(line: Sequence[XY], step_m: float) -> list[XY]:
    """Points at equal steps along a line; both ends are kept."""
    n = max(1, round(length_m(line) / step_m))
    goal, out, done = length_m(line) / n, [line[0]], 0.0
    for a, b in itertools.pairwise(line):
        piece = gap_m(a, b)
        while len(out) < n and done + piece >= goal * len(out):
            out.append(between(a, b, (goal * len(out) - done) / piece))
        done += piece
    return [*out, line[-1]]


def smooth(line: Sequence[XY], rounds: int) -> list[XY]:
    """The line with its corners worn off; both ends stay."""
    out = list(line)
    for _ in range(rounds):
        out = [
            out[0],
            *(
                ((a[0] + 2 * b[0] + c[0]) / 4, (a[1] + 2 * b[1] + c[1]) / 4)
                for a, b, c in zip(out, out[1:], out[2:], strict=False)
            ),
            out[-1],
        ]
    return out


def thin(line: Sequence[XY], off_m: float) -> list[XY]:
    """Fewer points, none of the dropped ones farther than `off_m` away (Douglas and Peucker)."""
    keep, stack = {0, len(line) - 1}, [(0, len(line) - 1)]
    while stack:
        first, last = stack.pop()
        worst, at = 0.0, -1
        for i in range(first + 1, last):
            d = aside_m(line[i], line[first], line[last])
            if d > worst:
                worst, at = d, i
        if worst > off_m:
            keep.add(at)
            stack += [(first, at), (at, last)]
    return [line[i] for i in sorted(keep)]


def share_along(p: XY, a: XY, b: XY) -> float:
    """How far along from a to b the point nearest to p lies: 0 to 1."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    d2 = dx * dx + dy * dy
    return 0.0 if d2 == 0 else min(1.0, max(0.0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / d2))


def aside_m(p: XY, a: XY, b: XY) -> float:
    """Metres from p to the piece from a to b."""
    return gap_m(p, between(a, b, share_along(p, a, b)))


def normal(a: XY, b: XY) -> XY:
    """The direction of length one to the left of the way from a to b."""
    d = gap_m(a, b) or 1.0
    return -(b[1] - a[1]) / d, (b[0] - a[0]) / d


def beside(line: Sequence[XY], left_m: float) -> list[XY]:
    """The line moved to its left (to its right when negative); meant for gentle bends."""
    out = []
    for i, p in enumerate(line):
        n = normal(line[max(0, i - 1)], line[min(len(line) - 1, i + 1)])
        out.append((p[0] + n[0] * left_m, p[1] + n[1] * left_m))
    return out


def area_m2(ring: Sequence[XY]) -> float:
    """The area inside a ring, positive when it runs anticlockwise."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs) / 2


def middle(ring: Sequence[XY]) -> XY:
    """The mean of a ring's corners."""
    return sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring)
