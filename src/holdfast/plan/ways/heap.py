"""A binary heap in two arrays, the least key first, that grows as it must.

Law. Of items with equal keys none is preferred: who needs an order among them keeps it in the keys,
or has a heap with ties (boa).
"""

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from holdfast.plan.compiled import inner
from holdfast.plan.roads.arrays import I32, I64

Array = NDArray[Any]

ZERO = cast("int", np.int64(0))
"""A 0 that numba does not take for a constant: what is called with a plain 0 is compiled once more
for that very number (measured at set-up: 5 of 110 s)."""


@inner
def push(keys: I64, items: I32, size: int, key: int, item: int) -> tuple[I64, I32, int]:
    """Put an item on a binary heap; the heap, which may have moved, and its new size."""
    if size == len(keys):
        keys, items = grown(keys, 2 * size), grown(items, 2 * size)
    i = size
    while i > 0:
        above = (i - 1) >> 1
        if keys[above] <= key:
            break
        keys[i], items[i] = keys[above], items[above]
        i = above
    keys[i], items[i] = key, item
    return keys, items, size + 1


@inner
def pop(keys: I64, items: I32, size: int) -> int:
    """Take the least off the heap (it stood at 0); the new size."""
    size -= 1
    key, item = keys[size], items[size]
    i, below = 0, 1
    while below < size:
        if below + 1 < size and keys[below + 1] < keys[below]:
            below += 1
        if key <= keys[below]:
            break
        keys[i], items[i] = keys[below], items[below]
        i = below
        below = 2 * i + 1
    keys[i], items[i] = key, item
    return size


@inner
def grown(old: Array, n: int) -> Array:
    """A copy with room for `n`."""
    new = np.empty(n, old.dtype)
    new[: len(old)] = old
    return new
