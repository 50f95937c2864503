"""A stranger's words are read and taken in at the room's screen, in a real Chromium."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from data.phones import chain, note, noted, raws, taken
from data.serving import axe_faults, served
from data.toys import NOON
from holdfast import facts as f
from holdfast.base.clock import DAY_MS
from holdfast.ledger import Signer
from holdfast.node import Node

pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000
HELP = f.HelpCalled(run="run-1", need="casualty")
AHEAD = Signer(b"a" * 32)


@pytest.fixture
def room(toy_node: Node) -> Iterator[str]:
    """The room of a base at whose door two devices stand."""
    toy_node.receive(raws(chain(note("Bridge is down."), HELP)))
    toy_node.say_all([taken(AHEAD)])
    toy_node.receive(raws(chain(note("Ahead."), signer=AHEAD, at_ms=NOON + 3 * DAY_MS)))
    with served(toy_node) as address:
        yield address


def test_a_stranger_is_taken_in_from_its_alarm_by_keyboard(
    page: Page, room: str, toy_node: Node
) -> None:
    """Its call for help is an alarm; the alarm leads to its words; a name takes it in."""
    page.set_default_timeout(PATIENCE_MS)
    page.goto(room)
    alarm = page.locator(".alarm", has_text="Needs help now: casualty")
    alarm.get_by_role("link", name="Devices").click()
    form = page.get_by_role("form", name="Take in device")
    page.get_by_text("Bridge is down.").wait_for()
    stranger = form.first
    stranger.get_by_label("What this device is called").fill("Kai's phone")
    stranger.get_by_label("What this device is called").press("Tab")
    page.keyboard.type("Leila")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#known").get_by_text("Kai's phone").wait_for()
    assert "Bridge is down." in noted(toy_node)
    [said] = [
        s.fact for words in toy_node.state.devices.values() for s in words.values()
        if isinstance(s.fact, f.DeviceTakenIn) and s.fact.by == "leila" and s.fact.offset_ms == 0
        and s.fact.device != AHEAD.verify_key.encode().hex()
    ]  # fmt: skip
    assert said.name == "Kai's phone"


def test_a_clock_that_is_ahead_is_confirmed_with_a_name(
    page: Page, room: str, toy_node: Node
) -> None:
    """Then its words are dated back."""
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{room}/devices")
    form = page.get_by_role("form", name="Take in device").last
    page.locator("main").get_by_text("3 d 0 h").first.wait_for()
    form.get_by_label("Who says so").select_option("kai")
    form.get_by_role("button", name="Its clock is ahead: confirmed").click()
    page.locator("#known").get_by_text("ahead, confirmed").wait_for()
    assert noted(toy_node)["Ahead."] == NOON


def test_the_page_of_devices_can_be_used_by_everybody(chromium: Browser, room: str) -> None:
    """axe-core finds nothing on a desk and on a phone, and nothing is wider than the screen."""
    assert axe_faults(chromium, room, ["/devices"]) == []


def test_what_is_pressed_before_the_modules_have_come_is_said_once(
    page: Page, room: str, toy_node: Node
) -> None:
    """On a slow link the page stands before its scripts do; two presses then are one word."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/js/page.mjs", hold)
    page.goto(f"{room}/devices", wait_until="commit")
    form = page.get_by_role("form", name="Take in device").first
    form.get_by_label("What this device is called").fill("Kai's phone")
    form.get_by_label("Who says so").select_option("leila")
    press = form.get_by_role("button", name="This device is ours")
    press.click()
    press.click()
    assert "Bridge is down." not in noted(toy_node)
    held[0].continue_()
    page.locator("#known").get_by_text("Kai's phone").wait_for(timeout=PATIENCE_MS)
    assert "Bridge is down." in noted(toy_node)
