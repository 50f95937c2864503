"""An empty base is put on its books by hand, in a real Chromium: people, stock, rations."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from data.serving import axe_faults, served
from holdfast import facts as f
from holdfast.base.grid import local
from holdfast.know.runs import story
from holdfast.know.stock import balances, item_of
from holdfast.node import Node, open_node

pytestmark = pytest.mark.browser

NOON_MS = 1_795_168_800_000
ZONE = "Asia/Kathmandu"
"""UTC+5:45: a zone in which neither the hour nor the day is UTC's."""
PATIENCE_MS = 60_000
BASE = f.BaseFounded(base="home", name="Home", at=f.Point(85.3, 27.7), zone=ZONE)


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """A base that was founded, and of which nothing else was said."""
    with open_node(tmp_path / "bare", lambda: NOON_MS) as opened:
        opened.say_all([BASE])
        yield opened


@pytest.fixture
def room(node: Node) -> Iterator[str]:
    """Its room."""
    with served(node) as address:
        yield address


@pytest.fixture
def toy_room(toy_node: Node) -> Iterator[str]:
    """The room of a base with people, stock and a run that is out."""
    with served(toy_node) as address:
        yield address


def form_of(page: Page, name: str) -> Locator:
    """A form whose box is open."""
    form = page.locator(f"#{name}")
    form.wait_for(state="attached", timeout=PATIENCE_MS)
    if not form.is_visible():
        page.locator("details", has=form).locator("summary").first.click()
    return form


