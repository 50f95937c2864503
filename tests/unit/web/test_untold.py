"""A team that cries out and that nobody here has tasked can be answered by hand."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from holdfast.node import Node
from holdfast.web.app import make_app

PAGE = {"Accept": "text/html"}
CRY = {"kind": "help_called", "run": "ghost", "need": "casualty", "words": "one down"}


@pytest.fixture
def room(toy_node: Node) -> Iterator[TestClient]:
    with TestClient(make_app(toy_node), base_url="http://127.0.0.1") as client:
        yield client


def alarms_of(room: TestClient) -> list[dict[str, object]]:
    """Those of the team that nobody knows."""
    return [a for a in room.get("/api/state").json()["alarms"] if a["run"] == "ghost"]


def test_its_alarm_leads_to_where_it_is_answered(room: TestClient) -> None:
    """The log has a form that closes the call, with name and reason, and one that counts it in;
    the words of both are what ends the alarm."""
    assert 'id="untold"' not in room.get("/log", headers=PAGE).text
    assert room.post("/api/facts", json=CRY).status_code == 201

    [alarm] = alarms_of(room)
    assert alarm["acts"][0]["href"] == "/log#untold"  # type: ignore[index]
    page = room.get("/log", headers=PAGE).text
    part = page[page.index('id="untold"') :].partition("</section>")[0]
    assert "one down" in part
    assert "Close the call for help" in part
    assert "All of them are inside" in part

    closed = {"kind": "help_closed", "run": "ghost", "reason": "safe", "by": "leila"}
    assert room.post("/api/facts", json=closed).status_code == 201
    page = room.get("/log", headers=PAGE).text
    assert "Close the call for help" not in page
    assert "All of them are inside" in page
    home = {"kind": "came_home", "run": "ghost", "home": [], "by": "leila"}
    assert room.post("/api/facts", json=home).status_code == 201
    assert alarms_of(room) == []
    assert 'id="untold"' not in room.get("/log", headers=PAGE).text
