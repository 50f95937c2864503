"""The ways of a tasking as legs between its stops."""

from data.toys import (
    CLINIC,
    DEPOT,
    HOME,
    MILL,
    NOON,
    OUT_S,
    H,
    leg,
    round_tasking,
    stop,
    tasking,
    told_anew,
    way,
)
from holdfast.know.legs import (
    GATE,
    begins_here,
    home_s,
    leg_s,
    leg_way,
    leg_ways,
    place_of,
    way_home,
    ways_home,
)

ROUND = round_tasking()


def test_each_leg_has_its_way_by_its_ends() -> None:
    """The way out leads to the first stop, the others from stop to stop; none leads backwards."""
    ends = [(GATE, 0), (0, 1), (1, 2), (0, 2), (2, 1), (GATE, 1)]
    told = [leg_way(ROUND, *pair) for pair in ends]

    assert [w and (w.start, w.goal) for w in told] == [
        ("compound", "clinic"), ("clinic", "mill"), ("mill", "depot"), None, None, None,
    ]  # fmt: skip


def test_a_leg_that_was_not_told_takes_as_long_as_over_the_stops_between() -> None:
    """And where those were not told either, as the plan's own times have it."""
    assert [w.goal for w in leg_ways(ROUND, 0, 2)] == ["mill", "depot"]
    assert leg_s(ROUND, 0, 2) == 2 * OUT_S

    bare = round_tasking(NOON, ways=())

    assert leg_s(bare, 0, 2) == (240 - 90) * 60
    assert leg_s(bare, GATE, 1) == 150 * 60
    assert leg_s(bare, 2, 0) == 0


def test_each_stop_has_its_own_ways_home() -> None:
    """The role that is asked for where there is a choice; none from the gate."""
    assert [[w.role for w in ways_home(ROUND, i)] for i in range(GATE, 3)] == [
        [], ["fallback"], ["fallback"], ["back", "fallback"],
    ]  # fmt: skip
    found = [way_home(ROUND, i, role) for i in (0, 2) for role in ("back", "fallback")]

    assert [w and (w.start, w.role) for w in found] == [
        ("clinic", "fallback"), ("clinic", "fallback"), ("depot", "back"), ("depot", "fallback"),
    ]  # fmt: skip


def test_a_way_home_that_starts_at_no_stop_is_from_the_last() -> None:
    """As an older tasking may have it."""
    told = tasking(ways=(way("out"), leg("back", "clinic", "compound")))

    assert home_s(told, 0, "back") == OUT_S
    assert [w.start for w in ways_home(told, 0)] == ["clinic"]


def test_home_where_no_way_was_told_is_as_they_came() -> None:
    """From the mill by way of the clinic; of a team told anew, as long as from the last stop."""
    legs = round_tasking(ways=tuple(w for w in ROUND.ways if w.role in ("out", "between")))

    assert [home_s(legs, i, "back") for i in range(GATE, 3)] == [0, OUT_S, 2 * OUT_S, 3 * OUT_S]

    anew = told_anew(NOON, MILL, ("mill", "depot")).tasking

    assert home_s(anew, 0, "back") == (anew.home_ms - anew.stops[-1].leave_ms) / 1000 == OUT_S


def test_a_tasking_begins_here_where_a_way_of_it_does() -> None:
    """Unless somebody has called a site so."""
    assert begins_here(told_anew(NOON, MILL).tasking)
    assert not begins_here(ROUND)

    named = tasking(stops=(stop("here", NOON + H),), ways=(leg("back", "here", "depot", at=MILL),))

    assert not begins_here(named)


def test_the_ends_of_the_ways_tell_where_the_sites_lie() -> None:
    """Of the base too, and of nothing else."""
    assert [place_of(ROUND, s) for s in ("clinic", "mill", "depot", "compound", "ruin")] == [
        CLINIC, MILL, DEPOT, HOME, None,
    ]  # fmt: skip
