"""Stamps and the hybrid clock."""

from hypothesis import given
from hypothesis import strategies as st

from holdfast.base.clock import GREATEST, Stamp, next_tick, seen_tick

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
def test_what_is_said_after_seeing_a_word_is_stamped_after_it(
    last: tuple[int, int], theirs: tuple[int, int], now_ms: int
) -> None:
    """However far ahead that word was stamped, and at the end of the ticks too."""
    assert next_tick(seen_tick(last, theirs), now_ms) > max(last, theirs)
    assert next_tick((5, GREATEST), 1) == (6, 0)


def test_stamps_are_totally_ordered() -> None:
    """Equal moments are told apart by tick, device and place in the chain."""
    stamps = [Stamp(1, 0, "a", 0), Stamp(1, 0, "a", 1), Stamp(1, 0, "b", 0), Stamp(1, 1, "a", 0)]

    assert sorted(reversed(stamps)) == stamps
