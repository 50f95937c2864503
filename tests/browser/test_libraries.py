"""The browser libraries as set-up laid them: they load under the room's own content policy."""

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

STATIC = Path(__file__).resolve().parents[2] / "src/holdfast/web/static"
POLICY = "default-src 'self'; img-src 'self' data: blob:"
PAGE = b"<!doctype html><title>libraries</title><div id=map style=width:200px;height:200px></div>"
LOAD = """async () => {
    const {Map} = await import("/vendor/maplibre-gl/maplibre-gl.mjs");
    const {Idiomorph} = await import("/vendor/idiomorph/idiomorph.esm.js");
    const {openDB} = await import("/vendor/idb/index.js");
    const {forward} = await import("/vendor/mgrs/mgrs.esm.js");
    const line = {type: "LineString", coordinates: [[-1, 0], [1, 0]]};
    const style = {version: 8, sources: {way: {type: "geojson", data: line}},
                   layers: [{id: "way", type: "line", source: "way"}]};
    const map = new Map({container: "map", style, center: [0, 0], zoom: 5, interactive: false});
    await new Promise(drawn => map.once("idle", drawn));
    const family = new FontFace("Inter", "url(/vendor/inter/inter-latin-wght-normal.woff2)");
    const arabic = new FontFace(
        "Noto", "url(/vendor/noto-sans-arabic/noto-sans-arabic-arabic-wght-normal.woff2)");
    await Promise.all([family.load(), arabic.load()]);
    return {roads: map.queryRenderedFeatures({layers: ["way"]}).length, mgrs: forward([0, 0], 2),
            others: [typeof Idiomorph.morph, typeof openDB]};
}"""


class Served(http.server.SimpleHTTPRequestHandler):
    """The static folder, and one bare page at /."""

    def do_GET(self) -> None:
        if self.path != "/":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing; pytest's output is for failures."""


@pytest.fixture
def address() -> Iterator[str]:
    """Where the static folder is served while a test runs."""
    handler = functools.partial(Served, directory=str(STATIC))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.mark.browser
def test_the_libraries_load_under_the_policy(page: Page, address: str) -> None:
    """Map, worker, morph, store, grid and fonts: all from our own folder, no eval."""
    page.goto(address)
    seen = page.evaluate(LOAD)
    assert seen["roads"] > 0
    assert seen["mgrs"] == "31NAA6600"
    assert seen["others"] == ["function", "function"]
