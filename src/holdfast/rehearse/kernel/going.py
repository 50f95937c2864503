"""Passing a piece of way, whatever comes.

Law. What comes first on the rest of a piece comes; then the rest is looked at anew.
"""

from math import inf
from typing import Any

from holdfast.plan.compiled import lean, part
from holdfast.rehearse.kernel.contacting import ENDED, PASSED, TURN, after_contact, contact, turns
from holdfast.rehearse.kernel.drawing import draw, factor, kilometres, waits
from holdfast.rehearse.kernel.harming import after_harm, falls, is_stuck, lose_vehicle
from holdfast.rehearse.kernel.meeting import darker, have_met, next_contact, renew
from holdfast.rehearse.kernel.noting import strikes
from holdfast.rehearse.kernel.shapes import Book
from holdfast.rehearse.kernel.words import (
    BLOCKED,
    BREAKDOWN,
    DARK,
    HARM,
    SPRAIN,
    STORM,
    STUCK,
    WAY_CUT,
)
from holdfast.rehearse.script import NONE


@lean
def go(book: Book, odds: Any, now: Any, i: int, some: float, ahead: bool) -> int:
    """Pass a part of a piece of way, whatever comes.

    Leaves in `done` how much of the piece lies behind them as seen from its beginning.
    """
    piece = book.pieces[i]
    noise = factor(book, now, piece.spread) * now.pace
    whole = ahead and some == 1.0
    shut = whole and piece.shut == 1
    now.done = 0.0 if ahead else some
    if whole and piece.hits == 1 and now.healthy > 0:
        what = is_hit(book, odds, now, i)
        if what != PASSED:
            return what
    while True:
        time_s = piece.time_s
        if now.foot and not book.teams[now.team].foot:
            time_s = max(time_s, piece.length_m / odds.walk_mps)
        time_s *= noise * slowed(book, odds, now, i) * some
        km = piece.length_m * some * 1e-3
        wear = km if now.foot else km * (1.0 + (odds.rough_breakdown - 1.0) * piece.rough)
        share = some * darker(book, odds, now)
        middle = 1.0 - 0.5 / some if shut else inf
        first, which = soonest(book, now, i, km, wear, share, middle)
        x = min(first, 1.0)
        if now.n_due:
            have_met(book, i, share * x)
        now.t += time_s * x
        now.moved_m += km * x * 1e3
        now.break_due -= wear * x
        now.block_due -= km * x
        some *= 1.0 - x
        now.done = 1.0 - some if ahead else some
        if first >= 1.0:
            return PASSED
        shut = shut and which != 3
        what = comes(book, odds, now, i, which)
        if what != PASSED:
            return what


@part
def slowed(book: Book, odds: Any, now: Any, i: int) -> float:
    """How much longer a piece takes now: dark, storm, and people who are hurt."""
    slow = 1.0
    if now.t >= book.dark_s:
        slow *= odds.dark_slow_foot if now.foot else odds.dark_slow
        now.struck |= DARK
    if now.storm_from <= now.t < now.storm_to:
        rough = book.pieces[i].rough
        slow *= odds.storm_slow + (odds.storm_slow_rough - odds.storm_slow) * rough
        now.struck |= STORM
    if now.foot:
        if now.stretcher > 0:
            slow *= odds.stretcher_slow
        elif now.walking > 0:
            slow *= odds.wounded_slow
    return slow


@part
def soonest(
    book: Book, now: Any, i: int, km: float, wear: float, share: float, shut: float
) -> tuple[float, int]:
    """The part of what is left of a piece after which something comes, beyond 1 for nothing; and
    what: a contact, a breakdown, a blocked road, the cut that is known, which comes at `shut`."""
    first, which = 2.0, 0
    if now.n_due:
        first = next_contact(book, i, share)
    if wear > 0.0 and now.break_due < first * wear:
        first, which = now.break_due / wear, 1
    if km > 0.0 and now.block_due < first * km:
        first, which = now.block_due / km, 2
    if shut < first:
        first, which = shut, 3
    return first, which


@lean
def comes(book: Book, odds: Any, now: Any, i: int, which: int) -> int:
    """What comes first on a piece."""
    if which == 0:
        renew(book, now, i)
        return after_contact(book, odds, now, i, contact(book, odds, now, i, False))
    if which == 1:
        return breaks_down(book, odds, now, i)
    return is_blocked(book, odds, now, i, which == 3)


@lean
def breaks_down(book: Book, odds: Any, now: Any, i: int) -> int:
    """The vehicle breaks down, or somebody on foot is hurt by the ground."""
    if now.foot:
        now.break_due = kilometres(now, odds.sprain_per_km)
        if now.healthy > 0:
            if draw(now) * now.healthy < now.medics:
                now.medics -= 1
            now.healthy -= 1
            now.walking += 1
            strikes(book, now, SPRAIN, i, 0.0)
            now.t += waits(now, odds.rest_s)
        return ENDED if is_stuck(book, odds, now, i) else PASSED
    now.break_due = kilometres(now, odds.breakdown_per_km)
    strikes(book, now, BREAKDOWN, i, 0.0)
    now.t += waits(now, odds.repair_s)
    if draw(now) >= odds.p_beyond:
        return PASSED
    lose_vehicle(book, odds, now, i)
    if is_stuck(book, odds, now, i):
        return ENDED
    outward = book.pieces[i].to_stop != NONE and not now.homeward
    return TURN if turns(book, now, i, outward) else PASSED


@lean
def is_blocked(book: Book, odds: Any, now: Any, i: int, known: bool) -> int:
    """The road is blocked: round it, or back; a cut that is known cannot be gone round."""
    if not known:
        per_km = odds.blocked_per_km_foot if now.foot else odds.blocked_per_km
        now.block_due = kilometres(now, per_km)
        strikes(book, now, BLOCKED, i, 0.0)
        if draw(now) < odds.p_around:
            now.t += waits(now, odds.around_s)
            return PASSED
    strikes(book, now, WAY_CUT, i, 0.0)
    if turns(book, now, i, True):
        return TURN
    now.t += waits(now, odds.forced_s)
    return PASSED


@lean
def is_hit(book: Book, odds: Any, now: Any, i: int) -> int:
    """Somebody is hurt for certain, a medic if there is one."""
    now.medics, before = 0, now.medics
    falls(odds, now, True)
    now.medics = max(0, before - 1)
    what = HARM
    if after_harm(book, odds, now, i, 1):
        what |= STUCK
    return after_contact(book, odds, now, i, what)
