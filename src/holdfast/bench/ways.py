"""How fast ways are found on a map on this machine, how many there are, and tables of them."""

import platform
import tempfile
from functools import partial
from importlib.metadata import version
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

from holdfast.base.errors import Refused
from holdfast.bench.made import made_city
from holdfast.plan.roads.arrays import F64, MODES, Roads
from holdfast.plan.roads.chains import Chains, draw
from holdfast.plan.roads.field import Field, weigh
from holdfast.plan.roads.net import net
from holdfast.plan.roads.points import RoadPoint, point_on
from holdfast.plan.ways.guides import guided
from holdfast.plan.ways.near import NEAR_STEPS
from holdfast.plan.ways.table import table as table_of
from holdfast.plan.ways.ways import nearly, toward, warm, ways
from holdfast.store.roadfile import import_map, load

QUIET_PER_M = 1e-7
"""Expected contacts a metre where nothing is known (assumed)."""

N_ZONES = 12
ZONE_PER_M = (2e-6, 2e-5)
"""Round zones of danger and their rates at the middle (assumed, as in the planner's study)."""

ZONE_WIDTH = (0.02, 0.08)
"""Their widths, in parts of the map's own."""

MADE = "made:"
"""What a source begins with that is a made city of so many junctions, as 'made:70000'."""

NOISE = 1.0
"""Standard deviation of the logarithm of an arc's noise, where noise is asked for."""


def bench_ways(
    source: Path,
    *,
    modes: tuple[str, ...] = ("foot", "car"),
    n_pairs: int = 50,
    noise: bool = False,
    seed: int = 1,
    max_labels: int | None = None,
    tolerance: float = 0.0,
    table: int = 0,
) -> dict[str, Any]:
    """Find ways between random points of a map's largest net, and a table between some places.

    Args:
        source: a map file, or 'made:70000' for a made city of so many junctions.
        modes: how people move.
        n_pairs: pairs of points for each mode.
        noise: whether hazards vary from arc to arc, which makes far larger fronts.
        seed: of the hazards and the points.
        max_labels: where a search stops; None: where it stops by itself.
        tolerance: 0 for whole fronts; see plan.ways.
        table: places of a table of ways in each of the three modes; 0 for none.

    Returns:
        For each mode the size of its net, milliseconds in `.._ms`, sizes of the fronts, and how
        many pairs were not joined or not searched to the end; with a tolerance, `within` says
        to how many per cent the ways are proven; in `table` for each mode seconds of
        this process' CPU time, all over everything from the roads on; seed and versions beside
        them.
    """
    roads = _roads(source)
    warm()
    how = {"max_labels": max_labels, "tolerance": tolerance}
    figures: dict[str, Any] = {
        mode: _of_mode(roads, mode, n_pairs, noise, seed, how) for mode in modes
    }
    if table:
        figures["table"] = _tables(roads, table, noise, seed)
    versions = {name: version(name) for name in ("holdfast", "numba", "numpy")}
    return figures | {
        "map": source.name,
        "n_pairs": n_pairs,
        "noise": noise,
        "seed": seed,
        "tolerance": tolerance,
        "versions": versions | {"python": platform.python_version()},
    }


def _roads(source: Path) -> Roads:
    """The roads of a map file, or of a made city.

    Raises:
        Refused: a made city of no number of junctions, or of fewer than four.
    """
    if str(source).startswith(MADE):
        size = str(source)[len(MADE) :]
        if not size.isdecimal() or int(size) < 4:
            raise Refused(f"'{source}' is no city; write {MADE}70000 for one of 70,000 junctions.")
        return made_city(int(size))
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as made:
        return load(import_map(source, Path(made), lambda _what, _part: None)).roads


def _of_mode(
    roads: Roads, mode: str, n_pairs: int, noise: bool, seed: int, how: dict[str, Any]
) -> dict[str, Any]:
    """The figures of one mode."""
    rng = np.random.default_rng(seed)
    began = perf_counter()
    chains = draw(roads, net(roads, mode))
    drawn_ms = _since_ms(began)
    hazard = _hazard(roads, rng, noise)
    began = perf_counter()
    field = weigh(chains, hazard)
    weighed_ms = _since_ms(began)
    pairs = _pairs(chains, rng, n_pairs)
    guided_ms = _guided_ms(field) if how["tolerance"] > 0 else {}
    rows: list[tuple[float, float, float, int]] = []
    within: list[float] = []
    n_apart = n_stopped = 0
    for start, goal in pairs:
        began = perf_counter()
        look = toward(field, goal)
        _ = look.sight if how["tolerance"] > 0 else (look.look.first, look.look.second)
        looked_ms = _since_ms(began)
        if how["tolerance"] > 0:
            steps = how["max_labels"] or NEAR_STEPS
            found, proven = nearly(look, start, tolerance=how["tolerance"], max_steps=steps)
            within.append(100 * proven)
        else:
            found = ways(look, start, **how)
        rows.append((looked_ms, _since_ms(began) - looked_ms, _since_ms(began), len(found)))
        n_apart += not found
        n_stopped += any(not way.complete for way in found)
    table = np.array(rows)
    return {
        "n_nodes": int((roads.component[mode] >= 0).sum()),
        "n_arcs": len(chains.net.arc),
        "n_junctions": chains.n,
        "n_chains": len(chains.tail),
        "draw_ms": round(drawn_ms, 1),
        "weigh_ms": round(weighed_ms, 1),
        **guided_ms,
        "toward": _spread(table[:, 0], "ms"),
        "ways": _spread(table[:, 1], "ms"),
        "both": _spread(table[:, 2], "ms"),
        "front": _spread(table[:, 3], "n"),
        **({"within": _spread(np.array(within), "pct")} if within else {}),
        "n_apart": n_apart,
        "n_stopped": n_stopped,
    }


