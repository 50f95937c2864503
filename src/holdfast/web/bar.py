"""The alarm bar for pages that have no live stream: a team's, whose link is thin."""

from hashlib import blake2s

from starlette.requests import Request
from starlette.responses import Response

from holdfast.web.room import reply, room_of

PANEL = "alarms"
"""The bar is this panel of the room, on every page."""


async def get(request: Request) -> Response:
    """The bar as HTML with its mark; null in its place for whoever has it already."""
    room = room_of(request)
    await room.hub.current()
    html = room.hub.told.panel(PANEL)
    mark = blake2s(html.encode(), digest_size=8).hexdigest()
    known = request.query_params.get("have") == mark
    return reply(room, {"mark": mark, "html": None if known else html, "clock": room.clock()})
