"""Roads as arrays: arcs, lengths, shapes, components."""

import pickle

import numpy as np
import pytest

from holdfast.base.geo import Place, distance_m
from holdfast.plan.roads.arrays import MODES, Edges, Roads, Turn, build, shape


def edges(
    *rows: tuple[int, int, list[tuple[float, float]], tuple[float, ...], tuple[float, ...]],
) -> Edges:
    """Edges from (tail, head, points, seconds there by mode, seconds back by mode)."""
    n = len(rows)
    points = np.array([p for row in rows for p in row[2]], "f8").reshape(-1, 2)
    there, back = (np.array([row[k] for row in rows], "f4").reshape(n, 3) for k in (3, 4))
    return Edges(
        tail=np.array([r[0] for r in rows], "i4"),
        head=np.array([r[1] for r in rows], "i4"),
        shape_start=np.cumsum([0, *(len(r[2]) for r in rows)]).astype("i8"),
        shape_lon=points[:, 0],
        shape_lat=points[:, 1],
        there_s={m: there[:, i] for i, m in enumerate(MODES)},
        back_s={m: back[:, i] for i, m in enumerate(MODES)},
        surface=np.zeros(n, "u1"),
        kind=np.zeros(n, "u1"),
        name=np.zeros(n, "i4"),
        flags=np.zeros(n, "u1"),
        way=np.arange(n, dtype="i8"),
    )


INF = float("inf")
LON, LAT = np.array([0.0, 0.01, 0.02, 0.05]), np.zeros(4)


@pytest.fixture
def small() -> Roads:
    """0 <-> 1 for all with a bend, 1 -> 2 for cars alone, 3 with a ring on foot."""
    return build(
        LON,
        LAT,
        edges(
            (1, 0, [(0.01, 0), (0.005, 0.001), (0, 0)], (9, 5, 6), (9, 5, 6)),
            (1, 2, [(0.01, 0), (0.02, 0)], (INF, 7, INF), (INF, INF, INF)),
            (3, 3, [(0.05, 0), (0.06, 0), (0.05, 0.01), (0.05, 0)], (60, INF, INF), (60, INF, INF)),
            (0, 3, [(0, 0), (0.05, 0)], (INF, INF, INF), (INF, INF, INF)),
        ),
        turns=[Turn(0, False, 1, 1, True, False, 6), Turn(3, True, 3, 3, True, False, 6)],
    )


def test_an_arc_is_where_somebody_may_go(small: Roads) -> None:
    """Two for the bend, one for the one-way, two for the ring, none for the barred edge."""
    assert sorted(zip(small.tail.tolist(), small.head.tolist(), strict=True)) == [
        (0, 1), (1, 0), (1, 2), (3, 3), (3, 3),
    ]  # fmt: skip
    assert (np.diff(small.tail) >= 0).all()


def test_lengths_are_those_of_the_shapes(small: Roads) -> None:
    """Great-circle metres over all points, the same in both directions."""
    a, b, c = Place(0.01, 0), Place(0.005, 0.001), Place(0, 0)
    bend = small.length_m[small.edge == 0]
    assert bend == pytest.approx([distance_m(a, b) + distance_m(b, c)] * 2, rel=1e-6)


def test_a_shape_runs_with_its_arc(small: Roads) -> None:
    """From the arc's tail to its head, whichever way the edge was drawn."""
    for arc in range(small.n_arcs):
        lon, _ = shape(small, arc)
        assert lon[0] == small.lon[small.tail[arc]]
        assert lon[-1] == small.lon[small.head[arc]]


def test_components_are_strong_and_by_size(small: Roads) -> None:
    """A node that can be reached but not left is a component of its own; untouched ones are -1."""
    assert small.component["foot"].tolist() == [0, 0, -1, 1]
    assert small.component["car"].tolist() == [0, 0, 1, -1]


def test_turns_become_arcs_and_impossible_ones_go(small: Roads) -> None:
    """A turn is between arcs that exist and meet at its node."""
    assert len(small.restrictions) == 1
    a, via, b = small.restrictions[0]
    assert (small.tail[a], small.head[a], via, small.head[b]) == (0, 1, 1, 2)


def test_roads_travel_to_other_processes(small: Roads) -> None:
    """Pickled and back, the arrays are the same."""
    again = pickle.loads(pickle.dumps(small))  # noqa: S301 - our own bytes
    assert np.array_equal(again.time_s["car"], small.time_s["car"])
    assert again.bounds == small.bounds


def test_a_map_without_edges_is_a_map() -> None:
    """No arcs, no components, no failure."""
    roads = build(np.zeros(0), np.zeros(0), edges())
    assert (roads.n_nodes, roads.n_arcs, roads.n_edges) == (0, 0, 0)
