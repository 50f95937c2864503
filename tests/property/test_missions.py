"""Missions of every kind, some hundreds at random, absurd ones among them: what is offered holds.

The oracle here knows the facts and the question, and of the planner the journeys that it offers.
"""

import random
from collections import Counter
from collections.abc import Callable
from math import exp
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.effort import tries
from holdfast import facts as f
from holdfast.base.clock import DAY_MS, HOUR_MS, Stamp
from holdfast.base.errors import Refused
from holdfast.base.geo import Place, offset
from holdfast.facts.said import Said
from holdfast.formats.cut import Lines, cut
from holdfast.know import fold_all
from holdfast.plan.check.checker import faults
from holdfast.plan.ground import Ground
from holdfast.plan.journeys.options import Option
from holdfast.plan.offer import offer as recipe
from holdfast.plan.offer.offer import in_tries, offer
from holdfast.plan.offer.revise import Edit, revise
from holdfast.plan.problem import Problem
from holdfast.plan.question.pose import pose
from holdfast.plan.roads.arrays import Roads, build

HOME = Place(10.0, 45.0)
MORNING_MS = 1_795_158_000_000
SKILLS = ("lead", "driver", "medic", "scout")
KINDS = ("supply", "recon", "recovery", "rescue", "transfer", "patrol", "evacuation")
SITES = ("mill", "depot", "camp", "farm")
TRIES = 300
SEEDS = tries(24, 600)


def grid_of_streets(n: int = 4, step_m: float = 2_000.0) -> Roads:
    """Streets every two kilometres, all open to everything."""
    rows = [[offset(HOME, x * step_m, y * step_m) for x in range(n)] for y in range(n)]
    lines = [*rows, *(list(column) for column in zip(*rows, strict=True))]
    points = [p for line in lines for p in line]
    table = sorted(set(points))
    mps = np.array([(1.4, 12.0, 8.0)] * len(lines))
    made = cut(
        Lines(
            start=np.cumsum([0, *(len(line) for line in lines)]).astype("i8"),
            ref=np.array([table.index(p) for p in points], "i8"),
            lon=np.array([p.lon for p in points]),
            lat=np.array([p.lat for p in points]),
            there_mps=mps,
            back_mps=mps,
            surface=np.zeros(len(lines), "u1"),
            kind=np.zeros(len(lines), "u1"),
            name=np.zeros(len(lines), "i4"),
            flags=np.zeros(len(lines), "u1"),
            way=np.arange(len(lines), dtype="i8"),
        ),
        np.zeros(0, "i8"),
    )
    return build(made.lon, made.lat, made.edges)


@pytest.fixture(scope="module")
def ground() -> Ground:
    """The streets, made ready once."""
    return Ground(grid_of_streets())


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Option, f.Offered]]:
    """Every option that was put before the checker."""
    heard: list[tuple[Option, f.Offered]] = []
    real: Callable[..., Any] = recipe.together_faults

    def listen(problem: Problem, option: Option, offered: f.Offered) -> list[str]:
        heard.append((option, offered))
        return list(real(problem, option, offered))

    monkeypatch.setattr(recipe, "together_faults", listen)
    return heard


# -- questions -------------------------------------------------------------------------------------


def spot(rng: random.Random) -> f.Point:
    """Somewhere on or beside the streets."""
    return f.Point(*offset(HOME, rng.uniform(-500, 6_500), rng.uniform(-500, 6_500)))


def country(rng: random.Random) -> list[f.Fact]:
    """A base and another, people, vehicles, stock, sites, a run that left people and a cache."""
    facts: list[f.Fact] = [
        f.BaseFounded(
            base=key, name=key.title(), at=at, zone="Etc/UTC",
            headcount=rng.choice([0, 0, 3, 15, 60]),
        )
        for key, at in (("base", f.Point(*HOME)), ("camp", spot(rng)))
    ]  # fmt: skip
    for i in range(rng.choice([0, 1, 6, 8, 10, 12, 12, 12, 12, 12])):
        facts.append(
            f.PersonRegistered(
                person=f"p{i}", name=f"P{i}", base=rng.choice(["base"] * 7 + ["camp"]),
                skills=tuple(rng.sample(SKILLS, rng.randrange(4))) + ("lead", "driver") * (i < 5),
                carry_kg=rng.choice([0.0, 15.0, 25.0, 30.0]), pace=rng.choice([0.6, 1.0, 1.2]),
            )
        )  # fmt: skip
        if rng.random() < 0.1:
            state = rng.choice(["in_care", "away", "resting"])
            facts.append(f.ReadinessSaid(person=f"p{i}", state=state))
    for i in range(rng.randrange(4)):
        facts.append(
            f.VehicleRegistered(
                vehicle=f"v{i}", name=f"V{i}", base="base", mode=rng.choice(["car", "truck"]),
                seats=rng.choice([1, 2, 3, 5, 9, 20]), stretchers=rng.choice([0, 0, 1, 3]),
                load_kg=rng.choice([0.0, 300.0, 900.0, 5_000.0]),
                use_l_per_100km=rng.choice([0.0, 12.0]),
            )
        )  # fmt: skip
        fuel_l = rng.choice([None, 0.5, 3.0, 60.0, 60.0])
        facts.append(f.VehicleReadinessSaid(vehicle=f"v{i}", state="ready", fuel_l=fuel_l))
    return [*facts, *stock(rng), *places(rng), *earlier(rng), *dangers(rng)]


