"""What the phone keeps: everything that the team's pages need, under one version."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from holdfast.node import Node
from holdfast.web.app import make_app
from holdfast.web.phone_parts import STATIC, VERSION_HEADER, parts, version


@pytest.fixture
def room(toy_node: Node) -> Iterator[TestClient]:
    with TestClient(make_app(toy_node), base_url="http://127.0.0.1") as client:
        yield client


def test_every_part_that_a_part_needs_is_kept_too() -> None:
    """Styles that a style takes in, modules that a module takes in, the symbols, the fonts."""
    kept = parts()
    for name in ("css/app.css", "css/books.css", "js/field.mjs", "js/outbox.mjs", "js/bar_team.mjs",
                 "js/bar.mjs", "icons.svg",
                 "vendor/idb/index.js", "vendor/inter/inter-latin-wght-normal.woff2"):  # fmt: skip
        assert name in kept
    for name in kept:
        text = (STATIC / name).read_text() if name.endswith((".mjs", ".css")) else ""
        for near in re.findall(r"""(?:from|import)\s*\(?['"]\./([\w/]+\.mjs)['"]""", text):
            assert f"{name.rpartition('/')[0]}/{near}" in kept


def test_nothing_that_is_kept_is_missing_at_the_base(room: TestClient) -> None:
    """One part that did not come would keep the whole version from being kept."""
    for name in parts():
        assert room.get(f"/static/{name}").status_code == 200


def test_the_worker_is_told_its_version_and_its_parts(room: TestClient) -> None:
    """So that it changes when a part does, and the browser fetches all of them anew."""
    answer = room.get("/sw.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert f"VERSION = '{version()}'" in answer.text
    assert "'/static/js/field.mjs'" in answer.text
    assert "['PARTS']" not in answer.text


@pytest.mark.parametrize("path", ["/field", "/field/run-1"])
def test_a_page_for_the_phone_names_its_version(room: TestClient, path: str) -> None:
    """By which the phone knows it from a portal's page, and from one whose parts it has not."""
    assert room.get(path).headers[VERSION_HEADER] == version()
    assert VERSION_HEADER not in room.get("/stock").headers
