"""Offers: trips with their times, the few options worth a choice, and what cannot be done."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import combinations
from math import exp

import pytest
from msgspec.structs import replace

from holdfast import facts as f
from holdfast.base.clock import DAY_MS, HOUR_MS, MINUTE_MS
from holdfast.base.errors import Refused
from holdfast.base.geo import Place, distance_m
from holdfast.base.grid import span_words
from holdfast.plan.ground import Ground
from holdfast.plan.journeys.journey import LADEN, OFF_ROAD_MPS, Journey
from holdfast.plan.journeys.limits import Barred, nearest
from holdfast.plan.journeys.options import Option, beats, front
from holdfast.plan.journeys.parties import fleets
from holdfast.plan.journeys.seeking import seek
from holdfast.plan.offer import offer as recipe
from holdfast.plan.offer.offer import _grids, in_tries, offer
from holdfast.plan.problem import Problem
from holdfast.plan.roads.arrays import Roads

Ask = Callable[..., Problem]
Spot = Callable[[float, float], f.Point]


def tasks(answer: f.PlanOffered, mode: str = "") -> list[f.Tasking]:
    """What teams would be told, in one mode if it is named."""
    return [t for o in answer.options for t in o.taskings if not mode or t.mode == mode]


def told_s(task: f.Tasking, role: str) -> float:
    return next(w.time_s for w in task.ways if w.role == role)


def band(spot: Spot, east_m: float = 2_000, north_m: float = 0, **more: object) -> f.ThreatNoted:
    """Armed people on the straight street."""
    known = {"radius_m": 400, "reliability": "A", "credibility": "1", **more}
    return f.ThreatNoted(
        threat="band", name="Band", what="armed", at=spot(east_m, north_m), **known
    )


def every_option(problem: Problem, ground: Ground) -> list[Option]:
    """All options that were looked at and that no limit forbids."""
    made, _ = fleets(problem)
    grids, _ = _grids(problem, ground, made, lambda _: None)
    *_, last = seek(problem, grids, made, in_tries(20_000))
    return list(last.options.values())


# -- what is offered -------------------------------------------------------------------------------


def test_several_options_and_staying_home(ask: Ask, ground: Ground, spot: Spot) -> None:
    """Three to six that differ, safest first, each with out, back and fallback; H is home."""
    answer = offer(ask(band(spot)), ground)
    letters = [o.letter for o in answer.options]
    assert letters == ["H", *"ABCDEF"[: len(letters) - 1]]
    assert 4 <= len(letters) <= 7
    assert [o.hazard for o in answer.options] == sorted(o.hazard for o in answer.options)
    assert {t.mode for t in tasks(answer)} == {"foot", "car"}
    for task in tasks(answer):
        assert [w.role for w in task.ways] == ["out", "back", "fallback"]
    assert len({o.why for o in answer.options}) == len(letters)
    assert f.decode(f.encode(answer)) == answer


def test_no_option_is_bettered_by_another(ask: Ask, ground: Ground, spot: Spot) -> None:
    """On the front each trip has something for it, and every trip off it is bettered."""
    found = every_option(ask(band(spot)), ground)
    kept = front(found)
    assert len(found) > len(kept) > 3
    assert not any(beats(a, b) for a in kept for b in kept if a is not b)
    assert all(any(beats(a, b) for a in kept) for b in found)


def test_the_same_question_has_the_same_answer(ask: Ask, ground: Ground, spot: Spot) -> None:
    """On the same ground, on fresh ground, and after another question."""
    first = offer(ask(band(spot)), ground)
    offer(ask(band(spot, 1_000)), ground)
    assert offer(ask(band(spot)), ground) == first
    assert offer(ask(band(spot)), Ground(ground.roads)) == first


def test_the_figures_of_an_option_belong_together(ask: Ask, ground: Ground, spot: Spot) -> None:
    """Hazards of the ways and the site add up; value counts only if the team comes home."""
    problem = ask(band(spot))
    for option in offer(problem, ground).options[1:]:
        (task,) = option.taskings
        at_site = problem.danger.site(problem.targets[0].place, problem.targets[0].stay_h)
        ways = sum(w.hazard for w in task.ways if w.role != "fallback")
        assert option.hazard == task.hazard == pytest.approx(ways + at_site)
        assert option.p_home == pytest.approx(exp(-option.hazard))
        worth = {"ration": 1.0, "chest": 40.0}
        p_there = problem.targets[0].goods[0].p_there
        expected = sum(a.n * worth[a.item] for a in task.stops[0].expect) * p_there
        assert option.value == task.value == pytest.approx(expected * option.p_home)
        for way in task.ways:
            assert sum(way.hazard_by_km) == pytest.approx(way.hazard, abs=1e-5)


def test_why_says_what_is_true_against_the_safest(ask: Ask, ground: Ground, spot: Spot) -> None:
    """More value, sooner home and less safe are said where they are so."""
    answer = offer(ask(band(spot)), ground)
    safest = answer.options[1]
    assert "all home is likeliest" in safest.why
    for option in answer.options[2:]:
        (task,), (best,) = option.taskings, safest.taskings
        assert ("more," in option.why.partition("person-days")[2][:7]) == (
            option.value > safest.value * 1.02 + 0.05
        )
        minutes = round((task.home_ms - best.home_ms) / MINUTE_MS)
        long = abs(minutes) > 90
        span = span_words(minutes * MINUTE_MS) if long else f"{abs(minutes)} min"
        late = f"home {span} {'later' if minutes > 0 else 'sooner'}"
        assert (late in option.why) == (abs(minutes) >= 1)
        points = (safest.p_home - option.p_home) * 100
        assert (f"{points:.1f} points less likely" in option.why) == (points >= 0.05)


def test_several_sites_each_have_an_option(ask: Ask, ground: Ground, spot: Spot) -> None:
    """A run to one of two sites: both are offered, and each limit names its site."""
    mill = f.SiteNoted(site="mill", name="Mill", at=spot(-900, 0), what="warehouse")
    rumour = f.SightingReported(
        sighting="mill", at=spot(-900, 0), about="stock", words="", site="mill", reliability="A",
        credibility="1", contents=(f.Amount("ration", 20),),
    )  # fmt: skip
    answer = offer(ask(mill, rumour, sites=("depot", "mill")), ground)
    assert {t.stops[0].site for t in tasks(answer)} == {"depot", "mill"}


# -- times -----------------------------------------------------------------------------------------


def test_a_slow_walker_slows_both_ways_and_a_load_only_the_way_back(
    ask: Ask, ground: Ground, someone: Callable[..., f.PersonRegistered]
) -> None:
    """Half the pace is twice the time; laden takes LADEN more; a car minds neither."""
    slow = [someone(n, "lead", "driver", pace=0.5) for n in ("Leila", "Kai", "Mark", "Ruth")]
    slow.append(someone("Tomas", "lead", pace=0.5))
    usual, slowed = offer(ask(), ground), offer(ask(*slow), ground)
    for mode, factor in (("foot", 2.0), ("car", 1.0)):
        a, b = tasks(usual, mode)[0], tasks(slowed, mode)[0]
        for role in ("out", "back"):
            assert told_s(b, role) == pytest.approx(factor * told_s(a, role), rel=0.01)
    on_foot, driven = tasks(usual, "foot")[0], tasks(usual, "car")[0]
    assert told_s(on_foot, "back") == pytest.approx(LADEN * told_s(on_foot, "out"), rel=0.01)
    assert told_s(driven, "back") == pytest.approx(told_s(driven, "out"), rel=0.01)
    looked = tasks(offer(ask(objective="recon"), ground), "foot")[0]
    assert looked.load_kg == 0
    assert told_s(looked, "back") == pytest.approx(told_s(looked, "out"), rel=0.01)


def test_turn_round_leaves_time_to_be_home_before_the_limit(ask: Ask, ground: Ground) -> None:
    """The way back and a margin of a tenth, a quarter of an hour at least, before the limit."""
    problem = ask(home_by_ms=1_795_158_000_000 + 5 * HOUR_MS)
    for task in tasks(offer(problem, ground)):
        back_s = told_s(task, "back")
        assert problem.asked.home_by_ms is not None
        slack_s = (problem.asked.home_by_ms - task.turn_ms) / 1000 - back_s
        assert slack_s == pytest.approx(max(900, 0.1 * back_s), abs=0.01)
        assert task.stops[0].leave_ms <= task.turn_ms
        assert task.stops[0].leave_ms - task.stops[0].arrive_ms == 45 * MINUTE_MS


def test_with_no_limit_they_turn_round_after_twice_the_stay(ask: Ask, ground: Ground) -> None:
    """Night work without a latest home: the plan still has a turn-round time."""
    for task in tasks(offer(ask(night=True), ground)):
        assert task.dark_ms is None
        assert task.turn_ms - task.stops[0].arrive_ms == pytest.approx(90 * MINUTE_MS, abs=2)


def test_legs_off_the_road_are_walked_and_their_danger_counts(
    ask: Ask, ground: Ground, spot: Spot
) -> None:
    """500 m off the road: time at walking pace each way, and the mines on the leg are met."""
    near, far = ask(), ask(depot=(4_600, 500))
    mined = ask(band(spot, 4_600, 250, radius_m=20, per_km=5.0), depot=(4_600, 500))
    a, b, c = (tasks(offer(p, ground), "car")[0] for p in (near, far, mined))
    assert told_s(b, "out") - told_s(a, "out") == pytest.approx(
        500 / OFF_ROAD_MPS + 600 / 12, rel=0.01
    )
    assert a.load_kg == 215
    assert b.load_kg <= 80  # carried to the car by its crew, once
    out_b, out_c = (next(w for w in t.ways if w.role == "out") for t in (b, c))
    assert out_c.hazard - out_b.hazard > 0.1
    assert any("500 m off the road" in words for words in b.assumes)


def test_reports_are_more_frequent_from_a_vehicle(ask: Ask, ground: Ground) -> None:
    """Every twenty minutes from a car, every half hour on foot."""
    assert {(t.mode, t.check_every_s) for t in tasks(offer(ask(), ground))} == {
        ("foot", 1800.0),
        ("car", 1200.0),
    }


# -- limits ----------------------------------------------------------------------------------------


def test_the_tightest_limit_is_named_once_for_each_way_of_going(ask: Ask, ground: Ground) -> None:
    """Home by one hour from now: on foot it says how late, by whom, to where, and until when."""
    answer = offer(ask(home_by_ms=1_795_158_000_000 + 70 * MINUTE_MS), ground)
    assert [o for o in answer.infeasible if "on foot" in o] == [
        "to Depot on foot: would start home 1 h 33 min too late to be back by the latest home "
        "at 09:10"
    ]
    assert {t.mode for t in tasks(answer)} <= {"car"}


def test_of_many_forbidden_trips_the_nearest_to_the_limit_speaks() -> None:
    """For each way of going the one that lies least beyond, however they come."""
    told = [Barred("a", over, f"a by {over}") for over in (0.5, 0.1, 0.9)]
    assert nearest([*told, Barred("b", 7.0, "b by 7")]) == ["a by 0.1", "b by 7"]


def test_a_limit_on_hazard_keeps_the_dangerous_ways_out(
    ask: Ask, ground: Ground, spot: Spot
) -> None:
    """What lies above it is not offered; where all does, both figures are said."""
    some = offer(ask(band(spot), greatest_hazard=0.02), ground)
    assert all(t.hazard <= 0.02 for t in tasks(some))
    none = offer(ask(band(spot), greatest_hazard=0.0), ground)
    assert [o.letter for o in none.options] == ["H"]
    assert any("above the limit of 0" in words for words in none.infeasible)


def test_the_tank_must_hold_a_quarter_more_than_the_way(ask: Ask, ground: Ground) -> None:
    """8 km at 12 L a hundred need 1.2 L with reserve: a litre is too little, 1.3 L will do."""
    fuel = [f.VehicleReadinessSaid(vehicle="car", state="ready", fuel_l=x) for x in (1.0, 1.3, 0)]
    dry, just, empty = (offer(ask(word), ground) for word in fuel)
    assert not tasks(dry, "car")
    assert "to Depot with Pick-up: needs 1.2 L with reserve, has 1.0 L" in dry.infeasible
    assert tasks(just, "car")
    assert "to Depot with Pick-up: needs 1.2 L with reserve, has 0.0 L" in empty.infeasible


def test_what_was_driven_since_the_reading_is_not_in_the_tank(ask: Ask, ground: Ground) -> None:
    """A run that is home by then will have burnt its part: 'about', and too little for another."""
    reading = f.VehicleReadinessSaid(vehicle="car", state="ready", fuel_l=2.0)
    first = tasks(offer(ask(reading), ground), "car")[0]
    told = f.RunTasked(run="r", call="KESTREL 1", objective="supply", base="base", tasking=first)
    later_ms = first.home_ms + 1
    again = offer(ask(reading, told, depart_ms=later_ms), ground)
    left = 2.0 - first.fuel_l
    assert not tasks(again, "car")
    assert any(f"needs 1.2 L with reserve, has about {left:.1f} L" in w for w in again.infeasible)


def test_a_tank_that_nobody_has_looked_into_is_an_assumption(ask: Ask, ground: Ground) -> None:
    """It may go, and the plan says what it rests on."""
    words = [
        f.VehicleReadinessSaid(vehicle="car", state="unserviceable"),
        f.VehicleRegistered(
            vehicle="van", name="Van", base="base", mode="car", seats=4, load_kg=400, load_m3=2,
            use_l_per_100km=12,
        ),
    ]  # fmt: skip
    task = tasks(offer(ask(*words), ground), "car")[0]
    needed = f"{task.fuel_l * 1.25:.1f} L are needed, a quarter in reserve included"
    assert f"Nobody has said how much fuel Van has: {needed}" in task.assumes


@pytest.mark.parametrize(
    ("hour", "words"),
    [(3, "It is dark at 04:00: leave from first light at 06:5"), (17, "It is dark at 18:00")],
)
def test_in_the_dark_nobody_leaves_unless_night_work_is_allowed(
    ask: Ask, ground: Ground, hour: int, words: str
) -> None:
    """Before first light as after last light; the answer says when it gets light."""
    midnight_ms = 1_795_158_000_000 - 7 * HOUR_MS
    leave_ms = midnight_ms + hour * HOUR_MS
    dark = offer(ask(now_ms=midnight_ms, depart_ms=leave_ms), ground)
    assert [o.letter for o in dark.options] == ["H"]
    assert dark.infeasible[0].startswith(words)
    assert tasks(offer(ask(now_ms=midnight_ms, depart_ms=leave_ms, night=True), ground))


def test_last_light_is_that_of_the_place_whatever_the_clocks_say(ask: Ask) -> None:
    """A base that keeps its clocks by another zone has the same daylight left."""
    here = ask()
    for zone in ("Etc/GMT+10", "Etc/GMT-14", "Etc/UTC"):
        base = f.BaseFounded(base="base", name="Base", at=f.Point(*here.home), zone=zone)
        assert ask(base).dark_ms == here.dark_ms
    assert here.dark_ms is not None
    assert datetime.fromtimestamp(here.dark_ms / 1000, UTC).strftime("%H:%M") == "16:19"


@pytest.mark.parametrize(("month", "limited"), [(6, False), (12, True)])
def test_polar_day_has_no_last_light_and_polar_night_no_day(
    ask: Ask, month: int, *, limited: bool
) -> None:
    """At 80 north: in June nothing limits the run, in December nobody may leave without leave."""
    noon_ms = round(datetime(2026, month, 21, 11, tzinfo=UTC).timestamp() * 1000)
    base = f.BaseFounded(base="base", name="Base", at=f.Point(15.0, 80.0), zone="Etc/GMT-1")
    problem = ask(base, now_ms=noon_ms, depart_ms=noon_ms)
    assert problem.dark_ms == (noon_ms if limited else None)
    assert problem.first_light_ms is None
    assert bool(recipe.no_time(problem)) == limited


# -- who and what cannot go ------------------------------------------------------------------------


def test_without_people_only_home_is_left(ask: Ask, ground: Ground) -> None:
    """All must stay by order: each is named, and so is what follows."""
    answer = offer(ask(stays=("leila", "kai", "mark", "ruth", "tomas")), ground)
    assert [o.letter for o in answer.options] == ["H"]
    assert answer.infeasible[0] == "Nobody can go"
    assert "Leila must stay, by order" in answer.infeasible


def test_one_person_goes_nowhere(ask: Ask, ground: Ground) -> None:
    """Nobody goes alone."""
    answer = offer(ask(stays=("kai", "mark", "ruth", "tomas")), ground)
    assert "on foot: no two people can go together with a lead among them" in answer.infeasible
    assert "with Pick-up: no crew with a lead and a driver can go" in answer.infeasible


def test_a_kind_of_vehicle_that_is_not_there_is_said(ask: Ask, ground: Ground) -> None:
    """Asked for a truck only."""
    answer = offer(ask(modes=("truck",)), ground)
    assert answer.infeasible == (
        "No vehicle of the kind asked for can go",
        "No option goes to Depot: no party can go",
        "Pick-up stays: it was asked to go by truck only",
    )


def test_a_vehicle_goes_only_once(ask: Ask, ground: Ground) -> None:
    """One that is promised to a run, that belongs elsewhere, or has one seat stays out of it."""
    one_seat = f.VehicleRegistered(
        vehicle="bike", name="Bike", base="base", mode="car", seats=1, load_kg=20
    )
    other = f.VehicleRegistered(vehicle="van", name="Van", base="far", mode="car", seats=4)
    task = replace(tasks(offer(ask(), ground), "car")[0], crew=("mark", "ruth"), lead="mark")
    promised = f.RunTasked(run="r", call="HERON 1", objective="supply", base="base", tasking=task)
    answer = offer(ask(one_seat, other, promised), ground)
    assert "Pick-up goes with HERON 1" in answer.infeasible
    assert "Van belongs to another base" in answer.infeasible
    assert "with Bike: it has no seats for two, and nobody goes alone" in answer.infeasible
    assert "Mark goes with HERON 1" in answer.infeasible
    assert not tasks(answer, "car")


def test_a_closed_road_is_gone_round_or_said(ask: Ask, ground: Ground, spot: Spot) -> None:
    """The street closed: the car takes the bow. Everything closed: no way leads there."""
    street = f.RoadClosed(closure="a", at=spot(2_000, 0), radius_m=20)
    (task, *_) = tasks(offer(ask(street), ground), "car")
    assert all(w.length_m > 6_900 for w in task.ways)
    both = f.RoadClosed(closure="b", at=spot(2_000, 1_500), radius_m=20)
    answer = offer(ask(street, both), ground)
    assert "to Depot by car: no way leads there and back with these roads closed" in (
        answer.infeasible
    )
    assert tasks(answer, "foot")


@pytest.mark.parametrize("depot", [(4_000, 30_000), (200_000, 0)])
def test_a_site_far_off_the_roads_is_not_offered(
    ask: Ask, ground: Ground, depot: tuple[float, float]
) -> None:
    """It says how far off it lies."""
    answer = offer(ask(depot=depot), ground)
    assert [o.letter for o in answer.options] == ["H"]
    assert all("km" in words for words in answer.infeasible)
    assert any("km off any road on the map" in w or "too far" in w for w in answer.infeasible)


def test_a_site_at_the_base_needs_no_way(ask: Ask, ground: Ground) -> None:
    """There and back are nothing, and it still holds together."""
    answer = offer(ask(depot=(0, 0)), ground)
    for task in tasks(answer):
        assert task.home_ms - task.depart_ms == 45 * MINUTE_MS
        assert task.fuel_l == 0


def test_the_nearest_extraction_point_is_told(ask: Ask, ground: Ground, spot: Spot) -> None:
    """By metres, not by degrees: 0.01 degrees east are nearer than 0.009 north."""
    points = {"east": Place(0.010, 0.0), "north": Place(0.0, 0.009)}
    depot = Place(*spot(4_000, 0).place)
    noted = [
        f.SiteNoted(
            site=k, name=k, what="extraction", at=f.Point(depot.lon + p.lon, depot.lat + p.lat)
        )
        for k, p in points.items()
    ]
    task = tasks(offer(ask(*noted), ground))[0]
    assert task.extraction == "east"
    assert distance_m(noted[0].at.place, depot) < distance_m(noted[1].at.place, depot)


def test_an_option_that_fails_the_checker_is_withheld_and_said(
    ask: Ask, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never a silent drop; letters leave no gap."""
    usual = offer(ask(), ground)
    real = recipe.team_faults
    safest = usual.options[1].taskings[0]

    def wrong(problem: Problem, roads: Roads, trip: Journey, task: f.Tasking) -> list[str]:
        same = (task.mode, task.hazard) == (safest.mode, safest.hazard)
        return ["its hazard is 2, not 1"] if same else real(problem, roads, trip, task)

    monkeypatch.setattr(recipe, "team_faults", wrong)
    answer = offer(ask(), ground)
    assert answer.infeasible[0] == (
        "An option was withheld because its hazard is 2, not 1: a fault of the planner"
    )
    letters = [o.letter for o in answer.options]
    assert letters == ["H", *"ABCDEF"[: len(letters) - 1]]
    assert 1 < len(letters) < len(usual.options)


