"""A team before it leaves, and when that is.

Law. A run that is bound to another knows no more of it than what could have been heard.
"""

from math import inf, log
from typing import Any

from holdfast.plan.compiled import lean
from holdfast.rehearse.kernel.drawing import (
    NO_BITS,
    TAG_DUE,
    TAG_TEAM,
    draw,
    factor,
    key,
    kilometres,
    unit,
)
from holdfast.rehearse.kernel.shapes import TOLD_APART, Book
from holdfast.rehearse.kernel.words import HOME, NO_LINK, STRANDED, VEHICLE_LOST
from holdfast.rehearse.script import AFTER_HOME, F64, FOR_CACHE, FREE, MEDEVAC, NONE, Rows


@lean
def make_ready(book: Book, odds: Any, now: Any, seed: int, play: int, t: int) -> None:
    """A team before it leaves: its people, its pace, what its vehicle is good for, its radio."""
    team = book.teams[t]
    now.team, now.healthy, now.medics, now.foot = t, team.n_people, team.n_medics, team.foot
    now.walking = now.stretcher = now.dead = 0
    now.over = now.homeward = now.n_apart = now.struck = now.apart_at = 0
    now.load = now.dropped = NO_BITS
    now.state, now.factors = key(seed, play, TAG_TEAM, t), NO_BITS
    now.moved_m = now.done = now.apart_s = 0.0
    now.hurt_s = -1.0
    now.pace = factor(book, now, 0)
    wear = odds.sprain_per_km if now.foot else odds.breakdown_per_km
    now.break_due = kilometres(now, wear)
    blocked = odds.blocked_per_km_foot if now.foot else odds.blocked_per_km
    now.block_due = kilometres(now, blocked)
    now.link = 1 if draw(now) >= odds.p_link else 0
    if not now.link:
        now.struck |= NO_LINK


@lean
def come_due(book: Book, odds: Any, now: Any, most: F64, seed: int, play: int) -> None:
    """How much of each source is met before its first contact."""
    now.n_due = 0
    for k in range(len(book.rate)):
        book.due[k] = inf
        reach = most[now.team, k] * book.rate[k] * max(1.0, odds.dark_hazard)
        if reach > 0.0:
            book.due[k] = -log(unit(key(seed, play, TAG_DUE, k * TOLD_APART + now.team)))
            if book.due[k] < reach:
                now.n_due = 1


@lean
def leaves_at(
    book: Book, odds: Any, t: int, results: Rows, left: Any, link: Any, ended: Any
) -> float:
    """When a team leaves; inf where it does not go."""
    team = book.teams[t]
    if team.bound == NONE or team.when == FREE:
        return team.depart_s
    first, planned = results[team.bound], book.teams[team.bound]
    if team.when == AFTER_HOME:
        hurt = first.walking + first.stretcher + first.dead
        if first.state != HOME or hurt > 0 or first.struck & VEHICLE_LOST:
            return inf
        return max(team.depart_s, first.end_s + max(0.0, team.depart_s - planned.home_s))
    if team.when == FOR_CACHE:
        heard = first.state == HOME or (first.state == STRANDED and link[team.bound])
        if left[team.bound] == NO_BITS or not heard:
            return inf
        known = ended[team.bound] if link[team.bound] else first.end_s
        return max(team.depart_s, known + odds.call_s)
    if team.when == MEDEVAC and first.state == STRANDED:
        called = first.end_s
        if not link[team.bound]:
            called = max(called, planned.home_s + odds.overdue_s)
        return called + odds.call_s
    return inf
