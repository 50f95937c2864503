"""What a flood of plans and rehearsals costs those who report: a real server on loopback.

A room of the demo country is served by a process of its own. Many ask it to rehearse and to plan,
and hang up at once; meanwhile others ask whether it is up, report, and open the room's page. Each
is timed from before it connects until the whole answer is there.
"""

import asyncio
import json
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from holdfast import facts as f
from holdfast.base.errors import Unavailable
from holdfast.base.geo import Place, offset
from holdfast.bench.live import Link, _served
from holdfast.founding import Founding, found
from holdfast.node import open_node
from holdfast.scenarios.stage import prepared
from holdfast.store.names import MAPS

PLAN = "flood"
HANGS_UP_S = 0.2
"""So long an asker stays (assumed: a reload, a phone that goes back in its pocket)."""
EVERY_S = {"health": 0.05, "report": 0.1, "page": 0.4}
"""From one of each kind to the next."""
SPENT_S = 120.0
"""So long the flood may take to run off before the measurement gives up (assumed)."""


def bench_flood(
    n_rehearsals: int = 80, n_plans: int = 20, quiet_s: float = 8.0, flood_s: float = 25.0
) -> dict[str, Any]:
    """Ask a quiet room, then one in a flood.

    Args:
        n_rehearsals, n_plans: asked for, all of whose askers hang up.
        quiet_s: how long to measure before. flood_s: and from the flood on.

    Returns:
        Milliseconds in `.._ms` of health, report and page, quiet and flooded; how soon nothing of
        the flood was left in line, in seconds; how many askers were told that a line is full.

    Raises:
        Unavailable: the room did not open, or did not answer.
    """
    with _base() as folder, _served(folder) as (address, start_s):
        parts = urlsplit(address)
        link = (parts.hostname or "", parts.port or 80)
        figures = asyncio.run(_measure(link, n_rehearsals, n_plans, quiet_s, flood_s))
    asked = {"n_rehearsals": n_rehearsals, "n_plans": n_plans, "start_s": start_s}
    return asked | figures


async def _measure(
    link: Link, n_rehearsals: int, n_plans: int, quiet_s: float, flood_s: float
) -> dict[str, Any]:
    """1. A plan to rehearse. 2. Quiet. 3. The flood, and those beside it. 4. Until it ran off."""
    first_s = await _timed(lambda: _post(link, "/api/plans", _question(PLAN, 3.0)))
    rehearsal_s = await _timed(lambda: _post(link, f"/api/plans/{PLAN}/rehearse", {}))
    quiet = await _beside(link, quiet_s)
    began_s = perf_counter()
    flood = [_hang_up(link, f"/api/plans/{PLAN}/rehearse", {}) for _ in range(n_rehearsals)]
    flood += [_hang_up(link, "/api/plans", _question(f"{PLAN}-{i}", 10.0)) for i in range(n_plans)]
    beside, full = await asyncio.gather(_beside(link, flood_s), asyncio.gather(*flood))
    ran_off = await _ran_off(link, began_s, n_plans)
    return {
        "first_plan_s": round(first_s, 2),
        "first_rehearsal_s": round(rehearsal_s, 2),
        **{f"quiet_{name}": value for name, value in quiet.items()},
        **{f"flood_{name}": value for name, value in beside.items()},
        "n_full": sum(full),
        "ran_off_s": round(ran_off, 1),
    }


async def _beside(link: Link, for_s: float) -> dict[str, float]:
    """What others wait, for so many seconds."""
    note = {"kind": "note_logged", "words": "Flood."}
    asks: dict[str, Callable[[], Awaitable[object]]] = {
        "health": lambda: _get(link, "/healthz"),
        "report": lambda: _post(link, "/api/facts", note),
        "page": lambda: _get(link, "/"),
    }
    found = await asyncio.gather(*(_again(asks[k], EVERY_S[k], for_s) for k in asks))
    return {
        name: value for kind, took in zip(asks, found, strict=True)
        for name, value in _spread(kind, took).items()
    }  # fmt: skip


async def _again(ask: Callable[[], Awaitable[object]], every_s: float, for_s: float) -> list[float]:
    """Ask at a steady beat, however long an answer takes: milliseconds of each."""
    end_s, asked = perf_counter() + for_s, list[asyncio.Task[float]]()
    while perf_counter() < end_s:
        asked.append(asyncio.create_task(_timed(ask)))
        await asyncio.sleep(every_s)
    return [seconds * 1000 for seconds in await asyncio.gather(*asked)]


async def _timed(ask: Callable[[], Awaitable[object]]) -> float:
    began_s = perf_counter()
    await ask()
    return perf_counter() - began_s


