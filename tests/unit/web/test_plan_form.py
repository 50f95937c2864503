"""The question's form: other bases, places, and a run that is out; and what a run's page says."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from data.big_day import PLAN, big_day_facts, options
from data.planning import Planner, mapped, planner
from data.toys import HOME, MIN, NOON, H
from holdfast import facts as f
from holdfast.node import Node, open_node
from holdfast.web.app import make_app
from holdfast.web.desk import make_desk
from holdfast.web.plan_form import anew, other_bases, spot
from holdfast.web.plan_view import look
from holdfast.web.room import still

__all__ = ["planner"]
HTML = {"Accept": "text/html"}


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """The base of the big day; OTTER 1 left an hour ago and has left the first of three stops."""
    told = options(NOON - H, HOME)[3].taskings[0]
    tasked = f.RunTasked(run="otter", call="OTTER 1", objective="supply", base="compound",
                         tasking=told, plan="not-here", when_ms=NOON - 2 * H)  # fmt: skip
    with open_node(tmp_path / "node", lambda: NOON, exercise=True) as opened:
        opened.say_all([
            *big_day_facts(NOON), tasked,
            *(f.ConsentSaid(run="otter", person=p, yes=True, when_ms=NOON - 2 * H)
              for p in told.crew),
            f.Departed(run="otter", crew=told.crew, at=f.Point(*HOME), when_ms=NOON - H),
            f.Arrived(run="otter", site="site-1", when_ms=NOON - 20 * MIN),
            f.LeftSite(run="otter", site="site-1", when_ms=NOON - 10 * MIN),
        ])  # fmt: skip
        yield mapped(opened)


@pytest.fixture
def room(node: Node) -> Iterator[TestClient]:
    with TestClient(make_app(node), base_url="http://127.0.0.1") as client:
        yield client


def page(room: TestClient, path: str) -> str:
    """A page that is there."""
    answer = room.get(path, headers=HTML)
    assert answer.status_code == 200
    return answer.text


def rows(html: str) -> list[str]:
    """The rows of the table of ways home."""
    part = html[html.index('id="ways"') :]
    return re.findall(r"<tr.*?</tr>", part[: part.index("</tbody>")], re.DOTALL)[1:]


def test_what_is_still_to_come_is_what_a_run_is_asked_about_anew(node: Node) -> None:
    """Not the stop that it has left, nor one that it passed over."""
    desk, state = make_desk(node), still(node)
    assert anew(desk, state, "otter").to_come == ("site-2", "site-3")
    node.say_all([f.Arrived(run="otter", site="site-3")])
    assert anew(make_desk(node), still(node), "otter").to_come == ()


@pytest.mark.parametrize("run", ["otter", "nobody", "<b>"])
def test_a_run_that_is_not_out_is_not_asked_about(room: TestClient, node: Node, run: str) -> None:
    """Words in the place of the form, also for a run that nobody knows."""
    node.say_all([f.CameHome(run="otter", home=("ana", "basil", "chen"))])
    html = page(room, f"/plan?run={run}")
    assert "is not out: ask for a plan as usual." in html
    assert 'id="ask"' not in html
    assert "<b> is" not in html


def test_another_base_is_counted_by_who_could_go(node: Node) -> None:
    """Not those in care, nor vehicles in repair; our own base is not among the others."""
    node.say_all([
        f.BaseFounded(base="north", name="North camp", at=f.Point(32.03, 30.03)),
        f.PersonRegistered(person="yara", name="Yara", base="north"),
        f.PersonRegistered(person="omar", name="Omar", base="north"),
        f.ReadinessSaid(person="omar", state="in_care"),
        f.VehicleRegistered(vehicle="van", name="Van", base="north", mode="car", seats=6),
    ])  # fmt: skip
    [other] = other_bases(make_desk(node), still(node))
    assert (other.name, other.n_people, other.n_vehicles) == ("North camp", 1, 1)


@given(st.text())
def test_an_address_that_names_no_place_names_none(text: str) -> None:
    """Whatever is written there."""
    found = spot({"at": text})
    assert found is None or (abs(found.place.lon) <= 180 and abs(found.place.lat) <= 90)


@pytest.mark.parametrize("text", ["nan,0", "0,inf", "181,0", "0,91", "1", "1,2,3", ""])
def test_a_place_off_the_earth_is_none(text: str) -> None:
    """Neither is half of one."""
    assert spot({"at": text}) is None


def test_a_place_gets_the_name_and_the_id_that_were_given(
    room: TestClient, node: Node, planner: Planner
) -> None:
    """And nobody else's: a site is not moved by a question."""
    planner.go.set()
    asked = {"plan": "p-1", "at": [32.01, 30.01], "at_site": "spot-1", "at_name": "Last place",
             "wants": [{"site": "spot-1", "people": [{"carried": 1}]}]}  # fmt: skip
    node.__dict__["map"] = type("Map", (), {"bounds": (31.0, 29.0, 33.0, 31.0)})()
    assert room.post("/api/plans", json=asked).status_code == 201
    noted = node.state.sites["spot-1"].fact
    assert isinstance(noted, f.SiteNoted)
    assert noted.name == "Last place"
    question = node.state.asked["p-1"].fact
    assert isinstance(question, f.PlanAsked)
    assert question.wants == (f.StopWanted("spot-1", must=True, people=(f.Group(carried=1),)),)
    again = room.post("/api/plans", json=asked | {"plan": "p-2", "at_site": "site-1"})
    assert again.status_code == 422
    assert "another site" in again.json()["error"]


