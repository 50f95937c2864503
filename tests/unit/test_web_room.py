"""The room's addresses: pages and data agree, are marked as an exercise, and survive failures."""

import logging
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from holdfast import facts as f
from holdfast.base.errors import Refused, Unavailable
from holdfast.base.geo import Place
from holdfast.node import Node, open_node
from holdfast.store.exercise_clock import FURTHEST_MS, ExerciseClock
from holdfast.web import picture
from holdfast.web.app import make_app
from holdfast.web.basemap import TileShelf
from holdfast.web.desk import make_desk

PAGES = [
    "/", "/plan", "/stock", "/people", "/people?person=leila", "/threats", "/sites",
    "/sites?site=depot", "/log", "/runs/run-1", "/field", "/field/run-1",
]  # fmt: skip
DATA = [
    "/api/state", "/api/map", "/api/log", "/api/search?q=dep", "/api/near?lon=32&lat=30",
    "/api/facts", "/api/runs/run-1", "/api/basemap", "/healthz",
]  # fmt: skip
SOMEBODY = "Leila, at the depot"
HTML = {"Accept": "text/html"}


@pytest.fixture
def room(toy_node: Node) -> Iterator[TestClient]:
    with TestClient(make_app(toy_node), base_url="http://127.0.0.1") as client:
        yield client


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_and_says_exercise(room: TestClient, path: str) -> None:
    """A drill is never taken for the real thing."""
    answer = room.get(path, headers=HTML)
    assert answer.status_code == 200
    assert "Exercise" in answer.text


@pytest.mark.parametrize("path", DATA)
def test_every_data_answer_says_exercise(room: TestClient, path: str) -> None:
    """Programs are told too."""
    answer = room.get(path)
    assert answer.status_code == 200
    assert answer.json()["exercise"] is True


def test_a_real_base_says_nothing_of_an_exercise(tmp_path: Path) -> None:
    """The mark means something because it is not always there."""
    with (
        open_node(tmp_path / "real") as node,
        TestClient(make_app(node), base_url="http://127.0.0.1") as room,
    ):
        assert "exercise" not in room.get("/healthz").json()
        assert room.post("/api/exercise/clock", json={"rate": 2}).status_code == 422


def test_a_room_without_a_base_opens(tmp_path: Path) -> None:
    """Before anything was said there is still a page, and it is no failure."""
    with (
        open_node(tmp_path / "new") as node,
        TestClient(make_app(node), base_url="http://127.0.0.1") as room,
    ):
        assert [room.get(path, headers=HTML).status_code for path in PAGES[:6]] == [200] * 6
        assert room.get("/api/state").json()["base"] is None
        assert room.get("/healthz").json()["failures"] == 0


@pytest.mark.parametrize("path", ["/nope", "/runs/none", "/plan/none", "/field/none", "/log/x"])
def test_an_unknown_address_is_a_page_for_people_and_json_for_programs(
    room: TestClient, path: str
) -> None:
    """Both say the same sentence."""
    page, data = room.get(path, headers=HTML), room.get(path)
    assert (page.status_code, data.status_code) == (404, 404)
    assert "There is nothing at this address." in page.text
    assert data.json()["error"] == "There is nothing at this address."


@pytest.mark.parametrize("path", ["/", "/api/state", "/api/log", "/static/css/app.css"])
def test_a_wrong_method_is_told(room: TestClient, path: str) -> None:
    """405, and nothing happens."""
    assert room.delete(path).status_code in (405, 415)
    assert room.post(path, json={}).status_code == 405


def test_state_board_and_page_agree(room: TestClient, toy_node: Node) -> None:
    """One moment, three ways to see it."""
    state = room.get("/api/state").json()
    assert [card["call"] for card in state["board"]] == ["KESTREL 1"]
    assert state["base"]["name"] == "The compound"
    assert state["clock"]["zone"] == "Etc/GMT-2"
    assert {part for part in state if part not in ("clock", "exercise")} >= {
        "board", "alarms", "supplies", "roll", "persons", "vehicles", "sites", "threats", "caches",
        "disagreements", "log", "base", "daylight",
    }  # fmt: skip
    assert make_desk(toy_node).cards[0].call in room.get("/").text


def test_the_map_shows_the_team_where_it_is_believed_to_be(room: TestClient) -> None:
    """Every collection is GeoJSON, the teams among them."""
    drawn = room.get("/api/map").json()
    [team] = drawn["teams"]["features"]
    assert team["geometry"]["type"] == "Point"
    assert team["properties"]["call"] == "KESTREL 1"
    assert team["properties"]["lost"] is False
    assert drawn["sites"]["features"][0]["properties"]["name"] == "Storage facility"


