"""What is on paper as it is played: hazards, times, values, limits, who waits for whom."""

import random
from collections.abc import Iterator
from itertools import pairwise
from math import exp, inf
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from data.big_day import NOON, big_day_facts
from data.big_day import PLAN as BIG_DAY
from holdfast import facts as f
from holdfast.base.clock import DAY_MS, HOUR_MS, Stamp
from holdfast.base.errors import Refused
from holdfast.base.geo import Place, offset, pack_line
from holdfast.facts.said import Said
from holdfast.formats.cut import Lines, cut
from holdfast.know import fold_all
from holdfast.know.state import State
from holdfast.plan.ground import Ground
from holdfast.plan.offer.offer import in_tries, offer
from holdfast.plan.question.pose import pose
from holdfast.plan.roads.arrays import build
from holdfast.rehearse.mission import Piece
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.plays import play
from holdfast.rehearse.staging import PIECE_KM, Scene, Staged, fallback_of, legs_of, stage
from holdfast.rehearse.tally import columns
from holdfast.rehearse.writing import write

HOME = Place(10.0, 45.0)
MORNING_MS = 1_795_158_000_000
"""07:00 UTC, 20 November 2026: 08:00 on the clocks there."""
SITES = {"depot": (4_000.0, 0.0), "mill": (2_000.0, 1_500.0), "farm": (4_200.0, -700.0)}
"""The farm lies off every road."""
FEW = in_tries(200)


def at(east_m: float, north_m: float) -> f.Point:
    return f.Point(*offset(HOME, east_m, north_m))


@pytest.fixture(scope="module")
def ground() -> Ground:
    """Streets a kilometre apart."""
    steps = range(-1_000, 6_001, 500)
    lines = [[offset(HOME, x, y) for x in steps] for y in range(-1_000, 2_001, 500)]
    lines += [[offset(HOME, x, y) for y in range(-1_000, 2_001, 500)] for x in steps]
    points = [p for line in lines for p in line]
    table = sorted(set(points))
    n = len(lines)
    mps = np.array([(1.4, 12.0, 8.0)] * n)
    made = cut(
        Lines(
            start=np.cumsum([0, *(len(line) for line in lines)]).astype("i8"),
            ref=np.array([table.index(p) for p in points], "i8"),
            lon=np.array([p.lon for p in points]), lat=np.array([p.lat for p in points]),
            there_mps=mps, back_mps=mps, surface=np.zeros(n, "u1"), kind=np.zeros(n, "u1"),
            name=np.zeros(n, "i4"), flags=np.zeros(n, "u1"), way=np.arange(n, dtype="i8"),
        ),
        np.zeros(0, "i8"),
    )  # fmt: skip
    return Ground(build(made.lon, made.lat, made.edges))


def person(name: str, *skills: str) -> f.PersonRegistered:
    return f.PersonRegistered(
        person=name.lower(), name=name, base="base", skills=skills, carry_kg=20.0
    )


def world(heads: int = 0) -> Iterator[f.Fact]:
    """A base with six people and a car, three sites with rations and medicine."""
    yield f.BaseFounded(
        base="base", name="Base", at=f.Point(*HOME), zone="Etc/GMT-1", headcount=heads
    )
    for one in (("Leila", "lead", "scout"), ("Kai", "locks"), ("Mark", "lead", "driver"),
                ("Ruth", "medic"), ("Tomas",), ("Ana", "lead", "driver", "medic")):  # fmt: skip
        yield person(*one)
    yield f.VehicleRegistered(
        vehicle="car", name="Pick-up", base="base", mode="car", seats=4, load_kg=400, load_m3=2,
        use_l_per_100km=12,
    )  # fmt: skip
    yield f.VehicleReadinessSaid(vehicle="car", state="ready", fuel_l=40)
    yield f.ItemDefined(
        item="ration", name="Rations", unit="pack", need="food", kg=1.0, worth=1.0, covers=2_100
    )
    yield f.ItemDefined(
        item="chest", name="Chest", unit="chest", need="medicine", kg=15.0, worth=40
    )
    for site, spot in SITES.items():
        yield f.SiteNoted(site=site, name=site.title(), at=at(*spot), what="warehouse")
        yield f.SightingReported(
            sighting=f"seen-{site}", at=at(*spot), about="stock", words="", site=site,
            reliability="B", credibility="2",
            contents=(f.Amount("ration", 60), f.Amount("chest", 1)),
        )  # fmt: skip


