"""The tally: what came of many plays of one option, with how sure that is.

Laws. A figure comes with its standard error, and nothing is told of what did not happen in enough
plays. What is brought counts as the plan counts it, team by team: `value` in every play, `kept` of
those teams only of which everybody came home unharmed.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from holdfast.rehearse import kernel
from holdfast.rehearse.plays import Plays
from holdfast.rehearse.script import F64
from holdfast.rehearse.staging import Staged

Mask = NDArray[np.bool_]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
BIN_S = 900.0
"""Width of a bar of the histogram of home times."""
MOST_BARS = 672
"""A week; who comes home later counts in the last bar (assumed)."""
WORST = 5
FEW = 30
"""What struck in fewer plays than this has no cost told (assumed)."""

CONTINGENCIES: dict[int, str] = {
    kernel.CONTACT: "Contact",
    kernel.AVOIDED: "Contact seen first and avoided",
    kernel.BROKEN_OFF: "Contact broken off",
    kernel.CUT_OFF: "Contact that cut the way",
    kernel.THROUGH: "Contact fought through",
    kernel.HARM: "Somebody hurt in a contact",
    kernel.BREAKDOWN: "Breakdown",
    kernel.VEHICLE_LOST: "Vehicle lost",
    kernel.BLOCKED: "Road blocked",
    kernel.WAY_CUT: "Way cut",
    kernel.EMPTY: "Site empty",
    kernel.TOO_LATE: "Turn-round time reached: home without the rest",
    kernel.CLOSED: "Came after a site had closed",
    kernel.CUT_SHORT: "Stay cut short by the turn-round time",
    kernel.DARK: "On the way after dark",
    kernel.STORM: "Storm on the way",
    kernel.NO_LINK: "No link",
    kernel.LOAD_LEFT: "Load left behind",
    kernel.STUCK: "Cannot move",
    kernel.FALLBACK: "Fallback way taken",
    kernel.WAITED: "Waited for those apart",
    kernel.FETCHED: "Fetched by a second run",
    kernel.SPRAIN: "Sprain on foot",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over the plays and its standard error."""

    mean: float
    error: float


@dataclass(frozen=True, slots=True)
class Struck:
    """One contingency.

    Attributes:
        share: of the plays in which it struck some team. later_s, value, harm: how much later
            home, how much less brought and how much more often somebody was harmed in those plays
            than in the others; None where it struck in too few of either.
    """

    what: int
    words: str
    share: Figure
    later_s: float | None
    value: float | None
    harm: float | None


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of n plays of one option.

    Attributes:
        unharmed: everybody home and nobody hurt. all_home: everybody home alive.
        harmed, dead: people. stranded: plays in which some team could not move and was not
            fetched.
        home_s: quantiles of the time at which the last team is home, over plays in which all are;
            None where there are none. bars: how many such plays in each BIN_S from the scene's
            beginning.
        after_dark: home after last light, or not home.
        value, kept: person-days of need. goods: mean amount of each need brought, and how little
            it is in one of twenty plays. people: brought. fuel_l: None where nobody knows.
        struck: what struck, most often first. worst: numbers of the worst plays.
    """

    letter: str
    n: int
    unharmed: Figure
    all_home: Figure
    harmed: Figure
    dead: Figure
    stranded: Figure
    home_s: tuple[float, ...] | None
    bars: tuple[int, ...]
    after_dark: Figure
    value: Figure
    kept: Figure
    goods: tuple[tuple[str, float, float], ...]
    people: Figure
    fuel_l: float | None
    struck: tuple[Struck, ...]
    worst: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """The plays of one option in the columns that everything is reckoned from, each n.

    Attributes:
        hurt: people harmed, the dead among them. home_s: when the last is home; inf where some
            are not. late: home after last light, or not home.
    """

    hurt: F64
    dead: F64
    home_s: F64
    late: Mask
    stranded: Mask
    value: F64
    kept: F64
    struck: NDArray[np.int64]

    @property
    def unharmed(self) -> Mask:
        """Everybody home and nobody hurt."""
        whole: Mask = (self.hurt == 0) & np.isfinite(self.home_s)
        return whole


def columns(staged: Staged, plays: Plays) -> Columns:
    """The columns of one option's plays."""
    runs = plays.runs
    hurt = runs["walking"] + runs["stretcher"] + runs["dead"]
    out = (runs["state"] == kernel.STRANDED) | (runs["state"] == kernel.LOST)
    went = runs["state"] != kernel.STAYED
    end_s = np.where(out, np.inf, np.where(went, runs["end_s"], 0.0)).max(axis=1)
    value, kept = np.zeros(len(plays)), np.zeros(len(plays))
    for t in range(len(staged.teams)):
        brought = value_of(staged, plays, t)
        value += brought
        kept += np.where((hurt[:, t] == 0) & ~out[:, t], brought, 0.0)
    return Columns(
        hurt=hurt.sum(axis=1).astype(float),
        dead=runs["dead"].sum(axis=1).astype(float),
        home_s=end_s,
        late=(end_s > staged.mission.dark_s) | np.isinf(end_s),
        stranded=out.any(axis=1),
        value=value,
        kept=kept,
        struck=np.bitwise_or.reduce(runs["struck"], axis=1).astype(np.int64),
    )


