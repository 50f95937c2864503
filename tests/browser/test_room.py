"""The room in a real Chromium: what is on the map, what is never lost, who can use it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from data.rich import ASKED, rich_facts
from data.serving import axe_faults, axe_of, served
from data.toys import NOON
from holdfast import facts as f
from holdfast.node import Node, open_node

pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000
"""How long a map may take on a busy machine with software drawing (measured: 6 to 20 s)."""
PAGES = ["/", "/plan", "/stock", "/people", "/people?person=kai", "/threats", "/sites", "/log",
         "/record", "/settings",
         "/runs/run-1", "/field", "/field/run-1", "/nothing-here"]  # fmt: skip


BAD_DAY = ["/", "/log", "/stock", f"/plan/{ASKED}", f"/plan/{ASKED}?option=H", "/runs/run-1",
           "/runs/run-2", "/runs/run-3", "/runs/run-6"]  # fmt: skip


@pytest.fixture
def room(toy_node: Node) -> Iterator[str]:
    """The address of a room that serves the toy node."""
    with served(toy_node) as address:
        yield address


@pytest.fixture
def bad_day(tmp_path: Path) -> Iterator[str]:
    """A room with a run in every state that needs a person, and a plan of three options."""
    with open_node(tmp_path / "bad", lambda: NOON, exercise=True) as node:
        node.say_all(rich_facts(NOON))
        with served(node) as address:
            yield address


def open_map(page: Page, address: str) -> None:
    """The room with everything drawn."""
    page.goto(address)
    page.locator("body.map-ready").wait_for(timeout=PATIENCE_MS)


def test_every_operational_label_is_drawn_however_crowded(
    page: Page, room: str, toy_node: Node
) -> None:
    """Twenty sites and threats within a kilometre: none is dropped by label collision."""
    crowd = [f.Point(32.01 + i % 5 * 0.002, 30.0 + i // 5 * 0.002) for i in range(20)]
    toy_node.say_all(
        [f.SiteNoted(site=f"s{i}", name=f"Store {i}", at=at, what="warehouse")
         for i, at in enumerate(crowd)]
        + [f.ThreatNoted(threat=f"t{i}", name=f"Band {i}", what="armed", at=at, radius_m=150,
                         reliability="B", credibility="2") for i, at in enumerate(crowd)]
    )  # fmt: skip
    open_map(page, room)
    drawn = page.evaluate(
        """() => Object.fromEntries(['threat-label', 'sites', 'bases', 'team-labels'].map((id) =>
        [id, new Set(holdfastMap.queryRenderedFeatures({layers: [id]})
            .map((f) => f.properties.id ?? f.properties.run)).size]))"""
    )
    assert drawn == {"threat-label": 21, "sites": 21, "bases": 1, "team-labels": 1}


def test_labels_at_the_edge_of_the_map_turn_inwards(chromium: Browser, bad_day: str) -> None:
    """On a phone, whatever lies at the right edge has no label that would leave the map there."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page = context.new_page()
    open_map(page, bad_day)
    slots = page.evaluate(
        """async () => {
        const seen = (id) =>
            holdfastMap.queryRenderedFeatures({layers: [id]}).map((f) => f.properties);
        const ours = (p) => p.run === 'run-1';
        const before = seen('team-labels').find(ours).slot;
        const at = holdfastMap.querySourceFeatures('teams').find((f) => ours(f.properties));
        const x = holdfastMap.project(at.geometry.coordinates).x;
        const idle = () => new Promise((done) => holdfastMap.once('idle', done).triggerRepaint());
        holdfastMap.panBy([x - holdfastMap.getContainer().clientWidth + 20, 0], {duration: 0});
        await idle();
        await idle();
        return [before, seen('team-labels').find(ours).slot, seen('caches')[0].slot];
    }"""
    )
    context.close()
    assert slots[1:] == ["r2", "besider2"]


