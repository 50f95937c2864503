"""An option changed by hand, worked out again by the real planner: nothing here is stood in for."""

from collections.abc import Callable
from math import inf
from typing import Any

import pytest
from msgspec.structs import replace

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS, MINUTE_MS, Stamp
from holdfast.base.geo import Place, distance_m, unpack_line
from holdfast.facts.said import Said
from holdfast.know import fold_all
from holdfast.plan.ground import Ground
from holdfast.plan.offer.offer import offer
from holdfast.plan.offer.revise import WAVES, Edit, revise
from holdfast.plan.problem import Problem
from holdfast.plan.question.pose import pose

from .conftest import HOME, MORNING_MS, Ask, at, roads_of, world

SPOT = Callable[[float, float], f.Point]
WHERE = Place(*at(2_000, 0))


def shop(spot: SPOT) -> tuple[f.Fact, ...]:
    """One more site, half-way to the depot."""
    return (
        f.SiteNoted(site="shop", name="Shop", at=spot(2_500, 0), what="shop"),
        f.SightingReported(
            sighting="seen", at=spot(2_500, 0), about="stock", words="", site="shop",
            reliability="A", credibility="1", contents=(f.Amount("ration", 50),),
        ),
    )  # fmt: skip


@pytest.fixture
def out(ask: Ask, ground: Ground) -> Callable[..., Problem]:
    """Asks anew about the car's run to the depot, half an hour after it left."""
    task = offer(ask(modes=("car",)), ground).options[1].taskings[0]
    facts: list[f.Fact] = [
        *world(),
        f.RunTasked(run="r", call="KESTREL 1", objective="supply", base="base", tasking=task),
        replace(f.Departed(run="r", crew=task.crew), when_ms=MORNING_MS),
    ]
    state = fold_all(
        Said(Stamp(MORNING_MS - HOUR_MS + i, i, "d", i), x) for i, x in enumerate(facts)
    )

    def pose_it(**limits: Any) -> Problem:
        later_ms = MORNING_MS + 30 * MINUTE_MS
        wanted = {"objective": "supply", "sites": ("depot",), "depart_ms": later_ms, **limits}
        asked = f.PlanAsked(plan="plan-2", base="base", run="r", **wanted)
        return pose(state, asked, later_ms, WHERE)

    return pose_it


def metres_off(option: f.Offered, place: Place) -> float:
    """How near the legs of an option come to a place; fallbacks are left out."""
    legs = [w for t in option.taskings for w in t.ways if w.role != "fallback"]
    return min((distance_m(place, p) for w in legs for p in unpack_line(w.line)), default=inf)


def test_a_site_left_out_takes_its_value_and_its_time(ask: Ask, ground: Ground, spot: SPOT) -> None:
    """What is left is worked out anew: less value, less danger, home sooner."""
    problem = ask(*shop(spot), modes=("car",), sites=("depot", "shop"))
    before = next(
        o for o in offer(problem, ground).options if any(len(t.stops) == 2 for t in o.taskings)
    )
    found = revise(problem, ground, before, Edit(drop=("depot",)))
    assert found.faults == ()
    assert found.option is not None
    assert [s.site for t in found.option.taskings for s in t.stops] == ["shop"]
    assert found.option.value < before.value
    assert found.option.hazard < before.hazard
    assert found.option.taskings[0].home_ms < before.taskings[0].home_ms
    assert found.option.letter == before.letter
    nothing = revise(problem, ground, before, Edit(drop=("depot", "shop")))
    assert nothing.faults == ("No team has anywhere left to go",)


def test_somebody_else_goes_if_a_rule_has_nothing_against_it(ask: Ask, ground: Ground) -> None:
    """Ruth for Kai, who stays; but nobody goes twice, and the only driver cannot be spared."""
    problem = ask(modes=("car",))
    before = offer(problem, ground).options[1]
    crew = before.taskings[0].crew
    assert "mark" in crew  # the only driver
    other = next(p for p in crew if p != "mark")
    new = next(w.person for w in problem.walkers if w.person not in crew)
    found = revise(problem, ground, before, Edit(swap=((other, new),)))
    assert found.option is not None
    assert set(found.option.taskings[0].crew) == {*crew, new} - {other}
    assert found.option.hazard == pytest.approx(before.hazard)
    for swap, words in (
        ((("mark", new),), "driv"),
        (((other, "mark"),), "Mark goes already"),
        ((("nobody", new),), "nobody does not go"),
        (((other, "nobody"),), "nobody is not on the books"),
    ):
        refused = revise(problem, ground, before, Edit(swap=swap))
        assert refused.option is None
        assert words in refused.faults[0]


