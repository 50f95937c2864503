"""The planner asked a few hundred random questions, absurd ones among them, on real maps.

The oracle here knows only the raw roads, the facts and the definitions: it is neither the search
nor the planner's own checker.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import cos, exp, hypot, radians, sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from data.effort import tries
from holdfast import facts as f
from holdfast.base.clock import DAY_MS, HOUR_MS, Stamp
from holdfast.base.errors import Refused
from holdfast.base.geo import Place, distance_m, unpack_line
from holdfast.facts.said import Said
from holdfast.know import fold_all
from holdfast.know.hazard import Field
from holdfast.plan.ground import Ground
from holdfast.plan.journeys.journey import Journey
from holdfast.plan.offer import offer as recipe
from holdfast.plan.offer.offer import offer
from holdfast.plan.problem import Problem
from holdfast.plan.question.pose import pose
from holdfast.plan.roads.arrays import Roads, shape
from holdfast.store.roadfile import import_map, load

MAPS = {"beatty": "beatty.osm", "andorra": "andorra.osm.pbf"}
DAY_START_MS = 1_795_132_800_000
"""Midnight UTC, 20 November 2026."""
SKILLS = ("lead", "driver", "medic", "scout", "locks", "mechanic")
PER_DEG_M = 6_371_008.8 * np.pi / 180


@pytest.fixture(scope="module")
def grounds(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ground]:
    """The maps, read in once."""
    cache = tmp_path_factory.mktemp("maps")
    return {
        name: Ground(load(import_map(shared / "data/osm" / file, cache, lambda *_: None)).roads)
        for name, file in MAPS.items()
    }


@dataclass
class Kept:
    """What the planner's checker was shown: each tasking and the journey behind it."""

    trips: list[tuple[f.Tasking, Journey]]
    faults: list[str]


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    """The journeys behind the options, overheard at the checker's door."""
    heard = Kept([], [])
    real: Callable[..., list[str]] = recipe.team_faults

    def listen(problem: Problem, roads: Roads, trip: Journey, task: f.Tasking) -> list[str]:
        wrong = real(problem, roads, trip, task)
        heard.faults += wrong
        heard.trips.append((task, trip))
        return wrong

    monkeypatch.setattr(recipe, "team_faults", listen)
    return heard


# -- questions -------------------------------------------------------------------------------------


def pick(rng: random.Random, *choices: float) -> float:
    """One of the figures, or one in between."""
    return rng.choice([*choices, rng.uniform(min(choices), max(choices))])


def spot(rng: random.Random, roads: Roads) -> f.Point:
    """A place near a road, near the map, or far off it."""
    node = rng.randrange(roads.n_nodes)
    far = rng.choice([0.0, 0.0, 0.0, 0.0005, 0.0005, 0.005, 0.02, rng.choice([0.05, 1.0])])
    lon = float(roads.lon[node]) + rng.uniform(-far, far)
    return f.Point(lon, float(roads.lat[node]) + rng.uniform(-far, far))


