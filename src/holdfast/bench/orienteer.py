"""Measuring engines on instances of the orienteering problem, against the best scores known.

Laws. A score is what the routes say when they are walked again here, in plain floats; a route that
breaks a limit, or visits a point twice, makes its instance a failure that is named and counts as a
score of 0. Every engine gets the same question and as many CPU seconds. What has been measured
when someone stops it is not lost.
"""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import pairwise
from math import fsum
from pathlib import Path
from typing import Any

import numpy as np

from holdfast.base.errors import Damaged, Unavailable
from holdfast.bench.budget import Budget
from holdfast.bench.yardsticks import Engine
from holdfast.formats.orienteering import Orienteering
from holdfast.plan.rounds.question import Rounds, Routes
from holdfast.plan.rounds.search import search
from holdfast.progress import Bar

ROUNDING = 1e-9
"""How far, relatively, a sum of floats may pass its limit."""

OURS = "ours"


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """An instance by its name, and the best score known of it, if one is."""

    name: str
    read: Orienteering
    best: float | None


@dataclass(slots=True)
class Measured:
    """What one engine did on one instance after another."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    routes: dict[str, list[list[int]]] = field(default_factory=dict)

    def shown(self) -> dict[str, Any]:
        """Means over the instances whose best score is known; the others are named."""
        known = [row for row in self.rows if row["gap_pct"] is not None]
        gaps = [row["gap_pct"] for row in known]
        return {
            "mean_gap_pct": round(fsum(gaps) / len(gaps), 4) if gaps else None,
            "max_gap_pct": max(gaps, default=None),
            "at_bks": sum(gap <= 0 for gap in gaps),
            "n": len(known),
            "cpu_s": round(fsum(row["cpu_s"] for row in self.rows), 2),
            "failed": {row["name"]: row["faults"] for row in self.rows if row["faults"]},
            "unknown": [row["name"] for row in self.rows if row["gap_pct"] is None],
            "instances": self.rows,
        }


def measure(
    instances: Sequence[Instance], beside: Mapping[str, Engine], *, cpu_s: float, seed: int
) -> tuple[dict[str, Measured], bool]:
    """What our search and the engines beside it do, instance by instance.

    Args:
        instances: in the order in which they are measured.
        beside: engines by name.
        cpu_s: what each gets for each instance, in CPU seconds.
        seed: the same for each.

    Returns:
        What was measured, by engine; and whether it was stopped (Ctrl-C) before its end.
    """
    engines = {OURS: ours, **beside}
    measured = {name: Measured() for name in engines}
    questions = [question(instance.read) for instance in instances]
    try:
        warm(questions)
        with Bar() as bar:
            for i, (instance, asked) in enumerate(zip(instances, questions, strict=True)):
                bar(_step(instance, measured[OURS]), i / len(instances))
                done = {
                    name: _one(instance, asked, engine, cpu_s, seed)
                    for name, engine in engines.items()
                }
                for name, (row, walked) in done.items():
                    measured[name].rows.append(row)
                    measured[name].routes[instance.name] = walked
    except KeyboardInterrupt:
        return measured, True
    return measured, False


def figures(
    measured: Mapping[str, Measured], stopped: bool, *, cpu_s: float, seed: int
) -> dict[str, Any]:
    """All that is printed: ours first, the others under `with`."""
    names = ("holdfast", "numba", "numpy", *(name for name in measured if name != OURS))
    shown = {name: one.shown() for name, one in measured.items()}
    beside = {name: one for name, one in shown.items() if name != OURS}
    return {
        "seconds": cpu_s,
        "seed": seed,
        "versions": {name: version(name) for name in names},
        "stopped": stopped,
        **{key: value for key, value in shown[OURS].items() if key != "instances"},
        **disproved(measured[OURS].rows),
        **({"with": beside} if beside else {}),
        "instances": shown[OURS]["instances"],
    }


def disproved(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Best known scores that our search has proven to be out of reach, and the gaps without them.

    A search that made no tries was exact; what it found is the optimum.
    """
    beyond = [row for row in rows if row["tries"] == 0 and (row["gap_pct"] or 0) > 0]
    gaps = [row["gap_pct"] for row in rows if row["gap_pct"] is not None and row not in beyond]
    return {
        "disproved": {row["name"]: row["score"] for row in beyond},
        "mean_gap_without_disproved_pct": round(fsum(gaps) / len(gaps), 4) if gaps else None,
        "max_gap_without_disproved_pct": max(gaps, default=None),
    }


def keep(out: Path, measured: Mapping[str, Measured]) -> None:
    """Write our routes to a file: by instance, each route as points of its file, from 0.

    Raises:
        Unavailable: it cannot be written.
    """
    try:
        out.write_text(json.dumps(measured[OURS].routes), "utf-8")
    except OSError as exc:
        raise Unavailable(f"'{out}' cannot be written: {exc.strerror}.") from exc


