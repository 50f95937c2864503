"""The phone's outbox in a real Chromium: nothing is lost, nothing only looks delivered."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from playwright.sync_api import Browser, Page, Route, expect

from data.serving import axe_of, served, until
from data.toys import NOON, H, base_facts, tasked
from holdfast import facts as f
from holdfast.base.clock import wall_ms
from holdfast.node import Node, open_node
from holdfast.web import pages, phone_parts
from holdfast.web.desk import make_desk

pytestmark = pytest.mark.browser

FACTS = "**/api/facts"
SCREEN = {"width": 390, "height": 844}
PATIENCE_MS = 30_000
NEXT_TRY_MS = 6_000
"""More than the first wait between two tries."""
PORTAL = "<!doctype html><title>Sign in</title><h1>Welcome to this hotspot</h1>"
ID = "a" * 64


@pytest.fixture
def room(toy_node: Node) -> Iterator[str]:
    """The address of a room that serves the toy node."""
    with served(toy_node) as address:
        yield address


@pytest.fixture
def phone(chromium: Browser, room: str) -> Iterator[Page]:
    """The page of KESTREL 1 on a phone whose clock the test may wind on."""
    context = chromium.new_context(viewport=SCREEN, has_touch=True, service_workers="block")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.clock.install()
    opened(page, room)
    yield page
    context.close()
    assert errors == []


def opened(page: Page, room: str) -> None:
    """The team's page with its link tried, sending no place."""
    page.goto(f"{room}/field/run-1")
    expect(page.locator("#link")).to_have_attribute("data-state", "live", timeout=PATIENCE_MS)
    page.select_option("#where", "none")


def hold(page: Page, button: str) -> None:
    """Two seconds under the thumb."""
    page.locator(button).scroll_into_view_if_needed()
    page.hover(button)
    page.mouse.down()
    page.clock.run_for(2_000)
    page.mouse.up()


def next_try(page: Page, n_kept: int = 1) -> None:
    """Wind the phone's clock on until its next try has brought so many reports to the base."""
    kept = page.locator("#outbox li.kept")
    for _ in range(8):  # the next try is set only once all of the last one has been drawn
        page.clock.fast_forward(NEXT_TRY_MS)
        with suppress(AssertionError):
            expect(kept).to_have_count(n_kept, timeout=700)
            return
    expect(kept).to_have_count(n_kept)


def look_again(page: Page) -> None:
    """As when the network comes back: the page asks the base how things stand."""
    page.evaluate("dispatchEvent(new Event('online'))")


def words_of(node: Node, kind: type[f.Fact]) -> list[f.Fact]:
    """What the base holds of this kind about the run."""
    return [s.fact for s in node.state.runs["run-1"].values() if isinstance(s.fact, kind)]


def in_sight(page: Page, selector: str) -> bool:
    """Whether somebody who does nothing sees it."""
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["y"] >= 0 and box["y"] + min(box["height"], 60) <= SCREEN["height"]


# What an answer means: the rules by themselves

RECEIPT = {"kind": "checked_in", "ref": "field-1", "device": ID, "seq": 3, "id": ID, "new": True}
REFUSED = '{"error": "There is no such run."}'
JUDGED = [
    (201, "application/json", json.dumps({"said": [RECEIPT]}), "delivered"),
    (200, "application/json", json.dumps({"said": [RECEIPT | {"new": False}]}), "delivered"),
    (200, "text/html", PORTAL, "stranger"),
    (200, "text/html", json.dumps({"said": [RECEIPT]}), "stranger"),
    (200, "application/json", "{}", "stranger"),
    (200, "application/json", '{"ok": true, "status": "success"}', "stranger"),
    (200, "application/json", '{"said": [{"kind": "checked_in", "new": true}]}', "stranger"),
    (201, "application/json", json.dumps({"said": [RECEIPT | {"ref": "field-2"}]}), "stranger"),
    (201, "application/json", json.dumps({"said": [RECEIPT | {"id": "x"}]}), "stranger"),
    (201, "application/json", json.dumps({"said": [RECEIPT | {"kind": "note"}]}), "stranger"),
    (201, "application/json", '{"said": [', "stranger"),
    (204, "", "", "stranger"),
    (0, "", "", "stranger"),
    (302, "text/html", "", "stranger"),
    *((status, "application/json", REFUSED, "refused") for status in (400, 409, 413, 415, 422)),
    *((status, "text/html", PORTAL, "stranger") for status in (400, 413, 422)),
    *((status, "application/json", REFUSED, "door") for status in (401, 403, 421)),
    (401, "text/html", PORTAL, "stranger"),
    *((status, "text/html", "", "busy") for status in (408, 425, 429, 502, 503, 504)),
    (500, "application/json", REFUSED, "fault"),
    (507, "text/html", "", "fault"),
    (511, "text/html", PORTAL, "stranger"),
    (404, "application/json", REFUSED, "fault"),
    (404, "text/html", PORTAL, "stranger"),
    (418, "application/json", REFUSED, "fault"),
]


