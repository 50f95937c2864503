"""Map cases made by hand: the way that is planned is the one that carries whoever goes."""

from pathlib import Path

import pytest

from holdfast.base.geo import Place
from holdfast.formats.perils import perils
from holdfast.plan.roads.arrays import ALPINE, ICE, TIDAL, TIMED
from holdfast.plan.roads.snap import snap
from holdfast.store.roadfile import MapFile, import_map, load

WEST, EAST = Place(31.998, 30.0), Place(32.012, 30.0)
STRAIGHT = 10
"""The straight road's number in the map; the detour round it is another."""
BARRED = {
    "m02-low-bridge-in-feet": {"truck"},
    "m03-low-bridge-feet-inches": {"truck"},
    "m04-weak-bridge-in-pounds": {"truck"},
    "m05-weight-rating": {"truck"},
    "m06-height-physical": {"truck"},
    "m07-smoothness-impassable": {"car", "truck"},
    "m13-collapsed-bridge": {"foot", "car", "truck"},
    "m15-under-construction": {"car", "truck"},
    "m16-josm-deleted-bridge": {"foot", "car", "truck"},
}
"""Who must keep off the straight road in each case."""
MARKED = {
    "m09-closed-in-winter": TIMED,
    "m10-tidal-path": TIDAL,
    "m11-ice-road": ICE,
    "m12-hands-needed": ALPINE,
}
"""What the straight road is marked with, so that a plan says it."""


def case(shared: Path, tmp_path: Path, name: str) -> MapFile:
    """A case's map, read in as a founding does."""
    source = shared / "cases" / "maps" / f"{name}.osm"
    return load(import_map(source, tmp_path, lambda _step, _part: None))


def on_straight(data: MapFile, mode: str) -> bool:
    """Whether the straight road is there for this mode."""
    roads = data.roads
    arcs = (roads.way[roads.edge] == STRAIGHT) & (roads.time_s[mode] < float("inf"))
    return bool(arcs.any())


@pytest.mark.parametrize("name", BARRED)
def test_a_road_is_closed_to_whom_it_does_not_carry(
    shared: Path, tmp_path: Path, name: str
) -> None:
    """Everybody else still goes, and the detour is there for all."""
    data = case(shared, tmp_path, name)
    for mode in ("foot", "car", "truck"):
        assert on_straight(data, mode) == (mode not in BARRED[name])
        assert snap(data.roads, WEST, mode) is not None
        assert snap(data.roads, EAST, mode) is not None


@pytest.mark.parametrize("name", MARKED)
def test_a_road_that_is_not_always_there_is_marked(shared: Path, tmp_path: Path, name: str) -> None:
    """And slower than the same road without it."""
    roads = case(shared, tmp_path, name).roads
    here = roads.way == STRAIGHT
    assert (roads.edge_flags[here] & MARKED[name] > 0).all()
    assert perils({}) == 0


def test_a_clipped_extract_is_founded_on(shared: Path, tmp_path: Path) -> None:
    """One road; the river that lacks a point is counted."""
    data = case(shared, tmp_path, "m01-river-with-missing-point")
    assert data.roads.n_edges == 1
    assert data.counts["lines_cut"] == 1