def threat(i: int, spot: tuple[float, float], **more: Any) -> f.ThreatNoted:
    known = {"radius_m": 600, "reliability": "B", "credibility": "2", **more}
    return f.ThreatNoted(threat=f"t{i}", name=f"Band {i}", what="armed", at=at(*spot), **known)


def asked(**more: Any) -> f.PlanAsked:
    known = {"objective": "supply", "sites": tuple(SITES), "depart_ms": MORNING_MS, **more}
    return f.PlanAsked(plan="plan", base="base", **known)


def believed(*facts: f.Fact) -> State:
    start_ms = MORNING_MS - HOUR_MS
    return fold_all(Said(Stamp(start_ms, i, "d", i), x) for i, x in enumerate(facts))


def planned(ground: Ground, *facts: f.Fact, heads: int = 0, **more: Any) -> tuple[Scene, Any]:
    """The planner's own options on the stage."""
    state, question = believed(*world(heads), *facts), asked(**more)
    answer = offer(pose(state, question, MORNING_MS), ground, left=FEW)
    options = [o for o in answer.options if o.taskings]
    assert options
    return stage(state, question, answer.options, "UTC"), options


def met(pieces: Any, p: tuple[float, ...]) -> float:
    """Expected harmful contacts, over the chance that each threat is there."""
    return sum(h * p[k] for piece in pieces for k, h in piece.hazards.items())


def on_plan(staged: Staged, t: int) -> list[Piece]:
    team = staged.mission.teams[t]
    return [x for leg in team.legs for x in leg] + [s.stay for s in team.stops]


# Hazards


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(i, marks=pytest.mark.slow) for i in range(1, 12))]
)
def test_what_is_met_on_a_run_is_the_hazard_of_its_tasking(ground: Ground, seed: int) -> None:
    """Random threats, and one where they walk from the road: ways and stays together, and each way,
    and each fallback, by itself."""
    rng = random.Random(seed)  # noqa: S311  # no secret
    bands = [
        threat(i, (rng.uniform(-500, 4_500), rng.uniform(-900, 1_900)),
               radius_m=rng.choice((60, 400, 1_500)), reliability=rng.choice("ABCDE"),
               per_km=rng.choice((None, 0.0, 0.3)))
        for i in range(6)
    ]  # fmt: skip
    bands.append(threat(9, SITES["farm"], radius_m=300))
    scene, options = planned(ground, *bands)
    n_fallbacks = 0
    for staged, option in zip(scene.options, options, strict=True):
        p = staged.mission.p
        for t, task in enumerate(option.taskings):
            assert met(on_plan(staged, t), p) == pytest.approx(task.hazard, rel=5e-3, abs=1e-6)
            team = staged.mission.teams[t]
            for leg, way in zip(team.legs, legs_of(task), strict=True):
                # told lines are rounded to a metre: where little else is met, that is a hundredth
                assert met(leg, p) == pytest.approx(way.hazard, rel=2e-2, abs=1e-6)
                assert sum(x.time_s for x in leg) == pytest.approx(way.time_s)
                assert sum(x.length_m for x in leg) == pytest.approx(way.length_m)
            for k, stop in enumerate(team.stops):
                spare = fallback_of(task, k)
                assert (stop.fallback is None) == (spare is None)
                if stop.fallback and spare:
                    assert met(stop.fallback, p) == pytest.approx(spare.hazard, rel=2e-2, abs=1e-6)
                    n_fallbacks += 1
    assert n_fallbacks


def test_a_wait_outside_a_site_is_played_with_its_danger(ground: Ground) -> None:
    """What is met there counts from arriving, as in the plan: of two sites the first closes early,
    so that they must wait outside the second."""
    hour_ms = MORNING_MS + HOUR_MS
    wants = (f.StopWanted("mill", closes_ms=hour_ms, must=True),
             f.StopWanted("depot", opens_ms=hour_ms + 3 * HOUR_MS, must=True))  # fmt: skip
    scene, options = planned(
        ground, threat(1, SITES["depot"]), sites=("depot", "mill"), wants=wants
    )
    waited = 0
    for staged, option in zip(scene.options, options, strict=True):
        for t, task in enumerate(option.taskings):
            assert met(on_plan(staged, t), staged.mission.p) == pytest.approx(task.hazard, rel=2e-3)
            for stop, played in zip(task.stops, staged.mission.teams[t].stops, strict=True):
                assert played.stay.time_s == (stop.leave_ms - stop.arrive_ms) / 1000
                waited += stop.leave_ms - stop.arrive_ms > 2 * HOUR_MS
                began_s = staged.mission.teams[t].depart_s - task.depart_ms / 1000
                closes_s = began_s + hour_ms / 1000 if stop.site == "mill" else inf
                assert played.closes_s == pytest.approx(closes_s), "as it was asked"
    assert waited


