"""Measurements that `holdfast bench` prints as JSON: each a function that returns its figures."""

import os
import platform
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from holdfast.base.errors import Refused


def run(name: str, source: Path | None, noise: bool, n_pairs: int) -> dict[str, Any]:
    """The figures of a benchmark, with the machine and versions that they were taken on.

    Raises:
        Refused: it needs a map and none was named.
    """
    return {"bench": name, "machine": machine(), **_figures(name, source, noise, n_pairs)}


def _figures(name: str, source: Path | None, noise: bool, n_pairs: int) -> Mapping[str, Any]:
    """Brought in one by one: each drags in only what it measures."""
    if name == "ledger":
        from holdfast.bench.ledger import bench_ledger
        from holdfast.bench.node import bench_node

        return bench_ledger() | bench_node()
    if name == "live":
        from holdfast.bench.live import bench_live

        return bench_live()
    if source is None:
        raise Refused("'bench ways' needs a map file: holdfast bench ways MAP.")
    if not 1 <= n_pairs <= 100_000:
        raise Refused("The pairs must lie between 1 and 100,000.")
    from holdfast.bench.ways import bench_ways

    return bench_ways(source, n_pairs=n_pairs, noise=noise)


def machine() -> dict[str, object]:
    """Where this was measured: quote ratios, not single times."""
    return {
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "system": platform.system(),
        "python": sys.version.split()[0],
        "numba": version("numba"),
        "apsw": version("apsw"),
    }