def test_a_lost_team_is_drawn_where_it_was_last_heard(toy_node: Node) -> None:
    """Never an old or reckoned position as if it were current."""
    card = make_desk(toy_node).cards[0]
    assert card.fix is not None
    ahead = replace(card.fix, place=Place(32.5, 30.5), reported_place=Place(32.1, 30.1))
    late = replace(card, fix=ahead, clock=replace(card.clock, overdue_ms=600_000))
    [team] = picture.teams([late])["features"]
    assert team["properties"]["lost"] is True
    assert team["properties"]["reckoned"] is False
    assert team["geometry"]["coordinates"] == [32.1, 30.1]
    [team] = picture.teams([replace(card, fix=ahead)])["features"]
    assert team["geometry"]["coordinates"] == [32.5, 30.5]


def test_the_log_can_be_read_to_its_beginning(room: TestClient, toy_node: Node) -> None:
    """Page by page, every word once, newest first."""
    lines: list[Any] = []
    query = "limit=4"
    while query:
        answer = room.get(f"/api/log?{query}").json()
        lines += answer["log"]
        query = f"limit=4&before={answer['next']}" if answer["next"] else ""
    assert len(lines) == toy_node.store.count()
    assert [line["seq"] for line in lines] == sorted((x["seq"] for x in lines), reverse=True)


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "limit=9999", "before=-1", "before=1e3"])
def test_a_bad_page_of_the_log_is_a_sentence(room: TestClient, query: str) -> None:
    """And 400."""
    assert room.get(f"/api/log?{query}").status_code == 400


