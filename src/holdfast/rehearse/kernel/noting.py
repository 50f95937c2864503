"""Writing down what strikes a team.

Law. Whether a story is written changes nothing that is played.
"""

from typing import Any

from holdfast.plan.compiled import part
from holdfast.rehearse.kernel.shapes import Book


@part
def note(book: Book, now: Any, what: int, piece: int, detail: float) -> None:
    """Write a line of the story; plays without one pass by."""
    rec = book.rec
    if rec.shape[0] > 0:
        n = int(rec[0, 0]) + 1
        if n < rec.shape[0]:
            rec[n, 0], rec[n, 1], rec[n, 2] = now.t, now.team, what
            rec[n, 3], rec[n, 4], rec[n, 5] = piece, now.done, detail
            rec[0, 0] = n


@part
def strikes(book: Book, now: Any, what: int, piece: int, detail: float) -> None:
    """Something strikes the team."""
    now.struck |= what
    note(book, now, what, piece, detail)
