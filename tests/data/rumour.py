"""Two stores: beside one a rumour of people, beside the other a danger that is certain."""

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS, Stamp
from holdfast.facts.said import Said
from holdfast.know import fold_all
from holdfast.know.state import State
from holdfast.plan.ground import Ground
from holdfast.plan.problem import Problem
from holdfast.plan.question.pose import pose
from unit.plan.conftest import MORNING_MS, at, streets, world

UNSURE, SURE = "depot", "west"


def rumoured() -> tuple[State, Problem, Ground]:
    """What is believed, the question of one team with the pick-up, and the roads."""
    here, there = f.Point(*at(-1000, 0)), f.Point(*at(4000, 0))
    said: list[f.Fact] = [
        *world(),
        f.SiteNoted(site="west", name="West store", at=here, what="warehouse"),
        f.SightingReported(
            sighting="west", at=here, about="stock", words="", site="west", reliability="B",
            credibility="2", contents=(f.Amount("ration", 250),),
        ),
        f.ThreatNoted(
            threat="rumour", name="People at the depot", what="unknown", at=there, radius_m=500,
            reliability="D", credibility="4", per_km=0.625, half_life_h=1_000,
        ),
        f.ThreatNoted(
            threat="mines", name="Mines at the west store", what="mines", at=here, radius_m=500,
            reliability="A", credibility="1", per_km=0.165,
        ),
    ]  # fmt: skip
    start_ms = MORNING_MS - HOUR_MS
    state = fold_all(Said(Stamp(start_ms, i, "d", i), fact) for i, fact in enumerate(said))
    asked = f.PlanAsked(
        plan="plan", base="base", objective="supply", sites=("depot", "west"),
        depart_ms=MORNING_MS, modes=("car",), teams=1, home_by_ms=MORNING_MS + 100 * 60_000,
    )  # fmt: skip
    return state, pose(state, asked, MORNING_MS), Ground(streets())