# -- refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"sites": ("nowhere",)}, "No site 'nowhere'"),
        ({"sites": ()}, "Name at least one site"),
        ({"sites": ("depot", "depot")}, "named twice"),
        ({"depart_ms": 1_795_158_000_000 - HOUR_MS}, "lies in the past"),
        ({"depart_ms": 1_795_158_000_000 + 8 * DAY_MS}, "seven days"),
        ({"home_by_ms": 1_795_158_000_000}, "home before it leaves"),
    ],
)
def test_nonsense_is_refused_with_a_sentence(
    ask: Ask, limits: dict[str, object], words: str
) -> None:
    """What was wrong, in words."""
    with pytest.raises(Refused, match=words):
        ask(**limits)


def test_options_of_one_party_differ_by_more_than_a_few_parts_in_a_hundred(
    ask: Ask, ground: Ground, spot: Spot
) -> None:
    """No two options that a person would call the same."""
    answer = offer(ask(band(spot)), ground)
    for a, b in combinations(tasks(answer), 2):
        same_team = (a.mode, a.crew, a.stops[0].site) == (b.mode, b.crew, b.stops[0].site)
        spans = [(t.home_ms - t.depart_ms) for t in (a, b)]
        assert not same_team or (
            abs(a.hazard - b.hazard) > 0.05 * max(a.hazard, b.hazard)
            or abs(spans[0] - spans[1]) > 0.05 * max(spans)
            or abs(a.value - b.value) > 0.02 * max(a.value, b.value)
        )
