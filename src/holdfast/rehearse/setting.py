"""A plan that is kept, on its stage, with the odds and the seed that it is played with.

Law. The seed follows from the plan, so two who look at it see the same plays.
"""

import hashlib
from dataclasses import dataclass

from holdfast import facts as f
from holdfast.base.clock import DAY_MS
from holdfast.base.errors import Refused
from holdfast.know.hazard import BACKGROUND_PER_KM
from holdfast.know.learning import Learned, learned, odds_learned
from holdfast.know.risk import KINDS
from holdfast.know.state import State, remembered
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.staging import CALM, Scene, stage


@dataclass(frozen=True, slots=True)
class Setting:
    """A plan on its stage."""

    scene: Scene
    odds: Odds
    seed: int


def setting(state: State, plan: str) -> Setting:
    """The options of a plan as things are believed now.

    Raises:
        Refused: there is no such plan, it has no options yet, or every one stays home.
    """
    said, question = state.offered.get(plan), state.asked.get(plan)
    if said is None or question is None:
        raise Refused(f"No plan '{plan}' with options is known here.")
    offered, asked = said.fact, question.fact
    assert isinstance(offered, f.PlanOffered)  # noqa: S101  (what the register holds)
    assert isinstance(asked, f.PlanAsked)  # noqa: S101  (what the register holds)
    base = state.bases.get(asked.base)
    zone = base.fact.zone if base and isinstance(base.fact, f.BaseFounded) else "UTC"
    known = taught(state, asked.depart_ms)
    scene = stage(state, asked, offered.options, zone, contacts(known))
    if not scene.options:
        raise Refused("Every option of this plan stays home: there is nothing to rehearse.")
    odds = Odds()._replace(**odds_learned(known))
    return Setting(scene, odds, seed_of(plan))


def contacts(known: Learned) -> dict[str, float]:
    """By kind of threat, how many times what is assumed runs have taught that it meets."""
    times = {kind: known.per_km(kind) / assumed.per_km for kind, assumed in KINDS.items()}
    return times | {CALM: known.figures["background_per_km"].mean / BACKGROUND_PER_KM}


def taught(state: State, now_ms: int) -> Learned:
    """What runs have taught by now; reckoned anew when another one is debriefed, or every day."""
    version = (
        sum(map(len, state.debriefs.values())),
        sum(map(len, state.runs.values())),
        now_ms // DAY_MS,
    )
    return remembered(state, "taught", version, lambda: learned(state, now_ms))


def seed_of(plan: str) -> int:
    """The seed of a plan's plays."""
    return int.from_bytes(hashlib.sha256(plan.encode()).digest()[:2], "big")
