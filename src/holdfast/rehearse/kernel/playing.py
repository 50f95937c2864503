"""Days of one option, one after another, and what came of each.

Law. A play leaves nothing behind for the next.
"""

from math import exp, inf
from typing import Any

import numpy as np

from holdfast.plan.compiled import compiled, lean, part
from holdfast.rehearse.kernel.contacting import ENDED, TURN
from holdfast.rehearse.kernel.drawing import GOLDEN, NO_BITS, ONE, TAG_LAST, key, mix, unit
from holdfast.rehearse.kernel.going import go
from holdfast.rehearse.kernel.leaving import come_due, leaves_at, make_ready
from holdfast.rehearse.kernel.noting import note
from holdfast.rehearse.kernel.returning import turn_back
from holdfast.rehearse.kernel.shapes import Book
from holdfast.rehearse.kernel.visiting import visit
from holdfast.rehearse.kernel.weathering import draw_sites, draw_storm, draw_threats
from holdfast.rehearse.kernel.words import AT_HOME, FETCHED, HOME, LEAVES, LOST, STAYED, STRANDED
from holdfast.rehearse.script import F64, FOR_CACHE, MEDEVAC, NONE, Rows, Script


@compiled
def play_all(
    script: Script, odds: Any, seed: int, first: int, played: Rows, results: Rows, rec: F64,
    nows: Rows,
) -> None:  # fmt: skip
    """Play as many days as there is room for, from number `first` on.

    Args:
        odds: one row of odds.ROW. played: of PLAYED, n. results: of RESULT, n x teams.
        rec: room for one play's story, rows of six; none where no story is wanted.
        nows: one row of NOW, for the steps to work in.
    """
    n_teams, n_sources = len(script.teams), len(script.sources)
    now, o = nows[0], odds[0]
    due, rate, luck = np.zeros(n_sources), np.zeros(n_sources), np.zeros(script.n_sites)
    left, link = np.zeros(n_teams, np.uint64), np.zeros(n_teams, np.int64)
    medics, since_s, ended = np.zeros(n_teams, np.int64), np.zeros(n_teams), np.zeros(n_teams)
    book = Book(
        script.pieces, script.stops, script.teams, script.mets, script.tables, due, rate, luck,
        rec, script.dark_s,
    )  # fmt: skip
    for a in range(len(played)):
        play, result = first + a, results[a]
        played[a].there = draw_threats(script.sources, script.tables, rate, seed, play)
        played[a].held = draw_sites(script.stops, luck, seed, play)
        played[a].storm = draw_storm(o, now, seed, play)
        for t in range(n_teams):
            make_ready(book, o, now, seed, play, t)
            now.t = leaves_at(book, o, t, result, left, link, ended)
            result[t].pace = now.pace
            left[t] = NO_BITS
            if now.t == inf:
                result[t].state = STAYED
                continue
            come_due(book, o, now, script.most, seed, play)
            team_day(book, o, now, result[t])
            left[t], link[t], medics[t], since_s[t] = now.dropped, now.link, now.medics, now.hurt_s
            ended[t] = now.t
            fetch(book, now, result, left)
        for t in range(n_teams):
            n = result[t].stretcher
            if n > 0:
                home = result[t].state == HOME
                hours = (result[t].end_s - since_s[t]) / 3600.0 if home else o.given_up_h
                n_dead = dies(o, medics[t], n, hours, key(seed, play, TAG_LAST, t))
                result[t].stretcher -= n_dead
                result[t].dead += n_dead


@part
def team_day(book: Book, odds: Any, now: Any, result: Any) -> None:
    """A team goes; what came of it."""
    how = day(book, odds, now)
    if now.dead == book.teams[now.team].n_people:
        how = LOST
    if how == HOME:
        note(book, now, AT_HOME, NONE, 0.0)
        result.brought = now.load
    result.state, result.end_s, result.moved_m, result.struck = how, now.t, now.moved_m, now.struck
    result.walking, result.stretcher, result.dead = now.walking, now.stretcher, now.dead


@part
def day(book: Book, odds: Any, now: Any) -> int:
    """A team's whole day, from the gate to how it ended."""
    team = book.teams[now.team]
    note(book, now, LEAVES, team.plan, 0.0)
    for i in range(team.plan, team.plan_end):
        if book.pieces[i].stay != NONE:
            end = visit(book, odds, now, i)
            if end != NONE:
                return end
            continue
        what = go(book, odds, now, i, 1.0, True)
        if what == ENDED:
            return STRANDED
        if what == TURN:
            return turn_back(book, odds, now, i)
    return HOME


@lean
def fetch(book: Book, now: Any, results: Rows, left: Any) -> None:
    """A bound run is home: it has brought what or whom it went for, if it got there."""
    team = book.teams[now.team]
    if team.bound == NONE or results[now.team].state != HOME or now.load & ONE == NO_BITS:
        return
    if team.when == FOR_CACHE:
        results[team.bound].brought |= left[team.bound]
        results[team.bound].struck |= FETCHED
    elif team.when == MEDEVAC:
        results[team.bound].state = HOME
        results[team.bound].end_s = now.t
        results[team.bound].struck |= FETCHED


@lean
def dies(odds: Any, medics: int, n: int, hours: float, z: np.uint64) -> int:
    """How many of those who are carried die before they are home."""
    per_h = odds.dies_per_h_medic if medics > 0 else odds.dies_per_h
    p = 1.0 - exp(-per_h * max(0.0, hours))
    dead = 0
    for _ in range(n):
        z = mix(z + GOLDEN)
        dead += unit(z) < p
    return dead
