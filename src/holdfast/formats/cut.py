"""Cuts the lines of a map into nodes and edges at their junctions. All in numpy, for whole maps.

Laws. A line is cut where a point is not in the file; it never spans a gap. Nodes are the ends of
lines, the points that two lines (or one line twice) share, and those a reader asks to keep.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from holdfast.plan.roads.arrays import F64, I32, I64, MODES, U8, U16, Edges, edge_lengths_m

PASS_S = 2.0
"""Seconds to step past a barrier that does not stop one (assumed)."""

LEAST_S = 0.05
"""Least time along an edge, so that nothing is ever free (assumed)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Lines as a reader finds them: w lines with p points together.

    Attributes:
        start: line i has the points start[i] to start[i + 1], w + 1.
        ref: what makes two points the same point, p.
        lon, lat: degrees, p; NaN for a point that is not in the file or not on the earth.
        there_mps, back_mps: metres a second of foot, car, truck, w x 3; 0 where barred.
        surface, kind, name, flags, way: as in Roads, for each line, w.
    """

    start: I64
    ref: I64
    lon: F64
    lat: F64
    there_mps: F64
    back_mps: F64
    surface: U8
    kind: U8
    name: I32
    flags: U16
    way: I64


@dataclass(frozen=True, slots=True)
class Cut:
    """Nodes and edges, with the point each node is and how many points were missing."""

    ref: I64
    lon: F64
    lat: F64
    edges: Edges
    n_missing: int


def cut(lines: Lines, keep: I64) -> Cut:
    """The nodes and edges of all lines; points whose `ref` is in `keep` become nodes.

    1. Missing points part a line into pieces; a point said twice in a row counts once.
    2. Piece ends, shared points and those to keep are nodes.
    3. From one node to the next along a piece is an edge, with all points between.
    """
    line, ref, lon, lat, piece, n_missing = _pieces(lines)
    is_node = _nodes(ref, piece, keep)
    at = np.flatnonzero(is_node)
    same = piece[at[1:]] == piece[at[:-1]] if len(at) else np.zeros(0, bool)
    first, last = at[:-1][same], at[1:][same]
    node_ref, which, ends = np.unique(
        ref[np.concatenate([first, last])], return_index=True, return_inverse=True
    )
    where = np.concatenate([first, last])[which]
    shape_start, points = _spread(first, last)
    shape_lon = _unwrapped(lon[points], shape_start)
    edges = _edges(
        lines, line[first], ends[: len(first)], ends[len(first) :], shape_start, shape_lon,
        lat[points],
    )  # fmt: skip
    return Cut(node_ref, lon[where], lat[where], edges, n_missing)


def _pieces(lines: Lines) -> tuple[I64, I64, F64, F64, I64, int]:
    """Line, ref, lon, lat and piece number of every point that is there, and how many are not."""
    line = np.repeat(np.arange(len(lines.start) - 1), np.diff(lines.start))
    there = np.flatnonzero(np.isfinite(lines.lon) & np.isfinite(lines.lat))
    line, ref = line[there], lines.ref[there]
    begins = np.ones(len(there), bool)
    begins[1:] = (np.diff(there) > 1) | (np.diff(line) > 0)
    fresh = begins.copy()
    fresh[1:] |= ref[1:] != ref[:-1]
    piece = np.cumsum(begins)[fresh]
    long_enough = np.bincount(piece, minlength=1)[piece] > 1
    chosen = there[fresh][long_enough]
    return (
        line[fresh][long_enough],
        lines.ref[chosen],
        lines.lon[chosen],
        lines.lat[chosen],
        piece[long_enough],
        len(lines.lon) - len(there),
    )


def _nodes(ref: I64, piece: I64, keep: I64) -> NDArray[np.bool_]:
    """Which points are nodes."""
    _, inverse, counts = np.unique(ref, return_inverse=True, return_counts=True)
    is_node = (counts[inverse] > 1) | np.isin(ref, keep)
    turns = np.diff(piece, prepend=-1, append=-1) != 0
    is_node |= turns[:-1] | turns[1:]
    nodes: NDArray[np.bool_] = is_node
    return nodes


def _spread(first: I64, last: I64) -> tuple[I64, I64]:
    """Where each edge's points begin, and the index of every point from first to last of each."""
    n_points = last - first + 1
    start = np.concatenate([[0], np.cumsum(n_points)]).astype(np.int64)
    points = np.arange(start[-1]) + np.repeat(first - start[:-1], n_points)
    return start, points


def _unwrapped(lon: F64, start: I64) -> F64:
    """Longitudes that run on past 180 degrees rather than jump, along each edge."""
    steps = np.diff(lon)
    steps[start[1:-1] - 1] = 0.0
    if not (np.abs(steps) > 180).any():
        return lon
    turns = np.concatenate([[0.0], np.cumsum(-360 * np.round(steps / 360))])
    out: F64 = lon + turns - np.repeat(turns[start[:-1]], np.diff(start))
    return out


def _edges(
    lines: Lines, line: I64, tail: I64, head: I64, start: I64, lon: F64, lat: F64
) -> Edges:  # fmt: skip
    """Edges with their line's attributes and the seconds along them; rings of no length go."""
    metres = edge_lengths_m(start, lon, lat)
    edges = Edges(
        tail=tail.astype("i4"),
        head=head.astype("i4"),
        shape_start=start,
        shape_lon=lon,
        shape_lat=lat,
        there_s=_seconds(metres, lines.there_mps[line]),
        back_s=_seconds(metres, lines.back_mps[line]),
        surface=lines.surface[line],
        kind=lines.kind[line],
        name=lines.name[line],
        flags=lines.flags[line],
        way=lines.way[line],
    )
    return take(edges, np.flatnonzero((tail != head) | (metres > 0)))


