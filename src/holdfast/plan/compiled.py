"""The one door to numba, typed, so that the rest of the code stays checked.

Law. A compiled function and every compiled function it calls live in one file: numba's cache
looks at that file alone when it decides whether what it kept still holds.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """`function` compiled to machine code on first use, kept on disk beside its file."""
    return cast(Function, njit(cache=True, nogil=True)(function))
