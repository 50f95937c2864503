"""A plan at work: said when it is done, stopped with what there is, gone without a trace if not."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from data.big_day import NOON, big_day_facts
from data.planning import Planner, await_over, mapped, planner
from holdfast import facts as f
from holdfast.base.errors import Unavailable
from holdfast.node import Node, open_node
from holdfast.web import plans, working
from holdfast.web.app import make_app
from holdfast.web.working import Work, Works

__all__ = ["planner"]
HTML = {"Accept": "text/html"}


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """The base of the big day."""
    with open_node(tmp_path / "node", lambda: NOON, exercise=True) as opened:
        opened.say_all(big_day_facts(NOON))
        yield mapped(opened)


@pytest.fixture
def room(node: Node) -> Iterator[TestClient]:
    with TestClient(make_app(node), base_url="http://127.0.0.1") as client:
        yield client


def ask(room: TestClient, plan: str, **more: object) -> int:
    """Ask live under an id; the status."""
    body = {"plan": plan, "sites": ["site-1", "site-2"], "live": True, "seconds": 60, **more}
    return room.post("/api/plans", json=body).status_code


def test_a_live_question_is_answered_at_once_and_its_options_come_later(
    room: TestClient, node: Node, planner: Planner
) -> None:
    """Step, part and first options while it works; the ledger hears nothing before the end."""
    before = node.store.count()
    assert ask(room, "p-1") == 202
    assert planner.at_work.wait(5)
    said = room.get("/api/plans/p-1/work").json()
    assert (said["step"], said["part"], said["done"]) == ("Weighing rounds", 0.5, False)
    assert [o["letter"] for o in said["options"]] == ["H", "A"]
    assert said["exercise"] is True
    assert room.get("/api/plans/p-1").status_code == 404
    assert node.store.count() == before

    planner.go.set()
    said = await_over(room, "p-1")
    assert [o["letter"] for o in said["options"]] == ["H", "A", "B", "C"]
    assert len(room.get("/api/plans/p-1").json()["options"]) == 4
    assert node.store.count() == before + 2


def test_stopping_ends_it_with_what_there_is(room: TestClient, planner: Planner) -> None:
    """'Good enough' is as if its time were over."""
    ask(room, "p-1")
    assert planner.at_work.wait(5)
    assert room.post("/api/plans/p-1/stop", json={}).json()["stopped"]
    assert not await_over(room, "p-1")["failed"]
    assert room.get("/api/plans/p-1").status_code == 200


def test_a_plan_ends_when_its_time_is_over(room: TestClient, planner: Planner) -> None:
    """Whoever waits for the answer gets it with 201, after the seconds that were asked for."""
    body = {"plan": "p-1", "sites": ["site-1"], "seconds": 0.5}
    answer = room.post("/api/plans", json=body)
    assert (answer.status_code, len(answer.json()["options"])) == (201, 4)
    assert room.post("/api/plans", json=body).status_code == 200
    assert planner.n == 1


def test_a_second_plan_waits_and_says_so(room: TestClient, planner: Planner) -> None:
    """One is computed at a time, in their order."""
    ask(room, "p-1")
    assert planner.at_work.wait(5)
    ask(room, "p-2")
    said = room.get("/api/plans/p-2/work").json()
    assert (said["waits"], said["words"]) == (True, "Waits for the plan before it.")
    assert planner.n == 1
    planner.go.set()
    assert not await_over(room, "p-2")["failed"]
    assert planner.n == 2


def test_a_plan_that_is_stopped_before_it_began_leaves_nothing(
    room: TestClient, node: Node, planner: Planner
) -> None:
    """It ends with a sentence, and the planner never hears of it."""
    ask(room, "p-1")
    ask(room, "p-2")
    room.post("/api/plans/p-2/stop", json={})
    said = room.get("/api/plans/p-2/work").json()
    assert (said["done"], said["failed"]) == (True, True)
    assert "nothing was kept" in said["words"]
    planner.go.set()
    await_over(room, "p-1")
    assert (planner.n, "p-2" in node.state.asked) == (1, False)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [(Unavailable("The map is being read."), "The map is being read."),
     (RuntimeError("secret"), "Nothing was kept.")],
)  # fmt: skip
def test_a_plan_that_failed_leaves_a_sentence_and_nothing_else(
    room: TestClient, node: Node, planner: Planner, error: Exception, sentence: str
) -> None:
    """On the page and for programs; what we did not expect is logged and not shown."""
    before = node.store.count()
    planner.error = error
    planner.go.set()
    ask(room, "p-1")
    said = await_over(room, "p-1")
    assert said["failed"]
    assert sentence in said["words"]
    page = room.get("/plan/p-1", headers=HTML)
    assert (page.status_code, sentence in page.text) == (200, True)
    assert "secret" not in page.text + str(said)
    assert "data-choose" not in page.text
    assert node.store.count() == before
    ask(room, "p-1")
    await_over(room, "p-1")
    assert planner.n == 2


def test_what_cannot_be_asked_is_refused_before_anything_is_computed(
    room: TestClient, planner: Planner
) -> None:
    """Also live: an unreadable limit is told at once."""
    assert ask(room, "p-1", seconds=0.1) == 400
    assert ask(room, "p-1", sites=[f"s{i}" for i in range(201)]) == 400
    assert room.get("/api/plans/p-1/work").status_code == 404
    assert planner.n == 0


def test_asked_again_while_at_work_it_is_the_same_work(room: TestClient, planner: Planner) -> None:
    """A phone that sends twice gets one plan."""
    assert [ask(room, "p-1"), ask(room, "p-1")] == [202, 202]
    planner.go.set()
    await_over(room, "p-1")
    assert planner.n == 1


def test_every_wish_of_the_question_reaches_the_planner(
    room: TestClient, node: Node, planner: Planner
) -> None:
    """And the ledger: limits, teams, wishes for single visits, roads to avoid."""
    planner.go.set()
    wants = [{"site": "site-1", "opens_ms": NOON, "must": True, "needs": ["medic"]}]
    ask(room, "p-1", teams=2, greatest_hazard=0.02, greatest_overall=0.1, wants=wants,
        objective="evacuation", avoid=[{"at": [32.0, 30.0], "radius_m": 40}])  # fmt: skip
    await_over(room, "p-1")
    asked = node.state.asked["p-1"].fact
    assert isinstance(asked, f.PlanAsked)
    assert (asked.teams, asked.greatest_hazard, asked.greatest_overall) == (2, 0.02, 0.1)
    assert asked.wants == (f.StopWanted("site-1", opens_ms=NOON, must=True, needs=("medic",)),)
    assert asked.avoid == (f.Avoid(f.Point(32.0, 30.0), 40.0),)
    assert asked.objective == "evacuation"


def test_a_page_shows_a_plan_at_work_and_lets_nobody_choose_from_it(
    room: TestClient, planner: Planner
) -> None:
    """A reload shows how far it is; what is not final cannot be chosen or changed."""
    ask(room, "p-1")
    assert planner.at_work.wait(5)
    page = room.get("/plan/p-1", headers=HTML).text
    assert "data-at-work" in page
    assert "Truck to Granary" in page
    assert "data-choose" not in page
    assert "edit-form" not in page
    assert "being worked out" in room.get("/plan", headers=HTML).text
    planner.go.set()
    await_over(room, "p-1")
    page = room.get("/plan/p-1", headers=HTML).text
    assert "data-at-work" not in page
    assert 'data-choose="C"' in page


def test_after_a_restart_an_unfinished_plan_is_gone_and_the_page_says_so(
    room: TestClient, node: Node, planner: Planner
) -> None:
    """Another room of the same node knows nothing of it."""
    ask(room, "p-1")
    assert planner.at_work.wait(5)
    with TestClient(make_app(node), base_url="http://127.0.0.1") as later:
        page = later.get("/plan/p-1", headers=HTML)
        assert page.status_code == 404
        assert "it is gone: ask again" in page.text
        assert later.get("/api/plans/p-1/work").status_code == 404
        assert later.post("/api/plans/p-1/stop", json={}).status_code == 404


def test_a_room_that_closes_stops_its_plans_and_says_nothing_more(
    node: Node, planner: Planner
) -> None:
    """The planner is told that its time is over; its answer comes too late to be said."""
    before = node.store.count()
    app = make_app(node)
    with TestClient(app, base_url="http://127.0.0.1") as room:
        ask(room, "p-1")
        assert planner.at_work.wait(5)
    work = app.state.room.works.get("p-1")
    with pytest.raises(Unavailable):
        work.over.result(5)
    assert node.store.count() == before


def test_who_waits_for_the_answer_does_not_wait_for_ever(
    room: TestClient, planner: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind a long plan, a question is given up with a sentence."""
    monkeypatch.setattr(plans, "PLANNING_WAIT_S", 0.05)
    ask(room, "p-1")
    assert planner.at_work.wait(5)
    answer = room.post("/api/plans", json={"plan": "p-2", "sites": ["site-1"]})
    assert answer.status_code == 503
    assert "busy with another question" in answer.json()["error"]
    planner.go.set()
    await_over(room, "p-1")
    assert planner.n == 1


