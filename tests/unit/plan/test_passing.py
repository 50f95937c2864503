"""Hazards along lines: exact for threats of any size, by any length of road."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.base.geo import Place, distance_m, offset
from holdfast.know.hazard import BACKGROUND_PER_KM, Field, line_hazard
from holdfast.plan.check.measure import met_along
from holdfast.plan.ground import Ground, arc_hazard
from holdfast.plan.kilometres import by_km
from holdfast.plan.problem import Closure
from holdfast.plan.roads.arrays import shape
from holdfast.plan.ways.passing import true_hazard
from holdfast.plan.ways.ways import Way

HOME = Place(10.0, 45.0)


def threats(*circles: tuple[Place, float, float]) -> Field:
    """Circles by centre, radius and rate."""
    return Field(
        lon=np.array([c.lon for c, _, _ in circles]),
        lat=np.array([c.lat for c, _, _ in circles]),
        radius_m=np.array([float(r) for _, r, _ in circles]),
        per_km=np.array([float(p) for _, _, p in circles]),
    )


def by_steps(danger: Field, a: Place, b: Place, n: int = 200_000) -> float:
    """The same by brute force: the field's own figure at very many places."""
    t = (np.arange(n) + 0.5) / n
    rates = danger.at(a.lon + (b.lon - a.lon) * t, a.lat + (b.lat - a.lat) * t)
    return float(rates.mean()) * distance_m(a, b) / 1000


metres = st.floats(-3_000, 3_000)
radii = st.sampled_from([0.0, 1.0, 40.0, 150.0, 900.0, 20_000.0, 1e5]) | st.floats(10, 2_000)


@settings(max_examples=60, deadline=None)
@given(ends=st.tuples(metres, metres, metres, metres), radius=radii, aside=metres)
def test_one_piece_past_one_threat_is_exact(
    ends: tuple[float, float, float, float], radius: float, aside: float
) -> None:
    """Within a part in a thousand of 200,000 samples, whatever the sizes."""
    a, b = offset(HOME, *ends[:2]), offset(HOME, *ends[2:])
    danger = threats((offset(HOME, aside / 10, 0), radius, 2.0))
    length_km = distance_m(a, b) / 1000
    slack = 2.0 * length_km * 3 / 200_000 + 1e-9
    assert line_hazard(danger, [a, b], "foot").sum() == pytest.approx(
        by_steps(danger, a, b), rel=1e-3, abs=slack
    )


@settings(max_examples=60, deadline=None)
@given(
    points=st.lists(st.tuples(metres, metres), min_size=2, max_size=6),
    circles=st.lists(st.tuples(metres, metres, radii, st.floats(0, 5)), max_size=5),
)
def test_the_checker_finds_by_sampling_what_the_search_integrates(
    points: list[tuple[float, float]], circles: list[tuple[float, float, float, float]]
) -> None:
    """Two roads to one figure: they differ by less than the checker minds, over any threats."""
    line = [offset(HOME, *p) for p in points]
    danger = threats(*((offset(HOME, e, n), r, rate) for e, n, r, rate in circles))
    found = met_along(danger, line)
    assert found == pytest.approx(line_hazard(danger, line, "foot").sum(), rel=3e-3, abs=1e-7)


@pytest.mark.parametrize("into_m", [0.5, 5.0, 40.0])
def test_what_only_just_reaches_a_threat_is_sampled_there(into_m: float) -> None:
    """The last metres of a long leg into the rim of a dreadful one are not stepped over."""
    danger = threats((HOME, 800.0, 350.0))
    line = [offset(HOME, 2_000, 0), offset(HOME, 1_200 - into_m, 0)]
    met = line_hazard(danger, line, "foot").sum()
    assert met_along(danger, line) == pytest.approx(met, rel=3e-3, abs=1e-7)


def test_the_line_of_180_degrees_is_no_border() -> None:
    """A threat on one side reaches the road on the other."""
    danger = threats((Place(179.999, 0.0), 2_000, 1.0))
    line = [Place(-179.999, 0.0), Place(-179.998, 0.0)]
    assert line_hazard(danger, line, "foot").sum() > 0.1
    assert met_along(danger, line) == pytest.approx(line_hazard(danger, line, "foot").sum())


def test_a_small_threat_on_a_long_road_is_met(ground: Ground) -> None:
    """Thirty metres of mines count on the arc that they lie on, and on no arc beside it."""
    danger = threats((offset(HOME, 1_100, 0), 30.0, 10.0))
    met = arc_hazard(ground, danger, "car") - arc_hazard(ground, threats(), "car")
    dangerous = np.flatnonzero(met > 1e-9)
    assert len({int(ground.roads.edge[a]) for a in dangerous}) == 1
    assert met.max() == pytest.approx(10.0 * 0.6 * 0.075, rel=1e-3)  # 60 m wholly, 30 m half


def test_a_road_is_closed_only_where_it_comes_into_the_circle(ground: Ground) -> None:
    """A street ten metres beside the circle stays open; the car's closure is not the walker's."""
    beside = Closure(Place(*offset(HOME, 1_000, 60)), 50.0, ("car", "truck"))
    across = Closure(Place(*offset(HOME, 1_000, 60)), 70.0, ("car", "truck"))
    assert np.isfinite(arc_hazard(ground, threats(), "car", (beside,))).all()
    assert np.isinf(arc_hazard(ground, threats(), "car", (across,))).any()
    assert np.isfinite(arc_hazard(ground, threats(), "foot", (across,))).all()


def test_a_way_that_stops_before_the_danger_does_not_meet_it(ground: Ground) -> None:
    """The kernel spreads a long arc's danger evenly; what is told is that of the part passed."""
    roads = ground.roads
    arc = int(np.argmax(roads.length_m))
    lon, lat = shape(roads, arc)
    danger = threats((Place(float(lon[-1]), float(lat[-1])), 100.0, 5.0))
    hazard = arc_hazard(ground, danger, "foot")
    way = Way((arc,), 0.0, 0.5, 0.0, float(roads.length_m[arc]) / 2, float(hazard[arc]) / 2)
    kilometres = way.length_m / 1000
    true = true_hazard(danger, roads, way, "foot").hazard
    assert true == pytest.approx(kilometres * BACKGROUND_PER_KM, rel=1e-3)
    assert way.hazard > 10 * true


def test_the_kilometres_add_up() -> None:
    """Each kilometre has its own danger, and together they are the whole."""
    line = [offset(HOME, x, 0) for x in (0, 300, 2_400, 3_600)]
    danger = threats((offset(HOME, 3_000, 0), 200.0, 1.0))
    met = line_hazard(danger, line, "foot")
    steps = by_km(line, met)
    assert len(steps) == 4
    assert sum(steps) == pytest.approx(met.sum())
    assert by_km([HOME, HOME], np.zeros(1)) == ()
