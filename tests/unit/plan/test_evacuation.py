"""Evacuating a base in waves: everyone is counted, nobody is parted, every limit holds for all."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from math import exp

import pytest
from msgspec.structs import replace as altered

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS
from holdfast.plan.check.waves import wave_faults
from holdfast.plan.ground import Ground
from holdfast.plan.journeys import evacuation, waves
from holdfast.plan.journeys.journey import LEADING
from holdfast.plan.journeys.options import Option
from holdfast.plan.journeys.parties import LED_EACH, fleets
from holdfast.plan.journeys.takings import Taking
from holdfast.plan.journeys.waves import TURN_ROUND_S, Pool
from holdfast.plan.offer import offer as recipe
from holdfast.plan.offer.mission_words import stay
from holdfast.plan.offer.offer import offer
from holdfast.plan.problem import Problem, Waiting

Ask = Callable[..., Problem]
Spot = Callable[[float, float], f.Point]
MORNING_MS = 1_795_158_000_000


def base(spot: Spot, heads: int) -> f.BaseFounded:
    """The base with so many people beside the five on its list."""
    return f.BaseFounded(base="base", name="Base", at=spot(0, 0), zone="Etc/GMT-1", headcount=heads)


def bus(seats: int = 10, stretchers: int = 0, fuel_l: float | None = 50) -> list[f.Fact]:
    """In the place of the pick-up."""
    return [
        f.VehicleRegistered(
            vehicle="car", name="Bus", base="base", mode="car", seats=seats, load_kg=400,
            use_l_per_100km=12, stretchers=stretchers,
        ),
        f.VehicleReadinessSaid(vehicle="car", state="ready", fuel_l=fuel_l),
    ]  # fmt: skip


def named(*groups: f.Group) -> dict[str, tuple[f.StopWanted, ...]]:
    """Those who are to be moved, by name of their groups."""
    return {"wants": (f.StopWanted("depot", people=groups),)}


def away(ask: Ask, ground: Ground, *facts: f.Fact, **limits: object) -> f.PlanOffered:
    """The answer to an evacuation of the base to the depot."""
    answer = offer(ask(*facts, objective="evacuation", **limits), ground)
    assert not [w for w in answer.infeasible if "withheld" in w]
    return answer


def moved(option: f.Offered) -> int:
    return sum(s.people for t in option.taskings for s in t.stops)


def most(answer: f.PlanOffered) -> f.Offered:
    """The option that moves most."""
    return max(answer.options, key=moved)


@pytest.fixture
def overheard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Problem, Option, f.Offered]]:
    """Every option as the checker was shown it, with its journeys."""
    heard: list[tuple[Problem, Option, f.Offered]] = []
    real = recipe.together_faults

    def listen(problem: Problem, option: Option, offered: f.Offered) -> list[str]:
        heard.append((problem, option, offered))
        return list(real(problem, option, offered))

    monkeypatch.setattr(recipe, "together_faults", listen)
    return heard


# -- who goes --------------------------------------------------------------------------------------


def test_everyone_is_counted_once(
    ask: Ask, ground: Ground, spot: Spot, overheard: list[tuple[Problem, Option, f.Offered]]
) -> None:
    """Moved, led on foot, gone as crews and left behind are all who were there."""
    answer = away(ask, ground, base(spot, 40), *bus())
    assert len(answer.options) > 2
    for problem, option, offered in overheard:
        crews = {p for t in offered.taskings for p in t.crew}
        assert moved(offered) + len(crews) + stay(problem, option) == 45
        assert f"{moved(offered)} people to Depot, {len(crews)} go as crews" in offered.why


def test_a_vehicle_goes_to_and_fro_until_all_are_away(ask: Ask, ground: Ground, spot: Spot) -> None:
    """Eight at a time; each wave leaves when the bus is home and turned round."""
    best = most(away(ask, ground, base(spot, 20), *bus(), modes=("car",)))
    assert [t.stops[0].people for t in best.taskings] == [8, 8, 7]
    assert moved(best) + 2 == 25
    for earlier, later in pairwise(best.taskings):
        assert later.depart_ms == earlier.home_ms + TURN_ROUND_S * 1000
    assert best.taskings[0].depart_ms == MORNING_MS


def test_people_walk_where_vehicles_do_not_suffice(ask: Ask, ground: Ground, spot: Spot) -> None:
    """A column of so many for each who leads; without vehicles only columns."""
    answer = away(ask, ground, base(spot, 60), *bus())
    modes = [{t.mode for t in o.taskings} for o in answer.options]
    assert {"car", "foot"} in modes
    on_foot = [t for o in answer.options for t in o.taskings if t.mode == "foot"]
    assert all(t.stops[0].people <= LED_EACH * len(t.crew) for t in on_foot)
    only = most(away(ask, ground, base(spot, 60), modes=("foot",)))
    assert {t.mode for t in only.taskings} == {"foot"}
    out, back = (w.time_s for w in only.taskings[0].ways[:2])
    assert out == pytest.approx(LEADING * back, rel=0.05)


def test_a_team_for_whom_nobody_is_left_does_not_go(ask: Ask, ground: Ground, spot: Spot) -> None:
    """Its people are moved like the others."""
    second = f.VehicleRegistered(
        vehicle="van", name="Van", base="base", mode="car", seats=9, load_kg=100,
        use_l_per_100km=10,
    )  # fmt: skip
    answer = away(ask, ground, base(spot, 0), *bus(), second)
    assert all(len(o.taskings) == 1 for o in answer.options[1:])
    assert moved(most(answer)) == 3
    problem = ask(base(spot, 0), *bus(), second, objective="evacuation")
    made, _ = fleets(problem)
    grids, _ = recipe._grids(problem, ground, made, lambda _: None)
    for one in evacuation._each(problem, grids, made):
        parties = {id(w.party) for w in one.moved.waves}
        assert parties == {id(p) for p in (*one.rides, *one.walks)}


def test_families_go_first_and_whole(
    ask: Ask, ground: Ground, overheard: list[tuple[Problem, Option, f.Offered]]
) -> None:
    """Stretchers and children before those who can wait, each group in one wave."""
    people = named(
        f.Group(walking=12), f.Group(walking=4, carried=1, children=2), f.Group(carried=1),
        f.Group(walking=3, children=1),
    )  # fmt: skip
    away(ask, ground, *bus(6, stretchers=1), modes=("car",), **people)
    for _, option, _ in overheard:
        frail = [[bool(w.carried or w.children) for w, n in t.taking.groups for _ in range(n)]
                 for t in option.journeys]  # fmt: skip
        waves_of_frail = [k for k, some in enumerate(frail) if any(some)]
        assert waves_of_frail == [0, 1]
        for trip in option.journeys:
            assert all(n == 1 for w, n in trip.taking.groups if w.children)


def test_a_family_that_fits_nowhere_stays_and_is_told_of(ask: Ask, ground: Ground) -> None:
    """It is never parted, even where single seats are free."""
    answer = away(
        ask, ground, modes=("car",), **named(f.Group(walking=5, children=3), f.Group(walking=2))
    )
    assert moved(most(answer)) == 2
    assert (
        "A family of 5 would stay: it fits whole into nothing that goes, and is not parted"
        in answer.infeasible
    )
    lying = away(ask, ground, modes=("car",), **named(f.Group(walking=1, carried=3)))
    assert "3 people would stay: no stretcher goes with any team" in lying.infeasible


def test_those_in_care_lie_and_those_ordered_to_stay_are_not_moved(ask: Ask) -> None:
    """Of five: one lies, one stays, three can ride or crew."""
    hurt = f.ReadinessSaid(person="kai", state="in_care")
    (target,) = ask(hurt, objective="evacuation", stays=("ruth",)).targets
    assert [(w.n, w.walking, w.carried) for w in target.waiting] == [(1, 0, 1), (3, 1, 0)]


def test_those_who_are_away_or_out_are_not_at_the_base(ask: Ask) -> None:
    """Nobody is moved who is not there."""
    gone = f.ReadinessSaid(person="kai", state="away")
    (target,) = ask(gone, objective="evacuation").targets
    assert sum(w.n * w.people for w in target.waiting) == 4


# -- limits ----------------------------------------------------------------------------------------


def test_what_does_not_fit_into_the_day_is_said_in_waves(
    ask: Ask, ground: Ground, spot: Spot
) -> None:
    """How many are needed, how many the limit allows, who would stay."""
    answer = away(
        ask, ground, base(spot, 40), *bus(), modes=("car",), home_by_ms=MORNING_MS + 3 * HOUR_MS
    )
    best = most(answer)
    n, left = len(best.taskings), 45 - 2 - moved(best)
    assert left > 0
    assert all(t.home_ms <= MORNING_MS + 3 * HOUR_MS for t in best.taskings)
    assert (
        f"6 waves are needed, the latest home at 11:00 allows {n}: {left} people would stay"
        in answer.infeasible
    )


def test_the_tank_must_hold_all_waves(ask: Ask, ground: Ground, spot: Spot) -> None:
    """Four litres are enough for some; and that is said."""
    answer = away(ask, ground, base(spot, 40), *bus(fuel_l=4.0), modes=("car",))
    for option in answer.options[1:]:
        assert sum(t.fuel_l for t in option.taskings) * 1.25 <= 4.0
    assert any("the fuel in the tanks is enough for" in words for words in answer.infeasible)


@pytest.mark.parametrize("limit", ["greatest_hazard", "greatest_overall"])
def test_a_limit_of_danger_holds_over_all_waves(
    ask: Ask, ground: Ground, spot: Spot, limit: str
) -> None:
    """A crew that goes four times is put to four times the hazard."""
    most_hazard = 0.0005
    answer = away(ask, ground, base(spot, 40), *bus(), modes=("car",), **{limit: most_hazard})
    best = most(answer)
    assert 1 < len(best.taskings) < 6
    assert all(o.hazard <= most_hazard for o in answer.options)
    assert any("the limit of danger allows" in words for words in answer.infeasible)


def test_no_more_teams_are_out_than_asked(ask: Ask, ground: Ground, spot: Spot) -> None:
    """One team may go as often as it likes."""
    answer = away(ask, ground, base(spot, 30), *bus(), teams=1)
    assert any(len(o.taskings) > 1 for o in answer.options)
    for option in answer.options[1:]:
        for task in option.taskings:
            out = [t for t in option.taskings if t.depart_ms <= task.depart_ms < t.home_ms]
            assert len(out) == 1


def test_nobody_shuttles_for_ever(ask: Ask, ground: Ground, spot: Spot) -> None:
    """At night nothing ends the day but the crew's own hours, and what a room can follow."""
    answer = away(ask, ground, base(spot, 500), *bus(), modes=("car",), night=True)
    assert any("14 hours for a crew allow" in words for words in answer.infeasible)
    for option in answer.options[1:]:
        assert max(t.home_ms for t in option.taskings) - MORNING_MS <= waves.CREW_S * 1000
    assert all(len(o.taskings) <= waves.MOST_WAVES for o in answer.options)


