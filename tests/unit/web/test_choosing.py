"""Choosing: what was offered a while ago is held against what is believed now, in words."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from data.big_day import NOON, PLAN, big_day_facts, options, place
from data.toys import HOME, MIN, H
from holdfast import facts as f
from holdfast.base.geo import offset, pack_line, unpack_line
from holdfast.know.hazard import BACKGROUND_PER_KM
from holdfast.know.risk import field
from holdfast.node import Node, open_node
from holdfast.web.app import make_app
from holdfast.web.worse import met, passes, rises

AT = f"/api/plans/{PLAN}/choose"
HTML = {"Accept": "text/html"}
ON_THE_WAY = f.Point(*place(0, HOME))


@pytest.fixture
def clock() -> list[int]:
    """The room's time, to be moved on."""
    return [NOON]


@pytest.fixture
def node(tmp_path: Path, clock: list[int]) -> Iterator[Node]:
    """The base of the big day."""
    with open_node(tmp_path / "node", lambda: clock[0], exercise=True) as opened:
        opened.say_all(big_day_facts(NOON))
        yield opened


@pytest.fixture
def room(node: Node) -> TestClient:
    return TestClient(make_app(node), base_url="http://127.0.0.1")


def choose(room: TestClient, letter: str = "A", plan: str = PLAN, **more: Any) -> Any:
    """The answer to a choice."""
    return room.post(f"/api/plans/{plan}/choose", json={"letter": letter, **more})


def row(room: TestClient, letter: str = "A", plan: str = PLAN) -> str:
    """An option's row on the plan's page."""
    html = room.get(f"/plan/{plan}", headers=HTML).text
    return html.partition(f'id="option-{letter}"')[2].partition("</li>\n<li id=")[0]


def gunmen(radius_m: float = 900.0, **more: Any) -> f.ThreatNoted:
    """Armed people, confirmed, where option A goes."""
    return f.ThreatNoted(threat="gunmen", name="Gunmen at the mill", what="armed", at=ON_THE_WAY,
                         radius_m=radius_m, reliability="A", credibility="1", **more)  # fmt: skip


def other_run(told: f.Tasking, run: str = "other") -> f.RunTasked:
    """The same people and vehicle on a run of their own."""
    return f.RunTasked(run=run, call="HERON 9", objective="supply", base="compound", tasking=told)


def rested() -> list[f.Fact]:
    """Basil came home from a run two hours ago."""
    told = options(NOON - 6 * H, HOME)[1].taskings[0]
    alone = msgspec.structs.replace(told, crew=("basil",), lead="basil", vehicle=None)
    return [
        msgspec.structs.replace(other_run(alone), when_ms=NOON - 6 * H),
        f.Departed(run="other", crew=("basil",), at=f.Point(*HOME), when_ms=NOON - 5 * H),
        f.CameHome(run="other", home=("basil",), when_ms=NOON - 2 * H),
    ]


TEAM = options(NOON + 20 * MIN, HOME)[1].taskings[0]
NOT_ANY_MORE: list[tuple[list[f.Fact], str]] = [
    ([f.ReadinessSaid(person="basil", state="in_care", words="a cut")], "Basil is in care: a cut."),
    (rested(), "Basil is owed rest until 20:00."),
    ([f.VehicleReadinessSaid(vehicle="truck", state="unserviceable", words="gearbox")],
     "Truck is unserviceable: gearbox."),
    ([other_run(msgspec.structs.replace(TEAM, vehicle=None))], "Ana goes with HERON 9."),
    ([other_run(msgspec.structs.replace(TEAM, crew=("dora",), lead="dora"))],
     "Truck goes with HERON 9."),
    ([f.VehicleReadinessSaid(vehicle="truck", state="ready", fuel_l=4.0)],
     "Truck has 4 L left and needs 18 L."),
    ([f.PersonRegistered(person="ana-2", name="Ana B", base="compound"),
      f.ReadinessSaid(person="ana-2", state="away"),
      f.PairNoted(one="ana", other="leo", rule="must"),
      f.ReadinessSaid(person="leo", state="away")], "Ana goes only with Leo, who cannot go."),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "sentence"), NOT_ANY_MORE, ids=[s for _, s in NOT_ANY_MORE])
def test_who_or_what_cannot_go_any_more_is_refused_by_name(
    room: TestClient, node: Node, facts: list[f.Fact], sentence: str
) -> None:
    """With the reason and what to do; nothing is tasked, and the page has no button for it."""
    assert 'data-choose="A"' in row(room)
    node.say_all(facts)
    before = node.store.count()
    for more in ({}, {"anyway": True}):
        answer = choose(room, **more)
        assert answer.status_code == 422
        assert sentence in answer.json()["error"]
        assert "Ask anew, or change the option by hand." in answer.json()["error"]
    assert node.store.count() == before
    assert sentence in row(room)
    assert 'data-choose="A"' not in row(room)
    assert choose(room, "H").status_code == 201


