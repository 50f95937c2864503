"""By hand, as at the gate: what has expired is thrown away or allowed, what one covers is said, and
who came in is counted anew.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from data.serving import axe_faults, served
from holdfast import facts as f
from holdfast.know.brought_in import brought_in
from holdfast.know.stock import balances, supplies
from holdfast.node import Node

NOON_MS = 1_795_168_800_000
DAY_MS = 86_400_000
PATIENCE_MS = 60_000
HERE = "base:compound"


def came(lot: str, item: str, n: float, expires_ms: int | None = None) -> list[f.Fact]:
    """So much of a lot came in."""
    moved = f.StockMoved(lot=lot, n=n, source="outside", target=HERE, reason="received")
    return [f.LotDefined(lot=lot, item=item, expires_ms=expires_ms), moved]


@pytest.fixture
def room(toy_node: Node) -> Iterator[str]:
    """A base with expired packs, beans that nobody counts, and six people who were brought in."""
    toy_node.say_all([
        f.RationSet(need="food", per_person_day=2_100, unit="kcal", floor_days=7, source="Sphere"),
        f.ItemDefined(item="beans", name="Beans", unit="sack", need="food", kg=25),
        *came("old", "ration", 500, NOON_MS - 200 * DAY_MS), *came("b", "beans", 40),
        f.PeopleFound(run="run-1", walking=6),
        f.CameHome(run="run-1", home=("leila", "kai"), others=6),
    ])  # fmt: skip
    with served(toy_node) as address:
        yield address


def test_expired_stock_is_issued_only_where_somebody_decides_it(
    page: Page, room: str, toy_node: Node
) -> None:
    """Asked back beside the form, in words; what was typed stays. The rest is thrown away."""
    page.goto(f"{room}/stock")
    form = page.locator("#book-issue")
    page.locator("details", has=form).locator("summary").first.click()
    form.locator("[name=lot]").select_option("old")
    form.locator("[name=n]").fill("20")
    form.locator("[name=n]").press("Enter")
    form.get_by_text("expired on 4 May 2026").wait_for(timeout=PATIENCE_MS)
    form.locator("[name=allowed_by]").select_option(label="Mark")
    form.locator("[name=n]").press("Enter")
    page.get_by_role("button", name="Dispose of 480 pack").click(timeout=PATIENCE_MS)
    page.get_by_text("EXPIRED").first.wait_for(state="detached", timeout=PATIENCE_MS)

    held = balances(toy_node.state)
    assert held.get(("old", HERE), 0) == 0
    assert held["lot-1", HERE] == 100


def test_what_one_covers_is_said_where_it_is_asked(page: Page, room: str, toy_node: Node) -> None:
    """And all else that is known of the item stays."""
    page.goto(f"{room}/stock")
    page.locator("#book-covers-beans [name=covers]").fill("84000")
    page.locator("#book-covers-beans [name=covers]").press("Enter")
    page.locator("#uncounted").wait_for(state="detached", timeout=PATIENCE_MS)

    (food,) = [s for s in supplies(toy_node.state, "compound", NOON_MS) if s.need == "food"]
    beans = toy_node.state.items["beans"].fact
    assert food.amount == 100 * 2_100 + 40 * 84_000
    assert isinstance(beans, f.ItemDefined)
    assert (beans.kg, beans.unit) == (25, "sack")


def test_who_was_brought_in_is_counted_anew(page: Page, room: str, toy_node: Node) -> None:
    """Four of six moved on."""
    page.goto(f"{room}/people")
    page.locator("#brought-in summary").click()
    form = page.locator("#book-brought-in-run-1")
    form.locator("[name=n]").fill("2")
    form.locator("[name=words]").fill("four went on to the camp")
    form.locator("[name=words]").press("Enter")
    page.get_by_text("four went on to the camp").first.wait_for(timeout=PATIENCE_MS)

    (group,) = brought_in(toy_node.state)
    assert group.n == 2


def test_these_pages_can_be_read_by_everybody(chromium: Browser, room: str) -> None:
    """No fault of contrast, name or order, on a desk and on a phone."""
    assert axe_faults(chromium, room, ["/stock", "/people", "/runs/run-1"]) == []


def test_a_count_of_ten_times_the_last_is_asked_back(page: Page, room: str, toy_node: Node) -> None:
    """Said at the second press; another figure is another question."""
    page.goto(f"{room}/stock")
    box = page.locator("#n-lot-1")
    box.fill("1000")
    box.press("Enter")
    page.get_by_text("100 pack before, 1,000 pack now").wait_for(timeout=PATIENCE_MS)
    assert balances(toy_node.state)["lot-1", HERE] == 100
    box.fill("101")
    box.press("Enter")
    page.get_by_text("Said.").first.wait_for(timeout=PATIENCE_MS)
    assert balances(toy_node.state)["lot-1", HERE] == 101
    box.fill("1010")
    for _ in range(2):
        box.press("Enter")
        page.wait_for_timeout(1_200)
    assert balances(toy_node.state)["lot-1", HERE] == 1_010
