"""People hurt, and what follows for the load, the vehicle and those who carry.

Law. Nobody is counted twice or gets lost: who is healthy, walks, is carried or is dead makes up the
team.
"""

from typing import Any

from holdfast.plan.compiled import lean
from holdfast.rehearse.kernel.drawing import NO_BITS, draw, kilometres
from holdfast.rehearse.kernel.noting import strikes
from holdfast.rehearse.kernel.shapes import Book
from holdfast.rehearse.kernel.words import HARM, LOAD_LEFT, STUCK, VEHICLE_LOST


@lean
def hurt(odds: Any, now: Any) -> int:
    """Somebody is hurt, others perhaps too; how many."""
    n, there = 0, now.healthy
    for one in range(there):
        if one == 0 or draw(now) < odds.p_more:
            falls(odds, now, False)
            n += 1
    return n


@lean
def falls(odds: Any, now: Any, carried: bool) -> None:
    """One healthy person is hurt: walks, is carried, or dies."""
    if draw(now) * now.healthy < now.medics:
        now.medics -= 1
    now.healthy -= 1
    how = draw(now)
    if carried or odds.p_walking <= how < odds.p_walking + odds.p_stretcher:
        now.stretcher += 1
        if now.hurt_s < 0.0:
            now.hurt_s = now.t
    elif how < odds.p_walking:
        now.walking += 1
    else:
        now.dead += 1


@lean
def after_harm(book: Book, odds: Any, now: Any, i: int, n: int) -> bool:
    """What follows from people hurt: the load stays; whether the team cannot move."""
    strikes(book, now, HARM, i, n)
    make_room(book, now, i)
    return is_stuck(book, odds, now, i)


@lean
def make_room(book: Book, now: Any, i: int) -> None:
    """Leave the load where hands or room are needed for those who are carried."""
    need = now.stretcher > 0
    if not now.foot:
        team = book.teams[now.team]
        free = max(0, team.seats - now.healthy - now.walking)
        need = now.stretcher > team.stretchers + free // 2
    if need:
        leave_load(book, now, i)


@lean
def leave_load(book: Book, now: Any, i: int) -> None:
    """The load stays here."""
    if now.load != NO_BITS:
        now.dropped |= now.load
        now.load = NO_BITS
        strikes(book, now, LOAD_LEFT, i, 0.0)


@lean
def lose_vehicle(book: Book, odds: Any, now: Any, i: int) -> None:
    """On foot from here, with what befalls those on foot; the load stays with the vehicle."""
    now.foot = 1
    now.break_due = kilometres(now, odds.sprain_per_km)
    now.block_due = kilometres(now, odds.blocked_per_km_foot)
    strikes(book, now, VEHICLE_LOST, i, 0.0)
    leave_load(book, now, i)


@lean
def is_stuck(book: Book, odds: Any, now: Any, i: int) -> bool:
    """Whether they cannot move, nobody walks, or too few to carry those who cannot; then the load
    stays here."""
    stuck = now.healthy + now.walking == 0
    if now.foot and now.healthy < odds.bearers * now.stretcher:
        stuck = True
    if stuck:
        strikes(book, now, STUCK, i, 0.0)
        leave_load(book, now, i)
    return stuck