def best_known(path: Path) -> dict[str, float]:
    """The best scores in a table with the columns `instance` and `bks` or `optimum_one_team`.

    Raises:
        Damaged: it is no such table.
        Unavailable: it cannot be read.
    """
    try:
        rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    except OSError as exc:
        raise Unavailable(f"'{path}' cannot be read: {exc.strerror}.") from exc
    except (UnicodeDecodeError, csv.Error) as exc:
        raise Damaged(f"'{path}' is no table of scores.") from exc
    column = next((c for c in ("bks", "optimum_one_team") if rows and c in rows[0]), None)
    if column is None or "instance" not in rows[0]:
        raise Damaged(f"'{path}' needs the columns 'instance' and 'bks' or 'optimum_one_team'.")
    try:
        return {row["instance"]: float(row[column]) for row in rows if row[column]}
    except (TypeError, ValueError) as exc:
        raise Damaged(f"'{path}' holds a score that is no number.") from exc


def question(read: Orienteering) -> Rounds:
    """The instance as our search is asked it: its points with a score are the sites."""
    sites = _sites(read)
    n, m = len(sites), read.n_teams
    places = [*sites, read.start, read.end]
    nothing, unlimited = np.zeros((1, n + 2, n + 2)), np.full(m, np.inf)
    return Rounds(
        kind=np.zeros(m, np.int64),
        time_s=np.ascontiguousarray(read.distance[np.ix_(places, places)])[None],
        hazard=nothing, length_m=nothing, stay_hazard=np.zeros(n),
        stay_s=read.stay[sites], opens_s=read.opens[sites], closes_s=read.closes[sites],
        kg=np.zeros((n, 1)), worth=read.score[sites][:, None],
        able=np.ones((m, n), bool), depart_s=np.zeros(m), latest_s=np.full(m, read.latest),
        hazard_most=unlimited, reach_m=unlimited, capacity_kg=unlimited, lives=False,
    )  # fmt: skip


def walked(read: Orienteering, routes: Routes) -> list[list[int]]:
    """The routes as points of the file from start to end; teams that stay have none."""
    sites = _sites(read)
    return [[read.start, *(sites[u] for u in stops), read.end] for stops in routes if stops]


def judge(read: Orienteering, routes: Sequence[Sequence[int]]) -> tuple[float, list[str]]:
    """The score of routes over points of the file, walked again plainly; and their faults."""
    faults = []
    visits = [point for route in routes for point in route[1:-1]]
    faults += [f"Point {p} is visited twice." for p in sorted(set(visits)) if visits.count(p) > 1]
    if len(routes) > read.n_teams:
        faults.append(f"There are {len(routes)} routes for {read.n_teams} teams.")
    for number, route in enumerate(routes):
        if route[0] != read.start or route[-1] != read.end:
            faults.append(f"Route {number} does not lead from the start to the end.")
        faults += [f"Route {number} {what}" for what in _late(read, route)]
    return fsum(float(read.score[point]) for point in set(visits)), faults


def _late(read: Orienteering, route: Sequence[int]) -> list[str]:
    """Where a route comes too late, in words."""
    now, late = 0.0, []
    for here, there in pairwise(route):
        now = max(now + float(read.distance[here, there]), float(read.opens[there]))
        if there != route[-1] and now > float(read.closes[there]) * (1 + ROUNDING):
            late.append(f"comes to point {there} at {now:.3f}, after it closed.")
        now += float(read.stay[there])
    if now > read.latest * (1 + ROUNDING):
        late.append(f"ends at {now:.9g}, over the limit of {read.latest:.9g}.")
    return late


def ours(asked: Rounds, cpu_s: float, seed: int) -> tuple[Routes, int]:
    """Our search, as an engine among others."""
    found = search(asked, seed=seed, left=Budget(cpu_s).left)
    return found.routes, found.n_tries


def warm(questions: Sequence[Rounds]) -> None:
    """Have the search compiled, by questions up to the first that is too large to be proven."""
    for asked in questions:
        found = search(asked, seed=0, left=lambda n: float(n < 1))
        if found.n_tries and not found.proven:
            return


def _sites(read: Orienteering) -> list[int]:
    """The points that may be visited."""
    return [p for p in range(len(read.score)) if p not in (read.start, read.end)]


def _step(instance: Instance, so_far: Measured) -> str:
    """What the progress bar says: the instance, and the mean gap of those before it."""
    mean = so_far.shown()["mean_gap_pct"]
    return f"{instance.name}{'' if mean is None else f' (so far {mean:.3f} %)'}"


def _one(
    instance: Instance, asked: Rounds, engine: Engine, cpu_s: float, seed: int
) -> tuple[dict[str, Any], list[list[int]]]:
    """One engine on one instance: its figures and its routes."""
    budget = Budget(cpu_s)
    routes, n_tries = engine(asked, cpu_s, seed)
    used_s = budget.used_s
    way = walked(instance.read, routes)
    score, faults = judge(instance.read, way)
    score = 0.0 if faults else score
    row = {
        "name": instance.name,
        "score": score,
        "bks": instance.best,
        "gap_pct": None if instance.best is None else _gap_pct(score, instance.best),
        "cpu_s": round(used_s, 3),
        "tries": n_tries,
        "faults": faults,
    }
    return row, way


def _gap_pct(score: float, best: float) -> float:
    """How far a score lies below the best known, in per cent of that; below 0 where it is better.

    Where nothing at all is known to be reachable, anything counts as 100 % better.
    """
    if best == 0:
        return -100.0 if score > 0 else 0.0
    return round(100 * (best - score) / best, 4)
