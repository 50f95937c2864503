"""A small country of streets, and questions asked in it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS, Stamp
from holdfast.base.geo import Place, offset
from holdfast.facts.said import Said
from holdfast.formats.cut import Lines, cut
from holdfast.know import fold_all
from holdfast.plan.ground import Ground
from holdfast.plan.problem import Problem
from holdfast.plan.question.pose import pose
from holdfast.plan.roads.arrays import Roads, build

HOME = Place(10.0, 45.0)
MORNING_MS = 1_795_158_000_000
"""07:00 UTC, 20 November 2026: 08:00 on the clocks there, an hour after first light."""
DEPOT = (4000.0, 0.0)

Ask = Callable[..., Problem]


def at(east_m: float, north_m: float) -> Place:
    """A place so many metres from home."""
    return offset(HOME, east_m, north_m)


def streets() -> Roads:
    """A street east past the depot, a bow to its north; on foot one more, and a lane."""
    north = [at(0, 0), at(0, 1500), at(2000, 1500), at(4000, 1500), at(4000, 0)]
    south = [at(0, 0), at(0, -800), at(2000, -800), at(4000, -800), at(4000, 0)]
    straight = [at(x, 0) for x in range(-1000, 6001, 500)]
    lane = [at(2000, -800), at(2000, 0), at(2000, 1500)]
    return roads_of([straight, north, south, lane], [False, False, True, True])


def roads_of(lines: list[list[Place]], feet: list[bool]) -> Roads:
    """These lines as roads, each for everyone or on foot only."""
    points = [p for line in lines for p in line]
    table = sorted(set(points))
    mps = np.array([(1.4, 0.0, 0.0) if foot else (1.4, 12.0, 8.0) for foot in feet])
    n = len(lines)
    made = cut(
        Lines(
            start=np.cumsum([0, *(len(line) for line in lines)]).astype("i8"),
            ref=np.array([table.index(p) for p in points], "i8"),
            lon=np.array([p.lon for p in points]),
            lat=np.array([p.lat for p in points]),
            there_mps=mps,
            back_mps=mps,
            surface=np.zeros(n, "u1"),
            kind=np.zeros(n, "u1"),
            name=np.zeros(n, "i4"),
            flags=np.zeros(n, "u1"),
            way=np.arange(n, dtype="i8"),
        ),
        np.zeros(0, "i8"),
    )
    return build(made.lon, made.lat, made.edges)


@pytest.fixture(scope="session")
def ground() -> Ground:
    """The streets, made ready once."""
    return Ground(streets())


def person(name: str, *skills: str, **more: Any) -> f.PersonRegistered:
    """Somebody of the base."""
    known = {"carry_kg": 20.0, **more}
    return f.PersonRegistered(person=name.lower(), name=name, base="base", skills=skills, **known)


def world(depot: tuple[float, float] = DEPOT) -> list[f.Fact]:
    """A base with five people and a car, a depot with rations and a medicine chest."""
    here = f.Point(*at(*depot))
    return [
        f.BaseFounded(base="base", name="Base", at=f.Point(*HOME), zone="Etc/GMT-1"),
        person("Leila", "lead", "scout"),
        person("Kai", "locks"),
        person("Mark", "lead", "driver"),
        person("Ruth", "medic"),
        person("Tomas"),
        f.VehicleRegistered(
            vehicle="car", name="Pick-up", base="base", mode="car", seats=4, load_kg=400,
            load_m3=2, use_l_per_100km=12,
        ),
        f.VehicleReadinessSaid(vehicle="car", state="ready", fuel_l=20),
        f.ItemDefined(item="ration", name="Rations", unit="pack", need="food", kg=1.0, worth=1.0),
        f.ItemDefined(item="chest", name="Chest", unit="chest", need="medicine", kg=15.0, worth=40),
        f.SiteNoted(site="depot", name="Depot", at=here, what="warehouse"),
        f.SightingReported(
            sighting="rumour", at=here, about="stock", words="", site="depot", reliability="B",
            credibility="2", contents=(f.Amount("ration", 200), f.Amount("chest", 1)),
        ),
    ]  # fmt: skip


@pytest.fixture
def ask() -> Ask:
    """Poses a question in that world, with further facts and other limits."""

    def pose_it(
        *more: f.Fact, depot: tuple[float, float] = DEPOT, now_ms: int | None = None, **limits: Any
    ) -> Problem:
        wanted = {"objective": "supply", "sites": ("depot",), "depart_ms": MORNING_MS, **limits}
        asked = f.PlanAsked(plan="plan", base="base", **wanted)
        start_ms = MORNING_MS - HOUR_MS
        facts = [*world(depot), *more]
        state = fold_all(Said(Stamp(start_ms, i, "d", i), x) for i, x in enumerate(facts))
        return pose(state, asked, MORNING_MS if now_ms is None else now_ms)

    return pose_it


@pytest.fixture(scope="session")
def spot() -> Callable[[float, float], f.Point]:
    """A point so many metres east and north of home."""
    return lambda east_m, north_m: f.Point(*at(east_m, north_m))


@pytest.fixture(scope="session")
def someone() -> Callable[..., f.PersonRegistered]:
    """Registers a person of the base."""
    return person
