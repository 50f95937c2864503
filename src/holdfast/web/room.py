"""What every address of the room has at hand."""

import asyncio
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from holdfast import facts as f
from holdfast.base.errors import Unavailable
from holdfast.know.state import State, copied
from holdfast.node import Node
from holdfast.web.live import Hub

if TYPE_CHECKING:  # it brings in scipy and numba, which a room that only shows does not need
    from holdfast.plan.ground import Ground


@dataclass(eq=False)
class Room:
    """One node and the streams that show it.

    Attributes:
        speaking: held from checking a word until it is kept, so that what was checked still holds.
        planning: held while a plan is computed, so that two do not share the machine's cores.
        ground: the map made ready for planning, once somebody has asked for a plan.
        n_failures: what we did not expect and survived, since the start.
    """

    node: Node
    hub: Hub
    speaking: threading.Lock = field(default_factory=threading.Lock)
    planning: asyncio.Lock = field(default_factory=asyncio.Lock)
    ground: "Ground | None" = None
    n_failures: int = 0

    def count_failure(self) -> None:
        """One more."""
        self.n_failures += 1

    @asynccontextmanager
    async def planning_for(self, wait_s: float) -> AsyncIterator[None]:
        """Have the planner to ourselves.

        Raises:
            Unavailable: somebody else's plan takes longer than `wait_s`.
        """
        try:
            async with asyncio.timeout(wait_s):
                await self.planning.acquire()
        except TimeoutError:
            raise Unavailable(
                "The planner is busy with another question. Ask again in a minute."
            ) from None
        try:
            yield
        finally:
            self.planning.release()

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
    for said in list(node.state.bases.values()):
        if isinstance(said.fact, f.BaseFounded):
            return said.fact
    return None


def clock_of(node: Node) -> dict[str, object]:
    """The node's time: {now_ms, rate, zone, exercise}."""
    base = base_of(node)
    return {
        "now_ms": node.clock(),
        "rate": float(getattr(node.clock, "rate", 1.0)),
        "zone": base.zone if base else "Etc/UTC",
        "exercise": node.exercise,
    }


def reply(room: Room, body: Mapping[str, object], status: int = 200) -> Response:
    """The answer as JSON, marked when this is an exercise."""
    marked = {**body, "exercise": True} if room.node.exercise else body
    return Response(msgspec.json.encode(marked), status, media_type="application/json")