def value_of(staged: Staged, plays: Plays, t: int) -> F64:
    """What came home of what a team went for, harmed or not."""
    value = np.zeros(len(plays))
    for k, stop in enumerate(staged.teams[t].stops):
        value += had(plays, t, k) * stop.value
    return value


def had(plays: Plays, t: int, k: int) -> Mask:
    """In which plays the load of a team's k-th stop came home."""
    got: Mask = (plays.runs["brought"][:, t] >> np.uint64(k)) & np.uint64(1) == 1
    return got


def tally(staged: Staged, plays: Plays) -> Tally:
    """Everything that is told of one option's plays."""
    c = columns(staged, plays)
    back = c.home_s[np.isfinite(c.home_s)]
    return Tally(
        letter=staged.letter,
        n=len(plays),
        unharmed=share(c.unharmed),
        all_home=share(np.isfinite(c.home_s) & (c.dead == 0)),
        harmed=mean(c.hurt),
        dead=mean(c.dead),
        stranded=share(c.stranded),
        home_s=tuple(float(q) for q in np.quantile(back, QUANTILES)) if len(back) else None,
        bars=_bars(back),
        after_dark=share(c.late),
        value=mean(c.value),
        kept=mean(c.kept),
        goods=_goods(staged, plays),
        people=mean(people(staged, plays)),
        fuel_l=_fuel(staged, plays),
        struck=tuple(_struck(c)),
        worst=worst(c, plays.first),
    )


def mean(values: F64) -> Figure:
    """The mean, with its standard error."""
    n = len(values)
    return Figure(float(values.mean()), float(values.std(ddof=1)) / sqrt(n) if n > 1 else 0.0)


def share(happened: Mask) -> Figure:
    """How often, with its standard error; one that never or always happened is not certain."""
    n, p = len(happened), float(happened.mean())
    near = (happened.sum() + 0.5) / (n + 1)
    return Figure(p, sqrt(near * (1 - near) / n))


def people(staged: Staged, plays: Plays) -> F64:
    """How many people who waited came home with the teams."""
    found = np.zeros(len(plays))
    for t, team in enumerate(staged.teams):
        got = np.zeros(len(plays))
        for k, stop in enumerate(team.stops):
            got += had(plays, t, k) * float(stop.people)
        found += np.minimum(got, team.room)
    return found


def _bars(back: F64) -> tuple[int, ...]:
    """How many come home in each part of the day."""
    of = np.minimum(np.maximum(back, 0.0) / BIN_S, MOST_BARS - 1).astype(int)
    return tuple(np.bincount(of).tolist()) if len(back) else ()


def _goods(staged: Staged, plays: Plays) -> tuple[tuple[str, float, float], ...]:
    """Of each need: the mean that is brought, and the twentieth part that is worst."""
    came: dict[str, F64] = {}
    for t, team in enumerate(staged.teams):
        for k, stop in enumerate(team.stops):
            for need, n in stop.goods:
                came.setdefault(need, np.zeros(len(plays)))
                came[need] += had(plays, t, k) * n
    return tuple(
        (need, float(n.mean()), float(np.quantile(n, 0.05))) for need, n in sorted(came.items())
    )


def _fuel(staged: Staged, plays: Plays) -> float | None:
    """Litres in the mean, of the vehicles of which it is known."""
    known = [(t, team.l_per_m) for t, team in enumerate(staged.teams) if team.l_per_m is not None]
    if not known:
        return None
    return float(sum(plays.runs["moved_m"][:, t].mean(dtype=float) * use for t, use in known))


def _struck(c: Columns) -> list[Struck]:
    """Every contingency that struck, most often first, with what it cost."""
    found = []
    for bit, words in CONTINGENCIES.items():
        hit = (c.struck & bit) != 0
        if not hit.any():
            continue
        enough = FEW <= hit.sum() <= len(hit) - FEW
        back = np.isfinite(c.home_s)
        timed = (hit & back).sum() >= FEW and (~hit & back).sum() >= FEW
        found.append(
            Struck(
                bit,
                words,
                share(hit),
                float(c.home_s[hit & back].mean() - c.home_s[~hit & back].mean())
                if timed
                else None,
                float(c.value[~hit].mean() - c.value[hit].mean()) if enough else None,
                float((~c.unharmed)[hit].mean() - (~c.unharmed)[~hit].mean()) if enough else None,
            )
        )
    return sorted(found, key=lambda s: -s.share.mean)


def worst(c: Columns, first: int, most: int = WORST) -> tuple[int, ...]:
    """Numbers of the worst plays: by the dead, those not home, the hurt, the hour, what was lost.

    Of plays in which the same things struck only the worst is told, as long as there are others.
    """
    order = np.lexsort((c.value, -np.minimum(c.home_s, 1e12), -c.hurt, ~c.stranded, -c.dead))
    told: list[int] = []
    rest: list[int] = []
    seen: set[int] = set()
    for i in order[: 40 * most].tolist():
        kind = int(c.struck[i])
        (rest if kind in seen else told).append(i)
        seen.add(kind)
        if len(told) == most:
            break
    return tuple(first + i for i in [*told, *rest][:most])
