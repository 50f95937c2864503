"""How good our rounds are where teams must come home: the team surviving orienteers problem.

Laws. Every engine gets the same question and as many CPU seconds, and what its rounds are worth is
reckoned here from the routes. Rounds that break a limit are named and count as worth nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from importlib.metadata import version
from math import fsum
from typing import Any

from holdfast.base.errors import Refused
from holdfast.bench.greedy import greedy
from holdfast.bench.options import Options
from holdfast.bench.orienteer import ours, warm
from holdfast.bench.proven import optimum
from holdfast.bench.survivors import made, weigh
from holdfast.bench.turns import Goal, sent
from holdfast.bench.yardsticks import Engine, engines, require
from holdfast.plan.rounds.question import Rounds, Routes
from holdfast.progress import Bar

SECONDS = 5.0
P_MIN = (0.7, 0.8, 0.9, 0.95, 0.99)
SIZES = (60, 100)
N_SEEDS = 3

SMALL_SIZES = (8, 12, 15)
SMALL_P_MIN = (0.8, 0.95, 0.99)
SMALL_TEAMS = 2
SMALL_SECONDS = 1.0
"""CPU seconds of our search on a small instance, at most."""

GOALS: tuple[Goal, ...] = ("visited", "home")
"""Expected worths by which ours stands beside the greedy, each time with as many seconds."""

LEVEL = 1e-9
"""Worths this near to each other, relatively, are the same."""

Row = dict[str, Any]
Job = Callable[[], Row]


def bench_survive(
    asked: Options,
    *,
    sizes: Sequence[int] = SIZES,
    small_sizes: Sequence[int] = SMALL_SIZES,
    p_min: Sequence[float] = P_MIN,
    n_seeds: int = N_SEEDS,
) -> dict[str, Any]:
    """Ours against the engines beside it, the greedy of Jorgensen et al., and proven optima.

    Args:
        asked: CPU seconds, the first seed, and the engines.
        sizes: how many sites the made instances have.
        small_sizes: of those that are solved to the end by CP-SAT.
        p_min: the least chances of coming home.
        n_seeds: instances of each size and chance.

    Returns:
        `with`: for each engine on how many instances ours is at least as good, and our lead.
        `greedy`: the same under the objective of Jorgensen et al. (`visited`) and under ours
        (`home`). `proven`: on how many small instances ours is the optimum. Then every instance.

    Raises:
        Refused: an engine is not installed.
    """
    beside = engines(asked.beside)
    cpu_s = asked.seconds or SECONDS
    seeds = range(asked.seed, asked.seed + n_seeds)
    large = [
        partial(_large, n, p, seed, beside, cpu_s) for n in sizes for p in p_min for seed in seeds
    ]
    small, unproven = _small_jobs(small_sizes, seeds, min(cpu_s, SMALL_SECONDS))
    rows, stopped = _done([*large, *small])
    instances = [row for row in rows if "home" in row]
    names = ("holdfast", "numba", "numpy", *beside, *([] if unproven else ["ortools"]))
    return {
        "seconds": cpu_s,
        "seed": asked.seed,
        "versions": {name: version(name) for name in dict.fromkeys(names)},
        "stopped": stopped,
        "failed": [fault for row in rows for fault in row["faults"]],
        "with": {name: _against(instances, "planned", name) for name in beside},
        "greedy": {goal: _against(instances, goal, "greedy") for goal in GOALS},
        "proven": unproven or _proven([row for row in rows if "optimum" in row]),
        "instances": rows,
    }


def _done(jobs: Sequence[Job]) -> tuple[list[Row], bool]:
    """What the jobs give, and whether someone stopped them (Ctrl-C) before the end."""
    rows: list[Row] = []
    try:
        warm([made(1, n, P_MIN[0]) for n in (*SMALL_SIZES, *SIZES)])
        with Bar() as bar:
            for i, job in enumerate(jobs):
                bar(f"Instance {i + 1} of {len(jobs)}", i / len(jobs))
                rows.append(job())
    except KeyboardInterrupt:
        return rows, True
    return rows, False


def _large(n: int, p_min: float, seed: int, beside: Mapping[str, Engine], cpu_s: float) -> Row:
    """One instance: planned worth of all engines; then expected worth, ours and the greedy's."""
    asked = made(seed, n, p_min)
    row: Row = {"name": f"{n} sites, p_min {p_min}, seed {seed}", "faults": []}
    plain = {
        name: _weighed(row, name, asked, engine(asked, cpu_s, seed)[0])
        for name, engine in {"ours": ours, **beside}.items()
    }
    row["planned"] = {name: worth["planned"] for name, worth in plain.items()}
    beside_us = _weighed(row, "greedy", asked, greedy(asked, cpu_s, seed))
    for goal in GOALS:
        worth = _weighed(row, "ours", asked, sent(asked, cpu_s, seed, goal))
        row[goal] = {"ours": round(worth[goal], 6), "greedy": round(beside_us[goal], 6)}
    return row


