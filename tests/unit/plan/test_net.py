"""The net of one mode: rows, copies of restricted nodes, and the way back to road arcs."""

import numpy as np
import pytest

from holdfast.base.errors import Refused
from holdfast.plan.roads.arrays import MODES, Edges, Roads, Turn, build
from holdfast.plan.roads.net import Net, net

FREE = {mode: np.full(3, 10.0, "f4") for mode in MODES}


def star(*turns: Turn) -> Roads:
    """Three two-way edges 0, 1, 2 from nodes 1, 2, 3 to node 0."""
    lon, lat = np.array([0.0, -0.01, 0.01, 0.0]), np.array([0.0, 0.0, 0.0, 0.01])
    shape = np.array([[lon[i], lon[0]] for i in (1, 2, 3)]).reshape(-1)
    edges = Edges(
        tail=np.array([1, 2, 3], "i4"),
        head=np.zeros(3, "i4"),
        shape_start=np.array([0, 2, 4, 6], "i8"),
        shape_lon=shape,
        shape_lat=np.array([[lat[i], lat[0]] for i in (1, 2, 3)]).reshape(-1),
        there_s=FREE,
        back_s=FREE,
        surface=np.zeros(3, "u1"),
        kind=np.zeros(3, "u1"),
        name=np.zeros(3, "i4"),
        flags=np.zeros(3, "u1"),
        way=np.arange(3, dtype="i8"),
    )
    return build(lon, lat, edges, turns=turns)


def no_turn(start: int, end: int, only: bool = False, modes: int = 7) -> Turn:
    """From the edge `start` into the middle and out by the edge `end`."""
    return Turn(start, True, 0, end, False, only, modes)


def goes_to(n: Net, roads: Roads, start: int) -> set[int]:
    """Which outer nodes follow the arc from the outer node `start` into the middle."""
    (arc,) = n.arcs_of(int(np.flatnonzero((roads.tail == start) & (roads.head == 0))[0]))
    v = n.head[arc]
    return {int(n.node[n.head[i]]) for i in range(n.indptr[v], n.indptr[v + 1])}


def test_without_restrictions_the_net_is_the_roads() -> None:
    """No copies; every arc once."""
    roads = star()
    n = net(roads, "car")
    assert n.node.tolist() == [0, 1, 2, 3]
    assert n.arc.tolist() == list(range(6))


def test_several_bans_on_one_arc_add_up() -> None:
    """From the west neither east nor north: only back."""
    roads = star(no_turn(0, 1), no_turn(0, 2))
    n = net(roads, "car")
    assert goes_to(n, roads, 1) == {1}
    assert goes_to(n, roads, 2) == {1, 2, 3}


def test_two_only_restrictions_leave_both() -> None:
    """What one 'only' allows the other does not take away, but a ban does."""
    roads = star(no_turn(0, 1, only=True), no_turn(0, 2, only=True), no_turn(0, 2))
    assert goes_to(net(roads, "truck"), roads, 1) == {2}
    roads = star(no_turn(0, 1, only=True), no_turn(0, 2, only=True))
    assert goes_to(net(roads, "truck"), roads, 1) == {2, 3}


def test_people_on_foot_obey_no_turn_restriction() -> None:
    """Even one that names them by mistake."""
    roads = star(no_turn(0, 1))
    assert goes_to(net(roads, "foot"), roads, 1) == {1, 2, 3}


def test_each_mode_obeys_its_own() -> None:
    """A ban for trucks leaves cars alone."""
    roads = star(no_turn(0, 1, modes=4))
    assert goes_to(net(roads, "car"), roads, 1) == {1, 2, 3}
    assert goes_to(net(roads, "truck"), roads, 1) == {1, 3}


def test_road_arcs_are_found_in_the_net_also_where_nodes_have_copies() -> None:
    """An arc out of a copied node is there once for the node and once for each copy that may."""
    roads = star(no_turn(0, 1), no_turn(1, 0))
    n = net(roads, "car")
    for arc in range(roads.n_arcs):
        places = n.arcs_of(arc)
        assert (n.arc[places] == arc).all()
        assert len(set(n.head[places].tolist())) == 1
    north = int(np.flatnonzero((roads.tail == 0) & (roads.head == 3))[0])
    assert len(n.arcs_of(north)) == 3


def test_rows_are_by_tail_and_hold_every_arc() -> None:
    """indptr and tail agree."""
    n = net(star(no_turn(0, 1), no_turn(2, 2)), "car")
    assert (np.repeat(np.arange(len(n.node)), np.diff(n.indptr)) == n.tail).all()


def test_an_unknown_mode_is_refused() -> None:
    """With those that there are."""
    with pytest.raises(Refused, match="foot, car, truck"):
        net(star(), "boat")