def _seconds(metres: F64, mps: F64) -> dict[str, NDArray[np.float32]]:
    """Seconds along each edge for each mode, inf where the speed is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        table = np.where(mps > 0, np.maximum(metres[:, None] / mps, LEAST_S), np.inf)
    return {mode: table[:, i].astype("f4") for i, mode in enumerate(MODES)}


def take(edges: Edges, chosen: I64) -> Edges:
    """Only the chosen edges, with their shapes."""
    if len(chosen) == len(edges.tail):
        return edges
    start, points = _spread(edges.shape_start[chosen], edges.shape_start[chosen + 1] - 1)
    return Edges(
        tail=edges.tail[chosen],
        head=edges.head[chosen],
        shape_start=start,
        shape_lon=edges.shape_lon[points],
        shape_lat=edges.shape_lat[points],
        there_s={m: v[chosen] for m, v in edges.there_s.items()},
        back_s={m: v[chosen] for m, v in edges.back_s.items()},
        surface=edges.surface[chosen],
        kind=edges.kind[chosen],
        name=edges.name[chosen],
        flags=edges.flags[chosen],
        way=edges.way[chosen],
    )


def with_barriers(found: Cut, stops: Mapping[int, int], marks: Mapping[int, int]) -> Cut:
    """The same net with a wall at every barrier for those whom it stops.

    Every edge that ends at a barrier gets an end of its own there, a step away from the barrier's
    node; the step may be taken by those whom the barrier lets pass. At a junction the barrier
    stands in every arm (so does OSRM).

    Args:
        found: the net.
        stops: for each ref with a barrier, bits of the modes it stops.
        marks: for each ref, flags to set on the edges that touch it.
    """
    edges = replace(found.edges, flags=_marked(found, marks))
    refs = np.array([r for r, bits in stops.items() if bits], dtype=np.int64)
    node_bits = np.zeros(len(found.ref), np.int64)
    here = np.isin(found.ref, refs)
    node_bits[here] = [stops[int(r)] for r in found.ref[here]]
    # 1. Edge ends at a barrier where more than one edge end meets.
    meets = np.bincount(np.concatenate([edges.tail, edges.head]), minlength=len(found.ref))
    walled = (node_bits > 0) & (meets > 1)
    if not walled.any():
        return Cut(found.ref, found.lon, found.lat, edges, found.n_missing)
    at_tail, at_head = np.flatnonzero(walled[edges.tail]), np.flatnonzero(walled[edges.head])
    centre = np.concatenate([edges.tail[at_tail], edges.head[at_head]])
    owner = np.concatenate([at_tail, at_head])
    # 2. Each gets a node of its own, and a step between it and the barrier's node.
    own = np.arange(len(centre), dtype=np.int32) + np.int32(len(found.ref))
    tail, head = edges.tail.copy(), edges.head.copy()
    tail[at_tail], head[at_head] = own[: len(at_tail)], own[len(at_tail) :]
    steps = _steps(found, edges, centre, own, owner, node_bits[centre])
    return Cut(
        np.concatenate([found.ref, found.ref[centre]]),
        np.concatenate([found.lon, found.lon[centre]]),
        np.concatenate([found.lat, found.lat[centre]]),
        _joined(replace(edges, tail=tail, head=head), steps),
        found.n_missing,
    )


def _marked(found: Cut, marks: Mapping[int, int]) -> U16:
    """The edges' flags with those of the barriers at their ends."""
    bits = np.zeros(len(found.ref), np.uint16)
    here = np.flatnonzero(np.isin(found.ref, np.array(list(marks), dtype=np.int64)))
    bits[here] = [marks[int(found.ref[i])] for i in here]
    edges = found.edges
    flags: U16 = (edges.flags | bits[edges.tail] | bits[edges.head]).astype("u2")
    return flags


def _steps(
    found: Cut, edges: Edges, centre: I32, own: I32, owner: I64, stopped: I64
) -> Edges:  # fmt: skip
    """Edges of no length from each barrier to the ends around it, for those who may pass."""
    seconds = {
        mode: np.where(stopped >> i & 1, np.inf, PASS_S).astype("f4")
        for i, mode in enumerate(MODES)
    }
    return Edges(
        tail=centre,
        head=own,
        shape_start=np.arange(0, 2 * len(centre) + 1, 2, dtype=np.int64),
        shape_lon=np.repeat(found.lon[centre], 2),
        shape_lat=np.repeat(found.lat[centre], 2),
        there_s=seconds,
        back_s=seconds,
        surface=edges.surface[owner],
        kind=edges.kind[owner],
        name=edges.name[owner],
        flags=edges.flags[owner],
        way=edges.way[owner],
    )


def _joined(a: Edges, b: Edges) -> Edges:
    """Both lots of edges as one."""
    both = np.concatenate
    return Edges(
        tail=both([a.tail, b.tail]),
        head=both([a.head, b.head]),
        shape_start=both([a.shape_start, b.shape_start[1:] + a.shape_start[-1]]),
        shape_lon=both([a.shape_lon, b.shape_lon]),
        shape_lat=both([a.shape_lat, b.shape_lat]),
        there_s={m: both([a.there_s[m], b.there_s[m]]) for m in MODES},
        back_s={m: both([a.back_s[m], b.back_s[m]]) for m in MODES},
        surface=both([a.surface, b.surface]),
        kind=both([a.kind, b.kind]),
        name=both([a.name, b.name]),
        flags=both([a.flags, b.flags]),
        way=both([a.way, b.way]),
    )