def test_only_the_bases_own_receipt_delivers_and_only_its_own_sentence_refuses(
    phone: Page,
) -> None:
    """By status, kind of content and what the answer names; whatever else comes, it waits."""
    told = phone.evaluate(
        """async (cases) => {
        const { judge } = await import('/static/js/kit/delivery.mjs');
        const fact = { kind: 'checked_in', ref: 'field-1' };
        return cases.map(([status, type, text]) => judge({ status, type, text }, fact))
            .map((v) => v.said === 'waiting' ? v.cause : v.said);
    }""",
        [case[:3] for case in JUDGED],
    )
    assert list(zip(JUDGED, told, strict=True)) == [(case, case[3]) for case in JUDGED]


def test_tries_come_slower_and_slower_up_to_five_minutes(phone: Page) -> None:
    """5 s, doubled; never less than the base asked for, never more than five minutes."""
    told = phone.evaluate(
        """async () => {
        const { waitMs } = await import('/static/js/kit/pace.mjs');
        return [[1, 2, 3, 4, 5, 6, 7, 8, 500].map((n) => waitMs(n)),
            [waitMs(1, 60_000), waitMs(1, 9e9), waitMs(0)]];
    }"""
    )
    assert [ms / 1000 for ms in told[0]] == [5, 10, 20, 40, 80, 160, 300, 300, 300]
    assert [ms / 1000 for ms in told[1]] == [60, 300, 10]


# What the page does with it

NOT_DELIVERED: dict[str, dict[str, Any]] = {
    "a portal's page": dict(status=200, content_type="text/html", body=PORTAL),
    "a portal's JSON": dict(status=200, content_type="application/json", body='{"ok": true}'),
    "a redirect": dict(status=302, headers={"Location": "http://127.0.0.1:9/login"}),
    "the door": dict(status=401, content_type="application/json", body=REFUSED),
    "forbidden": dict(status=403, content_type="text/html", body=PORTAL),
    "a full disk": dict(status=503, content_type="application/json", body=REFUSED),
    "a fault": dict(status=500, content_type="application/json", body=REFUSED),
    "too many": dict(status=429, content_type="text/html", body=""),
}


def test_what_is_no_receipt_is_no_delivery_and_is_sent_again(phone: Page, toy_node: Node) -> None:
    """The report waits, the page says so, and the base has it once it answers itself."""
    for n, (who, answer) in enumerate(NOT_DELIVERED.items()):
        phone.route(FACTS, partial(give, answer))
        phone.click("[data-say=checked_in]")
        expect(phone.locator("#link"), who).to_have_attribute("data-state", "none")
        expect(phone.locator("#outbox li.waiting"), who).to_have_count(1)
        assert in_sight(phone, "#help-now")  # whatever else is said, that button is not covered
        expect(phone.locator("#outbox-count"), who).to_contain_text("1 waiting for link")
        expect(phone.locator("#receipt"), who).to_contain_text("waiting")
        assert in_sight(phone, "#receipt")
        assert len(words_of(toy_node, f.CheckedIn)) == n, who
        phone.unroute(FACTS)
        next_try(phone, n + 1)
        expect(phone.locator("#outbox-count")).to_have_text(f"base has everything ({n + 1})")
        expect(phone.locator("#receipt")).to_contain_text("on the base's disk at 12:0")
        assert len(words_of(toy_node, f.CheckedIn)) == n + 1, who


