"""Making ready what would otherwise be slow the first time: the planner's and the play's
code, and the demo.

Law. What is asked first in a room has been asked here before: after it no kernel is compiled
while somebody waits (tests/walk/test_warmth.py).
"""

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

from holdfast.bench.day import day
from holdfast.plan.ground import Ground
from holdfast.plan.offer.offer import in_tries, offer
from holdfast.scenarios import demo
from holdfast.scenarios.stage import prepared
from holdfast.store.roadfile import import_map, load
from holdfast.workers.ready import PARTS

SITES, TRIES = (5, 40), 100
"""Days of few sites, all whose rounds are gone through, and of many, which are searched."""


def warm_planner() -> None:
    """Let numba compile the planner now; it keeps the machine code beside the source.

    1. The smallest questions that go through every search, and one rehearsal: each in a process
    of its own, as many at a time as there are cores. 2. The same here, where they are only read.
    3. Whole days in the demo country.
    """
    cores = os.cpu_count() or 1
    if cores > 1:
        with ProcessPoolExecutor(min(cores, len(SMALLEST)), get_context("spawn")) as pool:
            for done in [pool.submit(one) for one in SMALLEST]:
                done.result()
    for one in SMALLEST:
        one()
    country = prepared()
    ground = Ground(load(import_map(country.map_file, country.maps, lambda *_: None)).roads)
    for n_sites in SITES:
        offer(day(country, ground, np.random.default_rng(1), n_sites), ground, left=in_tries(TRIES))


SMALLEST: tuple[Callable[[], None], ...] = tuple(part for part, _ in PARTS)
"""What compiles most, the longest first."""


def prepare_demo() -> None:
    """Make the demo country and read it in as a map, so that the demo opens at once."""
    demo.prepare()
