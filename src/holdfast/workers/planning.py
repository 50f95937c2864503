"""Planning as a piece of work: the question and the name of the map go to whoever is free.

Law. With a budget in tries the answer is the same wherever it is worked out.
"""

from pathlib import Path
from time import monotonic

from holdfast import facts as f
from holdfast.plan.ground import Ground
from holdfast.plan.journeys.sought import Left
from holdfast.plan.offer.offer import MOST_TRIES, Progress, offer
from holdfast.store.roadfile import load
from holdfast.workers.asked import OPTIONS, ToPlan
from holdfast.workers.kept import kept
from holdfast.workers.ready import make_ready
from holdfast.workers.task import Say, Stop

TASK = OPTIONS
"""What `Workers.start` is told to do with an Asked."""
Asked = ToPlan


def options(asked: object, say: Say, stop: Stop) -> f.PlanOffered:
    """Work out the options; each step is said as a Progress.

    Raises:
        Unavailable: the map is not here any more.
    """
    assert isinstance(asked, ToPlan)  # noqa: S101  (what TASK is started with)
    make_ready(lambda words, part: say(Progress(words, part, waits=True)))
    say(Progress("Reading the roads", 0.0))
    ground = kept(asked.roads, ground_of)
    return offer(asked.problem, ground, say, _left(asked, stop))


def ground_of(path: Path) -> Ground:
    """The roads of a map made ready for planning."""
    return Ground(load(path).roads)


def _left(asked: ToPlan, stop: Stop) -> Left:
    """The part of the budget that is left, none once somebody says stop."""
    began, seconds, tries = monotonic(), asked.seconds, asked.tries or MOST_TRIES

    def left(done: int) -> float:
        if stop():
            return 0.0
        return 1 - done / tries if seconds is None else 1 - (monotonic() - began) / seconds

    return left