def question(rng: random.Random, roads: Roads) -> tuple[list[f.Fact], f.PlanAsked]:
    """A base with people, vehicles, goods, sites, threats and closures, and a question to it."""
    home = spot(rng, roads)
    zone = rng.choice(["Etc/UTC", "America/Los_Angeles", "Asia/Kathmandu"])
    facts: list[f.Fact] = [f.BaseFounded(base="base", name="Base", at=home, zone=zone)]
    people = [f"p{i}" for i in range(rng.choice([0, 1, 2, 6, 8, 12, 12, 12, 12, 40]))]
    for person in people:
        facts.append(
            f.PersonRegistered(
                person=person,
                name=person.upper() * rng.choice([1, 40]),
                base=rng.choice(["base"] * 9 + ["other"]),
                skills=tuple(rng.sample(SKILLS, rng.randrange(5))),
                carry_kg=pick(rng, 0.0, 20.0, 1e9 if rng.random() < 0.1 else 40.0),
                pace=pick(rng, 0.1, 1.0, 1.2, 3.0),
            )
        )
    for _ in range(rng.randrange(6) if len(people) > 1 else 0):
        one, other = rng.sample(people, 2)
        rule = rng.choice(["must", "must_not", "works_well"])
        facts.append(f.PairNoted(one=one, other=other, rule=rule))
    for i in range(rng.randrange(4)):
        facts += vehicle(rng, f"v{i}")
    facts += goods_and_sites(rng, roads, home)
    facts += dangers(rng, roads)
    asked = f.PlanAsked(
        plan="plan",
        base="base",
        objective=rng.choice(["supply", "recon", "recovery", "rescue", "transfer", "patrol"]),
        sites=tuple(f"s{i}" for i in range(rng.choice([1, 1, 1, 2, 4]))),
        depart_ms=DAY_START_MS + rng.randrange(0, DAY_MS),
        home_by_ms=rng.choice([None, None, None, DAY_START_MS + 20 * HOUR_MS]),
        stays=tuple(rng.sample(people, min(len(people), rng.choice([0, 0, 0, 1, 3])))),
        modes=rng.choice([(), (), (), ("foot",), ("car", "truck")]),
        greatest_hazard=rng.choice([None] * 6 + [0.0, 0.01, 0.3]),
        night=rng.random() < 0.8,
    )
    return facts, asked


def vehicle(rng: random.Random, key: str) -> list[f.Fact]:
    """A vehicle, with or without a word about its tank."""
    known = f.VehicleRegistered(
        vehicle=key,
        name=key.upper(),
        base="base",
        mode=rng.choice(["car", "truck"]),
        seats=rng.choice([0, 1, 2, 3, 5, 40]),
        load_kg=pick(rng, 0.0, 500.0, 20_000.0),
        load_m3=pick(rng, 0.0, 0.5, 8.0),
        use_l_per_100km=pick(rng, 0.0, 12.0, 1e9 if rng.random() < 0.05 else 30.0),
    )
    state = rng.choice(["ready", "ready", "ready", "unserviceable"])
    fuel_l = rng.choice([None, 0.0, 1.0, 60.0])
    said = f.VehicleReadinessSaid(vehicle=key, state=state, fuel_l=fuel_l)
    return [known, said] if rng.random() < 0.8 else [known]


def goods_and_sites(rng: random.Random, roads: Roads, home: f.Point) -> list[f.Fact]:
    """Items of every weight, four sites that may hold them, an extraction point."""
    items: list[f.Fact] = [
        f.ItemDefined(
            item=f"i{i}",
            name=f"Item {i}",
            unit="pack",
            need="food",
            kg=pick(rng, 0.0, 0.001, 1.0, 30.0, 1e6 if rng.random() < 0.1 else 5.0),
            m3=pick(rng, 0.0, 0.0, 0.01, 2.0),
            worth=pick(rng, 0.0, 0.3, 5.0, 1e9 if rng.random() < 0.05 else 7.0),
        )
        for i in range(4)
    ]
    sites: list[f.Fact] = []
    for i in range(4):
        at = home if rng.random() < 0.1 else spot(rng, roads)
        sites.append(f.SiteNoted(site=f"s{i}", name=f"Site {i}", at=at, what="warehouse"))
        for k in range(rng.randrange(3)):
            amounts = tuple(
                f.Amount(rng.choice(["i0", "i1", "i2", "i3", "nobody-knows"]),
                         rng.choice([0.0, 0.5, 1.0, 7.3, 400.0, 1e9]))
                for _ in range(rng.randrange(5))
            )  # fmt: skip
            sites.append(
                f.SightingReported(
                    sighting=f"g{i}-{k}", at=at, about="stock", words="", site=f"s{i}",
                    reliability=rng.choice("ABCDEF"), credibility=rng.choice("123456"),
                    contents=amounts,
                )
            )  # fmt: skip
    return [*items, *sites, f.SiteNoted(site="x", name="X", at=home, what="extraction")]


