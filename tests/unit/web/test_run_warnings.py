"""What the pages say where something is wrong: danger, a way shut, no chance told, a recall."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from data.toys import DEPOT, MIN, NOON, toy, toy_out
from holdfast import facts as f
from holdfast.node import Node, open_node
from holdfast.web.app import make_app

HTML = {"Accept": "text/html"}


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """The toy base with KESTREL 1 out; the clock stands at noon."""
    with open_node(tmp_path / "node", lambda: NOON, exercise=True) as opened:
        n = len(toy().said)
        opened.say_all([s.fact for s in toy().said])
        opened.say_all([s.fact for s in toy_out().said[n:]])
        yield opened


def page(node: Node, path: str) -> str:
    """A page as a person reads it."""
    return TestClient(make_app(node), base_url="http://127.0.0.1").get(path, headers=HTML).text


def test_danger_at_a_site_is_on_its_page(node: Node) -> None:
    """Where people were attacked hours ago it no longer says 'none known'."""
    assert "none known" in page(node, "/sites")
    node.say_all([f.ContactReported(run="run-1", at=f.Point(*DEPOT), unit="armed", harm="hurt")])
    assert "none known" not in page(node, "/sites")
    assert "Contact: armed people" in page(node, "/sites")


def test_a_way_home_that_is_shut_is_said_and_not_offered(node: Node) -> None:
    """The comparison names it with its reason; nobody is told to take a fallback that is shut."""
    fallback = f.RoadClosed(closure="c", at=f.Point(32.02, 30.05), radius_m=40.0,
                            modes=("foot",), words="Bridge down.")  # fmt: skip
    node.say_all([f.Arrived(run="run-1", site="depot")])
    assert "Tell them: take the fallback" in page(node, "/runs/run-1")
    node.say_all([fallback])
    shown = page(node, "/runs/run-1")
    assert "shut since 12:00: Bridge down." in shown
    assert "Tell them: take the fallback" not in shown


def test_a_reason_stands_where_no_chance_is_told(node: Node) -> None:
    """On the card and on the run's page."""
    assert "needs help" not in page(node, "/")
    node.say_all([f.HelpCalled(run="run-1", words="pinned")])
    for path in ("/", "/runs/run-1"):
        assert "No chance is told: needs help" in page(node, path)


def test_a_call_home_is_one_press_and_stands_on_card_and_page(node: Node) -> None:
    """The drill's own button says it."""
    assert "run_called_off" in page(node, "/runs/run-1").partition('id="call-home"')[2]
    node.say_all([f.RunCalledOff(run="run-1", when_ms=NOON - MIN)])
    for path in ("/", "/runs/run-1"):
        assert "Called home 11:59, not answered" in page(node, path)