def test_a_way_without_a_line_has_the_hazard_that_it_is_told_to_have() -> None:
    """What nobody has drawn is not without danger."""
    way = told("out", "base", "depot", (), hazard=0.25)
    task = tasking(ways=(way, told("back", "depot", "base", ())))
    (team,) = staged_alone(task).mission.teams
    assert met(team.legs[0], (1.0,)) == 0.25


def test_a_threat_counts_where_it_is(ground: Ground) -> None:
    """One that lies at the far end of a way is met on its last piece."""
    scene, _ = planned(ground, threat(1, (4_000.0, 0.0), radius_m=200), sites=("depot",))
    for staged in scene.options:
        for team in staged.mission.teams:
            for leg, last in ((team.legs[0], True), (team.legs[1], False)):
                hazards = [piece.hazards.get(1, 0.0) for piece in leg]
                far = hazards[-1] if last else hazards[0]
                assert far == max(hazards) > 0
                assert len(leg) >= 4.0 / PIECE_KM


# Numbers of threats and sites


def test_threats_and_sites_have_the_same_numbers_in_all_options(ground: Ground) -> None:
    """By the scene's lists; their fate is the same in every play."""
    scene, options = planned(ground, threat(1, (2_000, 0)), threat(2, (3_000, 1_000)))
    names = [site for site, _ in scene.sites]
    assert sorted(names) == names
    assert {s.threat for s in scene.sources[1:]} == {"t1", "t2"}
    for staged, option in zip(scene.options, options, strict=True):
        assert staged.mission.p == tuple(s.p for s in scene.sources)
        for team, shown, task in zip(
            staged.mission.teams, staged.teams, option.taskings, strict=True
        ):
            sites = [s.site for s in task.stops]
            assert [names[s.site] for s in team.stops] == sites
            assert [s.site for s in shown.stops] == sites
            assert [s.name for s in shown.stops] == [s.title() for s in sites]


def test_staying_home_is_left_out() -> None:
    """An option without teams; where nobody goes at all the scene is empty."""
    stay = f.Offered("H", (), 0.0, 0.0, 1.0, "Stay home.")
    scene = stage(believed(*world()), asked(), [stay], "UTC")
    assert (scene.options, scene.sites, scene.began_ms) == ((), (), MORNING_MS)
    assert [o.letter for o in stage_of(tasking()).options] == ["A"]


def test_no_two_options_have_one_letter() -> None:
    """The first keeps it, and H is staying home whatever is offered under it: all are told apart by
    their letters."""
    pairs = (("B", 3.0), ("H", 1.0), ("A", 2.0), ("B", 4.0))
    options = [f.Offered(x, (tasking(value=v),), v, 0.0, 1.0, "") for x, v in pairs]
    scene = stage(believed(*world()), asked(), options, "UTC")
    assert [o.letter for o in scene.options] == ["B", "A"]
    first, other = (o.teams[0].stops[0].value for o in scene.options)
    assert first / other == pytest.approx(1.5)


# Value


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_the_shares_of_the_stops_add_up_to_the_value_of_the_tasking(
    ground: Ground, seed: int
) -> None:
    """Over the chance that it is there and that they come home."""
    rng = random.Random(seed)  # noqa: S311  # no secret
    bands = [threat(i, (rng.uniform(0, 4_000), rng.uniform(-900, 1_900))) for i in range(3)]
    scene, options = planned(ground, *bands)
    for staged, option in zip(scene.options, options, strict=True):
        for shown, task in zip(staged.teams, option.taskings, strict=True):
            hoped = sum(
                s.value * stop.p_there for s, stop in zip(shown.stops, task.stops, strict=True)
            )
            assert hoped * exp(-task.hazard) == pytest.approx(task.value)


