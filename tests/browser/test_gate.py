"""Coming home in a real Chromium: at the gate, in the room, on the phone."""

from collections.abc import Iterator

import msgspec
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from data.serving import axe_faults, served
from data.toys import tasked
from holdfast import facts as f
from holdfast.know.people import roll
from holdfast.know.runs import story
from holdfast.node import Node

pytestmark = pytest.mark.browser

ALL = ("leila", "kai")
PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 30_000


@pytest.fixture
def room(toy_node: Node) -> Iterator[str]:
    """The room of a base with KESTREL 1 out: Leila and Kai."""
    with served(toy_node) as address:
        yield address


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """A small page with a thumb."""
    context = chromium.new_context(viewport=PHONE, has_touch=True, service_workers="block")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def gate(page: Page, room: str) -> Locator:
    """The form at the gate on the run's page."""
    page.goto(f"{room}/runs/run-1#home")
    form = page.locator("#gate-form")
    expect(form).to_be_attached(timeout=PATIENCE_MS)
    if page.locator("details#home:not([open]) summary").count():
        page.locator("#home summary").click()
    expect(form).to_be_visible(timeout=PATIENCE_MS)
    return form


def tick(form: Locator, name: str, answer: str) -> None:
    """Answer for one of them."""
    form.get_by_role("group", name=name).get_by_label(answer, exact=True).check()


def counts(node: Node) -> list[f.CameHome]:
    """What was said at the gate."""
    return [
        r.fact for r in story(node.state, "run-1").all(f.CameHome) if isinstance(r.fact, f.CameHome)
    ]


def outside(node: Node) -> int:
    """How many are counted as outside."""
    return roll(node.state, node.clock()).outside


def test_nothing_is_ticked_for_anybody_and_the_count_is_asked_back(
    page: Page, room: str, toy_node: Node
) -> None:
    """A press on the bare form, and one press on a full one, say nothing; a change asks anew."""
    form = gate(page, room)
    assert form.locator("input:checked").count() == 0
    form.locator("button.main").click()
    expect(form.locator(".form-says")).to_contain_text("nothing said of Leila, Kai")
    tick(form, "Leila", "Inside the gate")
    tick(form, "Kai", "Not inside")
    expect(form.locator(".gate-count")).to_have_text("1 of 2 home; Kai is missing")
    form.locator("button.main").click()
    expect(form.locator(".form-says")).to_have_text(
        "KESTREL 1: 1 of 2 home; Kai is missing. Press again to say it."
    )
    form.locator("[name=others]").fill("1")
    expect(form.locator(".form-says")).to_have_text("")
    form.locator("button.main").click()
    expect(form.locator(".form-says")).to_contain_text("and 1 people found. Press again")
    assert counts(toy_node) == []
    form.locator("button.main").click()
    expect(page.locator("#still-out")).to_contain_text("Kai missing", timeout=PATIENCE_MS)
    [said] = counts(toy_node)
    assert (said.home, said.missing, said.others) == (("leila",), ("kai",), 1)


def test_who_was_asked_and_is_not_said_to_have_left_can_be_counted_in(
    page: Page, room: str, toy_node: Node
) -> None:
    """Mark was tasked with them and forgotten at departure: his row says so."""
    told = msgspec.structs.replace(tasked(), run="run-1")
    crew = (*told.tasking.crew, "mark")
    anew = msgspec.structs.replace(told, tasking=msgspec.structs.replace(told.tasking, crew=crew))
    toy_node.say_all([anew])
    form = gate(page, room)
    row = form.locator("[data-person=mark]")
    expect(row).to_contain_text("was asked; not said to have left")
    expect(row.get_by_label("Did not go")).to_be_checked()
    form.get_by_role("button", name="All of them are inside").click()
    expect(form.locator(".gate-count")).to_have_text("2 of 2 home")
    row.get_by_label("Inside the gate").check()
    expect(form.locator(".gate-count")).to_have_text("3 of 3 home")
    form.locator("button.main").click()
    form.locator("button.main").click()
    expect(page.locator("#still-out")).to_be_visible(timeout=PATIENCE_MS)
    assert counts(toy_node)[0].home == ("leila", "kai", "mark")


def test_all_of_them_is_a_press_of_its_own_and_a_second_count_names_whom_it_takes_off(
    page: Page, room: str, toy_node: Node
) -> None:
    """Down as home since noon; Kai was not in the car: asked by name, taken, and out again."""
    form = gate(page, room)
    form.get_by_role("button", name="All of them are inside").click()
    form.locator("button.main").click()
    form.locator("button.main").click()
    expect(page.locator("#still-out")).to_be_visible(timeout=PATIENCE_MS)
    assert outside(toy_node) == 0
    form = gate(page, room)
    assert form.locator("input:checked").count() == 0
    tick(form, "Leila", "Inside the gate")
    tick(form, "Kai", "Not inside")
    form.locator("button.main").click()
    expect(form.locator(".form-says")).to_contain_text(
        "KESTREL 1 is down as home since 12:00. Kai is not with them?"
    )
    assert len(counts(toy_node)) == 1
    form.locator("button.main").click()
    expect(page.locator("main")).to_contain_text("Kai: said to be home 12:00", timeout=PATIENCE_MS)
    assert outside(toy_node) == 1


