"""The demo as a newcomer sees it: the command, a browser, a whole run, and a hand in it."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATIENCE_MS = 150_000
"""How long a phase of the run may take on a busy machine at the demo's speed."""


@pytest.fixture
def demo() -> Iterator[str]:
    """The address of a running demo, as it prints it."""
    command = [sys.executable, "-u", "-m", "holdfast", "demo", "--no-browser", "--port", "0"]
    with subprocess.Popen(  # our own interpreter and program
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        assert running.stdout is not None
        first = running.stdout.readline()
        found = re.search(r"http://\S+", first)
        assert found, first
        assert first.startswith("EXERCISE")
        yield found[0]
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=30)


def keep(page: Page, name: str) -> None:
    """A picture for whoever looks at them: HOLDFAST_PICTURES names the folder."""
    folder = os.environ.get("HOLDFAST_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_a_newcomer_sees_a_whole_run_and_may_interfere(page: Page, demo: str) -> None:
    """Out, on site, contact, overdue, home, debriefed; and a report typed in by hand is logged."""
    page.goto(demo)
    expect(page.get_by_text("Exercise").first).to_be_visible()
    card = page.locator("#missions")
    expect(card).to_contain_text("KESTREL 1", timeout=PATIENCE_MS)
    expect(card).to_contain_text("Outbound", timeout=PATIENCE_MS)
    keep(page, "1-outbound")

    page.request.post(
        f"{demo}api/facts",
        data={"kind": "note_logged", "words": "Somebody at the keyboard says hello."},
    )
    expect(page.locator("#log")).to_contain_text("says hello", timeout=PATIENCE_MS)

    expect(card).to_contain_text("On site", timeout=PATIENCE_MS)
    expect(page.locator("#alarms")).to_contain_text("Contact: infected", timeout=PATIENCE_MS)
    keep(page, "2-contact")
    expect(card).to_contain_text("Returning", timeout=PATIENCE_MS)
    expect(page.locator("#alarms")).to_contain_text("past due", timeout=PATIENCE_MS)
    keep(page, "3-overdue")
    expect(page.locator("#log")).to_contain_text("Debriefed", timeout=PATIENCE_MS)
    keep(page, "4-debriefed")
    expect(page.locator("#log")).to_contain_text("evening meal", timeout=PATIENCE_MS)
