"""Every page is drawn from one Desk, whole, safe to show, and equal until there is news."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest

from holdfast import facts as f
from holdfast.node import Node, open_node
from holdfast.web.desk import Desk, make_desk
from holdfast.web.panels import ROOM, page, render
from holdfast.web.runs import run_page

NOON_MS = 1_795_168_800_000
PAGES = ["room", "plan", "stock", "people", "threats", "sites", "log", "run", "field", "field_run",
         "problem"]  # fmt: skip


def draw(node: Node, name: str, desk: Desk | None = None) -> str:
    """A page with what it needs beside the Desk."""
    desk = desk or make_desk(node)
    more = {
        "people": {"person": None},
        "sites": {"site": None},
        "log": {"lines": list(desk.log), "more": None},
        "problem": {"status": 404, "sentence": "There is nothing here."},
        "field_run": {"card": desk.cards[0]},
        "run": {"run": run_page(node, "run-1")},
    }
    return page(name, desk, **more.get(name, {}))


def draw_bare(node: Node, name: str) -> str:
    """A page of a base without a run."""
    return page(name, make_desk(node), **({"person": None} if name == "people" else {}))


class Strict(HTMLParser):
    """Collects what a strict content policy would refuse, and ids that occur twice."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.refused: list[str] = []
        self.ids: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Inline style, inline handlers, inline scripts, addresses of other machines."""
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.refused += [name for name in given if name == "style" or name.startswith("on")]
        if tag == "style" or (
            tag == "script" and "src" not in given and given.get("type") != "application/json"
        ):
            self.refused.append(tag)
        for name in ("src", "href"):
            if "//" in (given.get(name) or ""):
                self.refused.append(f"{tag} {given[name]}")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_needs_nothing_that_a_strict_browser_refuses(toy_node: Node, name: str) -> None:
    """No inline style, handler or script, no foreign address, no id twice."""
    read = Strict(draw(toy_node, name))
    assert read.refused == []
    assert len(read.ids) == len(set(read.ids))


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_an_exercise_says_so(toy_node: Node, name: str) -> None:
    """In the band and in the title, so that it is on screen, on paper and in the tab."""
    html = draw(toy_node, name)
    assert 'class="exercise"' in html
    assert "<title>Exercise" in html
    real = draw(toy_node, name, replace(make_desk(toy_node), exercise=False))
    assert 'class="exercise"' not in real


@pytest.mark.parametrize("panel", ROOM)
def test_a_panel_is_equal_while_only_time_passes(toy_node: Node, panel: str) -> None:
    """A minute later, with nothing said, nothing is sent: clocks tick in the page."""
    desk = make_desk(toy_node)
    later = replace(desk, now_ms=desk.now_ms + 60_000)
    assert render(panel, desk) == render(panel, later)


def test_names_are_words_and_never_markup(toy_node: Node) -> None:
    """Whatever a person, a peer or a map calls something is shown as it is."""
    evil = '"><img src=x onerror=alert(1)>'
    toy_node.say_all([f.NoteLogged(words=evil), f.PersonRegistered(person="x", name=evil,
                                                                  base="compound")])  # fmt: skip
    for name in ("room", "people", "log", "plan"):
        assert "<img" not in draw(toy_node, name)


def test_a_mission_card_shows_its_figures_in_the_fixed_order(toy_node: Node) -> None:
    """State, check-in, turn-round, home, all home, crew, carrier, load, grid: always the same."""
    html = render("missions", make_desk(toy_node))
    words = ['class="state"', "Check-in", "Turn back", "<dt>Home", "All home", "#group", "carrier",
             "#load", 'class="grid"']  # fmt: skip
    if "Last heard" in html:
        words[1] = "Last heard"
    places = [html.index(word) for word in words]
    assert places == sorted(places)


def test_the_other_bases_are_called_by_their_names(toy_node: Node) -> None:
    """Wherever a way or a load leads to them, not only where a plan is asked for."""
    toy_node.say_all([
        f.BaseFounded(base="mill", name="Mill camp", at=f.Point(32.0, 30.0), zone="Etc/UTC")
    ])  # fmt: skip
    desk = make_desk(toy_node)
    assert desk.site("mill") == "Mill camp"
    assert desk.site(desk.base) == desk.name
    assert desk.site("nowhere") == "nowhere"


def test_times_that_run_carry_their_milliseconds(toy_node: Node) -> None:
    """The page's clock goes on by itself; what the server wrote is only what paper shows."""
    desk = make_desk(toy_node)
    ticking = re.findall(
        r'<time class="tick" data-ms="(\d+)"[^>]*>([^<]*)<', draw(toy_node, "room")
    )
    assert ticking
    assert all(text for _, text in ticking)
    live = re.findall(r'<time class="tick"[^>]*>([^<]*)<', render("missions", desk))
    assert not any(live)


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Node]:
    """A base that was founded, and of which nothing else was said."""
    with open_node(tmp_path / "bare", lambda: NOON_MS) as node:
        node.say_all([f.BaseFounded(base="home", name="Home", at=f.Point(32.0, 30.0))])
        yield node


