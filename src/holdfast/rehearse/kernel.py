"""The play, compiled: one day of one option, step by step, as docs/rehearsal.md has its rules.

Laws. What is drawn in a play depends on the seed, the number of the play and what it is drawn for
(a threat, a site, a team), never on other plays, on the other options, or on who plays: so options
are compared on the same days, and any play can be played again alone.

Source of the generator: Steele, Lea, Flood, Fast splittable pseudorandom number generators, OOPSLA
2014 (SplitMix64): its mixing function on a counter.
"""

from math import exp, inf, log
from typing import Any, NamedTuple

import numpy as np

from holdfast.plan.compiled import compiled, lean, part
from holdfast.rehearse.odds import SPREADS
from holdfast.rehearse.script import (
    AFTER_HOME,
    F64,
    FOR_CACHE,
    FREE,
    MEDEVAC,
    NONE,
    Rows,
    Script,
    row,
)

HOME, STAYED, STRANDED, LOST = 0, 1, 2, 3
"""How a team's day ends: home; never left; cannot move and nobody fetched them; all are dead."""

CONTACT, AVOIDED, BROKEN_OFF, CUT_OFF, THROUGH, HARM = 1, 2, 4, 8, 16, 32
BREAKDOWN, VEHICLE_LOST, BLOCKED, WAY_CUT, EMPTY, TOO_LATE = 64, 128, 256, 512, 1024, 2048
CUT_SHORT, DARK, STORM, NO_LINK, LOAD_LEFT, STUCK = 4096, 8192, 16384, 32768, 65536, 131072
FALLBACK, WAITED, FETCHED, SPRAIN = 262144, 524288, 1048576, 2097152
"""What struck a team: bits."""
LEAVES, ARRIVES, AT_HOME, TURNS, LOADED, APART, MEETS = -1, -2, -3, -4, -5, -6, -7
"""What else a story tells."""
PASSED, TURN, ENDED = 0, 1, 2
"""After a piece of way: on; back along the leg; they cannot move."""

TAG_THREAT, TAG_DUE, TAG_SITE, TAG_STORM, TAG_TEAM, TAG_LAST = 1, 2, 3, 4, 5, 6
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
SECOND = np.uint64(0xBF58476D1CE4E5B9)
THIRD = np.uint64(0x94D049BB133111EB)
INDEX = np.uint64(SPREADS - 1)
BITS = np.uint64(12)
NO_BITS, ONE = np.uint64(0), np.uint64(1)
PER_DRAW = 5
TOLD_APART = 64
"""Sites and threats by whose fate plays are told apart: as many as a word has bits."""

NOW = row(
    "t pace hurt_s break_due block_due moved_m apart_s done storm_from storm_to",
    "team healthy walking stretcher dead medics over foot homeward n_apart struck n_due apart_at "
    "link",
    "state noise factors load dropped",
)
"""A team at one moment. t: seconds. pace: of its day. hurt_s: since when somebody is carried, -1
before. break_due, block_due: kilometres to the next breakdown and blocked road. done: part of the
piece that lies behind it. over: the errand is over. foot: it walks now. homeward: it is on a way
where it cannot turn any more. n_due: some contact may come. link: it can call. state, noise,
factors: of its own random numbers. load, dropped: stops whose goods are with it, or left behind."""
RESULT = row("end_s moved_m pace", "state walking stretcher dead struck", "brought")
"""What came of a team's day. end_s: when it was home, or could not move. brought: stops whose goods
came home, bits. struck: bits."""
PLAYED = row("", "storm", "there held")
"""What a day was like: which threats were there, which sites held what was hoped, bits."""


class Book(NamedTuple):
    """What the steps of a play look up.

    Attributes:
        due, rate: of each source: what may still be met before the next contact; how strong it
            is today, 0 where it is not there. luck: of each site. rec: lines of a story, or none.
    """

    pieces: Rows
    stops: Rows
    teams: Rows
    mets: Rows
    tables: F64
    due: F64
    rate: F64
    luck: F64
    rec: F64
    dark_s: float


@part
def mix(z: np.uint64) -> np.uint64:
    """A number that shares nothing visible with its neighbours'."""
    z = (z ^ (z >> np.uint64(30))) * SECOND
    z = (z ^ (z >> np.uint64(27))) * THIRD
    return z ^ (z >> np.uint64(31))


@part
def key(seed: int, play: int, tag: int, i: int) -> np.uint64:
    """The number of one thing in one play."""
    z = mix(np.uint64(seed) * GOLDEN + np.uint64(play))
    return mix(z + np.uint64(tag) * SECOND + np.uint64(i) * THIRD)


@part
def unit(z: np.uint64) -> float:
    """A number in (0, 1)."""
    return (float(z >> np.uint64(11)) + 0.5) / 9007199254740992.0


@part
def draw(now: Any) -> float:
    """The team's next number in (0, 1)."""
    now.state += GOLDEN
    return unit(mix(now.state))


