"""One option as the play wants it: rows of pieces of way and stays, of stops, and of teams.

Laws. Pieces of one leg follow one another; a team's planned pieces come in the order of its day,
its fallbacks after them. Hazards are those of a threat that is there, by its mean rate, in
contacts of every kind. A run that is bound to another comes after it.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
Rows = NDArray[Any]

NONE = -1
FREE, AFTER_HOME, FOR_CACHE, MEDEVAC = 0, 1, 2, 3
"""When a team leaves: by itself; once the team it is bound to is home; for what that team left
behind; to fetch that team."""


def row(real: str, whole: str, bits: str = "") -> np.dtype[Any]:
    """A row of these real numbers, whole numbers, and words of bits."""
    kinds = ((real, np.float64), (whole, np.int64), (bits, np.uint64))
    return np.dtype([(name, kind) for names, kind in kinds for name in names.split()])


PIECE = row("time_s length_m rough", "spread stay leg leg_stop to_stop shut hits met met_end")
"""A stretch of way or a stay. rough: unpaved part, 0..1. spread: row of the table of factors for
its time. stay: the stop whose stay it is, NONE for a piece of way. leg: first piece of its leg.
leg_stop: the stop where the leg began, NONE for the base. to_stop: the stop it leads to, NONE for
home. shut: the way is known to be cut. hits: somebody is hurt for certain. met, met_end: its rows
of hazards."""
STOP = row("turn_s closes_s p_there onward_s work_s", "back back_end site is_last apart meet")
"""A visit. turn_s: latest start for home, inf where there is none. closes_s: the latest at which a
visit may begin, inf where there is none. onward_s: planned time of the
leg after it. back, back_end: pieces of its fallback, NONE where there is none. apart: people who
stay here as an element, for work_s; meet: the stop where they are met, NONE where there is
none."""
TEAM = row(
    "depart_s home_s",
    "plan plan_end stop n_stops foot n_people n_medics seats stretchers bound when",
)
"""A run. plan, plan_end: its planned pieces. stop: its first stop. bound: the team that it waits
for, NONE for none, and `when` it leaves."""
MET = row("h", "source")
"""How much of a source is met on a piece while it is there."""
SOURCE = row("p", "rates")
"""A source of hazard, the first of them the background: the chance that it is there; row of the
table of factors for its rate."""


class Script(NamedTuple):
    """The rows, and the tables that they refer to.

    Attributes:
        most: the most of each source that a team may meet by day, teams x sources.
        tables: rows of equally likely factors, mean 1; the first for the pace of a day.
        n_sites: numbers of sites are below this. dark_s: last light, inf where there is none.
    """

    pieces: Rows
    stops: Rows
    teams: Rows
    mets: Rows
    sources: Rows
    most: F64
    tables: F64
    n_sites: int
    dark_s: float
