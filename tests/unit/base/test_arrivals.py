"""When things came, where a clock was set back in between."""

from hypothesis import given
from hypothesis import strategies as st

from holdfast.base.arrivals import Step, settled
from holdfast.base.clock import DAY_MS, MINUTE_MS

NOON, MIN = 1_795_168_800_000, MINUTE_MS


def test_a_clock_that_never_went_back_is_believed() -> None:
    """Whatever it said."""
    assert settled([1, 5, 5, 9], []) == [1, 5, 5, 9]


def test_a_silence_goes_on_over_a_clock_that_was_set_back() -> None:
    """Heard at 12:00, last seen at 12:29, then two days back: heard 29 minutes before that."""
    back = NOON - 2 * DAY_MS
    step = Step(2, NOON + 29 * MIN, back)

    assert settled([NOON - 10 * MIN, NOON], [step]) == [back - 39 * MIN, back - 29 * MIN]


def test_what_was_said_while_the_clock_was_ahead_falls_into_place() -> None:
    """Three days ahead for an hour by mistake: words before it keep their time."""
    ahead = NOON + 3 * DAY_MS
    steps = [Step(1, NOON, ahead), Step(3, ahead + 60 * MIN, NOON + 60 * MIN)]

    came = settled([NOON - 20 * MIN, ahead + 5 * MIN, ahead + 30 * MIN, NOON + 70 * MIN], steps)

    assert came == [NOON - 20 * MIN, NOON + 5 * MIN, NOON + 30 * MIN, NOON + 70 * MIN]


def test_a_leap_ahead_that_nothing_undid_is_time_that_has_passed() -> None:
    """The machine may have stood still for it: five hours later the clock is set back two."""
    hour = 60 * MIN
    back = NOON + 9 * hour
    steps = [Step(1, NOON, NOON + 6 * hour), Step(1, NOON + 11 * hour, back)]

    assert settled([NOON], steps) == [back - 11 * hour]


def test_leaps_that_follow_each_other_are_undone_together() -> None:
    """A day ahead, a day more, and both taken back."""
    steps = [
        Step(1, NOON, NOON + DAY_MS),
        Step(2, NOON + DAY_MS + MIN, NOON + 2 * DAY_MS + MIN),
        Step(2, NOON + 2 * DAY_MS + 2 * MIN, NOON + 2 * MIN),
    ]

    assert settled([NOON - MIN, NOON + DAY_MS], steps) == [NOON - MIN, NOON]


def test_two_steps_back_are_both_taken_out() -> None:
    """Each restart with a clock set further back."""
    steps = [Step(1, NOON + MIN, NOON - DAY_MS), Step(1, NOON - DAY_MS + MIN, NOON - 9 * DAY_MS)]

    assert settled([NOON], steps) == [NOON - 9 * DAY_MS - 2 * MIN]


@st.composite
def clocks(draw: st.DrawFn) -> tuple[list[int], list[Step]]:
    """What a clock said that goes on, leaps ahead and is set back, and where it was."""
    readings: list[int] = []
    steps: list[Step] = []
    now = draw(st.integers(0, 100))
    for kind in draw(st.lists(st.sampled_from(["word", "on", "ahead", "back"]), max_size=20)):
        if kind == "word":
            readings.append(now)
        elif kind == "back":
            after = now - draw(st.integers(1, 50))
            steps.append(Step(len(readings), now, after))
            now = after
        elif kind == "on":
            now += draw(st.integers(0, 5))
        else:
            before, now = now, now + draw(st.integers(1, 60))
            steps.append(Step(len(readings), before, now))
    return readings, steps


@given(clocks())
def test_nothing_came_after_what_came_after_it(clock: tuple[list[int], list[Step]]) -> None:
    """And no two words lie closer together than the clock had measured between them."""
    readings, steps = clock
    came = settled(readings, steps)

    assert came == sorted(came)
    assert all(c <= r for c, r in zip(came, readings, strict=True))
    stepped = {step.n for step in steps}
    for i in range(len(came) - 1):
        if i + 1 not in stepped:
            assert came[i + 1] - came[i] >= readings[i + 1] - readings[i]
    for step in steps:
        assert all(ms <= step.after_ms for ms in came[: step.n])
