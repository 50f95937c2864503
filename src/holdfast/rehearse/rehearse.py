"""The recipe: every option of a plan played on the same days until it is settled which is best.

Laws. Options are compared play by play on the same days. It is settled when, for each two options,
either one keeps more by more than chance, or what is between them is known to be too little to
matter; until then more is played, up to a bound, and where the bound comes first that is said.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

import numpy as np

from holdfast.rehearse.matters import Advice, Matter, advice, matters
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.plays import Plays, play
from holdfast.rehearse.script import F64
from holdfast.rehearse.staging import Scene, Staged
from holdfast.rehearse.tally import Tally, columns, tally
from holdfast.rehearse.writing import write

FIRST, MOST = 20_000, 200_000
"""Plays of each option at first, and at most (assumed)."""
SURE = 2.6
"""Standard errors between two options that are told apart: 1 in 100 by chance."""
LITTLE = 0.005
"""A difference below this part of the best option's figure does not matter (assumed)."""
MOST_TOLD = 6


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What the rehearsal of a plan says.

    Attributes:
        ranking: letters, by what is brought home whole, most first; staying home is H.
        settled: whether more plays would not change that order. unsettled: pairs that are open.
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
    kept: list[list[F64]] = [[] for _ in scripts]
    n, more = 0, first
    while True:
        for i, (option, script) in enumerate(zip(scene.options, scripts, strict=True)):
            some = play(script, odds, seed, n, more)
            played[i].append(some)
            kept[i].append(columns(option, some).kept)
            heard((n + more * (i + 1) / len(scripts)) / most)
        n += more
        means = {o.letter: np.concatenate(k) for o, k in zip(scene.options, kept, strict=True)}
        open_ = unsettled(means)
        if not open_ or n >= most or stop():
            break
        more = min(n, most - n)
    return _told(scene, seed, n, [joined(some) for some in played], means, open_)


def joined(parts: Sequence[Plays]) -> Plays:
    """Plays that follow one another as one."""
    return Plays(
        parts[0].first,
        np.concatenate([p.days for p in parts]),
        np.concatenate([p.runs for p in parts]),
    )


def unsettled(kept: dict[str, F64]) -> list[tuple[str, str]]:
    """The pairs of options of which nobody can say yet which keeps more."""
    best = max((float(k.mean()) for k in kept.values()), default=0.0)
    open_ = []
    for (a, one), (b, other) in combinations(kept.items(), 2):
        apart = one - other
        error = float(apart.std(ddof=1)) / sqrt(len(apart)) if len(apart) > 1 else 0.0
        if abs(float(apart.mean())) <= SURE * error and SURE * error > LITTLE * best:
            open_.append((a, b))
    return open_


def _told(
    scene: Scene,
    seed: int,
    n: int,
    played: Sequence[Plays],
    kept: dict[str, F64],
    open_: list[tuple[str, str]],
) -> Rehearsed:
    """Everything in words and figures."""
    pairs: list[tuple[Staged, Plays]] = list(zip(scene.options, played, strict=True))
    weigh = {staged.letter: tuple(matters(scene, staged, plays)) for staged, plays in pairs}
    ranking = sorted(kept, key=lambda letter: -float(kept[letter].mean()))
    gains = [x for x in ranking if float(kept[x].mean()) > 0]
    every = {(m.kind, m.key): m for told in weigh.values() for m in told}
    return Rehearsed(
        seed=seed,
        n=n,
        tallies=tuple(tally(staged, plays) for staged, plays in pairs),
        ranking=(*gains, "H", *(x for x in ranking if x not in gains)),
        settled=not open_,
        unsettled=tuple(open_),
        matters={letter: told[:MOST_TOLD] for letter, told in weigh.items()},
        advice=tuple(advice(scene, pairs, list(every.values()))[:MOST_TOLD]),
    )