def test_a_failure_is_answered_counted_logged_and_survived(
    room: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """No stack trace to people, no names in the log, and the next request is served."""

    def fail(_node: Node) -> None:
        raise KeyError(SOMEBODY)

    with monkeypatch.context() as broken, caplog.at_level(logging.ERROR):
        broken.setattr(picture, "make_desk", fail)
        answer = room.get("/api/state")
    assert answer.status_code == 500
    assert "Traceback" not in answer.text
    mark = answer.json()["error"].split("logged as ")[1][:8]
    assert f"failure={mark} where=web kind=KeyError" in caplog.text
    assert SOMEBODY not in caplog.text
    assert room.get("/api/state").status_code == 200
    assert room.get("/healthz").json()["failures"] == 1


@pytest.mark.parametrize(("raised", "status"), [(Refused, 422), (Unavailable, 503)])
def test_our_errors_have_their_status(
    room: TestClient, monkeypatch: pytest.MonkeyPatch, raised: type[Exception], status: int
) -> None:
    """The sentence goes to whoever asked."""

    def refuse(_node: Node) -> None:
        raise raised("The disk is full.")

    monkeypatch.setattr(picture, "make_desk", refuse)
    answer = room.get("/api/state")
    assert (answer.status_code, answer.json()["error"]) == (status, "The disk is full.")


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("restless")
def test_readers_see_whole_moments_while_writers_write(tmp_path: Path) -> None:
    """Two facts said together are seen together, however the threads fall."""
    with open_node(tmp_path / "node", exercise=True) as node:
        torn: list[object] = []
        done = threading.Event()

        def write() -> None:
            for i in range(150):
                said = [
                    f.PersonRegistered(person=f"p{i}", name="P", base="b"),
                    f.ReadinessSaid(person=f"p{i}", state="in_care"),
                ]
                node.say_all(said)
            done.set()

        def read() -> None:
            while not done.is_set():
                state = picture.still(node)
                if len(state.people) != len(state.readiness):
                    torn.append("state")
                try:
                    desk = make_desk(node)
                except RuntimeError as exc:  # a register changed while it was read
                    torn.append(exc)
                else:
                    torn.extend(p for p in desk.persons if p.state != "in_care")

        threads = [threading.Thread(target=act) for act in (write, read, read)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert torn == []
        assert len(picture.still(node).people) == 150


def test_what_is_read_does_not_change_while_it_is_read(toy_node: Node) -> None:
    """A copy shares the facts, not the registers."""
    still = picture.still(toy_node)
    before = repr(still)
    toy_node.say_all(
        [
            f.NoteLogged(words="After."),
            f.CheckedIn(run="run-1"),
            f.SiteNoted(site="new", name="New", at=f.Point(1, 2), what="water"),
        ]
    )
    assert repr(still) == before


def test_static_files_are_asked_for_by_their_mark(room: TestClient) -> None:
    """A browser that has them gets 304; scripts have the type that browsers insist on."""
    script = room.get("/static/js/room.mjs")
    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["cache-control"] == "no-cache"
    again = room.get("/static/js/room.mjs", headers={"If-None-Match": script.headers["etag"]})
    assert again.status_code == 304
    assert room.get("/static/../app.py").status_code == 404


def test_text_is_compressed_for_those_who_can_read_it(room: TestClient) -> None:
    """A page shrinks; a client that does not ask gets it plain."""
    assert room.get("/", headers={"Accept-Encoding": "gzip"}).headers["content-encoding"] == "gzip"
    assert "content-encoding" not in room.get("/", headers={"Accept-Encoding": "identity"}).headers


@pytest.mark.parametrize(
    "path",
    ["/tiles/0/0/0.pbf", "/tiles/x/0/0.pbf", f"/tiles/{'9' * 5000}/0/0.pbf", "/tiles/-1/0/0.pbf"],
)  # fmt: skip
def test_a_tile_that_does_not_exist_is_404(room: TestClient, path: str) -> None:
    """Without a map there is none at all."""
    assert room.get(path).status_code == 404


def test_the_shelf_forgets_the_tile_that_was_used_least() -> None:
    """It never holds more than it may."""
    shelf = TileShelf(kept_bytes=30)
    for x in range(3):
        shelf.put(("map", 1, x, 0), b"0123456789")
    shelf.get(("map", 1, 0, 0))
    shelf.put(("map", 1, 3, 0), b"0123456789")
    assert shelf.get(("map", 1, 1, 0)) is None
    assert shelf.get(("map", 1, 0, 0)) == b"0123456789"


def test_the_exercise_clock_runs_moves_on_and_never_goes_back() -> None:
    """Its rate changes from now on, not what has passed."""
    now_s = 0.0
    clock = ExerciseClock(1_000_000, rate=10, steady_s=lambda: now_s)
    now_s = 2.0
    assert clock() == 1_020_000
    clock.set(rate=0)
    now_s = 50.0
    assert clock() == 1_020_000
    clock.set(at_ms=2_000_000, rate=1)
    now_s = 51.0
    assert clock() == 2_001_000
    for at_ms, rate in (
        (1, None),
        (2_001_000 + FURTHEST_MS + 2_000, None),
        (None, -1),
        (None, 1e9),
    ):
        with pytest.raises(Refused):
            clock.set(at_ms, rate)
    assert (clock(), clock.rate, clock.n_set) == (2_001_000, 1, 2)


def test_the_exercise_clock_is_set_over_http(tmp_path: Path) -> None:
    """And the room says what time it is then."""
    clock = ExerciseClock(1_795_168_800_000, rate=0)
    with (
        open_node(tmp_path / "node", clock, exercise=True) as node,
        TestClient(make_app(node), base_url="http://127.0.0.1") as room,
    ):
        later = clock() + 3_600_000
        told = room.post("/api/exercise/clock", json={"at_ms": later, "rate": 0}).json()["clock"]
        assert (told["now_ms"], told["rate"], told["exercise"]) == (later, 0, True)
        assert room.post("/api/exercise/clock", json={"at_ms": 5}).status_code == 422
        assert room.post("/api/exercise/clock", json={}).status_code == 422
        assert room.post("/api/exercise/clock", json={"rat": 1}).status_code == 400


def test_a_run_that_came_home_is_debriefed_over_http(room: TestClient, toy_node: Node) -> None:
    """The draft with people's answers in it; the same mark again says nothing new."""
    said = [{"kind": "came_home", "run": "run-1", "home": ["leila", "kai"]}]
    assert room.post("/api/facts", json=said).status_code == 201
    draft = room.get("/api/runs/run-1").json()["run"]["draft"]
    answer = {"assumed": draft["met"][0]["assumed"], "found": "All quiet", "held": True}
    body = {"met": [answer], "words": "Easy.", "ref": "debrief-0001"}
    first = room.post("/api/runs/run-1/debrief", json=body)
    assert first.status_code == 201
    assert first.json()["debrief"]["met"][0] == answer
    assert room.post("/api/runs/run-1/debrief", json=body).status_code == 200
    assert len(toy_node.state.debriefs["run-1"]) == 1
