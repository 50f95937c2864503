"""How soon a contact report is on everybody's map: a real server and real streams on loopback.

A room is served by a process of its own. This process opens the streams and reports contacts; a
report counts as arrived at a listener when the event that holds the new threat has been read.
Streams come packed, as a browser asks for them; bytes are counted as they come over the line.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import zlib
from collections.abc import AsyncIterator, Awaitable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS, MINUTE_MS, wall_ms
from holdfast.base.errors import Unavailable
from holdfast.base.geo import Place, offset, pack_line
from holdfast.node import open_node

START_S, ANSWER_S, ARRIVE_S = 30.0, 30.0, 10.0
"""How long a start, an answer and an arrival may take before the measurement gives up (assumed)."""
HOME = Place(32.0, 30.0)
N_THREATS = 41
SPREAD_M = 300.0
"""Between one reported contact and the next."""


GZIP_HEAD_BYTES = 10
CROWD = 500


class Reader:
    """One open stream: when each part of it came, and the threats that it draws.

    What is the same on all streams is unpacked once.
    """

    def __init__(self, shared: dict[bytes, frozenset[Place]]) -> None:
        self.heard: list[tuple[float, frozenset[Place]]] = []
        self.n_bytes = 0
        self.ready = asyncio.Event()
        self._shared, self._begun = shared, False

    async def read(self, source: asyncio.StreamReader) -> None:
        """Read the chunks of a stream until it ends."""
        while (size := await source.readline()).strip() not in (b"", b"0"):
            chunk = await source.readexactly(int(size, 16) + 2)
            self.n_bytes += len(size) + len(chunk)
            at_s, chunk = perf_counter(), chunk[0 if self._begun else GZIP_HEAD_BYTES : -2]
            self._begun = True
            if chunk not in self._shared:
                self._shared[chunk] = _threat_places(
                    zlib.decompressobj(-zlib.MAX_WBITS).decompress(chunk)
                )
            self.heard.append((at_s, self._shared[chunk]))
            if len(self.heard) > 1:  # the hello is the first
                self.ready.set()


def bench_live(
    n_listeners: int = 50,
    n_reports: int = 40,
    gap_s: float = 0.5,
    idle_s: float = 10.0,
    n_runs: int = 5,
    start_s: float = 1.0,
) -> dict[str, float]:
    """Serve a room, listen, report contacts, and time them from the first byte sent.

    Args:
        n_listeners: open streams, all of which must hear every report.
        n_reports: contact reports, each at a place of its own.
        gap_s: from one report to the next.
        idle_s: how long to count the bytes of a room in which nobody speaks.
        n_runs: runs that are out meanwhile.
        start_s: how long the lines lie still before the first report.

    Returns:
        Milliseconds in `.._ms`, seconds in `.._s`, bytes a second in `.._bytes_per_s`.

    Raises:
        Unavailable: the room did not open, or a report did not arrive everywhere.
    """
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as made:
        folder = Path(made) / "base"
        with open_node(folder, exercise=True) as node:
            node.say_all(_scene(wall_ms(), n_runs))
        with _served(folder) as (address, open_s):
            parts = urlsplit(address)
            link = (parts.hostname or "", parts.port or 80)
            figures = asyncio.run(
                _measure(link, n_listeners, n_reports, gap_s, idle_s, n_runs, start_s)
            )
    return {"n_listeners": n_listeners, "n_reports": n_reports, "start_s": open_s} | figures


def bench_crowd() -> dict[str, float]:
    """As `bench_live`, with a crowd that listens and twenty reports a second."""
    return bench_live(CROWD, n_reports=200, gap_s=0.05, idle_s=0.0)


Link = tuple[str, int]


async def _measure(
    link: Link,
    n_listeners: int,
    n_reports: int,
    gap_s: float,
    idle_s: float,
    n_runs: int,
    start_s: float,
) -> dict[str, float]:
    """1. Open pages. 2. Open the streams, and keep still. 3. Report, each at its time, whatever
    became of those before. 4. Time what was heard."""
    pages = [await _page_ms(link) for _ in range(6)]
    shared: dict[bytes, frozenset[Place]] = {}
    readers = [Reader(shared) for _ in range(n_listeners)]
    async with _listening(link, readers):
        await asyncio.sleep(start_s)
        idle = await _bytes_per_s(readers, asyncio.sleep(idle_s)) if idle_s else 0.0
        sent: list[tuple[float, float, Place]] = []
        took_ms: list[float] = []

        async def load() -> None:
            sent.extend(await _reports(link, n_reports, gap_s, n_runs))
            took_ms.extend(await _arrivals_ms(readers, sent))

        busy = await _bytes_per_s(readers, load())
        frames = len(readers[0].heard)
    posts_ms = [(done - start) * 1000 for start, done, _ in sent]
    return {
        "page_cold_ms": round(pages[0], 1),
        "page_warm_ms": round(sorted(pages[1:])[2], 1),
        **_spread("contact_to_map", took_ms),
        **_spread("post", posts_ms),
        "frames": frames,
        "busy_bytes_per_s": round(busy),
        "idle_bytes_per_s": round(idle),
    }


async def _bytes_per_s(readers: Sequence[Reader], meanwhile: Awaitable[None]) -> float:
    """What one listener gets while this goes on."""
    before, start_s = sum(r.n_bytes for r in readers), perf_counter()
    await meanwhile
    got = sum(r.n_bytes for r in readers) - before
    return got / len(readers) / (perf_counter() - start_s)


async def _reports(
    link: Link, n_reports: int, gap_s: float, n_runs: int
) -> list[tuple[float, float, Place]]:
    """Report contacts, the next one when its time has come, and not when the last was answered."""
    start_s = perf_counter()

    async def one(i: int) -> tuple[float, float, Place]:
        await asyncio.sleep(start_s + i * gap_s - perf_counter())
        place = _place(i)
        return (*await _report(link, i % n_runs, place), place)

    return await asyncio.gather(*(one(i) for i in range(n_reports)))


async def _arrivals_ms(
    readers: Sequence[Reader], sent: Sequence[tuple[float, float, Place]]
) -> list[float]:
    """For each report and listener: milliseconds until the event that held its threat."""
    end_s = perf_counter() + ARRIVE_S
    took_ms = []
    for reader in readers:
        came: dict[Place, float] = {}
        seen = 0
        while not all(place in came for _, _, place in sent):
            for at_s, places in reader.heard[seen:]:
                seen += 1
                for place in places:
                    came.setdefault(place, at_s)
            if perf_counter() > end_s:
                raise Unavailable(f"A report did not reach a listener within {ARRIVE_S:g} s.")
            await asyncio.sleep(0.01 if len(came) < len(sent) else 0)
        took_ms += [(came[place] - start_s) * 1000 for start_s, _, place in sent]
    return took_ms


def _threat_places(text: bytes) -> frozenset[Place]:
    """Where the threats lie that an event draws."""
    lines = [line[6:] for line in text.splitlines() if line.startswith(b"data: ")]
    drawn = json.loads(lines[-1]).get("map", {}).get("threats", {}) if lines else {}
    marks = [feature["properties"] for feature in drawn.get("features", ())]
    return frozenset(Place(mark["lon"], mark["lat"]) for mark in marks if "lon" in mark)


# -- speaking HTTP -------------------------------------------------------------------------


@asynccontextmanager
async def _listening(link: Link, readers: Sequence[Reader]) -> AsyncIterator[None]:
    """Open a stream for each reader, all with their first look; close them at the end."""
    tasks, lines = [], []
    try:
        for reader in readers:
            source, line = await _ask(link, "GET", "/api/live")
            lines.append(line)
            tasks.append(asyncio.create_task(reader.read(source)))
        async with asyncio.timeout(ANSWER_S):
            for reader in readers:
                await reader.ready.wait()
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for line in lines:
            line.close()


async def _page_ms(link: Link) -> float:
    start_s = perf_counter()
    source, line = await _ask(link, "GET", "/")
    await source.read()
    line.close()
    return (perf_counter() - start_s) * 1000


async def _report(link: Link, run: int, place: Place) -> tuple[float, float]:
    """Report a contact; when it was sent, and when it was acknowledged."""
    contact = f.ContactReported(
        run=f"run-{run}", at=f.Point(*place), size=3, unit="infected", radius_m=100.0
    )
    start_s = perf_counter()
    source, line = await _ask(link, "POST", "/api/facts", f.show(contact))
    answer = await source.read()
    line.close()
    if b'"said"' not in answer:
        raise Unavailable(f"The room did not take the report: {answer[-300:].decode()}")
    return start_s, perf_counter()


async def _ask(
    link: Link, method: str, path: str, body: Any = None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Send one request; the answer's body can be read from what comes back."""
    source, line = await asyncio.open_connection(*link, limit=64_000_000)
    sent = b"" if body is None else json.dumps(body).encode()
    close = "Accept-Encoding: gzip\r\n" if path == "/api/live" else "Connection: close\r\n"
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: {link[0]}:{link[1]}\r\n{close}"
        f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\n\r\n"
    )
    line.write(head.encode() + sent)
    async with asyncio.timeout(ANSWER_S):
        while (await source.readline()).strip():
            pass
    return source, line