def test_two_askers_at_the_same_moment_get_one_work() -> None:
    """Whoever comes second, however close, is handed the first one's."""
    works, go = Works(lambda: None), threading.Event()
    asked = f.PlanAsked(plan="p-1", base="b", objective="supply", sites=(), depart_ms=0)
    first = works.put(Work(asked, 0), lambda _: go.wait(5) and None)
    assert works.put(Work(asked, 0), lambda _: None) is first
    go.set()
    first.over.result(5)
    assert works.put(Work(asked, 0), lambda _: None) is not first


def test_works_that_are_over_are_forgotten_in_the_end() -> None:
    """What ended long ago does not pile up."""
    works = Works(lambda: None)
    for i in range(40):
        asked = f.PlanAsked(plan=f"p-{i}", base="b", objective="supply", sites=(), depart_ms=0)
        works.put(Work(asked, 0), lambda _: None).over.result(5)
    assert works.get("p-39") is not None
    assert works.get("p-0") is None


def test_the_budget_begins_when_the_compiler_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long that takes, the plan has all of its seconds; before and after, time counts."""
    now_s = 100.0
    monkeypatch.setattr(working.time, "monotonic", lambda: now_s)
    work = working.Work(
        f.PlanAsked(plan="p", base="b", objective="supply", sites=(), depart_ms=1), 1
    )
    work.began_s = work.budget_s = now_s
    work.seconds = 10.0

    now_s = 104.0
    assert work.left() == pytest.approx(0.6)
    work.heard("Making the planner ready", 0.0, waits=True)
    now_s = 190.0
    assert work.left() == 1.0
    work.heard("Reading the roads", 0.0)
    now_s = 195.0
    assert work.left() == pytest.approx(0.5)
    work.stopped = True
    assert work.left() == 0.0
