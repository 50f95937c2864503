"""How fast missions are rehearsed: plays for each CPU second, alone, on two processes, by SimPy.

Laws. Every rate is the median of runs that take turns, so that a busy machine weighs on all alike.
The oracle of the tests plays the same missions; away from a checkout it is said why it does not.
"""

import importlib.util
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from types import ModuleType
from typing import Any

import numpy as np

from holdfast.bench.options import Options
from holdfast.progress import Bar
from holdfast.rehearse.mission import Mission, Piece, Stop, Team
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.plays import play
from holdfast.rehearse.script import Script
from holdfast.rehearse.writing import write
from holdfast.workers.processes import Processes
from holdfast.workers.rehearsing import TASK, Asked, pieces

N_RUNS = 5
N_PLAYS = 200_000
N_ORACLE = 400
N_SPREAD = 6_000_000
"""Plays for the two processes: seconds, beside which the last piece's end counts for nothing."""
WARM = 1_000
N_LEGS = 24
MAP_SEED = 0
"""Of the times and hazards of the plans; --seed is that of the plays."""
ORACLE = Path(__file__).resolve().parents[3] / "tests" / "data" / "oracle.py"


def bench_rehearse(
    asked: Options,
    *,
    n_runs: int = N_RUNS,
    n_plays: int = N_PLAYS,
    n_oracle: int = N_ORACLE,
    n_spread: int = N_SPREAD,
) -> dict[str, Any]:
    """Plays for each second of the prototype's plan, and of one that splits and is fetched after.

    Args:
        asked: the seed of the plays.
        n_runs: for each figure. n_plays, n_oracle: in each run, by the kernel and by SimPy.
        n_spread: plays on one and on two processes.
    """
    missions, odds = {"plan_of_24_legs": legs(), "split_and_second_pickup": split()}, Odds()
    simpy, why = oracle()
    rows: dict[str, Any] = {}
    with Bar() as bar:
        for k, (name, mission) in enumerate(missions.items()):
            bar(f"Playing: {name}", k / 3)
            rows[name] = _rates(mission, odds, asked.seed, n_runs, n_plays, n_oracle, simpy)
        bar("Playing on two processes", 2 / 3)
        rows["two_processes"] = _spread(write(legs(), odds), odds, asked.seed, n_spread, n_runs)
    return {
        "missions_per_core_s": rows["plan_of_24_legs"]["missions_per_core_s"],
        "split_missions_per_core_s": rows["split_and_second_pickup"]["missions_per_core_s"],
        "share_of_linear": rows["two_processes"]["share_of_linear"],
        "share_of_linear_cpu": rows["two_processes"]["share_of_linear_cpu"],
        "simpy_missions_per_core_s": rows["plan_of_24_legs"]["simpy_missions_per_core_s"],
        "seed": asked.seed,
        "rows": rows,
        "no_simpy": why,
        "versions": {
            name: version(name) for name in ("numba", "numpy", *(["simpy"] * bool(simpy)))
        },
    }


def legs() -> Mission:
    """The prototype's plan: 24 legs with a stop after every other one, six people in a car."""
    rng = np.random.default_rng(MAP_SEED)
    time_s = rng.uniform(5, 25, N_LEGS) * 60
    hazard = rng.lognormal(-4, 1, N_LEGS) / 3
    ways: list[tuple[Piece, ...]] = [()]
    stops: list[Stop] = []
    for i in range(N_LEGS):
        ways[-1] += (Piece(time_s[i], time_s[i] * 8, hazards={0: hazard[i]}),)
        if i % 2 == 0:
            back = Piece(0.7 * time_s[: i + 1].sum(), hazards={0: 0.7 * hazard[: i + 1].sum()})
            turn_s = 700 * 60 - 0.35 * time_s[i + 1 :].sum()
            stops.append(Stop(Piece(900.0), i, turn_s=turn_s, fallback=(back,)))
            ways.append(())
    team = Team("car", tuple(ways), tuple(stops), 6, 0.0, float(time_s.sum()), 1, 6, 1)
    return Mission((team,), dark_s=700 * 60.0)


def split() -> Mission:
    """Two of six stay at the first stop and are met again; on the way home somebody is hurt, the
    load is left, and a second run goes for it in every play."""
    fear = {0: 0.004, 1: 0.03}
    way = (Piece(1_500.0, 9_000.0, 0.3, fear), Piece(1_200.0, 8_000.0, 0.6, fear))
    hit = (Piece(1_500.0, 9_000.0, 0.3, fear, hits=True), *way)
    stay = Piece(2_700.0, hazards={0: 0.01})
    stops = (
        Stop(stay, 0, 0.9, 30_000.0, way, apart=2, work_s=9_000.0),
        Stop(stay, 1, 0.6, 33_000.0, way),
        Stop(stay, 0, 0.9, 36_000.0, way),
    )
    first = Team("car", (way, way, way, hit), stops, 6, 0.0, 28_000.0, 1, 6)
    pickup = Stop(Piece(1_800.0, hazards={0: 0.01}), 2, 1.0, 60_000.0, way)
    second = Team("truck", (way, way), (pickup,), 4, 20_000.0, 40_000.0, 1, 6, 1, 0, "cache")
    return Mission((first, second), (1.0, 0.3), dark_s=40_000.0)


