"""Which choices of a plan's option stand."""

from collections.abc import Mapping

from holdfast import facts as f
from holdfast.know.runs import Story


def standing(chosen: f.PlanChosen, told: Mapping[str, Story]) -> bool:
    """Whether a choice stands: it was undone where each of its runs was called off before it left.

    A run of which nothing has come here yet was not; nor can staying home, which has no runs.
    """
    return not chosen.runs or any(not called_off(told.get(run)) for run in chosen.runs)


def called_off(run: Story | None) -> bool:
    """Whether a run was called off before it left."""
    return run is not None and run.phase == "called_off"
