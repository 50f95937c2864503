"""Lines: what never comes to its end, what nobody reads, and more of them than there are places."""

import asyncio
import http.client
import resource
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import pytest

from holdfast import facts as f
from holdfast.node import Node
from holdfast.web import lines as under_test
from holdfast.web.lines import HALF_S, LEAST_BYTES_PER_S, MOST_OF_ONE, Line, Lines
from holdfast.web.serve import serve
from holdfast.web.stream import AGAIN

LONG_S = 20.0
HEAD = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"
POST = b"POST /api/facts HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"


class Steady:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


class Wire(asyncio.Transport):
    """The other side of a line, as a test plays it."""

    def __init__(self, address: str) -> None:
        super().__init__({"peername": (address, 5), "sockname": ("127.0.0.1", 80)})
        self.sent = b""
        self.unread = 0
        self.ended = ""

    def write(self, data: Any) -> None:
        self.sent += bytes(data)

    def close(self) -> None:
        self.ended = self.ended or "closed"

    def abort(self) -> None:
        self.ended = "cut off"

    def is_closing(self) -> bool:
        return bool(self.ended)

    def get_write_buffer_size(self) -> int:
        return self.unread

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass


class Hall:
    """Lines of a server that is none, with a clock."""

    def __init__(self, most: int = 10) -> None:
        import uvicorn
        from uvicorn.server import ServerState

        self.clock, self.n_let_go, self.asked = Steady(), 0, list[str]()
        self.lines = Lines(self._let_go, most, self.clock)
        config = uvicorn.Config(self._app, interface="asgi3", log_config=None, log_level="critical")
        self._given = {"config": config, "server_state": ServerState(), "app_state": {}}

    def _let_go(self) -> None:
        self.n_let_go += 1

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked.append(scope["path"])
        while (message := await receive()).get("more_body"):
            pass
        if message["type"] == "http.disconnect":
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        if scope["path"] == "/stream":
            while (await receive())["type"] != "http.disconnect":
                pass
        await send({"type": "http.response.body", "body": b"ok", "more_body": False})

    def comes(self, address: str = "127.0.0.1") -> tuple[Line, Wire]:
        """Somebody opens a line."""
        line, wire = self.lines.protocol(**self._given), Wire(address)
        line.connection_made(wire)
        return line, wire

    async def after(self, more_s: float) -> None:
        """Time goes on, second by second, and we look at the lines."""
        for _ in range(3):
            await asyncio.sleep(0)
        for _ in range(round(more_s)):
            self.clock.now_s += 1
            self.lines.sweep()


def played(act: Callable[[Hall], Any], most: int = 10) -> None:
    """Play this in a hall."""

    async def whole() -> None:
        await act(Hall(most))

    asyncio.run(whole())


@pytest.mark.parametrize("begun", [HEAD, HEAD + b"X: 1", POST + b"Content-Length: 99\r\n\r\n{"])
def test_a_half_sent_request_is_told_so_and_closed(begun: bytes) -> None:
    """In the middle of its head, or of its body."""

    async def act(hall: Hall) -> None:
        line, wire = hall.comes()
        line.data_received(begun)
        await hall.after(HALF_S - 1)
        assert not wire.ended, wire.sent
        await hall.after(3)
        assert wire.ended == "closed"
        assert wire.sent.startswith(b"HTTP/1.1 408 ")
        assert b"did not come to its end in time." in wire.sent
        assert hall.lines.n_late == 1
        line.connection_lost(None)
        assert not hall.lines.open

    played(act)


def test_a_line_on_which_nothing_comes_is_closed() -> None:
    """A browser opens some in advance; they may not stay for ever."""

    async def act(hall: Hall) -> None:
        _, wire = hall.comes()
        await hall.after(HALF_S + 2)
        assert (wire.ended, wire.sent) == ("cut off", b"")

    played(act)


def test_a_trickle_is_closed_and_a_slow_link_is_not() -> None:
    """A byte a second is nobody's link; two kilobytes a second is a radio's."""

    async def act(hall: Hall) -> None:
        (trickle, dripping), (radio, slow) = hall.comes(), hall.comes()
        for line in (trickle, radio):
            line.data_received(POST + b"Content-Length: 500000\r\n\r\n")
        for _ in range(200):
            if not dripping.ended:
                trickle.data_received(b" ")
            radio.data_received(b" " * round(2 * LEAST_BYTES_PER_S))
            await hall.after(1)
        assert dripping.ended == "closed"
        assert not slow.ended

    played(act)