# -- figures ---------------------------------------------------------------------------------------


def test_a_wave_counts_only_if_those_before_it_came_home(
    ask: Ask, ground: Ground, spot: Spot
) -> None:
    """People, times the chance that every round up to theirs ends well."""
    band = f.ThreatNoted(
        threat="band", name="Band", what="armed", at=spot(3_000, 0), radius_m=900,
        reliability="A", credibility="1",
    )  # fmt: skip
    for option in away(ask, ground, base(spot, 20), band, *bus(), modes=("car",)).options[1:]:
        met = 0.0
        for task in option.taskings:
            met += task.hazard
            assert task.value == pytest.approx(task.stops[0].people * exp(-met))
        assert option.hazard == pytest.approx(met)
        assert option.value == pytest.approx(sum(t.value for t in option.taskings))


def test_options_differ_by_way_by_vehicles_and_by_who_walks(
    ask: Ask, ground: Ground, spot: Spot
) -> None:
    """With a band on the street: safe and quick, riding and walking."""
    band = f.ThreatNoted(
        threat="band", name="Band", what="armed", at=spot(2_000, 0), radius_m=400,
        reliability="A", credibility="1",
    )  # fmt: skip
    answer = away(ask, ground, base(spot, 30), band)
    assert len(answer.options) >= 4
    assert len({o.why for o in answer.options}) == len(answer.options)
    assert len({frozenset(t.mode for t in o.taskings) for o in answer.options[1:]}) >= 2


