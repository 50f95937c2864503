"""The room looks at its own disk: a scrub of the whole folder now and then, beside it and gently.

Laws. The scrub is a process of its own with the lowest priority: no report, page or lock waits for
it. What it finds is an alarm until a later scrub no longer finds it. It goes when the room goes.
"""

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path

import msgspec

from holdfast.node import Node
from holdfast.web.errors import note_failure
from holdfast.web.live import Hub

FIRST_S = 60.0
"""After the room has opened and settled (assumed)."""
EVERY_S = 6 * 3600.0
"""Between two scrubs: a quarter of a day is soon enough for a disk that rots, and 100,000 entries
take some seconds of one core (assumed)."""
MOST_S = 3600.0
"""A scrub that takes longer is given up: the disk does not answer (assumed)."""
MOST_TOLD = 5
"""Findings that are an alarm each; of more the rest are counted (assumed)."""
LOWEST = 19


class Found(msgspec.Struct):
    """What of a scrub's report is an alarm."""

    problems: list[str]
    n_problems: int


async def scrub_now_and_then(
    node: Node, hub: Hub, first_s: float = FIRST_S, every_s: float = EVERY_S
) -> None:
    """Look, again and again, until cancelled."""
    await asyncio.sleep(first_s)
    while True:
        try:
            if node.scrubbed(told(await look(node.folder))):
                hub.wake()
        except Exception as exc:  # noqa: BLE001  (a loop that must go on: heals, logs)
            note_failure("scrub", exc)
        await asyncio.sleep(every_s)


async def look(folder: Path) -> Found:
    """The findings of one scrub, by 'holdfast verify' in a process of its own.

    Raises:
        OSError, TimeoutError, msgspec.DecodeError: it could not be run, or did not end in words.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "holdfast.cli", "verify", str(folder), "--json",
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    with suppress(OSError):  # it has ended already
        os.setpriority(os.PRIO_PROCESS, process.pid, LOWEST)
    try:
        words, _ = await asyncio.wait_for(process.communicate(), MOST_S)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    return msgspec.json.decode(words, type=Found)


def told(found: Found) -> list[str]:
    """The findings as sentences, of many the first and how many more there are."""
    first = found.problems[:MOST_TOLD]
    more = found.n_problems - len(first)
    if more <= 0:
        return first
    return [*first, f"{more} more things are wrong on the disk. 'holdfast verify' names them all."]