def test_the_value_of_a_wave_is_not_lessened_twice(ground: Ground) -> None:
    """Its plan has already reckoned that the waves before it come home, and so does its play."""
    scene, options = planned(
        ground, threat(1, (2_000, 0), radius_m=5_000, per_km=0.05), heads=30,
        objective="evacuation", sites=("depot",), night=True, modes=("car",),
    )  # fmt: skip
    most = max(options, key=lambda o: len(o.taskings))
    assert len(most.taskings) > 2
    staged = next(s for s in scene.options if s.letter == most.letter)
    for shown, task in zip(staged.teams, most.taskings, strict=True):
        assert sum(s.value for s in shown.stops) == pytest.approx(sum(s.people for s in task.stops))


def test_value_stays_a_number_whatever_the_hazard() -> None:
    """Nothing comes home of a plan without hope, and no share is infinite."""
    for hazard, value in ((1e9, 0.0), (700.0, 1e9), (0.0, 0.0), (1e9, 1e9)):
        (shown,) = staged_alone(tasking(hazard=hazard, value=value)).teams
        assert all(0 <= s.value < inf for s in shown.stops)


def test_goods_add_to_needs_and_what_is_handed_over_does_not() -> None:
    """In the unit of the need; the unknown item adds to none."""
    stop = f.Stop("depot", MORNING_MS + HOUR_MS, MORNING_MS + 2 * HOUR_MS,
                  (f.Amount("ration", 10), f.Amount("chest", 2), f.Amount("gold", 5)), 0.5,
                  leaves=(f.Amount("ration", 7),))  # fmt: skip
    (shown,) = staged_alone(tasking(stops=(stop,))).teams
    assert shown.stops[0].goods == (("food", 21_000.0), ("medicine", 2.0))


# Limits


def test_nights_without_limit_have_no_turn_time(ground: Ground) -> None:
    """However short the second stay is beside the way home."""
    scene, _ = planned(ground, night=True, modes=("foot",))
    for staged in scene.options:
        assert staged.mission.dark_s == inf
        for team in staged.mission.teams:
            assert all(stop.turn_s == inf for stop in team.stops)


@pytest.mark.parametrize("limits", [{}, {"night": True, "home_by_ms": MORNING_MS + 9 * HOUR_MS}])
def test_limits_are_kept(ground: Ground, limits: dict[str, Any]) -> None:
    """By daylight, or by an hour that was set, though it lies far off."""
    scene, options = planned(ground, **limits)
    for staged, option in zip(scene.options, options, strict=True):
        darks = [t.dark_ms for t in option.taskings if t.dark_ms is not None]
        assert staged.mission.dark_s == ((min(darks) - scene.began_ms) / 1000 if darks else inf)
        for team, task in zip(staged.mission.teams, option.taskings, strict=True):
            assert team.stops[-1].turn_s == (task.turn_ms - scene.began_ms) / 1000
            for stop, played in zip(task.stops, team.stops, strict=True):
                turn_ms = task.turn_ms if stop.turn_ms is None else stop.turn_ms
                assert played.turn_s == (turn_ms - scene.began_ms) / 1000


# Stops at one site, fallbacks, and what is lacking


def told(role: str, start: str, goal: str, line: tuple[Place, ...], **more: Any) -> f.WayTold:
    known = {"length_m": 5_000.0, "time_s": 3_600.0, "hazard": 0.01, **more}
    return f.WayTold(role=role, start=start, goal=goal, line=pack_line(line), **known)  # type: ignore[arg-type]


def line(*spots: tuple[float, float]) -> tuple[Place, ...]:
    return tuple(offset(HOME, *spot) for spot in spots)


OUT, BACK = line((0, 0), (2_000, 0), (4_000, 0)), line((4_000, 0), (2_000, 500), (0, 0))
SOUTH = line((4_000, 0), (2_000, -800), (0, 0))


def tasking(**more: Any) -> f.Tasking:
    """Leila and Ruth walk to the depot and home."""
    stop = f.Stop("depot", MORNING_MS + HOUR_MS, MORNING_MS + 2 * HOUR_MS,
                  (f.Amount("ration", 10),), 0.5)  # fmt: skip
    known = {
        "mode": "foot", "crew": ("leila", "ruth"), "lead": "leila", "stops": (stop,),
        "ways": (told("out", "base", "depot", OUT), told("back", "depot", "base", BACK),
                 told("fallback", "depot", "base", SOUTH)),
        "depart_ms": MORNING_MS, "turn_ms": MORNING_MS + 4 * HOUR_MS,
        "home_ms": MORNING_MS + 3 * HOUR_MS, "check_every_s": 1_800.0, "load_kg": 0.0,
        "hazard": 0.02, "value": 5.0, "dark_ms": MORNING_MS + 8 * HOUR_MS, **more,
    }  # fmt: skip
    return f.Tasking(**known)


