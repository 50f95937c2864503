"""Numbers drawn by chance, from a state that is handed in.

Law. The same state gives the same numbers, on every machine.

Source: Vigna, An experimental exploration of Marsaglia's xorshift generators, scrambled, ACM
Trans. Math. Softw. 42 (2016): xorshift64*.
"""

import numpy as np

from holdfast.plan.compiled import compiled, inner
from holdfast.plan.rounds.kernel.shapes import U64


@compiled
def chance(rng: U64) -> float:
    """A number from 0 up to 1 (xorshift64*)."""
    x = rng[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    rng[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@inner
def below(rng: U64, n: int) -> int:
    """A whole number from 0 up to n."""
    return int(chance(rng) * n)