def test_the_bar_says_of_the_link_what_the_page_says(phone: Page) -> None:
    """Two places, one word: a portal is no 'no link', and what is reached again is said in both."""
    link, line = phone.locator("#link"), phone.locator("#bar-link")
    expect(line).to_be_hidden()
    phone.route("**/healthz", partial(give, NOT_DELIVERED["a portal's page"]))
    look_again(phone)
    expect(link).to_have_text("Not the base answers, keeping")
    expect(line).to_have_text("Nothing new since 12:00: what you see is old.")
    phone.unroute("**/healthz")
    phone.route("**/healthz", lambda route: route.abort())
    look_again(phone)
    expect(link).to_have_text("No link, keeping")
    expect(line).to_have_text("No link since 12:00: what you see is old.")
    phone.unroute("**/healthz")
    phone.route("**/api/bar*", lambda route: route.abort())  # whatever becomes of its own asking
    look_again(phone)
    expect(link).to_have_text("Base reachable")
    expect(line).to_be_hidden()


def give(answer: dict[str, Any], route: Route) -> None:
    """This instead of the base's answer."""
    route.fulfill(**answer)


def test_a_report_that_arrived_but_whose_receipt_was_lost_is_kept_once(
    phone: Page, toy_node: Node
) -> None:
    """It is sent again, and its ref keeps it from being said twice."""
    before = len(words_of(toy_node, f.CheckedIn))

    def lose(route: Route) -> None:
        assert route.fetch().status == 201
        route.abort()

    phone.route(FACTS, lose, times=1)
    phone.click("[data-say=checked_in]")
    expect(phone.locator("#link")).to_have_text("No link, keeping")
    expect(phone.locator("#outbox li")).to_have_class("waiting")
    assert len(words_of(toy_node, f.CheckedIn)) == before + 1
    next_try(phone)
    assert len(words_of(toy_node, f.CheckedIn)) == before + 1


def test_what_the_base_refuses_stands_large_at_the_top_and_is_mended(
    phone: Page, toy_node: Node
) -> None:
    """Its sentence is in sight, what was typed comes back, and what is mended is sent."""
    phone.click("[data-form=found]")
    phone.select_option("#form-found select", "ration")
    row = phone.locator('#form-found [data-item=""]')
    row.locator("[name=found]").fill("2000000000")
    row.locator("[name=taken]").fill("5")
    phone.fill("#form-found [name=words]", "behind the counter")
    phone.click("#form-found .main")
    refused = phone.locator("#refused")
    expect(refused).to_contain_text("what was found, first entry, must be at most 1,000,000,000")
    assert in_sight(phone, "#refused h2")
    expect(phone.locator("#outbox-count")).to_have_text("1 refused")
    expect(phone.locator("#receipt")).to_contain_text("refused: ")
    refused.get_by_role("button", name="Change it and send").click()
    expect(phone.locator("#form-found .mending")).to_be_visible()
    expect(row.locator("[name=taken]")).to_have_value("5")
    expect(phone.locator("#form-found [name=words]")).to_have_value("behind the counter")
    row.locator("[name=found]").fill("7")
    phone.click("#form-found .main")
    expect(phone.locator("#outbox li")).to_have_class("kept")
    expect(refused).to_be_hidden()
    expect(phone.locator("#outbox-count")).to_have_text("base has everything (1)")
    [said] = words_of(toy_node, f.FoundReported)
    assert isinstance(said, f.FoundReported)
    assert (said.found, said.taken) == ((f.Amount("ration", 7),), (f.Amount("ration", 5),))


