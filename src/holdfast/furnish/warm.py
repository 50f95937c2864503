"""Making ready what would otherwise be slow the first time: the planner's code and the demo."""

from holdfast.plan.rounds import search
from holdfast.plan.ways import ways
from holdfast.scenarios import demo


def warm_planner() -> None:
    """Let numba compile the planner now; it keeps the machine code beside the source."""
    ways.warm()
    search.warm()


def prepare_demo() -> None:
    """Make the demo country and read it in as a map, so that the demo opens at once."""
    demo.prepare()
