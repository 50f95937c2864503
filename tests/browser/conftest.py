"""A real Chromium for the tests in this folder, and only while they run.

Playwright's event loop lives in the thread that started it; ended with the folder, it cannot get in
the way of other tests that run loops of their own.
"""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

# Software drawing for the map; no chatter with the outside that tests would wait for.
FLAGS = (
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for all; its tests each get a context of their own from it."""
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