def _weighed(row: Row, name: str, asked: Rounds, routes: Routes) -> dict[str, float]:
    """What an engine's rounds are worth; nothing, and a line in the row, if they break a limit."""
    weighed = asdict(weigh(asked, routes))
    faults = weighed.pop("faults")
    row["faults"] += [f"{row['name']}, {name}: {fault}" for fault in faults]
    return dict.fromkeys(weighed, 0.0) if faults else weighed


def _small_jobs(
    sizes: Sequence[int], seeds: Sequence[int], cpu_s: float
) -> tuple[list[Job], dict[str, str]]:
    """The instances to be solved to the end; or why there are none."""
    try:
        require("ortools")
    except Refused as exc:
        return [], {"left_out": str(exc)}
    return [
        partial(_small, n, p, seed, cpu_s) for n in sizes for p in SMALL_P_MIN for seed in seeds
    ], {}


def _small(n: int, p_min: float, seed: int, cpu_s: float) -> Row:
    """One small instance: our worth and the optimum."""
    asked = made(seed, n, p_min, SMALL_TEAMS)
    row: Row = {"name": f"{n} sites, p_min {p_min}, seed {seed}", "faults": []}
    row["ours"] = _weighed(row, "ours", asked, ours(asked, cpu_s, seed)[0])["planned"]
    row["optimum"], row["proven"] = optimum(asked)
    return row


def _against(rows: Sequence[Row], goal: str, name: str) -> dict[str, Any]:
    """How ours stands against another: on how many ahead, level and behind, and our lead."""
    pairs = [(row[goal]["ours"], row[goal][name]) for row in rows]
    leads = [_lead_pct(own, other) for own, other in pairs]
    return {
        "n": len(pairs),
        "at_least": sum(own >= other * (1 - LEVEL) for own, other in pairs),
        "better": sum(own > other * (1 + LEVEL) for own, other in pairs),
        "mean_lead_pct": round(fsum(leads) / len(leads), 4) if leads else None,
        "least_lead_pct": round(min(leads), 4) if leads else None,
        "behind": [
            row["name"]
            for row, (own, other) in zip(rows, pairs, strict=True)
            if own < other * (1 - LEVEL)
        ],
    }


def _lead_pct(own: float, other: float) -> float:
    """How far ours lies above another's worth, in per cent of the greater."""
    return 100.0 * (own - other) / max(own, other) if own != other else 0.0


def _proven(rows: Sequence[Row]) -> dict[str, Any]:
    """On how many instances an optimum was proven, and on how many of these ours is one."""
    proven = [row for row in rows if row["proven"]]
    return {
        "n": len(rows),
        "n_proven": len(proven),
        "n_equal": sum(row["ours"] == row["optimum"] for row in proven),
        "behind": [row["name"] for row in proven if row["ours"] < row["optimum"]],
        "beyond": [row["name"] for row in proven if row["ours"] > row["optimum"]],
    }