def test_the_nearest_of_several_places_is_taken_unless_it_is_worse(
    ask: Ask, ground: Ground, spot: Spot
) -> None:
    """One place for all in each option."""
    mill = f.SiteNoted(site="mill", name="Mill", at=spot(1_000, 0), what="warehouse")
    answer = away(ask, ground, base(spot, 20), mill, *bus(), sites=("depot", "mill"))
    for option in answer.options[1:]:
        assert len({s.site for t in option.taskings for s in t.stops}) == 1
    assert {s.site for t in most(answer).taskings for s in t.stops} == {"mill"}


def test_the_same_question_has_the_same_answer(ask: Ask, ground: Ground, spot: Spot) -> None:
    """Wave by wave."""
    problem = ask(base(spot, 30), *bus(), objective="evacuation")
    assert offer(problem, ground) == offer(problem, Ground(ground.roads))


def test_each_wave_says_what_it_waits_for(ask: Ask, ground: Ground, spot: Spot) -> None:
    """Which of how many, and that the crew may stay after the last."""
    best = most(away(ask, ground, base(spot, 20), *bus(), modes=("car",)))
    words = [t.assumes for t in best.taskings]
    assert "Wave 2 of 3" in words[1]
    assert "Bus is home from wave 1 and ready again within 15 min" in words[1]
    may = "After this wave the crew may stay at Depot: it need not come home"
    assert [may in w for w in words] == [False, False, True]


