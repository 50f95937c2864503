"""One contact, and what the team does after it.

Law. It turns only where the plan knows a way back.
"""

from typing import Any

from holdfast.plan.compiled import lean
from holdfast.rehearse.kernel.drawing import draw, waits
from holdfast.rehearse.kernel.harming import after_harm, hurt, lose_vehicle
from holdfast.rehearse.kernel.noting import note, strikes
from holdfast.rehearse.kernel.shapes import Book
from holdfast.rehearse.kernel.words import (
    AVOIDED,
    BROKEN_OFF,
    CONTACT,
    CUT_OFF,
    HARM,
    STUCK,
    THROUGH,
    TURNS,
)
from holdfast.rehearse.script import NONE

PASSED, TURN, ENDED = 0, 1, 2
"""After a piece of way: on; back along the leg; they cannot move."""


@lean
def contact(book: Book, odds: Any, now: Any, i: int, apart: bool) -> int:
    """One contact: its outcome, with HARM where somebody was hurt, STUCK where they cannot move.
    Those who are apart have no vehicle to lose, and are looked after once all are together."""
    strikes(book, now, CONTACT, i, 0.0)
    u = draw(now)
    if u < odds.p_avoided:
        what, mean_s, harm = AVOIDED, odds.avoided_s, 0.0
    elif u < odds.p_avoided + odds.p_off:
        what, mean_s, harm = BROKEN_OFF, odds.off_s, odds.harm_off
    elif u < odds.p_avoided + odds.p_off + odds.p_cut:
        what, mean_s, harm = CUT_OFF, odds.cut_s, odds.harm_cut
    else:
        what, mean_s, harm = THROUGH, odds.through_s, odds.harm_through
    now.t += waits(now, mean_s)
    strikes(book, now, what, i, 0.0)
    if harm > 0.0 and now.healthy > 0 and draw(now) < harm:
        what |= HARM
        n = hurt(odds, now)
        if apart:
            strikes(book, now, HARM, i, n)
            return what
        if not now.foot and draw(now) < odds.p_vehicle_hit:
            lose_vehicle(book, odds, now, i)
        if after_harm(book, odds, now, i, n):
            what |= STUCK
    return what


@lean
def after_contact(book: Book, odds: Any, now: Any, i: int, what: int) -> int:
    """What the team does on its way after a contact: goes on, or turns."""
    if what & STUCK:
        return ENDED
    outward = book.pieces[i].to_stop != NONE and not now.homeward
    if (what & CUT_OFF or (what & (BROKEN_OFF | HARM) and outward)) and turns(book, now, i, True):
        return TURN
    if what & CUT_OFF:
        now.t += waits(now, odds.forced_s)
    elif what & BROKEN_OFF:
        now.t += waits(now, odds.around_s)
    return PASSED


@lean
def turns(book: Book, now: Any, i: int, wants: bool) -> bool:
    """Turn back, if it is wanted and can be; the errand is over if they would still go out."""
    if wants and can_turn(book, now, i):
        note(book, now, TURNS, i, 0.0)
        return True
    if book.pieces[i].to_stop != NONE:
        now.over = 1
    return False


@lean
def can_turn(book: Book, now: Any, i: int) -> bool:
    """Whether there is a way back from this leg that the plan knows."""
    if now.homeward or now.n_apart > 0:
        return False
    stop = book.pieces[i].leg_stop
    return stop == NONE or book.stops[stop].back != NONE
