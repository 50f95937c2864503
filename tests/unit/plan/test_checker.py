"""The checker objects to every figure of a good option that is changed."""

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace as altered

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS
from holdfast.plan import checker
from holdfast.plan import offer as recipe
from holdfast.plan.checker import faults
from holdfast.plan.ground import Ground
from holdfast.plan.offer import offer
from holdfast.plan.problem import Closure, Pair, Problem
from holdfast.plan.trips import Trip

Ask = Callable[..., Problem]
Good = tuple[Problem, Trip, f.Offered]


@pytest.fixture(params=["foot", "car"])
def good(
    request: pytest.FixtureRequest, ask: Ask, ground: Ground, monkeypatch: pytest.MonkeyPatch,
    spot: Callable[[float, float], f.Point],
) -> Good:  # fmt: skip
    """A problem, a trip and its option, of either mode, to which the checker has no objection."""
    heard: list[tuple[Trip, f.Offered]] = []

    def listen(_problem: object, _roads: object, trip: Trip, option: f.Offered) -> list[str]:
        heard.append((trip, option))
        return []

    band = f.ThreatNoted(
        threat="band", name="Band", what="armed", at=spot(2_000, 0), radius_m=300,
        reliability="B", credibility="2",
    )  # fmt: skip
    monkeypatch.setattr(recipe, "faults", listen)
    problem = ask(band, modes=(request.param,), home_by_ms=1_795_158_000_000 + 9 * HOUR_MS)
    offer(problem, ground)
    trip, option = heard[-1]
    assert faults(problem, ground.roads, trip, option) == []
    return problem, trip, option


def told(option: f.Offered, **changed: Any) -> f.Offered:
    """The option with its tasking changed."""
    return altered(option, taskings=(altered(option.taskings[0], **changed),))


def way(option: f.Offered, i: int, **changed: Any) -> f.Offered:
    """The option with one of its ways changed."""
    ways = list(option.taskings[0].ways)
    ways[i] = altered(ways[i], **changed)
    return told(option, ways=tuple(ways))


