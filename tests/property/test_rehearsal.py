"""The kernel and an independent SimPy model of the same rules play the same days.

Every output of random missions with random odds: the share of each state and of each thing that
struck, what was brought, the hurt of each kind, the way behind them, the hour they were home.
"""

import pytest
from scipy.stats import binom, norm

from data.agreeing import Compared, chance, compare, mission_of, odds_of
from data.effort import tries

FAR, NEVER = 3.0, 5.0
"""Standard errors of the difference: by chance 1 figure in 370 is as far off as the first, and one
in 1.7 million as the second."""
LEVEL = 1e-3
"""How often the test may cry wolf: its seeds are fixed, so it does not cry twice."""


def agree(first: int, n_missions: int, n_plays: int, n_oracle: int) -> list[Compared]:
    """Every figure that could differ."""
    found = []
    for seed in range(first, first + n_missions):
        rng = chance(seed)
        odds = odds_of(rng)
        for one in compare(mission_of(rng), odds, seed, n_plays, n_oracle):
            if one.z != 0:
                found.append(Compared(f"mission {seed}, {one.name}", one.kernel, one.oracle, one.z))
    return found


def judge(found: list[Compared]) -> None:
    """No more far off than chance explains, and none that it does not."""
    far = [one for one in found if abs(one.z) > FAR]
    most = binom.ppf(1 - LEVEL, len(found), 2 * norm.sf(FAR))
    told = "\n".join(f"{x.name}: {x.kernel:.5g}, oracle {x.oracle:.5g}, z {x.z:.1f}" for x in far)
    print(f"{len(found)} figures, {len(far)} beyond {FAR} standard errors (at most {most})\n{told}")
    assert len(far) <= most, told
    assert [one for one in far if abs(one.z) > NEVER] == []


def test_some_random_missions_agree_with_the_oracle() -> None:
    """A few, with few plays: what is grossly wrong."""
    judge(agree(1_000, 8, 4_000, 250))


@pytest.mark.slow
def test_a_campaign_of_random_missions_agrees_with_the_oracle() -> None:
    """Sixty missions, hundreds of figures; those far off are told."""
    judge(agree(2_000, tries(60, 1_000), 30_000, 2_500))
