"""What this machine's own clock needs a person for: it was set, it stood still, it cannot be right.

Laws. They name this machine, so that nobody looks for the fault at a team. Each is told for a day,
or as long as it lasts; that the clock lies before what was said is told until somebody has taken it
for a day. An exercise's clock that is set raises nothing.
"""

from collections.abc import Iterator

from holdfast.base.arrivals import Step
from holdfast.base.clock import DAY_MS
from holdfast.base.grid import clock_words, local, span_words
from holdfast.base.watch import ClockStory, Jump
from holdfast.know.bases import zone_here
from holdfast.know.state import State
from holdfast.run.alarm import Act, Alarm, Severity, alarm_id

WHO = "This machine's clock"
EARLIEST_MS, LATEST_MS = 1_735_689_600_000, 3_313_526_400_000
"""2025 and 2075: before and after these no clock of a machine that runs this is right (assumed)."""
CHECK = Act("Check the date and time of this machine", href="/log")
JUMPS: dict[str, tuple[Severity, str, str]] = {
    "ahead": (
        "warning",
        "Went ahead {by} at once, to {at}",
        "It was set, or the machine stood still: silences count this time. "
        "Call every team that is overdue; if the time is wrong, set it",
    ),
    "stood": (
        "notice",
        "Had stood still for {by}, until {at}",
        "Nobody was watched meanwhile: call every team that is overdue, "
        "and keep this machine awake while anybody is out",
    ),
    "after": (
        "notice",
        "Lies {by} after this room was last open",
        "If the date is wrong, set it before anything is said here",
    ),
}
"""How urgent, what, and what to do; going back is told from the steps."""


def clock_alarms(state: State, clock: ClockStory, now_ms: int) -> Iterator[Alarm]:
    """What is to be told now."""
    zone = zone_here(state)
    if clock.own and not EARLIEST_MS <= now_ms < LATEST_MS:
        yield _odd(now_ms, zone)
    for jump in clock.jumps:
        if jump.kind in JUMPS and now_ms - jump.at_ms < DAY_MS:
            yield _jumped(jump, zone)
    for step in [s for s in clock.steps if s.back_ms > 0][-1:]:
        alarm = _back(step, now_ms, zone)
        before = now_ms < step.before_ms and alarm.alarm not in state.alarms_seen
        if before or abs(now_ms - step.after_ms) < DAY_MS:
            yield alarm


def _jumped(jump: Jump, zone: str) -> Alarm:
    severity, what, more = JUMPS[jump.kind]
    return _alarm(
        jump.kind, jump.at_ms, severity,
        what.format(by=span_words(jump.by_ms), at=clock_words(jump.at_ms, zone)), more,
    )  # fmt: skip


def _back(step: Step, now_ms: int, zone: str) -> Alarm:
    """It was set back, between two words or at a restart."""
    if now_ms < step.before_ms:
        what = f"Lies {span_words(step.before_ms - now_ms)} before the last entry"
    else:
        by, at = span_words(step.back_ms), clock_words(step.after_ms, zone)
        what = f"Was set back {by}, to {at}"
    return _alarm(
        "back", step.after_ms, "warning", what,
        "Silences go on from where they were. If the time is wrong now, set it; if it is right, "
        "times said before may lie ahead",
    )  # fmt: skip


def _odd(now_ms: int, zone: str) -> Alarm:
    """No machine that runs this can have such a date."""
    day = local(now_ms, zone)
    return _alarm(
        "odd", day.year, "warning", f"Says {day.day} {day:%B %Y}, which cannot be right",
        "Set it: what is said here is dated by it, and other rooms will not believe it",
        since_ms=now_ms,
    )  # fmt: skip


def _alarm(
    kind: str, which: int, severity: Severity, what: str, more: str, since_ms: int | None = None
) -> Alarm:
    return Alarm(
        alarm=alarm_id("clock", kind, which),
        severity=severity,
        icon="time",
        who=WHO,
        what=what,
        more=more,
        since_ms=which if since_ms is None else since_ms,
        acts=(CHECK,),
    )
