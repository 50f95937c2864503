"""The plan page in a real Chromium: progress, options as they come, comparison, changes, choice."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from data.big_day import NOON, PLAN, big_day_facts, options
from data.lattice import lattice
from data.planning import Planner, planner
from data.serving import axe_faults, served, until
from data.toys import HOME, MIN, H
from holdfast import facts as f
from holdfast.base.geo import unpack_line
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
    "/plan?objective=rescue&at=32.01,30.01&name=Last+place", "/plan?run=otter", "/runs/otter",
]  # fmt: skip
PHONE = {"width": 390, "height": 844}
PAPER = {"width": 688, "height": 1000}
"""A4 less the margins of print.css (210 - 2 x 14 mm), in CSS pixels."""
LEAST_PT = 8.0


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


def out_facts(base: str) -> list[f.Fact]:
    """OTTER 1 left an hour ago for Granary, Clinic and Pump house, and has left the first."""
    told = options(NOON - H, HOME, base)[3].taskings[0]
    return [
        f.RunTasked(run="otter", call="OTTER 1", objective="supply", base=base, tasking=told,
                    plan="not-here", when_ms=NOON - 2 * H),
        *(f.ConsentSaid(run="otter", person=p, yes=True, when_ms=NOON - 2 * H) for p in told.crew),
        f.Departed(run="otter", crew=told.crew, at=f.Point(*HOME), when_ms=NOON - H),
        f.Arrived(run="otter", site="site-1", when_ms=NOON - 20 * MIN),
        f.LeftSite(run="otter", site="site-1", when_ms=NOON - 10 * MIN),
    ]  # fmt: skip


def other_base_facts() -> list[f.Fact]:
    """Another base with a person and a vehicle."""
    return [
        f.BaseFounded(base="north", name="North camp", at=f.Point(32.03, 30.03)),
        f.PersonRegistered(person="yara", name="Yara", base="north"),
        f.VehicleRegistered(vehicle="van", name="Van", base="north", mode="car", seats=6),
    ]


def asked_now(node: Node) -> f.PlanAsked:
    """The question that was asked by the form."""
    asked = next(s.fact for p, s in node.state.asked.items() if p != PLAN)
    assert isinstance(asked, f.PlanAsked)
    return asked


def work_out(page: Page) -> None:
    """Press the form's button and wait for the options."""
    page.get_by_role("button", name="Work out the options").click()
    page.wait_for_url("**/plan/plan-*", timeout=PATIENCE_MS)
    expect(page.locator("#option-C")).to_be_visible(timeout=PATIENCE_MS)


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
    page.locator("[data-site=site-2] [data-wish=silent]").check()
    page.select_option("[name=greatest_overall]", "0.05")
    work_out(page)
    asked = asked_now(node)
    assert (asked.sites, asked.greatest_overall) == (("site-2",), 0.05)
    [want] = asked.wants
    assert (want.site, want.must, want.opens_ms) == ("site-2", True, NOON + 3_600_000)
    assert want.silent
    expect(page.locator("#asked")).to_contain_text("radio silence there")


@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_people_of_other_bases_may_be_asked_for(
    page: Page, room: str, node: Node, planner: Planner, size: Any
) -> None:
    """Who may go is said by base; who must stay is asked of those alone; a base is no place to
    search, but one to bring things to.
    """
    planner.go.set()
    node.say_all(other_base_facts())
    if size:
        page.set_viewport_size(size)
    live(page, f"{room}/plan")
    yara, camp = page.locator("[name=stays][value=yara]"), page.locator("[data-site=north]")
    expect(page.locator("#other-bases")).to_contain_text("North camp 1 person, 1 vehicle could go")
    expect(yara).not_to_be_visible()
    expect(camp).not_to_be_visible()
    page.locator("[name=bases][value=north]").focus()
    page.keyboard.press("Space")
    yara.check()
    page.select_option("[name=objective]", "transfer")
    camp.locator("[name=sites]").check()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    work_out(page)
    asked = asked_now(node)
    assert (asked.bases, asked.stays, asked.sites) == (("north",), ("yara",), ("north",))
    expect(page.locator("h1")).to_have_text("Transfer: North camp")


