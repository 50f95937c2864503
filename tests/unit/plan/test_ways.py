"""Ways on toy maps whose answers can be read off the drawing."""

from math import inf

import numpy as np
import pytest

from data.toy_nets import KM, arc, edges_of, hazards, ladder, ladder_hazard, on, toy
from holdfast.base.errors import Refused
from holdfast.base.geo import Place
from holdfast.plan.roads.arrays import Turn
from holdfast.plan.roads.chains import Chains
from holdfast.plan.roads.field import weigh
from holdfast.plan.roads.points import RoadPoint, point
from holdfast.plan.roads.snap import snap
from holdfast.plan.ways.fallback import along, back, fallback
from holdfast.plan.ways.profile import line, profile
from holdfast.plan.ways.shared import covered, shared_m
from holdfast.plan.ways.spread import FEW, MANY, spread
from holdfast.plan.ways.ways import Way, measured, toward, warm, ways


def found(chains: Chains, start: RoadPoint, goal: RoadPoint, **of_edge: float) -> tuple[Way, ...]:
    """All ways under the given hazards."""
    return ways(toward(weigh(chains, hazards(chains, **of_edge)), goal), start)


@pytest.fixture
def bypass() -> Chains:
    """A street 0-1-2-3 (edges 0, 1, 2), and a bypass 1-4-2 (edges 3, 4), slower."""
    places = [(0, 0), (1, 0), (2, 0), (3, 0), (1.5, 1)]
    rows = [
        (0, 1, 100, 100),
        (1, 2, 100, 100),
        (2, 3, 100, 100),
        (1, 4, 120, 120),
        (4, 2, 120, 120),
    ]
    return toy(places, rows)


# -- the front -------------------------------------------------------------------------------------


def test_a_threat_on_the_street_gives_the_street_and_the_bypass(bypass: Chains) -> None:
    """Two ways, the fastest first, with the figures of their arcs."""
    fast, safe = found(bypass, on(bypass, 0, 0.5), on(bypass, 2, 0.5), e1=0.1, e3=0.01)
    assert edges_of(bypass, fast) == [0, 1, 2]
    assert edges_of(bypass, safe) == [0, 3, 4, 2]
    assert (fast.time_s, safe.time_s) == (200.0, 340.0)
    assert (fast.hazard, safe.hazard) == (0.1, 0.01)
    assert fast.length_m == pytest.approx(2000, rel=1e-3)
    assert fast.survival == pytest.approx(0.904837, rel=1e-5)
    assert fast.complete


def test_without_any_hazard_there_is_one_way(bypass: Chains) -> None:
    """The fastest betters all others where all are safe."""
    (way,) = found(bypass, on(bypass, 0, 0.5), on(bypass, 2, 0.5))
    assert edges_of(bypass, way) == [0, 1, 2]
    assert way.hazard == 0


def test_hazard_on_a_part_of_an_arc_counts_in_part(bypass: Chains) -> None:
    """A way that leaves the middle of a dangerous arc meets the part of it that it passes."""
    (way,) = found(bypass, on(bypass, 0, 0.75), on(bypass, 1, 0.5), e0=0.4, e1=0.2)
    assert way.hazard == pytest.approx(0.25 * 0.4 + 0.5 * 0.2)
    assert way.time_s == pytest.approx(75)


def test_a_closed_arc_is_used_by_nobody(bypass: Chains) -> None:
    """Infinite hazard closes the street, and with both closed there is no way."""
    start, goal = on(bypass, 0, 0.5), on(bypass, 2, 0.5)
    (way,) = found(bypass, start, goal, e1=inf)
    assert edges_of(bypass, way) == [0, 3, 4, 2]
    assert found(bypass, start, goal, e1=inf, e4=inf) == ()
    assert found(bypass, start, goal, e0=inf) == ()


