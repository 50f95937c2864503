"""Rehearsals as pieces of work: one scene with its odds, or a sweep over many assumptions.

Laws. The same question has the same answer wherever it is worked out. A sweep's results come as
they are ready, each with the number of what was asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from holdfast.rehearse.odds import Odds
from holdfast.rehearse.rehearse import FIRST, MOST, Rehearsed, rehearse
from holdfast.rehearse.setting import Setting
from holdfast.workers.asked import REHEARSED, ToRehearse
from holdfast.workers.pool import Workers
from holdfast.workers.ready import make_ready
from holdfast.workers.task import Say, Stop

TASK = REHEARSED
"""What `Workers.start` and `Workers.each` are told to do with an Asked."""
Asked = ToRehearse
TIMES = (0.5, 2.0)
"""A figure that is assumed is tried at so many times itself (assumed)."""
SWEPT = {
    "day_spread": "How much the pace varies by the day",
    "stay_spread": "How much stays vary",
    "p_storm": "Chance of a storm",
    "rate_shape": "How sure the rates of threats are",
    "p_more": "Chance that more than one is hurt",
    "p_vehicle_hit": "Chance to lose the vehicle in a contact",
    "breakdown_per_km": "Breakdowns",
    "p_beyond": "Chance that a breakdown cannot be repaired",
    "blocked_per_km": "Blocked roads",
    "p_around": "Chance of a way round",
    "dark_hazard": "Danger after dark",
    "bearers": "Bearers that a stretcher needs",
    "p_link": "Chance of no link",
}


@dataclass(frozen=True, slots=True)
class Assumed:
    """The odds with one of them changed.

    Attributes:
        words: which, and how.
    """

    words: str
    odds: Odds


def rehearsed(asked: object, say: Say, stop: Stop) -> Rehearsed:
    """Play it until it is settled; the part that is done is said."""
    assert isinstance(asked, ToRehearse)  # noqa: S101  (what TASK is started with)
    make_ready(lambda _words, _part: None)
    most = MOST if asked.most is None else asked.most
    return rehearse(asked.scene, asked.odds, asked.seed, say, stop, min(FIRST, most), most)


def assumptions(odds: Odds) -> list[Assumed]:
    """The odds as they are, then with each one of SWEPT at each of TIMES itself."""
    found = [Assumed("As assumed", odds)]
    for name, words in SWEPT.items():
        for times in TIMES:
            value = getattr(odds, name) * times
            if name.startswith("p_"):
                value = min(1.0, value)
            found.append(Assumed(f"{words} x {times:g}", odds._replace(**{name: value})))
    return found


def sweep(
    workers: Workers, setting: Setting, tried: Sequence[Assumed], seeds: Sequence[int], most: int
) -> Iterator[tuple[Assumed, int, Rehearsed]]:
    """Every assumption with every seed, each option of the scene in each: as they come."""
    asked = [(one, seed) for one in tried for seed in seeds]
    pieces = [Asked(setting.scene, one.odds, seed, most) for one, seed in asked]
    for number, answer in workers.each(TASK, pieces):
        yield *asked[number], answer
