"""Reading a line over HTTP: what it may say comes back, and nothing is said."""

from starlette.testclient import TestClient

from holdfast.node import Node
from holdfast.web.app import make_app


def test_a_line_is_read_and_nothing_is_said(toy_node: Node) -> None:
    """Offers with facts as they may be posted, and the ledger as long as before."""
    before = toy_node.store.count()
    with TestClient(make_app(toy_node), base_url="http://127.0.0.1") as client:
        answer = client.post("/api/talk", json={"line": "KESTREL 1 casualty, rest all well"})
        help_, note = answer.json()["reading"]["offers"]
        assert answer.status_code == 200
        assert answer.json()["reading"]["enter"] == 1
        assert help_["fact"] == {
            "kind": "help_called", "run": "run-1", "need": "casualty",
            "words": "KESTREL 1 casualty, rest all well",
        }  # fmt: skip
        assert note["fact"]["kind"] == "note_logged"
        assert toy_node.store.count() == before
        assert client.post("/api/facts", json=help_["fact"]).status_code == 201
        assert client.post("/api/talk", json={"line": "x" * 2_001}).status_code == 200
        assert client.post("/api/talk", json={}).status_code == 400
