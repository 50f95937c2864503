"""Sought and found: by safe ways where the usual ones are forbidden, and nobody for nothing."""

from collections.abc import Callable

import pytest

from holdfast import facts as f
from holdfast.plan.ground import Ground
from holdfast.plan.offer.offer import in_tries, offer

from .conftest import MORNING_MS, Ask

SPOT = Callable[[float, float], f.Point]
FEW = in_tries(400)


def gang(spot: SPOT) -> f.ThreatNoted:
    """A few people on the straight street, not worth going round unless a limit says so."""
    return f.ThreatNoted(
        threat="gang", name="Gang", what="armed", at=spot(2_000, 0), radius_m=600,
        reliability="A", credibility="1", per_km=0.005,
    )  # fmt: skip


@pytest.mark.parametrize("mode", ["car", "foot"])
def test_a_limit_that_forbids_the_usual_ways_leads_to_the_safe_ones(
    ask: Ask, ground: Ground, spot: SPOT, mode: str
) -> None:
    """Under a limit below what is met on the usual ways, whatever the safest meet is offered."""
    free = offer(ask(gang(spot), modes=(mode,)), ground, left=FEW).options[1:]
    safest, most = min(o.hazard for o in free), max(o.hazard for o in free)
    assert safest < most
    limit = safest * 1.01
    for name in ("greatest_hazard", "greatest_overall"):
        found = offer(ask(gang(spot), modes=(mode,), **{name: limit}), ground, left=FEW)
        assert len(found.options) > 1, name
        assert all(o.hazard <= limit for o in found.options)


def test_an_answer_of_nothing_but_staying_home_says_why(
    ask: Ask, ground: Ground, spot: SPOT
) -> None:
    """Whatever the limit: either somebody may go, or the site and what forbids it are named."""
    for hazard in (0.0, 1e-5, 1e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1):
        answer = offer(ask(gang(spot), greatest_hazard=hazard), ground, left=FEW)
        assert len(answer.options) > 1 or any("Depot" in words for words in answer.infeasible)
    for minutes in (1, 10, 20, 40, 80, 160, 320):
        home_by = {"home_by_ms": MORNING_MS + minutes * 60_000}
        answer = offer(ask(gang(spot), **home_by), ground, left=FEW)
        assert len(answer.options) > 1 or answer.infeasible


def test_nobody_is_exposed_for_nothing(ask: Ask, ground: Ground, spot: SPOT) -> None:
    """A site of which nothing is believed is not gone to, unless somebody must look there."""
    empty = f.SiteNoted(site="shed", name="Shed", at=spot(1_500, 0), what="shed")
    answer = offer(ask(empty, sites=("shed",)), ground, left=FEW)
    assert [o.letter for o in answer.options] == ["H"]
    assert any("Shed" in words for words in answer.infeasible)
    both = offer(ask(empty, sites=("shed", "depot")), ground, left=FEW)
    assert len(both.options) > 1
    assert all(o.value > 0 for o in both.options[1:])
    must = (f.StopWanted(site="shed", must=True),)
    answer = offer(ask(empty, sites=("shed",), wants=must), ground, left=FEW)
    assert any(s.site == "shed" for o in answer.options for t in o.taskings for s in t.stops)


def test_goods_are_loaded_where_they_lie(ask: Ask, ground: Ground, spot: SPOT) -> None:
    """Another base's crew and van cannot hand over there what lies in the store here."""
    facts: list[f.Fact] = [
        f.BaseFounded(
            base="camp", name="Camp", at=spot(4_000, 0), zone="Etc/GMT-1", headcount=20
        ),
        f.PersonRegistered(person="zed", name="Zed", base="camp", skills=("lead", "driver")),
        f.PersonRegistered(person="yara", name="Yara", base="camp", skills=("medic",)),
        f.VehicleRegistered(
            vehicle="van", name="Van", base="camp", mode="car", seats=9, load_kg=900, load_m3=6,
            use_l_per_100km=14,
        ),
        f.VehicleReadinessSaid(vehicle="van", state="ready", fuel_l=40),
        f.LotDefined(lot="a", item="chest"),
        f.StockCounted(lot="a", holder="base:base", n=10),
    ]  # fmt: skip
    problem = ask(*facts, objective="transfer", sites=("camp",), bases=("camp",))
    answer = offer(problem, ground, left=FEW)
    assert len(answer.options) > 1
    for task in (t for o in answer.options for t in o.taskings):
        assert task.vehicle != "van"
        assert not {"zed", "yara"} & set(task.crew)
        assert task.ways[0].length_m > 3_000
    assert any("Van" in words and "another base" in words for words in answer.infeasible)
