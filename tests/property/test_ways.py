"""Ways against a plain label-setting that knows arcs and forbidden turns, and nothing of nets."""

import heapq
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.formats import osm
from holdfast.plan.chains import Chains, draw
from holdfast.plan.fallback import fallback
from holdfast.plan.field import Field, weigh
from holdfast.plan.net import net
from holdfast.plan.points import RoadPoint, point_on
from holdfast.plan.roads import MODES, Edges, Roads, Turn, build
from holdfast.plan.ways import Toward, Way, toward, ways

TICK_S, UNIT = 0.1, 1e-8
Cost = tuple[int, int]


# -- the oracle: Martins' label-setting over arcs, after which forbidden turns are plain to see ----


def forbidden(roads: Roads, mode: str) -> Callable[[int, int], bool]:
    """Whether one road arc may not be followed by another."""
    bit = 1 << MODES.index(mode)
    never, only = set(), {}
    for (a, _, b), sole, modes in zip(
        roads.restrictions.tolist(), roads.only, roads.restriction_modes, strict=True
    ):
        if mode != "foot" and modes & bit:
            if sole:
                only.setdefault(a, set()).add(b)
            else:
                never.add((a, b))
    return lambda a, b: (a, b) in never or (a in only and b not in only[a])


def arcs_after(roads: Roads, mode: str) -> dict[int, list[int]]:
    """The road arcs that may follow each road arc."""
    banned, out = forbidden(roads, mode), {}
    usable = np.flatnonzero(np.isfinite(roads.time_s[mode])).tolist()
    for a in usable:
        out.setdefault(int(roads.tail[a]), []).append(a)
    return {a: [b for b in out.get(int(roads.head[a]), []) if not banned(a, b)] for a in usable}


def cut_by(figure: Callable[[int], Cost]) -> Callable[[int, float, float], Cost]:
    """The cost of a part of an arc: the whole less what is cut off, each rounded."""

    def cut(arc: int, f: float, g: float) -> Cost:
        c, d = figure(arc)
        return c - round(f * c) - (c - round(g * c)), d - round(f * d) - (d - round(g * d))

    return cut


def oracle(
    after: dict[int, list[int]],
    cut: Callable[[int, float, float], Cost],
    start: RoadPoint,
    goal: RoadPoint,
    left: Callable[[int], int] = lambda _: 0,
) -> list[Cost]:
    """The front of (first, second) cost between two points that lie in the middle of arcs.

    Args:
        after: the arcs that may follow each arc.
        cut: both costs of an arc from one fraction to another.
        start, goal: the points; at the goal the arc is called -1.
        left: no more than the least second cost from an arc's end to the goal.
    """
    goals = dict(zip(*goal, strict=True))
    heap, front, best = [], [], {-1: 1 << 62}
    for a, f in zip(*start, strict=True):
        if a in goals and f <= goals[a]:
            heap.append((*cut(a, f, goals[a]), -1))
        heap.append((*cut(a, f, 1.0), a))
    heapq.heapify(heap)
    whole = cache(lambda arc: cut(arc, 0.0, 1.0))
    while heap:
        x, y, a = heapq.heappop(heap)
        if y >= best.get(a, 1 << 62) or y >= best[-1]:
            continue
        best[a] = y
        if a < 0:
            front.append((x, y))
            continue
        on = [(b, whole(b)) for b in after[a]]
        on += [(-1, cut(b, 0.0, goals[b])) for b in after[a] if b in goals]
        for b, (c, d) in on:
            if y + d < best.get(b, 1 << 62) and y + d + left(b) < best[-1]:
                heapq.heappush(heap, (x + c, y + d, b))
    return front


def least_hazard_left(
    after: dict[int, list[int]], cut: Callable[[int, float, float], Cost], goal: RoadPoint
) -> Callable[[int], int]:
    """The least second cost from each arc's end to the goal, by a plain search backward."""
    goals, before = dict(zip(*goal, strict=True)), {}
    for a, following in after.items():
        for b in following:
            before.setdefault(b, []).append(a)
    left: dict[int, int] = {-1: 0}
    heap = [(cut(b, 0.0, g)[1], a) for b, g in goals.items() for a in before.get(b, [])]
    heapq.heapify(heap)
    while heap:
        y, b = heapq.heappop(heap)
        if b not in left:
            left[b] = y
            for a in before.get(b, []):
                heapq.heappush(heap, (y + cut(b, 0.0, 1.0)[1], a))
    return lambda a: left.get(a, 1 << 62)


