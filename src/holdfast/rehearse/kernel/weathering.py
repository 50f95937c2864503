"""What a day is like, for all teams and all options: threats, sites, storm.

Law. It is drawn before any team leaves, and nothing that teams do changes it.
"""

from math import inf, log
from typing import Any

import numpy as np

from holdfast.plan.compiled import lean
from holdfast.rehearse.kernel.drawing import (
    GOLDEN,
    INDEX,
    NO_BITS,
    ONE,
    TAG_SITE,
    TAG_STORM,
    TAG_THREAT,
    key,
    mix,
    unit,
)
from holdfast.rehearse.kernel.shapes import TOLD_APART
from holdfast.rehearse.script import F64, Rows


@lean
def draw_threats(sources: Rows, tables: F64, rate: F64, seed: int, play: int) -> np.uint64:
    """Which threats are there in this play, and how strong each is."""
    there = NO_BITS
    for k in range(len(rate)):
        z = key(seed, play, TAG_THREAT, k)
        rate[k] = 0.0
        if unit(z) < sources[k].p:
            rate[k] = tables[sources[k].rates, mix(z) & INDEX]
            if k < TOLD_APART:
                there |= ONE << np.uint64(k)
    return there


@lean
def draw_sites(stops: Rows, luck: F64, seed: int, play: int) -> np.uint64:
    """How lucky every site is in this play, and which hold what is hoped."""
    held = NO_BITS
    for site in range(len(luck)):
        luck[site] = unit(key(seed, play, TAG_SITE, site))
    for stop in range(len(stops)):
        site = stops[stop].site
        if site < TOLD_APART and luck[site] < stops[stop].p_there:
            held |= ONE << np.uint64(site)
    return held


@lean
def draw_storm(odds: Any, now: Any, seed: int, play: int) -> int:
    """When a storm comes and goes; 0 where none comes."""
    z = key(seed, play, TAG_STORM, 0)
    now.storm_from = now.storm_to = inf
    if unit(z) >= odds.p_storm:
        return 0
    z = mix(z + GOLDEN)
    now.storm_from = unit(z) * odds.storm_within_s
    z = mix(z + GOLDEN)
    now.storm_to = now.storm_from - odds.storm_s * log(unit(z))
    return 1
