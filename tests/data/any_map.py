"""Small maps made at random, with everything in them that makes ways go wrong."""

import numpy as np
from hypothesis import strategies as st

from holdfast.plan.roads.arrays import MODES, Edges, Roads, Turn, build
from holdfast.plan.roads.chains import Chains, draw
from holdfast.plan.roads.field import Field, weigh
from holdfast.plan.roads.net import net
from holdfast.plan.roads.points import RoadPoint, point_on

Row = tuple[int, int, float, float]
"""An edge: its first and its last node, seconds there and back."""


@st.composite
def maps(draw_: st.DrawFn) -> Roads:
    """Small maps with one-ways, parallel roads, circles, dead ends, no-time arcs, turns."""
    n = draw_(st.integers(2, 9))
    node = st.integers(0, n - 1)
    seconds = st.sampled_from([0.0, 0.1, 0.2, 0.2, 0.5, 1.0, np.inf])
    rows = draw_(st.lists(st.tuples(node, node, seconds, seconds), min_size=1, max_size=18))
    rows = [r for r in rows if min(r[2:]) < np.inf] or [(0, 1, 1.0, 1.0)]
    edge, way = st.integers(0, len(rows) - 1), st.booleans()
    turns = []
    for a, f, b, g, only in draw_(
        st.lists(st.tuples(edge, way, edge, way, st.booleans()), max_size=4)
    ):
        via = rows[a][1] if f else rows[a][0]
        turns.append(Turn(a, f, via, b, g, only, 7))
    return made(n, rows, turns)


def made(n: int, rows: list[Row], turns: list[Turn] | None = None) -> Roads:
    """A map of nodes on a bent line and edges (tail, head, seconds there, seconds back)."""
    lon, lat = np.arange(n) * 1e-3, (np.arange(n) ** 2 % 5) * 1e-3
    tail, head = (np.array([r[i] for r in rows], np.int32) for i in (0, 1))
    there, back = (np.array([r[i] for r in rows], np.float32) for i in (2, 3))
    zeros = np.zeros(len(rows), np.uint8)
    ends = np.column_stack([tail, head]).ravel()
    return build(
        lon,
        lat,
        Edges(
            tail=tail,
            head=head,
            shape_start=np.arange(len(rows) + 1, dtype=np.int64) * 2,
            shape_lon=lon[ends],
            shape_lat=lat[ends],
            there_s=dict.fromkeys(MODES, there),
            back_s=dict.fromkeys(MODES, back),
            surface=zeros,
            kind=zeros,
            name=zeros.astype(np.int32),
            flags=zeros,
            way=zeros.astype(np.int64),
        ),
        turns=turns or [],
    )


def any_field(data: st.DataObject, roads: Roads, mode: str) -> Field:
    """Hazards with many ties and zeros."""
    few = st.sampled_from([0.0, 0.0, 1e-8, 2e-8, 3e-8, 1e-3])
    hazard = data.draw(st.lists(few, min_size=roads.n_arcs, max_size=roads.n_arcs))
    return weigh(draw(roads, net(roads, mode)), hazard)


def any_point(data: st.DataObject, chains: Chains) -> RoadPoint:
    """A point in the middle of an arc."""
    arc = data.draw(st.sampled_from(np.flatnonzero(np.isfinite(chains.time_s)).tolist()))
    return point_on(chains, arc, data.draw(st.sampled_from([0.25, 0.5, 0.75])))


def wild(seed: int) -> Field:
    """A larger net: a lattice with holes, parallel roads, dead ends, one-ways, some roads closed.

    Times and hazards vary so much from road to road that fronts are long and full of dents.
    """
    rng = np.random.default_rng(seed)
    wide, high = (int(k) for k in rng.integers(2, 7, 2))
    spots = np.arange(wide * high).reshape(high, wide)
    joints = [*zip(spots[:, :-1].flat, spots[:, 1:].flat, strict=True)]
    joints += zip(spots[:-1].flat, spots[1:].flat, strict=True)
    joints = [j for j in joints if rng.random() > 0.15] or joints[:1]
    joints += [joints[int(k)] for k in rng.integers(len(joints), size=len(joints) // 5)]
    n = wide * high
    for k in range(int(rng.integers(0, 4))):
        joints.append((int(rng.integers(n)), n + k))
    rows: list[Row] = []
    for a, b in joints:
        seconds = round(float(rng.lognormal(1, rng.choice([0.2, 1.0]))), 1)
        back = np.inf if rng.random() < 0.2 else seconds
        rows.append((int(a), int(b), seconds, back))
    roads = made(max(max(a, b) for a, b, _, _ in rows) + 1, rows)
    hazard = rng.lognormal(-9, rng.choice([0.3, 1.5]), roads.n_edges)[roads.edge]
    hazard[rng.random(roads.n_arcs) < 0.1] = 0.0
    hazard[rng.random(roads.n_arcs) < 0.05] = np.inf
    return weigh(draw(roads, net(roads, "car")), hazard)


def some_points(field: Field, seed: int, n: int) -> list[RoadPoint]:
    """Points in the middle of arcs."""
    rng, arcs = np.random.default_rng(seed), np.flatnonzero(np.isfinite(field.chains.time_s))
    return [
        point_on(field.chains, int(a), float(f))
        for a, f in zip(rng.choice(arcs, n), rng.choice([0.25, 0.5, 0.75], n), strict=True)
    ]