async def _ran_off(link: Link, began_s: float, n_plans: int) -> float:
    """Seconds until nothing of the flood is in line or at work."""
    while perf_counter() < began_s + SPENT_S:
        line = await _get(link, f"/api/plans/{PLAN}/rehearse")
        open_ = 0 if line["place"] is None else 1
        for i in range(n_plans):
            status, said = await _answer(link, "GET", f"/api/plans/{PLAN}-{i}/work")
            open_ += status == 200 and not said["done"]
        if not open_:
            return perf_counter() - began_s
        await asyncio.sleep(0.5)
    raise Unavailable(f"The flood had not run off after {SPENT_S:g} s.")


async def _hang_up(link: Link, path: str, body: dict[str, Any]) -> bool:
    """Ask, and leave without waiting; whether one was told that the line is full."""
    source, line = await asyncio.open_connection(*link)
    sent = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {link[0]}:{link[1]}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\n\r\n"
    )
    line.write(head.encode() + sent)
    await line.drain()
    try:
        async with asyncio.timeout(HANGS_UP_S):
            told = await source.readline()
    except TimeoutError:
        told = b""
    line.close()
    return b" 503 " in told


async def _get(link: Link, path: str) -> Any:
    status, said = await _answer(link, "GET", path)
    if status >= 400:
        raise Unavailable(f"The room answered {status} at {path}.")
    return said


async def _post(link: Link, path: str, body: dict[str, Any]) -> Any:
    status, said = await _answer(link, "POST", path, body)
    if status >= 400:
        raise Unavailable(f"The room answered {status} at {path}: {said}")
    return said


async def _answer(link: Link, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """One request's status and answer; of a page, its length."""
    source, line = await asyncio.open_connection(*link, limit=64_000_000)
    sent = b"" if body is None else json.dumps(body).encode()
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: {link[0]}:{link[1]}\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\n\r\n"
    )
    line.write(head.encode() + sent)
    whole = await source.read()
    line.close()
    top, _, text = whole.partition(b"\r\n\r\n")
    status = int(top.split(b" ", 2)[1]) if top else 599
    return status, json.loads(text) if text.startswith(b"{") else len(text)


def _spread(name: str, took_ms: list[float]) -> dict[str, float]:
    cuts = quantiles(took_ms, n=100, method="inclusive")
    figures = {"p50": cuts[49], "p99": cuts[98], "max": max(took_ms)}
    return {f"{name}_{part}_ms": round(value, 1) for part, value in figures.items()}


# -- the room that is measured -------------------------------------------------------------


def _question(plan: str, seconds: float) -> dict[str, Any]:
    sites = [f"site-{i}" for i in range(N_SITES)]
    wanted = {"objective": "supply", "sites": sites, "night": True}
    return {"plan": plan, "seconds": seconds, **wanted}


N_SITES, N_PEOPLE = 8, 8


@contextmanager
def _base() -> Iterator[Path]:
    """A founded base in the demo country, with people, a lorry, sites and threats."""
    country = prepared()
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as made:
        folder = Path(made) / "base"
        shutil.copytree(country.maps, folder / MAPS)
        home = country.places["compound"].place
        found(
            folder,
            Founding(name="Bench", map=country.map_file, at=home, zone=country.zone, exercise=True),
            lambda _step, _part: None,
        )
        with open_node(folder, exercise=True) as node:
            base = node.state.here
            node.say_all(_books(base, home))
        yield folder


def _books(base: str, home: Place) -> list[f.Fact]:
    skills = (("lead", "driver"), ("lead", "medic"), ("driver",), ())
    near = [f.Point(*offset(home, 900.0 * (i % 4 - 1.5), 700.0 * (i // 4 + 1))) for i in range(12)]
    return [
        f.ItemDefined(item="ration", name="Rations", unit="pack", need="food", kg=1.0, worth=1.0),
        *(
            f.PersonRegistered(person=f"p-{i}", name=f"Person {i}", base=base,
                               skills=skills[i % len(skills)])
            for i in range(N_PEOPLE)
        ),
        f.VehicleRegistered(vehicle="lorry", name="Lorry", base=base, mode="truck", seats=3,
                            load_kg=3_000, tank_l=120, use_l_per_100km=25),
        f.VehicleReadinessSaid(vehicle="lorry", state="ready", fuel_l=80),
        *(
            fact
            for i in range(N_SITES)
            for fact in (
                f.SiteNoted(site=f"site-{i}", name=f"Site {i}", at=near[i], what="warehouse"),
                f.SightingReported(
                    sighting=f"s-{i}", at=near[i], about="stock", words="Seen.", reliability="B",
                    credibility="2", site=f"site-{i}", contents=(f.Amount("ration", 60.0),),
                ),
            )
        ),
        *(
            f.ThreatNoted(threat=f"t-{i}", name=f"Threat {i}", what="armed", at=near[8 + i],
                          radius_m=300.0, reliability="C", credibility="3")
            for i in range(4)
        ),
    ]  # fmt: skip