def test_an_empty_base_has_nobody_to_move(ask: Ask, ground: Ground) -> None:
    """All five are away."""
    gone = [f.ReadinessSaid(person=p, state="away")
            for p in ("leila", "kai", "mark", "ruth", "tomas")]  # fmt: skip
    answer = away(ask, ground, *gone)
    assert [o.letter for o in answer.options] == ["H"]
    assert "Nobody is at the base to be brought away" in answer.infeasible


# -- the checker -----------------------------------------------------------------------------------


def later(task: f.Tasking, ms: int) -> f.Tasking:
    """The same wave at another time."""
    return altered(task, depart_ms=task.depart_ms + ms, home_ms=task.home_ms + ms)


def test_the_checker_objects_to_every_changed_wave(
    ask: Ask, ground: Ground, spot: Spot, overheard: list[tuple[Problem, Option, f.Offered]]
) -> None:
    """Waves that overlap, that count twice, that break a limit together, or part a family."""
    away(ask, ground, base(spot, 20), *bus(), modes=("car",))
    problem, option, offered = max(overheard, key=lambda x: len(x[2].taskings))
    tasks, trips = offered.taskings, option.journeys
    assert list(wave_faults(problem, trips, tasks)) == []
    hazard = sum(t.hazard for t in tasks)
    tight = {
        "hazard": {"asked": altered(problem.asked, greatest_hazard=hazard * 0.9)},
        "fuel": {"carriers": tuple(replace(c, fuel_l=1.5) for c in problem.carriers)},
        "fewer": {"targets": tuple(
            replace(t, waiting=(Waiting(24, 1, 0, 0, 1.0, "depot"),)) for t in problem.targets
        )},
        "nobody": {"targets": tuple(replace(t, waiting=()) for t in problem.targets)},
    }  # fmt: skip
    for what, change in tight.items():
        assert list(wave_faults(replace(problem, **change), trips, tasks)), what  # type: ignore[arg-type]
    early = (tasks[0], later(tasks[1], -60_000), *tasks[2:])
    assert list(wave_faults(problem, trips, early))
    richer = (altered(tasks[0], value=tasks[0].value * 1.01), *tasks[1:])
    assert list(wave_faults(problem, trips, richer))
    half = Waiting(1, 2, 0, 1, 1.0, "depot")
    parted = Taking(trips[0].taking.load, ((half, 4),), 8.0, handed=True)
    assert list(wave_faults(problem, (replace(trips[0], taking=parted), *trips[1:]), tasks))


def test_two_teams_at_once_are_objected_to_where_one_was_asked(
    ask: Ask, ground: Ground, spot: Spot, overheard: list[tuple[Problem, Option, f.Offered]]
) -> None:
    """Columns and a bus together are two."""
    away(ask, ground, base(spot, 60), *bus())
    problem, option, offered = next(
        x for x in overheard if {t.mode for t in x[2].taskings} == {"car", "foot"}
    )
    one = replace(problem, asked=altered(problem.asked, teams=1))
    assert list(wave_faults(one, option.journeys, offered.taskings))


def test_a_pool_gives_out_nobody_twice() -> None:
    """Down to nobody, whoever comes."""
    pool = Pool([(Waiting(3, 1, 0, 0, 1.0), 3), (Waiting(1, 2, 0, 1, 1.0), 1)])
    pool.go(((Waiting(3, 1, 0, 0, 1.0), 2), (Waiting(1, 2, 0, 1, 1.0), 1)))
    assert pool.people == 1
    pool.go(((Waiting(3, 1, 0, 0, 1.0), 1),))
    assert (pool.people, pool.left) == (0, [])


def test_it_is_told_how_far_the_work_is(ask: Ask, ground: Ground, spot: Spot) -> None:
    """Between the ways and the telling there is a step for each way of doing it, ever further."""
    parts: list[float] = []

    def heard(news: recipe.Progress) -> None:
        if news.step == "Trying waves":
            parts.append(news.part)

    problem = ask(base(spot, 30), *bus(), objective="evacuation")
    recipe.offer(problem, ground, heard, recipe.in_tries(10))
    assert len(parts) > 3
    assert parts == sorted(parts)
