"""Serving: where, until when, and what stops it."""

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

from holdfast.base.errors import Refused, Unavailable
from holdfast.node import Node
from holdfast.store.doorkey import kept_key
from holdfast.web.guard import Door
from holdfast.web.serve import address_of, bind, serve

LONG_S = 20.0


@contextmanager
def served(node: Node, **how: Any) -> Iterator[tuple[str, int, threading.Event, threading.Thread]]:
    """The room of this node on a free port, served from a thread."""
    stop, there, at = threading.Event(), threading.Event(), list[str]()

    def ready(address: str) -> None:
        at.append(address)
        there.set()

    thread = threading.Thread(
        target=serve, args=(node,), kwargs=dict(port=0, ready=ready, stop=stop) | how
    )
    thread.start()
    try:
        assert there.wait(LONG_S)
        parts = urlsplit(at[0])
        yield parts.hostname or "", parts.port or 0, stop, thread
    finally:
        stop.set()
        thread.join(LONG_S)
        assert not thread.is_alive()


def test_a_busy_port_is_a_sentence() -> None:
    """Who has it, we do not know; what to do, we say."""
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Unavailable, match=r"Choose another with --port\."):
            bind("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "port"), [("no such host", 0), ("127.0.0.1", 70_000), ("127.0.0.1", -1)]
)
def test_an_address_that_is_none_is_a_sentence(host: str, port: int) -> None:
    """A name that nobody knows, a port that there is not."""
    with pytest.raises((Refused, Unavailable)):
        bind(host, port)


def test_port_0_takes_one_that_is_free_and_the_address_says_which() -> None:
    """The real one is printed."""
    with bind("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        assert address_of(listening, Door()) == f"http://127.0.0.1:{port}/"
        assert address_of(listening, Door(key="k")) == f"http://127.0.0.1:{port}/join?key=k"


def test_a_room_that_stops_is_not_held_up_by_those_who_listen(toy_node: Node) -> None:
    """The stream ends with a word to come again, the answer is whole, the server is gone."""
    with served(toy_node) as (host, port, stop, thread):
        link = http.client.HTTPConnection(host, port, timeout=LONG_S)
        link.request("GET", "/api/live")
        stream = link.getresponse()
        assert stream.headers["content-type"].startswith("text/event-stream")
        first = [stream.readline() for _ in range(4)]
        assert b"event: hello\n" in first
        stop.set()
        rest = stream.read()
        thread.join(LONG_S)
        assert b"event: again" in rest
        assert not thread.is_alive()
        link.close()
    with pytest.raises(OSError, match="refused"), socket.create_connection((host, port)):
        pass


def test_a_body_of_ten_megabytes_gets_its_answer_over_a_real_line(toy_node: Node) -> None:
    """The refusal is read, not a broken line."""
    with served(toy_node) as (host, port, _, _):
        link = http.client.HTTPConnection(host, port, timeout=LONG_S)
        link.request("POST", "/api/facts", b" " * 10_000_000, {"Content-Type": "application/json"})
        answer = link.getresponse()
        assert answer.status == 413
        assert b"too much at once" in answer.read()
        link.close()


def test_who_was_let_in_stays_so_after_a_restart(toy_node: Node) -> None:
    """A phone that is out delivers to a room that was started anew; a new key shuts it out.

    (127.0.0.2 is no address that the room trusts.)
    """
    sessions, links = [], []
    for renew in (False, False, True):
        with served(toy_node, host="127.0.0.2", renew_key=renew) as (host, port, _, _):
            link = http.client.HTTPConnection(host, port, timeout=LONG_S)
            key = kept_key(toy_node.folder)
            if not sessions:
                link.request("GET", f"/join?key={key}")
                answer = link.getresponse()
                answer.read()
                sessions.append(str(answer.headers["Set-Cookie"]).partition(";")[0])
            link.request("GET", "/healthz", headers={"Cookie": sessions[0]})
            links.append((key, link.getresponse().status))
            link.close()
    assert [status for _, status in links] == [200, 200, 401]
    assert links[0][0] == links[1][0] != links[2][0]