def stock(rng: random.Random) -> list[f.Fact]:
    """Two items, lots of them at both bases, perhaps a ration."""
    facts: list[f.Fact] = [
        f.ItemDefined(
            item=f"i{k}", name=f"Item {k}", unit="pack", need=rng.choice(["food", "medicine"]),
            kg=rng.choice([0.0, 1.0, 20.0]), m3=rng.choice([0.0, 0.01]),
            covers=rng.choice([0.0, 2_000.0, 2_000.0]), worth=rng.choice([0.0, 1.0, 5.0, 30.0]),
        )
        for k in range(2)
    ]  # fmt: skip
    for k in range(4):
        expires = rng.choice([None, MORNING_MS - 1, MORNING_MS + DAY_MS])
        facts.append(f.LotDefined(lot=f"l{k}", item=f"i{k % 2}", expires_ms=expires))
        holder = rng.choice(["base:base", "base:base", "base:camp"])
        facts.append(
            f.StockCounted(lot=f"l{k}", holder=holder, n=rng.choice([0.0, 7.5, 40.0, 900.0]))
        )
    if rng.random() < 0.6:
        facts.append(
            f.RationSet(
                need="food", unit="kcal", per_person_day=2_000.0,
                floor_days=rng.choice([0.0, 3.0]), source="assumed",
            )
        )  # fmt: skip
    return facts


def places(rng: random.Random) -> list[f.Fact]:
    """Three sites, with rumours of what they hold."""
    facts: list[f.Fact] = []
    for key in ("mill", "depot", "farm"):
        at = spot(rng)
        facts.append(f.SiteNoted(site=key, name=key.title(), at=at, what="warehouse"))
        if rng.random() < 0.6:
            facts.append(
                f.SightingReported(
                    sighting=f"s-{key}", at=at, about="stock", words="", site=key,
                    reliability=rng.choice("ABCDEF"), credibility=rng.choice("123456"),
                    contents=(f.Amount(rng.choice(["i0", "i1"]), rng.choice([0.5, 12.0, 600.0])),),
                )
            )  # fmt: skip
    return facts


def earlier(rng: random.Random) -> list[f.Fact]:
    """A run some days ago that found people, laid a cache, or searched a site."""
    at_ms = MORNING_MS - rng.randrange(2, 9) * DAY_MS
    site = rng.choice(["mill", "depot"])
    task = f.Tasking(
        mode="foot", crew=("p0", "p1"), lead="p0", stops=(), ways=(), depart_ms=at_ms,
        turn_ms=at_ms, home_ms=at_ms + HOUR_MS, check_every_s=1_800.0, load_kg=0.0, hazard=0.0,
        value=0.0,
    )  # fmt: skip
    told: list[f.Fact] = [
        f.RunTasked(run="r", call="HERON 1", objective="supply", base="base", tasking=task,
                    when_ms=at_ms),
        f.Departed(run="r", crew=("p0", "p1"), when_ms=at_ms),
        f.Arrived(run="r", site=site, when_ms=at_ms + 1_000),
        f.PeopleFound(run="r", walking=rng.randrange(6), carried=rng.randrange(3),
                      children=rng.choice([0, 0, 2, 9]), when_ms=at_ms + 2_000),
        f.CacheLaid(run="r", cache="c", contents=(f.Amount("i0", rng.choice([3.0, 80.0])),),
                    at=spot(rng), site=rng.choice([site, None]), mark="rag",
                    knows=rng.choice([(), ("p2",)]), when_ms=at_ms + 3_000),
        f.FoundReported(run="r", site=site, searched=rng.choice(["all", "part", "none"]),
                        when_ms=at_ms + 4_000),
        f.CameHome(run="r", home=("p0", "p1"), others=rng.randrange(4), when_ms=at_ms + HOUR_MS),
    ]  # fmt: skip
    return [fact for fact in told if rng.random() < 0.9]