@pytest.mark.parametrize("name", ["room", "people", "stock"])
def test_an_empty_base_says_what_to_do_first(bare: Node, toy_node: Node, name: str) -> None:
    """Each page links to the forms that are needed, and to none that is not."""
    html = draw_bare(bare, name)
    assert re.findall(r'class="first.*?</div>', html, re.DOTALL)
    assert 'href="/people#book-person"' in html
    assert 'href="/stock#book-item"' in html
    assert 'href="/people#book-person"' not in draw(toy_node, name)


def test_a_base_with_days_of_supply_is_told_nothing_of_beginnings(toy_node: Node) -> None:
    """Once people, stock and a ration are there, the hints are gone."""
    toy_node.say_all([f.RationSet(need="food", per_person_day=2100, unit="kcal")])
    assert 'class="first' not in draw(toy_node, "room")


def test_the_forms_of_an_empty_base_are_safe_too(bare: Node) -> None:
    """Nothing inline, no id twice, also where there is nothing to choose from."""
    for name in ("room", "people", "stock"):
        read = Strict(draw_bare(bare, name))
        assert read.refused == []
        assert len(read.ids) == len(set(read.ids))


def test_a_form_that_sets_anew_holds_what_is_known(toy_node: Node) -> None:
    """Known skills are ticked, the rest stand as words, and no digit of a number is lost."""
    known = f.PersonRegistered(
        person="kai", name="Kai", base="compound", skills=("medic", "nurse"), carry_kg=12.125
    )
    truck = f.VehicleRegistered(
        vehicle="t", name="T", base="compound", mode="truck", seats=2, load_kg=1234567.5
    )
    toy_node.say_all([known, truck])
    sheet = page("people", make_desk(toy_node), person="kai")
    assert re.search(r'value="medic" data-as="list" checked', sheet)
    assert 'value="nurse"' in sheet
    assert 'value="12.125"' in sheet
    assert 'value="1234567.5"' in draw(toy_node, "people")


def test_a_run_that_was_declined_can_be_asked_again_and_leave_smaller(toy_node: Node) -> None:
    """Who said no may yet say yes, and those who said yes may go without the others."""
    task = next(iter(toy_node.state.tasked["run-1"].values())).fact
    assert isinstance(task, f.RunTasked)
    toy_node.say_all([
        msgspec.structs.replace(task, run="run-2", call="HERON 2"),
        f.ConsentSaid(run="run-2", person="leila", yes=True),
        f.ConsentSaid(run="run-2", person="kai", yes=False),
    ])  # fmt: skip
    html = page("run", make_desk(toy_node), run=run_page(toy_node, "run-2"))
    assert "Kai says yes" in html
    assert "Kai says no" not in html
    assert "Leila says no" in html
    crew = re.findall(r'name="crew" value="(\w+)" data-as="list"( checked)?', html)
    assert crew[:2] == [("leila", " checked"), ("kai", "")]
    assert {who for who, ticked in crew if ticked} == {"leila"}