def _guided_ms(field: Field) -> dict[str, float]:
    """How long it takes to draw a map's junctions out once, and to fit a field's guide prices."""
    began = perf_counter()
    _ = field.chains.skeleton
    skeleton_ms = _since_ms(began)
    began = perf_counter()
    guided(field)
    return {"skeleton_ms": round(skeleton_ms, 1), "guides_ms": round(_since_ms(began), 1)}


def _tables(roads: Roads, n: int, noise: bool, seed: int) -> dict[str, Any]:
    """Seconds of CPU time for the ways between so many places in each mode, and how near they are.

    Nets, skeletons and hazards are made anew for each mode, and counted.
    """
    figures: dict[str, Any] = {"n_places": n}
    total_s = 0.0
    for mode in MODES:
        rng = np.random.default_rng(seed)
        told: list[float] = []
        began = process_time()
        chains = draw(roads, net(roads, mode))
        field = weigh(chains, _hazard(roads, rng, noise))
        points = [point for point, _ in _pairs(chains, rng, n)]
        found = table_of(field, points, heard=partial(_tell, told))
        mode_s, total_s = process_time() - began, total_s + process_time() - began
        figures[mode] = {
            "cpu_s": round(mode_s, 2),
            "first_cpu_s": round(told[1] - began, 2),
            "n_ways": int(found.n_ways.sum()),
            "n_prices": len(found.prices_s),
            "within": _spread(100 * found.within.ravel(), "pct"),
        }
    return figures | {"cpu_s": round(total_s, 2)}


def _tell(told: list[float], _n: int) -> None:
    """Note when a price was done."""
    told.append(process_time())


def _hazard(roads: Roads, rng: np.random.Generator, noise: bool) -> F64:
    """Expected contacts on each arc: a little everywhere, more in some round zones."""
    x = (roads.lon[roads.tail] + roads.lon[roads.head]) / 2
    y = (roads.lat[roads.tail] + roads.lat[roads.head]) / 2
    shrink = np.cos(np.radians(y.mean()))
    wide = (np.ptp(x) * shrink + np.ptp(y)) / 2
    rate = np.full(roads.n_arcs, QUIET_PER_M)
    for _ in range(N_ZONES):
        i, width = rng.integers(roads.n_arcs), max(wide * rng.uniform(*ZONE_WIDTH), 1e-9)
        far = np.hypot((x - x[i]) * shrink, y - y[i]) / width
        rate += rng.uniform(*ZONE_PER_M) * np.exp(-far * far / 2)
    if noise:
        rate *= rng.lognormal(0.0, NOISE, roads.n_arcs)
    hazard: F64 = rate * roads.length_m
    return hazard


def _pairs(
    chains: Chains, rng: np.random.Generator, n_pairs: int
) -> list[tuple[RoadPoint, RoadPoint]]:
    """Pairs of points in the middle of arcs of the largest net.

    Raises:
        Refused: nobody can go anywhere in this mode.
    """
    roads, mode = chains.roads, chains.net.mode
    main = roads.component[mode] == 0
    inside = np.isfinite(chains.time_s) & main[roads.tail] & main[roads.head]
    arcs = np.flatnonzero(inside)
    if not len(arcs):
        raise Refused(f"The map has no roads for '{mode}'; take another map or another mode.")
    return [
        (point_on(chains, int(a), float(f)), point_on(chains, int(b), float(g)))
        for (a, b), (f, g) in zip(
            rng.choice(arcs, (n_pairs, 2)), rng.uniform(size=(n_pairs, 2)), strict=True
        )
    ]


def _spread(figures: F64, unit: str) -> dict[str, float]:
    """Median, 90th and 99th part of a hundred, and the greatest."""
    p50, p90, p99, most = np.percentile(figures, [50, 90, 99, 100])
    return {
        f"p50_{unit}": round(float(p50), 1),
        f"p90_{unit}": round(float(p90), 1),
        f"p99_{unit}": round(float(p99), 1),
        f"max_{unit}": round(float(most), 1),
    }


def _since_ms(began: float) -> float:
    """Milliseconds since a reading of the steady clock."""
    return (perf_counter() - began) * 1e3
