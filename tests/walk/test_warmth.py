"""After set-up nobody waits for a compiler."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

COUNT = """
import importlib, pkgutil, sys
import holdfast.plan
from numba.core.dispatcher import Dispatcher

def kernels():
    found = {}
    for module in [m for name, m in sys.modules.items() if name.startswith("holdfast.plan")]:
        for name, kernel in vars(module).items():
            if isinstance(kernel, Dispatcher) and kernel.py_func.__module__ == module.__name__:
                found[f"{module.__name__}.{name}"] = len(kernel.signatures)
    return found

for module in pkgutil.walk_packages(holdfast.plan.__path__, "holdfast.plan."):
    importlib.import_module(module.name)
"""
WARM = """
from holdfast.furnish.warm import warm_planner
warm_planner()
warm = kernels()
assert len(warm) > 90, len(warm)
"""
ANOTHER_DAY = """
import numpy as np
from holdfast.bench.day import day
from holdfast.plan.ground import Ground
from holdfast.plan.offer.offer import in_tries, offer
from holdfast.scenarios.stage import prepared
from holdfast.store.roadfile import import_map, load
country = prepared()
ground = Ground(load(import_map(country.map_file, country.maps, lambda *_: None)).roads)
for seed, n in ((2, 3), (3, 14), (4, 30), (5, 90)):
    offer(day(country, ground, np.random.default_rng(seed), n), ground, left=in_tries(400))
print("anew:", sorted(name for name, n in kernels().items() if n != warm[name]))
"""


@pytest.mark.slow
def test_no_kernel_is_compiled_while_somebody_waits() -> None:
    """Set-up calls every kernel that a day calls, with the arrays that a day has."""
    told = subprocess.run(
        [sys.executable, "-c", COUNT + WARM + ANOTHER_DAY],
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert told.stdout.splitlines() == ["anew: []"], told.stderr


@pytest.mark.slow
def test_the_first_drill_after_installing_holds_every_check(tmp_path: Path) -> None:
    """With nothing compiled, as after 'pip install': the first question waits for the compiler, and
    then has its whole budget; nothing that the room says is another than the second time."""
    cold = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "code")}
    told = subprocess.run(
        [sys.executable, "-m", "holdfast.cli", "drill", "supply-run", "--json"],
        capture_output=True, text=True, timeout=600, check=False, env=cold,
    )  # fmt: skip
    result = json.loads(told.stdout)
    assert (result["failed"], result["trouble"], told.returncode) == ([], "", 0), told.stderr