def test_one_tap_that_was_refused_can_be_given_another_time_place_and_words(
    phone: Page, toy_node: Node
) -> None:
    """Also without a form of its own; and it is sent again as it is, where that is asked for."""
    phone.route(
        FACTS,
        lambda route: route.fulfill(status=422, content_type="application/json", body=REFUSED),
        times=2,
    )
    phone.click("[data-say=checked_in]")
    refused = phone.locator("#refused")
    expect(refused).to_contain_text("There is no such run.")
    refused.get_by_role("button", name="Send again as it is").click()
    expect(phone.locator("#outbox li")).to_have_class("refused")
    refused.get_by_role("button", name="Change it and send").click()
    phone.fill("#form-mend [name=mend-time]", "11:40")
    phone.select_option("#form-mend [name=mend-place]", "32.0,30.0")
    phone.fill("#form-mend [name=words]", "by the wall")
    phone.click("#form-mend .main")
    expect(phone.locator("#outbox li")).to_have_class("kept")
    said = words_of(toy_node, f.CheckedIn)[-1]
    assert isinstance(said, f.CheckedIn)
    assert (said.when_ms, said.at, said.words) == (
        NOON - 20 * 60_000, f.Point(32.0, 30.0), "by the wall",
    )  # fmt: skip


def test_one_report_that_meets_a_fault_does_not_hold_up_the_others(phone: Page) -> None:
    """A call for help goes first; what is refused behind one that waits is no refusal yet."""

    def fault(route: Route) -> None:
        said = route.request.post_data_json
        if said["kind"] == "turned_back":
            route.fulfill(status=500, content_type="text/html", body="")
        elif said["kind"] == "arrived":
            route.fulfill(status=422, content_type="application/json", body=REFUSED)
        else:
            route.continue_()

    phone.route(FACTS, fault)
    for button in ("turned_back", "arrived", "checked_in"):
        phone.click(f"[data-say={button}]")
    expect(phone.locator("#outbox-count")).to_have_text("2 waiting for link, 1 at the base")
    expect(phone.locator("#refused")).to_be_hidden()
    phone.unroute(FACTS)
    next_try(phone, 3)


def test_a_round_ends_where_the_link_is_at_fault_and_help_goes_first(phone: Page) -> None:
    """The others would fare no better; else what was said first is sent first."""
    told = phone.evaluate(
        """async () => {
        const { sendAll } = await import('/static/js/kit/round.mjs');
        const kinds = ['departed', 'arrived', 'help_called', 'checked_in'];
        const waiting = kinds.map((kind, at) => ({ id: kind, run: 'r', at, fact: { kind }, status: 'waiting' }));
        const round = async (answers) => {
            const sent = [];
            const send = async (r) => (sent.push(r.id), answers[r.id] ?? { said: 'delivered', entry: 'x' });
            const outcome = await sendAll(waiting, 0, send, async () => undefined);
            return [sent.join(' '), outcome.cause];
        };
        return [await round({}), await round({ arrived: { said: 'waiting', why: '', cause: 'busy' } }),
            await round({ arrived: { said: 'waiting', why: '', cause: 'fault' } })];
    }"""  # noqa: E501
    )
    everything = "help_called departed arrived checked_in"
    assert told == [
        [everything, "there"], ["help_called departed arrived", "busy"], [everything, "fault"],
    ]  # fmt: skip


def test_help_says_that_the_base_has_it_and_who_took_it(phone: Page, toy_node: Node) -> None:
    """From 'not yet' over 'on its disk' to the name of who took the alarm; a reason may follow."""
    for _ in range(3):  # in haste
        hold(phone, "#help-now")
    expect(phone.locator("#help-words")).to_contain_text("on its disk")
    expect(phone.locator("#help-words")).to_contain_text("Nobody there has taken it yet")
    assert len(words_of(toy_node, f.HelpCalled)) == 1
    [alarm] = [alarm.alarm for alarm in make_desk(toy_node).alarms if alarm.icon == "help"]
    toy_node.say_all([f.AlarmSeen(alarm=alarm, by="mark")])  # as a press in the room says it
    look_again(phone)
    expect(phone.locator("#help-words")).to_contain_text("Taken by Mark")
    phone.click("[data-need=casualty]")
    expect(phone.locator("#outbox li.kept")).to_have_count(2)
    last = words_of(toy_node, f.HelpCalled)[-1]
    assert isinstance(last, f.HelpCalled)
    assert last.need == "casualty"