def dangers(rng: random.Random) -> list[f.Fact]:
    """Threats of every size."""
    return [
        f.ThreatNoted(
            threat=f"t{i}", name=f"Threat {i}", what="armed", at=spot(rng),
            radius_m=rng.choice([0.0, 200.0, 500.0, 3_000.0]), reliability=rng.choice("ABC"),
            credibility=rng.choice("123"), per_km=rng.choice([None, 0.01, 0.3]),
        )
        for i in range(rng.choice([0, 1, 2, 4]))
    ]  # fmt: skip


def question(rng: random.Random, objective: str) -> f.PlanAsked:
    """A mission with limits, and people named here and there."""
    sites = tuple(rng.sample(SITES, rng.choice([1, 1, 2, 4])))
    wants = tuple(
        f.StopWanted(
            site,
            people=tuple(
                f.Group(
                    walking=rng.choice([0, 1, 2, 5, 12]), carried=rng.choice([0, 0, 1, 4]),
                    children=rng.choice([0, 0, 1, 3]),
                )
                for _ in range(rng.choice([0, 1, 3]))
            ),
            stay_h=rng.choice([None, 0.0, 0.2]),
            must=rng.random() < 0.3,
            closes_ms=rng.choice([None, None, MORNING_MS + 4 * HOUR_MS]),
        )
        for site in sites
        if rng.random() < 0.5
    )  # fmt: skip
    return f.PlanAsked(
        plan="plan",
        base="base",
        objective=objective,  # type: ignore[arg-type]
        sites=sites,
        depart_ms=MORNING_MS,
        home_by_ms=rng.choice([None, None, None, MORNING_MS + HOUR_MS, MORNING_MS + 5 * HOUR_MS]),
        stays=rng.choice([(), ("p0",)]),
        modes=rng.choice([(), (), (), ("foot",), ("car", "truck")]),
        greatest_hazard=rng.choice([None, None, None, None, 0.0, 0.02, 0.5]),
        greatest_overall=rng.choice([None, None, None, 0.05]),
        night=rng.random() < 0.3,
        teams=rng.choice([None, None, 1, 2]),
        wants=wants,
        bases=rng.choice([(), (), ("camp",)]),
    )


# -- the laws --------------------------------------------------------------------------------------


def put(rng: random.Random, objective: str, ground: Ground, shown: list[Any]) -> int:
    """One mission asked and its answer held to the laws; how many options it had."""
    facts, asked = country(rng), question(rng, objective)
    state = fold_all(Said(Stamp(MORNING_MS - 1, i, "d", i), x) for i, x in enumerate(facts))
    shown.clear()
    try:
        problem = pose(state, asked, MORNING_MS)
    except Refused:
        return 0
    answer = offer(problem, ground, left=in_tries(TRIES))
    assert not [w for w in answer.infeasible if "withheld" in w]
    assert len(answer.options) > 1 or answer.infeasible
    assert f.decode(f.encode(answer)) == answer
    assert offer(problem, ground, left=in_tries(TRIES)) == answer
    uncontradicted(problem, answer)
    unmoved(problem, answer, ground)
    for option, offered in shown:
        assert faults(problem, ground.roads, option, offered) == []
        seated(problem, option, offered)
        unparted(problem, option)
        if objective == "evacuation":
            counted(problem, option, offered)
    if objective == "transfer":
        spared(problem, answer, facts)
    return len(answer.options) - 1


def unmoved(problem: Problem, answer: f.PlanOffered, ground: Ground) -> None:
    """A change by hand that changes nothing changes no figure."""
    if problem.asked.objective == "evacuation":
        return
    for before in answer.options[1:]:
        after = revise(problem, ground, before, Edit(avoid=((f.Point(0.0, 0.0), 1.0),))).option
        assert after is not None
        assert after.value == pytest.approx(before.value)
        assert after.hazard == pytest.approx(before.hazard)
        homes = [[t.home_ms for t in o.taskings] for o in (before, after)]
        assert homes[0] == homes[1]


def uncontradicted(problem: Problem, answer: f.PlanOffered) -> None:
    """What an option does is not called impossible; a must that it leaves out is named in it, and
    one that none visits in the answer too.
    """
    names = {t.site: t.name for t in problem.targets}
    cars = {c.vehicle: c.name for c in problem.carriers}
    gone: set[str] = set()
    for option in answer.options[1:]:
        here = {s.site for t in option.taskings for s in t.stops}
        gone |= here
        for task, stop in ((t, s) for t in option.taskings for s in t.stops):
            by = f"with {cars[task.vehicle]}" if task.vehicle else "on foot"
            way = f"to {names[stop.site]} {by}:"
            assert not [w for w in answer.infeasible if w.startswith(way)]
        left = [t.name for t in problem.targets if t.must and t.site not in here]
        if problem.asked.objective != "evacuation":
            assert bool(left) == ("which must be visited" in option.why)
            assert all(name in option.why or "more, which must" in option.why for name in left)
    for t in problem.targets:
        words = f"{t.name} must be visited, and no option goes there"
        if problem.asked.objective != "evacuation" and recipe.no_time(problem) == "":
            assert (t.must and t.site not in gone) == any(
                w.startswith(words) for w in answer.infeasible
            )


