"""What every address of the room has at hand."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from holdfast import facts as f
from holdfast.base.grid import zone_of
from holdfast.know.bases import own_base
from holdfast.know.state import State, copied
from holdfast.node import Node
from holdfast.web.lining import Line
from holdfast.web.live import Hub
from holdfast.web.working import Works
from holdfast.workers import Here, Workers

GRACE_S = 120.0
"""How long the options may still take to be told and checked once the search has ended (assumed:
a day of many teams takes some seconds on a slow machine)."""

MOST_ASKING, MOST_EDITING, MOST_TELLING, MOST_REHEARSING = 40, 20, 40, 30
"""How many may wait in each line (assumed: a minute or two of waiting at most)."""


@dataclass(eq=False)
class Room:
    """One node and the streams that show it.

    Attributes:
        speaking: held from checking a word until it is kept, so that what was checked still holds;
            whoever looks first and says then holds it over both.
        workers: where plans are worked out.
        works: the plans that are being worked out.
        asking, editing, telling, rehearsing: the lines of those who ask, change an option by hand,
            want a play told, or rehearse.
        n_failures: what we did not expect and survived, since the start.
    """

    node: Node
    hub: Hub
    speaking: "threading.RLock" = field(default_factory=threading.RLock)
    workers: Workers = field(default_factory=lambda: Here(grace_s=GRACE_S))
    works: Works = field(init=False)
    asking: Line = field(default_factory=lambda: Line("questions", MOST_ASKING))
    editing: Line = field(default_factory=lambda: Line("changes", MOST_EDITING))
    telling: Line = field(default_factory=lambda: Line("stories", MOST_TELLING))
    rehearsing: Line = field(init=False)
    n_failures: int = 0

    def __post_init__(self) -> None:
        self.works = Works(self.count_failure)
        self.rehearsing = Line("rehearsals", MOST_REHEARSING, self.workers.clerks)

    def count_failure(self) -> None:
        """One more."""
        self.n_failures += 1

    def clock(self) -> dict[str, object]:
        """The room's time: {now_ms, rate, zone, exercise}."""
        return clock_of(self.node)


def room_of(request: Request) -> Room:
    """The room that this request came to."""
    room: Room = request.app.state.room
    return room


def still(node: Node) -> State:
    """What the node believes at this moment, copied so that nobody who speaks has to wait."""
    with node.lock:
        return copied(node.state)


def base_of(node: Node) -> f.BaseFounded | None:
    """The base that this node belongs to, once it is founded."""
    return own_base(node.state)


def clock_of(node: Node) -> dict[str, object]:
    """The node's time: {now_ms, rate, zone, exercise}."""
    base = base_of(node)
    return {
        "now_ms": node.clock(),
        "rate": float(getattr(node.clock, "rate", 1.0)),
        "zone": zone_of(base.zone if base else "Etc/UTC").key,
        "exercise": node.exercise,
    }


def reply(room: Room, body: Mapping[str, object], status: int = 200) -> Response:
    """The answer as JSON, marked when this is an exercise."""
    marked = {**body, "exercise": True} if room.node.exercise else body
    return Response(msgspec.json.encode(marked), status, media_type="application/json")
