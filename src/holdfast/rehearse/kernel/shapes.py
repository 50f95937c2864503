"""What a play works on: a team at one moment, what came of its day, what its steps look up.

Law. These are shapes alone: nothing here is played.
"""

from typing import NamedTuple

from holdfast.rehearse.script import F64, Rows, row

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
