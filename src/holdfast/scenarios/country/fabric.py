"""Streets and blocks: a piece of land, cut in two again and again.

Each cut is a street that ends on two older ones, as streets in grown towns do. Straight cuts across
the longer side give planned quarters; crooked ones give an old town. Laws: a street always hangs
together with what it was cut from, and blocks never overlap.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from holdfast.scenarios.country.frame import XY
from holdfast.scenarios.country.shapes import area_m2, between, gap_m, middle, share_along


@dataclass(frozen=True)
class Style:
    """How a quarter is cut: mean block, crookedness, reach of a crossroads, share of dead ends."""

    name: str
    block_m2: float
    wobble: float = 0.03
    snap_m: float = 24.0
    dead_ends: float = 0.0
    alley: str = "residential"
    foot_m2: float = 0.0
    """Streets cut through less land than this are for people on foot."""


@dataclass
class Street:
    """A cut from a to b with the points where others meet it, by their share along it."""

    kind: str
    a: XY
    b: XY
    style: str
    points: dict[float, XY] = field(default_factory=dict)

    def meet(self, at: XY) -> None:
        """Remember that another street ends here."""
        if at in self.points.values():
            return
        share = share_along(at, self.a, self.b)
        while share in self.points:
            share += 1e-9 if share < 0.5 else -1e-9
        self.points[share] = at

    @property
    def line(self) -> list[XY]:
        """The points in order."""
        return [self.points[share] for share in sorted(self.points)]


@dataclass(frozen=True)
class Plot:
    """A piece of land: its corners anticlockwise and the street along the edge after each."""

    ring: tuple[XY, ...]
    edges: tuple[Street, ...]


@dataclass(frozen=True)
class _Hit:
    """Where a cut meets an edge of a plot."""

    along: float
    edge: int
    at: XY


WIDE_M2 = ((260_000.0, "secondary"), (70_000.0, "tertiary"), (16_000.0, "residential"))
"""A cut through so large a piece is a street of this class: assumed."""


class Fabric:
    """The streets and blocks of one settlement."""

    def __init__(self, ring: Sequence[XY], kind: str, rng: np.random.Generator) -> None:
        """Start from an outline whose edges are streets of one class."""
        corners = [_round(p) for p in (ring if area_m2(ring) > 0 else list(reversed(ring)))]
        self._rng = rng
        pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
        edges = tuple(self._street(kind, a, b, "outline") for a, b in pairs)
        self.streets: list[Street] = list(edges)
        self.plots: list[Plot] = [Plot(tuple(corners), edges)]
        self.blocks: list[tuple[Plot, Style]] = []

    def _street(self, kind: str, a: XY, b: XY, style: str) -> Street:
        street = Street(kind, a, b, style)
        street.points = {0.0: a, 1.0: b}
        return street

    def open(self, gate: XY, towards: XY, kind: str) -> None:
        """Lead a road in from a gate on the outline, straight ahead to the next street."""
        gate = _round(gate)
        on = min(
            ((i, edge) for i, plot in enumerate(self.plots) for edge in range(len(plot.ring))),
            key=lambda ie: self._off_m(ie[0], ie[1], gate),
        )
        plot = self.plots[on[0]]
        plot.edges[on[1]].meet(gate)
        d = gap_m(gate, towards)
        ahead = ((towards[0] - gate[0]) / d, (towards[1] - gate[1]) / d)
        hits = [hit for hit in _hits(plot, gate, ahead) if hit.along > 8.0]
        if hits:
            start = _Hit(0.0, on[1], _on_corner(plot, on[1], gate, 12.0))
            end = self._snapped(plot, min(hits, key=lambda hit: hit.along), 12.0)
            halves = self._cut(plot, start, end, kind, "avenue", 0.0)
            if halves:
                self.plots[on[0] : on[0] + 1] = halves

    def _off_m(self, i: int, edge: int, at: XY) -> float:
        plot = self.plots[i]
        a, b = plot.ring[edge], plot.ring[(edge + 1) % len(plot.ring)]
        return gap_m(at, between(a, b, share_along(at, a, b)))

    def door(self, at: XY) -> XY:
        """The point of the outline nearest to a place, made a point of its street."""
        rim = [street for street in self.streets if street.style == "outline"]
        spots = [between(s.a, s.b, share_along(at, s.a, s.b)) for s in rim]
        i = min(range(len(rim)), key=lambda i: gap_m(spots[i], at))
        door = _round(at) if gap_m(spots[i], at) < 0.5 else _round(spots[i])
        rim[i].meet(door)
        return door

    def grow(self, style_of: Callable[[XY], Style]) -> None:
        """Cut every plot down to blocks in the style of the quarter that it lies in."""
        todo = list(reversed(self.plots))
        while todo:
            plot = todo.pop()
            style = style_of(middle(plot.ring))
            area = area_m2(plot.ring)
            enough = area < style.block_m2 * (0.7 + 0.9 * self._rng.random())
            halves = None if enough else self._halve(plot, style, area)
            if halves:
                todo += halves
            else:
                self.blocks.append((plot, style))
        self.plots = []

    def _halve(self, plot: Plot, style: Style, area: float) -> list[Plot] | None:
        """Cut across the longer side, somewhere about the middle."""
        kind = next((kind for least, kind in WIDE_M2 if area > least), style.alley)
        kind = "footway" if area < style.foot_m2 else kind
        for _ in range(5):
            origin, ahead = _across(plot.ring, style.wobble, self._rng)
            hits = _hits(plot, origin, ahead)
            left = [hit for hit in hits if hit.along < 0]
            right = [hit for hit in hits if hit.along > 0]
            if left and right:
                start = self._snapped(plot, max(left, key=lambda hit: hit.along), style.snap_m)
                end = self._snapped(plot, min(right, key=lambda hit: hit.along), style.snap_m)
                halves = self._cut(plot, start, end, kind, style.name, 0.22)
                if halves:
                    return halves
        return None

    def _snapped(self, plot: Plot, hit: _Hit, reach_m: float) -> _Hit:
        """Move an end to a corner or to a street's end opposite, so that a crossroads forms."""
        a, b = plot.ring[hit.edge], plot.ring[(hit.edge + 1) % len(plot.ring)]
        corner = _on_corner(plot, hit.edge, hit.at, min(reach_m, 14.0))
        if corner != hit.at:
            return _Hit(hit.along, hit.edge, corner)
        inside = [
            p
            for p in plot.edges[hit.edge].points.values()
            if 0 < share_along(p, a, b) < 1 and gap_m(p, hit.at) < reach_m
        ]
        return _Hit(
            hit.along, hit.edge, min(inside, key=lambda p: gap_m(p, hit.at), default=hit.at)
        )

    def _cut(
        self, plot: Plot, start: _Hit, end: _Hit, kind: str, style: str, least: float
    ) -> list[Plot] | None:
        """The two halves on either side of a new street, or None when one would be a sliver."""
        street = self._street(kind, start.at, end.at, style)
        halves = [_side(plot, start, end, street), _side(plot, end, start, street)]
        sizes = [area_m2(half.ring) if len(half.ring) > 2 else 0.0 for half in halves]
        if start.at == end.at or min(sizes) <= max(60.0, least * sum(sizes)):
            return None
        plot.edges[start.edge].meet(start.at)
        plot.edges[end.edge].meet(end.at)
        self.streets.append(street)
        return halves

    def drop_ends(self, dead_ends: dict[str, float]) -> None:
        """Turn some alleys into dead ends by leaving out their last piece.

        A dropped piece has no street upon it, so that all that remains still hangs together.
        """
        for street in self.streets:
            if self._rng.random() < dead_ends.get(street.style, 0.0) and len(street.points) > 2:
                last = sorted(street.points)[-2:]
                left = gap_m(street.points[last[0]], street.points[last[1]])
                if street.kind not in ("secondary", "tertiary", "residential") and left > 18:
                    del street.points[last[1]]

    def open_rim(self, kept: float) -> None:
        """Leave out most of the outline; of the pieces that hold things together, none."""
        pieces = [
            (street, a, b)
            for street in self.streets
            if street.style == "outline"
            for a, b in zip(street.line, street.line[1:], strict=False)
        ]
        inner = [street for street in self.streets if street.style != "outline"]
        joined = Joined()
        for street in inner:
            for a, b in zip(street.line, street.line[1:], strict=False):
                joined.join(a, b)
        for i in self._rng.permutation(len(pieces)).tolist():
            street, a, b = pieces[i]
            if joined.join(a, b) or self._rng.random() < kept:
                inner.append(self._street(street.kind, a, b, "outline"))
        self.streets = inner