def test_an_option_that_holds_says_nothing_and_is_chosen_as_it_is(room: TestClient) -> None:
    """The same again too, whatever has become of its people since."""
    assert "lapses" not in room.get(f"/plan/{PLAN}", headers=HTML).text
    assert choose(room, "C").status_code == 201
    assert choose(room, "C").status_code == 200


def test_a_departure_that_is_over_is_said_and_one_long_over_refused(
    room: TestClient, clock: list[int]
) -> None:
    """Five minutes are nothing, ten are asked about, half an hour is too late."""
    leaves_ms = NOON + 20 * MIN
    clock[0] = leaves_ms + 10 * MIN
    answer = choose(room)
    assert answer.status_code == 409
    assert "It was to leave at 12:20; all comes later" in answer.json()["error"]
    clock[0] = leaves_ms + 30 * MIN
    answer = choose(room, anyway=True)
    assert answer.status_code == 422
    assert "It was to leave at 12:20. Ask anew" in answer.json()["error"]
    assert "It was to leave at 12:20." in row(room)
    clock[0] = leaves_ms + 4 * MIN
    assert choose(room).status_code == 201


def test_leaving_late_is_refused_where_nobody_would_be_home_in_time(
    room: TestClient, node: Node, clock: list[int]
) -> None:
    """Ten minutes late, with five to spare before they must be in."""
    by_ms = TEAM.home_ms + 5 * MIN
    asked = f.PlanAsked(plan="tight", base="compound", objective="supply", sites=("site-1",),
                        depart_ms=TEAM.depart_ms, home_by_ms=by_ms)  # fmt: skip
    node.say_all([asked, f.PlanOffered(plan="tight", options=options(TEAM.depart_ms, HOME)[:2])])
    clock[0] = TEAM.depart_ms + 10 * MIN
    answer = choose(room, plan="tight", anyway=True)
    assert answer.status_code == 422
    assert "nobody would be home by 15:00" in answer.json()["error"]


def test_leaving_late_is_refused_where_the_place_would_be_closed(
    room: TestClient, node: Node, clock: list[int]
) -> None:
    """Ten minutes late for a window that has five to spare."""
    site, shuts_ms = TEAM.stops[0].site, TEAM.stops[0].arrive_ms + 5 * MIN
    asked = f.PlanAsked(plan="tight", base="compound", objective="supply", sites=(site,),
                        depart_ms=TEAM.depart_ms,
                        wants=(f.StopWanted(site, closes_ms=shuts_ms),))  # fmt: skip
    node.say_all([asked, f.PlanOffered(plan="tight", options=options(TEAM.depart_ms, HOME)[:2])])
    clock[0] = TEAM.depart_ms + 10 * MIN
    answer = choose(room, plan="tight", anyway=True)
    assert answer.status_code == 422
    assert "after it closes" in answer.json()["error"]


def test_a_danger_that_has_risen_is_chosen_only_by_who_knows_it(
    room: TestClient, node: Node
) -> None:
    """Before and after and what it is; the log says who chose, and knowing what."""
    node.say_all([gunmen()])
    answer = choose(room, by="ana")
    assert answer.status_code == 409
    said = answer.json()["error"]
    assert "worked out with 0.011 expected harmful contacts" in said
    assert "most of it by Gunmen at the mill (A1)" in said
    assert "All home: 99\N{NO-BREAK SPACE}% when it was worked out" in said
    assert PLAN not in node.state.chosen
    assert "Gunmen at the mill" in row(room)
    assert 'data-choose="A"' in row(room)
    assert choose(room, by="ana", anyway=True).status_code == 201
    [chosen] = [s.fact for s in node.state.chosen[PLAN].values()]
    assert isinstance(chosen, f.PlanChosen)
    assert chosen.words == f"Chosen knowing: {said}"
    log = room.get("/log", headers=HTML).text
    assert "option A chosen. Chosen knowing: The team: it was worked out" in log


def test_a_danger_elsewhere_or_one_that_was_lifted_is_no_news(room: TestClient, node: Node) -> None:
    """Far from its ways; or on them, and gone."""
    far = msgspec.structs.replace(gunmen(), threat="far", at=f.Point(*offset(HOME, 9e4, 9e4)))
    node.say_all([far, gunmen(), f.ThreatLifted(threat="gunmen")])
    assert choose(room).status_code == 201