def seated(problem: Problem, option: Option, offered: f.Offered) -> None:
    """Never more people than seats, stretchers, or hands to lead and bear them."""
    cars = {c.vehicle: c for c in problem.carriers}
    for trip, task in zip(option.journeys, offered.taskings, strict=True):
        sit = sum(w.walking * n for w, n in trip.taking.groups)
        lie = sum(w.carried * n for w, n in trip.taking.groups)
        assert sum(s.people for s in task.stops) == sit + lie
        crew = len(task.crew)
        if task.vehicle:
            assert crew + sit <= cars[task.vehicle].seats
            assert lie <= cars[task.vehicle].stretchers
        else:
            assert sit <= 5 * crew
            assert lie <= crew // 4


def unparted(problem: Problem, option: Option) -> None:
    """Each family goes whole and once; nobody goes who does not wait."""
    there, gone = Counter[Any](), Counter[Any]()
    for w in (w for t in problem.targets for w in t.waiting):
        there[(w.site, w.walking, w.carried, w.children)] += w.n
        assert w.n == 1 or w.people == 1
    for w, n in ((w, n) for j in option.journeys for w, n in j.taking.groups):
        gone[(w.site, w.walking, w.carried, w.children)] += n
    assert all(n <= there[kind] for kind, n in gone.items())


def counted(problem: Problem, option: Option, offered: f.Offered) -> None:
    """Moved, crews and those who stay are all; a wave leaves when the one before is home."""
    site = offered.taskings[0].stops[0].site
    named = any(w.people and any(g.walking + g.carried + g.children for g in w.people)
                for w in problem.asked.wants if w.site == site)  # fmt: skip
    total = sum(w.n * w.people for t in problem.targets if t.site == site for w in t.waiting)
    people = sum(s.people for t in offered.taskings for s in t.stops)
    crews = {p for t in offered.taskings for p in t.crew}
    stay = total - people - (0 if named else len(crews))
    assert stay >= 0
    assert (f"{stay} stay" in offered.why) == (stay > 0)
    free_ms: dict[str, int] = {}
    met: dict[str, float] = {}
    for trip, task in zip(option.journeys, offered.taskings, strict=True):
        for one in (*task.crew, *([task.vehicle] if task.vehicle else [])):
            assert task.depart_ms >= free_ms.get(one, 0)
            free_ms[one] = task.home_ms + 15 * 60_000
            met[one] = met.get(one, 0.0) + task.hazard
        assert abs(task.value - trip.taking.people * exp(-met[task.lead])) < 1e-6 * (1 + task.value)


def spared(problem: Problem, answer: f.PlanOffered, facts: list[f.Fact]) -> None:
    """No more of an item leaves in an option than lies here and has not expired."""
    lots = {x.lot: x for x in facts if isinstance(x, f.LotDefined)}
    held = Counter[str]()
    for x in facts:
        if isinstance(x, f.StockCounted) and x.holder == "base:base":
            lot = lots[x.lot]
            if lot.expires_ms is None or lot.expires_ms > MORNING_MS:
                held[lot.item] += x.n  # type: ignore[assignment]
    for option in answer.options:
        gone = Counter[str]()
        for a in (a for t in option.taskings for s in t.stops for a in s.leaves):
            gone[a.item] += a.n  # type: ignore[assignment]
        assert all(n <= held[item] for item, n in gone.items())
        assert not any(s.expect for t in option.taskings for s in t.stops)
    assert problem.asked.objective == "transfer"


@pytest.mark.parametrize("objective", KINDS)
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(rng=st.randoms(use_true_random=False))
def test_any_mission_gets_an_answer_that_holds(
    objective: str, ground: Ground, shown: list[Any], rng: random.Random
) -> None:
    """Nothing but a refusal is raised, and every option keeps the laws of its mission."""
    put(rng, objective, ground, shown)


@pytest.mark.slow
@pytest.mark.parametrize("objective", KINDS)
def test_a_campaign_of_missions_has_answers_that_hold(
    objective: str, ground: Ground, shown: list[Any]
) -> None:
    """By seed, so that each can be asked again; many of them have something to offer."""
    n = [put(random.Random(seed), objective, ground, shown) for seed in range(SEEDS)]  # noqa: S311
    assert sum(some > 0 for some in n) >= SEEDS // 5