class Joined:
    """Which places hang together so far (union and find)."""

    def __init__(self) -> None:
        """Start with every place by itself."""
        self._up: dict[XY, XY] = {}

    def root(self, at: XY) -> XY:
        """The place that stands for all that hang together with this one."""
        while (up := self._up.get(at, at)) != at:
            self._up[at] = self._up.get(up, up)
            at = up
        return at

    def join(self, a: XY, b: XY) -> bool:
        """Join two places; says whether they were apart."""
        first, second = self.root(a), self.root(b)
        self._up[first] = second
        return first != second


def _round(p: XY) -> XY:
    return round(p[0], 1), round(p[1], 1)


def _on_corner(plot: Plot, edge: int, at: XY, reach_m: float) -> XY:
    """The nearer corner of an edge when it is within reach, else the place itself."""
    ends = (plot.ring[edge], plot.ring[(edge + 1) % len(plot.ring)])
    corner = min(ends, key=lambda p: gap_m(p, at))
    return corner if gap_m(corner, at) < reach_m else at


def _hits(plot: Plot, origin: XY, ahead: XY) -> list[_Hit]:
    """Where the endless line through a place meets the edges of a plot."""
    hits = []
    sides = [(p[0] - origin[0]) * -ahead[1] + (p[1] - origin[1]) * ahead[0] for p in plot.ring]
    for i, a in enumerate(plot.ring):
        b, j = plot.ring[(i + 1) % len(plot.ring)], (i + 1) % len(plot.ring)
        if (sides[i] > 0) != (sides[j] > 0):
            at = _round(between(a, b, sides[i] / (sides[i] - sides[j])))
            along = (at[0] - origin[0]) * ahead[0] + (at[1] - origin[1]) * ahead[1]
            hits.append(_Hit(along, i, at))
    return hits


