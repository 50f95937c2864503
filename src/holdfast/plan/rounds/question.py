"""What a search for rounds is asked, in arrays: sites, teams, ways between them, limits.

Laws. Nothing here knows of people or roads: the same question serves a day of Holdfast's, the team
orienteering problem, orienteering with time windows, and surviving orienteers. A question that
makes no sense is refused when it is put.
"""

from dataclasses import dataclass

import numpy as np

from holdfast.base.errors import Refused
from holdfast.plan.roads.arrays import F64, I64, Mask

Routes = tuple[tuple[int, ...], ...]
"""For each team the sites it visits, in order; empty where it stays."""


@dataclass(frozen=True, slots=True, eq=False)
class Rounds:
    """n sites, m teams, k kinds of team (which share their ways), g lots of goods at a site.

    Places 0..n-1 are the sites, n is where a kind's teams begin, n + 1 where they end.

    Attributes:
        kind: of each team, (m,).
        time_s: from place to place, without the stay, (k, n + 2, n + 2); inf: no way.
        hazard: expected harmful contacts on the way, (k, n + 2, n + 2).
        length_m: metres that count against `reach_m`, (k, n + 2, n + 2).
        stay_s: of a visit, (n,).
        stay_hazard: expected harmful contacts in a visit, (n,).
        opens_s, closes_s: a visit must begin within these, (n,); who comes early waits.
        kg: weight of each lot of goods, (n, g), those of most worth for their weight first.
        worth: of each whole lot, (n, g); a team takes lots, or parts of them, as far as it can
            carry: over all its stops those of most worth for their weight first.
        able: whether a team may visit a site, (m, n).
        depart_s: when each team can leave, (m,).
        latest_s: when it must have reached the end, (m,).
        hazard_most: greatest hazard of its whole round, ways and stays, (m,).
        reach_m: greatest length of its whole round, (m,).
        capacity_kg: what it can carry, (m,).
        lives: whether worth counts only if the team comes home: times exp(-hazard of its round).
        price: worth that one expected harmful contact is reckoned to cost.
    """

    kind: I64
    time_s: F64
    hazard: F64
    length_m: F64
    stay_s: F64
    stay_hazard: F64
    opens_s: F64
    closes_s: F64
    kg: F64
    worth: F64
    able: Mask
    depart_s: F64
    latest_s: F64
    hazard_most: F64
    reach_m: F64
    capacity_kg: F64
    lives: bool = True
    price: float = 0.0

    def __post_init__(self) -> None:
        k, n, m = len(self.time_s), len(self.stay_s), len(self.kind)
        shapes = {
            "time_s": (k, n + 2, n + 2), "hazard": (k, n + 2, n + 2),
            "length_m": (k, n + 2, n + 2), "stay_hazard": (n,), "opens_s": (n,),
            "closes_s": (n,), "kg": (n, self.kg.shape[-1]), "worth": self.kg.shape,
            "able": (m, n), "depart_s": (m,), "latest_s": (m,), "hazard_most": (m,),
            "reach_m": (m,), "capacity_kg": (m,),
        }  # fmt: skip
        for name, shape in shapes.items():
            if getattr(self, name).shape != shape:
                raise Refused(f"'{name}' is {getattr(self, name).shape}; it must be {shape}.")
            if np.isnan(getattr(self, name)).any():
                raise Refused(f"'{name}' holds something that is no number.")
        if m and not (self.kind.min() >= 0 and self.kind.max() < k):
            raise Refused("A team is of a kind that has no ways.")
        for name in ("time_s", "hazard", "length_m", "stay_s", "stay_hazard", "kg", "worth"):
            if (getattr(self, name) < 0).any():
                raise Refused(f"'{name}' holds less than nothing.")

    @property
    def n(self) -> int:
        """How many sites."""
        return len(self.stay_s)

    @property
    def m(self) -> int:
        """How many teams."""
        return len(self.kind)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search has found.

    Attributes:
        routes: see Routes; they break no limit.
        total: sum over teams of worth (times survival, where `lives`) less price times hazard.
        n_tries: rounds of ruin and repair made so far.
        proven: whether nothing better exists.
    """

    routes: Routes
    total: float
    n_tries: int
    proven: bool
