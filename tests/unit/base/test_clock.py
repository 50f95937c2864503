"""Stamps and the hybrid clock."""

from hypothesis import given
from hypothesis import strategies as st

from holdfast.base.clock import MAX_SKEW_MS, Stamp, next_tick, seen_tick

times = st.tuples(st.integers(0, 10**13), st.integers(0, 5))


@given(times, st.integers(0, 10**13))
def test_a_new_stamp_lies_after_the_last_one_and_not_before_the_wall(
    last: tuple[int, int], now_ms: int
) -> None:
    """Also when the wall clock has been set back."""
    new = next_tick(last, now_ms)

    assert new > last
    assert new[0] >= now_ms


@given(times, times, st.integers(0, 10**13))
def test_a_peer_pulls_our_clock_ahead_by_the_skew_at_most(
    last: tuple[int, int], theirs: tuple[int, int], now_ms: int
) -> None:
    """A device of the year 2099 does not take ours with it."""
    seen = seen_tick(last, theirs, now_ms)

    assert seen >= last
    assert seen == last or seen[0] <= now_ms + MAX_SKEW_MS


def test_stamps_are_totally_ordered() -> None:
    """Equal moments are told apart by tick, device and place in the chain."""
    stamps = [Stamp(1, 0, "a", 0), Stamp(1, 0, "a", 1), Stamp(1, 0, "b", 0), Stamp(1, 1, "a", 0)]

    assert sorted(reversed(stamps)) == stamps
