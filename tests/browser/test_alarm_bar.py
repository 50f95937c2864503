"""The alarm bar in a real Chromium: on every page, counted, heard, louder, and true of its link."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from data.rich import rich_facts
from data.serving import axe_faults, served, until
from data.toys import NOON
from holdfast import facts as f
from holdfast.node import Node, open_node

pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000
PAGES = ["/stock", "/people", "/plan", "/threats", "/sites", "/runs/run-1", "/log", "/record",
         "/nothing-here", "/field", "/field/run-1"]  # fmt: skip
"""Whatever somebody may have open, beside the room itself."""
MAYDAY = f.HelpCalled(run="run-1", need="pinned", words="pinned at the ford")
CONTACT = f.ContactReported(run="run-1", unit="infected", size=3, at=f.Point(32.01, 30.0))
LOUD = "1"
LOUDEST = "2"


@pytest.fixture
def room(toy_node: Node) -> Iterator[str]:
    """A room in which one alarm is raised by the toy run's silence, and taken."""
    with served(toy_node) as address:
        yield address


def live(page: Page, address: str) -> None:
    """The page with its link up."""
    page.goto(address)
    page.locator("#link[data-state=live]").wait_for(timeout=PATIENCE_MS)


def test_a_mayday_shows_on_every_page_without_a_reload(
    chromium: Browser, room: str, toy_node: Node
) -> None:
    """Eleven pages and the room are open in one browser, which keeps six connections to a place:
    each shows it, with its next act, and counts it; and a word can still be said from any of them.
    """
    with ExitStack() as open_pages:
        pages: list[tuple[str, Page]] = []
        context = chromium.new_context(reduced_motion="reduce")
        open_pages.callback(context.close)
        for path in ["/", *PAGES]:
            page = context.new_page()
            page.goto(room + path)
            page.evaluate("window.sameDocument = true")
            pages.append((path, page))
        pages[0][1].locator("#link[data-state=live]").wait_for(timeout=PATIENCE_MS)
        toy_node.say_all([MAYDAY])
        for path, page in pages:
            alarm = page.locator("#bar .alarm.gravest")
            expect(alarm, path).to_contain_text("Needs help now", timeout=PATIENCE_MS)
            expect(page, path).to_have_title(re.compile(r"^\(\d+\) KESTREL 1 Needs help now"))
            shown = page.locator("#alarms .alarm").count()
            assert page.title().startswith(f"({shown}) "), path
            icon = page.get_attribute("link[rel=icon]", "href") or ""
            assert f"%3E{shown}%3C%2Ftext" in icon, path
            href = alarm.locator(".btn").first.get_attribute("href")
            assert href == "/runs/run-1#help", path
            assert page.evaluate("window.sameDocument"), path
        pages[1][1].locator(".alarm.gravest .take").click()
        for path, page in pages:
            expect(page.locator("#bar .alarm.seen"), path).to_have_count(1, timeout=PATIENCE_MS)


def test_what_threatens_a_life_is_read_out_at_once_and_the_rest_politely(
    page: Page, room: str, toy_node: Node
) -> None:
    """Two live regions; what was there when the page opened is not read out again."""
    live(page, f"{room}/stock")
    assert page.inner_text("#alarm-loud") == page.inner_text("#alarm-quiet") == ""
    toy_node.say_all([CONTACT])
    expect(page.locator("#alarm-quiet[aria-live=polite]")).to_contain_text(
        "infected", timeout=PATIENCE_MS
    )
    toy_node.say_all([MAYDAY])
    expect(page.locator("#alarm-loud[aria-live=assertive]")).to_have_text(
        "KESTREL 1 Needs help now", timeout=PATIENCE_MS
    )


def test_sound_is_off_until_somebody_presses_and_can_be_tried_and_muted(
    page: Page, room: str, toy_node: Node
) -> None:
    """The button says which it is; what is new is heard only where it is on."""
    live(page, f"{room}/people")
    sound = page.locator("#sound")
    expect(sound).to_have_text("Sound is off: press")
    toy_node.say_all([CONTACT])
    page.locator(".alarm").get_by_text("Contact: infected").wait_for(timeout=PATIENCE_MS)
    assert page.get_attribute("#bar", "data-rings") is None

    sound.click()
    expect(sound).to_have_text("Sound is on")
    toy_node.say_all([MAYDAY])
    expect(page.locator("#bar")).to_have_attribute("data-rang", "critical 0", timeout=PATIENCE_MS)

    page.click("#sound-more")
    page.click("[data-try=critical]")
    expect(page.locator("#sound-state")).to_have_text("Alarms sound on this device.")
    page.keyboard.press("Escape")
    sound.click()
    expect(sound).to_have_text("Muted")
    page.goto(f"{room}/stock")
    expect(page.locator("#sound")).to_have_text("Muted")