def dangers(rng: random.Random, roads: Roads) -> list[f.Fact]:
    """Threats from a metre to a hundred kilometres across, and closed roads."""
    threats: list[f.Fact] = [
        f.ThreatNoted(
            threat=f"t{i}",
            name=f"Threat {i}",
            what=rng.choice(["armed", "infected", "mines", "fire"]),
            at=spot(rng, roads),
            radius_m=pick(rng, 0.0, 1.0, 120.0, 800.0, 100_000.0 if rng.random() < 0.3 else 300.0),
            reliability=rng.choice("ABCD"),
            credibility=rng.choice("123"),
            per_km=rng.choice([None, None, 0.0, 1.0, 1e3, 1e9]),
        )
        for i in range(rng.choice([0, 1, 4, 10]))
    ]
    closed: list[f.Fact] = [
        f.RoadClosed(
            closure=f"c{i}",
            at=spot(rng, roads),
            radius_m=rng.choice([0.0, 5.0, 5.0, 30.0, 500.0, rng.choice([500.0, 1e6])]),
            modes=rng.choice([("car", "truck"), ("foot", "car", "truck"), ()]),
        )
        for i in range(rng.choice([0, 0, 0, 1, 3]))
    ]
    return [*threats, *closed]


# -- the oracle ------------------------------------------------------------------------------------


def held(trip: Journey, problem: Problem, roads: Roads, task: f.Tasking) -> list[str]:
    """What is wrong with a tasking, by the raw roads and the definitions."""
    wrong: list[str] = []
    walkers = {w.person: w for w in problem.walkers}
    targets = {t.site: t for t in problem.targets}
    pace = min(walkers[p].pace for p in task.crew)
    places = [problem.home, *(targets[s.site].place for s in task.stops), problem.home]
    told = [w for w in task.ways if w.role != "fallback"]
    now_s = hazard = 0.0
    for k, (way, line) in enumerate(zip(told, pairwise(places), strict=True)):
        road_s, legs_m, met_there, faults = leg_held(trip, problem, roads, task, k, line, way)
        wrong += faults
        slow = 1.0
        if task.mode == "foot" and k > 0:
            slow = 1.4 if any(s.people for s in task.stops) else 1.15 if task.load_kg > 0 else 1.0
        walked_s = legs_m / 0.9 / pace
        now_s += (road_s / (pace if task.mode == "foot" else 1) + walked_s) * slow
        hazard += met_there
        if k < len(task.stops):
            stop, target = task.stops[k], targets[task.stops[k].site]
            wrong += on_time(task, now_s, stop.arrive_ms, "arrives")
            now_s += target.stay_h * 3600
            hazard += met_at(problem.danger, target.place) * 1.5 * target.stay_h
            wrong += on_time(task, now_s, stop.leave_ms, "leaves")
    wrong += on_time(task, now_s, task.home_ms, "home")
    wrong += [] if close(hazard, task.hazard, 0.02) else [f"hazard {hazard} {task.hazard}"]
    limits = [m for m in (problem.dark_ms, problem.asked.home_by_ms) if m is not None]
    wrong += ["late"] if any(task.home_ms > m or task.turn_ms > m for m in limits) else []
    most = problem.asked.greatest_hazard
    wrong += ["limit"] if task.hazard > (np.inf if most is None else most) else []
    wrong += [] if task.stops[-1].leave_ms <= task.turn_ms else ["turn"]
    if problem.asked.objective in ("supply", "recovery"):
        expected = sum(
            a.n * g.worth * g.p_there
            for stop in task.stops
            for a in stop.expect
            for g in targets[stop.site].goods
            if g.item == a.item
        )
        value = min(expected, 1e9) * exp(-min(task.hazard, 700))
        wrong += [] if close(value, task.value, 1e-6) else ["value"]
    return wrong


def on_time(task: f.Tasking, seconds: float, said_ms: int, what: str) -> list[str]:
    """Whether a time is as it follows."""
    right = abs(task.depart_ms + seconds * 1000 - said_ms) < 20_000
    return [] if right else [f"{what} {seconds} s"]