def test_one_look_serves_all_starts(bypass: Chains) -> None:
    """Ways from a shared look are those of a look of their own."""
    field = weigh(bypass, hazards(bypass, e1=0.1))
    look = toward(field, on(bypass, 2, 0.5))
    for edge in range(5):
        start = on(bypass, edge, 0.3)
        assert ways(look, start) == ways(toward(field, on(bypass, 2, 0.5)), start)


def test_a_stopped_search_says_so() -> None:
    """With few labels the fastest ways and the safest are given, and marked."""
    chains = ladder(8)
    field = weigh(chains, ladder_hazard(chains))
    look, start = toward(field, on(chains, 23, 1.0)), on(chains, 0, 0.0)
    whole = ways(look, start)
    some = ways(look, start, max_labels=150)
    assert len(whole) > len(some) >= 1
    assert all(way.complete for way in whole)
    assert not any(way.complete for way in some)
    assert some[-1].hazard == whole[-1].hazard
    assert [w.arcs for w in some[:-1]] == [w.arcs for w in whole[: len(some) - 1]]


def test_every_combination_of_choices_can_be_on_the_front() -> None:
    """Eight free choices make 256 ways."""
    chains = ladder(8)
    look = toward(weigh(chains, ladder_hazard(chains)), on(chains, 23, 1.0))
    assert len(ways(look, on(chains, 0, 0.0))) == 256


# -- ends ------------------------------------------------------------------------------------------


def test_who_is_there_already_needs_no_way(bypass: Chains) -> None:
    """Start and goal at one point, or at one node by different roads: one way of no length."""
    for start, goal in (
        (on(bypass, 1, 0.5), on(bypass, 1, 0.5)),
        (on(bypass, 0, 1.0), on(bypass, 3, 0.0)),
    ):
        (way,) = found(bypass, start, goal, e1=0.1)
        assert (way.time_s, way.length_m, way.hazard) == (0, 0, 0)
        assert way.arcs
        assert len(line(bypass.roads, way)) == 2


@pytest.mark.parametrize(("f", "g"), [(0.2, 0.7), (0.7, 0.2)])
def test_two_points_of_one_edge_are_joined_along_it(bypass: Chains, f: float, g: float) -> None:
    """In either direction, without going round."""
    (way,) = found(bypass, on(bypass, 1, f), on(bypass, 1, g))
    assert way.time_s == pytest.approx(50)
    assert edges_of(bypass, way) == [1]


def test_a_dangerous_edge_may_be_left_to_come_back_to_it(bypass: Chains) -> None:
    """Between two points of one edge the way round may be the safer one."""
    fast, safe = found(bypass, on(bypass, 1, 0.1), on(bypass, 1, 0.9), e1=1.0)
    assert edges_of(bypass, fast) == [1]
    assert edges_of(bypass, safe) == [1, 3, 4, 1]
    assert safe.hazard == pytest.approx(0.2)


def test_behind_oneself_on_a_one_way_street_means_going_round() -> None:
    """Backward on a one-way edge is no way; the block is gone round, and the arc comes twice."""
    chains = toy([(0, 0), (1, 0), (1, 1)], [(0, 1, 100, inf), (1, 2, 50, inf), (2, 0, 50, inf)])
    (way,) = found(chains, on(chains, 0, 0.7), on(chains, 0, 0.2))
    assert edges_of(chains, way) == [0, 1, 2, 0]
    assert (way.start_fraction, way.end_fraction) == (0.7, pytest.approx(0.2))
    assert way.time_s == pytest.approx(30 + 50 + 50 + 20)


def test_a_point_at_a_node_is_on_all_its_roads(bypass: Chains) -> None:
    """Begun at the end of one edge and ended at the beginning of another, both are left out."""
    fast, safe = found(bypass, on(bypass, 0, 1.0), on(bypass, 2, 0.0), e1=0.1)
    assert edges_of(bypass, fast) == [1]
    assert edges_of(bypass, safe) == [3, 4]
    assert (fast.start_fraction, fast.end_fraction) == (0.0, 1.0)