def time_and_hazard(roads: Roads, mode: str, hazard: np.ndarray) -> Callable[[int], Cost]:
    """Both whole-number costs of an arc."""
    seconds = roads.time_s[mode].astype(float)
    ticks = np.rint(np.where(np.isfinite(seconds), seconds, 0) / TICK_S)
    both = list(
        zip(ticks.astype(int).tolist(), np.rint(hazard / UNIT).astype(int).tolist(), strict=True)
    )
    return both.__getitem__


# -- what is compared ------------------------------------------------------------------------------


def whole(figure: Callable[[int], Cost], way: Way) -> Cost:
    """A way's whole-number costs, from its arcs alone."""
    total = [0, 0]
    final = len(way.arcs) - 1
    for i, arc in enumerate(way.arcs):
        for k, c in enumerate(figure(arc)):
            total[k] += c
            total[k] -= round(way.start_fraction * c) if i == 0 else 0
            total[k] -= c - round(way.end_fraction * c) if i == final else 0
    return total[0], total[1]


def check_way(roads: Roads, mode: str, hazard: np.ndarray, way: Way) -> None:
    """A way hangs together, obeys the turns, and its figures are those of its arcs."""
    banned = forbidden(roads, mode)
    for a, b in pairwise(way.arcs):
        assert roads.head[a] == roads.tail[b]
        assert not banned(a, b)
    used = [1.0] * len(way.arcs)
    used[-1] = way.end_fraction
    used[0] -= way.start_fraction
    assert min(used) >= 0
    for figure, said in (
        (roads.time_s[mode], way.time_s),
        (roads.length_m, way.length_m),
        (hazard, way.hazard),
    ):
        total = sum(float(figure[a]) * u for a, u in zip(way.arcs, used, strict=True) if u)
        assert said == pytest.approx(total, rel=1e-6, abs=1e-9)


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


# -- maps made at random ---------------------------------------------------------------------------


@st.composite
def maps(draw_: st.DrawFn) -> Roads:
    """Small maps with one-ways, parallel roads, circles, dead ends, no-time arcs, turns."""
    n = draw_(st.integers(2, 9))
    node = st.integers(0, n - 1)
    seconds = st.sampled_from([0.0, 0.1, 0.2, 0.2, 0.5, 1.0, np.inf])
    rows = draw_(st.lists(st.tuples(node, node, seconds, seconds), min_size=1, max_size=18))
    rows = [r for r in rows if min(r[2:]) < np.inf] or [(0, 1, 1.0, 1.0)]
    edge, way = st.integers(0, len(rows) - 1), st.booleans()
    turns = []
    for a, f, b, g, only in draw_(
        st.lists(st.tuples(edge, way, edge, way, st.booleans()), max_size=4)
    ):
        via = rows[a][1] if f else rows[a][0]
        turns.append(Turn(a, f, via, b, g, only, 7))
    return made(n, rows, turns)


def made(
    n: int, rows: list[tuple[int, int, float, float]], turns: list[Turn] | None = None
) -> Roads:
    """A map of nodes on a bent line and edges (tail, head, seconds there, seconds back)."""
    lon, lat = np.arange(n) * 1e-3, (np.arange(n) ** 2 % 5) * 1e-3
    tail, head = (np.array([r[i] for r in rows], np.int32) for i in (0, 1))
    there, back = (np.array([r[i] for r in rows], np.float32) for i in (2, 3))
    zeros = np.zeros(len(rows), np.uint8)
    ends = np.column_stack([tail, head]).ravel()
    return build(
        lon,
        lat,
        Edges(
            tail=tail,
            head=head,
            shape_start=np.arange(len(rows) + 1, dtype=np.int64) * 2,
            shape_lon=lon[ends],
            shape_lat=lat[ends],
            there_s=dict.fromkeys(MODES, there),
            back_s=dict.fromkeys(MODES, back),
            surface=zeros,
            kind=zeros,
            name=zeros.astype(np.int32),
            flags=zeros,
            way=zeros.astype(np.int64),
        ),
        turns=turns or [],
    )


def any_field(data: st.DataObject, roads: Roads, mode: str) -> Field:
    """Hazards with many ties and zeros."""
    few = st.sampled_from([0.0, 0.0, 1e-8, 2e-8, 3e-8, 1e-3])
    hazard = data.draw(st.lists(few, min_size=roads.n_arcs, max_size=roads.n_arcs))
    return weigh(draw(roads, net(roads, mode)), hazard)


def any_point(data: st.DataObject, chains: Chains) -> RoadPoint:
    """A point in the middle of an arc."""
    arc = data.draw(st.sampled_from(np.flatnonzero(np.isfinite(chains.time_s)).tolist()))
    return point_on(chains, arc, data.draw(st.sampled_from([0.25, 0.5, 0.75])))


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
