"""The recipe: every option of a plan played on the same days until it is settled which keeps more.

Laws. Options are compared play by play on the same days. It is settled when, for each two options,
either one keeps more by more than chance, or what is between them is known to be too little to
matter; until then more is played, up to a bound, and where the bound comes first that is said.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from math import inf, sqrt
from typing import Any

import numpy as np

from holdfast.rehearse.matters import Advice, Fates, Matter, advice, fates, matters
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.plays import Plays, play
from holdfast.rehearse.script import F64, Rows, Script
from holdfast.rehearse.staging import Scene
from holdfast.rehearse.tally import Tally, columns, tally
from holdfast.rehearse.weighing import NOTHING_YET, SURE, Outcome, Step, outcome, weigh
from holdfast.rehearse.writing import write

FIRST, MOST = 20_000, 200_000
"""Plays of each option at first, and at most (assumed)."""
LITTLE = 0.005
"""A difference below this part of the best option's figure does not matter (assumed)."""
MOST_TOLD = 6
AT_ONCE = 50_000
"""Plays after which it is seen whether it should stop."""
NARROW = {"f": np.dtype("f4"), "i": np.dtype("i2"), "u": np.dtype("u8")}
WIDE: dict[str, np.dtype[Any]] = {"end_s": np.dtype("f8"), "struck": np.dtype("i4")}
"""How wide columns must be when a million plays are kept: whole numbers are counts of at most a
thousand, of real ones six figures are enough, but for those named."""
FEW_STOPS = 8
"""What so many stops brought is told by one byte."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What the rehearsal of a plan says.

    Attributes:
        ranking: letters of what nothing betters, lives first: the safest first; staying home, H,
            last. bettered: each of the others, and what betters it. steps: the ranked ones in
            their order, each with what it brings and costs more than the one before.
        settled: whether more plays would not change which keeps more. unsettled: open pairs.
        matters: of each option, by letter.
    """

    seed: int
    n: int
    tallies: tuple[Tally, ...]
    ranking: tuple[str, ...]
    settled: bool
    unsettled: tuple[tuple[str, str], ...]
    matters: dict[str, tuple[Matter, ...]]
    advice: tuple[Advice, ...]
    bettered: dict[str, tuple[str, ...]]
    steps: tuple[Step, ...]


def rehearse(
    scene: Scene,
    odds: Odds,
    seed: int,
    heard: Callable[[float], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
    first: int = FIRST,
    most: int = MOST,
) -> Rehearsed:
    """Play all options of a scene.

    Args:
        heard: is told the part of the plays that is done. stop: ends it early.
        first, most: plays of each option, at first and at most.
    """
    scripts = [write(option.mission, odds) for option in scene.options]
    played: list[list[Plays]] = [[] for _ in scripts]
    came_of = {option.letter: NOTHING_YET for option in scene.options}
    most = max(1, most)
    n, more = 0, max(1, min(first, most))
    while True:
        ready = partial(heard_of, heard, n / most, more / most / max(1, len(scripts)))
        new = _round(scripts, odds, seed, n, more, ready, stop if n else lambda: False)
        if not new and scripts:
            break
        for option, parts, some in zip(scene.options, played, new, strict=True):
            parts += some
            for fresh in (outcome(columns(option, one)) for one in some):
                came_of[option.letter] = came_of[option.letter].and_then(fresh)
        n += more
        if not unsettled(_kept(came_of)) or n >= most or stop():
            break
        more = min(n, most - n)
    return _told(scene, seed, n, played, came_of)


def _kept(came_of: Mapping[str, Outcome]) -> dict[str, F64]:
    """What each option keeps, play by play."""
    return {letter: one.kept for letter, one in came_of.items()}


def _round(
    scripts: Sequence[Script], odds: Odds, seed: int, first: int, n: int,
    ready: Callable[[float], None], stop: Callable[[], bool],
) -> list[list[Plays]]:  # fmt: skip
    """So many more plays of every option; none where it was stopped before all had them."""
    found: list[list[Plays]] = []
    for i, script in enumerate(scripts):
        parts, wide = [], int(script.teams["n_stops"].max()) > FEW_STOPS
        for at in range(first, first + n, AT_ONCE):
            if stop():
                return []
            parts.append(small(play(script, odds, seed, at, min(AT_ONCE, first + n - at)), wide))
            ready(i + min(1.0, (at + AT_ONCE - first) / n))
        found.append(parts)
    return found


def heard_of(heard: Callable[[float], None], done: float, each: float, options: float) -> None:
    """Say which part of all plays is done when a round has so many options behind it."""
    heard(min(1.0, done + each * options))


def small(plays: Plays, wide: bool = True) -> Plays:
    """The same plays in less room.

    Args:
        wide: whether some team has more than FEW_STOPS.
    """
    kinds = WIDE if wide else {**WIDE, "brought": np.dtype("u1")}
    return Plays(plays.first, _narrow(plays.days, WIDE), _narrow(plays.runs, kinds))


def _narrow(rows: Rows, kinds: Mapping[str, np.dtype[Any]]) -> Rows:
    """The same rows, each column as wide as it must be."""
    names = rows.dtype.names or ()
    return rows.astype([(x, kinds.get(x, NARROW[rows.dtype[x].kind])) for x in names])


def joined(parts: Sequence[Plays]) -> Plays:
    """Plays that follow one another as one."""
    return Plays(
        parts[0].first,
        np.concatenate([p.days for p in parts]),
        np.concatenate([p.runs for p in parts]),
    )


def unsettled(kept: Mapping[str, F64]) -> list[tuple[str, str]]:
    """The pairs of options of which nobody can say yet which keeps more, or that it hardly does."""
    best = max((float(k.mean()) for k in kept.values()), default=0.0)
    open_ = []
    for (a, one), (b, other) in combinations(kept.items(), 2):
        apart = one - other
        mean = abs(float(apart.mean()))
        doubt = SURE * float(apart.std(ddof=1)) / sqrt(len(apart)) if len(apart) > 1 else inf
        if mean <= doubt and mean + doubt > LITTLE * best:
            open_.append((a, b))
    return open_


def _told(
    scene: Scene, seed: int, n: int, played: list[list[Plays]], came_of: Mapping[str, Outcome]
) -> Rehearsed:
    """Everything in words and figures, option by option, so that there is room for all."""
    tallies: list[Tally] = []
    found: dict[str, tuple[list[Matter], Fates]] = {}
    for staged, parts in zip(scene.options, played, strict=True):
        plays = joined(parts)
        parts.clear()
        tallies.append(tally(staged, plays))
        told = matters(scene, staged, plays)
        found[staged.letter] = told, fates(scene, plays, told)
    kept, weighed = _kept(came_of), weigh(came_of)
    open_ = unsettled(kept)
    return Rehearsed(
        seed=seed,
        n=n,
        tallies=tuple(tallies),
        ranking=weighed.ranking,
        settled=not open_,
        unsettled=tuple(open_),
        matters={letter: tuple(told[:MOST_TOLD]) for letter, (told, _) in found.items()},
        advice=tuple(advice(kept, found)[:MOST_TOLD]),
        bettered=weighed.bettered,
        steps=weighed.steps,
    )
