"""What runs teach of times: how long ways and stays take against the plan, and how that varies.

Laws. A run's own pace is one observation, however many legs it has; legs vary about it. What legs
account for is taken from the spread of days.
"""

from collections.abc import Sequence
from math import exp, fsum, log

from holdfast.know.assumed import ASSUMED, MODES, STRENGTH, fresh
from holdfast.know.conjugate import Posterior, spread_about, times
from holdfast.know.passages import Passage, Timed

LEGS_A_RUN = 2.0
"""Legs over which a run's mean pace is taken where none has been seen."""


def times_learned(trips: Sequence[Passage], now_ms: int) -> dict[str, Posterior]:
    """Paces and their spread over days and legs, and stays."""
    found: dict[str, Posterior] = {}
    days, between, within = 0.0, 0.0, 0.0
    for mode in MODES:
        runs = [
            (t.legs, fresh(t.home_ms, "times", now_ms)) for t in trips if t.mode == mode and t.legs
        ]
        pace, spread = _pace(mode, runs)
        found |= {f"pace_{mode}": pace, f"leg_spread_{mode}": spread}
        days += fsum(w for _, w in runs)
        between += fsum(w * (log(_middle(legs)) - log(pace.mean)) ** 2 for legs, w in runs)
        within += fsum(w * spread.mean**2 / len(legs) for legs, w in runs)
    left = max(0.0, between - within)
    found["day_spread"] = spread_about(ASSUMED["day_spread"], STRENGTH["times"], left, days)
    seen = [(x.ratio, fresh(t.home_ms, "times", now_ms)) for t in trips for x in t.stays]
    stay = times(ASSUMED["stay_spread"], seen, STRENGTH["times"])
    return found | {"stay": stay.factor, "stay_spread": stay.spread}


Legs = Sequence[tuple[Sequence[Timed], float]]
"""The timed legs of each run, and the run's weight."""


def _pace(mode: str, runs: Legs) -> tuple[Posterior, Posterior]:
    """Taken over planned, of runs; and the spread of legs about their run's mean, paved legs."""
    leg = ASSUMED[f"leg_spread_{mode}"]
    total = (ASSUMED["day_spread"] ** 2 + leg**2 / LEGS_A_RUN) ** 0.5
    pace = times(total, [(_middle(legs), w) for legs, w in runs], STRENGTH["times"]).factor
    paved = [([x for x in legs if not x.rough], w) for legs, w in runs]
    free = [(legs, w) for legs, w in paved if len(legs) > 1]
    squares = fsum(w * (log(x.ratio) - log(_middle(legs))) ** 2 for legs, w in free for x in legs)
    n = fsum(w * (len(legs) - 1) for legs, w in free)
    return pace, spread_about(leg, STRENGTH["times"], squares, n)


def _middle(legs: Sequence[Timed]) -> float:
    """The geometric mean of a run's legs."""
    return exp(fsum(log(x.ratio) for x in legs) / len(legs))
