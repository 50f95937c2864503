"""The plan page in a real Chromium: progress, options as they come, comparison, changes, choice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from data.big_day import NOON, PLAN, big_day_facts
from data.lattice import lattice
from data.planning import Planner, planner
from data.serving import axe_faults, served
from data.toys import HOME
from holdfast import facts as f
from holdfast.founding import Founding, found
from holdfast.node import Node, open_node
from holdfast.web.planner import Changed

__all__ = ["planner"]
pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000
"""How long a map may take on a busy machine with software drawing (measured: 6 to 20 s)."""
expect.set_options(timeout=20_000)  # a page is drawn anew on a machine that draws maps beside it
PAGES = [f"/plan/{PLAN}?option={letter}" for letter in "HAC"] + [
    f"/plan/{PLAN}?option=B&with=C", f"/plan/{PLAN}?option=B&edit", "/plan", "/plan/gone",
]  # fmt: skip


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """The base of the big day, on a map."""
    asked = Founding(
        "The compound", lattice(tmp_path / "map.geojson"), HOME, "Etc/GMT-2", exercise=True
    )
    found(tmp_path / "base", asked, lambda _step, _part: None, lambda: NOON)
    with open_node(tmp_path / "base", lambda: NOON, exercise=True) as opened:
        base = next(iter(opened.state.bases))
        opened.say_all(big_day_facts(NOON, HOME, base))
        yield opened


@pytest.fixture
def room(node: Node) -> Iterator[str]:
    with served(node) as address:
        yield address


def live(page: Page, address: str) -> None:
    """The page with its stream open."""
    page.goto(address)
    page.locator("#link[data-state=live]").wait_for(timeout=PATIENCE_MS)


def test_a_plan_at_work_shows_how_far_it_is_and_its_options_as_they_come(
    page: Page,
    room: str,
    planner: Planner,  # noqa: ARG001  (works until it is stopped)
) -> None:
    """Asked by the form; steps in words, first options, a button that ends it, then the choice."""
    live(page, f"{room}/plan")
    page.fill("[data-filter='#site-list']", "mill")
    expect(page.locator("#site-list li:visible")).to_have_count(1)
    page.fill("[data-filter='#site-list']", "")
    page.click("#tick-holding")
    assert "7 of 9" in page.inner_text("#sites-count")
    page.locator(".site-more summary").first.click()
    page.fill("[data-wish=closes]", "15:30")
    page.locator("[data-wish=needs][value=medic]").check()
    page.select_option("[name=teams]", "3")
    page.get_by_role("button", name="Work out the options").click()
    page.wait_for_url("**/plan/plan-*", timeout=PATIENCE_MS)
    expect(page.locator("#work-step")).to_contain_text("Weighing rounds", timeout=PATIENCE_MS)
    expect(page.locator("#option-A")).to_be_visible(timeout=PATIENCE_MS)
    assert page.locator("[data-choose]").count() == 0

    page.locator("#option-A .letter").focus()
    page.get_by_role("button", name="Good enough: stop here").click()
    page.locator("#option-A .letter").focus()
    expect(page.locator("#option-C")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("#work")).to_have_count(0, timeout=PATIENCE_MS)
    assert page.locator("[data-choose]").count() == 4
    assert page.evaluate("document.activeElement.closest('li')?.id") == "option-A"


def test_the_question_says_what_was_wished(
    page: Page, room: str, node: Node, planner: Planner
) -> None:
    """Limits, and wishes for one visit; a wish for a visit ticks its site."""
    planner.go.set()
    live(page, f"{room}/plan")
    page.locator("[data-site=site-2] summary").click()
    page.fill("[data-site=site-2] [data-wish=opens]", "13:00")
    page.locator("[data-site=site-2] [data-wish=must]").check()
    page.select_option("[name=greatest_overall]", "0.05")
    page.get_by_role("button", name="Work out the options").click()
    page.wait_for_url("**/plan/plan-*", timeout=PATIENCE_MS)
    expect(page.locator("#option-C")).to_be_visible(timeout=PATIENCE_MS)
    asked = next(s.fact for p, s in node.state.asked.items() if p != PLAN)
    assert isinstance(asked, f.PlanAsked)
    assert (asked.sites, asked.greatest_overall) == (("site-2",), 0.05)
    [want] = asked.wants
    assert (want.site, want.must, want.opens_ms) == ("site-2", True, NOON + 3_600_000)


def test_keys_go_through_the_options_compare_them_and_choose(page: Page, room: str) -> None:
    """By letter, by arrow, beside each other; Enter asks once more before it is said."""
    live(page, f"{room}/plan/{PLAN}")
    current = page.locator("#options .current")
    expect(current).to_have_attribute("data-letter", "A")
    page.keyboard.press("b")
    expect(current).to_have_attribute("data-letter", "B")
    page.keyboard.press("ArrowRight")
    expect(current).to_have_attribute("data-letter", "C")
    page.keyboard.press("c")
    expect(page.locator("#compare")).to_contain_text("C beside H")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#compare")).to_contain_text("C beside A")
    assert page.url.endswith("?option=C&with=A")
    page.keyboard.press("c")
    expect(page.locator("#compare")).to_have_count(0)
    page.go_back()
    expect(page.locator("#compare")).to_contain_text("C beside A")
    page.keyboard.press("Shift+C")
    expect(page.locator("#compare")).to_have_count(0)

    page.keyboard.press("Enter")
    dialog = page.locator("dialog.confirm")
    expect(dialog).to_contain_text("Choose option C?")
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    assert page.locator("#decided").count() == 0
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#decided")).to_contain_text("OTTER 1", timeout=PATIENCE_MS)
    assert page.locator("#edit").count() == 0


def test_news_of_the_option_before_does_not_come_back_over_the_next(
    page: Page, room: str, node: Node
) -> None:
    """A page that was asked for while B was shown, and comes late, does not hide C again."""
    live(page, f"{room}/plan/{PLAN}?option=B")
    page.wait_for_timeout(2_500)  # the first refreshing is over
    held: list[Route] = []
    page.route("**/plan/*option=B", lambda route: held.append(route))
    node.say_all([f.NoteLogged(words="A word from elsewhere")])
    with page.expect_request("**/plan/*option=B"):
        pass
    page.keyboard.press("Shift+C")
    current = page.locator("#options .current")
    expect(current).to_have_attribute("data-letter", "C")
    assert held
    held[0].continue_()
    page.wait_for_timeout(1_000)
    expect(current).to_have_attribute("data-letter", "C")


def test_keys_mean_nothing_while_somebody_types(page: Page, room: str) -> None:
    """Not in a field, and not where the device says so."""
    live(page, f"{room}/plan/{PLAN}?option=B")
    page.keyboard.press("e")
    page.locator("#forbid-place").fill("")
    page.keyboard.type("cab")
    assert page.input_value("#forbid-place") == "cab"
    expect(page.locator("#options .current")).to_have_attribute("data-letter", "B")
    assert page.locator("#compare").count() == 0


def test_a_change_by_hand_is_checked_at_once_and_kept_as_one_more_option(
    page: Page, room: str, node: Node, planner: Planner
) -> None:
    """Before and after, faults in words; typing survives what is said elsewhere."""
    live(page, f"{room}/plan/{PLAN}?option=C")
    keep = page.locator("#edit-keep")
    page.keyboard.press("e")
    planner.changed = Changed(None, ("Nobody can drive the pickup",), ())
    page.select_option("[data-out=emil]", "jun")
    expect(page.locator("#edit-answer")).to_contain_text("Nobody can drive the pickup")
    expect(keep).to_be_disabled()
    planner.changed = None
    page.select_option("[data-out=emil]", "")
    page.locator("[name=drop][value=site-1]").check()
    expect(page.locator("#edit-answer")).to_contain_text("Granary is left out.")
    expect(page.locator("#edit-answer table")).to_contain_text("Expected harmful contacts")
    node.say_all([f.NoteLogged(words="A word from elsewhere")])
    page.wait_for_timeout(1_500)
    assert page.locator("[name=drop][value=site-1]").is_checked()
    expect(keep).to_have_text("Keep as option D")
    keep.click()
    expect(page.locator("#options .current")).to_have_attribute("data-letter", "D")
    assert not page.locator("[name=drop][value=site-1]").is_checked()
    offered = node.state.offered[PLAN].fact
    assert isinstance(offered, f.PlanOffered)
    assert [o.letter for o in offered.options] == ["H", "A", "B", "C", "D"]


def test_every_team_and_stop_is_on_the_map_in_every_light(
    page: Page, room: str, planner: Planner
) -> None:
    """Numbers at the stops, badges on the ways; they stay when the theme turns; a road by click."""
    live(page, f"{room}/plan/{PLAN}?option=C")
    page.locator("body.map-ready").wait_for(timeout=PATIENCE_MS)
    drawn = """async () => {
        const idle = () => new Promise((d) => holdfastMap.once('idle', d).triggerRepaint());
        await idle();
        const seen = (id, key) => [...new Set(holdfastMap.queryRenderedFeatures({layers: [id]})
            .map((f) => f.properties[key]))].sort();
        return [seen('plan-stops', 'label'), seen('plan-badges', 'badge')];
    }"""
    want = [[f"{t}.{s}" for t in (1, 2, 3) for s in (1, 2, 3)], ["1", "2", "3"]]
    assert page.evaluate(drawn) == want
    page.keyboard.press("t")
    expect(page.locator("html")).to_have_attribute("data-theme", "day")
    assert page.evaluate(drawn) == want
    page.keyboard.press("2")
    expect(page.locator("#map-teams button").nth(2)).to_have_attribute("aria-pressed", "true")

    page.keyboard.press("0")
    page.keyboard.press("e")
    page.click("#forbid-road")
    page.evaluate("() => holdfastMap.jumpTo({center: [32.0, 30.0], zoom: 14})")
    box = page.locator("#map").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 + 20)
    expect(page.locator("#forbidden li")).to_contain_text("road", timeout=PATIENCE_MS)
    page.keyboard.press("Escape")
    expect(page.locator("#forbid-road")).to_have_attribute("aria-pressed", "false")
    page.fill("#forbid-place", "30.001, 32.001")
    page.click("#forbid-add")
    expect(page.locator("#forbidden li")).to_have_count(2)
    page.wait_for_timeout(600)
    [*_, (drop, swap, avoid)] = planner.asked_to
    assert (drop, swap, len(avoid)) == ((), (), 2)


def test_a_room_that_was_restarted_tells_whoever_watched_a_plan(
    page: Page, room: str, planner: Planner
) -> None:
    """The page that asked how far it is says that it is gone."""
    live(page, f"{room}/plan")
    asked = {"plan": "p-1", "sites": ["site-1"], "live": True, "seconds": 60}
    page.request.post(f"{room}/api/plans", data=asked)
    page.goto(f"{room}/plan/p-1")
    expect(page.locator("#work-step")).to_be_visible()
    page.route("**/api/plans/p-1/work", lambda route: route.fulfill(status=404, body="{}"))
    page.route("**/plan/p-1", lambda route: route.continue_(url=f"{room}/plan/gone"))
    expect(page.get_by_text("it is gone: ask again")).to_be_visible(timeout=PATIENCE_MS)
    planner.go.set()


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["dark", "day", "red"])
def test_everybody_can_use_the_plan_pages(chromium: Browser, room: str, theme: str) -> None:
    """axe-core finds nothing against WCAG 2.2 AA, on a desk and on a phone."""
    assert axe_faults(chromium, room, PAGES, theme) == []
