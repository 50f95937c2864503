"""The order in which junctions are drawn out, on a lattice with tails."""

import numpy as np

from data.toy_nets import Row, toy
from holdfast.plan.roads.chains import Chains

WIDE = 24


def lattice() -> Chains:
    """A square of streets, and at one corner a dead end that branches."""
    spot = np.arange(WIDE * WIDE).reshape(WIDE, WIDE)
    pairs = [*zip(spot[:, :-1].flat, spot[:, 1:].flat, strict=True)]
    pairs += zip(spot[:-1].flat, spot[1:].flat, strict=True)
    places = [(float(i % WIDE), float(i // WIDE)) for i in range(WIDE * WIDE)]
    n = len(places)
    places += [(-1.0, -1.0), (-2.0, -1.0), (-1.0, -2.0)]
    pairs += [(0, n), (n, n + 1), (n, n + 2)]
    rows: list[Row] = [(int(a), int(b), 10, 10) for a, b in pairs]
    return toy(places, rows)


def test_every_junction_has_its_rank_and_dead_ends_come_first_tips_before_stems() -> None:
    """A tip's only link up is to its stem."""
    chains = lattice()
    skeleton = chains.skeleton
    assert sorted(skeleton.rank) == list(range(chains.n))
    hung = np.flatnonzero(chains.parent >= 0)
    assert len(hung) == 3
    assert set(skeleton.rank[hung]) == {0, 1, 2}
    for junction in hung:
        r, stem = skeleton.rank[junction], chains.parent[junction]
        up = skeleton.upper[skeleton.start[r] : skeleton.start[r + 1]]
        assert up.tolist() == [skeleton.rank[stem]]


def test_cuts_keep_the_links_few() -> None:
    """About n log n of them, and no junction has many more than two cuts hold."""
    skeleton = lattice().skeleton
    n = WIDE * WIDE
    assert len(skeleton.upper) < 1.4 * n * np.log2(n)
    assert np.diff(skeleton.start).max() <= 2 * WIDE


def test_the_same_net_gives_the_same_order() -> None:
    """Made twice from nothing."""
    assert np.array_equal(lattice().skeleton.rank, lattice().skeleton.rank)