def test_a_call_pressed_by_mistake_is_for_the_room_to_close_and_moves_no_clock(
    phone: Page, toy_node: Node
) -> None:
    """It is a word in the log about the run, no 'all well'; the phone says who closes the call."""
    hold(phone, "#help-now")
    expect(phone.locator("#help-words")).to_contain_text("on its disk")
    before = make_desk(toy_node).cards[0]
    n_well = len(words_of(toy_node, f.CheckedIn))
    phone.click("#help-mistake")
    expect(phone.locator("#outbox li.kept")).to_have_count(2)
    expect(phone.locator("#help-words")).to_contain_text("open until the room closes it")
    expect(phone.locator("#help-mistake")).to_be_hidden()
    expect(phone.locator("[data-need=casualty]")).to_be_visible()
    after = make_desk(toy_node).cards[0]
    assert after.help
    assert after.clock.check_ms == before.clock.check_ms
    assert len(words_of(toy_node, f.CheckedIn)) == n_well
    note = list(toy_node.state.notes.values())[-1].fact
    assert isinstance(note, f.NoteLogged)
    assert note.about == "run-1"
    assert "pressed by mistake" in note.words


def test_the_buttons_name_the_stop_for_which_the_team_is_heading(
    phone: Page, toy_node: Node
) -> None:
    """Left for another stop, 'Arrived' means that one; the receipt stays where it is."""
    phone.click("[data-say=arrived]")
    expect(phone.locator("#receipt")).to_contain_text("on the base's disk")
    [first] = words_of(toy_node, f.Arrived)
    mill = f.Stop("mill", NOON + H, NOON + 2 * H, (), 0.5)
    [order] = [said.fact for said in toy_node.state.tasked["run-1"].values()]
    assert isinstance(order, f.RunTasked)
    tasking = structs.replace(order.tasking, stops=(*order.tasking.stops, mill))
    toy_node.say_all([
        f.SiteNoted(site="mill", name="Old mill", at=f.Point(32.04, 30.01), what="warehouse"),
        structs.replace(order, tasking=tasking), f.LeftSite(run="run-1", site="depot"),
    ])  # fmt: skip
    look_again(phone)
    expect(phone.locator("#form-found h2")).to_contain_text("Old mill")
    phone.click("[data-say=arrived]")
    expect(phone.locator("#outbox li.kept")).to_have_count(2)
    last = words_of(toy_node, f.Arrived)[-1]
    assert isinstance(first, f.Arrived)
    assert isinstance(last, f.Arrived)
    assert (first.site, last.site) == ("depot", "mill")


# Counting people


def test_all_home_is_held_and_counted_by_name(phone: Page, toy_node: Node) -> None:
    """A tap does nothing; nobody is ticked for anybody; who is not inside is said missing."""
    toy_node.say_all([f.PeopleFound(run="run-1", walking=2)])
    look_again(phone)
    expect(phone.locator("#main")).to_have_attribute("data-others", "2")
    phone.click("#all-home")
    phone.click("#all-home")
    phone.clock.run_for(3_000)
    expect(phone.locator("#form-home")).to_be_hidden()
    hold(phone, "#all-home")
    form = phone.locator("#form-home")
    expect(form).to_be_visible()
    phone.mouse.up()
    form.get_by_role("button", name="Report them home").click()
    assert phone.locator("#outbox li").count() == 0
    form.get_by_role("group", name="Leila").get_by_label("Inside the gate").check()
    form.get_by_role("group", name="Kai").get_by_label("Not inside").check()
    form.get_by_role("button", name="Report them home").click()
    assert phone.locator("#outbox li").count() == 0  # the two whom they found are still to count
    form.locator("[name=others]").fill("2")
    form.get_by_role("button", name="Report them home").click()
    expect(phone.locator("#outbox li")).to_have_class("kept")
    [said] = words_of(toy_node, f.CameHome)
    assert isinstance(said, f.CameHome)
    assert (said.home, said.missing, said.others) == (("leila",), ("kai",), 2)


