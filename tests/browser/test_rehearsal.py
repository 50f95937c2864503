"""Rehearsals in a real Chromium: order, each option's day, own contingencies, a play on the map.

The plays are real: nothing is put in the place of the kernel.
"""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from data.big_day import NOON, PLAN, big_day_facts, options
from data.lattice import lattice
from data.serving import AXE, SIZES, axe_of, served, until
from data.toys import HOME, MIN, H
from holdfast import facts as f
from holdfast.founding import Founding, found
from holdfast.node import Node, open_node
from holdfast.web.desk import make_desk
from holdfast.web.panels import page as drawn
from holdfast.web.runs import run_page

pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000
"""How long a map, or the first play of all, may take on a busy machine."""
expect.set_options(timeout=20_000)
PHONE = {"width": 390, "height": 844}
PAPER = {"width": 688, "height": 1000}
CHANCE = re.compile(r"\d[\d.]* % ± \d")


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """The base of the big day, on a map, with a band that may be about."""
    asked = Founding(
        "The compound", lattice(tmp_path / "map.geojson"), HOME, "Etc/GMT-2", exercise=True
    )
    found(tmp_path / "base", asked, lambda _step, _part: None, lambda: NOON)
    with open_node(tmp_path / "base", lambda: NOON, exercise=True) as opened:
        base = next(iter(opened.state.bases))
        opened.say_all([
            *big_day_facts(NOON, HOME, base),
            f.ThreatNoted(threat="band", name="Jace's band", what="armed", radius_m=4_000,
                          at=f.Point(32.02, 30.02), reliability="B", credibility="2",
                          when_ms=NOON - H),
        ])  # fmt: skip
        yield opened


@pytest.fixture
def room(node: Node) -> Iterator[str]:
    with served(node) as address:
        yield address


def rehearsed(page: Page, address: str, query: str = "?option=C") -> None:
    """The plan's page with its rehearsal on it."""
    page.goto(f"{address}/plan/{PLAN}{query}")
    page.locator("#link[data-state=live]").wait_for(timeout=PATIENCE_MS)
    page.locator("#rehearsed-options .rehearsed-option").first.wait_for(timeout=PATIENCE_MS)


def add(page: Page, kind: str, **more: str) -> None:
    """One contingency more."""
    page.select_option("#what-if-form [name=kind]", kind)
    for name, value in more.items():
        page.fill(f"#what-if-form [name={name}]", value)
    page.get_by_role("button", name="Rehearse with it").click()


def tell(page: Page) -> None:
    """Open the worst play of the option that is looked at."""
    page.locator("[data-play]", has_text=" at ").first.click()
    expect(page.locator("#story")).to_be_visible()


def test_every_option_is_told_in_words_with_how_sure_that_is(page: Page, room: str) -> None:
    """The order, whether it is settled, each option's figures with their standard errors."""
    rehearsed(page, room)
    order = page.locator(".ranks li .letter")
    expect(order).to_have_count(4)
    assert sorted(text.split()[-1] for text in order.all_inner_texts()) == list("ABCH")
    verdict = page.locator("#rehearsal-verdict")
    expect(verdict).to_contain_text("person-days come home with everybody unharmed")
    expect(verdict).to_contain_text("plays of each option on the same days")
    expect(page.locator("#rehearsal-short")).to_contain_text("Rehearsed 20,000 times")
    assert CHANCE.search(page.inner_text("#rank-C"))
    one = page.locator("#rehearsed-C")
    expect(one).to_contain_text("all home unharmed")
    expect(one).to_contain_text("The last is home by")
    expect(one).to_contain_text("Breakdown in ")
    expect(one.locator("[data-play]")).to_have_count(5)


def test_the_picture_of_homecoming_marks_the_dark_and_says_the_same_in_a_table(
    page: Page, room: str
) -> None:
    """Bars after last light are hollow; the table has a row for each quarter of an hour."""
    rehearsed(page, room)
    add(page, "dark", hours="2")
    expect(page.locator("#what-list li")).to_have_count(1)
    picture = page.locator("#rehearsed-C svg.homes")
    expect(picture.locator(".sunset-at")).to_contain_text("last light 17:20")
    assert picture.locator("rect.bar.late").count() > 0
    page.locator("#rehearsed-C-table summary").click()
    rows = page.locator("#rehearsed-C-table tbody tr")
    assert rows.count() >= picture.locator("rect.bar").count()
    expect(rows.last).to_contain_text("dark")