def fill(form: Locator, **typed: str) -> None:
    """Type into the fields of these names and send the form with Enter."""
    for name, text in typed.items():
        field = form.locator(f"[name={name}]:not([type=checkbox])")
        if field.evaluate("(e) => e.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)
    field.focus()
    form.locator("button.main").press("Enter")


def saw(page: Page, words: str) -> None:
    """The page, which asks for itself anew, shows what was said."""
    page.locator("main").get_by_text(words).locator("visible=true").first.wait_for(
        timeout=PATIENCE_MS
    )


def only(node: Node, register: str) -> list[f.Fact]:
    """What a register of the node's belief holds."""
    return [said.fact for said in getattr(node.state, register).values()]


def test_an_empty_base_is_put_on_its_books_by_hand(page: Page, room: str, node: Node) -> None:
    """From the first page to days of food, by following its links and typing."""
    page.goto(room)
    page.locator("#missions").get_by_role("link", name="put people on the books").click()
    people = form_of(page, "book-person")
    people.get_by_label("lead", exact=True).check()
    fill(people, name="Léïla", skills="Nurse, nurse, tailor", carry_kg="15")
    saw(page, "Léïla")
    fill(people, name="فريد")
    saw(page, "فريد")
    fill(form_of(page, "book-vehicle"), name="Old truck", mode="truck", seats="3", tank_l="80")
    saw(page, "Old truck")
    leila, farid = only(node, "people")
    assert isinstance(leila, f.PersonRegistered)
    assert isinstance(farid, f.PersonRegistered)
    assert (leila.skills, leila.carry_kg) == (("lead", "nurse", "tailor"), 15)
    assert leila.person.startswith("leila-")
    assert farid.person.startswith("person-")

    page.locator(".first").get_by_role("link", name="define an item").click()
    fill(form_of(page, "book-item"), name="Rice", unit="sack", need="food", kg="25", covers="90000")
    page.locator("#book-receive select option", has_text="Rice").wait_for(
        state="attached", timeout=PATIENCE_MS
    )
    fill(form_of(page, "book-receive"), n="7", expires_ms="2027-03-01", batch="B-12")
    saw(page, "B-12")
    ration = form_of(page, "book-ration")
    ration.get_by_role("button", name="2,100 kcal").click()
    assert only(node, "rations") == []  # a suggestion is not said by itself
    fill(ration, floor_days="7")
    saw(page, "will expire before it is used")  # 150 days' worth, 101 days until it expires

    page.goto(room)
    assert "101 d" in page.locator("#stock tr", has_text="Food").inner_text().replace("\n", " ")
    (lot,) = only(node, "lots")
    assert isinstance(lot, f.LotDefined)
    assert f"{local(lot.expires_ms or 0, ZONE):%Y-%m-%d %H:%M}" == "2027-03-01 23:59"


def test_what_is_refused_is_said_beside_the_form_and_stays_typed(
    page: Page, toy_room: str, toy_node: Node
) -> None:
    """More than lies there cannot be issued; the sentence says so, and the rest can be."""
    page.goto(f"{toy_room}/stock")
    form = form_of(page, "book-issue")
    fill(form, n="500", words="to the kitchen")
    form.get_by_text("Only 100 of Ration").wait_for(timeout=PATIENCE_MS)
    assert form.locator("[name=n]").input_value() == "500"
    assert form.locator("[name=words]").input_value() == "to the kitchen"
    fill(form, n="40")
    saw(page, "60 pack")
    assert form.locator(".refusal").inner_text() == ""
    assert balances(toy_node.state)["lot-1", "base:compound"] == 60


def test_a_lot_and_its_arrival_are_said_together_or_not_at_all(
    page: Page, toy_room: str, toy_node: Node
) -> None:
    """An arrival of nothing is refused, and leaves no empty lot behind."""
    page.goto(f"{toy_room}/stock")
    form = form_of(page, "book-receive")
    fill(form, n="0")
    form.get_by_text("A movement needs an amount above zero.").wait_for(timeout=PATIENCE_MS)
    assert list(toy_node.state.lots) == ["lot-1"]
    fill(form, n="12")
    saw(page, "12 pack")
    (new,) = set(toy_node.state.lots) - {"lot-1"}
    item = item_of(toy_node.state, new)
    assert item is not None
    assert item.item == "ration"


def test_a_word_whose_answer_was_lost_is_not_said_twice(page: Page, room: str, node: Node) -> None:
    """The base took it and the link broke; pressed again, it is the same person."""
    page.goto(f"{room}/people")
    cut = []

    def lose_the_answer(route: object) -> None:
        if not cut:
            cut.append(route.fetch().status)  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/api/facts", lose_the_answer)
    form = form_of(page, "book-person")
    fill(form, name="Mark")
    form.get_by_text("No link to the base").wait_for(timeout=PATIENCE_MS)
    assert form.locator("[name=name]").input_value() == "Mark"
    form.locator("button.main").press("Enter")
    page.locator("#said.on").get_by_text("Mark").wait_for(timeout=PATIENCE_MS)
    assert cut == [201]
    assert len(node.state.people) == 1


def test_a_person_is_set_anew_and_paired(page: Page, toy_room: str, toy_node: Node) -> None:
    """The sheet's form holds what is known, and changes that same person."""
    page.goto(f"{toy_room}/people?person=kai")
    form = form_of(page, "book-anew")
    assert form.get_by_label("lead", exact=True).is_checked()
    form.get_by_label("lead", exact=True).uncheck()
    fill(form, name="Kai Two")
    page.get_by_role("heading", name="Kai Two").wait_for(timeout=PATIENCE_MS)
    fill(form_of(page, "book-pair"), rule="must_not", other="mark")
    page.locator(".plain-list").get_by_text("Mark").wait_for(timeout=PATIENCE_MS)
    kai = toy_node.state.people["kai"].fact
    assert isinstance(kai, f.PersonRegistered)
    assert (kai.name, kai.skills, len(toy_node.state.people)) == ("Kai Two", (), 4)
    (pair,) = only(toy_node, "pairs")
    assert isinstance(pair, f.PairNoted)
    assert pair.rule == "must_not"


def test_the_room_says_for_a_team_what_its_phase_allows(
    page: Page, toy_room: str, toy_node: Node
) -> None:
    """On the radio: a planned silence, at a site, leaving it."""
    page.goto(f"{toy_room}/runs/run-1")
    fill(form_of(page, "book-silence"), start="12:30", end="12:10")
    page.locator("#book-silence").get_by_text("may last a day").or_(
        page.locator("#said.on")
    ).first.wait_for(timeout=PATIENCE_MS)
    fill(form_of(page, "book-site"), site="depot")
    page.locator("#book-site").get_by_text("They have left it").wait_for(timeout=PATIENCE_MS)
    fill(form_of(page, "book-site"), site="depot")
    page.locator(".head").get_by_text("Returning").wait_for(timeout=PATIENCE_MS)
    said = [s.fact for s in toy_node.state.runs["run-1"].values()]
    (silence,) = [x for x in said if isinstance(x, f.SilencePlanned)]
    assert silence.start_ms == NOON_MS + 30 * 60_000
    assert silence.end_ms - silence.start_ms == (24 * 60 - 20) * 60_000
    assert any(isinstance(x, f.LeftSite) for x in said)


def test_a_report_that_clashes_is_asked_back_and_taken_at_the_second_press(
    page: Page, toy_room: str, toy_node: Node
) -> None:
    """Mark went with them, who was not asked: the form says so, says nothing, and then says it."""
    page.goto(f"{toy_room}/runs/run-1")
    form = form_of(page, "book-also-left")
    form.get_by_label("Mark").check()
    form.locator("button.main").click()
    expect(form.locator(".refusal")).to_contain_text("Mark left with KESTREL 1 without having said")
    expect(form.locator(".refusal")).to_contain_text("Nothing is said yet: press again")
    assert "mark" not in story(toy_node.state, "run-1").crew
    form.locator("button.main").click()
    expect(page.locator("#gate-form")).to_contain_text("Mark", timeout=PATIENCE_MS)
    assert "mark" in story(toy_node.state, "run-1").crew


@pytest.mark.slow
def test_everybody_can_use_every_form(chromium: Browser, room: str, toy_room: str) -> None:
    """With every box open, axe-core finds nothing, on a desk and on a phone; nothing overflows."""
    toy_pages = ("/people", "/people?person=kai", "/stock", "/runs/run-1")
    assert axe_faults(chromium, room, ("/", "/people", "/stock")) == []
    assert axe_faults(chromium, toy_room, toy_pages) == []
