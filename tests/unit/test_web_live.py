"""The live stream: one look for all, differences only, whoever is slow holds up nobody."""

import asyncio
import json
import threading
import zlib
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from holdfast import facts as f
from holdfast.base.clock import Stamp
from holdfast.know.again import FROM_OUTSIDE
from holdfast.web import live
from holdfast.web.lines import LINE
from holdfast.web.live import Hub, Listener, Look, Stream
from holdfast.web.stream import AGAIN, packs
from holdfast.web.told import GONE_KEPT, PART_BYTES, Frame

SOON_S = 5.0


def mark(key: str, **more: object) -> dict[str, Any]:
    """A feature of the map."""
    return {"type": "Feature", "id": key, "geometry": None, "properties": more}


def drawn(*features: dict[str, Any]) -> dict[str, Any]:
    """A collection."""
    return {"type": "FeatureCollection", "features": list(features)}


class Seen:
    """What a page has after the events that it heard."""

    def __init__(self) -> None:
        self.panels: dict[str, str] = {}
        self.map: dict[str, dict[str, Any]] = {}

    def hear(self, events: list[tuple[str, Any]]) -> "Seen":
        """Take what differs, as map.mjs does."""
        for name, change in events:
            if name != "change":
                continue
            self.panels |= change["panels"]
            for part, said in change["map"].items():
                features = {} if said.get("whole") else self.map.setdefault(part, {})
                for gone in said.get("gone", ()):
                    features.pop(gone, None)
                features |= {each["id"]: each for each in said["features"]}
                self.map[part] = features
        return self

    def same_as(self, scene: "Scene") -> bool:
        """Whether that is the room."""
        there = {k: {f["id"]: f for f in v["features"]} for k, v in scene.map.items()}
        return self.panels == scene.panels and self.map == there


class Scene:
    """A room of one panel and one collection, and a clock, all set by the test."""

    def __init__(self) -> None:
        self.panels, self.map = {"log": "one"}, {"teams": drawn(mark("a"))}
        self.now_s, self.n_looks = 0.0, 0
        self.fail, self.rate = False, 1.0

    def look(self) -> Iterator[Look]:
        self.n_looks += 1
        if self.fail:
            raise ValueError("the look fails")
        yield Look(dict(self.panels), dict(self.map))

    def hub(self) -> Hub:
        return Hub(self.look, lambda: {"now_ms": 7, "rate": self.rate}, lambda: self.now_s)


def read(frame: Frame) -> tuple[str, Any] | None:
    """An event; None for a comment."""
    lines = dict(
        line.split(": ", 1) for line in frame.plain.decode().splitlines() if ": " in line[:8]
    )
    return (lines["event"], json.loads(lines["data"])) if "event" in lines else None


def told(listener: Listener) -> list[tuple[str, Any]]:
    """The events that wait for this listener, taken out."""
    events = []
    while (frame := listener.take()) is not None:
        if (event := read(frame)) is not None:
            events.append(event)
    return events


def run(act: Callable[[Scene, Hub], Awaitable[None]]) -> None:
    """Run a test against a fresh hub."""

    async def whole() -> None:
        scene = Scene()
        hub = scene.hub()
        try:
            await act(scene, hub)
        finally:
            hub.close()

    asyncio.run(whole())


async def until(true: Callable[[], bool]) -> None:
    """Wait until it is true; a test that waits in vain fails."""
    async with asyncio.timeout(SOON_S):
        while not true():
            await asyncio.sleep(0.001)


def test_a_new_listener_gets_the_hello_and_everything() -> None:
    """Who joins needs nothing from before."""

    async def act(_scene: Scene, hub: Hub) -> None:
        (hello, said), (change, everything) = told(await hub.attach())
        assert (hello, said["version"], said["rate"]) == ("hello", hub.version, 1.0)
        assert change == "change"
        assert everything["panels"] == {"log": "one"}
        assert everything["map"] == {"teams": drawn(mark("a")) | {"whole": True}}
        assert everything["clock"]["now_ms"] == 7

    run(act)


def test_who_comes_back_gets_what_was_missed_and_no_more() -> None:
    """A short break costs a few bytes; a change in between costs that change."""

    async def act(scene: Scene, hub: Hub) -> None:
        await hub.attach()
        seen = hub.version
        assert [name for name, _ in told(await hub.attach(seen))] == ["hello"]
        scene.map["teams"] = drawn(mark("a"), mark("b"))
        await hub.refresh()
        scene.panels["log"], scene.map["teams"] = "two", drawn(mark("b", lost=True))
        await hub.refresh()
        hello, (_, change) = told(await hub.attach(seen))
        assert hello[0] == "hello"
        assert change["panels"] == {"log": "two"}
        assert change["map"] == {"teams": drawn(mark("b", lost=True)) | {"gone": ["a"]}}

    run(act)


@pytest.mark.parametrize("since", [0, 17, 2**50])
def test_who_comes_back_from_another_time_gets_everything(since: int) -> None:
    """A version of before the restart, of a room that was put back, or made up."""

    async def act(scene: Scene, hub: Hub) -> None:
        listener = await hub.attach(since)
        events = told(listener)
        assert events[1][1]["map"]["teams"]["whole"] is True
        assert Seen().hear(events).same_as(scene)

    run(act)


def test_a_picture_of_any_size_comes_in_parts_to_whoever_joins() -> None:
    """Four thousand closures made the room deaf to every new page, for ever."""

    async def act(scene: Scene, hub: Hub) -> None:
        scene.map["closures"] = drawn(*(mark(f"c{i}", words="x" * 1_900) for i in range(4_000)))
        scene.map["caches"] = drawn()
        scene.panels["missions"] = "m" * 3 * PART_BYTES
        for _ in range(3):
            listener = await hub.attach()
            frames = [listener.take() for _ in range(300)]
            events = [read(frame) for frame in frames if frame is not None]
            assert len(events) > 100
            assert Seen().hear([e for e in events if e is not None]).same_as(scene)
            changes = [frame for frame in frames if frame and b"event: change" in frame.plain]
            assert max(len(frame.plain) for frame in changes) < 4 * PART_BYTES
            marked = [frame.plain.startswith(b"id: ") for frame in changes]
            assert marked == [False] * (len(changes) - 1) + [True]
            assert not listener.over.is_set()
        assert hub.n_dropped == 0

    run(act)


def test_who_loses_the_line_among_the_parts_asks_for_all_of_them_again() -> None:
    """The hello of a picture that has yet to come names no version as seen."""

    async def act(_scene: Scene, hub: Hub) -> None:
        listener = await hub.attach()
        hello = listener.take()
        assert hello is not None
        assert b"\nid: " not in hello.plain
        again = await hub.attach(hub.version)
        hello = again.take()
        assert hello is not None
        assert b"\nid: %d\n" % hub.version in hello.plain

    run(act)


def test_a_change_in_thousands_costs_itself_alone() -> None:
    """One closure more is one feature, not four thousand and one."""

    async def act(scene: Scene, hub: Hub) -> None:
        scene.map["closures"] = drawn(*(mark(f"c{i}") for i in range(4_000)))
        listener = await hub.attach()
        told(listener)
        scene.map["closures"]["features"].append(mark("new"))
        del scene.map["closures"]["features"][7]
        await hub.refresh()
        [(_, change)] = told(listener)
        assert change["map"] == {"closures": drawn(mark("new")) | {"gone": ["c7"]}}

    run(act)


def test_who_missed_more_than_is_remembered_gets_everything() -> None:
    """What is gone is not remembered for ever."""

    async def act(scene: Scene, hub: Hub) -> None:
        scene.map["teams"] = drawn(*(mark(f"t{i}") for i in range(GONE_KEPT + 1)))
        first = await hub.attach()
        page = Seen().hear(told(first))
        seen = hub.version
        scene.map["teams"] = drawn()
        await hub.refresh()
        assert page.hear(told(first)).same_as(scene)
        assert page.hear(told(await hub.attach(seen))).same_as(scene)
        assert told(await hub.attach(seen))[1][1]["map"]["teams"].get("whole")

    run(act)


def test_a_change_tells_only_what_differs_and_in_the_same_bytes_to_all() -> None:
    """One look, one frame, however many listen."""

    async def act(scene: Scene, hub: Hub) -> None:
        listeners = [await hub.attach() for _ in range(50)]
        for listener in listeners:
            told(listener)
        looks = scene.n_looks
        scene.panels["alarms"] = "new"
        await hub.refresh()
        assert scene.n_looks == looks + 1
        frames = [listener.take() for listener in listeners]
        assert frames[0] is not None
        assert all(frame is frames[0] for frame in frames)
        assert all(frame.packed is frames[0].packed for frame in frames if frame)
        _, change = read(frames[0]) or ("", {})
        assert (change["panels"], change["map"]) == ({"alarms": "new"}, {})

    run(act)


def test_what_is_quick_is_told_before_the_rest_is_looked_at() -> None:
    """The map does not wait for the panels."""

    async def act(scene: Scene, _hub: Hub) -> None:
        rest = threading.Event()

        def parts() -> Iterator[Look]:
            yield Look({}, dict(scene.map))
            rest.wait(SOON_S)
            yield Look(dict(scene.panels), {})

        hub = Hub(parts, dict)
        rest.set()
        listener = await hub.attach()
        told(listener)
        rest.clear()
        scene.map["teams"], scene.panels["log"] = drawn(mark("b")), "two"
        version = hub.version
        looking = asyncio.create_task(hub.refresh())
        await until(lambda: hub.version > version)
        assert told(listener)[0][1]["map"] == {"teams": drawn(mark("b")) | {"gone": ["a"]}}
        rest.set()
        await looking
        assert told(listener)[0][1]["panels"] == {"log": "two"}
        hub.close()

    run(act)


def test_the_next_alarm_does_not_wait_for_the_other_panels() -> None:
    """While alarms come one upon another the rest is looked at once in a fifth of a second."""

    async def act(scene: Scene, _hub: Hub) -> None:
        rest: list[float] = []

        def parts() -> Iterator[Look]:
            yield Look({"alarms": "contact"}, {}, rest_waits=True)
            rest.append(scene.now_s)
            yield Look({"log": "contact"}, {})

        hub = Hub(parts, dict, lambda: scene.now_s)
        await hub.attach()
        for i in range(41):
            scene.now_s = 0.025 * i
            hub._stir(alarming=True)
            await hub.refresh()
        assert rest == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
        hub.close()

    run(act)


def test_a_look_is_whole_where_no_alarm_is_at_hand() -> None:
    """A note that was just said is no reason to leave the panels as they were."""

    async def act(scene: Scene, _hub: Hub) -> None:
        rest: list[float] = []

        def parts() -> Iterator[Look]:
            yield Look({"alarms": ""}, {}, rest_waits=True)
            rest.append(scene.now_s)
            yield Look({"log": "a note"}, {})

        hub = Hub(parts, dict, lambda: scene.now_s)
        await hub.attach()
        hub._stir()
        await hub.refresh()
        assert len(rest) == 2
        hub.close()

    run(act)


def test_nothing_is_told_when_nothing_differs() -> None:
    """A look that finds no news sends nothing and counts nothing."""

    async def act(_scene: Scene, hub: Hub) -> None:
        listener = await hub.attach()
        told(listener)
        version = hub.version
        await hub.refresh()
        assert (told(listener), hub.version) == ([], version)

    run(act)


def test_a_word_from_any_thread_reaches_the_listeners() -> None:
    """The node calls from the thread that wrote; the event loop takes over."""

    async def act(scene: Scene, hub: Hub) -> None:
        watch = asyncio.create_task(hub.run())
        listener = await hub.attach()
        told(listener)
        scene.panels["log"] = "from a thread"
        threading.Thread(target=hub.wake, args=([],)).start()
        await until(lambda: listener.seen != hub.version)
        assert told(listener)[0][1]["panels"] == {"log": "from a thread"}
        hub.close()
        await watch

    run(act)


def test_silence_alone_brings_what_time_has_changed() -> None:
    """Nobody says anything, and the overdue alarm comes all the same."""

    async def act(scene: Scene, hub: Hub) -> None:
        watch = asyncio.create_task(hub.run())
        listener = await hub.attach()
        told(listener)
        scene.panels["alarms"] = "KESTREL 1 overdue"
        await until(lambda: listener.seen != hub.version)
        assert "KESTREL 1 overdue" in told(listener)[0][1]["panels"]["alarms"]
        hub.close()
        await watch

    run(act)


def test_a_listener_that_is_slow_holds_nobody_up_and_skips_what_is_no_longer_so() -> None:
    """It takes no memory, is not let go for being slow, and sees the room as it is."""

    async def act(scene: Scene, hub: Hub) -> None:
        slow, quick = await hub.attach(), await hub.attach()
        page = Seen().hear(told(slow))
        told(quick)
        heard = 0
        for i in range(500):
            scene.panels["log"] = f"line {i}"
            scene.map["teams"] = drawn(*(mark(f"t{k}", at=i) for k in range(i % 7)))
            await hub.refresh()
            heard += len(told(quick))
        assert heard == 500
        assert not slow.waiting
        missed = told(slow)
        assert len(missed) == 1
        assert page.hear(missed).same_as(scene)
        assert hub.listeners == {slow, quick}

    run(act)


def test_idle_changes_stay_within_their_allowance_but_alarms_do_not_wait() -> None:
    """A minute of moving teams sends at most the burst and 800 bytes a second."""

    async def act(scene: Scene, hub: Hub) -> None:
        listener = await hub.attach()
        page = Seen().hear(told(listener))
        n_bytes = 0
        for second in range(60):
            scene.now_s = float(second)
            scene.map["teams"] = drawn(*(mark(f"t{k}", at=second) for k in range(20)))
            await hub.refresh(idle=True)
            while (frame := listener.take()) is not None:
                n_bytes += len(frame.plain)
                page.hear([e for e in [read(frame)] if e])
        assert n_bytes <= live.BURST_BYTES + 60 * live.IDLE_BYTES_PER_S + 60 * 150
        assert n_bytes > 30 * live.IDLE_BYTES_PER_S
        assert min(f["properties"]["at"] for f in page.map["teams"].values()) > 50
        scene.panels["alarms"] = "overdue"
        await hub.refresh(idle=True)
        assert told(listener)[0][1]["panels"] == {"alarms": "overdue"}

    run(act)


def test_forty_threats_whose_belief_fades_cost_little() -> None:
    """One mark that changes is told alone; it took all of them with it, 84 kB."""

    async def act(scene: Scene, hub: Hub) -> None:
        beliefs = [100] * 41
        shape = "x" * 1_800
        scene.map["threats"] = drawn(*(mark(f"t{i}", b=b, at=shape) for i, b in enumerate(beliefs)))
        listener = await hub.attach()
        told(listener)
        n_bytes = 0
        for second in range(100):
            scene.now_s = float(second)
            if second % 10 == 0:
                beliefs[second // 10] -= 1
            marks = (mark(f"t{i}", b=b, at=shape) for i, b in enumerate(beliefs))
            scene.map["threats"] = drawn(*marks)
            await hub.refresh(idle=True)
            while (frame := listener.take()) is not None:
                n_bytes += len(frame.plain)
        assert n_bytes < 100 * 300

    run(act)


def test_what_was_held_back_is_told_later() -> None:
    """A difference that waited for its allowance is not forgotten."""

    async def act(scene: Scene, hub: Hub) -> None:
        listener = await hub.attach()
        scene.map["teams"] = drawn(mark("a", at="x" * 10_000))
        await hub.refresh(idle=True)
        told(listener)
        scene.map["teams"] = drawn(mark("a", at="y"))
        await hub.refresh(idle=True)
        assert told(listener) == []
        scene.now_s += 60
        await hub.refresh(idle=True)
        assert told(listener)[0][1]["map"] == {"teams": drawn(mark("a", at="y"))}

    run(act)


def test_a_look_that_fails_is_survived() -> None:
    """The loop logs it and tells the next change."""

    async def act(scene: Scene, hub: Hub) -> None:
        watch = asyncio.create_task(hub.run())
        listener = await hub.attach()
        told(listener)
        scene.fail = True
        before = scene.n_looks
        hub.wake()
        await until(lambda: scene.n_looks > before)
        scene.fail, scene.panels["log"] = False, "after"
        hub.wake()
        await until(lambda: listener.seen != hub.version)
        assert told(listener)[0][1]["panels"] == {"log": "after"}
        hub.close()
        await watch

    run(act)


def test_closing_ends_every_stream_with_a_word_to_come_again() -> None:
    """A server that stops is not held up by those who listen."""

    async def act(_scene: Scene, hub: Hub) -> None:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            await asyncio.Event().wait()

        stream = asyncio.create_task(Stream(hub, None)({}, receive, send))
        await until(lambda: len(sent) >= 3)
        hub.close()
        async with asyncio.timeout(SOON_S):
            await stream
        assert sent[0]["status"] == 200
        assert sent[-2]["body"] == AGAIN.plain
        assert sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}
        assert not hub.listeners

    run(act)


def test_a_client_that_leaves_is_forgotten() -> None:
    """Its listener goes with it."""

    async def act(_scene: Scene, hub: Hub) -> None:
        async def send(_message: Any) -> None:
            return

        async def receive() -> Any:
            return {"type": "http.disconnect"}

        await Stream(hub, None)({}, receive, send)
        assert not hub.listeners

    run(act)


def test_a_stream_is_one_gzip_of_blocks_that_all_share() -> None:
    """Whoever joins early or late unpacks the same bytes, each event as it comes."""

    async def act(scene: Scene, hub: Hub) -> None:
        lines: list[list[Any]] = [[], []]
        headers = [(b"accept-encoding", b"br, gzip;q=0.8")]

        def opened(sent: list[Any]) -> asyncio.Task[None]:
            async def send(message: Any) -> None:
                sent.append(message)

            async def receive() -> Any:
                await asyncio.Event().wait()

            return asyncio.create_task(Stream(hub, None)({"headers": headers}, receive, send))

        first = opened(lines[0])
        await until(lambda: len(lines[0]) >= 3)
        scene.panels["log"] = "two"
        await hub.refresh()
        second = opened(lines[1])
        await until(lambda: len(lines[1]) >= 3)
        scene.panels["log"] = "three"
        await hub.refresh()
        await until(lambda: len(lines[0]) >= 5 and len(lines[1]) >= 4)
        assert lines[0][4]["body"].endswith(b"\0\0\xff\xff")
        assert lines[0][4]["body"] == lines[1][3]["body"]
        hub.close()
        await asyncio.gather(first, second)
        for sent in lines:
            assert (b"content-encoding", b"gzip") in sent[0]["headers"]
            unpack = zlib.decompressobj(31)
            texts = [unpack.decompress(message["body"]) for message in sent[1:]]
            assert texts[0].startswith(b"retry: 1000")
            assert b"three" in texts[-3]
            assert texts[-2] == AGAIN.plain
            assert unpack.eof, "the check sum and the length are right"

    run(act)


class Wire:
    """A line that takes ready chunks."""

    def __init__(self) -> None:
        self.chunks: list[bytes] = []

    async def pass_on(self, chunk: bytes) -> None:
        self.chunks.append(chunk)


@pytest.mark.parametrize("coding", [b"gzip", b"identity"])
def test_lines_of_ours_are_handed_the_very_same_bytes(coding: bytes) -> None:
    """Five hundred lines: an event is packed and made a chunk of once, after each line's first."""

    async def act(scene: Scene, hub: Hub) -> None:
        wires, sent = [Wire(), Wire()], list[Any]()

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            await asyncio.Event().wait()

        streams = [
            asyncio.create_task(
                Stream(hub, None)(
                    {"headers": [(b"accept-encoding", coding)], "extensions": {LINE: wire}},
                    receive,
                    send,
                )
            )
            for wire in wires
        ]
        await until(lambda: all(wire.chunks for wire in wires))
        scene.panels["log"] = "two"
        await hub.refresh()
        await until(lambda: all(len(wire.chunks) == 2 for wire in wires))
        assert wires[0].chunks[1] is wires[1].chunks[1]
        size, body = wires[0].chunks[1].split(b"\r\n", 1)
        assert (int(size, 16), body[-2:]) == (len(body) - 2, b"\r\n")
        hub.close()
        await asyncio.gather(*streams)
        bodies = [m for m in sent if m["type"] == "http.response.body"]
        assert len(bodies) == 4, "the first of each, which lets the head go, and the end of each"

    run(act)


@pytest.mark.parametrize(
    ("said", "is_packed"),
    [
        *((yes, True) for yes in ("gzip", "br, GZIP ; q=0.5", "*")),
        *((no, False) for no in ("", "br", "gzip;q=0", "identity", "gzip; q=0.0, br")),
    ],
)
def test_only_who_can_unpack_gets_it_packed(said: str, is_packed: bool) -> None:
    """A script that says nothing reads plain events."""
    assert packs({"type": "http", "headers": [(b"accept-encoding", said.encode())]}) is is_packed


def said(fact: f.Fact) -> f.Said:
    """A fact that was just said."""
    return f.Said(Stamp(1, 0, "a", 1), fact)


def test_changes_are_gathered_and_an_alarm_does_not_wait() -> None:
    """Notes within a fifth of a second share a look; a call for help ends the gathering."""

    async def act(scene: Scene, hub: Hub) -> None:
        watch = asyncio.create_task(hub.run())
        await hub.attach()
        await until(lambda: hub._loop is not None)
        before = scene.n_looks
        hub.wake([said(f.NoteLogged(words="a"))])
        await asyncio.sleep(0.01)
        assert scene.n_looks == before, "the hub's clock stands: this waits to be gathered"
        hub.wake([said(f.NoteLogged(words="b")), said(f.HelpCalled(run="r"))])
        await until(lambda: scene.n_looks == before + 1)
        hub.close()
        await watch

    run(act)


def test_where_time_runs_fast_teams_are_not_held_back() -> None:
    """In an exercise at 100 times the allowance is 100 times as large: each second is told."""

    async def act(scene: Scene, hub: Hub) -> None:
        scene.rate = 100.0
        listener = await hub.attach()
        told(listener)
        for second in range(1, 20):
            scene.now_s = float(second)
            scene.map["teams"] = drawn(*(mark(f"t{k}", at=second) for k in range(300)))
            await hub.refresh(idle=True)
            [(_, change)] = told(listener)
            assert len(change["map"]["teams"]["features"]) == 300

    run(act)


@pytest.mark.parametrize(
    "fact",
    [f.Arrived(run="r", site="s"), f.LeftSite(run="r", site="s"),
     f.WaySwitched(run="r", role="fallback"), f.CheckedIn(run="r"), f.TurnedBack(run="r"),
     f.HelpCalled(run="r"), f.ContactReported(run="r")],
    ids=lambda fact: type(fact).__name__,
)  # fmt: skip
def test_a_word_from_outside_does_not_wait(fact: f.Fact, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a team that was said to be home, each of them raises the alarm that it is not."""
    monkeypatch.setattr(live, "GATHER_S", 10 * SOON_S)

    async def act(scene: Scene, hub: Hub) -> None:
        watch = asyncio.create_task(hub.run())
        await hub.attach()
        await until(lambda: hub._loop is not None)
        before = scene.n_looks
        hub.wake([said(fact)])
        await until(lambda: scene.n_looks == before + 1)
        hub.close()
        await watch

    run(act)


def test_every_word_from_outside_is_tried() -> None:
    """A kind that is added to them ends the gathering too."""
    assert set(FROM_OUTSIDE) <= set(live.ALARMING)