def test_two_options_stand_side_by_side_on_the_same_plays(
    page: Page, room: str, node: Node
) -> None:
    """Another one comes without asking the base again; news from elsewhere change nothing."""
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if r.url.endswith("/rehearse") else None)
    rehearsed(page, room, "?option=A")
    add(page, "storm")
    expect(page.locator("#what-list li")).to_have_count(1)
    page.locator("h1").click()
    n_asked = len(asked)
    page.keyboard.press("c")
    expect(page.locator(".rehearsed-option")).to_have_count(2)
    page.keyboard.press("c")
    expect(page.locator(".rehearsed-option")).to_have_count(1)
    page.keyboard.press("Shift+B")
    expect(page.locator("#rehearsed-B")).to_be_visible()
    node.say_all([f.NoteLogged(words="A word from elsewhere")])
    page.wait_for_timeout(2_500)
    expect(page.locator("#rehearsed-B")).to_be_visible()
    expect(page.locator("#what-list")).to_contain_text("A storm comes")
    assert len(asked) == n_asked


def test_contingencies_are_added_and_taken_back_and_their_effect_stands_beside(
    page: Page, room: str
) -> None:
    """Two at once; the later one holds where both cannot be; each may be taken back."""
    rehearsed(page, room)
    add(page, "storm")
    expect(page.locator("#what-list")).to_contain_text("A storm comes")
    expect(page.locator("#rank-C")).to_contain_text("without ")
    add(page, "slow", times="1.5")
    expect(page.locator("#what-list li")).to_have_count(2)
    add(page, "slow", times="2")
    expect(page.locator("#what-list")).to_contain_text("2 times as long")
    expect(page.locator("#what-list li")).to_have_count(2)
    expect(page.locator("#rehearsed-C")).to_contain_text("Without it: The last is home by")
    page.locator("#what-list li", has_text="storm").get_by_role("button").click()
    expect(page.locator("#what-list li")).to_have_count(1)
    page.locator("#what-list").get_by_role("button").click()
    expect(page.locator("#what-list li")).to_have_count(0)
    expect(page.locator("#rank-C")).not_to_contain_text("without ")
    expect(page.locator("#what-if-form [name=kind]")).to_be_focused()


def test_a_contingency_that_touches_nothing_is_refused_in_a_sentence(page: Page, room: str) -> None:
    """It is not among those that are played, and what was shown stays."""
    rehearsed(page, room)
    add(page, "shut", place="30.4, 32.4")
    expect(page.locator("#what-trouble")).to_contain_text("No option meets that")
    expect(page.locator("#what-list li")).to_have_count(0)
    expect(page.locator("#rehearsed-C")).to_be_visible()
    add(page, "shut", place="")
    expect(page.locator("#what-if-form [name=place]")).to_be_focused()
    add(page, "gone")
    expect(page.locator("#what-list")).to_contain_text("Jace's band is gone")
    expect(page.locator("#what-trouble")).to_be_empty()


def test_a_road_is_shut_by_a_click_on_the_map(page: Page, room: str) -> None:
    """The next click is the road; pressed again, or Escape, and clicks mean the map."""
    rehearsed(page, room)
    page.locator("body.map-ready").wait_for(timeout=PATIENCE_MS)
    page.keyboard.press("w")
    expect(page.locator("#what-if-form [name=kind]")).to_be_focused()
    press = page.locator("#what-click")
    press.click()
    expect(press).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(press).to_have_attribute("aria-pressed", "false")
    press.click()
    page.evaluate("(at) => holdfastMap.jumpTo({center: at, zoom: 14})", list(HOME))
    box = page.locator("#map").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#what-list")).to_contain_text("Shut: ", timeout=PATIENCE_MS)
    expect(press).to_have_attribute("aria-pressed", "false")