def test_a_road_that_is_not_to_be_used_is_gone_round(ask: Ask, ground: Ground, spot: SPOT) -> None:
    """By the bow in the north, which takes longer; where no other leads there, that is said."""
    problem = ask(modes=("car",))
    before = next(o for o in offer(problem, ground).options if metres_off(o, at(2_000, 0)) < 100)
    found = revise(problem, ground, before, Edit(avoid=((spot(2_000, 0), 50.0),)))
    assert found.option is not None
    assert metres_off(found.option, at(2_000, 0)) > 50
    assert found.option.taskings[0].home_ms > before.taskings[0].home_ms
    shut = revise(problem, ground, before, Edit(avoid=((spot(4_000, 0), 60.0),)))
    assert shut.option is None
    assert shut.faults


def test_a_run_that_is_out_is_changed_from_where_it_is(
    out: Callable[..., Problem], ground: Ground, spot: SPOT
) -> None:
    """Off a road that is just ahead of it; its people and its vehicle stay as they are."""
    problem = out()
    before = offer(problem, ground).options[1]
    found = revise(problem, ground, before, Edit(avoid=((spot(3_000, 0), 50.0),)))
    assert found.faults == ()
    assert found.option is not None
    (task,) = found.option.taskings
    assert set(task.crew) == set(before.taskings[0].crew)
    assert task.vehicle == before.taskings[0].vehicle
    assert distance_m(unpack_line(task.ways[0].line)[0], WHERE) < 3
    assert metres_off(found.option, at(3_000, 0)) > 50


def test_a_run_that_is_out_and_has_no_stop_left_comes_straight_home(
    out: Callable[..., Problem], ground: Ground
) -> None:
    """The only stop left out: one way, back to base; and option H can be kept off a road too."""
    problem = out()
    home, before = offer(problem, ground).options[:2]
    found = revise(problem, ground, before, Edit(drop=("depot",)))
    assert found.option is not None
    (task,) = found.option.taskings
    assert (task.stops, [w.role for w in task.ways]) == ((), ["back"])
    assert task.home_ms == home.taskings[0].home_ms
    round_ = revise(problem, ground, home, Edit(avoid=((f.Point(*at(1_000, 0)), 50.0),)))
    assert round_.option is not None
    assert metres_off(round_.option, at(1_000, 0)) > 50
    assert unpack_line(round_.option.taskings[0].ways[0].line)[-1] == pytest.approx(HOME)


def test_nobody_outside_is_swapped(out: Callable[..., Problem], ground: Ground) -> None:
    """Who is out is out: that is said with the run's name."""
    problem = out()
    before = offer(problem, ground).options[1]
    found = revise(problem, ground, before, Edit(swap=((before.taskings[0].crew[0], "tomas"),)))
    assert found.option is None
    assert found.faults == ("KESTREL 1 is out: nobody can go in place of another",)


def test_waves_are_not_changed_one_by_one(ask: Ask, ground: Ground) -> None:
    """An evacuation is asked anew."""
    problem = ask(objective="evacuation")
    found = revise(problem, ground, f.Offered(
        letter="A", taskings=(), value=0.0, hazard=0.0, p_home=1.0, why="",
    ), Edit(drop=("depot",)))  # fmt: skip
    assert (found.option, found.faults) == (None, (WAVES,))


# -- what a change does, and nothing else ----------------------------------------------------------


def test_a_change_of_nothing_that_matters_leaves_everything_as_it_was(
    ask: Ask, ground: Ground, spot: SPOT
) -> None:
    """A road shut far from every way: value, danger and homecoming of each option stay."""
    band = f.ThreatNoted(
        threat="band", name="Band", what="armed", at=spot(2_000, 0), radius_m=400,
        reliability="A", credibility="1",
    )  # fmt: skip
    problem = ask(*shop(spot), band, sites=("depot", "shop"))
    nowhere = Edit(avoid=((spot(-50_000, 0), 10.0),))
    options = offer(problem, ground).options[1:]
    assert len(options) > 2
    for before in options:
        after = revise(problem, ground, before, nowhere).option
        assert after is not None
        assert after.value == pytest.approx(before.value)
        assert after.hazard == pytest.approx(before.hazard)
        homes = [[t.home_ms for t in o.taskings] for o in (before, after)]
        assert homes[0] == homes[1]
        lines = [[w.line for t in o.taskings for w in t.ways] for o in (before, after)]
        assert lines[0] == lines[1]