def test_an_alarm_that_nobody_takes_gets_louder_until_somebody_does(
    page: Page, room: str, toy_node: Node
) -> None:
    """After one minute, after three; to the eye as to the ear; on a page opened later as well."""
    page.clock.install()
    live(page, f"{room}/stock")
    page.click("#sound")
    toy_node.say_all([MAYDAY])
    bar = page.locator("#bar")
    expect(bar).to_have_attribute("data-rang", "critical 0", timeout=PATIENCE_MS)
    page.clock.fast_forward("01:05")
    expect(bar).to_have_attribute("data-rang", "critical 1", timeout=PATIENCE_MS)
    assert bar.get_attribute("data-loud") == LOUD
    page.clock.fast_forward("02:05")
    expect(bar).to_have_attribute("data-rang", "critical 2", timeout=PATIENCE_MS)
    page.goto(f"{room}/people")
    expect(page.locator("#bar")).to_have_attribute("data-loud", LOUDEST)

    page.locator("#link[data-state=live]").wait_for(timeout=PATIENCE_MS)
    page.locator(".alarm.gravest .take").click()
    expect(page.locator("#bar")).to_have_attribute("data-loud", "0", timeout=PATIENCE_MS)
    assert page.title().startswith("(1) Exercise")


def test_the_room_that_cannot_be_reached_is_said_in_the_bar(page: Page, toy_node: Node) -> None:
    """Since when, and that what is shown is old."""
    with served(toy_node) as address:
        live(page, f"{address}/stock")
        assert page.locator("#bar-link").is_hidden()
    expect(page.locator("#bar-link")).to_have_text(
        "No link since 12:00: what you see is old.", timeout=PATIENCE_MS
    )


def test_a_team_without_a_link_is_told_and_told_when_it_is_back(
    page: Page, room: str, toy_node: Node
) -> None:
    """Its bar asks for itself; an alarm that was raised meanwhile comes with the link."""
    page.goto(f"{room}/field")
    expect(page.locator("#bar .calm")).to_be_visible()
    page.context.set_offline(True)
    expect(page.locator("#bar-link")).to_contain_text("No link since 1", timeout=PATIENCE_MS)
    toy_node.say_all([MAYDAY])
    page.context.set_offline(False)
    expect(page.locator(".alarm.gravest")).to_contain_text("Needs help", timeout=PATIENCE_MS)
    expect(page.locator("#bar-link")).to_be_hidden()


def test_a_teams_phone_is_silent_until_it_is_asked_and_takes_nothing(
    page: Page, room: str, toy_node: Node
) -> None:
    """A phone that rings gives a team away; one that takes an alarm silences the room."""
    toy_node.say_all([MAYDAY])
    live(page, f"{room}/stock")
    page.click("#sound")
    live(page, f"{room}/field/run-1")
    page.locator("#bar").click(position={"x": 5, "y": 5})
    expect(page.locator("#sound")).to_have_attribute("data-state", "off")
    page.click("#bar-all")
    expect(page.get_by_role("link", name="Send help")).to_be_visible()
    assert page.locator("#alarms .take").first.is_hidden()


def test_alarms_leave_a_phone_its_screen(chromium: Browser, room: str, toy_node: Node) -> None:
    """The gravest alone with the count, all of them at a press, each act by keyboard."""
    toy_node.say_all([MAYDAY, CONTACT])
    context = chromium.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page = context.new_page()
    for path, most in [("/", 120), ("/stock", 120), ("/runs/run-1", 120), ("/field/run-1", 60)]:
        page.goto(room + path)
        box = page.locator("#bar").bounding_box()
        assert box is not None
        assert box["height"] <= most, path
        assert page.locator("#alarms .alarm:visible").count() == 1
        page.click("#bar-all")
        assert page.locator("#alarms .alarm:visible").count() == 2
    context.close()


def test_the_next_act_of_the_gravest_is_one_key_away(page: Page, room: str, toy_node: Node) -> None:
    """A, then Enter; from any page."""
    toy_node.say_all([CONTACT, MAYDAY])
    live(page, f"{room}/sites")
    page.keyboard.press("a")
    expect(page.get_by_role("link", name="Send help")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#help").get_by_text("Close the call for help").first).to_be_visible()


def test_a_desktop_notice_is_shown_to_whoever_looks_elsewhere(
    page: Page, room: str, toy_node: Node
) -> None:
    """Where it is allowed; under the alarm's own id, so that several windows show it once."""
    page.add_init_script(
        """window.notices = [];
        window.Notification = class extends EventTarget {
            static permission = 'granted';
            constructor(title, more) { super(); window.notices.push([title, more.tag]); }
        };
        document.hasFocus = () => false;"""
    )
    live(page, f"{room}/threats")
    toy_node.say_all([MAYDAY])
    until(page, lambda: page.evaluate("window.notices.length"))
    ((title, tag),) = page.evaluate("window.notices")
    assert title == "KESTREL 1: Needs help now"
    assert tag.startswith("help.run-1.")


def test_the_bar_stays_off_the_paper(page: Page, room: str, toy_node: Node) -> None:
    """A run card that is printed has no buttons and no alarm of that minute on it."""
    toy_node.say_all([MAYDAY])
    live(page, f"{room}/runs/run-1")
    page.emulate_media(media="print")
    assert page.locator("#bar").is_hidden()


@pytest.mark.slow
def test_everybody_can_use_the_bar(chromium: Browser, tmp_path: Path) -> None:
    """axe-core finds nothing on pages whose bar is full, on a desk and on a phone."""
    with open_node(tmp_path / "bad", lambda: NOON, exercise=True) as node:
        node.say_all(rich_facts(NOON))
        with served(node) as address:
            pages = ["/people", "/sites", "/runs/run-3", "/field", "/field/run-3"]
            assert axe_faults(chromium, address, pages) == []