@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_who_waits_at_a_stop_is_told_by_the_form(
    page: Page, room: str, node: Node, planner: Planner, size: Any
) -> None:
    """A family and others, typed without a mouse; only where people are to be brought away."""
    planner.go.set()
    if size:
        page.set_viewport_size(size)
    live(page, f"{room}/plan")
    row = page.locator("[data-site=site-2]")
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(row.locator("[data-wish=stay_h]")).to_be_visible()
    expect(row.locator(".group")).not_to_be_visible()
    page.select_option("[name=objective]", "rescue")
    expect(row.locator("summary")).to_contain_text("Who waits")
    row.locator("[data-wait=walking]").focus()
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("1")
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    assert row.locator("[name=sites]").is_checked()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    work_out(page)
    asked = asked_now(node)
    [want] = asked.wants
    assert (asked.objective, want.site) == ("rescue", "site-2")
    assert want.people == (f.Group(2, 0, 3), f.Group(1, 2, 0))
    expect(page.locator("#front-wide")).to_contain_text("people brought to safety")


def test_who_waits_is_forgotten_where_nobody_is_to_be_brought_away(
    page: Page, room: str, node: Node, planner: Planner
) -> None:
    """People who were counted before the objective was changed are not sent."""
    planner.go.set()
    live(page, f"{room}/plan?objective=rescue&site=site-2")
    page.locator("[data-site=site-2] [data-wait=walking]").fill("2")
    page.select_option("[name=objective]", "supply")
    work_out(page)
    assert asked_now(node).wants == ()


def test_a_place_becomes_a_site_with_its_name_and_those_who_wait_there(
    page: Page, room: str, node: Node, planner: Planner
) -> None:
    """As the lost-contact drill asks for it; news from elsewhere do not take the place away."""
    planner.go.set()
    live(page, f"{room}/plan?objective=rescue&at=32.01,30.01&name=Last+place+of+HERON+2")
    place = page.locator("#place-asked")
    expect(place).to_contain_text("Last place of HERON 2")
    place.locator("[data-wait=carried]").fill("1")
    node.say_all([f.NoteLogged(words="A word from elsewhere")])
    page.wait_for_timeout(2_500)
    expect(place.locator("[name=sites]")).to_be_checked()
    work_out(page)
    asked = asked_now(node)
    [site] = asked.sites
    noted = node.state.sites[site].fact
    assert isinstance(noted, f.SiteNoted)
    assert (noted.name, noted.at) == ("Last place of HERON 2", f.Point(32.01, 30.01))
    assert asked.wants == (f.StopWanted(site, must=True, people=(f.Group(carried=1),)),)
    expect(page.locator("h1")).to_have_text("Rescue: Last place of HERON 2")


@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_a_run_that_is_out_is_planned_anew_from_where_it_is(
    page: Page, room: str, node: Node, planner: Planner, size: Any
) -> None:
    """From the run's page: what is still to come is ticked; chosen, the same run goes on."""
    planner.go.set()
    node.say_all(out_facts(next(iter(node.state.bases))))
    if size:
        page.set_viewport_size(size)
    live(page, f"{room}/runs/otter")
    page.get_by_role("link", name="Plan anew from where they are").click()
    page.wait_for_url("**/plan?run=otter")
    page.locator("#link[data-state=live]").wait_for(timeout=PATIENCE_MS)
    expect(page.locator("h1")).to_have_text("Plan OTTER 1 anew")
    expect(page.locator("#out-now")).to_contain_text("next: Clinic (2 of 3)")
    expect(page.locator("#out-now")).to_contain_text("reported")
    expect(page.locator("[name=teams], [name=stays], [name=modes]")).to_have_count(0)
    ticked = page.locator("[name=sites]:checked")
    assert [box.get_attribute("value") for box in ticked.all()] == ["site-2", "site-3"]
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.locator("[name=sites][value=site-3]").uncheck()
    work_out(page)
    asked = asked_now(node)
    assert (asked.run, asked.sites, asked.objective) == ("otter", ("site-2",), "supply")
    expect(page.locator("#begun")).to_contain_text("begin where it was believed to be at 12:00")
    planner.changed = Changed(None, ("No way leads there",), ())
    page.locator("#edit summary").click()
    page.locator("#edit [name=drop]").first.check()
    expect(page.locator("#edit-answer")).to_contain_text("No way leads there")
    expect(page.locator("#edit [name=swap]")).to_have_count(0)
    page.locator("[data-choose=A]").click()
    dialog = page.locator("dialog.confirm")
    expect(dialog).to_contain_text("OTTER 1 is tasked anew: tell them by radio.")
    expect(dialog.locator("input")).to_have_count(0)
    dialog.get_by_role("button", name="Choose A").click()
    page.wait_for_url("**/runs/otter", timeout=PATIENCE_MS)


