"""When a team meets a threat.

Law. What is due of a source is a threshold of what has been met of it, so it does not matter in how
many parts a way is passed.
"""

from math import inf, log
from typing import Any

from holdfast.plan.compiled import lean, part
from holdfast.rehearse.kernel.drawing import draw
from holdfast.rehearse.kernel.shapes import Book


@part
def darker(book: Book, odds: Any, now: Any) -> float:
    """How much more is met at this hour."""
    return odds.dark_hazard if now.t >= book.dark_s else 1.0


@part
def next_contact(book: Book, i: int, share: float) -> float:
    """The part of so much of a piece after which a contact comes; beyond 1 for none."""
    first = 2.0
    for j in range(book.pieces[i].met, book.pieces[i].met_end):
        k = book.mets[j].source
        met = book.mets[j].h * book.rate[k] * share
        if met > 0.0 and book.due[k] < first * met:
            first = max(0.0, book.due[k] / met)
    return first


@part
def have_met(book: Book, i: int, share: float) -> None:
    """So much of a piece is behind them: what is due comes nearer."""
    for j in range(book.pieces[i].met, book.pieces[i].met_end):
        k = book.mets[j].source
        book.due[k] -= book.mets[j].h * book.rate[k] * share


@lean
def renew(book: Book, now: Any, i: int) -> None:
    """The contact that has come is due again later."""
    least, which = inf, -1
    for j in range(book.pieces[i].met, book.pieces[i].met_end):
        k = book.mets[j].source
        if book.due[k] < least:
            least, which = book.due[k], k
    if which >= 0:
        book.due[which] = -log(draw(now))