def leg_held(
    trip: Journey, problem: Problem, roads: Roads, task: f.Tasking, k: int,
    line: tuple[Place, Place], told: f.WayTold,
) -> tuple[float, float, float, list[str]]:  # fmt: skip
    """Of one leg: seconds on roads, metres off them, contacts, and what is wrong with it."""
    way, wrong = trip.legs[k].way, []
    exposure = {"foot": 1.0, "car": 0.6, "truck": 0.8}[task.mode]
    arcs, n = list(way.arcs), len(way.arcs)
    low = np.array([way.start_fraction] + [0.0] * (n - 1))
    high = np.array([1.0] * (n - 1) + [way.end_fraction])
    joined = all(roads.head[a] == roads.tail[b] for a, b in pairwise(arcs))
    part = np.where(high > low, high - low, 0.0)
    seconds = roads.time_s[task.mode][arcs].astype(float)
    road_s = float(seconds[part > 0] @ part[part > 0])
    metres = float(roads.length_m[arcs].astype(float) @ part)
    first, last = on_road(roads, arcs[0], low[0]), on_road(roads, arcs[-1], high[-1])
    legs_m = distance_m(line[0], first) + distance_m(line[-1], last)
    drawn = unpack_line(told.line)
    astray = distance_m(drawn[0], line[0]) + distance_m(drawn[-1], line[-1])
    wrong += [] if astray < 4 else [f"{k} does not lead from the one to the other"]
    wrong += [] if joined and np.isfinite(road_s) else [f"{k} is no way"]
    wrong += [] if abs(told.length_m - metres - legs_m) < 5 + 0.01 * legs_m else [f"{k} length"]
    points = [p for a, x, y in zip(arcs, low, high, strict=True) for p in cut(roads, a, x, y)]
    there = met(problem.danger, points) * exposure
    there += met(problem.danger, [line[0], first]) + met(problem.danger, [last, line[-1]])
    wrong += [] if close(there, told.hazard, 0.02) else [f"{k} hazard {there} {told.hazard}"]
    return road_s, legs_m, there, wrong


def close(a: float, b: float, part: float) -> bool:
    return abs(min(a, 1e9) - min(b, 1e9)) <= part * max(abs(a), abs(b)) + 1e-5


def on_road(roads: Roads, arc: int, fraction: float) -> Place:
    """The place so far along an arc."""
    return cut(roads, arc, 0.0, fraction)[-1]


def cut(roads: Roads, arc: int, low: float, high: float) -> list[Place]:
    """An arc's points between two fractions of its length."""
    lon, lat = (np.asarray(x, float) for x in shape(roads, arc))
    steps = [distance_m(Place(*a), Place(*b)) for a, b in pairwise(zip(lon, lat, strict=True))]
    run = np.concatenate([[0.0], np.cumsum(steps)])
    marks = [low * run[-1], *(m for m in run if low * run[-1] < m < high * run[-1]), high * run[-1]]
    places = zip(np.interp(marks, run, lon), np.interp(marks, run, lat), strict=True)
    return [Place(float(x), float(y)) for x, y in places]


def met(danger: Field, line: list[Place]) -> float:
    """Contacts along a line on foot: each threat over the very part of each piece in its reach."""
    total = 0.0
    for a, b in pairwise(line):
        km = distance_m(a, b) / 1000
        total += 2e-5 * km
        for k in range(len(danger.lon)):
            total += km * float(danger.per_km[k]) * share(danger, k, a, b)
    return total


