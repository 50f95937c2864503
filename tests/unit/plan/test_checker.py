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
from holdfast.plan.check import checker
from holdfast.plan.check.checker import sum_faults, team_faults
from holdfast.plan.check.crews import together_faults
from holdfast.plan.check.waves import wave_faults
from holdfast.plan.ground import Ground
from holdfast.plan.journeys.journey import Journey
from holdfast.plan.journeys.options import Option
from holdfast.plan.offer import offer as recipe
from holdfast.plan.offer.offer import offer
from holdfast.plan.problem import Closure, Pair, Problem

Ask = Callable[..., Problem]
Good = tuple[Problem, Journey, f.Tasking]
MILL = (5_500.0, 0.0)


@pytest.fixture(params=["foot", "car"])
def good(
    request: pytest.FixtureRequest, ask: Ask, ground: Ground, monkeypatch: pytest.MonkeyPatch,
    spot: Callable[[float, float], f.Point],
) -> Good:  # fmt: skip
    """A problem, a journey to two sites and its tasking, of either mode, without a fault."""
    heard: list[tuple[Journey, f.Tasking]] = []

    def listen(_problem: object, _roads: object, trip: Journey, task: f.Tasking) -> list[str]:
        heard.append((trip, task))
        return []

    band = f.ThreatNoted(
        threat="band", name="Band", what="armed", at=spot(2_000, 0), radius_m=300,
        reliability="B", credibility="2",
    )  # fmt: skip
    mill = f.SiteNoted(site="mill", name="Mill", at=spot(*MILL), what="warehouse")
    rumour = f.SightingReported(
        sighting="mill", at=spot(*MILL), about="stock", words="", site="mill", reliability="A",
        credibility="1", contents=(f.Amount("chest", 1), f.Amount("ration", 9)),
    )  # fmt: skip
    monkeypatch.setattr(recipe, "team_faults", listen)
    problem = ask(
        band, mill, rumour, modes=(request.param,), home_by_ms=1_795_158_000_000 + 9 * HOUR_MS,
        sites=("depot", "mill"),
    )  # fmt: skip
    offer(problem, ground)
    trip, task = next(x for x in reversed(heard) if len(x[0].visits) == 2)
    assert team_faults(problem, ground.roads, trip, task) == []
    return problem, trip, task


def stop(task: f.Tasking, i: int, **changed: Any) -> f.Tasking:
    """The tasking with one of its stops changed."""
    stops = list(task.stops)
    stops[i] = altered(stops[i], **changed)
    return altered(task, stops=tuple(stops))


def way(task: f.Tasking, i: int, **changed: Any) -> f.Tasking:
    """The tasking with one of its ways changed."""
    ways = list(task.ways)
    ways[i] = altered(ways[i], **changed)
    return altered(task, ways=tuple(ways))