def test_what_comes_whole_is_answered_and_the_next_one_has_its_own_time() -> None:
    """On one line, one after the other."""

    async def act(hall: Hall) -> None:
        line, wire = hall.comes()
        for n in range(1, 4):
            line.data_received(HEAD + b"\r\n")
            await hall.after(4)
            assert (wire.sent.count(b"HTTP/1.1 200"), wire.ended) == (n, "")
        line.data_received(HEAD)
        await hall.after(HALF_S + 2)
        assert wire.ended == "closed"
        assert hall.asked == ["/healthz"] * 3

    played(act)


def test_a_stream_that_is_read_stays_and_one_that_nobody_reads_is_cut_off() -> None:
    """However long it has been open; what counts is what is left unread."""

    async def act(hall: Hall) -> None:
        (reading, heard), (never, unread) = hall.comes(), hall.comes()
        for line in (reading, never):
            line.data_received(b"GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
        await hall.after(600)
        assert not heard.ended + unread.ended
        for left in range(90_000, 0, -1_500):
            heard.unread, unread.unread = left, 90_000
            await hall.after(1)
        assert not heard.ended
        assert unread.ended == "cut off"
        assert hall.n_let_go == 1
        reading.connection_lost(None)
        never.connection_lost(None)
        await hall.after(1)

    played(act)


def test_when_all_lines_are_taken_the_one_that_keeps_us_waiting_makes_room() -> None:
    """Half-open lines push out each other, and nobody else."""

    async def act(hall: Hall) -> None:
        stream, heard = hall.comes()
        stream.data_received(b"GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
        await hall.after(1)
        halves = []
        for _ in range(40):
            hall.clock.now_s += 0.01
            half, wire = hall.comes()
            half.data_received(HEAD)
            halves.append(wire)
            assert len(hall.lines.open) <= 10
        assert [bool(wire.ended) for wire in halves] == [True] * 31 + [False] * 9
        asker, answered = hall.comes()
        asker.data_received(HEAD + b"\r\n")
        await hall.after(1)
        assert answered.sent.startswith(b"HTTP/1.1 200")
        assert not heard.ended
        stream.connection_lost(None)
        await hall.after(1)

    played(act)


def test_when_all_lines_are_at_work_the_newcomer_is_told_to_come_again() -> None:
    """In a sentence."""

    async def act(hall: Hall) -> None:
        streams = [hall.comes()[0] for _ in range(10)]
        for line in streams:
            line.data_received(b"GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
        await hall.after(1)
        _, wire = hall.comes()
        assert wire.ended == "closed"
        assert wire.sent.startswith(b"HTTP/1.1 503 ")
        assert hall.lines.n_refused == 1
        for line in streams:
            line.connection_lost(None)
        await hall.after(1)
        assert not hall.lines.open

    played(act)


def test_one_address_has_its_share_and_this_machine_may_have_all() -> None:
    """One phone gone mad does not keep the others out."""

    async def act(hall: Hall) -> None:
        for _ in range(MOST_OF_ONE + 50):
            hall.clock.now_s += 0.001
            hall.comes("192.0.2.7")[0].data_received(HEAD)
        assert len(hall.lines.open) == MOST_OF_ONE
        for _ in range(MOST_OF_ONE + 50):
            hall.comes("127.0.0.1")
        hall.comes("192.0.2.8")
        assert len(hall.lines.open) == 2 * MOST_OF_ONE + 51

    played(act, most=10 * MOST_OF_ONE)


def test_there_are_fewer_lines_than_descriptors(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the thousand that a system gives, and with as many as it may."""
    asked: list[Any] = []
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: asked.append(limits))
    for limits, most in (
        ((1_024, 1_024), 624),
        ((256, 256), 128),
        ((1_024, 524_288), 4_000),
        ((1_024, resource.RLIM_INFINITY), 4_000),
        ((resource.RLIM_INFINITY, resource.RLIM_INFINITY), 4_000),
    ):
        monkeypatch.setattr(resource, "getrlimit", lambda _, limits=limits: limits)
        assert under_test.most_lines() == most
    assert asked == [(4_400, 524_288), (4_400, resource.RLIM_INFINITY)]


@contextmanager
def served(node: Node, lines: Lines) -> Iterator[tuple[str, int]]:
    """The room of this node on a free port, with these lines."""
    stop, there, at = threading.Event(), threading.Event(), list[str]()

    def ready(address: str) -> None:
        at.append(address)
        there.set()

    given = dict(port=0, ready=ready, stop=stop, lines=lines)
    thread = threading.Thread(target=serve, args=(node,), kwargs=given)
    thread.start()
    try:
        assert there.wait(LONG_S)
        host, _, port = at[0].removeprefix("http://").rstrip("/").partition(":")
        yield host, int(port)
    finally:
        stop.set()
        thread.join(LONG_S)


def get(at: tuple[str, int], path: str) -> bytes:
    link = http.client.HTTPConnection(*at, timeout=LONG_S)
    try:
        link.request("GET", path)
        answer = link.getresponse()
        assert answer.status == 200
        return answer.read()
    finally:
        link.close()


def test_over_a_real_line_half_a_request_ends_and_the_room_answers(toy_node: Node) -> None:
    """More half-open lines than there are places, and then an ordinary question."""
    lines = Lines(most=20, half_s=1.0)
    with served(toy_node, lines) as at, ExitStack() as open_:
        halves = [open_.enter_context(socket.create_connection(at, LONG_S)) for _ in range(60)]
        for half in halves:
            with suppress(OSError):
                half.sendall(HEAD)
        assert b'"ok":true' in get(at, "/healthz")
        for half in halves:  # each is ended by the room; that it is, is what recv waits for
            with suppress(ConnectionError):
                while half.recv(1_000):
                    pass
        assert b'"ok":true' in get(at, "/healthz")


@pytest.mark.parametrize("version", [10, 11])
@pytest.mark.parametrize("packed", [True, False])
def test_over_a_real_line_what_is_handed_on_ready_is_a_sound_answer(
    toy_node: Node, packed: bool, version: int
) -> None:
    """Chunks where the reader knows them, a gzip whose check sum is right, and an end."""
    unpack = zlib.decompressobj(31)
    turn = unpack.decompress if packed else bytes
    with served(toy_node, Lines()) as at:
        link = http.client.HTTPConnection(*at, timeout=LONG_S)
        link._http_vsn, link._http_vsn_str = version, f"HTTP/{version / 10}"  # type: ignore[attr-defined]
        headers = {
            "Host": f"127.0.0.1:{at[1]}",
            "Accept-Encoding": "gzip" if packed else "identity",
        }
        link.request("GET", "/api/live", headers=headers)
        stream, text = link.getresponse(), b""
        for word in (b"one", b"two", b"three"):
            toy_node.say_all([f.NoteLogged(words=f"word {word.decode()}")])
            while b"word " + word not in text:
                got = stream.read1()
                assert got, "it has not ended"
                text += turn(got)
    text += turn(stream.read())
    link.close()
    assert text.endswith(AGAIN.plain)
    assert unpack.eof is packed


@pytest.mark.slow
def test_over_a_real_line_a_stream_that_nobody_reads_is_cut_off(toy_node: Node) -> None:
    """Its socket is given back, and the room counts it; one that is read hears everything."""
    lines = Lines(unread_s=1.0)
    dropped = threading.Event()
    lines._let_go = dropped.set
    with served(toy_node, lines) as at, socket.socket() as never:
        never.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        never.connect(at)
        never.sendall(b"GET /api/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        link = http.client.HTTPConnection(*at, timeout=LONG_S)
        link.request("GET", "/api/live")
        stream = link.getresponse()
        for i in range(200):
            toy_node.say_all([f.NoteLogged(words=f"{i} " + "night " * 300)])
            if dropped.is_set():
                break
            while not stream.readline().startswith(b"event: change"):
                pass
        assert dropped.wait(LONG_S)
        assert lines.n_unread == 1
        link.close()
