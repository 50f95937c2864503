"""Rest that is owed is set aside by a named order: in the form, in the interface, in the log."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from data.toys import NOON
from holdfast import facts as f
from holdfast.node import Node
from holdfast.web.app import make_app

PAGE = {"Accept": "text/html"}


@pytest.fixture
def room(toy_node: Node) -> Iterator[TestClient]:
    """KESTREL 1 has just come home: rest is owed to Leila and Kai."""
    toy_node.say_all([f.CameHome(run="run-1", home=("leila", "kai"))])
    with TestClient(make_app(toy_node), base_url="http://127.0.0.1") as client:
        yield client


def asked(**more: object) -> dict[str, object]:
    """A question that names Kai despite his rest."""
    return {
        "kind": "plan_asked", "plan": "q", "base": "compound", "objective": "supply",
        "sites": ["depot"], "depart_ms": NOON, "despite_rest": ["kai"], **more,
    }  # fmt: skip


def test_the_form_offers_those_to_whom_rest_is_owed_and_asks_who_orders_it(
    room: TestClient,
) -> None:
    """Kai and Leila, with the hour; nobody else."""
    page = room.get("/plan", headers=PAGE).text
    part = page[page.index('id="despite-rest"') :].partition("</fieldset>")[0]

    assert 'value="kai"' in part.partition("rest_by")[0]
    assert 'value="mark"' not in part.partition("rest_by")[0]
    assert "owed until" in part
    assert "Who orders it" in part


def test_it_takes_the_name_of_somebody_on_the_books(room: TestClient) -> None:
    """Refused without; with it the log says who."""
    for nobody in ({}, {"by": "nobody"}):
        answer = room.post("/api/facts", json=asked(**nobody))
        assert answer.status_code == 422
        assert "Say who orders that Kai may go although rest is owed" in answer.json()["error"]
    assert room.post("/api/facts", json=asked(by="mark")).status_code == 201
    log = room.get("/api/log").json()["log"]
    assert "Kai may go although rest is owed, orders Mark." in log[0]["words"]
