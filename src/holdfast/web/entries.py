"""Where phones and peers hand in signed entries."""

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from holdfast.base.errors import Damaged
from holdfast.web.room import reply, room_of

MAX_ENTRIES = 20_000
"""Entries in one request (assumed)."""


async def post(request: Request) -> Response:
    """Take in a msgpack list of raw entries; answer with a count by verdict."""
    room = room_of(request)
    raws = read_raws(await request.body())
    verdicts = await run_in_threadpool(room.node.receive, raws)
    return reply(room, {verdict.name.lower(): n for verdict, n in verdicts.items()})


def read_raws(body: bytes) -> list[bytes]:
    """The raw entries in a request's body.

    Raises:
        Damaged: it is no msgpack list of byte strings, or too long a list.
    """
    try:
        raws = msgspec.msgpack.decode(body, type=list[bytes])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, OverflowError) as exc:
        raise Damaged(f"This is no msgpack list of entries: {exc}.") from exc
    if len(raws) > MAX_ENTRIES:
        raise Damaged(f"Send {MAX_ENTRIES:,} entries at a time at most; this is {len(raws):,}.")
    return raws
