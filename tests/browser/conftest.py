"""A real Chromium for the tests in this folder, and only while they run.

Playwright's event loop lives in the thread that started it, and while it lives no test can run a
loop of its own there: so the browser ends with each file of tests (pytest ends a fixture of wider
scope only after the last test of all).
"""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

# Software drawing for the map alone, not for putting pages together: that took a third of all the
# processor's time. No chatter with the outside that tests would wait for.
FLAGS = (
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-gpu-compositing",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a file of tests; each test gets a context of its own from it."""
    program = os.environ.get("HOLDFAST_CHROMIUM") or shutil.which("chromium")
    if program is None:
        pytest.fail("no Chromium: run './holdfast check', or name one with HOLDFAST_CHROMIUM")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium's own cannot run as root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*FLAGS, *sandbox])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page in a fresh context; an error that no script caught fails the test."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []
