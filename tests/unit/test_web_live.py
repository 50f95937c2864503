"""The live stream: one look for all, differences only, slow listeners let go."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from holdfast.web import live
from holdfast.web.live import Hub, Listener, Look, Stream

SOON_S = 5.0


class Scene:
    """A room of one panel and one collection, and a clock, all set by the test."""

    def __init__(self) -> None:
        self.panels, self.map, self.now_s, self.n_looks = {"log": "one"}, {"teams": [1]}, 0.0, 0
        self.fail, self.rate = False, 1.0

    def look(self) -> Iterator[Look]:
        self.n_looks += 1
        if self.fail:
            raise ValueError("the look fails")
        yield Look(dict(self.panels), dict(self.map))

    def hub(self) -> Hub:
        return Hub(self.look, lambda: {"now_ms": 7, "rate": self.rate}, lambda: self.now_s)


def told(listener: Listener) -> list[tuple[str, Any]]:
    """The events that wait for this listener, taken out."""
    events = []
    while listener.waiting:
        frame = listener.waiting.popleft()
        listener.n_bytes -= len(frame)
        lines = dict(
            line.split(": ", 1) for line in frame.decode().splitlines() if ": " in line[:8]
        )
        events.append((lines["event"], json.loads(lines["data"])))
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
        assert everything["map"] == {"teams": [1]}
        assert everything["clock"]["now_ms"] == 7

    run(act)


def test_who_comes_back_having_missed_nothing_gets_only_the_hello() -> None:
    """A short break costs a few bytes; a change in between costs everything."""

    async def act(scene: Scene, hub: Hub) -> None:
        await hub.attach()
        seen = hub.version
        assert [name for name, _ in told(await hub.attach(seen))] == ["hello"]
        scene.panels["log"] = "two"
        await hub.refresh()
        assert [name for name, _ in told(await hub.attach(seen))] == ["hello", "change"]

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
        frames = [listener.waiting[-1] for listener in listeners]
        assert all(frame is frames[0] for frame in frames)
        [(_, change)] = told(listeners[0])
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
        scene.map["teams"], scene.panels["log"] = [2], "two"
        looking = asyncio.create_task(hub.refresh())
        await until(lambda: bool(listener.waiting))
        assert told(listener)[0][1]["map"] == {"teams": [2]}
        rest.set()
        await looking
        assert told(listener)[0][1]["panels"] == {"log": "two"}
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
        await until(lambda: bool(listener.waiting))
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
        await until(lambda: bool(listener.waiting))
        assert "KESTREL 1 overdue" in told(listener)[0][1]["panels"]["alarms"]
        hub.close()
        await watch

    run(act)


def test_a_listener_that_does_not_keep_up_is_let_go_and_holds_nobody_up() -> None:
    """Its queue is bounded; the others get every frame."""

    async def act(scene: Scene, hub: Hub) -> None:
        slow, quick = await hub.attach(), await hub.attach()
        heard = 0
        for i in range(live.MAX_WAITING + 5):
            scene.panels["log"] = f"line {i}"
            await hub.refresh()
            heard += len(told(quick))
        assert slow.over.is_set()
        assert not slow.waiting
        assert hub.listeners == {quick}
        assert hub.n_dropped == 1
        assert heard == live.MAX_WAITING + 5 + 2

    run(act)


def test_idle_changes_stay_within_their_allowance_but_alarms_do_not_wait() -> None:
    """A minute of moving teams sends at most the burst and 1 KB a second."""

    async def act(scene: Scene, hub: Hub) -> None:
        listener = await hub.attach()
        told(listener)
        n_bytes = 0
        for second in range(60):
            scene.now_s = float(second)
            scene.map["teams"] = [second] * 300
            await hub.refresh(idle=True)
            n_bytes += listener.n_bytes
            told(listener)
        frame = 300 * 4
        assert n_bytes <= live.BURST_BYTES + 60 * live.IDLE_BYTES_PER_S + frame
        assert n_bytes > 30 * live.IDLE_BYTES_PER_S
        scene.map["teams"] = ["x" * 100_000]
        await hub.refresh(idle=True)
        scene.now_s += 5
        await hub.refresh(idle=True)
        told(listener)
        scene.panels["alarms"] = "overdue"
        await hub.refresh(idle=True)
        assert told(listener)[0][1]["panels"] == {"alarms": "overdue"}

    run(act)


def test_what_was_held_back_is_told_later() -> None:
    """A difference that waited for its allowance is not forgotten."""

    async def act(scene: Scene, hub: Hub) -> None:
        listener = await hub.attach()
        scene.map["teams"] = ["x" * 10_000]
        await hub.refresh(idle=True)
        told(listener)
        scene.map["teams"] = ["y"]
        await hub.refresh(idle=True)
        assert told(listener) == []
        scene.now_s += 60
        await hub.refresh(idle=True)
        assert told(listener)[0][1]["map"] == {"teams": ["y"]}

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
        await until(lambda: bool(listener.waiting))
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
        assert sent[-1] == {"type": "http.response.body", "body": live.AGAIN, "more_body": False}
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


def test_a_client_that_hangs_is_let_go_all_the_same() -> None:
    """`send` may wait for ever on a line that nobody reads; dropping the listener ends it."""

    async def act(scene: Scene, hub: Hub) -> None:
        stuck = asyncio.Event()

        async def send(message: Any) -> None:
            if message["type"] == "http.response.body":
                await stuck.wait()

        async def receive() -> Any:
            await stuck.wait()

        stream = asyncio.create_task(Stream(hub, None)({}, receive, send))
        await until(lambda: bool(hub.listeners))
        for i in range(live.MAX_WAITING + 5):
            scene.panels["log"] = f"line {i}"
            await hub.refresh()
        async with asyncio.timeout(SOON_S):
            await stream
        assert hub.n_dropped == 1

    run(act)


def test_where_time_runs_fast_teams_are_not_held_back() -> None:
    """In an exercise at 100 times the allowance is 100 times as large: each second is told."""

    async def act(scene: Scene, hub: Hub) -> None:
        scene.rate = 100.0
        listener = await hub.attach()
        told(listener)
        for second in range(1, 20):
            scene.now_s = float(second)
            scene.map["teams"] = [second] * 3000
            await hub.refresh(idle=True)
            assert [t[1]["map"]["teams"][0] for t in told(listener)] == [second]

    run(act)
