"""The address where facts are said, and where one asks what they would not go together with.

Laws. To look says nothing and keeps nothing. A clash refuses no report: the form asks back, and
takes it at the second press.
"""

from collections.abc import Sequence

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from holdfast.facts import Fact
from holdfast.know.at_odds import Disagreement
from holdfast.know.disagreements import clashes
from holdfast.know.leaps import leap
from holdfast.web.room import Room, reply, room_of
from holdfast.web.say import read_facts, say, tried
from holdfast.web.vocabulary import vocabulary


def get(request: Request) -> Response:
    """What can be said."""
    return reply(room_of(request), vocabulary())


async def post(request: Request) -> Response:
    """Say one fact or a list of facts; with `?look`, only tell what they would clash with."""
    room, body = room_of(request), await request.body()
    mark = request.headers.get("idempotency-key")
    act = _look if "look" in request.query_params else _say
    return await run_in_threadpool(act, room, body, mark)


def _say(room: Room, body: bytes, mark: str | None) -> Response:
    wanted = read_facts(body, mark)
    said, new = say(room, wanted)
    told = {"said": said, "clashes": _standing(room, wanted)}
    return reply(room, told, 201 if new else 200)


def _look(room: Room, body: bytes, mark: str | None) -> Response:
    wanted = read_facts(body, mark)
    before = {clash.key for clash in _standing(room, wanted)}
    would = clashes(tried(room, wanted), wanted)
    with room.node.lock:
        leaps = [found for fact in wanted if (found := leap(room.node.state, fact))]
    new = [clash for clash in would if clash.key not in before]
    return reply(room, {"said": [], "clashes": [*new, *leaps]})


def _standing(room: Room, said: Sequence[Fact]) -> list[Disagreement]:
    with room.node.lock:
        return clashes(room.node.state, said)