def test_a_team_wrongly_said_to_be_home_is_brought_back_with_a_name(
    page: Page, room: str, toy_node: Node
) -> None:
    """One form on the run's page; without a name it says nothing."""
    toy_node.say_all([f.CameHome(run="run-1", home=ALL)])
    page.goto(f"{room}/runs/run-1")
    form = page.locator("#still-out form").first
    form.get_by_role("button", name="They are still out").click()
    assert outside(toy_node) == 0
    form.locator("[name=by]").select_option("mark")
    form.get_by_role("button", name="They are still out").click()
    expect(page.locator("main")).to_contain_text(
        "Said to be home 12:00, heard again 12:00", timeout=PATIENCE_MS
    )
    assert outside(toy_node) == 2
    told = story(toy_node.state, "run-1")
    assert told.again is not None
    assert told.again.fact.by == "mark"


def test_a_debrief_says_what_is_not_answered_and_is_not_closed(
    page: Page, room: str, toy_node: Node
) -> None:
    """What no report tells takes an answer, 'nobody can tell' among them."""
    toy_node.say_all([f.CameHome(run="run-1", home=ALL)])
    page.goto(f"{room}/runs/run-1#debrief")
    form = page.locator("#debrief-form")
    form.get_by_role("button", name="Close the account").click()
    expect(form.locator(".form-says")).to_contain_text("Not answered yet")
    assert not toy_node.state.debriefs
    for part in form.locator("fieldset").all():
        if part.locator("input:checked").count() == 0:
            part.get_by_label("Nobody can tell").check()
    form.get_by_role("button", name="Close the account").click()
    expect(page.locator("#debriefed")).to_be_visible(timeout=PATIENCE_MS)


def test_the_phone_of_a_team_that_is_down_as_home_keeps_its_buttons(
    phone: Page, room: str, toy_node: Node
) -> None:
    """It says since when, and 'All well' puts them out again."""
    toy_node.say_all([f.CameHome(run="run-1", home=ALL)])
    phone.goto(f"{room}/field/run-1")
    expect(phone.locator("#due")).to_contain_text("The base has you down as home since 12:00")
    for kind in ("checked_in", "arrived", "contact_reported", "came_home"):
        expect(phone.locator(f"#acts [data-kind={kind}]"), kind).to_be_visible()
    expect(phone.locator("#help-now")).to_be_visible()
    phone.select_option("#where", "none")
    phone.click("#acts [data-kind=checked_in]")
    expect(phone.locator("#due")).to_contain_text("Check in by", timeout=PATIENCE_MS)
    assert outside(toy_node) == 2


def test_the_phone_is_told_that_it_is_called_home_and_answers_with_one_press(
    phone: Page, room: str, toy_node: Node
) -> None:
    """Large, until it has answered; then the room reads when."""
    toy_node.say_all([f.RunCalledOff(run="run-1")])
    phone.goto(f"{room}/field")
    expect(phone.locator("#runs")).to_contain_text("Called home 12:00")
    phone.goto(f"{room}/field/run-1")
    expect(phone.locator(".called-home h2")).to_have_text("Called home 12:00: come home now")
    phone.select_option("#where", "none")
    phone.click("#called-answer")
    expect(phone.locator(".called-home.answered")).to_contain_text(
        "answered 12:0", timeout=PATIENCE_MS
    )
    assert story(toy_node.state, "run-1").last(f.TurnedBack) is not None


def test_each_button_of_the_phone_carries_its_own_receipt(phone: Page, room: str) -> None:
    """A call for help says so in its own box; 'All well' speaks of the last 'All well' alone."""
    phone.goto(f"{room}/field/run-1")
    phone.select_option("#where", "none")
    phone.click("#help-now")
    phone.click("#help-now")
    expect(phone.locator("#help-words")).to_contain_text(
        "The base has the call", timeout=PATIENCE_MS
    )
    expect(phone.locator("#acts .receipt")).to_have_count(0)
    phone.click("#acts [data-kind=checked_in]")
    well = phone.locator("#acts [data-kind=checked_in] .receipt")
    expect(well).to_contain_text("on the base's disk", timeout=PATIENCE_MS)
    phone.click("#acts [data-kind=turned_back]")
    expect(phone.locator("#acts [data-kind=turned_back] .receipt")).to_contain_text(
        "on the base's disk"
    )
    expect(well).to_contain_text("on the base's disk")
    assert "help" not in (well.text_content() or "").lower()


@pytest.mark.slow
def test_everybody_can_use_what_was_made_for_the_gate(
    chromium: Browser, room: str, toy_node: Node
) -> None:
    """The run's page and the phone, called home and down as home."""
    pages = ["/runs/run-1", "/field/run-1", "/field"]
    toy_node.say_all([f.RunCalledOff(run="run-1")])
    assert axe_faults(chromium, room, pages) == []
    toy_node.say_all([f.CameHome(run="run-1", home=("leila",), missing=("kai",))])
    assert axe_faults(chromium, room, pages) == []