def test_one_can_leave_a_node_against_the_one_way_street_it_was_found_on() -> None:
    """A start snapped to the first point of a one-way edge may go by any other road."""
    chains = toy([(0, 0), (1, 0), (0, 1)], [(0, 1, 10, inf), (0, 2, 10, 10)])
    (way,) = found(chains, on(chains, 0, 0.0), on(chains, 1, 0.5))
    assert edges_of(chains, way) == [1]


def test_one_can_come_to_a_node_against_the_one_way_street_it_was_found_on() -> None:
    """A goal snapped to the first point of a one-way edge is reached by any other road."""
    chains = toy([(0, 0), (1, 0), (0, 1)], [(0, 1, 10, inf), (0, 2, 10, 10)])
    (way,) = found(chains, on(chains, 1, 0.5), on(chains, 0, 0.0))
    assert edges_of(chains, way) == [1]


def test_a_goal_against_the_one_way_cannot_be_reached() -> None:
    """No way at all is an empty answer."""
    chains = toy([(0, 0), (1, 0)], [(0, 1, 10, inf)])
    assert found(chains, on(chains, 0, 0.7), on(chains, 0, 0.2)) == ()


def test_a_snapped_place_becomes_a_point_on_its_arcs(bypass: Chains) -> None:
    """The fraction counts along each arc in its own direction."""
    near = snap(bypass.roads, Place(1.25 * KM, 0.01 * KM), "car")
    assert near is not None
    here = point(bypass.roads, near)
    assert set(here.arcs) == {arc(bypass, 1), arc(bypass, 1, False)}
    assert dict(zip(*here, strict=True))[arc(bypass, 1)] == pytest.approx(0.25, abs=1e-6)
    assert sum(here.fractions) == pytest.approx(1)


# -- odd maps --------------------------------------------------------------------------------------


def test_parallel_roads_circles_and_roads_of_no_time_do_no_harm() -> None:
    """Of two roads between the same nodes each has its use; a circle and no time have none."""
    chains = toy(
        [(0, 0), (1, 0), (2, 0), (3, 0)],
        [(0, 1, 0, 0), (1, 1, 0, 0), (1, 2, 10, 10), (1, 2, 20, 20), (2, 3, 0, 0), (2, 2, 5, 5)],
    )
    fast, safe = found(chains, on(chains, 0, 0.0), on(chains, 4, 1.0), e2=0.1, e5=0.0)
    assert edges_of(chains, fast) == [0, 2, 4]
    assert edges_of(chains, safe) == [0, 3, 4]
    (round_,) = found(chains, on(chains, 1, 0.5), on(chains, 4, 0.5))
    assert round_.time_s == 10


@pytest.mark.parametrize("last_first", [False, True])
def test_one_can_turn_where_a_road_parts_into_two_one_ways(last_first: bool) -> None:
    """A node between two pairs of one-way roads passes nothing on: turning back there is of use."""
    there, home = (0, 1, 10, inf), (1, 0, 10, inf)
    on_, from_, far = (1, 2, 10, inf), (2, 1, 10, inf), (2, 0, 99, 99)
    rows = [there, on_, home, from_, far] if last_first else [there, home, on_, from_, far]
    chains = toy([(0, 0), (1, 0), (2, 0)], rows)
    (way,) = found(chains, on(chains, 0, 0.5), on(chains, rows.index(home), 0.5))
    assert edges_of(chains, way) == [0, rows.index(home)]


def test_a_bare_ring_is_a_map_too() -> None:
    """A ring without any junction is gone either way round."""
    n = 5
    places = [(np.cos(k), np.sin(k)) for k in range(n)]
    chains = toy(places, [(k, (k + 1) % n, 10, 10) for k in range(n)])
    assert chains.n == 1
    short, long = found(chains, on(chains, 0, 0.5), on(chains, 2, 0.5), e1=0.1)
    assert (short.time_s, long.time_s) == (20, 30)


