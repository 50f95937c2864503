"""Measurements that `holdfast bench` prints as JSON: each a function of what is asked of it."""

import os
import platform
import sys
from collections.abc import Callable, Mapping
from typing import Any

from holdfast.base.errors import Refused
from holdfast.bench.options import Options

Figures = Mapping[str, Any]


def run(name: str, asked: Options) -> dict[str, Any]:
    """The figures of a benchmark, with the machine and versions that they were taken on.

    Raises:
        Refused: it needs something that was not named.
    """
    return {"bench": name, "machine": machine(), **BENCHES[name](asked)}


# Each is brought in when it is asked for: it drags in only what it measures.


def _day(asked: Options) -> Figures:
    from holdfast.bench.day import bench_day

    return bench_day(seconds=asked.seconds or 15.0, seed=asked.seed)


def _flood(_asked: Options) -> Figures:
    from holdfast.bench.flood import bench_flood

    return bench_flood()


def _ledger(_asked: Options) -> Figures:
    from holdfast.bench.ledger import bench_ledger
    from holdfast.bench.node import bench_node

    return bench_ledger() | bench_node()


def _live(_asked: Options) -> Figures:
    from holdfast.bench.live import bench_crowd, bench_live

    return bench_live() | {f"crowd_{name}": n for name, n in bench_crowd().items()}


def _optw(asked: Options) -> Figures:
    from holdfast.bench.optw import bench_optw

    return bench_optw(asked)


def _rates(asked: Options) -> Figures:
    from holdfast.bench.rates import bench_rates

    return bench_rates(asked)


def _rehearse(asked: Options) -> Figures:
    from holdfast.bench.rehearse import bench_rehearse

    return bench_rehearse(asked)


def _survive(asked: Options) -> Figures:
    from holdfast.bench.survive import bench_survive

    return bench_survive(asked)


def _top(asked: Options) -> Figures:
    from holdfast.bench.top import bench_top

    return bench_top(asked)


def _ways(asked: Options) -> Figures:
    if asked.source is None:
        raise Refused("'bench ways' needs a map file: holdfast bench ways MAP.")
    from holdfast.bench.ways import bench_ways

    return bench_ways(
        asked.source,
        n_pairs=asked.n_pairs,
        noise=asked.noise,
        seed=asked.seed,
        tolerance=asked.tolerance,
        table=asked.n_table,
    )


BENCHES: Mapping[str, Callable[[Options], Figures]] = {
    "day": _day,
    "flood": _flood,
    "ledger": _ledger,
    "live": _live,
    "optw": _optw,
    "rates": _rates,
    "rehearse": _rehearse,
    "survive": _survive,
    "top": _top,
    "ways": _ways,
}


def machine() -> dict[str, object]:
    """Where this was measured: quote ratios, not single times."""
    from importlib.metadata import version

    return {
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "system": platform.system(),
        "python": sys.version.split()[0],
        "numba": version("numba"),
        "apsw": version("apsw"),
    }
