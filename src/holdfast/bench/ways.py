"""How fast ways are found on a map on this machine, and how many there are."""

import platform
import tempfile
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from holdfast.base.errors import Refused
from holdfast.plan.boa import MAX_LABELS
from holdfast.plan.chains import Chains, draw
from holdfast.plan.field import weigh
from holdfast.plan.net import net
from holdfast.plan.points import RoadPoint, point_on
from holdfast.plan.roads import F64, Roads
from holdfast.plan.ways import toward, warm, ways
from holdfast.store.roadfile import import_map, load

QUIET_PER_M = 1e-7
"""Expected contacts a metre where nothing is known (assumed)."""

N_ZONES = 12
ZONE_PER_M = (2e-6, 2e-5)
"""Round zones of danger and their rates at the middle (assumed, as in the planner's study)."""

ZONE_WIDTH = (0.02, 0.08)
"""Their widths, in parts of the map's own."""

NOISE = 1.0
"""Standard deviation of the logarithm of an arc's noise, where noise is asked for."""


def bench_ways(
    source: Path,
    *,
    modes: tuple[str, ...] = ("foot", "car"),
    n_pairs: int = 50,
    noise: bool = False,
    seed: int = 1,
    max_labels: int = MAX_LABELS,
) -> dict[str, Any]:
    """Find all ways between random points of a map's largest net.

    Args:
        source: a map file. What is made of it is removed.
        modes: how people move.
        n_pairs: pairs of points for each mode.
        noise: whether hazards vary from arc to arc, which makes far larger fronts.
        seed: of the hazards and the points.
        max_labels: where a search stops.

    Returns:
        For each mode the size of its net, milliseconds in `.._ms`, sizes of the fronts, and how
        many pairs were not joined or not searched to the end; seed and versions beside them.
    """
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as made:
        roads = load(import_map(source, Path(made), lambda _what, _part: None)).roads
    warm()
    figures: dict[str, Any] = {
        mode: _of_mode(roads, mode, n_pairs, noise, seed, max_labels) for mode in modes
    }
    versions = {name: version(name) for name in ("holdfast", "numba", "numpy")}
    return figures | {
        "map": source.name,
        "n_pairs": n_pairs,
        "noise": noise,
        "seed": seed,
        "versions": versions | {"python": platform.python_version()},
    }


def _of_mode(
    roads: Roads, mode: str, n_pairs: int, noise: bool, seed: int, max_labels: int
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
    rows, n_apart, n_stopped = [], 0, 0
    for start, goal in _pairs(chains, rng, n_pairs):
        began = perf_counter()
        look = toward(field, goal)
        looked_ms = _since_ms(began)
        found = ways(look, start, max_labels=max_labels)
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
        "toward": _spread(table[:, 0], "ms"),
        "ways": _spread(table[:, 1], "ms"),
        "both": _spread(table[:, 2], "ms"),
        "front": _spread(table[:, 3], "n"),
        "n_apart": n_apart,
        "n_stopped": n_stopped,
    }


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
