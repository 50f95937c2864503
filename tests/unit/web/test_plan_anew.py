"""A plan anew for a team of which something has gone wrong tells no chance of coming home."""

from collections.abc import Iterator

import msgspec
import pytest
from starlette.testclient import TestClient

from data.toys import NOON, tasking
from holdfast import facts as f
from holdfast.node import Node
from holdfast.web.app import make_app

ASKED = f.PlanAsked(
    plan="anew", base="compound", objective="supply", sites=("depot",), run="run-1", depart_ms=NOON
)

TOLD = "<dt>All home</dt><dd>98\N{NO-BREAK SPACE}%"


@pytest.fixture
def room(toy_node: Node) -> Iterator[TestClient]:
    """The toy base with options for KESTREL 1, which is out."""
    told = f.Offered("A", (tasking(),), 22.0, 0.0157, 0.9844, "KESTREL 1 by the wadi.")
    home = f.Offered("H", (), 0.0, 0.0, 1.0, "KESTREL 1 waits.")
    toy_node.say_all([ASKED, f.PlanOffered(plan="anew", options=(told, home))])
    with TestClient(make_app(toy_node), base_url="http://127.0.0.1") as client:
        yield client


def shown(room: TestClient) -> tuple[str, str]:
    """The plan's page, and why the interface says that no chance is told."""
    page = room.get("/plan/anew", headers={"Accept": "text/html"}).text
    return page, room.get("/api/plans/anew").json()["no_chance"]


def test_a_chance_is_told_while_nothing_has_gone_wrong(room: TestClient) -> None:
    """Of a team that is out and well, the figure and the picture of it."""
    page, why = shown(room)

    assert why == ""
    assert TOLD in page
    assert 'id="front"' in page


@pytest.mark.parametrize(
    ("fact", "why"),
    [
        (f.HelpCalled(run="run-1", need="casualty"), "needs help"),
        (f.ContactReported(run="run-1", outcome="pinned", at=f.Point(32, 30)), "in contact"),
        (f.CheckedIn(run="run-1", well=False), "not well"),
    ],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_the_reason_stands_where_the_chance_would(
    room: TestClient, toy_node: Node, fact: f.Fact, why: str
) -> None:
    """On the options, above them and in the interface; no picture of chances is drawn."""
    toy_node.say_all([msgspec.structs.replace(fact)])

    page, reason = shown(room)

    assert reason == why
    assert f"No chance of coming home is told: {why}." in page
    assert TOLD not in page
    assert 'id="front"' not in page