@part
def waits(now: Any, mean_s: float) -> float:
    """A time of that mean, exponentially distributed."""
    return -mean_s * log(draw(now))


@part
def factor(book: Book, now: Any, row: int) -> float:
    """The next of a table's factors: five from each number."""
    if now.factors == NO_BITS:
        now.state += GOLDEN
        now.noise = mix(now.state)
        now.factors = np.uint64(PER_DRAW)
    j = now.noise & INDEX
    now.noise = now.noise >> BITS
    now.factors -= ONE
    return book.tables[row, j]


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
def hurt(odds: Any, now: Any) -> int:
    """Somebody is hurt, others perhaps too; how many."""
    n, there = 0, now.healthy
    for one in range(there):
        if one == 0 or draw(now) < odds.p_more:
            falls(odds, now, False)
            n += 1
    return n


@lean
def leave_load(book: Book, now: Any, i: int) -> None:
    """The load stays here."""
    if now.load != NO_BITS:
        now.dropped |= now.load
        now.load = NO_BITS
        strikes(book, now, LOAD_LEFT, i, 0.0)


@part
def kilometres(now: Any, per_km: float) -> float:
    """How far it is to the next of what comes so often."""
    return -log(draw(now)) / per_km if per_km > 0.0 else inf


@lean
def lose_vehicle(book: Book, odds: Any, now: Any, i: int) -> None:
    """On foot from here, with what befalls those on foot; the load stays with the vehicle."""
    now.foot = 1
    now.break_due = kilometres(now, odds.sprain_per_km)
    now.block_due = kilometres(now, odds.blocked_per_km_foot)
    strikes(book, now, VEHICLE_LOST, i, 0.0)
    leave_load(book, now, i)


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


@lean
def after_harm(book: Book, odds: Any, now: Any, i: int, n: int) -> bool:
    """What follows from people hurt: the load stays; whether the team cannot move."""
    strikes(book, now, HARM, i, n)
    make_room(book, now, i)
    return is_stuck(book, odds, now, i)


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
def can_turn(book: Book, now: Any, i: int) -> bool:
    """Whether there is a way back from this leg that the plan knows."""
    if now.homeward or now.n_apart > 0:
        return False
    stop = book.pieces[i].leg_stop
    return stop == NONE or book.stops[stop].back != NONE


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


@lean
def comes(book: Book, odds: Any, now: Any, i: int, which: int) -> int:
    """What comes first on a piece."""
    if which == 0:
        renew(book, now, i)
        return after_contact(book, odds, now, i, contact(book, odds, now, i, False))
    if which == 1:
        return breaks_down(book, odds, now, i)
    return is_blocked(book, odds, now, i, which == 3)


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


@lean
def from_stop(book: Book, odds: Any, now: Any, stop: int) -> int:
    """The errand is over at a stop: by its fallback; NONE where they go on along the planned way,
    staying nowhere, because it has none or because some are still apart."""
    now.over = 1
    if now.n_apart > 0 or book.stops[stop].back == NONE:
        return NONE
    return homeward(book, odds, now, stop)


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
    if stay(book, odds, now, i):
        return STRANDED if now.struck & STUCK else from_stop(book, odds, now, number)
    now.done = 1.0
    split(book, now, i)
    if not stop.is_last and now.t + stop.onward_s * now.pace > book.stops[number + 1].turn_s:
        strikes(book, now, TOO_LATE, i, number)
        return from_stop(book, odds, now, number)
    return NONE


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


@lean
def draw_threats(sources: Rows, tables: F64, rate: F64, seed: int, play: int) -> np.uint64:
    """Which threats are there in this play, and how strong each is."""
    there = NO_BITS
    for k in range(len(rate)):
        z = key(seed, play, TAG_THREAT, k)
        rate[k] = 0.0
        if unit(z) < sources[k].p:
            rate[k] = tables[sources[k].rates, mix(z) & INDEX]
            if k < TOLD_APART:
                there |= ONE << np.uint64(k)
    return there


@lean
def draw_sites(stops: Rows, luck: F64, seed: int, play: int) -> np.uint64:
    """How lucky every site is in this play, and which hold what is hoped."""
    held = NO_BITS
    for site in range(len(luck)):
        luck[site] = unit(key(seed, play, TAG_SITE, site))
    for stop in range(len(stops)):
        site = stops[stop].site
        if site < TOLD_APART and luck[site] < stops[stop].p_there:
            held |= ONE << np.uint64(site)
    return held


@lean
def draw_storm(odds: Any, now: Any, seed: int, play: int) -> int:
    """When a storm comes and goes; 0 where none comes."""
    z = key(seed, play, TAG_STORM, 0)
    now.storm_from = now.storm_to = inf
    if unit(z) >= odds.p_storm:
        return 0
    z = mix(z + GOLDEN)
    now.storm_from = unit(z) * odds.storm_within_s
    z = mix(z + GOLDEN)
    now.storm_to = now.storm_from - odds.storm_s * log(unit(z))
    return 1


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