# -- the room that is measured -------------------------------------------------------------


@contextmanager
def _served(folder: Path) -> Iterator[tuple[str, float]]:
    """A room in a process of its own: its address, and the seconds until it answered."""
    start_s = perf_counter()
    command = [sys.executable, "-m", "holdfast", "serve", str(folder), "--port", "0"]
    with subprocess.Popen(  # noqa: S603  # ourselves
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            said = server.stdout.readline() if server.stdout else ""
            if "http://" not in said:
                raise Unavailable("The room did not open.")
            yield said[said.index("http://") :].strip(), round(perf_counter() - start_s, 2)
        finally:
            server.terminate()
            server.wait(START_S)


def _place(i: int) -> Place:
    """Places in rows around the base, to the six digits that the map tells."""
    place = offset(HOME, 1_000 + i % 10 * SPREAD_M, 1_000 + i // 10 * SPREAD_M)
    return Place(round(place.lon, 6), round(place.lat, 6))


def _scene(now_ms: int, n_runs: int) -> list[f.Fact]:
    """A base with 40 people, 40 sites, 41 threats and runs that are out."""
    people = [f"person-{i}" for i in range(max(40, 2 * n_runs))]
    return [
        f.BaseFounded(base="base", name="Bench", at=f.Point(*HOME), exercise=True),
        *(f.PersonRegistered(person=p, name=p, base="base", skills=("lead",)) for p in people),
        *(
            f.SiteNoted(site=f"site-{i}", name=f"Site {i}", at=_near(i, 900), what="warehouse")
            for i in range(40)
        ),
        *(
            f.ThreatNoted(
                threat=f"threat-{i}",
                name=f"Threat {i}",
                what="armed",
                at=_near(i, -2_000),
                radius_m=400,
                reliability="B",
                credibility="2",
            )
            for i in range(N_THREATS)
        ),
        *(
            fact
            for run in range(n_runs)
            for fact in _run(now_ms, run, tuple(people[run * 2 :][:2]))
        ),
    ]


def _near(i: int, step_m: float) -> f.Point:
    return f.Point(*offset(HOME, step_m * (i % 7 + 1), step_m * (i // 7 + 1)))


def _run(now_ms: int, run: int, crew: tuple[str, ...]) -> list[f.Fact]:
    """One run that has just left."""
    places = [offset(HOME, 100.0 * k, 40.0 * k * (run + 1)) for k in range(100)]
    way = (10_000.0, 7_200.0, 0.02)
    tasking = f.Tasking(
        mode="foot",
        crew=crew,
        lead=crew[0],
        stops=(f.Stop(f"site-{run}", now_ms + 2 * HOUR_MS, now_ms + 3 * HOUR_MS),),
        ways=(
            f.WayTold("out", "base", f"site-{run}", pack_line(places), *way),
            f.WayTold("back", f"site-{run}", "base", pack_line(places[::-1]), *way),
        ),
        depart_ms=now_ms,
        turn_ms=now_ms + 4 * HOUR_MS,
        home_ms=now_ms + 5 * HOUR_MS,
        check_every_s=30 * MINUTE_MS / 1000,
        load_kg=20.0,
        hazard=0.05,
        value=30.0,
    )
    return [
        f.RunTasked(
            run=f"run-{run}", call=f"BENCH {run}", objective="supply", base="base", tasking=tasking
        ),
        *(f.ConsentSaid(run=f"run-{run}", person=person, yes=True) for person in crew),
        f.Departed(run=f"run-{run}", crew=crew, at=f.Point(*HOME)),
    ]


def _spread(name: str, took_ms: Sequence[float]) -> dict[str, float]:
    cuts = quantiles(took_ms, n=100)
    figures = {"p50": cuts[49], "p95": cuts[94], "max": max(took_ms)}
    return {f"{name}_{part}_ms": round(value, 1) for part, value in figures.items()}