def test_a_play_is_told_step_by_step_and_marked_as_not_real(page: Page, room: str) -> None:
    """For whoever asked for less motion it goes from step to step; keys and presses do the same."""
    rehearsed(page, room)
    tell(page)
    opener = page.locator("[data-play][aria-pressed=true]")
    expect(opener).to_have_count(1)
    expect(page.locator("#story")).to_contain_text("This has not happened")
    expect(page.locator("#story-band")).to_contain_text("this has not happened")
    expect(page.locator("#story-play")).not_to_be_visible()
    current = page.locator("#story-steps [aria-current=step]")
    expect(current).to_contain_text("leaves the gate")
    page.locator("#story-at").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#story-steps button").nth(1)).to_have_attribute("aria-current", "step")
    assert page.get_attribute("#story-at", "aria-valuetext")
    page.locator("#story-steps button").last.click()
    expect(page.locator("#story-steps button").last).to_have_attribute("aria-current", "step")
    expect(page.locator("#story-next")).to_be_disabled()
    page.get_by_role("button", name="Step before").click()
    expect(page.locator("#options .current")).to_have_attribute("data-letter", "C")
    page.keyboard.press("Escape")
    expect(page.locator("#story")).not_to_be_visible()
    expect(page.locator("#story-bar")).not_to_be_visible()
    assert page.evaluate("document.activeElement.dataset.play")


def test_a_play_runs_on_the_map_along_the_ways_and_can_be_stopped_and_scrubbed(
    page: Page, room: str
) -> None:
    """The rings of the teams move; they are there again after the theme has turned."""
    page.emulate_media(reduced_motion="no-preference")
    rehearsed(page, room)
    page.locator("body.map-ready").wait_for(timeout=PATIENCE_MS)
    tell(page)
    where = """async () => (await holdfastMap.getSource('story-teams').getData())
        .features.map((x) => x.geometry.coordinates)"""
    before = page.evaluate(where)
    assert len(before) == 3
    page.locator("#story-play").click()
    expect(page.locator("#story-play")).to_have_text("Pause")
    until(page, lambda: int(page.input_value("#story-at")) > 0 and page.evaluate(where) != before)
    page.locator("#story-play").click()
    expect(page.locator("#story-play")).to_have_text("Play it")
    moved = page.evaluate(where)
    assert moved != before
    page.keyboard.press("t")
    shown = "() => Boolean(holdfastMap.getLayer('story-names'))"
    until(page, lambda: page.evaluate(shown))
    assert page.evaluate(where) == moved
    page.locator("#story-at").focus()
    page.keyboard.press("End")
    expect(page.locator("#story-play")).to_have_text("Play it again")
    page.get_by_role("button", name="Close the play").click()
    assert page.evaluate(where) == []


def test_a_team_goes_along_its_way_and_not_across_the_country(page: Page, room: str) -> None:
    """Between two steps round the corner of the way, back along it too; straight without one."""
    page.goto(f"{room}/plan/gone")
    half = """async ([from, to, ways]) => {
        const path = await import('/static/js/story_path.mjs');
        const steps = [from, to].map((place, i) => ({at_s: 100 * i, place}));
        const legs = path.legsOf(steps, ways);
        return [-5, 10, 50, 500].map((s) => path.placeAt(legs, s));
    }"""
    start, corner, end = [32.0, 30.0], [32.02, 30.0], [32.02, 30.02]
    way = [start, corner, end]
    for a, b in ((start, end), (end, start)):
        before, (x, y), middle, after = page.evaluate(half, [a, b, [way]])
        assert min(abs(x - 32.02), abs(y - 30.0)) < 1e-4
        assert (before, after) == (a, b)
        assert middle[0] == pytest.approx(32.02, abs=1e-4)
    *_, middle, _ = page.evaluate(half, [start, end, []])
    assert middle == pytest.approx([32.01, 30.01], abs=1e-4)


