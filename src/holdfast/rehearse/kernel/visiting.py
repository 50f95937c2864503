"""One stop: to stay, to search, to load, to leave or to meet an element.

Law. No stay is meant to last beyond the turn-round time of its stop.
"""

from math import exp
from typing import Any

import numpy as np

from holdfast.plan.compiled import lean, part
from holdfast.rehearse.kernel.contacting import contact
from holdfast.rehearse.kernel.drawing import ONE, draw, factor
from holdfast.rehearse.kernel.harming import is_stuck, make_room
from holdfast.rehearse.kernel.meeting import darker, have_met, next_contact, renew
from holdfast.rehearse.kernel.noting import note, strikes
from holdfast.rehearse.kernel.returning import from_stop
from holdfast.rehearse.kernel.shapes import Book
from holdfast.rehearse.kernel.words import (
    APART,
    ARRIVES,
    BROKEN_OFF,
    CLOSED,
    CUT_OFF,
    CUT_SHORT,
    EMPTY,
    HARM,
    LOADED,
    MEETS,
    STRANDED,
    STUCK,
    TOO_LATE,
    WAITED,
)
from holdfast.rehearse.script import NONE


@part
def visit(book: Book, odds: Any, now: Any, i: int) -> int:
    """One stop; NONE where the day goes on along the plan after it, else how it ended."""
    number = book.pieces[i].stay
    stop = book.stops[number]
    now.done = 0.0
    note(book, now, ARRIVES, i, number)
    met = now.n_apart > 0 and book.stops[book.pieces[now.apart_at].stay].meet == number
    if met and meet_element(book, odds, now, i):
        return STRANDED
    if now.over:
        return from_stop(book, odds, now, number)
    if now.t >= stop.turn_s:
        strikes(book, now, TOO_LATE, i, number)
        return from_stop(book, odds, now, number)
    if now.t > stop.closes_s:
        strikes(book, now, CLOSED, i, number)
    elif stay(book, odds, now, i):
        return STRANDED if now.struck & STUCK else from_stop(book, odds, now, number)
    now.done = 1.0
    split(book, now, i)
    if not stop.is_last and now.t + stop.onward_s * now.pace > book.stops[number + 1].turn_s:
        strikes(book, now, TOO_LATE, i, number)
        return from_stop(book, odds, now, number)
    return NONE


@part
def stay(book: Book, odds: Any, now: Any, i: int) -> bool:
    """Search a stop and load what it holds; whether that was broken off."""
    number = book.pieces[i].stay
    stop = book.stops[number]
    there = book.luck[stop.site] < stop.p_there
    wanted_s = book.pieces[i].time_s * factor(book, now, book.pieces[i].spread)
    stay_s = wanted_s
    if not there:
        strikes(book, now, EMPTY, i, number)
        stay_s *= odds.look
    if now.t + stay_s > stop.turn_s:
        stay_s = stop.turn_s - now.t
        strikes(book, now, CUT_SHORT, i, number)
    stay_s = search(book, odds, now, i, stay_s)
    if stay_s == NONE:
        return True
    if there and stay_s >= odds.enough * wanted_s:
        now.load |= ONE << np.uint64(number - book.teams[now.team].stop)
        note(book, now, LOADED, i, number)
    return False


@part
def search(book: Book, odds: Any, now: Any, i: int, stay_s: float) -> float:
    """Stay so long at a stop, whatever comes; how long it lasted, NONE if it was broken off."""
    left_s, planned_s = stay_s, book.pieces[i].time_s
    turn_s = book.stops[book.pieces[i].stay].turn_s
    while True:
        first = 2.0
        share = left_s / planned_s * darker(book, odds, now) if planned_s > 0.0 else 0.0
        if now.n_due:
            first = next_contact(book, i, share)
        x = min(first, 1.0)
        if now.n_due:
            have_met(book, i, share * x)
        now.t += left_s * x
        left_s *= 1.0 - x
        if first >= 1.0:
            return stay_s
        renew(book, now, i)
        now.done = 1.0 - left_s / stay_s
        if contact(book, odds, now, i, False) & (BROKEN_OFF | CUT_OFF | HARM):
            return NONE
        if now.t + left_s > turn_s:
            stay_s -= left_s
            left_s = max(0.0, turn_s - now.t)
            stay_s += left_s
            strikes(book, now, CUT_SHORT, i, book.pieces[i].stay)


@part
def split(book: Book, now: Any, i: int) -> None:
    """Some stay here as an element, if the plan says so and enough are left."""
    stop = book.stops[book.pieces[i].stay]
    if stop.apart > 0 and now.healthy > stop.apart and now.n_apart == 0:
        now.n_apart = stop.apart
        now.healthy -= stop.apart
        now.apart_at = i
        now.apart_s = now.t
        note(book, now, APART, i, stop.apart)


@lean
def meet_element(book: Book, odds: Any, now: Any, i: int) -> bool:
    """Those who stayed apart join again: the later waits for the other; whether all are stuck."""
    at = book.pieces[now.apart_at]
    ready_s = now.apart_s + book.stops[at.stay].work_s * now.pace
    if ready_s > now.t:
        now.t = ready_s
        strikes(book, now, WAITED, i, 0.0)
    share = (now.t - now.apart_s) / at.time_s if at.time_s > 0.0 else 0.0
    met = 0.0
    for j in range(at.met, at.met_end):
        met += book.mets[j].h * book.rate[book.mets[j].source] * share
    others = now.healthy
    now.healthy = now.n_apart
    now.n_apart = 0
    what = 0
    if met > 0.0 and draw(now) < 1.0 - exp(-met):
        what = contact(book, odds, now, i, True)
    now.healthy += others
    note(book, now, MEETS, i, 0.0)
    if what & HARM:
        now.over = 1
        make_room(book, now, i)
        return is_stuck(book, odds, now, i)
    return False