def test_dead_ends_are_entered_only_for_what_they_hold() -> None:
    """A goal up a branching dead end is reached; so is the street from there."""
    places = [(0, 0), (1, 0), (2, 0), (1, 1), (1, 2), (2, 1)]
    rows = [(0, 1, 10, 10), (1, 2, 10, 10), (1, 3, 10, 10), (3, 4, 10, 10), (3, 5, 10, 10)]
    chains = toy(places, rows)
    (into,) = found(chains, on(chains, 0, 0.0), on(chains, 3, 0.5))
    (out,) = found(chains, on(chains, 4, 0.5), on(chains, 1, 1.0))
    (across,) = found(chains, on(chains, 3, 0.5), on(chains, 4, 0.5))
    assert edges_of(chains, into) == [0, 2, 3]
    assert edges_of(chains, out) == [4, 2, 1]
    assert edges_of(chains, across) == [3, 4]


@pytest.mark.parametrize(
    ("mode", "edges"), [("car", [0, 1, 3, 4, 2]), ("foot", [0, 2])], ids=["car", "foot"]
)
def test_a_forbidden_turn_is_gone_round_by_car_and_not_on_foot(mode: str, edges: list[int]) -> None:
    """No turn from edge 0 into edge 2: the car goes round the block and comes from the side."""
    places = [(0, 0), (1, 0), (2, 0), (1, -1), (2, 1), (1, 1)]
    rows = [
        (0, 1, 10, 10),
        (1, 2, 10, inf),
        (1, 3, 10, 10),
        (2, 5, 10, inf),
        (5, 1, 10, inf),
    ]
    chains = toy(places, rows, Turn(0, True, 1, 2, True, False, 2 | 4), mode=mode)
    (way,) = found(chains, on(chains, 0, 0.0), on(chains, 2, 1.0))
    assert edges_of(chains, way) == edges


def test_a_forbidden_turn_does_not_keep_one_from_the_node_itself() -> None:
    """Who wants to stop at the crossing need not turn there."""
    rows = [(0, 1, 10, 10), (1, 2, 10, inf), (1, 3, 10, 10)]
    places = [(0, 0), (1, 0), (2, 0), (1, -1)]
    chains = toy(places, rows, Turn(0, True, 1, 1, True, False, 2))
    (way,) = found(chains, on(chains, 0, 0.0), on(chains, 1, 0.0))
    assert edges_of(chains, way) == [0]


@pytest.mark.parametrize("wrong", [[0.1], [-1.0] * 10, [float("nan")] * 10])
def test_hazards_that_make_no_sense_are_refused(bypass: Chains, wrong: list[float]) -> None:
    """One figure an arc, none negative, all numbers."""
    with pytest.raises(Refused, match=r"[Hh]azard"):
        weigh(bypass, wrong)


def test_a_map_without_roads_for_a_mode_has_no_ways() -> None:
    """Where cars may not go at all there is nothing to draw, and looking there finds no way."""
    chains = toy([(0, 0), (1, 0)], [(0, 1, 10, 10)], shut=("car",))
    assert chains.n == 0
    nowhere = RoadPoint((0,), (0.5,))
    assert ways(toward(weigh(chains, [0.0, 0.0]), nowhere), RoadPoint((0,), (0.2,))) == ()


def test_warming_up_compiles_without_a_map() -> None:
    """Set-up calls it with nothing in hand."""
    warm()


# -- thinning --------------------------------------------------------------------------------------


def test_a_thinned_front_keeps_both_ends_and_its_order() -> None:
    """Of 256 ways five to nine are left: the fastest, the safest and some between, as found."""
    chains = ladder(8)
    field = weigh(chains, ladder_hazard(chains))
    front = ways(toward(field, on(chains, 23, 1.0)), on(chains, 0, 0.0))
    few = spread(chains.roads, front)
    assert FEW <= len(few) <= MANY
    assert (few[0], few[-1]) == (front[0], front[-1])
    assert set(few) <= set(front)
    assert [w.time_s for w in few] == sorted(w.time_s for w in few)
    assert few == spread(chains.roads, front)
    gaps = np.diff([w.time_s for w in few])
    assert gaps.max() <= 0.4 * (front[-1].time_s - front[0].time_s)