@pytest.mark.parametrize("key", ["Enter", " "])
def test_all_home_is_held_by_a_key_too_or_pressed_twice(phone: Page, key: str) -> None:
    """Two seconds on Enter or the space bar; a switch that only presses, presses twice."""
    form = phone.locator("#form-home")
    phone.focus("#all-home")
    phone.keyboard.down(key)
    phone.clock.run_for(1_000)
    expect(form).to_be_hidden()
    phone.clock.run_for(1_000)
    expect(form).to_be_visible()
    phone.keyboard.up(key)
    form.locator("[data-cancel]").click()
    phone.clock.run_for(10_000)
    phone.focus("#all-home")
    phone.keyboard.press(key)
    expect(form).to_be_hidden()
    phone.keyboard.press(key)
    expect(form).to_be_visible()


def test_all_home_from_far_away_is_asked_back(chromium: Browser, room: str, toy_node: Node) -> None:
    """The page says how far, and sends nothing until somebody answers."""
    context = chromium.new_context(
        viewport=SCREEN, service_workers="block", permissions=["geolocation"],
        geolocation={"longitude": 32.04, "latitude": 30.0, "accuracy": 20},
    )  # fmt: skip
    page = context.new_page()
    page.clock.install()
    opened(page, room)
    page.select_option("#where", "device")
    hold(page, "#all-home")
    form = page.locator("#form-home")
    expect(form.locator(".far")).to_contain_text("3.9 km from the base")
    for person in ("Leila", "Kai"):
        form.get_by_role("group", name=person).get_by_label("Inside the gate").check()
    form.get_by_role("button", name="Report them home").click()
    assert page.locator("#outbox li").count() == 0
    context.set_geolocation({"longitude": 32.0005, "latitude": 30.0, "accuracy": 20})
    form.locator("[data-cancel]").click()
    hold(page, "#all-home")
    for person in ("Leila", "Kai"):
        form.get_by_role("group", name=person).get_by_label("Inside the gate").check()
    expect(form.locator(".far")).to_be_hidden()
    form.get_by_role("button", name="Report them home").click()
    expect(page.locator("#outbox li")).to_have_class("kept")
    [said] = words_of(toy_node, f.CameHome)
    assert isinstance(said, f.CameHome)
    assert (said.home, said.at) == (("leila", "kai"), f.Point(32.0005, 30.0))
    context.close()


def test_nobody_found_is_counted_twice_or_forgotten(phone: Page, toy_node: Node) -> None:
    """No adult walks, one is carried, four children: five people, and the form says so."""
    phone.click("[data-form=people]")
    phone.click("#form-people .main")
    expect(phone.locator("#form-people .form-says")).to_have_text("Nobody is counted yet.")
    for name, n in (("walking", 0), ("carried", 1), ("children", 4)):
        phone.fill(f"#form-people [name={name}]", str(n))
    expect(phone.locator("#people-total")).to_have_text(
        "5 people in all: 4 walk, 1 carried, 4 are children"
    )
    phone.click("#form-people .main")
    expect(phone.locator("#outbox li")).to_have_class("kept")
    [said] = words_of(toy_node, f.PeopleFound)
    assert isinstance(said, f.PeopleFound)
    assert (said.walking, said.carried, said.children) == (4, 1, 4)


def test_everything_on_the_page_is_as_large_as_a_thumb(phone: Page) -> None:
    """48 px high at least: whatever can be pressed, in the forms too."""
    for form in (None, "contact", "found", "people"):
        if form:
            phone.click(f"[data-form={form}]")
        small = phone.evaluate(
            """() => [...document.querySelectorAll('button, .btn, input, select')]
            .filter((e) => e.offsetParent && e.getBoundingClientRect().height < 48)
            .map((e) => e.outerHTML.slice(0, 80))"""
        )
        assert small == []
        if form:
            phone.click(f"#form-{form} [data-cancel]")


# A base that is silent, a browser that is killed