def test_straight_home_may_be_asked_for_and_a_run_that_is_home_may_not(
    page: Page, room: str, node: Node, planner: Planner
) -> None:
    """With no site ticked it is still a question; of a run that is not out, words instead."""
    planner.go.set()
    node.say_all(out_facts(next(iter(node.state.bases))))
    live(page, f"{room}/plan?run=otter")
    page.click("#tick-none")
    work_out(page)
    assert (asked_now(node).run, asked_now(node).sites) == ("otter", ())
    node.say_all([f.CameHome(run="otter", home=("ana", "basil", "chen"))])
    expect(page.locator("#begun")).to_contain_text("no longer out")
    live(page, f"{room}/plan?run=otter")
    expect(page.locator("#ask-cannot")).to_contain_text("OTTER 1 is not out")
    assert page.locator("#ask").count() == 0


def test_a_contact_leads_to_planning_anew(page: Page, room: str, node: Node) -> None:
    """Beside comparing ways home; and 'Plan again' never leads to a plan that is not here."""
    node.say_all(out_facts(next(iter(node.state.bases))))
    node.say_all([f.ContactReported(run="otter", unit="armed", at=f.Point(32.01, 30.01))])
    live(page, room)
    alarm = page.locator(".alarm[data-run=otter]").filter(has_text="Contact")
    expect(alarm.get_by_role("link", name="Compare ways home")).to_be_visible()
    alarm.get_by_role("link", name="Plan anew").click()
    expect(page.locator("h1")).to_have_text("Plan OTTER 1 anew")


def test_a_press_before_the_scripts_are_there_loses_nothing(page: Page, room: str) -> None:
    """On a slow link the form stands there first: it keeps what was typed and goes nowhere."""
    page.route("**/plan.mjs", lambda route: route.abort())
    page.goto(f"{room}/plan")
    page.fill("[name=words]", "Insulin runs out tonight")
    page.get_by_role("button", name="Work out the options").click()
    page.wait_for_timeout(300)
    assert page.url == f"{room}/plan"
    assert page.input_value("[name=words]") == "Insulin runs out tonight"


def test_letters_on_paper_can_be_read(page: Page, room: str, node: Node) -> None:
    """Nothing on a run card is smaller than 8 pt on A4, the charts' letters included."""
    node.say_all(out_facts(next(iter(node.state.bases))))
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    small = """(least) => {
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const found = [];
        for (let text = walker.nextNode(); text; text = walker.nextNode()) {
            const on = text.parentElement;
            if (!text.data.trim() || !on.checkVisibility() || !on.getClientRects().length) continue;
            const scale = on instanceof SVGGraphicsElement ? on.getScreenCTM().a : 1;
            const pt = parseFloat(getComputedStyle(on).fontSize) * Math.abs(scale || 1) * 0.75;
            if (pt < least) found.push([text.data.trim(), Math.round(pt * 10) / 10]);
        }
        return found;
    }"""
    for path in (f"/plan/{PLAN}?option=C", "/runs/otter"):
        page.goto(f"{room}{path}")
        assert page.locator(".on-paper .danger").count()
        assert page.evaluate(small, LEAST_PT) == []


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


