"""An alarm's next act leads somewhere: to a page that is there, at a part that is there."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from data.rich import rich_facts
from data.toys import MIN, NOON
from holdfast import facts as f
from holdfast.node import Node, open_node
from holdfast.run.alarms import alarms
from holdfast.web.app import make_app
from holdfast.web.drills import STEPS
from holdfast.web.runs import run_page

PARTS = {
    "lost-contact", "ways", "help", "close-help", "call-home", "debrief", "disagreements",
}  # fmt: skip
HTML = {"Accept": "text/html"}


@pytest.fixture
def bad_day(tmp_path: Path) -> Iterator[Node]:
    """A base with a run in every state that needs a person."""
    with open_node(tmp_path / "node", lambda: NOON, exercise=True) as node:
        node.say_all(rich_facts(NOON))
        yield node


@pytest.fixture
def room(bad_day: Node) -> Iterator[TestClient]:
    with TestClient(make_app(bad_day), base_url="http://127.0.0.1") as client:
        yield client


def test_every_act_of_every_alarm_opens_a_page_at_a_part_that_is_there(
    room: TestClient, bad_day: Node
) -> None:
    """No button of an alarm leads to nothing, and every part that alarms name is among them."""
    addresses = {act.href for a in alarms(bad_day.state, NOON) for act in a.acts if act.href}
    named = set()
    for address in addresses:
        at = urlsplit(address)
        answer = room.get(at._replace(fragment="").geturl(), headers=HTML)
        assert answer.status_code == 200, address
        if at.fragment:
            assert f'id="{at.fragment}"' in answer.text, address
            named.add(at.fragment)
    assert named == PARTS


def test_a_step_of_the_drill_is_a_note_and_shows_when_it_was_done(
    room: TestClient, bad_day: Node
) -> None:
    """What the button says is what the page reads; a step from before the last report is over."""
    page = room.get("/runs/run-1", headers=HTML).text
    assert all(STEPS[step] in page for step in ("channel", "asked", "called", "silence", "send"))
    assert run_page(bad_day, "run-1").done == {}
    bad_day.say_all([
        f.NoteLogged(words=STEPS["channel"], about="run-1"),
        f.NoteLogged(words=STEPS["asked"], about="run-1", when_ms=NOON - 100 * MIN),
        f.NoteLogged(words=STEPS["called"], about="run-2"),
    ])  # fmt: skip
    assert run_page(bad_day, "run-1").done == {"channel": (NOON,)}
    assert len(re.findall(r'class="tag good">logged', room.get("/runs/run-1").text)) == 1


def test_the_hour_to_decide_is_last_light_less_the_way_there(bad_day: Node) -> None:
    """KESTREL 1 was last placed at the end of its way out, 3,600 s away, kept at its own pace."""
    page = run_page(bad_day, "run-1")
    lost, clock = page.lost, page.card.clock
    assert lost is not None
    assert lost.there_s == 3_600 * max(1.0, clock.pace)
    assert lost.reach_by_ms == clock.dark_ms - lost.there_s * 1000  # type: ignore[operator]
    assert lost.back_by_ms == clock.dark_ms - 2 * lost.there_s * 1000  # type: ignore[operator]
    assert [way.role for way in lost.ways] == ["back", "fallback"]
    assert run_page(bad_day, "run-2").lost is None


def test_ways_are_compared_by_the_danger_of_now(bad_day: Node) -> None:
    """A checkpoint seen since lies on the way back; the plan's own figure stays beside it."""
    page = run_page(bad_day, "run-1")
    back, fallback = page.ways_now[1:]
    assert page.tasked is not None
    assert page.tasked.tasking.ways[1].hazard == 0.02
    assert back.hazard > 0.02 > 0
    assert sum(back.hazard_by_km) == pytest.approx(back.hazard, abs=1e-4)
    assert fallback.hazard < back.hazard


def test_the_map_tells_when_a_lost_team_was_last_placed(room: TestClient, bad_day: Node) -> None:
    """The age beside a lost team is that of the place shown, not of its last word."""
    teams = {t["id"]: t["properties"] for t in room.get("/api/map").json()["teams"]["features"]}
    fix = run_page(bad_day, "run-1").card.fix
    assert fix is not None
    assert teams["run-1"]["placed_ms"] == fix.placed_ms == NOON - 95 * MIN
    assert teams["run-1"]["reported_ms"] == NOON - 80 * MIN