def test_near_twins_are_thinned_out() -> None:
    """Ways on the same roads for nearly the same price are no choice."""
    chains = ladder(8)

    def way(arcs: tuple[int, ...], time_s: float, hazard: float) -> Way:
        length_m = float(chains.roads.length_m[list(arcs)].sum())
        return Way(arcs, 0.0, 1.0, time_s, length_m, hazard)

    twins = [way((0, 1, 2), 1000.0 + k, 0.1 - k * 1e-5) for k in range(5)]
    apart = way((0, 7, 2), 2000.0, 0.05)
    assert spread(chains.roads, [*twins, apart]) == (twins[0], apart)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_what_is_few_already_stays(n: int) -> None:
    """An empty front, one way, two ways."""
    front = tuple(Way((k,), 0.0, 1.0, 1.0 + k, 1.0, 1.0 / (1 + k)) for k in range(n))
    assert spread(ladder(1).roads, front) == front


# -- keeping off -----------------------------------------------------------------------------------


def test_a_fallback_takes_the_other_road(bypass: Chains) -> None:
    """What can be avoided is avoided; the street before and behind it is shared, and said."""
    start, goal = on(bypass, 2, 0.5), on(bypass, 0, 0.5)
    field = weigh(bypass, hazards(bypass))
    (out,) = ways(toward(field, start), goal)
    home = fallback(field, start, goal, [out])
    assert home is not None
    assert edges_of(bypass, home.way) == [2, 4, 3, 0]
    assert home.shared_m == pytest.approx(1000, rel=1e-3)
    assert home.way.hazard == 0


def test_over_the_only_bridge_a_fallback_shares_and_says_so() -> None:
    """Where there is one road, the whole of it is shared."""
    chains = toy([(0, 0), (1, 0), (2, 0)], [(0, 1, 10, 10), (1, 2, 10, 10)])
    field = weigh(chains, hazards(chains))
    start, goal = on(chains, 1, 0.5), on(chains, 0, 0.5)
    (out,) = ways(toward(field, start), goal)
    home = fallback(field, start, goal, [out])
    assert home is not None
    assert home.shared_m == pytest.approx(home.way.length_m, rel=1e-6)
    assert home.shared_m == pytest.approx(1000, rel=1e-3)


def test_a_fallback_leaves_by_the_road_beyond_the_site(bypass: Chains) -> None:
    """From the middle of an edge whose near half was used, the far half is not shared."""
    field = weigh(bypass, hazards(bypass))
    start, goal = on(bypass, 1, 0.5), on(bypass, 0, 1.0)
    (out,) = ways(toward(field, start), goal)
    home = fallback(field, start, goal, [out])
    assert home is not None
    assert edges_of(bypass, home.way) == [1, 4, 3]
    assert home.shared_m == 0


def test_a_fallback_keeps_its_limits_if_any_way_does(bypass: Chains) -> None:
    """When the bypass takes too long, the street is shared; when all do, the cheapest is given."""
    start, goal = on(bypass, 2, 0.5), on(bypass, 0, 0.5)
    field = weigh(bypass, hazards(bypass))
    (out,) = ways(toward(field, start), goal)
    for within_s in (250.0, 10.0):
        home = fallback(field, start, goal, [out], within_s=within_s)
        assert home is not None
        assert edges_of(bypass, home.way) == [2, 1, 0]


def test_no_way_home_is_no_fallback() -> None:
    """Against the one-way there is none."""
    chains = toy([(0, 0), (1, 0)], [(0, 1, 10, inf)])
    field = weigh(chains, hazards(chains))
    assert fallback(field, on(chains, 0, 0.9), on(chains, 0, 0.1), []) is None


