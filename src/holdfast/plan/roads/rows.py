"""Arcs in rows, by the node that they leave or enter, and the cost of what cannot be reached."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from holdfast.plan.roads.arrays import I32, I64

Array = NDArray[Any]

NEVER = 1 << 60
"""The cost of what cannot be reached; sums of it and of real costs still fit into 64 bits."""


def rows(key: Array, n: int) -> tuple[I64, I32]:
    """Where each row begins, and the indices of `key` sorted by row, in their own order within."""
    indptr = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(key, minlength=n), out=indptr[1:])
    return indptr, np.argsort(key, kind="stable").astype(np.int32)
