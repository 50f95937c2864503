"""The door: names, sources, kinds of content, sizes, sessions."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from holdfast.node import Node
from holdfast.web import guard
from holdfast.web.app import make_app
from holdfast.web.guard import Door, door_for

NOTE = '{"kind": "note_logged", "words": "A quiet night."}'
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def room(toy_node: Node) -> Iterator[TestClient]:
    with TestClient(make_app(toy_node), base_url="http://127.0.0.1:8460") as client:
        yield client


@pytest.fixture
def open_room(toy_node: Node) -> Iterator[tuple[TestClient, Door]]:
    """A room that is bound to all addresses."""
    door = door_for("0.0.0.0", "base.lan")  # noqa: S104  (nothing is bound in this test)
    with TestClient(make_app(toy_node, door), base_url="http://192.0.2.7:8460") as client:
        yield client, door


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8460", "LOCALHOST", "[::1]:8460"])
def test_loopback_names_are_ours(room: TestClient, host: str) -> None:
    """With or without port, in any case."""
    assert room.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "192.0.2.7", "[x"]
)
def test_a_strange_name_is_turned_away(room: TestClient, host: str) -> None:
    """A page that points its own name at this machine gets nothing (DNS rebinding)."""
    answer = room.get("/api/state", headers={"Host": host})
    assert answer.status_code == 421
    assert "does not go by that name" in answer.json()["error"]


def test_a_request_without_a_host_is_turned_away(room: TestClient) -> None:
    """As HTTP/1.0 may send it."""
    assert room.get("/healthz", headers={"Host": ""}).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://127.0.0.1:8460"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "http://127.0.0.1:8460.evil.example"},
        {"Origin": "http://127.0.0.1:84600"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_may_not_speak(
    room: TestClient, toy_node: Node, headers: dict[str, str]
) -> None:
    """A browser tells where a request comes from, and only our own pages count."""
    before = toy_node.store.count()
    answer = room.post("/api/facts", content=NOTE, headers=JSON | headers)
    assert answer.status_code == 403
    assert toy_node.store.count() == before


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "http://127.0.0.1:8460", "Sec-Fetch-Site": "same-origin"}],
)
def test_our_pages_and_programs_may_speak(room: TestClient, headers: dict[str, str]) -> None:
    """A program sends neither header; our own pages send the right ones."""
    answer = room.post("/api/facts", content=NOTE, headers=JSON | headers)
    assert answer.status_code == 201


@pytest.mark.parametrize("packed", ["gzip", "deflate", "br", "GZIP", "identity, gzip", "zstd"])
def test_what_is_compressed_is_turned_away(room: TestClient, toy_node: Node, packed: str) -> None:
    """A few bytes could become any number; plain is taken, said or not."""
    before = toy_node.store.count()
    headers = JSON | {"Content-Encoding": packed}

    assert room.post("/api/facts", content=NOTE, headers=headers).status_code == 415
    assert toy_node.store.count() == before
    plain = JSON | {"Content-Encoding": "identity"}
    assert room.post("/api/facts", content=NOTE, headers=plain).status_code == 201


CROSS = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
LED = CROSS | {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
FRAMED = LED | {"Sec-Fetch-Dest": "iframe"}


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/api/search?q=x", CROSS),
        ("/api/search?q=x", LED),
        ("/api/live", CROSS),
        ("/api/state", {"Sec-Fetch-Mode": "cors"}),
        ("/tiles/1/1/1.pbf", CROSS),
        ("/static/icons.svg", CROSS),
        ("/healthz", LED),
        ("/", CROSS),
        ("/", FRAMED),
        ("/plan", {}),
    ],
)
def test_another_site_may_not_read(
    room: TestClient, site: str, path: str, headers: dict[str, str]
) -> None:
    """Any page in the world could make a room on loopback search, draw and stream."""
    for method in ("GET", "HEAD"):
        answer = room.request(method, path, headers=headers | {"Sec-Fetch-Site": site})
        assert answer.status_code == 403
    answer = room.get(path, headers=headers | {"Sec-Fetch-Site": site})
    assert answer.json()["error"] == (
        "Another site may not read here. Open the room by its address."
    )


def test_another_site_may_lead_somebody_to_a_page(room: TestClient) -> None:
    """A link in a message opens the room; our own pages and people read on as ever."""
    for headers in (
        LED,
        LED | {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"},
        {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"},
        {},
    ):
        assert room.get("/field", headers=headers).status_code == 200
    assert room.get("/api/state", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200
    assert room.get("/api/state", headers={"Sec-Fetch-Site": "none"}).status_code == 200


def test_an_origin_that_is_not_ours_may_not_read_either(room: TestClient) -> None:
    """For a browser that does not say Sec-Fetch-Site."""
    assert room.get("/api/state", headers={"Origin": "http://evil.example"}).status_code == 403
    assert room.get("/api/state", headers={"Origin": "http://127.0.0.1:8460"}).status_code == 200


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_content_that_a_form_could_send_is_refused(room: TestClient, kind: str) -> None:
    """A form of another site can send these without asking; JSON it cannot."""
    answer = room.post("/api/facts", content=NOTE, headers={"Content-Type": kind})
    assert answer.status_code == 415


def test_entries_come_as_msgpack(room: TestClient) -> None:
    """The one address that does not take JSON."""
    assert room.post("/api/entries", content=b"\x90", headers=JSON).status_code == 415
    answer = room.post(
        "/api/entries", content=b"\x90", headers={"Content-Type": "application/msgpack"}
    )
    assert answer.status_code == 200


def test_a_body_that_is_announced_too_large_is_refused(room: TestClient) -> None:
    """Before it is read."""
    answer = room.post("/api/facts", content=b" " * 10_000_000, headers=JSON)
    assert answer.status_code == 413
    assert "1,000,000 bytes" in answer.json()["error"]


def test_a_body_that_grows_too_large_is_refused(room: TestClient) -> None:
    """Sent in pieces, without a length."""

    def pieces() -> Iterator[bytes]:
        for _ in range(20):
            yield b" " * 100_000

    answer = room.post("/api/facts", content=pieces(), headers=JSON)
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/", "/api/state", "/nope", "/static/css/app.css", "/healthz"])
def test_every_answer_forbids_what_our_pages_do_not_need(room: TestClient, path: str) -> None:
    """Errors and static files too."""
    headers = room.get(path).headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in headers


def test_a_room_on_the_network_asks_for_the_session(open_room: Any) -> None:
    """Nothing without it: no page, no data, no word, no health."""
    room, _ = open_room
    for path in ("/", "/api/state", "/api/live", "/healthz", "/static/css/app.css"):
        assert room.get(path).status_code == 401
    assert room.post("/api/facts", content=NOTE, headers=JSON).status_code == 401


def test_the_printed_link_gives_the_session(open_room: Any) -> None:
    """Once; the cookie does not hold the key, and no script can read it."""
    room, door = open_room
    answer = room.get(f"/join?key={door.key}")
    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 200
    assert door.key not in cookie
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert "max-age=15552000" in cookie.lower()  # a browser closed on the way stays admitted
    assert room.get("/healthz").status_code == 200


@pytest.mark.parametrize("query", ["", "?key=", "?key=wrong", "?key=%ff%fe"])
def test_a_wrong_key_gives_nothing(open_room: Any, query: str) -> None:
    """And a cookie that was made up opens nothing."""
    room, _ = open_room
    assert room.get(f"/join{query}").status_code == 401
    for cookie in ("holdfast=x", "holdfast=", "=;;", 'holdfast="\\'):
        assert room.get("/healthz", headers={"Cookie": cookie}).status_code == 401


def test_addresses_and_the_given_name_are_ours_on_the_network(open_room: Any) -> None:
    """An address cannot be rebound; other names are still turned away."""
    room, door = open_room
    room.get(f"/join?key={door.key}")
    for host in ("192.0.2.7:8460", "[2001:db8::7]:8460", "base.lan"):
        cookie = {"Cookie": f"{guard.COOKIE}={door.session}"}
        assert room.get("/healthz", headers={"Host": host} | cookie).status_code == 200
    assert room.get("/healthz", headers={"Host": "other.lan"}).status_code == 421


def test_a_door_without_a_kept_key_has_its_own() -> None:
    """And loopback has none."""
    keys = {door_for("192.0.2.7").key for _ in range(5)}
    assert len(keys) == 5
    assert all(len(key) >= 20 for key in keys)
    assert door_for("127.0.0.1").key == ""
