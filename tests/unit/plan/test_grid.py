"""Where a place off the roads is left for and come back to."""

import numpy as np
import pytest

from holdfast.formats.cut import Lines, cut
from holdfast.plan.ground import Ground
from holdfast.plan.journeys.grid import grid
from holdfast.plan.offer.offer import in_tries, offer
from holdfast.plan.roads.arrays import build

from .conftest import Ask, at


@pytest.fixture(scope="module")
def valleys() -> Ground:
    """A street past the place, and another valley's road, nearer to it and 24 km round."""
    street = [at(0, 0), at(4_000, 0)]
    over = [at(4_000, 0), at(14_000, 0), at(14_000, 800), at(1_000, 800)]
    points = [p for line in (street, over) for p in line]
    table = sorted(set(points))
    made = cut(
        Lines(
            start=np.cumsum([0, len(street), len(over)]).astype("i8"),
            ref=np.array([table.index(p) for p in points], "i8"),
            lon=np.array([p.lon for p in points]),
            lat=np.array([p.lat for p in points]),
            there_mps=np.array([(1.4, 12.0, 8.0)] * 2),
            back_mps=np.array([(1.4, 12.0, 8.0)] * 2),
            surface=np.zeros(2, "u1"),
            kind=np.zeros(2, "u1"),
            name=np.zeros(2, "i4"),
            flags=np.zeros(2, "u1"),
            way=np.arange(2, dtype="i8"),
        ),
        np.zeros(0, "i8"),
    )
    return Ground(build(made.lon, made.lat, made.edges))


@pytest.mark.parametrize(("north_m", "by_street"), [(450, True), (790, False)])
def test_a_place_off_the_roads_is_walked_to_from_where_that_is_soonest(
    ask: Ask, valleys: Ground, north_m: float, by_street: bool
) -> None:
    """450 m up from the street rather than 350 m down from the next valley's road, hours away; but
    what lies on that road is gone to by that road.
    """
    problem = ask(depot=(2_000, north_m))
    found, _ = grid(problem, valleys, "foot", lambda _step, _part: None)
    assert found is not None
    spot = found.spots[found.at["depot"]]
    assert spot.off_m == pytest.approx(north_m if by_street else 10, abs=2)
    answer = offer(problem, valleys, left=in_tries(200))
    foot = [t for o in answer.options for t in o.taskings if t.mode == "foot"]
    assert bool(foot) == by_street  # round by the other valley there is no time on foot
    for task in foot:
        assert task.ways[0].length_m < 3_000
        assert any("450 m off the road" in words for words in task.assumes)


def test_a_little_sooner_is_not_enough(ask: Ask, ground: Ground) -> None:
    """What is walked off the roads is believed, not known: the nearest road stands."""
    problem = ask(depot=(2_000, 1_000))
    found, _ = grid(problem, ground, "foot", lambda _step, _part: None)
    assert found is not None
    assert found.spots[found.at["depot"]].off_m < 5