CHANGES: dict[str, Callable[[f.Offered, f.Tasking], f.Offered]] = {
    "hazard": lambda o, _t: altered(o, hazard=o.hazard * 1.03),
    "value": lambda o, _t: altered(o, value=o.value * 1.01),
    "p_home": lambda o, _t: altered(o, p_home=o.p_home - 0.001),
    "tasking's hazard": lambda o, t: told(o, hazard=t.hazard * 0.97),
    "tasking's value": lambda o, t: told(o, value=t.value * 1.01),
    "mode": lambda o, t: told(o, mode="truck" if t.mode == "car" else "car"),
    "one person": lambda o, t: told(o, crew=t.crew[:1]),
    "a stranger": lambda o, t: told(o, crew=(*t.crew[:-1], "nobody")),
    "the same twice": lambda o, t: told(o, crew=(t.crew[0], t.crew[0])),
    "lead": lambda o, _t: told(o, lead="kai"),
    "vehicle": lambda o, _t: told(o, vehicle="tank"),
    "departure": lambda o, t: told(o, depart_ms=t.depart_ms - 60_000),
    "arrival": lambda o, t: told(
        o, stops=(altered(t.stops[0], arrive_ms=t.stops[0].arrive_ms - 60_000),)
    ),
    "leaving": lambda o, t: told(
        o, stops=(altered(t.stops[0], leave_ms=t.stops[0].leave_ms + 60_000),)
    ),
    "home": lambda o, t: told(o, home_ms=t.home_ms - 60_000),
    "turn, early": lambda o, t: told(o, turn_ms=t.stops[0].leave_ms - 1),
    "turn, late": lambda o, t: told(o, turn_ms=t.turn_ms + 60_000),
    "load": lambda o, t: told(o, load_kg=t.load_kg + 1),
    "fuel": lambda o, t: told(o, fuel_l=t.fuel_l + 0.1),
    "reports": lambda o, _t: told(o, check_every_s=0.0),
    "more than is there": lambda o, t: told(
        o, stops=(altered(t.stops[0], expect=(f.Amount("ration", 201),)),)
    ),
    "what is not there": lambda o, t: told(
        o, stops=(altered(t.stops[0], expect=(f.Amount("gold", 1),)),)
    ),
    "half a pack": lambda o, t: told(
        o, stops=(altered(t.stops[0], expect=(f.Amount("ration", 3.5),)),)
    ),
    "no way back": lambda o, t: told(o, ways=t.ways[:1]),
    "way's time": lambda o, t: way(o, 0, time_s=t.ways[0].time_s + 5),
    "way's length": lambda o, t: way(o, 1, length_m=t.ways[1].length_m * 1.02),
    "way's hazard": lambda o, t: way(o, 0, hazard=t.ways[0].hazard * 1.03),
    "way's kilometres": lambda o, t: way(o, 1, hazard_by_km=t.ways[1].hazard_by_km * 2),
    "way's goal": lambda o, _t: way(o, 0, goal="base"),
    "way's line": lambda o, t: way(o, 0, line=t.ways[0].line[:-4]),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_figure_is_objected_to(good: Good, ground: Ground, what: str) -> None:
    """Each figure that people are told is proved."""
    problem, trip, option = good
    changed = CHANGES[what](option, option.taskings[0])
    assert changed != option
    assert faults(problem, ground.roads, trip, changed) != []


@pytest.mark.parametrize("role", ["out", "back"])
@pytest.mark.parametrize(
    "change",
    [
        lambda w: {"time_s": w.time_s + 5},
        lambda w: {"length_m": w.length_m * 1.01},
        lambda w: {"arcs": w.arcs[:1] + w.arcs[2:]},
        lambda w: {"arcs": w.arcs[::-1]},
        lambda w: {"end_fraction": w.end_fraction * 0.5},
    ],
)
def test_a_changed_way_is_objected_to(
    good: Good, ground: Ground, role: str, change: Callable[[Any], dict[str, Any]]
) -> None:
    """A way that is broken, shorter or quicker than its arcs."""
    problem, trip, option = good
    old = getattr(trip, role)
    assert faults(
        problem, ground.roads, replace(trip, **{role: replace(old, **change(old))}), option
    )


def test_a_rule_that_was_not_looked_at_is_objected_to(good: Good, ground: Ground) -> None:
    """The same option under another rule, limit, closure or darkness does not hold."""
    problem, trip, option = good
    one, other = option.taskings[0].crew[:2]
    left = next(w.person for w in problem.walkers if w.person not in option.taskings[0].crew)
    middle = problem.targets[0].place
    harder = {
        "must_not": {"pairs": (Pair(one, other, "must_not", 0),)},
        "must": {"pairs": (Pair(one, left, "must", 0),)},
        "stays": {"asked": altered(problem.asked, stays=(one,))},
        "hazard": {"asked": altered(problem.asked, greatest_hazard=option.hazard / 2)},
        "modes": {"asked": altered(problem.asked, modes=("truck",))},
        "dark": {"dark_ms": option.taskings[0].home_ms - 1},
        "closed": {"closures": (Closure(middle, 50.0, ("foot", "car")),)},
        "danger": {"danger": replace(problem.danger, per_km=problem.danger.per_km * 2)},
        "nobody": {"walkers": ()},
    }
    for what, change in harder.items():
        changed: Problem = replace(problem, **change)  # type: ignore[arg-type]
        assert faults(changed, ground.roads, trip, option), what
    if option.taskings[0].vehicle:
        (car,) = problem.carriers
        for smaller in ({"seats": 1}, {"load_kg": 10.0}, {"load_m3": 1e-9}, {"fuel_l": 0.1}):
            changed = replace(problem, carriers=(replace(car, **smaller),))  # type: ignore[arg-type]
            if smaller != {"load_m3": 1e-9}:  # these goods take up no room
                assert faults(changed, ground.roads, trip, option), smaller


def test_a_forbidden_turn_is_objected_to(good: Good, ground: Ground) -> None:
    """By car, where the map forbids it; people on foot mind no such sign."""
    problem, trip, option = good
    a, b = trip.out.arcs[:2]
    rule = np.array([[a, ground.roads.head[a], b]], "i4")
    for only, to in ((False, b), (True, (b + 1) % ground.roads.n_arcs)):
        roads = replace(
            ground.roads, restrictions=np.array([[a, rule[0, 1], to]], "i4"),
            only=np.array([only]), restriction_modes=np.array([7], "u1"),
        )  # fmt: skip
        found = faults(problem, roads, trip, option)
        assert any("turn" in words for words in found) == (trip.party.mode == "car")


def test_it_shares_no_code_with_the_search() -> None:
    """From the search its three files take the names of constants and of types alone."""
    own = {"checker", "check_ways", "measure"}
    functions = set()
    for name in own:
        source = (Path(checker.__file__).parent / f"{name}.py").read_text("utf-8")
        for node in ast.walk(ast.parse(source)):
            module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            if module.startswith("holdfast.plan.") and module.rpartition(".")[2] not in own:
                assert isinstance(node, ast.ImportFrom)
                functions |= {a.name for a in node.names if not a.name[:1].isupper()}
    assert functions == {"shape"}  # the raw points of an arc
