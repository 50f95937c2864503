"""A plan that is kept, on its stage, with the odds and the seed that it is played with.

Law. The seed follows from the plan, so two who look at it see the same plays.
"""

import hashlib
from dataclasses import dataclass

from holdfast import facts as f
from holdfast.base.errors import Refused
from holdfast.know.state import State
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.staging import Scene, stage


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
    scene = stage(state, asked, offered.options, zone)
    if not scene.options:
        raise Refused("Every option of this plan stays home: there is nothing to rehearse.")
    return Setting(scene, Odds(), seed_of(plan))


def seed_of(plan: str) -> int:
    """The seed of a plan's plays."""
    return int.from_bytes(hashlib.sha256(plan.encode()).digest()[:2], "big")
