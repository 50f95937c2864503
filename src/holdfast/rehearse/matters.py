"""What matters most: how far the outcome hangs on each thing that nobody knows beforehand.

Laws. What is unknown is drawn independently of everything else in a play, so the difference between
the plays in which it was so and those in which it was not is what it does, with a standard error
that is told; a difference within three of them, or seen in too few plays, is told as none. Shares
of variance are first-order indices: what would go away if that one thing were known.

Source: Saltelli et al., Global Sensitivity Analysis (2008), ch. 1: S = Var(E[Y|X]) / Var(Y). Worth
of knowing: Howard, Information value theory (1966): best choice after knowing less best before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from holdfast.rehearse.plays import Plays
from holdfast.rehearse.script import F64
from holdfast.rehearse.staging import Scene, Staged
from holdfast.rehearse.tally import columns

Mask = NDArray[np.bool_]
SURE = 3.0
"""Standard errors beyond which a difference is told: some twenty are looked at, and of twenty that
are none one is told in about ten rehearsals."""
FEW = 100
"""What was so, or was not, in fewer plays is not told (assumed)."""
BITS = 64


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that nobody knows, and what it does to an option.

    Attributes:
        kind: threat, site, storm, pace. key: id of the threat or site.
        p: chance that it is so (for the pace: that it is a slow day). harm: how much more often
            somebody is harmed if it is so; kept: how many person-days less are brought home whole.
            *_error: standard errors.
        part: of the variance of `kept` that would go away if it were known.
    """

    kind: str
    key: str
    name: str
    p: float
    harm: float
    harm_error: float
    kept: float
    kept_error: float
    part: float

    @property
    def told(self) -> bool:
        """Whether it is more than chance."""
        return abs(self.harm) > SURE * self.harm_error or abs(self.kept) > SURE * self.kept_error


@dataclass(frozen=True, slots=True)
class Advice:
    """What knowing one thing before choosing would be worth.

    Attributes:
        worth: person-days; error: its standard error.
        if_so, if_not: letters of the options that are then best; H is staying home.
    """

    matter: Matter
    worth: float
    error: float
    if_so: str
    if_not: str


def unknowns(scene: Scene, plays: Plays) -> Iterator[tuple[str, str, str, Mask]]:
    """What may be so or not so in a play: kind, key, name, and in which plays it is so."""
    for k, source in enumerate(scene.sources[:BITS]):
        if k > 0 and 0.0 < source.p < 1.0:
            yield "threat", source.threat, source.name, _bit(plays.days["there"], k)
    for i, (site, name) in enumerate(scene.sites[:BITS]):
        yield "site", site, name, ~_bit(plays.days["held"], i)
    yield "storm", "", "A storm", plays.days["storm"] == 1


def _bit(words: NDArray[np.uint64], i: int) -> Mask:
    bits: Mask = (words >> np.uint64(i)) & np.uint64(1) == 1
    return bits


def matters(scene: Scene, staged: Staged, plays: Plays) -> list[Matter]:
    """Everything that does more to one option than chance does, what decides most first."""
    c = columns(staged, plays)
    harm, kept = 1.0 - c.unharmed.astype(float), c.kept
    visited = {stop.site for team in staged.teams for stop in team.stops}
    found = [
        _matter(kind, key, name, so, harm, kept)
        for kind, key, name, so in unknowns(scene, plays)
        if kind != "site" or key in visited
    ]
    for t, team in enumerate(staged.teams):
        slow = plays.runs["pace"][:, t] > 1.0
        found.append(_matter("pace", str(t), f"A slow day of {team.name}", slow, harm, kept))
    told = [m for m in found if m is not None and m.told]
    return sorted(told, key=lambda m: -m.part)


def _matter(kind: str, key: str, name: str, so: Mask, harm: F64, kept: F64) -> Matter | None:
    """What one thing does; None where it is nearly always or never so."""
    n = int(so.sum())
    if not FEW <= n <= len(so) - FEW:
        return None
    p = n / len(so)
    more, more_error = _apart(harm, so)
    less, less_error = _apart(-kept, so)
    whole = float(kept.var())
    part = p * (1 - p) * less**2 / whole if whole > 0 else 0.0
    return Matter(kind, key, name, p, more, more_error, less, less_error, part)


def _apart(y: F64, so: Mask) -> tuple[float, float]:
    """How much more where it is so, with its standard error: by the spread of either or, where
    that is wider, of all; what is rare may not be there at all among few."""
    a, b = y[so], y[~so]
    either = a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b)
    whole = y.var(ddof=1) * (1 / len(a) + 1 / len(b))
    return float(a.mean() - b.mean()), sqrt(max(either, whole))


Fates = Mapping[tuple[str, str], Mask]
"""In which plays each thing is so, by kind and key."""


def fates(scene: Scene, plays: Plays, told: Sequence[Matter]) -> Fates:
    """In which of one option's plays that is so which matters to it and could be found out before;
    of a site, that it holds what this option hopes for."""
    wanted = {(m.kind, m.key) for m in told if m.kind in ("threat", "site")}
    return {(kind, key): so for kind, key, _, so in unknowns(scene, plays) if (kind, key) in wanted}


def advice(
    kept: Mapping[str, F64], found: Mapping[str, tuple[Sequence[Matter], Fates]]
) -> list[Advice]:
    """What it would be worth to know each thing before choosing among the options, staying home
    among them; only what would change the choice, worth most first.

    Args:
        kept: of each option by its letter, play by play.
        found: of each option what matters to it, and in which plays that is so.
    """
    if not kept:
        return []
    choice = {"H": np.zeros(len(next(iter(kept.values())))), **kept}
    best: dict[tuple[str, str], Advice] = {}
    for told, so in found.values():
        for matter in told:
            key = (matter.kind, matter.key)
            known = _worth(choice, matter, so[key]) if key in so else None
            if known and (key not in best or known.worth > best[key].worth):
                best[key] = known
    return sorted(best.values(), key=lambda a: -a.worth)


def _worth(kept: Mapping[str, F64], matter: Matter, so: Mask) -> Advice | None:
    """The best choice after knowing less the best before; None where it would be the same. Of
    options that keep as much the first is chosen."""
    best = max(kept, key=lambda letter: float(kept[letter].mean()))
    if_so = max(kept, key=lambda letter: float(kept[letter][so].mean()))
    if_not = max(kept, key=lambda letter: float(kept[letter][~so].mean()))
    gain = np.where(so, kept[if_so], kept[if_not]) - kept[best]
    worth, error = float(gain.mean()), float(gain.std(ddof=1)) / sqrt(len(gain))
    if if_so == if_not or worth <= SURE * error:
        return None
    return Advice(matter, worth, error, if_so, if_not)
