"""Which sites lie on the way to others: the least drag from place to place by way of sites.

Law. Where a way by other sites drags less than the leg itself, the first of them is named, and
following these names site by site is that way.

Source: Floyd, Algorithm 97, Communications of the ACM 5 (1962), 345.
"""

import numpy as np

from holdfast.plan.compiled import compiled
from holdfast.plan.roads.arrays import F64, I32


def by_way_of(drag: F64, least_gain: float) -> tuple[F64, I32]:
    """The least drag from place to place, and the place after the first on that way.

    Args:
        drag: of each leg for each kind of team, (k, n + 2, n + 2): n sites, where teams begin and
            where they end.
        least_gain: ways by others that gain less are not taken.

    Returns:
        Both (k, n + 2, n + 2); `straight_on` where no leg gains.
    """
    least, via, shorter = _closed(drag, least_gain)
    return (least, via) if shorter else straight_on(len(drag))


def straight_on(k: int) -> tuple[F64, I32]:
    """What `by_way_of` gives where no site makes a way shorter, for k kinds of teams."""
    return np.zeros((k, 0, 0)), np.zeros((k, 0, 0), np.int32)


@compiled
def _closed(drag: F64, least_gain: float) -> tuple[F64, I32, bool]:
    """Floyd's algorithm over the sites; whether any leg got shorter."""
    least, via, shorter = drag.copy(), np.empty(drag.shape, np.int32), False
    n_places = drag.shape[1]
    for k in range(len(drag)):
        for i in range(n_places):
            for j in range(n_places):
                via[k, i, j] = j
        for site in range(n_places - 2):
            for i in range(n_places):
                if i == site:
                    continue
                to_site, first = least[k, i, site], via[k, i, site]
                for j in range(n_places):
                    through = to_site + least[k, site, j]
                    if j != site and through < least[k, i, j] - least_gain:
                        least[k, i, j], via[k, i, j], shorter = through, first, True
    return least, via, shorter
