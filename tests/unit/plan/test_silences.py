"""Planned radio silence: where a visit asks for it, and nowhere else."""

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest

from holdfast import facts as f
from holdfast.plan.check import checker
from holdfast.plan.ground import Ground
from holdfast.plan.offer import offer as recipe
from holdfast.plan.offer.offer import in_tries, offer

from .conftest import Ask

SPOT = Callable[[float, float], f.Point]
TEN_MIN_MS = 600_000


def shop(spot: SPOT) -> tuple[f.Fact, ...]:
    """One more site, some minutes before the depot."""
    return (
        f.SiteNoted(site="shop", name="Shop", at=spot(3_000, 0), what="shop"),
        f.SightingReported(
            sighting="seen", at=spot(3_000, 0), about="stock", words="", site="shop",
            reliability="A", credibility="1", contents=(f.Amount("ration", 50),),
        ),
    )  # fmt: skip


@pytest.mark.parametrize("silent", [(), ("depot",), ("shop", "depot")])
def test_silence_is_kept_round_the_visits_that_ask_for_it(
    ask: Ask, ground: Ground, spot: SPOT, silent: tuple[str, ...]
) -> None:
    """From ten minutes before until ten minutes after; visits close together share one silence."""
    wants = tuple(f.StopWanted(site=site, silent=True) for site in silent)
    problem = ask(*shop(spot), modes=("car",), sites=("depot", "shop"), wants=wants)
    answer = offer(problem, ground, left=in_tries(200))
    tasks = [t for o in answer.options for t in o.taskings if len(t.stops) == 2]
    assert tasks
    for task in tasks:
        assert len(task.silences) == (1 if silent else 0)
        for stop in task.stops if silent else ():
            inside = [
                s for s in task.silences
                if s.start_ms <= stop.arrive_ms and stop.leave_ms <= s.end_ms
            ]  # fmt: skip
            assert bool(inside) == (stop.site in silent)
        if silent == ("depot",):
            (stop,) = [s for s in task.stops if s.site == "depot"]
            (span,) = task.silences
            assert span.start_ms == max(task.depart_ms, stop.arrive_ms - TEN_MIN_MS)
            assert span.end_ms == stop.leave_ms + TEN_MIN_MS


def test_the_checker_objects_to_a_visit_that_is_not_silent(
    ask: Ask, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A silence forgotten, or over before they leave, is a fault."""
    heard = []
    true = checker.team_faults
    monkeypatch.setattr(
        recipe,
        "team_faults",
        lambda *args: heard.append(args) or true(*args),  # type: ignore[func-returns-value]
    )
    wants = (f.StopWanted(site="depot", silent=True),)
    offer(ask(modes=("car",), wants=wants), ground, left=in_tries(100))
    problem, roads, trip, task = heard[0]
    assert true(problem, roads, trip, task) == []
    short = tuple(f.Span(s.start_ms, s.start_ms + 1) for s in task.silences)
    for silences in ((), short):
        changed = msgspec.structs.replace(task, silences=silences)
        assert true(problem, roads, trip, changed) == ["it keeps no silence at Depot"]
    loud = replace(problem, targets=tuple(replace(t, silent=False) for t in problem.targets))
    assert true(loud, roads, trip, msgspec.structs.replace(task, silences=())) == []