@pytest.mark.parametrize("gone", ["icons.svg", "api/basemap", "api/map", "fonts"])
def test_the_map_stands_when_a_part_of_it_does_not_come(page: Page, room: str, gone: str) -> None:
    """A drawing, the ground or the base's word is cut off: the map is there, no error is left."""
    wanted = "**/*.woff2" if gone == "fonts" else f"**/{gone}*"
    page.route(wanted, lambda route: route.abort())
    open_map(page, room)
    page.locator("#link[data-state=live]").wait_for(timeout=PATIENCE_MS)


def test_typing_is_never_lost_when_something_is_said_elsewhere(
    page: Page, room: str, toy_node: Node
) -> None:
    """A line half typed stays, with the cursor in it, while panels change around it."""
    page.goto(room)
    page.locator("#link[data-state=live]").wait_for(timeout=PATIENCE_MS)
    page.keyboard.press("l")
    page.keyboard.type("Two vehicles west of")
    toy_node.say_all([f.NoteLogged(words="A word from elsewhere")])
    page.get_by_text("A word from elsewhere").first.wait_for(timeout=PATIENCE_MS)
    page.keyboard.type(" the wall")
    assert page.input_value("#say-words") == "Two vehicles west of the wall"


def test_single_keys_do_nothing_while_somebody_types(page: Page, room: str) -> None:
    """A 't' in a sentence does not turn the lights on."""
    page.goto(room)
    page.locator("#link[data-state=live]").wait_for(timeout=PATIENCE_MS)
    page.keyboard.press("l")
    page.keyboard.type("that")
    assert page.get_attribute("html", "data-theme") == "dark"
    page.keyboard.press("Tab")
    page.keyboard.press("t")
    assert page.get_attribute("html", "data-theme") == "day"


def test_a_report_without_a_link_is_kept_and_sent_later(
    page: Page, room: str, toy_node: Node
) -> None:
    """One press; the page says what waits, and the base has it when the link is back."""
    page.goto(f"{room}/field/run-1")
    page.locator("#link[data-state=live]").wait_for(timeout=PATIENCE_MS)
    page.select_option("#where", "none")
    before = len(toy_node.state.runs["run-1"])
    page.context.set_offline(True)
    page.click("[data-say=checked_in]")
    page.locator("#outbox .waiting").wait_for(timeout=PATIENCE_MS)
    assert "waiting for link" in page.inner_text("#outbox")
    assert len(toy_node.state.runs["run-1"]) == before
    page.context.set_offline(False)
    page.locator("#outbox .kept").wait_for(timeout=PATIENCE_MS)
    assert len(toy_node.state.runs["run-1"]) == before + 1


def test_help_is_never_called_by_one_brush_of_the_hand(
    page: Page, room: str, toy_node: Node
) -> None:
    """One press asks for another; the second one calls."""
    page.goto(f"{room}/field/run-1")
    page.locator("#link[data-state=live]").wait_for(timeout=PATIENCE_MS)
    page.select_option("#where", "none")
    page.click("#help-now")
    assert "once more" in page.inner_text("#help-how")
    assert page.locator("#outbox li").count() == 0
    page.click("#help-now")
    page.locator("#outbox .kept").wait_for(timeout=PATIENCE_MS)
    said = [s.fact for s in toy_node.state.runs["run-1"].values()]
    assert any(isinstance(fact, f.HelpCalled) for fact in said)


@pytest.mark.slow
def test_everybody_can_use_every_page(chromium: Browser, room: str) -> None:
    """axe-core finds nothing against WCAG 2.2 AA, on a desk and on a phone."""
    assert axe_faults(chromium, room, PAGES) == []


@pytest.mark.slow
def test_everybody_can_use_the_pages_of_a_bad_day(chromium: Browser, bad_day: str) -> None:
    """The same with drills, alarms, disagreements and a plan with its options on the pages."""
    assert axe_faults(chromium, bad_day, BAD_DAY) == []


def test_a_fault_is_found_in_whichever_light_it_stands(page: Page) -> None:
    """The page is opened in one of them; words that vanish in another one are found too."""
    page.set_content(
        """<html lang="en"><title>Words</title><style>p { color: #000; background: #fff; }
        [data-theme=red] p { color: #ddd; }</style><main><p>Turn back now.</p></main>"""
    )
    assert [fault[:2] for fault in axe_of(page)] == [("red", "color-contrast")]
