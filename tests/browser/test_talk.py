"""The log's line in a real Chromium: it proposes, and Enter decides nothing that stops a clock."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from data.serving import served
from holdfast import facts as f
from holdfast.node import Node

pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000
UNSURE = [
    "KESTREL 1 not all well, still pinned, need help fast",
    "KESTREL 1 casualty, rest all well",
    "KESTREL 1 no contact since 1210, asked KESTREL to check in with them",
    "KESTREL 1 missed check-in, nothing heard",
    "KESTREL 1 not turning back",
    "KESTREL 1 all well",
]


@pytest.fixture
def room(toy_node: Node) -> Iterator[str]:
    """The address of a room whose KESTREL 1 calls for help."""
    toy_node.say_all([f.HelpCalled(run="run-1", need="pinned", words="pinned at the ford")])
    with served(toy_node) as address:
        yield address


def facts_of(node: Node) -> list[f.Fact]:
    """What was said of the run, in order."""
    return [said.fact for _, said in sorted(node.state.runs["run-1"].items())]


def open_line(page: Page, address: str) -> None:
    """The room with the line in hand."""
    page.goto(address)
    page.locator("#link[data-state=live]").wait_for(timeout=PATIENCE_MS)
    page.keyboard.press("l")


@pytest.mark.parametrize("path", ["/", "/log"])
def test_enter_logs_what_is_not_clear_as_a_note(
    page: Page, room: str, toy_node: Node, path: str
) -> None:
    """The words are kept under the run, its clock runs on and its call for help stays open."""
    open_line(page, room + path)
    before = len(facts_of(toy_node))
    for n, line in enumerate(UNSURE, 1):
        page.fill("#say-words", line)
        page.press("#say-words", "Enter")
        expect(page.locator("#say-words")).to_have_value("", timeout=PATIENCE_MS)
        assert len(toy_node.state.notes) == n
    notes = [said.fact for _, said in sorted(toy_node.state.notes.items())]
    assert [(note.words, note.about) for note in notes] == [(line, "run-1") for line in UNSURE]  # type: ignore[union-attr]
    assert len(facts_of(toy_node)) == before
    assert page.locator("#say .left .row").count() == 2  # the two that may be a call for help


def test_an_alarm_that_was_only_noted_stays_offered_until_pressed(
    page: Page, room: str, toy_node: Node
) -> None:
    """Also when the next line has been typed."""
    open_line(page, room)
    page.fill("#say-words", UNSURE[1])
    page.press("#say-words", "Enter")
    page.fill("#say-words", "the mill is quiet")
    page.press("#say-words", "Enter")
    page.locator("#say .left [data-act=help]").click(timeout=PATIENCE_MS)
    expect(page.locator("#say .left .row")).to_have_count(0)
    (*_, last) = facts_of(toy_node)
    assert isinstance(last, f.HelpCalled)
    assert (last.need, last.words) == ("casualty", UNSURE[1])


def test_a_call_for_help_that_is_pressed_while_a_line_is_on_its_way_is_not_lost(
    page: Page, room: str, toy_node: Node
) -> None:
    """The base is slow with the line that was typed; the press waits its turn and is said."""
    open_line(page, room)
    page.fill("#say-words", UNSURE[1])
    page.press("#say-words", "Enter")
    page.locator("#say .left [data-act=help]").wait_for(timeout=PATIENCE_MS)
    held: list[Route] = []
    page.route("**/api/facts", lambda route: held.append(route), times=1)
    page.fill("#say-words", "the mill is quiet")
    page.press("#say-words", "Enter")
    while not held:
        page.wait_for_timeout(20)
    page.locator("#say .left [data-act=help]").click()
    held[0].continue_()
    expect(page.locator("#say .left .row")).to_have_count(0, timeout=PATIENCE_MS)
    (*_, last) = facts_of(toy_node)
    assert isinstance(last, f.HelpCalled)


def test_a_check_in_takes_a_press_of_its_own(page: Page, room: str, toy_node: Node) -> None:
    """It is offered in words that say what it does, and keeps those that were typed."""
    open_line(page, room)
    page.keyboard.type("Kestrel 1, all well at the ford")
    offer = page.locator("#say-reading [data-act=well]")
    expect(offer).to_contain_text("KESTREL 1 all well", timeout=PATIENCE_MS)
    expect(offer).to_contain_text("The call for help stays open")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # past the button of the form
    page.keyboard.press("Enter")
    expect(page.locator("#say-words")).to_have_value("", timeout=PATIENCE_MS)
    (*_, last) = facts_of(toy_node)
    assert isinstance(last, f.CheckedIn)
    assert "ford" in last.words


def test_a_clear_contact_is_raised_by_enter(page: Page, room: str, toy_node: Node) -> None:
    """One press, and it is on the board with its kind and number."""
    open_line(page, room)
    page.keyboard.type("KESTREL 1 contact two armed east wing")
    page.keyboard.press("Enter")  # before the line was read: the same as after
    page.locator("#alarms").get_by_text("2 seen").wait_for(timeout=PATIENCE_MS)
    (*_, last) = facts_of(toy_node)
    assert isinstance(last, f.ContactReported)
    assert (last.unit, last.size) == ("armed", 2)


def test_a_call_for_help_is_closed_by_its_own_button_with_a_name(
    page: Page, room: str, toy_node: Node
) -> None:
    """'All well' does not; without a name and a reason nothing is sent; then it is over."""
    page.goto(f"{room}/runs/run-1")
    page.locator("#link[data-state=live]").wait_for(timeout=PATIENCE_MS)
    page.get_by_role("button", name="They say: all well").click()
    page.locator(".log").get_by_text("All well.").wait_for(timeout=PATIENCE_MS)
    assert page.locator("#close-help").is_visible()

    page.locator("#close-help button").click()
    assert not any(isinstance(fact, f.HelpClosed) for fact in facts_of(toy_node))
    page.select_option("#close-help [name=by]", "mark")
    page.select_option("#close-help [name=reason]", "mistake")
    page.locator("#close-help button").click()
    expect(page.locator("#close-help")).to_have_count(0, timeout=PATIENCE_MS)
    closed = [fact for fact in facts_of(toy_node) if isinstance(fact, f.HelpClosed)]
    assert [(fact.by, fact.reason) for fact in closed] == [("mark", "mistake")]
