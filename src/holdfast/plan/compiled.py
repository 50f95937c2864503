"""The one door to numba, typed, so that the rest of the code stays checked.

Law. A compiled function calls compiled functions of its own folder alone: what is kept of it on
disk holds while no file of that folder that has compiled functions changes (see kept).
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import config, njit

from holdfast.plan import kept

Function = TypeVar("Function", bound=Callable[..., Any])
UNCOUNTED: dict[str, Any] = {"_nrt": False}
BARE: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}

settings: Any = config
if not settings.CACHE_LOCATOR_CLASSES:  # else somebody has set NUMBA_CACHE_LOCATOR_CLASSES
    settings.CACHE_LOCATOR_CLASSES = kept.PLACES


def compiled(function: Function) -> Function:
    """`function` compiled to machine code on first use, kept on disk beside its file."""
    return cast(Function, njit(cache=True, nogil=True)(function))


def inner(function: Function) -> Function:
    """The same for what only compiled functions call: no door from Python, so quicker to compile.

    Called from Python it fails.
    """
    return cast(Function, njit(cache=True, nogil=True, **BARE)(function))


def folded(function: Function) -> Function:
    """For what one compiled function calls at one place: compiled as a part of it."""
    return cast(Function, njit(cache=True, nogil=True, inline="always")(function))


def lean(function: Function) -> Function:
    """As `inner`, for what makes no arrays: nobody counts who refers to them."""
    return cast(Function, njit(cache=True, nogil=True, **UNCOUNTED, **BARE)(function))


def part(function: Function) -> Function:
    """As `lean`, for the innermost loops: it becomes a part of its callers (measured: 12 times)."""
    made = njit(cache=True, nogil=True, forceinline=True, **UNCOUNTED, **BARE)
    return cast(Function, made(function))