def test_where_it_takes_long_or_fails_the_page_says_so_and_works_on(page: Page, room: str) -> None:
    """Progress after a second; a sentence with a button after a failure; the page never waits."""
    held: list[Route] = []
    page.route("**/rehearse", lambda route: held.append(route))
    page.goto(f"{room}/plan/{PLAN}?option=C")
    expect(page.locator("#rehearsal-state progress")).to_be_visible()
    page.keyboard.press("Shift+B")
    expect(page.locator("#options .current")).to_have_attribute("data-letter", "B")
    held[0].fulfill(status=503, body='{"error": "Another plan is at work."}')
    expect(page.locator("#rehearsal-state")).to_contain_text("Another plan is at work.")
    page.unroute("**/rehearse")
    page.locator("#rehearse-retry").click()
    expect(page.locator("#rehearsed-B")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("#rehearse-retry")).to_have_count(0)


def test_options_that_cannot_be_told_apart_are_said_to_be_and_played_more(
    page: Page, room: str
) -> None:
    """The first answer is on the page while more plays are asked for."""
    asked: list[int] = []

    def open_pair(route: Route) -> None:
        """The real answer, but not settled."""
        if route.request.method != "POST":  # how far it is, asked where it takes long
            route.fallback()
            return
        most = route.request.post_data_json["most"]
        asked.append(most)
        answer = route.fetch()
        said = answer.json()
        if most <= 20_000:
            said["without"] |= {"settled": False, "unsettled": [["B", "C"]]}
        route.fulfill(json=said)

    page.route("**/rehearse", open_pair)
    rehearsed(page, room)
    expect(page.locator("#rehearsal-verdict")).to_contain_text("what each keeps is settled")
    assert asked == [20_000, 200_000]


def exact(mean: float) -> dict[str, float]:
    """A figure without any doubt."""
    return {"mean": mean, "error": 0.0}


def test_lives_come_first_in_words_and_more_has_its_price(page: Page, room: str) -> None:
    """The real figures under another order, with something that would be worth knowing."""
    band = {"kind": "threat", "key": "band", "name": "Jace's band", "p": 0.4, "harm": 0.07,
            "harm_error": 0.001, "kept": 30.0, "kept_error": 1.0, "part": 0.4}  # fmt: skip

    def other_order(route: Route) -> None:
        """As the base answers, but for these."""
        if route.request.method != "POST":
            route.fallback()
            return
        answer = route.fetch()
        said = answer.json()
        advised = {"matter": band, "worth": 12.0, "error": 1.0, "if_so": "A", "if_not": "C"}
        by = {t["letter"]: t for t in said["without"]["tallies"]}
        by["A"]["kept"]["mean"] = by["C"]["kept"]["mean"] + 10
        steps = [
            {
                "letter": "C",
                "over": "H",
                "kept": by["C"]["kept"],
                "dead": exact(0),
                "harm": exact(0),
            },
            {
                "letter": "A",
                "over": "C",
                "kept": exact(10.0),
                "dead": exact(0.002),
                "harm": exact(0),
            },
        ]
        said["without"] |= {"ranking": ["C", "A", "H"], "bettered": {"B": ["A", "C"]},
                            "steps": steps, "advice": [advised]}  # fmt: skip
        said["without"]["matters"]["A"] = [band]
        route.fulfill(json=said)

    page.route("**/rehearse", other_order)
    rehearsed(page, room)
    verdict = page.locator("#rehearsal-verdict")
    expect(verdict).to_contain_text("with C, the safest of these;")
    expect(verdict).to_contain_text(
        "A brings 10 person-days more than C for one death in 500 such days."
    )
    expect(verdict).to_contain_text("B is not ranked: A and C are no worse in lives")
    expect(page.locator("ol.ranks .letter")).to_have_text(["Option C", "Option A", "Option H"])
    expect(page.locator("ul.ranks .letter")).to_have_text(["Option B"])
    expect(verdict).to_contain_text("another order by value: C, A. Rehearsed it is A, C.")
    expect(verdict).to_contain_text(
        "C was planned to bring 266 with 92 % all home; rehearsed it is"
    )
    advice = page.locator("#rehearsal-advice")
    expect(advice).to_contain_text(re.compile(r"Whether Jace's band is there decides: harm in "))
    expect(advice).to_contain_text("Looking there first is worth 12 ± 1 person-days: then A if")


