"""Leaving later, so that a team waits at home and not outside a place in danger."""

from collections.abc import Callable
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as altered

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS, MINUTE_MS, Stamp
from holdfast.base.geo import Place
from holdfast.facts.said import Said
from holdfast.know import fold_all
from holdfast.know.risk import field
from holdfast.plan.check.checker import team_faults
from holdfast.plan.ground import Ground
from holdfast.plan.journeys.journey import Journey
from holdfast.plan.journeys.setting_out import LEAST_MARGIN_S, Later, put_off_ms
from holdfast.plan.offer import offer as recipe
from holdfast.plan.offer.offer import offer
from holdfast.plan.problem import Problem
from holdfast.plan.question.pose import pose
from holdfast.run.board import board

from .conftest import MORNING_MS, at, world

Ask = Callable[..., Problem]
Spot = Callable[[float, float], f.Point]
OPENS_MS = MORNING_MS + 5 * HOUR_MS
MILL = (3_000.0, 1_500.0)


def band(spot: Spot, east_m: float = 4_000.0, north_m: float = 0.0) -> f.ThreatNoted:
    """Armed people, for certain, at the depot or elsewhere."""
    return f.ThreatNoted(
        threat="band", name="Band", what="armed", at=spot(east_m, north_m), radius_m=400,
        reliability="A", credibility="1",
    )  # fmt: skip


def mill(spot: Spot) -> list[f.Fact]:
    """A second site, with a chest."""
    return [
        f.SiteNoted(site="mill", name="Mill", at=spot(*MILL), what="warehouse"),
        f.SightingReported(
            sighting="mill", at=spot(*MILL), about="stock", words="", site="mill", reliability="A",
            credibility="1", contents=(f.Amount("chest", 1),),
        ),
    ]  # fmt: skip


def early_mill_late_depot() -> tuple[f.StopWanted, ...]:
    """Both must be visited: the mill within the hour, the depot not before the afternoon."""
    return (
        f.StopWanted("mill", closes_ms=MORNING_MS + HOUR_MS, must=True),
        f.StopWanted("depot", opens_ms=OPENS_MS, must=True),
    )


def test_who_would_wait_outside_leaves_later(ask: Ask, spot: Spot, ground: Ground) -> None:
    """Within five minutes of when the site opens they are there, as safe as without a window."""
    plain = offer(ask(band(spot), modes=("car",)), ground)
    problem = ask(band(spot), modes=("car",), wants=(f.StopWanted("depot", opens_ms=OPENS_MS),))
    answer = offer(problem, ground)
    assert len(answer.options) > 1
    for option in answer.options[1:]:
        (task,) = option.taskings
        assert OPENS_MS - 5 * MINUTE_MS <= task.stops[0].arrive_ms <= OPENS_MS
        assert task.depart_ms % (5 * MINUTE_MS) == 0
        assert "leaving at 12:" in option.why
        assert any(w.startswith("They leave at 12:") for w in task.assumes)
    safest = answer.options[1]
    assert safest.p_home == pytest.approx(plain.options[1].p_home, abs=0.02)


def test_a_wait_that_cannot_be_put_off_counts_in_plan_and_board(
    ask: Ask, spot: Spot, ground: Ground
) -> None:
    """One stop closes early, the next opens late: plan and board reckon the hours outside it."""
    facts = [band(spot), *mill(spot)]
    problem = ask(*facts, sites=("depot", "mill"), modes=("car",), wants=early_mill_late_depot())
    answer = offer(problem, ground)
    both = [o for o in answer.options if any(len(t.stops) == 2 for t in o.taskings)]
    assert both
    for option in both:
        (task,) = option.taskings
        wait_h = (OPENS_MS - task.stops[1].arrive_ms) / HOUR_MS
        assert wait_h > 3
        per_h = problem.danger.site(next(t.place for t in problem.targets if t.site == "depot"), 1)
        assert task.hazard > wait_h * per_h
        run = f.RunTasked(run="r", call="OTTER 1", objective="supply", base="base", tasking=task)
        said = [Said(Stamp(MORNING_MS - HOUR_MS, i, "d", i), x)
                for i, x in enumerate([*world(), *facts, run])]  # fmt: skip
        (card,) = board(fold_all(said), MORNING_MS)
        assert card.p_home == pytest.approx(option.p_home, abs=0.01)


def test_the_other_way_is_offered_too_where_a_wait_is_dangerous(
    ask: Ask, spot: Spot, ground: Ground
) -> None:
    """Two sites that may be visited: nobody is only offered a round with hours in a band's area."""
    wants = tuple(altered(w, must=False) for w in early_mill_late_depot())
    facts = [band(spot), *mill(spot)]
    answer = offer(ask(*facts, sites=("depot", "mill"), modes=("car",), wants=wants), ground)
    assert any(
        {s.site for t in o.taskings for s in t.stops} == {"mill"} for o in answer.options[1:]
    )


