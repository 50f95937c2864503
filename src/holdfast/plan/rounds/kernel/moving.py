"""Moving stretches of a row of places.

Law. A row holds the same places before and after.
"""

from holdfast.plan.compiled import inner
from holdfast.plan.roads.arrays import I32


@inner
def turn(seq: I32, i: int, j: int) -> None:
    """Turn the stretch from i to j over."""
    while i < j:
        seq[i], seq[j] = seq[j], seq[i]
        i += 1
        j -= 1


@inner
def shift(seq: I32, i: int, n_moved: int, j: int) -> None:
    """Move the stretch of n_moved places at i so that it comes to stand after place j."""
    if j < i:
        for z in range(n_moved):
            moved = seq[i + z]
            for q in range(i + z, j + 1 + z, -1):
                seq[q] = seq[q - 1]
            seq[j + 1 + z] = moved
    else:
        for _ in range(n_moved):
            moved = seq[i]
            for q in range(i, j):
                seq[q] = seq[q + 1]
            seq[j] = moved


@inner
def write(source: I32, target: I32, n: int) -> None:
    """Write the first n places of one row into another (numba is slow to compile a slice)."""
    for p in range(n):
        target[p] = source[p]
