"""Where a line of radio talk is read: what it may say, to be offered to whoever typed it."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from holdfast.facts.words import Words
from holdfast.know.bases import zone_here
from holdfast.run.talk import Reading, read, teams
from holdfast.web.asked import Asked, read_json
from holdfast.web.room import Room, reply, room_of, still


class LineAsked(Asked, frozen=True):
    """A line as it was typed."""

    line: Words


async def post(request: Request) -> Response:
    """Read a line; nothing is said by it."""
    room = room_of(request)
    asked = read_json(await request.body(), LineAsked)
    reading = await run_in_threadpool(read_line, room, asked.line)
    return reply(room, {"reading": reading})


def read_line(room: Room, line: str) -> Reading:
    """What the line may say of the teams of this moment."""
    state, now_ms = still(room.node), room.node.clock()
    return read(line, teams(state, now_ms), now_ms, zone_here(state))
