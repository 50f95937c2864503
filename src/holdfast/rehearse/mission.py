"""A mission as people tell it: teams, their legs and stops, what is met on each stretch.

This is what a script is written from (`script.write`), and what the oracle in the tests plays.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Literal

Mode = Literal["foot", "car", "truck"]
When = Literal["free", "home", "cache", "medevac"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of way, or a stay.

    Attributes:
        time_s, length_m: as planned. rough: unpaved part, 0..1.
        hazards: by source, what is met while the source is there: expected harmful contacts.
        shut: the way is known to be cut in the middle of it. hits: somebody, a medic if there is
            one, is hurt where it begins.
    """

    time_s: float
    length_m: float = 0.0
    rough: float = 0.0
    hazards: Mapping[int, float] = field(default_factory=dict)
    shut: bool = False
    hits: bool = False


Way = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit.

    Attributes:
        site: number of the site in the scene. p_there: chance that it holds what is hoped.
        turn_s: latest start for home from here. closes_s: who comes later finds it closed.
        fallback: the way home that is held ready; None where there is none.
        apart: how many stay here as an element while the others go on; they are met at the
            team's next stop at this site, and need work_s.
    """

    stay: Piece
    site: int
    p_there: float = 1.0
    turn_s: float = inf
    fallback: Way | None = None
    apart: int = 0
    work_s: float = 0.0
    closes_s: float = inf


@dataclass(frozen=True, slots=True)
class Team:
    """One run: a leg to each stop and one home.

    Attributes:
        depart_s, home_s: as planned, seconds after the scene's beginning.
        bound: number of the run that it is bound to; when: it leaves by itself, once that one is
            home, for what that one left behind, or to fetch that one.
    """

    mode: Mode
    legs: tuple[Way, ...]
    stops: tuple[Stop, ...]
    n_people: int
    depart_s: float = 0.0
    home_s: float = inf
    n_medics: int = 0
    seats: int = 0
    stretchers: int = 0
    bound: int | None = None
    when: When = "free"


@dataclass(frozen=True, slots=True)
class Mission:
    """All runs of one option, each after the one it is bound to.

    Attributes:
        p: for each source of hazard the chance that it is there; the first is the background.
        dark_s: last light, seconds after the scene's beginning.
    """

    teams: tuple[Team, ...]
    p: tuple[float, ...] = (1.0,)
    dark_s: float = inf