def test_what_has_changed_is_said_before_it_is_chosen_all_the_same(
    page: Page, room: str, node: Node
) -> None:
    """The row says it, the dialog asks once more, and only a second yes goes through."""
    live(page, f"{room}/plan/{PLAN}?option=A")
    told = options(NOON + 20 * MIN, HOME)[1].taskings[0]
    node.say_all([
        f.ThreatNoted(threat="gunmen", name="Gunmen at the mill", what="armed", radius_m=900.0,
                      at=f.Point(*unpack_line(told.ways[0].line)[-1]), reliability="A",
                      credibility="1"),
        f.ReadinessSaid(person="dora", state="in_care"),
    ])  # fmt: skip
    expect(page.locator("#option-A .lapses")).to_contain_text("Gunmen at the mill (A1)")
    expect(page.locator("#option-B .lapses")).to_contain_text("Dora is in care.")
    expect(page.locator("#option-B [data-choose]")).to_have_count(0)
    page.keyboard.press("Enter")
    dialog = page.locator("dialog.confirm")
    dialog.get_by_role("button", name="Choose A").click()
    expect(dialog.get_by_role("alert")).to_contain_text("most of it by Gunmen at the mill (A1)")
    page.keyboard.press("Enter")
    expect(dialog).not_to_be_visible()
    assert PLAN not in node.state.chosen
    page.locator("[data-choose=A]").click()
    dialog.get_by_role("button", name="Choose A").click()
    dialog.get_by_role("button", name="Choose A all the same").click()
    page.wait_for_url("**/runs/*", timeout=PATIENCE_MS)
    [chosen] = [s.fact for s in node.state.chosen[PLAN].values()]
    assert "Chosen knowing: The team" in getattr(chosen, "words", "")


def test_nothing_is_chosen_by_a_key_once_an_option_was_chosen(
    page: Page, room: str, node: Node
) -> None:
    """Enter opens no question that could only be refused."""
    live(page, f"{room}/plan/{PLAN}?option=B")
    node.say_all([f.PlanChosen(plan=PLAN, letter="A", runs=("away",))])
    expect(page.locator("#decided")).to_be_visible()
    assert page.locator("[data-choose]").count() == 0
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    expect(page.locator("dialog.confirm")).not_to_be_visible()


@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_asking_again_asks_the_same_with_what_is_over_left_out(
    page: Page, room: str, node: Node, planner: Planner, size: Any
) -> None:
    """Every wish of the first question is in the second, unless somebody changes it."""
    planner.go.set()
    base = next(iter(node.state.bases))
    first = f.PlanAsked(
        plan="first", base=base, objective="rescue", sites=("site-2", "site-1"),
        depart_ms=NOON - 10 * MIN, home_by_ms=NOON + 5 * H, stays=("leo", "yara"),
        modes=("foot", "truck"), greatest_hazard=0.01, greatest_overall=0.013, teams=2, night=True,
        wants=(
            f.StopWanted("site-2", opens_ms=NOON + H, closes_ms=NOON + 3 * H, stay_h=1.5,
                         must=True, needs=("medic",), people=(f.Group(2, 1, 3), f.Group(1)),
                         silent=True),
        ),
        avoid=(f.Avoid(f.Point(*HOME), 40.0),), bases=("north",), words="Be quick.",
    )  # fmt: skip
    offered = f.PlanOffered(plan="first", options=options(NOON, HOME, base)[:2])
    node.say_all([*other_base_facts(), first, offered])
    if size:
        page.set_viewport_size(size)
    live(page, f"{room}/plan/first")
    expect(page.locator("#asked")).to_contain_text("1 in 100 to be harmed")
    page.get_by_role("link", name="Ask again").click()
    page.wait_for_url("**/plan?again=first")
    expect(page.locator("#again-words")).to_contain_text("It leaves now")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.get_by_role("button", name="Work out the options").click()
    page.wait_for_url("**/plan/plan-*", timeout=PATIENCE_MS)
    expect(page.locator("#option-C")).to_be_visible(timeout=PATIENCE_MS)
    asked = next(s.fact for p, s in node.state.asked.items() if p.startswith("plan-"))
    assert isinstance(asked, f.PlanAsked)
    assert asked.depart_ms == NOON
    dated = {"when_ms": asked.when_ms, "said_ms": asked.said_ms}  # by the page, which says when
    assert asked == msgspec.structs.replace(first, plan=asked.plan, depart_ms=NOON, **dated)


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
    until(page, lambda: planner.asked_to and len(planner.asked_to[-1][2]) == 2)
    assert planner.asked_to[-1][:2] == ((), ())


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
def test_everybody_can_use_the_plan_pages(chromium: Browser, room: str, node: Node) -> None:
    """axe-core finds nothing against WCAG 2.2 AA, on a desk and on a phone."""
    node.say_all([*other_base_facts(), *out_facts(next(iter(node.state.bases)))])
    assert axe_faults(chromium, room, PAGES) == []