@contextmanager
def child(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A room in a process of its own, over the toy base as of now."""
    with open_node(folder, exercise=True) as node:
        left_ms = wall_ms() - H
        gone = f.Departed(run="run-1", crew=("leila", "kai"), when_ms=left_ms)
        node.say_all([*base_facts(), tasked(left_ms=left_ms), gone])
    words = [sys.executable, "-m", "holdfast", "serve", str(folder), "--port", "0"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield line.rpartition(" ")[2].strip().rstrip("/"), process
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        process.communicate(timeout=20)


def held_by(folder: Path, kind: type[f.Fact]) -> list[f.Fact]:
    """What the base's disk holds of this kind, once its room is closed."""
    with open_node(folder) as node:
        return words_of(node, kind)


@pytest.mark.slow
def test_a_silent_base_keeps_no_page_from_opening_and_no_report(
    chromium: Browser, tmp_path: Path
) -> None:
    """Connection taken, no answer: the page opens from the device and says how it stands."""
    folder = tmp_path / "base"
    with child(folder) as (room, process):
        context = chromium.new_context(viewport=SCREEN)
        page = context.new_page()
        page.clock.install()
        opened(page, room)
        page.locator("body.kept").wait_for(timeout=PATIENCE_MS)
        process.send_signal(signal.SIGSTOP)
        page.click("[data-say=checked_in]")
        expect(page.locator("#link")).to_have_text("Asking the base")
        page.clock.fast_forward(5_000)
        expect(page.locator("#link")).to_have_text("Base silent, keeping")
        for address in ("/field", "/field/run-1?theme=day"):
            page.goto(room + address, timeout=5_000)  # where it hung for a minute and more
            expect(page.locator("#link")).to_have_text("Asking the base")
            expect(page.locator("#outbox-count")).to_have_text("1 waiting for link")
        page.clock.fast_forward(5_000)
        expect(page.locator("#link")).to_have_text("Base silent, keeping")
        process.send_signal(signal.SIGCONT)
        next_try(page)
        expect(page.locator("#link")).to_have_text("Base reachable")
        context.close()
    assert len(held_by(folder, f.CheckedIn)) == 1


def test_a_new_version_waits_until_no_form_is_open(
    chromium: Browser, room: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes in the background; nothing that somebody is typing is taken from them."""
    context = chromium.new_context(viewport=SCREEN)
    page = context.new_page()
    opened(page, room)
    page.locator("body.kept").wait_for(timeout=PATIENCE_MS)
    page.click("[data-form=contact]")
    page.fill("#form-contact [name=words]", "two on the roof")
    for module in (phone_parts, pages):
        monkeypatch.setattr(module, "version", lambda: "another")
    look_again(page)  # the base's page names another version, so the worker is asked for anew
    waits = "async () => (await navigator.serviceWorker.getRegistration('/field')).waiting !== null"
    until(page, lambda: page.evaluate(waits))
    assert page.input_value("#form-contact [name=words]") == "two on the roof"
    page.click("#form-contact [data-cancel]")
    expect(page.locator("#main")).to_have_attribute("data-version", "another")
    assert page.evaluate("caches.keys()") == ["holdfast-field-another"]
    context.close()


def test_a_page_of_two_hours_ago_knows_what_time_it_is(
    chromium: Browser, room: str, toy_node: Node
) -> None:
    """Opened from the device without a link: a report carries the hour of its press."""
    context = chromium.new_context(viewport=SCREEN)
    page = context.new_page()
    page.clock.install()
    opened(page, room)
    page.locator("body.kept").wait_for(timeout=PATIENCE_MS)
    context.set_offline(True)
    page.clock.fast_forward(2 * H)
    page.goto(f"{room}/field/run-1")
    page.select_option("#where", "none")
    page.click("[data-say=checked_in]")
    expect(page.locator("#outbox li")).to_contain_text("All well 14:00")
    context.close()
    assert words_of(toy_node, f.CheckedIn) == []


def test_nothing_is_asked_while_nobody_looks(phone: Page) -> None:
    """A phone in a pocket rests; taken out, it asks at once."""
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    seen = """(hidden) => {
        Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
    }"""
    phone.evaluate(seen, True)
    phone.wait_for_load_state("networkidle")
    asked.clear()
    phone.clock.run_for(600_000)
    assert asked == []
    with phone.expect_request("**/healthz"):
        phone.evaluate(seen, False)


@pytest.mark.slow
def test_twelve_reports_survive_a_browser_that_is_killed(
    chromium: Browser, room: str, toy_node: Node, tmp_path: Path
) -> None:
    """Said without a link, the browser cut off at once; all twelve arrive, each once."""
    words = [a for a in ("--no-sandbox",) if os.geteuid() == 0]
    launch = chromium.browser_type.launch_persistent_context
    program = os.environ.get("HOLDFAST_CHROMIUM") or "chromium"
    before = len(words_of(toy_node, f.CheckedIn))

    context = launch(tmp_path / "phone", executable_path=program, args=words, viewport=SCREEN)
    page = context.pages[0]
    opened(page, room)
    page.locator("body.kept").wait_for(timeout=PATIENCE_MS)
    context.set_offline(True)
    for n in range(1, 13):
        page.click("[data-say=checked_in]")
        expect(page.locator("#outbox li.waiting")).to_have_count(n)
    kill(tmp_path / "phone")
    with suppress(Exception):
        context.close()

    context = launch(tmp_path / "phone", executable_path=program, args=words, viewport=SCREEN)
    page = context.pages[0]
    page.goto(f"{room}/field/run-1")
    expect(page.locator("#outbox-count")).to_have_text(
        "base has everything (12)", timeout=PATIENCE_MS
    )
    context.close()
    said = words_of(toy_node, f.CheckedIn)
    assert len(said) == before + 12
    assert len({fact.ref for fact in said[before:]}) == 12


def kill(profile: Path) -> None:
    """Cut off the browser that we started on this profile, all of it."""
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdecimal() and str(profile) in (entry / "cmdline").read_text():
                os.kill(int(entry.name), signal.SIGKILL)


@pytest.mark.slow
def test_everybody_can_use_the_outbox_and_the_forms(chromium: Browser, room: str) -> None:
    """axe-core finds nothing against WCAG 2.2 AA with a refusal, a call for help, a form open."""
    context = chromium.new_context(
        viewport=SCREEN, bypass_csp=True, service_workers="block", reduced_motion="reduce"
    )
    page = context.new_page()
    page.clock.install()
    page.goto(f"{room}/field/run-1")
    expect(page.locator("#link")).to_have_attribute("data-state", "live", timeout=PATIENCE_MS)
    page.select_option("#where", "32.04,30.005")
    page.route(
        FACTS,
        lambda route: route.fulfill(status=422, content_type="application/json", body=REFUSED),
        times=1,
    )
    page.click("[data-say=turned_back]")
    expect(page.locator("#refused")).to_be_visible()
    hold(page, "#help-now")
    expect(page.locator("#help-words")).to_contain_text("on its disk")
    page.get_by_role("button", name="Change it and send").click()
    found = axe_has(page)
    page.click("#form-mend [data-cancel]")
    hold(page, "#all-home")
    expect(page.locator(".far")).to_be_visible()
    assert found + axe_has(page) == []
    context.close()


def axe_has(page: Page) -> list[object]:
    """What axe-core has against the page as it stands, and whether it fits."""
    found = axe_of(page)
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
    return [*found, *[wide] * wide]


WHOLE = """() => {
  const box = document.getElementById('help-now').getBoundingClientRect();
  return box.height >= 60 && box.top >= 0 && box.bottom <= innerHeight;
}"""
CLEAR = """x => {
  const box = x.getBoundingClientRect();
  const help = document.getElementById('help-now').getBoundingClientRect();
  return box.bottom <= innerHeight && (box.top >= help.bottom || box.bottom <= help.top);
}"""


@pytest.mark.parametrize("size", [(390, 844), (360, 740), (844, 390)], ids=str)
def test_the_call_for_help_is_in_reach_wherever_the_page_stands(
    phone: Page, toy_node: Node, size: tuple[int, int]
) -> None:
    """Whole, without scrolling, also under a call home with its reason and beside a form; what is
    typed is not under it."""
    phone.set_viewport_size({"width": size[0], "height": size[1]})
    assert phone.evaluate(WHOLE)
    toy_node.say_all([f.RunCalledOff(run="run-1", words="Storm from the west")])
    phone.reload()
    expect(phone.locator(".called-why")).to_have_text("Storm from the west")
    assert phone.evaluate(WHOLE)
    phone.click("[data-form=contact]")
    assert phone.evaluate(WHOLE)
    field = phone.locator("#form-contact [name=words]")
    field.focus()
    assert field.evaluate(CLEAR)
