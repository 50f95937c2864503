"""The record: every run that was rehearsed and is debriefed, what was said of it and what came.

Law. A run speaks once, by its first tasking, and only when it is home and debriefed.
"""

from holdfast import facts as f
from holdfast.account.calibration import Calibration, calibration
from holdfast.account.outcomes import Forecast, Run, happened
from holdfast.know.runs import Story, stories
from holdfast.know.state import State, remembered

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Of RunRehearsed.home_ms."""


def record(state: State) -> Calibration:
    """How right the rehearsals were, over all runs that can be told."""
    version = (
        tuple(said.stamp for said in state.rehearsals.values()),
        sum(map(len, state.debriefs.values())),
        sum(map(len, state.runs.values())),
    )
    return remembered(state, "record", version, lambda: calibration(rehearsed_runs(state)))


def rehearsed_runs(state: State) -> list[Run]:
    """What was said of each such run, and what came of it."""
    runs = []
    for run, told in sorted(stories(state).items()):
        said, words = state.rehearsals.get(run), state.debriefs.get(run)
        if said is None or not words or told.home_ms is None:
            continue
        debrief, rehearsed = words[max(words)].fact, said.fact
        if isinstance(debrief, f.Debriefed) and isinstance(rehearsed, f.RunRehearsed):
            forecast = _forecast(rehearsed, told)
            runs.append((forecast, happened(told, debrief.value, forecast.limit_ms)))
    return runs


def _forecast(said: f.RunRehearsed, told: Story) -> Forecast:
    """The rehearsal's figures, counted from the departure that it was rehearsed with."""
    task = told.courses[0].tasking if told.courses else told.tasking
    left_ms = task.depart_ms if task else 0
    times = zip(LEVELS, sorted(said.home_ms), strict=False)
    return Forecast(
        p_harm=said.p_harm,
        p_contact=said.p_contact,
        p_late=said.p_late,
        limit_ms=task.dark_ms if task else None,
        home_s=tuple((q, max(0.0, (ms - left_ms) / 1000)) for q, ms in times),
        p_there=tuple(stop.p_there for stop in task.stops) if task else (),
    )
