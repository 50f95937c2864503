"""One act is one word, however often it is pressed; the first one opens its form too."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from data.serving import served
from holdfast.node import Node

pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000
"""As test_room has it."""


@pytest.fixture
def room(toy_node: Node) -> Iterator[str]:
    """The address of a room that serves the toy node."""
    with served(toy_node) as address:
        yield address


def _held_back(page: Page) -> Callable[[], None]:
    """What is said waits on its way until the returned function lets it go."""
    waiting: list[Route] = []
    gone: list[bool] = []
    page.route("**/api/facts", lambda route: route.continue_() if gone else waiting.append(route))

    def let_go() -> None:
        gone.append(True)
        for route in waiting:
            route.continue_()

    return let_go


def _map(page: Page, room: str) -> None:
    page.goto(room)
    page.locator("body.map-ready").wait_for(timeout=PATIENCE_MS)


def _open_site(page: Page) -> None:
    page.locator("#map").click(position={"x": 200, "y": 300})
    page.locator("#spot [data-open=site]").click()
    page.locator("#spot form[data-form=site] [name=name]").fill("Twice")


def test_a_double_click_on_note_the_site_makes_one_site(
    page: Page, room: str, toy_node: Node
) -> None:
    """Also while the first press is on its way, and the second does not fall on the map."""
    _map(page, room)
    _open_site(page)
    let_go = _held_back(page)
    button = page.locator("#spot form[data-form=site] button")
    button.dblclick()
    let_go()
    expect(page.locator("#spot")).to_be_hidden()
    with toy_node.lock:
        named = [s for s in toy_node.state.sites.values() if s.fact.name == "Twice"]
    assert len(named) == 1


def test_a_site_that_was_not_answered_is_sent_again_as_the_same_one(
    page: Page, room: str, toy_node: Node
) -> None:
    """The base had it, the answer was lost, and the person presses again."""
    _map(page, room)
    _open_site(page)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/api/facts", lose, times=1)
    button = page.locator("#spot form[data-form=site] button")
    button.click()
    expect(page.locator("#said")).to_contain_text("No link")
    button.click()
    expect(page.locator("#spot")).to_be_hidden()
    with toy_node.lock:
        named = [s for s in toy_node.state.sites.values() if s.fact.name == "Twice"]
    assert len(named) == 1


def test_a_form_of_a_page_pressed_twice_is_one_word(page: Page, room: str) -> None:
    """A person's state, said by a double click."""
    page.goto(f"{room}/people?person=mark")
    form = page.locator("form[data-fact*=readiness_said]")
    form.locator("select[name=state]").select_option("resting")
    sent = _sent(page)
    let_go = _held_back(page)
    form.locator("button").dblclick()
    let_go()
    expect(page.locator("#said")).to_contain_text("Said")
    assert len(sent) == 1


def test_another_word_of_the_same_form_waits_for_the_first_and_is_not_lost(
    page: Page, room: str, toy_node: Node
) -> None:
    """Resting, changed to in care and pressed again before the base has answered: both are said."""
    page.goto(f"{room}/people?person=mark")
    form = page.locator("form[data-fact*=readiness_said]")
    let_go = _held_back(page)
    for state in ("resting", "in_care"):
        form.locator("select[name=state]").select_option(state)
        form.locator("button").click()
    page.wait_for_timeout(200)
    let_go()
    expect(page.locator("dd", has_text="In care").first).to_be_visible(timeout=PATIENCE_MS)
    with toy_node.lock:
        said = toy_node.state.readiness.said("mark")
    assert [getattr(word.fact, "state", "") for word in said][-2:] == ["resting", "in_care"]


def test_a_line_entered_twice_at_once_is_one_note(page: Page, room: str, toy_node: Node) -> None:
    """Enter, and Enter again before the base has read the line."""
    page.goto(f"{room}/log")
    line = page.locator("form#say [name=words]")
    line.fill("The gate squeaks")
    line.press("Enter")
    line.press("Enter")
    expect(line).to_have_value("")
    page.locator("#said.bad").wait_for(state="detached")
    with toy_node.lock:
        assert len(toy_node.state.notes) == 1


def test_a_button_pressed_twice_is_one_word(page: Page, room: str) -> None:
    """A threat that is believed gone."""
    page.goto(f"{room}/threats")
    button = page.locator("button[data-fact*=threat_lifted]").first
    sent = _sent(page)
    let_go = _held_back(page)
    button.dispatch_event("click")
    button.dispatch_event("click")
    let_go()
    expect(page.locator("#said")).to_contain_text("Said")
    assert len(sent) == 1


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_the_first_note_as_site_after_loading_opens_its_form(
    chromium: Browser, toy_node: Node, motion: str
) -> None:
    """The search flies to the place, or is there at once, and the form is open."""
    found = {"found": [{"kind": "spot", "id": "w7", "name": "Old mill", "what": "school",
                        "place": [32.03, 30.02]}]}  # fmt: skip
    with served(toy_node) as address:
        context = chromium.new_context(reduced_motion=motion)  # type: ignore[arg-type]
        page = context.new_page()
        page.route("**/api/search*", lambda route: route.fulfill(json=found))
        _map(page, address)
        page.locator("#find-words").fill("mill")
        page.locator("#found button").click()
        name = page.locator("#spot form[data-form=site] [name=name]")
        expect(name).to_be_visible(timeout=PATIENCE_MS)
        expect(name).to_have_value("Old mill")
        context.close()


def _sent(page: Page) -> list[str]:
    """What this page says from now on."""
    sent: list[str] = []
    page.on("request", lambda r: sent.append(r.url) if r.url.endswith("/api/facts") else None)
    return sent
