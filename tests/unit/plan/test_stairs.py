"""Ways found, lines below them, and what may be missed between them."""

from math import inf

import numpy as np
import pytest

from holdfast.plan.ways.stairs import Found, Line, Stairs, chord, close, cost, inside

NO_PATH = np.zeros(0, np.int32)


def way(ticks: int, units: int) -> Found:
    """A way of these costs."""
    return Found(ticks, units, NO_PATH)


def stairs(*ways: Found, tolerance: float = 0.1) -> Stairs:
    """Stairs of some ways, with the lines of the fastest and of the safest."""
    made = Stairs(tolerance)
    made.take(ways)
    made.draw(Line(1, 0, made.ways[0].ticks))
    made.draw(Line(0, 1, made.ways[-1].units))
    return made


def test_only_ways_that_no_other_betters_are_kept() -> None:
    """One for each cost pair, the fastest first."""
    made = stairs(way(30, 10), way(10, 30), way(20, 30), way(20, 20), way(20, 20), way(40, 10))
    assert [x[:2] for x in made.ways] == [(10, 30), (20, 20), (30, 10)]


def test_what_is_missed_is_measured_along_the_best_line() -> None:
    """The corner (200, 100) above the line ticks + units >= 200 is missed by half at most."""
    made = stairs(way(100, 100), way(200, 10))
    gap = (made.ways[0], made.ways[1])
    assert made.missed(gap) == pytest.approx(1.0)
    made.draw(Line(1, 1, 200))
    assert made.missed(gap) == pytest.approx(0.5)
    assert not made.covered(gap)
    made.draw(Line(1, 1, 273))
    assert made.covered(gap)
    assert made.missed_most(gap) == made.missed(gap)


def test_what_is_missed_between_two_ways_is_what_is_missed_in_the_worst_gap() -> None:
    """The gaps of the stairs between them, each by itself; nothing where there is none."""
    made = stairs(way(100, 100), way(110, 90), way(190, 10))
    first, second = made.gaps((made.ways[0], made.ways[2]))
    assert made.missed(first) == pytest.approx(0.1)
    assert made.missed_most((made.ways[0], made.ways[2])) == made.missed(second) > 0.5
    assert made.missed_most((made.ways[1], made.ways[1])) == 0.0


def test_where_a_way_may_cost_nothing_everything_may_be_missed() -> None:
    """A least cost of 0 bounds no part of anything; of nothing nothing is missed."""
    made = stairs(way(0, 100), way(200, 0))
    assert made.missed((made.ways[0], made.ways[1])) == inf
    assert made.missed((way(0, 100), way(0, 0))) == 0.0


def test_the_gaps_between_two_ways_hold_even_when_these_are_bettered() -> None:
    """The way that betters a side takes its place; no part of the front falls between."""
    made = stairs(way(10, 90), way(50, 50), way(90, 10))
    sides = made.ways[0], made.ways[1]
    other = made.ways[1], made.ways[2]
    made.take([way(40, 45), way(20, 80)])
    assert [[x[:2] for x in gap] for gap in made.gaps(sides)] == [
        [(10, 90), (20, 80)], [(20, 80), (40, 45)], [(40, 45), (90, 10)],
    ]  # fmt: skip
    assert [[x[:2] for x in gap] for gap in made.gaps(other)] == [[(40, 45), (90, 10)]]


def test_a_gap_is_close_when_one_side_is_near_to_all_in_it() -> None:
    """In either cost; what lies in it is better than each side in one."""
    assert close((way(100, 90), way(110, 10)), 0.1)
    assert close((way(10, 110), way(90, 100)), 0.1)
    assert not close((way(100, 111), way(111, 100)), 0.1)
    assert inside(way(105, 50), (way(100, 90), way(110, 10)))
    assert not inside(way(100, 50), (way(100, 90), way(110, 10)))


def test_at_the_price_of_their_chord_both_sides_cost_the_same() -> None:
    """Exactly, as long as the numbers stay small; nearly, where they are cut."""
    gap = way(1_000, 7_000), way(5_000, 300)
    price = chord(np.array([10_000, 10_000]), gap)
    assert cost(price, gap[0]) == cost(price, gap[1])
    price = chord(np.array([1 << 50, 1 << 50]), gap)
    assert int(price[0]) + int(price[1]) < 1 << 12
    assert min(price[:2]) >= 1
