"""What the kernel works on: the question in arrays, rounds with what is known of them, and room.

Law. These are shapes alone: nothing here is reckoned.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from holdfast.plan.roads.arrays import F64, I32, I64, Mask

U64 = NDArray[np.uint64]

ARRIVE, HAZARD, FAR, WORTH, VALUE, KG = 0, 1, 2, 3, 4, 5
"""Columns of `Work.sums`."""

N_SUMS = 6

SMALL = 1e-9
ROUNDING = 2e-10
"""How far, relatively, a sum may pass a limit for rounding's sake (the callers' law says 1e-9)."""


class Ask(NamedTuple):
    """A question in the arrays the kernel wants: n sites, m teams, k kinds, places n and n + 1.

    Attributes:
        time, hazard, far: from place to place with half or all of the stays in them, (k, n+2, n+2).
        time_to, hazard_to, far_to: the same, turned over.
        drag: what a leg costs in shares of the limits, for several mixes of them, (3, k, n+2, n+2).
        drag_to: the same, turned over.
        opens, closes: (n + 2,).
        worth: of all the lots of a site, (n,).
        weight: of all the lots of a site, (n,).
        lot_kg, lot_worth: of every lot, by rank.
        lot_rank: of each site's lots, rising, (n, g).
        able: (m, n).
        kind, depart, latest, most, reach, capacity: of each team, (m,); limits with their slack.
        least: drag (first mix) from place to place by way of any others, (k, n + 2, n + 2); empty
            where straight on always takes least.
        via: the place after the first on that way, (k, n + 2, n + 2).
        near: of each place the sites by nearness, itself last, (n + 2, n).
        price: of one unit of hazard.
        floor: least drag that an insertion counts as taking.
        lives, plain, windows, risky, long, laden: what this question has.
        steady: whether what a site adds to a round's value is its worth, whatever the round.
    """

    time: F64
    hazard: F64
    far: F64
    time_to: F64
    hazard_to: F64
    far_to: F64
    drag: F64
    drag_to: F64
    opens: F64
    closes: F64
    worth: F64
    weight: F64
    lot_kg: F64
    lot_worth: F64
    lot_rank: I32
    able: Mask
    kind: I64
    depart: F64
    latest: F64
    most: F64
    reach: F64
    capacity: F64
    least: F64
    via: I32
    near: I32
    price: float
    floor: float
    lives: bool
    plain: bool
    windows: bool
    risky: bool
    long: bool
    laden: bool
    steady: bool


class Work(NamedTuple):
    """Rounds with what is known of them.

    Attributes:
        seq: places of each team, begin and end included, (m, n + 2).
        ln: how many sites each visits, (m,).
        at: which team visits a site, or -1, (n + 2,).
        begin: when each stop begins, (m, n + 2).
        late: when each stop must begin at the latest, (m, n + 2).
        gap: drag of each leg, (m, n + 2).
        sums: see ARRIVE and its like, (m, N_SUMS).
        lots: ranks of the lots at a team's stops, rising, (m, n * g).
    """

    seq: I32
    ln: I64
    at: I32
    begin: F64
    late: F64
    gap: F64
    sums: F64
    lots: I32


class Bench(NamedTuple):
    """Room for the working of one try.

    Attributes:
        cost: of the cheapest insertion of a site into a team, (m, n).
        score: what speaks for it (not used where a question is plain), (m, n).
        after: the place it would follow, (m, n).
        takes: what more time, hazard, length it would take (not where all is plain), (m, n, 3).
        pull: what a site's worth weighs in this try, (n,).
        draw: of this try: the power to which a gain is raised, (1,).
        out: sites not visited; out[n] says how many, (n + 1,).
        marked: sites to be taken out, (n + 2,).
        barred: sites that may not come back at once, (n + 2,).
        touched: teams that differ from the current rounds, (m,).
        eased: teams whose rounds a site made easier since they were scanned, (m,).
        spare: limits in force: time, hazard, length, (3, m).
        row: (n + 2,) of places.
    """

    cost: F64
    score: F64
    after: I32
    takes: F64
    pull: F64
    draw: F64
    out: I32
    marked: Mask
    barred: Mask
    touched: Mask
    eased: Mask
    spare: F64
    row: I32