def test_a_change_keeps_the_way_home_apart_from_the_way_out(ask: Ask) -> None:
    """Two streets of one length round a block: they come home by the other one, and still do."""
    corner, other, far = at(2_000, 0), at(0, 2_050), at(2_000, 2_000)
    block = Ground(roads_of([[at(0, 0), corner, far], [at(0, 0), other, far]], [False, False]))
    problem = ask(depot=(2_000, 2_000))
    for before in offer(problem, block).options[1:]:
        after = revise(problem, block, before, Edit(avoid=((f.Point(0.0, 0.0), 1.0),))).option
        assert after is not None
        for one, same in zip(before.taskings, after.taskings, strict=True):
            out, back = (next(w for w in one.ways if w.role == r) for r in ("out", "back"))
            assert back.shared_m < 100
            assert [w.line for w in same.ways] == [w.line for w in one.ways]
            assert (out.length_m, back.length_m) == pytest.approx((4_000, 4_000), rel=0.05)


def test_why_says_only_what_is_true_of_the_change_by_itself(
    ask: Ask, ground: Ground, spot: SPOT
) -> None:
    """Who goes where; it was compared with no other. A must that it leaves out is named."""
    wants = (f.StopWanted("depot", must=True),)
    problem = ask(*shop(spot), modes=("car",), sites=("depot", "shop"), wants=wants)
    before = next(
        o for o in offer(problem, ground).options if any(len(t.stops) == 2 for t in o.taskings)
    )
    found = revise(problem, ground, before, Edit(drop=("depot",))).option
    assert found is not None
    n = len(found.taskings[0].crew)
    assert found.why == (
        f"{before.letter} changed by hand: {n} with Pick-up to Shop. "
        "It leaves out Depot, which must be visited."
    )


def test_a_site_that_is_not_on_the_way_cannot_be_left_out(
    ask: Ask, ground: Ground, spot: SPOT
) -> None:
    """One that nobody knows, and one where the option does not stop: each in words."""
    problem = ask(*shop(spot), modes=("car",), sites=("depot", "shop"))
    both = next(
        o for o in offer(problem, ground).options if any(len(t.stops) == 2 for t in o.taskings)
    )
    found = revise(problem, ground, both, Edit(drop=("moon",)))
    assert (found.option, found.faults) == (None, ("No site 'moon' is in this plan",))
    only = revise(problem, ground, both, Edit(drop=("depot",))).option
    assert only is not None
    again = revise(problem, ground, only, Edit(drop=("depot",)))
    assert again.faults == (f"{only.letter} does not go to Depot anyway",)


def test_who_cannot_go_any_more_is_named_with_the_reason(ask: Ask, ground: Ground) -> None:
    """People and vehicles by their names, never by their ids; of another base too."""
    before = offer(ask(modes=("car",)), ground).options[1]
    yara = f.PersonRegistered(person="y", name="Yara", base="camp")
    hurt = f.ReadinessSaid(person="ruth", state="in_care", words="a broken arm")
    problem = ask(yara, hurt, f.VehicleReadinessSaid(vehicle="car", state="unserviceable"))
    (other,) = (p for p in before.taskings[0].crew if p != "mark")
    for new, words in (("y", "Yara lives at another base"), ("ruth", "Ruth is in care: a broken")):
        refused = revise(problem, ground, before, Edit(swap=((other, new),)))
        assert refused.faults[0].startswith(words)
    same = revise(problem, ground, before, Edit(avoid=((f.Point(0.0, 0.0), 1.0),)))
    assert same.faults == ("Pick-up is unserviceable",)
    crewed = ask(f.ReadinessSaid(person=other, state="resting"))
    gone = revise(crewed, ground, before, Edit(avoid=((f.Point(0.0, 0.0), 1.0),)))
    assert gone.faults == (f"{other.title()} is resting",)


def test_who_goes_now_is_not_told_to_stay_and_who_went_is(ask: Ask, ground: Ground) -> None:
    """The words of who stays follow the swap."""
    before = offer(ask(modes=("car",)), ground).options[1]
    (other,) = (p for p in before.taskings[0].crew if p != "mark")
    new = next(w.split(" ")[0] for w in before.stays if " stays: " in w)
    found = revise(ask(modes=("car",)), ground, before, Edit(swap=((other, new.lower()),))).option
    assert found is not None
    assert not any(words.startswith(f"{new} stays") for words in found.stays)
    assert f"{other.title()} stays: changed by hand." in found.stays