CHANGES: dict[str, Callable[[f.Tasking], f.Tasking]] = {
    "hazard": lambda t: altered(t, hazard=t.hazard * 0.97),
    "value": lambda t: altered(t, value=t.value * 1.01),
    "mode": lambda t: altered(t, mode="truck" if t.mode == "car" else "car"),
    "one person": lambda t: altered(t, crew=t.crew[:1]),
    "a stranger": lambda t: altered(t, crew=(*t.crew[:-1], "nobody")),
    "the same twice": lambda t: altered(t, crew=(t.crew[0], t.crew[0])),
    "lead": lambda t: altered(t, lead="tomas"),
    "vehicle": lambda t: altered(t, vehicle="tank"),
    "departure": lambda t: altered(t, depart_ms=t.depart_ms - 60_000),
    "arrival": lambda t: stop(t, 0, arrive_ms=t.stops[0].arrive_ms - 60_000),
    "second arrival": lambda t: stop(t, 1, arrive_ms=t.stops[1].arrive_ms - 60_000),
    "leaving": lambda t: stop(t, 0, leave_ms=t.stops[0].leave_ms + 60_000),
    "last leaving": lambda t: stop(t, 1, leave_ms=t.stops[1].leave_ms + 60_000),
    "home": lambda t: altered(t, home_ms=t.home_ms - 60_000),
    "turn, early": lambda t: altered(t, turn_ms=t.stops[-1].leave_ms - 1),
    "turn, late": lambda t: altered(t, turn_ms=t.turn_ms + 60_000),
    "break off, late": lambda t: stop(t, 0, turn_ms=(t.stops[0].turn_ms or 0) + 60_000),
    "load": lambda t: altered(t, load_kg=t.load_kg + 1),
    "fuel": lambda t: altered(t, fuel_l=t.fuel_l + 0.1),
    "reports": lambda t: altered(t, check_every_s=0.0),
    "more than is there": lambda t: stop(t, 0, expect=(f.Amount("ration", 201),)),
    "what is not there": lambda t: stop(t, 0, expect=(f.Amount("gold", 1),)),
    "half a pack": lambda t: stop(t, 0, expect=(f.Amount("ration", 3.5),)),
    "one stop twice": lambda t: altered(t, stops=(t.stops[0], t.stops[0])),
    "somewhere else": lambda t: stop(t, 0, site="moon"),
    "people from nowhere": lambda t: stop(t, 0, people=2),
    "the other way round": lambda t: altered(t, stops=t.stops[::-1]),
    "no way back": lambda t: altered(t, ways=t.ways[:2]),
    "way's time": lambda t: way(t, 0, time_s=t.ways[0].time_s + 5),
    "second way's time": lambda t: way(t, 1, time_s=t.ways[1].time_s + 5),
    "way's length": lambda t: way(t, 1, length_m=t.ways[1].length_m * 1.02),
    "way's hazard": lambda t: way(t, 0, hazard=t.ways[0].hazard * 1.03),
    "way's kilometres": lambda t: way(t, 2, hazard_by_km=t.ways[2].hazard_by_km * 2),
    "way's goal": lambda t: way(t, 0, goal="base"),
    "way's line": lambda t: way(t, 0, line=t.ways[0].line[:-4]),
    "break off before they are there": lambda t: stop(t, 0, turn_ms=t.stops[0].arrive_ms),
    "fallback from elsewhere": lambda t: way(t, 3, start="moon"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_figure_is_objected_to(good: Good, ground: Ground, what: str) -> None:
    """Each figure that people are told is proved."""
    problem, trip, task = good
    changed = CHANGES[what](task)
    assert changed != task
    assert team_faults(problem, ground.roads, trip, changed) != []


@pytest.mark.parametrize("k", [0, 1, 2])
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
    good: Good, ground: Ground, k: int, change: Callable[[Any], dict[str, Any]]
) -> None:
    """A way that is broken, shorter or quicker than its arcs."""
    problem, trip, task = good
    legs = list(trip.legs)
    legs[k] = replace(legs[k], way=replace(legs[k].way, **change(legs[k].way)))
    if legs[k].way == trip.legs[k].way:
        pytest.skip("this leg is one arc")
    assert team_faults(problem, ground.roads, replace(trip, legs=tuple(legs)), task)


def test_a_rule_that_was_not_looked_at_is_objected_to(good: Good, ground: Ground) -> None:
    """The same tasking under another rule, limit, closure or darkness does not hold."""
    problem, trip, task = good
    one, other = task.crew[:2]
    left = next(w.person for w in problem.walkers if w.person not in task.crew)
    depot, mill = problem.targets
    shut = replace(depot, closes_ms=task.depart_ms)
    late = replace(depot, opens_ms=task.home_ms)
    skilled = replace(mill, needs=frozenset({"diver"}))
    harder = {
        "must_not": {"pairs": (Pair(one, other, "must_not", 0),)},
        "must": {"pairs": (Pair(one, left, "must", 0),)},
        "stays": {"asked": altered(problem.asked, stays=(one,))},
        "hazard": {"asked": altered(problem.asked, greatest_hazard=task.hazard / 2)},
        "modes": {"asked": altered(problem.asked, modes=("truck",))},
        "dark": {"dark_ms": task.home_ms - 1},
        "closed": {"closures": (Closure(depot.place, 50.0, ("foot", "car")),)},
        "danger": {"danger": replace(problem.danger, lon=np.array([depot.place.lon]))},
        "nobody": {"walkers": ()},
        "closes": {"targets": (shut, mill)},
        "opens": {"targets": (late, mill)},
        "skill": {"targets": (depot, skilled)},
        "not asked for": {"targets": (depot,)},
    }
    for what, change in harder.items():
        changed: Problem = replace(problem, **change)  # type: ignore[arg-type]
        assert team_faults(changed, ground.roads, trip, task), what
    if task.vehicle:
        (car,) = problem.carriers
        for smaller in ({"seats": 1}, {"load_kg": 10.0}, {"fuel_l": 0.1}):
            changed = replace(problem, carriers=(replace(car, **smaller),))  # type: ignore[arg-type]
            assert team_faults(changed, ground.roads, trip, task), smaller


def test_a_forbidden_turn_is_objected_to(good: Good, ground: Ground) -> None:
    """By car, where the map forbids it; people on foot mind no such sign."""
    problem, trip, task = good
    leg = max(trip.legs, key=lambda leg: len(leg.way.arcs))
    a, b = leg.way.arcs[:2]
    rule = np.array([[a, ground.roads.head[a], b]], "i4")
    for only, to in ((False, b), (True, (b + 1) % ground.roads.n_arcs)):
        roads = replace(
            ground.roads, restrictions=np.array([[a, rule[0, 1], to]], "i4"),
            only=np.array([only]), restriction_modes=np.array([7], "u1"),
        )  # fmt: skip
        found = team_faults(problem, roads, trip, task)
        assert any("turn" in words for words in found) == (trip.party.mode == "car")


def test_the_sums_of_an_option_are_proved(good: Good) -> None:
    """Value, hazard and the chance that all come home are those of the teams together."""
    problem, _, task = good
    p_home = float(np.exp(-task.hazard))
    right = f.Offered(
        letter="A", taskings=(task,), value=task.value, hazard=task.hazard, p_home=p_home, why=""
    )
    assert list(sum_faults(problem, right)) == []
    for wrong in ({"value": right.value * 1.01}, {"hazard": right.hazard * 1.03},
                  {"p_home": right.p_home - 0.001}):  # fmt: skip
        assert list(sum_faults(problem, altered(right, **wrong))), wrong
    least = replace(problem, asked=altered(problem.asked, greatest_overall=task.hazard / 2))
    assert list(sum_faults(least, right))


def test_nobody_and_nothing_is_in_two_teams(good: Good) -> None:
    """The same tasking twice needs people and sites twice; more teams than asked is a fault."""
    problem, trip, task = good
    twice = f.Offered(letter="A", taskings=(task, task), value=0, hazard=0, p_home=1, why="")
    found = list(together_faults(problem, Option((trip, trip)), twice))
    assert any("somebody" in words for words in found)
    assert any("a site" in words for words in found)
    few = replace(problem, asked=altered(problem.asked, teams=1))
    assert any("more teams" in words for words in together_faults(few, Option((trip, trip)), twice))


def test_it_shares_no_code_with_the_search() -> None:
    """From the search the files of its room take the names of constants and of types alone."""
    functions = set()
    for path in Path(checker.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            if module.startswith("holdfast.plan.") and "plan.check." not in module:
                assert isinstance(node, ast.ImportFrom)
                functions |= {a.name for a in node.names if not a.name[:1].isupper()}
    assert functions == {"shape"}  # the raw points of an arc


def test_the_hour_of_return_is_held_to_the_minute(good: Good, ground: Ground) -> None:
    """Home at the limit is in time; a minute after it is not, and the fault says so by name."""
    problem, trip, task = good
    for limit in ("dark_ms", "home_by_ms"):
        for by_ms, late in ((0, False), (-60_000, True)):
            at_ms = task.home_ms + by_ms
            changed = (
                replace(problem, dark_ms=at_ms)
                if limit == "dark_ms"
                else replace(problem, asked=altered(problem.asked, home_by_ms=at_ms))
            )
            found = team_faults(changed, ground.roads, trip, task)
            assert ("it is home after the limit" in found) == late, (limit, by_ms)


def test_the_tank_is_held_to_a_hundredth(good: Good, ground: Ground) -> None:
    """What the way takes and a quarter more is enough; a hundredth less is not, nor of waves."""
    problem, trip, task = good
    if not task.vehicle:
        return
    (car,) = problem.carriers
    for part, short in ((1.0001, False), (0.99, True)):
        tank = replace(car, fuel_l=task.fuel_l * 1.25 * part)
        found = team_faults(replace(problem, carriers=(tank,)), ground.roads, trip, task)
        assert ("its tank does not hold enough" in found) == short, part
        tank = replace(car, fuel_l=2 * task.fuel_l * 1.25 * part)
        waves = wave_faults(replace(problem, carriers=(tank,)), (), (task, task))
        assert ("its tank does not hold enough for all waves" in waves) == short, part
