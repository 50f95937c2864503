"""The inner loop of the search for rounds: ruin some of them, build them up again, judge, go on.

Laws. What is kept as best was reckoned from scratch and breaks no limit. The same arrays and the
same seed give the same rounds.

Source: ruin and recreate (Schrimpf et al., J. Comput. Phys. 159, 2000) with the adjacent strings
of Christiaens and Vanden Berghe (Transp. Sci. 54, 2020); the rest is ours.
"""

from holdfast.plan.rounds.kernel.chances import chance
from holdfast.plan.rounds.kernel.copying import copy_all
from holdfast.plan.rounds.kernel.reckoning import reckon, totals
from holdfast.plan.rounds.kernel.shapes import N_SUMS, ROUNDING, SMALL, Ask, Bench, Work
from holdfast.plan.rounds.kernel.shedding import shed_all
from holdfast.plan.rounds.kernel.trying import tries

__all__ = [
    "N_SUMS",
    "ROUNDING",
    "SMALL",
    "Ask",
    "Bench",
    "Work",
    "chance",
    "copy_all",
    "reckon",
    "shed_all",
    "totals",
    "tries",
]
