"""The map beneath everything: vector tiles, relief, and what a client must know to draw them."""

import asyncio
from collections import OrderedDict
from hashlib import sha256

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from holdfast.web.room import base_of, reply, room_of

KEPT_BYTES = 64_000_000
"""Tiles kept in memory (assumed): a city and its surroundings at all zooms."""
TILE_TYPE = "application/vnd.mapbox-vector-tile"
Key = tuple[str, int, int, int]
KEEP = {"Cache-Control": "private, max-age=3600"}


class TileShelf:
    """Tiles once made, the least used forgotten first. For the event loop's thread."""

    def __init__(self, kept_bytes: int = KEPT_BYTES) -> None:
        self._kept_bytes, self._n_bytes = kept_bytes, 0
        self._tiles: OrderedDict[Key, bytes] = OrderedDict()
        self.making = asyncio.Lock()

    def get(self, key: Key) -> bytes | None:
        """The tile, if it is still here."""
        if key in self._tiles:
            self._tiles.move_to_end(key)
        return self._tiles.get(key)

    def put(self, key: Key, made: bytes) -> None:
        """Keep a tile."""
        self._n_bytes += len(made) - len(self._tiles.pop(key, b""))
        self._tiles[key] = made
        while self._n_bytes > self._kept_bytes:
            _, old = self._tiles.popitem(last=False)
            self._n_bytes -= len(old)


async def get_tile(request: Request) -> Response:
    """One vector tile, made from the road file and kept.

    One is made at a time: they share what is drawn from, which the first of them builds.
    """
    from holdfast.web.tiles import tile  # it brings in shapely, which no start should wait for

    map_file = room_of(request).node.map
    z, x, y = (_number(request.path_params[part]) for part in "zxy")
    if map_file is None or not _exists(z, x, y):
        raise HTTPException(404)
    shelf: TileShelf = request.app.state.tiles
    key = (map_file.sha, z, x, y)
    if (made := shelf.get(key)) is None:
        async with shelf.making:
            if (made := shelf.get(key)) is None:
                made = await run_in_threadpool(tile, map_file, z, x, y)
                shelf.put(key, made)
    return cached(request, made, TILE_TYPE)


def get_relief(request: Request) -> Response:
    """The relief as one picture, where this map has one."""
    relief = room_of(request).node.relief
    if relief is None:
        raise HTTPException(404)
    return cached(request, relief.png, "image/png")


def get_basemap(request: Request) -> Response:
    """Where the map lies and whom it comes from; without a map, null."""
    from holdfast.web.tiles import GREATEST_ZOOM

    room = room_of(request)
    base, map_file = base_of(room.node), room.node.map
    relief = room.node.relief
    return reply(
        room,
        {
            "map": map_file.sha if map_file else None,
            "bounds": map_file.bounds if map_file else None,
            "attribution": map_file.attribution if map_file else "",
            "relief": relief.corners if relief else None,
            "centre": base.at if base else None,
            "greatest_zoom": GREATEST_ZOOM,
        },
    )


def cached(request: Request, body: bytes, kind: str) -> Response:
    """Bytes that change only with the map: kept by the browser, and asked for by their mark."""
    mark = f'"{sha256(body).hexdigest()[:24]}"'
    headers = KEEP | {"ETag": mark}
    if request.headers.get("if-none-match") == mark:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=kind)


def _number(text: str) -> int:
    """A tile's number; -1 for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 8 else -1


def _exists(z: int, x: int, y: int) -> bool:
    from holdfast.web.tiles import GREATEST_ZOOM

    return 0 <= z <= GREATEST_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z
