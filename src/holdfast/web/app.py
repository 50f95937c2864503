"""Every address that the room answers, in one list (docs/api.md; a test compares the two)."""

import asyncio
import contextlib
import mimetypes
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from holdfast.node import Node
from holdfast.web import (
    bar,
    basemap,
    choosing,
    devices,
    edits,
    entries,
    exercise,
    facts,
    near,
    pages,
    phone_parts,
    picture,
    plan_page,
    plans,
    rehearsals,
    runs,
    search,
    talk,
)
from holdfast.web.errors import TABLE, Heal, note_failure
from holdfast.web.guard import Door, Guard
from holdfast.web.live import Hub, Stream
from holdfast.web.room import Room, clock_of, reply, room_of
from holdfast.web.scrubbing import scrub_now_and_then
from holdfast.workers import Workers

STATIC = Path(__file__).parent / "static"
GZIP_FROM_BYTES = 1_000
WATCH_S = 1.0

for kind, ending in (
    ("text/javascript", ".mjs"),
    ("font/woff2", ".woff2"),
    ("image/svg+xml", ".svg"),
    ("application/manifest+json", ".webmanifest"),
):
    mimetypes.add_type(kind, ending)


def routes() -> list[BaseRoute]:
    """All of them."""
    return [
        Route("/", pages.of("room")),
        Route("/plan", plan_page.ask),
        Route("/plan/{plan}", plan_page.one),
        Route("/stock", pages.of("stock")),
        Route("/people", pages.of("people", person="person")),
        Route("/threats", pages.of("threats")),
        Route("/sites", pages.of("sites", site="site")),
        Route("/log", pages.log),
        Route("/record", pages.record_page),
        Route("/settings", pages.settings_page),
        Route("/devices", devices.get_page),
        Route("/runs/{run}", pages.run),
        Route("/field", pages.of("field")),
        Route("/field/{run}", pages.field),
        Route("/api/state", picture.get_state),
        Route("/api/map", picture.get_map),
        Route("/api/live", live),
        Route("/api/bar", bar.get),
        Route("/api/log", picture.get_log),
        Route("/api/search", search.get),
        Route("/api/near", near.get),
        Route("/api/facts", facts.get),
        Route("/api/facts", facts.post, methods=["POST"]),
        Route("/api/talk", talk.post, methods=["POST"]),
        Route("/api/entries", entries.post, methods=["POST"]),
        Route("/api/devices", devices.get),
        Route("/api/plans", plans.post, methods=["POST"]),
        Route("/api/plans/{plan}", plans.get),
        Route("/api/plans/{plan}/work", plans.get_work),
        Route("/api/plans/{plan}/stop", plans.stop, methods=["POST"]),
        Route("/api/plans/{plan}/edit", edits.post, methods=["POST"]),
        Route("/api/plans/{plan}/rehearse", rehearsals.get),
        Route("/api/plans/{plan}/rehearse", rehearsals.post, methods=["POST"]),
        Route("/api/plans/{plan}/story", rehearsals.post_story, methods=["POST"]),
        Route("/api/plans/{plan}/choose", choosing.choose, methods=["POST"]),
        Route("/api/record", pages.get_record),
        Route("/api/settings", pages.get_settings),
        Route("/api/runs/{run}", runs.get),
        Route("/api/runs/{run}/debrief", runs.debrief, methods=["POST"]),
        Route("/api/exercise/clock", exercise.post, methods=["POST"]),
        Route("/api/basemap", basemap.get_basemap),
        Route("/api/relief.png", basemap.get_relief),
        Route("/tiles/{z}/{x}/{y}.pbf", basemap.get_tile),
        Route("/healthz", healthz),
        Route("/sw.js", phone_parts.worker),
        Mount("/static", Static(directory=STATIC), name="static"),
    ]


def make_app(node: Node, door: Door | None = None, workers: Workers | None = None) -> Starlette:
    """The room of this node, reachable through this door (loopback only, if none is named).

    Plans are worked out by the workers, in this process where none are given.
    """
    hub = Hub(lambda: picture.look(node), lambda: clock_of(node))
    room = Room(node, hub, workers=workers) if workers else Room(node, hub)
    app = Starlette(
        routes=routes(),
        exception_handlers=dict(TABLE),
        middleware=[
            Middleware(Guard, door=door or Door()),
            Middleware(GZipMiddleware, minimum_size=GZIP_FROM_BYTES, compresslevel=5),
            Middleware(Heal, count=room.count_failure),
        ],
        lifespan=_open,
    )
    app.router.redirect_slashes = False
    app.state.room, app.state.tiles = room, basemap.TileShelf()
    return app


@contextlib.asynccontextmanager
async def _open(app: Starlette) -> AsyncIterator[None]:
    """Let the node wake the stream while the room is open."""
    room: Room = app.state.room
    watch = asyncio.create_task(room.hub.run())
    clock = asyncio.create_task(_watch_clock(room))
    scrub = asyncio.create_task(scrub_now_and_then(room.node, room.hub))
    room.node.listeners.append(room.hub.wake)
    try:
        yield
    finally:
        room.node.listeners.remove(room.hub.wake)
        room.works.close()
        room.workers.close()
        room.hub.close()
        clock.cancel()
        scrub.cancel()
        await asyncio.gather(watch, clock, scrub, return_exceptions=True)


async def _watch_clock(room: Room) -> None:
    """Look at the clock every second, listened to or not; what has jumped is told at once."""
    while True:
        try:
            if await run_in_threadpool(room.node.watch):
                room.hub.wake()
        except Exception as exc:  # noqa: BLE001  (a loop that must go on: heals, logs)
            note_failure("clock", exc)
        await asyncio.sleep(WATCH_S)


async def live(request: Request) -> Response:
    """The live stream; a client that comes back says what it saw last. HEAD asks what it would be,
    and is not kept waiting for an end that never comes."""
    if request.method == "HEAD":
        return Response(headers={"cache-control": "no-store"}, media_type="text/event-stream")
    last = request.headers.get("last-event-id", "")
    since = int(last) if last.isascii() and last.isdecimal() and len(last) <= 16 else None
    return Stream(room_of(request).hub, since)  # type: ignore[return-value]


async def healthz(request: Request) -> Response:
    """Whether the room is up, and how it has fared; no thread is waited for."""
    room = room_of(request)
    return reply(
        room,
        {
            "ok": True,
            "now_ms": room.node.clock(),
            "listeners": len(room.hub.listeners),
            "dropped": room.hub.n_dropped,
            "failures": room.n_failures,
        },
    )


class Static(StaticFiles):
    """Our own scripts, styles and symbols; the browser asks each time whether they changed."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """As usual, but with our word on keeping it."""
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "no-cache"
        return response
