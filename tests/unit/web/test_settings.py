"""The page of what a base may set, and how it is set there."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from holdfast.know.settings import SETTINGS
from holdfast.node import Node
from holdfast.web.app import make_app

SET = {"kind": "setting_chosen", "name": "rest_owed", "value": 8, "unit": "h", "source": "order 3"}


@pytest.fixture
def room(toy_node: Node) -> Iterator[TestClient]:
    """The room of the toy base."""
    with TestClient(make_app(toy_node), base_url="http://127.0.0.1") as client:
        yield client


def test_the_page_shows_every_setting_with_value_and_source(room: TestClient) -> None:
    """And who set it instead of what."""
    page = room.get("/settings").text
    assert all(f'id="setting-{name}"' in page for name in SETTINGS)
    assert "STCW 2010" in page
    assert room.post("/api/facts", json=SET | {"by": "mark"}).status_code == 201
    page = room.get("/settings").text
    assert "<b>8</b> h<small> instead of 10</small>" in page
    assert "order 3" in page
    told = room.get("/api/settings").json()["settings"]
    assert [(x["value"], x["by"]) for x in told if x["setting"]["name"] == "rest_owed"] == [
        (8, "mark")
    ]
    assert "Rest owed after a run before the next: 8 h, order 3." in room.get("/log").text


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"name": "luck"}, "No setting is called"),
        ({"unit": "min"}, "is given in 'h'"),
        ({"value": 500}, "between 0 and 72"),
        ({"source": " "}, "where this figure comes from"),
    ],
    ids=["name", "unit", "limit", "source"],
)
def test_what_is_no_setting_is_refused_in_words(
    room: TestClient, wrong: dict[str, object], why: str
) -> None:
    """And nothing is set."""
    answer = room.post("/api/facts", json=SET | wrong)
    assert answer.status_code == 422
    assert why in answer.json()["error"]
