"""What is asked of workers, so lightly that who only asks need not wake the planner or the kernels.

The room says these; workers.planning and workers.rehearsals answer them.
"""

from dataclasses import dataclass

from holdfast.plan.problem import Problem
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.staging import Scene
from holdfast.workers.kept import Shared

OPTIONS = "holdfast.workers.planning:options"
REHEARSED = "holdfast.workers.rehearsals:rehearsed"


@dataclass(frozen=True, slots=True)
class ToPlan:
    """A question that travels.

    Attributes:
        roads: the map's road file.
        seconds: the budget; None for one in tries.
        tries: None takes the most that the planner ever makes.
    """

    roads: Shared
    problem: Problem
    seconds: float | None = None
    tries: int | None = None


@dataclass(frozen=True, slots=True)
class ToRehearse:
    """A scene that travels.

    Attributes:
        most: plays of each option; None takes the most that is ever played.
    """

    scene: Scene
    odds: Odds
    seed: int
    most: int | None = None