def oracle() -> tuple[ModuleType | None, str | None]:
    """The SimPy model of the tests, or why it is not here."""
    if importlib.util.find_spec("simpy") is None:
        return None, "SimPy is not installed."
    spec = importlib.util.spec_from_file_location("holdfast_oracle", ORACLE)
    if spec is None or spec.loader is None or not ORACLE.is_file():
        return None, "The oracle of the tests lies in a checkout only."
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module, None


def _rates(
    mission: Mission, odds: Odds, seed: int, n_runs: int, n: int, n_oracle: int,
    simpy: ModuleType | None,
) -> dict[str, Any]:  # fmt: skip
    """Plays for each CPU second, kernel and SimPy by turns; and what the plays were like."""
    script = write(mission, odds)
    runs = play(script, odds, seed, 0, n).runs
    kernel_s, simpy_s = [], []
    for turn in range(n_runs):
        kernel_s.append(_cpu_s(partial(play, script, odds, seed, turn * n, n)))
        if simpy is not None:
            luck = simpy.Luck(seed + turn)
            simpy_s.append(_cpu_s(partial(_with_simpy, simpy, mission, odds, luck, n_oracle)))
    rate, beside = n / median(kernel_s), n_oracle / median(simpy_s) if simpy_s else None
    return {
        "missions_per_core_s": rate,
        "slowest": n / max(kernel_s),
        "fastest": n / min(kernel_s),
        "simpy_missions_per_core_s": beside,
        "times_simpy": rate / beside if beside else None,
        "n_plays": n,
        "n_runs": n_runs,
        "teams": [
            {"share_left": float((t["end_s"] > 0).mean()),
             "share_hurt": float((t["walking"] + t["stretcher"] + t["dead"] > 0).mean())}
            for t in runs.T
        ],
    }  # fmt: skip


def _with_simpy(simpy: ModuleType, mission: Mission, odds: Odds, luck: object, n: int) -> None:
    for _ in range(n):
        simpy.play(mission, odds, luck)


def _cpu_s(work: Callable[[], object]) -> float:
    """CPU seconds of this process."""
    began = process_time()
    work()
    return process_time() - began


def _spread(script: Script, odds: Odds, seed: int, n: int, n_runs: int) -> dict[str, Any]:
    """The same plays on one process and on two, by turns: by the clock, and in CPU seconds."""
    clock: dict[int, list[float]] = {1: [], 2: []}
    cpu: dict[int, list[float]] = {1: [], 2: []}
    work = Asked(script, odds, seed, 0, n)
    for _ in range(n_runs):
        for k in clock:
            start_s, _ = _through(k, replace(work, n=WARM))
            all_s, took_s = _through(k, work)
            cpu[k].append(all_s - start_s)
            clock[k].append(took_s)
    return {
        "share_of_linear": median(a / (2 * b) for a, b in zip(clock[1], clock[2], strict=True)),
        "share_of_linear_cpu": median(a / b for a, b in zip(cpu[1], cpu[2], strict=True)),
        "missions_per_s": {k: n / median(s) for k, s in clock.items()},
        "missions_per_cpu_s": {k: n / median(s) for k, s in cpu.items()},
        "n_plays": n,
        "n_runs": n_runs,
        "cores": os.cpu_count(),
        "load_after": os.getloadavg()[0],
        "note": "By the clock whatever else the machine does counts against it; by CPU seconds, of "
        "all processes and ours, it does not, and neither does waiting.",
    }


def _through(n_workers: int, work: Asked) -> tuple[float, float]:
    """CPU seconds of new workers and ours, their start counted; seconds of the clock, without."""
    before_s = _all_cpu_s()
    with Processes(n_workers) as workers:
        warm = [replace(work, n=WARM)] * (4 * n_workers)
        for _ in workers.each(TASK, warm):
            pass
        began = perf_counter()
        found = sum(len(plays) for _, plays in workers.each(TASK, pieces(work)))
        took_s = perf_counter() - began
    assert found == work.n  # noqa: S101  # what was asked in pieces came back
    return _all_cpu_s() - before_s, took_s


def _all_cpu_s() -> float:
    """CPU seconds of this process and of its children that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system