def test_paper_has_the_rehearsal_without_its_buttons(page: Page, room: str) -> None:
    """The words, the picture and the worst plays by their headlines."""
    rehearsed(page, room)
    expect(page.locator("#rehearsed-C .worst")).to_contain_text(" at ")
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    one = page.locator("#rehearsed-C")
    expect(one.locator("svg.homes")).to_be_visible()
    expect(one.locator(".worst .only-print").first).to_be_visible()
    expect(one.locator(".worst .btn").first).not_to_be_visible()
    expect(page.locator("#what-if-form")).not_to_be_visible()


def test_a_run_that_is_home_is_shown_beside_what_was_rehearsed(node: Node) -> None:
    """'Home 15:10; rehearsed 14:20 to 16:30 (nine of ten)'; before that, what was rehearsed."""
    base = next(iter(node.state.bases))
    told = options(NOON - 4 * H, HOME, base)[1].taskings[0]
    node.say_all([
        f.RunTasked(run="otter", call="OTTER 1", objective="supply", base=base, tasking=told,
                    plan="not-here", when_ms=NOON - 5 * H),
        *(f.ConsentSaid(run="otter", person=p, yes=True, when_ms=NOON - 5 * H) for p in told.crew),
        f.Departed(run="otter", crew=told.crew, when_ms=NOON - 4 * H),
    ])  # fmt: skip
    said = f.RunRehearsed(
        run="otter", n=20_000, seed=7, p_harm=0.03, p_contact=0.1, p_late=0.0004, value=80.0,
        home_ms=tuple(NOON + m * MIN for m in (-40, -20, 0, 20, 70)),
    )  # fmt: skip

    def shown() -> str:
        run = run_page(node, "otter")
        known = {part.name: getattr(run, part.name) for part in fields(run)} | {"rehearsed": said}
        whole = drawn("run", make_desk(node), run=SimpleNamespace(**known))
        part = whole[whole.index('id="rehearsed-run"') :].split("</section>")[0]
        return " ".join(re.sub(r"<[^>]+>", " ", part).split())

    assert "Rehearsed home 11:20 to 13:10 (nine of ten), half of them by 12:00" in shown()
    node.say_all([f.CameHome(run="otter", home=told.crew, when_ms=NOON - 10 * MIN)])
    home = shown()
    assert "Home 11:50 ; rehearsed 11:20 to 13:10 (nine of ten)" in home
    assert "<0.1" in home or "&lt;0.1" in home


def test_a_phone_has_all_of_it_within_its_width(page: Page, room: str) -> None:
    """Nothing is wider than the screen, with a play open and a contingency said."""
    page.set_viewport_size(PHONE)
    rehearsed(page, room, "?option=B&with=C")
    add(page, "no_link")
    expect(page.locator("#what-list li")).to_have_count(1)
    tell(page)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    small = """() => ['#rehearsal', '#story', '#story-bar']
        .flatMap((id) => [...document.querySelector(id).querySelectorAll('button')])
        .filter((b) => b.checkVisibility() && b.getBoundingClientRect().height < 44)
        .map((b) => b.id || b.textContent)"""
    assert page.evaluate(small) == []


@pytest.mark.slow
def test_everybody_can_use_the_rehearsal(chromium: Browser, room: str) -> None:
    """axe-core finds nothing against WCAG 2.2 AA, on a desk and on a phone, a play being told."""
    if not AXE.is_file():
        pytest.skip("axe-core is not there: run './holdfast setup --dev'")
    for width, height in SIZES:
        # the checker itself is injected, which our own policy forbids
        context = chromium.new_context(
            viewport={"width": width, "height": height}, bypass_csp=True, reduced_motion="reduce"
        )
        opened = context.new_page()
        rehearsed(opened, room, "?option=B&with=C")
        add(opened, "storm")
        expect(opened.locator("#what-list li")).to_have_count(1)
        tell(opened)
        faults = axe_of(opened)
        context.close()
        assert (width, faults) == (width, [])
