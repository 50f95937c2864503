"""Ways against a plain label-setting that knows arcs and forbidden turns, and nothing of nets."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.any_map import any_field, any_point, maps
from data.label_setting import (
    Cost,
    arcs_after,
    check_way,
    cut_by,
    least_hazard_left,
    oracle,
    time_and_hazard,
    whole,
)
from holdfast.formats import osm
from holdfast.plan.roads.chains import Chains, draw
from holdfast.plan.roads.field import weigh
from holdfast.plan.roads.net import net
from holdfast.plan.roads.points import RoadPoint, point_on
from holdfast.plan.ways.fallback import fallback
from holdfast.plan.ways.ways import Toward, toward, ways


def check_ways(look: Toward, start: RoadPoint, *, bounded: bool = False) -> int:
    """The ways' cost pairs are the oracle's front, pair for pair; how many there are."""
    chains, hazard = look.field.chains, look.field.hazard
    roads, mode = chains.roads, chains.net.mode
    figure = time_and_hazard(roads, mode, hazard)
    found = ways(look, start)
    for way in found:
        check_way(roads, mode, hazard, way)
        assert way.complete
    after, cut = arcs_after(roads, mode), cut_by(figure)
    left = [least_hazard_left(after, cut, look.goal)] if bounded else []
    front = oracle(after, cut, start, look.goal, *left)
    assert [whole(figure, way) for way in found] == front
    return len(found)


# -- real maps -------------------------------------------------------------------------------------


def real(path: Path, mode: str) -> Chains:
    """A real extract's chains."""
    kind = "pbf" if path.suffix == ".pbf" else path.name.split(".", 1)[1]
    roads = osm.read(path.read_bytes(), kind, "", lambda *_: None).roads
    return draw(roads, net(roads, mode))


def threatened(chains: Chains, seed: int, noise: float) -> np.ndarray:
    """Hazard in some round zones over a little everywhere, with noise from arc to arc."""
    roads, rng = chains.roads, np.random.default_rng(seed)
    x, y = roads.lon[roads.tail], roads.lat[roads.tail]
    rate = np.full(roads.n_arcs, 1e-7)
    for _ in range(8):
        i, wide = rng.integers(roads.n_arcs), rng.uniform(0.002, 0.01)
        rate += 1e-5 * np.exp(-((x - x[i]) ** 2 + (y - y[i]) ** 2) / (2 * wide**2))
    return rate * rng.lognormal(0, noise, roads.n_arcs) * roads.length_m


def pairs(chains: Chains, seed: int, n: int, within: float) -> list[tuple[RoadPoint, RoadPoint]]:
    """Random points in the middle of arcs, in pairs that lie within some degrees."""
    roads, rng = chains.roads, np.random.default_rng(seed)
    arcs = np.flatnonzero(np.isfinite(chains.time_s))
    found = []
    while len(found) < n:
        a, b = (int(i) for i in rng.choice(arcs, 2))
        gap = np.hypot(
            roads.lon[roads.tail[a]] - roads.lon[roads.tail[b]],
            roads.lat[roads.tail[a]] - roads.lat[roads.tail[b]],
        )
        if gap <= within:
            found.append((point_on(chains, a, rng.uniform()), point_on(chains, b, rng.uniform())))
    return found


@pytest.mark.parametrize("mode", ["foot", "car"])
@pytest.mark.parametrize(
    ("name", "n", "within"), [("beatty.osm", 12, 9.0), ("andorra.osm.pbf", 6, 0.05)]
)
def test_fronts_on_small_real_maps_are_those_of_label_setting(
    shared: Path, name: str, n: int, within: float, mode: str
) -> None:
    """On a desert town and in mountains the whole front equals the oracle's."""
    chains = real(shared / "data" / "osm" / name, mode)
    field = weigh(chains, threatened(chains, 3, 0.7))
    sizes = [check_ways(toward(field, b), a) for a, b in pairs(chains, 5, n, within)]
    assert max(sizes) > 3


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["foot", "car"])
def test_fronts_in_a_real_city_are_those_of_label_setting(shared: Path, mode: str) -> None:
    """In a city with 466 turn restrictions the whole front equals the oracle's."""
    chains = real(shared / "data" / "osm" / "heidelberg.test.pbf", mode)
    assert mode == "foot" or len(chains.net.node) > chains.roads.n_nodes
    field = weigh(chains, threatened(chains, 3, 0.7))
    near = pairs(chains, 7, 6, 0.02)
    sizes = [check_ways(toward(field, b), a, bounded=True) for a, b in near]
    assert max(sizes) > 3


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_fronts_on_any_map_are_those_of_label_setting(data: st.DataObject) -> None:
    """Ties, zeros, parallel roads, circles, one-ways and forbidden turns change nothing."""
    roads, mode = data.draw(maps()), data.draw(st.sampled_from(["foot", "car"]))
    field = any_field(data, roads, mode)
    start, goal = any_point(data, field.chains), any_point(data, field.chains)
    if dict(zip(*start, strict=True)) == dict(zip(*goal, strict=True)):
        (way,) = ways(toward(field, goal), start)
        assert (way.time_s, way.hazard) == (0, 0)
        return
    check_ways(toward(field, goal), start)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_fallback_shares_as_little_as_any_way_can(data: st.DataObject) -> None:
    """The shared metres equal the least over all ways, found by label-setting on shared length."""
    roads = data.draw(maps())
    field = any_field(data, roads, "foot")
    start, goal = any_point(data, field.chains), any_point(data, field.chains)
    if set(start.arcs) & set(goal.arcs):
        return
    outs = ways(toward(field, start), goal)[:1]
    used: dict[int, list[tuple[float, float]]] = {}
    for way in outs:
        for i, a in enumerate(way.arcs):
            f = way.start_fraction if i == 0 else 0.0
            g = way.end_fraction if i == len(way.arcs) - 1 else 1.0
            used.setdefault(int(roads.edge[a]), []).append(
                (f, g) if roads.forward[a] else (1 - g, 1 - f)
            )

    def part(arc: int, f: float, g: float) -> Cost:
        """Millimetres of a piece of an arc that lie on the way out, sampled by its quarters."""
        low, high = (f, g) if roads.forward[arc] else (1 - g, 1 - f)
        hit = sum(
            1
            for k in range(4)
            if low <= k / 4 < high
            and any(a <= k / 4 < b for a, b in used.get(int(roads.edge[arc]), []))
        )
        return round(hit / 4 * float(roads.length_m[arc]) * 1000), 0

    best = oracle(arcs_after(roads, "foot"), part, start, goal)
    found = fallback(field, start, goal, outs)
    if not best:
        assert found is None
        return
    assert found is not None
    check_way(roads, "foot", field.hazard, found.way)
    assert found.shared_m == pytest.approx(best[0][0] / 1000, abs=0.1 * len(found.way.arcs) + 0.01)