def stage_of(*tasks: f.Tasking, facts: tuple[f.Fact, ...] = (), **more: Any) -> Scene:
    option = f.Offered("A", tasks, 0.0, 0.0, 1.0, "")
    return stage(believed(*world(), *facts), asked(**more), [option], "UTC")


def staged_alone(*tasks: f.Tasking, **more: Any) -> Staged:
    return stage_of(*tasks, **more).options[0]


def test_several_stops_at_one_site_have_one_luck_and_each_its_fallback() -> None:
    """The fallbacks are matched in the order of the visits; one alone serves both."""
    first = tasking().stops[0]
    farm = replace(first, site="farm")
    legs = (told("out", "base", "depot", OUT), told("between", "depot", "farm", OUT),
            told("between", "farm", "depot", OUT), told("back", "depot", "base", BACK))  # fmt: skip
    spare = [told("fallback", "depot", "base", SOUTH, time_s=60.0 * k) for k in (1, 2)]
    task = tasking(stops=(first, farm, first), ways=(*legs, *spare))
    staged = staged_alone(task)
    (team,) = staged.mission.teams
    assert [s.site for s in team.stops] == [0, 1, 0]
    assert [s.fallback and s.fallback[0].time_s * len(s.fallback) for s in team.stops] == [
        pytest.approx(60.0), None, pytest.approx(120.0)
    ]  # fmt: skip
    assert [len(x) for x in staged.teams[0].lines] == [3, 3, 3, 3, 3, 0, 3]
    (alone,) = staged_alone(
        tasking(stops=(first, farm, first), ways=(*legs, spare[0]))
    ).mission.teams
    assert alone.stops[0].fallback == alone.stops[2].fallback is not None
    plays = play(write(staged.mission, Odds()), Odds(), 1, 0, 500)
    assert len(columns(staged, plays).kept) == 500


def test_a_patrol_without_stops_is_played() -> None:
    """Out and home in one way; it brings nothing."""
    staged = staged_alone(tasking(stops=(), ways=(told("back", "base", "base", OUT),)))
    plays = play(write(staged.mission, Odds()), Odds(), 1, 0, 200)
    assert (columns(staged, plays).value == 0).all()


@pytest.mark.parametrize(
    "task",
    [
        {"ways": ()},
        {"ways": (told("out", "base", "depot", OUT),)},
        {"crew": ()},
        {"stops": (f.Stop("depot", MORNING_MS, MORNING_MS - HOUR_MS),)},
    ],
)
def test_what_cannot_be_played_is_a_sentence(task: dict[str, Any]) -> None:
    """No ways, a way too few, nobody, a stay that ends before it begins."""
    with pytest.raises(Refused, match=r"^A .*\.$"):
        write(staged_alone(tasking(**task)).mission, Odds())


def test_a_site_that_nobody_knows_is_played_under_its_id() -> None:
    """Without a place, with only the background."""
    stop = replace(tasking().stops[0], site="nowhere")
    staged = staged_alone(tasking(stops=(stop,)), facts=(threat(1, SITES["depot"]),))
    assert (staged.teams[0].stops[0].name, staged.teams[0].stops[0].place) == ("nowhere", None)
    assert set(staged.mission.teams[0].stops[0].stay.hazards) == {0}
    assert staged.mission.teams[0].stops[0].fallback is None


def test_people_and_vehicles_that_nobody_knows_are_taken_as_they_are_called() -> None:
    """No medic, no seats, no fuel; and who drives is not said to walk."""
    task = tasking(mode="truck", vehicle="lorry", crew=("x", "y"), lead="x")
    staged = staged_alone(task)
    (team,), (shown,) = staged.mission.teams, staged.teams
    assert (team.n_people, team.n_medics, team.seats, team.stretchers) == (2, 0, 0, 0)
    assert (shown.name, shown.crew, shown.l_per_m) == ("Team 1 (x, by truck)", ("x", "y"), None)
    play(write(staged.mission, Odds()), Odds(), 1, 0, 100)


def test_a_team_is_shown_with_its_people_its_vehicle_and_its_room() -> None:
    """Four seats, two in the crew: room for two; on foot for as many as will walk."""
    foot, car = staged_alone(
        tasking(), tasking(mode="car", vehicle="car", crew=("mark", "ana"), lead="mark")
    ).teams
    assert (foot.name, foot.crew, foot.room) == ("Team 1 (Leila, on foot)", ("Leila", "Ruth"), 99)
    assert (car.name, car.room, car.l_per_m) == ("Team 2 (Mark, Pick-up)", 2, pytest.approx(1.2e-4))


