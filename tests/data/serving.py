"""A room served for a browser, and what axe-core has against its pages."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser

from holdfast.node import Node
from holdfast.web.app import make_app
from holdfast.web.serve import bind

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SIZES = ((1440, 900), (390, 844))
GRACE_S = 1.0
"""So long may a room take to end by itself, once the browser has left it."""


@contextmanager
def served(node: Node) -> Iterator[str]:
    """The address of a room that serves this node, while it is asked for."""
    listening = bind("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(make_app(node), log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(GRACE_S)  # what is open is closed in order; a page that stays open is cut off
    server.force_exit = True
    thread.join(20)
    listening.close()


def axe_faults(chromium: Browser, room: str, pages: Sequence[str], theme: str) -> list[object]:
    """What axe-core has against these pages on a desk and on a phone, and what does not fit."""
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
            page.goto(f"{room}{path}{'&' if '?' in path else '?'}theme={theme}")
            page.evaluate(
                "() => document.querySelectorAll('details').forEach((d) => d.open = true)"
            )
            page.evaluate(AXE.read_text())
            told = page.evaluate("(rules) => axe.run(document, {runOnly: rules})", RULES)
            found += [(path, width, v["id"], v["nodes"][0]["target"]) for v in told["violations"]]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
                found.append((path, width, "wider than the screen", ""))
        context.close()
    return found