def test_the_way_back_varies_where_that_costs_little() -> None:
    """A road a tenth slower is taken for the sake of variety; one twice as slow is not."""
    for slower, edges in ((110, [1]), (200, [0])):
        chains = toy([(0, 0), (1, 0)], [(0, 1, 100, 100), (0, 1, slower, slower)])
        field = weigh(chains, hazards(chains))
        home, site = on(chains, 0, 0.0), on(chains, 0, 1.0)
        (out,) = ways(toward(field, site), home)
        (usual,) = ways(toward(field, home), site)
        chosen = back(field, site, home, out, usual)
        assert edges_of(chains, chosen.way) == edges
        assert chosen.shared_m == pytest.approx(0 if edges == [1] else 1000, rel=1e-3)


def test_the_way_back_does_not_vary_into_danger() -> None:
    """Another road that is quicker but far more dangerous is not taken for variety."""
    chains = toy([(0, 0), (1, 0)], [(0, 1, 100, 100), (0, 1, 50, 50)])
    field = weigh(chains, hazards(chains, e0=0.1, e1=0.14))
    home, site = on(chains, 0, 0.0), on(chains, 0, 1.0)
    out, usual = (
        ways(toward(field, goal), start)[-1] for start, goal in ((home, site), (site, home))
    )
    chosen = back(field, site, home, out, usual)
    assert chosen.way == usual
    assert chosen.shared_m == pytest.approx(usual.length_m)


def test_a_point_along_a_way_is_found_by_metres(bypass: Chains) -> None:
    """So many metres from its beginning, and no farther than its end."""
    (way,) = found(bypass, on(bypass, 0, 0.5), on(bypass, 2, 0.5))
    for at_m, edge, fraction in ((0, 0, 0.5), (1000, 1, 0.5), (9e9, 2, 0.5)):
        here = along(bypass, way, at_m)
        assert here.arcs[0] == arc(bypass, edge)
        assert here.fractions[0] == pytest.approx(fraction, abs=1e-3)


def test_roads_are_shared_in_either_direction_and_only_as_far(bypass: Chains) -> None:
    """Half an edge gone there and three quarters of it gone back have a quarter in common."""
    field = weigh(bypass, hazards(bypass))
    there = measured(field, [arc(bypass, 1)], 0.0, 0.5)
    home = measured(field, [arc(bypass, 1, False)], 0.0, 0.75)
    assert shared_m(bypass.roads, there, covered(bypass.roads, [home])) == pytest.approx(
        250, rel=1e-3
    )


# -- charts and lines ------------------------------------------------------------------------------


def test_a_profile_adds_up_to_the_way(bypass: Chains) -> None:
    """Its steps hold all the hazard and all the time; danger lies where it lies."""
    field = weigh(bypass, hazards(bypass, e1=0.2))
    way = measured(field, [arc(bypass, 0), arc(bypass, 1), arc(bypass, 2)], 0.5, 0.5)
    steps = profile(field, way, step_m=500)
    assert [round(s.from_m) for s in steps] == [0, 500, 1000, 1500]
    assert sum(s.hazard for s in steps) == pytest.approx(way.hazard)
    assert sum(s.seconds for s in steps) == pytest.approx(way.time_s)
    assert [round(s.per_km, 3) for s in steps] == [0, 0.2, 0.2, 0]
    assert profile(field, measured(field, way.arcs[:1], 0.5, 0.5)) == ()


def test_a_line_is_cut_at_both_ends(bypass: Chains) -> None:
    """It begins and ends where the way does, and has no point twice."""
    field = weigh(bypass, hazards(bypass))
    way = measured(field, [arc(bypass, 0), arc(bypass, 3)], 0.25, 0.5)
    points = line(bypass.roads, way)
    assert len(points) == 3
    assert np.array(points) / KM == pytest.approx(
        np.array([(0.25, 0), (1, 0), (1.25, 0.5)]), abs=1e-6
    )