def test_a_way_home_is_told_by_its_number(room: TestClient, node: Node) -> None:
    """Of two fallbacks the one from where they would start home; the other cannot be told them."""
    straight, *told = rows(page(room, "/runs/otter"))
    assert "Straight back, from where they are" in straight
    assert ["their way home" in row for row in told] == [True, False, False]
    assert "Fallback from Pump house" in told[1]
    node.say_all([f.TurnedBack(run="otter")])
    theirs, *others = rows(page(room, "/runs/otter"))
    assert "their way home" in theirs
    assert "Fallback from Granary" in theirs
    assert not any("way_switched" in row or "their way home" in row for row in others)


def test_a_card_says_what_comes_next_and_what_was_left_out(room: TestClient, node: Node) -> None:
    """On the board, on the run's page and on the team's."""
    for path in ("/", "/runs/otter", "/field/otter"):
        assert "next: Clinic (2 of 3)" in page(room, path)
    node.say_all([f.Arrived(run="otter", site="site-3")])
    for path in ("/", "/runs/otter", "/field/otter"):
        assert "Left out: Clinic" in page(room, path)


def test_a_run_that_is_over_has_no_clock_left(room: TestClient, node: Node) -> None:
    """No way home, no turn-round time and no check-in as if it were still out."""
    node.say_all([f.CameHome(run="otter", home=("ana", "basil", "chen"))])
    html = page(room, "/runs/otter")
    assert 'id="ways"' not in html
    assert "Next check-in" not in html
    assert "Came home" in html
    assert "The base has you down as home since" in page(room, "/field/otter")


def test_plan_again_leads_to_a_plan_that_is_here_or_to_a_new_one(
    room: TestClient, node: Node
) -> None:
    """The tasking may have come before the plan that it rests on."""
    told = msgspec.structs.replace(options(NOON + H, HOME)[3].taskings[1], depart_ms=NOON + H)
    for run, plan, lead in (("heron", "not-here", "dora"), ("ibex", PLAN, "goran")):
        one = msgspec.structs.replace(told, crew=(lead,), lead=lead, vehicle=None)
        node.say_all([
            f.RunTasked(run=run, call=run.upper(), objective="supply", base="compound",
                        tasking=one, plan=plan),
            f.ConsentSaid(run=run, person=one.lead, yes=False),
        ])  # fmt: skip
    html = page(room, "/")
    hrefs = re.findall(r'href="([^"]*)">Plan again', html)
    assert sorted(hrefs) == ["/plan", f"/plan/{PLAN}"]
    assert all(room.get(href, headers=HTML).status_code == 200 for href in hrefs)


def test_value_is_counted_in_what_the_journey_brings(node: Node) -> None:
    """People where people are brought to safety; the chart and the comparison say the same."""
    desk = make_desk(node)
    plan = next(p for p in desk.plans if p.plan == PLAN)
    rescue = msgspec.structs.replace(plan.asked, objective="rescue")
    view = look(desk, type(plan)(PLAN, rescue, plan.asked_ms, plan.offered, None), None, "B", "C")
    for chart in view.fronts():
        assert "people brought to safety" in chart.picture
        assert "erson-days" not in chart.picture + chart.table
    assert not any("person-days" in words for words in view.differences)
    assert any(figure.name == "Value, people" for figure in view.figures)


def test_nobody_stays_home_who_is_out(room: TestClient, node: Node) -> None:
    """An option without a tasking, for a run that is out, is waiting where it is; once it is home
    nothing can be chosen.
    """
    offered = f.PlanOffered(plan="anew", options=options(NOON, HOME)[:2])
    asked = f.PlanAsked(plan="anew", base="compound", objective="supply", sites=("site-2",),
                        depart_ms=NOON, run="otter")  # fmt: skip
    node.say_all([asked, offered])
    html = page(room, "/plan/anew?option=H")
    assert "they wait where they are" in html
    assert "nobody leaves" not in html
    assert "Nobody leaves" not in html
    assert "data-choose" in html
    edit = page(room, "/plan/anew?option=A").partition('id="edit"')[2]
    assert 'name="drop"' in edit
    assert 'name="swap"' not in edit  # its crew is out: none to swap
    node.say_all([f.PlanChosen(plan="anew", letter="A", runs=("otter",))])
    assert "data-choose" not in page(room, "/plan/anew")


def test_nothing_can_be_chosen_for_a_run_that_has_come_home(room: TestClient, node: Node) -> None:
    """Options that begin where it was hold no more, and the page says so."""
    asked = f.PlanAsked(plan="anew", base="compound", objective="supply", sites=("site-2",),
                        depart_ms=NOON, run="otter")  # fmt: skip
    node.say_all([asked, f.PlanOffered(plan="anew", options=options(NOON, HOME)[:2])])
    assert "data-choose" in page(room, "/plan/anew")
    node.say_all([f.CameHome(run="otter", home=("ana", "basil", "chen"))])
    html = page(room, "/plan/anew?option=H")
    assert "data-choose" not in html
    assert "is no longer out" in html


def test_no_hour_to_break_off_is_told_that_is_over_before_they_arrive(
    room: TestClient, node: Node
) -> None:
    """Words stand in its place: who is told an hour that has passed does not believe the next."""
    option = options(NOON, HOME)[1]
    [told] = option.taskings
    early = msgspec.structs.replace(told.stops[0], turn_ms=told.stops[0].arrive_ms - H)
    tasking = msgspec.structs.replace(told, stops=(early,))
    option = msgspec.structs.replace(option, taskings=(tasking,))
    asked = f.PlanAsked(plan="early", base="compound", objective="supply", sites=("site-1",),
                        depart_ms=NOON)  # fmt: skip
    node.say_all([asked, f.PlanOffered(plan="early", options=(option,))])
    html = page(room, "/plan/early")
    assert "no breaking off here" in html
    assert "break off by" not in html