@pytest.mark.parametrize(
    ("limit", "words"),
    [("greatest_hazard", "above the limit of 0.011"),
     ("greatest_overall", "more danger than was allowed for all together")],
)  # fmt: skip
def test_a_limit_that_is_passed_now_is_said(
    room: TestClient, node: Node, limit: str, words: str
) -> None:
    """Also where the danger has risen by little."""
    asked = f.PlanAsked(plan="limited", base="compound", objective="supply", sites=("site-1",),
                        depart_ms=TEAM.depart_ms, **{limit: 0.011})  # fmt: skip
    told = options(TEAM.depart_ms, HOME)[1]
    node.say_all([asked, f.PlanOffered(plan="limited", options=(told,)), gunmen(per_km=0.004)])
    answer = choose(room, plan="limited")
    assert answer.status_code == 409
    assert words in answer.json()["error"]
    assert not passes(0.011, 0.011, 0.01105)
    assert passes(0.011, 0.011, 0.0112)
    assert not passes(None, 0.0, 9.0)


def test_a_rise_that_nobody_should_be_stopped_for_is_none() -> None:
    """By less than a tenth, or by next to nothing, or no rise at all."""
    assert not rises(0.05, 0.054)
    assert rises(0.05, 0.056)
    assert not rises(0.001, 0.0025)
    assert rises(0.001, 0.0035)
    assert not rises(0.05, 0.01)


def test_the_ends_of_a_way_are_walked(node: Node) -> None:
    """A truck meets four fifths of what is on the road, and all that is off it."""
    danger = field(node.state, NOON)
    line = [offset(HOME, east_m, 0.0) for east_m in (0, 1_000, 3_000, 4_000)]
    way = unpack_line(pack_line(line))
    assert met(danger, [way], "truck") == pytest.approx(BACKGROUND_PER_KM * (2 + 0.8 * 2), rel=0.01)
    assert met(danger, [way[:2]], "truck") == pytest.approx(BACKGROUND_PER_KM, rel=0.01)


def test_a_road_that_was_closed_since_is_said(room: TestClient, node: Node) -> None:
    """For those who drive; one that was closed before is in the plan already."""
    shut = f.RoadClosed(closure="c-1", at=ON_THE_WAY, radius_m=50.0, words="A crater.")
    node.say_all([msgspec.structs.replace(shut, modes=("foot",), closure="c-2")])
    assert "crater" not in row(room)
    node.say_all([shut])
    said = choose(room).json()["error"]
    assert "a road from The compound to Granary was closed since: A crater." in said
    node.say_all([node.state.offered[PLAN].fact])
    assert "crater" not in row(room)
    assert choose(room).status_code == 201


def test_who_said_no_to_this_plan_is_named_before_they_are_asked_again(
    room: TestClient, node: Node
) -> None:
    """Basil would not go with A; B has him too."""
    [run] = choose(room, call="KESTREL 1").json()["runs"]
    node.say_all([f.ConsentSaid(run=run, person="basil", yes=False), f.RunCalledOff(run=run)])
    answer = choose(room, "B")
    assert answer.status_code == 409
    assert answer.json()["error"] == "Basil declined to go with KESTREL 1."
    assert choose(room, "B", anyway=True).status_code == 201


@pytest.fixture
def anew(node: Node) -> Callable[[int], None]:
    """OTTER 1 is out, and was asked about anew so long ago."""

    def ask(ago_ms: int) -> None:
        told = options(NOON - H, HOME)[1].taskings[0]
        out = msgspec.structs.replace(other_run(told, "otter"), call="OTTER 1")
        asked = f.PlanAsked(plan="anew", base="compound", objective="supply", sites=("site-1",),
                            depart_ms=NOON - ago_ms, run="otter")  # fmt: skip
        node.say_all([
            msgspec.structs.replace(out, when_ms=NOON - H),
            f.Departed(run="otter", crew=told.crew, at=f.Point(*HOME), when_ms=NOON - H),
            asked, f.PlanOffered(plan="anew", options=options(NOON - ago_ms, HOME)[:2]),
        ])  # fmt: skip

    return ask


def test_a_run_that_is_out_keeps_its_people_and_its_age_is_said(
    room: TestClient, anew: Callable[[int], None]
) -> None:
    """They are outside, which is no fault; minutes later they are no longer where they were."""
    anew(12 * MIN)
    answer = choose(room, plan="anew")
    assert answer.status_code == 409
    assert answer.json()["error"] == "It begins where OTTER 1 was believed to be at 11:48."
    assert choose(room, plan="anew", anyway=True).status_code == 201


def test_a_run_that_came_home_cannot_be_tasked_anew(
    room: TestClient, node: Node, anew: Callable[[int], None]
) -> None:
    """Asked about a minute ago; and what is new is chosen at once."""
    anew(MIN)
    node.say_all([f.CameHome(run="otter", home=("ana", "basil", "chen"))])
    answer = choose(room, plan="anew", anyway=True)
    assert answer.status_code == 422
    assert "OTTER 1 is no longer out. Ask anew." in answer.json()["error"]