def test_a_site_that_closes_is_reached_with_time_in_hand(
    ask: Ask, spot: Spot, ground: Ground
) -> None:
    """Leaving later for the second stop does not bring them to the first as it shuts."""
    answer = offer(
        ask(*mill(spot), sites=("depot", "mill"), modes=("car",), wants=early_mill_late_depot()),
        ground,
    )
    first = [t.stops[0] for o in answer.options for t in o.taskings if t.stops[0].site == "mill"]
    assert first
    for stop in first:
        assert stop.arrive_ms <= MORNING_MS + HOUR_MS - LEAST_MARGIN_S * 1000


def mills(spot: Spot, n: int) -> list[f.Fact]:
    """So many sites away from the band, each with a chest."""
    facts: list[f.Fact] = []
    for i in range(n):
        here = spot(1_000 + 500 * i, 1_500 if i % 2 else -800)
        facts += [
            f.SiteNoted(site=f"m{i}", name=f"Mill {i}", at=here, what="warehouse"),
            f.SightingReported(
                sighting=f"m{i}", at=here, about="stock", words="", site=f"m{i}", reliability="A",
                credibility="1", contents=(f.Amount("chest", 1),),
            ),
        ]  # fmt: skip
    return facts


def late_depot_early_mills(n: int) -> tuple[f.StopWanted, ...]:
    """The depot and the first mill must be visited: it late, all mills within the hour."""
    late = f.StopWanted("depot", opens_ms=OPENS_MS, closes_ms=OPENS_MS + HOUR_MS // 2, must=True)
    early = (f.StopWanted(f"m{i}", closes_ms=MORNING_MS + HOUR_MS, must=i == 0) for i in range(n))
    return (late, *early)


@pytest.mark.parametrize("limit", [None, 0.3])
@pytest.mark.parametrize("n", [1, 6])
def test_a_must_that_opens_late_inside_a_threat_gets_a_team_that_leaves_late(
    ask: Ask, spot: Spot, ground: Ground, n: int, limit: float | None
) -> None:
    """However many sites are asked for: nobody waits hours in the band where two teams can go."""
    sites = ("depot", *(f"m{i}" for i in range(n)))
    problem = ask(
        band(spot), *mills(spot, n), sites=sites, wants=late_depot_early_mills(n),
        greatest_hazard=limit,
    )  # fmt: skip
    answer = offer(problem, ground)
    safest = answer.options[1]
    assert {"depot", "m0"} <= {s.site for t in safest.taskings for s in t.stops}
    assert safest.hazard < 0.2
    late = next(t for t in safest.taskings if t.stops[-1].site == "depot")
    assert late.stops[-1].arrive_ms >= OPENS_MS - 5 * MINUTE_MS


@pytest.mark.parametrize("n", [1, 6])
def test_musts_that_cannot_all_be_visited_say_which_wait_keeps_from_it(
    ask: Ask, spot: Spot, ground: Ground, n: int
) -> None:
    """With one team: the site, whose area it is, how long they would wait, chance and limit."""
    sites = ("depot", *(f"m{i}" for i in range(n)))
    problem = ask(
        band(spot), *mills(spot, n), sites=sites, wants=late_depot_early_mills(n),
        greatest_hazard=0.3, modes=("car",),
    )  # fmt: skip
    answer = offer(problem, ground)
    (words,) = [w for w in answer.infeasible if "must all be visited" in w]
    assert "waits 3 h 14 min at Depot inside Band: all home 61 %, limit 74 %" in words
    assert words.endswith("; and only one team can go")


def test_a_must_inside_a_threat_says_the_chance_and_the_limit(
    ask: Ask, spot: Spot, ground: Ground
) -> None:
    """Where a visit alone is too dangerous, however late they leave."""
    wants = (f.StopWanted("depot", opens_ms=OPENS_MS, must=True),)
    answer = offer(ask(band(spot), wants=wants, modes=("car",), greatest_hazard=0.05), ground)
    assert len(answer.options) == 1
    assert answer.infeasible[0].startswith(
        "Depot must be visited, and no option goes there: with Pick-up: all home 87 %, limit 95 %"
    )


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Journey, f.Tasking]]:
    """Journeys that are told, with their taskings."""
    found: list[tuple[Journey, f.Tasking]] = []

    def listen(_problem: object, _roads: object, trip: Journey, task: f.Tasking) -> list[str]:
        found.append((trip, task))
        return []

    monkeypatch.setattr(recipe, "team_faults", listen)
    return found


def later(task: f.Tasking, by_ms: int) -> f.Tasking:
    """The tasking with everything so much later."""
    stops = tuple(altered(s, arrive_ms=s.arrive_ms + by_ms, leave_ms=s.leave_ms + by_ms)
                  for s in task.stops)  # fmt: skip
    return altered(
        task, stops=stops, depart_ms=task.depart_ms + by_ms, home_ms=task.home_ms + by_ms
    )