def test_a_run_that_has_begun_starts_where_it_is() -> None:
    """Its first way leads from there; the hours count from its own departure."""
    here = line((1_000, 300), (4_000, 0))
    begun = replace(tasking(), ways=(told("out", "here", "depot", here), *tasking().ways[1:]),
                    depart_ms=MORNING_MS + HOUR_MS // 2)  # fmt: skip
    scene = stage_of(begun)
    (team,) = scene.options[0].mission.teams
    assert scene.began_ms == MORNING_MS + HOUR_MS // 2
    assert team.depart_s == 0.0
    start = scene.options[0].teams[0].lines[0][0]
    assert (start.lon, start.lat) == pytest.approx(tuple(here[0]), abs=1e-5)


# Who waits for whom


def test_waves_with_the_same_people_or_vehicle_wait_for_one_another() -> None:
    """Each for the last before it; others leave by themselves, and a plan's own word counts."""
    one = tasking(vehicle="car", mode="car")
    crews = [("leila", "ruth"), ("kai",), ("leila", "ruth"), ("mark",), ("kai", "ana")]
    cars = ["car", None, "car", "car", None]
    tasks = [
        replace(one, crew=crew, vehicle=car, depart_ms=MORNING_MS + i * HOUR_MS)
        for i, (crew, car) in enumerate(zip(crews, cars, strict=True))
    ]
    teams = staged_alone(*tasks).mission.teams
    assert [(t.bound, t.when) for t in teams] == [
        (None, "free"), (None, "free"), (0, "home"), (2, "home"), (1, "home")
    ]  # fmt: skip
    tasks[4] = replace(tasks[4], bound=f.Bound(0, "medevac"))
    tasks[2] = replace(tasks[2], bound=f.Bound(1, "cache"))
    teams = staged_alone(*tasks).mission.teams
    assert (teams[4].bound, teams[4].when) == (0, "medevac")
    assert (teams[2].bound, teams[2].when) == (1, "cache")


def test_a_run_that_is_bound_to_a_later_one_is_a_sentence() -> None:
    """As one that is bound to itself."""
    for to in (0, 1, 7):
        task = tasking(bound=f.Bound(to))
        with pytest.raises(Refused, match=r"\.$"):
            write(staged_alone(task, tasking()).mission, Odds())


def test_waves_of_an_evacuation_are_played_one_after_the_other(ground: Ground) -> None:
    """None leaves before the one before it is home."""
    scene, options = planned(ground, heads=30, objective="evacuation", sites=("depot",), night=True)
    most = max(options, key=lambda o: len(o.taskings))
    staged = next(s for s in scene.options if s.letter == most.letter)
    bound = [team.bound for team in staged.mission.teams]
    assert any(b is not None for b in bound)
    runs = play(write(staged.mission, Odds()), Odds(), 1, 0, 300).runs
    for t, to in enumerate(bound):
        if to is not None:
            went = runs["state"][:, t] != 1
            assert (runs["end_s"][went, t] > runs["end_s"][went, to]).all()


# A day with many teams


def test_the_big_day_is_staged_and_played() -> None:
    """Three teams with three stops each, one fallback at the first and one at the last stop."""
    facts = big_day_facts()
    state = fold_all(Said(Stamp(NOON - DAY_MS, i, "d", i), x) for i, x in enumerate(facts))
    question, answer = state.asked[BIG_DAY].fact, state.offered[BIG_DAY].fact
    assert isinstance(question, f.PlanAsked)
    assert isinstance(answer, f.PlanOffered)
    scene = stage(state, question, answer.options, "UTC")
    assert [o.letter for o in scene.options] == ["A", "B", "C"]
    assert len(scene.sites) == 9
    for staged in scene.options:
        for team, shown in zip(staged.mission.teams, staged.teams, strict=True):
            n = len(team.stops)
            assert len(team.legs) == n + 1
            assert len(shown.lines) == 2 * n + 1
            assert (team.stops[0].fallback is None) == (not shown.lines[n + 1])
            for one, other in pairwise(shown.lines[: n + 1]):
                assert one[-1] == pytest.approx(other[0], abs=3e-5)
        plays = play(write(staged.mission, Odds()), Odds(), 1, 0, 200)
        assert columns(staged, plays).kept.mean() > 0
