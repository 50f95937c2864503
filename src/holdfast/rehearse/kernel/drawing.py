"""What a play draws: numbers made of the seed, the play and what they are for.

Law. What is drawn depends on the seed, the number of the play and what it is drawn for alone.

Source: Steele, Lea, Flood, Fast splittable pseudorandom number generators, OOPSLA 2014
(SplitMix64): its mixing function on a counter.
"""

from math import inf, log
from typing import Any

import numpy as np

from holdfast.plan.compiled import part
from holdfast.rehearse.kernel.shapes import Book
from holdfast.rehearse.odds import SPREADS

TAG_THREAT, TAG_DUE, TAG_SITE, TAG_STORM, TAG_TEAM, TAG_LAST = 1, 2, 3, 4, 5, 6
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
SECOND = np.uint64(0xBF58476D1CE4E5B9)
THIRD = np.uint64(0x94D049BB133111EB)
INDEX = np.uint64(SPREADS - 1)
BITS = np.uint64(12)
NO_BITS, ONE = np.uint64(0), np.uint64(1)
PER_DRAW = 5


@part
def mix(z: np.uint64) -> np.uint64:
    """A number that shares nothing visible with its neighbours'."""
    z = (z ^ (z >> np.uint64(30))) * SECOND
    z = (z ^ (z >> np.uint64(27))) * THIRD
    return z ^ (z >> np.uint64(31))


@part
def key(seed: int, play: int, tag: int, i: int) -> np.uint64:
    """The number of one thing in one play."""
    z = mix(np.uint64(seed) * GOLDEN + np.uint64(play))
    return mix(z + np.uint64(tag) * SECOND + np.uint64(i) * THIRD)


@part
def unit(z: np.uint64) -> float:
    """A number in (0, 1)."""
    return (float(z >> np.uint64(11)) + 0.5) / 9007199254740992.0


@part
def draw(now: Any) -> float:
    """The team's next number in (0, 1)."""
    now.state += GOLDEN
    return unit(mix(now.state))


@part
def waits(now: Any, mean_s: float) -> float:
    """A time of that mean, exponentially distributed."""
    return -mean_s * log(draw(now))


@part
def kilometres(now: Any, per_km: float) -> float:
    """How far it is to the next of what comes so often."""
    return -log(draw(now)) / per_km if per_km > 0.0 else inf


@part
def factor(book: Book, now: Any, row: int) -> float:
    """The next of a table's factors: five from each number."""
    if now.factors == NO_BITS:
        now.state += GOLDEN
        now.noise = mix(now.state)
        now.factors = np.uint64(PER_DRAW)
    j = now.noise & INDEX
    now.noise = now.noise >> BITS
    now.factors -= ONE
    return book.tables[row, j]