def test_the_checker_reckons_the_departure_and_the_wait_again(
    ask: Ask, spot: Spot, ground: Ground, heard: list[tuple[Journey, f.Tasking]]
) -> None:
    """Leaving later than that, or not counting what is met in a wait, is a fault."""
    window = (f.StopWanted("depot", opens_ms=OPENS_MS),)
    problem = ask(band(spot), modes=("car",), wants=window)
    offer(problem, ground)
    trip, task = heard[-1]
    assert team_faults(problem, ground.roads, trip, task) == []
    wrong = team_faults(problem, ground.roads, trip, later(task, 10 * MINUTE_MS))
    assert "it leaves later than it might, and is home later for it" in wrong
    early = altered(task.stops[0], arrive_ms=task.stops[0].arrive_ms - HOUR_MS)
    waits = altered(task, stops=(early,), depart_ms=task.depart_ms - HOUR_MS)
    assert any("its hazard is" in w for w in team_faults(problem, ground.roads, trip, waits))


Round = list[tuple[int, int, int, int]]


def round_from(leaves_s: float, stops: Round) -> tuple[list[tuple[float, float]], float]:
    """When a team that leaves then arrives and begins at each stop, and when it is done."""
    found, now_s = [], leaves_s
    for go_s, stay_s, opens_s, _ in stops:
        found.append((now_s + go_s, max(now_s + go_s, float(opens_s))))
        now_s = found[-1][1] + stay_s
    return found, now_s


TIMES = st.integers(0, 20_000)


@given(
    stops=st.lists(
        st.tuples(st.integers(0, 3600), st.integers(0, 3600), st.one_of(st.just(0), TIMES),
                  st.one_of(st.just(10**9), TIMES)),
        min_size=1, max_size=4,
    ),
    start_ms=st.integers(0, 10**7),
)  # fmt: skip
def test_leaving_later_makes_nobody_later_home(stops: Round, start_ms: int) -> None:
    """And what is told of each wait is what is left of it, on any round with any windows."""
    at_once, done_s = round_from(0.0, stops)
    so_far = [Later()]
    for (arrive_s, _), (_, _, opens_s, closes_s) in zip(at_once, stops, strict=True):
        so_far.append(so_far[-1].after(arrive_s, opens_s, closes_s))
    by_s = so_far[-1].by_s
    found, home_s = round_from(by_s, stops)
    assert home_s == pytest.approx(done_s)
    for k, ((arrive_s, begin_s), (_, _, _, closes_s)) in enumerate(zip(found, stops, strict=True)):
        assert begin_s - arrive_s == pytest.approx(so_far[k + 1].left_s(so_far[k]))
        assert arrive_s <= max(closes_s - LEAST_MARGIN_S, at_once[k][0]) + 1e-6
    assert start_ms <= put_off_ms(start_ms, by_s) <= start_ms + by_s * 1000


def test_a_team_that_is_out_does_not_put_off_leaving(ground: Ground, spot: Spot) -> None:
    """Nobody knows how safe it is where they are; the wait at the site is reckoned instead."""
    where = Place(*at(2_000, 0))
    told: list[f.Fact] = [*world(), band(spot)]
    said = [Said(Stamp(MORNING_MS - HOUR_MS, i, "d", i), x) for i, x in enumerate(told)]
    begun_ms = MORNING_MS + 30 * MINUTE_MS
    first = f.PlanAsked(plan="p", base="base", objective="supply", sites=("depot",),
                        depart_ms=MORNING_MS, modes=("car",))  # fmt: skip
    task = offer(pose(fold_all(said), first, MORNING_MS), ground).options[1].taskings[0]
    out: list[f.Fact] = [
        f.RunTasked(run="r", call="OTTER 1", objective="supply", base="base", tasking=task),
        f.Departed(run="r", crew=task.crew, when_ms=MORNING_MS),
    ]
    said += [Said(Stamp(MORNING_MS, 50 + i, "d", 50 + i), x) for i, x in enumerate(out)]
    state = fold_all(said)
    again = f.PlanAsked(
        plan="p2", base="base", objective="supply", sites=("depot",), depart_ms=begun_ms, run="r",
        wants=(f.StopWanted("depot", opens_ms=OPENS_MS),),
    )  # fmt: skip
    answer = offer(pose(state, again, begun_ms, where), ground)
    on = [o for o in answer.options if any(t.stops for t in o.taskings)]
    assert on
    (again_told,) = on[0].taskings
    assert again_told.depart_ms == begun_ms
    wait_h = (OPENS_MS - again_told.stops[0].arrive_ms) / HOUR_MS
    assert wait_h > 4
    assert on[0].p_home < exp(-field(state, begun_ms).site(Place(*at(4_000, 0)), wait_h))
