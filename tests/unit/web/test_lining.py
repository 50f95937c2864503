"""A line: in order, bounded, told one's place, and left by whoever hangs up."""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any

import pytest
from starlette.requests import ClientDisconnect, Request

from holdfast.web.lining import Busy, Line, while_heard


async def soon() -> None:
    """Let others run."""
    for _ in range(5):
        await asyncio.sleep(0)


def stood(line: Line, order: list[str], name: str, go: asyncio.Event) -> Coroutine[Any, Any, None]:
    """Have one's turn, note it, and keep it until let go."""

    async def stand() -> None:
        async with line.turn(name):
            order.append(name)
            await go.wait()

    return stand()


def test_turns_come_in_order_and_each_is_told_its_place() -> None:
    """One at a time; the place falls as the others are done."""

    async def play() -> None:
        line, order = Line("rehearsals", 5), list[str]()
        goes = [asyncio.Event() for _ in range(3)]
        tasks = [asyncio.create_task(stood(line, order, n, go)) for n, go in zip("abc", goes)]  # noqa: B905
        await soon()
        assert [line.place(n) for n in "abcd"] == [0, 1, 2, None]
        assert (order, line.waiting()) == (["a"], 2)
        goes[0].set()
        await tasks[0]
        await soon()
        assert [line.place(n) for n in "abc"] == [None, 0, 1]
        goes[1].set()
        goes[2].set()
        await asyncio.gather(*tasks)
        assert (order, line.waiting()) == (["a", "b", "c"], 0)

    asyncio.run(play())


def test_as_many_as_there_are_workers_have_their_turn_together() -> None:
    """Two abreast."""

    async def play() -> None:
        line, order, go = Line("rehearsals", 5, 2), list[str](), asyncio.Event()
        tasks = [asyncio.create_task(stood(line, order, n, go)) for n in "abc"]
        await soon()
        assert order == ["a", "b"]
        go.set()
        await asyncio.gather(*tasks)

    asyncio.run(play())


def test_a_full_line_says_how_many_wait_and_when_to_come_again() -> None:
    """And who was in it is in it still."""

    async def play() -> None:
        line = Line("rehearsals", 1)
        async with AsyncExitStack() as held:
            await held.enter_async_context(line.turn())
            waits = asyncio.create_task(stood(line, [], "b", asyncio.Event()))
            await soon()
            with pytest.raises(Busy) as told:
                await held.enter_async_context(line.turn())
            assert str(told.value) == (
                "1 rehearsals wait in line already. Try again in about 1 min."
            )
            assert told.value.retry_s == 60.0
            assert line.place("b") == 1
            waits.cancel()

    asyncio.run(play())


def test_who_leaves_the_line_or_fails_in_their_turn_holds_up_nobody() -> None:
    """The next one comes at once."""

    async def play() -> None:
        line, order, go = Line("rehearsals", 5), list[str](), asyncio.Event()

        async def fails() -> None:
            async with line.turn("a"):
                await go.wait()
                raise KeyError

        failing = asyncio.create_task(fails())
        leaving = asyncio.create_task(stood(line, order, "b", go))
        last = asyncio.create_task(stood(line, order, "c", go))
        await soon()
        leaving.cancel()
        await soon()
        assert line.place("c") == 1
        go.set()
        with pytest.raises(KeyError):
            await failing
        await last
        assert (order, line.waiting(), line.place("c")) == (["c"], 0, None)

    asyncio.run(play())


def asked(gone: asyncio.Event) -> Request:
    """A request whose asker hangs up when the event is set."""

    async def receive() -> dict[str, str]:
        await gone.wait()
        return {"type": "http.disconnect"}

    return Request({"type": "http"}, receive)


def test_work_is_answered_while_somebody_listens_and_cancelled_when_they_hang_up() -> None:
    """What it raises is raised."""

    async def play() -> None:
        gone, cancelled = asyncio.Event(), list[bool]()

        async def work() -> str:
            try:
                await asyncio.Event().wait()
            finally:
                cancelled.append(True)
            return ""

        async def at_once() -> str:
            return "done"

        async def fails() -> str:
            raise KeyError

        assert await while_heard(asked(gone), at_once()) == "done"
        with pytest.raises(KeyError):
            await while_heard(asked(gone), fails())
        waits = asyncio.create_task(while_heard(asked(gone), work()))
        await soon()
        assert not cancelled
        gone.set()
        with pytest.raises(ClientDisconnect):
            await waits
        assert cancelled == [True]

    asyncio.run(play())
