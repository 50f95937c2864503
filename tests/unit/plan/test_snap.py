"""Snapping: the nearest point of the roads, and when a farther one is better."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from holdfast.base.errors import Refused
from holdfast.base.geo import Place, distance_m, offset
from holdfast.formats.cut import Lines, cut
from holdfast.plan.roads.arrays import Roads, build
from holdfast.plan.roads.snap import STRAY_M, around, snap

HOME = Place(10.0, 45.0)
ALL = (1.4, 10.0, 8.0)


def roads_of(*lines: list[Place], car: tuple[bool, ...] = (), oneway: bool = False) -> Roads:
    """Roads out of lines of places; equal places are one point."""
    points = [p for line in lines for p in line]
    table = sorted(set(points))
    cars = car or (True,) * len(lines)
    mps = np.array([ALL if c else (ALL[0], 0.0, 0.0) for c in cars])
    n = len(lines)
    made = cut(
        Lines(
            start=np.cumsum([0, *(len(line) for line in lines)]).astype("i8"),
            ref=np.array([table.index(p) for p in points], "i8"),
            lon=np.array([p.lon for p in points]),
            lat=np.array([p.lat for p in points]),
            there_mps=mps,
            back_mps=mps * ((1, 0, 0) if oneway else (1, 1, 1)),
            surface=np.zeros(n, "u1"),
            kind=np.zeros(n, "u1"),
            name=np.zeros(n, "i4"),
            flags=np.zeros(n, "u1"),
            way=np.arange(n, dtype="i8"),
        ),
        np.zeros(0, "i8"),
    )
    return build(made.lon, made.lat, made.edges)


def at(east_m: float, north_m: float) -> Place:
    """A place so many metres from home."""
    return offset(HOME, east_m, north_m)


STREET = [at(0, 0), at(1000, 0), at(2000, 0)]


def test_the_foot_of_the_perpendicular() -> None:
    """From 30 m beside the middle of a street, 30 m off and half-way along."""
    found = snap(roads_of(STREET), at(1000, 30), "car")
    assert found is not None
    assert found.off_m == pytest.approx(30, abs=0.2)
    assert found.fraction == pytest.approx(0.5, abs=0.001)
    assert distance_m(found.place, at(1000, 0)) < 0.5
    assert len(found.arcs) == 2


def test_a_one_way_gives_one_arc_to_cars_and_two_on_foot() -> None:
    """Both directions if allowed."""
    roads = roads_of(STREET, oneway=True)
    car, foot = snap(roads, at(500, 5), "car"), snap(roads, at(500, 5), "foot")
    assert car is not None
    assert foot is not None
    assert len(car.arcs) == 1
    assert len(foot.arcs) == 2


def test_a_mode_snaps_to_its_own_edges() -> None:
    """A car does not snap to the footpath beside it."""
    path = [at(0, 50), at(2000, 50)]
    roads = roads_of(STREET, path, car=(True, False))
    car = snap(roads, at(1000, 40), "car")
    foot = snap(roads, at(1000, 40), "foot", component=1)
    assert car is not None
    assert foot is not None
    assert car.off_m == pytest.approx(40, abs=0.3)
    assert foot.off_m == pytest.approx(10, abs=0.3)


@pytest.mark.parametrize(
    ("away_m", "component"), [(STRAY_M - 2, 0), (STRAY_M + 2, 1)]
)  # fmt: skip
def test_a_scrap_is_left_for_the_net_that_is_a_little_farther(
    away_m: float, component: int
) -> None:
    """Up to STRAY_M farther the largest component is preferred, beyond it is not."""
    net = [[at(0, 0), at(1000, 0)], [at(1000, 0), at(2000, 0)], [at(1000, 0), at(1000, -500)]]
    scrap = [at(900, away_m + 10), at(1100, away_m + 10)]
    found = snap(roads_of(*net, scrap), at(950, away_m + 5), "foot")
    assert found is not None
    assert found.component == component


def test_off_the_map_says_how_far() -> None:
    """Refusing is the caller's business."""
    found = snap(roads_of(STREET), Place(30.0, 10.0), "car")
    assert found is not None
    assert found.off_m > 3_000_000


def test_no_road_for_a_mode_gives_none() -> None:
    """A map of footpaths has nothing for trucks."""
    assert snap(roads_of(STREET, car=(False,)), HOME, "truck") is None


def test_across_the_line_of_180_degrees() -> None:
    """A road on the other side of the line is near."""
    road = [Place(-179.9995, 0.0), Place(-179.999, 0.0)]
    found = snap(roads_of(road), Place(179.9999, 0.0), "foot")
    assert found is not None
    assert found.off_m < 100
    over = snap(
        roads_of([Place(179.999, 0.0), Place(-179.999, 0.0)]), Place(-179.9995, 0.0), "foot"
    )
    assert over is not None
    assert over.off_m < 0.1
    assert over.fraction == pytest.approx(0.75, abs=0.01)


@pytest.mark.parametrize("place", [Place(float("nan"), 0), Place(0, 91), Place(400, 0)])
def test_a_place_off_the_earth_is_refused(place: Place) -> None:
    """With a sentence."""
    with pytest.raises(Refused, match="earth"):
        snap(roads_of(STREET), place, "foot")


def test_an_unknown_mode_is_refused() -> None:
    """Foot, car, truck, nothing else."""
    with pytest.raises(Refused, match="mode"):
        snap(roads_of(STREET), HOME, "camel")


def test_points_of_several_roads_round_a_place_lie_apart() -> None:
    """The nearest of each, the nearest first; not one beside another, and none too far off."""
    beside = [at(0, 30), at(2000, 30)]
    north = [at(0, 900), at(2000, 900)]
    far = [at(0, 2_500), at(2000, 2_500)]
    roads = roads_of(STREET, beside, north, far, [at(0, 0), at(0, 30), at(0, 900), at(0, 2_500)])
    found = around(roads, at(1_000, 300), "foot", 0, 1_000.0, 200.0)
    assert [round(one.off_m) for one in found[:2]] == [270, 600]
    assert found[0] == snap(roads, at(1_000, 300), "foot")
    assert all(one.off_m <= 1_000 for one in found)


metres = st.floats(-3000, 3000)


@given(
    st.lists(st.lists(st.tuples(metres, metres), min_size=2, max_size=4), min_size=1, max_size=6),
    st.tuples(st.floats(-9000, 9000), st.floats(-9000, 9000)),
)
def test_nothing_is_nearer_than_what_is_found(
    lines: list[list[tuple[float, float]]], where: tuple[float, float]
) -> None:
    """Against shapely over all edges at once, on a flat earth."""
    roads = roads_of(*([at(*p) for p in line] for line in lines), car=(True,) * len(lines))
    found = snap(roads, at(*where), "foot", component=None)
    flat = [shapely.LineString([_flat(at(*p)) for p in line]) for line in lines]
    if found is None:
        assert roads.n_arcs == 0
        return
    long = [line for line in flat if line.length > 0]  # a road of no length is none
    nearest = min(line.distance(shapely.Point(_flat(at(*where)))) for line in long)
    assert nearest - 0.01 * nearest - 1 <= found.off_m <= nearest * 1.01 + STRAY_M + 1


def _flat(place: Place) -> tuple[float, float]:
    """Metres east and north of home."""
    x = (place.lon - HOME.lon) * 111_195 * np.cos(np.radians(HOME.lat))
    return float(x), (place.lat - HOME.lat) * 111_195
