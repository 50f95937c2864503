"""How an entry's body came, as the store keeps it."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from holdfast.base.clock import GREATEST, Came
from holdfast.store.protocol import Row

_new_came: Callable[[tuple[int, int, int, int]], Came] = partial(tuple.__new__, Came)
"""As `Came`, at half the price: it is made for every entry of a ledger."""


def came_of(row: Row, when: Mapping[int, int] = MappingProxyType({})) -> Came | None:
    """How an entry's body came, where that was kept; `when` tells by number what a later step
    changed.
    """
    late = row.late
    read_ms = row.came_ms if late is None else late.read_ms
    if read_ms is None or not 0 <= read_ms <= GREATEST:  # or the disk changed it
        return None
    at_ms = when.get(row.n, read_ms) if when else read_ms
    if late is None:
        return _new_came((row.n, read_ms, at_ms, 0))
    return Came(late.n, read_ms, at_ms, late.change)
