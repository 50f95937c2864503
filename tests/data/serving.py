"""A room served for a browser, and what axe-core has against its pages."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page

from holdfast.node import Node
from holdfast.web.app import make_app
from holdfast.web.serve import bind

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
THEMES = ("dark", "day", "red")
OF_COLOUR = ["color-contrast", "link-in-text-block"]
"""Those of the rules that a theme, which is colours and nothing else (theme.css), can break."""
SIZES = ((1440, 900), (390, 844))
PATIENCE_S = 60.0
"""How long anything may take on a busy machine (assumed)."""
GRACE_S = 1.0
"""So long may a room take to end by itself."""


class Room(uvicorn.Server):
    """As it is served for real: the streams end first, and a page that is open holds up nothing."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then as uvicorn does."""
        self.config.app.state.room.hub.close()  # type: ignore[union-attr]
        await super().shutdown(sockets)


@contextmanager
def served(node: Node) -> Iterator[str]:
    """The address of a room that serves this node, while it is asked for."""
    listening = bind("127.0.0.1", 0)
    server = Room(uvicorn.Config(make_app(node), log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(GRACE_S)  # what is open is closed in order; a page that stays open is cut off
    server.force_exit = True
    thread.join(20)
    listening.close()


def axe_faults(chromium: Browser, room: str, pages: Sequence[str]) -> list[object]:
    """What axe-core has against these pages on a desk and on a phone, and what does not fit.

    All rules in the first theme, those of colour in the others.
    """
    if not AXE.is_file():
        pytest.skip("axe-core is not there: run './holdfast setup --dev'")
    found: list[object] = []
    for width, height in SIZES:
        # the checker itself is injected, which our own policy forbids
        context = chromium.new_context(
            viewport={"width": width, "height": height}, bypass_csp=True, reduced_motion="reduce"
        )
        page = context.new_page()
        for path in pages:
            page.goto(f"{room}{path}{'&' if '?' in path else '?'}theme={THEMES[0]}")
            found += [(path, width, *fault) for fault in axe_of(page)]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
                found.append((path, width, "wider than the screen", ""))
        context.close()
    return found


def axe_of(page: Page) -> list[tuple[str, str, object]]:
    """What axe-core has against a page as it stands, every box opened: theme, rule, where."""
    page.evaluate("() => document.querySelectorAll('details').forEach((d) => d.open = true)")
    page.evaluate(AXE.read_text())
    found: list[tuple[str, str, object]] = []
    for theme in THEMES:
        rules = RULES if theme == THEMES[0] else OF_COLOUR
        told = page.evaluate(
            """([theme, rules]) => {
                document.documentElement.dataset.theme = theme;
                return axe.run(document, {runOnly: rules, resultTypes: ['violations']});
            }""",
            [theme, rules],
        )
        found += [(theme, v["id"], v["nodes"][0]["target"]) for v in told["violations"]]
    return found


def until(page: Page, true: Callable[[], object]) -> None:
    """Wait until it is true, asked from this side: what Playwright asks again within the page
    (wait_for_function) our own policy forbids there, so it fails unless it is true at once."""
    end_s = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end_s, "it never came to be true"
        page.wait_for_timeout(50)
