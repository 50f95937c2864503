"""The one place where the room calls the planner, so that where it runs is decided here alone.

Law. The planner is brought in only when somebody asks: its parts take a second to wake, and a room
that only shows does not need them.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from holdfast import facts as f
from holdfast.base.errors import Unavailable
from holdfast.plan.problem import Problem
from holdfast.web.room import Room
from holdfast.web.working import Heard, Left
from holdfast.workers import kept, share

LOOK_S = 0.05
"""How often it is looked whether somebody has stopped the work."""
NO_MAP = "There is no map to plan on: bring one with 'holdfast init --map'."


@dataclass(frozen=True, slots=True)
class Changed:
    """An option after a change by hand.

    Attributes:
        option: None where nothing is left of it.
        faults: what the checker has against it, in words; none means that it may be chosen.
        words: what the change did, in words.
    """

    option: f.Offered | None
    faults: tuple[str, ...]
    words: tuple[str, ...]


def offered(
    room: Room, problem: Problem, heard: Heard, left: Left, seconds: float
) -> f.PlanOffered:
    """The options, worked out by the room's workers, until they settle or `left` is 0.

    Raises:
        Unavailable: there is no map.
    """
    from holdfast.workers.asked import OPTIONS, ToPlan

    asked = ToPlan(share(roads_of(room)), problem, seconds)

    def told(news: Any) -> None:
        heard(news.step, news.part, news.offered, waits=news.waits)

    job = room.workers.start(OPTIONS, asked, told)
    while True:
        try:
            answer: f.PlanOffered = job.result(LOOK_S)
        except TimeoutError:
            if left() <= 0:
                job.stop()
        else:
            return answer


def changed(
    room: Room,
    problem: Problem,
    option: f.Offered,
    drop: tuple[str, ...],
    swap: tuple[tuple[str, str], ...],
    avoid: tuple[f.Avoid, ...],
) -> Changed:
    """The option without these sites, with these people in place of others, off these roads.

    Raises:
        Unavailable: there is no map.
    """
    from holdfast.plan.offer.revise import Edit, revise
    from holdfast.workers.planning import ground_of

    edit = Edit(drop=drop, swap=swap, avoid=tuple((a.at, a.radius_m) for a in avoid))
    ground = kept(share(roads_of(room)), ground_of)
    answer = revise(problem, ground, option, edit)
    return Changed(answer.option, answer.faults, answer.words)


def roads_of(room: Room) -> Path:
    """The map's road file.

    Raises:
        Unavailable: there is no map.
    """
    map_file = room.node.map
    if map_file is None:
        raise Unavailable(NO_MAP)
    return map_file.parts.path