def share(danger: Field, k: int, a: Place, b: Place) -> float:
    """The mean weight of a threat along a piece: where it enters and leaves the reach, sampled."""
    radius = max(float(danger.radius_m[k]), 1.0)
    shrink = cos(radians(float(danger.lat[k])))
    ax = (a.lon - float(danger.lon[k])) * PER_DEG_M * shrink
    bx = (b.lon - float(danger.lon[k])) * PER_DEG_M * shrink
    ay = (a.lat - float(danger.lat[k])) * PER_DEG_M
    by = (b.lat - float(danger.lat[k])) * PER_DEG_M
    dx, dy = bx - ax, by - ay
    square = dx * dx + dy * dy
    if square == 0:
        return 0.0
    middle, gap = -(ax * dx + ay * dy) / square, (ax * dy - ay * dx) ** 2 / square
    reach = (1.5 * radius) ** 2 - gap
    if reach <= 0:
        return 0.0
    half = sqrt(reach / square)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    if high <= low:
        return 0.0
    t = low + (high - low) * (np.arange(400) + 0.5) / 400
    far = np.hypot(ax + dx * t, ay + dy * t) / radius
    return float(np.clip((1.5 - far) / 0.5, 0, 1).mean() * (high - low))


def met_at(danger: Field, place: Place) -> float:
    """Contacts per kilometre at a place on foot."""
    rate = 2e-5
    for k in range(len(danger.lon)):
        east = (place.lon - float(danger.lon[k])) * PER_DEG_M * cos(radians(float(danger.lat[k])))
        away = hypot(east, (place.lat - float(danger.lat[k])) * PER_DEG_M)
        weight = (1.5 - away / max(float(danger.radius_m[k]), 1.0)) / 0.5
        rate += float(danger.per_km[k]) * max(0.0, min(1.0, weight))
    return rate


# -- the laws --------------------------------------------------------------------------------------


def put(rng: random.Random, ground: Ground, kept: Kept) -> f.PlanOffered | None:
    """One question asked and its answer held to the laws; None where it was refused."""
    facts, asked = question(rng, ground.roads)
    state = fold_all(Said(Stamp(DAY_START_MS - DAY_MS, i, "d", i), x) for i, x in enumerate(facts))
    kept.trips.clear()
    kept.faults.clear()
    try:
        problem = pose(state, asked, DAY_START_MS)
    except Refused:
        return None
    answer = offer(problem, ground)
    assert kept.faults == []
    assert not [w for w in answer.infeasible if "withheld" in w]
    assert answer.options[0].letter == "H"
    assert answer.options[0].taskings == ()
    letters = [o.letter for o in answer.options]
    assert len(set(letters)) == len(letters) <= 7
    assert len(answer.options) > 1 or answer.infeasible
    assert f.decode(f.encode(answer)) == answer
    assert offer(problem, ground) == answer
    elsewhere = {x.person for x in facts if isinstance(x, f.PersonRegistered) and x.base != "base"}
    for option in answer.options[1:]:
        for task in option.taskings:
            trip = next(trip for known, trip in kept.trips if known == task)
            assert held(trip, problem, ground.roads, task) == []
        crew = [p for t in option.taskings for p in t.crew]
        assert len(set(crew)) == len(crew)
        assert not set(crew) & (set(asked.stays) | elsewhere)
        assert option.hazard == pytest.approx(min(1e9, sum(t.hazard for t in option.taskings)))
        assert option.value == pytest.approx(min(1e9, sum(t.value for t in option.taskings)))
    return answer


@pytest.mark.slow
@pytest.mark.parametrize("name", MAPS)
def test_random_questions_get_answers_that_hold(
    name: str, grounds: dict[str, Ground], kept: Kept
) -> None:
    """Of dozens of questions a map, absurd ones among them, none raises and every option holds."""
    n = tries(60, 1_600)
    answers = [put(random.Random(seed), grounds[name], kept) for seed in range(n)]  # noqa: S311
    away = [a for a in answers if a is not None and len(a.options) > 1]
    assert len(away) >= n // 6


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32 - 1))
@example(seed=5056)  # two words of one store told of more than a number may say
def test_any_question_gets_an_answer_that_holds(
    grounds: dict[str, Ground], kept: Kept, seed: int
) -> None:
    """Nothing but a refusal is raised, staying home is offered, and every figure holds."""
    put(random.Random(seed), grounds["beatty"], kept)  # noqa: S311
