"""A wall clock watched against one that nobody can set."""

import pytest

from holdfast.base.clock import HOUR_MS, MINUTE_MS
from holdfast.base.watch import Jump, Reading, Watch, begun, look, read

NOON = 1_795_168_800_000
H, MIN = HOUR_MS, MINUTE_MS


def after(wall_ms: int, steady_ms: int) -> tuple[int, Jump | None]:
    """What a watch that began at noon says when wall and steady clock have gone on so far."""
    watch, jump = read(begun(Reading(NOON, 5_000)), Reading(NOON + wall_ms, 5_000 + steady_ms))
    return watch.now_ms(5_000 + steady_ms) - NOON, jump


@pytest.mark.parametrize("by_ms", [6 * H, -2 * 24 * H, 56 * 365 * 24 * H])
def test_the_wall_is_followed_wherever_it_jumps_and_the_jump_is_told(by_ms: int) -> None:
    """A machine that was years off is right from the moment at which somebody sets it."""
    told, jump = after(MIN + by_ms, MIN)

    assert told == MIN + by_ms
    assert jump == Jump("ahead" if by_ms > 0 else "back", NOON + MIN + by_ms, abs(by_ms))


def test_sleep_is_no_jump_where_the_steady_clock_counts_it() -> None:
    """Both clocks went on through it: the time is right, and the wall was not set."""
    assert after(6 * H, 6 * H) == (6 * H, None)


def test_a_small_correction_is_followed_silently() -> None:
    """As time servers make them, both ways; less than a second is noise."""
    assert after(MIN + 5_000, MIN) == (MIN + 5_000, None)
    assert after(MIN - 5_000, MIN) == (MIN - 5_000, None)
    assert after(MIN - 300, MIN) == (MIN, None)


def looks(*at: tuple[int, int]) -> list[Jump]:
    """What is told by somebody who looks at these moments of wall and steady clock."""
    watch: Watch = begun(Reading(NOON, 0))
    found = []
    for wall_ms, steady_ms in at:
        watch, jump = look(watch, Reading(NOON + wall_ms, steady_ms))
        found += [jump] if jump else []
    return found


def test_a_gap_between_looks_is_a_stillness() -> None:
    """The lid was shut for six hours: once, on waking."""
    second = [(s, s) for s in range(1_000, 4_000, 1_000)]
    woken = [(6 * H + s, 6 * H + s) for s in range(4_000, 7_000, 1_000)]

    assert looks(*second, *woken) == [Jump("stood", NOON + 6 * H + 4_000, 6 * H + 1_000)]
    assert looks(*second) == []


def test_a_machine_whose_steady_clock_stood_too_is_told_of_once() -> None:
    """A paused virtual machine: the wall alone leapt, and that is the notice."""
    assert looks((1_000, 1_000), (6 * H, 2_000), (6 * H + 1_000, 3_000)) == [
        Jump("ahead", NOON + 6 * H, 6 * H - 2_000)
    ]
