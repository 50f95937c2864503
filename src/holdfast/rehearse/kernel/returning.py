"""Home by another way than planned.

Law. Only fallbacks of the plan, and the leg back to where it began, are gone.
"""

from typing import Any

from holdfast.plan.compiled import lean
from holdfast.rehearse.kernel.contacting import ENDED
from holdfast.rehearse.kernel.going import go
from holdfast.rehearse.kernel.noting import strikes
from holdfast.rehearse.kernel.shapes import Book
from holdfast.rehearse.kernel.words import FALLBACK, HOME, STRANDED
from holdfast.rehearse.script import NONE


@lean
def homeward(book: Book, odds: Any, now: Any, stop: int) -> int:
    """Home from a stop by its fallback."""
    now.homeward = 1
    strikes(book, now, FALLBACK, book.stops[stop].back, stop)
    for i in range(book.stops[stop].back, book.stops[stop].back_end):
        if go(book, odds, now, i, 1.0, True) == ENDED:
            return STRANDED
    return HOME


@lean
def turn_back(book: Book, odds: Any, now: Any, at: int) -> int:
    """Back along the leg to where it began, and home from there."""
    now.homeward = 1
    some, stop = now.done, book.pieces[at].leg_stop
    for i in range(at, book.pieces[at].leg - 1, -1):
        if some > 0.0 and go(book, odds, now, i, some, False) == ENDED:
            return STRANDED
        some = 1.0
    return HOME if stop == NONE else homeward(book, odds, now, stop)


@lean
def from_stop(book: Book, odds: Any, now: Any, stop: int) -> int:
    """The errand is over at a stop: by its fallback; NONE where they go on along the planned way,
    staying nowhere, because it has none or because some are still apart."""
    now.over = 1
    if now.n_apart > 0 or book.stops[stop].back == NONE:
        return NONE
    return homeward(book, odds, now, stop)