def _across(ring: tuple[XY, ...], wobble: float, rng: np.random.Generator) -> tuple[XY, XY]:
    """A place about the middle of the tightest box around a ring, and the way across it."""
    best = None
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        d = gap_m(a, b)
        if d < 3.0:
            continue
        u = ((b[0] - a[0]) / d, (b[1] - a[1]) / d)
        us = [p[0] * u[0] + p[1] * u[1] for p in ring]
        vs = [p[1] * u[0] - p[0] * u[1] for p in ring]
        box = (max(us) - min(us)) * (max(vs) - min(vs))
        if best is None or box < best[0] * 0.999:
            best = (box, u, us, vs)
    _, u, us, vs = best if best else (0.0, (1.0, 0.0), [ring[0][0]], [ring[0][1]])
    wide, high = max(us) - min(us), max(vs) - min(vs)
    share = 0.5 + (rng.random() - 0.5) * (0.12 + 0.5 * min(wobble, 0.4))
    turn = (rng.random() - 0.5) * 2 * wobble
    if wide >= high:
        s, t, ahead = min(us) + share * wide, min(vs) + 0.5 * high, (-u[1], u[0])
    else:
        s, t, ahead = min(us) + 0.5 * wide, min(vs) + share * high, u
    ahead = (ahead[0] - ahead[1] * turn, ahead[1] + ahead[0] * turn)
    d = gap_m((0.0, 0.0), ahead)
    return (s * u[0] - t * u[1], s * u[1] + t * u[0]), (ahead[0] / d, ahead[1] / d)


def _side(plot: Plot, start: _Hit, end: _Hit, street: Street) -> Plot:
    """The half of a plot that lies along its outline from `start` to `end`."""
    ring, edges, n = [start.at], [plot.edges[start.edge]], len(plot.ring)
    i = (start.edge + 1) % n
    while True:
        if plot.ring[i] != ring[-1]:
            ring.append(plot.ring[i])
            edges.append(plot.edges[i])
        else:
            edges[-1] = plot.edges[i]
        if i == end.edge:
            break
        i = (i + 1) % n
    if ring[-1] != end.at:
        ring.append(end.at)
        edges.append(street)
    else:
        edges[-1] = street
    if ring[0] == ring[-1]:
        ring, edges = ring[:-1], edges[:-1]
    return Plot(tuple(ring), tuple(edges))


def lots(ring: Sequence[XY], lot_m2: float, rng: np.random.Generator) -> list[list[XY]]:
    """A block cut into lots of about one size, without streets."""
    todo, out = [tuple(ring)], []
    while todo:
        piece = todo.pop()
        if area_m2(piece) < lot_m2 * (0.75 + 0.8 * rng.random()):
            out.append(list(piece))
            continue
        origin, ahead = _across(piece, 0.06, rng)
        bare = Plot(piece, ())
        hits = sorted(_hits(bare, origin, ahead), key=lambda hit: hit.along)
        if len(hits) != 2 or hits[0].at == hits[1].at:
            out.append(list(piece))
            continue
        todo += [_bare_side(piece, hits[1], hits[0]), _bare_side(piece, hits[0], hits[1])]
    return out


def _bare_side(ring: tuple[XY, ...], start: _Hit, end: _Hit) -> tuple[XY, ...]:
    out, i = [start.at], (start.edge + 1) % len(ring)
    while True:
        if ring[i] != out[-1]:
            out.append(ring[i])
        if i == end.edge:
            break
        i = (i + 1) % len(ring)
    if out[-1] != end.at:
        out.append(end.at)
    return tuple(out)
